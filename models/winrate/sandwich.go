package winrate

import (
	"math"
	"slices"

	"headstart/models/cluster"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// sharing is a way in which races may be related, with the name of its standard error in the tables.
type sharing struct {
	name string
	cluster.Sharing
}

func sharings(entries []entry) []sharing {
	first, responder, market := make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	for i, e := range entries {
		first[i], responder[i], market[i] = e.first, e.responder, e.market
	}
	dyads := cluster.Dyads(first, responder)
	return []sharing{{"first mover", cluster.By(first)}, {"dyadic", dyads}, {"dyadic or market", dyads.Or(cluster.By(market))}}
}

// widestErrors returns for each coefficient of the fit the largest of its
// standard errors, and which it is: the model's own (independent), or that of
// one of the sharings of the rows of the design.
//
// The scores are those of Firth's modified score function, and the bread is
// the inverse information, without a correction for few clusters.
func (r *Regression) widestErrors(of []sharing) (se []float64, method []string) {
	se, method = slices.Clone(r.SE), slices.Repeat([]string{"independent"}, len(r.Names))
	scores := r.scores()
	widen(se, method, of, func(s cluster.Sharing) mat.Matrix { return r.reported(s.Covariance(r.model.inv, scores)) })
	return se, method
}

// widestOf returns the largest standard error of an estimate whose error is
// the sum of the scores, one per entry, and which it is.
func widestOf(of []sharing, scores []float64) (float64, string) {
	columns := make([][]float64, len(scores))
	for i := range scores {
		columns[i] = scores[i : i+1]
	}
	se, method := []float64{math.Sqrt(cluster.Sharing{}.Meat(columns).At(0, 0))}, []string{"independent"}
	widen(se, method, of, func(s cluster.Sharing) mat.Matrix { return s.Meat(columns) })
	return se[0], method[0]
}

// widen takes over the standard errors of a sharing that are larger.
func widen(se []float64, method []string, of []sharing, covariance func(cluster.Sharing) mat.Matrix) {
	for _, s := range of {
		v := covariance(s.Sharing)
		for j := range se {
			if e := math.Sqrt(math.Max(0, v.At(j, j))); e > se[j] {
				se[j], method[j] = e, s.name
			}
		}
	}
}

// around returns the normal interval of value with the standard error se.
func around(value, se, level float64) Estimate {
	half := distuv.UnitNormal.Quantile((1+level)/2) * se
	return Estimate{Value: value, SE: se, Lower: value - half, Upper: value + half, Level: level}
}

// twoSided returns the p-value of value against 0 with the standard error se.
func twoSided(value, se float64) float64 {
	return 2 * distuv.UnitNormal.Survival(math.Abs(value)/se)
}
