package survival

import (
	"math"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/mat"
)

// proportional tests, for each coefficient and for all, whether it changes
// with time: the score test of adding θ·g(t)·x to the model at θ = 0. Its
// score is Σ g(t)·r(t) with the Schoenfeld residuals r, its information
// I(θ) - I(θ,β)·I(β)⁻¹·I(β,θ) from the same sums weighted by g² and g. With
// g(t) = 1 - S(t-), times count by their order and not by their distance. S is
// of all strata together and of each row once, as in R.
//
// Source: Grambsch and Therneau (1994); R's cox.zph since survival 3.0.
func (m *model) proportional(best point, inverse *mat.SymDense) (each []likelihood.Test, all likelihood.Test) {
	s := m.Sample
	s.Weight = nil
	km := curve(s, 1, true, 0.95)
	gone := func(t float64) float64 { return 1 - km.At(math.Nextafter(t, -1)).Value }
	once := m.sum(best.beta, false, gone)
	twice := m.sum(best.beta, false, func(t float64) float64 { return gone(t) * gone(t) })
	var half, known mat.Dense
	half.Mul(once.info, inverse)
	known.Mul(&half, once.info)
	rest := mat.NewSymDense(m.p, nil)
	for a := range m.p {
		for b := a; b < m.p; b++ {
			rest.SetSym(a, b, twice.info.At(a, b)-known.At(a, b))
		}
		one := math.NaN()
		if rest.At(a, a) > 1e-10*twice.info.At(a, a) { // with events at one time only, rounding is all that is left
			one = once.score[a] * once.score[a] / rest.At(a, a)
		}
		each = append(each, likelihood.ChiSquared(one, 1))
	}
	return each, scoreTest(mat.NewVecDense(m.p, once.score), rest)
}
