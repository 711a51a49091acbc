package curve

import (
	"math"
	"math/rand/v2"
	"testing"
)

// noisy is a curve with errors of the given size, as a share of the ceiling,
// or of the curve where share is true.
func noisy(r *rand.Rand, c Curve, n int, span, size float64, even, share bool) (x, y []float64) {
	at := 0.0
	for i := range n {
		x = append(x, at)
		value := c.At(at)
		if share {
			value *= math.Exp(size * r.NormFloat64())
		} else {
			value = max(value+size*c.K*r.NormFloat64(), 0)
		}
		y = append(y, value)
		at = float64(i+1) * span / float64(n-1)
		if !even {
			at -= 0.9 * r.Float64() * span / float64(n-1)
		}
	}
	return x, y
}

// The quick estimates are those of Fit, which looks from many starts.
func TestEstimateIsFit(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	quickly := 0
	const series = 600
	for i := range series {
		m := []Model{Logistic, Gompertz}[i%2]
		opt := Options{Model: m, Log: i%3 == 0}
		c := Curve{Model: m, K: math.Exp(20 * r.Float64()), R: 0.3 + r.Float64(), T0: 2 + 8*r.Float64()}
		x, y := noisy(r, c, 8+r.IntN(80), 12, 0.05*r.Float64(), i%5 < 3, opt.Log)
		if opt.Log {
			for i := range y {
				y[i] = max(y[i], 1e-9*c.K)
			}
		}
		if _, ok := quick(m, x, y, opt.Log); ok {
			quickly++
		}
		got := must(Estimate(x, y, opt))(t)
		want := must(Fit(x, y, opt))(t)
		if math.IsInf(want.Parameters[0].Value, 1) {
			continue
		}
		if got.RSS > want.RSS*(1+1e-9) || !got.Converged {
			t.Errorf("series %d, %s: rss %v, by Fit %v, converged %t", i, m, got.RSS, want.RSS, got.Converged)
		}
		for j, v := range []float64{got.K, got.R, got.T0} {
			if p := want.Parameters[j]; math.Abs(v-p.Value) > 1e-4*p.SE+1e-9*math.Abs(p.Value) {
				t.Errorf("series %d, %s: %s is %v, by Fit %v with standard error %v", i, m, p.Name, v, p.Value, p.SE)
			}
		}
		if want.N > 5 {
			near(t, "aicc", got.AICc, want.AICc, 1e-7)
		}
	}
	if quickly < series*3/4 {
		t.Errorf("one start was enough for %d of %d series", quickly, series)
	}
	t.Logf("quick: %d of %d", quickly, series)
}

// With lower bounds and with errors in x the two are the same search.
func TestEstimateOfBounds(t *testing.T) {
	x, y := ascending(12), []float64{3, 5, 9, 14, 22, 30, 43, 52, 60, 71, 73, 78}
	bounds := make([]bool, 12)
	for _, opt := range []Options{{Model: Logistic, AtLeast: bounds}, {Model: Logistic, AtLeast: bounds, Time: true}} {
		for bounds[6] = false; ; bounds[6] = true {
			got, want := must(Estimate(x, y, opt))(t), must(Fit(x, y, opt))(t)
			for j, v := range []float64{got.K, got.R, got.T0} {
				near(t, want.Parameters[j].Name, v, want.Parameters[j].Value, 1e-6)
			}
			near(t, "rss", got.RSS, want.RSS, 1e-6)
			near(t, "curve", got.At(20), want.At(20), 1e-6)
			if bounds[6] {
				break
			}
		}
	}
}
