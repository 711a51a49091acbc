package figure

import (
	"math"
	"time"

	"headstart/reports/chart"
)

var adoption = Figure{
	Name: "adoption", Section: "adoption", Takes: parts,
	draw: func(r *reader) chart.Chart {
		rows := rows[adoptionRow](r, "adoption")
		r.Data.Add("", rows, "platform_id", "platform", "kind", "day", "period", "users", "qualifier", "definition_id")
		reported := kept(rows, adoptionRow.reported)
		if len(reported) == 0 {
			return r.none()
		}
		curves := adoptionCurves(rows, r.lines(), r.subject.tones, func(_ string, day time.Time) float64 { return chart.Days(day) })
		first, to := widest(math.Inf(1), math.Inf(-1), reported, func(r adoptionRow) []any { return []any{chart.Days(r.Day)} })
		from := time.Date(chart.DayOf(first).Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		threshold := math.Pow(10, math.Floor(math.Log10(curves[0].Peak())))
		data := map[string]any{"rows": rows, "figures": len(reported), "curves": curves, "gap": longGap, "joined": joined(curves), "from": from, "to": chart.DayOf(to), "threshold": threshold, "reached": "", "before": false,
			"below":  kept(curves, func(k curve) bool { return k.Peak() >= threshold && k.end().y < threshold }),
			"passed": kept(curves, func(k curve) bool { return k.Peak() >= threshold })}
		for i, r := range kept(reported, func(r adoptionRow) bool { return r.Platform == curves[0].id }) {
			if r.Value >= threshold && r.Qualifier != "at_most" {
				data["reached"], data["before"] = r.Period, i == 0 && r.Value > threshold
				break
			}
		}
		return r.say(data, 460, func(c *chart.Canvas, frame chart.Box) {
			low, high := valueRange(curves)
			ticks := chart.PeopleTicks(low, high)
			names := each(kept(curves, curve.colored), func(k curve) string { return k.Name })
			area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-chart.ColumnRoom(chart.LabelStyle.Bolder(), names), frame.Y1-chart.XAxisRoom)
			x := chart.Linear(chart.Days(from), max(to, chart.Days(from)+365)+60, area.X0, area.X1)
			y := chart.Logarithmic(low, high, area.Y1, area.Y0)
			c.YGrid(area, y, ticks)
			c.XAxis(area, x, chart.YearTicks(from, chart.DayOf(to).AddDate(0, 3, 0), area.Width()), frame)
			drawCurves(c, curves, area, x, y, frame.X1)
		})
	},
}
