package survival

import (
	"math"
	"slices"
	"sort"

	"headstart/models/cluster"
	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// residuals returns the score residual of each row of the walk: its part of
// the derivative of the log likelihood per life of its weight.
//
// Source: Therneau and Grambsch (2000), section 4.6; R's residuals.coxph.
func (m *model) residuals(best point) [][]float64 {
	hazard, _ := m.hazards(best.beta)
	out := make([][]float64, len(m.Time))
	for i := range out {
		out[i] = make([]float64, m.p)
	}
	type jump struct {
		stratum int
		time    float64
	}
	var jumps []jump
	q := m.p + 1
	met := [][]float64{make([]float64, q)} // by those at risk up to each jump: Σ dΛ, and the same times the mean of x
	m.sweep(hazard, false, func(h *happening) {
		// Those who die meet less of it under Efron's ties, and are compared with the mean bar.
		total, spared, bar := slices.Clone(met[len(jumps)]), make([]float64, q), make([]float64, q)
		h.parts(m.breslow, func(share float64, parts int, s []float64) {
			part := 1 / float64(parts) / s[0]
			floats.AddScaled(total, h.weight*part/s[0], s[:q])
			floats.AddScaled(spared, share*h.weight*part/s[0], s[:q])
			floats.AddScaled(bar, part, s[:q])
		})
		jumps, met = append(jumps, jump{m.stratum(h.first), h.time}), append(met, total)
		for i := h.first; i < h.last; i++ {
			for a, x := range m.at(i)[1:] {
				if m.died(i) {
					out[i][a] += hazard[i]*(x*spared[0]-spared[a+1]) + x - bar[a+1]
				}
			}
		}
	})
	by := func(stratum int, t float64) []float64 { // what was met before the first jump by t
		return met[sort.Search(len(jumps), func(k int) bool {
			return jumps[k].stratum > stratum || jumps[k].stratum == stratum && jumps[k].time <= t
		})]
	}
	for i, t := range m.Time {
		entry := math.Inf(-1)
		if m.Entry != nil {
			entry = m.Entry[i]
		}
		from, to := by(m.stratum(i), t), by(m.stratum(i), entry)
		for a, x := range m.at(i)[1:] {
			out[i][a] -= hazard[i] * (x*(to[0]-from[0]) - (to[a+1] - from[a+1]))
		}
	}
	return out
}

// clustered returns the covariance of the estimates where rows of the same
// cluster depend on each other, from the information without penalty: the sum
// over clusters of products of dfbeta (Lin and Wei 1989).
func (m *model) clustered(best point, bread *mat.SymDense, clusters []string) *mat.SymDense {
	scores := m.residuals(best)
	for row := range scores {
		floats.Scale(m.weight(row), scores[row])
	}
	return cluster.By(likelihood.Pick(clusters, m.row)).Covariance(bread, scores)
}
