package race

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// What must hold for any numbers.

func TestWinRisesWithHeadStart(t *testing.T) {
	draws := simulate(t, Defaults())
	for _, r := range []Responder{qq, {Network: 12e6}, {Launch: true}} {
		worlds, err := draws.worlds(r, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		for h, w := range worlds {
			before := 0.0
			for months := 0.0; months < 60; months += 0.5 {
				p := w.win(math.Log(months))
				if p < before || p > 1 {
					t.Fatalf("%+v: world %d falls from %g to %g at %g months", r, h, before, p, months)
				}
				before = p
			}
		}
		var last Chance
		for months := 0.0; months < 60; months += 0.5 {
			c := win(t, draws, r, months)[0]
			if c.Win < last.Win || c.Lower < last.Lower || c.Upper < last.Upper || c.Lower > c.Win || c.Upper < c.Win {
				t.Errorf("%+v: %+v after %+v", r, c, last)
			}
			last = c
		}
	}
}

func TestTippingMirrors(t *testing.T) {
	source := newSource(1)
	for range 1000 {
		law := Tipping{Strength: source.Float64() * 2, Advantage: source.NormFloat64() / 2, Noise: source.Float64()}
		mirror := law
		mirror.Advantage = -law.Advantage
		share := source.Float64()
		if a, b := law.Win(share), mirror.Win(1-share); math.Abs(a+b-1) > 1e-12 {
			t.Errorf("%+v from %g: %g and mirrored %g", law, share, a, b)
		}
	}
}

func TestTippingEdges(t *testing.T) {
	for _, c := range []struct {
		law         Tipping
		share, want float64
	}{
		{Tipping{1, 0.2, 0}, 0.39, 0}, {Tipping{1, 0.2, 0}, 0.4, 0.5}, {Tipping{1, 0.2, 0}, 0.41, 1},
		{Tipping{1, 0.2, 1e-3}, 0.39, 0}, {Tipping{1, 0.2, 1e-3}, 0.41, 1}, // towards a step
		{Tipping{1, 1, 0.5}, 0.01, 1}, {Tipping{1, -2, 0.5}, 0.99, 0}, {Tipping{0, 0.1, 0.5}, 0.01, 1},
		{Tipping{1, 0, 0.5}, 0, 0}, {Tipping{1, 0, 0.5}, 1, 1},
		{Tipping{1, 0, -0.5}, 0.5, math.NaN()}, {Tipping{-1, 0, 0.5}, 0.5, math.NaN()},
		{Tipping{0, 0, 0.5}, 0.5, math.NaN()}, {Tipping{1, 0, 0.5}, 1.5, math.NaN()},
	} {
		got := c.law.Win(c.share)
		if math.Abs(got-c.want) > 1e-9 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%+v from %g: %g, want %g", c.law, c.share, got, c.want)
		}
	}
}

// TestEvenStart: equal bases at the same time and no advantage are even odds.
func TestEvenStart(t *testing.T) {
	c := Defaults()
	c.Base, c.Mobilised, c.Advantage, c.Noise.Median = fixed(200e3), fixed(1), fixed(0), 0.5
	if got := win(t, simulate(t, c), Responder{Network: 200e3}, 0)[0].Win; got != 0.5 {
		t.Errorf("even start: %v", got)
	}
	if got := (Tipping{1, 0, 0.7}).Win((Solo{200e3, 0.5, 150e6}).Share(0, 200e3)); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("even start, closed form: %v", got)
	}
}

func TestScaleOfCountsIsNothing(t *testing.T) {
	for _, k := range []float64{1e-6, 8, 1000} {
		c := Defaults()
		c.Base.Median *= k
		c.Reach.Median *= k
		small, large := simulate(t, Defaults()), simulate(t, c)
		months := []float64{0, 1.4, 6, 12, 24, math.Inf(1)}
		for i, chance := range win(t, large, Responder{Network: k * qq.Network}, months...) {
			if was := win(t, small, qq, months[i])[0]; math.Abs(chance.Win-was.Win) > 1e-12 || math.Abs(chance.Upper-was.Upper) > 1e-9 {
				t.Errorf("times %g at %g months: %+v, was %+v", k, months[i], chance, was)
			}
		}
	}
}

