// Package figure draws the figures of the report: one file a figure, with its
// queries beside it in sql/ and its sentences in text/, and the files of what
// several share: lines.go (figures over time), fits.go (growth curves), odds.go
// (win rates), rows.go (what has a row for each value), platforms.go (markets,
// what charts show, and the tones of platforms).
package figure

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/template"

	"headstart/reports/chart"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

var (
	//go:embed sql/*.sql
	queries embed.FS
	//go:embed text/*.tmpl
	texts embed.FS
)

// Figure is one chart of the report. To add one, write its file, its query, its
// text and its line in Figures; its golden test wants testdata/<name>.json, the
// rows of its queries by their names.
type Figure struct {
	Name    string   // of its files, and identifier in the page
	Section string   // id of the section of the page that shows it
	Sources []string // parts of the data that it rests on, as sql/sources.sql names them; none: its rows say who published them
	Takes   []string // of parts, those that it can be drawn of
	draw    func(r *reader) chart.Chart
}

// parts are the flags of chart that choose a part of the data.
var parts = []string{"platforms", "from", "to", "metric", "market"}

// Figures returns every figure, in the order in which the page shows them.
func Figures() []Figure {
	return []Figure{
		winRate,
		raceField,
		sensitivity,
		tipping,
		whatIf,
		criticalLead,
		score,
		calibration,
		survival,
		lead,
		foundingRace,
		adoption,
		sinceLaunch,
		growthYoY,
		milestones,
		marketShare,
		concentration,
		curves,
		forecast,
		backtest,
		conflicts,
	}
}

// Drawn is a figure of a run, and its place in the page.
type Drawn struct {
	chart.Chart
	Section string
}

// Draw draws the figures from the relations of a run, in their order. A
// relation without rows gives a chart that says so, not an error.
func Draw(ctx context.Context, db *transform.DB, figures []Figure) ([]Drawn, error) {
	type part struct{ Part, Source, Publisher string }
	parts, err := tables.Read[part](ctx, db, queries, "sources")
	if err != nil {
		return nil, fmt.Errorf("sources of charts: %w", err)
	}
	metrics, err := tables.Read[metricRow](ctx, db, queries, "metrics")
	if err != nil {
		return nil, fmt.Errorf("what charts show: %w", err)
	}
	markets, err := MarketsOf(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("names of markets: %w", err)
	}
	tones, err := HomeTones(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("tones of platforms: %w", err)
	}
	out := make([]Drawn, len(figures))
	var read sync.Map
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range figures {
		group.Go(func() error {
			r := &reader{ctx: ctx, db: db, read: &read, texts: texts, subject: subjectOf(metrics, markets, tones)}
			out[i] = Drawn{f.chart(r), f.Section}
			if r.err != nil {
				return fmt.Errorf("chart %s: %w", f.Name, r.err)
			}
			published := map[string]string{}
			for _, p := range parts {
				if slices.Contains(f.Sources, p.Part) {
					published[p.Source] = p.Publisher
				}
			}
			if line := sourceLine(slices.Collect(maps.Values(published))); line != "" && len(out[i].Data.Rows) > 0 {
				out[i].Caption = line + " " + out[i].Caption
			}
			return nil
		})
	}
	return out, group.Wait()
}

func (f Figure) chart(r *reader) chart.Chart {
	r.Name = f.Name
	return f.draw(r)
}

// reader gives a figure its rows and sentences, and keeps the first error. It is
// also the chart that the figure becomes.
type reader struct {
	chart.Chart
	ctx     context.Context
	db      *transform.DB
	read    *sync.Map // what figures have read so far, by query: several show the same rows
	texts   fs.FS     // text/<name>.tmpl of every figure
	parsed  *template.Template
	subject subject                            // by charts of one metric in one market
	fixed   func(query string, rows any) error // of a test, puts its rows where rows points; nil: those of the database
	err     error
}

// rows runs sql/<query>.sql, whose rows have one type in all figures; none
// after an error.
func rows[T any](r *reader, query string) []T {
	if r.err != nil {
		return nil
	}
	var out []T
	if r.fixed != nil {
		r.err = r.fixed(query, &out)
	} else {
		once, _ := r.read.LoadOrStore(query, sync.OnceValues(func() ([]T, error) { return tables.Read[T](r.ctx, r.db, queries, query) }))
		out, r.err = once.(func() ([]T, error))()
	}
	return slices.Clone(out)
}

