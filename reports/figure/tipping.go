package figure

import (
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var tipping = Figure{
	Name: "tipping", Section: "robustness",
	Sources: []string{"races"},
	draw: ofRows(func(r *reader, rows []tippingRow) chart.Chart {
		panels := grouped(rows, func(r tippingRow) string { return r.Kind })
		ends := each(grouped(rows, func(r tippingRow) [2]string { return [2]string{r.Kind, r.Aim} }), last[tippingRow])
		fewest := 0
		for _, end := range ends {
			if end.Kind == "wrong outcomes" && end.Reached && (fewest == 0 || end.Changed < fewest) {
				fewest = end.Changed
			}
		}
		least, most := widest(-0.1, 0.1, rows, func(r tippingRow) []any { return []any{r.Lower, r.Upper} })
		reach := max(-least, most) * 1.05
		grid := chart.Multiples{N: len(panels), Head: 44, Plot: 230}
		return r.say(map[string]any{"rows": rows, "ends": ends, "fewest": fewest}, grid.Height(), func(c *chart.Canvas, frame chart.Box) {
			for i, panel := range panels {
				_, most := widest(0, 1, panel, func(r tippingRow) []any { return []any{r.Changed} })
				ticks := chart.LinearTicks(-reach, reach, 5, words.PercentPoints)
				whole, area := grid.At(i, frame, chart.TickMargin(ticks))
				x, y := chart.Linear(0, most*1.05, area.X0+6, area.X1), chart.Linear(-reach, reach, area.Y1, area.Y0)
				c.PanelHead(whole, words.Sentence(chart.Drawable(panel[0].Kind)), "", words.Number(panel[0].N, "decided race"))
				c.YGrid(area, y, ticks)
				c.XAxis(area, x, chart.LinearTicks(0, x.Max, 5, func(v float64) string { return fmt.Sprintf("%.0f", v) }), frame)
				c.Across(chart.Reference, y.At(0), area.X0, area.X1)
				for k, path := range grouped(panel, func(r tippingRow) string { return r.Aim }) {
					tone := chart.Blue
					if last(path).Effect < path[0].Effect {
						tone = chart.Vermilion
					}
					var middle []chart.Point
					for _, r := range path {
						at := x.At(float64(r.Changed)) + 3*float64(2*(k%2)-1)
						middle = append(middle, chart.Pt(at, y.At(r.Effect)))
						c.Down(chart.Stroke{Tone: tone.Soft(), Width: 3}, at, y.At(r.Upper), y.At(r.Lower))
					}
					c.Line(chart.Stroke{Tone: tone, Width: chart.LineWidth}, middle...)
					end := last(middle)
					c.Marker(chart.Round, tone, end, 4, !last(path).Reached)
					note := chart.NoteStyle.Bolder().In(tone).FlushRight()
					c.TextOver(note, chart.Pt(end.X-8, note.Centred(end.Y)), fmt.Sprint(last(path).Changed))
				}
			}
		})
	}),
}

// tippingRow is the effect of the head start after so many changed outcomes.
type tippingRow struct {
	Kind    string  `csv:"kind"`
	Aim     string  `csv:"aim"`
	Changed int     `csv:"changed"`
	N       int     `csv:"n"`
	Effect  float64 `csv:"effect"`
	Lower   float64 `csv:"lower"`
	Upper   float64 `csv:"upper"`
	Level   float64 `csv:"level"`
	Reached bool    `csv:"reached"`
}
