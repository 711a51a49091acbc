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

// fraction is exp(share), and byZ the derivative of share by z as before.
func (m Model) fraction(z, nu float64) (value, byZ float64) {
	e := math.Exp(-max(z, -700))
	switch m {
	case Logistic:
		value = 1 / (1 + e)
		return value, e * value
	case Gompertz:
		return math.Exp(-e), e
	}
	nu = max(nu, smallest)
	return math.Exp(-math.Log1p(nu*e) / nu), e / (1 + nu*e)
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

// response is what the errors of a fit are in.
type response int

const (
	levels     response = iota // y
	logs                       // ln y
	times                      // x, at which a given y is reached
	increments                 // y, being adopters per period
)

func (r response) String() string { return [...]string{"level", "log", "time", "increments"}[r] }
