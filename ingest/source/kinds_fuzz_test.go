package source

import (
	"bytes"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// drain reads rows to the end. Each must have its cells and its place, and an
// error that sets no row aside must be the last.
func drain(t *testing.T, rows iter.Seq2[ingest.Row, error]) (list []string) {
	t.Helper()
	ended := false
	for row, err := range rows {
		var set *ingest.Rejection
		switch {
		case ended:
			t.Fatal("reading goes on after an error")
		case err != nil && !errors.As(err, &set):
			ended = true
			if err.Error() == "" || err.Error() == "EOF" {
				t.Errorf("error %q says nothing", err)
			}
			continue
		case len(row.Cells) != len(row.Columns) || row.Table == "":
			t.Fatalf("not a row: %+v", row)
		case set != nil && (set.Rule == "" || set.Reason == ""):
			t.Errorf("set aside without a reason: %+v", set)
		case row.Line == 0 && row.Locator == "":
			t.Errorf("a row without its place: %+v", row)
		}
		list = append(list, row.Table+": "+shown(row))
	}
	return list
}

// twice reads a body two times, by kinds made anew: rows depend on it alone.
func twice(t *testing.T, kind string, settings map[string]any, body []byte, roles ...string) []string {
	t.Helper()
	var first []string
	for i := range 2 {
		k := mustNew(t, kind, settings)
		var list []string
		for _, role := range roles {
			list = append(list, drain(t, rowsIn(k, bytes.NewReader(body), record(role)))...)
		}
		if j, ok := k.(Joiner); ok {
			list = append(list, drain(t, each(j.Joined))...)
		}
		if i == 0 {
			first = list
		} else if !reflect.DeepEqual(list, first) {
			t.Errorf("two readings differ:\n%q\n%q", first, list)
		}
	}
	return first
}

// stays follows an answer that is not refused: what is asked for next
// must be at one of the hosts of the source.
func stays(t *testing.T, k Kind, req raw.Request, body []byte, hosts ...string) {
	t.Helper()
	requests, err := k.Answer(req, body)
	if err != nil {
		return
	}
	for _, r := range requests {
		ok := false
		for _, host := range hosts {
			ok = ok || strings.HasPrefix(r.URL, host)
		}
		if !ok || strings.ContainsAny(r.URL, " \n\t") || strings.Contains(r.URL, "/../") {
			t.Errorf("asks for %q", r.URL)
		}
	}
}

func FuzzOWID(f *testing.F) {
	for _, name := range []string{"users.csv", "users-short.csv", "quarterly.csv", "users.metadata.json"} {
		f.Add([]byte(fixture(f, "owid/"+name)))
	}
	f.Add([]byte("Entity,Year,Users\nA,\"1\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		settings := map[string]any{"slug": "x"}
		twice(t, "owid", settings, body, "figures", "metadata")
		// What Answer lets through has a header that Rows understands.
		k := mustNew(t, "owid", settings)
		if answered(k, "figures", string(body)) == nil {
			for _, err := range rowsIn(k, bytes.NewReader(body), record("figures")) {
				var set *ingest.Rejection
				if err != nil && !errors.As(err, &set) {
					t.Errorf("Answer lets through what Rows does not: %v", err)
				}
			}
		}
	})
}

func FuzzWikidata(f *testing.F) {
	f.Add([]byte(fixture(f, "wikidata/statements.json")))
	f.Add([]byte(fixture(f, "wikidata/timeout-200.txt")))
	f.Add([]byte(`{"results":{"bindings":[{"time":{"value":"2009-02-24T"},"precision":{"value":"11"},"property":{"value":"P577"}}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		twice(t, "wikidata", threeItems, body, "statements")
		_ = answered(mustNew(t, "wikidata", threeItems), "statements", string(body))
	})
}

func FuzzWorldBank(f *testing.F) {
	for _, name := range []string{"population", "internet", "empty"} {
		f.Add([]byte(fixture(f, "worldbank/"+name+".json")))
	}
	f.Add([]byte(`[{"page":1,"pages":1},[{"id":"CHN","iso2Code":"CN","country":{"id":"CN"},"date":"2015","value":1e2}]]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		twice(t, "worldbank", map[string]any{}, body, "population", "internet")
		req := about("population")
		req.URL = wbURL + "/country/all/indicator/SP.POP.TOTL?page=1&page=1"
		stays(t, mustNew(t, "worldbank", map[string]any{}), req, body, wbURL)
	})
}

func FuzzEdgar(f *testing.F) {
	for _, name := range []string{"submissions.json", "older.json", "index-20200721.json", "undeclared.html"} {
		f.Add([]byte(fixture(f, "edgar/"+name)))
	}
	f.Add([]byte(`{"cik":"1000777","filings":{"recent":{"accessionNumber":[]},"files":[{"name":"CIK0000000001-submissions-001.json"}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		k := mustNew(t, "edgar", map[string]any{"cik": "1000777"})
		for _, role := range []string{"filings", "older", "index", "exhibit"} {
			req := about(role)
			req.URL = edgarArchive + "1/index.json"
			stays(t, k, req, body, edgarList, edgarArchive)
			for range rowsIn(k, bytes.NewReader(body), record(role)) {
			}
		}
	})
}

func FuzzHKEX(f *testing.F) {
	for _, name := range []string{"stock.jsonp", "titles.json"} {
		f.Add([]byte(fixture(f, "hkex/"+name)))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		k := mustNew(t, "hkex", delta())
		for _, role := range []string{"stock", "titles", "file"} {
			req := about(role)
			stays(t, k, req, body, hkexURL+"/")
		}
	})
}
