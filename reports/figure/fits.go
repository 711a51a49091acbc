package figure

import (
	"database/sql"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// segment is what one curve is fitted to: the figures of one platform under
// one metric, market and definition.
type segment struct {
	Platform   string `csv:"platform_id"`
	Name       string `csv:"platform"`
	Metric     string `csv:"metric"`
	Market     string `csv:"market"`
	Definition string `csv:"definition_id"`
}

func (s segment) Shown() string { return displayName(s.Name, s.Platform) }

// what says what is counted, where it is not what other charts show.
func (s segment) what(usual subject) string {
	var out []string
	if s.Metric != usual.Metric {
		out = append(out, chart.Drawable(usual.shorts[s.Metric]))
	}
	if s.Market != usual.Market {
		out = append(out, chart.Drawable(usual.markets.Name(s.Market)))
	}
	return strings.Join(out, ", ")
}

// Named is the name with what is counted.
func (s segment) Named(usual subject) string {
	if what := s.what(usual); what != "" {
		return s.Shown() + " (" + what + ")"
	}
	return s.Shown()
}

// fitRow is a curve fitted to a series up to its peak; the preferred one of a
// series, with the lower AICc, comes first.
type fitRow struct {
	segment
	Model     string          `csv:"model"` // logistic or gompertz
	Preferred bool            `csv:"preferred"`
	N         int             `csv:"n"`
	LastOn    time.Time       `csv:"on"` // of the last figure fitted
	Peak      float64         // above 0
	After     int             // figures after the peak, left out
	Fall      sql.NullFloat64 // how far the last of them is below it
	Ceiling   sql.NullFloat64 `csv:"value,0"` // null: none in sight
	Lower     sql.NullFloat64 `csv:"lower,0"`
	Upper     sql.NullFloat64 `csv:"upper,0"` // null: not bounded above
	Level     float64
	Told      bool            // the figures bound the ceiling, and have not passed it
	Doubling  sql.NullFloat64 // years, at the last figure
}

// Missed says that users are well past the ceiling: the curve is not theirs.
func (r fitRow) Missed() bool { return r.Ceiling.Valid && r.Ceiling.Float64 < 0.9*r.Peak }

// figureRow is a figure of a series that curves or forecasts are made of.
type figureRow struct {
	segment
	On        time.Time `csv:"on"`
	Value     float64   `csv:"value"`
	Qualifier string    `csv:"qualifier"`
	Fitted    bool      // false: after the peak
	Publisher string
	Recent    bool // within the three years before the origin of its forecast
}

// mostPanels is how many series are drawn.
const mostPanels = 9

// drawFigureMark draws a figure by what is known of it.
func drawFigureMark(c *chart.Canvas, r figureRow, at chart.Point) {
	form, hollow := markerOf(chart.Round, r.Qualifier)
	tone := chart.Ink
	if !r.Fitted || r.Qualifier == "approx" {
		tone = chart.Axis
	}
	c.Marker(form, tone, at, 2.6, hollow || !r.Fitted)
}

// ModelLook is what texts call a model of growth, alone and in a sentence, and its
// tone: the same in every chart and table.
type ModelLook struct {
	Name, InSentence string
	tone             chart.Tone
}

var modelLooks = map[string]ModelLook{
	"logistic": {"logistic", "the logistic curve", chart.Blue}, "gompertz": {"Gompertz", "the Gompertz curve", chart.Amber},
	"damped": {"damped trend", "the damped trend", chart.Purple}, "combination": {"combination", "the combination", chart.Green},
	"naive": {"naive", "the naive forecast", chart.Axis}, "drift": {"drift", "drift", chart.Muted},
}

// LookOf returns the look of a model, of one without its own name as it is called.
func LookOf(model string) ModelLook {
	if look, ok := modelLooks[model]; ok {
		return look
	}
	name := chart.NoteStyle.Shorten(chart.Drawable(model), 90)
	return ModelLook{name, "the " + name, chart.Teal}
}

// estimate writes a value with its interval, the unit once where all share
// it: 1.41B (1.37–1.47), 1.41 billion (1.37–1.47).
func estimate(form func(float64) string, value float64, lower, upper sql.NullFloat64) string {
	text := form(value)
	if !lower.Valid || !upper.Valid {
		return text
	}
	low, high := form(lower.Float64), form(upper.Float64)
	if unit := strings.TrimLeft(text, "0123456789."); unit == strings.TrimLeft(low, "0123456789.") && unit == strings.TrimLeft(high, "0123456789.") {
		low, high = strings.TrimSuffix(low, unit), strings.TrimSuffix(high, unit)
	}
	return text + " (" + low + "–" + high + ")"
}

// Estimate is the ceiling with its interval: 1.41B (1.37–1.47).
func (r fitRow) Estimate() string {
	return estimate(words.People, r.Ceiling.Float64, r.Lower, r.Upper)
}

// Change is how far users fell after their peak, below 0.
func (r fitRow) Change() float64 { return -r.Fall.Float64 }