// ofRows is the drawing of a figure from the rows of the query of its name, which
// are its data; there is nothing to show without them.
func ofRows[T any](draw func(r *reader, rows []T) chart.Chart) func(*reader) chart.Chart {
	return func(r *reader) chart.Chart {
		rows := rows[T](r, r.Name)
		r.Data.Add("", rows)
		if len(rows) == 0 {
			return r.none()
		}
		return draw(r, rows)
	}
}

// say writes the texts of the chart by text/<name>.tmpl, whose parts are title,
// subtitle, caption and alt, and draws it. The parts have what is in data, and
// the subject.
func (r *reader) say(data map[string]any, height float64, body func(c *chart.Canvas, frame chart.Box)) chart.Chart {
	for part, to := range map[string]*string{"title": &r.Title, "subtitle": &r.Subtitle, "caption": &r.Caption, "alt": &r.Alt} {
		*to = r.text(part, data)
	}
	if r.err == nil {
		r.Draw(height, body)
	}
	return r.Chart
}

// none says that there is nothing to show, by the parts about and none: of what,
// and why.
func (r *reader) none() chart.Chart {
	r.Title = r.text("about", map[string]any{})
	return r.Empty(r.text("none", map[string]any{}))
}

// text is a part of the texts of the figure, in one line.
func (r *reader) text(part string, data map[string]any) string {
	if r.err != nil {
		return ""
	}
	if r.parsed == nil {
		if r.parsed, r.err = template.New("").Option("missingkey=error").Funcs(words.Funcs()).Funcs(r.functions()).
			ParseFS(r.texts, "text/shared.tmpl", "text/"+r.Name+".tmpl"); r.err != nil {
			return ""
		}
	}
	data["subject"] = r.subject
	var out strings.Builder
	r.err = r.parsed.ExecuteTemplate(&out, part, data)
	return strings.Join(strings.Fields(out.String()), " ")
}

// functions are those of the texts of figures, beside those of words.
func (r *reader) functions() template.FuncMap {
	return template.FuncMap{
		"sources": published, "drawable": chart.Drawable, "place": r.subject.markets.Place, "market": r.subject.markets.Name, "shown": displayName, "quarter": quarter,
		"network": networkName, "look": LookOf, "route": routeName, "exp": math.Exp, "minus": func(a, b int) int { return a - b },
		"years": func(days sql.NullFloat64) string { return yearsWithin(days.Float64) },
	}
}

// grouped gathers rows by key, groups and rows in the order in which they come.
func grouped[T any, K comparable](rows []T, key func(T) K) [][]T {
	var out [][]T
	place := map[K]int{}
	for _, r := range rows {
		i, ok := place[key(r)]
		if !ok {
			i = len(out)
			place[key(r)] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	return out
}

// kept are the rows that satisfy is, in their order.
func kept[T any](rows []T, is func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(rows), func(r T) bool { return !is(r) })
}

// each is a value of every row.
func each[T, V any](rows []T, value func(T) V) []V {
	out := make([]V, len(rows))
	for i, r := range rows {
		out[i] = value(r)
	}
	return out
}

// widest is the range that holds low, high and the values of every row that are
// numbers.
func widest[T any](low, high float64, rows []T, values func(T) []any) (float64, float64) {
	for _, r := range rows {
		for _, cell := range values(r) {
			if v, ok := words.Value(cell); ok {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high
}

// last is the last of rows that are not none.
func last[T any](rows []T) T { return rows[len(rows)-1] }

// published names the publishers of rows, which have a field of that name.
func published(rows any) string {
	all := reflect.ValueOf(rows)
	publishers := make([]string, all.Len())
	for i := range publishers {
		publishers[i] = all.Index(i).FieldByName("Publisher").String()
	}
	return sourceLine(publishers)
}

// sourceLine names the publishers that most rows rest on, and how many more.
func sourceLine(publishers []string) string {
	count := map[string]int{}
	for _, p := range publishers {
		count[p]++
	}
	delete(count, "")
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	const shown = 4
	switch {
	case len(names) == 0:
		return ""
	case len(names) == 1:
		return "Source: " + names[0] + "."
	case len(names) <= shown+1:
		return "Sources: " + words.List(names) + "."
	}
	return fmt.Sprintf("Sources: %s and %d others.", strings.Join(names[:shown], ", "), len(names)-shown)
}
