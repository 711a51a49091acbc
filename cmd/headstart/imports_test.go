package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// edges says which packages of headstart a package may import. A name that
// ends in /… is every package below it.
var edges = map[string][]string{
	"cmd/…":           {"publish", "reports", "reports/chart", "reports/plot", "reports/words", "models", "models/…", "stored", "transform", "ingest", "ingest/…", "data"},
	"reports":         {"reports/…", "transform"},
	"reports/words":   {},
	"reports/chart":   {"reports/words"}, // draws, and knows nothing of figures or queries
	"reports/tables":  {"reports/words", "reports/chart", "transform"},
	"reports/figure":  {"reports/words", "reports/chart", "reports/tables", "transform"},
	"reports/plot":    {"reports/words", "reports/chart"}, // pictures of fits, from numbers
	"reports/page":    {"reports/words", "reports/chart", "reports/tables", "reports/figure", "transform"},
	"models":          {"models/…", "transform"},
	"models/…":        {"models/likelihood", "transform"}, // one maximizer for all rooms
	"models/cluster":  {},
	"models/bias":     {},
	"models/survival": {"models/cluster", "models/likelihood", "transform"},
	"models/strength": {"models/cluster", "transform"},
	"models/winrate":  {"models/bias", "models/cluster", "models/likelihood", "transform"},
	"models/score":    {"models/winrate", "models/race", "transform"}, // judges what these two say
	"models/forecast": {"models/curve", "transform"},                  // curves are among what it forecasts with
	"stored":          {"transform", "ingest", "ingest/source"},
	"transform":       {"ingest", "data"}, // the descriptor says what a package may go without
	"ingest":          {},
	"ingest/…":        {"ingest", "ingest/…"},
	"ingest/source":   {"ingest", "ingest/…", "data"}, // the columns of its rows are those of the descriptor
	"ingest/fetch":    {"ingest/raw"},                 // the network, and nothing that reads data
	"ingest/raw":      {"publish"},
	"publish":         {},                 // files that are whole or absent
	"ingest/press":    {"ingest/press/…"}, // reads text; knows nothing of rows and packages
	"data":            {},
	"e2e":             {}, // a module of its own
}

// Tests may read the shipped data, and what is needed to read it.
var testEdges = map[string][]string{
	"reports":         {"data", "ingest", "models", "stored"},
	"models":          {"data", "ingest"},
	"models/…":        {"data", "ingest"},
	"models/forecast": {"data", "ingest"},
	"models/survival": {"data", "ingest"},
	"models/winrate":  {"data", "ingest"},
	"ingest/…":        {"data"},
	"transform":       {"data", "ingest/source"}, // its two ways in
	"ingest":          {"data"},
}

// Imports go one way: from the command back to the data.
func TestImports(t *testing.T) {
	root := os.DirFS("../..")
	seen := map[string]bool{}
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "out"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(file) != ".go":
			return nil
		}
		from := path.Dir(file)
		key, ok := pattern(edges, from)
		if !ok {
			t.Errorf("%s: say in this test which packages %s may import", file, from)
			return nil
		}
		seen[key] = true
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imported := range source.Imports {
			name, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				return err
			}
			to, ours := strings.CutPrefix(name, "headstart/")
			if !ours || to == from { // a test of its own package, from outside
				continue
			}
			if allowed(edges[key], to) || strings.HasSuffix(file, "_test.go") && allowed(testEdges[key], to) {
				continue
			}
			t.Errorf("%s imports %s, and %s may import only %s", file, to, from, list(edges[key]))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range edges {
		if !seen[key] {
			t.Errorf("there is no package %s", key)
		}
	}
}

// pattern returns the entry of edges for a package.
func pattern(edges map[string][]string, name string) (string, bool) {
	if _, ok := edges[name]; ok {
		return name, true
	}
	for key := range edges {
		if matches(key, name) {
			return key, true
		}
	}
	return "", false
}

func allowed(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

func matches(pattern, name string) bool {
	above, below := strings.CutSuffix(pattern, "…")
	return pattern == name || below && strings.HasPrefix(name, above)
}

func list(names []string) string {
	if len(names) == 0 {
		return "nothing of headstart"
	}
	return strings.Join(names, ", ")
}

// The rule itself is tried on edges that must not be.
func TestImportRules(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"cmd/headstart", "models", true},
		{"cmd/headstart", "models/winrate", true},
		{"reports", "models/winrate", false},
		{"models", "models/winrate", true},
		{"models/winrate", "models", false},
		{"models/winrate", "models/race", false},
		{"models/winrate", "transform", true},
		{"transform", "reports", false},
		{"transform", "ingest", true},
		{"ingest", "data", false},
		{"data", "ingest", false},
	} {
		key, ok := pattern(edges, c.from)
		if got := ok && allowed(edges[key], c.to); got != c.want {
			t.Errorf("%s imports %s: allowed is %t", c.from, c.to, got)
		}
	}
}

// A room can be read in a sitting: files of at most 450 lines, at most 30 to a
// package, tests aside.
func TestRoomsAreSmall(t *testing.T) {
	root := os.DirFS("../..")
	files := map[string]int{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if lines := strings.Count(string(text), "\n"); lines > 450 {
			t.Errorf("%s has %d lines; it has more than one subject", name, lines)
		}
		files[path.Dir(name)]++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for room, n := range files {
		if n > 30 {
			t.Errorf("%s has %d files; a part of it is a room of its own", room, n)
		}
	}
	if files["cmd/headstart"] == 0 {
		t.Error("no file was looked at")
	}
}

// made is the relation that a statement makes.
var made = regexp.MustCompile(`(?m)^create or replace (?:table|view) ([a-z_.]+)`)

// Rooms of models run side by side in one database: a name that two files make
// would be written by both.
func TestRelationsHaveOneFile(t *testing.T) {
	root := os.DirFS("../..")
	files := map[string]string{}
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (file == "transform/sql/spark" || entry.Name() == "testdata"):
			return fs.SkipDir
		case path.Ext(file) != ".sql" || !strings.HasPrefix(file, "transform/") && !strings.HasPrefix(file, "models/"):
			return nil
		}
		text, err := fs.ReadFile(root, file)
		for _, m := range made.FindAllStringSubmatch(string(text), -1) {
			if first, twice := files[m[1]]; twice && first != file {
				t.Errorf("%s and %s both make %s", first, file, m[1])
			}
			files[m[1]] = file
		}
		return err
	})
	if err != nil || len(files) < 90 {
		t.Fatal(len(files), "relations", err)
	}
}
