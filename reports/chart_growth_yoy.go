package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"headstart/transform"
)

// growthRow compares a figure with the one about a year before.
type growthRow struct {
	platform, name string
	from, to       string
	on             time.Time
	days           int
	growth         sql.NullFloat64 // null across a change of definition
	lower, upper   sql.NullFloat64
	status         string // computed, bound or definition_break
}

func (r *growthRow) fields() []any {
	return []any{&r.platform, &r.name, &r.from, &r.to, &r.on, &r.days, &r.growth, &r.lower, &r.upper, &r.status}
}

// bound says on which side the growth is open, as a qualifier.
func (r growthRow) bound() string {
	switch {
	case r.status == "bound" && r.lower.Valid:
		return "at_least"
	case r.status == "bound":
		return "at_most"
	}
	return "exact"
}

// growthPanel is one platform's part of the chart.
type growthPanel struct {
	id, name string
	tone     tone
	rows     []growthRow
	n        int // of comparisons under one definition
}

func growthChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_growth_yoy", (*growthRow).fields)
	return drawGrowth(rows), err
}

func drawGrowth(rows []growthRow) Chart {
	chart := Chart{
		Name:     "growth_yoy",
		Title:    "year-on-year growth",
		Subtitle: "Growth of monthly active users worldwide over a year",
		Data: Table{Columns: []string{"platform_id", "platform", "from_period", "to_period", "to_on", "days", "growth", "growth_lower",
			"growth_upper", "status"}},
	}
	var panels []growthPanel
	breaks, n := 0, 0
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.platform, r.name, r.from, r.to, r.on, r.days, nullable(r.growth), nullable(r.lower),
			nullable(r.upper), r.status})
		if len(panels) == 0 || panels[len(panels)-1].id != r.platform {
			panels = append(panels, growthPanel{id: r.platform, name: displayName(r.name, r.platform)})
		}
		p := &panels[len(panels)-1]
		p.rows = append(p.rows, r)
		if r.growth.Valid {
			p.n++
			n++
		} else {
			breaks++
		}
	}
	if n == 0 {
		return chart.empty("no two figures a year apart under one definition in this run")
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
	from, to := panels[0].rows[0].on, panels[0].rows[0].on
	for i := range panels {
		panels[i].tone = given[panels[i].id]
		for _, r := range panels[i].rows {
			if r.growth.Valid {
				low, high = math.Min(low, 1+r.growth.Float64), math.Max(high, 1+r.growth.Float64)
			}
			if r.on.Before(from) {
				from = r.on
			}
			if r.on.After(to) {
				to = r.on
			}
		}
	}
	chart.Title = growthTitle(panels)
	chart.Subtitle = "Growth of monthly active users worldwide over about a year (330 to 400 days), on a scale on which each doubling is as high as any other. " +
		"Open triangles are bounds and not joined"
	chart.Caption = fmt.Sprintf("n = %s for %s; shown: the %s with the most. ", number(n, "comparison"), number(all, "platform"), counted(len(panels)))
	if breaks > 0 {
		chart.Caption += fmt.Sprintf("Hatched: %s across a change of definition, not drawn as growth. ", number(breaks, "comparison"))
	}
	chart.Caption = strings.TrimSpace(chart.Caption)
	chart.Alt = fmt.Sprintf("Small charts of year-on-year growth of monthly active users, %d to %d, for %s. %s.",
		from.Year(), to.Year(), list(panelNames(panels)), chart.Title)
	const columns, panelHeight, gapX, gapY = 3, 118.0, 20.0, 44.0
	lines := (len(panels) + columns - 1) / columns
	chart.bodyHeight = float64(lines)*(panelHeight+gapY) + 2
	chart.draw(func(c *canvas, frame box) {
		ticks := growthTicks(low/1.1, high*1.15)
		margin := tickMargin(ticks)
		width := (frame.width() - margin - gapX*(columns-1)) / columns
		for i, p := range panels {
			x0 := frame.x0 + margin + float64(i%columns)*(width+gapX)
			y0 := frame.y0 + float64(i/columns)*(panelHeight+gapY) + 20
			area := box{x0, y0, x0 + width, y0 + panelHeight}
			x := linear(days(from)-120, days(to)+120, area.x0, area.x1)
			y := logarithmic(low/1.1, high*1.15, area.y1, area.y0)
			labelled := ticks
			if i%columns > 0 {
				labelled = unlabelled(ticks)
			}
			c.yGrid(area, y, labelled)
			c.growthPanel(p, area, x, y, frame)
		}
	})
	return chart
}

