package winrate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// separation returns the columns of a direction in which wins and losses do not overlap, nil if there is none: one
// column if a single one will do. Both outcomes must be there.
//
// With a_i = x_i for a win and -x_i for a loss, maximum likelihood has a finite estimate if and only if no direction
// has a_i'd >= 0 for all races and > 0 for one (Albert and Anderson 1984, Biometrika 71). By Stiemke's lemma that is
// so if and only if weights of at least one each exist with sum m_i a_i = 0: a non-negative least-squares problem,
// whose residual is the direction otherwise (Lawson and Hanson 1974, chapter 23).
func separation(l *logit) []int {
	for j := range l.p {
		won := [2]float64{math.Inf(1), math.Inf(-1)} // lowest and highest value
		lost := won
		for i := range l.n {
			side := &lost
			if l.y[i] == 1 {
				side = &won
			}
			side[0], side[1] = min(side[0], l.x[i*l.p+j]), max(side[1], l.x[i*l.p+j])
		}
		if (won[0] >= lost[1] || lost[0] >= won[1]) && won != lost {
			return []int{j}
		}
	}
	a := mat.NewDense(l.n, l.p, nil)
	target := mat.NewVecDense(l.p, nil)
	for i := range l.n {
		sign := 2*l.y[i] - 1
		for j := range l.p {
			a.Set(i, j, sign*l.x[i*l.p+j])
		}
		target.SubVec(target, a.RowView(i))
	}
	rest := nonNegative(a, target)
	size := mat.Norm(rest, math.Inf(1))
	if size <= 1e-7*max(1, mat.Norm(target, math.Inf(1))) {
		return nil
	}
	var columns []int
	for j := range l.p {
		if math.Abs(rest.AtVec(j)) > 1e-6*size {
			columns = append(columns, j)
		}
	}
	return columns
}

// nonNegative returns what remains of target after the combination of the rows of a with weights >= 0 that comes
// closest to it.
func nonNegative(a *mat.Dense, target *mat.VecDense) *mat.VecDense {
	n, p := a.Dims()
	weight, size := make([]float64, n), make([]float64, n)
	for i := range size {
		size[i] = mat.Norm(a.RowView(i), 2)
	}
	var active []int
	rest := mat.VecDenseCopyOf(target)
	var gain mat.VecDense
	for range 20 * (n + p) {
		gain.MulVec(a, rest)
		best, enters := 1e-9*mat.Norm(rest, 2), -1
		for i := range n {
			if weight[i] == 0 && gain.AtVec(i) > best*size[i] {
				best, enters = gain.AtVec(i)/size[i], i
			}
		}
		if enters < 0 || len(active) == p || mat.Norm(rest, 2) <= 1e-10*mat.Norm(target, 2) {
			break
		}
		active = append(active, enters)
		for len(active) > 0 {
			columns := mat.NewDense(p, len(active), nil)
			for k, i := range active {
				columns.SetCol(k, a.RawRowView(i))
			}
			var fit mat.VecDense
			// A poor condition number shows in the residual, which is what is judged.
			_ = fit.SolveVec(columns, target)
			// As far towards the fit as all weights stay non-negative; those that reach 0 leave.
			reach := 1.0
			for k, i := range active {
				if fit.AtVec(k) <= 0 {
					reach = min(reach, weight[i]/(weight[i]-fit.AtVec(k)))
				}
			}
			kept := active[:0:0]
			for k, i := range active {
				weight[i] += reach * (fit.AtVec(k) - weight[i])
				if weight[i] > 1e-14 {
					kept = append(kept, i)
				} else {
					weight[i] = 0
				}
			}
			active = kept
			if reach == 1 {
				break
			}
		}
		rest.CopyVec(target)
		for _, i := range active {
			rest.AddScaledVec(rest, -weight[i], a.RowView(i))
		}
	}
	return rest
}
