package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var ceiling = Figure{
	Name: "ceiling", Section: "curves",
	draw: func(r *reader) chart.Chart {
		return drawCeiling(r.subject, rows[fitRow](r, "curves"), rows[publisherRow](r, "ceiling_sources"))
	},
}

// publisherRow is who published figures of a series.
type publisherRow struct {
	segment
	Publisher string
}

// mostCeilings is for how many platforms the ceilings are drawn.
const mostCeilings = 12

// fewForCeiling is below how many figures an interval is said to rest on few.
const fewForCeiling = 10

// ceilings gathers the fits of each platform, the preferred first.
func ceilings(rows []fitRow) [][]fitRow {
	out := grouped(slices.DeleteFunc(slices.Clone(rows), func(r fitRow) bool { return r.Last <= 0 }), func(r fitRow) segment { return r.segment })
	for _, fits := range out {
		sort.SliceStable(fits, func(i, j int) bool { return fits[i].Preferred && !fits[j].Preferred })
	}
	return out
}

// room is the ceiling as a multiple of the highest figure, above all where
// none is in sight.
func (r fitRow) room() float64 {
	if !r.Ceiling.Valid {
		return math.Inf(1)
	}
	return r.Ceiling.Float64 / r.Last
}

func drawCeiling(s subject, rows []fitRow, sources []publisherRow) chart.Chart {
	fig := chart.Chart{
		Title:    "ceilings of growth",
		Subtitle: "Ceiling of fitted growth curves against the highest figure",
		Data: chart.Table{Columns: []string{"platform_id", "platform", "metric", "market", "definition_id", "model", "preferred", "n", "last_on", "highest_figure",
			"ceiling", "ceiling_lower", "ceiling_upper", "level", "share_of_ceiling", "told"}},
	}
	all := ceilings(rows)
	if len(all) == 0 {
		return fig.Empty("no series has enough figures for a curve in this run")
	}
	shown := slices.Clone(all)
	sort.SliceStable(shown, func(i, j int) bool { return shown[i][0].N > shown[j][0].N })
	shown = shown[:min(mostCeilings, len(shown))]
	sort.SliceStable(shown, func(i, j int) bool {
		a, b := shown[i][0], shown[j][0]
		if a.told() != b.told() {
			return a.told()
		}
		return a.room() < b.room()
	})
	var publishers []string
	lines, few := 0, 0
	fig.Alt = ""
	for _, fits := range shown {
		for _, s := range sources {
			if s.segment == fits[0].segment {
				publishers = append(publishers, s.Publisher)
			}
		}
		if fits[0].N < fewForCeiling {
			few++
		}
		for _, f := range fits {
			lines++
			fig.Data.Rows = append(fig.Data.Rows, []any{f.Platform, f.displayed(), f.Metric, f.Market, f.Definition, f.Model, f.Preferred, f.N, f.LastOn,
				math.Round(f.Last), rounded(f.Ceiling), rounded(f.Lower), rounded(f.Upper), f.Level, nullable(f.Share), f.told()})
		}
		fig.Alt += fmt.Sprintf(" %s, n = %d: %s.", fits[0].named(s, fits[0].displayed()), fits[0].N, fits[0].ceilingText())
	}
	level := words.Percent(shown[0][0].Level)
	fig.Title = ceilingTitle(shown)
	fig.Subtitle = fmt.Sprintf("Ceiling of the curves fitted to the figures, as a multiple of the highest figure. A bar is the %s interval, left out where "+
		"intervals of earlier years did not hold. Hollow: not identified, as growth without a ceiling fits as well or the figures do not bound it", level)
	fig.Caption = strings.TrimSpace(fmt.Sprintf("%s n: figures up to the peak, of %s%s. Bold: the curve with the lower AICc.",
		sourceLine(publishers), platformsInWords(len(shown)), more(len(all), len(shown))))
	if few > 0 {
		fig.Caption += fmt.Sprintf(" With fewer than %d figures, as %s, an interval is unreliable.", fewForCeiling, haveFew(few))
	}
	fig.Alt = fmt.Sprintf("Interval plot of the ceilings of fitted growth curves. %s.", fig.Title) + fig.Alt
	const rowHeight, gap, head = 16.0, 8.0, 22.0
	fig.BodyHeight = head + rowHeight*float64(lines) + gap*float64(len(shown)) + chart.XAxisRoom + 16
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		drawCeilings(c, s, shown, frame, head, rowHeight, gap)
	})
	return fig
}

