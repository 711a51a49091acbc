package strength

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distuv"

	"headstart/models/cluster"
)

// The gradient is that of the density, by central differences.
func TestGradient(t *testing.T) {
	m := newModel(simulated(1, 40), DefaultPrior())
	random := rand.New(rand.NewPCG(1, 2))
	q, gradient, none, odds := make([]float64, m.size()), make([]float64, m.size()), make([]float64, m.size()), make([]float64, m.cells())
	for k := range q {
		q[k] = 0.5 * random.NormFloat64()
	}
	m.density(q, gradient, odds)
	for k := range q {
		const h = 1e-5
		at := q[k]
		q[k] = at + h
		up := m.density(q, none, odds)
		q[k] = at - h
		down := m.density(q, none, odds)
		q[k] = at
		if want := (up - down) / (2 * h); math.Abs(gradient[k]-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("parameter %d: gradient %v, by differences %v", k, gradient[k], want)
		}
	}
}

// Baseball of 1987 (Agresti 1990, table 10.10): home wins of the row's team
// against the column's, of the games that it won and lost at home.
var teams = []string{"Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"}
var home = [7][7][2]int{
	{{}, {4, 3}, {4, 2}, {4, 3}, {6, 1}, {4, 2}, {6, 0}},
	{{3, 3}, {}, {4, 2}, {4, 3}, {6, 0}, {6, 1}, {4, 3}},
	{{2, 5}, {4, 3}, {}, {2, 4}, {4, 3}, {4, 2}, {6, 0}},
	{{3, 3}, {5, 1}, {2, 5}, {}, {4, 3}, {4, 2}, {6, 1}},
	{{5, 1}, {2, 5}, {3, 3}, {4, 2}, {}, {5, 2}, {6, 0}},
	{{2, 5}, {3, 3}, {3, 4}, {4, 3}, {4, 2}, {}, {2, 4}},
	{{2, 5}, {1, 5}, {1, 6}, {2, 4}, {1, 6}, {3, 4}, {}},
}

// Expected: BradleyTerry2 for R (Turner and Firth 2012, Journal of Statistical
// Software 48), baseballModel2: at.home 0.3023, abilities against Baltimore as
// its vignette prints them; as shares they are 0.044 (Baltimore), 0.088, 0.137,
// 0.157, 0.164, 0.190 and 0.220 (Milwaukee). With a prior as good as flat the
// mode is the maximum-likelihood estimate.
func TestBaseball(t *testing.T) {
	var races []Race
	for i, row := range home {
		for j, games := range row {
			for k, count := range games {
				for range count {
					races = append(races, Race{First: i, Responder: j, Won: k == 0, Cells: []Cell{{Weight: 1}}})
				}
			}
		}
	}
	m := newModel(races, Prior{Intercept: 100, HeadStart: 1, Network: 1, Product: 1, Platform: 1, Market: 1})
	odds := make([]float64, m.cells())
	// σ and τ are given: strengths are as good as free, and there is one market.
	density := func(gradient, q []float64) float64 {
		q = slices.Clone(q)
		q[logPlatform], q[logMarket] = math.Log(100), math.Log(1e-9)
		value := m.density(q, gradient, odds)
		gradient[logPlatform], gradient[logMarket] = 0, 0
		return value
	}
	none := make([]float64, m.size())
	found, err := optimize.Minimize(optimize.Problem{
		Func: func(q []float64) float64 { return -density(none, q) },
		Grad: func(into, q []float64) {
			density(into, q)
			for k := range into {
				into[k] = -into[k]
			}
		},
	}, make([]float64, m.size()), &optimize.Settings{GradientThreshold: 1e-8}, &optimize.BFGS{})
	if err != nil {
		t.Fatal(err)
	}
	if got := found.X[intercept]; math.Abs(got-0.3023) > 5e-4 {
		t.Errorf("at home: %.4f, want 0.3023", got)
	}
	share := 0.0
	for k, want := range []float64{1.6196, 1.4754, 1.3271, 1.2813, 1.1438, 0.7047, 0} {
		got := 100 * (found.X[m.platform(k)] - found.X[m.platform(6)])
		if math.Abs(got-want) > 5e-4 {
			t.Errorf("%s: %.4f, want %.4f", teams[k], got, want)
		}
		share += math.Exp(got)
	}
	if least := 1 / share; math.Abs(least-0.044) > 5e-4 {
		t.Errorf("share of Baltimore: %.4f, want 0.044", least)
	}
}

