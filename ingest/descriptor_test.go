package ingest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDescriptorErrors(t *testing.T) {
	refused := func(descriptor, want string) {
		t.Helper()
		_, err := Open(fstest.MapFS{"datapackage.json": {Data: []byte(descriptor)}})
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", descriptor, err, want)
		}
	}
	const mustBe = "; the file must be a Data Package descriptor in JSON"
	refused("", "datapackage.json:1: unexpected end of JSON input"+mustBe)
	refused("{\n\"resources\": [\n}", "datapackage.json:3: invalid character '}' looking for beginning of value"+mustBe)
	refused("{\n\"resources\":\n7}", "datapackage.json:3: \"resources\" must not be a JSON number"+mustBe)
	refused("{}", `datapackage.json: no resources; list at least one table under "resources"`)
	refused(`{"resources": [{}]}`, `datapackage.json: resource 1: it has no name; add "name"`)
	refused(`{"resources": [{"name": "a"}]}`, `datapackage.json: resource "a": it has no file; add "path"`)
	for _, path := range []string{"../a.csv", "/etc/passwd", "a//b.csv", "."} {
		refused(`{"resources": [{"name": "a", "path": "`+path+`"}]}`,
			`datapackage.json: resource "a": path "`+path+`" leaves the folder of the package; use a path such as observations.csv`)
	}
	refused(`{"resources": [{"name": "a", "path": "a.csv"}]}`,
		`datapackage.json: resource "a": it has no columns; list them under "schema", "fields"`)
	refused(`{"resources": [{"name": "a", "path": "a.csv", "schema": {"missingValues": ["", "-"], "fields": [{}]}}]}`,
		`datapackage.json: resource "a": only the empty cell can mean a missing value; use "missingValues": [""]`)

	resource := func(name, path string) string {
		return `{"name": "` + name + `", "path": "` + path + `", "schema": {"fields": [{"name": "n", "type": "integer"}]}}`
	}
	refused(`{"resources": [`+resource("a", "a.csv")+`,`+resource("a", "b.csv")+`]}`,
		`datapackage.json: two resources are named "a"; rename one`)
	refused(`{"resources": [`+resource("a", "a.csv")+`,`+resource("b", "a.csv")+`]}`,
		`datapackage.json: resources "a" and "b" have the same path "a.csv"; give each its own file`)
	keys := func(keys, want string) {
		t.Helper()
		refused(`{"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "n", "type": "integer"}], `+keys+`}}]}`,
			`datapackage.json: resource "a": `+want)
	}
	keys(`"primaryKey": "m"`, `a key names the column "m" of table "a", which is not there; columns are n`)
	keys(`"uniqueKeys": [["n"], ["n", "m"]]`, `a key names the column "m" of table "a", which is not there; columns are n`)
	keys(`"foreignKeys": [{"fields": ["n"], "reference": {"resource": "b", "fields": ["n"]}}]`, `a key names the column "n" of table "b", which is not there; tables are a`)
	keys(`"foreignKeys": [{"fields": "n", "reference": {"fields": []}}]`, `a foreign key of 1 columns refers to 0; name one there for each`)
	// Every missing file is named, not only the first.
	refused(`{"resources": [`+resource("a", "a.csv")+`,`+resource("b", "b.csv")+`]}`,
		`a.csv: file is missing; datapackage.json names it as the file of table "a"`+"\n"+
			`b.csv: file is missing; datapackage.json names it as the file of table "b"`)

	fields := func(fields, want string) {
		t.Helper()
		refused(`{"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [`+fields+`]}}]}`,
			`datapackage.json: resource "a": `+want)
	}
	fields(`{"type": "string"}`, `field 1 has no name; add "name"`)
	fields(`{"name": "n", "type": "interger"}`,
		`field "n": unknown type "interger"; did you mean "integer"? types are string, integer, number, date, boolean`)
	fields(`{"name": "n"}`, `field "n": unknown type ""; types are string, integer, number, date, boolean`)
	fields(`{"name": "n", "type": "date", "format": "%d/%m/%Y"}`,
		`field "n": unknown format "%d/%m/%Y"; a date is written 2011-01-21, without a format`)
	fields(`{"name": "n", "type": "date", "headstart:kind": "period"}`,
		`field "n": unknown headstart:kind "period" for type date; a string can be a period or a list`)
	const twice = " is there twice (X_start and X_end of a period X, and line, file, file_line and locator, are made by the reader); rename one"
	fields(`{"name": "n", "type": "string"}, {"name": "n", "type": "string"}`, `column "n"`+twice)
	fields(`{"name": "line", "type": "string"}`, `column "line"`+twice)
	fields(`{"name": "on_end", "type": "date"}, {"name": "on", "type": "string", "headstart:kind": "period"}`, `column "on_end"`+twice)

	constraint := func(typ, constraint, want string) {
		t.Helper()
		fields(`{"name": "n", "type": "`+typ+`", "constraints": {`+constraint+`}}`, `field "n": constraint `+want)
	}
	constraint("string", `"maxLength": 5`, "maxLength: it is not checked; use required, unique, enum, pattern, minimum or maximum")
	constraint("string", `"required": "yes"`, "required: it must be true or false")
	constraint("string", `"enum": []`, "enum: it must be a list of the allowed values")
	constraint("integer", `"enum": [1, "x"]`, `enum: "x": not a whole number; write digits only, without thousands marks, units or exponents`)
	constraint("string", `"pattern": 5`, "pattern: it must be a regular expression in quotes")
	constraint("string", `"pattern": "(a"`, "pattern: error parsing regexp: missing closing ): `(a`")
	constraint("string", `"minimum": 5`, "minimum: only an integer, a number or a date can have it")
	constraint("integer", `"maximum": 0.5`, `maximum: "0.5": not a whole number; write digits only, without thousands marks, units or exponents`)
}

