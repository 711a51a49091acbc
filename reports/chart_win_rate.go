package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"headstart/transform"
)

// bucketRow is a range of the head start in months; position 0 is all races.
type bucketRow struct {
	position         int
	bucket           string
	from             float64
	to               sql.NullFloat64 // null: open
	wins, n          int
	undecided, other int
	rate             sql.NullFloat64 // null: no race
	lower, upper     sql.NullFloat64
	level            float64
}

func (r *bucketRow) fields() []any {
	return []any{&r.position, &r.bucket, &r.from, &r.to, &r.wins, &r.n, &r.undecided, &r.other, &r.rate, &r.lower, &r.upper, &r.level}
}

// rugRow is a decided race.
type rugRow struct {
	race   string
	months float64
	winner string
}

func (r *rugRow) fields() []any { return []any{&r.race, &r.months, &r.winner} }

// elicitedRow is a probability that somebody stated for a head start.
type elicitedRow struct {
	who         string
	low, high   float64
	probability float64
	reports     int
}

func (r *elicitedRow) fields() []any {
	return []any{&r.who, &r.low, &r.high, &r.probability, &r.reports}
}

// winRateRows is all that the chart of the win rate is drawn from.
type winRateRows struct {
	buckets  []bucketRow
	races    []rugRow
	elicited []elicitedRow
	curves   []oddsRow
	slope    []slopeRow // one, or none when there was too little to fit
}

func winRateChart(ctx context.Context, db *transform.DB) (Chart, error) {
	var rows winRateRows
	var err error
	if rows.buckets, err = collect(ctx, db, "chart_win_rate", (*bucketRow).fields); err != nil {
		return Chart{}, err
	}
	if rows.races, err = collect(ctx, db, "chart_win_rate_races", (*rugRow).fields); err != nil {
		return Chart{}, err
	}
	if rows.elicited, err = collect(ctx, db, "chart_win_rate_elicited", (*elicitedRow).fields); err != nil {
		return Chart{}, err
	}
	if rows.curves, err = collect(ctx, db, "chart_win_rate_curves", (*oddsRow).fields); err != nil {
		return Chart{}, err
	}
	rows.slope, err = collect(ctx, db, "chart_win_rate_slope", (*slopeRow).fields)
	return drawWinRate(rows), err
}

// split parts the row of all races from those of the ranges.
func (d winRateRows) split() (base bucketRow, buckets []bucketRow) {
	for _, r := range d.buckets {
		if r.position == 0 {
			base = r
		} else {
			buckets = append(buckets, r)
		}
	}
	return base, buckets
}

func drawWinRate(d winRateRows) Chart {
	chart := Chart{
		Name:     "win_rate",
		Title:    "win rate by head start",
		Subtitle: "Share of decided races that the first mover won, by head start",
		Data:     d.table(),
	}
	base, buckets := d.split()
	if base.n == 0 {
		return chart.empty("no decided race in this run")
	}
	longest := 36.0
	for _, r := range d.races {
		longest = math.Max(longest, r.months)
	}
	longest *= 1.08
	chart.Title = winRateTitle(base, buckets, d.slope)
	chart.Subtitle = fmt.Sprintf("Probability that the first mover wins, by head start. Grey: share of past races won, with %s Jeffreys intervals; "+
		"ticks above and below are the races", percent(base.level))
	chart.Caption = d.caption(base)
	chart.Alt = d.alt(base, buckets)
	chart.bodyHeight = 470
	chart.draw(func(c *canvas, frame box) {
		const rug, strip = 34, 42
		ticks := linearTicks(0, 1, 4, percent)
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + rug, frame.x1 - 104, frame.y1 - strip - xAxisRoom - rug}
		x := shifted(0, longest, area.x0, area.x1)
		y := linear(0, 1, area.y1, area.y0)
		c.oddsBands(x, y, d.curves, longest)
		c.yGrid(area, y, ticks)
		below := area
		below.y1 += rug
		c.xAxis(below, x, monthsTicks(longest), frame)
		c.rug(area, x, d.races)
		c.counts(x, buckets, longest, box{frame.x0, frame.y1 - strip, area.x1, frame.y1})
		at := y.at(base.rate.Float64)
		c.line(stroke{tone: muted, width: thinLineWidth, dash: dashed}, point{area.x0, at}, point{area.x1, at})
		var taken []box
		for _, b := range buckets {
			taken = append(taken, c.bucket(x, y, b, longest)...)
		}
		curves, labels := c.oddsLines(area, x, y, d.curves, longest)
		taken = append(taken, curves...)
		c.rightLabels(area, y, base, upTo(oddsOf(d.curves, "empirical"), longest))
		c.elicitedPoints(area, x, y, d.elicited, labels, taken)
	})
	return chart
}