// Expected: NumPyro 0.22 (NUTS, 6,000 draws after 700) on the same 113 races,
// the decided ones of the package of November 2026, with the same priors. The
// tolerance is four standard errors of the means of both.
func TestAgainstNumPyro(t *testing.T) {
	text, err := os.ReadFile("testdata/races.json")
	if err != nil {
		t.Fatal(err)
	}
	var races []Race
	if err := json.Unmarshal(text, &races); err != nil {
		t.Fatal(err)
	}
	p := Sample(races, DefaultPrior(), Sampling{Seed: 1, Draws: 8000})
	for i, want := range []struct{ mean, sd float64 }{{0.1254, 0.4396}, {0.1051, 0.2265}, {-0.0640, 0.4011}, {-0.0020, 0.1658}, {1.6270, 0.5149}, {0.6422, 0.4310}} {
		q := p.quantities()[i]
		values := p.values(q.of)
		ess, rhat := Effective(values)
		got, allowing := Summarize(values), 4*want.sd*math.Sqrt(1/ess+1./2500)
		if math.Abs(got.Mean-want.mean) > allowing || math.Abs(got.SD-want.sd) > allowing || rhat > 1.02 {
			t.Errorf("%s: %.4f (sd %.4f, ess %.0f, R-hat %.3f), want %.4f (%.4f)", q.name, got.Mean, got.SD, ess, rhat, want.mean, want.sd)
		}
	}
}

// simulated are races of a design like that of the package, drawn from the
// prior: some with several cells.
func simulated(seed uint64, n int) []Race {
	races, _ := draw(seed, n)
	return races
}

// draw draws parameters from the prior and races from them.
func draw(seed uint64, n int) ([]Race, []float64) {
	random := rand.New(rand.NewPCG(seed, 99))
	prior := DefaultPrior()
	races := make([]Race, n)
	for i := range races {
		first := random.IntN(12)
		r := Race{First: first, Responder: (first + 1 + random.IntN(11)) % 12, Market: random.IntN(6)}
		h, net := 1.5*random.NormFloat64(), random.NormFloat64()
		r.Cells = []Cell{{h, net, 1}}
		switch i % 4 {
		case 1:
			r.Cells = []Cell{{h - 0.5, net, 0.25}, {h, net, 0.5}, {h + 0.5, net, 0.25}}
		case 2:
			r.Cells = []Cell{{h, -1, 0.5}, {h, 1, 0.5}}
		}
		races[i] = r
	}
	m := newModel(races, prior)
	q := make([]float64, m.size())
	for k, sd := range []float64{prior.Intercept, prior.HeadStart, prior.Network, prior.Product} {
		q[k] = sd * random.NormFloat64()
	}
	q[logPlatform] = math.Log(math.Abs(prior.Platform * random.NormFloat64()))
	q[logMarket] = math.Log(math.Abs(prior.Market * random.NormFloat64()))
	for k := fixed; k < len(q); k++ {
		q[k] = random.NormFloat64()
	}
	platform, market := m.spreads(q)
	for i, r := range races {
		races[i].Won = random.Float64() < chance(q, r.Cells, m.random(q, &r, platform, market))
	}
	return races, q
}

// Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman
// 2018): with parameters from the prior and races from them, the rank of the
// true value among the draws of the posterior is uniform.
func TestLongCalibration(t *testing.T) {
	if testing.Short() {
		t.Skip("samples 400 posteriors")
	}
	const studies, draws, bins = 400, 99, 10
	names := map[string]int{"first mover": intercept, "head start": headStart, "network": network, "product": product,
		"spread of platforms": logPlatform, "spread of markets": logMarket, "a platform": fixed, "a market": fixed + 12}
	ranks := map[string]*[bins]int{}
	for name := range names {
		ranks[name] = new([bins]int)
	}
	for study := range uint64(studies) {
		races, truth := draw(study, 60)
		const thin = 12 // neighbors are much alike
		posterior := Sample(races, DefaultPrior(), Sampling{Seed: study, Draws: 2 * ((draws + 1) / 2) * thin, Warmup: 300})
		for name, k := range names {
			below := 0
			for i := range draws {
				if q := posterior.draws[(i+1)*thin-1]; q[k] < truth[k] {
					below++
				}
			}
			ranks[name][below*bins/(draws+1)]++
		}
	}
	for name, counts := range ranks {
		chi := 0.0
		for _, n := range counts {
			chi += math.Pow(float64(n)-studies/bins, 2) / (studies / bins)
		}
		p := distuv.ChiSquared{K: bins - 1}.Survival(chi)
		t.Logf("%s: chi-squared %.1f, p = %.3f, %v", name, chi, p, *counts)
		if p < 0.001 {
			t.Errorf("%s: ranks are not uniform: %v", name, *counts)
		}
	}
}