// Constraints apply to values, not to spellings, and bounds are inclusive.
func TestConstraints(t *testing.T) {
	good, bad, err := read(t, pack(`
		{"name": "n", "type": "integer", "constraints": {"enum": [7, "8"], "unique": true}},
		{"name": "x", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
		{"name": "on", "type": "date", "constraints": {"minimum": "2011-01-21", "maximum": "2011-02-01"}}`,
		"n,x,on\n007,0,2011-01-21\n8,1.0,2011-02-01\n9,,\n,-0.1,\n,1e1,\n,,2011-01-20\n,,2011-02-02\n"))
	check(t, "error", err, nil)
	check(t, "good", good, []string{"7|0|2011-01-21|2", "8|1|2011-02-01|3"})
	check(t, "bad", bad, []string{
		"figure|figures.csv|4|n|9|enum|Not one of: 7, 8.|∅|9,,",
		"figure|figures.csv|5|x|-0.1|minimum|Less than the minimum 0.|∅|,-0.1,",
		"figure|figures.csv|6|x|1e1|maximum|More than the maximum 1.|∅|,1e1,",
		"figure|figures.csv|7|on|2011-01-20|minimum|Less than the minimum 2011-01-21.|∅|,,2011-01-20",
		"figure|figures.csv|8|on|2011-02-02|maximum|More than the maximum 2011-02-01.|∅|,,2011-02-02",
	})
}

// Of very many allowed values a reason lists the first, and none is suggested.
func TestManyAllowedValues(t *testing.T) {
	var values []string
	for i := range 100_000 {
		values = append(values, fmt.Sprintf(`"v%06d"`, i))
	}
	fsys := pack(`{"name": "s", "type": "string", "constraints": {"enum": [`+strings.Join(values, ",")+`]}}`, "s\nv099999\n"+strings.Repeat("v1\n", 111))
	good, bad, err := read(t, fsys)
	check(t, "error", err, nil)
	check(t, "good", good, []string{"v099999|2"})
	if len(bad) != 111 || !strings.Contains(bad[0], "v000199 and 99800 more.|∅|v1") {
		t.Errorf("%d rows are rejected, the first as %.100s…", len(bad), bad[0])
	}
}
