package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/reports"
	"headstart/stored"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// mostJSON is how many bytes a manifest or a descriptor of tables may have.
const mostJSON = 64 << 20

// storedRun is a complete run on disk.
type storedRun struct {
	dir      string // without links, so that a run that is published meanwhile does not mix with it
	manifest reports.Manifest
}

// readRun opens the run in a folder. Its manifest is written last, so without
// one there is no run: the error then is fs.ErrNotExist.
func readRun(dir string) (*storedRun, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	r := &storedRun{dir: dir}
	return r, readJSONFile(filepath.Join(dir, "manifest.json"), &r.manifest)
}

// readJSONFile decodes a file of a run.
func readJSONFile(path string, into any) error {
	text, err := ingest.ReadFile(path, mostJSON)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// findRun finds a run by a link in the folder of runs (latest,
// as-of/2015-06-30), by the path of its folder, or by its id or the beginning of
// it.
func findRun(out, name string) (*storedRun, error) {
	dirs := []string{name, filepath.Join(out, name)}
	if name == "latest" {
		dirs = dirs[1:]
	}
	for _, dir := range dirs {
		if r, err := readRun(dir); !errors.Is(err, fs.ErrNotExist) {
			return r, err
		}
	}
	var ids []string
	entries, err := os.ReadDir(filepath.Join(out, "runs"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), name) && !strings.HasPrefix(e.Name(), ".") && name != "" {
			ids = append(ids, e.Name())
		}
	}
	switch {
	case len(entries) == 0:
		return nil, fmt.Errorf("there is no run in %s yet; make one with: headstart run%s", out, outWords(out))
	case len(ids) == 0:
		return nil, usageError{fmt.Errorf("no run %q in %s; name one of its folders, latest, or the path of a run: ls %s", name, out, filepath.Join(out, "runs"))}
	case len(ids) == 1:
		return readRun(filepath.Join(out, "runs", ids[0]))
	}
	return nil, usageError{fmt.Errorf("%q is the beginning of several runs: %s; write more of it", name, strings.Join(ids, ", "))}
}

// storedTables returns the folder of the tables of the run that a
// configuration names, and their names.
func (c config) storedTables() (dir string, names []string, err error) {
	r, err := findRun(c.Out, cmp.Or(c.Run, c.link()))
	if err != nil {
		return "", nil, err
	}
	dir = filepath.Join(r.dir, "tables")
	files, err := fs.Glob(os.DirFS(dir), "*.parquet")
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file, ".parquet"))
	}
	return dir, names, err
}

// latestRun hands the named tables of the run that a configuration names to
// use; no name: all of them.
func latestRun(ctx context.Context, c config, names []string, use func(*transform.DB) error) error {
	dir, all, err := c.storedTables()
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("the latest run in %s has no table %s; make a new one with: headstart run%s --force", c.Out, name, outWords(c.Out))
		}
	}
	if names == nil {
		names = all
	}
	db, err := stored.Open(ctx, dir, names)
	if err != nil {
		return err
	}
	defer db.Close()
	return use(db)
}

// queries are what verbs ask of the tables of a run.
//
//go:embed sql
var queries embed.FS

// ask returns the rows of sql/<name>.sql, each decoded by the names of its
// columns as encoding/json decodes an object: a day is a text, a struct an
// object, a list a list. args are its $named parameters.
func ask[T any](ctx context.Context, db *transform.DB, name string, args ...any) (rows []T, err error) {
	query, err := queries.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return nil, err
	}
	texts, err := transform.Collect(ctx, db, "select cast(to_json(answer) as varchar) from (\n"+string(query)+"\n) as answer",
		func(s *string) []any { return []any{s} }, args...)
	for _, text := range texts {
		var row T
		if err := json.Unmarshal([]byte(text), &row); err != nil {
			return nil, fmt.Errorf("read the answer to %s.sql: %w", name, err)
		}
		rows = append(rows, row)
	}
	return rows, err
}

// askOne is ask where there is one row.
func askOne[T any](ctx context.Context, db *transform.DB, name string, args ...any) (row T, err error) {
	rows, err := ask[T](ctx, db, name, args...)
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("%s.sql gives %d rows, not one", name, len(rows))
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// completeFrom offers what a query over one table of the latest run returns: a
// word and what it stands for; nothing where there is no run.
func completeFrom(table, query string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) (offers []cobra.Completion, _ cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		c, err := loadConfig(cmd.Flags())
		if err == nil {
			err = latestRun(cmd.Context(), c, []string{table}, func(db *transform.DB) error {
				rows, err := transform.Collect(cmd.Context(), db, query, func(r *[2]string) []any { return []any{&r[0], &r[1]} })
				for _, r := range rows {
					if strings.HasPrefix(r[0], prefix) {
						offers = append(offers, cobra.CompletionWithDesc(cell(r[0]), cell(r[1])))
					}
				}
				return err
			})
		}
		if err != nil {
			cobra.CompDebugln(err.Error(), false)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
}
