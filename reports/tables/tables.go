// Package tables writes what a run says in tables: every relation as Parquet
// that describes itself, the data behind each chart, the forecasts that later
// runs judge, and the record of the run. It reads queries for the rooms after it.
package tables

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"headstart/transform"
)

// Version is that of the tables: their names, columns, types, units and keys.
// Any change of these takes the next one, and a line "Tables 2: …" in CHANGELOG.md.
const Version = "1"

// tableFile is a table that is written.
type tableFile struct {
	transform.Relation
	saved
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
	for _, relation := range relations { // one at a time: charts are drawn beside
		file, err := saveRelation(ctx, db, root, relation, run)
		if err != nil {
			return err
		}
		tables = append(tables, tableFile{relation, file})
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

// tableDescriptor returns the Frictionless Data Package 2.0 descriptor of the
// tables.
func tableDescriptor(tables []tableFile, run string) ([]byte, error) {
	var resources []object
	for _, t := range tables {
		var fields []object
		for _, c := range t.Columns {
			fields = append(fields, object{"name": c.Name, "type": types[c.Type].frictionless}.with("description", c.Description).with("headstart:unit", c.Unit))
		}
		schema := object{"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields}
		if len(t.Key) > 0 {
			schema["headstart:key"] = t.Key
		}
		resources = append(resources, object{
			"name": t.Name, "type": "table", "path": t.Name + ".parquet", "format": "parquet", "mediatype": "application/vnd.apache.parquet",
			"description": t.Comment, "bytes": t.Bytes, "hash": "sha256:" + t.SHA256, "headstart:rows": t.Rows, "schema": schema,
		})
	}
	return Marshal(object{
		"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "headstart-tables", "title": "Tables of a headstart run",
		"version": Version, "headstart:run": run, "resources": resources,
		"licenses": []object{{"name": license, "path": "https://creativecommons.org/licenses/by/4.0/"}},
	})
}

// object is one of JSON.
type object map[string]any

// with adds a text that is not empty.
func (o object) with(name, text string) object {
	if text != "" {
		o[name] = text
	}
	return o
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