func (c *canvas) growthPanel(p growthPanel, area box, x, y scale, frame box) {
	head := labelStyle
	head.bold, head.tone = true, p.tone
	c.text(head, point{area.x0, area.y0 - 7}, head.shorten(p.name, area.width()-46))
	note := noteStyle
	note.align = right
	c.text(note, point{area.x1, area.y0 - 7}, fmt.Sprintf("n = %d", p.n))
	c.line(stroke{tone: axis, width: axisWidth}, point{area.x0, y.at(1)}, point{area.x1, y.at(1)})
	var broken []float64
	var line, lines []point
	flush := func() {
		lines = append(lines, line...)
		c.line(stroke{tone: p.tone.soft(), width: lineWidth * 0.8}, line...)
		line = nil
	}
	last := math.Inf(-1)
	for _, r := range p.rows {
		at := x.at(days(r.on))
		if !r.growth.Valid {
			flush()
			broken = append(broken, at)
			continue
		}
		if r.status != "computed" {
			continue
		}
		if days(r.on)-last > 500 {
			flush()
		}
		last = days(r.on)
		line = append(line, point{at, y.at(1 + r.growth.Float64)})
	}
	flush()
	if len(broken) > 0 {
		c.hatch(box{math.Max(area.x0, broken[0]-5), area.y0, math.Min(area.x1, broken[len(broken)-1]+5), area.y1})
		s := noteStyle
		c.textOver(s, point{broken[len(broken)-1] + 9, area.y1 - 6}, "definition changed")
	}
	obstacles := append(alongLine(lines, 2), box{area.x0, y.at(1) - 1, area.x1, y.at(1) + 1})
	end := -1
	for i, r := range p.rows {
		if !r.growth.Valid {
			continue
		}
		shape, hollow := markerOf(round, r.bound())
		at := point{x.at(days(r.on)), y.at(1 + r.growth.Float64)}
		c.marker(shape, p.tone, at, markerRadius-0.4, hollow)
		obstacles = append(obstacles, box{at.x, at.y, at.x, at.y}.grow(markerRadius))
		if r.status == "computed" {
			end = i
		}
	}
	if end >= 0 {
		r := p.rows[end]
		s := noteStyle
		s.bold = true
		m := mark{at: point{x.at(days(r.on)), y.at(1 + r.growth.Float64)}, r: markerRadius, text: signedPercent(r.growth.Float64), tone: p.tone}
		c.beside(s, []mark{m}, box{area.x0, area.y0 - 4, area.x1 + 4, area.y1 - 1}, obstacles, 40)
	}
	c.xAxis(area, x, yearTicks(dayOf(x.min), dayOf(x.max), area.width()), frame)
}

func unlabelled(ticks []tick) []tick {
	out := make([]tick, len(ticks))
	for i, t := range ticks {
		out[i].value = t.value
	}
	return out
}

// growthTicks label growth factors as changes.
func growthTicks(low, high float64) []tick {
	var out []tick
	for _, f := range []float64{0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32} {
		if f >= low && f <= high {
			out = append(out, tick{f, signedPercent(f - 1)})
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
		if r.growth.Valid {
			if first.to == "" {
				first = r
			}
			last = r
		}
	}
	if first.to == last.to {
		return fmt.Sprintf("%s changed by %s in the year to %s", panels[0].name, signedPercent(last.growth.Float64), last.to)
	}
	verb := "sped up"
	if last.growth.Float64 < first.growth.Float64 {
		verb = "slowed"
	}
	return fmt.Sprintf("%s’s growth %s from %s in the year to %s to %s in the year to %s", panels[0].name, verb,
		signedPercent(first.growth.Float64), first.to, signedPercent(last.growth.Float64), last.to)
}
