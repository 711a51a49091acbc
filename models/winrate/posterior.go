package winrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// Posterior is the Bayesian twin of the regression on one covariate: what races and pseudo-races say together.
type Posterior struct {
	Races float64 // how many went in, beside the pseudo-races

	nodes []node
}

// Posterior returns the posterior of intercept and slope from the races d, which may be none, and the pseudo-races of
// a prior such as Statement.Prior; an empty prior is flat. Both have the same one covariate; d.Weight counts, offsets
// are not taken.
//
// The posterior density is the product of the likelihoods of both, because the Jacobian turns independent Betas on
// win rates into a wins and b losses each. It is summed over a grid that covers all but e^-25 of its height.
//
// It fails if the two together leave the posterior improper: wins and losses must overlap, which any full prior brings
// about; or if a design cannot be fitted at all, as Fit.
func (d Design) Posterior(prior Design) (*Posterior, error) {
	both := Design{Names: d.Names}
	if len(d.Won) == 0 {
		both.Names = prior.Names
	}
	for _, part := range []Design{prior, d} {
		for i := range part.Won {
			both.X = append(both.X, part.X[i])
			both.Won = append(both.Won, part.Won[i])
			both.Weight = append(both.Weight, part.weight(i))
		}
	}
	if len(both.Names) != 1 {
		return nil, fmt.Errorf("posterior: %d covariates: it is made for one", len(both.Names))
	}
	mode, err := estimate(both, 0)
	if err != nil {
		return nil, fmt.Errorf("posterior: %w", err)
	}
	if !mode.Converged || mode.separation() != nil {
		return nil, fmt.Errorf("posterior: wins and losses do not overlap, so without more prior weight there is no posterior")
	}
	var root mat.Cholesky
	var axes mat.TriDense
	if !root.Factorize(mode.reported(mode.model.inv)) {
		return nil, fmt.Errorf("posterior: the information at the mode is singular: give more prior weight")
	}
	root.LTo(&axes)
	p := both.over(both.cover(mode.Firth, &axes))
	p.Races, _ = d.counts()
	return p, nil
}

// reported takes the covariance of the standardized coefficients to that of the reported ones.
func (r *Regression) reported(of mat.Symmetric) *mat.SymDense {
	p := len(r.Names)
	c := mat.NewDense(p, p, nil)
	for j := range p {
		c.SetRow(j, r.scaling.contrast(unit(p, j)))
	}
	var half, full mat.Dense
	half.Mul(c, of)
	full.Mul(&half, c.T())
	v := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			v.SetSym(i, j, full.At(i, j))
		}
	}
	return v
}

// normalize turns log densities into shares, leaving out the nodes that do not count.
func (p *Posterior) normalize(top float64) *Posterior {
	p.nodes = slices.DeleteFunc(p.nodes, func(b node) bool { return b.weight < top-depth })
	total := 0.0
	for i := range p.nodes {
		p.nodes[i].weight = math.Exp(p.nodes[i].weight - top)
		total += p.nodes[i].weight
	}
	for i := range p.nodes {
		p.nodes[i].weight /= total
	}
	return p
}

// mean returns the posterior mean and standard deviation of a function of the coefficients.
func (p *Posterior) mean(of func(node) float64) Estimate {
	var sum, square float64
	for _, b := range p.nodes {
		v := of(b)
		sum += b.weight * v
		square += b.weight * v * v
	}
	return Estimate{Value: sum, SE: math.Sqrt(max(0, square-sum*sum))}
}

// P returns the posterior mean of the probability that the first mover wins at x, its standard deviation, and the
// central interval of the level, which is in (0, 1).
func (p *Posterior) P(x, level float64) Estimate {
	e := p.mean(func(b node) float64 { return logistic(b.b0 + b.b1*x) })
	e.Level = level
	// Quantiles from a histogram of the log odds; sorting the nodes for every x would take most of a run.
	const bins = 4096
	low, high := math.Inf(1), math.Inf(-1)
	for _, b := range p.nodes {
		low, high = min(low, b.b0+b.b1*x), max(high, b.b0+b.b1*x)
	}
	width := (high - low) / bins
	var share [bins + 1]float64 // below the start of each bin
	for _, b := range p.nodes {
		share[min(bins-1, int((b.b0+b.b1*x-low)/width))+1] += b.weight
	}
	for i := range bins {
		share[i+1] += share[i]
	}
	quantile := func(q float64) float64 {
		i := max(1, min(bins, sort.SearchFloat64s(share[:], q)))
		return logistic(low + width*(float64(i-1)+(q-share[i-1])/(share[i]-share[i-1])))
	}
	e.Lower, e.Upper = quantile((1-level)/2), quantile((1+level)/2)
	return e
}

// Conflict returns how well the races d agree with what p, a prior without races, predicts: the probability, over outcomes that
// it would produce at the same head starts, of a log likelihood sum ln p(what happened) no higher than that of the
// races, p being the prior's mean win rate at each. A small number, such as below 0.05, says that prior and races
// contradict each other. It comes from 4,000 outcomes drawn with the seed, so its standard error is at most 0.008.
//
// Source: prior predictive checks, Box (1980), Journal of the Royal Statistical Society A 143.
func (p *Posterior) Conflict(d Design, seed uint64) (float64, error) {
	if err := d.check(); err != nil {
		return 0, fmt.Errorf("conflict: %w", err)
	}
	below := make([]float64, len(p.nodes)+1)
	for i, b := range p.nodes {
		below[i+1] = below[i] + b.weight
	}
	const draws = 4000
	random := rand.New(rand.NewPCG(seed, 0))
	n := len(d.Won)
	expected := make([][]float64, draws) // win rates of the races by draw
	byNode := map[int][]float64{}        // of the nodes drawn, each of which is drawn many times
	rate := make([]float64, n)
	for k := range draws {
		at := min(len(p.nodes), max(1, sort.SearchFloat64s(below, random.Float64()))) - 1
		if byNode[at] == nil {
			byNode[at] = make([]float64, n)
			for i := range n {
				byNode[at][i] = logistic(p.nodes[at].b0 + p.nodes[at].b1*d.X[i][0])
			}
		}
		expected[k] = byNode[at]
		for i, r := range expected[k] {
			rate[i] += r / draws
		}
	}
	observed := 0.0
	won, lost := make([]float64, n), make([]float64, n) // what each outcome adds to the log likelihood
	for i, y := range d.Won {
		won[i], lost[i] = -d.weight(i)*surprise(rate[i], 1), -d.weight(i)*surprise(rate[i], 0)
		observed += y*won[i] + (1-y)*lost[i]
	}
	extreme := 0
	for k := range draws {
		drawn := 0.0
		for i := range n {
			if random.Float64() < expected[k][i] {
				drawn += won[i]
			} else {
				drawn += lost[i]
			}
		}
		// Equal outcomes count, whatever the order in which they were added up.
		if drawn <= observed+1e-9*math.Abs(observed) {
			extreme++
		}
	}
	return float64(extreme+1) / (draws + 1), nil
}

// surprise returns -ln of the probability given to the outcome y.
func surprise(p, y float64) float64 {
	if y == 1 {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}
