package curve

import "math"

// FisherPry fits the course of a share f that replaces another,
//
//	ln(f/(1-f)) = a + b·x,
//
// by linear regression, for shares strictly between 0 and 1 (Fisher and Pry
// 1971, "A simple substitution model of technological change"). The parameters
// are slope and intercept with their standard errors (no interval), the x at
// which half is replaced (half) and the time from a tenth to nine tenths,
// ln(81)/b (takeover).
func FisherPry(x, f []float64) ([]Parameter, error) {
	if len(x) != len(f) || len(x) < 3 {
		return nil, wrong(-1, "%d rows are too few: a line needs 3 or more", min(len(x), len(f)))
	}
	n, mx, mv := float64(len(x)), 0.0, 0.0
	v := make([]float64, len(f))
	for i := range f {
		if !(f[i] > 0 && f[i] < 1) {
			return nil, wrong(i, "share %v is not between 0 and 1", f[i])
		}
		v[i] = math.Log(f[i] / (1 - f[i]))
		mx += x[i] / n
		mv += v[i] / n
	}
	xx, xv := 0.0, 0.0
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		xv += (x[i] - mx) * (v[i] - mv)
	}
	if !(xx > 0) {
		return nil, wrong(-1, "x is constant: a line needs two x or more")
	}
	b := xv / xx
	a := mv - b*mx
	rss := 0.0
	for i := range x {
		e := v[i] - a - b*x[i]
		rss += e * e
	}
	s2, nan := rss/(n-2), math.NaN()
	return []Parameter{
		{"slope", b, math.Sqrt(s2 / xx), nan, nan},
		{"intercept", a, math.Sqrt(s2 * (1/n + mx*mx/xx)), nan, nan},
		{"half", -a / b, nan, nan, nan},
		{"takeover", math.Log(81) / b, nan, nan, nan},
	}, nil
}
