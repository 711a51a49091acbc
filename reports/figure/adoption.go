package figure

import (
	"fmt"
	"math"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var adoption = Figure{
	Name: "adoption", Section: "adoption",
	draw: func(r *reader) chart.Chart {
		return drawAdoption(r.subject, rows[adoptionRow](r, "adoption"), rows[lineRow](r, "adoption_lines"))
	},
}

func drawAdoption(s subject, rows []adoptionRow, lines []lineRow) chart.Chart {
	fig := chart.Chart{
		Title:    s.Short + " over time",
		Subtitle: s.what() + ", logarithmic scale",
		Data:     chart.Table{Columns: []string{"platform_id", "platform", "kind", "day", "period", "users", "qualifier", "definition_id"}},
	}
	var publishers []string
	figures, minDay, maxDay := 0, math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Platform, r.Name, r.Kind, r.Day, r.Period, math.Round(r.Value), r.Qualifier, r.Definition})
		if r.Kind == "reported" {
			figures++
			publishers = append(publishers, r.Publisher)
			minDay, maxDay = math.Min(minDay, chart.Days(r.Day)), math.Max(maxDay, chart.Days(r.Day))
		}
	}
	if figures == 0 {
		return fig.Empty("no " + s.Label + " " + Place(s.Market) + " in this run")
	}
	curves := adoptionCurves(rows, lines, func(_ string, day time.Time) float64 { return chart.Days(day) })
	byPeak(curves)
	color(curves, curvesColored)
	fig.Title = reachedTitle(s, curves, rows)
	fig.Subtitle = s.what() + ", logarithmic scale. Marks are reported figures, open triangles lower or upper bounds; " +
		"lines join figures of one definition, dashed across more than " + fmt.Sprint(longGap) + " months"
	fig.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s for %s%s. "+
		"A line is broken where a platform changed what it counts. Definitions differ between platforms.",
		words.Number(figures, "figure"), words.Number(len(curves), "platform"), grayNote(curves))
	largest := curves[0]
	fig.Alt = fmt.Sprintf("Line chart of the %s of %s from %s to %s on a logarithmic scale. %s. The largest figure is %s for %s.",
		s.Label, words.Number(len(curves), "platform"), chart.DayOf(minDay).Format("2006"), chart.DayOf(maxDay).Format("2006"),
		fig.Title, words.Spelled(largest.peak()), largest.name)
	fig.BodyHeight = 460
	from, to := chart.DayOf(minDay), chart.DayOf(maxDay)
	from = time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	low, high := valueRange(curves)
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := chart.LogTicksDense(low, high)
		var names []string
		for _, k := range curves {
			if k.tone != chart.Faint {
				names = append(names, k.name)
			}
		}
		bold := chart.LabelStyle.Bolder()
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-chart.ColumnRoom(bold, names), frame.Y1-chart.XAxisRoom)
		x := chart.Linear(chart.Days(from), math.Max(chart.Days(to), chart.Days(from)+365)+60, area.X0, area.X1)
		y := chart.Logarithmic(low, high, area.Y1, area.Y0)
		c.YGrid(area, y, ticks)
		c.XAxis(area, x, chart.YearTicks(from, to.AddDate(0, 3, 0), area.Width()), frame)
		drawCurves(c, curves, area, x, y, frame.X1)
	})
	return fig
}

// reachedTitle says who passed the highest power of ten that anybody passed.
func reachedTitle(s subject, curves []curve, rows []adoptionRow) string {
	threshold := math.Pow(10, math.Floor(math.Log10(curves[0].peak())))
	var names []string
	for _, k := range curves {
		if k.peak() >= threshold {
			names = append(names, k.name)
		}
	}
	first := ""
	for _, r := range rows {
		if r.Kind == "reported" && r.Platform == curves[0].id && r.Value >= threshold && r.Qualifier != "at_most" {
			first = r.Period
			break
		}
	}
	switch {
	case len(curves) == 1:
		return fmt.Sprintf("%s reached %s %s by %s", names[0], words.Spelled(threshold), s.Short, words.PeriodName(first))
	case len(names) == 2 && len(curves) == 2:
		return fmt.Sprintf("Both platforms have reached %s %s; %s has the most", words.Spelled(threshold), s.Short, names[0])
	case len(names) == len(curves):
		return fmt.Sprintf("All %d platforms have reached %s %s; %s has the most", len(curves), words.Spelled(threshold), s.Short, names[0])
	case len(names) == 1:
		return fmt.Sprintf("Only %s of %s has reached %s %s, by %s", names[0], words.Number(len(curves), "platform"), words.Spelled(threshold), s.Short, words.PeriodName(first))
	}
	return fmt.Sprintf("%s of %d platforms have reached %s %s; %s has the most",
		words.Sentence(words.Counted(len(names))), len(curves), words.Spelled(threshold), s.Short, names[0])
}
