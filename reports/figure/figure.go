// Package figure draws the figures of the report: one file a figure, with its
// queries beside it in sql/, and the files of what several share: lines.go
// (figures over time), fits.go (growth curves), odds.go (win rates).
package figure

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"headstart/reports/chart"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed sql/*.sql
var queries embed.FS

// Figure is one chart of the report. To add one, write its file, its query and
// its line in Figures; its golden test wants testdata/<name>.json, the rows of
// its queries by their names.
type Figure struct {
	Name    string   // of its files, and identifier in the page
	Section string   // id of the section of the page that shows it
	Sources []string // parts of the data that it rests on, as sql/sources.sql names them; none: its rows say who published them
	draw    func(r *reader) chart.Chart
}

// Figures returns every figure, in the order in which the page shows them.
func Figures() []Figure {
	return []Figure{
		winRate,
		raceField,
		ownerNetworks,
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
		ceiling,
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
	out := make([]Drawn, len(figures))
	var read sync.Map
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range figures {
		group.Go(func() error {
			r := &reader{ctx: ctx, db: db, read: &read, subject: subjectOf(metrics)}
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
	c := f.draw(r)
	c.Name = f.Name
	return c
}

// reader gives a figure its rows, and keeps the first error.
type reader struct {
	ctx     context.Context
	db      *transform.DB
	read    *sync.Map                  // what figures have read so far, by query: several show the same rows
	subject subject                    // by charts of one metric in one market
	fixed   map[string]json.RawMessage // rows of a test, by query; nil: those of the database
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
		out, r.err = tables.Decode[T](r.fixed[query])
	} else {
		once, _ := r.read.LoadOrStore(query, sync.OnceValues(func() ([]T, error) { return tables.Read[T](r.ctx, r.db, queries, query) }))
		out, r.err = once.(func() ([]T, error))()
	}
	return slices.Clone(out)
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

// sourceLine names the publishers that most rows rest on, and how many more.
func sourceLine(publishers []string) string {
	count := map[string]int{}
	for _, p := range publishers {
		if p != "" {
			count[p]++
		}
	}
	names := make([]string, 0, len(count))
	for p := range count {
		names = append(names, p)
	}
	sort.Slice(names, func(i, j int) bool {
		if count[names[i]] != count[names[j]] {
			return count[names[i]] > count[names[j]]
		}
		return names[i] < names[j]
	})
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

func nullable(v sql.NullFloat64) any {
	if !v.Valid {
		return nil
	}
	return v.Float64
}

func rounded(v sql.NullFloat64) any {
	if !v.Valid {
		return nil
	}
	return math.Round(v.Float64)
}

func valid(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }
