package page

import (
	"context"
	"encoding/json"
	"html/template"

	"headstart/reports/figure"
	"headstart/reports/words"
	"headstart/transform"
)

// embedded returns JSON that is safe inside a script element: <, > and & and
// the two line ends of Unicode are escaped, whatever the data say.
func embedded(v any) (template.JS, error) {
	text, err := json.Marshal(v)
	return template.JS(text), err
}

// brief is a text of the data in one line, cut where it is longer than a name
// or a title needs to be.
func brief(text string) string {
	const most = 160
	runes := []rune(words.Plain(text))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// cut makes the texts of a row brief, and says what it calls its market.
func (r row) cut() row {
	for column, cell := range r {
		if text, ok := cell.(string); ok {
			r[column] = brief(text)
		}
	}
	if code := r.text("market"); code != "" {
		r["market_name"] = brief(figure.MarketName(code))
	}
	return r
}

// whatIfData returns what the what-if explorer answers from, the rows of its
// queries: the grid of the run and what the verb whatif would say beside it;
// "" without a grid.
func whatIfData(ctx context.Context, db *transform.DB) (template.JS, error) {
	data := map[string]any{"daysPerMonth": words.DaysPerMonth}
	for name, query := range map[string]string{"grid": "explore_what_if", "base": "finding_known", "buckets": "explore_buckets",
		"range": "explore_range", "races": "explore_races"} {
		rows, err := readRows(ctx, db, query)
		if err != nil {
			return "", err
		}
		if len(rows) == 0 && name == "grid" {
			return "", nil
		}
		for i := range rows {
			rows[i].cut()
		}
		data[name] = rows
		if name == "base" || name == "range" { // of one row
			data[name] = nil
			if len(rows) > 0 {
				data[name] = rows[0]
			}
		}
	}
	return embedded(data)
}

// adoptionData returns what the adoption explorer draws from and the number of
// platforms in it; "" without a figure. Figures are gathered by platform,
// metric and market; sources are places in the list of sources, from 0, the
// source of the chosen claim first.
func adoptionData(ctx context.Context, db *transform.DB, publishers []publisher) (template.JS, int, error) {
	figures, err := readRows(ctx, db, "explore_series")
	if err != nil || len(figures) == 0 {
		return "", 0, err
	}
	platforms, err := readRows(ctx, db, "explore_platforms")
	if err != nil {
		return "", 0, err
	}
	metrics, err := readRows(ctx, db, "explore_metrics")
	if err != nil {
		return "", 0, err
	}
	for i := range metrics {
		metrics[i].cut()
	}
	for _, p := range platforms {
		p.cut()["tone"] = figure.HomeTones[p.text("id")].Name
	}
	var sources []row
	place := map[any]int{}
	for _, p := range publishers {
		for _, s := range p.Sources {
			place[s.ID] = len(sources)
			sources = append(sources, row{"publisher": p.Name, "title": s.Title, "on": s.On}.cut())
		}
	}
	series := func(r row) [3]any { return [3]any{r["platform"], r["metric"], r["market"]} }
	var all []row
	markets := map[string]string{}
	var before [3]any
	for _, f := range figures {
		if of := series(f); of != before {
			before = of
			all = append(all, row{"platform": f["platform"], "metric": f["metric"], "market": f["market"], "figures": []row{}})
			markets[f.text("market")] = brief(figure.MarketName(f.text("market")))
		}
		var places []int
		listed, _ := f["sources"].([]any)
		for _, source := range listed {
			if at, ok := place[source]; ok {
				places = append(places, at)
			}
		}
		f["sources"] = places
		for _, known := range []string{"platform", "metric", "market"} {
			delete(f, known)
		}
		last := all[len(all)-1]
		last["figures"] = append(last["figures"].([]row), f.cut())
	}
	text, err := embedded(map[string]any{"daysPerYear": words.DaysPerYear, "metrics": metrics, "platforms": platforms, "markets": markets, "sources": sources, "series": all})
	return text, len(platforms), err
}
