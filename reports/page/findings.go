package page

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"text/template"
	"time"

	"headstart/reports/chart"
	"headstart/reports/figure"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"
)

// claim is a finding of the report: what its queries say, in the sentence of
// its id in templates/findings.tmpl. The columns value, lower, upper, level and
// n of the first row are its number. Without a row there is no finding.
type claim struct {
	id, section string
	each        bool     // one finding a row, numbered, instead of one for all
	beside      []string // further queries, sql/finding_<name>.sql, whose rows the sentence has under these names
}

// claims returns every finding, the headline ones first.
func claims() []claim {
	return []claim{
		{id: "known", section: "answer"},
		{id: "head-start", section: "answer"},
		{id: "power", section: "answer"},
		{id: "winning", section: "answer"},
		{id: "bet", section: "answer"},
		{id: "contrast", section: "races"},
		{id: "dependence", section: "races"},
		{id: "win-rules", section: "winning"},
		{id: "sensitivity", section: "winning"},
		{id: "robustness", section: "robustness"},
		{id: "gaps", section: "robustness"},
		{id: "hypotheses", section: "plan"},
		{id: "interaction", section: "plan"},
		{id: "scores", section: "routes"},
		{id: "hierarchical", section: "routes"},
		{id: "mechanism", section: "routes"},
		{id: "coders", section: "coding"},
		{id: "survival", section: "survival"},
		{id: "lead", section: "lead"},
		{id: "overtaking", section: "lead"},
		{id: "founding-race", section: "founding"},
		{id: "largest", section: "adoption", each: true},
		{id: "definition-breaks", section: "growth"},
		{id: "concentration", section: "shares"},
		{id: "curve-ceilings", section: "curves"},
		{id: "forecast-choice", section: "forecasts"},
		{id: "forecast-next", section: "forecasts"},
		{id: "forecast-record", section: "record"},
		{id: "prediction-record", section: "record"},
		{id: "conflicts", section: "conflicts"},
		{id: "source-bias", section: "conflicts"},
	}
}

// row is a row of a query by its columns; null is nil, a whole number an int.
type row map[string]any

// number returns the cell as a number, nil where it is none.
func (r row) number(column string) *float64 {
	switch v := r[column].(type) {
	case int:
		f := float64(v)
		return &f
	case float64:
		return &v
	}
	return nil
}

// text returns the cell as a text, "" where it is none.
func (r row) text(column string) string {
	text, _ := r[column].(string)
	return text
}

// Findings computes the sentences of the report, the headline ones first.
func Findings(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	say, err := sentences("findings")
	if err != nil {
		return nil, err
	}
	var out []tables.Finding
	for _, c := range claims() {
		found, err := c.find(ctx, db, say)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", c.id, err)
		}
		out = append(out, found...)
	}
	return out, nil
}

