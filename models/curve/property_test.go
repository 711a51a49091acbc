package curve

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Without errors the curve itself comes back.
func TestRecovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		c := Curve{Model: []Model{Logistic, Gompertz}[r.IntN(2)], K: math.Exp(40*r.Float64() - 20), R: 0.4 + r.Float64(), T0: 1 + 7*r.Float64()}
		if c.Model == Gompertz {
			c.T0 /= 3 // or the first figures are too small for a float64
		}
		x, y := noisy(r, c, 8+r.IntN(40), 10, 0, r.IntN(2) == 0, false)
		for _, opt := range []Options{{Model: c.Model}, {Model: c.Model, Log: true}, {Model: c.Model, Time: true}} {
			f := must(Fit(x, y, opt))(t)
			for j, v := range []float64{c.K, c.R, c.T0} {
				near(t, f.Parameters[j].Name, f.Parameters[j].Value, v, 1e-6)
			}
			if !f.Converged {
				t.Errorf("%+v: not converged", c)
			}
		}
	}
}

// Units of x and y, and where x begins, change nothing but the unit of the
// answers; and no caller's slice is changed.
func TestUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 60 {
		m := []Model{Logistic, Gompertz, Richards}[i%3]
		c := Curve{Model: []Model{Logistic, Gompertz}[i%2], K: 100, R: 0.8, T0: 5}
		x, y := noisy(r, c, 30, 12, 0.02, i%2 == 0, false)
		opt := Options{Model: m}
		a := must(Fit(x, y, opt))(t)
		scale, stretch, shift := math.Exp(60*r.Float64()-30), math.Exp(10*r.Float64()-5), 2000*r.Float64()
		x2, y2 := make([]float64, len(x)), make([]float64, len(y))
		for i := range x {
			x2[i], y2[i] = shift+stretch*x[i], scale*y[i]
		}
		kept, keptY := slices.Clone(x2), slices.Clone(y2)
		b := must(Fit(x2, y2, opt))(t)
		if !slices.Equal(kept, x2) || !slices.Equal(keptY, y2) {
			t.Fatal("a slice of the caller was changed")
		}
		if a.Model != b.Model || a.Converged != b.Converged {
			t.Fatalf("%s and %s", a.Model, b.Model)
		}
		near(t, "K", b.Parameters[0].Value, scale*a.Parameters[0].Value, 1e-5)
		near(t, "lower", b.Parameters[0].Lower, scale*a.Parameters[0].Lower, 1e-4)
		if !math.IsInf(a.Parameters[0].Upper, 1) {
			near(t, "upper", b.Parameters[0].Upper, scale*a.Parameters[0].Upper, 1e-4)
		}
		near(t, "r", b.Parameters[1].Value, a.Parameters[1].Value/stretch, 1e-4)
		near(t, "rss", b.RSS, scale*scale*a.RSS, 1e-6)
		near(t, "lag 1", b.Autocorrelation, a.Autocorrelation, 1e-3)
	}
}

// Intervals hold the estimate, widen with the level and for serial
// correlation; the band holds the curve.
func TestIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 60 {
		c := Curve{Model: []Model{Logistic, Gompertz}[i%2], K: 100, R: 0.8, T0: 3 + 8*r.Float64()}
		x, y := noisy(r, c, 20, 12, 0.03, true, false)
		narrow := must(Fit(x, y, Options{Model: c.Model, Level: 0.5}))(t)
		wide := must(Fit(x, y, Options{Model: c.Model, Level: 0.99}))(t)
		widened := must(Fit(x, y, Options{Model: c.Model, Level: 0.99, Widen: true}))(t)
		for j := range narrow.Parameters {
			a, b, d := narrow.Parameters[j], wide.Parameters[j], widened.Parameters[j]
			if math.IsInf(a.Value, 1) || math.IsNaN(a.Value) {
				continue
			}
			if !(a.Lower < a.Value && a.Value < a.Upper && b.Lower < a.Lower && a.Upper < b.Upper || math.IsInf(a.Upper, 1)) {
				t.Errorf("series %d, %s: %v at 50%% and %v at 99%%", i, a.Name, a, b)
			}
			if d.Lower > b.Lower+1e-9 || d.Upper < b.Upper-1e-9 || d.Value != b.Value {
				t.Errorf("series %d, %s: %v, widened by %v: %v", i, a.Name, b, widened.Widening, d)
			}
		}
		for _, at := range []float64{-2, 0, 6, 12, 20} {
			a, b := narrow.Predict(at), wide.Predict(at)
			if narrow.covariance != nil && !(b.Lower <= a.Lower && a.Lower <= a.Value && a.Value <= a.Upper && a.Upper <= b.Upper && a.Least <= a.Lower && a.Upper <= a.Most) {
				t.Errorf("series %d at %v: %v, at 99%%: %v", i, at, a, b)
			}
		}
	}
}

