package forecast

import (
	"math"
	"slices"
	"testing"
	"time"

	"headstart/models/curve"
)

func TestBaselines(t *testing.T) {
	// Figures at uneven times, in years.
	s := Series{X: []float64{0, 0.5, 1.25, 2}, Value: []float64{100, 150, 160, 200}}
	for _, c := range []struct {
		model Model
		x     float64
		want  float64
	}{
		{Naive, 3, 200},
		{Drift, 2.5, 225}, // 50 a year
		{Drift, 4, 300},
		// ln(200/160)/3 a quarter since x = 1.25, the nearest to one year before; then 0.9 and 0.9 + 0.81 of it.
		{Damped, 2.25, 200 * math.Pow(1.25, 0.9/3)},
		{Damped, 2.5, 200 * math.Pow(1.25, 1.71/3)},
		{Damped, 2, 200},
	} {
		near(t, string(c.model), fit(c.model, s)(c.x), c.want, 1e-12)
	}
	// Users do not become negative.
	falling := Series{X: []float64{0, 1}, Value: []float64{100, 10}}
	near(t, "drift of a falling series", fit(Drift, falling)(5), 5, 1e-12)
	near(t, "damped far ahead", fit(Damped, falling)(1e6), 10*math.Pow(0.1, 9.0/4), 1e-9)
}

// On figures that lie on a logistic the curve is found, and the combination is
// the mean of the three.
func TestGrowth(t *testing.T) {
	var s Series
	curve := func(x float64) float64 { return 1000 / (1 + math.Exp(-2*(x-2))) }
	for i := range 12 {
		x := float64(i) / 4
		s.X, s.Value = append(s.X, x), append(s.Value, curve(x))
	}
	near(t, "logistic", fit(Logistic, s)(3.5), curve(3.5), 1e-6)
	three := fit(Damped, s)(3.5) + fit(Logistic, s)(3.5) + fit(Gompertz, s)(3.5)
	near(t, "combination", fit(Combination, s)(3.5), three/3, 1e-12)

	// After a fall the curve to the peak gives the growth to come from the last figure on.
	fallen := Series{X: append(slices.Clone(s.X), 3.25), Value: append(slices.Clone(s.Value), 400)}
	near(t, "after a fall", fit(Logistic, fallen)(3.5), 400*curve(3.5)/curve(3.25), 1e-6)

	// Falling from the start there is none: the last figure stands, and the trend alone is combined.
	falling := Series{X: s.X, Value: slices.Clone(s.Value)}
	slices.Reverse(falling.Value)
	near(t, "no curve", fit(Gompertz, falling)(3), falling.Value[11], 0)
	near(t, "combination without curves", fit(Combination, falling)(3), fit(Damped, falling)(3), 0)
}

func TestTargets(t *testing.T) {
	days := []float64{0, 40, 46, 91, 137, 180, 185, 228, 411, 412}
	s := Series{}
	for _, d := range days {
		s.X = append(s.X, d/365.25)
	}
	// From day 0: 46 (0.504 quarters) is the first of horizon 1, 137 (1.5003) of 2, none is of 3 but 228 (2.497) is of 2
	// too, and 411 (4.501) is beyond.
	if got, want := s.targets(1), [...]int{0, 2, 4, 0, 0}; got != want {
		t.Errorf("from day 0: %v, want %v", got, want)
	}
	// From day 185: 43 days are nothing, 226 (2.47) and 227 (2.49) are of horizon 2.
	if got, want := s.targets(7), [...]int{0, 0, 8, 0, 0}; got != want {
		t.Errorf("from day 185: %v, want %v", got, want)
	}
}

func TestQuarterEnds(t *testing.T) {
	for last, want := range map[string][Horizons]string{
		"2025-09-30": {"2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"},
		"2025-03-19": {"2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"}, // 12 days to the next
		"2024-02-14": {"2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"}, // 46 days
		"2024-02-15": {"2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"}, // 45 days
		"2026-07-02": {"2026-09-30", "2026-12-31", "2027-03-31", "2027-06-30"},
	} {
		on, err := time.Parse(time.DateOnly, last)
		if err != nil {
			t.Fatal(err)
		}
		ends := quarterEnds(int(on.Unix() / 86400))
		for h, w := range want {
			if got := date(ends[h+1]).Format(time.DateOnly); got != w {
				t.Errorf("after %s, horizon %d: %s, want %s", last, h+1, got, w)
			}
		}
	}
}

// The unit of error is that of a random walk: a quarter's change is as a
// year's halved.
func TestStep(t *testing.T) {
	s := Series{X: []float64{0, 1, 2, 3, 4, 5}, Value: []float64{1, 100, 200, 400, 800, 1600}}
	near(t, "yearly doubling", s.step(), math.Log(2)/2, 1e-12)
	s = Series{X: []float64{0, 0.25, 0.5}, Value: []float64{7, 7, 7}}
	near(t, "no step", s.step(), smallestStep, 0)
}

// fit forecasts s with one model.
func fit(m Model, s Series) Path {
	return fitAll(s, s.before(curve.Figures(s).Peak()).sigmoids())[slices.Index(Models[:], m)]
}
