package survival

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// proportional tests, for each coefficient and for all, whether it changes
// with time: the score test of adding θ·g(t)·x to the model at θ = 0. Its
// score is Σ g(t)·r(t) with the Schoenfeld residuals r, its information
// I(θ) - I(θ,β)·I(β)⁻¹·I(β,θ) from the same sums weighted by g² and g. With
// g(t) = 1 - S(t-), times count by their order and not by their distance.
//
// Source: Grambsch and Therneau (1994); R's cox.zph since survival 3.0.
func (m *model) proportional(best point) (each []Test, all Test) {
	gone := m.goneBefore()
	p := m.p
	score := mat.NewVecDense(p, nil)
	cross, own := mat.NewSymDense(p, nil), mat.NewSymDense(p, nil)
	m.moments(best.beta, m.breslow, false, func(now *moment) {
		g := gone(now.time)
		for a := range p {
			score.SetVec(a, score.AtVec(a)+g*now.score[a])
			for b := a; b < p; b++ {
				cross.SetSym(a, b, cross.At(a, b)+g*now.info[a*p+b])
				own.SetSym(a, b, own.At(a, b)+g*g*now.info[a*p+b])
			}
		}
	})
	each = make([]Test, p)
	for j := range each {
		each[j] = chiSquared(math.NaN(), 1)
	}
	all = chiSquared(math.NaN(), p)
	inverse, err := best.covariance()
	if err != nil {
		return each, all
	}
	var half, known mat.Dense
	half.Mul(cross, inverse)
	known.Mul(&half, cross)
	rest := mat.NewSymDense(p, nil)
	for a := range p {
		for b := a; b < p; b++ {
			rest.SetSym(a, b, own.At(a, b)-known.At(a, b))
		}
		// With events at one time only, rounding is all that is left.
		if rest.At(a, a) > 1e-10*own.At(a, a) {
			each[a] = chiSquared(score.AtVec(a)*score.AtVec(a)/rest.At(a, a), 1)
		}
	}
	return each, scoreTest(score, rest)
}

// goneBefore returns 1 - S(t-) at the times of the sample, all strata
// together and each row once, as in R.
func (m *model) goneBefore() func(t float64) float64 {
	s := m.sample
	s.Weight = nil
	steps := tally(s, 1)
	gone := make([]float64, len(steps))
	survival := 1.0
	for i, step := range steps {
		gone[i] = 1 - survival
		survival *= 1 - step.Events/step.AtRisk
	}
	return func(t float64) float64 {
		i := sort.Search(len(steps), func(i int) bool { return steps[i].Time >= t })
		return gone[i]
	}
}
