package strength

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/stat"
)

// Sampling says how long to sample. The zero value is the default.
type Sampling struct {
	Seed   uint64
	Draws  int // kept, of all chains together; 0: 400
	Warmup int // of each chain, before those that are kept; 0: 150
}

const chains = 2

// Posterior is a sample of the posterior of a model.
type Posterior struct {
	model *model
	draws [][]float64 // the chains one after the other
	with  Sampling
	steps [chains]float64 // that the chains came to
}

// Sample fits the model to races.
func Sample(races []Race, prior Prior, with Sampling) *Posterior {
	return newModel(races, prior).sample(with, nil)
}

// sample goes on from the posterior of nearly the same races, where there is
// one.
func (m *model) sample(with Sampling, from *Posterior) *Posterior {
	if with.Draws == 0 {
		with.Draws = 400
	}
	if with.Warmup == 0 {
		with.Warmup = 150
	}
	each := (with.Draws + chains - 1) / chains
	p := &Posterior{model: m, draws: make([][]float64, chains*each), with: with}
	var all sync.WaitGroup
	for c := range chains {
		all.Go(func() {
			random := rand.New(rand.NewPCG(with.Seed, uint64(c)))
			start, step := make([]float64, m.size()), 0.3
			if from != nil {
				copy(start, from.draws[(c+1)*len(from.draws)/chains-1])
				step = from.steps[c]
			} else {
				for k, s := range m.scales() {
					start[k] = 0.1 * s * random.NormFloat64()
				}
			}
			p.steps[c] = m.chain(p.draws[c*each:(c+1)*each], start, step, with, random)
		})
	}
	all.Wait()
	return p
}

// chain fills draws, and returns the step that it came to. The step size is adapted during the warm-up to accept
// about 80% of the proposals (Robbins and Monro); trajectories have a random
// number of steps, so that none returns to where it began.
func (m *model) chain(draws [][]float64, at []float64, first float64, with Sampling, random *rand.Rand) float64 {
	const target, most = 0.8, 16
	n, scale := m.size(), m.scales()
	next := make([]float64, n)
	slope, nextSlope, momentum := make([]float64, n), make([]float64, n), make([]float64, n)
	odds := make([]float64, m.cells())
	value := m.density(at, slope, odds)
	logStep := math.Log(first)
	for i := range with.Warmup + len(draws) {
		energy := -value
		for k := range momentum {
			momentum[k] = random.NormFloat64()
			energy += momentum[k] * momentum[k] / 2
		}
		copy(next, at)
		copy(nextSlope, slope)
		step := math.Exp(logStep) * (0.9 + 0.2*random.Float64())
		proposed := value
		for range 1 + random.IntN(most) {
			for k, s := range scale {
				momentum[k] += step / 2 * s * nextSlope[k]
				next[k] += step * s * momentum[k]
			}
			proposed = m.density(next, nextSlope, odds)
			for k, s := range scale {
				momentum[k] += step / 2 * s * nextSlope[k]
			}
		}
		energy += proposed
		for _, p := range momentum {
			energy -= p * p / 2
		}
		accept := math.Min(1, math.Exp(energy))
		if math.IsNaN(accept) {
			accept = 0
		}
		if random.Float64() < accept {
			at, next, slope, nextSlope, value = next, at, nextSlope, slope, proposed
		}
		if kept := i - with.Warmup; kept < 0 {
			logStep += (accept - target) / math.Pow(float64(i+1), 0.6)
		} else {
			draws[kept] = append([]float64(nil), at...)
		}
	}
	return math.Exp(logStep)
}

// Effective returns how many independent draws the values, one per draw, are
// worth, and how much further the chains differ than they should if they had
// converged (1: not at all). The chains are cut in halves.
//
// Source: Gelman and others (2013), Bayesian Data Analysis, sections 11.4 and
// 11.5; sums of autocorrelations end at the first negative pair (Geyer 1992).
func Effective(values []float64) (ess, rhat float64) {
	const parts = 2 * chains
	each := len(values) / chains
	n := each / 2
	if n < 4 {
		return math.NaN(), math.NaN()
	}
	part := func(c int) []float64 { return values[c/2*each+c%2*n:][:n] }
	var means, variances [parts]float64
	for c := range parts {
		means[c], variances[c] = stat.MeanVariance(part(c), nil)
	}
	within, between := stat.Mean(variances[:], nil), stat.Variance(means[:], nil)
	whole := within*float64(n-1)/float64(n) + between
	if !(whole > 0) {
		return math.NaN(), math.NaN()
	}
	correlation := func(lag int) float64 {
		square := 0.0
		for c := range parts {
			draws := part(c)
			for i := lag; i < n; i++ {
				square += (draws[i] - draws[i-lag]) * (draws[i] - draws[i-lag]) / float64(parts*(n-lag))
			}
		}
		return 1 - square/(2*whole)
	}
	sum := -1.0 // correlation(0) twice, less one
	for lag := 0; lag+1 < n; lag += 2 {
		pair := correlation(lag) + correlation(lag+1)
		if pair < 0 {
			break
		}
		sum += 2 * pair
	}
	return float64(parts*n) / math.Max(sum, 1/math.Log10(float64(parts*n))), math.Sqrt(whole / within)
}
