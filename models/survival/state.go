package survival

// state follows the share s free of every event and the share f that has met
// the cause, and the variances and covariance of both.
//
// At an event time each of the n at risk meets the cause with probability
// b = k/n and any event with a = d/n, a multinomial draw independent of the
// past:
//
//	s' = s(1-a), f' = f + s·b,
//	var a = a(1-a)/n, var b = b(1-b)/n, cov(a, b) = b(1-a)/n,
//
// which by the delta method gives Greenwood's formula for s, and for f that of
// Andersen et al. (1993), section IV.4. Going step by step, unlike summing the
// closed forms, nothing cancels and nothing is divided by n - d.
type state struct {
	falls      bool
	s, f       float64
	ss, ff, sf float64 // var s, var f, cov(s, f)
}

func start(falls bool) state { return state{falls: falls, s: 1} }

func (x *state) value() float64 {
	if x.falls {
		return x.s
	}
	return x.f
}

func (x *state) variance() float64 {
	if x.falls {
		return x.ss
	}
	return x.ff
}

// happen takes the events of one time: n at risk, d of them with any event, k
// of these with the cause.
func (x *state) happen(n, d, k float64) {
	a, b := d/n, k/n
	draw := x.s * x.s / n
	x.ff += b*b*x.ss + 2*b*x.sf + draw*b*(1-b)
	x.sf = (1 - a) * (x.sf + b*x.ss - draw*b)
	x.ss = (1-a)*(1-a)*x.ss + draw*a*(1-a)
	x.f += x.s * b
	x.s *= 1 - a
}
