package curve

import (
	"math"
	"testing"
)

func trend(x, y []float64, opt Options) float64 { return newSample(x, y, opt).trend() }

// Python 3, scipy 1.17.1: least_squares from 25 starts, and AICc by its formula;
// with lower bounds, the same in turns with the size of the errors.
func TestTrendAICc(t *testing.T) {
	x := []float64{0, 0.5, 1, 1.4, 2, 2.5, 3.1, 3.5, 4, 5}
	y := []float64{3.1, 5.4, 6.5, 8.1, 8.7, 9.9, 10.2, 11.1, 11.3, 12.9}
	atLeast := make([]bool, len(x))
	atLeast[3], atLeast[6] = true, true
	near(t, "levels", trend(x, y, Options{}), -11.570826961066981, 1e-6)
	near(t, "logs", trend(x, y, Options{Log: true}), -56.02594015853953, 1e-6)
	near(t, "times", trend(x, y, Options{Time: true}), -21.488273724343244, 1e-6)
	near(t, "lower bounds", trend(x, y, Options{AtLeast: atLeast}), -2.285568041060678, 1e-4)
	// In another unit the likelihood shifts by the unit alone.
	thousands := make([]float64, len(y))
	for i := range y {
		thousands[i] = 1000 * y[i]
	}
	near(t, "another unit", trend(x, thousands, Options{}), trend(x, y, Options{})+20*math.Log(1000), 1e-6)
	near(t, "another unit of logs", trend(x, thousands, Options{Log: true}), trend(x, y, Options{Log: true}), 1e-6)
	for name, v := range map[string]float64{
		"five figures": trend(x[:5], y[:5], Options{}),
		"a fall":       trend(x, []float64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0.5}, Options{}),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s: %v", name, v)
		}
	}
}
