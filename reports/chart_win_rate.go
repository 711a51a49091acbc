package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"headstart/transform"

	"gonum.org/v1/plot"
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

func winRateChart(ctx context.Context, db *transform.DB) (Chart, error) {
	buckets, err := collect(ctx, db, "win_rate", (*bucketRow).fields)
	if err != nil {
		return Chart{}, err
	}
	races, err := collect(ctx, db, "win_rate_races", (*rugRow).fields)
	if err != nil {
		return Chart{}, err
	}
	elicited, err := collect(ctx, db, "win_rate_elicited", (*elicitedRow).fields)
	return drawWinRate(buckets, races, elicited), err
}

func drawWinRate(rows []bucketRow, races []rugRow, elicited []elicitedRow) Chart {
	chart := Chart{
		Name:     "win_rate",
		Title:    "win rate by head start",
		Subtitle: "Share of decided races that the first mover won, by head start",
		Data: Table{Columns: []string{"kind", "name", "months_from", "months_to", "wins", "n", "undecided", "other_level",
			"rate", "lower", "upper", "level", "reports"}},
	}
	var base bucketRow
	var buckets []bucketRow
	for _, r := range rows {
		kind := "bucket"
		if r.position == 0 {
			base, kind = r, "base_rate"
		} else {
			buckets = append(buckets, r)
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{kind, r.bucket, r.from, nullable(r.to), r.wins, r.n, r.undecided, r.other,
			nullable(r.rate), nullable(r.lower), nullable(r.upper), r.level, nil})
	}
	longest := 36.0
	for _, r := range races {
		longest = math.Max(longest, r.months)
		won := 0
		if r.winner == "first_mover" {
			won = 1
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{"race", r.race, r.months, r.months, won, 1, nil, nil, nil, nil, nil, nil, nil})
	}
	for _, r := range elicited {
		chart.Data.Rows = append(chart.Data.Rows, []any{"elicited", r.who, r.low, r.high, nil, nil, nil, nil, r.probability, nil, nil, nil, r.reports})
	}
	if base.n == 0 {
		return chart.empty("no decided race in this run")
	}
	level := percent(base.level)
	chart.Title = winRateTitle(base, buckets)
	chart.Subtitle = fmt.Sprintf("Share of decided races that the first mover won, by head start; columns are %s Jeffreys intervals, "+
		"the band that of all races; ticks above and below are the races", level)
	chart.Caption = winRateCaption(base, elicited)
	chart.Alt = winRateAlt(base, buckets, elicited)
	chart.bodyHeight = 430
	chart.body = func(c *canvas, frame box) {
		const rug = 34
		ticks := linearTicks(0, 1, 4, percent)
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + rug, frame.x1 - 98, frame.y1 - xAxisRoom - rug}
		x := scale{0, longest * 1.08, area.x0, area.x1, shiftedLog{}}
		y := scale{0, 1, area.y1, area.y0, plot.LinearScale{}}
		c.rect(band, box{area.x0, y.at(base.upper.Float64), area.x1, y.at(base.lower.Float64)})
		c.yGrid(area, y, ticks)
		below := area
		below.y1 += rug
		c.xAxis(below, x, monthsTicks(longest*1.08), frame)
		c.rug(area, x, races)
		c.baseRate(area, y, base)
		var taken []box
		for _, b := range buckets {
			taken = append(taken, c.bucket(x, y, b, longest*1.08, y.at(base.rate.Float64))...)
		}
		c.elicitedPoints(area, x, y, elicited, taken)
	}
	return chart
}

func nullable(v sql.NullFloat64) any {
	if !v.Valid {
		return nil
	}
	return v.Float64
}

// winRateTitle says how often the first mover won, and which ranges stand
// out: those whose interval leaves the rate of all races outside.
func winRateTitle(base bucketRow, buckets []bucketRow) string {
	head := fmt.Sprintf("The first mover won %d of %d decided races (%s)", base.wins, base.n, percent(base.rate.Float64))
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
	if len(apart) > 0 {
		return head + ": " + list(apart)
	}
	return head + ", and no length of the head start stands out"
}

