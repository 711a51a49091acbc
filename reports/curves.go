package reports

import (
	"math"
	"sort"
)

// curve is one platform's figures on a plane: what was reported, and the
// lines between.
type curve struct {
	id, name string
	tone     tone
	form     form
	points   []curvePoint
	steps    []curveStep
}

type curvePoint struct {
	x, y      float64
	qualifier string // exact, approx, at_least or at_most
}

// pulls says that a bound tells nothing about the course of a line that is at
// before: a lower bound below it, or an upper bound above.
func pulls(qualifier string, value, before float64) bool {
	return (qualifier == "at_least" && value < before) || (qualifier == "at_most" && value > before)
}

// curveStep is a straight piece between two reported figures under one
// definition; long says that it spans so much time that it is a guess.
type curveStep struct {
	x0, y0, x1, y1 float64
	long           bool
}

// markerOf gives a bound its own form: open, pointing to where the truth is.
func markerOf(f form, qualifier string) (form, bool) {
	switch qualifier {
	case "at_least":
		return upward, true
	case "at_most":
		return downward, true
	}
	return f, false
}

// end is the last reported point; peak the largest value.
func (k curve) end() curvePoint {
	last := k.points[0]
	for _, p := range k.points {
		if p.x >= last.x {
			last = p
		}
	}
	return last
}

func (k curve) peak() float64 {
	v := 0.0
	for _, p := range k.points {
		v = math.Max(v, p.y)
	}
	return v
}

// byPeak orders curves from the largest peak to the smallest.
func byPeak(curves []curve) {
	sort.SliceStable(curves, func(i, j int) bool {
		a, b := curves[i].peak(), curves[j].peak()
		if a != b {
			return a > b
		}
		return curves[i].id < curves[j].id
	})
}

// curvesColoured is how many curves stand out: as many as there are tones.
const curvesColoured = 8

// greyNote says for a caption what grey means, where there is any.
func greyNote(curves []curve) string {
	if len(curves) <= curvesColoured {
		return ""
	}
	return "; grey: the smaller ones"
}

// colour gives the first n curves a tone and a shape and leaves the rest
// grey: the background against which the first stand out.
func colour(curves []curve, n int) {
	n = min(n, len(curves))
	ids := make([]string, n)
	for i := range ids {
		ids[i] = curves[i].id
	}
	given := platformTones(ids)
	for i := range curves {
		curves[i].tone = faint
		if i < n {
			curves[i].tone = given[curves[i].id]
			curves[i].form = markerForms[i%len(markerForms)]
		}
	}
}

// drawCurves draws the curves, grey ones below, and writes each coloured
// name where its curve ends: in a column on the right when it reaches the
// right edge, else beside its last point. Grey names follow where they fit.
func (c *canvas) drawCurves(curves []curve, plot box, x, y scale, right float64) {
	at := func(px, py float64) point { return point{x.at(px), y.at(py)} }
	obstacles := []box{}
	var column, inside, minor []mark
	for i := len(curves) - 1; i >= 0; i-- {
		k := curves[i]
		background := k.tone == faint
		width, radius := lineWidth, markerRadius
		if background {
			width, radius = thinLineWidth, markerRadius-1.2
		}
		for _, s := range k.steps {
			line := stroke{tone: k.tone.soft(), width: width * 0.8}
			if background {
				line.tone = faint
			}
			if s.long {
				line.dash = dashed
			}
			a, b := at(s.x0, s.y0), at(s.x1, s.y1)
			c.line(line, a, b)
			obstacles = append(obstacles, alongLine([]point{a, b}, 1)...)
		}
		for _, p := range k.points {
			shape, hollow := markerOf(k.form, p.qualifier)
			q := at(p.x, p.y)
			c.marker(shape, k.tone, q, radius, hollow)
			obstacles = append(obstacles, box{q.x, q.y, q.x, q.y}.grow(radius+0.5))
		}
	}
	for _, k := range curves {
		end := k.end()
		m := mark{at: at(end.x, end.y), r: markerRadius, text: k.name, tone: k.tone}
		for i := len(k.points) - 1; i >= 0 && k.tone != faint; i-- {
			m.also = append(m.also, at(k.points[i].x, k.points[i].y))
		}
		switch {
		case k.tone == faint:
			m.tone, m.r = muted, markerRadius-1.2
			minor = append(minor, m)
		case m.at.x > plot.x1-0.1*plot.width():
			column = append(column, m)
		default:
			inside = append(inside, m)
		}
	}
	bold := labelStyle
	bold.bold = true
	c.column(bold, column, plot.x1+14, plot.y0+4, plot.y1-6)
	limits := box{plot.x0 + 2, plot.y0, right, plot.y1 - 2}
	if len(column) > 0 {
		limits.x1 = plot.x1 + 8
	}
	taken := append(obstacles, c.beside(bold, inside, limits, obstacles, 60)...)
	c.beside(noteStyle, minor, limits, taken, 0)
}