func (r fitRow) displayed() string { return displayName(r.Name, r.Platform) }

// haveFew says that so many have few figures.
func haveFew(n int) string {
	if n == 1 {
		return "one has"
	}
	return words.Counted(n) + " have"
}

// ceilingText is what a fit says of the ceiling.
func (r fitRow) ceilingText() string {
	switch {
	case r.told():
		return estimate(words.People, r.Ceiling.Float64, r.Lower, r.Upper)
	case r.missed():
		return "curve misses the last figures"
	}
	return "not identified"
}

// ceilingRange is the part of the axis that is drawn: the ceilings told, and
// at least a tenfold of the highest figure at most 30 times.
func ceilingRange(shown [][]fitRow) (low, high float64) {
	low, high = 0.95, 3
	for _, fits := range shown {
		for _, f := range fits {
			if f.told() {
				high = math.Max(high, f.room())
				if f.Lower.Valid && f.Upper.Valid {
					low, high = math.Min(low, f.Lower.Float64/f.Last), math.Max(high, f.Upper.Float64/f.Last)
				}
			}
		}
	}
	return math.Max(0.5, low/1.04), math.Min(30, high*1.05)
}

func drawCeilings(c *chart.Canvas, s subject, shown [][]fitRow, frame chart.Box, head, rowHeight, gap float64) {
	low, high := ceilingRange(shown)
	bold, note, end := chart.LabelStyle, chart.NoteStyle, chart.NoteStyle
	bold.Bold, end.Align = true, chart.Right
	var names, models, texts []string
	for _, fits := range shown {
		for _, f := range fits {
			models = append(models, modelName(f.Model))
		}
		names, texts = append(names, fits[0].displayed()), append(texts, fits[0].ceilingText())
	}
	const counts = 58.0
	nameRoom := math.Min(150, bold.Widest(names))
	modelsAt := frame.X0 + nameRoom + 12
	textsAt := frame.X1 - counts
	area := chart.Bounds(modelsAt+note.Widest(models)+16, frame.Y0+head, textsAt-note.Widest(texts)-18, frame.Y1-chart.XAxisRoom-16)
	x := chart.Logarithmic(low, high, area.X0, area.X1)
	ticks := chart.Apart(timesTicks(low, high), x)
	c.XGrid(area, x, ticks, frame)
	c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth, Dash: chart.Dashed}, x.At(1), area.Y0-4, area.Y1)
	over := chart.NoteStyle.Centered()
	c.Text(over, chart.Pt((area.X0+area.X1)/2, area.Y1+34), "ceiling over the highest figure")
	over.Tone = chart.Ink
	c.Text(over, chart.Pt(math.Max(area.X0+over.Width("highest figure")/2-20, x.At(1)), area.Y0-8), "highest figure")
	c.Text(end, chart.Pt(textsAt, frame.Y0+13), "ceiling")
	c.Text(end, chart.Pt(frame.X1, frame.Y0+13), "n")
	y := area.Y0 + gap/2
	for i, fits := range shown {
		if i > 0 {
			c.Line(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, chart.Pt(frame.X0, y-gap/2), chart.Pt(frame.X1, y-gap/2))
		}
		first := y + rowHeight/2
		c.Text(bold, chart.Pt(frame.X0, bold.Centred(first)), bold.Shorten(fits[0].displayed(), nameRoom))
		if w := fits[0].what(s); w != "" && len(fits) > 1 {
			c.Text(note, chart.Pt(frame.X0, note.Centred(first+rowHeight)), note.Shorten(w, nameRoom))
		}
		count := words.Thousands(int64(fits[0].N))
		if fits[0].N < fewForCeiling {
			count = "only " + count
		}
		c.Text(end, chart.Pt(frame.X1, end.Centred(first)), count)
		value := end
		if fits[0].told() {
			value.Tone = chart.Ink
		}
		c.Text(value, chart.Pt(textsAt, value.Centred(first)), fits[0].ceilingText())
		for _, f := range fits {
			mid := y + rowHeight/2
			s := note
			s.Bold, s.Tone = f.Preferred, chart.Muted
			if f.told() {
				s.Tone = modelTone(f.Model)
			}
			c.Text(s, chart.Pt(modelsAt, s.Centred(mid)), modelName(f.Model))
			drawCeilingInterval(c, f, x, mid)
			y += rowHeight
		}
		y += gap
	}
}

