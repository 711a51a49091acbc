package source

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/raw"
)

// A kind of source is one file, such as this one but for its test, and one
// line in the list of kinds.

// tally is a file with a market and a number of people a line.
type tally struct {
	origin
	tallySettings
}

type tallySettings struct {
	Path string `yaml:"path"`
	Year string `yaml:"year"`
}

var tallyKind = kindOf{mode: "quarantine", make: of(func(from origin, s tallySettings) (Kind, error) {
	return &tally{from, s}, nil
})}

func (k *tally) Tables() []string              { return []string{"source", "market_year"} }
func (k *tally) File() string                  { return k.Path }
func (k *tally) Start() ([]raw.Request, error) { return nil, nil }

func (k *tally) Rows(body io.Reader, _ raw.Record, give Giver) error {
	if err := give(rowOf("source", cells{"source_id": k.name, "title": "Tally", "publisher": "A town", "kind": "research", "url": "https://town.example"}), nil); err != nil {
		return err
	}
	lines := bufio.NewScanner(body)
	for n := int64(1); lines.Scan(); n++ {
		market, people, _ := strings.Cut(lines.Text(), " ")
		row := rowOf("market_year", cells{"market": market, "year": k.Year, "population": people, "source_id": k.name})
		row.Line, row.Record = n, lines.Bytes()
		if err := give(row, nil); err != nil {
			return err
		}
	}
	return lines.Err()
}

// A tiny kind goes all the way from a configuration to the tables.
func TestAddedKind(t *testing.T) {
	kinds["tally"] = tallyKind // the one line
	defer delete(kinds, "tally")
	name := filepath.Join(t.TempDir(), "tally.txt")
	if err := os.WriteFile(name, []byte("KOR 51000000\nJPN many\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	sources, err := Configure(map[string]map[string]any{"count": {"kind": "tally", "path": name, "year": "2018"}}, "raw", nil)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	if err := sources.AddTo(pkg); err != nil {
		t.Fatal(err)
	}
	added := func(table string) (n int) {
		t.Helper()
		r, err := pkg.Read(table, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		for r.Next() {
			at := r.RecordBatch().Schema().FieldIndices("file")[0]
			for i := range int(r.RecordBatch().NumRows()) {
				if r.RecordBatch().Column(at).ValueStr(i) == filepath.ToSlash(name) {
					n++
				}
			}
		}
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		return n
	}
	if n := added("market_year"); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
	if n := added("source"); n != 1 {
		t.Errorf("%d rows of the source, want 1", n)
	}
	r := pkg.Rejected(nil)
	defer r.Release()
	if !r.Next() || r.RecordBatch().NumRows() != 1 {
		t.Errorf("the bad line is not the one that is set aside")
	}
	if mode := sources.Mode(filepath.ToSlash(name)); mode != "quarantine" {
		t.Errorf("mode %q", mode)
	}
}

// What a kind says of itself is complete: its default mode is one, and its
// tables are in the contract, the table source first.
func TestKindsSayWhatTheyAre(t *testing.T) {
	settings := map[string]map[string]any{
		"edgar":     {"cik": "7"},
		"file":      {"path": "x.csv"},
		"hkex":      {"code": "77", "from": "2018-01-01", "to": "2018-12-31"},
		"owid":      {"slug": "x"},
		"press":     {"url": "https://paper.example/x", "source": map[string]any{"title": "X"}},
		"wikidata":  {"items": map[string]any{"a": "Q7"}},
		"worldbank": {},
	}
	for name, of := range kinds {
		s := settings[name]
		if s == nil {
			t.Errorf("give this test settings of the kind %s", name)
			continue
		}
		s["kind"] = name
		k, err := New("mine", s, nil)
		if err != nil {
			t.Fatal(err)
		}
		mode, err := modeOf(s)
		if err != nil || mode != of.mode || !slices.Contains(modes, of.mode) {
			t.Errorf("%s: default mode %q, error %v", name, mode, err)
		}
		if _, only := k.Cites(record("text")); k.isText() != (of.mode == "warn") || k.isText() != only && name != "file" {
			t.Errorf("%s: whether its answers are texts and its default mode %q do not agree", name, of.mode)
		}
		tables := k.Tables()
		if len(tables) < 2 || tables[0] != "source" {
			t.Errorf("%s: tables %q", name, tables)
		}
		for _, table := range tables {
			if columnsOf(table) == nil {
				t.Errorf("%s: no table %s in the contract", name, table)
			}
		}
	}
}

// A source with rows of a table that the package lacks stops the run: they
// would be neither loaded nor rejected.
func TestTableThatThePackageLacks(t *testing.T) {
	pkg, err := ingest.Open(without{data.FS, "proxy"})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "social_media-KR-monthly-201305-202305.csv")
	if err := os.WriteFile(name, []byte("Date,Blue\n2018-09,1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	sources, err := Configure(map[string]map[string]any{"views": {"kind": "file", "path": name, "preset": "statcounter"}}, "raw", []press.Platform{})
	if err != nil {
		t.Fatal(err)
	}
	failed(t, "error", sources.AddTo(pkg), "source views has rows of the table proxy, which the data package does not have; add the resource proxy to datapackage.json and its file, as headstart init writes them into a new folder")
}

// without is a data package without one of its tables.
type without struct {
	fs.FS
	table string
}

func (w without) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(w.FS, name)
	if err == nil && name == "datapackage.json" {
		at := strings.Index(string(text), `"name": "`+w.table+`"`)
		start := strings.LastIndex(string(text[:at]), ",\n    {")
		text = append(slices.Clone(text[:start]), "\n  ]\n}\n"...)
	}
	return text, err
}
