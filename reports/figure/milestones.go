package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var milestones = Figure{
	Name: "milestones", Section: "milestones",
	Sources: []string{"figures shown", "launches"},
	draw: func(r *reader) chart.Chart {
		return drawMilestones(r.subject, rows[milestoneRow](r, "milestones"))
	},
}

// milestoneRow is a platform's way to a threshold, in days from launch.
type milestoneRow struct {
	Platform, Name string
	Threshold      float64
	Lower          float64
	Upper          sql.NullFloat64 // null: not reached
	Status         string          // reached or not_reached
	N              int
}

// milestonesShown is how many crossings of one threshold are drawn.
const milestonesShown = 20

func drawMilestones(s subject, rows []milestoneRow) chart.Chart {
	fig := chart.Chart{
		Title:    "years to milestones",
		Subtitle: "Years from launch to milestones of " + s.Label,
		Data:     chart.Table{Columns: []string{"platform_id", "platform", "threshold", "days_lower", "days_upper", "status", "figures"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no platform with a launch has reached a milestone of " + s.Short + " " + Place(s.Market) + " in this run")
	}
	var groups [][]milestoneRow
	longest, reached, open, drawn, hidden := 1.0, 0, 0, 0, 0
	var ids []string
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Platform, r.Name, r.Threshold, r.Lower, nullable(r.Upper), r.Status, r.N})
		if len(groups) == 0 || groups[len(groups)-1][0].Threshold != r.Threshold {
			groups = append(groups, nil)
		}
		if g := &groups[len(groups)-1]; r.Status == "reached" && len(*g) >= milestonesShown {
			hidden++
		} else {
			*g = append(*g, r)
			drawn++
		}
		longest = math.Max(longest, math.Max(r.Lower, r.Upper.Float64)/words.DaysPerYear)
		ids = append(ids, r.Platform)
		if r.Status == "reached" {
			reached++
			if r.Lower == 0 {
				open++
			}
		}
	}
	fig.Title = milestonesTitle(s, rows)
	fig.Subtitle = "Years from launch to milestones of " + s.Label + ". A bar spans the last figure below and the first at or above; " +
		"an arrow: not reached by the last figure"
	fig.Caption = fmt.Sprintf("n = %d crossings by %s", reached, words.Number(distinct(ids), "platform"))
	if open > 0 {
		fig.Caption += fmt.Sprintf("; dotted: no figure below is known (%d), so it may have been reached any time before", open)
	}
	if hidden > 0 {
		fig.Caption += fmt.Sprintf("; the %d slowest of them are not drawn", hidden)
	}
	fig.Caption += ". Arrows are drawn for platforms with five figures or more that passed the milestone before."
	fig.Alt = "Interval chart of the years from launch to milestones of " + s.Short + ". " + fig.Title + "."
	for _, g := range groups {
		fig.Alt += fmt.Sprintf(" %s: reached by %s.", words.Sentence(words.Spelled(g[0].Threshold)), words.Number(crossed(rows, g[0].Threshold), "platform"))
	}
	const rowHeight, headHeight = 17.5, 34.0
	fig.BodyHeight = math.Ceil(rowHeight*float64(drawn) + headHeight*float64(len(groups)) + chart.XAxisRoom + 18)
	given := platformTones(ids)
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		names := []string{}
		for _, r := range slices.Concat(groups...) {
			names = append(names, displayName(r.Name, r.Platform))
		}
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+14, frame.Y0, frame.X1-92, frame.Y1-chart.XAxisRoom-16)
		x := chart.Linear(0, longest*1.04, area.X0, area.X1)
		ticks := chart.LinearTicks(0, longest*1.04, 8, func(v float64) string { return words.Significant(v) })
		for _, t := range ticks {
			c.Down(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, x.At(t.Value), area.Y0+24, area.Y1)
		}
		c.XAxis(area, x, ticks, frame)
		c.XTitle(area, "years since launch")
		c.Text(chart.NoteStyle.FlushRight(), chart.Pt(frame.X1, area.Y0+19), "years")
		y := area.Y0
		for _, g := range groups {
			head := chart.LabelStyle.Bolder()
			c.TextOver(head, chart.Pt(frame.X0, y+19), "To "+words.Spelled(g[0].Threshold))
			y += headHeight
			for _, r := range g {
				drawMilestone(c, r, given[r.Platform], frame, x, y)
				y += rowHeight
			}
		}
	})
	return fig
}

func drawMilestone(c *chart.Canvas, r milestoneRow, t chart.Tone, frame chart.Box, x chart.Scale, y float64) {
	c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), displayName(r.Name, r.Platform))
	note := chart.NoteStyle.FlushRight()
	low := x.At(r.Lower / words.DaysPerYear)
	if r.Status != "reached" {
		c.Line(chart.Stroke{Tone: chart.Faint, Width: chart.ThinLineWidth}, chart.Pt(x.At(0), y), chart.Pt(low, y))
		c.Line(chart.Stroke{Tone: chart.Muted, Width: 1.6}, chart.Pt(low, y-4), chart.Pt(low+5, y), chart.Pt(low, y+4))
		c.Text(note, chart.Pt(frame.X1, note.Centred(y)), "not by "+tenthYears(r.Lower))
		return
	}
	high := x.At(r.Upper.Float64 / words.DaysPerYear)
	text := tenthYears(r.Lower) + "–" + tenthYears(r.Upper.Float64)
	if r.Lower == 0 {
		c.Line(chart.Stroke{Tone: t, Width: 2, Dash: chart.Dotted}, chart.Pt(low, y), chart.Pt(high, y))
		text = "by " + tenthYears(r.Upper.Float64)
	} else {
		c.Rect(t.Soft(), chart.Bounds(low, y-4.5, math.Max(high, low+2), y+4.5))
		c.Down(chart.Stroke{Tone: t, Width: 2}, low, y-4.5, y+4.5)
	}
	c.Down(chart.Stroke{Tone: t, Width: 2}, high, y-4.5, y+4.5)
	c.Text(note, chart.Pt(frame.X1, note.Centred(y)), text)
}

func tenthYears(days float64) string { return fmt.Sprintf("%.1f", days/words.DaysPerYear) }

// milestonesTitle names the quickest to the first milestone, by the latest
// day on which it can have been reached, and how many may have been quicker.
func milestonesTitle(s subject, rows []milestoneRow) string {
	first := rows[0]
	if first.Status != "reached" {
		return fmt.Sprintf("No platform has reached %s %s", words.Spelled(first.Threshold), s.Short)
	}
	done := crossed(rows, first.Threshold)
	within := "within " + tenthYears(first.Upper.Float64) + " years"
	title := fmt.Sprintf("%s reached %s %s %s", displayName(first.Name, first.Platform), words.Spelled(first.Threshold), s.Short, within)
	faster := 0 // others whose bar begins before that
	for _, r := range rows[1:] {
		if r.Threshold == first.Threshold && r.Status == "reached" && r.Lower < first.Upper.Float64 {
			faster++
		}
	}
	switch {
	case done == 1:
		return title
	case faster == 0:
		return title + ", sooner than " + words.Number(done-1, "other")
	}
	return fmt.Sprintf("%s; %s may be faster", title, words.Number(faster, "other"))
}

// crossed counts the platforms that reached a threshold.
func crossed(rows []milestoneRow, threshold float64) int {
	n := 0
	for _, r := range rows {
		if r.Threshold == threshold && r.Status == "reached" {
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
