package figure

import (
	"database/sql"
	"fmt"
	"math"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var criticalLead = Figure{
	Name: "critical_lead", Section: "routes",
	Sources: []string{"assumptions"},
	draw: func(r *reader) chart.Chart {
		return drawCriticalLead(rows[leadRow](r, "critical_lead"), rows[evenRow](r, "critical_lead_even"), rows[elicitedRow](r, "win_rate_elicited"), rows[judgedRow](r, "mechanism_score"))
	},
}

// leadRow is how many simulated races against a network need a head start in
// a range: from 0 to 0 none at all, null where none is enough.
type leadRow struct {
	Network  float64
	From, To sql.NullFloat64 // months
	Races    int
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
		if len(out) == 0 || out[len(out)-1].network != r.Network {
			out = append(out, ridge{network: r.Network})
		}
		g := &out[len(out)-1]
		g.races += r.Races
		switch {
		case !r.From.Valid:
			g.never += r.Races
		case r.To.Float64 == 0:
			g.none += r.Races
		default:
			g.bins = append(g.bins, r)
		}
	}
	for i := range out {
		for _, e := range evens {
			if e.Network == out[i].network {
				out[i].even = e
			}
		}
	}
	return out
}

// leadShown is the longest critical lead on the axis, in months.
const leadShown = 48.0

func drawCriticalLead(rows []leadRow, evens []evenRow, elicited []elicitedRow, judged []judgedRow) chart.Chart {
	fig := chart.Chart{
		Title:    "the critical lead",
		Subtitle: "Simulated races by the head start that the first mover needs to win, by the network of the responder’s owner",
		Data:     chart.Table{Columns: []string{"kind", "network", "months_from", "months_to", "races", "months", "lower", "upper", "level"}},
	}
	ridges := heaped(rows, evens)
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{"range", r.Network, nullable(r.From), nullable(r.To), r.Races, nil, nil, nil, nil})
	}
	for _, e := range evens {
		fig.Data.Rows = append(fig.Data.Rows, []any{"even_odds", e.Network, nil, nil, e.Draws, nullable(e.Months), nullable(e.Lower), nullable(e.Upper), e.Level})
	}
	if len(ridges) == 0 {
		return fig.Empty("no simulated race in this run")
	}
	var bets []elicitedRow
	for _, e := range elicited {
		if e.Probability == 0.5 && e.Low == e.High {
			bets = append(bets, e)
		}
	}
	first := ridges[0]
	fig.Title = criticalLeadTitle(first)
	fig.Subtitle = "Simulated races by the critical lead: the head start from which on the first mover wins. The number is the median, " +
		"with even odds; the line below it a band over the assumptions"
	fig.Caption = fmt.Sprintf("n = %s simulated races for each network, from assumptions; none is a race of the data.%s%s Bands: %s credible intervals of the median. "+
		"In all of them the responder launches on its own as well as bringing its network. Never: no head start is enough.", words.Thousands(int64(first.races)), judgment(judged), betInBand(first.even, bets), words.Percent(first.even.Level))
	fig.Alt = "Distributions of the critical lead in simulated races. " + fig.Title + "."
	for _, g := range ridges {
		fig.Alt += fmt.Sprintf(" Against %s: median %s; no head start is needed in %s, none is enough in %s.", networkName(g.network),
			evenText(g.even), words.Share(g.none, g.races), words.Share(g.never, g.races))
	}
	const rowHeight, head = 104.0, 30.0
	fig.BodyHeight = head + rowHeight*float64(len(ridges)) + chart.XAxisRoom + 18
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		area := chart.Bounds(frame.X0+92, frame.Y0+head, frame.X1-132, frame.Y1-chart.XAxisRoom-18)
		x := chart.Shifted(0, leadShown, area.X0, area.X1)
		ticks := chart.MonthsTicks(leadShown)
		c.XGrid(area, x, ticks, frame)
		c.XTitle(area, "head start needed")
		highest := 0
		for _, g := range ridges {
			for _, b := range g.bins {
				highest = max(highest, b.Races)
			}
		}
		for i, g := range ridges {
			drawRidge(c, g, i == 0, x, area.Y0+rowHeight*float64(i), rowHeight, highest, frame)
		}
		for _, b := range bets {
			px := x.At(b.Low)
			c.Down(chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth, Dash: chart.Dotted}, px, area.Y0-8, area.Y1)
		}
		for i, g := range ridges {
			drawRidgeMedian(c, g, x, area.Y0+rowHeight*float64(i), rowHeight, highest, bets)
		}
		for _, b := range bets {
			px := x.At(b.Low)
			s := chart.NoteStyle.Bolder().In(chart.Amber).Centered()
			c.Text(s, chart.Pt(px, area.Y0-14), fmt.Sprintf("%s: even odds at %s", chart.Drawable(b.Who), leadText(b)))
		}
	})
	return fig
}

