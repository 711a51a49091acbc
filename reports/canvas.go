package reports

// canvas gathers the shapes of a drawing, the first at the back, in pixels
// from the top left corner.
type canvas struct{ shapes []shape }

// shape is one mark of a drawing, as every writer of it understands: a text, a
// circle or a path of straight lines. A circle and a path are filled, drawn
// around, or both.
type shape struct {
	points []point // of the path; the middle of the circle; where the baseline of the text is anchored
	radius float64 // above 0: a circle
	closed bool    // the path ends where it began
	fill   tone    // zero: not filled
	line   stroke  // zero: not drawn
	text   string  // not empty: a text
	style  textStyle
}

type point struct{ x, y float64 }

// box is a rectangle; y grows downwards.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) width() float64 { return b.x1 - b.x0 }

func (b box) overlaps(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }
func (b box) holds(c box) bool    { return b.x0 <= c.x0 && c.x1 <= b.x1 && b.y0 <= c.y0 && c.y1 <= b.y1 }
func (b box) grow(d float64) box  { return box{b.x0 - d, b.y0 - d, b.x1 + d, b.y1 + d} }

// stroke is how a line looks: no dash is a solid line, a zero width none.
type stroke struct {
	tone  tone
	width float64
	dash  dash
}

// dash is the length of the dashes and of the gaps between them.
type dash [2]float64

var (
	dashed = dash{5, 4}
	dotted = dash{1.5, 3}
)

func (c *canvas) line(s stroke, points ...point) {
	if len(points) > 1 {
		c.shapes = append(c.shapes, shape{points: points, line: s})
	}
}

func (c *canvas) fill(t tone, points ...point) {
	c.shapes = append(c.shapes, shape{points: points, closed: true, fill: t})
}

func (c *canvas) rect(t tone, b box) {
	c.fill(t, point{b.x0, b.y0}, point{b.x1, b.y0}, point{b.x1, b.y1}, point{b.x0, b.y1})
}

// between fills the space between two lines from left to right.
func (c *canvas) between(t tone, upper, lower []point) {
	if len(upper) < 2 {
		return
	}
	outline := append([]point(nil), upper...)
	for i := len(lower) - 1; i >= 0; i-- {
		outline = append(outline, lower[i])
	}
	c.fill(t, outline...)
}

// ring draws a circle around a point.
func (c *canvas) ring(s stroke, at point, r float64) {
	c.shapes = append(c.shapes, shape{points: []point{at}, radius: r, line: s})
}

// form is the outline of a marker.
type form int

const (
	round form = iota
	square
	diamond
	upward
	downward
)

// markerForms is the order in which series get forms, beside their tone.
var markerForms = []form{round, square, diamond}

// corners of a marker of radius 1 around its point; round has none.
var corners = map[form][]point{
	square:   {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
	diamond:  {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}},
	upward:   {{0, -1.2}, {1.2, 0.96}, {-1.2, 0.96}},
	downward: {{0, 1.2}, {1.2, -0.96}, {-1.2, -0.96}},
}

// marker draws a filled mark with a rim of paper, so that neighbours stay
// apart, or a hollow one.
func (c *canvas) marker(f form, t tone, p point, r float64, hollow bool) {
	s := shape{fill: t, line: stroke{tone: paper, width: 1}, closed: true}
	if hollow {
		s.fill, s.line = paper, stroke{tone: t, width: 1.5}
	}
	for _, q := range corners[f] {
		s.points = append(s.points, point{p.x + r*q.x, p.y + r*q.y})
	}
	if s.points == nil {
		s.points, s.radius = []point{p}, r
	}
	c.shapes = append(c.shapes, s)
}

// text writes text with its baseline at p.
func (c *canvas) text(s textStyle, p point, text string) {
	if text = drawable(text); text != "" {
		c.shapes = append(c.shapes, shape{points: []point{p}, text: text, style: s})
	}
}

// textOver writes text on a strip of paper, to stay readable over lines.
func (c *canvas) textOver(s textStyle, p point, text string) {
	c.rect(paper, s.box(p, text).grow(1.5))
	c.text(s, p, text)
}

// box is the space that text takes with its baseline at p.
func (s textStyle) box(p point, text string) box {
	x := p.x - s.before(text)
	return box{x, p.y - 0.78*s.size, x + s.width(text), p.y + 0.24*s.size}
}

// before is how far text reaches to the left of its anchor.
func (s textStyle) before(text string) float64 {
	switch s.align {
	case middle:
		return s.width(text) / 2
	case right:
		return s.width(text)
	}
	return 0
}

// centred is the baseline that puts text's small letters around y.
func (s textStyle) centred(y float64) float64 { return y + 0.35*s.size }

// hatch fills a box with slanted lines: nothing is known here.
func (c *canvas) hatch(b box) {
	c.rect(band, b)
	for y := b.y0 - b.width(); y < b.y1; y += 6 {
		a, z := point{b.x0, y + b.width()}, point{b.x1, y}
		if a.y > b.y1 {
			a = point{b.x0 + (a.y - b.y1), b.y1}
		}
		if z.y < b.y0 {
			z = point{b.x1 - (b.y0 - z.y), b.y0}
		}
		if a.x < z.x {
			c.line(stroke{tone: faint, width: gridWidth}, a, z)
		}
	}
}

// under is the part of a line, from its start, that stays below the height
// top; y grows downwards.
func under(top float64, line []point) []point {
	for i, p := range line {
		if p.y >= top {
			continue
		}
		if i == 0 {
			return nil
		}
		a := line[i-1]
		t := (a.y - top) / (a.y - p.y)
		return append(append([]point(nil), line[:i]...), point{a.x + (p.x-a.x)*t, top})
	}
	return line
}
