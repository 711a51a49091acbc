// Package strength fits one model to all races at once: both sides' strength
// (Bradley and Terry 1952), the advantage of the first mover, the head start,
// the network of the responder's owner and their interaction, and how markets
// differ, with platforms and markets partially pooled. Dates that claims leave
// open and networks that were not found are unknowns of the model.
//
//	logit P(first wins) = a + β·h + γ·n + δ·h·n + θ(first) - θ(responder) + u(market)
//	θ ~ N(0, σ²), u ~ N(0, τ²), σ ~ half-normal, τ ~ half-normal
//
// The posterior is sampled by Hamiltonian Monte Carlo (Neal 2011) on the
// non-centered parameters. Equal seeds give equal draws for any number of
// cores.
package strength

import "math"

// Cell is one value that the covariates of a race may have.
type Cell struct {
	HeadStart float64 // h: log2(1 + months), less that of 24 months
	Network   float64 // n: log10(1 + millions of users), less that of 10 million
	Weight    float64 // probability of the cell; those of a race sum to 1
}

// Race is a decided race. First, Responder and Market are numbers from 0.
// Several cells mean that its covariates are not known exactly.
type Race struct {
	First, Responder, Market int
	Won                      bool
	Cells                    []Cell
}

// Prior has the standard deviations of the normal priors of the coefficients,
// which have mean 0, and the scales of the half-normal priors of σ and τ.
type Prior struct {
	Intercept, HeadStart, Network, Product float64
	Platform, Market                       float64
}

// DefaultPrior is weak where races speak, and keeps an odds ratio of more than
// 7 per doubling of the head start, or of strength beyond e³, for very
// unlikely.
func DefaultPrior() Prior {
	return Prior{Intercept: 1.5, HeadStart: 1, Network: 1, Product: 0.5, Platform: 1, Market: 1}
}

// Where a parameter stands in a point of the sampler. Platforms follow, then
// markets, both as standard normal z with θ = σz.
const (
	intercept = iota
	headStart
	network
	product
	logPlatform
	logMarket
	fixed
)

// model is races with their prior, as a density.
type model struct {
	races              []Race
	prior              Prior
	platforms, markets int
}

func newModel(races []Race, prior Prior) *model {
	m := &model{races: races, prior: prior}
	for _, r := range races {
		m.platforms = max(m.platforms, r.First+1, r.Responder+1)
		m.markets = max(m.markets, r.Market+1)
	}
	return m
}

func (m *model) size() int          { return fixed + m.platforms + m.markets }
func (m *model) platform(k int) int { return fixed + k }
func (m *model) market(k int) int   { return fixed + m.platforms + k }

// spreads returns σ and τ at a point.
func (m *model) spreads(q []float64) (platform, market float64) {
	return math.Exp(q[logPlatform]), math.Exp(q[logMarket])
}

// random is the part of a race's log odds that is not of its cells.
func (m *model) random(q []float64, r *Race, platform, market float64) float64 {
	return q[intercept] + platform*(q[m.platform(r.First)]-q[m.platform(r.Responder)]) + market*q[m.market(r.Market)]
}

// chance is the probability that the first mover wins with the rest of the log
// odds, over the cells.
func chance(q []float64, cells []Cell, rest float64) float64 {
	p := 0.0
	for _, c := range cells {
		p += c.Weight * logistic(rest+q[headStart]*c.HeadStart+(q[network]+q[product]*c.HeadStart)*c.Network)
	}
	return p
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// cells is how many cells the races have.
func (m *model) cells() (n int) {
	for _, r := range m.races {
		n += len(r.Cells)
	}
	return n
}

// density returns the log posterior density at q, up to a constant, and fills
// its gradient. odds is room for one number per cell.
func (m *model) density(q, gradient, odds []float64) float64 {
	clear(gradient)
	total := 0.0
	normal := func(k int, sd float64) {
		total -= q[k] * q[k] / (2 * sd * sd)
		gradient[k] -= q[k] / (sd * sd)
	}
	normal(intercept, m.prior.Intercept)
	normal(headStart, m.prior.HeadStart)
	normal(network, m.prior.Network)
	normal(product, m.prior.Product)
	for k := fixed; k < len(q); k++ {
		total -= q[k] * q[k] / 2
		gradient[k] = -q[k]
	}
	spread := func(k int, scale float64) {
		square := math.Exp(2*q[k]) / (scale * scale)
		total += q[k] - square/2
		gradient[k] += 1 - square
	}
	spread(logPlatform, m.prior.Platform)
	spread(logMarket, m.prior.Market)
	platform, market := m.spreads(q)
	h, n, hn := q[headStart], q[network], q[product]
	// The odds against what happened come first, as sums between exponentials would
	// wait for each of them.
	against := odds
	for i := range m.races {
		r := &m.races[i]
		rest := m.random(q, r, platform, market)
		for k := range r.Cells {
			c := &r.Cells[k]
			eta := rest + h*c.HeadStart + (n+hn*c.HeadStart)*c.Network
			if !r.Won {
				eta = -eta
			}
			against[k] = math.Exp(-eta)
		}
		against = against[len(r.Cells):]
	}
	against = odds
	chances := 1.0 // product of likelihoods, so that few logarithms are taken
	for i := range m.races {
		r := &m.races[i]
		var likelihood, slope, byHead, byNetwork, byProduct float64
		for k := range r.Cells {
			c := &r.Cells[k]
			p := 1 / (1 + against[k])
			likelihood += c.Weight * p
			d := c.Weight * p * (1 - p)
			slope += d
			byHead += d * c.HeadStart
			byNetwork += d * c.Network
			byProduct += d * c.HeadStart * c.Network
		}
		against = against[len(r.Cells):]
		likelihood = max(likelihood, math.SmallestNonzeroFloat64)
		if chances < 1e-250 || likelihood < 1e-50 {
			total, chances = total+math.Log(chances), 1
		}
		chances *= likelihood
		per := 1 / likelihood
		if !r.Won {
			per = -per
		}
		slope *= per
		gradient[intercept] += slope
		gradient[headStart] += byHead * per
		gradient[network] += byNetwork * per
		gradient[product] += byProduct * per
		first, responder, u := m.platform(r.First), m.platform(r.Responder), m.market(r.Market)
		gradient[first] += slope * platform
		gradient[responder] -= slope * platform
		gradient[u] += slope * market
		gradient[logPlatform] += slope * platform * (q[first] - q[responder])
		gradient[logMarket] += slope * market * q[u]
	}
	return total + math.Log(chances)
}

// scales returns a step of each parameter of about its posterior standard
// deviation: that of its prior with the information of its races, at even odds
// and spreads of 1.
func (m *model) scales() []float64 {
	information := make([]float64, m.size())
	add := func(k int, x float64) { information[k] += x * x / 5 }
	for k, sd := range []float64{m.prior.Intercept, m.prior.HeadStart, m.prior.Network, m.prior.Product} {
		information[k] = 1 / (sd * sd)
	}
	information[logPlatform], information[logMarket] = 4, 4
	for k := fixed; k < len(information); k++ {
		information[k] = 1
	}
	for _, r := range m.races {
		add(intercept, 1)
		for _, c := range r.Cells {
			w := math.Sqrt(c.Weight)
			add(headStart, w*c.HeadStart)
			add(network, w*c.Network)
			add(product, w*c.HeadStart*c.Network)
		}
		add(m.platform(r.First), 1)
		add(m.platform(r.Responder), 1)
		add(m.market(r.Market), 1)
	}
	for k, i := range information {
		information[k] = 1 / math.Sqrt(i)
	}
	return information
}
