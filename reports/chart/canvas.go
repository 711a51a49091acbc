package chart

import (
	"math"
	"slices"
)

// Canvas gathers the shapes of a drawing, the first at the back, in pixels
// from the top left corner.
type Canvas struct{ shapes []shape }

// shape is one mark of a drawing, as every writer of it understands: a text, a
// circle or a path of straight lines. A circle and a path are filled, drawn
// around, or both.
type shape struct {
	Points []Point // of the path; the middle of the circle; where the baseline of the text is anchored
	radius float64 // above 0: a circle
	closed bool    // the path ends where it began
	fill   Tone    // zero: not filled
	line   Stroke  // zero: not drawn
	Text   string  // not empty: a text
	Style  Style
}

type Point struct{ X, Y float64 }

// Box is a rectangle; y grows downwards.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Pt returns a point.
func Pt(x, y float64) Point { return Point{x, y} }

// Bounds returns a box.
func Bounds(x0, y0, x1, y1 float64) Box { return Box{x0, y0, x1, y1} }

// Around is the box of a circle.
func Around(p Point, r float64) Box { return Box{p.X, p.Y, p.X, p.Y}.Grow(r) }

func (b Box) Width() float64 { return b.X1 - b.X0 }

func (b Box) Overlaps(c Box) bool { return b.X0 < c.X1 && c.X0 < b.X1 && b.Y0 < c.Y1 && c.Y0 < b.Y1 }

func (b Box) Holds(c Box) bool { return b.X0 <= c.X0 && c.X1 <= b.X1 && b.Y0 <= c.Y0 && c.Y1 <= b.Y1 }

func (b Box) Grow(d float64) Box { return Box{b.X0 - d, b.Y0 - d, b.X1 + d, b.Y1 + d} }

// Stroke is how a line looks: no dash is a solid line, a zero width none.
type Stroke struct {
	Tone  Tone
	Width float64
	Dash  dash
}

// dash is the length of the dashes and of the gaps between them.
type dash [2]float64

var (
	Solid  = dash{}
	Dashed = dash{5, 4}
	Dotted = dash{1.5, 3}
)

// Reference is the line at a value that others are compared with.
var Reference = Stroke{Tone: Muted, Width: ThinLineWidth, Dash: Dashed}

func (c *Canvas) Line(s Stroke, points ...Point) {
	if len(points) > 1 {
		c.shapes = append(c.shapes, shape{Points: points, line: s})
	}
}

// Down draws a line from top to bottom, Across one from left to right.
func (c *Canvas) Down(s Stroke, x, top, bottom float64) { c.Line(s, Pt(x, top), Pt(x, bottom)) }

func (c *Canvas) Across(s Stroke, y, left, right float64) { c.Line(s, Pt(left, y), Pt(right, y)) }

func (c *Canvas) Fill(t Tone, points ...Point) {
	c.shapes = append(c.shapes, shape{Points: points, closed: true, fill: t})
}

func (c *Canvas) Rect(t Tone, b Box) {
	c.Fill(t, Point{b.X0, b.Y0}, Point{b.X1, b.Y0}, Point{b.X1, b.Y1}, Point{b.X0, b.Y1})
}

// Between fills the space between two lines from left to right.
func (c *Canvas) Between(t Tone, upper, lower []Point) {
	if len(upper) < 2 {
		return
	}
	back := slices.Clone(lower)
	slices.Reverse(back)
	c.Fill(t, slices.Concat(upper, back)...)
}

// Ring draws a circle around a point.
func (c *Canvas) Ring(s Stroke, at Point, r float64) {
	c.shapes = append(c.shapes, shape{Points: []Point{at}, radius: r, line: s})
}

// Form is the outline of a marker.
type Form int

const (
	Round Form = iota
	Square
	Diamond
	Upward
	Downward
)

// MarkerForms is the order in which series get forms, beside their tone.
var MarkerForms = []Form{Round, Square, Diamond}

// corners of a marker of radius 1 around its point; round has none.
var corners = map[Form][]Point{
	Square:   {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
	Diamond:  {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}},
	Upward:   {{0, -1.2}, {1.2, 0.96}, {-1.2, 0.96}},
	Downward: {{0, 1.2}, {1.2, -0.96}, {-1.2, -0.96}},
}

// Marker draws a filled mark with a rim of paper, so that neighbors stay
// apart, or a hollow one.
func (c *Canvas) Marker(f Form, t Tone, p Point, r float64, hollow bool) {
	s := shape{fill: t, line: Stroke{Tone: Paper, Width: 1}, closed: true}
	if hollow {
		s.fill, s.line = Paper, Stroke{Tone: t, Width: 1.5}
	}
	for _, q := range corners[f] {
		s.Points = append(s.Points, Point{p.X + r*q.X, p.Y + r*q.Y})
	}
	if s.Points == nil {
		s.Points, s.radius = []Point{p}, r
	}
	c.shapes = append(c.shapes, s)
}

