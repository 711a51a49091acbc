package forecast

import (
	"cmp"
	"math"
	"slices"
)

// halfWidth returns the half-width of a split-conformal interval of level
// 1 - alpha from the sizes of m earlier errors, smallest first: the
// ⌈(m+1)(1-alpha)⌉-th. A new error of the same source is as large or smaller
// with at least that probability. With m < 1/alpha - 1 no such interval exists: NaN.
//
// Source: Lei and others (2018), "Distribution-free predictive inference for
// regression", section 2.
func halfWidth(sizes []float64, alpha float64) float64 {
	// Less a trifle, or rounding makes 20·0.95 more than 19.
	k := int(math.Ceil(float64(len(sizes)+1)*(1-alpha) - 1e-9))
	if k > len(sizes) {
		return math.NaN()
	}
	return sizes[k-1]
}

// alphas are one less the levels of the intervals that are published.
var alphas = [...]float64{0.2, 0.05}

// trial is a forecast of the rolling origin: of one model, from one origin,
// for one horizon.
type trial struct {
	series, model, horizon int
	n                      int     // figures in training
	target                 int     // index of the figure to come, in its series
	madeOn, dueOn          int     // days of origin and target, since 1970
	value                  float64 // forecast
	step, scale            float64 // of the training window: in ln value a quarter, in value a figure
	errors                 int     // earlier errors behind the intervals
	halfWidths             [len(alphas)]float64
}

// past is the errors of the rolling origin by model and horizon, in the order
// of the days on which they became known.
type past [6][Horizons + 1][]sizeOn

type sizeOn struct {
	day  int
	size float64 // |ln(actual/forecast)| in steps of the series
}

// remember collects the errors of trials; a lower bound is not the figure
// itself and gives none.
func remember(trials []trial, all []segment) *past {
	var p past
	for _, t := range trials {
		s := all[t.series]
		if s.AtLeast[t.target] {
			continue
		}
		known := &p[t.model][t.horizon]
		*known = append(*known, sizeOn{t.dueOn, math.Abs(math.Log(s.Value[t.target]/t.value)) / t.step})
	}
	for m := range p {
		for h := range p[m] {
			slices.SortFunc(p[m][h], func(a, b sizeOn) int {
				return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.size, b.size))
			})
		}
	}
	return &p
}

// memory is how long an error counts: those of the last five years. Forecasts
// of another age of messaging say little about the present.
const memory = 5 * 365.25

// halfWidths returns those of the intervals of a forecast made on a day, in
// steps of its series, and the number of errors they rest on: those of every
// series, at the same horizon, whose figure was for that day or one in the five
// years before.
//
// A series' own errors alone are too few and, as growth calms down over the
// years, too large. In units of its steps at the time they are taken to be
// like those of the others.
func (p *past) halfWidths(model, horizon, day int) (widths [len(alphas)]float64, errors int) {
	known := p[model][horizon]
	after := func(day float64) int {
		i, _ := slices.BinarySearchFunc(known, day, func(e sizeOn, day float64) int {
			if float64(e.day) <= day {
				return -1
			}
			return 1
		})
		return i
	}
	known = known[after(float64(day)-memory):after(float64(day))]
	sizes := make([]float64, len(known))
	for i, e := range known {
		sizes[i] = e.size
	}
	slices.Sort(sizes)
	for i, alpha := range alphas {
		widths[i] = halfWidth(sizes, alpha)
	}
	return widths, len(known)
}

// interval returns the ends of an interval around a forecast: the half-width
// is in steps of ln value.
func interval(value, step, width float64) (lower, upper float64) {
	return value * math.Exp(-step*width), value * math.Exp(step*width)
}
