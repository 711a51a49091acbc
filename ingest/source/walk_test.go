package source

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// world is what the sources answer: a body by URL.
type world map[string]string

// walk fetches a source from w as a client would, then reads all records in
// the order of a lock file. It returns the URLs in the order asked for, and
// the rows as told by listed.
func walk(t *testing.T, k Kind, w world) (asked, rows []string) {
	t.Helper()
	var records []raw.Record
	bodies := map[string][]byte{}
	queue, err := k.Start()
	if err != nil {
		t.Fatal(err)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		req := queue[0]
		if slices.Contains(asked, req.URL) {
			continue
		}
		asked = append(asked, req.URL)
		text, ok := w[req.URL]
		if !ok {
			t.Fatalf("asks for %s", req.URL)
		}
		body := []byte(text)
		more, err := k.Answer(req, body)
		if err != nil {
			t.Fatalf("answer of %s: %v", req.URL, err)
		}
		queue = append(queue, more...)
		rec := raw.Record{Source: req.Source, Kind: req.Kind, URL: req.URL, FinalURL: req.URL, Status: 200, About: req.About,
			FetchedAt: "2026-02-03T04:05:06Z", SHA256: fmt.Sprintf("%x", sha256.Sum256(body))}
		records, bodies[req.URL] = append(records, rec), body
	}
	slices.SortFunc(records, func(a, b raw.Record) int { return cmp.Compare(a.URL, b.URL) })
	for _, rec := range records {
		if about, _ := k.Cites(rec); k.isText() && about.Table != "" {
			rows = append(rows, fmt.Sprintf("text %s %s: %s", about.Cell("source_id"), about.Cell("published_on"), about.Cell("title")))
		}
		rows = append(rows, listed(t, rowsIn(k, bytes.NewReader(bodies[rec.URL]), rec))...)
	}
	if j, ok := k.(Joiner); ok {
		rows = append(rows, listed(t, each(j.Joined))...)
	}
	return asked, rows
}

// rowsIn yields the row that the rows of a record cite, and these.
func rowsIn(k Kind, body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return each(func(give Giver) error {
		if source, _ := k.Cites(rec); source.Table != "" {
			if err := give(source, nil); err != nil {
				return err
			}
		}
		return k.Rows(body, rec, give)
	})
}

// listed writes each row as its cells, parted by |, and behind it the rule
// and reason that set it aside. Any other error ends the list.
func listed(t *testing.T, rows iter.Seq2[ingest.Row, error]) []string {
	t.Helper()
	var list []string
	for row, err := range rows {
		var set *ingest.Rejection
		if err != nil && !errors.As(err, &set) {
			return append(list, "error: "+err.Error())
		}
		if len(row.Cells) != len(row.Columns) || row.Table == "" || len(row.Record) == 0 && row.Table != "source" {
			t.Errorf("not a row: %+v", row)
		}
		line := row.Table + ": " + shown(row)
		if set != nil {
			line += fmt.Sprintf(" [%s %s: %s]", set.Column, set.Rule, set.Reason)
		}
		list = append(list, line)
	}
	return list
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	for i := range max(len(got), len(want)) {
		g, w := "(none)", "(none)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s, line %d:\n got %s\nwant %s", what, i+1, g, w)
		}
	}
}

// failed compares an error by its text, with "; again" behind it for a Fault.
func failed(t *testing.T, what string, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if fault := raw.Fault(""); errors.As(err, &fault) {
		got += "; again"
	}
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// answered returns the error of an answer in a role.
func answered(k Kind, role, body string) error {
	_, err := k.Answer(about(role), []byte(body))
	return err
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// mustNew makes a source named after its kind.
func mustNew(t testing.TB, kind string, settings map[string]any) Kind {
	t.Helper()
	settings["kind"] = kind
	k, err := New(kind, settings, Aliases{"whatsapp": "whatsapp", "line": "line"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func about(role string) raw.Request { return raw.Request{About: map[string]string{"role": role}} }

func record(role string) raw.Record {
	return raw.Record{URL: "https://example.org/" + role, SHA256: "5a", FetchedAt: "2026-02-03T04:05:06Z", About: map[string]string{"role": role}}
}

// shown is the cells of a row; the doubt that no source states is left out.
func shown(row ingest.Row) string {
	cells := row.Cells
	if row.Table == "observation" && len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return strings.Join(cells, "|")
}
