package likelihood

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Unidentified is an error of data that do not identify a coefficient: rows are too alike in a covariate, or covariates
// in the rows. It names the covariate. A run reports nothing of such a regression; to whoever asked for it, it is an error.
type Unidentified string

func (e Unidentified) Error() string { return string(e) }

// Scale returns the mean and the standard deviation of a covariate, with which
// it is brought to where [Maximize] wants it; weights nil: all 1. An error says
// what to do about a covariate that is the same in every row, or of which the
// arithmetic cannot tell that it is not.
func Scale(name string, values, weights []float64) (center, scale float64, err error) {
	center, scale = stat.PopMeanStdDev(values, weights)
	low, high := slices.Min(values), slices.Max(values)
	switch size := max(high, -low); {
	case low == high:
		err = Unidentified(fmt.Sprintf("covariate %q is %v in every row, so there is nothing to compare: leave it out", name, low))
	case math.IsInf(scale, 0) || math.IsNaN(scale):
		err = fmt.Errorf("covariate %q has values up to %.3g: count in a larger unit", name, size)
	case !(size > 1e-150):
		err = fmt.Errorf("covariate %q has no value above %.3g: count in a smaller unit", name, size)
	case scale < 1e-13*size:
		err = Unidentified(fmt.Sprintf("covariate %q is %v to %v, which is too small a difference for numbers of that size: subtract %v from it", name, low, high, low))
	}
	return center, scale, err
}

// Collinear returns an error that names the first covariate of which less than
// the share least is left after the best combination of those before it, and these:
// by sums of squares and products, or the information, whose rows have the names. A
// name in brackets, the intercept's, is not named.
func Collinear(products *mat.SymDense, names []string, least float64) error {
	for j := 1; j < len(names); j++ {
		var factor mat.Cholesky
		var combination mat.VecDense
		cross := mat.NewVecDense(j, mat.Row(nil, j, products)[:j])
		if factor.Factorize(products.SliceSym(0, j)) && factor.SolveVecTo(&combination, cross) == nil &&
			products.At(j, j)-mat.Dot(cross, &combination) > least*products.At(j, j) {
			continue
		}
		var with []string
		for k := range combination.Len() {
			if math.Abs(combination.AtVec(k))*math.Sqrt(products.At(k, k)/products.At(j, j)) > 1e-4 {
				with = append(with, names[k])
			}
		}
		return Unidentified(fmt.Sprintf("covariates %s are collinear or nearly so: leave out %q, which follows from the rest", List(append(with, names[j])), names[j]))
	}
	return nil
}

// Pick returns the values of a column at some rows, in their order; nil of no column.
func Pick[T any](column []T, rows []int) []T {
	if column == nil {
		return nil
	}
	values := make([]T, len(rows))
	for i, row := range rows {
		values[i] = column[row]
	}
	return values
}

// List writes names as in: "age", "sex" and "wealth". A name in brackets is left out.
func List(names []string) string {
	var quoted []string
	for _, name := range names {
		if !strings.HasPrefix(name, "(") {
			quoted = append(quoted, fmt.Sprintf("%q", name))
		}
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}

// Counted writes a number of things, one of which has the name.
func Counted(n float64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%.6g %s", n, thing)
}
