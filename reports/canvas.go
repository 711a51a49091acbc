package reports

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// canvas draws in pixels from the top left corner, as SVG counts, on one of
// plot's canvases, which count points from the bottom left. It keeps where
// each text is anchored, because vgsvg writes left edges only: a reader whose
// browser has another font still sees right-aligned text end where it should.
type canvas struct {
	vg      vg.Canvas
	letters *letters // for an image; nil: vg sets the text
	height  float64
	anchors []anchor
}

// anchor is the alignment of the text that was drawn at the same index, and
// the space it takes.
type anchor struct {
	align align
	x     float64
	space box
}

type point struct{ x, y float64 }

// box is a rectangle; y grows downwards.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) width() float64 { return b.x1 - b.x0 }

func (b box) overlaps(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }
func (b box) holds(c box) bool    { return b.x0 <= c.x0 && c.x1 <= b.x1 && b.y0 <= c.y0 && c.y1 <= b.y1 }
func (b box) grow(d float64) box  { return box{b.x0 - d, b.y0 - d, b.x1 + d, b.y1 + d} }

func (c *canvas) at(p point) vg.Point {
	return vg.Point{X: vg.Length(p.x), Y: vg.Length(c.height - p.y)}
}

func (c *canvas) path(points []point) vg.Path {
	var path vg.Path
	for i, p := range points {
		if i == 0 {
			path.Move(c.at(p))
		} else {
			path.Line(c.at(p))
		}
	}
	return path
}

// stroke is how a line looks; nil dash is a solid line.
type stroke struct {
	tone  tone
	width float64
	dash  []vg.Length
}

var (
	dashed = []vg.Length{5, 4}
	dotted = []vg.Length{1.5, 3}
)

func (c *canvas) line(s stroke, points ...point) {
	if len(points) < 2 {
		return
	}
	c.vg.SetColor(s.tone.color())
	c.vg.SetLineWidth(vg.Length(s.width))
	c.vg.SetLineDash(s.dash, 0)
	c.vg.Stroke(c.path(points))
}

func (c *canvas) fill(t tone, points ...point) {
	c.vg.SetColor(t.color())
	path := c.path(points)
	path.Close()
	c.vg.Fill(path)
}

func (c *canvas) rect(t tone, b box) {
	c.fill(t, point{b.x0, b.y0}, point{b.x1, b.y0}, point{b.x1, b.y1}, point{b.x0, b.y1})
}

func (c *canvas) circle(p point, r float64) vg.Path {
	var path vg.Path
	path.Move(c.at(point{p.x + r, p.y}))
	path.Arc(c.at(p), vg.Length(r), 0, 2*math.Pi)
	path.Close()
	return path
}

// shape is the outline of a marker.
type shape int

const (
	round shape = iota
	square
	diamond
	upward
	downward
)

// markerShapes is the order in which series get shapes, beside their tone.
var markerShapes = []shape{round, square, diamond}

func (c *canvas) outline(s shape, p point, r float64) vg.Path {
	var corners []point
	switch s {
	case square:
		r *= 0.9
		corners = []point{{-r, -r}, {r, -r}, {r, r}, {-r, r}}
	case diamond:
		r *= 1.25
		corners = []point{{0, -r}, {r, 0}, {0, r}, {-r, 0}}
	case upward:
		r *= 1.2
		corners = []point{{0, -r}, {r, 0.8 * r}, {-r, 0.8 * r}}
	case downward:
		r *= 1.2
		corners = []point{{0, r}, {r, -0.8 * r}, {-r, -0.8 * r}}
	default:
		return c.circle(p, r)
	}
	for i := range corners {
		corners[i].x += p.x
		corners[i].y += p.y
	}
	path := c.path(corners)
	path.Close()
	return path
}

// marker draws a filled mark with a rim of paper, so that neighbours stay
// apart, or a hollow one.
func (c *canvas) marker(s shape, t tone, p point, r float64, hollow bool) {
	inside, rim, width := t, paper, 1.0
	if hollow {
		inside, rim, width = paper, t, 1.5
	}
	c.vg.SetColor(inside.color())
	c.vg.Fill(c.outline(s, p, r))
	c.vg.SetColor(rim.color())
	c.vg.SetLineWidth(vg.Length(width))
	c.vg.SetLineDash(nil, 0)
	c.vg.Stroke(c.outline(s, p, r))
}

// text writes text with its baseline at p.
func (c *canvas) text(s textStyle, p point, text string) {
	text = drawable(text)
	if text == "" {
		return
	}
	if s.tone == (tone{}) {
		s.tone = ink
	}
	c.anchors = append(c.anchors, anchor{s.align, p.x, s.box(p, text)})
	switch s.align {
	case middle:
		p.x -= s.width(text) / 2
	case right:
		p.x -= s.width(text)
	}
	if c.letters != nil {
		c.letters.write(s.face(), s.tone.color(), p, text)
		return
	}
	c.vg.SetColor(s.tone.color())
	c.vg.FillString(s.face(), c.at(p), text)
}

// textOver writes text on a strip of paper, to stay readable over lines.
func (c *canvas) textOver(s textStyle, p point, text string) {
	c.rect(paper, s.box(p, text).grow(1.5))
	c.text(s, p, text)
}

// box is the space that text takes with its baseline at p.
func (s textStyle) box(p point, text string) box {
	w := s.width(text)
	switch s.align {
	case middle:
		p.x -= w / 2
	case right:
		p.x -= w
	}
	return box{p.x, p.y - 0.78*s.size, p.x + w, p.y + 0.24*s.size}
}

// centred is the baseline that puts text's small letters around y.
func (s textStyle) centred(y float64) float64 { return y + 0.35*s.size }
