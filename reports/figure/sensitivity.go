package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var sensitivity = Figure{
	Name: "sensitivity", Section: "winning",
	Sources: []string{"races"},
	draw: func(r *reader) chart.Chart {
		return drawSensitivity(rows[specificationRow](r, "sensitivity"))
	},
}

// specificationRow is one way to ask the question, and what it finds.
type specificationRow struct {
	Part                             int // 1 what counts as winning, 2 which races and how they are read
	Kind, Label                      string
	IsPrimary                        bool
	N                                int
	Rate, RateLower, RateUpper       sql.NullFloat64 // null rate: a range
	Effect, EffectLower, EffectUpper sql.NullFloat64 // of 12 months instead of 3; null: too few races
	Level                            float64
}

func drawSensitivity(rows []specificationRow) chart.Chart {
	fig := chart.Chart{
		Title:    "Win rate and effect of the head start, by specification",
		Subtitle: "Each row is one specification",
		Data: chart.Table{Columns: []string{"part", "kind", "specification", "n", "rate", "rate_lower", "rate_upper", "effect", "effect_lower",
			"effect_upper", "level"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no decided race in this run")
	}
	names := make([]string, len(rows))
	reach, estimates, excluding := 0.1, 0, 0
	for i, r := range rows {
		names[i] = words.Sentence(r.Label)
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Part, r.Kind, r.Label, r.N, nullable(r.Rate), nullable(r.RateLower), nullable(r.RateUpper),
			nullable(r.Effect), nullable(r.EffectLower), nullable(r.EffectUpper), r.Level})
		if r.Effect.Valid {
			estimates++
			reach = math.Max(reach, math.Max(-r.EffectLower.Float64, r.EffectUpper.Float64))
			if r.EffectLower.Float64 > 0 || r.EffectUpper.Float64 < 0 {
				excluding++
			}
		}
	}
	switch {
	case estimates > 1 && excluding == 0:
		fig.Title = "Win rates vary with what counts as winning; no row shows a head-start effect"
	case estimates > 1:
		fig.Title = fmt.Sprintf("%s of %d rows %s an effect of the head start", words.Sentence(words.Counted(excluding)), estimates,
			map[bool]string{true: "shows", false: "show"}[excluding == 1])
	}
	fig.Subtitle = fmt.Sprintf("Left: share of races that the first mover won. Right: its chance with 12 months of head start minus that with 3, in points. "+
		"Lines are %s intervals that allow for shared platforms and markets; gray lines are ranges when one is left out", words.Percent(rows[0].Level))
	fig.Caption = "Sets of races use the primary definition. Small sets have no estimate of the effect. The sets overlap, and none was chosen for its result."
	fig.Alt = "Dot plots by specification. " + fig.Title + "."
	for i, r := range rows {
		if r.Rate.Valid {
			fig.Alt += fmt.Sprintf(" %s: %s of %s", names[i], words.Percent(r.Rate.Float64), words.Number(r.N, "race"))
			if r.Effect.Valid {
				fig.Alt += fmt.Sprintf(", effect %s", words.Points(r.Effect.Float64))
			}
			fig.Alt += "."
		}
	}
	const rowHeight, head, gap = 24.0, 34.0, 22.0
	parts := 1
	for i := range rows {
		if i > 0 && rows[i].Part != rows[i-1].Part {
			parts++
		}
	}
	fig.BodyHeight = head + gap*float64(parts) + rowHeight*float64(len(rows)) + chart.XAxisRoom + 6
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		shown := make([]string, len(names))
		for i, name := range names {
			shown[i] = chart.LabelStyle.Shorten(name, 300)
		}
		left := frame.X0 + chart.LabelStyle.Widest(shown) + 50
		middle := left + (frame.X1-left)/2
		rates, effects := chart.Bounds(left, frame.Y0+head, middle-16, frame.Y1-chart.XAxisRoom-6), chart.Bounds(middle+16, frame.Y0+head, frame.X1, frame.Y1-chart.XAxisRoom-6)
		x, z := chart.Linear(0, 1, rates.X0, rates.X1), chart.Linear(-reach*1.05, reach*1.05, effects.X0, effects.X1)
		c.XGrid(rates, x, chart.LinearTicks(0, 1, 4, words.Percent), frame)
		c.XGrid(effects, z, chart.LinearTicks(z.Min, z.Max, 4, words.PercentPoints), frame)
		drawReference(c, x, rates, 0.5)
		drawReference(c, z, effects, 0)
		note := chart.NoteStyle
		c.Text(note, chart.Pt(rates.X0, frame.Y0+14), "first mover won")
		c.Text(note, chart.Pt(effects.X0, frame.Y0+14), "12 months instead of 3, points")
		y := frame.Y0 + head
		for i, r := range rows {
			if i == 0 || r.Part != rows[i-1].Part {
				title := map[int]string{1: "What counts as winning", 2: "Which races, and how they are read"}[r.Part]
				c.Text(chart.LabelStyle.Bolder(), chart.Pt(frame.X0, y+14), title)
				y += gap
			}
			at := y + rowHeight/2
			label, t := chart.LabelStyle, chart.Green
			if r.IsPrimary && r.Kind == "all" {
				label, t = label.Bolder(), chart.Blue
			}
			c.Text(label, chart.Pt(frame.X0, label.Centred(at)), shown[i])
			count := note.FlushRight()
			c.Text(count, chart.Pt(left-10, count.Centred(at)), fmt.Sprint(r.N))
			if !r.Rate.Valid {
				t = chart.Muted
			}
			drawDot(c, x, at, dot{r.Rate, r.RateLower, r.RateUpper, t, chart.Round})
			drawDot(c, z, at, dot{r.Effect, r.EffectLower, r.EffectUpper, t, chart.Round})
			y += rowHeight
		}
	})
	return fig
}
