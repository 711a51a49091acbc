package figure

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"headstart/reports/chart"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"
)

// Markets are the names that a data package gives to markets, by code: those of
// cities, say.
type Markets map[string]string

// MarketsOf reads them from the relation market_year.
func MarketsOf(ctx context.Context, db *transform.DB) (Markets, error) {
	rows, err := tables.Read[struct{ Code, Name string }](ctx, db, queries, "markets")
	out := Markets{}
	for _, r := range rows {
		out[r.Code] = r.Name
	}
	return out, err
}

// Label is the name that the data package gives to a market, else its code.
func (m Markets) Label(code string) string { return cmp.Or(m[code], code) }

// after is the market behind the name of what is in it; "" for the world.
func (m Markets) after(code string) string {
	if code == "WLD" {
		return ""
	}
	return ", " + chart.Drawable(m.Label(code))
}

// Name is the name that the data package gives to a market, else the English one
// by the CLDR, with an article where a sentence needs one, else the code.
func (m Markets) Name(code string) string {
	switch {
	case m[code] != "":
		return m[code]
	case code == "WLD":
		return "the world"
	case code == "TUR":
		return "Türkiye"
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	name := strings.TrimSuffix(display.English.Regions().Name(region), " SAR China")
	if strings.HasPrefix(name, "United ") || slices.Contains([]string{"NLD", "PHL"}, code) {
		name = "the " + name
	}
	return name
}

// Place is where a figure of a market holds, as a sentence says it: worldwide,
// in Japan.
func (m Markets) Place(market string) string {
	if market == "WLD" {
		return "worldwide"
	}
	return "in " + chart.Drawable(m.Name(market))
}

// subject is what the charts of one metric in one market show: the monthly
// active users of the world, say.
type subject struct {
	Metric, Label, Short, Market string
	shorts                       map[string]string // of every metric
	markets                      Markets
	tones                        Tones
}

// rank puts the metric that charts show first.
func (s subject) rank(metric string) int {
	if metric == s.Metric {
		return 0
	}
	return 1
}

// metricRow is a metric, and the market for which charts show it.
type metricRow struct {
	Metric, Label, Short string
	Market               sql.NullString
}

// subjectOf is what rows say is shown; users of the world where there is no
// figure at all.
func subjectOf(rows []metricRow, markets Markets, tones Tones) subject {
	out := subject{Label: "users", Short: "users", Market: "WLD", shorts: map[string]string{}, markets: markets, tones: tones}
	for _, r := range rows {
		out.shorts[r.Metric] = r.Short
		if r.Market.Valid {
			out.Metric, out.Label, out.Short, out.Market = r.Metric, chart.Drawable(r.Label), chart.Drawable(r.Short), r.Market.String
		}
	}
	return out
}

// Tones are tones of platforms, by their identifiers.
type Tones map[string]chart.Tone

// shippedTones are those of the shipped data, where their order by figures would
// give rivals tones that are hard to tell apart.
var shippedTones = Tones{
	"wechat": chart.Green, "mi-chat": chart.Amber, "whatsapp": chart.Blue, "messenger": chart.Indigo,
	"qq": chart.Purple, "qq-mobile": chart.Wine, "telegram": chart.Teal, "snapchat": chart.Vermilion,
}

// HomeTones are the tones that platforms have in every chart, so that each looks
// the same everywhere: those of shippedTones, and what they leave for the
// platforms with the most figures.
func HomeTones(ctx context.Context, db *transform.DB) (Tones, error) {
	rows, err := tables.Read[struct{ Platform string }](ctx, db, queries, "most_figures")
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.Platform
	}
	return homeTones(ids), err
}

// homeTones gives each tone to one platform, the first of ids before others.
func homeTones(ids []string) Tones {
	shipped := func(id string) bool { _, is := shippedTones[id]; return is }
	first := append(kept(ids, shipped), slices.DeleteFunc(slices.Clone(ids), shipped)...)
	return assign(first[:min(len(first), len(chart.DataTones))], shippedTones)
}

// of gives each platform of a chart a tone: its own where it has one, else the
// one that it had before, else the data tones that no platform here has, in the
// order of the names; they repeat when there are more platforms than tones.
func (own Tones) of(ids []string, before Tones) Tones {
	return assign(slices.Sorted(slices.Values(ids)), own, before)
}

// assign gives each of ids the tone that it has in the first of given that has
// one still free, else, in their order, the tones that are left.
func assign(ids []string, given ...Tones) Tones {
	out, free := Tones{}, slices.Clone(chart.DataTones)
	for _, tones := range given {
		for _, id := range ids {
			if i := slices.Index(free, tones[id]); i >= 0 && out[id] == (chart.Tone{}) {
				out[id], free = tones[id], slices.Delete(free, i, i+1)
			}
		}
	}
	if len(free) == 0 {
		free = chart.DataTones
	}
	next := 0
	for _, id := range ids {
		if _, ok := out[id]; !ok {
			out[id] = free[next%len(free)]
			next++
		}
	}
	return out
}

// displayName is what a chart calls a platform: its name, or its identifier
// where the font cannot write the name, shortened when very long.
func displayName(name, id string) string {
	shown := words.Plain(name)
	if chart.Drawable(shown) != shown || shown == "" {
		shown = chart.Drawable(id)
	}
	return chart.Style{Size: chart.LabelSize}.Shorten(shown, 200)
}
