package reports

import (
	"context"
	"embed"
	"fmt"
	"runtime"
	"sort"
	"strconv"
	"strings"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed sql/*.sql
var queries embed.FS

// Charts draws every chart from the relations of a run, in the order in
// which the report shows them. A relation without rows gives a chart that
// says so, not an error.
func Charts(ctx context.Context, db *transform.DB) ([]Chart, error) {
	sources, err := chartSources(ctx, db)
	if err != nil {
		return nil, err
	}
	kinds := []struct {
		name string
		make func(context.Context, *transform.DB) (Chart, error)
	}{
		{"win_rate", winRateChart},
		{"race_field", raceFieldChart},
		{"owner_networks", ownerNetworksChart},
		{"what_if", whatIfChart},
		{"critical_lead", criticalLeadChart},
		{"score", scoreChart},
		{"survival", survivalChart},
		{"founding_race", foundingChart},
		{"adoption", adoptionChart},
		{"adoption_since_launch", sinceLaunchChart},
		{"curves", curvesChart},
		{"ceiling", ceilingChart},
		{"forecast", forecastChart},
		{"backtest", backtestChart},
		{"growth_yoy", growthChart},
		{"milestones", milestonesChart},
		{"market_share", marketShareChart},
		{"concentration", concentrationChart},
		{"sensitivity", sensitivityChart},
		{"conflicts", conflictsChart},
	}
	out := make([]Chart, len(kinds))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range kinds {
		group.Go(func() error {
			chart, err := c.make(ctx, db)
			if err != nil {
				return fmt.Errorf("chart %s: %w", c.name, err)
			}
			if line := sourceLine(sources[c.name]); line != "" && len(chart.Data.Rows) > 0 {
				chart.Caption = line + " " + chart.Caption
			}
			out[i] = chart
			return nil
		})
	}
	return out, group.Wait()
}

// chartSources returns the publisher of every source behind each chart whose
// rows do not carry them.
func chartSources(ctx context.Context, db *transform.DB) (map[string][]string, error) {
	type row struct{ chart, publisher string }
	rows, err := collect(ctx, db, "chart_sources", func(r *row) []any { return []any{&r.chart, &r.publisher} })
	if err != nil {
		return nil, fmt.Errorf("sources of charts: %w", err)
	}
	out := map[string][]string{}
	for _, r := range rows {
		out[r.chart] = append(out[r.chart], r.publisher)
	}
	return out, nil
}

// collect runs sql/<name>.sql.
func collect[T any](ctx context.Context, db *transform.DB, name string, fields func(*T) []any) ([]T, error) {
	query, err := queries.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return nil, err
	}
	return transform.Collect(ctx, db, string(query), fields)
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
		return "Sources: " + list(names) + "."
	}
	return fmt.Sprintf("Sources: %s and %d others.", strings.Join(names[:shown], ", "), len(names)-shown)
}

// list joins names for a sentence: A, B and C.
func list(names []string) string {
	switch len(names) {
	case 0:
		return "none"
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// counted spells small numbers, as the first word of a sentence may need.
func counted(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// sentence makes the first letter a capital.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// marketName is how a chart calls a market: the code, where it has no name.
func marketName(code string) string {
	names := map[string]string{
		"WLD": "the world", "KOR": "South Korea", "JPN": "Japan", "CHN": "China", "IND": "India", "USA": "the United States",
		"RUS": "Russia", "VNM": "Vietnam", "TWN": "Taiwan", "IDN": "Indonesia", "THA": "Thailand", "BRA": "Brazil",
		"GBR": "the United Kingdom", "DEU": "Germany", "FRA": "France", "ESP": "Spain", "IRN": "Iran", "CHE": "Switzerland",
		"POL": "Poland", "UKR": "Ukraine", "TUR": "Türkiye", "ZAF": "South Africa", "HKG": "Hong Kong", "SGP": "Singapore",
	}
	if n, ok := names[code]; ok {
		return n
	}
	return code
}
