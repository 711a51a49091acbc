package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var tipping = Figure{
	Name: "tipping", Section: "robustness",
	Sources: []string{"races"},
	draw:    func(r *reader) chart.Chart { return drawTipping(rows[tippingRow](r, "tipping")) },
}

// tippingRow is the effect of the head start after so many changed outcomes.
type tippingRow struct {
	Kind, Aim            string
	Changed, N           int
	Effect, Lower, Upper float64
	Level                float64
	Reached              bool
}

func drawTipping(rows []tippingRow) chart.Chart {
	fig := chart.Chart{
		Title: "How many outcomes would have to change to show an effect of the head start",
		Data:  chart.Table{Columns: []string{"kind", "aim", "changed", "n", "effect", "lower", "upper", "level", "reached"}},
	}
	if len(rows) == 0 {
		return fig.Empty("too few decided races to estimate an effect in this run")
	}
	reach := 0.1
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Kind, r.Aim, r.Changed, r.N, r.Effect, r.Lower, r.Upper, r.Level, r.Reached})
		reach = math.Max(reach, math.Max(-r.Lower, r.Upper))
	}
	fig.Subtitle = fmt.Sprintf("Chance with 12 months of head start minus that with 3, in points, by number of changed outcomes, the most influential "+
		"first; bars are %s intervals. A dot marks where the slope differs from 0", words.Percent(rows[0].Level))
	fig.Caption = "Outcomes are chosen to reach the aim with as few as possible, so errors at random would need many more."
	fig.Alt = "Line charts. " + fig.Title + "."
	panels := grouped(rows, func(r tippingRow) string { return r.Kind })
	paths := make([][][]tippingRow, len(panels))
	for i, p := range panels {
		paths[i] = grouped(p, func(r tippingRow) string { return r.Aim })
		for _, path := range paths[i] {
			last := path[len(path)-1]
			text := fmt.Sprintf("%s: %d changed to %s", words.Sentence(chart.Drawable(last.Kind)), last.Changed, chart.Drawable(last.Aim))
			if !last.Reached {
				text += ", not reached"
			}
			fig.Alt += " " + text + "."
		}
	}
	if last := paths[0][0][len(paths[0][0])-1]; last.Kind == "wrong outcomes" && last.Reached {
		fewest := last.Changed
		for _, path := range paths[0] {
			if end := path[len(path)-1]; end.Reached {
				fewest = min(fewest, end.Changed)
			}
		}
		fig.Title = fmt.Sprintf("Changing %d of %d outcomes would show a head-start effect", fewest, last.N)
	}
	grid := chart.Multiples{N: len(panels), Head: 44, Plot: 230}
	fig.BodyHeight = grid.Height()
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		for i, panel := range paths {
			most := 1
			for _, path := range panel {
				most = max(most, path[len(path)-1].Changed)
			}
			y := chart.Linear(-reach*1.05, reach*1.05, 0, 0)
			ticks := chart.LinearTicks(y.Min, y.Max, 5, words.PercentPoints)
			whole, area := grid.At(i, frame, chart.TickMargin(ticks))
			y.From, y.To = area.Y1, area.Y0
			x := chart.Linear(0, float64(most)*1.05, area.X0+6, area.X1)
			first := panel[0][0]
			c.PanelHead(whole, words.Sentence(chart.Drawable(first.Kind)), "", words.Number(first.N, "decided race"))
			c.YGrid(area, y, ticks)
			c.XAxis(area, x, chart.LinearTicks(0, x.Max, 5, func(v float64) string { return fmt.Sprintf("%.0f", v) }), frame)
			c.Across(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, y.At(0), area.X0, area.X1)
			for k, path := range panel {
				tone := []chart.Tone{chart.Vermilion, chart.Blue}[k%2]
				var middle []chart.Point
				for _, r := range path {
					at := x.At(float64(r.Changed)) + 3*float64(2*(k%2)-1)
					middle = append(middle, chart.Pt(at, y.At(r.Effect)))
					c.Down(chart.Stroke{Tone: tone.Soft(), Width: 3}, at, y.At(r.Upper), y.At(r.Lower))
				}
				c.Line(chart.Stroke{Tone: tone, Width: chart.LineWidth}, middle...)
				last := path[len(path)-1]
				c.Marker(chart.Round, tone, middle[len(middle)-1], 4, !last.Reached)
				note := chart.NoteStyle.Bolder().In(tone).FlushRight()
				c.TextOver(note, chart.Pt(middle[len(middle)-1].X-8, note.Centred(middle[len(middle)-1].Y)), fmt.Sprint(last.Changed))
			}
		}
	})
	return fig
}
