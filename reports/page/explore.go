package page

import (
	"context"
	"database/sql"
	"encoding/json"
	"html/template"
	"time"

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

// whatIf is what the what-if explorer answers from: the grid of the run and
// what the verb whatif would say beside it.
type whatIf struct {
	Curves  []*whatIfCurve `json:"curves"`
	Base    *whatIfRate    `json:"base"`
	Buckets []whatIfBucket `json:"buckets"`
	Range   whatIfRange    `json:"range"`
	Races   []whatIfRace   `json:"races"`
}

// whatIfCurve is one model at one network; a nil network is a model that is
// not asked for it.
type whatIfCurve struct {
	Model   string    `json:"model"`
	Network *float64  `json:"network"`
	Level   float64   `json:"level"`
	N       int64     `json:"n"`
	Months  []float64 `json:"months"`
	P       []float64 `json:"p"`
	Lower   []float64 `json:"lower"`
	Upper   []float64 `json:"upper"`
}

type whatIfRate struct {
	Wins  int64   `json:"wins"`
	N     int64   `json:"n"`
	Rate  float64 `json:"rate"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
	Level float64 `json:"level"`
}

type whatIfBucket struct {
	Name string   `json:"name"`
	From float64  `json:"from"`
	To   *float64 `json:"to"`
	Wins int64    `json:"wins"`
	N    int64    `json:"n"`
}

// whatIfRange is what the counted races reach, in months and people.
type whatIfRange struct {
	Months  [2]*float64 `json:"months"`
	Network [2]*float64 `json:"network"`
}

type whatIfRace struct {
	ID        string   `json:"id"`
	First     string   `json:"first"`
	Responder string   `json:"responder"`
	Market    string   `json:"market"`
	Months    float64  `json:"months"`
	Days      int64    `json:"days"`
	Network   *float64 `json:"network"` // that the responder's owner could bring
	Own       *float64 `json:"own"`     // that the first mover's could
	Winner    string   `json:"winner"`
	Founding  bool     `json:"founding"`
}

// whatIfData returns the data of the what-if explorer; "" without a grid.
func whatIfData(ctx context.Context, db *transform.DB) (template.JS, error) {
	type point struct {
		curve           whatIfCurve
		months          float64
		p, lower, upper float64
	}
	points, err := collect(ctx, db, "explore_what_if", func(r *point) []any {
		return []any{&r.curve.Model, &r.curve.Network, &r.curve.Level, &r.curve.N, &r.months, &r.p, &r.lower, &r.upper}
	})
	if err != nil || len(points) == 0 {
		return "", err
	}
	var w whatIf
	same := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	for _, r := range points {
		var last *whatIfCurve
		if n := len(w.Curves); n > 0 {
			last = w.Curves[n-1]
		}
		if last == nil || last.Model != r.curve.Model || !same(last.Network, r.curve.Network) {
			last = &r.curve
			w.Curves = append(w.Curves, last)
		}
		last.Months, last.P = append(last.Months, r.months), append(last.P, r.p)
		last.Lower, last.Upper = append(last.Lower, r.lower), append(last.Upper, r.upper)
	}
	rates, err := transform.Collect(ctx, db,
		"select wins, n, rate, lower, upper, level from base_rate where win_rule = 'curated' and rate is not null",
		func(r *whatIfRate) []any { return []any{&r.Wins, &r.N, &r.Rate, &r.Lower, &r.Upper, &r.Level} })
	if err != nil {
		return "", err
	}
	for i := range rates {
		w.Base = &rates[i]
	}
	if w.Buckets, err = transform.Collect(ctx, db,
		"select bucket, months_from, months_to, wins, n from win_rate_bucket where win_rule = 'curated' order by position",
		func(b *whatIfBucket) []any { return []any{&b.Name, &b.From, &b.To, &b.Wins, &b.N} }); err != nil {
		return "", err
	}
	ranges, err := transform.Collect(ctx, db, `
		select min(months), max(months), min(responder_network), max(responder_network)
		from race_design
		where win_rule = 'curated' and counted`,
		func(r *whatIfRange) []any { return []any{&r.Months[0], &r.Months[1], &r.Network[0], &r.Network[1]} })
	if err != nil {
		return "", err
	}
	for _, r := range ranges {
		w.Range = r
	}
	if w.Races, err = collect(ctx, db, "explore_races", func(r *whatIfRace) []any {
		return []any{&r.ID, &r.First, &r.Responder, &r.Market, &r.Months, &r.Days, &r.Network, &r.Own, &r.Winner, &r.Founding}
	}); err != nil {
		return "", err
	}
	for i := range w.Races {
		r := &w.Races[i]
		r.First, r.Responder, r.Market = brief(r.First), brief(r.Responder), brief(figure.MarketName(r.Market))
	}
	return embedded(w)
}

// adoption is what the adoption explorer draws from: lists of names, and
// series and figures that refer to them by their place.
type adoption struct {
	Platforms   [][2]string `json:"platforms"` // id, name
	Launched    []*string   `json:"launched"`  // day of the first launch, of each platform
	Tones       []string    `json:"tones"`     // that a platform has in every chart; "" for none of its own
	Metrics     []string    `json:"metrics"`
	Markets     [][2]string `json:"markets"` // code, name
	Definitions []string    `json:"definitions"`
	Sources     [][3]string `json:"sources"` // publisher, title, day; in the order of the list of sources
	Series      []seriesOf  `json:"series"`
}

// seriesOf is platform, metric and market, and the figures by day.
type seriesOf struct {
	Platform int   `json:"p"`
	Metric   int   `json:"m"`
	Market   int   `json:"k"`
	Figures  []any `json:"f"`
}

// claimKey is what claims are made of.
type claimKey struct{ Platform, Metric, Market, Period string }

func (k *claimKey) fields() []any { return []any{&k.Platform, &k.Metric, &k.Market, &k.Period} }

// adoptionData returns the data of the adoption explorer and the number of
// platforms in it; "" without a figure.
func adoptionData(ctx context.Context, db *transform.DB, publishers []publisher) (template.JS, int, error) {
	type row struct {
		claimKey
		placed                time.Time
		value, lowest, most   int64
		qualifier, definition string
		carries               bool
		unit, source          string
		name                  string
		launched              sql.NullTime
	}
	rows, err := collect(ctx, db, "explore_series", func(r *row) []any {
		return append(r.claimKey.fields(), &r.placed, &r.value, &r.qualifier, &r.unit, &r.definition, &r.lowest, &r.most, &r.carries, &r.source,
			&r.name, &r.launched)
	})
	if err != nil || len(rows) == 0 {
		return "", 0, err
	}
	type claim struct {
		claimKey
		source string
	}
	claims, err := collect(ctx, db, "explore_claims", func(c *claim) []any { return append(c.claimKey.fields(), &c.source) })
	if err != nil {
		return "", 0, err
	}
	a := &adoption{}
	sources := map[string]int{}
	for _, p := range publishers {
		for _, s := range p.Sources {
			sources[s.ID] = len(a.Sources)
			a.Sources = append(a.Sources, [3]string{brief(p.Name), brief(s.Title), brief(s.On)})
		}
	}
	behind := map[claimKey][]int{}
	for _, c := range claims {
		behind[c.claimKey] = append(behind[c.claimKey], sources[c.source])
	}
	platform, metric, market, definition := places{}, places{}, places{}, places{}
	for _, r := range rows {
		p, isNew := platform.of(r.Platform)
		if isNew {
			a.Platforms = append(a.Platforms, [2]string{r.Platform, brief(r.name)})
			var day *string
			if r.launched.Valid {
				text := r.launched.Time.Format(time.DateOnly)
				day = &text
			}
			a.Launched = append(a.Launched, day)
			a.Tones = append(a.Tones, figure.HomeTones[r.Platform].Name)
		}
		m, isNew := metric.of(r.Metric)
		if isNew {
			a.Metrics = append(a.Metrics, r.Metric)
		}
		k, isNew := market.of(r.Market)
		if isNew {
			a.Markets = append(a.Markets, [2]string{r.Market, brief(figure.MarketName(r.Market))})
		}
		d, isNew := definition.of(r.definition)
		if isNew {
			a.Definitions = append(a.Definitions, brief(r.definition))
		}
		n := len(a.Series)
		if n == 0 || a.Series[n-1].Platform != p || a.Series[n-1].Metric != m || a.Series[n-1].Market != k {
			a.Series = append(a.Series, seriesOf{Platform: p, Metric: m, Market: k})
			n++
		}
		// The source of the chosen claim first, then those of the others.
		from := []int{sources[r.source]}
		for _, s := range behind[r.claimKey] {
			if s != from[0] {
				from = append(from, s)
			}
		}
		carries := 0
		if r.carries {
			carries = 1
		}
		a.Series[n-1].Figures = append(a.Series[n-1].Figures, []any{brief(r.Period), r.placed.Format(time.DateOnly), r.value, r.qualifier, brief(r.unit),
			d, r.lowest, r.most, carries, from})
	}
	text, err := embedded(a)
	return text, len(a.Platforms), err
}

// places gives each name the next number the first time that it comes.
type places map[string]int

func (p places) of(name string) (place int, isNew bool) {
	place, known := p[name]
	if !known {
		place = len(p)
		p[name] = place
	}
	return place, !known
}
