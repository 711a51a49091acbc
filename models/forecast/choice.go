package forecast

import (
	"cmp"
	"math"
	"slices"
)

// record is how often a model erred, and by how much: the sum of |error|/scale.
type record struct {
	forecasts int
	scaled    float64
}

// mean is the mean scaled error, NaN without forecasts.
func (r record) mean() float64 { return r.scaled / float64(r.forecasts) }

// standing is the records of the models with the errors known on a day: of all
// series, and of each.
type standing struct {
	sliding
	trials   []trial
	all      []segment
	byDue    []int // of trials, in the order of the days of their figures
	together [len(Models)]record
	own      [][len(Models)]record // by series
}

func newStanding(trials []trial, all []segment) *standing {
	s := &standing{trials: trials, all: all, own: make([][len(Models)]record, len(all))}
	for i, t := range trials {
		if t.scale > 0 && !all[t.series].AtLeast[t.target] {
			s.byDue = append(s.byDue, i)
		}
	}
	slices.SortStableFunc(s.byDue, func(a, b int) int { return cmp.Compare(trials[a].dueOn, trials[b].dueOn) })
	s.sliding = sliding{n: len(s.byDue), day: func(i int) int { return trials[s.byDue[i]].dueOn }, count: s.count}
	return s
}

func (s *standing) count(i, times int) {
	t := s.trials[s.byDue[i]]
	e := float64(times) * math.Abs(s.all[t.series].Value[t.target]-t.value) / t.scale
	for _, r := range []*record{&s.together[t.model], &s.own[t.series][t.model]} {
		r.forecasts += times
		if r.scaled += e; r.forecasts == 0 {
			r.scaled = 0 // and not what rounding has left
		}
	}
}

// best returns the model with the lowest mean scaled error for a series: its
// own forecasts count once each, those of all series together as much as
// [borrowed] at each horizon. Of equals it is the first of Models, so that the
// naive forecast stands before any error is known.
func (s *standing) best(series int) (model int) {
	lowest := math.Inf(1)
	for m, r := range s.together {
		own := s.own[series][m]
		const weight = borrowed * Horizons
		if mean := (own.scaled + weight*r.mean()) / float64(own.forecasts+weight); mean < lowest {
			model, lowest = m, mean
		}
	}
	return model
}

// withChoice says of each forecast, of the backtest or to be published, whether
// its model is the one that the errors known at its origin choose.
func withChoice(trials, ahead []trial, all []segment) {
	s := newStanding(trials, all)
	var made []*trial
	for _, some := range [][]trial{trials, ahead} {
		for i := range some {
			made = append(made, &some[i])
		}
	}
	slices.SortStableFunc(made, func(a, b *trial) int { return cmp.Compare(a.madeOn, b.madeOn) })
	for _, t := range made {
		s.moveTo(t.madeOn)
		t.chosen = t.model == s.best(t.series)
	}
}