// table is everything that is shown, one kind of row after the other.
func (d winRateRows) table() Table {
	t := Table{Columns: []string{"kind", "name", "months_from", "months_to", "wins", "n", "undecided", "other_level",
		"rate", "lower", "upper", "level", "reports", "network"}}
	for _, r := range d.buckets {
		kind := "bucket"
		if r.position == 0 {
			kind = "base_rate"
		}
		t.Rows = append(t.Rows, []any{kind, r.bucket, r.from, nullable(r.to), r.wins, r.n, r.undecided, r.other,
			nullable(r.rate), nullable(r.lower), nullable(r.upper), r.level, nil, nil})
	}
	for _, r := range d.races {
		won := 0
		if r.winner == "first_mover" {
			won = 1
		}
		t.Rows = append(t.Rows, []any{"race", r.race, r.months, r.months, won, 1, nil, nil, nil, nil, nil, nil, nil, nil})
	}
	for _, r := range d.elicited {
		t.Rows = append(t.Rows, []any{"elicited", r.who, r.low, r.high, nil, nil, nil, nil, r.probability, nil, nil, nil, r.reports, nil})
	}
	for _, r := range d.curves {
		t.Rows = append(t.Rows, []any{"curve", r.model, r.months, r.months, nil, r.n, nil, nil, r.p, r.lower, r.upper, r.level, nil, nullable(r.network)})
	}
	return t
}

func nullable(v sql.NullFloat64) any {
	if !v.Valid {
		return nil
	}
	return v.Float64
}

// winRateTitle says what the regression finds of the head start alone, how
// often the first mover won, and which ranges stand out: those whose interval
// leaves the rate of all races outside.
func winRateTitle(base bucketRow, buckets []bucketRow, slope []slopeRow) string {
	won := fmt.Sprintf("the first mover won %d of %d decided races (%s)", base.wins, base.n, percent(base.rate.Float64))
	var apart []string
	for _, b := range buckets {
		if b.n > 0 && (b.lower.Float64 > base.rate.Float64 || b.upper.Float64 < base.rate.Float64) {
			word := "fewer"
			if b.rate.Float64 > base.rate.Float64 {
				word = "more"
			}
			apart = append(apart, word+" at "+b.bucket)
		}
	}
	stands := ", and no range stands out"
	if len(apart) > 0 {
		stands = ": " + list(apart)
	}
	switch {
	case len(slope) == 0:
		return sentence(won) + stands
	case slope[0].lower > 0:
		return "The longer the head start, the more often the first mover won: " + won[len("the first mover won "):] + " in all"
	case slope[0].upper < 0:
		return "The longer the head start, the less often the first mover won: " + won[len("the first mover won "):] + " in all"
	}
	return "The head start alone does not tell who wins: " + won + stands
}

func (d winRateRows) caption(base bucketRow) string {
	text := fmt.Sprintf("n = %s", number(base.n, "decided race"))
	if base.undecided > 0 {
		text += fmt.Sprintf("; %d undecided left out", base.undecided)
	}
	if base.other > 0 {
		text += fmt.Sprintf("; %s left out where the pair has country rows", number(base.other, "world row"))
	}
	text += ". Races share platforms and are no random sample: the intervals are, if anything, too narrow."
	if fit := oddsOf(d.curves, "empirical"); len(fit) > 0 {
		text += fmt.Sprintf(" Solid: logistic regression on the head start (n = %d), %s bootstrap band.", fit[0].n, percent(fit[0].level))
	}
	if race := oddsOf(d.curves, "race"); len(race) > 0 {
		text += fmt.Sprintf(" Dashed: the mechanism simulated from assumptions, not from races, with a %s band over them.", percent(race[0].level))
	}
	reports := 0
	for _, e := range d.elicited {
		reports = max(reports, e.reports)
	}
	if len(d.elicited) > 0 {
		text += fmt.Sprintf(" Diamonds and dots: odds that %s stated, in up to %s.", d.elicited[0].who, number(reports, "report"))
	}
	return text
}

func (d winRateRows) alt(base bucketRow, buckets []bucketRow) string {
	text := winRateTitle(base, buckets, d.slope) + fmt.Sprintf(". Win rate of the first mover by head start in %d ranges.", len(buckets))
	for _, b := range buckets {
		if b.n > 0 {
			text += fmt.Sprintf(" %s: %d of %d (%s, %s interval %s to %s).", sentence(b.bucket), b.wins, b.n, percent(b.rate.Float64),
				percent(b.level), percent(b.lower.Float64), percent(b.upper.Float64))
		}
	}
	text += fmt.Sprintf(" All races: %d of %d (%s, %s to %s).", base.wins, base.n, percent(base.rate.Float64),
		percent(base.lower.Float64), percent(base.upper.Float64))
	if fit := oddsOf(d.curves, "empirical"); len(fit) > 0 {
		text += fmt.Sprintf(" The curve fitted to past races goes from %s without a head start to %s at its end.",
			percent(fit[0].p), percent(fit[len(fit)-1].p))
	}
	if race := oddsOf(d.curves, "race"); len(race) > 0 {
		text += fmt.Sprintf(" The simulated race against %s: %s.", networkName(race[0].network.Float64), even(race))
	}
	for _, e := range d.elicited {
		text += fmt.Sprintf(" %s put it at %s for a lead of %s.", e.who, percent(e.probability), leadText(e))
	}
	return text
}

