package race

import (
	"math"
	"math/cmplx"
	"testing"
)

// Other models of rivalry, as checks of this one and of its reference: they
// are not in the program. See the references' notes for their equations.

// rk4 integrates y' = flow(y) from one time to another by the classical
// Runge-Kutta method with steps of at most step.
func rk4(flow func(y [2]float64) [2]float64, y [2]float64, from, to, step float64) [2]float64 {
	n := int(math.Ceil((to - from) / step))
	h := (to - from) / float64(n)
	move := func(y, slope [2]float64, h float64) [2]float64 {
		return [2]float64{y[0] + h*slope[0], y[1] + h*slope[1]}
	}
	for range n {
		k1 := flow(y)
		k2 := flow(move(y, k1, h/2))
		k3 := flow(move(y, k2, h/2))
		k4 := flow(move(y, k3, h))
		for i := range y {
			y[i] += h / 6 * (k1[i] + 2*k2[i] + 2*k3[i] + k4[i])
		}
	}
	return y
}

// competitiveBass is the model of Libai, Muller and Peres (2009): nobody
// leaves, so nobody tips.
type competitiveBass struct {
	P1, Q1, Delta1, P2, Q2, Delta2, M, Tau float64
}

func (c competitiveBass) integrate(to float64) [2]float64 {
	flow := func(entered float64) func([2]float64) [2]float64 {
		return func(y [2]float64) [2]float64 {
			left := c.M - y[0] - y[1]
			return [2]float64{
				(c.P1 + c.Q1*y[0]/c.M + c.Delta1*y[1]/c.M) * left,
				entered * (c.P2 + c.Q2*y[1]/c.M + c.Delta2*y[0]/c.M) * left,
			}
		}
	}
	if to <= c.Tau {
		return rk4(flow(0), [2]float64{}, 0, to, 1e-3)
	}
	return rk4(flow(1), rk4(flow(0), [2]float64{}, 0, c.Tau, 1e-3), c.Tau, to, 1e-3)
}

// bassCrossing is the time at which a Bass curve reaches the fraction f.
func bassCrossing(p, q, f float64) float64 {
	return math.Log((1+q/p*f)/(1-f)) / (p + q)
}

// lotkaVolterra is competition with a separatrix where a12 and a21 exceed 1.
type lotkaVolterra struct {
	R1, R2, K1, K2, A12, A21 float64
	Start                    []float64 `json:"N0"` // of the pair together
	N                        float64   `json:"n0"` // of the first mover alone
	S2                       float64
}

func (c lotkaVolterra) flow(y [2]float64) [2]float64 {
	return [2]float64{
		c.R1 * y[0] * (1 - (y[0]+c.A12*y[1])/c.K1),
		c.R2 * y[1] * (1 - (y[1]+c.A21*y[0])/c.K2),
	}
}

// criticalLead looks for it by halving: grow alone, enter, and see who wins.
func (c lotkaVolterra) criticalLead() float64 {
	lo, hi := 0.0, 50.0
	for hi-lo > 1e-6 {
		tau := (lo + hi) / 2
		alone := rk4(c.flow, [2]float64{c.N, 0}, 0, tau, 0.01)
		if end := rk4(c.flow, [2]float64{alone[0], c.S2}, 0, 200, 0.05); end[0] > end[1] {
			hi = tau
		} else {
			lo = tau
		}
	}
	return hi
}

// gamblersRuin is the chance of a walk to rise by up before it falls by down,
// by backward induction until nothing moves: Arthur's (1989) lock-in.
func gamblersRuin(up, down int, p float64) float64 {
	win := make([]float64, up+down+1)
	win[up+down] = 1
	for range 20000 {
		for i := 1; i < up+down; i++ {
			win[i] = p*win[i+1] + (1-p)*win[i-1]
		}
	}
	return win[down]
}

// feedbackUrn is the chance that type 1 gets all but finitely many balls when
// each comes with weight n^gamma, gamma above 1: by Rubin's embedding, the one
// whose waiting times, exponential with rates n^gamma, add up to less. The law
// of the difference comes from its characteristic function (Gil-Pelaez 1951).
func feedbackUrn(n1, n2, gamma float64) float64 {
	// ln of the characteristic function of the sum over n, n+1, …
	log := func(n, t float64) complex128 {
		sum, k := complex(0, 0), n
		for ; k < 30 || math.Abs(t)*math.Pow(k, -gamma) > 0.05; k++ {
			sum -= cmplx.Log(complex(1, -t*math.Pow(k, -gamma)))
		}
		// The rest as a power series, -ln(1-ix) = ix - x²/2 - ix³/3 + x⁴/4 …,
		// with Euler and Maclaurin's sums of the powers.
		power := func(m int) float64 {
			s := gamma * float64(m)
			return math.Pow(t, float64(m)) * (math.Pow(k, 1-s)/(s-1) + math.Pow(k, -s)/2 + s*math.Pow(k, -s-1)/12)
		}
		return sum + complex(-power(2)/2+power(4)/4, power(1)-power(3)/3+power(5)/5)
	}
	const step = 0.02
	sum := 0.0
	for t := step / 2; t < 400; t += step {
		f := cmplx.Exp(log(n1, t) + log(n2, -t))
		sum += imag(f) / t * step
		if cmplx.Abs(f) < 1e-9 {
			break
		}
	}
	return 0.5 - sum/math.Pi
}

// TestTippingAgainstSimulation follows the stochastic equation itself from
// equal bases to a decision.
func TestTippingAgainstSimulation(t *testing.T) {
	if testing.Short() {
		t.Skip("a few seconds")
	}
	for _, c := range []struct {
		tipping Tipping
		share   float64
	}{
		{Tipping{1, 0.2, 0.8}, 0.3},
		{Tipping{1, -0.6, 0.9}, 0.8},
	} {
		const paths, dt = 10000, 0.01
		won := 0
		source := newSource(3)
		for range paths {
			r := logit(c.share)
			for math.Abs(r) < 12 {
				r += (c.tipping.Advantage+c.tipping.Strength*math.Tanh(r/2))*dt + c.tipping.Noise*math.Sqrt(dt)*source.NormFloat64()
			}
			if r > 0 {
				won++
			}
		}
		// 0.004 for the steps in time, beside four standard errors.
		want := c.tipping.Win(c.share)
		if got := float64(won) / paths; math.Abs(got-want) > 0.004+4*math.Sqrt(want*(1-want)/paths) {
			t.Errorf("%+v from %g: simulated %g, law %g", c.tipping, c.share, got, want)
		}
	}
}
