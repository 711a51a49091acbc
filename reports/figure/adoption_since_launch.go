package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var sinceLaunch = Figure{
	Name: "adoption_since_launch", Section: "adoption", Takes: parts,
	draw: func(r *reader) chart.Chart {
		all := rows[sinceLaunchRow](r, "adoption_since_launch")
		launched := map[string]time.Time{}
		age := func(platform string, day time.Time) float64 {
			return (chart.Days(day) - chart.Days(launched[platform])) / words.DaysPerYear
		}
		for _, row := range all {
			launched[row.Platform] = row.Launched
		}
		r.Data.Add("", all, "platform_id", "platform", "launch", "years_since_launch", "kind", "period", "users", "qualifier", "definition_id")
		rows := each(all, func(r sinceLaunchRow) adoptionRow { return r.adoptionRow })
		figures := len(kept(rows, adoptionRow.reported))
		if figures == 0 {
			return r.none()
		}
		curves := adoptionCurves(rows, kept(r.lines(), func(l lineRow) bool {
			launch, ok := launched[l.Platform]
			return ok && !l.From.AddDate(0, 0, 1-l.From.Day()).Before(launch)
		}), r.subject.tones, age)
		_, oldest := widest(0, 1, curves, func(k curve) []any { return []any{k.Ends()} })
		years, same := sameAge(curves)
		return r.say(map[string]any{"rows": rows, "figures": figures, "curves": curves, "gap": longGap, "joined": joined(curves), "oldest": oldest, "age": years, "years": int(years), "same": same}, 440,
			func(c *chart.Canvas, frame chart.Box) {
				low, high := valueRange(curves)
				ticks := chart.PeopleTicks(low, high)
				area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-84, frame.Y1-chart.XAxisRoom-16)
				x := chart.Linear(0, oldest*1.02, area.X0, area.X1)
				y := chart.Logarithmic(low, high, area.Y1, area.Y0)
				c.YGrid(area, y, ticks)
				c.XAxis(area, x, chart.LinearTicks(0, oldest, 10, func(v float64) string { return fmt.Sprintf("%.0f", v) }), frame)
				c.XTitle(area, "years since launch")
				drawCurves(c, curves, area, x, y, frame.X1)
			})
	},
}

// sinceLaunchRow is an adoptionRow with the launch of its platform.
type sinceLaunchRow struct {
	adoptionRow
	Launched time.Time
	Launch   string  `csv:"launch"` // as precise as it is known
	Years    float64 `csv:"years_since_launch,2"`
}

// aged is the value of a curve at an age.
type aged struct {
	Name  string
	Value float64
}

// sameAge are all curves, the largest first, at the age in whole years at which
// most of them have a value; 5 when that is among the best.
func sameAge(curves []curve) (age float64, best []aged) {
	for _, years := range []float64{5, 4, 6, 3, 7, 8, 2, 10, 1} {
		var here []aged
		for _, k := range curves {
			if v, ok := k.valueAt(years); ok {
				here = append(here, aged{k.Name, v})
			}
		}
		if len(here) > len(best) {
			age, best = years, here
		}
	}
	slices.SortStableFunc(best, func(a, b aged) int { return cmp.Compare(b.Value, a.Value) })
	return age, best
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
