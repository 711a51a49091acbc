package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"headstart/models/curve"
	"headstart/reports/chart"
	"headstart/reports/plot"
	"headstart/stored"
)

// curveFormulas are the models of fit curve as they are printed, without and
// with a lower asymptote.
var curveFormulas = map[curve.Model][2]string{
	curve.Logistic: {"K / (1 + exp(-r(x - t0)))", "c + (K - c) / (1 + exp(-r(x - t0)))"},
	curve.Gompertz: {"K · exp(-exp(-r(x - t0)))", "c + (K - c) · exp(-exp(-r(x - t0)))"},
	curve.Richards: {"K / (1 + exp(-r(x - t0)))^(1/nu)", "c + (K - c) / (1 + exp(-r(x - t0)))^(1/nu)"},
	curve.Bass:     {"m·[F(x) - F(x - 1)], F(x) = (1 - exp(-(p+q)x)) / (1 + (q/p)·exp(-(p+q)x))", ""},
}

// describe settles what is said of the ceiling. Where it is not shown, auto
// leaves it out; a curve that was asked for by name keeps its parameters.
func (s *curveSeries) describe(c *curveCall) {
	k := &s.Parameters[0]
	if math.IsInf(k.Upper, 1) && len(s.predicts) > 0 {
		s.Warnings = append(s.Warnings, "intervals of --at beyond the last figure are too narrow, as the ceiling has no upper end")
	}
	switch {
	case s.why == "":
	case c.Model == string(curve.Auto):
		s.Warnings = append(s.Warnings, fmt.Sprintf("no ceiling is printed: %s; name a --model to see its parameters", s.why))
		nan := math.NaN()
		k.Value, k.SE, k.Lower, k.Upper = nan, nan, nan, nan
	default:
		s.Warnings = append(s.Warnings, fmt.Sprintf("%s is a parameter of the curve that you chose, not a ceiling of the figures: %s", k.Name, s.why))
	}
	unit := map[bool]string{true: " years"}[c.calendar != ""]
	for _, p := range s.predicts {
		if far := s.beyond(p.X); far > 0 {
			s.Warnings = append(s.Warnings, fmt.Sprintf("%s is %.3g%s beyond the figures, which span %.3g%[3]s: its intervals assume that the curve holds until then, and are too narrow if it does not",
				stored.Period(p.X, c.calendar), far, unit, s.x[len(s.x)-1]-s.x[0]))
		}
	}
}

// beyond returns how far an x is from the nearest figure on its side; 0 among them.
func (s *curveSeries) beyond(x float64) float64 {
	return max(x-s.x[len(s.x)-1], s.x[0]-x, 0)
}

// reaches returns where a share of the ceiling is reached, of Bass's curve the
// label of the period; NaN where no ceiling is shown.
func (s *curveSeries) reaches(share float64) float64 {
	at := s.Reaches(share)
	if s.why != "" {
		return math.NaN()
	}
	if s.Model == curve.Bass {
		step := s.x[1] - s.x[0]
		return s.x[0] + step*math.Ceil((at-s.x[0])/step-1e-9)
	}
	return at
}

// fitting is what the fits say.
func (c *curveCall) fitting(all []*curveSeries) *fitting {
	var documents []object
	var texts []any
	a := &fitting{plot: func() chart.Chart { return c.picture(all) }}
	for _, s := range all {
		of := ""
		if c.By != "" {
			of = s.name + ": "
		}
		for _, w := range s.Warnings {
			a.warn("%s%s", of, w)
		}
		if !s.Converged {
			a.failed = fmt.Errorf("%s: %sthe fit did not converge, so there are no intervals; try another --model, or a longer series", c.Name(), of)
		}
		documents = append(documents, c.document(a, s))
		text := plain(documents[len(documents)-1]).(map[string]any)
		maps.Copy(text, c.words(s))
		texts = append(texts, text)
	}
	if a.words = map[string]any{"fits": texts}; c.By == "" {
		a.facts = documents[0]
	} else {
		a.facts = named("series", documents)
	}
	return a
}

// document adds the estimates of a series, and returns what the document says of
// it.
func (c *curveCall) document(a *fitting, s *curveSeries) (d object) {
	if c.By != "" {
		d.add("series", s.name)
	}
	parameters, rivals, predictions := []object{}, []object{}, []object{}
	for _, p := range s.Parameters {
		o := a.add("parameter", s.name, p.Name, p.Value, p.SE, p.Lower, p.Upper).object(plainKeys)
		if p.Fixed {
			o.add("fixed", true)
		}
		parameters = append(parameters, o)
	}
	for _, r := range s.rivals {
		rivals = append(rivals, named("name", r.Name, "rss", r.RSS, "aicc", r.AICc))
	}
	for _, p := range s.predicts {
		e := a.add("curve", s.name, c.Y, p.Value, math.NaN(), p.Lower, p.Upper)
		e.x = p.X
		o := e.object("x value lower upper")
		o.add("figure_lower", p.Least, "figure_upper", p.Most, "beyond", s.beyond(p.X))
		predictions = append(predictions, o)
	}
	response, widened := c.Y, 1.0
	switch {
	case c.Log:
		response = "ln " + c.Y
	case c.InTime:
		response = c.X
	}
	if c.Widen {
		widened = s.Widening
	}
	d.add("model", string(s.Model), "response", response, "parameters", parameters, "no_ceiling", s.why, "half", s.reaches(0.5), "nine_tenths", s.reaches(0.9),
		"rss", s.RSS, "n", s.N, "bounds", s.Censored, "aicc", s.AICc, "rivals", rivals, "autocorrelation", s.Autocorrelation, "widened", widened,
		"level", s.Level, "predictions", predictions, "converged", s.Converged, "warnings", append([]string{}, s.Warnings...))
	return d
}

