package race

import (
	"math"
)

// Tipping is the race after entry, in the log ratio r = ln(N1/N2) of users,
// where s = 1/(1+exp(-r)) is the first mover's share:
//
//	dr = [δ + θ(2s - 1)] dt + σ dW
//
// It is a replicator equation with noise, and the ratio of scale functions
// turns into a Beta law by substituting s for r.
type Tipping struct {
	Strength  float64 // θ, of the network effect, a month, 0 or more
	Advantage float64 // δ, drift in favor of the first mover, a month
	Noise     float64 // σ, of the environment, per square root of a month, 0 or more
}

// Separatrix returns the share s* = (1 - δ/θ)/2 above which the first mover
// wins when there is no noise. Where |δ| is θ or more there is no such share:
// the better side wins from any share, and 0 or 1 is returned accordingly.
func (t Tipping) Separatrix() float64 {
	return min(max((1-t.Advantage/t.Strength)/2, 0), 1)
}

func (t Tipping) shape() (a, b float64) {
	variance := t.Noise * t.Noise
	return 2 * (t.Strength - t.Advantage) / variance, 2 * (t.Strength + t.Advantage) / variance
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
