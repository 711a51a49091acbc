package survival

import (
	"math"
	"sort"

	"headstart/models/cluster"

	"gonum.org/v1/gonum/mat"
)

// jump is what the events of one time do to those at risk: the hazard that
// they meet, Σ dΛ, the same times the mean of x, and how much less of both the
// dying meet under Efron's ties. Bar is the mean of x that the dying are
// compared with.
type jump struct {
	time                  float64
	stratum               int
	hazard, spared        float64
	drawn, drawnLess, bar []float64
}

// residuals returns the score residual of each row of the sample: its part of
// the derivative of the log likelihood per life of its weight.
//
// Source: Therneau and Grambsch (2000), section 4.6; R's residuals.coxph.
func (m *model) residuals(best point) [][]float64 {
	p := m.p
	hazard, _ := m.hazards(best.beta)
	var jumps []jump
	rest := newSums(p, false)
	m.sweep(hazard, false, func(h *happening) {
		j := jump{time: h.time, stratum: m.stratum[h.first], drawn: make([]float64, p), drawnLess: make([]float64, p), bar: make([]float64, p)}
		parts := h.deaths
		if m.breslow {
			parts = 1
		}
		for k := range parts {
			share := float64(k) / float64(parts)
			rest.less(h.risk, h.dying, share)
			step := h.weight / float64(parts) / rest.s0
			j.hazard += step
			j.spared += share * step
			for a := range p {
				mean := rest.s1[a] / rest.s0
				j.drawn[a] += step * mean
				j.drawnLess[a] += share * step * mean
				j.bar[a] += mean / float64(parts)
			}
		}
		jumps = append(jumps, j)
	})
	// Sums over the jumps before each, in the order of the walk.
	hazards, drawn := make([]float64, len(jumps)+1), make([][]float64, len(jumps)+1)
	drawn[0] = make([]float64, p)
	for k, j := range jumps {
		hazards[k+1] = hazards[k] + j.hazard
		drawn[k+1] = make([]float64, p)
		for a := range p {
			drawn[k+1][a] = drawn[k][a] + j.drawn[a]
		}
	}
	by := func(stratum int, t float64) int { // the first jump by t
		return sort.Search(len(jumps), func(k int) bool {
			return jumps[k].stratum > stratum || jumps[k].stratum == stratum && jumps[k].time <= t
		})
	}
	out := make([][]float64, len(m.row))
	for i, row := range m.row {
		entry := math.Inf(-1)
		if m.entry != nil {
			entry = m.entry[i]
		}
		from, to := by(m.stratum[i], m.time[i]), by(m.stratum[i], entry)
		score := make([]float64, p)
		for a, x := range m.x[i*p : (i+1)*p] {
			score[a] = -hazard[i] * (x*(hazards[to]-hazards[from]) - (drawn[to][a] - drawn[from][a]))
			if m.died[i] {
				j := jumps[from]
				score[a] += hazard[i]*(x*j.spared-j.drawnLess[a]) + x - j.bar[a]
			}
		}
		out[row] = score
	}
	return out
}

// clustered returns the covariance of the estimates where rows of the same
// cluster depend on each other, from the information without penalty: the sum
// over clusters of products of dfbeta (Lin and Wei 1989).
func (m *model) clustered(best point, bread *mat.SymDense, clusters []string) *mat.SymDense {
	scores := m.residuals(best)
	for row := range scores {
		for a := range scores[row] {
			scores[row][a] *= m.sample.weight(row)
		}
	}
	return cluster.By(clusters).Covariance(bread, scores)
}