// Reaches is where At is that share of the ceiling.
func TestReaches(t *testing.T) {
	data := table(t, "growth_wechat_mau_q")
	for _, m := range []Model{Logistic, Gompertz, Richards} {
		f := must(Fit(data["t"], data["mau"], Options{Model: m}))(t)
		for _, share := range []float64{0.1, 0.5, 0.9} {
			near(t, string(m), f.At(f.Reaches(share)), share*f.Parameters[0].Value, 1e-9)
		}
	}
	data = table(t, "bass_room_ac")
	f := must(Fit(data["year"], data["adopters"], Options{Model: Bass}))(t)
	total := 0.0
	for year := 1949.0; year <= math.Floor(f.Reaches(0.5)); year++ {
		total += f.At(year)
	}
	total += f.At(math.Ceil(f.Reaches(0.5))) * (f.Reaches(0.5) - math.Floor(f.Reaches(0.5)))
	near(t, "bass", total, f.Parameters[0].Value/2, 0.01)
}

// Exponential growth has no ceiling, and its rate is known all the same.
func TestNoCeiling(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	x, y := ascending(15), make([]float64, 15)
	for i := range y {
		y[i] = 3 * math.Exp(0.4*x[i]+0.001*r.NormFloat64())
	}
	for _, opt := range []Options{{Model: Logistic}, {Model: Logistic, Log: true}, {Model: Logistic, Time: true}} {
		f := must(Fit(x, y, opt))(t)
		if k := f.Parameters[0]; !math.IsInf(k.Upper, 1) || !(k.Lower >= 0) {
			t.Errorf("%+v: ceiling %v", opt, k)
		}
		near(t, "rate", f.Parameters[1].Value, 0.4, 0.01)
		if len(f.Warnings) == 0 {
			t.Error("no warning")
		}
		near(t, "one step on", f.At(15), 3*math.Exp(0.4*15), 0.02)
	}
}

// The profile interval of the ceiling holds it about as often as it says: of
// 400 series, within three standard errors of 95 %.
func TestCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	held := 0
	for range 400 {
		c := Curve{Model: Logistic, K: 100, R: 0.8, T0: 6}
		x, y := noisy(r, c, 16, 10, 0.04, true, false)
		k := must(Fit(x, y, Options{Model: Logistic}))(t).Parameters[0]
		if k.Lower <= 100 && 100 <= k.Upper {
			held++
		}
	}
	if held < 367 || held > 393 {
		t.Errorf("%d of 400 intervals hold the ceiling", held)
	}
}

// Serial correlation: the plain interval of AR(1) errors with ρ = 0.6 holds the
// ceiling far too seldom, the widened one more nearly as often as it says.
func TestCoverageWidened(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	plain, widened := 0, 0
	for range 200 {
		c := Curve{Model: Logistic, K: 100, R: 0.8, T0: 5}
		x, y := noisy(r, c, 60, 14, 0, true, false)
		e := 0.0
		for i := range y {
			e = 0.6*e + r.NormFloat64()
			y[i] = max(y[i]+e, 0)
		}
		if k := must(Fit(x, y, Options{Model: Logistic}))(t).Parameters[0]; k.Lower <= 100 && 100 <= k.Upper {
			plain++
		}
		if k := must(Fit(x, y, Options{Model: Logistic, Widen: true}))(t).Parameters[0]; k.Lower <= 100 && 100 <= k.Upper {
			widened++
		}
	}
	if plain > 160 || widened < 170 {
		t.Errorf("of 200 intervals %d hold the ceiling, widened %d", plain, widened)
	}
}

// Auto is the one of lower AICc.
func TestAuto(t *testing.T) {
	data := table(t, "growth_wechat_mau_q")
	if f := must(Fit(data["t"], data["mau"], Options{}))(t); f.Model != Gompertz {
		t.Errorf("auto is %s", f.Model)
	}
}

// Whatever the numbers, there is an answer or an error.
func FuzzFit(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 3.0, 1.0)
	f.Add([]byte{0, 0, 0, 0, 255, 255, 255}, 1e100, 1e-90)
	f.Add([]byte{200, 1, 200, 2, 201, 90, 250, 255}, -5.0, 1e10)
	f.Fuzz(func(t *testing.T, heights []byte, origin, unit float64) {
		if len(heights) > 40 {
			heights = heights[:40]
		}
		var x, y []float64
		var bounds []bool
		for i, h := range heights {
			x, y, bounds = append(x, origin+float64(i)*unit), append(y, float64(h)*unit), append(bounds, h%5 == 0)
		}
		for _, opt := range []Options{{}, {Model: Richards}, {Model: Bass}, {Log: true}, {Time: true}, {AtLeast: bounds}, {Model: Gompertz, Time: true, AtLeast: bounds}} {
			got, err := Fit(x, y, opt)
			if err != nil {
				continue
			}
			for _, p := range got.Parameters {
				if p.Lower > p.Value || p.Value > p.Upper {
					t.Errorf("%+v: %v", opt, p)
				}
			}
			if v := got.At(x[len(x)-1]); math.IsNaN(v) || v < 0 && got.Model != Bass {
				t.Errorf("%+v: at the end %v", opt, v)
			}
		}
	})
}
