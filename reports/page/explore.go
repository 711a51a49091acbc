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

// whatIfData returns what the what-if explorer answers from, the rows of its
// queries: the grid of the run and what the verb whatif would say beside it;
// "" without a grid.
func whatIfData(ctx context.Context, db *transform.DB, names figure.Markets) (template.JS, error) {
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
		for _, r := range rows {
			if code := r.text("market"); code != "" {
				r["market_name"] = names.Name(code)
			}
		}
		data[name] = rows
	}
	return embedded(data)
}

// adoptionData returns what the adoption explorer draws from, the rows of its
// queries and the list of sources by publisher, and the number of platforms in
// it; "" without a figure. The sources of a figure are places in the list, from 0.
func adoptionData(ctx context.Context, db *transform.DB, publishers []row, names figure.Markets) (template.JS, int, error) {
	tones, err := figure.HomeTones(ctx, db)
	if err != nil {
		return "", 0, err
	}
	data, markets := map[string][]row{}, map[string]any{}
	place := map[any]int{}
	for _, p := range publishers {
		for _, s := range p["sources"].([]any) {
			s := s.(map[string]any)
			place[s["id"]] = len(data["sources"])
			data["sources"] = append(data["sources"], row{"publisher": p["publisher"], "title": s["title"], "on": s["published"]})
		}
	}
	for _, name := range []string{"series", "platforms", "metrics"} {
		rows, err := readRows(ctx, db, "explore_"+name)
		if err != nil {
			return "", 0, err
		}
		for _, r := range rows {
			switch name {
			case "series":
				markets[r.text("market")] = names.Name(r.text("market"))
				for _, f := range r["figures"].([]any) {
					f := f.(map[string]any)
					f["sources"] = placesOf(f["sources"], place)
				}
			case "platforms":
				r["tone"] = tones[r.text("id")].Name
			}
		}
		data[name] = rows
	}
	if len(data["series"]) == 0 {
		return "", 0, nil
	}
	text, err := embedded(map[string]any{"daysPerYear": words.DaysPerYear, "metrics": data["metrics"], "platforms": data["platforms"], "markets": markets,
		"sources": data["sources"], "series": data["series"]})
	return text, len(data["platforms"]), err
}

// placesOf returns the places of the sources that are listed; never nil, which
// would be null for the script.
func placesOf(sources any, place map[any]int) []int {
	places := []int{}
	ids, _ := sources.([]any)
	for _, id := range ids {
		if at, listed := place[id]; listed {
			places = append(places, at)
		}
	}
	return places
}
