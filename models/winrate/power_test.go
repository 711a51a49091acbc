package winrate

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// Expected: the power at an odds ratio of 1.2 per doubling for the 120 races
// of version b7d78f5 (71 won), about 0.35 were they independent and about 0.19
// with first movers that differ by the standard deviation 1.752, from 1,000
// draws in NumPy with statsmodels. The tolerance is four standard errors.
func TestSimulatePower(t *testing.T) {
	f, err := os.Open("../cluster/testdata/races_b7d78f5.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var x []float64
	var first []string
	for _, r := range records[1:] {
		months, err := strconv.ParseFloat(r[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		x, first = append(x, doublings(months)), append(first, r[1])
	}
	const draws = 1000
	got := simulatePower(x, first, 71.0/120, 1.752, 0.95, draws, 1)
	for _, c := range []struct {
		name           string
		ratio          float64
		pick           func(power) float64
		want, allowing float64
	}{
		{"size, independent", 1, func(p power) float64 { return p.independent }, 0.05, 0.028},
		{"power, independent", 1.2, func(p power) float64 { return p.independent }, 0.35, 0.06},
		{"power, clustered", 1.2, func(p power) float64 { return p.clustered }, 0.19, 0.05},
	} {
		for _, p := range got {
			if p.oddsRatio == c.ratio && math.Abs(c.pick(p)-c.want) > c.allowing {
				t.Errorf("%s: %.3f, want %.3f ± %.3f", c.name, c.pick(p), c.want, c.allowing)
			}
		}
	}
	for k := 1; k < len(got); k++ {
		if got[k].clustered < got[k-1].clustered || got[k].independent < got[k-1].independent {
			t.Errorf("power falls from %+v to %+v", got[k-1], got[k])
		}
	}
	t.Logf("%+v", got)
}
