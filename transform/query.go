package transform

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
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
	db, err := OpenTables(ctx, dir, names)
	if err != nil {
		return nil, err
	}
	r, err := db.query(ctx, query)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

// OpenTables returns a database of the Parquet files dir/<name>.parquet of an
// absolute folder, each a view of its name, and of nothing else: no other file
// or address can be reached. The caller closes it.
func OpenTables(ctx context.Context, dir string, names []string) (*DB, error) {
	db, err := Open(ctx)
	if err != nil {
		return nil, err
	}
	if err := db.openTables(ctx, dir, names); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) openTables(ctx context.Context, dir string, names []string) error {
	for _, name := range names {
		file := filepath.Join(dir, name+".parquet")
		if err := db.Exec(ctx, "create view "+quoteName(name)+" as from read_parquet("+quoteText(file)+")"); err != nil {
			return fmt.Errorf("open table %s: %w", name, err)
		}
	}
	for _, s := range []string{
		"drop schema raw",
		"set allowed_directories = [" + quoteText(dir) + "]",
		"set enable_external_access = false",
		"set lock_configuration = true",
	} {
		if err := db.Exec(ctx, s); err != nil {
			return fmt.Errorf("close the other doors: %w", err)
		}
	}
	return nil
}

func (db *DB) query(ctx context.Context, query string) (*Result, error) {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := conn.Raw(func(c any) error { return isQuery(c.(driver.Conn), query) }); err != nil {
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

// Result runs one statement of ours and returns its rows, whatever their
// columns.
func (db *DB) Result(ctx context.Context, query string) (*Result, error) {
	rows, err := db.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return &Result{columns, rows, rows.Close}, nil
}

// isQuery refuses several statements, and statements that are not queries.
// Preparing binds a statement, and to bind some has effects already (export
// database makes its folder): so the first word is looked at before that.
func isQuery(conn driver.Conn, query string) error {
	readOnly := errors.New(`the tables of a run are read-only; ask with a query such as "select * from base_rate"`)
	m := beginning.FindStringSubmatch(query)
	if m == nil {
		return readOnly
	}
	word, rest := strings.ToLower(m[1]), m[2]
	if word == "explain" {
		// explain analyze runs what it explains, so that must be a query too.
		return isQuery(conn, explainOptions.ReplaceAllString(rest, ""))
	}
	if !slices.Contains(queryWords, word) {
		return readOnly
	}
	// Not PrepareContext: it runs every statement but the last.
	statement, err := conn.Prepare(query)
	if err != nil {
		if strings.Contains(err.Error(), "multi-statement") {
			return errors.New("several statements, or one that stands for several; ask one query at a time, and name the columns of a pivot with in (…)")
		}
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
	if kind != duckdb.STATEMENT_TYPE_SELECT && kind != duckdb.STATEMENT_TYPE_RELATION {
		return readOnly
	}
	return nil
}

// Words that a query begins with, after remarks and brackets.
var (
	queryWords     = []string{"select", "with", "from", "values", "table", "describe", "desc", "show", "summarize", "pivot", "unpivot"}
	beginning      = regexp.MustCompile(`(?is)^(?:[\s(]|--[^\n]*\n|/\*[^*/]*\*/)*([a-z]+)(.*)$`)
	explainOptions = regexp.MustCompile(`(?is)^(\s+analyze\b|\s*\(\s*(?:analyze|format)\b[^)]*\))`)
)

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
