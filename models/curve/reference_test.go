package curve

import (
	"testing"
)

// want is what a fit must be: of each parameter its value and, unless 0, its
// standard error; of the ceiling the profile interval, unless 0.
type want struct {
	values, se             []float64
	lower, upper           float64
	rss, aicc, lag1, loose float64
}

// R 4.2.2: nlsLM of minpack.lm from many starts, confint of MASS for the
// ceiling.
var growth = []struct {
	data, x, y string
	model      Model
	want
}{
	{"growth_wechat_mau_q", "t", "mau", Logistic, want{[]float64{1203.35787206705, 0.674276849175543, 2.47574074110454},
		[]float64{11.8903932911171, 0.0167807995530933, 0.0434939675575433}, 1179.72306950275, 1229.23022686827,
		6633.30282014897, 167.210973136693, 0.560743019104869, 1e-4}},
	{"growth_wechat_mau_q", "t", "mau", Gompertz, want{[]float64{1315.92191707994, 0.410924396217729, 1.80893103690468},
		[]float64{17.9381740838271, 0.0118608282063781, 0.0422620665969235}, 1281.48817586734, 1354.62499631536,
		5344.97181842772, 160.948522574147, 0.592829315422607, 1e-4}},
	{"growth_wechat_mau_q", "t", "mau", Richards, want{[]float64{1268.19945450842, 0.49152515604118, -0.348740265311475, 0.305083263667758},
		[]float64{29.238439532129, 0.0528956400980331, 1.69585201255865, 0.19480448616798}, 0, 0,
		4896.58931468893, 161.349647904384, 0.54297294720822, 2e-3}},
	{"growth_chicken", "time", "weight", Logistic, want{[]float64{4.1117249807029, 0.437578612099907, 6.81074437150477},
		[]float64{0.0941578372375566, 0.0210007758435365, 0.158295897473068}, 3.91622284490229, 4.35034100025945,
		0.0565603207965547, -57.6861602600329, 0.523691060711831, 1e-4}},
	{"growth_chicken", "time", "weight", Gompertz, want{[]float64{4.73351338417776, 0.238586759660775, 5.95233121192551},
		[]float64{0.0396952743561415, 0.00332498284715299, 0.04551635007313}, 4.64827057855528, 4.8244833152511,
		0.00256552944546491, -97.8970169792364, 0.303294937025903, 1e-4}},
	{"growth_metal", "t", "substitution", Logistic, want{[]float64{0.940577897396485, 0.988362518052827, 2.19092707600457},
		[]float64{0.0123258191207171, 0.0559573891996237, 0.0629171737279772}, 0.914439425402025, 0.968734058647938,
		0.00997928071061807, -115.154446009411, 0.209517062620762, 1e-4}},
	{"growth_metal", "t", "substitution", Gompertz, want{[]float64{0.973925835022953, 0.641644050310472, 1.60379346832684},
		[]float64{0.0173687338646623, 0.0419701912921145, 0.0645839600348964}, 0.938962148501608, 1.01404895629942,
		0.0116039374224466, -112.590277209031, 0.201131223239299, 1e-4}},
	{"growth_metal", "t", "substitution", Richards, want{[]float64{0.950459149070341, 0.847113150621445, 1.39009392680853, 0.596614245032473},
		[]float64{0.0170282639719249, 0.142654910870129, 1.10418367012504, 0.398502223917269}, 0, 0,
		0.00934620805522133, -112.147419144467, 0.152699848024678, 2e-3}},
}

func TestReferenceGrowth(t *testing.T) {
	for _, c := range growth {
		t.Run(c.data+" "+string(c.model), func(t *testing.T) {
			var data map[string][]float64
			if c.data == "growth_wechat_mau_q" {
				data = table(t, c.data)
			} else {
				data = outside(t, c.data)
			}
			f := must(Fit(data[c.x], data[c.y], Options{Model: c.model}))(t)
			if f.Model != c.model || !f.Converged {
				t.Errorf("%s, converged %t", f.Model, f.Converged)
			}
			match(t, f, c.want)
		})
	}
}

