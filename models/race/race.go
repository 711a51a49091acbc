// Package race answers from the mechanism how likely the first mover is to
// win: the separatrix race.
//
//  1. The first mover grows alone and logistically for the head start τ
//     N(t) = M / (1 + (M/n0 - 1) exp(-g t)).
//  2. The responder enters with what its owner can mobilise, S2 = ρB, of a
//     network of B people ([Responder]).
//  3. From then on the larger share attracts, with noise, until one side has
//     tipped the market. The law of the winner is exact: the first mover wins
//     when its share at entry is above a threshold U that follows a Beta law
//     ([Tipping]).
//
// Put together, the first mover wins if and only if its head start is longer
// than a critical lead time
//
//	τc = [logit(T/M) - logit(n0/M)] / g,    T = ρB·U/(1-U)
//
// with n0 people at launch, growth g a month and M people within reach; where
// T is M or more, no head start is enough. So P(win | τ) = P(τc < τ), and one
// draw of the parameters ([Simulate]) gives one τc, for any network and with
// it the whole curve over τ.
//
// A race here is one draw, not one draw at one head start. What is assumed
// about the parameters is in [Config], every number with its reason.
package race

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sourcegraph/conc/iter"
	"gonum.org/v1/gonum/mathext"
)

// blocks is the number of independent parts of a simulation, each with a
// random stream of its own. It is fixed, so that the draws do not depend on
// how many workers share them, and their spread gives the Monte Carlo error.
const blocks = 20

// Simulate draws c.Hypers sets of hyper-parameters and, for each, c.Races
// races. The draws are ordered by Hyper; the same configuration gives the same
// draws for any number of workers (0: one a processor).
//
// Within a block the hyper-parameters are a Latin hypercube sample and races
// come in antithetic pairs; both lower the Monte Carlo error, neither the
// credible band. An error names the key of c that cannot be and what can.
//
// Sources: McKay, Beckman and Conover (1979), Technometrics 21; Hammersley and
// Morton (1956) for antithetic variates.
func Simulate(c Config, workers int) (Draws, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	draws := make(Draws, c.Hypers*c.Races)
	perBlock := len(draws) / blocks
	iter.Iterator[Draws]{MaxGoroutines: workers}.ForEachIdx(slices.Collect(slices.Chunk(draws, perBlock)), func(block int, of *Draws) {
		c.simulateBlock(block, *of)
	})
	return draws, nil
}

func (c Config) simulateBlock(block int, draws Draws) {
	source := rand.New(rand.NewPCG(c.Seed, uint64(block)))
	hypers := c.Hypers / blocks
	for i, z := range latinHypercube(source, hypers) {
		h := c.hyper(z)
		h.races(source, int32(block*hypers+i), draws[i*c.Races:(i+1)*c.Races])
	}
}

// hyper is one set of hyper-parameters: the medians of the races of a world,
// and how they scatter (standard deviations of natural logs).
type hyper struct {
	growth          float64 // a month
	base, mobilised float64 // n0/M and ρ/M
	threshold       *thresholdTable

	growthSpread, baseSpread, mobilisedSpread, reachSpread float64
}

// hyperDims is the number of priors, each with its doubt.
const hyperDims = 6

func (c Config) hyper(z [hyperDims]float64) hyper {
	center := func(p Prior, z float64) float64 { return p.Median * math.Exp(p.Doubt*z) }
	reach := center(c.Reach, z[2])
	return hyper{
		growth:    center(c.Growth, z[0]),
		base:      center(c.Base, z[1]) / reach,
		mobilised: center(c.Mobilised, z[3]) / reach,
		// Only ratios to the strength of the network effect matter for who
		// wins, so that strength is 1 here.
		threshold: newThresholdTable(Tipping{
			Strength:  1,
			Advantage: c.Advantage.Median + c.Advantage.Doubt*z[4],
			Noise:     math.Sqrt(center(c.Noise, z[5])),
		}),
		growthSpread: c.Growth.Spread, baseSpread: c.Base.Spread,
		mobilisedSpread: c.Mobilised.Spread, reachSpread: c.Reach.Spread,
	}
}

// races fills draws, an even number of them, with races of one set of
// hyper-parameters. Draws come in pairs with all normals of opposite sign, so
// that the factors of the second are one over those of the first.
func (h *hyper) races(source *rand.Rand, number int32, draws Draws) {
	for i := 0; i < len(draws); i += 2 {
		reach := h.reachSpread * source.NormFloat64()
		growth := math.Exp(h.growthSpread * source.NormFloat64())
		base := math.Exp(h.baseSpread*source.NormFloat64() - reach)
		mobilised := math.Exp(h.mobilisedSpread*source.NormFloat64() - reach)
		launch := math.Exp(h.baseSpread*source.NormFloat64() - reach)
		threshold := source.NormFloat64()
		draws[i] = h.draw(number, growth, base, mobilised, launch, threshold)
		draws[i+1] = h.draw(number, 1/growth, 1/base, 1/mobilised, 1/launch, -threshold)
	}
}

func (h *hyper) draw(number int32, growth, base, mobilised, launch, threshold float64) Draw {
	odds := h.threshold.odds(threshold)
	return Draw{
		Hyper:        number,
		GrowthMedian: h.growth,
		GrowthSpread: h.growthSpread,
		Growth:       h.growth * growth,
		Base:         h.base * base,
		Pull:         h.mobilised * mobilised * odds,
		Launch:       h.base * launch * odds,
	}
}

// latinHypercube returns n points of independent standard normals. In each
// coordinate one point falls into each of n equally probable slices.
func latinHypercube(source *rand.Rand, n int) [][hyperDims]float64 {
	points := make([][hyperDims]float64, n)
	for dim := range hyperDims {
		for i, slice := range source.Perm(n) {
			// 32 bits and a half keep the place strictly inside its slice.
			place := (float64(source.Uint32()) + 0.5) / (1 << 32)
			points[i][dim] = mathext.NormalQuantile((float64(slice) + place) / float64(n))
		}
	}
	return points
}
