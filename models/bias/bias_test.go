package bias

import (
	"math"
	"testing"
)

// Expected: the package EValue of R (VanderWeele and Ding 2017, table 2), and
// for a true ratio of 2 its evalue(RR(3), true = 2) by the same formula of 1.5.
func TestEValue(t *testing.T) {
	for _, c := range []struct{ observed, actual, want float64 }{
		{10.73, 1, 20.94777}, {8.02, 1, 15.52336}, {1 / 10.73, 1, 20.94777}, {1, 1, 1}, {3, 2, 1.5 + math.Sqrt(0.75)},
	} {
		if got := EValue(c.observed, c.actual); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("E-value of %v against %v: %v, want %v", c.observed, c.actual, got, c.want)
		}
	}
	if got := EValue(Limit(8.02, 14.36, 1), 1); math.Abs(got-15.52336) > 1e-5 {
		t.Errorf("E-value of the limit: %v", got)
	}
	if got := EValue(Limit(0.9, 1.2, 1), 1); got != 1 {
		t.Errorf("an interval that includes the true ratio needs no cause: %v", got)
	}
}

// Expected: scipy.stats.nchypergeom_fisher (SciPy 1.16) for the tails, and its
// root by brentq for the bounds.
func TestRosenbaum(t *testing.T) {
	few := Table{Treated: 17, TreatedWon: 12, Others: 6, OthersWon: 0}
	for _, c := range []struct{ gamma, want float64 }{{1, 0.004576659038901698}, {2, 0.030385241454151002}, {3, 0.07165373679222098}} {
		if got := few.P(c.gamma); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("p at %v: %v, want %v", c.gamma, got, c.want)
		}
	}
	dated, long := Table{49, 36, 126, 55}, Table{89, 44, 24, 13}
	for _, c := range []struct {
		name string
		ask  func(float64) (float64, error)
		want float64
	}{
		{"0 of 6 against 12 of 17", few.Bound, 2.5048532278090443},
		{"dated in the market", dated.Bound, 1.8399006459944443},
		{"no finding to explain", long.Bound, 1},
		{"hides that long leads help", long.Hiding, 2.864209113934131},
		{"hides that long leads harm", (Table{24, 13, 89, 44}).Hiding, 1.9460533464277348},
		{"nothing hidden", dated.Hiding, 1},
	} {
		got, err := c.ask(0.05)
		if err != nil || math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	if _, err := (Table{Treated: 2, TreatedWon: 3}).Bound(0.05); err == nil {
		t.Error("three of two is no table")
	}
	if got, err := (Table{Treated: 3, TreatedWon: 3}).Hiding(0.05); err != nil || !math.IsInf(got, 1) {
		t.Errorf("one group has nothing to compare: %v, %v", got, err)
	}
}
