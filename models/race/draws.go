package race

import (
	"fmt"
	"math"
)

// Draw is one race against any responder: all it takes to say how long a head
// start the first mover needs.
type Draw struct {
	// Hyper numbers the set of hyper-parameters, from 0; draws are ordered by it.
	Hyper int32
	// GrowthMedian (a month) and GrowthSpread (standard deviation of the
	// natural log) are the law of g under these hyper-parameters; Growth is
	// the draw of g from it.
	GrowthMedian, GrowthSpread, Growth float64
	// Base is n0/M, the first mover's base at launch as a share of reach.
	Base float64
	// Pull is ρ/M · U/(1-U): times the network, it is the base to beat as a
	// share of reach.
	Pull float64
	// Launch is n0'/M · U/(1-U), the base to beat of a responder who launches as
	// the first mover did; n0' is drawn apart.
	Launch float64
}

// Draws are the races of a simulation, ordered by Hyper and as many for each.
// They are sufficient: rows read back from a file give the same answers.
type Draws []Draw

// Responder is who answers the first mover.
type Responder struct {
	// Network is the owner's transferable network in the market, in people.
	// With 0 there is nothing to mobilise and the first
	// mover wins with any head start, unless the responder has a launch.
	//
	// Only its ratio to the reach of the configuration matters: for a market
	// with k times the people within reach, and first movers that start k times
	// as large, put the network divided by k.
	Network float64
	// Launch gives the responder, beside what the network brings, the base of
	// a launch such as the first mover's.
	Launch bool
}

// climb returns g·τc, the distance in log odds of reach that the first mover
// must grow, whatever its speed.
func (d *Draw) climb(r Responder) float64 {
	target := 0.0
	if r.Network > 0 {
		target = r.Network * d.Pull
	}
	if r.Launch {
		target += d.Launch
	}
	switch {
	case target >= 1:
		return math.Inf(1)
	case target == 0 || d.Base >= 1:
		return math.Inf(-1)
	}
	return math.Log(target / (1 - target) * (1 - d.Base) / d.Base)
}

// world is the races of one set of hyper-parameters against one responder.
type world struct {
	lnGrowth, spread float64   // median and standard deviation of ln g
	lnClimb          []float64 // ln(g·τc): -Inf wins at once, +Inf never
}

// worlds checks the draws and the question and returns a world for each set of
// hyper-parameters.
func (d Draws) worlds(r Responder, level float64) ([]world, error) {
	if !(r.Network >= 0) || math.IsInf(r.Network, 1) {
		return nil, fmt.Errorf("network of %g people: must be 0 or more", r.Network)
	}
	if !(level > 0 && level < 1) {
		return nil, fmt.Errorf("level %g of a band: must be between 0 and 1, such as 0.95", level)
	}
	if len(d) == 0 {
		return nil, fmt.Errorf("no draws: run the simulation first")
	}
	hypers := int(d[len(d)-1].Hyper) + 1
	races := len(d) / max(hypers, 1)
	if hypers < blocks || hypers%blocks != 0 || len(d) != hypers*races {
		return nil, fmt.Errorf("%d draws of %d sets of hyper-parameters: rows are missing", len(d), hypers)
	}
	lnClimb := make([]float64, len(d))
	worlds := make([]world, hypers)
	for i := range d {
		h := i / races
		if int(d[i].Hyper) != h {
			return nil, fmt.Errorf("draw %d has hyper %d, not %d: order the draws by hyper", i, d[i].Hyper, h)
		}
		lnClimb[i] = math.Log(max(d[i].climb(r), 0))
		worlds[h] = world{lnGrowth: math.Log(d[i].GrowthMedian), spread: d[i].GrowthSpread, lnClimb: lnClimb[h*races : (h+1)*races]}
	}
	return worlds, nil
}

// win returns P(τc < τ) in the world, given ln τ. The growth of each race is
// averaged over exactly rather than drawn (Rao-Blackwell): given all else, τc
// is lognormal.
func (w world) win(lnMonths float64) float64 {
	sum := 0.0
	for _, lnClimb := range w.lnClimb {
		switch lead := lnMonths + w.lnGrowth - lnClimb; {
		case math.IsInf(lnClimb, -1):
			sum++
		case math.IsInf(lnClimb, 1):
		case w.spread == 0 && lead > 0, lead > normalEnd*w.spread:
			sum++
		case lead > -2*w.spread:
			sum += quickCDF(lead / w.spread)
		case lead > -normalEnd*w.spread: // a chance so small wants its own digits
			sum += normalCDF(lead / w.spread)
		}
	}
	return sum / float64(len(w.lnClimb))
}
