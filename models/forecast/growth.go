package forecast

import "headstart/models/curve"

// Figures up to the highest that a growth curve needs.
const leastToPeak = 5

// sigmoids is the logistic and the Gompertz curve of a series, nil where they
// cannot be fitted, or the fit has not converged.
type sigmoids [2]*curve.Curve

// sigmoids fits them to s, which is to end with its highest figure.
func (s Series) sigmoids() (fitted sigmoids) {
	if len(s.X) < leastToPeak {
		return fitted
	}
	log, time := s.response()
	for i, model := range [...]curve.Model{curve.Logistic, curve.Gompertz} {
		c, err := curve.Estimate(s.X, s.Value, curve.Options{Model: model, AtLeast: s.AtLeast, Log: log, Time: time})
		if err == nil && c.Converged {
			fitted[i] = &c
		}
	}
	return fitted
}

// response says what the errors of a growth curve are in: in time when more
// than half of the figures are round ones, which are announced when they are
// reached; else in the logs when the highest is more than ten times the
// lowest; else in the figures.
func (s Series) response() (log, time bool) {
	round := 0
	for i := range s.Round {
		if s.Round[i] {
			round++
		}
	}
	if 2*round > len(s.X) {
		return false, true
	}
	low, high := s.Value[0], s.Value[0]
	for _, v := range s.Value {
		low, high = min(low, v), max(high, v)
	}
	return high > 10*low, false
}

// growing lets the last figure grow by the factor by which a growth curve
// does. To start from the last figure, and not from the curve, is the jump-off
// of demographic forecasts (Lee and Miller 2001): figures stay above or below a
// growth curve for years at a time, and of a fall after the peak the curve
// knows nothing. ok is false where there is no curve; the last figure then
// stands.
func growing(s Series, c *curve.Curve) (path Path, ok bool) {
	if c == nil {
		return naive(s), false
	}
	x, last := s.last()
	base := c.At(x)
	if !(base > 0) {
		return naive(s), false
	}
	return func(at float64) float64 { return last * (c.At(at) / base) }, true
}
