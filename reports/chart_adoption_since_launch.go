package reports

import (
	"context"
	"fmt"
	"math"
	"sort"
	"time"

	"headstart/transform"
)

// sinceLaunchRow is an adoptionRow with the launch of its platform.
type sinceLaunchRow struct {
	adoptionRow
	launched time.Time
	launch   string // as precise as it is known
}

func (r *sinceLaunchRow) fields() []any {
	return append(r.adoptionRow.fields(), &r.launched, &r.launch)
}

func (r sinceLaunchRow) years() float64 { return (days(r.day) - days(r.launched)) / 365.25 }

func sinceLaunchChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_adoption_since_launch", (*sinceLaunchRow).fields)
	return drawSinceLaunch(rows), err
}

func drawSinceLaunch(rows []sinceLaunchRow) Chart {
	chart := Chart{
		Name:     "adoption_since_launch",
		Title:    "users by age of the platform",
		Subtitle: "Monthly active users worldwide against years since launch",
		Data:     Table{Columns: []string{"platform_id", "platform", "launch", "years_since_launch", "kind", "period", "users", "qualifier", "definition_id"}},
	}
	launched := map[string]time.Time{}
	plain := make([]adoptionRow, len(rows))
	var publishers []string
	figures := 0
	for i, r := range rows {
		plain[i] = r.adoptionRow
		launched[r.platform] = r.launched
		if r.kind == "anchor" {
			continue
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{r.platform, r.name, r.launch, math.Round(r.years()*100) / 100, r.kind, r.period,
			math.Round(r.value), r.qualifier, r.definition})
		if r.kind == "reported" {
			figures++
			publishers = append(publishers, r.publisher)
		}
	}
	if figures == 0 {
		return chart.empty("no platform has both a launch and monthly active users of the world in this run")
	}
	curves := adoptionCurves(plain, func(r adoptionRow) float64 { return (days(r.day) - days(launched[r.platform])) / 365.25 })
	byPeak(curves)
	colour(curves, curvesColoured)
	oldest := 1.0
	for _, k := range curves {
		oldest = math.Max(oldest, k.end().x)
	}
	chart.Title = sameAgeTitle(curves)
	chart.Subtitle = "Monthly active users worldwide against years since launch, logarithmic scale. Marks are reported figures, " +
		"open triangles bounds; dashed lines span more than " + fmt.Sprint(longGap) + " months"
	chart.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s for %s with a known launch%s. "+
		"A launch known to the month or year is placed at its middle; values between figures are read off the lines.", number(figures, "figure"), number(len(curves), "platform"), greyNote(curves))
	chart.Alt = fmt.Sprintf("Line chart of the monthly active users of %s by years since launch, up to %.0f years. %s.",
		number(len(curves), "platform"), oldest, chart.Title)
	chart.bodyHeight = 440
	low, high := valueRange(curves)
	chart.draw(func(c *canvas, frame box) {
		ticks := logTicksDense(low, high)
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + 6, frame.x1 - 84, frame.y1 - xAxisRoom - 16}
		x := linear(0, oldest*1.02, area.x0, area.x1)
		y := logarithmic(low, high, area.y1, area.y0)
		c.yGrid(area, y, ticks)
		c.xAxis(area, x, linearTicks(0, oldest, 10, func(v float64) string { return fmt.Sprintf("%.0f", v) }), frame)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, area.y1 + 34}, "years since launch")
		c.drawCurves(curves, area, x, y, frame.x1)
	})
	return chart
}

// sameAgeTitle compares all curves at the age, in whole years, at which most
// of the coloured ones have a value; 5 when that is among the best.
func sameAgeTitle(curves []curve) string {
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
		return fmt.Sprintf("%s grew to %s monthly users in %.1f years", curves[0].name, spelled(curves[0].peak()), curves[0].end().x)
	case 1:
		return fmt.Sprintf("%s after launch %s had %s monthly users", sentence(yearsOf(int(bestAge))), best[0].name, spelled(best[0].value))
	}
	return fmt.Sprintf("%s after launch %s had about %s monthly users, %s %s", sentence(yearsOf(int(bestAge))), best[0].name,
		spelled(best[0].value), best[1].name, spelled(best[1].value))
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
	return counted(n) + " years"
}
