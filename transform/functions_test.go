package transform_test

import (
	"context"
	"database/sql"
	"math"
	"testing"

	"headstart/data"
	"headstart/transform"
)

// number runs a query of one double; NaN stands for null.
func number(t testing.TB, db *transform.DB, query string, args ...any) float64 {
	t.Helper()
	got, err := transform.Collect(context.Background(), db, query,
		func(x *sql.NullFloat64) []any { return []any{x} }, args...)
	if err != nil || len(got) != 1 {
		t.Fatalf("%s %v: %d rows, %v", query, args, len(got), err)
	}
	if !got[0].Valid {
		return math.NaN()
	}
	return got[0].Float64
}

// near allows a relative error, and none at 0.
func near(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*math.Abs(want)
}

func TestNormalQuantile(t *testing.T) {
	db := open(t)
	for _, c := range []struct{ p, want float64 }{
		// Abramowitz and Stegun (1964), Table 26.5, and R's qnorm for the digits beyond.
		{0.5, 0},
		{0.975, 1.959963984540054},
		{0.025, -1.959963984540054},
		{0.995, 2.575829303548901},
		{0.9, 1.2815515655446004},
		{0.001, -3.090232306167814},
		{1e-10, -6.361340902404056},
	} {
		if got := number(t, db, "select normal_quantile(?::double)", c.p); !near(got, c.want, 1e-12) {
			t.Errorf("normal_quantile(%g) = %.17g, want %.17g", c.p, got, c.want)
		}
	}
}

func TestBetaQuantile(t *testing.T) {
	db := open(t)
	for _, c := range []struct{ p, a, b, want float64 }{
		// Laws with an inverse in closed form.
		{0.3, 1, 1, 0.3},                                          // uniform: p
		{0.3, 2, 1, math.Sqrt(0.3)},                               // x^2 = p
		{0.3, 1, 2, 1 - math.Sqrt(0.7)},                           // 1 - (1-x)^2 = p
		{0.05, 1, 20, -math.Expm1(math.Log1p(-0.05) / 20)},        // 1 - (1-x)^20 = p
		{0.95, 20, 1, math.Pow(0.95, 1.0/20)},                     // x^20 = p
		{0.5, 7.5, 7.5, 0.5},                                      // symmetry
		{0.2, 0.5, 0.5, math.Pow(math.Sin(0.2*math.Pi/2), 2)},     // arcsine law
		{0.9, 0.5, 0.5, math.Pow(math.Sin(0.9*math.Pi/2), 2)},     // arcsine law
		{0.975, 0.5, 0.5, math.Pow(math.Sin(0.975*math.Pi/2), 2)}, // arcsine law
		{0, 3, 4, 0},
		{1, 3, 4, 1},
	} {
		if got := number(t, db, "select beta_quantile(?::double, ?::double, ?::double)", c.p, c.a, c.b); !near(got, c.want, 1e-12) {
			t.Errorf("beta_quantile(%g, %g, %g) = %.17g, want %.17g", c.p, c.a, c.b, got, c.want)
		}
	}
}

// Few wins in very many races are the hardest case here.
func TestBetaQuantileInTheCorner(t *testing.T) {
	db := open(t)
	for _, c := range []struct{ p, want float64 }{
		// Roots of the regularised incomplete beta function, mpmath 1.3 at 30 digits.
		{0.025, 9.82019966728479323e-08},
		{0.5, 4.54903329615129077e-05},
		{0.975, 5.02237335462097992e-04},
	} {
		if got := number(t, db, "select beta_quantile(?::double, 0.5, 5000.5)", c.p); !near(got, c.want, 1e-10) {
			t.Errorf("beta_quantile(%g, 0.5, 5000.5) = %.17g, want %.17g", c.p, got, c.want)
		}
	}
}

