package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/publish"
	"headstart/transform"
)

// estimate is one estimate of a fit: a row of --out, from which the text and the
// document are made too. A number that does not exist is NaN, and null in the files.
type estimate struct {
	part                       string  // of the fit, such as coefficient or survival
	group                      string  // of rows; empty: all
	name                       string  // of what is estimated, within its part
	x                          float64 // the time, place or prediction that it is for
	value, se, lower, upper, p float64
	n                          float64 // rows it is made from, or lives at risk
	events                     float64
}

// newEstimate returns an estimate without the numbers that not every one has.
func newEstimate(part, group, name string, value, se, lower, upper float64) estimate {
	nan := math.NaN()
	return estimate{part, group, name, nan, value, se, lower, upper, nan, nan, nan}
}

// object is the estimate in a document, by keys that are its columns, or name
// them as in time=x; exp value is a ratio.
func (e estimate) object(keys ...string) object {
	var o object
	for _, key := range keys {
		key, column, named := strings.Cut(key, "=")
		if !named {
			column = key
		}
		if of, ratio := strings.CutPrefix(column, "exp "); ratio {
			o.add(key, math.Exp(e.column(of).(float64)))
		} else {
			o.add(key, e.column(column))
		}
	}
	return o
}

func (e estimate) column(name string) any {
	switch name {
	case "part":
		return e.part
	case "name":
		return e.name
	}
	return *map[string]*float64{"x": &e.x, "value": &e.value, "se": &e.se, "lower": &e.lower, "upper": &e.upper, "p": &e.p, "n": &e.n, "events": &e.events}[name]
}

// objects are estimates in a document.
func objects(rows []estimate, keys ...string) []object {
	all := make([]object, len(rows))
	for i, e := range rows {
		all[i] = e.object(keys...)
	}
	return all
}

// named returns an object of keys, each with its value behind it.
func named(pairs ...any) (o object) {
	for i := 0; i < len(pairs); i += 2 {
		o.add(pairs[i].(string), pairs[i+1])
	}
	return o
}

func (o *object) add(key string, value any) {
	o.keys, o.values = append(o.keys, key), append(o.values, value)
}

// sheet is a table as --out writes it; a number that does not exist is null.
type sheet struct {
	columns string // of SQL
	rows    [][]any
}

// estimates are the columns and rows of most fits.
func (c *fitCall) estimates(rows []estimate) *sheet {
	t := &sheet{columns: `part varchar, group_name varchar, name varchar, x double, value double, se double,
		lower double, upper double, level double, p double, n double, events double`}
	for _, r := range rows {
		t.rows = append(t.rows, []any{r.part, r.group, r.name, r.x, r.value, r.se, r.lower, r.upper, c.level, r.p, r.n, r.events})
	}
	return t
}

// save writes the files that the call asks for.
func (c *fitCall) save(ctx context.Context, f *fitting) error {
	if c.out != "" {
		if f.sheet == nil {
			f.sheet = c.estimates(f.rows())
		}
		content, err := f.sheet.file(ctx, filepath.Ext(c.out))
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

// file is the table as the bytes of a file, CSV or Parquet by the ending.
func (t *sheet) file(ctx context.Context, ending string) (content []byte, err error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := db.Exec(ctx, "create table estimate ("+t.columns+")"); err != nil {
		return nil, err
	}
	if err := db.Append(ctx, "estimate", slices.Values(t.rows)); err != nil {
		return nil, err
	}
	if strings.EqualFold(ending, ".csv") {
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
