package race

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// reference is one entry of testdata/reference.json. Each entry names its own
// source: closed forms and integrations by SciPy and mpmath, none of which
// share code with this package.
type reference struct {
	ID, Model, Parameter string
	Value                json.RawMessage
	TolRel               float64         `json:"tol_rel"`
	TolAbs               float64         `json:"tol_abs"`
	Params               json.RawMessage `json:"params"`
	At14                 *float64        `json:"p_at_1_4"`
	At6                  *float64        `json:"p_at_6"`
}

func references(t *testing.T) []reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []reference
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func (r reference) values(t *testing.T) []float64 {
	t.Helper()
	var many []float64
	if json.Unmarshal(r.Value, &many) == nil {
		return many
	}
	var one float64
	if err := json.Unmarshal(r.Value, &one); err != nil {
		t.Fatalf("%s: %v", r.ID, err)
	}
	return []float64{one}
}

func (r reference) params(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(r.Params, into); err != nil {
		t.Fatalf("%s: %v", r.ID, err)
	}
}

func (r reference) near(t *testing.T, got, want float64) {
	t.Helper()
	if tol := max(r.TolAbs, r.TolRel*math.Abs(want)); !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.12g, want %.12g within %g", r.ID, got, want, tol)
	}
}

// numbers reads the parameter "s0=0.5,theta=1" or "P(n1=2,w1=1)" as a map.
func (r reference) numbers(t *testing.T) map[string]float64 {
	t.Helper()
	text := r.Parameter
	if i := strings.IndexByte(text, '('); i >= 0 {
		text = strings.TrimSuffix(text[i+1:], ")")
	}
	found := map[string]float64{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		var x float64
		if _, err := fmt.Sscan(value, &x); err != nil {
			t.Fatalf("%s: %q: %v", r.ID, part, err)
		}
		found[name] = x
	}
	return found
}

// lognormalCase and logisticCase are the inputs of those entries, in millions.
type lognormalCase struct{ Mg, Sg, Mn, Sn, B, Mr, Sr, Mrs, Srs float64 }

func (c lognormalCase) law() Lognormal {
	return Lognormal{
		Growth: c.Mg, GrowthSD: c.Sg, LnBase: c.Mn, LnBaseSD: c.Sn,
		LnMobilised: c.Mr + math.Log(c.B), LnMobilisedSD: c.Sr, LogitU: c.Mrs, LogitUSD: c.Srs,
	}
}

type logisticCase struct{ M, N0, Mlg, Slg, B, Mlr, Slr, Rs float64 }

