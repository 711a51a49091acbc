package forecast

import "math"

func naive(s Series) Path {
	_, last := s.last()
	return func(float64) float64 { return last }
}

// drift goes on along the line through the first figure and the last, on the
// true axis of time; on even steps it is the random walk with drift of Hyndman
// and Athanasopoulos (2021), "Forecasting: Principles and Practice", section
// 5.2. Users do not run out altogether: it ends at half the smallest figure.
func drift(s Series) Path {
	x, last := s.last()
	slope := (last - s.Value[0]) / (x - s.X[0])
	floor := math.Inf(1)
	for _, v := range s.Value {
		floor = min(floor, v/2)
	}
	return func(at float64) float64 { return max(last+slope*(at-x), floor) }
}

// damping is φ of a quarter: the growth of each quarter is 0.9 of that of the
// quarter before. It is fixed beforehand, in the middle of the 0.8 to 0.98 that
// damped trends usually have (Hyndman and others 2008, "Forecasting with
// exponential smoothing"); nothing here is tuned to the data.
const damping = 0.9

// damped is the damped trend of Gardner and McKenzie (1985) in ln y, for
// figures at uneven times:
//
//	ln y(x) = ln y[n] + b·φ(1 - φ^h)/(1 - φ), h = 4(x - x[n]),
//
// the sum being that of φ + φ² + … + φ^h for whole h. b is the growth of ln y
// per quarter since the figure nearest to one year before the last.
func damped(s Series) Path {
	x, last := s.last()
	from := 0
	for i := range s.X[:len(s.X)-1] {
		if math.Abs(s.X[i]-(x-1)) <= math.Abs(s.X[from]-(x-1)) {
			from = i
		}
	}
	b := math.Log(last/s.Value[from]) / (4 * (x - s.X[from]))
	return func(at float64) float64 {
		h := 4 * (at - x)
		return last * math.Exp(b*damping*(1-math.Pow(damping, h))/(1-damping))
	}
}
