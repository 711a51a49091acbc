package figure

import (
	"cmp"
	"database/sql"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var ceiling = Figure{
	Name: "ceiling", Section: "curves",
	draw: func(r *reader) chart.Chart {
		all := grouped(rows[fitRow](r, "curves"), func(r fitRow) segment { return r.segment })
		if len(all) == 0 {
			return r.none()
		}
		shown := slices.Clone(all)
		slices.SortStableFunc(shown, func(a, b []fitRow) int { return b[0].N - a[0].N })
		shown = shown[:min(mostCeilings, len(shown))]
		slices.SortStableFunc(shown, func(a, b []fitRow) int {
			if a[0].Told != b[0].Told {
				return map[bool]int{true: -1, false: 1}[a[0].Told]
			}
			return cmp.Compare(a[0].room(), b[0].room())
		})
		drawn, best := slices.Concat(shown...), each(shown, func(fits []fitRow) fitRow { return fits[0] })
		r.Data.Add("", drawn, "platform_id", "platform", "metric", "market", "definition_id", "model", "preferred", "n", "last_on", "highest_figure",
			"ceiling", "ceiling_lower", "ceiling_upper", "level", "share_of_ceiling", "told")
		told := kept(best, fitRow.told)
		least, most := widest(math.Inf(1), 0, told, func(r fitRow) []any { return []any{r.room()} })
		data := map[string]any{"panels": shown, "all": len(all), "told": told, "least": least, "most": most, "level": best[0].Level, "enough": enoughForCeiling,
			"few": len(kept(best, fitRow.few)), "publishers": kept(rows[publisherRow](r, "ceiling_sources"), func(s publisherRow) bool {
				return slices.ContainsFunc(best, func(f fitRow) bool { return f.segment == s.segment })
			})}
		const rowHeight, gap, head = 16.0, 8.0, 22.0
		height := head + rowHeight*float64(len(drawn)) + gap*float64(len(shown)) + chart.XAxisRoom + 16
		return r.say(data, height, func(c *chart.Canvas, frame chart.Box) {
			drawCeilings(c, r.subject, shown, frame, head, rowHeight, gap)
		})
	},
}

// publisherRow is who published figures of a series.
type publisherRow struct {
	segment
	Publisher string
}

// mostCeilings is for how many platforms the ceilings are drawn, and
// enoughForCeiling how many figures an interval should rest on.
const mostCeilings, enoughForCeiling = 12, 10

func (r fitRow) told() bool { return r.Told }

func (r fitRow) few() bool { return r.N < enoughForCeiling }

// room is the ceiling as a multiple of the highest figure, above all where
// none is in sight.
func (r fitRow) room() float64 {
	if !r.Ceiling.Valid {
		return math.Inf(1)
	}
	return r.Ceiling.Float64 / r.Peak
}

// Says is what a fit says of the ceiling.
func (r fitRow) Says() string {
	switch {
	case r.Told:
		return r.Estimate()
	case r.Missed():
		return "curve misses the last figures"
	}
	return "not identified"
}

// ceilingRange is the part of the axis that is drawn: the ceilings told, and
// at least a tenfold of the highest figure at most 30 times.
func ceilingRange(shown [][]fitRow) (low, high float64) {
	low, high = widest(0.95, 3, kept(slices.Concat(shown...), fitRow.told), func(f fitRow) []any {
		if f.Lower.Valid && f.Upper.Valid {
			return []any{f.room(), f.Lower.Float64 / f.Peak, f.Upper.Float64 / f.Peak}
		}
		return []any{math.Max(0.95, f.room())}
	})
	return math.Max(0.5, low/1.04), math.Min(30, high*1.05)
}

func drawCeilings(c *chart.Canvas, s subject, shown [][]fitRow, frame chart.Box, head, rowHeight, gap float64) {
	low, high := ceilingRange(shown)
	bold, note, end := chart.LabelStyle.Bolder(), chart.NoteStyle, chart.NoteStyle.FlushRight()
	names := each(shown, func(fits []fitRow) string { return fits[0].Shown() })
	texts := each(shown, func(fits []fitRow) string { return fits[0].Says() })
	models := each(slices.Concat(shown...), func(f fitRow) string { return modelName(f.Model) })
	nameRoom := math.Min(150, bold.Widest(names))
	modelsAt, textsAt := frame.X0+nameRoom+12, frame.X1-58
	area := chart.Bounds(modelsAt+note.Widest(models)+16, frame.Y0+head, textsAt-note.Widest(texts)-18, frame.Y1-chart.XAxisRoom-16)
	x := chart.Logarithmic(low, high, area.X0, area.X1)
	c.XGrid(area, x, chart.Apart(timesTicks(low, high, 0.5, 1, 1.5, 2, 3, 5, 10, 20), x), frame)
	c.XTitle(area, "ceiling over the highest figure")
	c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth, Dash: chart.Dashed}, x.At(1), area.Y0-4, area.Y1)
	over := note.Centered().In(chart.Ink)
	c.Text(over, chart.Pt(math.Max(area.X0+over.Width("highest figure")/2-20, x.At(1)), area.Y0-8), "highest figure")
	c.Text(end, chart.Pt(textsAt, frame.Y0+13), "ceiling")
	c.Text(end, chart.Pt(frame.X1, frame.Y0+13), "n")
	y := area.Y0 + gap/2
	for i, fits := range shown {
		if i > 0 {
			c.Across(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, y-gap/2, frame.X0, frame.X1)
		}
		first, best := y+rowHeight/2, fits[0]
		c.Text(bold, chart.Pt(frame.X0, bold.Centred(first)), bold.Shorten(names[i], nameRoom))
		if len(fits) > 1 {
			c.Text(note, chart.Pt(frame.X0, note.Centred(first+rowHeight)), note.Shorten(best.what(s), nameRoom))
		}
		count := words.Thousands(int64(best.N))
		if best.few() {
			count = "only " + count
		}
		c.Text(end, chart.Pt(frame.X1, end.Centred(first)), count)
		value := end
		if best.Told {
			value.Tone = chart.Ink
		}
		c.Text(value, chart.Pt(textsAt, value.Centred(first)), texts[i])
		for _, f := range fits {
			s := note.In(chart.Muted)
			s.Bold = f.Preferred
			if f.Told {
				s.Tone = modelTone(f.Model)
			}
			c.Text(s, chart.Pt(modelsAt, s.Centred(y+rowHeight/2)), modelName(f.Model))
			drawCeilingInterval(c, f, x, y+rowHeight/2)
			y += rowHeight
		}
		y += gap
	}
}

// drawCeilingInterval draws one ceiling with its interval; an arrow says that it
// goes on, past the end of the axis or without one.
func drawCeilingInterval(c *chart.Canvas, f fitRow, x chart.Scale, y float64) {
	t, look := modelTone(f.Model), chart.Stroke{Tone: modelTone(f.Model).Soft(), Width: 5}
	if !f.Told {
		t, look.Tone = chart.Axis, chart.Faint
	}
	on := func(v sql.NullFloat64) float64 { return x.At(math.Max(x.Min, math.Min(x.Max, v.Float64/f.Peak))) }
	switch open := !f.Upper.Valid || f.Upper.Float64/f.Peak > x.Max; {
	case !f.Lower.Valid && !f.Upper.Valid:
	case open:
		c.Across(look, y, math.Min(on(f.Lower), x.To-8), x.To-2)
		c.Fill(look.Tone, chart.Pt(x.To-2, y-5), chart.Pt(x.To-2, y+5), chart.Pt(x.To+6, y))
	default:
		c.Across(look, y, on(f.Lower), on(f.Upper))
	}
	if f.room() >= x.Min && f.room() <= x.Max {
		c.Marker(chart.Round, t, chart.Pt(x.At(f.room()), y), 4.2, !f.Told)
	}
}
