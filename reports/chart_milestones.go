package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"headstart/transform"
)

// milestoneRow is a platform's way to a threshold, in days from launch.
type milestoneRow struct {
	platform, name string
	threshold      float64
	lower          float64
	upper          sql.NullFloat64 // null: not reached
	status         string          // reached or not_reached
	n              int
}

func (r *milestoneRow) fields() []any {
	return []any{&r.platform, &r.name, &r.threshold, &r.lower, &r.upper, &r.status, &r.n}
}

func milestonesChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_milestones", (*milestoneRow).fields)
	return drawMilestones(rows), err
}

const year = 365.25

// milestonesShown is how many crossings of one threshold are drawn.
const milestonesShown = 20

func drawMilestones(rows []milestoneRow) Chart {
	chart := Chart{
		Name:     "milestones",
		Title:    "years to milestones",
		Subtitle: "Years from launch to milestones of monthly active users",
		Data:     Table{Columns: []string{"platform_id", "platform", "threshold", "days_lower", "days_upper", "status", "figures"}},
	}
	if len(rows) == 0 {
		return chart.empty("no platform with a launch has reached 100 million monthly users in this run")
	}
	var groups [][]milestoneRow
	longest, reached, open, drawn, hidden := 1.0, 0, 0, 0, 0
	var ids []string
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.platform, r.name, r.threshold, r.lower, nullable(r.upper), r.status, r.n})
		if len(groups) == 0 || groups[len(groups)-1][0].threshold != r.threshold {
			groups = append(groups, nil)
		}
		if g := &groups[len(groups)-1]; r.status == "reached" && len(*g) >= milestonesShown {
			hidden++
		} else {
			*g = append(*g, r)
			drawn++
		}
		longest = math.Max(longest, math.Max(r.lower, r.upper.Float64)/year)
		ids = append(ids, r.platform)
		if r.status == "reached" {
			reached++
			if r.lower == 0 {
				open++
			}
		}
	}
	chart.Title = milestonesTitle(rows)
	chart.Subtitle = "Years from launch to milestones of monthly active users. A bar spans the last figure below and the first at or above; " +
		"an arrow: not reached so far as figures go"
	chart.Caption = fmt.Sprintf("n = %d crossings by %s", reached, number(distinct(ids), "platform"))
	if open > 0 {
		chart.Caption += fmt.Sprintf("; dotted: no figure below is known (%d), so the crossing may lie anywhere before", open)
	}
	if hidden > 0 {
		chart.Caption += fmt.Sprintf("; the %d slowest of them are not drawn", hidden)
	}
	chart.Caption += ". Arrows are drawn for platforms with five figures or more that passed the milestone before."
	chart.Alt = "Interval chart of the years from launch to milestones of monthly users. " + chart.Title + "."
	for _, g := range groups {
		chart.Alt += fmt.Sprintf(" %s: reached by %s.", sentence(spelled(g[0].threshold)), number(crossed(rows, g[0].threshold), "platform"))
	}
	const rowHeight, headHeight = 17.5, 34.0
	chart.bodyHeight = math.Ceil(rowHeight*float64(drawn) + headHeight*float64(len(groups)) + xAxisRoom + 18)
	given := platformTones(ids)
	chart.draw(func(c *canvas, frame box) {
		names := []string{}
		for _, r := range slices.Concat(groups...) {
			names = append(names, displayName(r.name, r.platform))
		}
		area := box{frame.x0 + labelStyle.widest(names) + 14, frame.y0, frame.x1 - 92, frame.y1 - xAxisRoom - 16}
		x := linear(0, longest*1.04, area.x0, area.x1)
		ticks := linearTicks(0, longest*1.04, 8, func(v float64) string { return significant(v) })
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0 + 24}, point{x.at(t.value), area.y1})
		}
		c.xAxis(area, x, ticks, frame)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, area.y1 + 34}, "years since launch")
		s.align = right
		c.text(s, point{frame.x1, area.y0 + 19}, "years")
		y := area.y0
		for _, g := range groups {
			head := labelStyle
			head.bold = true
			c.textOver(head, point{frame.x0, y + 19}, "To "+spelled(g[0].threshold))
			y += headHeight
			for _, r := range g {
				c.milestone(r, given[r.platform], frame, x, y)
				y += rowHeight
			}
		}
	})
	return chart
}

func (c *canvas) milestone(r milestoneRow, t tone, frame box, x scale, y float64) {
	c.text(labelStyle, point{frame.x0, labelStyle.centred(y)}, displayName(r.name, r.platform))
	note := noteStyle
	note.align = right
	low := x.at(r.lower / year)
	if r.status != "reached" {
		c.line(stroke{tone: faint, width: thinLineWidth}, point{x.at(0), y}, point{low, y})
		c.line(stroke{tone: muted, width: 1.6}, point{low, y - 4}, point{low + 5, y}, point{low, y + 4})
		c.text(note, point{frame.x1, note.centred(y)}, "not by "+tenthYears(r.lower))
		return
	}
	high := x.at(r.upper.Float64 / year)
	text := tenthYears(r.lower) + "–" + tenthYears(r.upper.Float64)
	if r.lower == 0 {
		c.line(stroke{tone: t, width: 2, dash: dotted}, point{low, y}, point{high, y})
		text = "by " + tenthYears(r.upper.Float64)
	} else {
		c.rect(t.soft(), box{low, y - 4.5, math.Max(high, low+2), y + 4.5})
		c.line(stroke{tone: t, width: 2}, point{low, y - 4.5}, point{low, y + 4.5})
	}
	c.line(stroke{tone: t, width: 2}, point{high, y - 4.5}, point{high, y + 4.5})
	c.text(note, point{frame.x1, note.centred(y)}, text)
}

func tenthYears(days float64) string { return fmt.Sprintf("%.1f", days/year) }

// milestonesTitle names the quickest to the first milestone, by the latest
// day on which it can have been reached.
func milestonesTitle(rows []milestoneRow) string {
	first := rows[0]
	if first.status != "reached" {
		return fmt.Sprintf("No platform has reached %s monthly users", spelled(first.threshold))
	}
	done := crossed(rows, first.threshold)
	within := "within " + tenthYears(first.upper.Float64) + " years of its launch"
	if done == 1 {
		return fmt.Sprintf("%s reached %s monthly users %s", displayName(first.name, first.platform), spelled(first.threshold), within)
	}
	return fmt.Sprintf("%s is the quickest of %d platforms to %s monthly users as far as figures tell, %s",
		displayName(first.name, first.platform), done, spelled(first.threshold), within)
}

// crossed counts the platforms that reached a threshold.
func crossed(rows []milestoneRow, threshold float64) int {
	n := 0
	for _, r := range rows {
		if r.threshold == threshold && r.status == "reached" {
			n++
		}
	}
	return n
}

func distinct(ids []string) int {
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	return len(seen)
}
