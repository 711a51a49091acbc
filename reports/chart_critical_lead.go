package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"headstart/transform"
)

// leadRow is how many simulated races against a network need a head start in
// a range: from 0 to 0 none at all, null where none is enough.
type leadRow struct {
	network  float64
	from, to sql.NullFloat64 // months
	races    int
}

func (r *leadRow) fields() []any { return []any{&r.network, &r.from, &r.to, &r.races} }

// evenRow is the head start with even odds against a network.
type evenRow struct {
	network              float64
	months, lower, upper sql.NullFloat64 // null: no head start is enough
	level                float64
	draws                int
}

func (r *evenRow) fields() []any {
	return []any{&r.network, &r.months, &r.lower, &r.upper, &r.level, &r.draws}
}

func criticalLeadChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_critical_lead", (*leadRow).fields)
	if err != nil {
		return Chart{}, err
	}
	evens, err := collect(ctx, db, "chart_critical_lead_even", (*evenRow).fields)
	if err != nil {
		return Chart{}, err
	}
	elicited, err := collect(ctx, db, "chart_win_rate_elicited", (*elicitedRow).fields)
	return drawCriticalLead(rows, evens, elicited), err
}

// ridge is the distribution of the critical lead against one network.
type ridge struct {
	network     float64
	bins        []leadRow // with a lead, in order
	none, never int       // races that need none, and that none is enough for
	races       int
	even        evenRow
}

// heaped gathers rows by network, in the order in which they come.
func heaped(rows []leadRow, evens []evenRow) []ridge {
	var out []ridge
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].network != r.network {
			out = append(out, ridge{network: r.network})
		}
		g := &out[len(out)-1]
		g.races += r.races
		switch {
		case !r.from.Valid:
			g.never += r.races
		case r.to.Float64 == 0:
			g.none += r.races
		default:
			g.bins = append(g.bins, r)
		}
	}
	for i := range out {
		for _, e := range evens {
			if e.network == out[i].network {
				out[i].even = e
			}
		}
	}
	return out
}

// leadShown is the longest critical lead on the axis, in months.
const leadShown = 48.0

func drawCriticalLead(rows []leadRow, evens []evenRow, elicited []elicitedRow) Chart {
	chart := Chart{
		Name:     "critical_lead",
		Title:    "the critical lead",
		Subtitle: "Simulated races by the head start that the first mover needs to win, by the network of the responder’s owner",
		Data:     Table{Columns: []string{"kind", "network", "months_from", "months_to", "races", "months", "lower", "upper", "level"}},
	}
	ridges := heaped(rows, evens)
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{"range", r.network, nullable(r.from), nullable(r.to), r.races, nil, nil, nil, nil})
	}
	for _, e := range evens {
		chart.Data.Rows = append(chart.Data.Rows, []any{"even_odds", e.network, nil, nil, e.draws, nullable(e.months), nullable(e.lower), nullable(e.upper), e.level})
	}
	if len(ridges) == 0 {
		return chart.empty("no simulated race in this run")
	}
	var bets []elicitedRow
	for _, e := range elicited {
		if e.probability == 0.5 && e.low == e.high {
			bets = append(bets, e)
		}
	}
	first := ridges[0]
	chart.Title = criticalLeadTitle(first, bets)
	chart.Subtitle = "Simulated races by the critical lead: the head start from which on the first mover wins. The number is the median, " +
		"with even odds; the line below it a band over the assumptions"
	chart.Caption = fmt.Sprintf("n = %s simulated races for each network, from assumptions; none is a race of the data. Bands: %s credible intervals of the median. "+
		"In all of them the responder has a launch of its own, beside the network. Never: no head start is enough.", grouped(first.races), percent(first.even.level))
	chart.Alt = "Distributions of the critical lead in simulated races. " + chart.Title + "."
	for _, g := range ridges {
		chart.Alt += fmt.Sprintf(" Against %s: median %s; no head start is needed in %s, none is enough in %s.", networkName(g.network),
			evenText(g.even), share(g.none, g.races), share(g.never, g.races))
	}
	const rowHeight, head = 104.0, 30.0
	chart.bodyHeight = head + rowHeight*float64(len(ridges)) + xAxisRoom + 18
	chart.draw(func(c *canvas, frame box) {
		area := box{frame.x0 + 92, frame.y0 + head, frame.x1 - 132, frame.y1 - xAxisRoom - 18}
		x := shifted(0, leadShown, area.x0, area.x1)
		ticks := monthsTicks(leadShown)
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
		}
		c.xAxis(area, x, ticks, frame)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, area.y1 + 34}, "head start needed")
		highest := 0
		for _, g := range ridges {
			for _, b := range g.bins {
				highest = max(highest, b.races)
			}
		}
		for i, g := range ridges {
			c.ridge(g, i == 0, x, area.y0+rowHeight*float64(i), rowHeight, highest, frame)
		}
		for _, b := range bets {
			px := x.at(b.low)
			c.line(stroke{tone: amber, width: lineWidth, dash: dotted}, point{px, area.y0 - 8}, point{px, area.y1})
		}
		for i, g := range ridges {
			c.ridgeMedian(g, x, area.y0+rowHeight*float64(i), rowHeight, highest, bets)
		}
		for _, b := range bets {
			px := x.at(b.low)
			s := noteStyle
			s.bold, s.tone, s.align = true, amber, middle
			c.text(s, point{px, area.y0 - 14}, fmt.Sprintf("%s: even odds at %s", drawable(b.who), leadText(b)))
		}
	})
	return chart
}

