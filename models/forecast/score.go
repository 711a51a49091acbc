package forecast

import (
	"headstart/transform"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Origins that the test of Diebold and Mariano needs.
const leastOrigins = 10

// Figures of a series that counts in the choice between drift and the others.
const leastFigures = 12

// card is how the forecasts of one model did.
type card struct {
	Score
	bounds, above int // targets that are lower bounds, and of these above the upper end at 80 %
	intervals     [len(alphas)]struct {
		n, inside           int
		score, lower, upper float64
	}
	losses []float64 // |error|/scale, in the order of the origins
	rank   int
	dm     Comparison // against drift
}

// scored says whether a forecast is judged: from the origin in the middle of
// its series on, so that every model has had figures to learn from. Earlier
// ones only serve the intervals.
func (t trial) scored(s segment) bool { return t.n >= max(least, len(s.X)/2) }

// judge scores forecasts of one model. Lower bounds are not scored: by how
// much a forecast above one erred, if it did, nobody knows, and to score only
// those below would be partial.
func judge(trials []trial, all []segment) card {
	var c card
	var actual, value, scale []float64
	for _, t := range trials {
		s := all[t.series]
		y := s.Value[t.target]
		if s.AtLeast[t.target] {
			c.bounds++
			if _, upper := interval(t.value, t.step, t.halfWidths[0]); y > upper {
				c.above++
			}
			continue
		}
		actual, value, scale = append(actual, y), append(value, t.value), append(scale, t.scale)
		if !(t.scale > 0) {
			continue
		}
		c.losses = append(c.losses, math.Abs(y-t.value)/t.scale)
		for i, alpha := range alphas {
			if math.IsNaN(t.halfWidths[i]) {
				continue
			}
			lower, upper := interval(t.value, t.step, t.halfWidths[i])
			in := &c.intervals[i]
			in.n++
			if y >= lower && y <= upper {
				in.inside++
			}
			in.score += IntervalScore(y, lower, upper, alpha) / t.scale
		}
	}
	c.Score = Accuracy(actual, value, scale)
	for i := range c.intervals {
		in := &c.intervals[i]
		in.score /= float64(in.n)
		in.lower, in.upper = jeffreys(in.inside, in.n)
	}
	return c
}

// jeffreys is the interval of a proportion by quantiles of
// Beta(inside + 1/2, n - inside + 1/2), as the macros of transform have it.
func jeffreys(inside, n int) (lower, upper float64) {
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	a, b := float64(inside)+0.5, float64(n-inside)+0.5
	lower, upper = 0, 1
	if inside > 0 {
		lower = mathext.InvRegIncBeta(a, b, (1-transform.Level)/2)
	}
	if inside < n {
		upper = mathext.InvRegIncBeta(a, b, (1+transform.Level)/2)
	}
	return lower, upper
}

// cards scores all models at the horizons of those trials, side by side.
func cards(trials []trial, all []segment, horizons ...int) (out [6]card) {
	for m := range out {
		var of []trial
		for _, t := range trials {
			if t.model == m && slices.Contains(horizons, t.horizon) && t.scored(all[t.series]) {
				of = append(of, t)
			}
		}
		out[m] = judge(of, all)
	}
	for m := range out {
		out[m].rank = 1
		for _, other := range out {
			if other.MASE < out[m].MASE {
				out[m].rank++
			}
		}
		out[m].dm = Comparison{P: math.NaN(), Corrected: math.NaN()}
		if n := len(out[m].losses); n >= leastOrigins && len(horizons) == 1 {
			out[m].dm = DieboldMariano(out[m].losses, out[driftAt].losses, horizons[0])
		}
	}
	return out
}

var driftAt = slices.Index(Models[:], Drift)

// scores are the rows of backtest_score: by series, and of all together.
func scores(trials []trial, all []segment) (rows [][]any) {
	add := func(s segment, trials []trial, pooled bool) {
		for h := 0; h <= Horizons; h++ {
			horizons := []int{h}
			if h == 0 {
				horizons = []int{1, 2, 3, 4}
			}
			table := cards(trials, all, horizons...)
			if table[0].N+table[0].bounds == 0 {
				continue
			}
			for m, c := range table {
				row := []any{s.platform, s.metric, s.market, s.definition, string(Models[m]), int64(h), int64(c.N), int64(c.bounds), int64(c.above)}
				if pooled { // people and accounts, millions and billions have no mean
					c.MAE, c.RMSE, c.dm = math.NaN(), math.NaN(), Comparison{P: math.NaN(), Corrected: math.NaN()}
				}
				row = append(row, c.MAE, c.RMSE, c.MASE, c.SMAPE)
				for _, in := range c.intervals {
					row = append(row, in.score, float64(in.inside)/float64(in.n), in.lower, in.upper, int64(in.n))
				}
				var rank, beats any
				if c.MASE == c.MASE {
					rank = int64(c.rank)
					if m != driftAt {
						beats = c.MASE < table[driftAt].MASE
					}
				}
				rows = append(rows, append(row, rank, beats, c.dm.Corrected, c.dm.P))
			}
		}
	}
	for i, own := range bySeries(trials, len(all)) {
		add(all[i], own, false)
	}
	add(segment{platform: "all", metric: "all", market: "all", definition: "all"}, trials, true)
	return rows
}

func bySeries(trials []trial, series int) [][]trial {
	out := make([][]trial, series)
	for _, t := range trials {
		out[t.series] = append(out[t.series], t)
	}
	return out
}

// choose returns the model that the forecasts are read from: the combination,
// if it beats drift 2 to 4 quarters ahead on more than half of the series of
// twelve figures or more; else drift. series is how many of these there are,
// and better by model on how many it beats drift.
func choose(trials []trial, all []segment) (chosen Model, series int, better [6]int) {
	for i, own := range bySeries(trials, len(all)) {
		if len(all[i].X) < leastFigures {
			continue
		}
		table := cards(own, all, 2, 3, 4)
		if !(table[driftAt].MASE >= 0) {
			continue
		}
		series++
		for m, c := range table {
			if c.MASE < table[driftAt].MASE {
				better[m]++
			}
		}
	}
	if 2*better[slices.Index(Models[:], Combination)] > series {
		return Combination, series, better
	}
	return Drift, series, better
}
