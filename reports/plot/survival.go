package plot

import (
	"strconv"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// Steps is a step function of time with its band: at each Time the Value from
// then on, until the next. AtRisk is under observation just before Time. The
// ends of the band are NaN where there are none.
type Steps struct {
	Name                              string
	Start                             float64 // the value before the first time
	Time, AtRisk, Value, Lower, Upper []float64
}

// Survival draws shares by time, with the numbers at risk below, one curve for
// each group, in the tone of its name there. What is on the axes is said by their titles.
func Survival(title, subtitle, time string, curves []Steps) chart.Chart {
	fig := chart.Chart{Title: title, Subtitle: subtitle, Alt: title, Data: chart.Table{Columns: []string{"name", "time", "at_risk", "value", "lower", "upper"}}}
	longest := 0.0
	names := make([]string, len(curves))
	for i, s := range curves {
		names[i] = chart.Drawable(s.Name)
		for k, t := range s.Time {
			fig.Data.Rows = append(fig.Data.Rows, []any{s.Name, t, s.AtRisk[k], s.Value[k], s.Lower[k], s.Upper[k]})
			longest = max(longest, t)
		}
	}
	if longest == 0 {
		return fig.Empty("all lives have length 0")
	}
	const row = 18.0
	const plotHeight = 300.0
	fig.Draw(plotHeight+40+20+row*float64(len(curves)), func(c *chart.Canvas, frame chart.Box) {
		style := chart.NoteStyle.Bolder()
		room := min(style.Widest(names), chart.ColumnWidth)
		shares := chart.LinearTicks(0, 1, 4, words.Percent)
		area := chart.Bounds(frame.X0+chart.TickMargin(shares), frame.Y0+6, frame.X1-room-14, frame.Y0+plotHeight)
		x, y := chart.Linear(0, longest, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
		ticks := chart.LinearTicks(0, longest, 8, func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) })
		c.YGrid(area, y, shares)
		c.XAxis(area, x, ticks, frame)
		c.XTitle(area, time)
		for i, s := range curves {
			tone := chart.DataTones[i%len(chart.DataTones)]
			c.Between(tone.Veil(), chart.Stairs(x, y, s.Start, s.Time, s.Upper), chart.Stairs(x, y, s.Start, s.Time, s.Lower))
		}
		for i, s := range curves {
			c.Line(chart.Stroke{Tone: chart.DataTones[i%len(chart.DataTones)], Width: chart.LineWidth}, chart.Stairs(x, y, s.Start, s.Time, s.Value)...)
		}
		top := area.Y1 + 52
		c.Text(style, chart.Pt(frame.X0, top), "number at risk")
		for i, s := range curves {
			line := top + row*float64(i+1)
			if len(curves) > 1 {
				named := style.In(chart.DataTones[i%len(chart.DataTones)])
				c.Text(named, chart.Pt(area.X1+12, line), named.Shorten(names[i], room))
			}
			for _, t := range ticks {
				c.Text(chart.NoteStyle.Centered(), chart.Pt(x.At(t.Value), line), strconv.FormatFloat(s.atRisk(t.Value), 'f', -1, 64))
			}
		}
	})
	return fig
}

// atRisk is how many are under observation just before t.
func (s Steps) atRisk(t float64) float64 {
	for i, at := range s.Time {
		if at >= t {
			return s.AtRisk[i]
		}
	}
	return 0
}
