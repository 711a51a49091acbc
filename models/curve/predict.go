package curve

import "math"

// share of the ceiling at the last x.
func (f *Fitted) share() float64 {
	s := f.sample
	if f.Model == Bass {
		return bassShare(math.Exp(f.theta[atP]), math.Exp(f.theta[atQ]), s.ends[len(s.ends)-1])
	}
	fraction, _ := f.Model.fraction(math.Exp(f.theta[atR])*(s.x[len(s.x)-1]-f.theta[atT]), f.nu())
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
	if s.lower {
		return s.scale * s.at(f.Model, f.theta, u, nil)
	}
	return s.scale * math.Exp(f.lnAt(u, nil))
}

// nu is the shape of Richards' curve, else 1.
func (f *Fitted) nu() float64 {
	if f.Model == Richards {
		return math.Exp(f.theta[atNu])
	}
	return 1
}

// Reaches returns the x at which the curve reaches a share of its ceiling,
// between 0 and 1; for Bass, at which that share has adopted. It is NaN where
// there is no finite ceiling.
func (f *Fitted) Reaches(share float64) float64 {
	s, theta := f.sample, f.theta
	if f.endless {
		return math.NaN()
	}
	if s.lower { // the share of the rise
		low, k := theta[len(theta)-1], math.Exp(theta[atK])
		share = (share*k - low) / (k - low)
	}
	var z float64
	switch f.Model {
	case Bass:
		return s.from + s.span*bassCrossing(math.Exp(theta[atP]), math.Exp(theta[atQ]), share)
	case Richards:
		nu := f.nu()
		z = -math.Log(math.Expm1(-nu*math.Log(share)) / nu)
	default:
		z, _ = f.Model.inverse(math.Log(share))
	}
	return s.from + s.span*(theta[atT]+z/math.Exp(theta[atR]))
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
	return f.predictor(f.Level)(x)
}

// predictor is Predict at a level, for one x at a time.
func (f *Fitted) predictor(level float64) func(x float64) Prediction {
	s := f.sample
	gradient := make([]float64, len(f.theta))
	reach := f.reach
	if level != f.Level {
		reach = f.quantile(level)
	}
	return func(x float64) Prediction {
		u := (x - s.from) / s.span
		p := Prediction{X: x, Value: f.At(x), Lower: math.NaN(), Upper: math.NaN(), Least: math.NaN(), Most: math.NaN()}
		if f.covariance == nil {
			return p
		}
		noise, unit := s.scale*f.noise, s.scale
		switch {
		case f.Model == Bass:
			bassAt(f.theta, u-1, u, gradient)
		case s.lower && s.response == levels:
			s.at(f.Model, f.theta, u, gradient)
		default:
			f.lnAt(u, gradient)
			switch unit = p.Value; s.response {
			case logs:
				noise, unit = f.noise, 1
			case times: // an error in x is one in ln y
				noise, unit = -gradient[atT]*f.noise, 1
			}
		}
		curve := unit * f.widened * math.Sqrt(max(f.quadratic(gradient), 0))
		ends := func(half float64) (lower, upper float64) {
			if half *= reach; s.response == logs || s.response == times {
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
		share := bassShare(p, q, t)
		return s.span * math.Ln2 / ((p + q*share) * (1 - share) / share)
	}
	gradient := make([]float64, len(f.theta))
	f.lnAt(s.x[len(s.x)-1], gradient)
	return s.span * math.Ln2 / -gradient[atT]
}

// lnAt returns ln of the scaled curve, and fills gradient unless it is nil.
func (f *Fitted) lnAt(u float64, gradient []float64) float64 {
	rate := math.Exp(f.theta[atR])
	z := rate * (u - f.theta[atT])
	share, byZ, byNu := f.Model.share(z, f.nu())
	if gradient != nil {
		gradient[atK], gradient[atR], gradient[atT] = 1, byZ*z, -byZ*rate
		if f.sample.response == times {
			gradient[atK] = 1 / (1 + math.Exp(-f.theta[atK]))
		}
		if f.Model == Richards {
			gradient[atNu] = byNu
		}
	}
	return f.sample.lnCeiling(f.theta) + share
}
