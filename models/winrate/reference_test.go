package winrate

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"
)

// A known value of testdata/reference/values.json was computed or published elsewhere: its source, the
// data it comes from and the largest error to accept stand beside it.
type known struct {
	ID, Case, Model, Parameter, Source string
	Value                              json.RawMessage
	SE                                 float64  `json:"se"`
	Lower                              *float64 `json:"ci95_lo"`
	Upper                              *float64 `json:"ci95_hi"`
	P                                  *float64 `json:"p_plr"`
	PAt14                              float64  `json:"p_at_1_4"`
	PAt6                               float64  `json:"p_at_6"`
	Relative                           float64  `json:"tol_rel"`
	Absolute                           float64  `json:"tol_abs"`
	X, W                               []float64
	Cells                              map[string]float64
	Races                              [][2]float64 `json:"data_tau_win"`
	Data                               struct{ X, N, Y, P []float64 }
}

// references are the known values of some cases; done checks that a test has compared every one of them.
type references struct {
	t      *testing.T
	values map[string]known
	open   map[string]bool
}

func reference(t *testing.T, cases ...string) *references {
	t.Helper()
	text, err := os.ReadFile("testdata/reference/values.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []known
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	r := &references{t, map[string]known{}, map[string]bool{}}
	for _, e := range all {
		for _, name := range cases {
			if e.Case == name {
				r.values[e.ID], r.open[e.ID] = e, true
			}
		}
	}
	if len(r.values) == 0 {
		t.Fatalf("no reference values for %v", cases)
	}
	t.Cleanup(func() {
		for id := range r.open {
			t.Errorf("%s: not compared", id)
		}
	})
	return r
}

func (r *references) get(id string) known {
	r.t.Helper()
	e, ok := r.values[id]
	if !ok {
		r.t.Fatalf("%s: no such reference value", id)
	}
	delete(r.open, id)
	return e
}

// is compares got with the known value, within its tolerance.
func (r *references) is(id string, got float64) {
	r.t.Helper()
	e := r.get(id)
	e.near(r.t, "value", got, e.number(r.t))
}

func (e known) number(t *testing.T) float64 {
	t.Helper()
	var v float64
	if err := json.Unmarshal(e.Value, &v); err != nil {
		t.Fatalf("%s: %v", e.ID, err)
	}
	return v
}

func (e known) near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if within := max(e.Absolute, e.Relative*math.Abs(want)); !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %s is %.12g, want %.12g within %.2g (%s)", e.ID, what, got, want, within, e.Source)
	}
}

// table reads a CSV of testdata/reference with a header row.
func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	file, err := os.Open("testdata/reference/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for j, name := range rows[0] {
			record[name] = row[j]
		}
		records = append(records, record)
	}
	return records
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// readDesign reads a regression from a CSV of testdata/reference.
func readDesign(t testing.TB, name, outcome string, covariates ...string) Design {
	t.Helper()
	d := Design{Names: covariates}
	for _, record := range table(t, name) {
		var x []float64
		for _, c := range covariates {
			x = append(x, number(t, record[c]))
		}
		d.X, d.Won = append(d.X, x), append(d.Won, number(t, record[outcome]))
	}
	return d
}

func mustFit(t testing.TB, d Design) *Regression {
	t.Helper()
	r, err := Fit(d)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Converged {
		t.Fatalf("did not converge in %d iterations", r.Iterations)
	}
	return r
}

// inSample returns the probabilities of the fit with the coefficients b at its own rows.
func inSample(r *Regression, b []float64) []float64 {
	p := make([]float64, len(r.design.Won))
	for i := range p {
		p[i] = logistic(dot(r.design.row(i), b))
	}
	return p
}

// heldOutFirth returns held-out probabilities without the intercept of FLIC, as the reference has them.
func heldOutFirth(t *testing.T, d Design, groups []string) []float64 {
	t.Helper()
	p := make([]float64, len(d.Won))
	for i := range p {
		r, err := estimate(d.where(func(row int) bool { return groups[row] != groups[i] }), firth)
		if err != nil {
			t.Fatal(err)
		}
		p[i] = logistic(dot(d.row(i), r.Firth))
	}
	return p
}

// heldOutRate returns (wins + ½) / (n + 1) of the other groups for each row.
func heldOutRate(d Design, groups []string) []float64 {
	p := make([]float64, len(d.Won))
	for i := range p {
		n, won := d.where(func(row int) bool { return groups[row] != groups[i] }).counts()
		p[i] = (won + 0.5) / (n + 1)
	}
	return p
}

func each(n int) []string {
	groups := make([]string, n)
	for i := range groups {
		groups[i] = fmt.Sprintf("%03d", i)
	}
	return groups
}

// scores are mean log loss, in nats, and Brier score.
type scores struct{ LogLoss, Brier float64 }

func mustJudge(t *testing.T, p, won []float64) (s scores) {
	t.Helper()
	for i, y := range won {
		s.LogLoss += surprise(p[i], y) / float64(len(won))
		s.Brier += (p[i] - y) * (p[i] - y) / float64(len(won))
	}
	return s
}
