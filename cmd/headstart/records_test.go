package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The manifest and the events of lineage are what their schemas say. The same
// run has the same events.
func TestRecordSchemas(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	files := filesOf(t, filepath.Join(shippedRun(t), "latest"))
	events := bytes.Split(bytes.TrimSuffix(files["lineage.ndjson"], []byte("\n")), []byte("\n"))
	for schema, texts := range map[string][][]byte{"manifest": {files["manifest.json"]}, "event": events} {
		compiled, err := compiler.Compile(filepath.Join("testdata", "schemas", schema+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(value); err != nil {
				t.Errorf("%s: %v", schema, err)
			}
			delete(value.(map[string]any), "version")
			delete(value.(map[string]any), "producer")
			if compiled.Validate(value) == nil {
				t.Errorf("the schema %s lets a record pass that lacks what it must have", schema)
			}
		}
	}
	var kinds []string
	for _, text := range events {
		var e struct {
			EventType string
			Outputs   []struct {
				Facets struct {
					Version struct{ DatasetVersion string }
				}
			}
		}
		readJSON(t, text, &e)
		kinds = append(kinds, fmt.Sprint(e.EventType, len(e.Outputs) > 0))
		for _, out := range e.Outputs {
			if hash := out.Facets.Version.DatasetVersion; !bytes.Contains(files["tables/datapackage.json"], []byte(hash)) {
				t.Errorf("no table has the hash %s", hash)
			}
		}
	}
	if !slices.Equal(kinds, []string{"STARTfalse", "COMPLETEtrue"}) {
		t.Errorf("the events are %v", kinds)
	}
}

// A change of the tables takes a new version and a line of the change log.
// -update records a new version, and never another shape of one on record.
func TestLongTablesVersion(t *testing.T) {
	t.Parallel()
	const record = "testdata/schemas/tables.txt"
	var descriptor struct {
		Version   string
		Resources []dictionaryTable
	}
	readJSON(t, filesOf(t, filepath.Join(shippedRun(t), "latest"))["tables/datapackage.json"], &descriptor)
	var shape strings.Builder
	for _, table := range descriptor.Resources {
		fmt.Fprintln(&shape, table.Name, table.Schema.Key)
		for _, f := range table.Schema.Fields {
			fmt.Fprintln(&shape, f.Name, f.Type, f.Unit)
		}
	}
	line := fmt.Sprintf("%s %x\n", descriptor.Version, sha256.Sum256([]byte(shape.String())))
	text, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	if *update && !regexp.MustCompile(`(?m)^`+descriptor.Version+` `).Match(text) {
		text = append(text, line...)
		if err := os.WriteFile(record, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasSuffix(string(text), "\n"+line) {
		t.Errorf("the tables have changed since version %s was recorded: set the next Version in reports/tables/tables.go, say what changed in CHANGELOG.md, then: make golden", descriptor.Version)
	}
	changes, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := "\n- Tables " + descriptor.Version + ": "; !strings.Contains(string(changes), want) {
		t.Errorf("CHANGELOG.md has no line %q", strings.TrimSpace(want))
	}
}

// allowedLicenses are the licenses that a module may have, by their SPDX names.
var allowedLicenses = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1", "FTL", "Unlicense"}

// Every module that a package or a test of this one needs has a license that is
// allowed. docs/dependencies.md lists them; -update writes the list.
func TestLicenses(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "list", "-deps", "-test", "-tags", "duckdb_arrow", "-f", `{{with .Module}}{{if not .Main}}{{.Path}}	{{.Dir}}{{end}}{{end}}`, "../../...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]string{}
	modules := strings.Fields(string(out))
	for i := 0; i < len(modules); i += 2 {
		seen[modules[i]] = modules[i+1]
	}
	var list strings.Builder
	list.WriteString("| module | licenses in its files |\n| --- | --- |\n")
	for _, module := range slices.Sorted(maps.Keys(seen)) {
		licenses := licensesOf(t, module, seen[module])
		if !strings.HasPrefix(module, "github.com/duckdb/duckdb-go-bindings/lib/") { // which differs by system
			fmt.Fprintf(&list, "| `%s` | %s |\n", module, strings.Join(licenses, ", "))
		}
	}
	const file, mark = "../../docs/dependencies.md", "## All modules\n\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, old, found := strings.Cut(string(text), mark)
	if *update && found {
		if err := os.WriteFile(file, []byte(head+mark+list.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		old = list.String()
	}
	if old != list.String() {
		t.Errorf("docs/dependencies.md does not end with the modules as they are, under %q; write them with: make golden", strings.TrimSpace(mark))
	}
}

// licensesOf returns the licenses that the files of a module name, as SPDX does.
func licensesOf(t *testing.T, module, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	if module == "github.com/golang/freetype" { // which gives the choice of two: this and the GPL
		found = append(found, "FTL")
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !regexp.MustCompile(`(?i)^(licen[sc]e|copying|unlicense)`).MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range licensecheck.Scan(text).Match {
			if !match.IsURL {
				found = append(found, match.ID)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if len(found) == 0 {
		t.Errorf("%s has no license that is recognized", module)
	}
	for _, license := range found {
		if !slices.Contains(allowedLicenses, license) {
			t.Errorf("%s has the license %s, which is not allowed", module, license)
		}
	}
	return found
}
