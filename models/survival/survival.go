// Package survival says how long lives last when some of them are still going
// on: messengers from a rival's entry to their shutdown, or anybody's rows of
// a time and an event.
//
// A [Sample] holds the lives. From it come
//
//   - [KaplanMeier]: the share still alive at each time,
//   - [CumulativeIncidence]: the share gone for each of several causes,
//   - [Cox]: how the hazard goes with covariates, with Firth's penalty where
//     a coefficient would run to infinity.
//
// Times are in any one unit; results are in the same. Nothing here reads or
// prints, and no caller's slice is changed.
package survival

import (
	"fmt"
	"math"
	"slices"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"
)

// Sample is one life per row, column by column; all columns are equally long.
//
// A life is seen at the times t with Entry < t ≤ Time. One that is known only
// because it lasted long enough to be noticed must have the time of notice as
// its Entry, or the estimates are too rosy (left truncation).
type Sample struct {
	Time  []float64 // when the life was last seen, or ended; at least 0
	Event []int     // what happened at Time: 0 nothing (censored), 1 the event; 2, 3, … other ends, which censor but compete in [CumulativeIncidence] and [FineGray]
	Entry []float64 // when it came under observation, before Time; nil: all from the start
	// Weight is how many lives the row stands for, from 1e-9 to 1e15; nil: one each. It
	// need not be whole. Lives of one row do not tie with each other, as in R.
	Weight  []float64
	Stratum []int // Cox regression compares lives of the same stratum only, and so does LogRank; nil: there is one
}

// Estimate is a number with its standard error and confidence limits. NaN in
// a field means that it does not exist, as the median of a curve that never
// comes down to one half.
type Estimate struct {
	Value, SE, Lower, Upper float64
}

// check returns what is wrong with the level or the sample, a
// *likelihood.RowError where it is a row.
func (s Sample) check(level float64) error {
	n := len(s.Time)
	switch {
	case !(level > 0 && level < 1):
		return fmt.Errorf("confidence level %v is not between 0 and 1: try 0.95", level)
	case n == 0:
		return fmt.Errorf("no rows: at least one life is needed")
	case len(s.Event) != n, s.Entry != nil && len(s.Entry) != n, s.Weight != nil && len(s.Weight) != n, s.Stratum != nil && len(s.Stratum) != n:
		return fmt.Errorf("columns differ in length: %d times, %d events, %d entries, %d weights, %d strata",
			n, len(s.Event), len(s.Entry), len(s.Weight), len(s.Stratum))
	}
	for i, t := range s.Time {
		reason := ""
		switch e := s.Event[i]; {
		case math.IsNaN(t) || math.IsInf(t, 0):
			reason = fmt.Sprintf("time is %v; fill it in or leave the row out; a life still going on has the time it was last seen and event 0", t)
		case t < 0:
			reason = fmt.Sprintf("time is %v, and a life cannot end before it starts; count from its start, or leave the row out", t)
		case e < 0:
			reason = fmt.Sprintf("event is %d; write 0 for censored and 1, 2, … for the causes", e)
		case s.Entry != nil && !(s.Entry[i] >= 0 && s.Entry[i] < t):
			reason = fmt.Sprintf("entry is %v and time is %v; a life must be followed from 0 or later to a later time; leave the row out", s.Entry[i], t)
		case !(s.weight(i) >= 1e-9 && s.weight(i) < 1e15):
			reason = fmt.Sprintf("weight is %v, and must be above 0, from 1e-9 to 1e15; leave the row out", s.weight(i))
		default:
			continue
		}
		return &likelihood.RowError{Row: i, Reason: reason}
	}
	return nil
}

// z is how many standard errors a two-sided normal interval of the level
// reaches to each side.
func z(level float64) float64 { return distuv.UnitNormal.Quantile((1 + level) / 2) }

func (s Sample) weight(i int) float64 {
	if s.Weight == nil {
		return 1
	}
	return s.Weight[i]
}

func (s Sample) stratum(i int) int {
	if s.Stratum == nil {
		return 0
	}
	return s.Stratum[i]
}

// lives returns how many lives there are.
func (s Sample) lives() (n float64) {
	if s.Weight == nil {
		return float64(len(s.Time))
	}
	return floats.Sum(s.Weight)
}

// order returns the row numbers by ascending key, equal ones in their order. It
// sorts digit by digit, as comparing a million keys takes five times as long.
func order(key []float64) []int {
	const width = 11
	type item struct {
		bits uint64 // in the order of the keys
		row  int
	}
	items, next := make([]item, len(key)), make([]item, len(key))
	for i, k := range key {
		bits := math.Float64bits(k + 0) // -0 is 0
		if bits>>63 == 1 {
			bits = ^bits
		} else {
			bits |= 1 << 63
		}
		items[i] = item{bits, i}
	}
	for shift := 0; shift < 64; shift += width {
		var start [1<<width + 1]int
		for _, it := range items {
			start[it.bits>>shift&(1<<width-1)+1]++
		}
		if slices.Contains(start[:], len(items)) {
			continue // all have the same digit, as most low ones of whole numbers
		}
		for d := range 1 << width {
			start[d+1] += start[d]
		}
		for _, it := range items {
			place := &start[it.bits>>shift&(1<<width-1)]
			next[*place] = it
			*place++
		}
		items, next = next, items
	}
	rows := make([]int, len(items))
	for i, it := range items {
		rows[i] = it.row
	}
	return rows
}

// At returns the lives of some rows, in their order.
func (s Sample) At(rows []int) Sample {
	return Sample{likelihood.Pick(s.Time, rows), likelihood.Pick(s.Event, rows), likelihood.Pick(s.Entry, rows),
		likelihood.Pick(s.Weight, rows), likelihood.Pick(s.Stratum, rows)}
}
