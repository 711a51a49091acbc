package figure

import (
	"database/sql"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var growthYoY = Figure{
	Name: "growth_yoy", Section: "growth",
	Sources: []string{"figures shown"},
	draw: func(r *reader) chart.Chart {
		return drawGrowth(r.subject, rows[growthRow](r, "growth_yoy"))
	},
}

// growthRow compares a figure with the one about a year before.
type growthRow struct {
	Platform, Name string
	From, To       string
	On             time.Time
	Days           int
	Growth         sql.NullFloat64 // null across a change of definition
	Lower, Upper   sql.NullFloat64
	Status         string // computed, bound or definition_break
}

// bound says on which side the growth is open, as a qualifier.
func (r growthRow) bound() string {
	switch {
	case r.Status == "bound" && r.Lower.Valid:
		return "at_least"
	case r.Status == "bound":
		return "at_most"
	}
	return "exact"
}

// growthPanel is one platform's part of the chart.
type growthPanel struct {
	id, name string
	tone     chart.Tone
	rows     []growthRow
	n        int // of comparisons under one definition
}

func drawGrowth(s subject, rows []growthRow) chart.Chart {
	fig := chart.Chart{
		Title:    "year-on-year growth",
		Subtitle: "Growth of " + s.Label + " " + Place(s.Market) + " over a year",
		Data: chart.Table{Columns: []string{"platform_id", "platform", "from_period", "to_period", "to_on", "days", "growth", "growth_lower",
			"growth_upper", "status"}},
	}
	var panels []growthPanel
	breaks, n := 0, 0
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Platform, r.Name, r.From, r.To, r.On, r.Days, nullable(r.Growth), nullable(r.Lower),
			nullable(r.Upper), r.Status})
	}
	for _, of := range grouped(rows, func(r growthRow) string { return r.Platform }) {
		p := growthPanel{id: of[0].Platform, name: displayName(of[0].Name, of[0].Platform), rows: of}
		for _, r := range of {
			if r.Growth.Valid {
				p.n++
			}
		}
		n, breaks = n+p.n, breaks+len(of)-p.n
		panels = append(panels, p)
	}
	if n == 0 {
		return fig.Empty("no two figures a year apart under one definition in this run")
	}
	all := len(panels)
	sort.SliceStable(panels, func(i, j int) bool { return panels[i].n > panels[j].n })
	panels = panels[:min(9, len(panels))]
	ids := make([]string, len(panels))
	for i, p := range panels {
		ids[i] = p.id
	}
	given := platformTones(ids)
	low, high := 0.8, 2.2
	from, to := panels[0].rows[0].On, panels[0].rows[0].On
	for i := range panels {
		panels[i].tone = given[panels[i].id]
		for _, r := range panels[i].rows {
			if r.Growth.Valid {
				low, high = math.Min(low, 1+r.Growth.Float64), math.Max(high, 1+r.Growth.Float64)
			}
			if r.On.Before(from) {
				from = r.On
			}
			if r.On.After(to) {
				to = r.On
			}
		}
	}
	fig.Title = growthTitle(panels)
	fig.Subtitle = "Growth of " + s.Label + " " + Place(s.Market) + " over about a year (330 to 400 days), on a scale on which each doubling is as high as any other. " +
		"Open triangles are bounds and not joined"
	fig.Caption = fmt.Sprintf("n = %s for %s; shown: the %s with the most. ", words.Number(n, "comparison"), words.Number(all, "platform"), words.Counted(len(panels)))
	if breaks > 0 {
		fig.Caption += fmt.Sprintf("Hatched: %s across a change of definition, not drawn as growth. ", words.Number(breaks, "comparison"))
	}
	fig.Caption = strings.TrimSpace(fig.Caption)
	fig.Alt = fmt.Sprintf("Small charts of year-on-year growth of %s, %d to %d, for %s. %s.",
		s.Label, from.Year(), to.Year(), words.List(panelNames(panels)), fig.Title)
	const columns, panelHeight, gapX, gapY = 3, 118.0, 20.0, 44.0
	lines := (len(panels) + columns - 1) / columns
	fig.BodyHeight = float64(lines)*(panelHeight+gapY) + 2
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := growthTicks(low/1.1, high*1.15)
		margin := chart.TickMargin(ticks)
		width := (frame.Width() - margin - gapX*(columns-1)) / columns
		for i, p := range panels {
			x0 := frame.X0 + margin + float64(i%columns)*(width+gapX)
			y0 := frame.Y0 + float64(i/columns)*(panelHeight+gapY) + 20
			area := chart.Bounds(x0, y0, x0+width, y0+panelHeight)
			x := chart.Linear(chart.Days(from)-120, chart.Days(to)+120, area.X0, area.X1)
			y := chart.Logarithmic(low/1.1, high*1.15, area.Y1, area.Y0)
			labeled := ticks
			if i%columns > 0 {
				labeled = chart.Unlabeled(ticks)
			}
			c.YGrid(area, y, labeled)
			drawGrowthPanel(c, p, area, x, y, frame)
		}
	})
	return fig
}