// ridge draws one distribution with its median and what lies beyond the axis.
func drawRidge(c *chart.Canvas, g ridge, strong bool, x chart.Scale, top, height float64, highest int, frame chart.Box) {
	base := top + height - 26
	name := chart.LabelStyle
	name.Bold = strong
	for i, text := range strings.SplitAfter(networkName(g.network), " of ") {
		c.Text(name, chart.Pt(frame.X0, base-24+16*float64(i)), text)
	}
	var outline []chart.Point
	for _, b := range g.bins {
		if mid := math.Sqrt((1+b.From.Float64)*(1+b.To.Float64)) - 1; mid <= leadShown {
			outline = append(outline, chart.Pt(x.At(mid), base-ridgeRise(b.Races, highest, height)))
		}
	}
	if len(outline) > 1 {
		closed := append([]chart.Point{chart.Pt(outline[0].X, base)}, outline...)
		closed = append(closed, chart.Pt(outline[len(outline)-1].X, base))
		c.Fill(chart.Purple.Tint(), closed...)
		c.Line(chart.Stroke{Tone: chart.Purple.Soft(), Width: 1.4}, outline...)
	}
	c.Line(chart.Stroke{Tone: chart.Faint, Width: chart.GridWidth}, chart.Pt(x.From, base), chart.Pt(x.To, base))
	note := chart.NoteStyle
	right := x.To + 12
	c.Text(note, chart.Pt(right, base-24), "needs none: "+words.Share(g.none, g.races))
	c.Text(note, chart.Pt(right, base-8), "never: "+words.Share(g.never, g.races))
}

func ridgeRise(races, highest int, height float64) float64 {
	return (height - 48) * float64(races) / float64(max(highest, 1))
}

// ridgeMedian marks the median, with its band below; its label keeps clear of
// the line of a bet.
func drawRidgeMedian(c *chart.Canvas, g ridge, x chart.Scale, top, height float64, highest int, bets []elicitedRow) {
	e, base := g.even, top+height-26
	if !e.Months.Valid || e.Months.Float64 > leadShown {
		return
	}
	low, mid, high := x.At(0), x.At(e.Months.Float64), x.To
	if e.Lower.Valid {
		low = x.At(math.Min(e.Lower.Float64, leadShown))
	}
	if e.Upper.Valid {
		high = math.Min(high, x.At(e.Upper.Float64))
	}
	rise := 10.0
	for _, b := range g.bins {
		if b.To.Float64 > e.Months.Float64/1.3 && b.From.Float64 < e.Months.Float64*1.3 {
			rise = math.Max(rise, ridgeRise(b.Races, highest, height))
		}
	}
	c.Down(chart.Stroke{Tone: chart.Purple, Width: 1.4}, mid, base, base-rise-2)
	c.Line(chart.Stroke{Tone: chart.Purple.Soft(), Width: 4}, chart.Pt(low, base+9), chart.Pt(high, base+9))
	c.Marker(chart.Round, chart.Purple, chart.Pt(mid, base+9), 4, false)
	s := chart.LabelStyle.Bolder().In(chart.Purple).Centered()
	text, p := words.LeadMonths(e.Months.Float64), chart.Pt(mid, base-rise-7)
	for _, b := range bets {
		if space := s.Box(p, text).Grow(4); space.X0 < x.At(b.Low) && x.At(b.Low) < space.X1 {
			p.X = x.At(b.Low) - 6
			s.Align = chart.Right
			if mid > x.At(b.Low) {
				p.X, s.Align = x.At(b.Low)+6, chart.Left
			}
			break
		}
	}
	c.TextOver(s, p, text)
}

func criticalLeadTitle(g ridge) string {
	if !g.even.Months.Valid {
		return fmt.Sprintf("No simulated head start gives even odds against %s", networkName(g.network))
	}
	return fmt.Sprintf("Simulated even odds against %s: %s", networkName(g.network), evenText(g.even))
}

// betInBand says whether the band of the head start with even odds includes
// the one that somebody bet on; "" without a bet or a band.
func betInBand(e evenRow, bets []elicitedRow) string {
	if len(bets) == 0 || !e.Months.Valid || !e.Lower.Valid {
		return ""
	}
	bet, verb := bets[0], "does not include"
	if e.Lower.Float64 <= bet.Low && (!e.Upper.Valid || bet.Low <= e.Upper.Float64) {
		verb = "includes"
	}
	return fmt.Sprintf(" The band against %s %s the %s of %s.", networkName(e.Network), verb, words.Number(int(bet.Low), "month"), chart.Drawable(bet.Who))
}
