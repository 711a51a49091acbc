package survival

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// table reads a data set of testdata, by column.
//
// lung_complete: the 227 complete rows of lung (Loprinzi et al. 1994), aml
// (Miller 1997), both as shipped by R's survival; monotone_surv_toy: invented.
func table(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	file, err := os.Open("testdata/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := make(map[string][]float64)
	for _, record := range records[1:] {
		for j, cell := range record {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			columns[records[0][j]] = append(columns[records[0][j]], v)
		}
	}
	return columns
}

func ints(column []float64) []int {
	out := make([]int, len(column))
	for i, v := range column {
		out[i] = int(v)
	}
	return out
}

func labels(column []float64) []string {
	out := make([]string, len(column))
	for i, v := range column {
		out[i] = fmt.Sprint(v)
	}
	return out
}

func lung(t testing.TB) (Sample, []Covariate) {
	d := table(t, "lung_complete")
	return Sample{Time: d["time"], Event: ints(d["event"])},
		[]Covariate{{"age", d["age"]}, {"sex", d["sex"]}, {"ph.ecog", d["ph.ecog"]}}
}

func aml(t testing.TB) (Sample, []Covariate) {
	d := table(t, "aml")
	return Sample{Time: d["time"], Event: ints(d["status"])}, []Covariate{{"x", d["x"]}}
}

func toy(t testing.TB) (Sample, []Covariate) {
	d := table(t, "monotone_surv_toy")
	return Sample{Time: d["time"], Event: ints(d["event"])}, []Covariate{{"follower", d["follower"]}}
}

// near checks a value within a share of the wanted one; NaN wants NaN.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

// must stops the test on an error: must(KaplanMeier(s, 0.95))(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// usual is the level of the intervals in the tests.
const usual = 0.95

var nan = math.NaN()

// All wanted values: R 4.2, survival 3.5-3, survfit(conf.type = "log-log").
func TestKaplanMeierReference(t *testing.T) {
	check := func(what string, got, want Estimate) {
		t.Helper()
		near(t, what, got.Value, want.Value, 1e-10)
		near(t, what+" se", got.SE, want.SE, 1e-10)
		near(t, what+" lower", got.Lower, want.Lower, 1e-10)
		near(t, what+" upper", got.Upper, want.Upper, 1e-10)
	}
	s, _ := lung(t)
	c := must(KaplanMeier(s, usual))(t)
	if c.N != 227 || c.Events != 164 {
		t.Errorf("lung: %v lives and %v events, want 227 and 164", c.N, c.Events)
	}
	check("lung S(100)", c.At(100), Estimate{0.867774998339716, 0.0224890858958997, 0.816357113484541, 0.905625419329477})
	check("lung S(365)", c.At(365), Estimate{0.411044450999536, 0.0359360592519578, 0.340264170465828, 0.4803679743623})
	check("lung S(700)", c.At(700), Estimate{0.143018781010125, 0.0304684879838665, 0.0897669205693084, 0.208250625124308})
	check("lung 10 %", c.Quantile(0.1), Estimate{81, nan, 54, 107})
	check("lung 25 %", c.Quantile(0.25), Estimate{175, nan, 145, 194})
	check("lung median", c.Quantile(0.5), Estimate{310, nan, 284, 361})
	check("lung 75 %", c.Quantile(0.75), Estimate{550, nan, 457, 643})
	check("lung 90 %", c.Quantile(0.9), Estimate{735, nan, 687, nan})

	s, x := aml(t)
	names, groups := s.Split(labels(x[0].Values))
	if !slices.Equal(names, []string{"0", "1"}) {
		t.Fatalf("aml groups %q", names)
	}
	c0, c1 := must(KaplanMeier(groups[0], usual))(t), must(KaplanMeier(groups[1], usual))(t)
	check("aml x=0 S(12)", c0.At(12), Estimate{0.583333333333333, 0.142318760638328, 0.270138924085497, 0.800940192333387})
	check("aml x=0 S(24)", c0.At(24), Estimate{0.486111111111111, 0.148130062553483, 0.191876619618728, 0.729671569779485})
	check("aml x=1 S(12)", c1.At(12), Estimate{0.909090909090909, 0.0866784172041448, 0.50808020576993, 0.986673822667823})
	check("aml x=1 S(24)", c1.At(24), Estimate{0.613636363636364, 0.152632331027312, 0.265752040001286, 0.835299243250221})
	check("aml x=0 median", c0.Quantile(0.5), Estimate{23, nan, 5, 33})
	check("aml x=1 median", c1.Quantile(0.5), Estimate{31, nan, 13, nan})

	// The whole table of aml x=0, from the same.
	want := []Step{
		{5, 12, 2, 0, 0, Estimate{0.833333333333333, nan, 0.4817149421953789, 0.95550936572806}},
		{8, 10, 2, 0, 0, Estimate{0.666666666666667, nan, 0.3370189325414020, 0.85971179908444}},
		{12, 8, 1, 0, 0, Estimate{0.583333333333333, nan, 0.2701389240854973, 0.80094019233339}},
		{16, 7, 0, 0, 1, Estimate{0.583333333333333, nan, 0.2701389240854973, 0.80094019233339}},
		{23, 6, 1, 0, 0, Estimate{0.486111111111111, nan, 0.1918766196187283, 0.72967156977949}},
		{27, 5, 1, 0, 0, Estimate{0.388888888888889, nan, 0.1262720121953937, 0.64981740828932}},
		{30, 4, 1, 0, 0, Estimate{0.291666666666667, nan, 0.0724016089077718, 0.56088605267141}},
		{33, 3, 1, 0, 0, Estimate{0.194444444444444, nan, 0.0311986429312119, 0.46142947623811}},
		{43, 2, 1, 0, 0, Estimate{0.097222222222222, nan, 0.0057463056958638, 0.34890386111075}},
		{45, 1, 1, 0, 0, Estimate{0, nan, nan, nan}},
	}
	if len(c0.Steps) != len(want) {
		t.Fatalf("aml x=0: %d steps, want %d", len(c0.Steps), len(want))
	}
	for i, w := range want {
		g := c0.Steps[i]
		if g.Time != w.Time || g.AtRisk != w.AtRisk || g.Events != w.Events || g.Censored != w.Censored {
			t.Errorf("aml x=0 step %d: got %+v, want %+v", i, g, w)
		}
		g.SE = nan
		check(fmt.Sprintf("aml x=0 S(%v)", w.Time), g.Estimate, w.Estimate)
	}
	// summary(survfit(conf.int = 0.8), times = 24) of the same.
	c80 := must(KaplanMeier(groups[0], 0.8))(t)
	check("aml x=0 S(24), 80 %", c80.At(24), Estimate{0.486111111111111, 0.148130062553483, 0.28952349616194, 0.65720489130473})
}

// All wanted values: R, survival 3.5-3, coxph. Its estimates are converged to
// 1e-9, so they bear out 1e-8.
func TestCoxReference(t *testing.T) {
	for _, test := range []struct {
		name                      string
		data                      func(testing.TB) (Sample, []Covariate)
		options                   CoxOptions
		coef, se                  []float64
		null, loglik, concordance float64
	}{
		{"lung efron", lung, CoxOptions{},
			[]float64{0.0110667645961186, -0.552612395531837, 0.463728475115732},
			[]float64{0.0092674110143657, 0.167739053783422, 0.113577266161371},
			-744.48045576144, -729.230121374862, 0.637135493000455},
		{"lung breslow", lung, CoxOptions{Breslow: true},
			[]float64{0.0110411363857075, -0.551889569637656, 0.46294704033455},
			[]float64{0.00926677011420227, 0.167742448017828, 0.11357405206058},
			-744.692819266161, -729.488705176773, 0.637135493000455},
		{"aml efron", aml, CoxOptions{},
			[]float64{-0.915532575014773}, []float64{0.511934275172009},
			-42.7248392627602, -41.0326155964584, 0.619047619047619},
		{"aml breslow", aml, CoxOptions{Breslow: true},
			[]float64{-0.904219723686211}, []float64{0.512247907304189},
			-42.898123897174, -41.2501143500689, 0.619047619047619},
	} {
		s, x := test.data(t)
		fit := must(Cox(s, x, test.options))(t)
		for j, c := range fit.Coefficients {
			near(t, test.name+" "+c.Name, c.Value, test.coef[j], 1e-8)
			near(t, test.name+" se "+c.Name, c.SE, test.se[j], 1e-8)
		}
		near(t, test.name+" likelihood ratio", fit.LikelihoodRatio.Statistic, 2*(test.loglik-test.null), 1e-10)
		near(t, test.name+" concordance", fit.Concordance, test.concordance, 1e-12)
		if fit.Firth {
			t.Errorf("%s: Firth's penalty was used", test.name)
		}
	}
}

// Wanted values: R, coxphf 1.13.4. Without asking for it, as no maximum exists.
func TestFirthReference(t *testing.T) {
	s, x := toy(t)
	fit := must(Cox(s, x, CoxOptions{}))(t)
	c := fit.Coefficients[0]
	near(t, "follower", c.Value, 3.48226367781948, 1e-7)
	near(t, "se", c.SE, 1.64689372811364, 1e-7)
	near(t, "hazard ratio lower", math.Exp(c.Lower), 3.49739176752634, 1e-7)
	near(t, "hazard ratio upper", math.Exp(c.Upper), 4341.7416521423, 1e-7)
	near(t, "p", c.P, 0.000672717801002198, 1e-7)
	if !fit.Firth || len(fit.Warnings) == 0 {
		t.Errorf("monotone likelihood not noticed: %+v", fit)
	}
}

// Minus returns a - b for estimates of the same level from separate samples,
// such as the restricted means of two groups.
//
// The limits combine the two intervals (Zou and Donner 2008, "MOVER"), which
// for symmetric ones is the usual normal interval of a difference:
//
//	value - sqrt((a - a.Lower)² + (b.Upper - b)²), value + sqrt((a.Upper - a)² + (b - b.Lower)²)
func (a Estimate) Minus(b Estimate) Estimate {
	d := a.Value - b.Value
	return Estimate{
		Value: d,
		SE:    math.Hypot(a.SE, b.SE),
		Lower: d - math.Hypot(a.Value-a.Lower, b.Upper-b.Value),
		Upper: d + math.Hypot(a.Upper-a.Value, b.Value-b.Lower),
	}
}

// Split returns the distinct labels of by, sorted, and for each the sample of
// the rows that carry it, in their order. It panics if by does not have one
// label per row.
func (s Sample) Split(by []string) (labels []string, groups []Sample) {
	if len(by) != len(s.Time) {
		panic("survival: one label per row is needed")
	}
	index := make(map[string]int)
	labels = slices.Compact(slices.Sorted(slices.Values(by)))
	for g, label := range labels {
		index[label] = g
	}
	groups = make([]Sample, len(labels))
	for i, label := range by {
		g := &groups[index[label]]
		g.Time = append(g.Time, s.Time[i])
		g.Event = append(g.Event, s.Event[i])
		if s.Entry != nil {
			g.Entry = append(g.Entry, s.Entry[i])
		}
		if s.Weight != nil {
			g.Weight = append(g.Weight, s.Weight[i])
		}
	}
	return labels, groups
}