func drawGrowthPanel(c *chart.Canvas, p growthPanel, area chart.Box, x, y chart.Scale, frame chart.Box) {
	head := chart.LabelStyle.Bolder().In(p.tone)
	note, n := chart.NoteStyle.FlushRight(), fmt.Sprintf("n = %d", p.n)
	place := chart.Pt(area.X1, area.Y0-7)
	if head.Width(p.name) > area.Width()-note.Width(n)-8 {
		place.Y = area.Y0 + 8
	}
	c.Text(head, chart.Pt(area.X0, area.Y0-7), head.Shorten(p.name, area.Width()))
	c.Text(note, place, n)
	c.Line(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, chart.Pt(area.X0, y.At(1)), chart.Pt(area.X1, y.At(1)))
	var broken []float64
	var line, lines []chart.Point
	flush := func() {
		lines = append(lines, line...)
		c.Line(chart.Stroke{Tone: p.tone.Soft(), Width: chart.LineWidth * 0.8}, line...)
		line = nil
	}
	last := math.Inf(-1)
	for _, r := range p.rows {
		at := x.At(chart.Days(r.On))
		if !r.Growth.Valid {
			flush()
			broken = append(broken, at)
			continue
		}
		if r.Status != "computed" {
			continue
		}
		if chart.Days(r.On)-last > 500 {
			flush()
		}
		last = chart.Days(r.On)
		line = append(line, chart.Pt(at, y.At(1+r.Growth.Float64)))
	}
	flush()
	if len(broken) > 0 {
		c.Hatch(chart.Bounds(math.Max(area.X0, broken[0]-5), area.Y0, math.Min(area.X1, broken[len(broken)-1]+5), area.Y1))
		s := chart.NoteStyle
		c.TextOver(s, chart.Pt(broken[len(broken)-1]+9, area.Y1-6), "definition changed")
	}
	obstacles := append(chart.AlongLine(lines, 2), chart.Bounds(area.X0, y.At(1)-1, area.X1, y.At(1)+1))
	end := -1
	for i, r := range p.rows {
		if !r.Growth.Valid {
			continue
		}
		shape, hollow := markerOf(chart.Round, r.bound())
		at := chart.Pt(x.At(chart.Days(r.On)), y.At(1+r.Growth.Float64))
		c.Marker(shape, p.tone, at, chart.MarkerRadius-0.4, hollow)
		obstacles = append(obstacles, chart.Bounds(at.X, at.Y, at.X, at.Y).Grow(chart.MarkerRadius))
		if r.Status == "computed" {
			end = i
		}
	}
	if end >= 0 {
		r := p.rows[end]
		s := chart.NoteStyle.Bolder()
		m := chart.Label{At: chart.Pt(x.At(chart.Days(r.On)), y.At(1+r.Growth.Float64)), R: chart.MarkerRadius, Text: words.SignedPercent(r.Growth.Float64), Tone: p.tone}
		c.Beside(s, []chart.Label{m}, chart.Bounds(area.X0, area.Y0-4, area.X1+4, area.Y1-1), obstacles, 40)
	}
	c.XAxis(area, x, chart.YearTicks(chart.DayOf(x.Min), chart.DayOf(x.Max), area.Width()), frame)
}

// growthTicks label growth factors as changes.
func growthTicks(low, high float64) []chart.Tick {
	var out []chart.Tick
	for _, f := range []float64{0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32} {
		if f >= low && f <= high {
			out = append(out, chart.Tick{Value: f, Label: words.SignedPercent(f - 1)})
		}
	}
	return out
}

func panelNames(panels []growthPanel) []string {
	out := make([]string, len(panels))
	for i, p := range panels {
		out[i] = p.name
	}
	return out
}

// growthTitle compares the first and the latest growth of the platform with
// the most comparisons.
func growthTitle(panels []growthPanel) string {
	var first, last growthRow
	for _, r := range panels[0].rows {
		if r.Growth.Valid {
			if first.To == "" {
				first = r
			}
			last = r
		}
	}
	if first.To == last.To {
		return fmt.Sprintf("%s changed by %s in the year to %s", panels[0].name, words.SignedPercent(last.Growth.Float64), words.PeriodName(last.To))
	}
	verb := "sped up"
	if last.Growth.Float64 < first.Growth.Float64 {
		verb = "slowed"
	}
	return fmt.Sprintf("%s’s yearly growth %s from %s %s to %s %s", panels[0].name, verb,
		words.SignedPercent(first.Growth.Float64), words.When(first.To), words.SignedPercent(last.Growth.Float64), words.When(last.To))
}
