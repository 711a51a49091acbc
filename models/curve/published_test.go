package curve

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// published is a fit that others have published, with every parameter's
// estimate, standard error and profile interval; NaN where theirs has none.
type published struct {
	name string
	x, y []float64
	opt  Options
	want [][4]float64
	rss  float64
}

var (
	dnaseX = []float64{0.04882812, 0.04882812, 0.1953125, 0.1953125, 0.390625, 0.390625, 0.78125, 0.78125,
		1.5625, 1.5625, 3.125, 3.125, 6.25, 6.25, 12.5, 12.5}
	dnaseY = []float64{0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374, 0.614, 0.609, 1.019, 1.001, 1.334, 1.364, 1.73, 1.71}
	chickX = []float64{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21}
	chickY = []float64{42, 51, 59, 64, 76, 93, 106, 125, 149, 171, 199, 205}
)

func lnOf(x []float64) []float64 {
	out := slices.Clone(x)
	for i := range out {
		out[i] = math.Log(out[i])
	}
	return out
}

func inverse(y []float64) []float64 {
	out := slices.Clone(y)
	for i := range out {
		out[i] = 1 / (0.01 + out[i])
	}
	return out
}

func steps(from, step float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = from + step*float64(i)
	}
	return out
}

var absent = math.NaN()

// Estimates and standard errors: R 4.2.2, nls, on data that come with R but for:
// sunflower, Reed and Holland (1919), PNAS 5; uspop, the United States' censuses
// of 1790 to 2000 as in Fox and Weisberg, "Nonlinear regression" (2018); Rat43,
// NIST's Statistical Reference Datasets, whose values and standard errors are the
// certified ones; air conditioners, Bass (1969).
var others = []published{
	{"DNase run 1, logistic, two figures at each x", lnOf(dnaseX), dnaseY, Options{Model: Logistic}, [][4]float64{
		{2.345180240963, 0.0781539483700, 2.19350395458, 2.53878529699},
		{0.960195055419, 0.0297528580304, 0.896914794722, 1.02637263986},
		{1.483090313851, 0.0813532123733, 1.32142753561, 1.67874602843}}, 0.00478956897},
	{"DNase run 1, Gompertz", lnOf(dnaseX), dnaseY, Options{Model: Gompertz}, [][4]float64{
		{4.603342521055, 0.6532115639314, 3.53836991591, 6.72899229954},
		{0.333423182159, 0.0307927162339, 0.267201623941, 0.403561313766},
		{2.460447561289, 0.4119897460844, 1.73557730891, 3.63928670819}}, 0.00936163766822},
	{"DNase run 1, lower asymptote", lnOf(dnaseX), dnaseY, Options{Model: Logistic, Lower: true}, [][4]float64{
		{2.37724053365929, 0.1095166507761, absent, absent}, {0.94110601265949, 0.0504803793785, absent, absent},
		{1.50740442851150, 0.1020801154142, absent, absent}, {-0.00789737705396, 0.0171997246013, absent, absent}}, 0.00470725495826},
	{"DNase run 1, K = 2.5", lnOf(dnaseX), dnaseY, Options{Model: Logistic, Fix: map[string]float64{"K": 2.5}}, [][4]float64{
		{2.5, absent, absent, absent}, {0.912618077661, 0.0128490517758, 0.88560577348, 0.940390012434},
		{1.638844391217, 0.0142629956883, 1.60840756375, 1.66975219393}}, 0.00594520957697},
	{"DNase run 1, weights 1/(0.01 + y)", lnOf(dnaseX), dnaseY, Options{Model: Logistic, Weights: inverse(dnaseY)}, [][4]float64{
		{2.251533169432, 0.1070005303182, 2.04875109849, 2.51495433548}, {0.995738833645, 0.0320084051757, 0.931094267693, 1.06541600735},
		{1.383776791401, 0.1101183283138, 1.16738812, 1.64048010756}}, 0.0168919190213},
	{"Chick 1, lower asymptote", chickX, chickY, Options{Model: Logistic, Lower: true}, [][4]float64{
		{348.971164190277, 57.8987823452354, 271.7971853656333, 932.3556843414295},
		{0.149866156506, 0.0224946848056, 0.09028959647844566, 0.1991310215860194},
		{19.390527972959, 2.1944272934126, 16.31302659080957, 34.830082034190106},
		{27.453209389953, 6.6007145291361, 2.3141650075753204, 39.14980818396034}}, 44.2066130347},
	{"Chick 1, logistic", chickX, chickY, Options{Model: Logistic}, [][4]float64{
		{937.0238247169198, 465.8605992535468, absent, absent}, {0.0876793290148, 0.0069592151078, absent, absent},
		{35.2228507138319, 8.3119575384445, absent, absent}}, 76.6623562569},
	{"sunflower", steps(7, 7, 12), []float64{17.93, 36.36, 67.76, 98.1, 131, 169.5, 205.5, 228.3, 247.1, 250.5, 253.8, 254.5},
		Options{Model: Logistic}, [][4]float64{{261.0396385775024, 2.63595968462920, 255.347530813, 267.112171626},
			{0.0877072443376, 0.00300759364483, 0.0813405041271, 0.0945535410526},
			{34.2733847192968, 0.45937621661418, 33.2595975523, 35.3240439501}}, 127.064779627},
	{"uspop", steps(1790, 10, 22), []float64{3.929214, 5.308483, 7.239881, 9.638453, 12.860702, 17.063353, 23.191876, 31.443321, 38.558371,
		50.189209, 62.979766, 76.212168, 92.228496, 106.021537, 123.202624, 132.164569, 151.325798, 179.323175, 203.302031, 226.542199,
		248.709873, 281.421906}, Options{Model: Logistic}, [][4]float64{{440.833636306, 35.00024535525790, 381.478928928, 536.914555505},
		{0.0216058965064, 0.00100712835839, 0.0196130346506, 0.0237187352076},
		{1976.63417694, 7.55580531400616, 1963.00437549, 1995.43647687}}, 457.805624951},
	{"Loblolly 301", []float64{3, 5, 10, 15, 20, 25}, []float64{4.51, 10.89, 28.72, 41.74, 52.70, 60.92}, Options{Model: Gompertz}, [][4]float64{
		{66.914620772323, 3.3652886393543, 58.3120640979, 83.6366691488},
		{0.141018739819, 0.0150085945301, 0.0955127495042, 0.195276292233},
		{9.297603184196, 0.5528967314361, 7.76343049929, 11.9070767776}}, 7.54356272109},
	{"Soybean 1988F1", steps(14, 7, 10), []float64{0.106, 0.261, 0.666, 2.11, 3.56, 6.23, 8.71, 13.35, 16.3417, 17.75083},
		Options{Model: Logistic}, [][4]float64{{20.338426491690, 0.85972919936951, 18.6591102322, 22.718237139},
			{0.104115070945, 0.00710958069148, 0.0889756334203, 0.121564123749},
			{57.402446715960, 1.14437692900349, 55.1015897382, 60.4680209525}}, 1.05664506934},
	{"NIST Rat43", steps(1, 1, 15), []float64{16.08, 33.83, 65.80, 97.20, 191.55, 326.20, 386.87, 520.53, 590.03, 651.92, 724.93, 699.56, 689.96,
		637.56, 717.41}, Options{Model: Richards}, [][4]float64{{699.64151270, 16.302297817, absent, absent},
		{0.75962938329, 0.19566123451, absent, absent}, {6.946975306711, 1.013919225986, absent, absent},
		{1.2792483859, 0.68761936385, absent, absent}}, 8786.4049080},
	{"air conditioners", steps(1949, 1, 13), []float64{96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500},
		Options{Model: Bass}, [][4]float64{{18712.7632432, 1410.54140291, 16041.3256347, 22572.0622539},
			{0.00944212292589, 0.00203841761391, 0.00578898075124, 0.0140207483568},
			{0.374761998659, 0.0402188829992, 0.290757235672, 0.459520580104}}, 341468.412515},
}

