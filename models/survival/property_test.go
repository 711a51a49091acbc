package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// made returns n lives with ties, entries, counts and two covariates, the
// first a switch; the same for the same seed.
func made(seed uint64, n int) (Sample, []Covariate) {
	r := rand.New(rand.NewPCG(seed, 1))
	var s Sample
	x := []Covariate{{Name: "a"}, {Name: "b"}}
	for range n {
		a, b := float64(r.IntN(2)), r.NormFloat64()
		t := math.Ceil(20 * r.ExpFloat64() * math.Exp(-0.5*a-0.3*b))
		s.Time = append(s.Time, t)
		s.Event = append(s.Event, min(1, r.IntN(3)))
		s.Entry = append(s.Entry, math.Floor(t*r.Float64()*0.5))
		s.Weight = append(s.Weight, float64(1+r.IntN(3)))
		x[0].Values, x[1].Values = append(x[0].Values, a), append(x[1].Values, b)
	}
	return s, x
}

func pick[T any](from []T, rows []int) []T {
	if from == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = from[row]
	}
	return out
}

// take returns the given rows.
func take(s Sample, x []Covariate, rows []int) (Sample, []Covariate) {
	out := Sample{pick(s.Time, rows), pick(s.Event, rows), pick(s.Entry, rows), pick(s.Weight, rows), nil}
	var y []Covariate
	for _, c := range x {
		y = append(y, Covariate{c.Name, pick(c.Values, rows)})
	}
	return out, y
}

func scaled(column []float64, by float64) []float64 {
	out := slices.Clone(column)
	for i := range out {
		out[i] *= by
	}
	return out
}

func sameEstimate(t *testing.T, what string, got, want Estimate, tolerance float64) {
	t.Helper()
	near(t, what, got.Value, want.Value, tolerance)
	near(t, what+" se", got.SE, want.SE, tolerance)
	// Limits may be close to 0: their error is measured in standard errors.
	for _, limit := range [][2]float64{{got.Lower, want.Lower}, {got.Upper, want.Upper}} {
		if math.IsNaN(limit[0]) != math.IsNaN(limit[1]) || math.Abs(limit[0]-limit[1]) > tolerance*math.Max(want.SE, math.Abs(want.Value)) {
			t.Errorf("%s limit: got %.15g, want %.15g", what, limit[0], limit[1])
		}
	}
}

// sameCurve compares curves of which the first has its times and areas
// multiplied by k.
func sameCurve(t *testing.T, got, want *Curve, k, tolerance float64) {
	t.Helper()
	if got.N != want.N || got.Events != want.Events || len(got.Steps) != len(want.Steps) {
		t.Fatalf("%v lives, %v events, %v steps; want %v, %v, %v", got.N, got.Events, len(got.Steps), want.N, want.Events, len(want.Steps))
	}
	for i, g := range got.Steps {
		w := want.Steps[i]
		near(t, "time", g.Time, k*w.Time, tolerance)
		if g.AtRisk != w.AtRisk || g.Events != w.Events || g.Censored != w.Censored || g.Competing != w.Competing {
			t.Errorf("step %d: %+v, want %+v", i, g, w)
		}
		sameEstimate(t, "curve", g.Estimate, w.Estimate, tolerance)
	}
	g, w := got.Quantile(0.5), want.Quantile(0.5)
	near(t, "median", g.Value, k*w.Value, tolerance)
}

// sameFit compares fits of which the first has its covariates divided by k.
func sameFit(t *testing.T, got, want *CoxFit, k float64) {
	t.Helper()
	for j, w := range want.Coefficients {
		g := got.Coefficients[j]
		sameEstimate(t, w.Name, g.Estimate, Estimate{k * w.Value, k * w.SE, k * w.Lower, k * w.Upper}, 1e-7)
		near(t, "p", g.P, w.P, 1e-7)
		near(t, "proportional", g.Proportional, w.Proportional, 1e-7)
	}
	near(t, "likelihood ratio", got.LikelihoodRatio.Statistic, want.LikelihoodRatio.Statistic, 1e-8)
	near(t, "concordance", got.Concordance, want.Concordance, 1e-12)
	if got.N != want.N || got.Events != want.Events {
		t.Errorf("%v lives, %v events; want %v, %v", got.N, got.Events, want.N, want.Events)
	}
}

