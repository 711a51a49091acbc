package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"headstart/models/winrate"
	"headstart/stored"
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

func deref(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

// What does not exist is null, and lists are never null.
func TestFitSurvivalNulls(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lives.csv")
	if err := os.WriteFile(file, []byte("t,e\n1,0\n2,1\n3,0\n4,0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, _ := fitDocument(t, "survival "+file+" --time t --event e")
	for path, want := range map[string]any{"median": nil, "km/1/lower": nil, "km/1/survival": 1.0, "cox": []any{}, "warnings": []any{}} {
		if v := look(got, path); !reflect.DeepEqual(v, want) {
			t.Errorf("%s is %v, want %v", path, v, want)
		}
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
	a := &winrateAnswer{call: call, Regression: fit, references: &stored.Covariates{}}
	a.addCoefficients()
	f := a.fitting()
	var text, document bytes.Buffer
	if err := errors.Join(f.print(&text), printDocument(&document, f.document())); err != nil {
		t.Fatal(err)
	}
	if f.failed == nil || !strings.HasPrefix(f.failed.Error(), "races.csv: the fit did not converge") {
		t.Errorf("failed with %v", f.failed)
	}
	if !strings.Contains(text.String(), "– to –") || strings.Count(document.String(), `"p": null`) != 2 || strings.Count(document.String(), `"lower": null`) != 2 {
		t.Errorf("printed %s%s", &text, &document)
	}
	text.Reset()
	if err := printRatios(&text, []estimate{newEstimate("", "", "x", 1, 2, math.NaN(), 3)}, 0, 0.95, true, "coefficient", "value", "odds ratio"); err != nil {
		t.Fatal(err)
	}
	if strings.Count(text.String(), "not certified to ") != 2 {
		t.Errorf("printed %s", &text)
	}
}
