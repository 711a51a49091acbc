package curve

import "math"

// share of the ceiling at the last x.
func (f *Fitted) share() float64 {
	s := f.sample
	if f.Model == Bass {
		return bassShare(math.Exp(f.theta[atP]), math.Exp(f.theta[atQ]), s.ends[len(s.ends)-1], nil)
	}
	c := s.curve(f.Model, f.theta)
	fraction, _, _ := c.model.fraction(c.rate*(s.x[len(s.x)-1]-c.t), c.nu)
	return fraction
}

// At returns the curve at x, which for Bass is the adopters of the period that
// ends at x.
func (f *Fitted) At(x float64) float64 {
	s := f.sample
	u := (x - s.from) / s.span
	if f.Model == Bass {
		return s.scale * bassAt(f.theta, u-1, u, nil)
	}
	c := s.curve(f.Model, f.theta)
	return s.scale * c.at(u, nil)
}

// Reaches returns the x at which the curve reaches a share of its ceiling,
// between 0 and 1; for Bass, at which that share has adopted. It is NaN where
// there is no finite ceiling.
func (f *Fitted) Reaches(share float64) float64 {
	s, theta := f.sample, f.theta
	if f.endless {
		return math.NaN()
	}
	if f.Model == Bass {
		return s.from + s.span*bassCrossing(math.Exp(theta[atP]), math.Exp(theta[atQ]), share)
	}
	c := s.curve(f.Model, theta)
	share = (share*c.k - c.low) / (c.k - c.low) // of the rise
	z, _ := f.Model.inverse(math.Log(share))
	if f.Model == Richards {
		z = -math.Log(math.Expm1(-c.nu*math.Log(share)) / c.nu)
	}
	return s.from + s.span*(c.t+z/c.rate)
}

// Prediction is what a fit says of one x. Lower and Upper are the interval of the
// curve there, Least and Most that of one figure more, which errs like the others.
// They are NaN where the data do not determine the parameters.
type Prediction struct {
	X, Value, Lower, Upper, Least, Most float64
}

// Predict returns the curve at x with its intervals at the level of the fit: by
// the delta method, with t quantiles, of y or, where the errors are in ln y or
// in x, of ln y. Only the interval of the curve is widened for serial
// correlation, as the error of a figure is not the larger for it.
func (f *Fitted) Predict(x float64) Prediction {
	return f.predictor()(x)
}

// predictor is Predict, for one x after another.
func (f *Fitted) predictor() func(x float64) Prediction {
	s := f.sample
	gradient := make([]float64, len(f.theta))
	return func(x float64) Prediction {
		u := (x - s.from) / s.span
		p := Prediction{X: x, Value: f.At(x), Lower: math.NaN(), Upper: math.NaN(), Least: math.NaN(), Most: math.NaN()}
		if f.covariance == nil {
			return p
		}
		noise, unit := s.scale*f.noise, s.scale
		switch s.response {
		case increments:
			bassAt(f.theta, u-1, u, gradient)
		case levels:
			c := s.curve(f.Model, f.theta)
			c.at(u, gradient)
		default:
			c := s.curve(f.Model, f.theta)
			c.lnAt(u, gradient)
			if noise, unit = f.noise, 1; s.response == times { // an error in x is one in ln y
				noise *= -gradient[atT]
			}
		}
		curve := unit * f.widened * math.Sqrt(max(f.quadratic(gradient), 0))
		ends := func(half float64) (lower, upper float64) {
			if half *= f.reach; s.response == logs || s.response == times {
				return p.Value * math.Exp(-half), p.Value * math.Exp(half)
			}
			return max(p.Value-half, 0), p.Value + half
		}
		p.Lower, p.Upper = ends(curve)
		p.Least, p.Most = ends(math.Hypot(curve, noise))
		return p
	}
}

// inflection is the x of fastest growth of a sigmoid.
func (f *Fitted) inflection() float64 {
	if f.endless {
		return math.NaN()
	}
	return f.sample.from + f.sample.span*f.theta[atT]
}

// doubling is the time to double at the rate of growth at the last x, or nil
// past nine tenths of the ceiling; for Bass, of those who have adopted.
func (f *Fitted) doubling() any {
	s := f.sample
	if !(f.share() < 0.9) {
		return nil
	}
	if f.Model == Bass {
		p, q, t := math.Exp(f.theta[atP]), math.Exp(f.theta[atQ]), s.ends[len(s.ends)-1]
		share := bassShare(p, q, t, nil)
		return s.span * math.Ln2 / ((p + q*share) * (1 - share) / share)
	}
	gradient := make([]float64, len(f.theta))
	c := s.curve(f.Model, f.theta)
	c.lnAt(s.x[len(s.x)-1], gradient)
	return s.span * math.Ln2 / -gradient[atT]
}