var fits = []CoxOptions{{}, {Breslow: true}, {Firth: true}}

func TestRowOrder(t *testing.T) {
	s, x := made(1, 80)
	rows := rand.New(rand.NewPCG(2, 2)).Perm(80)
	u, y := take(s, x, rows)
	sameCurve(t, must(KaplanMeier(u, usual))(t), must(KaplanMeier(s, usual))(t), 1, 0)
	for _, options := range fits {
		sameFit(t, must(Cox(u, y, options))(t), must(Cox(s, x, options))(t), 1)
	}
}

func TestTimeScale(t *testing.T) {
	s, x := made(3, 80)
	for _, k := range []float64{1.0 / 365.25, 12, 1e9} {
		u := s
		u.Time, u.Entry = scaled(s.Time, k), scaled(s.Entry, k)
		sameCurve(t, must(KaplanMeier(u, usual))(t), must(KaplanMeier(s, usual))(t), k, 1e-9)
		sameCurve(t, must(CumulativeIncidence(u, 1, usual))(t), must(CumulativeIncidence(s, 1, usual))(t), k, 1e-9)
		for _, options := range fits {
			sameFit(t, must(Cox(u, x, options))(t), must(Cox(s, x, options))(t), 1)
		}
	}
}

func TestCovariateScale(t *testing.T) {
	s, x := made(4, 80)
	for _, k := range []float64{1e-6, 1e6} {
		y := []Covariate{{"a", scaled(x[0].Values, k)}, {"b", scaled(x[1].Values, k)}}
		for i := range y[0].Values {
			y[0].Values[i] += 3 * k // the origin does not matter either
		}
		for _, options := range fits {
			got, want := must(Cox(s, y, options))(t), must(Cox(s, x, options))(t)
			sameFit(t, got, want, 1/k)
		}
	}
}

// A row of weight 3 is the same as three rows, but for Efron's ties.
func TestWeightsAreRows(t *testing.T) {
	s, x := made(5, 60)
	var rows []int
	for i, weight := range s.Weight {
		for range int(weight) {
			rows = append(rows, i)
		}
	}
	u, y := take(s, x, rows)
	u.Weight = nil
	sameCurve(t, must(KaplanMeier(u, usual))(t), must(KaplanMeier(s, usual))(t), 1, 1e-12)
	for _, options := range fits[1:] {
		got, want := must(Cox(u, y, options))(t), must(Cox(s, x, options))(t)
		for j := range want.Coefficients { // whose test of proportionality counts rows once
			got.Coefficients[j].Proportional, want.Coefficients[j].Proportional = math.NaN(), math.NaN()
		}
		sameFit(t, got, want, 1)
	}
}

// A life cut in two, the first piece censored where the second enters, says
// the same.
func TestCutLives(t *testing.T) {
	s, x := made(6, 60)
	s.Weight = nil
	var rows []int
	for i := range s.Time {
		rows = append(rows, i, i)
	}
	u, y := take(s, x, rows)
	for i := 0; i < len(rows); i += 2 {
		cut := (s.Time[i/2] + s.Entry[i/2]) / 2
		u.Time[i], u.Event[i], u.Entry[i+1] = cut, 0, cut
	}
	a, b := must(KaplanMeier(s, usual))(t), must(KaplanMeier(u, usual))(t)
	for _, step := range a.Steps {
		sameEstimate(t, "curve", b.At(step.Time), step.Estimate, 1e-12)
	}
	for _, options := range fits {
		got, want := must(Cox(u, y, options))(t), must(Cox(s, x, options))(t)
		for j := range x {
			sameEstimate(t, "coefficient", got.Coefficients[j].Estimate, want.Coefficients[j].Estimate, 1e-7)
		}
		near(t, "concordance", got.Concordance, want.Concordance, 1e-12)
	}
}

