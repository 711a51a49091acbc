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
		return drawWinRate(winRateRows{
			rows[bucketRow](r, "win_rate"), rows[rugRow](r, "win_rate_races"), rows[elicitedRow](r, "win_rate_elicited"),
			rows[oddsRow](r, "win_rate_curves"), rows[slopeRow](r, "win_rate_slope"), rows[judgedRow](r, "mechanism_score"),
		})
	},
}

// bucketRow is a range of the head start in months; position 0 is all races.
type bucketRow struct {
	Position     int
	Bucket       string
	From         float64
	To           sql.NullFloat64 // null: open
	Wins, N      int
	Undecided    int
	Rate         sql.NullFloat64 // null: no race
	Lower, Upper sql.NullFloat64
	Level        float64
}

// rugRow is a decided race.
type rugRow struct {
	Race   string
	Months float64
	Winner string
}

// winRateRows is all that the chart of the win rate is drawn from.
type winRateRows struct {
	buckets  []bucketRow
	races    []rugRow
	elicited []elicitedRow
	curves   []oddsRow
	slope    []slopeRow // one, or none when there was too little to fit
	judged   []judgedRow
}

// split parts the row of all races from those of the ranges.
func (d winRateRows) split() (base bucketRow, buckets []bucketRow) {
	for _, r := range d.buckets {
		if r.Position == 0 {
			base = r
		} else {
			buckets = append(buckets, r)
		}
	}
	return base, buckets
}

func drawWinRate(d winRateRows) chart.Chart {
	fig := chart.Chart{
		Title:    "win rate by head start",
		Subtitle: "Share of decided races that the first mover won, by head start",
		Data:     d.table(),
	}
	base, buckets := d.split()
	if base.N == 0 {
		return fig.Empty("no decided race in this run")
	}
	longest := 36.0
	for _, r := range d.races {
		longest = math.Max(longest, r.Months)
	}
	longest *= 1.08
	fig.Title = winRateTitle(base, d.slope)
	fig.Subtitle = fmt.Sprintf("Probability that the first mover wins, by head start. Gray: share of past races won, with %s intervals that "+
		"allow for shared platforms and markets; ticks above and below are the races", words.Percent(base.Level))
	fig.Caption = d.caption(base)
	fig.Alt = d.alt(base, buckets)
	fig.BodyHeight = 470
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		const rug, strip = 34, 42
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+rug, frame.X1-104, frame.Y1-strip-chart.XAxisRoom-rug)
		x := chart.Shifted(0, longest, area.X0, area.X1)
		y := chart.Linear(0, 1, area.Y1, area.Y0)
		drawOddsBands(c, x, y, d.curves, longest)
		c.YGrid(area, y, ticks)
		below := area
		below.Y1 += rug
		c.XAxis(below, x, chart.MonthsTicks(longest), frame)
		drawRug(c, area, x, d.races)
		drawCounts(c, x, buckets, longest, chart.Bounds(frame.X0, frame.Y1-strip, area.X1, frame.Y1))
		at := y.At(base.Rate.Float64)
		c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, chart.Pt(area.X0, at), chart.Pt(area.X1, at))
		var taken []chart.Box
		for _, b := range buckets {
			taken = append(taken, drawBucket(c, x, y, b, longest)...)
		}
		curves, labels := drawOddsLines(c, area, x, y, d.curves, longest)
		taken = append(taken, curves...)
		drawRightLabels(c, area, y, base, upTo(oddsOf(d.curves, "empirical"), longest))
		drawElicitedPoints(c, area, x, y, d.elicited, labels, taken)
	})
	return fig
}

// table is everything that is shown, one kind of row after the other.
func (d winRateRows) table() chart.Table {
	t := chart.Table{Columns: []string{"kind", "name", "months_from", "months_to", "wins", "n", "undecided",
		"rate", "lower", "upper", "level", "reports", "network"}}
	for _, r := range d.buckets {
		kind := "bucket"
		if r.Position == 0 {
			kind = "base_rate"
		}
		t.Rows = append(t.Rows, []any{kind, r.Bucket, r.From, nullable(r.To), r.Wins, r.N, r.Undecided,
			nullable(r.Rate), nullable(r.Lower), nullable(r.Upper), r.Level, nil, nil})
	}
	for _, r := range d.races {
		won := 0
		if r.Winner == "first_mover" {
			won = 1
		}
		t.Rows = append(t.Rows, []any{"race", r.Race, r.Months, r.Months, won, 1, nil, nil, nil, nil, nil, nil, nil})
	}
	for _, r := range d.elicited {
		t.Rows = append(t.Rows, []any{"elicited", r.Who, r.Low, r.High, nil, nil, nil, r.Probability, nil, nil, nil, r.Reports, nil})
	}
	for _, r := range d.curves {
		t.Rows = append(t.Rows, []any{"curve", r.Model, r.Months, r.Months, nil, r.N, nil, r.P, r.Lower, r.Upper, r.Level, nil, nullable(r.Network)})
	}
	return t
}

