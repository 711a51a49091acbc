package transform_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"
)

// Packages of tests keep the contract of the shipped one, its
// datapackage.json, and hold a few rows of their own. Their CSV files give the
// columns that matter to the test; the others hold what unsaid says, or nothing.
var unsaid = map[string]map[string]string{
	"platforms.csv":          {"owner": "An owner", "home_market": "WLD"},
	"sources.csv":            {"title": "A title", "publisher": "A publisher", "kind": "news", "url": "https://example.org/"},
	"definitions.csv":        {"unit": "people", "scope": "who is counted"},
	"metrics.csv":            {"label": "users", "short": "users", "counts": "people"},
	"events.csv":             {"event": "launch", "market": "WLD", "source_id": "news-2016"},
	"observations.csv":       {"metric": "mau", "market": "WLD", "qualifier": "exact", "source_id": "news-2016", "quote": "words"},
	"races.csv":              {"market": "WLD", "winner": "first_mover", "decided_by": "2016", "criterion": "a figure", "source_ids": "news-2016"},
	"owner_networks.csv":     {"side": "first_mover", "owner": "An owner", "network": "A network", "kind": "contact_graph"},
	"statements.csv":         {"who": "Somebody", "source_id": "news-2016", "quote": "words"},
	"markets.csv":            {"source_id": "news-2016"},
	"proxies.csv":            {"source_id": "news-2016", "market": "WLD"},
	"forecast_records.csv":   {"run": "0123456789ab", "errors": "8"},
	"prediction_records.csv": {"run": "0123456789ab", "target": "leader", "route": "coin"},
	"judgments.csv":          {"expert": "Somebody", "source_id": "news-2016", "quote": "words"},
	"race_evidence.csv":      {"kind": "narrative", "measure": "who leads", "source_id": "news-2016", "quote": "words"},
	"hypotheses.csv": {"kind": "secondary", "statement": "a claim", "outcome": "winner", "estimand": "a rate", "model": "a model",
		"expected": "positive", "changes_mind": "a rate below", "registered_on": "2016-06-01", "waves_known": "1"},
	"published_results.csv": {"study": "Somebody", "year": "2000", "studied": "brands", "measure": "a share", "favors": "first",
		"finding": "a finding", "bias": "a bias", "read_in": "abstract", "source_id": "news-2016"},
}

// What a package holds if the test does not say: three messengers, one source
// of 1 June 2016, and the four metrics.
var usual = map[string]string{
	"platforms.csv":   "platform_id,name\na,A\nb,B\nc,C\n",
	"sources.csv":     "source_id,published_on\nnews-2016,2016-06-01\n",
	"definitions.csv": "definition_id,metric\nmau,mau\nwau,wau\ndau,dau\nregistered,registered\n",
}

// pack makes a data package of the given files.
func pack(given map[string]string) (fs.FS, error) {
	descriptor, err := fs.ReadFile(data.FS, "datapackage.json")
	if err != nil {
		return nil, err
	}
	pkg := fstest.MapFS{"datapackage.json": {Data: descriptor}}
	for name := range given {
		if unsaid[name] == nil {
			return nil, fmt.Errorf("no table has the file %s", name)
		}
	}
	for name := range unsaid {
		shipped, err := data.FS.Open(name)
		if err != nil {
			return nil, err
		}
		header, err := csv.NewReader(shipped).Read()
		if err != nil {
			return nil, err
		}
		text, ok := given[name]
		if !ok {
			text = usual[name]
		}
		full, err := complete(header, text, unsaid[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pkg[name] = &fstest.MapFile{Data: full}
	}
	return pkg, nil
}

// complete gives a CSV text every column of header. Lines keep their numbers.
func complete(header []string, text string, unsaid map[string]string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(header); err != nil {
		return nil, err
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		records = [][]string{nil}
	}
	for _, name := range records[0] {
		if !slices.Contains(header, name) {
			return nil, fmt.Errorf("no column %s; there are %s", name, strings.Join(header, ", "))
		}
	}
	for _, record := range records[1:] {
		row := make([]string, len(header))
		for i, name := range header {
			if at := slices.Index(records[0], name); at >= 0 {
				row[i] = record[at]
			} else {
				row[i] = unsaid[name]
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// override returns pkg with one file changed.
func override(pkg fs.FS, name, text string) fs.FS {
	out := fstest.MapFS{}
	names, _ := fs.Glob(pkg, "*")
	for _, n := range names {
		content, _ := fs.ReadFile(pkg, n)
		out[n] = &fstest.MapFile{Data: content}
	}
	out[name] = &fstest.MapFile{Data: []byte(text)}
	return out
}

// load returns a database that holds the tables of pkg, ready for Run.
func load(t testing.TB, pkg fs.FS) *transform.DB {
	t.Helper()
	p, err := ingest.Open(pkg)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t)
	if err := transform.Load(context.Background(), db, p); err != nil {
		t.Fatal(err)
	}
	return db
}

func open(t testing.TB) *transform.DB {
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

// table returns the rows of a query as aligned text, with the names of the
// columns above. Numbers are rounded to ten digits, beyond which processors
// differ; null is written as null.
func table(db *transform.DB, query string) (string, error) {
	rows, err := db.Query(context.Background(), query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	lines := [][]string{columns}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		line := make([]string, len(columns))
		for i, v := range values {
			line[i] = cell(v)
		}
		lines = append(lines, line)
	}
	return align(lines), rows.Err()
}

func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		return fmt.Sprintf("%.10g", v)
	}
	return transform.Text(v)
}

func align(lines [][]string) string {
	var out strings.Builder
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			width := 0
			for _, other := range lines {
				width = max(width, len([]rune(other[i])))
			}
			fmt.Fprintf(&text, "%-*s | ", width, cell)
		}
		out.WriteString(strings.TrimRight(text.String(), " |") + "\n")
	}
	return out.String()
}
