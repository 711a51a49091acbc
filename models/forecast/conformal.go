package forecast

import (
	"cmp"
	"context"
	"math"
	"slices"
)

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
	chosen                 bool    // the model that errors known at the origin choose
	errors, own            int     // earlier errors behind the intervals, and how many are of the series itself
	// ends are those of the intervals, of ln(figure/forecast) in steps: not
	// above 0, and not below 0; NaN where there is no interval.
	ends [len(alphas)][2]float64
}

// past is the errors of the rolling origin by model and horizon, in the order
// of the days on which they became known.
type past [len(Models)][Horizons + 1][]errorOn

type errorOn struct {
	day, series int
	size        float64 // ln(actual/forecast) in steps of the series
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
		*known = append(*known, errorOn{t.dueOn, t.series, math.Log(s.Value[t.target]/t.value) / t.step})
	}
	for m := range p {
		for h := range p[m] {
			slices.SortStableFunc(p[m][h], func(a, b errorOn) int { return cmp.Compare(a.day, b.day) })
		}
	}
	return &p
}

// memory is how long an error counts: those of the last five years. Forecasts
// of another age of messaging say little about the present.
const memory = 5 * 365.25

// sliding is n errors in the order of the days on which they became known. count
// is called with 1 for an error that becomes known, and with -1 for one that is
// older than memory.
type sliding struct {
	n, first, next int // the errors from first up to next count
	day            func(i int) int
	count          func(i, times int)
}

// moveTo goes on to a day; days are in their order.
func (s *sliding) moveTo(day int) {
	for ; s.next < s.n && s.day(s.next) <= day; s.next++ {
		s.count(s.next, 1)
	}
	for ; s.first < s.next && float64(s.day(s.first)) <= float64(day)-memory; s.first++ {
		s.count(s.first, -1)
	}
}

// borrowed is how many errors of a series itself the errors of all series
// together count for: nine, the fewest that give an interval of 80 % alone.
const borrowed = 9

// quota says up to which mass of errors an end of an interval of level
// 1 - alpha lies, of a mass of 1: the lower end is the smallest error with more
// than low at or below it, the upper end the smallest with high or more. n is
// the number of errors; with fewer than 2/alpha - 1 there is no such interval.
//
// For n errors of equal mass these are the ⌊(n+1)·alpha/2⌋-th and the
// ⌈(n+1)(1-alpha/2)⌉-th, between which a new error of the same source lies with
// probability 1 - alpha at least.
//
// Source: Lei and others (2018), "Distribution-free predictive inference for
// regression", section 2, for signed errors.
func quota(n int, alpha float64) (low, high float64, ok bool) {
	high = (1 - alpha/2) * float64(n+1) / float64(n)
	return 1 - high, high, high <= 1+trifle
}

// trifle is less than any error's mass, and more than rounding.
const trifle = 1e-9

// withIntervals adds to forecasts the ends of their intervals, in steps of
// their series, and the number of errors behind them: errors of the same model
// at the same horizon, whose figure was for the day of the origin or one in the
// five years before.
//
// A series' own errors are too few at first, and those of all series, though
// in units of their steps, are not quite like them. So the intervals come from
// a mixture: m errors of its own have a mass of 1 each, all errors together
// one of [borrowed]. This is the mean of the posterior of Ferguson (1973), "A
// Bayesian analysis of some nonparametric problems", with all errors as the
// base measure. An interval reaches to its forecast at least.
//
// It goes through the days once, so that n forecasts and as many errors take
// about n·(log n)² steps at most, whose number it returns.
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
			slices.SortStableFunc(group, func(a, b *trial) int { return cmp.Compare(a.madeOn, b.madeOn) })
			w := newWindow(p[m][h])
			for _, t := range group {
				if err := ctx.Err(); err != nil {
					return steps, err
				}
				w.moveTo(t.madeOn)
				w.interval(t)
			}
			steps += w.all.steps
			for _, own := range w.own {
				steps += own.steps
			}
		}
	}
	return steps, nil
}

// window is the errors that count on a day, in the order of their sizes.
type window struct {
	sliding
	known []errorOn // in the order of days
	size  []float64 // by place in the order of sizes, from 1
	place []int     // of each of known
	all   *ranking
	own   map[int]*ownErrors // by series
}

// ownErrors is the errors of one series, each at its place among its own.
type ownErrors struct {
	*ranking
	places []int // among all, ascending
}

func newWindow(known []errorOn) *window {
	w := &window{known: known, size: make([]float64, len(known)+1), place: make([]int, len(known)),
		all: newRanking(len(known)), own: make(map[int]*ownErrors)}
	bySize := make([]int, len(known))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int { return cmp.Compare(known[a].size, known[b].size) })
	for i, e := range bySize {
		w.size[i+1], w.place[e] = known[e].size, i+1
		own := w.own[known[e].series]
		if own == nil {
			own = &ownErrors{}
			w.own[known[e].series] = own
		}
		own.places = append(own.places, i+1)
	}
	for _, own := range w.own {
		own.ranking = newRanking(len(own.places))
	}
	w.sliding = sliding{n: len(known), day: func(i int) int { return known[i].day }, count: w.count}
	return w
}

func (w *window) count(e, items int) {
	w.all.add(w.place[e], items)
	own := w.own[w.known[e].series]
	at, _ := slices.BinarySearch(own.places, w.place[e])
	own.add(at+1, items)
}

// interval sets the ends of the intervals of a forecast, and the number of
// errors behind them.
func (w *window) interval(t *trial) {
	own := w.own[t.series]
	if own == nil {
		own = &ownErrors{ranking: newRanking(0)}
	}
	t.errors, t.own = w.all.total, own.total
	total := float64(borrowed + own.total)
	for i, alpha := range alphas {
		low, high, ok := quota(t.errors, alpha)
		if !ok {
			t.ends[i] = [2]float64{math.NaN(), math.NaN()}
			continue
		}
		lower := w.reaches(own, low*total+trifle)
		upper := w.reaches(own, high*total-trifle)
		t.ends[i] = [2]float64{min(lower, 0), max(upper, 0)}
	}
}

// reaches returns the smallest error up to which there is as much mass.
func (w *window) reaches(own *ownErrors, mass float64) float64 {
	at, counted := 0, 0                // a place short of that mass, and the errors up to it
	fewest, most := 0, len(own.places) // own errors up to there
	for jump := highestBit(len(w.size)); jump > 0; jump /= 2 {
		next := at + jump
		w.all.steps++
		if next >= len(w.size) {
			continue
		}
		among, _ := slices.BinarySearch(own.places[fewest:most], next+1)
		among += fewest
		errors := counted + w.all.counts[next]
		if borrowed*float64(errors)/float64(w.all.total)+float64(own.upTo(among)) < mass {
			at, counted, fewest = next, errors, among
		} else {
			most = among
		}
	}
	return w.size[at+1]
}

// interval returns the ends of the i-th interval around a forecast.
func (t trial) interval(i int) (lower, upper float64) {
	return t.value * math.Exp(t.step*t.ends[i][0]), t.value * math.Exp(t.step*t.ends[i][1])
}
