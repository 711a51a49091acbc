package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the sizes and hashes of the files into datapackage.json")

// descriptor is the part of datapackage.json that the tests of this package read.
type descriptor struct {
	Schema    string `json:"$schema"`
	Name      string
	Version   string
	Licenses  []struct{ Name, Path string }
	Resources []resource
}

type resource struct {
	Name, Type, Path, Format, Mediatype, Encoding, Title, Description, Hash string

	Bytes  int64
	Schema struct {
		Schema        string `json:"$schema"`
		Fields        []field
		MissingValues []string
		PrimaryKey    []string
		ForeignKeys   []struct {
			Fields    []string
			Reference struct {
				Resource string // empty: the resource itself
				Fields   []string
			}
		}
	}
}

type field struct {
	Name, Type, Description string

	Unit        string `json:"headstart:unit"`
	Kind        string `json:"headstart:kind"`
	Constraints struct {
		Required, Unique bool
		Enum             []string
		Pattern          string
		Minimum, Maximum *float64
	}
}

// names lists the fields in the order of the descriptor.
func (r resource) names() []string {
	var names []string
	for _, f := range r.Schema.Fields {
		names = append(names, f.Name)
	}
	return names
}

func readDescriptor(t *testing.T) descriptor {
	t.Helper()
	text, err := FS.ReadFile("datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var d descriptor
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatalf("datapackage.json: %v", err)
	}
	return d
}

// size matches the lines of one resource from its path to its hash: the only
// bytes of the descriptor that depend on the files.
var size = regexp.MustCompile(`(?s)"path": "([^"]+\.csv)",\n      "format".*?"bytes": [0-9]+,\s*"hash": "sha256:[0-9a-f]*"`)

var (
	bytesValue = regexp.MustCompile(`"bytes": [0-9]+`)
	hashValue  = regexp.MustCompile(`"sha256:[0-9a-f]*"`)
)

// refresh returns text, a descriptor, with the sizes and hashes of the files in
// fsys, and the paths whose entry changed. All other bytes stay as they are.
func refresh(text []byte, fsys fs.FS) (fresh []byte, stale []string, err error) {
	fresh = size.ReplaceAllFunc(text, func(entry []byte) []byte {
		path := string(size.FindSubmatch(entry)[1])
		content, readErr := fs.ReadFile(fsys, path)
		if readErr != nil {
			err = readErr
			return entry
		}
		now := bytesValue.ReplaceAllLiteral(entry, fmt.Appendf(nil, `"bytes": %d`, len(content)))
		now = hashValue.ReplaceAllLiteral(now, fmt.Appendf(nil, `"sha256:%x"`, sha256.Sum256(content)))
		if !bytes.Equal(now, entry) {
			stale = append(stale, path)
		}
		return now
	})
	return fresh, stale, err
}

