package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/data"
)

// docs/tables.md is the data dictionary: every column of the data package and
// of the tables of a run, from their own descriptions. -update writes it.
func TestDictionary(t *testing.T) {
	t.Parallel()
	const file = "../../docs/tables.md"
	want := dictionary(t)
	if *update {
		if err := os.WriteFile(file, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/tables.md is stale; write it anew with: make golden")
	}
}

type dictionaryField struct {
	Name, Type, Description string
	Unit                    string `json:"headstart:unit"`
	Kind                    string `json:"headstart:kind"`
	Constraints             struct {
		Required bool
		Enum     []string
	}
}

type dictionaryTable struct {
	Name, Path, Description string
	Schema                  struct {
		Fields     []dictionaryField
		PrimaryKey []string
		Key        []string `json:"headstart:key"`
	}
}

func dictionary(t *testing.T) []byte {
	t.Helper()
	read := func(text []byte, err error) []dictionaryTable {
		var d struct{ Resources []dictionaryTable }
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		return d.Resources
	}
	inputs := read(data.FS.ReadFile("datapackage.json"))
	tables := read(os.ReadFile(filepath.Join(shippedRun(t), "latest", "tables", "datapackage.json")))

	var b strings.Builder
	b.WriteString("# Data dictionary\n\nGenerated from the descriptor of the data and the comments of the queries: `make golden` writes it, a test fails when it is stale.\n\n" +
		"Text in square brackets after a description is its unit. A *period* is a date as exact as it is known: `2018-09-30`, `2018-09`, `2018-Q3`, `2018`.\n" +
		"Markets are ISO 3166-1 alpha-3 codes, or `WLD` for the world. Intervals are `lower` to `upper` at `level`; `n` is the number of observations behind an estimate.\n")
	b.WriteString("\n## What goes in: the data package\n\n")
	toc(&b, "in-", inputs)
	for _, r := range inputs {
		fmt.Fprintf(&b, "\n### <a id=\"in-%s\"></a>%s\n\n%s File `%s`; key: %s.\n\n| column | type | meaning |\n| --- | --- | --- |\n",
			r.Name, r.Name, cellOf(r.Description), r.Path, strings.Join(r.Schema.PrimaryKey, ", "))
		for _, f := range r.Schema.Fields {
			kind := f.Type
			if f.Kind != "" {
				kind = f.Kind
			}
			if !f.Constraints.Required {
				kind += ", may be empty"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Name, kind, withUnit(strings.TrimSuffix(f.Description, "."), f.Unit))
		}
	}
	b.WriteString("\n## What comes out: the tables of a run\n\n`out/latest/tables/<name>.parquet`. Names and columns are stable; additions are allowed.\n\n")
	toc(&b, "", tables)
	for _, r := range tables {
		key := strings.Join(r.Schema.Key, ", ")
		if key == "" {
			key = "none, there is one row"
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s Key: %s.\n\n| column | type | meaning |\n| --- | --- | --- |\n", r.Name, sentenceOf(cellOf(r.Description)), key)
		for _, f := range r.Schema.Fields {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Name, f.Type, withUnit(f.Description, f.Unit))
		}
	}
	return []byte(b.String())
}

func toc(b *strings.Builder, prefix string, tables []dictionaryTable) {
	links := make([]string, len(tables))
	for i, r := range tables {
		links[i] = fmt.Sprintf("[%s](#%s%s)", r.Name, prefix, r.Name)
	}
	b.WriteString(strings.Join(links, " · ") + "\n")
}

func withUnit(description, unit string) string {
	if unit == "" || unit == "none" {
		return cellOf(description)
	}
	return cellOf(description + " [" + unit + "]")
}

// cellOf makes a text fit for a cell of a Markdown table.
func cellOf(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(text)
}

func sentenceOf(text string) string {
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}