// Without censoring everything is counting and averaging.
func TestWithoutCensoring(t *testing.T) {
	s, _ := made(7, 50)
	s.Entry, s.Weight = nil, nil
	n := float64(len(s.Time))
	for i := range s.Event {
		s.Event[i] = 1 + i%2
	}
	all := Sample{Time: s.Time, Event: make([]int, len(s.Time))}
	for i := range all.Event {
		all.Event[i] = 1
	}
	km, odd := must(KaplanMeier(all, usual))(t), must(CumulativeIncidence(s, 2, usual))(t)
	for _, at := range []float64{0, 1, 5, 10, 20, 33.3, 1e6} {
		alive, gone := 0.0, 0.0
		for i, end := range s.Time {
			if end > at {
				alive++
			} else if s.Event[i] == 2 {
				gone++
			}
		}
		p, q := alive/n, gone/n
		near(t, "survival", km.At(at).Value, p, 1e-12)
		near(t, "survival se", km.At(at).SE, math.Sqrt(p*(1-p)/n), 1e-9)
		near(t, "incidence", odd.At(at).Value, q, 1e-12)
		near(t, "incidence se", odd.At(at).SE, math.Sqrt(q*(1-q)/n), 1e-9)
	}
	sorted := slices.Sorted(slices.Values(s.Time))
	near(t, "median", km.Quantile(0.5).Value, (sorted[24]+sorted[25])/2, 0)
}

// The incidences of all causes add up to 1 - S; with one cause they are it.
func TestCausesAddUp(t *testing.T) {
	s, _ := made(8, 100)
	both := s
	both.Event = slices.Clone(s.Event)
	for i, e := range s.Event {
		both.Event[i] = e * (1 + i%2)
	}
	km := must(KaplanMeier(s, usual))(t)
	one := must(CumulativeIncidence(s, 1, usual))(t)
	c1, c2 := must(CumulativeIncidence(both, 1, usual))(t), must(CumulativeIncidence(both, 2, usual))(t)
	last := 0.0
	for i, step := range km.Steps {
		near(t, "sum", c1.Steps[i].Value+c2.Steps[i].Value, 1-step.Value, 1e-12)
		near(t, "one cause", one.Steps[i].Value, 1-step.Value, 1e-12)
		near(t, "one cause se", one.Steps[i].SE, step.SE, 1e-9)
		for _, e := range []Estimate{step.Estimate, c1.Steps[i].Estimate} {
			if e.Value > 0 && e.Value < 1 && !(0 <= e.Lower && e.Lower <= e.Value && e.Value <= e.Upper && e.Upper <= 1) {
				t.Errorf("time %v: %+v out of order", step.Time, e)
			}
		}
		if c1.Steps[i].Value < last {
			t.Errorf("incidence falls at %v", step.Time)
		}
		last = c1.Steps[i].Value
	}
}

// Entries at 0 are no entries; the caller's columns stay as they were.
func TestEntriesAtZero(t *testing.T) {
	s, x := made(9, 70)
	without, with := s, s
	without.Entry, with.Entry = nil, make([]float64, 70)
	times, values := slices.Clone(s.Time), slices.Clone(x[1].Values)
	sameCurve(t, must(KaplanMeier(with, usual))(t), must(KaplanMeier(without, usual))(t), 1, 0)
	for _, options := range fits {
		sameFit(t, must(Cox(with, x, options))(t), must(Cox(without, x, options))(t), 1)
	}
	if !slices.Equal(times, s.Time) || !slices.Equal(values, x[1].Values) {
		t.Error("a caller's column was changed")
	}
}