// shortLead is the lead of stated odds as an axis would write it.
func shortLead(e elicitedRow) string {
	if e.low == e.high {
		return fmt.Sprintf("%.0f mo", e.low)
	}
	return fmt.Sprintf("%.0f–%.0f mo", e.low, e.high)
}

func leadText(e elicitedRow) string {
	if e.low == e.high {
		return number(int(e.low), "month")
	}
	return fmt.Sprintf("%.0f to %s", e.low, number(int(e.high), "month"))
}

// rug draws a tick per race: above the plot where the first mover won, below
// where the responder did.
func (c *canvas) rug(area box, x scale, races []rugRow) {
	const length = 9
	up, down := 0, 0
	for _, r := range races {
		px := x.at(math.Max(0, r.months))
		if r.winner == "first_mover" {
			up++
			c.line(stroke{tone: blue, width: 1.1}, point{px, area.y0 - 18}, point{px, area.y0 - 18 + length})
		} else {
			down++
			c.line(stroke{tone: vermilion, width: 1.1}, point{px, area.y1 + 9}, point{px, area.y1 + 9 + length})
		}
	}
	s := noteStyle
	s.tone = blue
	c.text(s, point{area.x0, area.y0 - 23}, fmt.Sprintf("won by the first mover (%d)", up))
	s.tone = vermilion
	c.text(s, point{area.x0, area.y1 + 30}, fmt.Sprintf("won by the responder (%d)", down))
}

// bucket draws the rate of a range as a bar over its months and the interval
// as a column in its middle. It returns the space taken.
func (c *canvas) bucket(x, y scale, b bucketRow, end float64) []box {
	if b.n == 0 {
		return nil
	}
	if b.to.Valid {
		end = b.to.Float64
	}
	x0, x1 := x.at(b.from)+3, x.at(end)-3
	rate, mid := y.at(b.rate.Float64), (x0+x1)/2
	column := box{mid - 2.5, y.at(b.upper.Float64), mid + 2.5, y.at(b.lower.Float64)}
	c.rect(faint, column)
	c.line(stroke{tone: axis, width: 2.6}, point{x0, rate}, point{x1, rate})
	return []box{column, {x0, rate - 2, x1, rate + 2}}
}

// counts says under the axis how many races of each range the first mover won.
func (c *canvas) counts(x scale, buckets []bucketRow, end float64, strip box) {
	head, n := noteStyle, noteStyle
	head.align, head.bold, head.tone, n.align = middle, true, ink, middle
	for i, b := range buckets {
		to := end
		if b.to.Valid {
			to = b.to.Float64
		}
		x0, x1 := x.at(b.from), x.at(to)
		if i > 0 {
			c.line(stroke{tone: grid, width: gridWidth}, point{x0, strip.y0 + 8}, point{x0, strip.y1 - 2})
		}
		count := fmt.Sprintf("%d of %d", b.wins, b.n)
		if b.n == 0 {
			c.text(n, point{(x0 + x1) / 2, strip.y0 + 27}, n.shorten("none", x1-x0-4))
			continue
		}
		c.text(head, point{(x0 + x1) / 2, strip.y0 + 20}, percent(b.rate.Float64))
		c.text(n, point{(x0 + x1) / 2, strip.y0 + 35}, n.shorten(count, x1-x0-4))
	}
	head.align, n.align = left, left
	c.text(n, point{x.at(end) + 9, strip.y0 + 20}, "of past races")
	c.text(n, point{x.at(end) + 9, strip.y0 + 35}, "won")
}

// elicitedPoints draws stated odds as diamonds over their range of leads.
// Their labels and those of the curves, given in labels, stay clear of all
// that is taken.
func (c *canvas) elicitedPoints(area box, x, y scale, elicited []elicitedRow, labels []mark, taken []box) {
	marks := labels
	for _, e := range elicited {
		at := point{x.at((e.low + e.high) / 2), y.at(e.probability)}
		if e.high > e.low {
			c.line(stroke{tone: amber, width: lineWidth}, point{x.at(e.low), at.y}, point{x.at(e.high), at.y})
		}
		c.marker(diamond, amber, at, 5.2, false)
		taken = append(taken, box{at.x, at.y, at.x, at.y}.grow(6))
		marks = append(marks, mark{at: at, r: 6, text: fmt.Sprintf("%s: %s at %s", drawable(e.who), percent(e.probability), shortLead(e)), tone: ink})
	}
	s := noteStyle
	s.bold = true
	// Along the bottom the curves leave room only to the left of a rise: a
	// label there ends at its mark.
	for i := len(marks) - 1; i >= 0; i-- {
		over := s
		over.tone, over.align = marks[i].tone, right
		p := point{marks[i].at.x + marks[i].r + 2, marks[i].at.y - marks[i].r - 6}
		space := over.box(p, marks[i].text)
		if marks[i].at.y > area.y1-12 && area.holds(space) && unhindered(taken, box{}, space) {
			c.text(over, p, marks[i].text)
			taken = append(taken, space.grow(1))
			marks = append(marks[:i:i], marks[i+1:]...)
		}
	}
	c.beside(s, marks, area, taken, 40)
}
