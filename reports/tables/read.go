package tables

import (
	"context"
	"database/sql"
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
