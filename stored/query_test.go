package stored_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/stored"
	"headstart/transform"
)

// tables writes two tables as Parquet into a folder whose name is as awkward
// as names get, and returns it.
func tables(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), `it's a "run", 100% ; -- of it`)
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	db := opened(t)
	for name, query := range map[string]string{
		"base_rate": "select 56 as wins, 112 as n, 0.5 as rate",
		"series":    "select 'p' || i as platform_id, i * 1000 as value, date '2018-09-30' as placed_on from range(3) t (i) order by i",
	} {
		file := strings.ReplaceAll(filepath.Join(dir, name+".parquet"), "'", "''")
		if err := db.Exec(context.Background(), "copy ("+query+") to '"+file+"' (format parquet)"); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ask(dir, query string) (string, error) {
	var text string
	err := stored.Query(context.Background(), dir, []string{"base_rate", "series"}, query, func(r *transform.Result) error {
		text = strings.Join(r.Columns, " | ") + "\n"
		return r.Each(func(row []any) error {
			line := make([]string, len(row))
			for i, v := range row {
				line[i] = transform.Text(v)
			}
			text += strings.TrimRight(strings.Join(line, " | "), " |") + "\n"
			return nil
		})
	})
	return text, err
}

func opened(t testing.TB) *transform.DB {
	t.Helper()
	db, err := transform.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestQueryTables(t *testing.T) {
	dir := tables(t)
	for query, want := range map[string]string{
		"select * from series order by value desc limit 1":                                 "platform_id | value | placed_on\np2 | 2000 | 2018-09-30\n",
		"select wins / n as rate, rate as given from base_rate;":                           "rate | given\n0.5 | 0.5\n",
		"-- a remark\nselect 1 as one":                                                     "one\n1\n",
		"from base_rate":                                                                   "wins | n | rate\n56 | 112 | 0.5\n",
		"with big as (select * from series where value > 0) select count(*) as n from big": "n\n2\n",
		"select 1.5 as x, 'a'::varchar as y, [1.5, null] as z, {'a': 1.25} as s":           "x | y | z | s\n1.5 | a | [1.5, null] | {\"a\": 1.25}\n",
		"values (1, null)":                                                                 "col0 | col1\n1\n",
		"select count(*) as n from (describe series)":                                      "n\n3\n",
		"pivot series on platform_id in ('p1', 'p2') using sum(value) group by placed_on":  "placed_on | p1 | p2\n2018-09-30 | 1000 | 2000\n",
	} {
		if got, err := ask(dir, query); err != nil || got != want {
			t.Errorf("%s\ngot\n%s%v\nwant\n%s", query, got, err, want)
		}
	}
	for _, query := range []string{"describe series", "show tables", "show series", "summarize series",
		"explain select * from series", "explain analyze select * from series", "EXPLAIN (analyze, format json)\nfrom series",
		"explain (select 1)", "/* a remark */ (select 1)", "table series"} {
		if got, err := ask(dir, query); err != nil || !strings.Contains(got, "\n") {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
}

func TestQueryIsReadOnly(t *testing.T) {
	dir := tables(t)
	other := filepath.Join(t.TempDir(), "other.csv")
	if err := os.WriteFile(other, []byte("secret\n42\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HEADSTART_SECRET", "hidden")
	attacks, err := os.ReadFile("testdata/attacks.sql")
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{dir}", strings.ReplaceAll(dir, "'", "''"), "{other}", other)
	lines := strings.Split(strings.TrimSuffix(string(attacks), "\n"), "\n")
	if len(lines) < 200 {
		t.Fatalf("%d attacks", len(lines))
	}
	before := contents(t, dir)
	db, err := stored.Open(context.Background(), dir, []string{"base_rate", "series"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, line := range append(lines, "") {
		if _, err := stored.Permit(context.Background(), db, []string{"base_rate", "series"}, fill.Replace(line)); err == nil {
			t.Errorf("%s: is permitted", line)
		}
	}
	if after := contents(t, dir); after != before {
		t.Fatalf("the folder changed from %q to %q", before, after)
	}
}

// contents is every file of a folder with its bytes.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, _ := os.ReadFile(filepath.Join(dir, e.Name())) // a folder has none
		all.WriteString(e.Name() + "\n" + string(text) + "\n")
	}
	return all.String()
}

func TestQueryTablesSaysWhatToDo(t *testing.T) {
	dir := tables(t)
	for query, want := range map[string]string{
		"drop view series":                             `read-only; ask with a query such as "select`,
		"select 1; select 2":                           "one query at a time",
		"pivot series on platform_id using sum(value)": "in (…)",
		"select valeu from series":                     "valeu",
		"select * from series where value > $1":        "write the value in its place",
		"select ? + 1":                                 "write the value in its place",
	} {
		if _, err := ask(dir, query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want one with %q", query, err, want)
		}
	}
	if _, err := stored.Open(context.Background(), dir, []string{"missing"}); err == nil || !strings.Contains(err.Error(), "open table missing") {
		t.Errorf("a missing table: %v", err)
	}
}
