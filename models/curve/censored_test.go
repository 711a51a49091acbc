package curve

import (
	"math"
	"testing"
)

// Python 3.11, scipy 1.17.1: the censored likelihood written out with norm.logcdf
// and minimized (Nelder–Mead, BFGS) in turns with its step for σ; limits by
// brentq on the profile at that σ.
func TestCensoredReference(t *testing.T) {
	x, y := ascending(12), []float64{3, 5, 9, 14, 22, 30, 43, 52, 60, 71, 73, 78}
	bounds := make([]bool, 12)
	bounds[3], bounds[6], bounds[9] = true, true, true
	f := must(Fit(x, y, Options{Model: Logistic, AtLeast: bounds}))(t)
	for j, v := range []float64{83.1711207, 0.5263502, 5.96169591} {
		near(t, f.Parameters[j].Name, f.Parameters[j].Value, v, 1e-6)
	}
	near(t, "σ", f.sample.sigma*f.sample.scale, 1.56485275928053, 1e-6)
	near(t, "rss", f.RSS, 8.52584482047773, 1e-6)
	near(t, "lower", f.Parameters[0].Lower, 78.42256352595743, 1e-5)
	near(t, "upper", f.Parameters[0].Upper, 89.17400376792564, 1e-5)
	if f.Censored != 3 || f.N != 12 || !f.Converged {
		t.Errorf("%d of %d censored, converged %t", f.Censored, f.N, f.Converged)
	}
}

// Python 3.11, scipy 1.17.1: least_squares of the x at which y is reached.
func TestTimeReference(t *testing.T) {
	x, y := []float64{0, 0.55, 1.3, 1.9, 2.75, 3.4, 4.3, 5.4}, []float64{10, 20, 50, 100, 200, 300, 400, 500}
	for m, c := range map[Model]want{
		Logistic: {[]float64{536.2284941168416, 1.1981042534280928, 3.236682043928754}, []float64{8.046859142792105, 0.03802362855021327, 0.0727350951161684},
			520.7961627302891, 563.1216256805651, 0.050599658619233184, 0, 0, 1e-6},
		Gompertz: {[]float64{733.5543950776229, 0.465539757463431, 3.284406807761891}, []float64{60.16207555335547, 0.03647413347584403, 0.232835372226598},
			620.8883275850447, 1009.518837092819, 0.07522743411485762, 0, 0, 1e-6},
	} {
		match(t, must(Fit(x, y, Options{Model: m, Time: true}))(t), c)
	}
}

// Python 3.11, scipy 1.17.1: least_squares of ln y.
func TestLogReference(t *testing.T) {
	f := must(Fit(ascending(10), []float64{1.1, 2.3, 4.1, 9.2, 17.5, 31, 44, 62, 70, 77}, Options{Model: Logistic, Log: true}))(t)
	match(t, f, want{[]float64{85.09772678289724, 0.7485671757549274, 5.832185668234179},
		[]float64{3.7668202022974815, 0.015310626999602605, 0.1336030669011475}, 0, 0, 0.018103462248789153, 0, 0, 1e-6})
}

// A bound far below the curve says nothing, and leaves all others as they are;
// one above pulls the curve up.
func TestBoundsPull(t *testing.T) {
	x, y := ascending(12), []float64{3, 5, 9, 14, 22, 30, 43, 52, 60, 68, 73, 78}
	bounds := make([]bool, 12)
	bounds[6] = true
	at := func(v float64) *Fitted {
		y[6] = v
		return must(Fit(x, y, Options{Model: Logistic, AtLeast: bounds}))(t)
	}
	low := at(4)
	without := must(Fit(append(x[:6:6], x[7:]...), append(y[:6:6], y[7:]...), Options{Model: Logistic}))(t)
	for j, p := range low.Parameters {
		near(t, p.Name+" with a low bound", p.Value, without.Parameters[j].Value, 1e-6)
	}
	if high := at(48); !(high.At(6) > low.At(6)+1) {
		t.Errorf("with at least 48 the curve is at %v, with at least 4 at %v", high.At(6), low.At(6))
	}
}

func TestLowerTail(t *testing.T) {
	// R 4.2.2: pnorm(z, log.p = TRUE), dnorm(z)/pnorm(z).
	for _, c := range [][3]float64{
		{0, -0.693147180559945, 0.797884560802865},
		{-2, -3.78318433368203, 2.37321553282284},
		{3, -0.00135080996474819, 0.00443783904212566},
		{-40, -804.608442013754, 40.0249688472072},
	} {
		ln, hazard := lowerTail(c[0])
		near(t, "ln Φ", ln, c[1], 1e-6)
		near(t, "φ/Φ", hazard, c[2], 1e-4)
	}
	before, _ := lowerTail(math.Nextafter(-30, -31))
	after, _ := lowerTail(math.Nextafter(-30, 0))
	near(t, "at the seam", before, after, 1e-5)
}

func ascending(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}
