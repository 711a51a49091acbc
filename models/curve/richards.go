package curve

import "math"

// lnCollapsed is the ln of a ν at which Richards' curve is the Gompertz, and
// lnAbrupt of one at which it is exponential growth that stops at once.
var lnCollapsed, lnAbrupt = math.Log(0.01), math.Log(50)

// fitRichards fits Richards' curve, starting from the logistic (ν = 1) and the
// Gompertz (ν = 0), between which it lies. Where it collapses onto the
// Gompertz it is reported as that, with a warning: ν runs to 0 or t0 is
// nowhere near the data.
func fitRichards(s *sample, opt Options) (*Fitted, error) {
	if s.response == times {
		return nil, wrong(-1, "richards has no fit with errors in x")
	}
	if err := s.enough(Richards); err != nil {
		return nil, err
	}
	q := s.sigmoid(Richards)
	best := s.locate(q, func() (starts [][]float64) {
		for _, nested := range []struct {
			m   Model
			nus []float64
		}{{Logistic, []float64{1, 3}}, {Gompertz, []float64{0.3, 0.05}}} {
			sigmoid := s.sigmoid(nested.m)
			o := s.search(sigmoid, s.starts(nested.m, sigmoid))
			for _, nu := range nested.nus {
				starts = append(starts, append(o.theta[:3:3], math.Log(nu)))
			}
		}
		return starts
	})
	if best.theta[atNu] >= math.Log(0.02) {
		f := s.fitted(Richards, q, best, opt)
		if best.theta[atNu] >= lnAbrupt {
			f.Warnings = append(f.Warnings, "ν runs to infinity: growth that continues unchanged and then stops abruptly")
			return f, nil
		}
		if f.Parameters[atT].SE <= s.span {
			return f, nil
		}
	}
	f, err := fitSigmoid(s, Gompertz, opt)
	if err != nil {
		return nil, err
	}
	f.Warnings = append([]string{"richards collapses onto the gompertz curve: these data do not identify ν and t0; the gompertz is reported"}, f.Warnings...)
	return f, nil
}