// Dot is a value with its interval, in a plot with one line for each; what is NaN
// is not drawn.
type Dot struct {
	Value, Lower, Upper float64
	Tone                Tone
	Form                Form
	Hollow              bool
}

// Dot draws the interval as a bar and the value as a mark, at the height y. What
// lies off the scale ends in an arrow.
func (c *Canvas) Dot(x Scale, y float64, d Dot) {
	on := func(v float64) float64 { return x.At(max(x.Min, min(x.Max, v))) }
	arrow := func(out float64) { // to the left with -1
		s, end := Stroke{Tone: d.Tone, Width: LineWidth}, x.From-2
		if out > 0 {
			end = x.To + 2
		}
		c.Across(s, y, end-out*32, end)
		c.Line(s, Pt(end-out*6, y-5), Pt(end+out, y), Pt(end-out*6, y+5))
	}
	if !math.IsNaN(d.Lower + d.Upper) {
		c.Across(Stroke{Tone: d.Tone.Soft(), Width: 5}, y, on(d.Lower), on(d.Upper))
		if d.Upper > x.Max {
			arrow(1)
		}
		if d.Lower < x.Min {
			arrow(-1)
		}
	}
	switch {
	case d.Value > x.Max:
		arrow(1)
	case d.Value >= x.Min:
		c.Marker(d.Form, d.Tone, Pt(x.At(d.Value), y), 5, d.Hollow)
	}
}

// Text writes text with its baseline at p.
func (c *Canvas) Text(s Style, p Point, text string) {
	if text = Drawable(text); text != "" {
		c.shapes = append(c.shapes, shape{Points: []Point{p}, Text: text, Style: s})
	}
}

// TextOver writes text on a strip of paper, to stay readable over lines.
func (c *Canvas) TextOver(s Style, p Point, text string) {
	c.Rect(Paper, s.Box(p, text).Grow(1.5))
	c.Text(s, p, text)
}

// Box is the space that text takes with its baseline at p.
func (s Style) Box(p Point, text string) Box {
	x := p.X - s.before(text)
	return Box{x, p.Y - 0.78*s.Size, x + s.Width(text), p.Y + 0.24*s.Size}
}

// before is how far text reaches to the left of its anchor.
func (s Style) before(text string) float64 {
	switch s.Align {
	case Middle:
		return s.Width(text) / 2
	case Right:
		return s.Width(text)
	}
	return 0
}

// Centred is the baseline that puts text's small letters around y.
func (s Style) Centred(y float64) float64 { return y + 0.35*s.Size }

// Hatch fills a box with slanted lines: nothing is known here.
func (c *Canvas) Hatch(b Box) {
	c.Rect(Band, b)
	for y := b.Y0 - b.Width(); y < b.Y1; y += 6 {
		a, z := Point{b.X0, y + b.Width()}, Point{b.X1, y}
		if a.Y > b.Y1 {
			a = Point{b.X0 + (a.Y - b.Y1), b.Y1}
		}
		if z.Y < b.Y0 {
			z = Point{b.X1 - (b.Y0 - z.Y), b.Y0}
		}
		if a.X < z.X {
			c.Line(Stroke{Tone: Faint, Width: GridWidth}, a, z)
		}
	}
}

// Under is the part of a line, from its start, that stays below the height
// top; y grows downwards.
func Under(top float64, line []Point) []Point {
	for i, p := range line {
		if p.Y >= top {
			continue
		}
		if i == 0 {
			return nil
		}
		a := line[i-1]
		t := (a.Y - top) / (a.Y - p.Y)
		return append(slices.Clone(line[:i]), Point{a.X + (p.X-a.X)*t, top})
	}
	return line
}

// Stairs turns a step function into the points of its curve from 0 on: at each
// time the value from then on, one per quarter of a pixel at most. A value that
// is NaN is as the one before, the first as start.
func Stairs(x, y Scale, start float64, times, values []float64) []Point {
	points := []Point{Pt(x.At(0), y.At(start))}
	for i, v := range values {
		if i+1 < len(values) && x.At(times[i+1])-points[len(points)-1].X < 0.25 {
			continue
		}
		points = append(points, Pt(x.At(times[i]), y.At(start)))
		if !math.IsNaN(v) {
			start = v
		}
		points = append(points, Pt(x.At(times[i]), y.At(start)))
	}
	return points
}
