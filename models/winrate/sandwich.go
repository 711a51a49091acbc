package winrate

import (
	"math"

	"headstart/models/cluster"

	"gonum.org/v1/gonum/stat/distuv"
)

// sharings are the ways in which races may be related, by the name that the
// tables give to the error that knows it.
func sharings(entries []entry) []struct {
	name string
	cluster.Sharing
} {
	first, responder, market := make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	for i, e := range entries {
		first[i], responder[i], market[i] = e.first, e.responder, e.market
	}
	dyads := cluster.Dyads(first, responder)
	return []struct {
		name string
		cluster.Sharing
	}{{"first mover", cluster.By(first)}, {"dyadic", dyads}, {"dyadic or market", dyads.Or(cluster.By(market))}}
}

// widestErrors returns for each coefficient of the fit the largest of its
// standard errors, and which it is: the model's own (independent), or one of
// the sharings of the entries, which are the rows of the design in order.
//
// The scores are those of Firth's modified score function, and the bread is
// the inverse information, without a correction for few clusters.
func (r *Regression) widestErrors(entries []entry) (se []float64, method []string) {
	se, method = append([]float64(nil), r.SE...), make([]string, len(r.Names))
	for j := range method {
		method[j] = "independent"
	}
	bread, scores, ok := r.scores()
	if !ok {
		return se, method
	}
	for _, s := range sharings(entries) {
		covariance := s.Covariance(bread, scores)
		for j := range se {
			if e := math.Sqrt(math.Max(0, covariance.At(j, j))); e > se[j] {
				se[j], method[j] = e, s.name
			}
		}
	}
	return se, method
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

// widestOf returns the largest standard error of an estimate whose error is
// the sum of the scores, one per entry, and which it is.
func widestOf(entries []entry, scores []float64) (se float64, method string) {
	columns := make([][]float64, len(scores))
	for i, s := range scores {
		columns[i] = []float64{s}
	}
	se, method = math.Sqrt(cluster.Sharing{}.Meat(columns).At(0, 0)), "independent"
	for _, s := range sharings(entries) {
		if e := math.Sqrt(math.Max(0, s.Meat(columns).At(0, 0))); e > se {
			se, method = e, s.name
		}
	}
	return se, method
}
