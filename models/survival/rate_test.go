package survival

import (
	"math"
	"testing"
)

// The rate is that of lifelines 0.30.3, 1 / ExponentialFitter().fit_interval_censoring(from, to).lambda_ (0.019112, which
// its search gives to six digits), and of scipy 1.17: optimize.minimize_scalar of the log likelihood, and brentq for its ends.
func TestConstantRate(t *testing.T) {
	inf := math.Inf(1)
	for name, c := range map[string]struct{ from, to, want []float64 }{
		"10 races": {[]float64{0, 0, 14, 25, 3, 0, 60, 72, 88, 9}, []float64{7, 39, 15, 26, 8, 44, inf, inf, inf, inf},
			[]float64{0.019112487645968, 0.007556147031397, 0.039075742687026}},
		// 3/(3·2): exp(-r·2) = 1 - 3/4.
		"seen once":    {[]float64{0, 0, 0, 2}, []float64{2, 2, 2, inf}, []float64{math.Ln2, 0.162575537142, 2.060492526465}},
		"no event":     {[]float64{5, 7}, []float64{inf, inf}, []float64{0, 0, 1.920729410347 / 12}},
		"all at once":  {[]float64{0, 0}, []float64{3, 3}, []float64{inf, 0.160828815301, inf}},
		"not followed": {[]float64{0, 0}, []float64{inf, inf}, []float64{math.NaN(), math.NaN(), math.NaN()}},
		"no rows":      {nil, nil, []float64{math.NaN(), math.NaN(), math.NaN()}},
	} {
		e := ConstantRate(c.from, c.to, 0.95)
		for k, got := range []float64{e.Value, e.Lower, e.Upper} {
			if want := c.want[k]; !(got == want || math.Abs(got-want) < 1e-9*math.Max(1, want) || math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s: %v of rate, lower, upper is %.12f, want %.12f", name, k, got, want)
			}
		}
	}
}
