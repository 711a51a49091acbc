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
		r[column] = cut(cell)
	}
	if code := r.text("market"); code != "" {
		r["market_name"] = brief(figure.MarketName(code))
	}
	return r
}

func cut(cell any) any {
	switch v := cell.(type) {
	case string:
		return brief(v)
	case []any:
		for i := range v {
			v[i] = cut(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = cut(v[name])
		}
	}
	return cell
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

// adoptionData returns what the adoption explorer draws from, the rows of its
// queries and the list of sources by publisher, and the number of platforms in
// it; "" without a figure. The sources of a figure are places in the list, from 0.
func adoptionData(ctx context.Context, db *transform.DB, publishers []row) (template.JS, int, error) {
	data, markets := map[string][]row{}, map[string]any{}
	place := map[any]int{}
	for _, p := range publishers {
		for _, s := range p["sources"].([]any) {
			s := s.(map[string]any)
			place[s["id"]] = len(data["sources"])
			data["sources"] = append(data["sources"], row{"publisher": p["publisher"], "title": s["title"], "on": s["published"]}.cut())
		}
	}
	for _, name := range []string{"series", "platforms", "metrics"} {
		rows, err := readRows(ctx, db, "explore_"+name)
		if err != nil {
			return "", 0, err
		}
		for _, r := range rows {
			figures, _ := r["figures"].([]any) // of a series
			for _, f := range figures {
				f := f.(map[string]any)
				f["sources"] = placesOf(f["sources"], place) // before long ids are cut
			}
			r.cut()
			switch name {
			case "series":
				markets[r.text("market")] = r["market_name"]
				delete(r, "market_name")
			case "platforms":
				r["tone"] = figure.HomeTones[r.text("id")].Name
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

// placesOf returns the places of the sources that are listed; nil for none.
func placesOf(sources any, place map[any]int) (places []int) {
	ids, _ := sources.([]any)
	for _, id := range ids {
		if at, listed := place[id]; listed {
			places = append(places, at)
		}
	}
	return places
}
