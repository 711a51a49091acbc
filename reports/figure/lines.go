package figure

import (
	"cmp"
	"math"
	"slices"
	"time"

	"headstart/reports/chart"
)

// adoptionRow is a reported figure, or a month of the line between two.
type adoptionRow struct {
	Platform   string    `csv:"platform_id"`
	Name       string    `csv:"platform"`
	Kind       string    `csv:"kind"` // reported or interpolated
	Day        time.Time `csv:"day"`
	Value      float64   `csv:"users,0"`
	Period     string    `csv:"period"`
	Qualifier  string    `csv:"qualifier"`
	Definition string    `csv:"definition_id"`
	Publisher  string
}

func (r adoptionRow) reported() bool { return r.Kind == "reported" }

// lineRow is a line between two figures under one definition.
type lineRow struct {
	Platform  string
	From      time.Time
	FromValue float64
	To        time.Time
	ToValue   float64
	Months    int
}

func (r *reader) lines() []lineRow { return rows[lineRow](r, "adoption_lines") }

// longGap is the distance of two figures, in months, beyond which the line
// between them is dashed.
const longGap = 18

// adoptionCurves groups figures by platform, with the lines between them and x
// from the platform and the day: the largest peak first, as many as there are
// tones in color.
func adoptionCurves(rows []adoptionRow, lines []lineRow, own Tones, x func(platform string, day time.Time) float64) []curve {
	var out []curve
	for _, figures := range grouped(kept(rows, adoptionRow.reported), func(r adoptionRow) string { return r.Platform }) {
		k := curve{id: figures[0].Platform, Name: displayName(figures[0].Name, figures[0].Platform), tone: chart.Faint}
		for _, r := range figures {
			k.points = append(k.points, curvePoint{x(r.Platform, r.Day), r.Value, r.Qualifier})
		}
		for _, l := range lines {
			if l.Platform == k.id {
				k.steps = append(k.steps, curveStep{x(k.id, l.From), l.FromValue, x(k.id, l.To), l.ToValue, l.Months > longGap})
			}
		}
		out = append(out, k)
	}
	slices.SortStableFunc(out, func(a, b curve) int { return cmp.Or(cmp.Compare(b.Peak(), a.Peak()), cmp.Compare(a.id, b.id)) })
	large := out[:min(len(out), len(chart.DataTones))]
	given := own.of(each(large, func(k curve) string { return k.id }), nil)
	for i := range large {
		large[i].tone, large[i].form = given[large[i].id], chart.MarkerForms[i%len(chart.MarkerForms)]
	}
	return out
}

// valueRange is a range for a logarithmic axis that holds all curves.
func valueRange(curves []curve) (low, high float64) {
	low, high = math.Inf(1), 0
	for _, k := range curves {
		low, high = widest(low, high, k.points, func(p curvePoint) []any { return []any{p.y} })
	}
	low, high = low/1.25, high*1.35
	return max(1, low), max(high, low*10)
}

// curve is one platform's figures on a plane: what was reported, and the
// lines between. In faint it is part of the background, against which the
// others stand out.
type curve struct {
	id, Name string
	label    string // where the curve ends; "": its name
	tone     chart.Tone
	form     chart.Form
	points   []curvePoint
	steps    []curveStep
}

type curvePoint struct {
	x, y      float64
	qualifier string // exact, approx, at_least or at_most; year: exact, but of a year
}

// curveStep is a straight piece between two reported figures under one
// definition; long says that it spans so much time that it is a guess.
type curveStep struct {
	x0, y0, x1, y1 float64
	long           bool
}

// markerOf gives a bound its own form: open, pointing to where the truth is.
func markerOf(f chart.Form, qualifier string) (form chart.Form, hollow bool) {
	switch qualifier {
	case "at_least":
		return chart.Upward, true
	case "at_most":
		return chart.Downward, true
	}
	return f, qualifier == "year"
}

// joined says whether a line joins figures of any of the curves.
func joined(curves []curve) bool {
	return slices.ContainsFunc(curves, func(k curve) bool { return len(k.steps) > 0 })
}

func (k curve) colored() bool { return k.tone != chart.Faint }

// end is the last reported point; Ends where it is, Peak the largest value.
func (k curve) end() curvePoint {
	end := k.points[0]
	for _, p := range k.points {
		if p.x >= end.x {
			end = p
		}
	}
	return end
}

func (k curve) Ends() float64 { return k.end().x }

func (k curve) Peak() float64 {
	_, peak := widest(0, 0, k.points, func(p curvePoint) []any { return []any{p.y} })
	return peak
}

// drawCurves draws the curves, gray ones below, and writes each colored
// name where its curve ends: in a column on the right when it reaches the
// right edge, else beside its last point. Gray names follow where they fit. Names
// keep clear of obstacles, and it returns those with the space taken.
func drawCurves(c *chart.Canvas, curves []curve, plot chart.Box, x, y chart.Scale, right float64, obstacles ...chart.Box) []chart.Box {
	at := func(px, py float64) chart.Point { return chart.Pt(x.At(px), y.At(py)) }
	var background []chart.Box // the gray is no obstacle to a colored name
	for _, k := range slices.Backward(curves) {
		taken := &obstacles
		line, radius := chart.Stroke{Tone: k.tone.Soft(), Width: chart.LineWidth * 0.8}, chart.MarkerRadius
		if !k.colored() {
			line, radius = chart.Stroke{Tone: chart.Faint, Width: chart.ThinLineWidth * 0.8}, chart.MarkerRadius-1.2
			taken = &background
		}
		for _, s := range k.steps {
			line.Dash = chart.Solid
			if s.long {
				line.Dash = chart.Dashed
			}
			a, b := at(s.x0, s.y0), at(s.x1, s.y1)
			c.Line(line, a, b)
			*taken = append(*taken, chart.AlongLine([]chart.Point{a, b}, 1)...)
		}
		for _, p := range k.points {
			form, hollow := markerOf(k.form, p.qualifier)
			c.Marker(form, k.tone, at(p.x, p.y), radius, hollow)
			*taken = append(*taken, chart.Around(at(p.x, p.y), radius+0.5))
		}
	}
	var column, inside, minor []chart.Label
	for _, k := range curves {
		m := chart.Label{At: at(k.end().x, k.end().y), R: chart.MarkerRadius, Text: cmp.Or(k.label, k.Name), Tone: k.tone}
		switch {
		case !k.colored():
			m.Tone, m.R = chart.Muted, chart.MarkerRadius-1.2
			minor = append(minor, m)
		case m.At.X > plot.X1-0.1*plot.Width():
			column = append(column, m)
		default:
			for _, p := range slices.Backward(k.points) {
				m.Also = append(m.Also, at(p.x, p.y))
			}
			inside = append(inside, m)
		}
	}
	bold := chart.LabelStyle.Bolder()
	c.Column(bold, column, plot.X1+14, plot.Y0+4, plot.Y1-6)
	limits := chart.Bounds(plot.X0+2, plot.Y0, right, plot.Y1-2)
	if len(column) > 0 {
		limits.X1 = plot.X1 + 8
	}
	all := slices.Concat(obstacles, c.Beside(bold, inside, limits, obstacles, 90), background)
	return append(all, c.Beside(chart.NoteStyle, minor, limits, all, 0)...)
}
