package survival

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// fixed returns a copy of beta with coordinate j at v.
func fixed(beta []float64, j int, v float64) []float64 {
	out := append([]float64(nil), beta...)
	out[j] = v
	return out
}

// The derivatives of the likelihood are those of its values.
func TestScore(t *testing.T) {
	s, x := made(10, 40)
	for _, options := range fits {
		m := &model{design: must(newDesign(s, x))(t), breslow: options.Breslow || options.Firth, firth: options.Firth}
		beta := []float64{0.3, -0.7}
		score := m.evaluate(beta).score
		const h = 1e-5
		for j := range beta {
			up, down := m.evaluate(fixed(beta, j, beta[j]+h)), m.evaluate(fixed(beta, j, beta[j]-h))
			near(t, "score", score[j], (up.value-down.value)/(2*h), 1e-6)
			if !options.Firth {
				near(t, "information", m.evaluate(beta).info.At(j, j), (down.score[j]-up.score[j])/(2*h), 1e-6)
			}
		}
	}
}

// At its limits the profile has fallen by just the quantile, at any level.
func TestProfileLimits(t *testing.T) {
	s, x := made(12, 60)
	m := &model{design: must(newDesign(s, x))(t), breslow: true, firth: true}
	best, _, err := m.maximize([]float64{0, 0})
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []float64{0.5, 0.95, 0.999} {
		fit := must(Cox(s, x, CoxOptions{Firth: true, Level: level}))(t)
		for j, c := range fit.Coefficients {
			for _, limit := range []float64{c.Lower, c.Upper} {
				fall, err := m.profile(best, must(best.covariance())(t), j).Fall(limit * m.scale[j])
				if err != nil {
					t.Fatal(err)
				}
				near(t, "drop", fall, distuv.ChiSquared{K: 1}.Quantile(level), 1e-7)
			}
		}
	}
}

// What runs to infinity is penalized and named; what does not is left alone.
func TestRunaway(t *testing.T) {
	s, x := toy(t)
	noise := Covariate{"noise", []float64{1, 0, 2, 1, 0, 2, 2, 1, 0, 1, 0, 2}}
	fine := Covariate{"fine", append([]float64(nil), x[0].Values...)}
	fine.Values[5], fine.Values[7] = 0, 1 // one of each on the other side
	huge := Covariate{"huge", []float64{1e6, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}}

	// Apart they overlap; half − other separates the first six from the rest.
	half := Covariate{"half", []float64{1, 3, 2, 5, 4, 6, 0, 2, 1, 4, 3, 5}}
	other := Covariate{"other", []float64{0, 2, 1, 4, 3, 5, 1, 3, 2, 5, 4, 6}}

	for _, test := range []struct {
		name string
		x    []Covariate
		want []string // in the warning; nil: none
	}{
		{"one", x, []string{`"follower"`}},
		{"one of two", []Covariate{noise, x[0]}, []string{`"follower"`}},
		{"far out", []Covariate{huge}, []string{`"huge"`}},
		{"together", []Covariate{half, other}, []string{`"half"`, `"other"`}},
		{"none", []Covariate{fine, noise}, nil},
	} {
		fit := must(Cox(s, test.x, CoxOptions{}))(t)
		if fit.Firth != (test.want != nil) {
			t.Errorf("%s: firth is %v; %q", test.name, fit.Firth, fit.Warnings)
		}
		warnings := strings.Join(fit.Warnings, "\n")
		for _, name := range test.want {
			if !strings.Contains(warnings, name) {
				t.Errorf("%s: %s is not named in %q", test.name, name, warnings)
			}
		}
		for _, c := range fit.Coefficients {
			for _, v := range []float64{c.Value, c.SE, c.Lower, c.Upper, c.P} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s: %s is %+v", test.name, c.Name, c)
				}
			}
		}
	}
}

// With many rows, a rare covariate is no runaway.
func TestRareIsNoRunaway(t *testing.T) {
	s, x := made(13, 20_000)
	rare := Covariate{"rare", make([]float64, len(s.Time))}
	for i := range 20 {
		rare.Values[i*997] = 1
	}
	if fit := must(Cox(s, append(x, rare), CoxOptions{}))(t); fit.Firth {
		t.Errorf("penalized: %q", fit.Warnings)
	}
}