func TestReference(t *testing.T) {
	for _, r := range references(t) {
		want := r.values(t)
		switch r.Model {
		case "beta_tipping":
			p := r.numbers(t)
			r.near(t, Tipping{p["theta"], p["delta"], p["sigma"]}.Win(p["s0"]), want[0])
		case "beta_threshold_logit_moments":
			// a = 2(θ-δ)/σ² and b = 2(θ+δ)/σ² solved for σ² = 2.
			p := r.numbers(t)
			mean, variance := Tipping{(p["a"] + p["b"]) / 2, (p["b"] - p["a"]) / 2, math.Sqrt2}.LogitMoments()
			if strings.HasPrefix(r.Parameter, "mean") {
				r.near(t, mean, want[0])
			} else {
				r.near(t, variance, want[0])
			}
		case "separatrix_share":
			p := r.numbers(t)
			r.near(t, Tipping{Strength: p["theta"], Advantage: p["delta"]}.Separatrix(), want[0])
		case "lognormal_race":
			var c lognormalCase
			r.params(t, &c)
			if r.Parameter == "tau_half_months" {
				r.near(t, c.law().EvenOdds(), want[0])
			} else {
				r.near(t, c.law().Win(r.numbers(t)["tau"]), want[0])
			}
		case "logistic_race":
			// All but growth and mobilisation fixed, so growth is averaged over
			// exactly and mobilisation by Simpson's rule.
			var c logisticCase
			r.params(t, &c)
			r.near(t, c.integrate(r.numbers(t)["tau"]), want[0])
		case "probit_time_difference", "logit_time_difference":
			p := r.numbers(t)
			normal, logistic := SpreadBound(p["tau_c"], p["tau"], p["eps"])
			win := func(months float64) float64 { return normalCDF((months - p["tau_c"]) / normal) }
			got := normal
			if r.Model == "logit_time_difference" {
				win = func(months float64) float64 { return 1 / (1 + math.Exp((p["tau_c"]-months)/logistic)) }
				got = logistic
			}
			r.near(t, got, want[0])
			r.near(t, win(1.4), *r.At14)
			r.near(t, win(6), *r.At6)
		case "lv_critical_lead_time":
			// With equal rivals the separatrix is an equal number of users.
			var c lotkaVolterra
			r.params(t, &c)
			r.near(t, Solo{Base: c.N, Growth: c.R1, Reach: c.K1}.Reaches(c.S2), want[0])
			r.near(t, c.criticalLead(), want[0])
		case "lotka_volterra_competition":
			var c lotkaVolterra
			r.params(t, &c)
			got := rk4(c.flow, [2]float64(c.Start), 0, r.numbers(t)["t"], 1e-3)
			r.near(t, got[0], want[0])
			r.near(t, got[1], want[1])
		case "lmp_competitive_bass":
			var c competitiveBass
			r.params(t, &c)
			got := c.integrate(r.numbers(t)["t"])
			r.near(t, got[0], want[0])
			r.near(t, got[1], want[1])
		case "bass_crossing_time":
			p := r.numbers(t)
			months := bassCrossing(p["p"], p["q"], p["F"])
			r.near(t, months, want[0])
			alone := competitiveBass{P1: p["p"], Q1: p["q"], M: 1, Tau: math.Inf(1)}
			r.near(t, alone.integrate(months)[0], p["F"])
		case "bass_peak_time":
			p := r.numbers(t)
			r.near(t, math.Log(p["q"]/p["p"])/(p["p"]+p["q"]), want[0])
		case "gambler_ruin":
			p := r.numbers(t)
			r.near(t, gamblersRuin(int(p["up"]), int(p["down"]), p["p"]), want[0])
		case "polya_urn":
			// The limit share of a Pólya urn follows Beta(n1, n2), so the chance
			// of a majority is that of the tipping law from a share of one half
			// with the two numbers exchanged.
			p := numbersOf("n1,n2", r.Parameter)
			r.near(t, Tipping{(p[0] + p[1]) / 2, (p[0] - p[1]) / 2, math.Sqrt2}.Win(0.5), want[0])
		case "feedback_urn":
			p := r.numbers(t)
			r.near(t, feedbackUrn(p["n1"], p["n2"], p["gamma"]), want[0])
		default:
			t.Errorf("%s: nothing checks a %s", r.ID, r.Model)
		}
	}
}

// numbersOf reads "P_limit_share>0.5(n1=3,n2=1)".
func numbersOf(names, text string) (out []float64) {
	for name := range strings.SplitSeq(names, ",") {
		_, rest, _ := strings.Cut(text, name+"=")
		var x float64
		fmt.Sscan(strings.FieldsFunc(rest, func(c rune) bool { return c == ',' || c == ')' })[0], &x)
		out = append(out, x)
	}
	return out
}

func (c logisticCase) integrate(months float64) float64 {
	const n = 4000
	sum := 0.0
	for i := 0; i <= n; i++ {
		z := -9 + 18*float64(i)/n
		weight := 2 + 2*float64(i%2)
		if i == 0 || i == n {
			weight = 1
		}
		target := c.B * math.Exp(c.Mlr+c.Slr*z+c.Rs)
		climb := Solo{Base: c.N0, Growth: 1, Reach: c.M}.Reaches(target)
		win := 1.0
		if climb > 0 {
			win = normalCDF((math.Log(months/climb) + c.Mlg) / c.Slg)
		}
		sum += weight * win * math.Exp(-z*z/2)
	}
	return sum * 18 / n / 3 / math.Sqrt(2*math.Pi)
}
