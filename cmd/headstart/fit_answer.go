package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"headstart/publish"
	"headstart/reports/chart"
	"headstart/transform"
)

// fitting is what a verb of fit found. The text is made of the same facts as the
// document, so that it has no number that the document lacks.
type fitting struct {
	facts     object         // the document of --json, on whose keys others depend
	words     map[string]any // what the text has beside: names of columns, and numbers as they are written
	estimates []estimate     // the same as a table, for --out
	sheet     *sheet         // of --out where it is no table of estimates
	warnings  []string
	plot      func() chart.Chart // the same as a picture, for --plot
	failed    error              // the estimate did not converge: exit code 1 after it is printed
}

// estimate is one estimate of a fit: a row of --out. A number that does not
// exist is NaN, and null in the files.
type estimate struct {
	part                       string  // of the fit, such as coefficient or survival
	group                      string  // of rows; empty: all
	name                       string  // of what is estimated, within its part
	x                          float64 // the time, place or prediction that it is for
	value, se, lower, upper, p float64
	n                          float64 // rows it is made from, or lives at risk
	events                     float64
}

// add adds an estimate and returns it, so that the numbers can be given that not
// every one has.
func (f *fitting) add(part, group, name string, value, se, lower, upper float64) *estimate {
	nan := math.NaN()
	if math.Abs(value) < 1e-9*se && slices.Contains([]string{"coefficient", "cox", "fine_gray"}, part) {
		value = 0 // rounding
	}
	f.estimates = append(f.estimates, estimate{part, group, name, nan, value, se, lower, upper, nan, nan, nan})
	return &f.estimates[len(f.estimates)-1]
}

func (f *fitting) warn(format string, args ...any) {
	f.warnings = append(f.warnings, fmt.Sprintf(format, args...))
}

// The keys of most estimates in a document.
const plainKeys, testedKeys = "name value se lower upper", "name value se lower upper p"

// object is the estimate in a document, by keys that are its columns, or name
// them as in time=x; exp:value is a ratio.
func (e estimate) object(keys string) (o object) {
	columns := map[string]any{"part": e.part, "name": e.name, "x": e.x, "value": e.value, "se": e.se, "lower": e.lower, "upper": e.upper,
		"p": e.p, "n": e.n, "events": e.events, "exp:value": math.Exp(e.value), "exp:lower": math.Exp(e.lower), "exp:upper": math.Exp(e.upper)}
	for key := range strings.FieldsSeq(keys) {
		key, column, named := strings.Cut(key, "=")
		if !named {
			column = key
		}
		o.add(key, columns[column])
	}
	return o
}

// listed is the estimates of a part in a document; never nil.
func listed(rows []estimate, part, keys string) []object {
	all := []object{}
	for _, e := range rows {
		if e.part == part {
			all = append(all, e.object(keys))
		}
	}
	return all
}

// named returns an object of keys, each with its value behind it.
func named(pairs ...any) (o object) {
	o.add(pairs...)
	return o
}

func (o *object) add(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		o.keys, o.values = append(o.keys, pairs[i].(string)), append(o.values, pairs[i+1])
	}
}

// print writes the answer by the template of the verb.
func (a *fitting) print(w io.Writer, verb, interval string) error {
	as := map[string]func(float64) string{"figure": figure, "time": orNone('g', 7), "share": orNone('f', 3), "rows": rowCount, "p": pValue, "certified": certified}
	funcs := template.FuncMap{
		"place": place, "isNaN": math.IsNaN, "interval": func() string { return interval }, "less": func(a, b int) int { return a - b },
		"ends": func(kind string, lower, upper float64) string { return as[kind](lower) + " to " + as[kind](upper) },
	}
	for kind, write := range as {
		funcs[kind] = write
	}
	data := plain(a.facts).(map[string]any)
	maps.Copy(data, a.words)
	return render(w, "fit."+verb, data, funcs)
}

// plain is a value of a document as a template reads it, by names.
func plain(v any) any {
	switch v := v.(type) {
	case object:
		fields := map[string]any{}
		for i, key := range v.keys {
			fields[key] = plain(v.values[i])
		}
		return fields
	case []object:
		all := make([]any, len(v))
		for i, o := range v {
			all[i] = plain(o)
		}
		return all
	}
	return v
}

// sheet is a table as --out writes it; a number that does not exist is null.
type sheet struct {
	columns string // of SQL
	rows    [][]any
}

// save writes the files that the call asks for.
func (c *fitCall) save(ctx context.Context, f *fitting) error {
	if c.Out != "" {
		if f.sheet == nil {
			f.sheet = &sheet{columns: `part varchar, group_name varchar, name varchar, x double, value double, se double,
				lower double, upper double, level double, p double, n double, events double`}
			for _, e := range f.estimates {
				f.sheet.rows = append(f.sheet.rows, []any{e.part, e.group, e.name, e.x, e.value, e.se, e.lower, e.upper, c.Level, e.p, e.n, e.events})
			}
		}
		if err := f.sheet.save(ctx, c.Out); err != nil {
			return err
		}
	}
	if c.Plot == "" {
		return nil
	}
	picture, content := f.plot(), new(bytes.Buffer)
	write := picture.WriteSVG
	if strings.EqualFold(filepath.Ext(c.Plot), ".png") {
		write = func(w io.Writer) error { return picture.WritePNG(w, chart.WidthPNG, new(chart.Sheet)) }
	}
	if err := write(content); err != nil {
		return fmt.Errorf("draw %s: %w", c.Plot, err)
	}
	return saveFile(c.Plot, content.Bytes())
}

func (t *sheet) save(ctx context.Context, path string) error {
	db, err := transform.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Exec(ctx, "create table estimate ("+t.columns+")"); err != nil {
		return err
	}
	if err := db.Append(ctx, "estimate", slices.Values(t.rows)); err != nil {
		return err
	}
	r, err := db.Result(ctx, "from estimate order by rowid")
	if err != nil {
		return err
	}
	defer r.Close()
	return writeResult(ctx, path, r)
}

// saveFile puts a file in its place as a whole. A link stays one: the file that
// it leads to is replaced. What is no file, such as a pipe, is written to.
func saveFile(path string, content []byte) error {
	if base := filepath.Base(path); base == filepath.Ext(base) {
		return usageError{fmt.Errorf("write %s: the file has an ending and no name; name it chart%s, say", path, base)}
	}
	if err := putFile(path, content); err != nil {
		return fmt.Errorf("write %s: %w; name a file in a folder that you can write to", path, err)
	}
	return nil
}

func putFile(path string, content []byte) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if there, err := os.Lstat(path); err == nil && !there.Mode().IsRegular() && !there.IsDir() {
		return os.WriteFile(path, content, 0o666) // a link to what is not there yet is followed, too
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer root.Close()
	return publish.Write(root, filepath.Base(path), content, 0o666)
}
