package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var winRate = Figure{
	Name: "win_rate", Section: "answer",
	Sources: []string{"races", "assumptions", "bet"},
	draw: func(r *reader) chart.Chart {
		all, races, elicited := rows[bucketRow](r, "win_rate"), rows[rugRow](r, "win_rate_races"), rows[elicitedRow](r, "win_rate_elicited")
		curves := rows[oddsRow](r, "win_rate_curves")
		whole, buckets := kept(all, bucketRow.whole), kept(all, func(b bucketRow) bool { return !b.whole() })
		r.Data.Add("base_rate", whole)
		r.Data.Add("bucket", buckets)
		r.Data.Add("race", races)
		r.Data.Add("elicited", elicited)
		r.Data.Add("curve", curves, "name", "months_from", "months_to", "n", "rate", "lower", "upper", "level", "network")
		if len(whole) == 0 || whole[0].N == 0 {
			return r.none()
		}
		base, fit, race := whole[0], oddsOf(curves, "empirical"), oddsOf(curves, "race")
		_, longest := widest(0, 36, races, func(r rugRow) []any { return []any{r.Months} })
		_, reports := widest(0, 0, elicited, func(e elicitedRow) []any { return []any{e.Reports} })
		data := map[string]any{"base": base, "buckets": buckets, "fit": fit, "race": race, "even": even(race), "elicited": elicited, "reports": int(reports),
			"slope": rows[slopeRow](r, "win_rate_slope"), "judged": rows[judgedRow](r, "mechanism_score"), "fitEnd": 0.0}
		if len(fit) > 0 {
			data["fitEnd"] = last(fit).P
		}
		return r.say(data, 470, func(c *chart.Canvas, frame chart.Box) {
			const rug, strip = 34, 42
			ticks := chart.LinearTicks(0, 1, 4, words.Percent)
			area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+rug, frame.X1-104, frame.Y1-strip-chart.XAxisRoom-rug)
			x, y := chart.Shifted(0, longest*1.08, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
			drawOddsBands(c, x, y, fit, race)
			c.YGrid(area, y, ticks)
			below := area
			below.Y1 += rug
			c.XAxis(below, x, chart.MonthsTicks(x.Max), frame)
			drawRug(c, area, x, races)
			drawCounts(c, x, buckets, chart.Bounds(frame.X0, frame.Y1-strip, area.X1, frame.Y1))
			c.Across(chart.Reference, y.At(base.Rate.Float64), area.X0, area.X1)
			var taken []chart.Box
			for _, b := range buckets {
				taken = append(taken, drawBucket(c, x, y, b)...)
			}
			lines, labels := drawOddsLines(c, x, y, curves)
			drawRightLabels(c, area, y, base, upTo(fit, x.Max))
			drawElicitedPoints(c, area, x, y, elicited, labels, append(taken, lines...))
		})
	},
}

// bucketRow is a range of the head start in months; position 0 is all races.
type bucketRow struct {
	Position  int
	Bucket    string          `csv:"name"`
	From      float64         `csv:"months_from"`
	To        sql.NullFloat64 `csv:"months_to"` // null: open
	Wins      int             `csv:"wins"`
	N         int             `csv:"n"`
	Undecided int             `csv:"undecided"`
	Rate      sql.NullFloat64 `csv:"rate"` // null: no race
	Lower     sql.NullFloat64 `csv:"lower"`
	Upper     sql.NullFloat64 `csv:"upper"`
	Level     float64         `csv:"level"`
}

func (b bucketRow) whole() bool { return b.Position == 0 }

// ends are the places of the ends of the range on the axis.
func (b bucketRow) ends(x chart.Scale) (x0, x1 float64) {
	if b.To.Valid {
		return x.At(b.From), x.At(b.To.Float64)
	}
	return x.At(b.From), x.At(x.Max)
}

// rugRow is a decided race, won by the first mover (1) or not (0).
type rugRow struct {
	Race   string  `csv:"name"`
	Months float64 `csv:"months_from months_to"`
	Wins   int     `csv:"wins"`
	N      int     `csv:"n"`
}

