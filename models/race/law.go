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

// normalEnd is where Φ is 1 in floating point, and below minus that under
// 10^-16: nothing beside other probabilities. normalKnots are those of a table
// of Φ for each unit.
const normalEnd, normalKnots = 8.3, 384

// normalTable holds Φ below 0, outward, as cubics between two knots, by their
// powers of the share of the way. A cubic has the value and the slope of Φ at both
// knots; it is off by less than a billionth of Φ (a test says so).
var normalTable = func() (table [9 * normalKnots][4]float64) {
	knot := func(i int) (value, slope float64) {
		z := float64(i) / normalKnots
		return normalCDF(-z), -math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / normalKnots
	}
	value, slope := knot(0)
	for i := range table {
		next, nextSlope := knot(i + 1)
		rise := next - value
		table[i] = [4]float64{value, slope, 3*rise - 2*slope - nextSlope, slope + nextSlope - 2*rise}
		value, slope = next, nextSlope
	}
	return table
}()

// quickCDF is normalCDF from the table; 0 where z is not a number.
func quickCDF(z float64) float64 {
	size := math.Abs(z)
	if !(size <= normalEnd) {
		if z > 0 {
			return 1
		}
		return 0
	}
	place := size * normalKnots
	i := int(place)
	x, cubic := place-float64(i), &normalTable[i]
	tail := cubic[0] + x*(cubic[1]+x*(cubic[2]+x*cubic[3]))
	if z > 0 {
		return 1 - tail
	}
	return tail
}
