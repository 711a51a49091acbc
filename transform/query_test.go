package transform_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	db := open(t)
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
	r, err := transform.QueryTables(context.Background(), dir, []string{"base_rate", "series"}, query)
	if err != nil {
		return "", err
	}
	lines := [][]string{r.Columns}
	err = r.Each(func(row []any) error {
		line := make([]string, len(row))
		for i, v := range row {
			line[i] = transform.Text(v)
		}
		lines = append(lines, line)
		return nil
	})
	if err := r.Close(); err != nil {
		return "", err
	}
	return align(lines), err
}

func TestQueryTables(t *testing.T) {
	dir := tables(t)
	for query, want := range map[string]string{
		"select * from series order by value desc limit 1":                                 "platform_id | value | placed_on\np2          | 2000  | 2018-09-30\n",
		"select wins / n as rate, rate as given from base_rate;":                           "rate | given\n0.5  | 0.5\n",
		"-- a remark\nselect 1 as one":                                                     "one\n1\n",
		"from base_rate":                                                                   "wins | n   | rate\n56   | 112 | 0.5\n",
		"with big as (select * from series where value > 0) select count(*) as n from big": "n\n2\n",
		"values (1, null)":                                                                 "col0 | col1\n1\n",
		"select count(*) as n from (describe series)":                                      "n\n3\n",
		"pivot series on platform_id in ('p1', 'p2') using sum(value) group by placed_on":  "placed_on  | p1   | p2\n2018-09-30 | 1000 | 2000\n",
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

func TestQueryTablesIsReadOnly(t *testing.T) {
	dir := tables(t)
	other := filepath.Join(t.TempDir(), "other.csv")
	if err := os.WriteFile(other, []byte("secret\n42\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HEADSTART_SECRET", "hidden")
	before := contents(t, dir)
	inside := "'" + strings.ReplaceAll(dir, "'", "''") + "/"
	for _, query := range []string{
		"",
		"select",
		"insert into base_rate values (1, 1, 1)",
		"update base_rate set wins = 0",
		"delete from base_rate",
		"create table t as select 1",
		"create or replace view base_rate as select 1 as wins",
		"drop view base_rate",
		"alter view base_rate rename to other",
		"copy base_rate to '" + other + "'",
		"copy (select 1) to " + inside + "base_rate.parquet'",
		"copy (select 1) to " + inside + "more.csv'",
		"export database " + inside + "export'",
		"import database " + inside + "export'",
		"attach '" + other + "' as other",
		"attach " + inside + "new.db'",
		"install httpfs",
		"load httpfs",
		"set threads = 1",
		"set global enable_external_access = true",
		"reset lock_configuration",
		"pragma enable_external_access = true",
		"pragma memory_limit='1GB'",
		"begin transaction",
		"checkpoint",
		"vacuum",
		"call pragma_version()",
		"prepare p as select 1",
		"use memory",
		"create macro one() as 1",
		"comment on view series is 'x'",
		// Several statements, of which the first would do it.
		"select 1; select 2",
		"copy (select 1) to " + inside + "base_rate.parquet'; select 1",
		"create table t as select 1; select * from t",
		"drop view series; select 1",
		// explain analyze runs what it explains.
		"explain analyze copy (select 1) to " + inside + "base_rate.parquet'",
		"explain (analyze) copy (select 1) to " + inside + "base_rate.parquet'",
		"explain /* x */ analyze copy (select 1) to " + inside + "base_rate.parquet'",
		"/* x */ explain analyze copy (select 1) to " + inside + "base_rate.parquet'",
		"explain analyze create table t as select 1",
		"explain export database " + inside + "export'",
		"/* /* */ select */ copy (select 1) to " + inside + "x.csv'",
		"explain insert into base_rate values (1, 1, 1)",
		// Other files, addresses and the surroundings.
		"select * from read_csv('/etc/passwd')",
		"select * from read_text('/etc/passwd')",
		"select * from read_blob('/etc/passwd')",
		"select * from '/etc/passwd'",
		"select * from '" + other + "'",
		"select * from read_csv('" + other + "')",
		"select * from read_csv(" + inside + "../../../etc/passwd')",
		"select * from glob('/etc/*')",
		"select * from 'https://example.org/x.parquet'",
		"select * from read_parquet('s3://bucket/x.parquet')",
		"select getenv('HEADSTART_SECRET')",
		"select * from sniff_csv('" + other + "')",
		"with x as (insert into base_rate values (1, 1, 1) returning *) select * from x",
		"select * from query('copy (select 1) to " + strings.ReplaceAll(inside, "'", "''") + "x.csv''')",
	} {
		if got, err := ask(dir, query); err == nil {
			t.Errorf("%s: gave %q and no error", query, got)
		}
		if after := contents(t, dir); after != before {
			t.Fatalf("%s: changed the folder from %q to %q", query, before, after)
		}
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
	} {
		if _, err := ask(dir, query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want one with %q", query, err, want)
		}
	}
	if _, err := transform.QueryTables(context.Background(), dir, []string{"missing"}, "select 1"); err == nil || !strings.Contains(err.Error(), "open table missing") {
		t.Errorf("a missing table: %v", err)
	}
}