// ridge draws one distribution with its median and what lies beyond the axis.
func (c *canvas) ridge(g ridge, strong bool, x scale, top, height float64, highest int, frame box) {
	base := top + height - 26
	name := labelStyle
	name.bold = strong
	for i, text := range []string{"a network of", spelled(g.network)} {
		c.text(name, point{frame.x0, base - 24 + 16*float64(i)}, text)
	}
	var outline []point
	for _, b := range g.bins {
		if mid := math.Sqrt((1+b.from.Float64)*(1+b.to.Float64)) - 1; mid <= leadShown {
			outline = append(outline, point{x.at(mid), base - ridgeRise(b.races, highest, height)})
		}
	}
	if len(outline) > 1 {
		closed := append([]point{{outline[0].x, base}}, outline...)
		closed = append(closed, point{outline[len(outline)-1].x, base})
		c.fill(purple.tint(), closed...)
		c.line(stroke{tone: purple.soft(), width: 1.4}, outline...)
	}
	c.line(stroke{tone: faint, width: gridWidth}, point{x.from, base}, point{x.to, base})
	note := noteStyle
	right := x.to + 12
	c.text(note, point{right, base - 24}, "needs none: "+share(g.none, g.races))
	c.text(note, point{right, base - 8}, "never: "+share(g.never, g.races))
}

func ridgeRise(races, highest int, height float64) float64 {
	return (height - 48) * float64(races) / float64(max(highest, 1))
}

// ridgeMedian marks the median, with its band below; its label keeps clear of
// the line of a bet.
func (c *canvas) ridgeMedian(g ridge, x scale, top, height float64, highest int, bets []elicitedRow) {
	e, base := g.even, top+height-26
	if !e.months.Valid || e.months.Float64 > leadShown {
		return
	}
	low, mid, high := x.at(0), x.at(e.months.Float64), x.to
	if e.lower.Valid {
		low = x.at(math.Min(e.lower.Float64, leadShown))
	}
	if e.upper.Valid {
		high = math.Min(high, x.at(e.upper.Float64))
	}
	rise := 10.0
	for _, b := range g.bins {
		if b.to.Float64 > e.months.Float64/1.3 && b.from.Float64 < e.months.Float64*1.3 {
			rise = math.Max(rise, ridgeRise(b.races, highest, height))
		}
	}
	c.line(stroke{tone: purple, width: 1.4}, point{mid, base}, point{mid, base - rise - 2})
	c.line(stroke{tone: purple.soft(), width: 4}, point{low, base + 9}, point{high, base + 9})
	c.marker(round, purple, point{mid, base + 9}, 4, false)
	s := labelStyle
	s.bold, s.tone, s.align = true, purple, middle
	text, p := leadMonths(e.months.Float64), point{mid, base - rise - 7}
	for _, b := range bets {
		if space := s.box(p, text).grow(4); space.x0 < x.at(b.low) && x.at(b.low) < space.x1 {
			p.x = x.at(b.low) - 6
			s.align = right
			if mid > x.at(b.low) {
				p.x, s.align = x.at(b.low)+6, left
			}
			break
		}
	}
	c.textOver(s, p, text)
}

// evenText is the head start with even odds and its band, in words.
func evenText(e evenRow) string {
	switch {
	case !e.months.Valid:
		return "out of reach"
	case !e.lower.Valid:
		return leadMonths(e.months.Float64)
	case !e.upper.Valid:
		return fmt.Sprintf("%s (from %s up, without an end)", leadMonths(e.months.Float64), tenthText(e.lower.Float64))
	}
	return fmt.Sprintf("%s (%s to %s)", leadMonths(e.months.Float64), tenthText(e.lower.Float64), tenthText(e.upper.Float64))
}

// share is a part of simulated races; a few are not none.
func share(k, n int) string {
	switch {
	case k == 0:
		return "0%"
	case float64(k) < 0.005*float64(n):
		return "under 1%"
	}
	return percent(float64(k) / float64(n))
}

// grouped writes a count with spaces between thousands.
func grouped(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}

func criticalLeadTitle(g ridge, bets []elicitedRow) string {
	e := g.even
	if !e.months.Valid {
		return fmt.Sprintf("In simulation no head start gives even odds against %s", networkName(g.network))
	}
	text := fmt.Sprintf("In simulation even odds against %s take a lead of %s", networkName(g.network), evenText(e))
	if len(bets) == 0 {
		return text
	}
	bet := bets[0]
	where := "does not hold"
	if e.lower.Valid && e.lower.Float64 <= bet.low && (!e.upper.Valid || bet.low <= e.upper.Float64) {
		where = "holds"
	}
	return text + fmt.Sprintf("; the band %s %s’s %.0f", where, drawable(bet.who), bet.low)
}
