package winrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"headstart/models/cluster"
	"headstart/models/likelihood"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Resampling is a bootstrap over clusters: races of one market, or of one platform, stand and fall together.
//
// Draw i takes as many clusters as there are, with replacement, by a PCG generator seeded with Seed and i, over the
// names in alphabetical order: the same draws for any number of processors and any order of the rows.
type Resampling struct {
	Clusters []string // of each row of the design
	Draws    int      // 0: 1,000
	Seed     uint64
}

// Draws are the refits of a bootstrap.
type Draws struct {
	FLIC     [][]float64 // coefficients by draw, as in Regression.FLIC; draws that cannot be fitted are left out
	Draws    int         // asked for
	Failed   int         // could not be fitted, because a covariate did not vary among the clusters drawn
	Clusters int
	Seed     uint64
	Warnings []string
}

// Bootstrap refits the regression to resampled clusters. It fails if there are fewer than two clusters, or if the
// clusters are not one per row.
func (r *Regression) Bootstrap(s Resampling) (*Draws, error) {
	clusters, err := s.check(len(r.design.Won))
	if err != nil {
		return nil, fmt.Errorf("bootstrap: %w", err)
	}
	d := &Draws{Draws: s.draws(), Clusters: clusters, Seed: s.Seed}
	var kept []int // rows of the design that are rows of the model
	for i := range r.design.Won {
		if r.design.weight(i) > 0 {
			kept = append(kept, i)
		}
	}
	all := make([][]float64, d.Draws)
	s.each(func() func(int, []float64) {
		model := r.model.clone()
		model.w = make([]float64, model.n)
		var root mat.Cholesky
		return func(draw int, times []float64) {
			for i, row := range kept {
				model.w[i] = r.model.w[i] * times[row]
			}
			// A covariate that does not vary in this draw leaves the information singular, or all but singular.
			if math.IsInf(model.At(r.beta), -1) || !root.Factorize(model.info) || root.Cond() > 1e10 {
				return
			}
			best := likelihood.Maximize(model, r.beta, nil, nil)
			if !best.Converged {
				return
			}
			b := r.report(best.B)
			if shift, ok := recalibrate(model, best.B); ok {
				b[0] += shift
			}
			all[draw] = b
		}
	})
	for _, b := range all {
		if b == nil {
			d.Failed++
			continue
		}
		d.FLIC = append(d.FLIC, b)
	}
	if d.Failed > 0 {
		d.Warnings = append(d.Warnings, fmt.Sprintf("%d of %d bootstrap draws could not be fitted and are left out", d.Failed, d.Draws))
	}
	if clusters < 20 {
		d.Warnings = append(d.Warnings, fmt.Sprintf("%d clusters are few: errors by cluster and the band of the bootstrap are, if anything, too narrow", clusters))
	}
	return d, nil
}

// Isotonic returns the win rate that never falls as the head start x grows and fits best by weighted least squares, at
// the head starts in at, each with its pointwise percentile interval. Races with the same x are pooled. It is a check of the shape of the curve, not the estimate. Between two races the step belongs to the lower one; below the first race it is the first's.
func (s Resampling) Isotonic(x, won, at []float64, level float64) ([]Estimate, error) {
	if _, err := s.check(len(x)); err != nil {
		return nil, fmt.Errorf("isotonic band: %w", err)
	}
	draws := make([][]float64, s.draws())
	s.each(func() func(int, []float64) {
		return func(draw int, times []float64) { draws[draw] = steps(x, won, times).at(at) }
	})
	point := steps(x, won, nil).at(at)
	band := make([]Estimate, len(at))
	for j := range at {
		column := make([]float64, len(draws))
		for i := range draws {
			column[i] = draws[i][j]
		}
		band[j] = percentile(point[j], column, level)
	}
	return band, nil
}

func (s Resampling) draws() int {
	if s.Draws == 0 {
		return 1000
	}
	return s.Draws
}

// check returns the number of clusters.
func (s Resampling) check(rows int) (int, error) {
	if len(s.Clusters) != rows {
		return 0, fmt.Errorf("%d clusters for %d rows: name the cluster of each row", len(s.Clusters), rows)
	}
	if s.Draws < 0 {
		return 0, fmt.Errorf("%d draws: ask for at least one", s.Draws)
	}
	return cluster.Count(s.Clusters, 1)
}

func (s Resampling) sorted() []string {
	names := slices.Clone(s.Clusters)
	slices.Sort(names)
	return slices.Compact(names)
}

// each calls work for every draw with how often each row was drawn, on all processors. Every processor gets a
// worker of its own; a worker must leave its result where only that draw writes, and not keep times.
func (s Resampling) each(worker func() func(draw int, times []float64)) {
	names := s.sorted()
	member := make([]int, len(s.Clusters))
	for i, name := range s.Clusters {
		member[i], _ = slices.BinarySearch(names, name)
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), s.draws()) {
		all.Go(func() {
			work := worker()
			drawn, times := make([]float64, len(names)), make([]float64, len(member))
			for draw := int(next.Add(1)) - 1; draw < s.draws(); draw = int(next.Add(1)) - 1 {
				random := rand.New(rand.NewPCG(s.Seed, uint64(draw)))
				clear(drawn)
				for range names {
					drawn[random.IntN(len(names))]++
				}
				for i, c := range member {
					times[i] = drawn[c]
				}
				work(draw, times)
			}
		})
	}
	all.Wait()
}

// percentile returns value with the central interval of the draws, which it sorts in a copy.
func percentile(value float64, draws []float64, level float64) Estimate {
	e := Estimate{Value: value, Lower: math.NaN(), Upper: math.NaN(), SE: math.NaN(), Level: level}
	if len(draws) == 0 {
		return e
	}
	sorted := slices.Clone(draws)
	slices.Sort(sorted)
	e.Lower = stat.Quantile((1-level)/2, stat.LinInterp, sorted, nil)
	e.Upper = stat.Quantile((1+level)/2, stat.LinInterp, sorted, nil)
	e.SE = stat.StdDev(sorted, nil)
	return e
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