// shortLead is the lead of stated odds as an axis would write it.
func shortLead(e elicitedRow) string {
	if e.Low == e.High {
		return fmt.Sprintf("%g mo", e.Low)
	}
	return fmt.Sprintf("%g–%g mo", e.Low, e.High)
}

// drawRug draws a tick per race: above the plot where the first mover won, below
// where the responder did.
func drawRug(c *chart.Canvas, area chart.Box, x chart.Scale, races []rugRow) {
	up := 0
	for _, r := range races {
		tone, top := chart.Vermilion, area.Y1+9
		if r.Wins == 1 {
			up++
			tone, top = chart.Blue, area.Y0-18
		}
		c.Down(chart.Stroke{Tone: tone, Width: 1.1}, x.At(max(0, r.Months)), top, top+9)
	}
	c.Text(chart.NoteStyle.In(chart.Blue), chart.Pt(area.X0, area.Y0-23), fmt.Sprintf("won by the first mover (%d)", up))
	c.Text(chart.NoteStyle.In(chart.Vermilion), chart.Pt(area.X0, area.Y1+30), fmt.Sprintf("won by the responder (%d)", len(races)-up))
}

// drawBucket draws the rate of a range as a bar over its months and the interval
// as a column in its middle. It returns the space taken.
func drawBucket(c *chart.Canvas, x, y chart.Scale, b bucketRow) []chart.Box {
	if b.N == 0 {
		return nil
	}
	x0, x1 := b.ends(x)
	rate, mid := y.At(b.Rate.Float64), (x0+x1)/2
	column := chart.Bounds(mid-2.5, y.At(b.Upper.Float64), mid+2.5, y.At(b.Lower.Float64))
	c.Rect(chart.Faint, column)
	c.Across(chart.Stroke{Tone: chart.Axis, Width: 2.6}, rate, x0+3, x1-3)
	return []chart.Box{column, chart.Bounds(x0+3, rate-2, x1-3, rate+2)}
}

// drawCounts says under the axis how many races of each range the first mover won.
func drawCounts(c *chart.Canvas, x chart.Scale, buckets []bucketRow, strip chart.Box) {
	head, n := chart.NoteStyle.Centered().Bolder().In(chart.Ink), chart.NoteStyle.Centered()
	for i, b := range buckets {
		x0, x1 := b.ends(x)
		mid := (x0 + x1) / 2
		if i > 0 {
			c.Down(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, x0, strip.Y0+8, strip.Y1-2)
		}
		if b.N == 0 {
			c.Text(n, chart.Pt(mid, strip.Y0+27), n.Shorten("none", x1-x0-4))
			continue
		}
		c.Text(head, chart.Pt(mid, strip.Y0+20), words.Percent(b.Rate.Float64))
		c.Text(n, chart.Pt(mid, strip.Y0+35), n.Shorten(fmt.Sprintf("%d of %d", b.Wins, b.N), x1-x0-4))
	}
	c.Text(chart.NoteStyle, chart.Pt(x.At(x.Max)+9, strip.Y0+20), "of past races")
	c.Text(chart.NoteStyle, chart.Pt(x.At(x.Max)+9, strip.Y0+35), "won")
}

// drawElicitedPoints draws stated odds as diamonds over their range of leads.
// Their labels and those of the curves, given in labels, stay clear of all
// that is taken.
func drawElicitedPoints(c *chart.Canvas, area chart.Box, x, y chart.Scale, elicited []elicitedRow, labels []chart.Label, taken []chart.Box) {
	s := chart.NoteStyle.Bolder()
	for _, e := range elicited {
		at := chart.Pt(x.At((e.Low+e.High)/2), y.At(e.Probability))
		if e.High > e.Low {
			c.Across(chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth}, at.Y, x.At(e.Low), x.At(e.High))
		}
		c.Marker(chart.Diamond, chart.Amber, at, 5.2, false)
		taken = append(taken, chart.Around(at, 6))
		labels = append(labels, chart.Label{At: at, R: 6, Text: fmt.Sprintf("%s: %s at %s", chart.Drawable(e.Who), words.Percent(e.Probability), shortLead(e)), Tone: chart.Ink})
	}
	c.Beside(s, labels, area, taken, 40)
}