func winRateCaption(base bucketRow, elicited []elicitedRow) string {
	text := fmt.Sprintf("n = %s", number(base.n, "decided race"))
	if base.undecided > 0 {
		text += fmt.Sprintf("; %d undecided left out", base.undecided)
	}
	if base.other > 0 {
		text += fmt.Sprintf("; %s left out where the pair has country rows", number(base.other, "world row"))
	}
	text += ". Races share platforms and are no random sample: the intervals are, if anything, too narrow."
	reports := 0
	for _, e := range elicited {
		reports = max(reports, e.reports)
	}
	if len(elicited) > 0 {
		text += fmt.Sprintf(" Diamonds: odds that %s stated, in up to %s.", elicited[0].who, number(reports, "report"))
	}
	return text
}

func winRateAlt(base bucketRow, buckets []bucketRow, elicited []elicitedRow) string {
	text := winRateTitle(base, buckets) + fmt.Sprintf(". Win rate of the first mover by head start in %d ranges.", len(buckets))
	for _, b := range buckets {
		if b.n > 0 {
			text += fmt.Sprintf(" %s: %d of %d (%s, %s interval %s to %s).", sentence(b.bucket), b.wins, b.n, percent(b.rate.Float64),
				percent(b.level), percent(b.lower.Float64), percent(b.upper.Float64))
		}
	}
	text += fmt.Sprintf(" All races: %d of %d (%s, %s to %s).", base.wins, base.n, percent(base.rate.Float64),
		percent(base.lower.Float64), percent(base.upper.Float64))
	for _, e := range elicited {
		text += fmt.Sprintf(" %s put it at %s for a lead of %s.", e.who, percent(e.probability), leadText(e))
	}
	return text
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

func (c *canvas) baseRate(area box, y scale, base bucketRow) {
	at := y.at(base.rate.Float64)
	c.line(stroke{tone: muted, width: thinLineWidth, dash: dashed}, point{area.x0, at}, point{area.x1, at})
	s := noteStyle
	s.bold, s.tone = true, ink
	c.text(s, point{area.x1 + 7, at - 2}, "all races")
	s.bold, s.tone = false, muted
	c.text(s, point{area.x1 + 7, at + 12}, fmt.Sprintf("%s, %d of %d", percent(base.rate.Float64), base.wins, base.n))
}

// bucket draws the rate of a range as a bar over its months, the interval as
// a column at its beginning, and says k of n. It returns the space taken.
func (c *canvas) bucket(x, y scale, b bucketRow, end, base float64) []box {
	if b.n == 0 {
		return nil
	}
	if b.to.Valid {
		end = b.to.Float64
	}
	x0, x1 := x.at(b.from)+3, x.at(end)-3
	rate, top, bottom := y.at(b.rate.Float64), y.at(b.upper.Float64), y.at(b.lower.Float64)
	column := box{x0 + (x1-x0)*0.13 - 5.5, top, x0 + (x1-x0)*0.13 + 5.5, bottom}
	c.rect(green.soft(), column)
	c.line(stroke{tone: green, width: 3.4}, point{x0, rate}, point{x1, rate})
	s := labelStyle
	s.bold, s.tone = true, green
	text := point{column.x1 + 4, rate - 7}
	if b := s.box(text, percent(b.rate.Float64)); b.y0 < base && base < b.y1 {
		c.rect(band, b.grow(1)) // the line of all races would cross it out
	}
	c.text(s, text, percent(b.rate.Float64))
	n := noteStyle
	n.tone = ink
	under := point{column.x1 + 4, rate + 15}
	count := fmt.Sprintf("%d of %d", b.wins, b.n)
	c.text(n, under, count)
	return []box{column, {x0, rate - 2, x1, rate + 2}, s.box(text, percent(b.rate.Float64)), n.box(under, count)}
}

// elicitedPoints draws stated odds as diamonds over their range of leads.
func (c *canvas) elicitedPoints(area box, x, y scale, elicited []elicitedRow, taken []box) {
	var marks []mark
	for _, e := range elicited {
		at := point{x.at((e.low + e.high) / 2), y.at(e.probability)}
		if e.high > e.low {
			c.line(stroke{tone: amber, width: lineWidth}, point{x.at(e.low), at.y}, point{x.at(e.high), at.y})
		}
		c.marker(diamond, amber, at, 5.2, false)
		taken = append(taken, box{at.x, at.y, at.x, at.y}.grow(6))
		marks = append(marks, mark{at: at, r: 6, text: fmt.Sprintf("%s: %s at %s", drawable(e.who), percent(e.probability), leadText(e)), tone: amber})
	}
	s := noteStyle
	s.bold = true
	c.beside(s, marks, area, taken, 40)
}
