package strength

import (
	"math"

	"headstart/models/cluster"

	"github.com/sourcegraph/conc/iter"
	"gonum.org/v1/gonum/floats"
)

// WithoutPlatform returns for each race the probability that the first mover
// wins, from the races of other platforms alone: the mean of the one without
// the races of its first mover and of the one without those of its responder.
func (p *Posterior) WithoutPlatform() []float64 {
	return p.without(func(r Race) []int { return []int{p.model.platform(r.First), p.model.platform(r.Responder)} })
}

// WithoutMarket returns the same from the races of other markets alone.
func (p *Posterior) WithoutMarket() []float64 {
	return p.without(func(r Race) []int { return []int{p.model.market(r.Market)} })
}

// without returns for each race the mean of the predictions without the races
// of each of its effects.
func (p *Posterior) without(effects func(Race) []int) []float64 {
	folds := make([]map[int]float64, p.model.size())
	for _, r := range p.model.races {
		for _, j := range effects(r) {
			folds[j] = map[int]float64{}
		}
	}
	iter.ForEachIdx(folds, func(j int, chances *map[int]float64) {
		if *chances != nil {
			p.heldOut(j, *chances)
		}
	})
	out := make([]float64, len(p.model.races))
	for i, r := range p.model.races {
		of := effects(r)
		for _, j := range of {
			out[i] += folds[j][i] / float64(len(of))
		}
	}
	return out
}

// fewest is the share of the draws that weights must be worth. Below it the
// model is sampled again without the races.
const fewest = 0.1

// heldOut predicts the races that the effect at j of a point is part of, by
// their places, from all others. The draws are weighted to what they would be without these races:
// by the inverse of their likelihood with the effect integrated over its prior,
// which is exact up to the number of draws (Vehtari, Mononen, Tolvanen, Sivula
// and Winther 2016, Journal of Machine Learning Research 17).
func (p *Posterior) heldOut(j int, chances map[int]float64) {
	m := p.model
	rest := *m
	rest.races = nil
	var inside []int
	for i, r := range m.races {
		if m.platform(r.First) == j || m.platform(r.Responder) == j || m.market(r.Market) == j {
			inside = append(inside, i)
		} else {
			rest.races = append(rest.races, r)
		}
	}
	at, weight := cluster.Normal(7)
	// Every second draw will do: neighbors are much alike.
	predict := func(draws [][]float64, weighted bool) (worth float64) {
		total, squares, used := 0.0, 0.0, 0.0
		q := make([]float64, m.size())
		mean, each, sums := make([]float64, len(inside)), make([]float64, len(inside)), make([]float64, len(inside))
		for d := 0; d < len(draws); d += 2 {
			copy(q, draws[d])
			used++
			platform, market := m.spreads(q)
			clear(mean)
			likelihood := 0.0
			for k := range at {
				q[j] = at[k]
				l := weight[k]
				for x, i := range inside {
					r := &m.races[i]
					each[x] = chance(q, r.Cells, m.random(q, r, platform, market))
					mean[x] += weight[k] * each[x]
					if r.Won {
						l *= each[x]
					} else {
						l *= 1 - each[x]
					}
				}
				likelihood += l
			}
			w := 1.0
			if weighted {
				w = 1 / likelihood
			}
			total, squares = total+w, squares+w*w
			floats.AddScaled(sums, w, mean)
		}
		for x, i := range inside {
			chances[i] = sums[x] / total
		}
		return total * total / squares / used
	}
	// The likelihood of many races is so small that its inverse is infinite, and what the weights are worth is no number.
	if !(predict(p.draws, true) >= fewest) {
		with := p.with
		with.Draws, with.Warmup = (with.Draws+3)/4, with.Warmup/4
		predict(rest.sample(with, p).draws, false)
	}
}

// Predict returns the probability that the first mover wins a race that is not
// among those of the posterior. A platform or market that is -1 is not among
// theirs either, and its effect is integrated over its prior.
func (p *Posterior) Predict(r Race) float64 {
	at, weight := cluster.Normal(15)
	sum := 0.0
	for _, q := range p.draws {
		platform, market := p.model.spreads(q)
		rest, variance := q[intercept], 0.0
		for _, effect := range []struct {
			of           int
			sign, spread float64
			place        func(int) int
		}{{r.First, 1, platform, p.model.platform}, {r.Responder, -1, platform, p.model.platform}, {r.Market, 1, market, p.model.market}} {
			if effect.of < 0 {
				variance += effect.spread * effect.spread
			} else {
				rest += effect.sign * effect.spread * q[effect.place(effect.of)]
			}
		}
		for k := range at {
			sum += weight[k] * chance(q, r.Cells, rest+math.Sqrt(variance)*at[k])
		}
	}
	return sum / float64(len(p.draws))
}
