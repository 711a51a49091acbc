package reports_test

import (
	"context"
	"os"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/models"
	"headstart/reports"
	"headstart/transform"
)

// BenchmarkWrite is the whole reports stage of a default run on the shipped
// data.
func BenchmarkWrite(b *testing.B) {
	ctx := context.Background()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		b.Fatal(err)
	}
	db, err := transform.Open(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, stage := range []func() error{
		func() error { return transform.Load(ctx, db, pkg) },
		func() error { return transform.Run(ctx, db, transform.Options{}) },
		func() error { return models.Run(ctx, db, models.Defaults()) },
	} {
		if err := stage(); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		root, err := os.OpenRoot(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if err := reports.Write(ctx, db, root, &reports.Manifest{Run: "benchmark"}); err != nil {
			b.Fatal(err)
		}
		root.Close()
	}
}
