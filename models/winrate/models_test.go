package winrate

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// Firth in the saturated 2x2 table is exactly "add one half to each cell".
func TestReferenceTwoByTwo(t *testing.T) {
	want := reference(t, "firth_2x2_a")
	key := "firth_2x2_a/firth_logit/"
	cells := want.values[key+"log_odds_ratio"].Cells
	r := mustFit(t, Design{
		Names: []string{"x"}, X: [][]float64{{1}, {1}, {0}, {0}}, Won: []float64{1, 0, 1, 0},
		Weight: []float64{cells["x1_y1"], cells["x1_y0"], cells["x0_y1"], cells["x0_y0"]},
	})
	want.is(key+"intercept", r.Firth[0])
	want.is(key+"log_odds_ratio", r.Firth[1])
	half := math.Log(7.5*5.5) - math.Log(0.5*3.5)
	if math.Abs(r.Firth[1]-half) > 1e-9 {
		t.Errorf("log odds ratio %v, with one half added %v", r.Firth[1], half)
	}
}

// By R 4.2.2.
func TestReferenceIsotonic(t *testing.T) {
	for _, name := range []string{"pava_small", "pava_small2"} {
		e := reference(t, name).get(name + "/pava/fit")
		var want []float64
		if err := json.Unmarshal(e.Value, &want); err != nil {
			t.Fatal(err)
		}
		position := make([]float64, len(want))
		for i := range position {
			position[i] = float64(i)
		}
		for i, got := range steps(position, e.X, e.W).at(position) {
			e.near(t, fmt.Sprintf("position %d", i), got, want[i])
		}
	}
}

// By scipy 1.10.1.
func TestReferenceScores(t *testing.T) {
	want := reference(t, "scores_A")
	data := want.values["scores_A/scores/brier"].Data
	s := mustJudge(t, data.P, data.Y)
	for name, got := range map[string]float64{
		"brier": s.Brier, "logloss_nats": s.LogLoss,
	} {
		want.is("scores_A/scores/"+name, got)
	}
}

// The law of time differences that two control points leave open, by scipy 1.10.1.
func TestReferenceControlPoints(t *testing.T) {
	want := reference(t, "race_control_points")
	for id := range want.values {
		e := want.get(id)
		var eps, hopeless, even float64
		at := e.Parameter[strings.Index(e.Parameter, "("):]
		if _, err := fmt.Sscanf(at, "(eps=%g,tau=%g,tau_c=%g)", &eps, &hopeless, &even); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		s := Statement{EvenMonths: even, Hopeless: []float64{hopeless}, Eps: []float64{eps}, Normal: strings.HasPrefix(e.Model, "probit")}
		e.near(t, "spread", s.spread(eps, hopeless), e.number(t))
		for months, p := range map[float64]float64{1.4: e.PAt14, 6: e.PAt6} {
			got, err := s.P(months)
			if err != nil {
				t.Fatal(err)
			}
			e.near(t, fmt.Sprintf("P(%g)", months), got.Value, p)
		}
	}
}

// Gelman and others, Bayesian Data Analysis, section 3.7 (Racine and others 1986), by scipy 1.10.1.
func TestReferenceBioassay(t *testing.T) {
	want := reference(t, "bioassay")
	data := want.values["bioassay/logit_mle/alpha"].Data
	d := Design{Names: []string{"dose"}}
	for i, x := range data.X {
		d.X = append(d.X, []float64{x}, []float64{x})
		d.Won = append(d.Won, 1, 0)
		d.Weight = append(d.Weight, data.Y[i], data.N[i]-data.Y[i])
	}
	p, err := d.Posterior(Design{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := estimate(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	for j, name := range []string{"alpha", "beta"} {
		e := want.get("bioassay/logit_mle/" + name)
		e.near(t, "value", r.Firth[j], e.number(t))
		if math.Abs(r.SE[j]-e.SE) > 1e-5*e.SE {
			t.Errorf("%s: se %v, want %v", name, r.SE[j], e.SE)
		}
	}
	// The reference sums over a box.
	const n = 1000
	box := d.over(lattice{at: [2]float64{-6, -10}, step: [2][2]float64{{20.0 / n, 0}, {0, 80.0 / n}}, n: [2]int{n, n}})
	key := "bioassay/flat_prior_posterior_grid_a[-6,14]_b[-10,70]/"
	for _, q := range []*Posterior{box, p} {
		want.is(key+"E_alpha", q.mean(intercept).Value)
		want.is(key+"E_beta", q.mean(slope).Value)
		want.is(key+"Pr_beta_gt_0", q.mean(func(b node) float64 {
			if b.b1 > 0 {
				return 1
			}
			return 0
		}).Value)
	}
}

func intercept(b node) float64 { return b.b0 }
func slope(b node) float64     { return b.b1 }

// The conditional means prior, alone and with six races. The reference sums over a box that cuts the long left tail of
// the prior: the box below, found by trial, gives all its values; the moments without a box are exact digamma functions.
func TestReferencePosterior(t *testing.T) {
	for _, name := range []string{"cmp_control_points_prior_only", "cmp_control_points_plus_duels"} {
		want := reference(t, name)
		prior := Statement{EvenMonths: 12, Hopeless: []float64{2, 3}}.Prior(4, 10, 0.02)
		races := Design{Names: []string{"months"}}
		for _, race := range want.values[name+"/cmp_logit_posterior/E_slope"].Races {
			races.X, races.Won = append(races.X, race[:1]), append(races.Won, race[1])
		}
		p, err := races.Posterior(prior)
		if err != nil {
			t.Fatal(err)
		}
		const n = 1000
		both := prior
		both.X, both.Won = append(both.X, races.X...), append(both.Won, races.Won...)
		for range races.Won {
			both.Weight = append(both.Weight, 1)
		}
		mode, err := estimate(both, 0)
		if err != nil {
			t.Fatal(err)
		}
		want.is(name+"/cmp_logit_mode/intercept", mode.Firth[0])
		want.is(name+"/cmp_logit_mode/slope", mode.Firth[1])
		box := both.over(lattice{at: [2]float64{-60, -2}, step: [2][2]float64{{80.0 / n, 0}, {0, 8.0 / n}}, n: [2]int{n, n}})
		for what, got := range map[string]Estimate{"E_intercept": box.mean(intercept), "E_slope": box.mean(slope)} {
			e := want.get(name + "/cmp_logit_posterior/" + what)
			e.near(t, "mean", got.Value, e.number(t))
			e.near(t, "sd", got.SE, e.SE)
		}
		for _, months := range []float64{1.4, 3, 6, 9, 12, 18} {
			e := want.get(fmt.Sprintf("%s/cmp_logit_posterior/E_p(tau=%g)", name, months))
			for _, q := range []*Posterior{box, p} {
				got := q.P(months, 0.95)
				e.near(t, "mean", got.Value, e.number(t))
				e.near(t, "sd", got.SE, e.SE)
			}
		}
		if len(races.Won) > 0 {
			continue
		}
		// E logit Beta(a, b) = digamma(a) - digamma(b).
		exact := (mathext.Digamma(9.8) - mathext.Digamma(0.2)) / 9.5
		if math.Abs(p.mean(slope).Value-exact) > 1e-6 || math.Abs(p.mean(intercept).Value+12*exact) > 1e-5 {
			t.Errorf("prior means %v and %v, want %v and %v", p.mean(intercept).Value, p.mean(slope).Value, -12*exact, exact)
		}
	}
}
