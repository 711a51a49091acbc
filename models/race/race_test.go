package race

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func newSource(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func simulate(t testing.TB, c Config) Draws {
	t.Helper()
	draws, err := Simulate(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return draws
}

func win(t testing.TB, d Draws, r Responder, months ...float64) []Chance {
	t.Helper()
	chances, err := d.Win(r, 0.95, months...)
	if err != nil {
		t.Fatal(err)
	}
	return chances
}

// qq is the network of the founding story, in people (gamebiz-tencent-2010q4).
var qq = Responder{Network: 600e6}

func TestSameDrawsForAnyWorkers(t *testing.T) {
	one, err := Simulate(Defaults(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{0, 2, 3, 64} {
		if many, _ := Simulate(Defaults(), workers); !slices.Equal(one, many) {
			t.Errorf("%d workers gave other draws than one", workers)
		}
	}
	c := Defaults()
	c.Seed++
	if slices.Equal(one, simulate(t, c)) {
		t.Error("another seed gave the same draws")
	}
}

// TestRebuild reads the draws back from text and works every kind of printed
// number out again: by the program, to the bit, and from the formulas in the
// documentation alone.
func TestRebuild(t *testing.T) {
	draws := simulate(t, Defaults())
	text, err := json.Marshal(draws)
	if err != nil {
		t.Fatal(err)
	}
	var read Draws
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	months := []float64{0, 1.4, 6, 12, 24, math.Inf(1)}
	for _, r := range []Responder{qq, {Network: 4e7}, {Launch: true}, {Network: 6e7, Launch: true}} {
		printed := win(t, draws, r, months...)
		if !slices.Equal(printed, win(t, read, r, months...)) {
			t.Errorf("%+v: draws read back give other chances", r)
		}
		quantiles, _ := draws.Quantiles(r, 0.9, 0.05, 0.5, 0.95)
		if again, _ := read.Quantiles(r, 0.9, 0.05, 0.5, 0.95); !slices.Equal(quantiles, again) {
			t.Errorf("%+v: draws read back give other quantiles", r)
		}
		for _, c := range printed {
			sum := 0.0
			for _, d := range read {
				target := r.Network * d.Pull
				if r.Launch {
					target += d.Launch
				}
				climb := math.Log(target/(1-target)) - math.Log(d.Base/(1-d.Base))
				switch {
				case target >= 1: // never
				case climb <= 0:
					sum++
				default:
					sum += math.Erfc(-math.Log(c.Months*d.GrowthMedian/climb)/d.GrowthSpread/math.Sqrt2) / 2
				}
			}
			if rebuilt := sum / float64(len(read)); math.Abs(rebuilt-c.Win) > 1e-12 {
				t.Errorf("%+v at %g months: rebuilt %v, printed %v", r, c.Months, rebuilt, c.Win)
			}
		}
	}
}

// TestMonteCarloError: the printed error is that seen from seed to seed, and
// counting agrees with averaging.
func TestMonteCarloError(t *testing.T) {
	const seeds = 20
	var wins []float64
	printed := 0.0
	c := Defaults()
	c.Hypers = 100
	for seed := range uint64(seeds) {
		c.Seed = seed
		draws := simulate(t, c)
		chance := win(t, draws, qq, 9)[0]
		wins = append(wins, chance.Win)
		printed += chance.Error / seeds
		if plain := counted(draws.CriticalLeads(qq), 9); math.Abs(plain-chance.Win) > 0.05 {
			t.Errorf("seed %d: counted %g, averaged %g", seed, plain, chance.Win)
		}
	}
	variance := 0.0
	for _, w := range wins {
		variance += math.Pow(w-stat.Mean(wins, nil), 2) / (seeds - 1)
	}
	if ratio := math.Sqrt(variance) / printed; ratio < 0.65 || ratio > 1.5 {
		t.Errorf("standard deviation over seeds %g, printed error %g", math.Sqrt(variance), printed)
	}
}

func TestImpossible(t *testing.T) {
	for _, c := range []struct {
		set  func(*Config)
		want string
	}{
		{func(c *Config) { c.Growth.Spread = -0.1 }, "race.growth.spread is -0.1: must be from 0 to 10"},
		{func(c *Config) { c.Mobilised.Doubt = math.NaN() }, "race.mobilised.doubt is NaN: must be from 0 to 10"},
		{func(c *Config) { c.Growth.Median = 0 }, "race.growth.median is 0: must be above 0"},
		{func(c *Config) { c.Mobilised.Median = 2 }, "race.mobilised.median is 2: must be a share, above 0 and at most 1"},
		{func(c *Config) { c.Base.Median = 2e8 }, "race.base.median is 2e+08: must be below race.reach.median, 1.5e+08"},
		{func(c *Config) { c.Noise.Median = -1 }, "race.noise.median is -1: must be 0 (no noise) or from 1e-06 up"},
		{func(c *Config) { c.Noise.Median = 1e-8 }, "race.noise.median is 1e-08: must be 0 (no noise) or from 1e-06 up"},
		{func(c *Config) { c.Advantage.Spread = 0.2 }, "race.advantage.spread is 0.2: must be 0; how races differ is set by race.noise.median"},
		{func(c *Config) { c.Hypers = 30 }, "race.hypers is 30: must be a multiple of 20, such as 500"},
		{func(c *Config) { c.Races = 7 }, "race.races is 7: must be an even number, such as 24"},
	} {
		config := Defaults()
		c.set(&config)
		if _, err := Simulate(config, 1); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	draws := simulate(t, Defaults())
	ask := func(d Draws, r Responder, level, months float64) error {
		_, err := d.Win(r, level, months)
		return err
	}
	_, noProbability := draws.Quantiles(qq, 0.95, 1)
	for want, err := range map[string]error{
		"network of -1 people: must be 0 or more":                       ask(draws, Responder{Network: -1}, 0.95, 1),
		"level 95 of a band: must be between 0 and 1, such as 0.95":     ask(draws, qq, 95, 1),
		"head start of -1 months: must be 0 or more":                    ask(draws, qq, 0.95, -1),
		"no draws: run the simulation first":                            ask(nil, qq, 0.95, 1),
		"11999 draws of 500 sets of hyper-parameters: rows are missing": ask(draws[:11999], qq, 0.95, 1),
		"quantile 1 of the critical lead time: must be between 0 and 1": noProbability,
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestPriorsAreSourced: every prior has a unit, a sentence, and sources that
// the data package knows, or says that it is an assumption.
func TestPriorsAreSourced(t *testing.T) {
	sources, err := os.ReadFile("../../data/sources.csv")
	if err != nil {
		t.Fatal(err)
	}
	for key, p := range Defaults().Priors() {
		if p.Unit == "" || !strings.HasSuffix(p.Why, ".") {
			t.Errorf("%s: no unit or no sentence", key)
		}
		for id := range strings.SplitSeq(p.Source, ";") {
			if id != "assumption" && !strings.Contains(string(sources), "\n"+id+",") {
				t.Errorf("%s: source %q is not in data/sources.csv", key, id)
			}
		}
	}
}