// The ends are roots of the profile equation by scipy 1.17.1 (brentq over
// least_squares, nothing interpolated), but for Chick 1. R's confint, which
// reads them off a spline through the profile, is up to 2.4e-4 away from them.
func TestPublished(t *testing.T) {
	for _, c := range others {
		f := must(Fit(c.x, c.y, c.opt))(t)
		if !f.Converged || len(f.Parameters) != len(c.want) {
			t.Fatalf("%s: converged %t, %v", c.name, f.Converged, f.Parameters)
		}
		near(t, c.name+": rss", f.RSS, c.rss, 1e-7)
		for j, p := range f.Parameters {
			for i, v := range []float64{p.Value, p.SE, p.Lower, p.Upper} {
				if w := c.want[j][i]; !math.IsNaN(w) {
					tolerance := [...]float64{3e-5, 1e-4, 2e-5, 2e-5}[i]
					near(t, c.name+": "+p.Name+[...]string{"", " se", " lower", " upper"}[i], v, w, tolerance)
				} else if p.Fixed && i > 0 && !math.IsNaN(v) {
					t.Errorf("%s: %v is given and has an interval", c.name, p)
				}
			}
		}
	}
}

// What a fit says of an x: scipy 1.17.1, the delta method written out.
func TestPredict(t *testing.T) {
	for _, c := range []struct {
		x, y []float64
		opt  Options
		at   float64
		want [5]float64
	}{
		{lnOf(dnaseX), dnaseY, Options{Model: Logistic}, 3, [5]float64{1.9019438681284229, 1.8522227312352515, 1.9516650050215942, 1.837200391839022, 1.9666873444178237}},
		{chickX, chickY, Options{Model: Logistic, Lower: true}, 25, [5]float64{252.06768131252176, 232.2809081327041, 271.8544544923394, 231.55181348126246, 272.58354914378106}},
		{others[len(others)-1].x, others[len(others)-1].y, Options{Model: Bass}, 1963, [5]float64{842.1136138739637, 490.0697703684699, 1194.1574573794574, 300.3937882200132, 1383.8334395279142}},
		{ascending(10), []float64{1.1, 2.3, 4.1, 9.2, 17.5, 31, 44, 62, 70, 77}, Options{Model: Logistic, Log: true}, 12,
			[5]float64{84.26500574777431, 76.14811124005166, 93.24710853678714, 72.00546599669258, 98.61183585699715}},
	} {
		p := must(Fit(c.x, c.y, c.opt))(t).Predict(c.at)
		for i, v := range []float64{p.Value, p.Lower, p.Upper, p.Least, p.Most} {
			near(t, "prediction", v, c.want[i], 1e-5)
		}
	}
}

