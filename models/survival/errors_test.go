package survival

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	inf := math.Inf(1)
	good := Sample{Time: []float64{1, 2, 3, 4}, Event: []int{1, 0, 1, 1}}
	with := func(change func(*Sample)) Sample {
		s := Sample{Time: append([]float64(nil), good.Time...), Event: append([]int(nil), good.Event...)}
		change(&s)
		return s
	}
	a, b := Covariate{"a", []float64{1, 0, 0, 1}}, Covariate{"b", []float64{1, 2, 4, 3}}
	km := func(s Sample) func() error { return func() error { _, err := KaplanMeier(s, usual); return err } }
	cif := func(s Sample, cause int) func() error {
		return func() error { _, err := CumulativeIncidence(s, cause, usual); return err }
	}
	fit := func(s Sample, x ...Covariate) func() error {
		return func() error { _, err := Cox(s, x, CoxOptions{}); return err }
	}
	for _, check := range []struct {
		do   func() error
		want string
	}{
		{km(Sample{}), "kaplan-meier: no rows: at least one life is needed"},
		{km(Sample{Time: []float64{1}}), "kaplan-meier: columns differ in length: 1 times, 0 events, 0 entries, 0 weights, 0 strata"},
		{km(with(func(s *Sample) { s.Time[1] = -2 })), "row 2: time is -2, and a life cannot end before it starts"},
		{km(with(func(s *Sample) { s.Time[2] = nan })), "row 3: time is NaN; fill it in or leave the row out"},
		{km(with(func(s *Sample) { s.Time[2] = inf })), "row 3: time is +Inf"},
		{km(with(func(s *Sample) { s.Event[3] = -1 })), "row 4: event is -1"},
		{km(with(func(s *Sample) { s.Entry = []float64{0, 2, 0, 0} })), "row 2: entry is 2 and time is 2; a life must be followed"},
		{km(with(func(s *Sample) { s.Entry = []float64{0, nan, 0, 0} })), "row 2: entry is NaN and time is 2"},
		{km(with(func(s *Sample) { s.Weight = []float64{1, 1, 0, 1} })), "row 3: weight is 0, and must be above 0"},
		{func() error { _, err := KaplanMeier(good, 95); return err }, "confidence level 95 is not between 0 and 1: try 0.95"},
		{cif(with(func(s *Sample) { s.Event[3] = -1 }), 1), "cumulative incidence: row 4: event is -1; write 0 for censored and 1, 2"},
		{cif(good, 0), "cumulative incidence: cause 0 is not an event code: take 1 or more"},

		{fit(good), "cox regression: no covariates: name at least one"},
		{fit(with(func(s *Sample) { clear(s.Event) }), a), "cox regression: no events: every row is censored"},
		{fit(with(func(s *Sample) { s.Time[0] = -1 }), a), "cox regression: row 1: time is -1, and"},
		{fit(good, Covariate{"sex", []float64{1, 1, 1, 1}}), `covariate "sex" is 1 in every row, so there is nothing to compare: leave it out`},
		{fit(good, a, Covariate{"age", []float64{1, nan, 2, 3}}), `row 2: covariate "age" is NaN: fill it in or leave the row out`},
		{fit(good, Covariate{"age", []float64{1, 2}}), `covariate "age" has 2 values for 4 rows`},
		{fit(good, a, b, Covariate{"sum", []float64{2, 2, 4, 4}}), `covariates "a", "b" and "sum" are collinear or nearly so: leave out "sum"`},
		{fit(good, a, Covariate{"again", []float64{3, 1, 1, 3}}), `covariates "a" and "again" are collinear or nearly so: leave out "again"`},
		{fit(good, a, b, Covariate{"not a", []float64{0, 1, 1, 0}}), `covariates "a" and "not a" are collinear`},
		{fit(Sample{Time: []float64{1, 2, 3, 4}, Event: []int{0, 1, 1, 1}}, Covariate{"first", []float64{1, 0, 0, 0}}),
			`covariate "first" is the same for all at risk whenever an event happens: leave it out`},
	} {
		err := check.do()
		if err == nil {
			t.Errorf("no error; want %q", check.want)
		} else if !strings.Contains(err.Error(), check.want) {
			t.Errorf("got  %q\nwant %q", err, check.want)
		}
	}
}

// What does not exist is NaN.
func TestNotReached(t *testing.T) {
	same := func(what string, got, want Estimate) {
		t.Helper()
		sameEstimate(t, what, got, want, 1e-12)
	}
	// Nothing happens: nothing is learned but that.
	c := must(KaplanMeier(Sample{Time: []float64{1, 2}, Event: []int{0, 0}}, usual))(t)
	same("median", c.Quantile(0.5), Estimate{nan, nan, 1, nan})
	same("S(1)", c.At(1), Estimate{1, 0, math.Sqrt(0.025), 1}) // of two at risk, by Clopper and Pearson
	same("S(3)", c.At(3), Estimate{nan, nan, nan, nan})

	// Level at one half to the end, as print(survfit(…)) in R: 2.
	c = must(KaplanMeier(Sample{Time: []float64{0, 2, 3, 4}, Event: []int{1, 1, 0, 0}}, usual))(t)
	same("median", c.Quantile(0.5), Estimate{2, nan, 0, nan})
	same("S before", c.At(-1), Estimate{1, 0, nan, nan})

	// Level at one half for a while: the middle, as quantile(survfit(…)) in R.
	c = must(KaplanMeier(Sample{Time: []float64{1, 2, 3, 4}, Event: []int{1, 1, 1, 1}}, usual))(t)
	same("quartile", c.Quantile(0.25), Estimate{1.5, nan, 1, 3})
	same("median", c.Quantile(0.5), Estimate{2.5, nan, 1, nan})
	same("S(9)", c.At(9), Estimate{0, 0, nan, nan})

	// The only one watched early on ends: the curve is 0 for good.
	c = must(KaplanMeier(Sample{Time: []float64{1, 5, 6}, Event: []int{1, 1, 0}, Entry: []float64{0, 2, 2}}, usual))(t)
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "all 1 at risk at time 1 had an event") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

// Few rows and many ties, entries and separations: a fit is finite or an
// error says why not.
func TestSmallSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 1))
	reasons := make(map[string]int)
	for range 1000 {
		n := 3 + r.IntN(12)
		var s Sample
		x := []Covariate{{Name: "a"}, {Name: "b"}}
		for range n {
			s.Time = append(s.Time, float64(1+r.IntN(9)))
			s.Event = append(s.Event, r.IntN(2))
			s.Entry = append(s.Entry, float64(r.IntN(2))*0.5)
			x[0].Values = append(x[0].Values, float64(r.IntN(2)))
			x[1].Values = append(x[1].Values, math.Exp(2*r.NormFloat64()))
		}
		fit, err := Cox(s, x[:1+r.IntN(2)], CoxOptions{})
		if err != nil {
			cause, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "cox regression: "), ":")
			reasons[cause]++
			continue
		}
		for _, c := range fit.Coefficients {
			for _, v := range []float64{c.Value, c.SE, c.Lower, c.Upper, c.P} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%+v %+v: %+v", s, x, c)
				}
			}
		}
	}
	for reason := range reasons {
		if !strings.HasPrefix(reason, "no events") && !strings.HasPrefix(reason, "covariate") {
			t.Errorf("%d times: %s", reasons[reason], reason)
		}
	}
}
