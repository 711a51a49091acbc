package winrate

import (
	"math"
	"strings"
	"testing"
)

func TestStatementNeverFalls(t *testing.T) {
	for _, s := range []Statement{
		{EvenMonths: 12, Hopeless: []float64{2, 3}},
		{EvenMonths: 12, Hopeless: []float64{2, 3}, Normal: true},
		{EvenMonths: 6, Hopeless: []float64{3}, Eps: []float64{0.02}},
	} {
		var last Estimate
		for months := 0.0; months <= 36; months += 0.25 {
			e, err := s.P(months)
			if err != nil {
				t.Fatal(err)
			}
			if e.Value < last.Value || e.Lower < last.Lower || e.Upper < last.Upper {
				t.Errorf("%+v falls at %v months: %+v after %+v", s, months, e, last)
			}
			if !(0 < e.Lower && e.Lower <= e.Value && e.Value <= e.Upper && e.Upper <= 1) {
				t.Errorf("%+v at %v months: %+v", s, months, e)
			}
			last = e
		}
		if e, _ := s.P(s.EvenMonths); e != (Estimate{Value: 0.5, Lower: 0.5, Upper: 0.5}) {
			t.Errorf("at even odds: %+v", e)
		}
	}
}

func TestPosterior(t *testing.T) {
	prior := Statement{EvenMonths: 12, Hopeless: []float64{2, 3}}.Prior(4, 10, 0.02)
	d, _ := races(5, 120)
	d.Names = []string{"months"}
	for i := range d.X {
		d.X[i] = d.X[i][:1]
	}
	p, err := d.Posterior(prior)
	if err != nil {
		t.Fatal(err)
	}
	if p.Races != 120 {
		t.Errorf("%v races", p.Races)
	}
	e := p.P(12, 0.9)
	var below float64
	for _, b := range p.nodes {
		if logistic(b.b0+b.b1*12) < e.Lower {
			below += b.weight
		}
	}
	if math.Abs(below-0.05) > 0.002 {
		t.Errorf("%v of the posterior is below the lower end, want 0.05", below)
	}
	// Races as the prior predicts them are no conflict, the opposite is.
	expected := Design{Names: []string{"months"}, X: [][]float64{{1}, {2}, {3}, {20}, {24}}, Won: []float64{0, 0, 0, 1, 1}}
	against := Design{Names: []string{"months"}, X: expected.X, Won: []float64{1, 1, 1, 0, 0}}
	alone, err := Design{}.Posterior(prior)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		races     Design
		low, high float64
	}{{expected, 0.3, 1}, {against, 0, 0.01}} {
		got, err := alone.Conflict(c.races, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got < c.low || got > c.high {
			t.Errorf("conflict %v, want %v to %v", got, c.low, c.high)
		}
	}
	if _, err := expected.Posterior(Design{}); err == nil || !strings.Contains(err.Error(), "more prior weight") {
		t.Errorf("separated races under a flat prior: %v", err)
	}
}
