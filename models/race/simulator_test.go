package race

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// fixed is a prior without spread or doubt.
func fixed(median float64) Prior { return Prior{Median: median} }

// counted returns how often the first mover wins, by plain counting.
func counted(leads []float64, months float64) float64 {
	won := 0
	for _, lead := range leads {
		if lead < months {
			won++
		}
	}
	return float64(won) / float64(len(leads))
}

func within4(t *testing.T, what string, got, want float64, n int) {
	t.Helper()
	if se := math.Sqrt(want * (1 - want) / float64(n)); !(math.Abs(got-want) <= 4*se+1e-12) {
		t.Errorf("%s: got %g, want %g within 4 times %g", what, got, want, se)
	}
}

// TestSimulatorAgainstReference holds the simulator against the closed forms:
// within four binomial standard errors.
func TestSimulatorAgainstReference(t *testing.T) {
	const races = 10000
	n := blocks * races
	for _, r := range references(t) {
		want := r.values(t)[0]
		switch r.Model {
		case "logistic_race":
			var c logisticCase
			r.params(t, &c)
			draws, err := Simulate(Config{
				Growth: Prior{Median: math.Exp(c.Mlg), Spread: c.Slg}, Base: fixed(c.N0), Reach: fixed(c.M),
				Mobilised: Prior{Median: math.Exp(c.Mlr), Spread: c.Slr},
				// A threshold that is always at logit rs.
				Advantage: fixed(-math.Tanh(c.Rs / 2)), Noise: fixed(0),
				Seed: 1, Hypers: blocks, Races: races,
			}, 0)
			if err != nil {
				t.Fatal(err)
			}
			months := r.numbers(t)["tau"]
			within4(t, r.ID+" counted", counted(draws.CriticalLeads(Responder{Network: c.B}), months), want, n)
			chances, err := draws.Win(Responder{Network: c.B}, 0.95, months)
			if err != nil {
				t.Fatal(err)
			}
			within4(t, r.ID, chances[0].Win, want, n)
		case "lognormal_race":
			var c lognormalCase
			r.params(t, &c)
			draws, err := Simulate(Config{
				// ln g is then the standard normal of a normal g.
				Growth: Prior{Median: 1, Spread: 1},
				Base:   Prior{Median: math.Exp(c.Mn), Spread: c.Sn}, Reach: fixed(1e15),
				// With normal logit U, only its sum with ln ρ counts.
				Mobilised: Prior{Median: math.Exp(c.Mr + c.Mrs), Spread: math.Hypot(c.Sr, c.Srs)},
				Advantage: fixed(0), Noise: fixed(0),
				Seed: 2, Hypers: blocks, Races: races,
			}, 0)
			if err != nil {
				t.Fatal(err)
			}
			months := want
			if r.Parameter == "tau_half_months" {
				want = 0.5
			} else {
				months = r.numbers(t)["tau"]
			}
			won := 0
			for i := range draws {
				if g := c.Mg + c.Sg*math.Log(draws[i].Growth); g*months > draws[i].climb(Responder{Network: c.B}) {
					won++
				}
			}
			within4(t, r.ID, float64(won)/float64(n), want, n)
		case "beta_tipping":
			// Who wins from a share: a threshold below it, drawn from the table.
			p := r.numbers(t)
			table := newThresholdTable(Tipping{p["theta"], p["delta"], p["sigma"]})
			won := 0
			for i := range n {
				z := mathext.NormalQuantile((float64(i) + 0.5) / float64(n))
				if table.at(z) < logit(p["s0"]) {
					won++
				}
			}
			within4(t, r.ID, float64(won)/float64(n), want, n)
		}
	}
}
