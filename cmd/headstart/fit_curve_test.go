package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type curveShape struct {
	Model      string `json:"model"`
	Response   string `json:"response"`
	Parameters []struct {
		Fixed bool     `json:"fixed"`
		Name  string   `json:"name"`
		Value *float64 `json:"value"`
		SE    *float64 `json:"se"`
		Lower *float64 `json:"lower"`
		Upper *float64 `json:"upper"`
	} `json:"parameters"`
	NoCeiling       string               `json:"no_ceiling"`
	Half            *float64             `json:"half"`
	NineTenths      *float64             `json:"nine_tenths"`
	RSS             *float64             `json:"rss"`
	N               int                  `json:"n"`
	Bounds          int                  `json:"bounds"`
	AICc            *float64             `json:"aicc"`
	Rivals          []map[string]any     `json:"rivals"`
	Autocorrelation *float64             `json:"autocorrelation"`
	Widened         *float64             `json:"widened"`
	Level           float64              `json:"level"`
	Predictions     []map[string]float64 `json:"predictions"`
	Converged       *bool                `json:"converged"`
	Warnings        *[]string            `json:"warnings"`
}

func within(t *testing.T, what string, got *float64, want, tolerance float64) {
	t.Helper()
	if got == nil || !(math.Abs(*got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %v, want %v", what, deref(got), want)
	}
}

// Sources: growth_wechat_mau_q, a numeric fixture, and bass_*, series of
// Srinivasan and Mason (1986), by R 4.2.2 (minpack.lm, MASS).
func TestFitCurveReference(t *testing.T) {
	const folder = "../../models/curve/testdata/"
	for _, c := range []struct {
		file, x, y, model, fitted string
		values, se                []float64
		lower, upper, rss, aicc   float64
	}{
		{"growth_wechat_mau_q", "t", "mau", "logistic", "logistic", []float64{1203.35787206705, 0.674276849175543, 2.47574074110454},
			[]float64{11.8903932911171, 0.0167807995530933, 0.0434939675575433}, 1179.72306950275, 1229.23022686827, 6633.30282014897, 167.210973136693},
		{"growth_wechat_mau_q", "t", "mau", "auto", "gompertz", []float64{1315.92191707994, 0.410924396217729, 1.80893103690468},
			[]float64{17.9381740838271, 0.0118608282063781, 0.0422620665969235}, 1281.48817586734, 1354.62499631536, 5344.97181842772, 160.948522574147},
		{"bass_room_ac", "t", "adopters", "bass", "bass", []float64{18712.74159, 0.009442077367, 0.3747628286}, []float64{1410.54, 0.00203841, 0.0402189}, 0, 0, 341468.4125, 0},
		{"bass_foreign_language", "year", "adopters", "bass", "bass", []float64{35.84089376, 0.001479326878, 0.7409734852}, []float64{4.02273, 0.00114248, 0.1108}, 0, 0, 9.768444153, 0},
	} {
		got, _ := fitted[curveShape](t, "curve", folder+c.file+".csv", "--x", c.x, "--y", c.y, "--model", c.model, "--widen=false")
		if got.Model != c.fitted || got.Converged == nil || !*got.Converged || got.Warnings == nil || len(got.Parameters) != len(c.values) {
			t.Fatalf("%s: %+v", c.file, got)
		}
		names := []string{"K", "r", "t0"}
		if c.model == "bass" {
			names = []string{"m", "p", "q"}
		}
		for i, p := range got.Parameters {
			if p.Name != names[i] {
				t.Errorf("%s: parameter %d is %s", c.file, i, p.Name)
			}
			within(t, c.file+" "+p.Name, p.Value, c.values[i], 1e-4)
			within(t, c.file+" se of "+p.Name, p.SE, c.se[i], 1e-3)
		}
		if c.lower != 0 {
			within(t, c.file+" lower", got.Parameters[0].Lower, c.lower, 2e-3)
			within(t, c.file+" upper", got.Parameters[0].Upper, c.upper, 2e-3)
			within(t, c.file+" aicc", got.AICc, c.aicc, 1e-6)
		}
		within(t, c.file+" rss", got.RSS, c.rss, 1e-6)
	}
}

// A flow belongs to its year: half of the 18,713 air conditioners had been bought
// in the course of 1958, 7,865 of them by the end of 1957 and 9,538 by that of
// 1958. Source: Bass (1969), figures; R 4.2.2, nls, as in models/curve.
func TestFitCurveFlow(t *testing.T) {
	got, _ := fitted[curveShape](t, "curve", "../../models/curve/testdata/bass_room_ac.csv", "--x", "year", "--y", "adopters", "--model", "bass", "--at", "1962")
	within(t, "half", got.Half, 1958, 0)
	within(t, "nine tenths", got.NineTenths, 1964, 0)
	if p := got.Predictions[0]; len(got.Predictions) != 1 || !(p["figure_lower"] < p["lower"] && p["lower"] < p["value"] && p["value"] < p["upper"] && p["upper"] < p["figure_upper"]) {
		t.Errorf("predictions %v", got.Predictions)
	}
}

// Two waves of growth: the residuals follow each other (their lag-1
// autocorrelation is 0.93), and the intervals are as many times as wide as
// √((1 + ρ)/(1 - ρ)) says.
func TestFitCurveWidens(t *testing.T) {
	file := filepath.Join(t.TempDir(), "waves.csv")
	text := "t,y\n"
	for i := range 40 {
		x := float64(i)
		text += fmt.Sprintf("%d,%v\n", i, 100/(1+math.Exp(8-x))+80/(1+math.Exp(28-x)))
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"curve", file, "--x", "t", "--y", "y", "--model", "logistic"}
	wide, _ := fitted[curveShape](t, args...)
	plain, stderr := fitted[curveShape](t, append(args, "--widen=false")...)
	rho := *wide.Autocorrelation
	within(t, "widened", wide.Widened, math.Sqrt((1+rho)/(1-rho)), 1e-9)
	within(t, "not widened", plain.Widened, 1, 0)
	within(t, "standard error", wide.Parameters[0].SE, *wide.Widened**plain.Parameters[0].SE, 1e-9)
	if !(rho > 0.92 && rho < 0.94) || !strings.Contains(stderr, "the residuals are serially correlated") {
		t.Errorf("ρ is %v, stderr %q", rho, stderr)
	}
}

// What does not exist is null, lists are never null, and a warning says that
// the ceiling is not bounded.
func TestFitCurveNulls(t *testing.T) {
	file := filepath.Join(t.TempDir(), "early.csv")
	if err := os.WriteFile(file, []byte("t,y\n0,10\n1,16\n2,25\n3,38\n4,61\n5,88\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, stderr := fitted[curveShape](t, "curve", file, "--x", "t", "--y", "y", "--model", "logistic")
	if k := got.Parameters[0]; k.Value == nil || k.Lower == nil || k.Upper != nil {
		t.Errorf("ceiling %v, %v to %v", deref(k.Value), deref(k.Lower), deref(k.Upper))
	}
	if !strings.Contains(stderr, "warning: K is not bounded above") || len(*got.Warnings) == 0 {
		t.Errorf("warnings %v, stderr %q", got.Warnings, stderr)
	}
}
