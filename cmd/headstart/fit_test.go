package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"headstart/models/winrate"
	"headstart/stored"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fitted runs a fit with --json, which must be all that is on stdout, and
// decodes it into want's type, which must have exactly its keys.
func fitted[T any](t *testing.T, args ...string) (T, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(append(append([]string{"fit"}, args...), "--json"), &stdout, &stderr); code != exitDone {
		t.Fatalf("fit %s: exit code %d: %s", strings.Join(args, " "), code, &stderr)
	}
	var document T
	dec := json.NewDecoder(&stdout)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&document); err != nil {
		t.Fatal(err)
	}
	if dec.More() {
		t.Error("there is more than one document")
	}
	return document, stderr.String()
}

// near fails unless got is want within a relative tolerance of 1e-5, that of
// the reference.
func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil || !(math.Abs(*got-want) <= 1e-5*math.Abs(want)) {
		t.Errorf("%s: got %v, want %v", what, deref(got), want)
	}
}

func deref(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

type winrateShape struct {
	N            int `json:"n"`
	Events       int `json:"events"`
	Coefficients []struct {
		Name  string   `json:"name"`
		Value *float64 `json:"value"`
		SE    *float64 `json:"se"`
		Lower *float64 `json:"lower"`
		Upper *float64 `json:"upper"`
		P     *float64 `json:"p"`
	} `json:"coefficients"`
	Level      float64           `json:"level"`
	References map[string]string `json:"references"`
	LogLik     *float64          `json:"loglik_penalized"`
	NullLogLik *float64          `json:"loglik_penalized_null"`
	Separation *bool             `json:"separation"`
	Warnings   *[]string         `json:"warnings"`
}

// Sources: endometrial, Heinze and Schemper (2002), by logistf and brglm2 of
// R; duel_toy, invented numbers, by an independent implementation.
func TestFitWinrateReference(t *testing.T) {
	const folder = "../../models/winrate/testdata/reference/"
	type coefficient struct {
		name                    string
		value, se, lower, upper float64
	}
	for _, c := range []struct {
		file, outcome, covariates string
		n, events                 int
		loglik                    float64
		coefficients              []coefficient
	}{
		{"endometrial.csv", "HG", "NV,PI,EH", 79, 30, -24.037267800697926, []coefficient{
			{"(intercept)", 3.7745597136470237, 1.4886916634356553, 1.0825371084476993, 7.20928049824693},
			{"NV", 2.9292733531970945, 1.5507637294530388, 0.6097244363031982, 7.854631713875063},
			{"PI", -0.03475175987043377, 0.03957814734776302, -0.12445872085172816, 0.04045547318060386},
			{"EH", -2.6041639252936526, 0.7760176425015628, -4.365183247263232, -1.232721057217003},
		}},
		{"duel_toy.csv", "win", "lead,owner", 16, 7, -1.0778318353801555, []coefficient{
			{"(intercept)", -2.2836871164398085, 2.1682437793547957, math.NaN(), 1.35029898507179}, // the lower end: see models/winrate
			{"lead", 0.38996776626309493, 0.233509722482154, 0.04867839543299894, 2.152021052718931},
			{"owner", -3.5498553885554176, 2.0665647598159027, -24.526042003876007, -0.3440416508094009},
		}},
	} {
		got, stderr := fitted[winrateShape](t, "winrate", folder+c.file, "--outcome", c.outcome, "--covariates", c.covariates)
		if got.N != c.n || got.Events != c.events || len(got.Coefficients) != len(c.coefficients) {
			t.Fatalf("%s: n %d, events %d, %d coefficients", c.file, got.N, got.Events, len(got.Coefficients))
		}
		near(t, c.file+" penalized log likelihood", got.LogLik, c.loglik)
		for i, want := range c.coefficients {
			k := got.Coefficients[i]
			if k.Name != want.name {
				t.Errorf("%s: coefficient %d is %q, want %q", c.file, i, k.Name, want.name)
			}
			near(t, c.file+" "+k.Name, k.Value, want.value)
			near(t, c.file+" se of "+k.Name, k.SE, want.se)
			if !math.IsNaN(want.lower) {
				near(t, c.file+" lower of "+k.Name, k.Lower, want.lower)
			}
			near(t, c.file+" upper of "+k.Name, k.Upper, want.upper)
			if k.P == nil || !(*k.P >= 0 && *k.P <= 1) {
				t.Errorf("%s: p of %s is %v", c.file, k.Name, deref(k.P))
			}
		}
		// Both are separated: a note says so, in the document and on stderr.
		if got.Separation == nil || !*got.Separation || got.Warnings == nil || len(*got.Warnings) == 0 || !strings.Contains(stderr, "warning: separation: ") {
			t.Errorf("%s: separation %v, warnings %v, stderr %q", c.file, got.Separation, got.Warnings, stderr)
		}
	}
}

type survivalShape struct {
	N      int      `json:"n"`
	Events int      `json:"events"`
	Median *float64 `json:"median"`
	Steps  []struct {
		Time     *float64 `json:"time"`
		AtRisk   int      `json:"at_risk"`
		Events   int      `json:"events"`
		Survival *float64 `json:"survival"`
		Lower    *float64 `json:"lower"`
		Upper    *float64 `json:"upper"`
	} `json:"km"`
	Cox []struct {
		Name string   `json:"name"`
		Coef *float64 `json:"coef"`
		SE   *float64 `json:"se"`
		P    *float64 `json:"p"`
	} `json:"cox"`
	Warnings *[]string `json:"warnings"`
}

// Sources: lung and aml, data sets of R's survival package, by its survfit
// (conf.type = "log-log") and coxph; monotone_surv_toy, invented numbers, by
// coxphf.
func TestFitSurvivalReference(t *testing.T) {
	const folder = "../../models/survival/testdata/"
	got, stderr := fitted[survivalShape](t, "survival", folder+"lung_complete.csv", "--time", "time", "--event", "event", "--covariates", "age,sex,ph.ecog")
	if got.N != 227 || got.Events != 164 || stderr != "" {
		t.Errorf("lung: n %d, events %d, stderr %q", got.N, got.Events, stderr)
	}
	near(t, "lung: median", got.Median, 310)
	for _, want := range []struct{ time, survival, lower, upper float64 }{
		{100, 0.867774998339716, 0.816357113484541, 0.905625419329477},
		{365, 0.411044450999536, 0.340264170465828, 0.4803679743623},
		{700, 0.143018781010125, 0.0897669205693084, 0.208250625124308},
	} {
		last := -1
		for i, k := range got.Steps {
			if *k.Time <= want.time {
				last = i
			}
		}
		near(t, "lung: survival", got.Steps[last].Survival, want.survival)
		near(t, "lung: lower", got.Steps[last].Lower, want.lower)
		near(t, "lung: upper", got.Steps[last].Upper, want.upper)
	}
	for i, want := range []struct {
		name     string
		coef, se float64
	}{{"age", 0.0110667645961186, 0.0092674110143657}, {"sex", -0.552612395531837, 0.167739053783422}, {"ph.ecog", 0.463728475115732, 0.113577266161371}} {
		if got.Cox[i].Name != want.name {
			t.Errorf("lung: covariate %d is %q", i, got.Cox[i].Name)
		}
		near(t, "lung: "+want.name, got.Cox[i].Coef, want.coef)
		near(t, "lung: se of "+want.name, got.Cox[i].SE, want.se)
	}

	got, _ = fitted[survivalShape](t, "survival", folder+"aml.csv", "--time", "time", "--event", "status", "--covariates", "x")
	near(t, "aml: x", got.Cox[0].Coef, -0.915532575014773)
	near(t, "aml: se of x", got.Cox[0].SE, 0.511934275172009)

	got, stderr = fitted[survivalShape](t, "survival", folder+"monotone_surv_toy.csv", "--time", "time", "--event", "event", "--covariates", "follower")
	near(t, "toy: follower", got.Cox[0].Coef, 3.48226367781948)
	near(t, "toy: se of follower", got.Cox[0].SE, 1.64689372811364)
	if got.Warnings == nil || len(*got.Warnings) != 1 || !strings.Contains(stderr, "Firth's penalty") {
		t.Errorf("toy: warnings %v, stderr %q", got.Warnings, stderr)
	}
}

// What does not exist is null, and lists are never null.
func TestFitSurvivalNulls(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lives.csv")
	if err := os.WriteFile(file, []byte("t,e\n1,0\n2,1\n3,0\n4,0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, _ := fitted[survivalShape](t, "survival", file, "--time", "t", "--event", "e")
	if got.Median != nil || got.Steps[0].Lower != nil || got.Cox == nil || got.Warnings == nil {
		t.Errorf("median %v, first step %+v, cox %v, warnings %v", deref(got.Median), got.Steps[0], got.Cox, got.Warnings)
	}
}

func TestFigure(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {1, "1.000"}, {-2.6041, "-2.604"}, {0.77601, "0.7760"}, {0.034752, "0.03475"}, {2578.4, "2578"}, {25784, "25784"},
		{1.5e-7, "1.500e-07"}, {2e9, "2.000e+09"}, {math.NaN(), "–"}, {math.Inf(1), "+∞"}, {math.Inf(-1), "-∞"},
	} {
		if got := figure(c.x); got != c.want {
			t.Errorf("%v: got %s, want %s", c.x, got, c.want)
		}
	}
}

// A fit that did not converge has no interval and no p-value, and an end that
// is not certified is named.
func TestFitWithoutEnds(t *testing.T) {
	fit, err := winrate.Fit(winrate.Design{Names: []string{"x"}, X: [][]float64{{1}, {2}, {3}, {4}}, Won: []float64{0, 1, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	fit.Converged = false
	call := &winrateCall{fitCall: &fitCall{source: stored.Source{Paths: []string{"races.csv"}}, level: 0.95}, outcome: "won"}
	a := &winrateAnswer{call: call, fit: fit, references: &stored.Covariates{}}
	if err := call.addCoefficients(t.Context(), nil, a); err != nil {
		t.Fatal(err)
	}
	f := a.fitting()
	var text, document bytes.Buffer
	if err := errors.Join(f.print(&text), printDocument(&document, f.document)); err != nil {
		t.Fatal(err)
	}
	if f.failed == nil || !strings.HasPrefix(f.failed.Error(), "races.csv: the fit did not converge") {
		t.Errorf("failed with %v", f.failed)
	}
	if !strings.Contains(text.String(), "– to –") || strings.Count(document.String(), `"p": null`) != 2 || strings.Count(document.String(), `"lower": null`) != 2 {
		t.Errorf("printed %s%s", &text, &document)
	}
	text.Reset()
	nan := jsonNumber(math.NaN())
	if err := printRatios(&text, []ratioRow{{jsonEstimate{"x", 1, 2, nan, 3}, 0.5, false}}, 0.95, true, "coefficient", "value", "odds ratio"); err != nil {
		t.Fatal(err)
	}
	if strings.Count(text.String(), "not certified to ") != 2 {
		t.Errorf("printed %s", &text)
	}
}
