package winrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// races returns n invented races with two covariates, of a seed.
func races(seed uint64, n int) (Design, []string) {
	random := rand.New(rand.NewPCG(seed, 1))
	d := Design{Names: []string{"months", "network"}}
	var markets []string
	for range n {
		months, network := 30*random.Float64(), random.NormFloat64()
		y := 0.0
		if random.Float64() < logistic(-0.5+0.05*months-0.6*network) {
			y = 1
		}
		d.X, d.Won = append(d.X, []float64{months, network}), append(d.Won, y)
		markets = append(markets, fmt.Sprintf("M%02d", random.IntN(max(2, n/5))))
	}
	return d, markets
}

func near(t *testing.T, what string, got, want []float64, within float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= within*(1+math.Abs(want[i]))) {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

// numbers returns all that a regression reports of its coefficients.
func numbers(r *Regression) (all []float64) {
	for j, c := range r.Coefficients(0.9) {
		all = append(all, r.FLIC[j], c.Value, c.SE, c.Lower, c.Upper, c.P)
	}
	return all
}

func TestFitDoesNotDependOn(t *testing.T) {
	for seed := range uint64(5) {
		d, _ := races(seed, 25)
		want := mustFit(t, d)

		t.Run("order of rows", func(t *testing.T) {
			turned := Design{Names: d.Names, X: slices.Clone(d.X), Won: slices.Clone(d.Won)}
			slices.Reverse(turned.X)
			slices.Reverse(turned.Won)
			near(t, "reversed", numbers(mustFit(t, turned)), numbers(want), 1e-7)
		})
		t.Run("order of covariates", func(t *testing.T) {
			turned := Design{Names: []string{"network", "months"}, Won: d.Won}
			for _, x := range d.X {
				turned.X = append(turned.X, []float64{x[1], x[0]})
			}
			all := numbers(mustFit(t, turned))
			near(t, "swapped", slices.Concat(all[:6], all[12:], all[6:12]), numbers(want), 1e-7)
		})
		t.Run("units", func(t *testing.T) {
			const unit = 1e9
			scaled := Design{Names: d.Names, Won: d.Won}
			for _, x := range d.X {
				scaled.X = append(scaled.X, []float64{x[0], x[1] * unit})
			}
			r := mustFit(t, scaled)
			c, was := r.Coefficients(0.9), want.Coefficients(0.9)
			near(t, "scaled", []float64{c[2].Value * unit, c[2].SE * unit, c[2].Lower * unit, c[2].Upper * unit, c[2].P, c[1].Lower},
				[]float64{was[2].Value, was[2].SE, was[2].Lower, was[2].Upper, was[2].P, was[1].Lower}, 1e-7)
			// ½ ln det I moves by the logarithm of the unit, and no test does.
			near(t, "likelihood", []float64{r.LogLik - math.Log(unit), r.NullLogLik - math.Log(unit)},
				[]float64{want.LogLik, want.NullLogLik}, 1e-9)
		})
		t.Run("weights or copies", func(t *testing.T) {
			copied, weighted := Design{Names: d.Names}, d
			for i := range d.Won {
				weighted.Weight = append(weighted.Weight, float64(i%3))
				for range i % 3 {
					copied.X, copied.Won = append(copied.X, d.X[i]), append(copied.Won, d.Won[i])
				}
			}
			a, b := mustFit(t, weighted), mustFit(t, copied)
			near(t, "weighted", numbers(a), numbers(b), 1e-7)
			near(t, "likelihood", []float64{a.LogLik, a.N, a.Events}, []float64{b.LogLik, b.N, b.Events}, 1e-9)
		})
		t.Run("naming the winner", func(t *testing.T) {
			other := Design{Names: d.Names, X: d.X}
			for _, y := range d.Won {
				other.Won = append(other.Won, 1-y)
			}
			r := mustFit(t, other)
			near(t, "negated", []float64{-r.Firth[0], -r.Firth[1], -r.Firth[2], r.LogLik}, append(slices.Clone(want.Firth), want.LogLik), 1e-7)
		})
		t.Run("a known part taken out", func(t *testing.T) {
			known := d
			for _, x := range d.X {
				known.Offset = append(known.Offset, 0.3-0.2*x[0])
			}
			r := mustFit(t, known)
			near(t, "offset", []float64{r.Firth[0] + 0.3, r.Firth[1] - 0.2, r.Firth[2]}, want.Firth, 1e-7)
		})
	}
}

// The derivatives are checked against differences of l*.
func TestDerivatives(t *testing.T) {
	d, _ := races(2, 15)
	for i := range d.Won {
		d.Weight = append(d.Weight, 1+float64(i%3)/2)
		d.Offset = append(d.Offset, float64(i%5)/10)
	}
	s, err := d.standardize()
	if err != nil {
		t.Fatal(err)
	}
	l := newLogit(d, s, firth)
	b, u := []float64{0.3, -0.7, 1.1}, make([]float64, 3)
	l.At(b)
	l.Score(u)
	l.Curvature(0)
	const step = 1e-4
	moved := func(j int, by float64) []float64 {
		c := slices.Clone(b)
		c[j] += by
		return c
	}
	other := l.clone()
	for j := range b {
		if slope := (other.At(moved(j, step)) - other.At(moved(j, -step))) / (2 * step); math.Abs(slope-u[j]) > 1e-6 {
			t.Errorf("score %d is %v, differences say %v", j, u[j], slope)
		}
		up, down := make([]float64, 3), make([]float64, 3)
		other.At(moved(j, step))
		other.Score(up)
		other.At(moved(j, -step))
		other.Score(down)
		for k := range b {
			if curve := (down[k] - up[k]) / (2 * step); math.Abs(curve-l.curve.At(j, k)) > 1e-6 {
				t.Errorf("curvature %d, %d is %v, differences say %v", j, k, l.curve.At(j, k), curve)
			}
		}
	}
}

func TestPredictions(t *testing.T) {
	d, _ := races(7, 60)
	r := mustFit(t, d)
	if got, want := mean(inSample(r, r.FLIC)), r.Events/r.N; math.Abs(got-want) > 1e-10 {
		t.Errorf("mean FLIC prediction %v, observed %v", got, want)
	}
	// Without slopes the penalty is that of Jeffreys: (wins + ½) / (n + 1).
	alone := mustFit(t, Design{Won: d.Won})
	if got, want := logistic(alone.Firth[0]), (r.Events+0.5)/(r.N+1); math.Abs(got-want) > 1e-12 {
		t.Errorf("intercept alone %v, want %v", got, want)
	}
	if got := logistic(alone.FLIC[0]); math.Abs(got-r.Events/r.N) > 1e-12 {
		t.Errorf("its FLIC %v", got)
	}
}

func TestHeldOut(t *testing.T) {
	d := Design{Names: []string{"months"}, X: [][]float64{{1}, {2}, {3}, {4}, {5}, {6}}, Won: []float64{0, 1, 0, 1, 1, 0}}
	groups := []string{"a", "a", "b", "b", "c", "c"}
	p, err := d.HeldOut(groups)
	if err != nil {
		t.Fatal(err)
	}
	rest := mustFit(t, d.where(func(i int) bool { return groups[i] != "b" }))
	near(t, "regression", p[2:4], []float64{logistic(rest.FLIC[0] + 3*rest.FLIC[1]), logistic(rest.FLIC[0] + 4*rest.FLIC[1])}, 1e-12)
}

func TestSeparation(t *testing.T) {
	line := func(won ...float64) Design {
		d := Design{Names: []string{"months"}, Won: won}
		for i := range won {
			d.X = append(d.X, []float64{float64(i / 2)})
		}
		return d
	}
	for _, c := range []struct {
		name      string
		d         Design
		separated bool
		says      string
	}{
		{"complete", line(0, 0, 0, 0, 1, 1, 1, 1), true, `separation: "months" splits`},
		{"touching", line(0, 0, 0, 1, 1, 1, 1, 1), true, `separation: "months" splits`},
		{"one side only", Design{Names: []string{"a", "b"}, X: [][]float64{{0, 1}, {0, 3}, {0, 2}, {1, 2}, {0, 4}}, Won: []float64{0, 1, 0, 1, 0}}, true, `separation: "a" splits`},
		{"slanted", Design{Names: []string{"a", "b"}, X: [][]float64{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {2, 3}}, Won: []float64{0, 0, 0, 1, 1, 1}}, true,
			`separation: a combination of "a" and "b" splits`},
		{"overlapping", line(0, 1, 0, 1, 0, 1, 1, 1), false, "one per eight would allow 0"},
		{"all won", line(1, 1, 1, 1, 1, 1), true, "every outcome is 1"},
		{"all lost", line(0, 0, 0, 0, 0, 0), true, "every outcome is 0"},
	} {
		r := mustFit(t, c.d)
		if r.Separated != c.separated || !strings.Contains(strings.Join(r.Warnings, "\n"), c.says) {
			t.Errorf("%s: separated is %v, warnings %q", c.name, r.Separated, r.Warnings)
		}
		for _, b := range slices.Concat(r.Firth, r.FLIC, numbers(r)) {
			if !finite(b) {
				t.Errorf("%s: a coefficient or an end of its interval is not finite: %v", c.name, numbers(r))
				break
			}
		}
	}
	// Against the definition: without overlap maximum likelihood runs away, with it it comes to rest.
	separated := 0
	for seed := range uint64(300) {
		d, _ := races(seed, 9)
		r, err := estimate(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		rests := r.Converged && r.LogLik < -1e-3 && slices.Max(r.SE) < 1e3
		if split := r.separation() != nil; split == rests {
			t.Errorf("seed %d: separated is %v, maximum likelihood ended at %v with standard errors %v", seed, split, r.LogLik, r.SE)
		} else if split {
			separated++
		}
	}
	if separated < 60 || separated > 240 {
		t.Errorf("%d of 300 designs are separated: no test of both answers", separated)
	}
}

// One cluster per race makes it the ordinary bootstrap, whose spread must be near the standard error of a large sample.