func (c claim) find(ctx context.Context, db *transform.DB, say *template.Template) ([]tables.Finding, error) {
	query := func(name string) ([]row, error) {
		return readRows(ctx, db, "finding_"+strings.ReplaceAll(name, "-", "_"))
	}
	rows, err := query(c.id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	first := maps.Clone(rows[0])
	first["rows"] = rows
	for _, name := range c.beside {
		if first[name], err = query(name); err != nil {
			return nil, err
		}
	}
	ids, shown := []string{c.id}, []row{first}
	if c.each {
		ids, shown = nil, rows
		for i := range rows {
			ids = append(ids, fmt.Sprint(c.id, "-", i+1))
		}
	}
	var out []tables.Finding
	for i, r := range shown {
		text, err := fill(say, c.id, r)
		if err != nil {
			return nil, err
		}
		f := tables.Finding{ID: ids[i], Section: c.section, Text: words.Plain(text), Value: r.number("value"), Lower: r.number("lower"), Upper: r.number("upper")}
		if level := r.number("level"); level != nil {
			f.Level = *level
		}
		if n := r.number("n"); n != nil {
			f.N = int64(*n)
		}
		out = append(out, f)
	}
	return out, nil
}

// Warnings returns what a reader must know of the data before the numbers, as
// sentences.
func Warnings(ctx context.Context, db *transform.DB) ([]string, error) {
	say, err := sentences("findings")
	if err != nil {
		return nil, err
	}
	rows, err := readRows(ctx, db, "warnings")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	text, err := fill(say, "warnings", rows[0])
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" }), err
}

// sentences reads templates/<name>.tmpl, of findings or of the tables of the
// page.
func sentences(name string) (*template.Template, error) {
	return template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
		"percent": dashed(words.Percent), "span": dashedRange(words.PercentRange), "points": dashed(words.Points),
		"pointsRange": dashedRange(words.PointsRange),
		"chance":      words.Chance, "growth": words.GrowthPercent, "count": words.Number, "day": words.DayName, "when": words.When,
		"market": figure.MarketName, "place": figure.Place, "months": monthsText, "qualified": qualified,
		"people": func(v any) string { return words.Spelled(*row{"v": v}.number("v")) },
		"peopleRange": func(lower, upper any) string {
			r := row{"lower": lower, "upper": upper}
			return words.SpelledRange(*r.number("lower"), *r.number("upper"))
		},
		"two":        dashed(func(v float64) string { return words.Minus(fmt.Sprintf("%.2f", v)) }),
		"size":       dashed(func(d float64) string { return strings.TrimLeft(words.Points(math.Abs(d)), "+") }),
		"known":      func(v any) bool { return v != nil },
		"spaced":     func(text string) string { return strings.ReplaceAll(text, "_", " ") },
		"logPercent": func(v float64) float64 { return 100 * math.Expm1(v) },
		"hundred":    func(v float64) float64 { return 100 * v },
		"figure":     func(v any) string { return words.Exact(*row{"v": v}.number("v")) },
		"dated": func(study string, year int) string {
			if strings.Contains(study, fmt.Sprint(year)) {
				return study
			}
			return fmt.Sprintf("%s (%d)", study, year)
		},
		"date": func(t time.Time) string { return t.Format(time.DateOnly) },
		"sign": func(qualifier string) string {
			return map[string]string{"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ "}[qualifier]
		},
		"shortChance": func(p float64) string {
			return strings.NewReplacer("less than ", "<", "more than ", ">").Replace(words.Chance(p))
		},
		"cell": func(value, lower, upper any, n ...any) row {
			return row{"value": value, "lower": lower, "upper": upper, "n": slices.Concat(n, []any{nil})[0]}
		},
	}).ParseFS(templates, "templates/"+name+".tmpl")
}

// dashed writes a cell, and a dash for null: a number that a few races cannot
// give must not stop the page.
func dashed(write func(float64) string) func(any) string {
	return func(v any) string {
		if x := (row{"v": v}).number("v"); x != nil {
			return write(*x)
		}
		return "–"
	}
}

func dashedRange(write func(lower, upper float64) string) func(lower, upper any) string {
	return func(lower, upper any) string {
		r := row{"lower": lower, "upper": upper}
		if low, high := r.number("lower"), r.number("upper"); low != nil && high != nil {
			return write(*low, *high)
		}
		return "–"
	}
}

// fill returns what the template says of a row, whose texts are made inert: a
// name with control or direction characters would otherwise act on all of the
// sentence it is in, on a terminal and on a page.
func fill(say *template.Template, name string, r row) (string, error) {
	for column, cell := range r {
		if text, ok := cell.(string); ok {
			r[column] = words.Plain(text)
		}
	}
	var b strings.Builder
	if err := say.ExecuteTemplate(&b, name, r); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

// readRows runs sql/<name>.sql.
func readRows(ctx context.Context, db *transform.DB, name string) ([]row, error) {
	return rowsOf(tables.Rows(ctx, db, queries, name))
}

// rowsOf gives the cells of a result their names.
func rowsOf(result chart.Table, err error) ([]row, error) {
	if err != nil {
		return nil, err
	}
	out := make([]row, len(result.Rows))
	for i, cells := range result.Rows {
		out[i] = row{}
		for k, column := range result.Columns {
			switch v := cells[k].(type) {
			case int32:
				out[i][column] = int(v)
			case int64:
				out[i][column] = int(v)
			case *big.Int:
				out[i][column] = int(v.Int64())
			default:
				out[i][column] = v
			}
		}
	}
	return out, nil
}

// qualified is what comes before a figure that is not exact.
func qualified(qualifier string) string {
	return map[string]string{"at_least": "at least ", "at_most": "at most ", "approx": "about "}[qualifier]
}

func monthsText(low, high float64) string {
	if low == high {
		return words.Number(int(low), "month")
	}
	return fmt.Sprintf("%g to %s", low, words.Number(int(high), "month"))
}
