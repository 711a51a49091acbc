// Package stored reads what is there already: the tables of an earlier run,
// of which it opens, queries and compares the Parquet files, and an analyst's
// own CSV or Parquet file. Nothing in it changes what it reads.
package stored

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/transform"
)

// MostMemory is how many bytes DuckDB may take for what it keeps of a query.
const MostMemory = 512 << 20

// Open returns a database of the Parquet files dir/<name>.parquet of an
// absolute folder, each a view of its name, and of nothing else: no other file
// or address can be reached. The caller closes it.
func Open(ctx context.Context, dir string, names []string) (*transform.DB, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	if err := open(ctx, db, dir, names); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// ErrUnreadable is what a query fails with where a table cannot be opened.
var ErrUnreadable = errors.New("open table")

func open(ctx context.Context, db *transform.DB, dir string, names []string) error {
	for _, name := range names {
		file := filepath.Join(dir, name+".parquet")
		if err := db.Exec(ctx, "create view "+transform.QuoteName(name)+" as from read_parquet("+transform.QuoteText(file)+")"); err != nil {
			return fmt.Errorf("%w %s: %w", ErrUnreadable, name, err)
		}
	}
	return lock(ctx, db, "allowed_directories", dir)
}

// lock leaves a database nothing to reach but one path, by the setting for it.
func lock(ctx context.Context, db *transform.DB, setting, path string) error {
	for _, s := range []string{
		"drop schema raw",
		"set memory_limit = '" + strconv.Itoa(MostMemory>>20) + "MiB'",
		"set max_temp_directory_size = '4GB'",
		"set " + setting + " = [" + transform.QuoteText(path) + "]",
		"set enable_external_access = false",
		"set lock_configuration = true",
	} {
		if err := db.Exec(ctx, s); err != nil {
			return fmt.Errorf("close the other doors: %w", err)
		}
	}
	return nil
}

// Query runs one query over the Parquet files dir/<name>.parquet of an
// absolute folder, each a table of its name, and hands its rows to use. What a
// query may hold is a list: these tables and the functions of permit.go.
// Everything else is refused before it is run or bound, and only the tables that
// it names are opened.
func Query(ctx context.Context, dir string, names []string, query string, use func(*transform.Result) error) error {
	db, err := transform.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	named, err := permit(ctx, db, names, query)
	if err == nil {
		err = open(ctx, db, dir, named)
	}
	if err != nil {
		return err
	}
	rows, err := db.Result(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	return use(rows)
}

// explain asks how a query is run; what follows it is a query too, as explain
// analyze runs it.
var explain = regexp.MustCompile(`(?i)^\s*explain\b(\s+analyze\b|\s*\(\s*(analyze|format\s+[a-z]+)(\s*,\s*(analyze|format\s+[a-z]+))*\s*\))?`)

// permit returns which of some tables a query names, and fails if it is anything
// but one query over these with permitted functions. DuckDB itself reads the
// query, so that nothing is read here in another way than when it is run.
func permit(ctx context.Context, db *transform.DB, names []string, query string) ([]string, error) {
	parsed, err := parse(ctx, db, explain.ReplaceAllString(query, ""))
	switch {
	case err != nil:
		return nil, err
	case parsed.Error && parsed.Kind != "not implemented":
		return nil, fmt.Errorf("read the query: %s", parsed.Message)
	case parsed.Error && regexp.MustCompile(`(?i)\bpivot\b`).MatchString(query):
		return nil, errors.New("a pivot that has to look for its columns is several statements; name the columns with in (…)")
	case parsed.Error, len(parsed.Statements) == 0:
		return nil, errors.New(`the tables of a run are read-only; ask with a query such as "select * from base_rate"`)
	case len(parsed.Statements) > 1:
		return nil, errors.New("several statements; ask one query at a time")
	}
	p := permission{tables: slices.Clone(names), named: map[string]bool{}}
	if err := p.addNames(parsed.Statements); err != nil {
		return nil, err
	}
	if err := p.check(parsed.Statements, scalars); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !p.all && !p.named[strings.ToLower(name)] }), nil
}

// serialized is a text as DuckDB reads it.
type serialized struct {
	Error      bool   `json:"error"`
	Kind       string `json:"error_type"`
	Message    string `json:"error_message"`
	Statements []any  `json:"statements"`
}

func parse(ctx context.Context, db *transform.DB, query string) (parsed serialized, err error) {
	texts, err := transform.Collect(ctx, db, "select cast(json_serialize_sql($1::varchar) as varchar)", func(s *string) []any { return []any{s} }, query)
	if err == nil {
		err = json.Unmarshal([]byte(texts[0]), &parsed)
	}
	if err != nil {
		return parsed, fmt.Errorf("read the query: %w", err)
	}
	return parsed, nil
}