// winRateTitle says what the regression finds of the head start alone, and how
// often the first mover won.
func winRateTitle(base bucketRow, slope []slopeRow) string {
	switch {
	case len(slope) == 0:
		return fmt.Sprintf("First movers won %d of %s (%s)", base.Wins, words.Number(base.N, "race"), words.Percent(base.Rate.Float64))
	case slope[0].Lower > 0:
		return fmt.Sprintf("First movers win more often with a longer head start: %d of %d in all", base.Wins, base.N)
	case slope[0].Upper < 0:
		return fmt.Sprintf("First movers win less often with a longer head start: %d of %d in all", base.Wins, base.N)
	}
	return fmt.Sprintf("First movers won %d of %d races; the head start shows no clear effect", base.Wins, base.N)
}

func (d winRateRows) caption(base bucketRow) string {
	text := fmt.Sprintf("n = %s", words.Number(base.N, "decided race"))
	if base.Undecided > 0 {
		text += ", without " + words.Number(base.Undecided, "undecided race")
	}
	text += ". The races are a collection of known rivalries, not a random sample."
	if fit := oddsOf(d.curves, "empirical"); len(fit) > 0 {
		text += fmt.Sprintf(" Solid: logistic regression on the head start (n = %d), %s bootstrap band.", fit[0].N, words.Percent(fit[0].Level))
	}
	if race := oddsOf(d.curves, "race"); len(race) > 0 {
		text += fmt.Sprintf(" Dashed: a race simulated from assumptions, with a %s band over them.", words.Percent(race[0].Level)) + judgment(d.judged)
	}
	reports := 0
	for _, e := range d.elicited {
		reports = max(reports, e.Reports)
	}
	if len(d.elicited) > 0 {
		text += fmt.Sprintf(" Diamonds and dots: odds that %s stated (%s).", d.elicited[0].Who, words.Number(reports, "report"))
	}
	return text
}

func (d winRateRows) alt(base bucketRow, buckets []bucketRow) string {
	text := winRateTitle(base, d.slope) + fmt.Sprintf(". Win rate of the first mover by head start in %d ranges.", len(buckets))
	for _, b := range buckets {
		if b.N > 0 {
			text += fmt.Sprintf(" %s: %d of %d (%s, %s CI %s).", words.Sentence(b.Bucket), b.Wins, b.N, words.Percent(b.Rate.Float64),
				words.Percent(b.Level), words.PercentRange(b.Lower.Float64, b.Upper.Float64))
		}
	}
	text += fmt.Sprintf(" All races: %d of %d (%s, %s).", base.Wins, base.N, words.Percent(base.Rate.Float64),
		words.PercentRange(base.Lower.Float64, base.Upper.Float64))
	if fit := oddsOf(d.curves, "empirical"); len(fit) > 0 {
		text += fmt.Sprintf(" The curve fitted to past races goes from %s without a head start to %s at its end.",
			words.Percent(fit[0].P), words.Percent(fit[len(fit)-1].P))
	}
	if race := oddsOf(d.curves, "race"); len(race) > 0 {
		text += fmt.Sprintf(" The simulated race against %s: %s.", networkName(race[0].Network.Float64), even(race))
	}
	for _, e := range d.elicited {
		text += fmt.Sprintf(" %s put it at %s for a lead of %s.", e.Who, words.Percent(e.Probability), leadText(e))
	}
	return text
}

// shortLead is the lead of stated odds as an axis would write it.
func shortLead(e elicitedRow) string {
	if e.Low == e.High {
		return fmt.Sprintf("%.0f mo", e.Low)
	}
	return fmt.Sprintf("%.0f–%.0f mo", e.Low, e.High)
}