func TestNetworkWithoutBounds(t *testing.T) {
	draws := simulate(t, Defaults())
	for _, c := range []struct{ network, want float64 }{{0, 1}, {1e-30, 1}, {1e30, 0}} {
		for _, chance := range win(t, draws, Responder{Network: c.network}, 0, 1, 12, 1000) {
			if chance.Win != c.want {
				t.Errorf("network of %g at %g months: %g, want %g", c.network, chance.Months, chance.Win, c.want)
			}
		}
	}
	// A larger network costs head start in every single race.
	before := draws.CriticalLeads(Responder{Network: 1e6})
	for _, network := range []float64{1e7, 1e8, 1e9} {
		leads := draws.CriticalLeads(Responder{Network: network})
		for i := range leads {
			if leads[i] < before[i] {
				t.Fatalf("draw %d: %g months for a network of %g, %g for a smaller one", i, leads[i], network, before[i])
			}
		}
		before = leads
	}
}

func TestQuantilesInvertWin(t *testing.T) {
	draws := simulate(t, Defaults())
	probabilities := []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995}
	for _, r := range []Responder{qq, {Network: 12e6}, {Network: 2e9}, {Launch: true}} {
		quantiles, err := draws.Quantiles(r, 0.95, probabilities...)
		if err != nil {
			t.Fatal(err)
		}
		atOnce, ever := win(t, draws, r, 0)[0].Win, win(t, draws, r, math.Inf(1))[0].Win
		for _, q := range quantiles {
			if q.Lower > q.Months || q.Upper < q.Months {
				t.Errorf("%+v: %+v outside its band", r, q)
			}
			switch back := win(t, draws, r, q.Months)[0].Win; {
			case q.Months == 0 && atOnce < q.Probability, math.IsInf(q.Months, 1) && ever >= q.Probability:
				t.Errorf("%+v: %+v, but %g at once and %g ever", r, q, atOnce, ever)
			case q.Months > 0 && !math.IsInf(q.Months, 1) && math.Abs(back-q.Probability) > 1e-9:
				t.Errorf("%+v: %+v, with which the chance is %g", r, q, back)
			}
		}
	}
	// Without spread or doubt every race has the one critical lead.
	c := Defaults()
	for _, p := range []*Prior{&c.Growth, &c.Base, &c.Reach, &c.Mobilised, &c.Advantage, &c.Noise} {
		p.Spread, p.Doubt = 0, 0
	}
	c.Noise.Median = 0
	solo := Solo{Base: c.Base.Median, Growth: c.Growth.Median, Reach: c.Reach.Median}
	u := Tipping{Strength: 1, Advantage: c.Advantage.Median}.Separatrix()
	want := solo.Reaches(c.Mobilised.Median * qq.Network * u / (1 - u))
	q, err := simulate(t, c).Quantiles(qq, 0.95, 0.2)
	if err != nil || math.Abs(q[0].Months-want) > 1e-8 || math.Abs(q[0].Upper-want) > 1e-8 {
		t.Errorf("one race: %+v, %v, want %g", q, err, want)
	}
	if share := solo.Share(want, c.Mobilised.Median*qq.Network); math.Abs(share-u) > 1e-12 {
		t.Errorf("share at the critical lead %g, separatrix %g", share, u)
	}
}

// TestThresholdTable against the inverse of the incomplete beta function of
// gonum (cephes), the upper half by symmetry.
func TestThresholdTable(t *testing.T) {
	for _, law := range []Tipping{
		{1, 0, 1}, {1, -0.1, math.Sqrt(0.125)}, {1, 0.4, 0.6}, {1, 0.1, 1.5}, {1, -0.2, 0.02},
	} {
		a, b := law.shape()
		table := newThresholdTable(law)
		worst := 0.0
		for z := -6.0; z <= 6; z += 0.0137 {
			u := mathext.InvRegIncBeta(a, b, normalCDF(z))
			want := math.Log(u) - math.Log1p(-u)
			if z > 0 {
				v := mathext.InvRegIncBeta(b, a, normalCDF(-z))
				want = math.Log1p(-v) - math.Log(v)
			}
			worst = max(worst, math.Abs(table.at(z)-want)/(1+math.Abs(want)))
		}
		if worst > 2e-6 {
			t.Errorf("%+v: off by %g", law, worst)
		}
	}
	// Never falling, also where hardly any tipping point is left.
	for _, law := range []Tipping{{1, 0, 1}, {1, -0.999, 0.5}, {1, 0.9999, 2}, {1, 0, 20}, {1, -0.1, 1e-3}, {1, 1.5, 1}} {
		table, before := newThresholdTable(law), math.Inf(-1)
		for z := -9.0; z <= 9; z += 0.001 {
			r := table.at(z)
			if odds := table.odds(z); math.Abs(r) < 700 && math.Abs(odds-math.Exp(r)) > 1e-9*math.Exp(r) {
				t.Fatalf("%+v: odds %g, logit %g", law, odds, r)
			}
			if r < before || math.IsNaN(r) {
				t.Fatalf("%+v: %g after %g at %g", law, r, before, z)
			}
			before = r
		}
	}
}
