package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
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

// A fit that did not converge has no interval and no p-value.
func TestFitWithoutEnds(t *testing.T) {
	fit, err := winrate.Fit(winrate.Design{Names: []string{"x"}, X: [][]float64{{1}, {2}, {3}, {4}}, Won: []float64{0, 1, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	fit.Converged = false
	call := &winrateCall{fitCall: fitCall{Source: stored.Source{Paths: []string{"races.csv"}}, Level: 0.95}, Outcome: "won"}
	a := &winrateAnswer{call: call, Regression: fit, covariates: &stored.Covariates{}}
	a.addCoefficients()
	f := a.finish()
	var text, document bytes.Buffer
	if err := errors.Join(f.print(&text, "winrate", levelWords(0.95)), printJSON(&document, f.facts, "  ")); err != nil {
		t.Fatal(err)
	}
	if f.failed == nil || !strings.HasPrefix(f.failed.Error(), "races.csv: the fit did not converge") {
		t.Errorf("failed with %v", f.failed)
	}
	if strings.Count(text.String(), "not certified to not certified") != 3 || strings.Count(document.String(), `"p": null`) != 2 || strings.Count(document.String(), `"lower": null`) != 2 {
		t.Errorf("printed %s%s", &text, &document)
	}
}

// Each number of the text is one of the document, to the digits that are
// printed. Degrees of freedom, numbers of rows and of series are counted.
func TestFitDocumentHasText(t *testing.T) {
	const wins, lives, curves = "winrate ../../models/winrate/testdata/reference/", "survival ../../models/survival/testdata/", "curve ../../models/curve/testdata/"
	number := regexp.MustCompile(`[-+]?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?`)
	for _, args := range []string{
		wins + "birthwt.csv --outcome low --covariates lwt,smoke --cluster age --calibration 4 --nested lwt --predict ../../models/winrate/testdata/reference/birthwt.csv",
		wins + "titanic.csv --outcome survived --weights Freq",
		lives + "veteran.csv --time time --event status --group trt --covariates karno,age --at 50,100 --horizon 180",
		lives + "mgus2_300.csv --time etime --event pcm --compete died --covariates age,sex --at 60",
		curves + "growth_wechat_mau_q.csv --x t --y mau --at 7,8",
		curves + "bass_room_ac.csv --x year --y adopters --model bass",
	} {
		var known []float64
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case map[string]any:
				for _, value := range v {
					walk(value)
				}
			case []any:
				for _, value := range v {
					walk(value)
				}
			case float64:
				known = append(known, v)
			case string: // file:line of a prediction, words of a method
				for _, digits := range number.FindAllString(v, -1) {
					x, _ := strconv.ParseFloat(digits, 64)
					known = append(known, x)
				}
			}
		}
		document, _ := fitDocument(t, args)
		walk(document)
		var text, warnings bytes.Buffer
		if code := run(append([]string{"fit"}, strings.Fields(args)...), &text, &warnings); code != exitDone {
			t.Fatalf("fit %s: %s", args, &warnings)
		}
		// What is said of the method, and not found.
		plain := strings.NewReplacer("95% interval", "", "< 0.0001", "", "more rows;", "", "lag-1", "", "reached at", "", "r(x - t0)", "", "^(1/nu)", "", "1 + ", "", "1 - ", "", "F(x - 1)", "", "x - 1", "", "test of 0.", "", "t0 ", "").Replace(text.String())
		for line := range strings.Lines(plain) {
			if strings.HasPrefix(line, "(") && strings.Contains(line, "have them all") || strings.Contains(line, "= (1") || strings.Contains(line, "exp(") {
				continue
			}
			for _, digits := range number.FindAllString(line, -1) {
				x, err := strconv.ParseFloat(digits, 64)
				if err != nil {
					t.Fatal(err)
				}
				mantissa, exponent, _ := strings.Cut(digits, "e")
				_, decimals, _ := strings.Cut(mantissa, ".")
				power, _ := strconv.Atoi(exponent)
				half := 0.5001 * math.Pow(10, float64(power-len(decimals)))
				if !slices.ContainsFunc(known, func(v float64) bool { return math.Abs(v-x) <= half }) {
					t.Errorf("fit %s: the document has no %s, of %q", args, digits, strings.TrimSpace(line))
				}
			}
		}
	}
}