// words is what the text says of a series beside.
func (c *curveCall) words(s *curveSeries) map[string]any {
	formula, when := curveFormulas[s.Model][0], "at"
	if c.Lower {
		formula = curveFormulas[s.Model][1]
	}
	period := func(x float64) string { return stored.Period(x, c.calendar) }
	written := func(x float64) string { return place(x, math.Abs(s.reaches(0.5))) }
	switch {
	case c.calendar != "":
		when, written = "in", period
	case s.Model == curve.Bass: // the label of a period
		when, written = "in", func(x float64) string { return strconv.FormatFloat(x, 'g', 12, 64) }
	}
	return map[string]any{"x": c.X, "y": c.Y, "bound": c.Bound, "widen": c.Widen, "formula": formula, "when": when, "written": written, "period": period}
}

// panel is a table with a row for each series.
func (c *curveCall) panel(all []*curveSeries) *fitting {
	a := &fitting{sheet: &sheet{columns: `series varchar, model varchar, n bigint, k double, k_lower double, k_upper double, r double, r_lower double, r_upper double,
		t0 double, t0_lower double, t0_upper double, level double, rss double, aicc double, converged boolean, reason varchar`}}
	fitted := 0
	for _, s := range all {
		row := append([]any{s.name, nil, len(s.rows)}, make([]any, 14)...)
		if s.failed != nil {
			row[16] = s.failed.Error()
		} else {
			fitted++
			row = []any{s.name, string(s.Model), s.N}
			for _, p := range s.Parameters {
				row = append(row, p.Value, p.Lower, p.Upper)
			}
			row = append(row, s.Level, s.RSS, s.AICc, s.Converged, nil)
			if s.why != "" {
				row[16] = "no ceiling: " + s.why
			}
		}
		a.sheet.rows = append(a.sheet.rows, row)
	}
	a.words = map[string]any{"panel": map[string]any{"series": len(all), "fitted": fitted, "out": c.Out}}
	return a
}

// place writes an x, such as a calendar year, to the second digit of its
// standard error, or at least to hundredths.
func place(x, se float64) string {
	if math.IsInf(x, 0) || math.IsNaN(x) || !(se > 0) {
		return figure(x)
	}
	digits := 2
	if !math.IsInf(se, 0) {
		digits = min(max(digits, 1-int(math.Floor(math.Log10(se)))), 12)
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// picture draws the figures with their curves and bands.
func (c *curveCall) picture(all []*curveSeries) chart.Chart {
	var drawn []plot.Growth
	first, last := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		first, last = min(first, s.x[0]), max(last, s.x[len(s.x)-1])
		for _, p := range s.predicts {
			first, last = min(first, p.X), max(last, p.X)
		}
	}
	for _, s := range all {
		g := plot.Growth{Name: s.name, X: s.x, Y: s.y, Bounds: s.bounds}
		const steps = 200
		for i := range steps + 1 {
			x := first + (last-first)*float64(i)/steps
			if s.Model == curve.Bass && x < s.x[0] {
				continue
			}
			p := s.Predict(x)
			g.At, g.Value, g.Lower, g.Upper = append(g.At, x), append(g.Value, p.Value), append(g.Lower, p.Lower), append(g.Upper, p.Upper)
		}
		drawn = append(drawn, g)
	}
	k := all[0].Parameters[0]
	title := fmt.Sprintf("Ceiling of %s: %s (%s)", c.Y, figure(k.Value), interval(k.Lower, k.Upper))
	switch {
	case k.Fixed && len(all) == 1:
		title = fmt.Sprintf("%s by %s, with %s fixed at %s", c.Y, c.X, k.Name, figure(k.Value))
	case len(all) > 1:
		title = fmt.Sprintf("%s by %s, %d series", c.Y, c.X, len(all))
	case all[0].why != "" || math.IsInf(k.Upper, 1) || !all[0].Converged:
		title = fmt.Sprintf("No ceiling of %s can be estimated", c.Y)
	}
	subtitle := fmt.Sprintf("%s by %s, %s curve, band: %s of the curve", c.Y, c.X, all[0].Model, levelWords(c.Level))
	if slices.ContainsFunc(all, func(s *curveSeries) bool { return s.Model != all[0].Model }) {
		subtitle = fmt.Sprintf("%s by %s, logistic or Gompertz curve, bands: %s of the curve", c.Y, c.X, levelWords(c.Level))
	}
	label := func(x float64) string {
		if x == math.Trunc(x) { // a year
			return stored.Period(x, "")
		}
		return stored.Period(math.Round(1e9*x)/1e9, c.calendar)
	}
	return plot.Curves(title, subtitle, c.X, label, c.Log, drawn)
}
