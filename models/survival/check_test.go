package survival

import (
	"fmt"
	"math"
	"testing"
)

// Cross-checks beyond the reference cases, each against the program named.

// Causes invented for lung: 1 under 65 years of age, 2 from 65.
// Values: R, survival 3.5-3 and cmprsk (the same digits); standard errors:
// etm, whose variance is the multinomial Greenwood one. The log-log limits
// follow from these.
func TestCumulativeIncidence(t *testing.T) {
	s, x := lung(t)
	event := make([]int, len(s.Event))
	for i, e := range s.Event {
		if event[i] = e; e == 1 && x[0].Values[i] >= 65 {
			event[i] = 2
		}
	}
	s.Event = event
	for _, want := range []struct {
		cause              int
		t, value, variance float64
	}{
		{1, 100, 0.0440750005534279, 0.000185702781664951},
		{1, 365, 0.297106877959696, 0.00105454902323398},
		{1, 700, 0.435742595763743, 0.00149919082894498},
		{2, 100, 0.0881500011068559, 0.000354289109809336},
		{2, 365, 0.291848671040768, 0.00105992079425129},
		{2, 700, 0.421238623226132, 0.0014726693082391},
	} {
		got := must(CumulativeIncidence(s, want.cause, usual))(t).At(want.t)
		what := fmt.Sprintf("cause %d by %v", want.cause, want.t)
		near(t, what, got.Value, want.value, 1e-12)
		near(t, what+" se", got.SE, math.Sqrt(want.variance), 1e-10)
	}

	// One row per distinct time (the first), since lifelines moves ties.
	// Values: lifelines 0.30.3, AalenJohansenFitter; its variance is another
	// one, which differs in the third digit, and so do the limits.
	seen := make(map[float64]bool)
	var u Sample
	for i, at := range s.Time {
		if !seen[at] {
			seen[at] = true
			u.Time, u.Event = append(u.Time, at), append(u.Event, s.Event[i])
		}
	}
	got := must(CumulativeIncidence(u, 1, usual))(t).At(365)
	near(t, "lifelines", got.Value, 0.2953103575765403, 1e-12)
	near(t, "lifelines lower", got.Lower, 0.22758952912946598, 5e-3)
	near(t, "lifelines upper", got.Upper, 0.3660137820314466, 5e-3)
}

// truncated is lung seen from an invented entry on: 7·row mod 50.
func truncated(t testing.TB) (Sample, []Covariate) {
	s, x := lung(t)
	var out Sample
	kept := make([]Covariate, len(x))
	for i := range s.Time {
		entry := float64((i + 1) * 7 % 50)
		if entry >= s.Time[i] {
			continue
		}
		out.Time, out.Event, out.Entry = append(out.Time, s.Time[i]), append(out.Event, s.Event[i]), append(out.Entry, entry)
		for j := range x {
			kept[j].Name = x[j].Name
			kept[j].Values = append(kept[j].Values, x[j].Values[i])
		}
	}
	return out, kept
}

// R, survival 3.5-3: survfit and coxph of Surv(entry, time, event), cox.zph.
func TestLeftTruncation(t *testing.T) {
	s, x := truncated(t)
	c := must(KaplanMeier(s, usual))(t)
	if c.N != 221 || c.Events != 158 {
		t.Errorf("%v lives and %v events, want 221 and 158", c.N, c.Events)
	}
	for _, want := range []struct {
		t float64
		Estimate
	}{
		{30, Estimate{0.927704688238870, 0.0332261478773048, 0.825941557879046, 0.970981891974253}},
		{100, Estimate{0.846036287431689, 0.0351897300387795, 0.761659554826596, 0.902421324437643}},
		{365, Estimate{0.400747338835987, 0.0373829711417087, 0.327320605390250, 0.472975951727607}},
	} {
		got := c.At(want.t)
		near(t, "S", got.Value, want.Value, 1e-12)
		near(t, "SE", got.SE, want.SE, 1e-12)
		near(t, "lower", got.Lower, want.Lower, 1e-12)
		near(t, "upper", got.Upper, want.Upper, 1e-12)
	}
	median := c.Quantile(0.5)
	if median.Value != 306 || median.Lower != 268 || median.Upper != 353 {
		t.Errorf("median %v, want 306 (268, 353)", median)
	}

	fit := must(Cox(s, x, CoxOptions{}))(t)
	coef := []float64{0.00563669058356945, -0.53862570386567232, 0.54701830387556327}
	se := []float64{0.00937454172046204, 0.16998669698048019, 0.11647825416448061}
	for j, c := range fit.Coefficients {
		near(t, c.Name, c.Value, coef[j], 1e-7)
		near(t, c.Name+" se", c.SE, se[j], 1e-7)
	}
	near(t, "likelihood ratio", fit.LikelihoodRatio.Statistic, 2*(706.502502305416-689.842558047945), 1e-10)
	near(t, "concordance", fit.Concordance, 0.634469163615883, 1e-12)

	fit = must(Cox(s, x, CoxOptions{Breslow: true}))(t)
	coef = []float64{0.00562974450431403, -0.53812934319930972, 0.54622768434076241}
	chisq := []float64{0.8252077537802778, 0.1472733475382932, 0.0119116220674016}
	for j, c := range fit.Coefficients {
		near(t, c.Name+" breslow", c.Value, coef[j], 1e-7)
		near(t, c.Name+" proportional", c.Proportional, chisq[j], 1e-5)
	}
	near(t, "proportional", fit.Proportional.Statistic, 8.9226940204684233, 1e-5)
}

