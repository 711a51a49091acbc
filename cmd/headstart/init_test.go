package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
)

// What is invented says so wherever it may be copied from.
func TestInitSaysWhatIsInvented(t *testing.T) {
	const realSource = "datahub-wb-population" // population of the world
	check := func(file string, column int, mark string) {
		t.Helper()
		f, err := initFiles.Open("init/data/" + file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows[1:] {
			if row[0] != realSource && !strings.Contains(row[column], mark) {
				t.Errorf("%s:%d: %q does not say %q", file, i+2, row[column], mark)
			}
		}
	}
	check("platforms.csv", 3, "(invented)")
	check("sources.csv", 1, "Invented example: ")
	check("observations.csv", 7, "[invented] ")
	check("races.csv", 10, "invented")
	check("owner_networks.csv", 8, "invented")
	check("statements.csv", 6, "[invented] ")
}

// The tables of a new analysis keep the contract of the shipped data.
func TestInitContract(t *testing.T) {
	type field struct {
		Name, Type  string
		Kind        string `json:"headstart:kind"`
		Constraints map[string]any
	}
	type resource struct {
		Name   string
		Path   string
		Schema struct {
			Fields                  []field
			PrimaryKey, ForeignKeys any
		}
	}
	read := func(fsys fs.FS) map[string]resource {
		text, err := fs.ReadFile(fsys, "datapackage.json")
		if err != nil {
			t.Fatal(err)
		}
		var d struct{ Resources []resource }
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		tables := map[string]resource{}
		for _, r := range d.Resources {
			tables[r.Name] = r
		}
		return tables
	}
	files, err := fs.Sub(initFiles, "init/data")
	if err != nil {
		t.Fatal(err)
	}
	shipped := read(data.FS)
	for name, table := range read(files) {
		if !reflect.DeepEqual(table, shipped[name]) {
			t.Errorf("the table %s differs from the shipped one; carry the change over to init/data/datapackage.json", name)
		}
	}
}

// A write that fails leaves nothing behind.
func TestInitFails(t *testing.T) {
	bad := failing{fstest.MapFS{"a": {Data: []byte("a")}, "b/c": {Data: []byte("c")}, "b/d": {}}}
	for _, exists := range []bool{false, true} {
		dir := t.TempDir()
		target := filepath.Join(dir, "new")
		if exists {
			if err := os.Mkdir(target, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		if err := writeInit(target, bad); !errors.Is(err, errFull) {
			t.Errorf("error is %v", err)
		}
		if entries, _ := os.ReadDir(target); len(entries) > 0 {
			t.Errorf("%s holds %v", target, entries)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 1 || len(entries) == 1 && !exists {
			t.Errorf("beside it there is %v, %v", entries, err)
		}
	}
}

var errFull = errors.New("the disk is full")

// failing cannot give the file b/d.
type failing struct{ fstest.MapFS }

func (f failing) Open(name string) (fs.File, error) {
	if name == "b/d" {
		return nil, errFull
	}
	return f.MapFS.Open(name)
}
