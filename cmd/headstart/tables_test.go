package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headstart/reports"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	_ "github.com/duckdb/duckdb-go/v2"
	"golang.org/x/net/html"
)

// tablesDescriptor is what the tests read of tables/datapackage.json.
type tablesDescriptor struct {
	Run       string `json:"headstart:run"`
	Resources []struct {
		Name, Path, Description, Hash string
		Bytes                         int
		Rows                          int64 `json:"headstart:rows"`
		Schema                        struct {
			Fields []struct{ Name, Type, Description string }
		}
	}
}

func readJSON(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// Every Parquet file says by itself what it is, and the manifest, the
// descriptor and the files agree.
func TestTablesDescribeThemselves(t *testing.T) {
	t.Parallel()
	files := filesOf(t, filepath.Join(shippedRun(t), "latest"))
	var m reports.Manifest
	var d tablesDescriptor
	readJSON(t, files["manifest.json"], &m)
	readJSON(t, files["tables/datapackage.json"], &d)
	if d.Run != m.Run {
		t.Errorf("the descriptor is of run %s, the manifest of %s", d.Run, m.Run)
	}
	listed := map[string]bool{}
	for _, r := range d.Resources {
		name := "tables/" + r.Path
		listed[name] = true
		content := files[name]
		sum := sha256.Sum256(content)
		if r.Bytes != len(content) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
			t.Errorf("%s has %d bytes and another hash; the descriptor says %d and %s", name, len(content), r.Bytes, r.Hash)
		}
		if r.Rows != m.Rows[r.Name] {
			t.Errorf("%s: %d rows in the descriptor, %d in the manifest", r.Name, r.Rows, m.Rows[r.Name])
		}
		parquet, err := file.NewParquetReader(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer parquet.Close()
		if parquet.NumRows() != r.Rows {
			t.Errorf("%s has %d rows, the descriptor says %d", name, parquet.NumRows(), r.Rows)
		}
		reader, err := pqarrow.NewFileReader(parquet, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		table, err := reader.ReadTable(context.Background()) // that the columns can be read, too
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer table.Release()
		about := parquet.MetaData().KeyValueMetadata()
		for key, want := range map[string]string{"headstart.relation": r.Name, "headstart.description": r.Description,
			"headstart.run": m.Run, "headstart.license": "CC-BY-4.0"} {
			if got := about.FindValue(key); got == nil || *got != want {
				t.Errorf("%s: %s is not %q", name, key, want)
			}
		}
		if r.Description == "" {
			t.Errorf("%s has no description", name)
		}
		units := map[string]string{}
		if text := about.FindValue("headstart.units"); text == nil || json.Unmarshal([]byte(*text), &units) != nil {
			t.Errorf("%s: headstart.units is no JSON object", name)
		}
		fields := table.Schema().Fields()
		if len(fields) != len(r.Schema.Fields) {
			t.Fatalf("%s has %d columns, the descriptor %d", name, len(fields), len(r.Schema.Fields))
		}
		for i, f := range fields {
			description, _ := f.Metadata.GetValue("description")
			unit, _ := f.Metadata.GetValue("unit")
			if described := r.Schema.Fields[i]; f.Name != described.Name || description != described.Description || description == "" {
				t.Errorf("%s.%s is described as %q, in the descriptor %s as %q", r.Name, f.Name, description, described.Name, described.Description)
			}
			if units[f.Name] != unit {
				t.Errorf("%s.%s has unit %q, and %q in headstart.units", r.Name, f.Name, unit, units[f.Name])
			}
		}
	}
	for name := range files {
		if strings.HasPrefix(name, "tables/") && name != "tables/datapackage.json" && !listed[name] {
			t.Errorf("%s is not in tables/datapackage.json", name)
		}
	}
	if len(listed) != len(m.Rows) || len(listed) < 20 {
		t.Errorf("%d tables are listed, %d are in the manifest", len(listed), len(m.Rows))
	}
}

// views.sql opens the tables of its own run, whatever other runs there are. It
// changes the working folder, so it is not parallel.
func TestViewsOfOtherFolder(t *testing.T) {
	dir := t.TempDir()
	ranSmall(t, dir)
	headstart(t, dir, "run", "--quiet", "--resolve", "low", "--out", "my-out")
	for file, want := range map[string]string{"out/latest": "primary", "my-out/latest": "low"} {
		views, err := os.ReadFile(filepath.Join(dir, file, "views.sql"))
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{".", "out/latest", "my-out/latest", "my-out"} {
			t.Chdir(filepath.Join(dir, folder))
			db, err := sql.Open("duckdb", "")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			var resolve string
			if _, err = db.Exec(string(views)); err == nil {
				err = db.QueryRow("select resolve from setting").Scan(&resolve)
			}
			// From the other run's folder they may not be found, but no others may be.
			if inReach := folder == "." || strings.HasPrefix(file, folder); inReach && err != nil || err == nil && resolve != want {
				t.Errorf("%s/views.sql in %s: the run has %q, want %q (%v)", file, folder, resolve, want, err)
			}
		}
	}
}

// views.sql opens every table, from the folder that holds out/ and from the
// folder of the run. It changes the working folder, so it is not parallel.
func TestViews(t *testing.T) {
	out := shippedRun(t)
	views, err := os.ReadFile(filepath.Join(out, "latest", "views.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{filepath.Dir(out), filepath.Join(out, "latest")} {
		t.Chdir(folder)
		db, err := sql.Open("duckdb", "")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		if _, err := db.Exec(string(views)); err != nil {
			t.Fatalf("in %s: %v", folder, err)
		}
		var value int64
		err = db.QueryRow("select value from series where platform_id = 'wechat' and metric = 'mau' and market = 'WLD' and period = '2020-Q3'").Scan(&value)
		if err != nil || value != 1_212_800_000 { // Tencent's announcement of the third quarter of 2020
			t.Errorf("in %s: WeChat 2020-Q3 is %d, %v", folder, value, err)
		}
		var settings int // one row, however many ways lead to its file
		if err := db.QueryRow("select count(*) from setting").Scan(&settings); err != nil || settings != 1 {
			t.Errorf("in %s: setting has %d rows, %v", folder, settings, err)
		}
		var opened int
		if err := db.QueryRow("select count(*) from duckdb_views() where not internal").Scan(&opened); err != nil || opened < 20 {
			t.Errorf("in %s: %d views, %v", folder, opened, err)
		}
	}
}

// text is all that a reader sees of a part of a page.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// The numbers on the page are those of the tables, and of the manifest.
func TestPageEqualsTables(t *testing.T) {
	t.Parallel()
	out := shippedRun(t)
	files := filesOf(t, filepath.Join(out, "latest"))
	page, err := html.Parse(bytes.NewReader(files["report.html"]))
	if err != nil {
		t.Fatal(err)
	}
	type rate struct {
		Bucket             string
		Wins, N, Undecided int
		Rate, Lower, Upper float64
	}
	var base, buckets []rate
	const columns = "wins, n, undecided, rate, lower, upper"
	query := func(text string) []byte {
		return []byte(headstart(t, t.TempDir(), "sql", "--json", "--out", out, text))
	}
	readJSON(t, query("select "+columns+" from base_rate join win_rule using (win_rule) where role = 'primary'"), &base)
	readJSON(t, query("select bucket, "+columns+" from win_rate_bucket join win_rule using (win_rule) where role = 'primary' order by months_from"), &buckets)
	if len(base) != 1 || len(buckets) != 5 {
		t.Fatalf("%d base rates and %d buckets, want 1 and 5", len(base), len(buckets))
	}
	percent := func(p float64) string { return strconv.FormatFloat(math.Round(100*p), 'f', -1, 64) }

	// The answer: the rate, its n and its interval.
	var answer, table *html.Node
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == "answer" {
			answer = n
		}
		if n.Type == html.ElementNode && n.Data == "table" && table == nil && strings.HasPrefix(text(n), "head start won decided races") {
			table = n
		}
	}
	if answer == nil || table == nil {
		t.Fatal("the page has no answer or no table of buckets")
	}
	for _, want := range []string{percent(base[0].Rate) + "%", fmt.Sprintf("%d of %d races", base[0].Wins, base[0].N),
		percent(base[0].Lower) + "–" + percent(base[0].Upper) + "%"} {
		if !strings.Contains(text(answer), want) {
			t.Errorf("the answer is %q; the table base_rate says %s", text(answer), want)
		}
	}

	// The table of buckets, row by row.
	var rows [][]string
	for n := range table.Descendants() {
		if n.Data == "tr" && n.Parent.Data == "tbody" {
			var cells []string
			for c := range n.ChildNodes() {
				if c.Data == "td" {
					cells = append(cells, text(c))
				}
			}
			rows = append(rows, cells)
		}
	}
	want := append(slices.Clone(buckets), base...)
	if len(rows) != len(want) {
		t.Fatalf("the page has %d rows of buckets, want %d", len(rows), len(want))
	}
	for i, r := range want {
		if r.Bucket == "" {
			r.Bucket = rows[i][0] // the base rate is not a bucket; its name is the page's
		}
		cells := []string{r.Bucket, strconv.Itoa(r.Wins), strconv.Itoa(r.N), strconv.Itoa(r.Undecided),
			fmt.Sprintf("%s%% (%s–%s%%)", percent(r.Rate), percent(r.Lower), percent(r.Upper))}
		if len(rows[i]) < len(cells) || !slices.Equal(rows[i][:len(cells)], cells) {
			t.Errorf("the page says %v, the table %v", rows[i], cells)
		}
	}

	// Every headline and warning of the manifest is on the page and in report.md.
	var m reports.Manifest
	readJSON(t, files["manifest.json"], &m)
	whole := text(page)
	unescape := regexp.MustCompile(`\\(.)`)
	for _, f := range reports.Headlines(m.Findings) {
		if numbers := regexp.MustCompile(`\d+ of \d+`).FindString(f.Text); !strings.Contains(whole, numbers) {
			t.Errorf("the page does not have %q of %s", numbers, f.ID)
		}
		if !strings.Contains(unescape.ReplaceAllString(string(files["report.md"]), "$1"), f.Text) {
			t.Errorf("report.md does not have %q", f.Text)
		}
	}
	for _, w := range m.Warnings {
		if !strings.Contains(whole, strings.Join(strings.Fields(w), " ")) {
			t.Errorf("the page does not have the warning %q", w)
		}
	}
}

// The key that a table states tells its rows apart.
func TestKeys(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(shippedRun(t), "latest", "tables")
	keys := map[string][]string{}
	names, err := tableKeys(dir, keys)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range names {
		columns := "'the only row'"
		if key := keys[name]; len(key) > 0 {
			columns = `"` + strings.Join(key, `", "`) + `"`
		}
		file := "'" + strings.ReplaceAll(filepath.Join(dir, name+".parquet"), "'", "''") + "'"
		var rows, told int
		err := db.QueryRow("select (select count(*) from "+file+"), (select count(*) from (select distinct "+columns+" from "+file+"))").Scan(&rows, &told)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if rows != told {
			t.Errorf("%s has %d rows and %d keys (%s); correct its line -- key:", name, rows, told, columns)
		}
	}
}
