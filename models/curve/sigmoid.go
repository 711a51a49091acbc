package curve

import "math"

// Model is the name of a growth curve. With x as time:
//
//	logistic   K / (1 + exp(-r(x - t0)))
//	gompertz   K · exp(-exp(-r(x - t0)))
//	richards   K / (1 + exp(-r(x - t0)))^(1/ν)
//	bass       m·[F(x) - F(x-1)], F(x) = (1 - exp(-(p+q)x)) / (1 + (q/p)·exp(-(p+q)x))
type Model string

// The curves. Auto is the logistic or the Gompertz, whichever has the lower
// AICc.
const (
	Logistic Model = "logistic"
	Gompertz Model = "gompertz"
	Richards Model = "richards"
	Bass     Model = "bass"
	Auto     Model = "auto"
)

// The sigmoids have the parameters ln K, ln r and t, the x of the inflection
// of Richards' curve and of the Gompertz, and in all cases
//
//	ln N = ln K + share(z), z = r(x - t).
//
// Richards' curve has ln ν besides. In these terms it passes smoothly into the
// Gompertz as ν → 0, and is the logistic at ν = 1:
//
//	share(z) = -ln(1 + ν·exp(-z))/ν.
const (
	atK, atR, atT, atNu = 0, 1, 2, 3
)

// share returns the log of the fraction of the ceiling, and its derivatives by
// z and by ln ν.
func (m Model) share(z, nu float64) (value, byZ, byNu float64) {
	e := math.Exp(-max(z, -700)) // beyond that it would overflow
	switch m {
	case Logistic:
		return -math.Log1p(e), e / (1 + e), 0
	case Gompertz:
		return -e, e, 0
	}
	nu = max(nu, smallest) // below that it is the Gompertz but for rounding
	value = -math.Log1p(nu*e) / nu
	byZ = e / (1 + nu*e)
	return value, byZ, -value - byZ
}

// fraction is exp(share), with the derivatives of share.
func (m Model) fraction(z, nu float64) (value, byZ, byNu float64) {
	switch e := math.Exp(-max(z, -700)); m {
	case Logistic:
		value = 1 / (1 + e)
		return value, e * value, 0
	case Gompertz:
		return math.Exp(-e), e, 0
	}
	value, byZ, byNu = m.share(z, nu)
	return math.Exp(value), byZ, byNu
}

// inverse returns the z at which ln of the fraction is share, which is below
// 0, and its derivative by share.
func (m Model) inverse(share float64) (z, slope float64) {
	if m == Logistic {
		above := -math.Expm1(share) // 1 - the fraction
		return share - math.Log(above), 1 / above
	}
	return -math.Log(-share), -1 / share
}

// curveAt is a sigmoid at some parameters, in the units of a sample.
type curveAt struct {
	model       Model
	rate, t, nu float64
	lnK, k, low float64 // the ceiling, and the level that the curve rises from
	above       float64 // derivative of lnK by its parameter
	lower       bool    // low is the last of the parameters
}

func (s *sample) curve(m Model, theta []float64) curveAt {
	c := curveAt{model: m, rate: math.Exp(theta[atR]), t: theta[atT], nu: 1, lnK: s.lnCeiling(theta), above: 1, lower: s.lower}
	c.k = math.Exp(c.lnK)
	if m == Richards {
		c.nu = math.Exp(theta[atNu])
	}
	if s.lower {
		c.low = theta[len(theta)-1]
	}
	if s.response == times {
		c.above = 1 / (1 + math.Exp(-theta[atK]))
	}
	return c
}

// fractions are those of the ceiling at each x.
func (c *curveAt) fractions(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, u := range x {
		out[i], _, _ = c.model.fraction(c.rate*(u-c.t), c.nu)
	}
	return out
}

// at returns the curve at u, and fills gradient unless it is nil.
func (c *curveAt) at(u float64, gradient []float64) float64 {
	z := c.rate * (u - c.t)
	f, byZ, byNu := c.model.fraction(z, c.nu)
	rise := (c.k - c.low) * f
	if gradient != nil {
		c.fill(gradient, c.k*c.above*f, rise, z, byZ, byNu)
		if c.lower {
			gradient[len(gradient)-1] = 1 - f
		}
	}
	return c.low + rise
}

// lnAt returns ln of the curve at u, also where that is all but 0, and fills
// gradient with its derivatives unless it is nil.
func (c *curveAt) lnAt(u float64, gradient []float64) float64 {
	if c.lower {
		value := c.at(u, gradient)
		for j := range gradient {
			gradient[j] /= value
		}
		return math.Log(value)
	}
	z := c.rate * (u - c.t)
	share, byZ, byNu := c.model.share(z, c.nu)
	if gradient != nil {
		c.fill(gradient, c.above, 1, z, byZ, byNu)
	}
	return c.lnK + share
}

func (c *curveAt) fill(gradient []float64, byK, rise, z, byZ, byNu float64) {
	gradient[atK], gradient[atR], gradient[atT] = byK, rise*byZ*z, -rise*byZ*c.rate
	if c.model == Richards {
		gradient[atNu] = rise * byNu
	}
}

// response is what the errors of a fit are in.
type response int

const (
	levels     response = iota // y
	logs                       // ln y
	times                      // x, at which a given y is reached
	increments                 // y, being adopters per period
)

func (r response) String() string { return [...]string{"level", "log", "time", "increments"}[r] }
