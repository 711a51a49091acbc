package transform

import (
	"context"
	"testing"
	"testing/fstest"
)

// Files run side by side only where the order does not matter: a file that names
// the relation of another waits for it, and all wait for one that changes what is there.
func TestBuildInOrder(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"10_slow.sql":  "create or replace table slow as\nselect sum(range) as n from range(3000000);\n",
		"20_later.sql": "-- later: one row.\ncreate or replace table later as\nselect n, 'not slow' as text from slow;\n",
		"25_more.sql":  "create or replace table more as\nselect sum(range) as n from range(3000000);\ninsert into later select n, 'more' from more;\n",
		"30_last.sql":  "create or replace table last as\nselect count(*) as n from later;\n",
		"40_other.sql": "-- other: not of last.\ncreate or replace table other as\nselect 1 as n;\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	ctx := context.Background()
	db, err := Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.small = true
	for range 5 {
		if err := db.Build(ctx, files, "."); err != nil {
			t.Fatal(err)
		}
		got, err := Collect(ctx, db, "select last.n from last, other", func(n *int) []any { return []any{n} })
		if err != nil || len(got) != 1 || got[0] != 2 {
			t.Fatalf("counted %v rows of a relation of 2, %v", got, err)
		}
	}
	all, err := readFiles(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	if later, last, other := all[1], all[3], all[4]; later.beside(all[0]) || !all[2].alone || last.beside(later) || !other.beside(last) || !other.beside(later) {
		t.Error("files run beside those whose relation they name, or wait for those that they name only in a comment")
	}
}