// A curve without a ceiling that fits as well takes the ceiling away; figures
// that level off keep theirs.
func TestNoCeilingShown(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	line := func(v float64) float64 { return 10 * v }
	root := func(v float64) float64 { return 100 * math.Sqrt(v) }
	ln := func(v float64) float64 { return 100 * math.Log(1+v) }
	for _, c := range []struct {
		name string
		n    int
		of   func(float64) float64
	}{{"linear", 7, line}, {"linear", 5, line}, {"power", 20, root}, {"log", 20, ln}} {
		for _, noise := range []float64{0, 3} {
			if c.n == 5 && noise > 0 {
				continue
			}
			x, y := steps(1, 1, c.n), make([]float64, c.n)
			for i := range y {
				y[i] = c.of(x[i]) + noise*r.NormFloat64()
			}
			for _, opt := range []Options{{}, {Model: Logistic}, {Model: Gompertz, Log: true}, {Widen: true}} {
				f := must(Fit(x, y, opt))(t)
				if f.NoCeiling() == "" {
					t.Errorf("%s, noise %v, %+v: a ceiling of %v, against %v", c.name, noise, opt, f.Parameters[0], f.Rivals())
				}
			}
			if f, err := Fit(x, y, Options{Time: true}); err == nil && f.NoCeiling() == "" {
				t.Errorf("%s, noise %v, errors in x: a ceiling of %v, against %v", c.name, noise, f.Parameters[0], f.Rivals())
			}
		}
	}
	for _, c := range others {
		if slices.Contains([]string{"DNase run 1, logistic, two figures at each x", "sunflower", "NIST Rat43", "air conditioners", "Soybean 1988F1"}, c.name) {
			if why := must(Fit(c.x, c.y, c.opt))(t).NoCeiling(); why != "" {
				t.Errorf("%s: %s", c.name, why)
			}
		}
	}
}

// Fitting rivals leaves the size of errors as it was, also with lower bounds.
func TestRivals(t *testing.T) {
	x := []float64{0, 0.5, 1, 1.4, 2, 2.5, 3.1, 3.5, 4, 5}
	y := []float64{3.1, 5.4, 6.5, 8.1, 8.7, 9.9, 10.2, 11.1, 11.3, 12.9}
	atLeast := make([]bool, len(x))
	atLeast[3], atLeast[6] = true, true
	f := must(Fit(x, y, Options{AtLeast: atLeast}))(t)
	sigma := f.sample.sigma
	if f.Rivals(); f.sample.sigma != sigma {
		t.Error("the size of errors has changed")
	}
	// Least squares of a straight line by its formula: scipy 1.17.1, linregress.
	for _, r := range must(Fit(x, y, Options{}))(t).Rivals() {
		if r.Name == "linear" {
			near(t, "linear", r.RSS, 4.895914602903499, 1e-9)
		}
	}
}

// Upper bounds beside lower ones: scipy 1.17.1, the censored likelihood by
// Nelder–Mead in turns with its step for σ.
func TestUpperBounds(t *testing.T) {
	y := []float64{3, 5, 9, 14, 22, 30, 43, 52, 60, 71, 73, 78}
	least, most := make([]bool, 12), make([]bool, 12)
	least[3], least[6], most[9] = true, true, true
	f := must(Fit(ascending(12), y, Options{Model: Logistic, AtLeast: least, AtMost: most}))(t)
	for j, v := range []float64{82.72087257768857, 0.5190999598021004, 5.979765361955865} {
		near(t, f.Parameters[j].Name, f.Parameters[j].Value, v, 1e-6)
	}
	near(t, "σ", f.sample.sigma*f.sample.scale, 1.1149954635867394, 1e-6)
	near(t, "rss", f.RSS, 5.073418820196631, 1e-6)
	if f.Censored != 3 {
		t.Errorf("%d censored", f.Censored)
	}
}

