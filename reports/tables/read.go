package tables

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"time"

	"headstart/reports/chart"
	"headstart/transform"
)

// Read runs sql/<name>.sql of queries and returns its rows. The fields of T, in
// their order and those of embedded structs in their place, take the columns;
// a T that is no struct takes the only one. A column that can be null needs a
// sql.Null field or a pointer.
func Read[T any](ctx context.Context, db *transform.DB, queries fs.FS, name string, args ...any) ([]T, error) {
	query, err := fs.ReadFile(queries, "sql/"+name+".sql")
	if err != nil {
		return nil, err
	}
	var out []T
	err = each(ctx, db, string(query), args, func(_ []string, scan func(...any) error) error {
		var row T
		err := scan(fields(reflect.ValueOf(&row).Elem(), nil)...)
		out = append(out, row)
		return err
	})
	return out, err
}

// Rows runs sql/<name>.sql of queries and returns what it says, whatever its
// columns.
func Rows(ctx context.Context, db *transform.DB, queries fs.FS, name string, args ...any) (chart.Table, error) {
	query, err := fs.ReadFile(queries, "sql/"+name+".sql")
	if err != nil {
		return chart.Table{}, err
	}
	return Query(ctx, db, string(query), args...)
}

// Query runs a query and returns what it says, whatever its columns.
func Query(ctx context.Context, db *transform.DB, query string, args ...any) (chart.Table, error) {
	var out chart.Table
	err := each(ctx, db, query, args, func(columns []string, scan func(...any) error) error {
		out.Columns = columns
		row, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			to[i] = &row[i]
		}
		err := scan(to...)
		out.Rows = append(out.Rows, row)
		return err
	})
	return out, err
}

// each calls use with the columns and every row of a query.
func each(ctx context.Context, db *transform.DB, query string, args []any, use func(columns []string, scan func(...any) error) error) error {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := use(columns, rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

var (
	scanner = reflect.TypeFor[sql.Scanner]()
	day     = reflect.TypeFor[time.Time]()
)

// fields appends pointers to the fields of a row.
func fields(v reflect.Value, to []any) []any {
	if v.Kind() != reflect.Struct || v.Type() == day || reflect.PointerTo(v.Type()).Implements(scanner) {
		return append(to, v.Addr().Interface())
	}
	for i := range v.NumField() {
		to = fields(v.Field(i), to)
	}
	return to
}

// Decode returns rows written as JSON, one array of cells per row, as Read
// would of a query. No text is no row.
func Decode[T any](text []byte) ([]T, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var lines [][]json.RawMessage
	if err := json.Unmarshal(text, &lines); err != nil {
		return nil, err
	}
	out := make([]T, len(lines))
	for i, cells := range lines {
		to := fields(reflect.ValueOf(&out[i]).Elem(), nil)
		if len(to) != len(cells) {
			return nil, fmt.Errorf("row %d has %d cells, want %d", i+1, len(cells), len(to))
		}
		for k, cell := range cells {
			if err := decode(cell, to[k]); err != nil {
				return nil, fmt.Errorf("row %d, cell %d: %w", i+1, k+1, err)
			}
		}
	}
	return out, nil
}

func decode(cell json.RawMessage, to any) error {
	switch to := to.(type) {
	case sql.Scanner:
		var v any
		if err := json.Unmarshal(cell, &v); err != nil {
			return err
		}
		if text, ok := v.(string); ok {
			if day, err := time.Parse(time.DateOnly, text); err == nil {
				v = day
			}
		}
		return to.Scan(v)
	case *time.Time:
		day, err := time.Parse(`"`+time.DateOnly+`"`, string(cell))
		*to = day
		return err
	}
	return json.Unmarshal(cell, to)
}
