// Package tables writes what a run says in tables: every relation as Parquet
// that describes itself, the data behind each chart, the forecasts that later
// runs judge, and the record of the run. It reads queries for the rooms after it.
package tables

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"headstart/transform"
)

// Version is that of the tables: their names, columns, types, units and keys.
// Any change of these takes the next one, and a line "Tables 2: …" in CHANGELOG.md.
const Version = "1"

// tableFile is what is known of a table once it is written.
type tableFile struct {
	transform.Relation
	Rows   int64
	Bytes  int64
	SHA256 string
}

// Write writes every relation as tables/<relation>.parquet, their descriptor,
// the views that open them and the lineage of the run, and fills the rows of m.
func Write(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest) error {
	run := m.Run
	relations, err := db.Relations(ctx)
	if err != nil {
		return err
	}
	if err := root.MkdirAll("tables", 0o777); err != nil {
		return err
	}
	var tables []tableFile
	for _, relation := range relations { // one at a time: each takes 10 MB, and charts are drawn beside
		t, err := writeTable(ctx, db, root, relation, run)
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	descriptor, err := tableDescriptor(tables, run)
	if err != nil {
		return err
	}
	if err := root.WriteFile("tables/datapackage.json", descriptor, 0o666); err != nil {
		return err
	}
	m.Rows = map[string]int64{}
	for _, t := range tables {
		m.Rows[t.Name] = t.Rows
	}
	if err := writeLineage(ctx, db, root, m, tables); err != nil {
		return err
	}
	return root.WriteFile("views.sql", views(tables, filepath.Dir(filepath.Dir(root.Name())), run), 0o666)
}

func writeTable(ctx context.Context, db *transform.DB, root *os.Root, relation transform.Relation, run string) (tableFile, error) {
	file, err := root.Create("tables/" + relation.Name + ".parquet")
	if err != nil {
		return tableFile{}, err
	}
	hash := sha256.New()
	count := &counter{}
	rows, err := writeParquet(ctx, db, relation, run, io.MultiWriter(file, hash, count))
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	return tableFile{relation, rows, count.bytes, hex.EncodeToString(hash.Sum(nil))}, err
}

type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

// tableDescriptor returns the Frictionless Data Package 2.0 descriptor of the
// tables.
func tableDescriptor(tables []tableFile, run string) ([]byte, error) {
	type field struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Description string `json:"description,omitempty"`
		Unit        string `json:"headstart:unit,omitempty"`
	}
	type schema struct {
		Schema string   `json:"$schema"`
		Fields []field  `json:"fields"`
		Key    []string `json:"headstart:key,omitempty"`
	}
	type resource struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Path        string `json:"path"`
		Format      string `json:"format"`
		MediaType   string `json:"mediatype"`
		Description string `json:"description"`
		Bytes       int64  `json:"bytes"`
		Hash        string `json:"hash"`
		Rows        int64  `json:"headstart:rows"`
		Schema      schema `json:"schema"`
	}
	type licence struct {
		Name string `json:"name"`
		Path string `json:"path"`
	}
	descriptor := struct {
		Schema    string     `json:"$schema"`
		Name      string     `json:"name"`
		Title     string     `json:"title"`
		Version   string     `json:"version"`
		Run       string     `json:"headstart:run"`
		Licenses  []licence  `json:"licenses"`
		Resources []resource `json:"resources"`
	}{
		Schema:   "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:     "headstart-tables",
		Title:    "Tables of a headstart run",
		Version:  Version,
		Run:      run,
		Licenses: []licence{{license, "https://creativecommons.org/licenses/by/4.0/"}},
	}
	for _, t := range tables {
		s := schema{Schema: "https://datapackage.org/profiles/2.0/tableschema.json", Key: t.Key}
		for _, c := range t.Columns {
			typ, ok := frictionlessTypes[c.Type]
			if !ok {
				return nil, fmt.Errorf("describe %s.%s: no data package type for %s", t.Name, c.Name, c.Type)
			}
			s.Fields = append(s.Fields, field{c.Name, typ, c.Description, c.Unit})
		}
		descriptor.Resources = append(descriptor.Resources, resource{
			Name: t.Name, Type: "table", Path: t.Name + ".parquet", Format: "parquet",
			MediaType: "application/vnd.apache.parquet", Description: t.Comment, Bytes: t.Bytes,
			Hash: "sha256:" + t.SHA256, Rows: t.Rows, Schema: s,
		})
	}
	return Marshal(descriptor)
}

var frictionlessTypes = map[string]string{
	"VARCHAR": "string", "BIGINT": "integer", "INTEGER": "integer", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date",
}

// views returns the SQL that opens every table of a run as a view of its name:
// from where the run was made, where out is its folder of runs, from out, and
// from the folder of the run. The first of these that has the tables is taken,
// since a search path would read a table once for each. All paths have the id
// of the run in them, so that the tables of another one are never found.
func views(tables []tableFile, out, run string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "-- Opens the tables of run %s: duckdb -init views.sql, here or where the run was made.\n", run)
	fmt.Fprintf(&b, "set variable headstart_%s = (select coalesce(first(folder order by place), 'runs/%[1]s/tables') from (\n", run)
	for i, folder := range []string{".", "../..", filepath.ToSlash(out)} {
		if i > 0 {
			b.WriteString("    union all\n")
		}
		fmt.Fprintf(&b, "    select %d as place, parse_dirpath(file) as folder from glob(%s)\n", i, transform.QuoteText(folder+"/runs/"+run+"/tables/*.parquet"))
	}
	b.WriteString("));\n")
	for _, t := range tables {
		fmt.Fprintf(&b, "create or replace view %q as from read_parquet(getvariable('headstart_%s') || '/%s.parquet');\n", t.Name, run, t.Name)
	}
	return []byte(b.String())
}

// Marshal returns indented JSON that keeps <, > and & as they are.
func Marshal(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return []byte(b.String()), err
}
