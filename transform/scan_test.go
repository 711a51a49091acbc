package transform

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/source"

	"github.com/apache/arrow-go/v18/arrow/memory/mallocator"
)

func packageOf(t *testing.T, dir string, settings map[string]map[string]any) *ingest.Package {
	t.Helper()
	pkg, err := ingest.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	platforms, err := source.Platforms(pkg)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := source.Configure(settings, "raw", platforms)
	if err == nil {
		err = sources.AddTo(pkg)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// tablesOf returns the raw figures and rejects of a package as text, or with run
// every relation and the account of rows, read in place by the database or not.
func tablesOf(t *testing.T, dir string, settings map[string]map[string]any, inPlace, run bool) map[string]string {
	t.Helper()
	ctx := context.Background()
	pkg := packageOf(t, dir, settings)
	if pkg.Large = math.MaxInt64; inPlace {
		pkg.Large = 1
	}
	if inPlace && len(pkg.Scans("observation")) == 0 {
		t.Fatal("no file of figures is read in place")
	}
	db, err := Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := map[string]string{}
	names := []string{"raw.observation", "rejected"}
	err = Load(ctx, db, pkg)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	if run {
		if err := Run(ctx, db, Options{}); err != nil {
			t.Fatal(err)
		}
		accounts, err := Accounts(ctx, db, pkg)
		if err != nil {
			t.Fatal(err)
		}
		tables["account"] = fmt.Sprint(accounts)
		relations, err := db.Relations(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range relations {
			names = append(names, QuoteName(r.Name))
		}
	}
	for _, name := range names {
		lines, err := Collect(ctx, db, "select cast(r as varchar) as row from "+name+" as r order by row", func(line *string) []any { return []any{line} })
		if err != nil {
			t.Fatal(err)
		}
		tables[name] = strings.Join(lines, "\n")
	}
	return tables
}

// bothWays fails where the database reads a package in another way than ingest.
func bothWays(t *testing.T, dir string, settings map[string]map[string]any, run bool) {
	t.Helper()
	want, got := tablesOf(t, dir, settings, false, run), tablesOf(t, dir, settings, true, run)
	for name := range want {
		a, b := strings.Split(want[name], "\n"), strings.Split(got[name], "\n")
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				t.Errorf("%s has other rows, from row %d of %d and %d:\n%q\n%q", name, i, len(a), len(b), a[min(i, len(a)-1)], b[min(i, len(b)-1)])
				break
			}
		}
	}
}

// packageWith copies the shipped package, with other figures if observations is
// not "".
func packageWith(t *testing.T, observations string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../data")); err != nil {
		t.Fatal(err)
	}
	if observations != "" {
		if err := os.WriteFile(filepath.Join(dir, "observations.csv"), []byte(observations), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The shipped figures as a vendor may write them, and rows that break each rule,
// are the same rows and the same rejects, whoever reads the file. DuckDB leaves to
// ingest no more than it must.
func TestScanSource(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	dir := t.TempDir()
	// What a vendor may write: names and numbers in other forms, missing values, rows that break a rule.
	if err := db.Exec(ctx, fmt.Sprintf(`
		create table vendor as
		select case o.platform_id when 'wechat' then 'WeChat' else o.platform_id end as app, case o.market when 'WLD' then 'Worldwide' else o.market end as country,
			o.period, o.value as users, o.quote as words, row_number() over () as n
		from read_csv('../data/observations.csv', all_varchar = true) as o where o.metric = 'mau' and length(o.period) = 7;
		insert into vendor values ('wechat', 'CHN', '2011-02', '-999', 'missing', 1), ('wechat', 'CHN', '2011-02', '999', 'missing too', 1), ('wechat', 'CHN', '2011-03', null, 'none', 1),
			('nobody', 'CHN', '2011-03', '5', 'no such platform', 1), ('wechat', 'Atlantis', '2011-04', '5', 'no such market', 1), ('wechat', ' CHN ', '2011-04', '1.5', 'a half', 1),
			('wechat', 'CHN', '2011-05', '2e3', ' spaces ', 1), ('wechat', 'CHN', '2011-06', '>7', null, 1), (null, null, null, '8', 'nulls', 1), ('wechat', 'CHN', '01.2011', '9', 'a "quote"', 1);
		copy vendor to '%[1]s/v.parquet';
		copy (select app, country, make_date(cast(left(period, 4) as int), 1, 1 + cast(n %% 28 as int)) as period, try_cast(users as double) as users, words, n from vendor where length(period) = 7) to '%[1]s/typed.parquet';
		copy (select app, country, cast(left(period, 4) as smallint) as period, cast(try_cast(users as double) as bigint) as users, words, n from vendor where length(period) = 7) to '%[1]s/years.parquet';
		copy (select * from vendor where country is not null) to '%[1]s/parts' (format parquet, partition_by (country))`, dir)); err != nil {
		t.Fatal(err)
	}
	about := map[string]any{"title": "A vendor", "url": "https://example.org/v"}
	for name, more := range map[string]map[string]any{
		"v.parquet":         {"missing": []any{"-999", "999"}, "replace": []any{map[string]any{"column": "platform_id", "from": "nobody", "to": "line"}}},
		"typed.parquet":     {"precision": "month"},
		"years.parquet":     {"constants": map[string]any{"metric": "mau", "qualifier": "approx"}, "replace": []any{map[string]any{"column": "value", "from": "999", "to": "998"}}},
		"parts":             {},
		"parts/*/*.parquet": {"dates": []any{"mm.yyyy"}},
	} {
		t.Run(name, func(t *testing.T) {
			settings := map[string]any{"kind": "file", "mode": "quarantine", "path": filepath.Join(dir, name), "missing": []any{"-999"}, "source": about,
				"columns":   map[string]any{"platform_id": "app", "market": "country", "period": "period", "value": "users", "quote": "words"},
				"constants": map[string]any{"metric": "mau"}}
			if name != "parts" {
				delete(settings["columns"].(map[string]any), "quote")
			}
			for key, value := range more {
				settings[key] = value
			}
			bothWays(t, packageWith(t, "platform_id,metric,market,period,value,qualifier,source_id,quote,doubt\n"), map[string]map[string]any{"vendor": settings}, name == "v.parquet")
			if left := rowsLeft(t, packageWith(t, "platform_id,metric,market,period,value,qualifier,source_id,quote,doubt\n"), map[string]map[string]any{"vendor": settings}); left > 11 {
				t.Errorf("%d rows are left to ingest, want at most 11", left)
			}
		})
	}
}

// rowsLeft returns how many rows of a source the database leaves to ingest.
func rowsLeft(t *testing.T, dir string, settings map[string]map[string]any) int {
	t.Helper()
	ctx := context.Background()
	pkg := packageOf(t, dir, settings)
	pkg.Large = 1
	db, err := Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	mem := mallocator.NewMallocator()
	r, err := pkg.Read("observation", mem, pkg.Scans("observation")...)
	if err == nil {
		err = db.Load(ctx, "raw.observation", r)
		r.Release()
	}
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, s := range pkg.Scans("observation") {
		rest, err := (&scanned{s, db}).take(ctx, mem)
		if err != nil || rest == nil {
			t.Fatalf("%s is not read in place: %v", s.Path, err)
		}
		left += len(rest)
		if err := db.Exec(ctx, "drop schema scan cascade"); err != nil {
			t.Fatal(err)
		}
	}
	return left
}