// Outside the domain is NaN, and null gives null.
func TestFunctionsOutside(t *testing.T) {
	db := open(t)
	for call, want := range map[string]string{
		"normal_quantile(0)":                   "nan",
		"normal_quantile(1)":                   "nan",
		"normal_quantile(-0.1)":                "nan",
		"normal_quantile('nan'::double)":       "nan",
		"normal_quantile(null)":                "null",
		"beta_quantile(-0.1, 1, 1)":            "nan",
		"beta_quantile(1.1, 1, 1)":             "nan",
		"beta_quantile(0.5, 0, 1)":             "nan",
		"beta_quantile(0.5, 1, -1)":            "nan",
		"beta_quantile('nan'::double, 1, 1)":   "nan",
		"beta_quantile(0.5, 'nan'::double, 1)": "nan",
		"beta_quantile(null, 1, 1)":            "null",
		"beta_quantile(0.5, 1, null)":          "null",
		"(select max(beta_quantile(x, 1, 1)) from (values (null), (0.5), (0.25)) t (x))": "0.5",
	} {
		got, err := table(db, "select coalesce(cast("+call+" as varchar), 'null') as x")
		if err != nil || got != "x\n"+want+"\n" {
			t.Errorf("%s = %q %v, want %s", call, got, err, want)
		}
	}
}

// The macros of sql/00_macros.sql at the level 0.95.
func TestIntervals(t *testing.T) {
	db := load(t, data.FS)
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method       string
		x, n         int
		lower, upper float64
	}{
		// Wilson score: computed with R 4.2.2; the first four agree to 4 decimals
		// with Newcombe (1998), "Two-sided confidence intervals for the single
		// proportion", Statistics in Medicine 17, Table I, method 3.
		{"wilson", 81, 263, 0.255288519878274, 0.3662095769828},
		{"wilson", 15, 148, 0.0623863995307363, 0.160487241723308},
		{"wilson", 0, 20, 0, 0.161125158052819},
		{"wilson", 1, 29, 0.00611321429276266, 0.171755218793203},
		{"wilson", 0, 3, 0, 0.561497031755045},
		{"wilson", 2, 5, 0.117620774232648, 0.769275718723987},
		// Jeffreys: qbeta of R 4.2.2, with the end at 0 where x is 0, as in Brown,
		// Cai and DasGupta (2001).
		{"jeffreys", 81, 263, 0.254521934991023, 0.365647499174082},
		{"jeffreys", 15, 148, 0.0604485170092964, 0.157643143478741},
		{"jeffreys", 0, 20, 0, 0.116638982904875},
		{"jeffreys", 1, 29, 0.00374617364905708, 0.150077686002232},
		{"jeffreys", 0, 3, 0, 0.535583243042951},
		{"jeffreys", 2, 5, 0.0943903273443441, 0.790583335923995},
	} {
		// What holds for x of n holds, mirrored, for n - x of n.
		for _, mirrored := range []bool{false, true} {
			x, lower, upper := c.x, c.lower, c.upper
			if mirrored {
				x, lower, upper = c.n-c.x, 1-c.upper, 1-c.lower
			}
			gotLower := number(t, db, "select "+c.method+"_lower(?::bigint, ?::bigint, 0.95)", x, c.n)
			gotUpper := number(t, db, "select "+c.method+"_upper(?::bigint, ?::bigint, 0.95)", x, c.n)
			if !near(gotLower, lower, 1e-8) || !near(gotUpper, upper, 1e-8) {
				t.Errorf("%s %d/%d: %.15g to %.15g, want %.15g to %.15g", c.method, x, c.n, gotLower, gotUpper, lower, upper)
			}
		}
	}
	for _, macro := range []string{"wilson_lower", "wilson_upper", "jeffreys_lower", "jeffreys_upper"} {
		if got := number(t, db, "select "+macro+"(0, 0, 0.95)"); !math.IsNaN(got) {
			t.Errorf("%s of no races = %g, want null", macro, got)
		}
	}
}
