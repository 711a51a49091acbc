package models

import (
	"context"
	"os"
	"runtime/pprof"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"
)

func TestZZ(t *testing.T) {
	ctx := context.Background()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := transform.Load(ctx, db, pkg); err != nil {
		t.Fatal(err)
	}
	if err := transform.Run(ctx, db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	f, _ := os.Create("/tmp/cm/cpu.prof")
	pprof.StartCPUProfile(f)
	if err := Run(ctx, db, Defaults()); err != nil {
		t.Fatal(err)
	}
	pprof.StopCPUProfile()
	f.Close()
}
