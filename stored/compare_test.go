package stored_test

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"headstart/stored"
)

// Each query pair makes a table t of either run; the key is k.
func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		want                *stored.TableChange // nil: no difference
	}{
		{"equal", "select 1 as k, 0.5::double as x", "select 1 as k, 0.5::double as x", nil},
		{"order", "from (values (1, 'a'), (2, 'b')) v (k, x)", "from (values (2, 'b'), (1, 'a')) v (k, x)", nil},
		{"within the tolerance", "select 1 as k, 1000.0::double as x", "select 1 as k, 1000.0000001::double as x", nil},
		{"nulls", "select 1 as k, null::double as x", "select 1 as k, null::double as x", nil},
		{"not a number", "select 1 as k, 'nan'::double as x", "select 1 as k, 'nan'::double as x", nil},
		{"only the line of the file", "select 1 as k, 7 as line", "select 1 as k, 8 as line", nil},
		{"a number", "select 1 as k, 1000.0::double as x", "select 1 as k, 1000.1::double as x",
			&stored.TableChange{Changed: 1, Cells: []stored.CellChange{{"1", "x", "1000.0", "1000.1"}}}},
		{"to null", "select 1 as k, 2.5::double as x", "select 1 as k, null::double as x",
			&stored.TableChange{Changed: 1, Cells: []stored.CellChange{{"1", "x", "2.5", ""}}}},
		{"a zero and its neighbor", "select 1 as k, 0.0::double as x", "select 1 as k, 1e-300::double as x",
			&stored.TableChange{Changed: 1, Cells: []stored.CellChange{{"1", "x", "0.0", "1e-300"}}}},
		{"a text under a null key", "select null as k, 'a' as x", "select null as k, 'b' as x",
			&stored.TableChange{Changed: 1, Cells: []stored.CellChange{{"–", "x", "a", "b"}}}},
		{"rows", "from (values (1, 'a'), (2, 'b')) v (k, x)", "from (values (2, 'b'), (3, 'c'), (4, 'd')) v (k, x)",
			&stored.TableChange{Added: 2, Removed: 1}},
		{"one of two under one key", "from (values (1, 'a'), (1, 'b')) v (k, x)", "from (values (1, 'b'), (1, 'a'), (1, 'c')) v (k, x)",
			&stored.TableChange{Added: 1}},
		{"columns", "select 1 as k, 2 as gone", "select 1 as k, 3 as new",
			&stored.TableChange{ColumnsAdded: []string{"new"}, ColumnsRemoved: []string{"gone"}}},
		{"another type", "select 1 as k, 2::bigint as x", "select 1 as k, '2' as x", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := [2]string{t.TempDir(), t.TempDir()}
			db := opened(t)
			for i, query := range []string{c.before, c.after} {
				file := strings.ReplaceAll(filepath.Join(dir[i], "t.parquet"), "'", "''")
				if err := db.Exec(context.Background(), "copy ("+query+") to '"+file+"' (format parquet)"); err != nil {
					t.Fatal(err)
				}
			}
			got, err := stored.Compare(context.Background(), stored.Comparison{
				Before: dir[0], After: dir[1], Names: [2][]string{{"t"}, {"t"}},
				Keys: map[string][]string{"t": {"k"}}, Tolerance: 1e-9, Examples: 3,
			})
			if err != nil {
				t.Fatal(err)
			}
			if c.want == nil {
				if len(got) != 0 {
					t.Errorf("got %+v, want no difference", got)
				}
				return
			}
			c.want.Name, c.want.Status = "t", "changed"
			c.want.ColumnsAdded, c.want.ColumnsRemoved = notNil(c.want.ColumnsAdded), notNil(c.want.ColumnsRemoved)
			c.want.Cells = notNil(c.want.Cells)
			if len(got) != 1 || !reflect.DeepEqual(got[0], *c.want) {
				t.Errorf("got  %+v\nwant %+v", got, *c.want)
			}
		})
	}
}

func TestCompareTellsWhichTablesThereAre(t *testing.T) {
	got, err := stored.Compare(context.Background(), stored.Comparison{Names: [2][]string{{"gone"}, {"new"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Name+" "+got[0].Status != "gone removed" || got[1].Name+" "+got[1].Status != "new added" {
		t.Errorf("got %+v", got)
	}
}

func notNil[T any](list []T) []T { return append([]T{}, list...) }
