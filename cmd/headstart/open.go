package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/reports"
	"headstart/stored"
	"headstart/transform"
)

// mostJSON is how many bytes a manifest or a descriptor of tables may have.
const mostJSON = 64 << 20

// storedRun is a complete run on disk.
type storedRun struct {
	dir      string // without links, so that a run that is published meanwhile does not mix with it
	again    string // what makes it again, to be typed
	manifest reports.Manifest
}

// readRun opens the run in a folder below the folder of runs out. Its manifest
// is written last, so without one there is no run: the error then is
// fs.ErrNotExist.
func readRun(out, dir string) (*storedRun, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return nil, err
	}
	r := &storedRun{dir: dir, again: "headstart run" + outWords(out) + " --force"}
	err = readJSONFile(filepath.Join(dir, "manifest.json"), &r.manifest)
	if err == nil && r.manifest.Run == "" {
		err = errors.New("manifest.json does not name a run")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = r.broken(err)
	}
	return r, err
}

// broken says what to do about a run that cannot be read.
func (r *storedRun) broken(err error) error {
	of := ""
	if v := r.manifest.Version; v != "" {
		of = ", by headstart " + cell(v) + ","
	}
	reason, _, _ := strings.Cut(flatten(err), " LINE ") // of the query, which nobody typed
	return fmt.Errorf("the run in %s%s is damaged or of another version: %s; make it again with: %s", r.dir, of, reason, r.again)
}

// readJSONFile decodes a file of a run.
func readJSONFile(path string, into any) error {
	text, err := ingest.ReadFile(path, mostJSON)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
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
		if r, err := readRun(out, dir); !errors.Is(err, fs.ErrNotExist) {
			return r, err
		}
	}
	var all, ids []string
	entries, err := os.ReadDir(filepath.Join(out, "runs"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	for _, e := range entries {
		if id := e.Name(); !strings.HasPrefix(id, ".") {
			if all = append(all, id); strings.HasPrefix(id, name) && name != "" {
				ids = append(ids, id)
			}
		}
	}
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("there is no run in %s yet; make one with: headstart run%s", out, outWords(out))
	case name == "latest":
		return nil, fmt.Errorf("%s does not point to a run; make one with: headstart run%s, or name one of %s", filepath.Join(out, name), outWords(out), filepath.Join(out, "runs"))
	case len(ids) == 0:
		return nil, usageError{fmt.Errorf("no run %q in %s; name one of its folders, latest, or the path of a run: ls %s", name, out, filepath.Join(out, "runs"))}
	case len(ids) == 1:
		return readRun(out, filepath.Join(out, "runs", ids[0]))
	}
	return nil, usageError{fmt.Errorf("%q is the beginning of several runs: %s; write more of it", name, strings.Join(ids, ", "))}
}

// tables are the folder of the tables of a run, and their names in order.
func (r *storedRun) tables() (dir string, names []string) {
	return filepath.Join(r.dir, "tables"), slices.Sorted(maps.Keys(r.manifest.Rows))
}

// namedRun is the run that a configuration names.
func (c config) namedRun() (*storedRun, error) { return findRun(c.Out, cmp.Or(c.Run, c.link())) }

// latestRun hands the named tables of the run that a configuration names to
// use; no name: all of them.
func latestRun(ctx context.Context, c config, names []string, use func(*transform.DB) error) error {
	r, err := c.namedRun()
	if err != nil {
		return err
	}
	dir, all := r.tables()
	if names == nil {
		names = all
	}
	db, err := stored.Open(ctx, dir, names)
	if err != nil {
		return r.broken(err)
	}
	defer db.Close()
	if err = use(db); err != nil && strings.Contains(err.Error(), "Binder Error") { // its tables have other columns
		err = r.broken(err)
	}
	return err
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
