package transform

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Result is the rows of a query that is being read. The caller closes it.
type Result struct {
	Columns []string
	rows    *sql.Rows
	close   func() error
}

// QueryTables runs one query over the Parquet files dir/<name>.parquet of an
// absolute folder, each a view of its name. It is read-only: anything but a
// query is refused, and no other file or address can be reached.
func QueryTables(ctx context.Context, dir string, names []string, query string) (*Result, error) {
	db, err := Open(ctx)
	if err != nil {
		return nil, err
	}
	r, err := db.queryTables(ctx, dir, names, query)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

func (db *DB) queryTables(ctx context.Context, dir string, names []string, query string) (*Result, error) {
	for _, name := range names {
		file := filepath.Join(dir, name+".parquet")
		if err := db.Exec(ctx, "create view "+quoteName(name)+" as from read_parquet("+quoteText(file)+")"); err != nil {
			return nil, fmt.Errorf("open table %s: %w", name, err)
		}
	}
	for _, s := range []string{
		"drop schema raw",
		"set allowed_directories = [" + quoteText(dir) + "]",
		"set enable_external_access = false",
		"set lock_configuration = true",
	} {
		if err := db.Exec(ctx, s); err != nil {
			return nil, fmt.Errorf("close the other doors: %w", err)
		}
	}
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := conn.Raw(func(c any) error { return isQuery(ctx, c.(driver.ConnPrepareContext), query) }); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, errors.Join(err, rows.Close(), conn.Close())
	}
	return &Result{columns, rows, func() error { return errors.Join(rows.Close(), conn.Close(), db.Close()) }}, nil
}

// isQuery refuses several statements, and statements that are not queries.
func isQuery(ctx context.Context, conn driver.ConnPrepareContext, query string) error {
	statement, err := conn.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer statement.Close()
	prepared, ok := statement.(*duckdb.Stmt)
	if !ok {
		return errors.New("not a duckdb statement")
	}
	kind, err := prepared.StatementType()
	if err != nil {
		return err
	}
	switch kind {
	case duckdb.STATEMENT_TYPE_SELECT, duckdb.STATEMENT_TYPE_EXPLAIN, duckdb.STATEMENT_TYPE_RELATION:
		return nil
	}
	return errors.New(`the tables of a run are read-only; ask with a query such as "select * from base_rate"`)
}

// Each calls use with the values of every row, which it must not keep.
func (r *Result) Each(use func(row []any) error) error {
	values := make([]any, len(r.Columns))
	into := make([]any, len(r.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	for r.rows.Next() {
		if err := r.rows.Scan(into...); err != nil {
			return err
		}
		if err := use(values); err != nil {
			return err
		}
	}
	return r.rows.Err()
}

// Close releases the query and its database.
func (r *Result) Close() error { return r.close() }

// Text writes a value of a result as text: a day as 2011-01-21, a number with
// all its digits, null as nothing.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		return strings.TrimSuffix(v.Format(time.DateTime), " 00:00:00")
	default:
		return fmt.Sprint(v)
	}
}
