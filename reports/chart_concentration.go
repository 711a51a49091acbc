package reports

import (
	"context"
	"fmt"
	"math"
	"time"

	"headstart/transform"
)

// concentrationRow is the concentration of one month.
type concentrationRow struct {
	month        time.Time
	hhi          float64 // 0 to 1
	effective    float64 // 1/hhi
	platforms    int
	leader, name string
	leaderShare  float64
	// the platform with the largest figure of all; its last month ends the rows
	largest, largestName string
}

func (r *concentrationRow) fields() []any {
	return []any{&r.month, &r.hhi, &r.effective, &r.platforms, &r.leader, &r.name, &r.leaderShare, &r.largest, &r.largestName}
}

func concentrationChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_concentration", (*concentrationRow).fields)
	return drawConcentration(rows), err
}

func drawConcentration(rows []concentrationRow) Chart {
	chart := Chart{
		Name:     "concentration",
		Title:    "concentration among tracked platforms",
		Subtitle: "Herfindahl–Hirschman index of monthly active users worldwide",
		Data:     Table{Columns: []string{"month", "hhi", "effective_platforms", "platforms", "leader_id", "leader", "leader_share"}},
	}
	if len(rows) == 0 {
		return chart.empty("no month with three platforms in this run")
	}
	if runs := monthRuns(rows); len(runs) > 1 {
		longest := runs[0]
		for _, run := range runs {
			if run[1]-run[0] >= longest[1]-longest[0] {
				longest = run
			}
		}
		rows = rows[longest[0]:longest[1]]
	}
	most, maxHHI := 0, 0.0
	for _, r := range rows {
		most, maxHHI = max(most, r.platforms), math.Max(maxHHI, r.hhi)
		chart.Data.Rows = append(chart.Data.Rows, []any{r.month, math.Round(r.hhi*1e6) / 1e6, math.Round(r.effective*1e4) / 1e4, r.platforms,
			r.leader, r.name, math.Round(r.leaderShare*1e6) / 1e6})
	}
	latest := rows[len(rows)-1]
	chart.Title = fmt.Sprintf("In %s the %d tracked platforms were as concentrated as %.1f equal ones; %s was the largest",
		latest.month.Format("January 2006"), latest.platforms, latest.effective, displayName(latest.name, latest.leader))
	chart.Subtitle = "Herfindahl–Hirschman index of monthly active users worldwide (1: one has all users), beside its least possible value, " +
		"that of equal platforms; below, the number of platforms"
	chart.Caption = fmt.Sprintf("n = %s, %d to %d platforms in a month. The index is high by construction where few platforms have a figure: "+
		"read the line together with the bars. Shown: the longest unbroken stretch, up to the last figure of %s. "+
		"Shares are among tracked platforms; people use several.",
		number(len(rows), "month"), fewest(rows), most, displayName(latest.largestName, latest.largest))
	chart.Alt = fmt.Sprintf("Line chart of the concentration index of monthly users among tracked platforms, %d to %d, with the number of platforms as bars below. "+
		"%s (index %.2f). The index lies between %.2f and %.2f.", rows[0].month.Year(), rows[len(rows)-1].month.Year(), chart.Title, latest.hhi,
		lowestHHI(rows), maxHHI)
	chart.bodyHeight = 370
	chart.draw(func(c *canvas, frame box) {
		top := math.Min(1, math.Ceil(maxHHI*10+0.5)/10)
		ticks := linearTicks(0, top, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) })
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + 6, frame.x1 - 122, frame.y0 + 250}
		bars := box{area.x0, area.y1 + 34, area.x1, frame.y1 - xAxisRoom}
		x := linear(days(rows[0].month), days(rows[len(rows)-1].month.AddDate(0, 1, 0)), area.x0, area.x1)
		y := linear(0, top, area.y1, area.y0)
		c.yGrid(area, y, ticks)
		var ends []mark
		for _, run := range monthRuns(rows) {
			// The line breaks where the number of platforms changes: that step
			// is made by the data, not by the market.
			var line, floor []point
			for i := run[0]; i < run[1]; i++ {
				r := rows[i]
				x0, x1 := x.at(days(r.month)), x.at(days(r.month.AddDate(0, 1, 0)))
				floor = append(floor, point{x0, y.at(1 / float64(r.platforms))}, point{x1, y.at(1 / float64(r.platforms))})
				if i > run[0] && r.platforms != rows[i-1].platforms {
					c.line(stroke{tone: blue, width: lineWidth}, line...)
					c.line(stroke{tone: blue.soft(), width: gridWidth}, line[len(line)-1], point{x0, y.at(r.hhi)})
					line = nil
				}
				if line == nil {
					line = append(line, point{x0, y.at(r.hhi)})
				}
				line = append(line, point{x1, y.at(r.hhi)})
			}
			c.line(stroke{tone: muted, width: thinLineWidth, dash: dotted}, floor...)
			c.line(stroke{tone: blue, width: lineWidth}, line...)
			ends = []mark{{at: line[len(line)-1], text: fmt.Sprintf("index %.2f", rows[run[1]-1].hhi), tone: blue},
				{at: floor[len(floor)-1], text: "if all were equal", tone: muted}}
		}
		bold := labelStyle
		bold.bold = true
		c.column(bold, ends, area.x1+14, area.y0+6, area.y1-6)
		c.line(stroke{tone: axis, width: axisWidth}, point{area.x0, area.y1}, point{area.x1, area.y1})
		n := linear(0, float64(most), bars.y1, bars.y0)
		c.yGrid(bars, n, linearTicks(0, float64(most), 2, func(v float64) string { return fmt.Sprintf("%.0f", v) }))
		for i := 0; i < len(rows); {
			j := i
			for j < len(rows) && rows[j].platforms == rows[i].platforms && (j == i || !jumpAt(rows, j)) {
				j++
			}
			c.rect(blue.tint(), box{x.at(days(rows[i].month)), n.at(float64(rows[i].platforms)), x.at(days(rows[j-1].month.AddDate(0, 1, 0))), bars.y1})
			i = j
		}
		c.text(noteStyle, point{area.x0, bars.y0 - 9}, "platforms with a figure in the month")
		c.xAxis(bars, x, yearTicks(rows[0].month, rows[len(rows)-1].month, area.width()), frame)
	})
	return chart
}

// monthRuns are stretches without a missing month.
func monthRuns(rows []concentrationRow) [][2]int {
	var out [][2]int
	for i := range rows {
		if i == 0 || jumpAt(rows, i) {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

func jumpAt(rows []concentrationRow, i int) bool {
	return rows[i].month.After(rows[i-1].month.AddDate(0, 1, 0))
}

func fewest(rows []concentrationRow) int {
	n := rows[0].platforms
	for _, r := range rows {
		n = min(n, r.platforms)
	}
	return n
}

func lowestHHI(rows []concentrationRow) float64 {
	v := 1.0
	for _, r := range rows {
		v = math.Min(v, r.hhi)
	}
	return v
}