// R, survival 3.5-3: summary(coxph), cox.zph.
func TestCoxTests(t *testing.T) {
	s, x := lung(t)
	fit := must(Cox(s, x, CoxOptions{}))(t)
	wald := []float64{0.23241568, 0.00098605, 4.4471e-05}
	zph := []float64{0.664596763116371, 0.128921998810965, 0.151782098908100}
	upper := []float64{1.029661962242, 0.799435127387, 1.986423581288}
	for j, c := range fit.Coefficients {
		near(t, c.Name+" wald", c.P, wald[j], 1e-4)
		near(t, c.Name+" proportional", c.Proportional, zph[j], 1e-6)
		near(t, c.Name+" upper", math.Exp(c.Upper), upper[j], 1e-7)
	}
	near(t, "likelihood ratio p", fit.LikelihoodRatio.P, 1.0828177e-06, 1e-6)
	near(t, "proportional", fit.Proportional.Statistic, 4.46365758875861, 1e-6)

	s, x = aml(t)
	fit = must(Cox(s, x, CoxOptions{}))(t)
	near(t, "aml likelihood ratio p", fit.LikelihoodRatio.P, 0.06581424, 1e-6)
	near(t, "aml wald", fit.Coefficients[0].P, 0.073714861, 1e-6)
}

// Lung in whole months (time/30.4375, rounded up), so that most events are tied.
// R, survival 3.5-3: coxph, cox.zph.
func TestHeavyTies(t *testing.T) {
	s, x := lung(t)
	month := make([]float64, len(s.Time))
	for i, at := range s.Time {
		month[i] = math.Ceil(at / 30.4375)
	}
	s.Time = month
	for _, test := range []struct {
		breslow              bool
		coef, se             []float64
		null, loglik, global float64
	}{
		{false, []float64{0.011163203270203, -0.562268102366295, 0.468846734664156},
			[]float64{0.0092396599559034, 0.1677245106651402, 0.1140286329425302},
			-746.70881488448, -731.01080585936, 4.68754470707917},
		{true, []float64{0.010813250585916, -0.547175114760053, 0.452470365129148},
			[]float64{0.0092266009769558, 0.1677646244557680, 0.1136869825032827},
			-752.92158482295, -738.18060777484, 4.24282833429961},
	} {
		fit := must(Cox(s, x, CoxOptions{Breslow: test.breslow}))(t)
		for j, c := range fit.Coefficients {
			near(t, c.Name, c.Value, test.coef[j], 1e-7)
			near(t, c.Name+" se", c.SE, test.se[j], 1e-7)
		}
		near(t, "likelihood ratio", fit.LikelihoodRatio.Statistic, 2*(test.loglik-test.null), 1e-10)
		near(t, "concordance", fit.Concordance, 0.64354314039345, 1e-12)
		near(t, "proportional", fit.Proportional.Statistic, test.global, 1e-6)
	}
}

// Python 3.11: the penalized Breslow likelihood written out and maximized with
// scipy 1.17.1 (BFGS and Nelder–Mead), limits by brentq on the profile. On the
// toy data alone the same script gives coxphf's numbers to 1e-8.
func TestFirth(t *testing.T) {
	check := func(name string, s Sample, x []Covariate, want []Coefficient) {
		t.Helper()
		fit := must(Cox(s, x, CoxOptions{Firth: true}))(t)
		for j, c := range fit.Coefficients {
			w, what := want[j], name+" "+c.Name
			near(t, what, c.Value, w.Value, 1e-6)
			near(t, what+" se", c.SE, w.SE, 1e-6)
			near(t, what+" lower", c.Lower, w.Lower, 1e-6)
			near(t, what+" upper", c.Upper, w.Upper, 1e-6)
			near(t, what+" p", c.P, w.P, 1e-6)
		}
	}
	s, x := lung(t)
	check("lung", s, x, []Coefficient{
		{Estimate: Estimate{0.010884308551564892, 0.009263979125, -0.0070370960085534215, 0.029255608500651037}, P: 0.2360103320172888},
		{Estimate: Estimate{-0.5476355783144238, 0.167616349616, -0.8819992793670027, -0.2256146317458501}, P: 0.0007661418492403548},
		{Estimate: Estimate{0.46298984913193914, 0.113593981254, 0.24081041890406998, 0.6856653472626563}, P: 4.5502473050176036e-05},
	})
	s, x = aml(t)
	check("aml", s, x, []Coefficient{
		{Estimate: Estimate{-0.8687879723396554, 0.509721102836, -1.9028279935726258, 0.07805840753258392}, P: 0.07235170819903164},
	})
	s, x = toy(t)
	x = append(x, Covariate{"size", []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}})
	check("toy", s, x, []Coefficient{
		{Estimate: Estimate{4.301223398420122, 1.907755768751, 1.6414634656722422, 9.470609341868894}, P: 0.000244727228103092},
		{Estimate: Estimate{-0.29267261638119074, 0.1863337816, -0.754151043919939, 0.028457525484967692}, P: 0.07710707600723861},
	})
}
