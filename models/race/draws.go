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
	races, sure int       // of all, those won at once; some may be neither sure nor possible
	possible    []float64 // median of ln τc of those won with a head start, over the growth of the race
	spread      float64   // standard deviation of ln τc over that growth
}

// worlds are the races against one responder, by their hyper-parameters.
type worlds []world

// worlds checks the draws and the question and returns a world for each set of
// hyper-parameters.
func (d Draws) worlds(r Responder, level float64) (worlds, error) {
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
	out := make(worlds, hypers)
	all := make([]float64, len(d))
	lnGrowth := 0.0 // of the median, which the races of a world share
	for i := range d {
		h := i / races
		if int(d[i].Hyper) != h {
			return nil, fmt.Errorf("draw %d has hyper %d, not %d: order the draws by hyper", i, d[i].Hyper, h)
		}
		w := &out[h]
		if i%races == 0 || d[i].GrowthMedian != d[i-1].GrowthMedian {
			lnGrowth = math.Log(d[i].GrowthMedian)
		}
		if i%races == 0 {
			*w = world{races: races, possible: all[i : i : i+races], spread: d[i].GrowthSpread}
		}
		switch climb := d[i].climb(r); {
		case climb <= 0:
			w.sure++
		case climb < math.Inf(1):
			w.possible = append(w.possible, math.Log(climb)-lnGrowth)
		}
	}
	return out, nil
}

// win returns P(τc < τ) in the world, given ln τ. The growth of each race is
// averaged over exactly rather than drawn (Rao-Blackwell): given all else, τc
// is lognormal.
func (w world) win(lnMonths float64) float64 {
	sum := float64(w.sure)
	for _, center := range w.possible {
		sum += quickCDF((lnMonths - center) / w.spread)
	}
	return sum / float64(w.races)
}
