package transform

import (
	"context"
	"fmt"
	"strings"
)

// Relation describes one table of the database.
type Relation struct {
	Name    string
	Comment string   // "one row per …"
	Key     []string // columns that together tell the rows apart; nil: it has one row
	Columns []Column
}

// Column describes one column of a relation. Unit is empty for names and
// texts.
type Column struct {
	Name, Type, Description, Unit string
}

// Relations returns every relation that the run has made, by name, with the
// columns in their order. Raw tables are left out, and those of work.
func (db *DB) Relations(ctx context.Context) ([]Relation, error) {
	type row struct{ table, column, typ string }
	rows, err := Collect(ctx, db, `
		select table_name, column_name, data_type
		from duckdb_columns()
		where schema_name = 'main' and not internal
		order by table_name, column_index`,
		func(r *row) []any { return []any{&r.table, &r.column, &r.typ} })
	if err != nil {
		return nil, fmt.Errorf("list relations: %w", err)
	}
	var out []Relation
	var comments map[string]comment
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Name != r.table {
			comments = db.commentsOf(r.table)
			relation := Relation{Name: r.table, Comment: comments[""].description}
			if key := comments[""].unit; key != "" {
				relation.Key = strings.Split(key, ", ")
			}
			out = append(out, relation)
		}
		rel, c := &out[len(out)-1], comments[r.column]
		rel.Columns = append(rel.Columns, Column{r.column, r.typ, c.description, c.unit})
	}
	return out, nil
}

// Count returns how many rows the relations hold, or the raw tables while
// there is no relation yet, and how many rows are rejected so far.
func (db *DB) Count(ctx context.Context) (rows, rejected int64, err error) {
	type row struct {
		schema, table string
		rows          int64
	}
	tables, err := Collect(ctx, db, "select schema_name, table_name, estimated_size from duckdb_tables() where not temporary",
		func(r *row) []any { return []any{&r.schema, &r.table, &r.rows} })
	if err != nil {
		return 0, 0, fmt.Errorf("count rows: %w", err)
	}
	var raw int64
	for _, t := range tables {
		switch {
		case t.schema == "work": // working tables of queries
		case t.schema == "raw":
			raw += t.rows
		case t.table == "rejected":
			rejected = t.rows
		default:
			rows += t.rows
		}
	}
	if rows == 0 {
		rows = raw
	}
	return rows, rejected, nil
}

// Rejection is a row that was not taken in. Line is that of the file on which
// the row starts; Column, Text and Suggested may be empty.
type Rejection struct {
	Relation, File                        string
	Line                                  int64
	Column, Text, Rule, Reason, Suggested string
}

// Rejected returns the rejected rows by file and line.
func (db *DB) Rejected(ctx context.Context) ([]Rejection, error) {
	return Collect(ctx, db, `
		select relation, file, line, coalesce(column_name, ''), coalesce(text, ''), rule, reason, coalesce(suggested, '')
		from rejected
		order by file, line, column_name`,
		func(r *Rejection) []any {
			return []any{&r.Relation, &r.File, &r.Line, &r.Column, &r.Text, &r.Rule, &r.Reason, &r.Suggested}
		})
}
