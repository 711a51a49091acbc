package figure

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var sinceLaunch = Figure{
	Name: "adoption_since_launch", Section: "adoption",
	draw: func(r *reader) chart.Chart {
		return drawSinceLaunch(r.subject, rows[sinceLaunchRow](r, "adoption_since_launch"), rows[lineRow](r, "adoption_lines"))
	},
}

// sinceLaunchRow is an adoptionRow with the launch of its platform.
type sinceLaunchRow struct {
	adoptionRow
	Launched time.Time
	Launch   string // as precise as it is known
}

// yearsSince is the time from launch to day.
func yearsSince(launch, day time.Time) float64 {
	return (chart.Days(day) - chart.Days(launch)) / words.DaysPerYear
}

func drawSinceLaunch(s subject, rows []sinceLaunchRow, lines []lineRow) chart.Chart {
	fig := chart.Chart{
		Title:    "users by age of the platform",
		Subtitle: s.what() + " against years since launch",
		Data:     chart.Table{Columns: []string{"platform_id", "platform", "launch", "years_since_launch", "kind", "period", "users", "qualifier", "definition_id"}},
	}
	launched := map[string]time.Time{}
	plain := make([]adoptionRow, len(rows))
	var publishers []string
	figures := 0
	for i, r := range rows {
		plain[i] = r.adoptionRow
		launched[r.Platform] = r.Launched
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Platform, r.Name, r.Launch, math.Round(yearsSince(r.Launched, r.Day)*100) / 100, r.Kind, r.Period,
			math.Round(r.Value), r.Qualifier, r.Definition})
		if r.Kind == "reported" {
			figures++
			publishers = append(publishers, r.Publisher)
		}
	}
	if figures == 0 {
		return fig.Empty("no platform has both a launch and " + s.Label + " " + Place(s.Market) + " in this run")
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l lineRow) bool {
		launch, ok := launched[l.Platform]
		return !ok || l.From.AddDate(0, 0, 1-l.From.Day()).Before(launch)
	})
	curves := adoptionCurves(plain, lines, func(platform string, day time.Time) float64 { return yearsSince(launched[platform], day) })
	byPeak(curves)
	color(curves, curvesColored)
	oldest := 1.0
	for _, k := range curves {
		oldest = math.Max(oldest, k.end().x)
	}
	fig.Title = sameAgeTitle(s, curves)
	fig.Subtitle = s.what() + " against years since launch, logarithmic scale. Marks are reported figures, " +
		"open triangles bounds; dashed lines span more than " + fmt.Sprint(longGap) + " months"
	fig.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s for %s with a known launch%s. "+
		"A launch known to the month or year is placed at its middle; values between figures are read off the lines.", words.Number(figures, "figure"), words.Number(len(curves), "platform"), grayNote(curves))
	fig.Alt = fmt.Sprintf("Line chart of the %s of %s by years since launch, up to %.0f years. %s.",
		s.Label, words.Number(len(curves), "platform"), oldest, fig.Title)
	fig.BodyHeight = 440
	low, high := valueRange(curves)
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := chart.LogTicksDense(low, high)
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-84, frame.Y1-chart.XAxisRoom-16)
		x := chart.Linear(0, oldest*1.02, area.X0, area.X1)
		y := chart.Logarithmic(low, high, area.Y1, area.Y0)
		c.YGrid(area, y, ticks)
		c.XAxis(area, x, chart.LinearTicks(0, oldest, 10, func(v float64) string { return fmt.Sprintf("%.0f", v) }), frame)
		c.XTitle(area, "years since launch")
		drawCurves(c, curves, area, x, y, frame.X1)
	})
	return fig
}

// sameAgeTitle compares all curves at the age, in whole years, at which most
// of the colored ones have a value; 5 when that is among the best.
func sameAgeTitle(s subject, curves []curve) string {
	type at struct {
		name  string
		value float64
	}
	bestAge, best := 0.0, []at(nil)
	for _, age := range []float64{5, 4, 6, 3, 7, 8, 2, 10, 1} {
		var here []at
		for _, k := range curves {
			if v, ok := k.valueAt(age); ok {
				here = append(here, at{k.name, v})
			}
		}
		if len(here) > len(best) {
			bestAge, best = age, here
		}
	}
	sort.SliceStable(best, func(i, j int) bool { return best[i].value > best[j].value })
	switch len(best) {
	case 0:
		return fmt.Sprintf("%s grew to %s %s in %.1f years", curves[0].name, words.Spelled(curves[0].peak()), s.Short, curves[0].end().x)
	case 1:
		return fmt.Sprintf("%s after launch, %s had %s %s", words.Sentence(yearsOf(int(bestAge))), best[0].name, words.Spelled(best[0].value), s.Short)
	}
	return fmt.Sprintf("%s after launch, %s had %s %s, %s %s", words.Sentence(yearsOf(int(bestAge))), best[0].name,
		words.Spelled(best[0].value), s.Short, best[1].name, words.Spelled(best[1].value))
}

// valueAt reads the curve between two reported figures.
func (k curve) valueAt(x float64) (float64, bool) {
	for _, s := range k.steps {
		if s.x0 <= x && x <= s.x1 && s.x1 > s.x0 && !s.long {
			return math.Exp(math.Log(s.y0) + (math.Log(s.y1)-math.Log(s.y0))*(x-s.x0)/(s.x1-s.x0)), true
		}
	}
	return 0, false
}

// yearsOf spells a number of years.
func yearsOf(n int) string {
	if n == 1 {
		return "one year"
	}
	return words.Counted(n) + " years"
}
