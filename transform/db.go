package transform

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// DB is the one door to DuckDB: a database in memory that lives as long as
// one run. It is safe for concurrent queries. Close releases it.
type DB struct {
	pool  *sql.DB
	small bool              // set by Load: fewer rows than smallest
	share string            // statement that gives DuckDB all the threads that it may have
	spill string            // folder for what does not fit into memory
	spark *spark            // runs the growing relations; nil: DuckDB does
	keys  map[string]string // by table, what is added to its check for keys that the package declares beyond those of the contract

	// What columns are, by table (schema-qualified but for main) and column, and
	// under "" what a row is, with the key in place of the unit. It is kept here: in
	// DuckDB's catalog each comment copies the whole entry of its table.
	mu       sync.Mutex
	comments map[string]map[string]comment
}

//go:embed sql/00_macros.sql
var macros string

// Open returns an empty database with headstart's scalar functions (see
// functions.go) and the macros of sql/00_macros.sql.
func Open(ctx context.Context) (*DB, error) { return OpenWithin(ctx, Limits{}) }

// Limits are what a database may take. The zero value is DuckDB's own choice:
// most of the memory and all processors.
type Limits struct {
	Memory  int64  // bytes; beyond, tables and sorts go to Spill
	Threads int    // at a time
	Spill   string // folder that is made when it is needed, and removed by Close; "" is one among temporary files
}

// OpenWithin is Open with limits.
func OpenWithin(ctx context.Context, limits Limits) (*DB, error) {
	// A block is the least that a table, a sort or a hash table takes, and most have few rows.
	connector, err := duckdb.NewConnector("?default_block_size=16384", nil)
	if err != nil {
		return nil, fmt.Errorf("open duckdb: %w", err)
	}
	db := &DB{pool: sql.OpenDB(connector), share: "reset threads", comments: map[string]map[string]comment{}}
	if err := db.prepare(ctx, limits); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// prepare registers the functions and closes the doors that no run needs:
// nothing in a query may install code or reach the network.
func (db *DB) prepare(ctx context.Context, limits Limits) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to duckdb: %w", err)
	}
	defer conn.Close()
	if err := registerFunctions(conn); err != nil {
		return err
	}
	var within []string
	if limits.Memory > 0 {
		within = append(within, fmt.Sprintf("set memory_limit = '%dKB'", limits.Memory/1000))
	}
	if limits.Threads > 0 {
		db.share = fmt.Sprintf("set threads = %d", limits.Threads)
		within = append(within, db.share)
	}
	// Not beside the user's files, which is DuckDB's own choice, and in a
	// folder of its own: two databases would write over each other's, and a
	// name that can be guessed may be there already. DuckDB makes and removes it.
	db.spill = cmp.Or(limits.Spill, filepath.Join(os.TempDir(), "headstart-duckdb-"+rand.Text()))
	for _, s := range append(within,
		"set temp_directory = "+QuoteText(db.spill),
		"set autoinstall_known_extensions = false",
		"set autoload_known_extensions = false",
		"set allow_community_extensions = false",
		"create schema raw",
		"create schema work",
		macros,
	) {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("prepare duckdb: %w: %s", err, s)
		}
	}
	return nil
}

// Close releases the database and everything in it.
func (db *DB) Close() error {
	if db.spark != nil {
		return errors.Join(db.pool.Close(), os.RemoveAll(db.spark.folder))
	}
	return db.pool.Close()
}

// Leave is Close for a program that ends. The memory of the database goes with
// the program; to give it back first takes as long as a dozen queries.
func (db *DB) Leave() error {
	if _, err := os.Lstat(db.spill); db.spark == nil && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return db.Close()
}

// Exec runs one or more statements; args bind to the last one.
func (db *DB) Exec(ctx context.Context, query string, args ...any) error {
	_, err := db.pool.ExecContext(ctx, query, args...)
	return err
}

// Query runs one statement and returns its rows, which the caller closes.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.pool.QueryContext(ctx, query, args...)
}

