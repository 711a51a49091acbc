package transform_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/source"
	"headstart/transform"
)

// tablesOf returns every relation of a package as text, read in place by the
// database or not, and how many large files there were.
func tablesOf(t *testing.T, dir string, settings map[string]map[string]any, inPlace bool) (map[string]string, int) {
	t.Helper()
	ctx := context.Background()
	pkg, err := ingest.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if pkg.Large = math.MaxInt64; inPlace {
		pkg.Large = 1
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
	accounts, err := transform.Accounts(ctx, db, pkg)
	if err != nil {
		t.Fatal(err)
	}
	relations, err := db.Relations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]string{"(accounts)": fmt.Sprint(accounts)}
	for _, r := range relations {
		rows, err := db.Result(ctx, "select * from "+transform.QuoteName(r.Name))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		err = rows.Each(func(row []any) error {
			line := ""
			for _, v := range row {
				line += transform.Text(v) + "\t"
			}
			lines = append(lines, line)
			return nil
		})
		rows.Close()
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		tables[r.Name] = strings.Join(lines, "\n")
	}
	return tables, len(pkg.Scans("observation"))
}

// bothWays fails where the database reads a package in another way than ingest.
func bothWays(t *testing.T, dir string, settings map[string]map[string]any, large int) {
	t.Helper()
	want, _ := tablesOf(t, dir, settings, false)
	got, n := tablesOf(t, dir, settings, true)
	if n != large {
		t.Errorf("%d files of figures are read in place, want %d", n, large)
	}
	for name := range want {
		if got[name] == want[name] {
			continue
		}
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

// The shipped figures, and rows that break each rule, are the same rows and the
// same rejects, with the same line, whoever reads the file.
func TestScanPackage(t *testing.T) {
	shipped, err := os.ReadFile("../data/observations.csv")
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(shipped), "\n")
	if header != "platform_id,metric,market,period,value,qualifier,source_id,quote,doubt" {
		t.Fatal("the columns have changed: ", header)
	}
	rows := strings.Split(strings.TrimSpace(string(shipped)), "\n")
	source := strings.Split(rows[1], ",")[6]
	bad := func(cells ...string) string { return strings.Join(cells, ",") }
	bothWays(t, packageWith(t, ""), nil, 1)
	for name, more := range map[string][]string{
		"cells": {
			bad("wechat", "mau", "wld", "2011-02", "5", "exact", source, "small letters", ""),
			bad("wechat", "mau", "WLD", "2011-02", "05", "exact", source, "a zero in front", ""),
			bad("wechat", "mau", "WLD", "2011-03", " 5", "exact", source, "a space", ""),
			bad("wechat", "mau", "WLD", "2011-04", "0", "exact", source, "too small", ""),
			bad("wechat", "mau", "WLD", "2011-04", "5.0", "exact", source, "decimals", ""),
			bad("wechat", "mau", "WLD", "2011-04", "99999999999999999999", "exact", source, "too large", ""),
			bad("wechat", "mau", "WLD", "2011-04", "9223372036854775807", "exact", source, "the largest", ""),
			bad("wechat", "mau", "WLD", "2011-13", "5", "exact", source, "no month", ""),
			bad("wechat", "mau", "WLD", "2011-02-29", "5", "exact", source, "no day", ""),
			bad("wechat", "mau", "WLD", "2011-05", "5", "about", source, "no qualifier", ""),
			bad("wechat", "mau", "WLD", "2011-05", "5", "exact", source, "", ""),
			bad("wechat", "mau", "WLD", "2011-05", "5", "exact", source, "   ", ""),
			bad("wechat", "mau", "WLD", "2011-05", "6", "exact", source, "\u3000", ""),
			bad("wechat", "mau", "WLD", "2011-05", "7", "exact", source, "一个", "in doubt"),
			bad("wechat", "mau", "WLD", "2011-05", "8", "exact", source, " spaces around ", ""),
			bad("wechat", "mau", "WLD", "2011-05", "9", "exact", source, `"a ""quote"", and a comma"`, ""),
			bad("wechat", "mau", "WLD", "2011-05", "9", "exact", source, "a \x00 in it", ""),
			bad("wechat", "m\x00au", "WLD", "2011-05", "9", "exact", source, "a NUL", ""),
			bad("no-such", "mau", "WLD", "2011-05", "9", "exact", "no-such", "no key", ""),
			bad("", "", "", "", "", "", "", "", ""),
		},
		"a bare quote":          {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, `5" screens`, "")},
		"a bare quote in a key": {bad("wechat", `m"au`, "WLD", "2011-02", "5", "exact", source, "x", "")},
		"a space after":         {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, `"x" `, "")},
		"text after":            {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, `"x"y`, "")},
		"too many cells":        {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, "x", "", "")},
		"too few cells":         {"wechat,mau,WLD"},
		"a blank line":          {"", bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, "x", "")},
		"a line end in a cell":  {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, "\"x\ny\"", ""), bad("wechat", "mau", "WLD", "2011-03", "0", "exact", source, "x", "")},
		"a return in a cell":    {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, "x\ry", "")},
		"no UTF-8":              {bad("wechat", "mau", "WLD", "2011-02", "5", "exact", source, "\xe9t\xe9", "")},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(slices.Concat(rows, more), "\n") + "\n"
			bothWays(t, packageWith(t, text), nil, 1)
		})
	}
	for name, text := range map[string]string{
		"returns":     strings.ReplaceAll(string(shipped), "\n", "\r\n"),
		"mixed ends":  strings.Replace(string(shipped), "\n", "\r\n", 3),
		"no last end": strings.TrimSuffix(string(shipped), "\n"),
		"no rows":     header + "\n",
		"header only": header,
		"a mark":      "\ufeff" + string(shipped),
	} {
		t.Run(name, func(t *testing.T) { bothWays(t, packageWith(t, text), nil, 1) })
	}
}
