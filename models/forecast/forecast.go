// Package forecast says what comes next in a series of figures published at
// uneven times, and how good such forecasts would have been.
//
//   - each [Model] forecasts a [Series]: naive, drift, damped trend, growth
//     curves and their combination;
//   - a rolling origin forecasts every series from each of its figures in
//     turn, with nothing but what was known at that figure;
//   - the errors of earlier origins give the intervals of later ones
//     (split conformal), and of the forecasts of today;
//   - queries (sql/judged) judge them;
//   - [Run] does all this for the database, and [Verify] scores the forecasts
//     that earlier runs have left.
//
// Time is in years of 365.25 days, horizons in quarters of 91.3125.
package forecast

import (
	"math"

	"headstart/models/curve"
)

// Series is figures in order of time, one at each, above 0.
type Series curve.Figures

// before is the series as known after its first n figures.
func (s Series) before(n int) Series { return Series(curve.Figures(s).Before(n)) }

func (s Series) last() (x, value float64) {
	n := len(s.X) - 1
	return s.X[n], s.Value[n]
}

// Horizons is how many quarters ahead forecasts are made and judged.
const Horizons = 4

// targets returns for each horizon the index of the figure that a forecast
// from the n-th figure is compared with, and 0 where there is none: the first
// later figure that lies nearer to that many quarters ahead than to any other
// number. Not the nearest of several: which one that is, a figure published
// later still would change.
func (s Series) targets(n int) (target [Horizons + 1]int) {
	for j := n; j < len(s.X); j++ {
		h := int(math.Round(4 * (s.X[j] - s.X[n-1])))
		if h > Horizons {
			break
		}
		if h > 0 && target[h] == 0 {
			target[h] = j
		}
	}
	return target
}

// Least figures of a training window, and so of a series that is forecast.
const least = 8

// smallestStep is the least size of a step: published figures have three or
// four digits, so a series that stood still may have moved by as much.
const smallestStep = 0.001

// step is the usual size of a change of ln value in one quarter, as of a
// random walk: the mean of |Δ ln value|/√(quarters between) over the last four
// steps. Errors of different series, and of one series early and late in its
// life, are compared in units of it.
func (s Series) step() float64 {
	first := max(1, len(s.X)-4)
	sum := 0.0
	for i := first; i < len(s.X); i++ {
		sum += math.Abs(math.Log(s.Value[i]/s.Value[i-1])) / math.Sqrt(4*(s.X[i]-s.X[i-1]))
	}
	return max(sum/float64(len(s.X)-first), smallestStep)
}

// Scale returns the mean of |y[t] - y[t-1]|, the error of a naive forecast within
// the data, and NaN where there are no two.
func Scale(y []float64) float64 {
	sum := 0.0
	for i := 1; i < len(y); i++ {
		sum += math.Abs(y[i] - y[i-1])
	}
	return sum / float64(max(0, len(y)-1))
}

// Model is the name of a way to forecast.
type Model string

// The models. With y[n] the last figure, at x[n]:
//
//	naive        y[n]
//	drift        y[n] + (y[n] - y[1])/(x[n] - x[1])·(x - x[n]), at least the smallest figure halved
//	damped       y[n]·exp(b·(φ + φ² + … + φ^h)), h quarters ahead, φ = 0.9, b the growth of ln y per quarter over the last year
//	logistic     y[n]·F(x)/F(x[n]), F being the curve fitted to the figures up to the highest
//	gompertz     the same
//	combination  the mean of damped, logistic and gompertz
const (
	Naive       Model = "naive"
	Drift       Model = "drift"
	Damped      Model = "damped"
	Logistic    Model = "logistic"
	Gompertz    Model = "gompertz"
	Combination Model = "combination"
)

// Models are all of them, baselines first.
var Models = [...]Model{Naive, Drift, Damped, Logistic, Gompertz, Combination}

// Path is a forecast: the figure expected at x, which is after the last one.
type Path func(x float64) float64

// fitAll forecasts with all Models, in their order. curves are those of the
// figures up to the highest.
func fitAll(s Series, curves sigmoids) (paths [6]Path) {
	paths[0], paths[1], paths[2] = naive(s), drift(s), damped(s)
	combined := []Path{paths[2]}
	for i, c := range curves {
		path, ok := growing(s, c)
		if paths[3+i] = path; ok {
			combined = append(combined, path)
		}
	}
	paths[5] = func(x float64) float64 {
		sum := 0.0
		for _, path := range combined {
			sum += path(x)
		}
		return sum / float64(len(combined))
	}
	return paths
}
