package race

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The table of thresholds has a knot every 1/8 for standard normals from -8 to
// 8, beyond which a race in 10^15 lies. With the exact slope at each knot the
// cubic between two knots is off by less than 2·10^-6 (a test says so).
const (
	tableEnd  = 8
	tableHalf = 64
	tableStep = 1. / 8
)

// thresholdTable turns a standard normal z into the odds U/(1-U) of a threshold
// share, where U is the Φ(z) quantile of Beta(a, b): as exact as it must be and
// far cheaper than two gamma variates or an inversion for every race.
type thresholdTable struct {
	knots []knot // none where the law is the single point
	point knot
}

// knot holds logit U, its exponential, and its slope times tableStep.
type knot struct{ value, odds, slope float64 }

func newThresholdTable(t Tipping) *thresholdTable {
	switch s := t.Separatrix(); {
	case s == 0 || s == 1 || t.Noise == 0:
		return &thresholdTable{point: knot{value: logit(s), odds: s / (1 - s)}}
	}
	a, b := t.shape()
	knots := make([]knot, 2*tableHalf+1)
	lower := betaLogit{a: a, b: b, lnBeta: mathext.Lbeta(a, b)}
	upper := betaLogit{a: b, b: a, lnBeta: lower.lnBeta}
	// Each half is worked from its tail, where the incomplete beta function
	// has all its digits: the upper quantiles of U are the lower ones of 1-U.
	lower.quantiles(func(i int, value, slope float64) {
		knots[i] = knot{value, math.Exp(value), slope * tableStep}
	})
	upper.quantiles(func(i int, value, slope float64) {
		knots[2*tableHalf-i] = knot{-value, math.Exp(-value), slope * tableStep}
	})
	return &thresholdTable{knots: knots}
}

// place returns the knot at or before z, and how much higher logit U is at z.
func (t *thresholdTable) place(z float64) (at *knot, beyond float64) {
	if t.knots == nil {
		return &t.point, 0
	}
	place := (min(max(z, -tableEnd), tableEnd) + tableEnd) / tableStep
	i := min(int(place), 2*tableHalf-1)
	x := place - float64(i)
	k, next := &t.knots[i], &t.knots[i+1]
	rise := next.value - k.value
	return k, x * (k.slope + x*(3*rise-2*k.slope-next.slope+x*(k.slope+next.slope-2*rise)))
}

// odds returns U/(1-U), the exponential of at. From the knot it is a step so
// small, as a rule, that a few terms of the series do.
func (t *thresholdTable) odds(z float64) float64 {
	knot, beyond := t.place(z)
	if x := beyond; math.Abs(x) < 0.1 {
		return knot.odds * (1 + x*(1+x*(1./2+x*(1./6+x*(1./24+x*(1./120+x/720))))))
	}
	return math.Exp(knot.value + beyond)
}

// betaLogit is the law of r = logit U with U from Beta(a, b).
type betaLogit struct {
	a, b, lnBeta float64
}

// quantiles gives set the quantile at Φ(z), and its slope in z, for knot i of
// the lower half of the table, from the tail to the median.
func (l betaLogit) quantiles(set func(i int, value, slope float64)) {
	// Far out the law is u^a/(aB), a line in r. Where it is narrow it is nearly
	// normal instead.
	r := (lnNormalCDF(-tableEnd) + math.Log(l.a) + l.lnBeta) / l.a
	if min(l.a, l.b) > 100 {
		r = math.Log(l.a/l.b) - tableEnd*math.Sqrt(1/l.a+1/l.b)
	}
	before := 0.0
	for i := range tableHalf + 1 {
		z := -tableEnd + float64(i)*tableStep
		r = l.quantile(lnNormalCDF(z), r)
		slope := math.Exp(-z*z/2 - math.Log(2*math.Pi)/2 - l.lnDensity(r))
		set(i, r, slope)
		// On to the next knot, along the slope and its change.
		if i == 0 {
			before = slope
		}
		r, before = r+tableStep*(3*slope-before)/2, slope
	}
}

// quantile solves ln P(logit U < r) = lnP by Newton's method from r. The left
// side rises and is concave, so the steps end up left of the root and then
// never go past it. After a step below 10^-6 the error is its square.
func (l betaLogit) quantile(lnP, r float64) float64 {
	for range 100 {
		lnCDF := l.lnCDF(r)
		step := (lnP - lnCDF) * math.Exp(lnCDF-l.lnDensity(r))
		r += step
		if math.Abs(step) < 1e-6*(1+math.Abs(r)) {
			break
		}
	}
	return r
}

func (l betaLogit) lnDensity(r float64) float64 {
	return -l.a*softplus(-r) - l.b*softplus(r) - l.lnBeta
}

func (l betaLogit) lnCDF(r float64) float64 {
	// Beyond 36, u or 1-u is below the last digit of 1 and one power is left.
	switch {
	case r < -36:
		return l.a*r - math.Log(l.a) - l.lnBeta
	case r > 36:
		return math.Log1p(-math.Exp(-l.b*r - math.Log(l.b) - l.lnBeta))
	}
	return math.Log(mathext.RegIncBeta(l.a, l.b, 1/(1+math.Exp(-r))))
}

// softplus returns ln(1 + exp(x)) without overflow.
func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

func lnNormalCDF(z float64) float64 { return math.Log(normalCDF(z)) }
