package likelihood

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Test is the result of a χ² test: the statistic, its degrees of freedom and
// the probability P of one at least as large if there is nothing to be found.
type Test struct {
	Statistic float64
	DF        int
	P         float64
}

// ChiSquared returns the test of a statistic; all but DF is NaN where that is NaN,
// or there is no degree of freedom.
func ChiSquared(statistic float64, df int) Test {
	if math.IsNaN(statistic) || df == 0 {
		return Test{Statistic: math.NaN(), DF: df, P: math.NaN()}
	}
	// Rounding may leave a statistic of -1e-17 where it is 0.
	return Test{statistic, df, mathext.GammaIncRegComp(float64(df)/2, max(statistic, 0)/2)}
}

// RowError is a bad row of data, counted from 0; -1 where the fault is of the
// data as a whole.
type RowError struct {
	Row    int
	Reason string
}

func (e *RowError) Error() string {
	if e.Row < 0 {
		return e.Reason
	}
	return fmt.Sprintf("row %d: %s", e.Row+1, e.Reason)
}
