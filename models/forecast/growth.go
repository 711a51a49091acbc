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
	of := curve.Figures(s).Thin()
	for i, model := range [...]curve.Model{curve.Logistic, curve.Gompertz} {
		c, err := curve.Estimate(of.X, of.Value, of.Options(model))
		if err == nil && c.Converged {
			fitted[i] = &c
		}
	}
	return fitted
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
