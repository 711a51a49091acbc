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
// far cheaper than two gamma variates or an inversion for every race. Its knots
// are computed when they are asked for, so it is not to be asked by several at once.
type thresholdTable struct {
	point *knot // where the law is the single point
	// Each half is worked from its own tail, where the incomplete beta function
	// has all its digits: the upper quantiles of U are the lower ones of 1-U.
	lower, upper half
}

// half is the lower half of a law: its knots from the median outward.
type half struct {
	law   betaLogit
	knots []knot
}

// knot holds logit U, its exponential, and its slope times tableStep.
type knot struct{ value, odds, slope float64 }

func newThresholdTable(t Tipping) *thresholdTable {
	switch s := t.Separatrix(); {
	case s == 0 || s == 1 || t.Noise == 0:
		return &thresholdTable{point: &knot{value: logit(s), odds: s / (1 - s)}}
	}
	a, b := t.shape()
	lnBeta := mathext.Lbeta(a, b)
	return &thresholdTable{lower: half{law: betaLogit{a, b, lnBeta}}, upper: half{law: betaLogit{b, a, lnBeta}}}
}

// place returns the knot next to z on the side of the median, and how much higher
// logit U is at z.
func (t *thresholdTable) place(z float64) (at knot, beyond float64) {
	if t.point != nil {
		return *t.point, 0
	}
	side := &t.lower
	if z > 0 {
		side = &t.upper
	}
	place := min(math.Abs(z), tableEnd) / tableStep
	i := min(int(place), tableHalf-1)
	x := place - float64(i)
	next := side.knot(i + 1)
	at = side.knots[i]
	fall := at.value - next.value
	beyond = -x * (at.slope + x*(3*fall-2*at.slope-next.slope+x*(at.slope+next.slope-2*fall)))
	if z > 0 {
		return knot{value: -at.value, odds: 1 / at.odds}, -beyond
	}
	return at, beyond
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

// knot returns knot i of the half, that of Φ(-i·tableStep).
func (h *half) knot(i int) knot {
	for n := len(h.knots); n <= i; n++ {
		z := -float64(n) * tableStep
		var r float64
		switch l := h.law; {
		case n > 1: // along the slope and its change
			r = h.knots[n-1].value - (3*h.knots[n-1].slope-h.knots[n-2].slope)/2
		case n == 1:
			r = h.knots[0].value - h.knots[0].slope
		case min(l.a, l.b) > 100: // the law is narrow, and nearly normal
			r = math.Log(l.a / l.b)
		default: // far out the law is u^a/(aB), a line in r
			r = (lnNormalCDF(-tableEnd) + math.Log(l.a) + l.lnBeta) / l.a
		}
		r = h.law.quantile(lnNormalCDF(z), r)
		slope := math.Exp(-z*z/2 - math.Log(2*math.Pi)/2 - h.law.lnDensity(r))
		h.knots = append(h.knots, knot{r, math.Exp(r), slope * tableStep})
	}
	return h.knots[i]
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
