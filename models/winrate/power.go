package winrate

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"headstart/models/cluster"
	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// power is how often a study of these races would find an effect of one size.
type power struct {
	oddsRatio   float64 // of a win, for each doubling of the head start
	independent float64 // share of simulated studies that find it, were races independent [probability]
	clustered   float64 // with first movers that differ, and errors that know it [probability]
}

// powerRatios are the odds ratios per doubling that are tried; at 1 the power
// is the size of the test.
var powerRatios = []float64{1, 1.1, 1.2, 1.3, 1.5, 2}

// simulatePower simulates outcomes of races with the given head starts (as
// doublings) and first movers, at the observed win rate, and counts how often
// the slope differs from 0 at the level: independent races judged by the
// model's own standard error, and races whose first movers have intercepts of
// standard deviation sd judged by the error clustered by first mover.
//
// A draw is a function of seed and its number alone.
func simulatePower(x []float64, first []string, rate, sd, level float64, draws int, seed uint64) []power {
	var names []string
	mover := make([]int, len(first))
	for i, name := range first {
		if mover[i] = slices.Index(names, name); mover[i] < 0 {
			mover[i], names = len(names), append(names, name)
		}
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	out := make([]power, len(powerRatios))
	for k, ratio := range powerRatios {
		slope := math.Log(ratio)
		out[k].oddsRatio = ratio
		for _, c := range []struct {
			sd      float64
			sharing cluster.Sharing
			share   *float64
		}{{0, cluster.Sharing{}, &out[k].independent}, {sd, cluster.By(first), &out[k].clustered}} {
			intercept := matchRate(x, slope, c.sd, rate)
			begin := make([]float64, len(x)) // where every fit begins, and the truth of races whose first movers do not differ
			for i, v := range x {
				begin[i] = logistic(intercept + slope*v)
			}
			found := make([]bool, draws)
			iter.ForEachIdx(found, func(draw int, found *bool) {
				random := rand.New(rand.NewPCG(seed, uint64(draw)))
				shift := make([]float64, len(names))
				for m := range shift {
					shift[m] = c.sd * random.NormFloat64()
				}
				won := make([]float64, len(x))
				for i := range x {
					p := begin[i]
					if c.sd > 0 {
						p = logistic(intercept + slope*x[i] + shift[mover[i]])
					}
					if random.Float64() < p {
						won[i] = 1
					}
				}
				estimate, se := slopeOf(x, won, begin, c.sharing, c.sd > 0, intercept, slope)
				*found = math.Abs(estimate) > z*se
			})
			for _, f := range found {
				if f {
					*c.share += 1 / float64(draws)
				}
			}
		}
	}
	return out
}

// writePower fills the relation power for races of one win rule. Too few of
// them leave it empty.
func writePower(ctx context.Context, db *transform.DB, entries []entry, opt Options) error {
	d, _ := designOf(byHeadStart, entries)
	if !d.carries(1) {
		return nil
	}
	x, first := make([]float64, len(entries)), make([]string, len(entries))
	for i, e := range entries {
		x[i], first[i] = doublings(e.months), e.first
	}
	differ, err := cluster.FitIntercepts(x, d.Won, first)
	if errors.Is(err, cluster.ErrTooFew) {
		return nil
	} else if err != nil {
		return err
	}
	n, won := d.counts()
	var rows [][]any
	for _, p := range simulatePower(x, first, won/n, differ.SD, transform.Level, opt.Draws, opt.Seed) {
		points := d.points(math.Log(p.oddsRatio), doublings)
		rows = append(rows, []any{p.oddsRatio, points, p.independent, p.clustered, differ.SD, differ.Ratio, int64(n), int64(opt.Draws), transform.Level})
	}
	return db.Append(ctx, "power", slices.Values(rows))
}

// slopeOf is the maximum-likelihood slope of won on x and its standard error:
// the model's own or, clustered, the sandwich. A slope without a finite
// maximum has an infinite error: it finds nothing. It is searched for from an
// intercept a and a slope b, where the probabilities are begin.
func slopeOf(x, won, begin []float64, sharing cluster.Sharing, clustered bool, a, b float64) (slope, se float64) {
	for round := range 30 {
		var g0, g1, i00, i01, i11 float64
		for i := range x {
			p := begin[i]
			if round > 0 {
				p = logistic(a + b*x[i])
			}
			w := p * (1 - p)
			g0, g1 = g0+won[i]-p, g1+(won[i]-p)*x[i]
			i00, i01, i11 = i00+w, i01+w*x[i], i11+w*x[i]*x[i]
		}
		det := i00*i11 - i01*i01
		if !(det > 1e-10) {
			return 0, math.Inf(1)
		}
		da, db := (i11*g0-i01*g1)/det, (i00*g1-i01*g0)/det
		a, b = a+da, b+db
		if math.Abs(da)+math.Abs(db) > 1e-8 {
			continue
		}
		bread := mat.NewSymDense(2, []float64{i11 / det, -i01 / det, -i01 / det, i00 / det})
		if !clustered {
			return b, math.Sqrt(bread.At(1, 1))
		}
		scores, pairs := make([][]float64, len(x)), make([]float64, 0, 2*len(x))
		for i := range x {
			residual := won[i] - logistic(a+b*x[i])
			pairs = append(pairs, residual, residual*x[i])
			scores[i] = pairs[2*i:]
		}
		return b, math.Sqrt(sharing.Covariance(bread, scores).At(1, 1))
	}
	return 0, math.Inf(1)
}

// matchRate returns the intercept with which the mean probability over the
// races, and over normal intercepts of standard deviation sd, at equally likely
// quantiles, is rate.
func matchRate(x []float64, slope, sd, rate float64) float64 {
	const quantiles = 50
	var eta []float64
	for k := range quantiles {
		shift := sd * distuv.UnitNormal.Quantile((float64(k)+0.5)/quantiles)
		for _, v := range x {
			eta = append(eta, slope*v+shift)
		}
	}
	return shiftTo(rate*float64(len(eta)), eta, nil, 0)
}
