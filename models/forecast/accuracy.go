package forecast

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Score is how far forecasts were off: mean absolute error, root mean squared
// error, mean absolute scaled error and symmetric mean absolute percentage
// error. N is the number of forecasts; of none all are NaN.
type Score struct {
	N                      int
	MAE, RMSE, MASE, SMAPE float64
}

// Accuracy compares forecasts with what came. scale has the scale of each
// error, such as [Scale] of the figures known at the time; errors of scale 0
// do not count for MASE, which is NaN if there is no other.
//
//	MASE  = mean |y - f|/scale (Hyndman and Koehler 2006)
//	sMAPE = mean 200·|y - f|/(|y| + |f|), in per cent (Makridakis and Hibon 2000)
func Accuracy(actual, forecast, scale []float64) Score {
	var absolute, squared, scaled, percent float64
	scales := 0
	for i, y := range actual {
		e := math.Abs(y - forecast[i])
		absolute += e
		squared += e * e
		if scale[i] > 0 {
			scaled += e / scale[i]
			scales++
		}
		if e > 0 {
			percent += 200 * e / (math.Abs(y) + math.Abs(forecast[i]))
		}
	}
	n := float64(len(actual))
	return Score{len(actual), absolute / n, math.Sqrt(squared / n), scaled / float64(scales), percent / n}
}

// Scale returns the mean of |y[t] - y[t-period]|, the error of a naive
// forecast within the data; period is 1, or the length of a season. It is NaN
// where there are no period + 1 values.
func Scale(y []float64, period int) float64 {
	sum := 0.0
	for i := period; i < len(y); i++ {
		sum += math.Abs(y[i] - y[i-period])
	}
	return sum / float64(max(0, len(y)-period))
}

// IntervalScore returns the score of one interval of level 1 - alpha, the
// smaller the better: its width, and 2/alpha times the distance by which y lies
// outside. The mean of such scores over scale is MSIS.
//
// Source: Gneiting and Raftery (2007), "Strictly proper scoring rules,
// prediction, and estimation", section 6.2.
func IntervalScore(y, lower, upper, alpha float64) float64 {
	return upper - lower + 2/alpha*max(lower-y, y-upper, 0)
}

// Comparison is the test of Diebold and Mariano (1995) that two forecasts are
// equally good. P, two-sided, belongs to Corrected, which has the small-sample
// factor of Harvey, Leybourne and Newbold (1997) and n - 1 degrees of freedom.
// Statistic is without it. All are NaN where the losses do not differ.
type Comparison struct {
	N                       int
	Statistic, Corrected, P float64
}

// DieboldMariano compares the losses of two forecasts of the same targets, in
// their order, made horizon steps ahead. Below 0 the first is better.
//
//	d = a - b, DM = mean(d)/√((γ[0] + 2(γ[1] + … + γ[h-1]))/n),
//	corrected = DM·√((n + 1 - 2h + h(h-1)/n)/n)
//
// γ being the autocovariances of d. Where their sum is not positive, γ[0]
// stands alone and h is 1, as in R's forecast::dm.test.
func DieboldMariano(a, b []float64, horizon int) Comparison {
	n := len(a)
	d, average := make([]float64, n), 0.0
	for i := range a {
		d[i] = a[i] - b[i]
		average += d[i] / float64(n)
	}
	autocovariance := func(lag int) float64 {
		sum := 0.0
		for i := lag; i < n; i++ {
			sum += (d[i] - average) * (d[i-lag] - average)
		}
		return sum / float64(n)
	}
	variance := autocovariance(0)
	for lag := 1; lag < min(horizon, n); lag++ {
		variance += 2 * autocovariance(lag)
	}
	if !(variance > 0) {
		variance, horizon = autocovariance(0), 1
	}
	if n < 2 || !(variance > 0) {
		return Comparison{n, math.NaN(), math.NaN(), math.NaN()}
	}
	size, h := float64(n), float64(horizon)
	statistic := average / math.Sqrt(variance/size)
	corrected := statistic * math.Sqrt(max(0, (size+1-2*h+h*(h-1)/size)/size))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: size - 1}
	return Comparison{n, statistic, corrected, 2 * t.CDF(-math.Abs(corrected))}
}
