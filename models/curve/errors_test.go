package curve

import (
	"errors"
	"math"
	"testing"

	"headstart/models/likelihood"
)

func TestErrors(t *testing.T) {
	x, y := ascending(8), []float64{1, 2, 4, 8, 15, 26, 38, 50}
	with := func(v []float64, i int, value float64) []float64 {
		out := append([]float64(nil), v...)
		out[i] = value
		return out
	}
	bounds := []bool{true, true, true, true, true, false, false, false}
	for _, c := range []struct {
		x, y []float64
		opt  Options
		row  int
		want string
	}{
		{x[:7], y, Options{}, -1, "columns differ in length: 7 x, 8 y, 0 lower and 0 upper bounds"},
		{nil, nil, Options{}, -1, "0 rows are too few: logistic has 3 parameters and needs 5 or more"},
		{x[:4], y[:4], Options{}, -1, "4 rows are too few: logistic has 3 parameters and needs 5 or more"},
		{x[:5], y[:5], Options{Model: Richards}, -1, "5 rows are too few: richards has 4 parameters and needs 6 or more"},
		{x[:4], y[:4], Options{Model: Bass}, -1, "4 rows are too few: bass has 3 parameters and needs 5 or more"},
		{x, y, Options{AtLeast: bounds}, -1, "only 3 of 8 figures are more than a bound: logistic needs 4 or more"},
		{x, []float64{7, 7, 7, 7, 7, 7, 7, 7}, Options{}, -1, "y is constant (always 7): nothing grows"},
		{x, make([]float64, 8), Options{Model: Bass}, -1, "y is constant (always 0): nothing grows"},
		{x, []float64{50, 38, 26, 15, 8, 4, 2, 1}, Options{}, -1, "y does not grow with x: a growth curve rises to a ceiling; end the series at its peak"},
		{x, []float64{0, 0, 0, 0, 9, 9, 9, 9}, Options{Model: Logistic}, -1, "y jumps from one level to another between two rows: its growth rate cannot be estimated"},
		{x, with(y, 2, -3), Options{}, 2, "row 3: y is -3, and a growth curve is never negative: leave the row out"},
		{x, with(y, 0, 0), Options{Log: true}, 0, "row 1: y is 0, which has no logarithm: leave the row out, or fit without logarithms"},
		{x, with(y, 0, 0), Options{Time: true}, 0, "row 1: y is 0, which has no logarithm: leave the row out, or fit without logarithms"},
		{x, with(y, 5, math.NaN()), Options{}, 5, "row 6: y is not a number: fill it in, or leave the row out"},
		{x, with(y, 5, math.Inf(1)), Options{}, 5, "row 6: y is +Inf: count in a larger unit, or leave the row out"},
		{x, with(y, 5, 1e200), Options{}, 5, "row 6: y is 1e+200: count in a larger unit, or leave the row out"},
		{with(x, 7, math.NaN()), y, Options{}, 7, "row 8: x is not a number: fill it in, or leave the row out"},
		{with(x, 7, 1e200), y, Options{}, 7, "row 8: x is 1e+200: count in a larger unit, or leave the row out"},
		{with(x, 3, 2), y, Options{Model: Bass}, 3, "row 4: x is 2 twice: bass needs one row for each period"},
		{[]float64{1, 1, 1, 1, 2, 2, 2, 2}, y, Options{}, -1, "x has only 2 different values: logistic has 3 parameters and needs as many"},
		{with(x, 3, 1.5), y, Options{}, 3, "row 4: x is 1.5 after 2: sort the rows by x"},
		{with(x, 3, 2.5), y, Options{Model: Bass}, 3,
			"row 4: x goes up by 0.5, and by 1 before: bass needs periods of one length; fill in the missing ones, or count periods"},
		{x, y, Options{Level: 95}, -1, "level 95 is not between 0 and 1: try 0.95"},
		{x, y, Options{Log: true, Time: true}, -1, "errors are either of ln y or of x: choose one"},
		{x, y, Options{Model: "weibull"}, -1, `there is no model "weibull": choose logistic, gompertz, bass, richards or auto`},
		{x, y, Options{Model: Bass, Log: true}, -1, "bass is fitted to adopters per period as they are, without logarithms and bounds"},
		{x, y, Options{Model: Richards, Time: true}, -1, "richards has no fit with errors in x"},
		{x, y, Options{Time: true, AtMost: bounds}, -1, "errors in x go with neither upper bounds nor a lower asymptote: fit y, or ln y"},
		{x, y, Options{AtLeast: bounds, AtMost: bounds}, 0, "row 1: y is both a lower and an upper bound: it is exact, or one of them"},
		{x, y, Options{Model: Bass, Lower: true}, -1, "bass has no lower asymptote: leave it out, or choose another model"},
		{x, y, Options{Fix: map[string]float64{"c": 2}}, -1, "c is fixed, and without a lower asymptote there is none: add it"},
		{x, y, Options{Fix: map[string]float64{"m": 2}}, -1, `auto has no parameter "m" to fix: it has K, r, t0`},
		{x, y, Options{Fix: map[string]float64{"r": 0}}, -1, "r is fixed at 0: give a number above 0"},
		{x, y, Options{Fix: map[string]float64{"K": math.NaN()}}, -1, "K is fixed at NaN: give a number above 0"},
		{x, y, Options{Fix: map[string]float64{"K": 1e6}}, -1,
			"K is fixed at 1e+06, a thousand times the highest figure or more: leave it free, as the data then grow like an exponential"},
		{x, y, Options{Fix: map[string]float64{"K": 45}, Time: true}, -1,
			"K is fixed at 45, and the highest figure is 50: with errors in x the ceiling lies above all figures"},
		{x, y, Options{Model: Richards, Fix: map[string]float64{"t0": 3}}, -1, "t0 of richards cannot be fixed: fix nu, or choose logistic or gompertz"},
		{x, y, Options{Model: Logistic, Fix: map[string]float64{"K": 60, "r": 1, "t0": 4}}, -1, "every parameter of logistic is fixed: leave one to be estimated"},
		{x[:3], y[:3], Options{Model: Logistic, Fix: map[string]float64{"K": 60}}, -1, "3 rows are too few: logistic has 2 free parameters and needs 4 or more"},
	} {
		_, err := Fit(c.x, c.y, c.opt)
		var row *likelihood.RowError
		if !errors.As(err, &row) || row.Row != c.row || err.Error() != c.want {
			t.Errorf("%+v: got %v, want %s", c.opt, err, c.want)
		}
	}
	if _, err := Estimate(x, y, Options{Model: Bass}); err == nil {
		t.Error("an estimate alone of bass")
	}
	if _, err := Estimate(x, []float64{50, 38, 26, 15, 8, 4, 2, 1}, Options{Model: Logistic}); err == nil {
		t.Error("an estimate of what falls")
	}
}
