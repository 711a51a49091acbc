package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"headstart/publish"
	"headstart/transform"
)

// estimateRow is a row of --out: one estimate of a fit. A number that does not
// exist is NaN, and null in the file.
type estimateRow struct {
	part   string  // of the fit, such as coefficient or survival
	group  string  // of rows; empty: all
	name   string  // of what is estimated, within its part
	x      float64 // the time or x that it is for
	value  float64
	se     float64
	lower  float64
	upper  float64
	p      float64
	n      float64 // rows it is made from, or lives at risk
	events float64
}

// newEstimateRow returns a row without the numbers that not every estimate has.
func newEstimateRow(part, group string, e jsonEstimate) estimateRow {
	nan := math.NaN()
	return estimateRow{part, group, e.Name, nan, float64(e.Value), float64(e.SE), float64(e.Lower), float64(e.Upper), nan, nan, nan}
}

// save writes the files that the call asks for.
func (c *fitCall) save(ctx context.Context, f *fitting) error {
	if c.out != "" && f.rows != nil {
		content, err := c.estimates(ctx, f.rows)
		if err != nil {
			return fmt.Errorf("write %s: %w", c.out, err)
		}
		if err := saveFile(c.out, content); err != nil {
			return err
		}
	}
	if c.plot == "" {
		return nil
	}
	if f.plot == nil {
		return usageError{fmt.Errorf("this fit has no picture; leave --plot out")}
	}
	picture, content := f.plot(), new(bytes.Buffer)
	write := picture.WriteSVG
	if strings.EqualFold(filepath.Ext(c.plot), ".png") {
		write = picture.WritePNG
	}
	if err := write(content); err != nil {
		return fmt.Errorf("draw %s: %w", c.plot, err)
	}
	return saveFile(c.plot, content.Bytes())
}

// saveFile puts a file in its place as a whole.
func saveFile(path string, content []byte) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err == nil {
		defer root.Close()
		err = publish.Write(root, filepath.Base(path), content, 0o666)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w; name a file in a folder that you can write to", path, err)
	}
	return nil
}

// estimates is a table of estimates as the bytes of a file, CSV or Parquet by
// the ending of --out.
func (c *fitCall) estimates(ctx context.Context, rows []estimateRow) (content []byte, err error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := db.Exec(ctx, `create table estimate (part varchar, group_name varchar, name varchar, x double, value double, se double,
		lower double, upper double, level double, p double, n double, events double)`); err != nil {
		return nil, err
	}
	err = db.Append(ctx, "estimate", func(yield func([]any) bool) {
		for _, r := range rows {
			if !yield([]any{r.part, r.group, r.name, r.x, r.value, r.se, r.lower, r.upper, c.level, r.p, r.n, r.events}) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(c.out), ".csv") {
		r, err := db.Result(ctx, "from estimate order by rowid")
		if err != nil {
			return nil, err
		}
		defer r.Close()
		var text bytes.Buffer
		err = printCSV(&text, r)
		return text.Bytes(), err
	}
	dir, err := os.MkdirTemp("", "headstart-fit-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "estimate.parquet")
	if err := db.Exec(ctx, "copy (from estimate order by rowid) to "+transform.QuoteText(file)+" (format parquet)"); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}
