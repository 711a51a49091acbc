package winrate

import (
	"math"

	"headstart/models/cluster"

	"gonum.org/v1/gonum/mat"
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
	n, p := len(r.design.Won), len(r.Names)
	rows := mat.NewDense(n, p, nil)
	weights, fitted := make([]float64, n), make([]float64, n)
	info := mat.NewSymDense(p, nil)
	for i := range n {
		row := r.design.row(i)
		rows.SetRow(i, row)
		fitted[i] = logistic(dot(row, r.Firth) + r.design.offset(i))
		weights[i] = r.design.weight(i) * fitted[i] * (1 - fitted[i])
		info.SymRankOne(info, weights[i], mat.NewVecDense(p, row))
	}
	se, method = append([]float64(nil), r.SE...), make([]string, p)
	for j := range method {
		method[j] = "independent"
	}
	var root mat.Cholesky
	var bread mat.SymDense
	if !root.Factorize(info) || root.InverseTo(&bread) != nil {
		return se, method
	}
	scores := make([][]float64, n)
	for i := range n {
		row := rows.RowView(i)
		leverage := weights[i] * mat.Inner(row, &bread, row)
		residual := r.design.weight(i)*(r.design.Won[i]-fitted[i]) + leverage*(0.5-fitted[i])
		scores[i] = make([]float64, p)
		for j := range scores[i] {
			scores[i][j] = residual * row.AtVec(j)
		}
	}
	for _, s := range sharings(entries) {
		covariance := s.Covariance(&bread, scores)
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
