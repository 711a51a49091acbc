package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var milestones = Figure{
	Name: "milestones", Section: "milestones", Takes: []string{"platforms", "metric", "market"},
	Sources: []string{"figures shown", "launches"},
	draw: ofRows(func(r *reader, rows []milestoneRow) chart.Chart {
		var groups []milestoneGroup
		var drawn []milestoneRow
		for _, of := range grouped(rows, func(r milestoneRow) float64 { return r.Threshold }) {
			reached := kept(of, milestoneRow.reached)
			some := append(reached[:min(len(reached), milestonesShown)], kept(of, func(r milestoneRow) bool { return !r.reached() })...)
			groups = append(groups, milestoneGroup{of[0].Threshold, len(reached), some})
			drawn = append(drawn, some...)
		}
		reached, first := kept(rows, milestoneRow.reached), rows[0]
		ids := each(rows, func(r milestoneRow) string { return r.Platform })
		given := r.subject.tones.of(ids, nil)
		_, longest := widest(0, words.DaysPerYear, rows, func(r milestoneRow) []any { return []any{r.Lower, r.Upper} })
		longest = longest / words.DaysPerYear * 1.04
		data := map[string]any{"rows": rows, "groups": groups, "reached": len(reached), "platforms": len(given), "hidden": len(rows) - len(drawn), "done": groups[0].Reached,
			"open": len(kept(reached, func(r milestoneRow) bool { return r.Lower == 0 })),
			"faster": len(kept(reached, func(r milestoneRow) bool {
				return r.Platform != first.Platform && r.Threshold == first.Threshold && r.Lower < first.Upper.Float64
			}))}
		const rowHeight, headHeight = 17.5, 34.0
		height := math.Ceil(rowHeight*float64(len(drawn)) + headHeight*float64(len(groups)) + chart.XAxisRoom + 18)
		return r.say(data, height, func(c *chart.Canvas, frame chart.Box) {
			names := each(drawn, milestoneRow.name)
			area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+14, frame.Y0, frame.X1-92, frame.Y1-chart.XAxisRoom-16)
			x := chart.Linear(0, longest, area.X0, area.X1)
			ticks := chart.LinearTicks(0, longest, 8, words.Significant)
			below := area
			below.Y0 += 24
			c.XGrid(below, x, ticks, frame)
			c.XTitle(area, "years since launch")
			c.Text(chart.NoteStyle.FlushRight(), chart.Pt(frame.X1, area.Y0+19), "years")
			y := area.Y0
			for _, g := range groups {
				c.TextOver(chart.LabelStyle.Bolder(), chart.Pt(frame.X0, y+19), "To "+words.Spelled(g.Threshold))
				y += headHeight
				for _, r := range g.rows {
					drawMilestone(c, r, given[r.Platform], frame, x, y)
					y += rowHeight
				}
			}
		})
	}),
}

// milestoneRow is a platform's way to a threshold, in days from launch.
type milestoneRow struct {
	Platform  string          `csv:"platform_id"`
	Name      string          `csv:"platform"`
	Threshold float64         `csv:"threshold"`
	Lower     float64         `csv:"days_lower"`
	Upper     sql.NullFloat64 `csv:"days_upper"` // null: not reached
	Status    string          `csv:"status"`     // reached or not_reached
	N         int             `csv:"figures"`
}

func (r milestoneRow) reached() bool { return r.Status == "reached" }

func (r milestoneRow) name() string { return displayName(r.Name, r.Platform) }

// milestoneGroup is one threshold: how many reached it, and the rows drawn.
type milestoneGroup struct {
	Threshold float64
	Reached   int
	rows      []milestoneRow
}

// milestonesShown is how many crossings of one threshold are drawn.
const milestonesShown = 20

func drawMilestone(c *chart.Canvas, r milestoneRow, t chart.Tone, frame chart.Box, x chart.Scale, y float64) {
	low, high := x.At(r.Lower/words.DaysPerYear), x.At(r.Upper.Float64/words.DaysPerYear)
	text := tenthYears(r.Lower) + "–" + yearsWithin(r.Upper.Float64)
	switch {
	case !r.reached():
		c.Across(chart.Stroke{Tone: chart.Faint, Width: chart.ThinLineWidth}, y, x.At(0), low)
		c.Line(chart.Stroke{Tone: chart.Muted, Width: 1.6}, chart.Pt(low, y-4), chart.Pt(low+5, y), chart.Pt(low, y+4))
		text = "not by " + tenthYears(r.Lower)
	case r.Lower == 0:
		c.Across(chart.Stroke{Tone: t, Width: 2, Dash: chart.Dotted}, y, low, high)
		text = "by " + yearsWithin(r.Upper.Float64)
	default:
		c.Rect(t.Soft(), chart.Bounds(low, y-4.5, max(high, low+2), y+4.5))
		c.Down(chart.Stroke{Tone: t, Width: 2}, low, y-4.5, y+4.5)
	}
	if r.reached() {
		c.Down(chart.Stroke{Tone: t, Width: 2}, high, y-4.5, y+4.5)
	}
	rowTexts(c, frame, y, r.name(), text)
}

// yearsWithin writes the end of a time of days in years, which is more than none.
func yearsWithin(days float64) string { return tenthYears(max(days, 0.1*words.DaysPerYear)) }

func tenthYears(days float64) string { return fmt.Sprintf("%.1f", days/words.DaysPerYear) }