// The order of two figures at one x does not matter.
func TestRepeats(t *testing.T) {
	x := lnOf(dnaseX)
	swapped := slices.Clone(dnaseY)
	for i := 0; i < len(swapped); i += 2 {
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
	}
	a, b := must(Fit(x, dnaseY, Options{Widen: true}))(t), must(Fit(x, swapped, Options{Widen: true}))(t)
	near(t, "serial correlation", b.Autocorrelation, a.Autocorrelation, 1e-6)
	near(t, "upper end of K", b.Parameters[0].Upper, a.Parameters[0].Upper, 1e-6)
}

// Where the ceiling is not bounded, or a rate is near 0, the intervals stay in
// the range of their parameters: scipy 1.17.1, least_squares from 5 starts on
// the profile, ceilings up to a thousand times the highest figure.
func TestRange(t *testing.T) {
	inf := math.Inf(1)
	quarterly := []float64{5, 11, 30, 50, 100, 130, 200}
	for _, c := range []published{
		{"quarterly, logistic", steps(1, 1, 7), quarterly, Options{Model: Logistic}, [][4]float64{
			{349.65630168, 117.087451801, 207.4115060247826, inf}, {0.66621787609, 0.122883112854, 0.3987196183826548, 1.0627804709134674},
			{6.61280626931, 1.018626623772, 5.07228649558053, inf}}, 256.730556908},
		{"quarterly, Gompertz", steps(1, 1, 7), quarterly, Options{Model: Gompertz}, [][4]float64{
			{1065.7855845, 1016.20157152, 290.90622566791143, inf}, {0.1908849018, 0.079167317165, 0.052533121219995364, 0.4493344026722815},
			{9.73556155331, 4.044316463504, 5.159351756645269, inf}}, 196.27270212},
		{"falling", steps(1, 1, 6), []float64{1000, 500, 250, 125, 60, 30}, Options{Model: Bass}, [][4]float64{
			{1995.79543440, 3.44382696372926, 1984.9084353805115, 2006.7127230283022},
			{0.69270356222, 0.00210095555037, 0.6860559694878292, 0.699120525252032},
			{0.00884725431, 0.00700137850247, 0, 0.031067275387155622}}, 4.42910951109},
	} {
		f := must(Fit(c.x, c.y, c.opt))(t)
		for j, p := range f.Parameters {
			for i, v := range []float64{p.Value, p.SE, p.Lower, p.Upper} {
				if w := c.want[j][i]; v != w {
					near(t, c.name+": "+p.Name+[...]string{"", " se", " lower", " upper"}[i], v, w, 1e-4)
				}
			}
		}
	}
}

// Each end of an interval satisfies its equation where the least sum of squares
// is searched for from 20 random starts, and from the fit.
func TestEndsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	ends, wrong := 0, 0
	for i := range 60 {
		c := Curve{Model: []Model{Logistic, Gompertz}[i%2], K: 100, R: 0.5 + r.Float64(), T0: 1 + 9*r.Float64()}
		x, y := noisy(r, c, 6+r.IntN(14), 10, 0.01+0.05*r.Float64(), true, false)
		f, err := Fit(x, y, Options{Model: c.Model, Lower: i%5 == 4})
		if err != nil || !f.Converged || f.endless {
			continue
		}
		s := f.sample
		q := s.sigmoid(c.Model)
		least := f.RSS / s.scale / s.scale
		for j, p := range f.Parameters {
			for _, end := range []float64{p.Lower, p.Upper} {
				if math.IsInf(end, 0) || end == 0 {
					continue
				}
				best := math.Inf(1)
				for k := range 21 {
					theta := slices.Clone(f.theta)
					for l := range theta {
						if k > 0 {
							theta[l] += r.NormFloat64()
						}
					}
					value := end / s.scale
					switch p.Name {
					case "K":
						value = math.Log(end / s.scale)
					case "r":
						value = math.Log(end * s.span)
					case "t0":
						value = (end - s.from) / s.span
					}
					_, sum, _ := s.along(q, theta, j, value)
					best = min(best, sum)
				}
				ends++
				if reach := math.Sqrt((best-least)/least*f.df) / f.reach; !(math.Abs(reach-1) < 1e-3) {
					wrong++
					t.Logf("series %d, %s of %s: end %v lies at %v", i, p.Name, c.Model, end, reach)
				}
			}
		}
	}
	if t.Logf("%d ends", ends); wrong > 0 || ends < 200 {
		t.Errorf("%d of %d ends do not hold", wrong, ends)
	}
}
