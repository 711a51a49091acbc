package cluster

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/optimize"
)

// Intercepts is a logistic regression in which each group has an intercept of
// its own, drawn from a normal distribution:
//
//	log odds = intercept + slope·x + SD·u(group),  u ~ N(0, 1)
type Intercepts struct {
	Intercept, Slope float64 // log odds; per unit of x
	SD               float64 // of the groups' intercepts, at least 0 [log odds]
	LogLik           float64 // maximized log likelihood
	Ratio            float64 // likelihood-ratio statistic against SD = 0
	Groups, N        int
}

// ErrTooFew says that there are not two groups and both outcomes.
var ErrTooFew = errors.New("random intercepts: two groups and both outcomes are needed")

// nodes of the Gauss–Hermite quadrature of a group's intercept.
const nodes = 41

// Normal returns the n nodes and weights of the Gauss–Hermite quadrature of a
// standard normal variable.
func Normal(n int) (at, weight []float64) {
	at, weight = make([]float64, n), make([]float64, n)
	quad.Hermite{}.FixedLocations(at, weight, math.Inf(-1), math.Inf(1))
	for k := range at { // from the weight exp(-z²) to the normal density
		at[k], weight[k] = at[k]*math.Sqrt2, weight[k]/math.Sqrt(math.Pi)
	}
	return at, weight
}

// FitIntercepts fits a random intercept for each group by maximum likelihood,
// with quadrature over 41 nodes. All slices have one element per row; won is 1
// or 0. It fails without two groups, without both outcomes, and where the
// maximum is not found.
func FitIntercepts(x, won []float64, groups []string) (Intercepts, error) {
	if len(x) != len(won) || len(groups) != len(won) {
		return Intercepts{}, fmt.Errorf("random intercepts: %d covariates and %d groups for %d rows: give one each", len(x), len(groups), len(won))
	}
	index := map[string]int{}
	var rows [][]int
	wins := 0.0
	for i, g := range groups {
		k, known := index[g]
		if !known {
			k = len(rows)
			index[g], rows = k, append(rows, nil)
		}
		rows[k] = append(rows[k], i)
		wins += won[i]
	}
	if len(rows) < 2 || wins == 0 || wins == float64(len(won)) {
		return Intercepts{}, ErrTooFew
	}
	at, weight := Normal(nodes)
	for k, w := range weight {
		weight[k] = math.Log(w)
	}
	minus := func(b []float64) float64 {
		total := 0.0
		terms, loss := make([]float64, nodes), make([]float64, len(won))
		for _, group := range rows {
			for k := range terms {
				terms[k] = weight[k]
				for _, i := range group {
					if k == 0 || b[2] != 0 { // groups that do not differ are the same at every node
						eta := b[0] + b[1]*x[i] + b[2]*at[k]
						loss[i] = math.Log1p(math.Exp(-math.Abs(eta))) + math.Max(0, eta) - won[i]*eta
					}
					terms[k] -= loss[i]
				}
			}
			total -= floats.LogSumExp(terms)
		}
		return total
	}
	rate := wins / float64(len(won))
	start := []float64{math.Log(rate / (1 - rate)), 0}
	alone, err := lowest(func(b []float64) float64 { return minus([]float64{b[0], b[1], 0}) }, start)
	if err != nil {
		return Intercepts{}, err
	}
	best, err := lowest(minus, []float64{alone.X[0], alone.X[1], 1})
	if err != nil {
		return Intercepts{}, err
	}
	return Intercepts{Intercept: best.X[0], Slope: best.X[1], SD: math.Abs(best.X[2]), LogLik: -best.F,
		Ratio: math.Max(0, 2*(alone.F-best.F)), Groups: len(rows), N: len(won)}, nil
}

// lowest minimizes f from start; the function is smooth and of few variables.
func lowest(f func([]float64) float64, start []float64) (*optimize.Result, error) {
	found, err := optimize.Minimize(optimize.Problem{Func: f}, start,
		&optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-10, Iterations: 30}}, &optimize.NelderMead{})
	if err != nil {
		return nil, fmt.Errorf("random intercepts: %w", err)
	}
	return found, nil
}
