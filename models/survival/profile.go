package survival

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// profile returns the limits of coefficient j: the values at which twice the
// log likelihood, maximised over the other coefficients, has fallen from its
// best by the χ² quantile of the level. Unlike Wald's, they need not be
// symmetric, and under monotone likelihood they are not by far.
//
// Source: Heinze and Schemper (2001), section 2.3.
func (m *model) profile(best point, cov *mat.SymDense, j int, level float64) (lower, upper float64, err error) {
	se := math.Sqrt(cov.At(j, j))
	if lower, err = m.limit(best, cov, j, -se, level); err != nil {
		return 0, 0, err
	}
	upper, err = m.limit(best, cov, j, se, level)
	return lower, upper, err
}

// holding returns the best point with coordinate j at v. The others start
// where a likelihood of the covariance cov would have them, seen from near;
// should that lead too far out, the way there is gone in two stages.
func (m *model) holding(near point, cov *mat.SymDense, j int, v float64) (point, error) {
	return m.approach(near, cov, j, v, 8)
}

func (m *model) approach(near point, cov *mat.SymDense, j int, v float64, stages int) (point, error) {
	beta := make([]float64, m.p)
	for k := range beta {
		beta[k] = near.beta[k] + cov.At(k, j)/cov.At(j, j)*(v-near.beta[j])
	}
	beta[j] = v
	pt, _, err := m.maximise(m.at(beta), &j)
	if err == nil || stages == 0 {
		return pt, err
	}
	half, err := m.approach(near, cov, j, (near.beta[j]+v)/2, stages-1)
	if err != nil {
		return half, err
	}
	return m.approach(half, cov, j, v, stages-1)
}

// limit finds the one on the side to which stride points.
func (m *model) limit(best point, cov *mat.SymDense, j int, stride, level float64) (float64, error) {
	drop := z(level) * z(level)
	near := best
	// excess is below 0 inside the interval. Each evaluation starts from the
	// one before.
	excess := func(b float64) (float64, error) {
		pt, err := m.holding(near, cov, j, b)
		if err != nil {
			return 0, err
		}
		near = pt
		return 2*(best.value-pt.value) - drop, nil
	}

	inside, low := best.beta[j], -drop
	outside, high := inside, low
	for try := 0; high < 0; try++ {
		if try == 60 {
			return math.Inf(int(math.Copysign(1, stride))), nil
		}
		inside, low = outside, high
		outside += stride
		stride *= 1.5
		var err error
		if high, err = excess(outside); err != nil {
			return 0, err
		}
	}
	// Regula falsi, halving the value at the end that stays (Illinois).
	for range 200 {
		b := (inside*high - outside*low) / (high - low)
		e, err := excess(b)
		if err != nil {
			return 0, err
		}
		if math.Abs(e) < 1e-10 || math.Abs(outside-inside) < 1e-12*(1+math.Abs(b)) {
			return b, nil
		}
		if e*high < 0 {
			inside, low = outside, high
		} else {
			low /= 2
		}
		outside, high = b, e
	}
	return 0, fmt.Errorf("the profile likelihood is too rough: use fewer covariates")
}
