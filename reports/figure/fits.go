package figure

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// segment is what one curve is fitted to: the figures of one platform under
// one metric, market and definition.
type segment struct{ Platform, Metric, Market, Definition string }

// what says what is counted, where it is not what other charts show.
func (s segment) what(usual subject) string {
	var out []string
	if s.Metric != usual.Metric {
		out = append(out, chart.Drawable(usual.shorts[s.Metric]))
	}
	if s.Market != usual.Market {
		out = append(out, chart.Drawable(MarketName(s.Market)))
	}
	return strings.Join(out, ", ")
}

// named is a name with what is counted.
func (s segment) named(usual subject, name string) string {
	if what := s.what(usual); what != "" {
		return name + " (" + what + ")"
	}
	return name
}

// fitRow is a curve fitted to a series up to its peak.
type fitRow struct {
	segment
	Name         string
	Model        string // logistic or gompertz
	Preferred    bool   // the lower AICc of the two
	Response     string // level, log or time
	N            int
	LastOn       time.Time       // of the last figure fitted
	Last         float64         // the highest figure
	After        int             // figures after the peak, left out
	Fall         sql.NullFloat64 // how far the last of them is below it
	Ceiling      sql.NullFloat64 // null: none in sight
	Lower, Upper sql.NullFloat64 // of the ceiling; no upper: not bounded above
	Printed      bool            // past the inflection and bounded
	Share        sql.NullFloat64 // of the ceiling, at the last figure
	Doubling     sql.NullFloat64 // years, at the last figure
	Level        float64
}

// figureRow is a figure of a series that curves or forecasts are made of.
type figureRow struct {
	segment
	On        time.Time
	Value     float64
	Qualifier string
	Fitted    bool // false: after the peak
	Publisher string
	Recent    bool // within the three years before the origin of its forecast
}

// mostPanels is how many series are drawn.
const mostPanels = 9

// more says how many there are beside those shown.
func more(all, shown int) string {
	if all == shown {
		return ""
	}
	return fmt.Sprintf(" (those with most of %d)", all)
}

// figureMark draws a figure by what is known of it.
func drawFigureMark(c *chart.Canvas, r figureRow, at chart.Point) {
	const radius = 2.6
	shape, hollow := markerOf(chart.Round, r.Qualifier)
	switch {
	case !r.Fitted:
		c.Marker(shape, chart.Axis, at, radius, true)
	case r.Qualifier == "approx":
		c.Marker(shape, chart.Axis, at, radius, false)
	default:
		c.Marker(shape, chart.Ink, at, radius, hollow)
	}
}

// modelLooks are what charts call the models of growth, and their tones: the
// same in every chart.
var modelLooks = map[string]struct {
	name string
	tone chart.Tone
}{
	"logistic": {"logistic", chart.Blue}, "gompertz": {"Gompertz", chart.Amber}, "damped": {"damped trend", chart.Purple},
	"combination": {"combination", chart.Green}, "naive": {"naive", chart.Axis}, "drift": {"drift", chart.Muted},
}

func modelName(model string) string {
	if look, ok := modelLooks[model]; ok {
		return look.name
	}
	return chart.NoteStyle.Shorten(chart.Drawable(model), 90)
}

func modelTone(model string) chart.Tone {
	if look, ok := modelLooks[model]; ok {
		return look.tone
	}
	return chart.Teal
}

// told says that the figures tell a ceiling.
func (r fitRow) told() bool { return r.Printed && r.Ceiling.Valid && !r.missed() }

// missed says that users are well past the ceiling: the curve is not theirs.
func (r fitRow) missed() bool { return r.Ceiling.Valid && r.Ceiling.Float64 < 0.9*r.Last }

// estimate writes a value with its interval, the unit once where all share
// it: 1.41B (1.37 to 1.47).
func estimate(form func(float64) string, value float64, lower, upper sql.NullFloat64) string {
	text := form(value)
	if !lower.Valid || !upper.Valid {
		return text
	}
	low, high := form(lower.Float64), form(upper.Float64)
	if unit := strings.TrimLeft(text, "0123456789."); unit == strings.TrimLeft(low, "0123456789.") && unit == strings.TrimLeft(high, "0123456789.") {
		low, high = strings.TrimSuffix(low, unit), strings.TrimSuffix(high, unit)
	}
	return fmt.Sprintf("%s (%s–%s)", text, low, high)
}

// platformsInWords counts platforms in words.
func platformsInWords(n int) string {
	if n == 1 {
		return "one platform"
	}
	return words.Counted(n) + " platforms"
}

// reading is what the preferred curve says of the ceiling.
func (p fitPanel) reading() string {
	f := p.best()
	switch {
	case f.told():
		return "ceiling " + estimate(words.People, f.Ceiling.Float64, f.Lower, f.Upper)
	case f.missed():
		return "no ceiling: the curve misses the last figures"
	}
	return "ceiling not identified: " + p.pace()
}

// pace is how fast the preferred curve grows at the last figure fitted.
func (p fitPanel) pace() string {
	if d := p.best().Doubling; d.Valid && d.Float64 > 0 {
		return words.SignedPercent(math.Exp2(1/d.Float64)-1) + " a year"
	}
	var then, now fittedPoint
	for _, r := range p.curve() {
		if !r.Projected {
			now = r
		}
	}
	for _, r := range p.curve() {
		if !r.On.After(now.On.AddDate(-1, 0, 0)) {
			then = r
		}
	}
	if then.Value <= 0 {
		return words.Number(p.best().N, "figure")
	}
	years := (chart.Days(now.On) - chart.Days(then.On)) / words.DaysPerYear
	return words.SignedPercent(math.Pow(now.Value/then.Value, 1/years)-1) + " a year"
}

// sentence is the reading of a panel for those who do not see it.
func (p fitPanel) sentence(s subject) string {
	f := p.best()
	text := fmt.Sprintf("%s, n = %d: %s preferred, %s", p.named(s, p.name), f.N, modelName(f.Model), p.reading())
	if f.After > 0 {
		text += ", " + p.fallen()
	}
	return text + "."
}

// fallen says when users were at their peak and what became of them.
func (p fitPanel) fallen() string {
	f := p.best()
	text := fmt.Sprintf("peak %d", f.LastOn.Year())
	if f.Fall.Valid {
		if change := words.SignedPercent(-f.Fall.Float64); change != "0%" {
			text += ", then " + change
		}
	}
	return text
}

// noCeiling says that none of all platforms, in words, has a ceiling.
func noCeiling(all string) string {
	return "No ceiling can be estimated for " + strings.Replace("any of "+all, "any of one ", "the one ", 1)
}

// curvesTitle says for how many platforms a ceiling is estimated.
func curvesTitle(panels []fitPanel, bounded int) string {
	if bounded == 0 {
		return noCeiling(platformsInWords(len(panels)))
	}
	return fmt.Sprintf("A ceiling can be estimated for %s of %s", words.Counted(bounded), platformsInWords(len(panels)))
}
