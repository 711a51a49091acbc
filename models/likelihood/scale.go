package likelihood

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Scale returns the mean and the standard deviation of a covariate, with which
// it is brought to where [Maximize] wants it; weights nil: all 1. An error says
// what to do about a covariate that is the same in every row, or of which the
// arithmetic cannot tell that it is not.
func Scale(name string, values, weights []float64) (center, scale float64, err error) {
	center, scale = stat.PopMeanStdDev(values, weights)
	low, high := slices.Min(values), slices.Max(values)
	switch size := max(high, -low); {
	case low == high:
		err = fmt.Errorf("covariate %q is %v in every row, so there is nothing to compare: leave it out", name, low)
	case math.IsInf(scale, 0) || math.IsNaN(scale):
		err = fmt.Errorf("covariate %q has values up to %.3g: count in a larger unit", name, size)
	case !(size > 1e-150):
		err = fmt.Errorf("covariate %q has no value above %.3g: count in a smaller unit", name, size)
	case scale < 1e-13*size:
		err = fmt.Errorf("covariate %q is %v to %v, which is too small a difference for numbers of that size: subtract %v from it", name, low, high, low)
	}
	return center, scale, err
}

// Counted writes a number of things, one of which has the name.
func Counted(n float64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%.6g %s", n, thing)
}
