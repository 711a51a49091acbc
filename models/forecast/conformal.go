package forecast

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// rank says which of m earlier errors, the smallest being 1, is the half-width
// of a split-conformal interval of level 1 - alpha: the ⌈(m+1)(1-alpha)⌉-th. A
// new error of the same source is as large or smaller with at least that
// probability. With m < 1/alpha - 1 the rank is above m: no such interval exists.
//
// Source: Lei and others (2018), "Distribution-free predictive inference for
// regression", section 2.
func rank(m int, alpha float64) int {
	// Less a trifle, or rounding makes 20·0.95 more than 19.
	return int(math.Ceil(float64(m+1)*(1-alpha) - 1e-9))
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
type past [len(Models)][Horizons + 1][]sizeOn

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

// withIntervals adds to forecasts the half-widths of their intervals, in steps
// of their series, and the number of errors they rest on: those of every
// series, at the same horizon, whose figure was for the day of the origin or
// one in the five years before.
//
// A series' own errors alone are too few and, as growth calms down over the
// years, too large. In units of its steps at the time they are taken to be
// like those of the others.
//
// It goes through the days once, so that m forecasts and as many errors take
// about m·log m steps, whose number it returns.
func (p *past) withIntervals(ctx context.Context, forecasts ...[]trial) (steps int, err error) {
	var groups [len(Models)][Horizons + 1][]*trial
	for _, some := range forecasts {
		for i := range some {
			t := &some[i]
			groups[t.model][t.horizon] = append(groups[t.model][t.horizon], t)
		}
	}
	for m := range groups {
		for h, group := range groups[m] {
			taken, err := widths(ctx, group, p[m][h])
			if err != nil {
				return steps, err
			}
			steps += taken
		}
	}
	return steps, nil
}

// widths does the work of withIntervals for one model and horizon. known is in
// the order of days.
func widths(ctx context.Context, group []*trial, known []sizeOn) (steps int, err error) {
	slices.SortStableFunc(group, func(a, b *trial) int { return cmp.Compare(a.madeOn, b.madeOn) })
	bySize := make([]int, len(known))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortFunc(bySize, func(a, b int) int {
		return cmp.Or(cmp.Compare(known[a].size, known[b].size), cmp.Compare(a, b))
	})
	place := make([]int, len(known))
	for i, e := range bySize {
		place[e] = i + 1
	}
	counted := newRanking(len(known))
	first, next := 0, 0 // of the errors that count
	for _, t := range group {
		if err := ctx.Err(); err != nil {
			return counted.steps, err
		}
		for ; next < len(known) && known[next].day <= t.madeOn; next++ {
			counted.add(place[next], 1)
		}
		for ; first < next && float64(known[first].day) <= float64(t.madeOn)-memory; first++ {
			counted.add(place[first], -1)
		}
		t.errors = counted.total
		for i, alpha := range alphas {
			t.halfWidths[i] = math.NaN()
			if k := rank(counted.total, alpha); k <= counted.total {
				t.halfWidths[i] = known[bySize[counted.place(k)-1]].size
			}
		}
	}
	return counted.steps, nil
}

// interval returns the ends of an interval around a forecast: the half-width
// is in steps of ln value.
func interval(value, step, width float64) (lower, upper float64) {
	return value * math.Exp(-step*width), value * math.Exp(step*width)
}
