package winrate

import (
	"math"
	"strings"
	"testing"
)

// Every error names what is wrong, and where, and what to do.
func TestErrors(t *testing.T) {
	one := func(names []string, x [][]float64, won ...float64) Design {
		return Design{Names: names, X: x, Won: won}
	}
	ab := []string{"a", "b"}
	for _, c := range []struct {
		want string
		d    Design
	}{
		{"fit: no rows to fit: give at least one decided race", Design{Names: ab}},
		{"fit: no rows to fit: every row has weight 0", Design{Won: []float64{1}, Weight: []float64{0}}},
		{"fit: 2 outcomes for 1 rows", one(ab[:1], [][]float64{{1}}, 1, 0)},
		{"fit: row 2 has 1 values for 2 covariates", one(ab, [][]float64{{1, 2}, {1}}, 1, 0)},
		{`fit: row 2: covariate "b" is NaN: give a finite number, or leave the row out`, one(ab, [][]float64{{1, 2}, {1, math.NaN()}}, 1, 0)},
		{`fit: row 1: covariate "a" is +Inf`, one(ab, [][]float64{{math.Inf(1), 2}, {1, 3}}, 1, 0)},
		{"fit: row 2: the outcome is 2: it must be 1 (won) or 0 (lost)", one(ab[:1], [][]float64{{1}, {2}}, 1, 2)},
		{"fit: row 1: the outcome is NaN", one(ab[:1], [][]float64{{1}, {2}}, math.NaN(), 1)},
		{"fit: row 1: the weight is -1", Design{Won: []float64{1}, Weight: []float64{-1}}},
		{"fit: row 1: the offset is NaN", Design{Won: []float64{1}, Offset: []float64{math.NaN()}}},
		{"fit: 2 weights for 1 rows", Design{Won: []float64{1}, Weight: []float64{1, 1}}},
		{"fit: 2 offsets for 1 rows", Design{Won: []float64{1}, Offset: []float64{1, 1}}},
		{"fit: 3 coefficients ((intercept), a, b) for 2 rows: leave covariates out", one(ab, [][]float64{{1, 2}, {2, 5}}, 1, 0)},
		{`fit: covariate "b" is 3 in every row, so there is nothing to compare: leave it out`, one(ab, [][]float64{{1, 3}, {2, 3}, {4, 3}}, 1, 0, 1)},
		{`fit: covariate "a" is 0.1 in every row`, one(ab[:1], [][]float64{{0.1}, {0.1}, {0.1}}, 1, 0, 1)},
		{`fit: covariates "a" and "b" are collinear or nearly so: leave out "b"`, one(ab, [][]float64{{1, 5}, {2, 7}, {4, 11}}, 1, 0, 1)},
		{`fit: covariates "a" and "b" are collinear or nearly so: leave out "b"`, one(ab,
			[][]float64{{1, 2.000001}, {2, 4}, {3, 6.000001}, {4, 8}, {5, 10}, {6, 12}}, 0, 0, 1, 1, 0, 1)},
		{`fit: covariates "a", "c" and "d" are collinear or nearly so: leave out "d"`, one([]string{"a", "b", "c", "d"},
			[][]float64{{1, 5, 2, 3}, {2, 1, 2, 4}, {4, 1, 3, 7}, {0, 2, 1, 1}, {3, 3, 8, 11}, {7, 0, 1, 8}}, 1, 0, 1, 0, 1, 1)},
	} {
		if _, err := Fit(c.d); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}

	d, markets := races(1, 20)
	r := mustFit(t, d)
	months := Design{Names: []string{"months"}, X: [][]float64{{1}, {1}, {2}, {3}}, Won: []float64{0, 1, 0, 1}}
	for _, c := range []struct {
		want string
		call func() error
	}{
		{"bootstrap: clusters: there must be more than 1, and there are 1", func() error { _, err := r.Bootstrap(Resampling{Clusters: make([]string, 20)}); return err }},
		{"bootstrap: 3 clusters for 20 rows", func() error { _, err := r.Bootstrap(Resampling{Clusters: markets[:3]}); return err }},
		{"bootstrap: -1 draws", func() error { _, err := r.Bootstrap(Resampling{Clusters: markets, Draws: -1}); return err }},
		{`held out: too few races: without "rest": covariate "months" is 1 in every row`, func() error {
			_, err := months.HeldOut([]string{"one", "one", "rest", "rest"})
			return err
		}},
		{"held out: too few races: groups: clusters: there must be more than 1", func() error { _, err := d.HeldOut(make([]string, 20)); return err }},
		{`statement "x": hopeless at 12 months and even at 6`, func() error {
			_, err := Statement{Version: "x", EvenMonths: 6, Hopeless: []float64{12}}.P(1)
			return err
		}},
		{`statement "": no hopeless head start`, func() error { _, err := Statement{EvenMonths: 6}.P(1); return err }},
		{`statement "": eps is 0: it stands for "no hope"`, func() error {
			_, err := Statement{EvenMonths: 6, Hopeless: []float64{2}, Eps: []float64{0}}.P(1)
			return err
		}},
		{"posterior: 2 covariates", func() error { _, err := d.Posterior(Design{}); return err }},
	} {
		if err := c.call(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// No draws are the default; fewer than a share needs, and more than take minutes, are an error.
func TestOptions(t *testing.T) {
	for draws, good := range map[int]bool{-1: false, 0: true, 1: false, 39: false, 40: true, 5000: true, 5001: false} {
		if err := (Options{Draws: draws}).Check(); (err == nil) != good {
			t.Errorf("%d draws: %v", draws, err)
		}
	}
}

func TestSlopes(t *testing.T) {
	for _, c := range []struct{ wins, losses, want int }{{7, 30, 0}, {8, 30, 1}, {15, 16, 1}, {40, 16, 2}, {0, 99, 0}} {
		d := Design{Won: []float64{1, 0}, Weight: []float64{float64(c.wins), float64(c.losses)}}
		if got := d.Slopes(); got != c.want {
			t.Errorf("%d wins, %d losses: %d slopes, want %d", c.wins, c.losses, got, c.want)
		}
	}
}
