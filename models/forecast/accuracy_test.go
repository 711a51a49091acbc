package forecast

import (
	"math"
	"testing"
)

var nan = math.NaN()

func TestAccuracy(t *testing.T) {
	for _, c := range []struct {
		actual, forecast, scale []float64
		want                    Score
	}{
		// By hand: errors 2 and -4; 200·2/18 and 200·4/36 per cent.
		{[]float64{10, 16}, []float64{8, 20}, []float64{1, 2}, Score{2, 3, math.Sqrt(10), 2, (200.0/9 + 200.0/9) / 2}},
		// An error of scale 0 is left out of MASE, and nothing of nothing is no error.
		{[]float64{10, 0}, []float64{8, 0}, []float64{1, 0}, Score{2, 1, math.Sqrt(2), 2, 100.0 / 9}},
		{[]float64{5}, []float64{5}, []float64{0}, Score{1, 0, 0, nan, 0}},
		{nil, nil, nil, Score{0, nan, nan, nan, nan}},
	} {
		got := Accuracy(c.actual, c.forecast, c.scale)
		if got.N != c.want.N {
			t.Errorf("%v: N is %d", c.actual, got.N)
		}
		near(t, "MAE", got.MAE, c.want.MAE, 1e-12)
		near(t, "RMSE", got.RMSE, c.want.RMSE, 1e-12)
		near(t, "MASE", got.MASE, c.want.MASE, 1e-12)
		near(t, "sMAPE", got.SMAPE, c.want.SMAPE, 1e-12)
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		y      []float64
		period int
		want   float64
	}{
		{[]float64{1, 3, 2}, 1, 1.5},
		{[]float64{1, 3, 2, 7}, 2, 2.5},
		{[]float64{1}, 1, nan},
		{[]float64{1, 2}, 4, nan},
		{nil, 1, nan},
	} {
		near(t, "scale", Scale(c.y, c.period), c.want, 1e-12)
	}
}

func TestIntervalScore(t *testing.T) {
	for _, c := range []struct{ y, lower, upper, alpha, want float64 }{
		{5, 4, 6, 0.2, 2},
		{4, 4, 6, 0.2, 2}, // the ends belong to it
		{7, 4, 6, 0.2, 12},
		{1, 4, 6, 0.05, 122},
	} {
		near(t, "score", IntervalScore(c.y, c.lower, c.upper, c.alpha), c.want, 1e-12)
	}
}

// By the formulas, worked out by hand; P by scipy's t distribution.
func TestDieboldMariano(t *testing.T) {
	zero := make([]float64, 4)
	for _, c := range []struct {
		name    string
		a       []float64
		horizon int
		want    Comparison
	}{
		// d = 1, 2, 3, 6: mean 3, γ0 = 3.5, γ1 = 0.5; at horizon 2 the variance is 4.5.
		{"one step", []float64{1, 2, 3, 6}, 1, Comparison{4, 3 / math.Sqrt(3.5/4), 3 / math.Sqrt(3.5/4) * math.Sqrt(3.0/4), 0.06913686926442873}},
		{"two steps", []float64{1, 2, 3, 6}, 2, Comparison{4, 3 / math.Sqrt(4.5/4), 3 / math.Sqrt(4.5/4) * math.Sqrt(1.5/4), 0.18169011381620936}},
		// γ0 = 1 and γ1 = -0.75 make -0.5: one step it is.
		{"negative variance", []float64{1, -1, 1, -1}, 2, Comparison{4, 0, 0, 1}},
		{"no difference", []float64{2, 2, 2, 2}, 1, Comparison{4, nan, nan, nan}},
	} {
		got := DieboldMariano(c.a, zero, c.horizon)
		near(t, c.name+": statistic", got.Statistic, c.want.Statistic, 1e-12)
		near(t, c.name+": corrected", got.Corrected, c.want.Corrected, 1e-12)
		near(t, c.name+": P", got.P, c.want.P, 1e-5)
	}
	// The other way round it is the negative of itself.
	a, b := []float64{3, 1, 4, 1, 5, 9}, []float64{2, 7, 1, 8, 2, 8}
	there, back := DieboldMariano(a, b, 2), DieboldMariano(b, a, 2)
	near(t, "reversed", there.Corrected, -back.Corrected, 1e-12)
	near(t, "P reversed", there.P, back.P, 1e-12)
}
