package figure

import (
	"database/sql"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// MarketName is the English name of a market by the CLDR, with an article where
// a sentence needs one: the code, where it has no name.
func MarketName(code string) string {
	switch code {
	case "WLD":
		return "the world"
	case "TUR":
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
func Place(market string) string {
	if market == "WLD" {
		return "worldwide"
	}
	return "in " + chart.Drawable(MarketName(market))
}

// subject is what the charts of one metric in one market show: the monthly
// active users of the world, say.
type subject struct {
	Metric, Label, Short, Market string
	shorts                       map[string]string // of every metric
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
func subjectOf(rows []metricRow) subject {
	out := subject{Label: "users", Short: "users", Market: "WLD", shorts: map[string]string{}}
	for _, r := range rows {
		out.shorts[r.Metric] = r.Short
		if r.Market.Valid {
			out.Metric, out.Label, out.Short, out.Market = r.Metric, chart.Drawable(r.Label), chart.Drawable(r.Short), r.Market.String
		}
	}
	return out
}

// HomeTones are the tones of the platforms that most charts show, so that one
// platform looks the same everywhere.
var HomeTones = map[string]chart.Tone{
	"wechat": chart.Green, "mi-chat": chart.Amber, "whatsapp": chart.Blue, "messenger": chart.Indigo,
	"qq": chart.Purple, "qq-mobile": chart.Wine, "telegram": chart.Teal, "snapchat": chart.Vermilion,
}

// platformTones gives each platform a tone: its own where it has one, else the
// one that it had before, else the data tones that no platform here has, in the
// order of the names; they repeat when there are more platforms than tones.
func platformTones(ids []string, before map[string]chart.Tone) map[string]chart.Tone {
	sorted, out, free := slices.Sorted(slices.Values(ids)), map[string]chart.Tone{}, slices.Clone(chart.DataTones)
	for _, own := range []map[string]chart.Tone{HomeTones, before} {
		for _, id := range sorted {
			if i := slices.Index(free, own[id]); i >= 0 && out[id] == (chart.Tone{}) {
				out[id], free = own[id], slices.Delete(free, i, i+1)
			}
		}
	}
	if len(free) == 0 {
		free = chart.DataTones
	}
	next := 0
	for _, id := range sorted {
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
