package figure

import (
	"math"
	"sort"
	"time"

	"headstart/reports/chart"
)

// adoptionRow is a reported figure, or a month of the line between two.
type adoptionRow struct {
	Platform, Name string
	Kind           string // reported or interpolated
	Day            time.Time
	Value          float64
	Period         string
	Qualifier      string
	Definition     string
	Publisher      string
}

// lineRow is a line between two figures under one definition.
type lineRow struct {
	Platform  string
	From      time.Time
	FromValue float64
	To        time.Time
	ToValue   float64
	Months    int
}

// longGap is the distance of two figures, in months, beyond which the line
// between them is dashed.
const longGap = 18

// adoptionCurves groups figures by platform, with the lines between them and x
// from the platform and the day.
func adoptionCurves(rows []adoptionRow, lines []lineRow, x func(platform string, day time.Time) float64) []curve {
	var out []curve
	for _, figures := range grouped(rows, func(r adoptionRow) string { return r.Platform }) {
		k := curve{id: figures[0].Platform, name: displayName(figures[0].Name, figures[0].Platform)}
		for _, r := range figures {
			if r.Kind == "reported" {
				k.points = append(k.points, curvePoint{x(r.Platform, r.Day), r.Value, r.Qualifier})
			}
		}
		for _, l := range lines {
			if l.Platform == k.id {
				k.steps = append(k.steps, curveStep{x(k.id, l.From), l.FromValue, x(k.id, l.To), l.ToValue, l.Months > longGap})
			}
		}
		if len(k.points) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// valueRange is a range for a logarithmic axis that holds all curves.
func valueRange(curves []curve) (low, high float64) {
	low, high = math.Inf(1), 0
	for _, k := range curves {
		for _, p := range k.points {
			low, high = math.Min(low, p.y), math.Max(high, p.y)
		}
	}
	low, high = low/1.25, high*1.35
	return math.Max(1, low), math.Max(high, low*10)
}

// curve is one platform's figures on a plane: what was reported, and the
// lines between.
type curve struct {
	id, name string
	tone     chart.Tone
	Form     chart.Form
	points   []curvePoint
	steps    []curveStep
}

type curvePoint struct {
	x, y      float64
	qualifier string // exact, approx, at_least or at_most
}

// curveStep is a straight piece between two reported figures under one
// definition; long says that it spans so much time that it is a guess.
type curveStep struct {
	x0, y0, x1, y1 float64
	long           bool
}

// markerOf gives a bound its own form: open, pointing to where the truth is.
func markerOf(f chart.Form, qualifier string) (chart.Form, bool) {
	switch qualifier {
	case "at_least":
		return chart.Upward, true
	case "at_most":
		return chart.Downward, true
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

// curvesColored is how many curves stand out: as many as there are tones.
const curvesColored = 8

// grayNote says for a caption what gray means, where there is any.
func grayNote(curves []curve) string {
	if len(curves) <= curvesColored {
		return ""
	}
	return "; gray: the smaller ones"
}

// color gives the first n curves a tone and a shape and leaves the rest
// gray: the background against which the first stand out.
func color(curves []curve, n int) {
	n = min(n, len(curves))
	ids := make([]string, n)
	for i := range ids {
		ids[i] = curves[i].id
	}
	given := platformTones(ids)
	for i := range curves {
		curves[i].tone = chart.Faint
		if i < n {
			curves[i].tone = given[curves[i].id]
			curves[i].Form = chart.MarkerForms[i%len(chart.MarkerForms)]
		}
	}
}

// drawCurves draws the curves, gray ones below, and writes each colored
// name where its curve ends: in a column on the right when it reaches the
// right edge, else beside its last point. Gray names follow where they fit.
func drawCurves(c *chart.Canvas, curves []curve, plot chart.Box, x, y chart.Scale, right float64) {
	at := func(px, py float64) chart.Point { return chart.Pt(x.At(px), y.At(py)) }
	obstacles := []chart.Box{}
	var column, inside, minor []chart.Label
	for i := len(curves) - 1; i >= 0; i-- {
		k := curves[i]
		background := k.tone == chart.Faint
		width, radius := chart.LineWidth, chart.MarkerRadius
		if background {
			width, radius = chart.ThinLineWidth, chart.MarkerRadius-1.2
		}
		for _, s := range k.steps {
			line := chart.Stroke{Tone: k.tone.Soft(), Width: width * 0.8}
			if background {
				line.Tone = chart.Faint
			}
			if s.long {
				line.Dash = chart.Dashed
			}
			a, b := at(s.x0, s.y0), at(s.x1, s.y1)
			c.Line(line, a, b)
			obstacles = append(obstacles, chart.AlongLine([]chart.Point{a, b}, 1)...)
		}
		for _, p := range k.points {
			shape, hollow := markerOf(k.Form, p.qualifier)
			q := at(p.x, p.y)
			c.Marker(shape, k.tone, q, radius, hollow)
			obstacles = append(obstacles, chart.Bounds(q.X, q.Y, q.X, q.Y).Grow(radius+0.5))
		}
	}
	for _, k := range curves {
		end := k.end()
		m := chart.Label{At: at(end.x, end.y), R: chart.MarkerRadius, Text: k.name, Tone: k.tone}
		for i := len(k.points) - 1; i >= 0 && k.tone != chart.Faint; i-- {
			m.Also = append(m.Also, at(k.points[i].x, k.points[i].y))
		}
		switch {
		case k.tone == chart.Faint:
			m.Tone, m.R = chart.Muted, chart.MarkerRadius-1.2
			minor = append(minor, m)
		case m.At.X > plot.X1-0.1*plot.Width():
			column = append(column, m)
		default:
			inside = append(inside, m)
		}
	}
	bold := chart.LabelStyle.Bolder()
	c.Column(bold, column, plot.X1+14, plot.Y0+4, plot.Y1-6)
	limits := chart.Bounds(plot.X0+2, plot.Y0, right, plot.Y1-2)
	if len(column) > 0 {
		limits.X1 = plot.X1 + 8
	}
	taken := append(obstacles, c.Beside(bold, inside, limits, obstacles, 60)...)
	c.Beside(chart.NoteStyle, minor, limits, taken, 0)
}
