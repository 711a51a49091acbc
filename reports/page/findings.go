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

// claim is a finding of the report: what its query says, in the sentence of its
// id in templates/findings.tmpl. The columns value, lower, upper, level and
// n of the first row are its number. Without a row there is no finding.
type claim struct {
	id, section string
	each        bool // one finding a row, numbered, instead of one for all
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
		{id: "shown", section: "adoption"},
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
	if v, ok := words.Value(r[column]); ok {
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
	markets, err := figure.MarketsOf(ctx, db)
	if err != nil {
		return nil, err
	}
	say, err := sentences("findings", markets)
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
	rows, err := readRows(ctx, db, "finding_"+strings.ReplaceAll(c.id, "-", "_"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	first := maps.Clone(rows[0])
	first["rows"] = rows
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
		f := tables.Finding{ID: ids[i], Section: c.section, Text: text, Value: r.number("value"), Lower: r.number("lower"), Upper: r.number("upper")}
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
	say, err := sentences("findings", nil)
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
// page, in which markets have their names.
func sentences(name string, markets figure.Markets) (*template.Template, error) {
	return template.New(name).Option("missingkey=error").Funcs(words.Funcs()).Funcs(template.FuncMap{
		"market": markets.Name, "look": figure.LookOf, "place": markets.Place, "label": markets.Label,
		"size":       func(d float64) string { return strings.TrimLeft(words.Points(math.Abs(d)), "+") },
		"spaced":     func(text string) string { return strings.ReplaceAll(text, "_", " ") },
		"named":      func(id string) string { return strings.ReplaceAll(id, "-", " ") },
		"logPercent": func(v float64) float64 { return 100 * math.Expm1(v) },
		"hundred":    func(v float64) float64 { return 100 * v },
		"dated": func(study string, year int) string {
			if strings.Contains(study, fmt.Sprint(year)) {
				return study
			}
			return fmt.Sprintf("%s (%d)", study, year)
		},
		"date": func(t time.Time) string { return t.Format(time.DateOnly) },
		"qualified": func(qualifier string) string {
			return map[string]string{"at_least": "at least ", "at_most": "at most ", "approx": "about "}[qualifier]
		},
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

// fill returns what the template says of a row.
func fill(say *template.Template, name string, r row) (string, error) {
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
			out[i][column] = inertCell(cells[k])
		}
	}
	return out, nil
}

// inertCell returns a cell with every whole number an int, and its texts inert: a
// name with control or direction characters would act on all of the sentence it
// is in, on a terminal and on a page.
func inertCell(cell any) any {
	switch v := cell.(type) {
	case string:
		return words.Plain(v)
	case int32:
		return int(v)
	case int64:
		return int(v)
	case *big.Int:
		return int(v.Int64())
	case []any:
		for i := range v {
			v[i] = inertCell(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = inertCell(v[name])
		}
	}
	return cell
}
