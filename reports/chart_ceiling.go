package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"headstart/transform"
)

func ceilingChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_curves", (*fitRow).fields)
	if err != nil {
		return Chart{}, err
	}
	publishers, err := collect(ctx, db, "chart_ceiling_sources", (*publisherRow).fields)
	return drawCeiling(rows, publishers), err
}

// publisherRow is who published figures of a series.
type publisherRow struct {
	segment
	publisher string
}

func (r *publisherRow) fields() []any { return append(r.segment.fields(), &r.publisher) }

// mostCeilings is for how many platforms the ceilings are drawn.
const mostCeilings = 12

// fewForCeiling is below how many figures an interval is said to rest on few.
const fewForCeiling = 10

// ceilings gathers the fits of each platform, the preferred first.
func ceilings(rows []fitRow) [][]fitRow {
	var out [][]fitRow
	place := map[segment]int{}
	for _, r := range rows {
		if r.last <= 0 {
			continue
		}
		i, ok := place[r.segment]
		if !ok {
			i = len(out)
			place[r.segment] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	for _, fits := range out {
		sort.SliceStable(fits, func(i, j int) bool { return fits[i].preferred && !fits[j].preferred })
	}
	return out
}

// room is the ceiling as a multiple of the highest figure, above all where
// none is in sight.
func (r fitRow) room() float64 {
	if !r.ceiling.Valid {
		return math.Inf(1)
	}
	return r.ceiling.Float64 / r.last
}

func drawCeiling(rows []fitRow, sources []publisherRow) Chart {
	chart := Chart{
		Name:     "ceiling",
		Title:    "ceilings of growth",
		Subtitle: "Ceiling of fitted growth curves against the highest figure",
		Data: Table{Columns: []string{"platform_id", "platform", "metric", "market", "definition_id", "model", "preferred", "n", "last_on", "highest_figure",
			"ceiling", "ceiling_lower", "ceiling_upper", "level", "share_of_ceiling", "told"}},
	}
	all := ceilings(rows)
	if len(all) == 0 {
		return chart.empty("no series has figures enough for a curve in this run")
	}
	shown := slices.Clone(all)
	sort.SliceStable(shown, func(i, j int) bool { return shown[i][0].n > shown[j][0].n })
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
	chart.Alt = ""
	for _, fits := range shown {
		for _, s := range sources {
			if s.segment == fits[0].segment {
				publishers = append(publishers, s.publisher)
			}
		}
		if fits[0].n < fewForCeiling {
			few++
		}
		for _, f := range fits {
			lines++
			chart.Data.Rows = append(chart.Data.Rows, []any{f.platform, f.displayed(), f.metric, f.market, f.definition, f.model, f.preferred, f.n, f.lastOn,
				math.Round(f.last), rounded(f.ceiling), rounded(f.lower), rounded(f.upper), f.level, nullable(f.share), f.told()})
		}
		chart.Alt += fmt.Sprintf(" %s, n = %d: %s.", fits[0].named(fits[0].displayed()), fits[0].n, fits[0].ceilingText())
	}
	level := percent(shown[0][0].level)
	chart.Title = ceilingTitle(shown)
	chart.Subtitle = fmt.Sprintf("Ceiling of the curves fitted to users, as a multiple of the highest figure, with the %s profile interval. "+
		"Arrow: not bounded above; grey: no ceiling can be told, for the reason on the right", level)
	chart.Caption = strings.TrimSpace(fmt.Sprintf("%s n: figures up to the peak, of %s%s. Bold: the curve with the lower AICc.",
		sourceLine(publishers), platformsInWords(len(shown)), more(len(all), len(shown))))
	if few > 0 {
		chart.Caption += fmt.Sprintf(" With fewer than %d figures, as %s, an interval says little.", fewForCeiling, haveFew(few))
	}
	chart.Alt = fmt.Sprintf("Interval plot of the ceilings of fitted growth curves. %s.", chart.Title) + chart.Alt
	const rowHeight, gap, head = 16.0, 8.0, 22.0
	chart.bodyHeight = head + rowHeight*float64(lines) + gap*float64(len(shown)) + xAxisRoom + 16
	chart.draw(func(c *canvas, frame box) {
		c.ceilings(shown, frame, head, rowHeight, gap)
	})
	return chart
}

func (r fitRow) displayed() string { return displayName(r.name, r.platform) }

// haveFew says that so many have few figures.
func haveFew(n int) string {
	if n == 1 {
		return "one has"
	}
	return counted(n) + " have"
}

// ceilingText is what a fit says of the ceiling.
func (r fitRow) ceilingText() string {
	switch {
	case r.told():
		return estimate(people, r.ceiling.Float64, r.lower, r.upper)
	case !r.upper.Valid:
		return "not bounded above"
	case r.missed():
		return "curve misses the last figures"
	}
	return "before the inflection"
}

// ceilingRange is the part of the axis that is drawn: the ceilings told, and
// at least a tenfold of the highest figure at most 30 times.
func ceilingRange(shown [][]fitRow) (low, high float64) {
	low, high = 0.95, 3
	for _, fits := range shown {
		for _, f := range fits {
			if f.told() {
				low = math.Min(low, f.lower.Float64/f.last)
				high = math.Max(high, math.Max(f.room(), f.upper.Float64/f.last))
			}
		}
	}
	return math.Max(0.5, low/1.04), math.Min(30, high*1.05)
}

func (c *canvas) ceilings(shown [][]fitRow, frame box, head, rowHeight, gap float64) {
	low, high := ceilingRange(shown)
	bold, note, end := labelStyle, noteStyle, noteStyle
	bold.bold, end.align = true, right
	var names, models, texts []string
	for _, fits := range shown {
		for _, f := range fits {
			models = append(models, modelName(f.model))
		}
		names, texts = append(names, fits[0].displayed()), append(texts, fits[0].ceilingText())
	}
	const counts = 58.0
	nameRoom := math.Min(150, bold.widest(names))
	modelsAt := frame.x0 + nameRoom + 12
	textsAt := frame.x1 - counts
	area := box{modelsAt + note.widest(models) + 16, frame.y0 + head, textsAt - note.widest(texts) - 18, frame.y1 - xAxisRoom - 16}
	x := logarithmic(low, high, area.x0, area.x1)
	ticks := apart(timesTicks(low, high), x)
	for _, t := range ticks {
		c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
	}
	c.line(stroke{tone: ink, width: thinLineWidth, dash: dashed}, point{x.at(1), area.y0 - 4}, point{x.at(1), area.y1})
	c.xAxis(area, x, ticks, frame)
	over := noteStyle
	over.align = middle
	c.text(over, point{(area.x0 + area.x1) / 2, area.y1 + 34}, "ceiling over the highest figure")
	over.tone = ink
	c.text(over, point{math.Max(area.x0+over.width("highest figure")/2-20, x.at(1)), area.y0 - 8}, "highest figure")
	c.text(end, point{textsAt, frame.y0 + 13}, "ceiling")
	c.text(end, point{frame.x1, frame.y0 + 13}, "n")
	y := area.y0 + gap/2
	for i, fits := range shown {
		if i > 0 {
			c.line(stroke{tone: grid, width: gridWidth}, point{frame.x0, y - gap/2}, point{frame.x1, y - gap/2})
		}
		first := y + rowHeight/2
		c.text(bold, point{frame.x0, bold.centred(first)}, bold.shorten(fits[0].displayed(), nameRoom))
		if w := fits[0].what(); w != "" && len(fits) > 1 {
			c.text(note, point{frame.x0, note.centred(first + rowHeight)}, note.shorten(w, nameRoom))
		}
		count := grouped(fits[0].n)
		if fits[0].n < fewForCeiling {
			count = "only " + count
		}
		c.text(end, point{frame.x1, end.centred(first)}, count)
		value := end
		if fits[0].told() {
			value.tone = ink
		}
		c.text(value, point{textsAt, value.centred(first)}, fits[0].ceilingText())
		for _, f := range fits {
			mid := y + rowHeight/2
			s := note
			s.bold, s.tone = f.preferred, muted
			if f.told() {
				s.tone = modelTone(f.model)
			}
			c.text(s, point{modelsAt, s.centred(mid)}, modelName(f.model))
			c.ceilingInterval(f, x, mid)
			y += rowHeight
		}
		y += gap
	}
}

// ceilingInterval draws one ceiling with its interval; an arrow says that it
// goes on, past the end of the axis or without one.
func (c *canvas) ceilingInterval(f fitRow, x scale, y float64) {
	t, line := modelTone(f.model), modelTone(f.model).soft()
	if !f.told() {
		t, line = axis, faint
	}
	on := func(v sql.NullFloat64, otherwise float64) float64 {
		if !v.Valid {
			return otherwise
		}
		return x.at(math.Max(x.min, math.Min(x.max, v.Float64/f.last)))
	}
	from, to := on(f.lower, x.at(x.min)), on(f.upper, x.to)
	look := stroke{tone: line, width: 5}
	if open := !f.upper.Valid || f.upper.Float64/f.last > x.max; open {
		c.line(look, point{math.Min(from, x.to-8), y}, point{x.to - 2, y})
		c.fill(line, point{x.to - 2, y - 5}, point{x.to - 2, y + 5}, point{x.to + 6, y})
	} else {
		c.line(look, point{from, y}, point{to, y})
	}
	if f.room() >= x.min && f.room() <= x.max {
		c.marker(round, t, point{x.at(f.room()), y}, 4.2, !f.told())
	}
}

// timesTicks label an axis of multiples.
func timesTicks(low, high float64) []tick {
	var out []tick
	for _, v := range []float64{0.5, 1, 1.5, 2, 3, 5, 10, 20} {
		if v >= low && v <= high {
			out = append(out, tick{v, significant(v) + "×"})
		}
	}
	return out
}

// apart leaves out ticks whose labels would touch the one before.
func apart(ticks []tick, s scale) []tick {
	var out []tick
	end := math.Inf(-1)
	for _, t := range ticks {
		half := tickStyle.width(t.label) / 2
		if at := s.at(t.value); at-half >= end {
			out, end = append(out, t), at+half+7
		}
	}
	return out
}

// ceilingTitle says how many ceilings the figures tell, and how much room is
// left in the middle one.
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
		return fmt.Sprintf("The figures tell no ceiling for any of %s", all)
	case 1:
		return fmt.Sprintf("A ceiling can be told for one of %s, %s times the highest figure", all, significant(rooms[0]))
	}
	slices.Sort(rooms)
	return fmt.Sprintf("A ceiling can be told for %s of %s, from %s to %s times the highest figure", counted(len(rooms)), all,
		significant(rooms[0]), significant(rooms[len(rooms)-1]))
}