// Networks returns the sizes, rising, that the network of a responder's owner is
// tabulated at: none, and from a million up to ten times the largest network of
// the data, or the largest figure where no network is known; ten million at
// least, a billion at most.
func (db *DB) Networks(ctx context.Context) ([]float64, error) {
	return Collect(ctx, db, `
		select size
		from (select unnest([0, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9])::double as size)
		where size <= greatest(1e7, 10 * coalesce((select max(users) from owner_network), (select max(value) from series)))
		order by size`, func(x *float64) []any { return []any{x} })
}

// Collect returns the rows of a query, in its order, as values of T. fields
// gives the addresses of T's fields in the order of the query's columns; a
// column that can be null needs a sql.Null field or a pointer.
func Collect[T any](ctx context.Context, db *DB, query string, fields func(*T) []any, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var row T
		if err := rows.Scan(fields(&row)...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Load makes table (schema-qualified, such as raw.event) from all batches of
// r, with the descriptions and units of r's fields as column comments. It is
// the only way in: a registered Arrow view gives wrong values when a query
// reads a part of its columns and can be read once (duckdb/duckdb-go#24), so
// the view is copied whole and dropped before anything else can see it.
// Load does not release r.
func (db *DB) Load(ctx context.Context, table string, r array.RecordReader) error {
	if err := db.load(ctx, table, "create or replace table %s as select * from arrow_view", r); err != nil {
		return err
	}
	for _, f := range r.Schema().Fields() {
		db.describe(table, f)
	}
	return nil
}

// describe keeps the description and unit of a field as the comment of its column.
func (db *DB) describe(table string, f arrow.Field) {
	description, _ := f.Metadata.GetValue("description")
	unit, _ := f.Metadata.GetValue("unit")
	if unit == "none" {
		unit = ""
	}
	db.comment(table, f.Name, comment{description, unit})
}

// load runs a statement about a table and arrow_view, which has the rows of r.
func (db *DB) load(ctx context.Context, table, statement string, r array.RecordReader) error {
	err := db.arrow(ctx, func(c *duckdb.Conn, a *duckdb.Arrow) error {
		release, err := a.RegisterView(r, "arrow_view")
		if err != nil {
			return err
		}
		defer release()
		_, err = c.ExecContext(ctx, fmt.Sprintf(statement, table)+"; drop view arrow_view", nil)
		return err
	})
	// The stream's own error says what was wrong with the data; DuckDB's only
	// that the stream ended early.
	if rerr := r.Err(); rerr != nil {
		return rerr
	}
	if err != nil {
		return fmt.Errorf("load %s: %w", table, err)
	}
	return nil
}

type comment struct{ description, unit string }

// comment keeps the comment of a column.
func (db *DB) comment(table, column string, text comment) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.comments[table] == nil {
		db.comments[table] = map[string]comment{}
	}
	db.comments[table][column] = text
}

// commentsOf returns the comments of a table.
func (db *DB) commentsOf(table string) map[string]comment {
	db.mu.Lock()
	defer db.mu.Unlock()
	return maps.Clone(db.comments[table])
}

// QuoteName writes a name for a query, whatever is in it.
func QuoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// QuoteText writes a text as a literal of a query, whatever is in it.
func QuoteText(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }

// arrow hands a connection of its own, and its Arrow interface, to use.
func (db *DB) arrow(ctx context.Context, use func(*duckdb.Conn, *duckdb.Arrow) error) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*duckdb.Conn)
		if !ok {
			return errors.New("not a duckdb connection")
		}
		a, err := duckdb.NewArrowFromConn(c)
		if err != nil {
			return err
		}
		return use(c, a)
	})
}

// Arrow runs a query on a connection of its own and hands its batches to
// use, which must not keep them.
func (db *DB) Arrow(ctx context.Context, query string, use func(array.RecordReader) error) error {
	return db.arrow(ctx, func(_ *duckdb.Conn, a *duckdb.Arrow) error {
		r, err := a.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer r.Release()
		if err := use(r); err != nil {
			return err
		}
		return r.Err()
	})
}
