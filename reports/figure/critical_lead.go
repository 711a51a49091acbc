package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var criticalLead = Figure{
	Name: "critical_lead", Section: "routes",
	Sources: []string{"assumptions"},
	draw: func(r *reader) chart.Chart {
		leads, evens := rows[leadRow](r, "critical_lead"), rows[evenRow](r, "critical_lead_even")
		r.Data.Add("range", leads)
		r.Data.Add("even_odds", evens)
		ridges := each(grouped(leads, func(r leadRow) float64 { return r.Network }), func(of []leadRow) ridge { return newRidge(of, evens) })
		if len(ridges) == 0 {
			return r.none()
		}
		bets := kept(rows[elicitedRow](r, "win_rate_elicited"), func(e elicitedRow) bool { return e.Probability == 0.5 && e.Low == e.High })
		highest := 0
		for _, g := range ridges {
			for _, b := range g.bins {
				highest = max(highest, b.Races)
			}
		}
		const rowHeight, head = 104.0, 30.0
		data := map[string]any{"ridges": ridges, "bets": bets, "judged": rows[judgedRow](r, "mechanism_score")}
		return r.say(data, head+rowHeight*float64(len(ridges))+chart.XAxisRoom+18, func(c *chart.Canvas, frame chart.Box) {
			area := chart.Bounds(frame.X0+92, frame.Y0+head, frame.X1-132, frame.Y1-chart.XAxisRoom-18)
			x := chart.Shifted(0, leadShown, area.X0, area.X1)
			c.XGrid(area, x, chart.MonthsTicks(leadShown), frame)
			c.XTitle(area, "head start needed")
			for i, g := range ridges {
				name := chart.LabelStyle
				name.Bold = i == 0
				drawRidge(c, g, name, x, area.Y0+rowHeight*float64(i+1)-26, (rowHeight-48)/float64(max(highest, 1)), frame)
			}
			for _, b := range bets {
				c.Down(chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth, Dash: chart.Dotted}, x.At(b.Low), area.Y0-8, area.Y1)
				text := fmt.Sprintf("%s: even odds at %s", chart.Drawable(b.Who), words.Months(b.Low, b.High))
				c.Text(chart.NoteStyle.Bolder().In(chart.Amber).Centered(), chart.Pt(x.At(b.Low), area.Y0-14), text)
			}
			for i, g := range ridges {
				drawRidgeMedian(c, g, x, area.Y0+rowHeight*float64(i+1)-26, (rowHeight-48)/float64(max(highest, 1)))
			}
		})
	},
}

// leadRow is how many simulated races against a network need a head start in
// a range: from 0 to 0 none at all, null where none is enough.
type leadRow struct {
	Network float64         `csv:"network"`
	From    sql.NullFloat64 `csv:"months_from"`
	To      sql.NullFloat64 `csv:"months_to"`
	Races   int             `csv:"races"`
}

// ridge is the distribution of the critical lead against one network.
type ridge struct {
	Network            float64
	bins               []leadRow // with a lead, in order
	None, Never, Total int       // races that need none, that none is enough for, and all
	Even               evenRow
}

func newRidge(rows []leadRow, evens []evenRow) ridge {
	g := ridge{Network: rows[0].Network}
	for _, r := range rows {
		g.Total += r.Races
		switch {
		case !r.From.Valid:
			g.Never += r.Races
		case r.To.Float64 == 0:
			g.None += r.Races
		default:
			g.bins = append(g.bins, r)
		}
	}
	if i := slices.IndexFunc(evens, func(e evenRow) bool { return e.Network == g.Network }); i >= 0 {
		g.Even = evens[i]
	}
	return g
}

func (g ridge) Races() string { return words.Thousands(int64(g.Total)) }

// Holds says that the band of the median includes a head start.
func (g ridge) Holds(months float64) bool {
	return g.Even.Lower.Float64 <= months && (!g.Even.Upper.Valid || months <= g.Even.Upper.Float64)
}

// leadShown is the longest critical lead on the axis, in months.
const leadShown = 48.0

// drawRidge draws one distribution over its base, so high for each race, with
// what lies beyond the axis.
func drawRidge(c *chart.Canvas, g ridge, name chart.Style, x chart.Scale, base, rise float64, frame chart.Box) {
	for i, text := range strings.SplitAfter(networkName(g.Network), " of ") {
		c.Text(name, chart.Pt(frame.X0, base-24+16*float64(i)), text)
	}
	var outline []chart.Point
	for _, b := range g.bins {
		if mid := math.Sqrt((1+b.From.Float64)*(1+b.To.Float64)) - 1; mid <= leadShown {
			outline = append(outline, chart.Pt(x.At(mid), base-rise*float64(b.Races)))
		}
	}
	if len(outline) > 1 {
		c.Between(chart.Purple.Tint(), outline, []chart.Point{chart.Pt(outline[0].X, base), chart.Pt(last(outline).X, base)})
		c.Line(chart.Stroke{Tone: chart.Purple.Soft(), Width: 1.4}, outline...)
	}
	c.Across(chart.Stroke{Tone: chart.Faint, Width: chart.GridWidth}, base, x.From, x.To)
	c.Text(chart.NoteStyle, chart.Pt(x.To+12, base-24), "needs none: "+words.Share(g.None, g.Total))
	c.Text(chart.NoteStyle, chart.Pt(x.To+12, base-8), "never: "+words.Share(g.Never, g.Total))
}

// drawRidgeMedian marks the median, with its band below.
func drawRidgeMedian(c *chart.Canvas, g ridge, x chart.Scale, base, rise float64) {
	months := g.Even.Months.Float64
	if !g.Even.Months.Valid || months > leadShown {
		return
	}
	low, mid, high := x.At(min(g.Even.Lower.Float64, leadShown)), x.At(months), x.To
	if g.Even.Upper.Valid {
		high = min(high, x.At(g.Even.Upper.Float64))
	}
	top := 10.0
	for _, b := range g.bins {
		if b.To.Float64 > months/1.3 && b.From.Float64 < months*1.3 {
			top = max(top, rise*float64(b.Races))
		}
	}
	c.Down(chart.Stroke{Tone: chart.Purple, Width: 1.4}, mid, base, base-top-2)
	c.Across(chart.Stroke{Tone: chart.Purple.Soft(), Width: 4}, base+9, low, high)
	c.Marker(chart.Round, chart.Purple, chart.Pt(mid, base+9), 4, false)
	c.TextOver(chart.LabelStyle.Bolder().In(chart.Purple).Centered(), chart.Pt(mid, base-top-7), words.LeadMonths(months))
}
