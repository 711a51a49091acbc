package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/models/curve"
	"headstart/transform"
)

// panel fits every series of a file and writes a row for each. The file goes
// through DuckDB, so that its size does not matter.
func (c *curveCall) panel(ctx context.Context, w io.Writer, path string) error {
	source, err := tableFunction(path)
	if err != nil {
		return err
	}
	db, err := transform.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	unreadable := func(err error) error {
		return fmt.Errorf("%s cannot be read: %s", path, flatten(err))
	}
	header, err := db.Result(ctx, "select * from "+source+" limit 0")
	if err != nil {
		return unreadable(err)
	}
	if err := header.Close(); err != nil {
		return unreadable(err)
	}
	for _, column := range []string{c.by, c.x, c.y} {
		if !slices.Contains(header.Columns, column) {
			return fmt.Errorf("%s has no column %q; columns are: %s", path, column, strings.Join(header.Columns, ", "))
		}
	}
	if err := db.Exec(ctx, fmt.Sprintf(`
		create table panel as
			select coalesce(%s::varchar, '') as series, try_cast(%s as double) as x, try_cast(%s as double) as y from %s;
		create table fit (series varchar, model varchar, n bigint, k double, r double, t0 double, rss double, aicc double,
			converged boolean, reason varchar)`, transform.QuoteName(c.by), transform.QuoteName(c.x), transform.QuoteName(c.y), source)); err != nil {
		return unreadable(err)
	}
	if err := curve.FitTable(ctx, db, "panel", "fit", curve.Options{Model: curve.Model(c.model), Log: c.log, Time: c.inTime}); err != nil {
		return err
	}
	type count struct {
		series, fitted, distinct int
		twice                    *string
	}
	counts, err := transform.Collect(ctx, db, `
		select count(*), count(model), count(distinct series),
			(select series from fit group by series having count(*) > 1 order by min(rowid) limit 1)
		from fit`,
		func(n *count) []any { return []any{&n.series, &n.fitted, &n.distinct, &n.twice} })
	if err != nil {
		return err
	}
	n := counts[0]
	switch {
	case n.series == 0:
		return fmt.Errorf("%s has columns and no rows; add the rows to fit", path)
	case n.twice != nil:
		return fmt.Errorf("%s: series %q comes again after others; sort the rows by %s and %s", path, *n.twice, c.by, c.x)
	}
	if err := db.Exec(ctx, "copy (select * from fit order by rowid) to "+transform.QuoteText(c.out)+" (format parquet)"); err != nil {
		return fmt.Errorf("write %s: %s; name a file in a folder that you can write to", c.out, flatten(err))
	}
	_, err = fmt.Fprintf(w, "%d series, %d fitted, %d not (see reason); written to %s\n", n.series, n.fitted, n.series-n.fitted, cell(c.out))
	return err
}

// tableFunction is the call with which DuckDB reads the file, CSV or Parquet
// by its first bytes, and nothing but that file, whatever signs of a pattern
// its name has.
func tableFunction(path string) (string, error) {
	file, err := ingest.OpenFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no file %s; name a CSV or Parquet file", path)
	case err != nil:
		return "", fmt.Errorf("%w; name a CSV or Parquet file that you can read", err)
	}
	defer file.Close()
	start := make([]byte, 4)
	if _, err := io.ReadFull(file, start); err != nil {
		return "", fmt.Errorf("%s is no CSV or Parquet file", path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	full = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(full)
	if bytes.Equal(start, []byte("PAR1")) {
		return "read_parquet(" + transform.QuoteText(full) + ", hive_partitioning = false)", nil
	}
	return "read_csv(" + transform.QuoteText(full) + ", header = true, all_varchar = true, hive_partitioning = false)", nil
}