// ceilingInterval draws one ceiling with its interval; an arrow says that it
// goes on, past the end of the axis or without one.
func drawCeilingInterval(c *chart.Canvas, f fitRow, x chart.Scale, y float64) {
	t, line := modelTone(f.Model), modelTone(f.Model).Soft()
	if !f.told() {
		t, line = chart.Axis, chart.Faint
	}
	on := func(v sql.NullFloat64, otherwise float64) float64 {
		if !v.Valid {
			return otherwise
		}
		return x.At(math.Max(x.Min, math.Min(x.Max, v.Float64/f.Last)))
	}
	if !f.Lower.Valid && !f.Upper.Valid {
		if f.room() >= x.Min && f.room() <= x.Max {
			c.Marker(chart.Round, t, chart.Pt(x.At(f.room()), y), 4.2, !f.told())
		}
		return
	}
	from, to := on(f.Lower, x.At(x.Min)), on(f.Upper, x.To)
	look := chart.Stroke{Tone: line, Width: 5}
	if open := !f.Upper.Valid || f.Upper.Float64/f.Last > x.Max; open {
		c.Line(look, chart.Pt(math.Min(from, x.To-8), y), chart.Pt(x.To-2, y))
		c.Fill(line, chart.Pt(x.To-2, y-5), chart.Pt(x.To-2, y+5), chart.Pt(x.To+6, y))
	} else {
		c.Line(look, chart.Pt(from, y), chart.Pt(to, y))
	}
	if f.room() >= x.Min && f.room() <= x.Max {
		c.Marker(chart.Round, t, chart.Pt(x.At(f.room()), y), 4.2, !f.told())
	}
}

// timesTicks label an axis of multiples.
func timesTicks(low, high float64) []chart.Tick {
	var out []chart.Tick
	for _, v := range []float64{0.5, 1, 1.5, 2, 3, 5, 10, 20} {
		if v >= low && v <= high {
			out = append(out, chart.Tick{Value: v, Label: words.Significant(v) + "×"})
		}
	}
	return out
}

// ceilingTitle says for how many platforms a ceiling is estimated, and how far
// above the highest figure.
func ceilingTitle(shown [][]fitRow) string {
	var rooms []float64
	for _, fits := range shown {
		if fits[0].told() {
			rooms = append(rooms, fits[0].room())
		}
	}
	all := platformsInWords(len(shown))
	switch len(rooms) {
	case 0:
		return noCeiling(all)
	case 1:
		return fmt.Sprintf("A ceiling can be estimated for one of %s", all)
	}
	slices.Sort(rooms)
	return fmt.Sprintf("Ceilings can be estimated for %s of %s, %s–%s times their highest figure", words.Counted(len(rooms)), all,
		words.Significant(rooms[0]), words.Significant(rooms[len(rooms)-1]))
}