// rug draws a tick per race: above the plot where the first mover won, below
// where the responder did.
func drawRug(c *chart.Canvas, area chart.Box, x chart.Scale, races []rugRow) {
	const length = 9
	up, down := 0, 0
	for _, r := range races {
		px := x.At(math.Max(0, r.Months))
		if r.Winner == "first_mover" {
			up++
			c.Down(chart.Stroke{Tone: chart.Blue, Width: 1.1}, px, area.Y0-18, area.Y0-18+length)
		} else {
			down++
			c.Down(chart.Stroke{Tone: chart.Vermilion, Width: 1.1}, px, area.Y1+9, area.Y1+9+length)
		}
	}
	s := chart.NoteStyle.In(chart.Blue)
	c.Text(s, chart.Pt(area.X0, area.Y0-23), fmt.Sprintf("won by the first mover (%d)", up))
	s.Tone = chart.Vermilion
	c.Text(s, chart.Pt(area.X0, area.Y1+30), fmt.Sprintf("won by the responder (%d)", down))
}

// bucket draws the rate of a range as a bar over its months and the interval
// as a column in its middle. It returns the space taken.
func drawBucket(c *chart.Canvas, x, y chart.Scale, b bucketRow, end float64) []chart.Box {
	if b.N == 0 {
		return nil
	}
	if b.To.Valid {
		end = b.To.Float64
	}
	x0, x1 := x.At(b.From)+3, x.At(end)-3
	rate, mid := y.At(b.Rate.Float64), (x0+x1)/2
	column := chart.Bounds(mid-2.5, y.At(b.Upper.Float64), mid+2.5, y.At(b.Lower.Float64))
	c.Rect(chart.Faint, column)
	c.Line(chart.Stroke{Tone: chart.Axis, Width: 2.6}, chart.Pt(x0, rate), chart.Pt(x1, rate))
	return []chart.Box{column, chart.Bounds(x0, rate-2, x1, rate+2)}
}

// counts says under the axis how many races of each range the first mover won.
func drawCounts(c *chart.Canvas, x chart.Scale, buckets []bucketRow, end float64, strip chart.Box) {
	head, n := chart.NoteStyle, chart.NoteStyle
	head.Align, head.Bold, head.Tone, n.Align = chart.Middle, true, chart.Ink, chart.Middle
	for i, b := range buckets {
		to := end
		if b.To.Valid {
			to = b.To.Float64
		}
		x0, x1 := x.At(b.From), x.At(to)
		if i > 0 {
			c.Down(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, x0, strip.Y0+8, strip.Y1-2)
		}
		count := fmt.Sprintf("%d of %d", b.Wins, b.N)
		if b.N == 0 {
			c.Text(n, chart.Pt((x0+x1)/2, strip.Y0+27), n.Shorten("none", x1-x0-4))
			continue
		}
		c.Text(head, chart.Pt((x0+x1)/2, strip.Y0+20), words.Percent(b.Rate.Float64))
		c.Text(n, chart.Pt((x0+x1)/2, strip.Y0+35), n.Shorten(count, x1-x0-4))
	}
	head.Align, n.Align = chart.Left, chart.Left
	c.Text(n, chart.Pt(x.At(end)+9, strip.Y0+20), "of past races")
	c.Text(n, chart.Pt(x.At(end)+9, strip.Y0+35), "won")
}

// elicitedPoints draws stated odds as diamonds over their range of leads.
// Their labels and those of the curves, given in labels, stay clear of all
// that is taken.
func drawElicitedPoints(c *chart.Canvas, area chart.Box, x, y chart.Scale, elicited []elicitedRow, labels []chart.Label, taken []chart.Box) {
	marks := labels
	for _, e := range elicited {
		at := chart.Pt(x.At((e.Low+e.High)/2), y.At(e.Probability))
		if e.High > e.Low {
			c.Line(chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth}, chart.Pt(x.At(e.Low), at.Y), chart.Pt(x.At(e.High), at.Y))
		}
		c.Marker(chart.Diamond, chart.Amber, at, 5.2, false)
		taken = append(taken, chart.Bounds(at.X, at.Y, at.X, at.Y).Grow(6))
		marks = append(marks, chart.Label{At: at, R: 6, Text: fmt.Sprintf("%s: %s at %s", chart.Drawable(e.Who), words.Percent(e.Probability), shortLead(e)), Tone: chart.Ink})
	}
	s := chart.NoteStyle.Bolder()
	// Along the bottom the curves leave room only to the left of a rise: a
	// label there ends at its mark.
	for i := len(marks) - 1; i >= 0; i-- {
		over := s
		over.Tone, over.Align = marks[i].Tone, chart.Right
		p := chart.Pt(marks[i].At.X+marks[i].R+2, marks[i].At.Y-marks[i].R-6)
		space := over.Box(p, marks[i].Text)
		if marks[i].At.Y > area.Y1-12 && area.Holds(space) && chart.Unhindered(taken, chart.Box{}, space) {
			c.Text(over, p, marks[i].Text)
			taken = append(taken, space.Grow(1))
			marks = append(marks[:i:i], marks[i+1:]...)
		}
	}
	c.Beside(s, marks, area, taken, 40)
}

