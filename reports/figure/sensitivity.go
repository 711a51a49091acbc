package figure

import (
	"database/sql"
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var sensitivity = Figure{
	Name: "sensitivity", Section: "winning",
	Sources: []string{"races"},
	draw: ofRows(func(r *reader, rows []specificationRow) chart.Chart {
		estimates := kept(rows, func(r specificationRow) bool { return r.Effect.Valid })
		excluding := kept(estimates, func(r specificationRow) bool { return r.EffectLower.Float64 > 0 || r.EffectUpper.Float64 < 0 })
		least, most := widest(-0.1, 0.1, estimates, func(r specificationRow) []any { return []any{r.EffectLower, r.EffectUpper} })
		reach := max(-least, most) * 1.05
		parts := grouped(rows, func(r specificationRow) int { return r.Part })
		const rowHeight, head, gap = 24.0, 34.0, 22.0
		height := head + gap*float64(len(parts)) + rowHeight*float64(len(rows)) + chart.XAxisRoom + 6
		return r.say(map[string]any{"rows": rows, "estimates": len(estimates), "excluding": len(excluding),
			"setsDiffer": len(parts) == 2 && spread(parts[1]) > spread(parts[0])}, height, func(c *chart.Canvas, frame chart.Box) {
			name := func(r specificationRow) string { return chart.LabelStyle.Shorten(words.Sentence(r.Label), 300) }
			left := frame.X0 + chart.LabelStyle.Widest(each(rows, name)) + 50
			middle := left + (frame.X1-left)/2
			rates, effects := chart.Bounds(left, frame.Y0+head, middle-16, frame.Y1-chart.XAxisRoom-6), chart.Bounds(middle+16, frame.Y0+head, frame.X1, frame.Y1-chart.XAxisRoom-6)
			x, z := chart.Linear(0, 1, rates.X0, rates.X1), chart.Linear(-reach, reach, effects.X0, effects.X1)
			c.XGrid(rates, x, chart.LinearTicks(0, 1, 4, words.Percent), frame)
			c.XGrid(effects, z, chart.LinearTicks(z.Min, z.Max, 4, words.PercentPoints), frame)
			c.Down(chart.Reference, x.At(0.5), rates.Y0, rates.Y1)
			c.Down(chart.Reference, z.At(0), effects.Y0, effects.Y1)
			note := chart.NoteStyle
			c.Text(note, chart.Pt(rates.X0, frame.Y0+14), "first mover won")
			c.Text(note, chart.Pt(effects.X0, frame.Y0+14), "12 months instead of 3, points")
			y := frame.Y0 + head
			for _, part := range parts {
				title := map[int]string{1: "What counts as winning", 2: "Which races, and how they are read"}[part[0].Part]
				c.Text(chart.LabelStyle.Bolder(), chart.Pt(frame.X0, y+14), title)
				y += gap
				for _, r := range part {
					at := y + rowHeight/2
					label, t := chart.LabelStyle, chart.Green
					if r.IsPrimary && r.Kind == "all" {
						label, t = label.Bolder(), chart.Blue
					}
					c.Text(label, chart.Pt(frame.X0, label.Centred(at)), name(r))
					c.Text(note.FlushRight(), chart.Pt(left-10, note.Centred(at)), fmt.Sprint(r.N))
					if !r.Rate.Valid {
						t = chart.Muted
					}
					c.Dot(x, at, chart.Dot{Value: known(r.Rate), Lower: known(r.RateLower), Upper: known(r.RateUpper), Tone: t})
					c.Dot(z, at, chart.Dot{Value: known(r.Effect), Lower: known(r.EffectLower), Upper: known(r.EffectUpper), Tone: t})
					y += rowHeight
				}
			}
		})
	}),
}

// spread is how far the win rates lie apart.
func spread(rows []specificationRow) float64 {
	least, most := widest(1, 0, rows, func(r specificationRow) []any { return []any{r.Rate} })
	return most - least
}

// specificationRow is one way to ask the question, and what it finds: the win
// rate, null where it is a range, and the effect of 12 months instead of 3, null
// for too few races.
type specificationRow struct {
	Part        int    `csv:"part"` // 1 what counts as winning, 2 which races and how they are read
	Kind        string `csv:"kind"`
	Label       string `csv:"specification"`
	IsPrimary   bool
	N           int             `csv:"n"`
	Rate        sql.NullFloat64 `csv:"rate"`
	RateLower   sql.NullFloat64 `csv:"rate_lower"`
	RateUpper   sql.NullFloat64 `csv:"rate_upper"`
	Effect      sql.NullFloat64 `csv:"effect"`
	EffectLower sql.NullFloat64 `csv:"effect_lower"`
	EffectUpper sql.NullFloat64 `csv:"effect_upper"`
	Level       float64         `csv:"level"`
}
