package reports

import (
	"math"
	"time"
)

// multiples is a grid of small charts, two or three to a line, each with a head
// above its plot and the years below.
type multiples struct {
	n          int
	head, plot float64 // heights
}

func (m multiples) columns() int {
	if m.n == 4 {
		return 2
	}
	return min(3, max(1, m.n))
}

func (m multiples) line() float64 { return m.head + m.plot + xAxisRoom + 14 }

func (m multiples) height() float64 {
	return m.line()*float64((m.n+m.columns()-1)/m.columns()) - 10
}

// at is the whole of panel i, and its plot with margin left of it.
func (m multiples) at(i int, frame box, margin float64) (whole, area box) {
	const gap = 20.0
	n := float64(m.columns())
	width := (frame.width() - gap*(n-1)) / n
	x, y := frame.x0+float64(i%m.columns())*(width+gap), frame.y0+float64(i/m.columns())*m.line()
	whole = box{x, y, x + width, y + m.line() - 14}
	return whole, box{x + margin, y + m.head, x + width - 8, y + m.head + m.plot}
}

// panelHead writes a name with what is counted, a note to the right of it, and
// lines below.
func (c *canvas) panelHead(whole box, name, what, beside string, below ...string) {
	head, note, end := labelStyle, noteStyle, noteStyle
	head.bold, end.align = true, right
	y := whole.y0 + 11
	c.text(end, point{whole.x1, y}, beside)
	room := whole.width() - end.width(beside) - 8
	name = head.shorten(name, room)
	c.text(head, point{whole.x0, y}, name)
	if left := room - head.width(name) - 5; what != "" && left > 24 {
		c.text(note, point{whole.x0 + head.width(name) + 5, y}, note.shorten(what, left))
	}
	for _, text := range below {
		y += 15
		c.text(note, point{whole.x0, y}, note.shorten(text, whole.width()))
	}
}

// widestTicks is the room for the ticks of every panel.
func widestTicks(all [][]tick) float64 {
	w := 0.0
	for _, ticks := range all {
		w = math.Max(w, tickMargin(ticks))
	}
	return w
}

// fitGrid is the grid of so many fits.
func fitGrid(n int) multiples { return multiples{n, 38, 108} }

// top is the end of the axis: the figures, the preferred curve, and a ceiling
// that is told, where it is not too far up.
func (p fitPanel) top() float64 {
	v := 0.0
	for _, r := range p.figures {
		v = math.Max(v, r.value)
	}
	most := 1.9 * v
	for _, r := range p.curve() {
		v = math.Max(v, math.Min(most, r.value))
	}
	if f := p.best(); f.told() {
		v = math.Max(v, math.Min(most, f.ceiling.Float64))
		v = math.Max(v, math.Min(1.5*v, f.upper.Float64))
	}
	return 1.06 * math.Max(v, 1)
}

// span is the first and the last day of a panel.
func (p fitPanel) span() (from, to time.Time) {
	from, to = p.figures[0].on, p.figures[0].on
	widen := func(on time.Time) {
		if on.Before(from) {
			from = on
		}
		if on.After(to) {
			to = on
		}
	}
	for _, r := range p.figures {
		widen(r.on)
	}
	for _, r := range p.curve() {
		widen(r.on)
	}
	return from, to
}

func (c *canvas) fitPanels(panels []fitPanel, frame box) {
	grid := fitGrid(len(panels))
	ticks := make([][]tick, len(panels))
	for i, p := range panels {
		ticks[i] = linearTicks(0, p.top(), 4, people)
	}
	margin := widestTicks(ticks)
	for i, p := range panels {
		whole, area := grid.at(i, frame, margin)
		from, to := p.span()
		x := linear(days(from)-40, days(to), area.x0, area.x1)
		y := linear(0, p.top(), area.y1, area.y0)
		c.panelHead(whole, p.name, p.what(), "n = "+grouped(p.best().n), p.reading())
		c.yGrid(area, y, ticks[i])
		c.fitPanel(p, area, x, y)
		c.xAxis(area, x, yearTicks(from, to, area.width()), whole)
	}
}