func match(t *testing.T, f *Fitted, w want) {
	t.Helper()
	for j, p := range f.Parameters {
		near(t, p.Name, p.Value, w.values[j], w.loose)
		if w.se != nil {
			near(t, "se of "+p.Name, p.SE, w.se[j], 10*w.loose)
		}
	}
	if w.lower != 0 {
		near(t, "lower end", f.Parameters[0].Lower, w.lower, 2e-3)
		near(t, "upper end", f.Parameters[0].Upper, w.upper, 2e-3)
	}
	near(t, "rss", f.RSS, w.rss, 1e-2*w.loose)
	if w.aicc != 0 {
		near(t, "aicc", f.AICc, w.aicc, 1e-2*w.loose)
		near(t, "lag-1 autocorrelation", f.Autocorrelation, w.lag1, w.loose)
	}
}

// On the chickens' weights ν runs to 0 (R 4.2.2: the sum of squares does not
// come below the Gompertz's, t0 is anywhere).
func TestRichardsCollapses(t *testing.T) {
	data := outside(t, "growth_chicken")
	f := must(Fit(data["time"], data["weight"], Options{Model: Richards}))(t)
	if f.Model != Gompertz || len(f.Warnings) == 0 || len(f.Parameters) != 3 {
		t.Errorf("%s with %d parameters, warnings %q", f.Model, len(f.Parameters), f.Warnings)
	}
	near(t, "K", f.Parameters[0].Value, 4.73351338417776, 1e-6)
}

// Srinivasan and Mason (1986) print the third digits of room air conditioners
// to ultrasound; the others are by R 4.2.2, minpack.lm from five starts.
var diffusion = []struct {
	data       string
	increments want
	regression regression
}{
	{"bass_room_ac",
		want{[]float64{18712.74159, 0.009442077367, 0.3747628286}, []float64{1410.54, 0.00203841, 0.0402189}, 0, 0, 341468.4125, 0, 0, 1e-4},
		regression{290.41506, 0.38795375, -2.369316e-05, 17091.253, 0.016992029, 0.40494578}},
	{"bass_clothes_dryers",
		want{[]float64{16497.00458, 0.01359624349, 0.3267023928}, []float64{1234.34, 0.00230032, 0.0364127}, 0, 0, 212777.4403, 0, 0, 1e-4},
		regression{299.72945, 0.32852711, -2.278302e-05, 15280.763, 0.019614822, 0.34814193}},
	{"bass_ultrasound",
		want{[]float64{167.3775694, 0.001317897601, 0.6206044262}, []float64{16.4585, 0.000874251, 0.0811995}, 0, 0, 162.8113673, 0, 0, 1e-4},
		regression{-0.25609486, 0.54118258, -0.0030171989, 178.89142, -0.0014315659, 0.53975101}},
	{"bass_foreign_language",
		want{[]float64{35.84089376, 0.001479326878, 0.7409734852}, []float64{4.02273, 0.00114248, 0.1108}, 0, 0, 9.768444153, 0, 0, 1e-4},
		regression{-0.20710679, 0.71913733, -0.019490191, 36.607121, -0.0056575546, 0.71347978}},
}

func TestReferenceBass(t *testing.T) {
	for _, c := range diffusion {
		t.Run(c.data, func(t *testing.T) {
			data := table(t, c.data)
			f := must(Fit(data["t"], data["adopters"], Options{Model: Bass}))(t)
			if !f.Converged {
				t.Error("not converged")
			}
			match(t, f, c.increments)
			years := must(Fit(data["year"], data["adopters"], Options{Model: Bass}))(t)
			near(t, "q by calendar year", years.Parameters[2].Value, f.Parameters[2].Value, 1e-9)

			g, ok := bassRegression(data["adopters"])
			if ok != (c.regression.a > 0) {
				t.Errorf("regression is of use: %t", ok)
			}
			for _, v := range [][2]float64{{g.a, c.regression.a}, {g.b, c.regression.b}, {g.c, c.regression.c},
				{g.m, c.regression.m}, {g.p, c.regression.p}, {g.q, c.regression.q}} {
				near(t, "regression", v[0], v[1], 1e-5)
			}
		})
	}
}

// Python 3, scipy 1.10.1.
func TestReferenceCrossings(t *testing.T) {
	near(t, "crossing of a tenth", bassCrossing(0.01, 0.4, 0.1), 4.182435190468113, 1e-12)
	near(t, "crossing of a half", bassCrossing(0.001, 0.6, 0.5), 10.649346830796707, 1e-12)
	near(t, "peak", bassPeak(0.001, 0.6), 10.64380974245615, 1e-12)
	near(t, "share at the crossing", bassShare(0.01, 0.4, bassCrossing(0.01, 0.4, 0.1), nil), 0.1, 1e-12)
}
