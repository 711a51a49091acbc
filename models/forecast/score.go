package forecast

import (
	"context"
	"math"
	"slices"
)

// Origins that the test of Diebold and Mariano needs.
const leastOrigins = 10

// card is how the forecasts of one model did.
type card struct {
	Score
	bounds, above int // targets that are lower bounds, and of these above the upper end at 80 %
	intervals     [len(alphas)]struct {
		tallies
		score float64 // sum of the interval scores, scaled
	}
	losses []float64 // |error|/scale, in the order of the origins
	rank   int
	dm     Comparison // against drift
}

// scored says whether a forecast is judged: from the origin in the middle of
// its series on, so that every model has had figures to learn from. Earlier
// ones only serve the intervals.
func (t trial) scored(s segment) bool { return t.n >= max(least, len(s.X)/2) }

// clustering says which forecasts share an error: those of one cluster.
type clustering func(t trial) int

// bySeries is for the forecasts of several series, byYear for those of one:
// the calendar years of their origins.
func bySeries(t trial) int { return t.series }
func byYear(t trial) int   { return date(t.madeOn).Year() }

// judge scores forecasts, of one model or chosen one by one. Lower bounds are not scored: by how
// much a forecast above one erred, if it did, nobody knows, and to score only
// those below would be partial.
func judge(trials []trial, all []segment, cluster clustering) card {
	var c card
	var actual, value, scale []float64
	for _, t := range trials {
		s := all[t.series]
		y := s.Value[t.target]
		if s.AtLeast[t.target] {
			c.bounds++
			if _, upper := t.interval(0); y > upper {
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
			lower, upper := t.interval(i)
			if math.IsNaN(lower) {
				continue
			}
			in := &c.intervals[i]
			in.add(cluster(t), y, lower, upper)
			in.score += IntervalScore(y, lower, upper, alpha) / t.scale
		}
	}
	c.Score = Accuracy(actual, value, scale)
	return c
}

// cards scores all models at the horizons of those trials, side by side.
func cards(trials []trial, all []segment, cluster clustering, horizons ...int) (out [len(Models)]card) {
	var of [len(Models)][]trial
	for _, t := range trials {
		if slices.Contains(horizons, t.horizon) && t.scored(all[t.series]) {
			of[t.model] = append(of[t.model], t)
		}
	}
	for m := range out {
		out[m] = judge(of[m], all, cluster)
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

// span is the horizons that a row of backtest_score is about.
func span(horizon int) []int {
	if horizon == 0 {
		return []int{1, 2, 3, 4}
	}
	return []int{horizon}
}

// pooled stands for all series together.
var pooled = segment{platform: "all", metric: "all", market: "all", definition: "all"}

// perSeries calls a function with the trials of each series and then with all
// of them, as long as the context lasts.
func perSeries(ctx context.Context, trials []trial, all []segment, do func(s segment, trials []trial, cluster clustering)) error {
	for i, own := range split(trials, len(all)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		do(all[i], own, byYear)
	}
	do(pooled, trials, bySeries)
	return ctx.Err()
}

// scores are the rows of backtest_score: by series, and of all together.
func scores(ctx context.Context, trials []trial, all []segment) (rows [][]any, err error) {
	err = perSeries(ctx, trials, all, func(s segment, trials []trial, cluster clustering) {
		for h := 0; h <= Horizons; h++ {
			table := cards(trials, all, cluster, span(h)...)
			if table[0].N+table[0].bounds == 0 {
				continue
			}
			for m, c := range table {
				row := []any{s.platform, s.metric, s.market, s.definition, string(Models[m]), int64(h), int64(c.N), int64(c.bounds), int64(c.above)}
				if s.platform == pooled.platform { // people and accounts, millions and billions have no mean
					c.MAE, c.RMSE, c.dm = math.NaN(), math.NaN(), Comparison{P: math.NaN(), Corrected: math.NaN()}
				}
				row = append(row, c.MAE, c.RMSE, c.MASE, c.SMAPE)
				for _, in := range c.intervals {
					lower, upper := in.interval()
					held := in.sum()
					n := float64(held.n)
					row = append(row, in.score/n, float64(held.inside)/n, lower, upper, int64(held.n))
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
	})
	return rows, err
}

// chosenScores are the rows of backtest_chosen: of the forecasts whose model
// was chosen at the origin.
func chosenScores(ctx context.Context, trials []trial, all []segment) (rows [][]any, err error) {
	err = perSeries(ctx, trials, all, func(s segment, trials []trial, cluster clustering) {
		for h := 0; h <= Horizons; h++ {
			var of []trial
			for _, t := range trials {
				if t.chosen && slices.Contains(span(h), t.horizon) && t.scored(all[t.series]) {
					of = append(of, t)
				}
			}
			c := judge(of, all, cluster)
			if c.N+c.bounds == 0 {
				continue
			}
			row := []any{s.platform, s.metric, s.market, s.definition, int64(h), int64(c.N), int64(c.bounds), c.MASE}
			for _, in := range c.intervals {
				lower, upper := in.interval()
				held := in.sum()
				n := float64(held.n)
				row = append(row, int64(held.n), int64(len(in.tallies)), float64(held.inside)/n, lower, upper,
					float64(held.below)/n, float64(held.above)/n)
				if s.platform == pooled.platform {
					row = append(row, in.mean())
				} else {
					row = append(row, nil)
				}
				row = append(row, in.score/n)
			}
			rows = append(rows, row)
		}
	})
	return rows, err
}

func split(trials []trial, series int) [][]trial {
	out := make([][]trial, series)
	for _, t := range trials {
		out[t.series] = append(out[t.series], t)
	}
	return out
}