func (c *canvas) fitPanel(p fitPanel, area box, x, y scale) {
	at := func(r fittedPoint, value float64) point { return point{x.at(days(r.on)), y.at(value)} }
	var upper, lower []point
	for _, r := range p.curve() {
		if !r.lower.Valid || !r.upper.Valid {
			continue
		}
		upper = append(upper, at(r, math.Min(y.max, r.upper.Float64)))
		lower = append(lower, at(r, math.Max(0, math.Min(y.max, r.lower.Float64))))
	}
	c.between(modelTone(p.best().model).tint(), upper, lower)
	var obstacles []box
	for i := len(p.fits) - 1; i >= 0; i-- {
		f := p.fits[i]
		look := stroke{tone: modelTone(f.model), width: 2.2}
		if i > 0 {
			look.width = thinLineWidth
		}
		var solid, open []point
		for _, r := range p.points[f.model] {
			q := at(r, r.value)
			if !r.projected {
				solid = append(solid, q)
				open = append(open[:0], q)
				continue
			}
			open = append(open, q)
		}
		solid, open = under(area.y0, solid), under(area.y0, open)
		c.line(look, solid...)
		look.dash = dashed
		c.line(look, open...)
		obstacles = append(obstacles, alongLine(append(solid, open...), 1)...)
	}
	for _, r := range p.figures {
		q := point{x.at(days(r.on)), y.at(r.value)}
		c.figureMark(r, q)
		obstacles = append(obstacles, box{q.x, q.y, q.x, q.y}.grow(3.5))
	}
	f := p.best()
	if f.told() && f.ceiling.Float64 <= y.max {
		c.bracket(area.x1+5, y, f)
	}
	obstacles = append(obstacles, c.cornerNames(p, area, obstacles)...)
	if f.after > 0 {
		peak := mark{at: point{x.at(days(f.lastOn)), y.at(f.last)}, r: 4, text: p.fallen(), tone: vermilion}
		c.ring(stroke{tone: vermilion, width: 1}, peak.at, 4.6)
		c.beside(noteStyle, []mark{peak}, box{area.x0 - 4, area.y0, area.x1, area.y1 - 2}, obstacles, 90)
	}
}

// cornerNames names the curves in the lower right corner, where an S-curve
// leaves room, unless figures fell that far. It returns the space taken.
func (c *canvas) cornerNames(p fitPanel, area box, obstacles []box) []box {
	var out []box
	for i, f := range p.fits {
		s := noteStyle
		s.align, s.bold, s.tone = right, i == 0, modelTone(f.model)
		at := point{area.x1 - 3, area.y1 - 7 - 14*float64(len(p.fits)-1-i)}
		space := s.box(at, modelName(f.model)).grow(1)
		if !unhindered(obstacles, box{}, space) {
			return out
		}
		c.textOver(s, at, modelName(f.model))
		out = append(out, space)
	}
	return out
}

// figureMark draws a figure by what is known of it.
func (c *canvas) figureMark(r figureRow, at point) {
	const radius = 2.6
	shape, hollow := markerOf(round, r.qualifier)
	switch {
	case !r.fitted:
		c.marker(shape, axis, at, radius, true)
	case r.qualifier == "approx":
		c.marker(shape, axis, at, radius, false)
	default:
		c.marker(shape, ink, at, radius, hollow)
	}
}

// bracket draws a ceiling and its interval beside the plot.
func (c *canvas) bracket(x float64, y scale, f fitRow) {
	t := modelTone(f.model)
	high, low := y.at(math.Min(y.max, f.upper.Float64)), y.at(f.lower.Float64)
	c.rect(t.area(), box{x - 1.5, high, x + 1.5, low})
	if f.upper.Float64 > y.max {
		c.fill(t.area(), point{x - 4, high}, point{x + 4, high}, point{x, high - 6})
	}
	c.line(stroke{tone: t, width: 2.4}, point{x - 4, y.at(f.ceiling.Float64)}, point{x + 4, y.at(f.ceiling.Float64)})
}
