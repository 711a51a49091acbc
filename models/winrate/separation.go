package winrate

import (
	"math"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
)

// separation returns the columns of a direction in which wins and losses do not overlap, nil if there is none: one
// column if a single one will do. Both outcomes must be there. Then, and only then, maximum likelihood has no finite
// estimate (Albert and Anderson 1984, Biometrika 71).
func (r *Regression) separation() []string {
	l := r.model
	far := make([]float64, l.p)
	for j := range l.p {
		won := [2]float64{math.Inf(1), math.Inf(-1)} // lowest and highest value
		lost := won
		for i := range l.n {
			side, x := &lost, l.x[i*l.p+j]
			if l.y[i] == 1 {
				side = &won
			}
			side[0], side[1], far[j] = min(side[0], x), max(side[1], x), max(far[j], math.Abs(x))
		}
		if (won[0] >= lost[1] || lost[0] >= won[1]) && won != lost {
			return r.Names[j : j+1]
		}
	}
	plain := l.clone()
	plain.penalty, plain.constant = 0, 0
	start := r.beta
	if r.design.Offset != nil { // which has no part in it
		plain.offset, start = make([]float64, l.n), make([]float64, l.p)
	}
	_, runaway := likelihood.Unpenalized(plain, start, far, r.Names, floats.Sum(l.w)/float64(l.n))
	return runaway
}