// A race held out by weights is predicted as without it.
func TestHeldOutByWeightsIsARefit(t *testing.T) {
	races := simulated(3, 60)
	posterior := Sample(races, DefaultPrior(), Sampling{Seed: 1, Draws: 12000})
	for _, name := range []string{"platform", "market"} {
		byWeight, place := posterior.WithoutMarket(), posterior.model.market(races[0].Market)
		if name == "platform" {
			byWeight, place = nil, posterior.model.platform(races[0].First)
		}
		got := map[int]float64{}
		posterior.heldOut(place, got)
		rest := *posterior.model
		rest.races = nil
		inside := func(r Race) bool {
			return rest.platform(r.First) == place || rest.platform(r.Responder) == place || rest.market(r.Market) == place
		}
		for _, r := range races {
			if !inside(r) {
				rest.races = append(rest.races, r)
			}
		}
		refit := rest.sample(Sampling{Seed: 2, Draws: 8000}, nil)
		for i, r := range races {
			if !inside(r) {
				continue
			}
			want := 0.0
			for _, q := range refit.draws {
				platform, market := rest.spreads(q)
				want += chance(q, r.Cells, rest.random(q, &r, platform, market)) / float64(len(refit.draws))
			}
			if math.Abs(got[i]-want) > 0.05 {
				t.Errorf("%s, race %d: %.3f by weights, %.3f by a refit", name, i, got[i], want)
			}
			if byWeight != nil && byWeight[i] != got[i] {
				t.Errorf("race %d is predicted twice", i)
			}
		}
	}
}

// The likelihood of a thousand races of one market is below the smallest number, and so is its inverse above the largest.
func TestHeldOutOfManyRaces(t *testing.T) {
	races := simulated(3, 1200)
	for i := range races {
		races[i].Market = 0
	}
	for i, p := range Sample(races, DefaultPrior(), Sampling{Seed: 1, Draws: 40, Warmup: 20}).WithoutMarket() {
		if !(p > 0 && p < 1) {
			t.Fatalf("race %d: %v", i, p)
		}
	}
}

// Equal seeds give equal draws for any number of cores, and other seeds others.
func TestSameDrawsOnAnyCores(t *testing.T) {
	races := simulated(4, 30)
	before := runtime.GOMAXPROCS(1)
	one := Sample(races, DefaultPrior(), Sampling{Seed: 5, Draws: 40})
	held := one.WithoutPlatform()
	runtime.GOMAXPROCS(4)
	four := Sample(races, DefaultPrior(), Sampling{Seed: 5, Draws: 40})
	same := reflect.DeepEqual(one.draws, four.draws) && reflect.DeepEqual(held, four.WithoutPlatform())
	runtime.GOMAXPROCS(before)
	if !same {
		t.Error("one core and four give different draws")
	}
	if other := Sample(races, DefaultPrior(), Sampling{Seed: 6, Draws: 40}); reflect.DeepEqual(one.draws, other.draws) {
		t.Error("the seed changes nothing")
	}
}

// Expected: independent draws are worth their number, and draws that each
// repeat the one before are worth half of it.
func TestEffective(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	values := make([]float64, 8000)
	for i := range values {
		values[i] = random.NormFloat64()
	}
	if ess, rhat := Effective(values); math.Abs(ess-8000) > 800 || math.Abs(rhat-1) > 0.005 {
		t.Errorf("independent: %v, %v", ess, rhat)
	}
	for i := 1; i < len(values); i += 2 {
		values[i] = values[i-1]
	}
	if ess, _ := Effective(values); math.Abs(ess-4000) > 600 {
		t.Errorf("each twice: %v", ess)
	}
	for i := range 4000 {
		values[i] += 3
	}
	// The chains are cut in halves whatever their length: a draw that is over is the last of its chain.
	odd := append(slices.Clone(values[:21]), values[4000:4021]...)
	even := append(slices.Clone(values[:20]), values[4000:4020]...)
	ess, rhat := Effective(odd)
	if wantESS, wantRhat := Effective(even); ess != wantESS || rhat != wantRhat {
		t.Errorf("of chains of 21 draws %v and %v, of the first 20 of each %v and %v", ess, rhat, wantESS, wantRhat)
	}
	if _, rhat := Effective(values); rhat < 1.5 {
		t.Errorf("two chains in two places have %v", rhat)
	}
}

// A race of two platforms and a market that no other race has is the one that
// the curve tabulates; one that the posterior has learned from is near what it
// says of that race with the race in.
func TestPredict(t *testing.T) {
	p := Sample(simulated(3, 60), DefaultPrior(), Sampling{Seed: 1, Draws: 40})
	at, weight := cluster.Normal(15)
	want := Summarize(p.values(func(q []float64) float64 { return p.average(q, 12, at, weight) })).Mean
	new := Race{First: -1, Responder: -1, Market: -1, Cells: []Cell{{math.Log2(13) - centerHeadStart, 0, 1}}}
	if got := p.Predict(new); math.Abs(got-want) > 1e-12 {
		t.Errorf("new platforms: %v, want %v", got, want)
	}
	r := p.model.races[0]
	want = 0
	for _, q := range p.draws {
		platform, market := p.model.spreads(q)
		want += chance(q, r.Cells, p.model.random(q, &r, platform, market)) / float64(len(p.draws))
	}
	if got := p.Predict(r); math.Abs(got-want) > 1e-12 {
		t.Errorf("known platforms: %v, want %v", got, want)
	}
}