// drawOddsBands fills the bands of the fitted and of the simulated curve, and
// shows both where they overlap. The bet has points, not a band.
func drawOddsBands(c *chart.Canvas, x, y chart.Scale, fit, race []oddsRow) {
	fit, race = upTo(fit, x.Max), upTo(race, x.Max)
	drawOddsBand(c, chart.Purple.Veil(), x, y, race)
	drawOddsBand(c, chart.Green.Veil(), x, y, fit)
	for _, piece := range shared(fit, race) {
		drawOddsBand(c, chart.Purple.Over(chart.Green), x, y, piece)
	}
}

// drawOddsLines draws the curves, apart by tone and by dash. It returns the space
// that they take and the labels of those that are not named on the right: beside
// their rise, at the first of some probabilities.
func drawOddsLines(c *chart.Canvas, x, y chart.Scale, curves []oddsRow) (taken []chart.Box, labels []chart.Label) {
	for _, h := range []struct {
		model  string
		line   chart.Stroke
		label  string
		levels []float64
	}{
		{"empirical", chart.Stroke{Tone: chart.Green, Width: chart.LineWidth}, "", nil},
		{"race", chart.Stroke{Tone: chart.Purple, Width: chart.LineWidth, Dash: chart.Dashed}, "simulated race, ", []float64{0.84, 0.8, 0.76, 0.88, 0.7, 0.3}},
		{"elicited", chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth, Dash: chart.Dotted}, "the bet as a curve", []float64{0.26, 0.22, 0.3, 0.18, 0.34, 0.7}},
	} {
		rows := upTo(oddsOf(curves, h.model), x.Max)
		if len(rows) < 2 {
			continue
		}
		points := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.P })
		c.Line(h.line, points...)
		taken = append(taken, chart.AlongLine(points, 2)...)
		m := chart.Label{At: last(points), R: 3, Text: h.label, Tone: h.line.Tone}
		if h.model == "race" {
			m.Text += networkName(rows[0].Network.Float64)
		}
		for _, level := range h.levels {
			if months := crossing(rows, level); !math.IsNaN(months) {
				m.Also = append(m.Also, chart.Pt(x.At(months), y.At(level)))
			}
		}
		if len(m.Also) > 0 {
			m.At, m.Also = m.Also[0], m.Also[1:]
		}
		if m.Text != "" {
			labels = append(labels, m)
		}
	}
	return taken, labels
}

// drawRightLabels names the rate of all races, with its interval as a bracket,
// and the fitted curve where it ends.
func drawRightLabels(c *chart.Canvas, area chart.Box, y chart.Scale, base bucketRow, fit []oddsRow) {
	edge, rate := area.X1+5, y.At(base.Rate.Float64)
	c.Rect(chart.Faint, chart.Bounds(edge-1.5, y.At(base.Upper.Float64), edge+1.5, y.At(base.Lower.Float64)))
	c.Across(chart.Stroke{Tone: chart.Axis, Width: 2.6}, rate, edge-4, edge+4)
	label := func(mid float64, style, under chart.Style, first, second string) {
		c.Text(style, chart.Pt(edge+8, mid-2), first)
		c.Text(under, chart.Pt(edge+8, mid+12), second)
	}
	want, of := []float64{rate}, []int{0}
	if len(fit) > 0 {
		want, of = append(want, y.At(last(fit).P)), []int{0, 1}
		if want[1] < rate {
			want, of = []float64{want[1], rate}, []int{1, 0}
		}
	}
	bold := chart.NoteStyle.Bolder()
	for i, mid := range chart.Spread(want, []float64{34, 34}[:len(want)], area.Y0+17, area.Y1-17) {
		if of[i] == 1 {
			label(mid, bold.In(chart.Green), bold.In(chart.Green), "fitted to", "past races")
		} else {
			label(mid, bold.In(chart.Ink), chart.NoteStyle, "all races", fmt.Sprintf("%s, %d of %d", words.Percent(base.Rate.Float64), base.Wins, base.N))
		}
	}
}