func TestDescriptorIsFresh(t *testing.T) {
	text, err := os.ReadFile("datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(size.FindAll(text, -1)), len(readDescriptor(t).Resources); got != want {
		t.Fatalf("datapackage.json: found bytes and hash of %d of %d resources", got, want)
	}
	fresh, stale, err := refresh(text, FS)
	switch {
	case err != nil:
		t.Fatal(err)
	case len(stale) == 0:
	case *update:
		if err := os.WriteFile("datapackage.json", fresh, 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("datapackage.json is stale: %s; run `make data`", strings.Join(stale, ", "))
	}
}

func TestRefreshTouchesOnlySizeAndHash(t *testing.T) {
	text, err := FS.ReadFile("datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytesValue.ReplaceAllLiteral(text, []byte(`"bytes": 7`))
	spoilt = hashValue.ReplaceAllLiteral(spoilt, []byte(`"sha256:"`))
	fresh, stale, err := refresh(spoilt, FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(stale) != len(readDescriptor(t).Resources) {
		t.Errorf("stale = %v, want every file", stale)
	}
	again, _, err := refresh(text, FS)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fresh, again) {
		t.Error("a spoilt descriptor is not brought back byte for byte")
	}
}

func TestDescriptorAndFolderAgree(t *testing.T) {
	listed := make(map[string]bool)
	for _, r := range readDescriptor(t).Resources {
		listed[r.Path] = true
	}
	files, err := fs.Glob(FS, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if !listed[path] {
			t.Errorf("%s is not in datapackage.json; add a resource", path)
		}
		delete(listed, path)
	}
	for path := range listed {
		t.Errorf("datapackage.json lists %s, which does not exist", path)
	}
}

func TestDescriptorIsWellFormed(t *testing.T) {
	d := readDescriptor(t)
	if want := "https://datapackage.org/profiles/2.0/datapackage.json"; d.Schema != want {
		t.Errorf("$schema is %q, want %q", d.Schema, want)
	}
	if d.Name == "" || d.Version == "" || len(d.Licenses) == 0 || d.Licenses[0].Name != "CC-BY-4.0" {
		t.Error("name, version or licence is missing")
	}
	wantTables := []string{"platform", "source", "metric", "definition", "event", "observation", "race", "owner_network", "statement", "market_year",
		"judgment", "forecast_record", "prediction_record", "proxy", "race_evidence", "hypothesis", "published_result"}
	var tables []string
	for _, r := range d.Resources {
		tables = append(tables, r.Name)
	}
	if !slices.Equal(tables, wantTables) {
		t.Errorf("resources are %v, want %v", tables, wantTables)
	}
	for _, r := range d.Resources {
		for _, problem := range malformed(r, d.Resources) {
			t.Errorf("%s: %s", r.Name, problem)
		}
	}
	// Two properties of version 2.0 that its published profile and its text define
	// differently, and a clock, which would change the file without a change of data.
	text, _ := FS.ReadFile("datapackage.json")
	for _, banned := range []string{`"fieldsMatch"`, `"type": "list"`, `"created"`} {
		if bytes.Contains(text, []byte(banned)) {
			t.Errorf("datapackage.json uses %s", banned)
		}
	}
}

// malformed lists what is wrong with the description of one resource.
func malformed(r resource, all []resource) (problems []string) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if r.Type != "table" || r.Format != "csv" || r.Mediatype != "text/csv" || r.Encoding != "utf-8" {
		bad("type, format, mediatype or encoding is wrong")
	}
	if r.Title == "" || r.Description == "" {
		bad("title or description is missing")
	}
	if r.Schema.Schema != "https://datapackage.org/profiles/2.0/tableschema.json" {
		bad("schema.$schema is %q", r.Schema.Schema)
	}
	if !slices.Equal(r.Schema.MissingValues, []string{""}) {
		bad("missingValues is %q, want one empty string", r.Schema.MissingValues)
	}
	required := make(map[string]bool)
	for _, f := range r.Schema.Fields {
		for _, problem := range malformedField(f) {
			bad("%s: %s", f.Name, problem)
		}
		if _, twice := required[f.Name]; twice {
			bad("%s is described twice", f.Name)
		}
		required[f.Name] = f.Constraints.Required
	}
	if len(r.Schema.PrimaryKey) == 0 {
		bad("primaryKey is missing")
	}
	for _, name := range r.Schema.PrimaryKey {
		if !required[name] {
			bad("primaryKey: %s is not a required field", name)
		}
	}
	for _, key := range r.Schema.ForeignKeys {
		for _, name := range key.Fields {
			if _, ok := required[name]; !ok {
				bad("foreignKeys: no field %s", name)
			}
		}
		target := key.Reference.Resource
		if target == "" {
			target = r.Name
		}
		i := slices.IndexFunc(all, func(other resource) bool { return other.Name == target })
		if i < 0 || !slices.Equal(all[i].Schema.PrimaryKey, key.Reference.Fields) {
			bad("foreignKeys: %v does not point at the primary key of %s", key.Fields, target)
		}
	}
	return problems
}

func malformedField(f field) (problems []string) {
	if f.Description == "" || f.Unit == "" {
		problems = append(problems, "description or headstart:unit is missing")
	}
	if !slices.Contains([]string{"string", "integer", "number", "boolean"}, f.Type) {
		problems = append(problems, "type "+f.Type+" is not one that this package uses")
	}
	c := f.Constraints
	if f.Type == "string" && (c.Minimum != nil || c.Maximum != nil) || f.Type != "string" && (c.Pattern != "" || c.Enum != nil) {
		problems = append(problems, "a constraint does not fit type "+f.Type)
	}
	if _, err := regexp.Compile(c.Pattern); err != nil {
		problems = append(problems, err.Error())
	}
	if f.Kind != "" && (f.Kind != "period" && f.Kind != "list" || c.Pattern == "") {
		problems = append(problems, "headstart:kind is not period or list, or has no pattern")
	}
	return problems
}
