package cluster

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// races are the 120 decided races of version b7d78f5, by the curated verdict.
type races struct {
	first, responder, market []string
	doublings, won           []float64
}

func read(t *testing.T) races {
	t.Helper()
	f, err := os.Open("testdata/races_b7d78f5.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var r races
	for _, rec := range records[1:] {
		months, err := strconv.ParseFloat(rec[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		won, err := strconv.ParseFloat(rec[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		r.first, r.responder, r.market = append(r.first, rec[1]), append(r.responder, rec[2]), append(r.market, rec[3])
		r.doublings, r.won = append(r.doublings, math.Log2(1+months)), append(r.won, won)
	}
	return r
}

// The expected values were computed independently from the published table
// race_design of version b7d78f5, with NumPy, by summing the products of
// residuals over all pairs of rows that share a platform or a market.
func TestRateSE(t *testing.T) {
	r := read(t)
	dyads := Dyads(r.first, r.responder)
	for _, c := range []struct {
		name    string
		sharing Sharing
		want    float64
	}{
		{"independent", Sharing{}, 0.04487},
		{"first mover", By(r.first), 0.06947},
		{"dyadic", dyads, 0.06957},
		{"dyadic or market", dyads.Or(By(r.market)), 0.07151},
	} {
		if got := rateSE(c.sharing, r.won); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("%s: %.5f, want %.5f", c.name, got, c.want)
		}
	}
	lower, upper := LogitInterval(71.0/120, rateSE(dyads, r.won), 0.95)
	if math.Round(100*lower) != 45 || math.Round(100*upper) != 72 {
		t.Errorf("interval %.3f to %.3f, want 45 to 72 %%", lower, upper)
	}
}

// Each way of sharing must agree with the sum over all pairs of rows.
func TestMeatIsTheSumOverPairs(t *testing.T) {
	r := read(t)
	n := len(r.won)
	scores := make([][]float64, n)
	for i := range scores {
		scores[i] = []float64{r.won[i] - 0.5, r.doublings[i] * (r.won[i] - 0.4)}
	}
	dyadic := func(i, j int) bool {
		return r.first[i] == r.first[j] || r.first[i] == r.responder[j] || r.responder[i] == r.first[j] || r.responder[i] == r.responder[j]
	}
	dyads, market := Dyads(r.first, r.responder), By(r.market)
	for _, c := range []struct {
		name    string
		sharing Sharing
		related func(i, j int) bool
	}{
		{"alone", Sharing{}, func(i, j int) bool { return i == j }},
		{"market", market, func(i, j int) bool { return r.market[i] == r.market[j] }},
		{"dyads", dyads, dyadic},
		{"dyads or market", dyads.Or(market), func(i, j int) bool { return dyadic(i, j) || r.market[i] == r.market[j] }},
		{"market or dyads", market.Or(dyads), func(i, j int) bool { return dyadic(i, j) || r.market[i] == r.market[j] }},
	} {
		want := mat.NewSymDense(2, nil)
		for i := range n {
			for j := range n {
				if c.related(i, j) {
					for a := range 2 {
						for b := a; b < 2; b++ {
							want.SetSym(a, b, want.At(a, b)+scores[i][a]*scores[j][b])
						}
					}
				}
			}
		}
		if got := c.sharing.Meat(scores); !mat.EqualApprox(got, want, 1e-9) {
			t.Errorf("%s: %v, want %v", c.name, mat.Formatted(got), mat.Formatted(want))
		}
	}
}

// Expected: the random-intercept model of the same 120 races, first movers as
// groups, computed independently with 41 quadrature nodes.
func TestFitIntercepts(t *testing.T) {
	r := read(t)
	fit, err := FitIntercepts(r.doublings, r.won, r.first)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"sd", fit.SD, 1.752}, {"likelihood ratio", fit.Ratio, 14.21}, {"slope", fit.Slope, 0.0839}} {
		if math.Abs(c.got-c.want) > 0.003*math.Abs(c.want) {
			t.Errorf("%s: %.4f, want %.4f", c.name, c.got, c.want)
		}
	}
	if fit.Groups != 47 || fit.N != 120 {
		t.Errorf("%d groups of %d rows, want 47 of 120", fit.Groups, fit.N)
	}
}

func TestRefusals(t *testing.T) {
	if lower, _ := LogitInterval(1, 0.1, 0.95); !math.IsNaN(lower) {
		t.Errorf("a rate of 1 has the lower end %v, want none", lower)
	}
	for _, won := range [][]float64{{1, 1, 1}, {0, 0, 0}} {
		if _, err := FitIntercepts([]float64{1, 2, 3}, won, []string{"a", "b", "a"}); err == nil {
			t.Errorf("outcomes %v were fitted", won)
		}
	}
}

// rateSE is the standard error of the mean of won, by what the races share.
func rateSE(s Sharing, won []float64) float64 {
	mean := 0.0
	for _, y := range won {
		mean += y / float64(len(won))
	}
	scores := make([][]float64, len(won))
	for i, y := range won {
		scores[i] = []float64{(y - mean) / float64(len(won))}
	}
	return math.Sqrt(s.Meat(scores).At(0, 0))
}
