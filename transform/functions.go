package transform

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// The scalar functions that queries may use beyond DuckDB's own. All take and
// return doubles; null in, null out; NaN where the arguments are outside the
// function's domain.
var functions = []struct {
	name  string
	arity int
	eval  func(x []float64) float64
}{
	// beta_quantile(p, a, b): the p-quantile of the Beta(a, b) law, by inverting
	// the regularised incomplete beta function.
	{"beta_quantile", 3, func(x []float64) float64 {
		p, a, b := x[0], x[1], x[2]
		if !(p >= 0 && p <= 1 && a > 0 && b > 0) {
			return math.NaN()
		}
		return mathext.InvRegIncBeta(a, b, p)
	}},
	// normal_quantile(p): the p-quantile of the standard normal law.
	{"normal_quantile", 1, func(x []float64) float64 {
		if !(x[0] > 0 && x[0] < 1) {
			return math.NaN()
		}
		return distuv.UnitNormal.Quantile(x[0])
	}},
	// student_quantile(p, df): the p-quantile of Student's t law of df degrees of freedom.
	{"student_quantile", 2, func(x []float64) float64 {
		if !(x[0] > 0 && x[0] < 1 && x[1] > 0) {
			return math.NaN()
		}
		return distuv.StudentsT{Sigma: 1, Nu: x[1]}.Quantile(x[0])
	}},
	// student_tail(x, df): how likely that law is to be above x.
	{"student_tail", 2, func(x []float64) float64 {
		if !(x[1] > 0) || math.IsNaN(x[0]) {
			return math.NaN()
		}
		return distuv.StudentsT{Sigma: 1, Nu: x[1]}.CDF(-x[0])
	}},
	// chi_squared_tail(x, df): how likely the chi-squared law of df degrees of
	// freedom is to be above x.
	{"chi_squared_tail", 2, func(x []float64) float64 {
		if !(x[1] > 0) || math.IsNaN(x[0]) {
			return math.NaN()
		}
		return distuv.ChiSquared{K: x[1]}.Survival(max(0, x[0]))
	}},
}

func registerFunctions(conn *sql.Conn) error {
	double, err := duckdb.NewTypeInfo(duckdb.TYPE_DOUBLE)
	if err != nil {
		return fmt.Errorf("register functions: %w", err)
	}
	for _, f := range functions {
		inputs := make([]duckdb.TypeInfo, f.arity)
		for i := range inputs {
			inputs[i] = double
		}
		udf := scalarFunc{
			config: duckdb.ScalarFuncConfig{InputTypeInfos: inputs, ResultTypeInfo: double},
			eval:   remembered(f.eval),
		}
		if err := duckdb.RegisterScalarUDF(conn, f.name, udf); err != nil {
			return fmt.Errorf("register function %s: %w", f.name, err)
		}
	}
	return nil
}

// remembered is eval, which takes up to three arguments, with what it returned
// before: many rows of a query ask for the same quantile, and a quantile takes
// as long as some twenty rows.
func remembered(eval func(x []float64) float64) func(x []float64) float64 {
	const most = 1 << 14 // results, some 600 KB
	var mu sync.Mutex
	known := map[[3]float64]float64{}
	return func(x []float64) float64 {
		var key [3]float64
		copy(key[:], x)
		mu.Lock()
		y, ok := known[key]
		mu.Unlock()
		if ok {
			return y
		}
		y = eval(x)
		mu.Lock()
		defer mu.Unlock()
		if len(known) == most {
			clear(known)
		}
		known[key] = y
		return y
	}
}

type scalarFunc struct {
	config duckdb.ScalarFuncConfig
	eval   func([]float64) float64
}

func (f scalarFunc) Config() duckdb.ScalarFuncConfig { return f.config }

func (f scalarFunc) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: func(values []driver.Value) (any, error) {
		x := make([]float64, len(values))
		for i, v := range values {
			x[i] = v.(float64)
		}
		return f.eval(x), nil
	}}
}