// hero says how each curve of the win rate looks: apart by tone and by dash.
var hero = []struct {
	model string
	line  chart.Stroke
}{
	{"empirical", chart.Stroke{Tone: chart.Green, Width: chart.LineWidth}},
	{"race", chart.Stroke{Tone: chart.Purple, Width: chart.LineWidth, Dash: chart.Dashed}},
	{"elicited", chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth, Dash: chart.Dotted}},
}

// oddsBands fills the bands of the fitted and of the simulated curve, and
// shows both where they overlap. The bet has points, not a band.
func drawOddsBands(c *chart.Canvas, x, y chart.Scale, curves []oddsRow, longest float64) {
	fit, race := upTo(oddsOf(curves, "empirical"), longest), upTo(oddsOf(curves, "race"), longest)
	drawOddsBand(c, chart.Purple.Veil(), x, y, race)
	drawOddsBand(c, chart.Green.Veil(), x, y, fit)
	for _, piece := range shared(fit, race) {
		drawOddsBand(c, chart.Purple.Over(chart.Green), x, y, piece)
	}
}

// oddsLines draws the curves. It returns the space that they take and the
// labels of those that are not named on the right: beside their rise.
func drawOddsLines(c *chart.Canvas, area chart.Box, x, y chart.Scale, curves []oddsRow, longest float64) (taken []chart.Box, labels []chart.Label) {
	for _, h := range hero {
		rows := upTo(oddsOf(curves, h.model), longest)
		if len(rows) < 2 {
			continue
		}
		points := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.P })
		c.Line(h.line, points...)
		taken = append(taken, chart.AlongLine(points, 2)...)
		m := chart.Label{R: 3, Tone: h.line.Tone}
		levels := []float64{0.84, 0.8, 0.76, 0.88, 0.7, 0.3}
		switch h.model {
		case "race":
			m.Text = fmt.Sprintf("simulated race, %s", networkName(rows[0].Network.Float64))
		case "elicited":
			m.Text = "the bet as a curve"
			levels = []float64{0.26, 0.22, 0.3, 0.18, 0.34, 0.7}
		default:
			continue
		}
		for _, level := range levels {
			if months := crossing(rows, level, func(r oddsRow) float64 { return r.P }); !math.IsNaN(months) {
				m.Also = append(m.Also, chart.Pt(x.At(months), y.At(level)))
			}
		}
		m.At = points[len(points)-1]
		if len(m.Also) > 0 {
			m.At, m.Also = m.Also[0], m.Also[1:]
		}
		labels = append(labels, m)
	}
	return taken, labels
}

// rightLabels names the rate of all races, with its interval as a bracket,
// and the fitted curve where it ends.
func drawRightLabels(c *chart.Canvas, area chart.Box, y chart.Scale, base bucketRow, fit []oddsRow) {
	edge := area.X1 + 5
	top, bottom := y.At(base.Upper.Float64), y.At(base.Lower.Float64)
	c.Rect(chart.Faint, chart.Bounds(edge-1.5, top, edge+1.5, bottom))
	c.Line(chart.Stroke{Tone: chart.Axis, Width: 2.6}, chart.Pt(edge-4, y.At(base.Rate.Float64)), chart.Pt(edge+4, y.At(base.Rate.Float64)))
	head, note := chart.NoteStyle, chart.NoteStyle
	head.Bold, head.Tone = true, chart.Ink
	at := []float64{y.At(base.Rate.Float64)}
	if len(fit) > 0 {
		at = append([]float64{y.At(fit[len(fit)-1].P)}, at...)
	}
	heights := []float64{34, 34}[:len(at)]
	order := []int{0, 1}[:len(at)]
	if len(at) == 2 && at[0] > at[1] {
		order = []int{1, 0}
		at[0], at[1] = at[1], at[0]
	}
	placed := chart.Spread(at, heights, area.Y0+17, area.Y1-17)
	for i, which := range order {
		mid := placed[i]
		if which == 0 && len(fit) > 0 {
			s := head
			s.Tone = chart.Green
			c.Text(s, chart.Pt(edge+8, mid-2), "fitted to")
			c.Text(s, chart.Pt(edge+8, mid+12), "past races")
			continue
		}
		c.Text(head, chart.Pt(edge+8, mid-2), "all races")
		c.Text(note, chart.Pt(edge+8, mid+12), fmt.Sprintf("%s, %d of %d", words.Percent(base.Rate.Float64), base.Wins, base.N))
	}
}
