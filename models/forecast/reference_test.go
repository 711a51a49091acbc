package forecast

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"headstart/models/curve"

	"gonum.org/v1/gonum/stat/distuv"
)

// The mean absolute errors of a rolling origin, ten origins of 16 to 25
// figures each scored at all four horizons, by scipy's least_squares from 45
// starts per origin. growth_wechat_mau_q is a numeric fixture in the manner of
// WeChat's monthly users, in millions; not evidence.
func TestReferenceRollingOrigin(t *testing.T) {
	data := table(t, "testdata/growth_wechat_mau_q.csv")
	s := Series{X: data["t"], Value: data["mau"]}
	fitted := func(model curve.Model) func(Series) Path {
		return func(s Series) Path {
			c, err := curve.Estimate(s.X, s.Value, curve.Options{Model: model})
			if err != nil {
				t.Fatal(err)
			}
			return c.At
		}
	}
	for _, c := range []struct {
		name string
		fit  func(Series) Path
		want [Horizons]float64
	}{
		{"naive", naive, [...]float64{26.59000000000001, 50.960000000000015, 72.26000000000002, 92.44000000000001}},
		{"drift", drift, [...]float64{18.88196980608343, 34.71293961216689, 56.0574094182503, 78.6498792243338}},
		{"logistic", fitted(curve.Logistic), [...]float64{13.109765261353573, 16.285874600017543, 16.57460948871087, 17.069547029084845}},
		{"gompertz", fitted(curve.Gompertz), [...]float64{14.769564874677746, 19.97162918111336, 24.247655654111043, 30.407683008748688}},
	} {
		var errors [Horizons]float64
		for n := 16; n <= 25; n++ {
			path := c.fit(s.before(n))
			for h, target := range s.targets(n) {
				if h > 0 {
					errors[h-1] += math.Abs(s.Value[target]-path(s.X[target])) / 10
				}
			}
		}
		for h := range errors {
			near(t, c.name+" h="+strconv.Itoa(h+1), errors[h], c.want[h], 1e-3)
		}
	}
}

// reference is a value computed elsewhere, with its tolerance.
type reference struct {
	ID, Case, Model, Parameter string
	Value                      float64
	Relative                   float64 `json:"tol_rel"`
	Forecast                   []float64
}

// Four series of the M3 competition: by R's forecast 8.20, and the forecasts
// that were submitted to M3. Each model of a series is scored as a series of its
// own, all steps at horizon 1.
func TestReferenceM3(t *testing.T) {
	folder := os.Getenv("HEADSTART_REFERENCE")
	if folder == "" {
		t.Skip("HEADSTART_REFERENCE names no folder of reference data; m3_*.csv and values.json are needed")
	}
	text, err := os.ReadFile(filepath.Join(folder, "values.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Entries []json.RawMessage }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var wanted []reference
	submitted := map[string][]float64{}
	for _, entry := range all.Entries {
		var e reference
		// Values of other cases need not be numbers.
		if json.Unmarshal(entry, &e) != nil || len(e.Case) < 3 || e.Case[:3] != "m3_" {
			continue
		}
		wanted = append(wanted, e)
		if e.Forecast != nil {
			submitted[e.Case+e.Model] = e.Forecast
		}
	}
	var tried []attempt
	origins := map[string]float64{} // of the comparison of naive and drift
	for _, e := range wanted {
		if slices.ContainsFunc(tried, func(a attempt) bool { return a.series == e.Case+e.Model }) {
			continue
		}
		some, n := m3(t, filepath.Join(folder, "data", e.Case+".csv"), e.Case, e.Model, submitted[e.Case+e.Model])
		tried, origins[e.Case] = append(tried, some...), n
	}
	score := judge(t, tried)
	for _, e := range wanted {
		got := map[string]float64{}
		row := score(e.Case+e.Model, e.Model)
		for name, column := range map[string]string{"MAE": "mae", "RMSE": "rmse", "MASE_seasonal_scale": "mase", "sMAPE_pct": "smape",
			"PI95_coverage": "coverage_95", "MSIS95_seasonal_scale": "interval_score_95"} {
			got[name] = row[column]
		}
		got["rolling1_MAE_from_floor_n_half"] = score(e.Case+e.Model+" rolling", e.Model)["mae"]
		n := origins[e.Case]
		got["DM_stat_sq_loss_h1_noHLN"] = score(e.Case+e.Model+" squares", "naive")["diebold_mariano"] / math.Sqrt((2*n-1)/n)
		value, ok := got[e.Parameter]
		if !ok {
			t.Errorf("%s: not compared", e.ID)
			continue
		}
		near(t, e.ID, value, e.Value, e.Relative)
	}
	if len(wanted) < 100 {
		t.Errorf("only %d values compared", len(wanted))
	}
}

// m3 returns the forecasts that the reference values of a model and series are
// of, and the number of those one step ahead from the middle of the training
// part on, whose squared errors are compared.
func m3(t *testing.T, path, name, model string, submitted []float64) (tried []attempt, n float64) {
	t.Helper()
	data := table(t, path)
	period, steps := int(data["period"][0]), map[int]int{1: 6, 4: 8, 12: 18}[int(data["period"][0])]
	known := len(data["y"]) - steps
	x := make([]float64, len(data["t"]))
	for i, t := range data["t"] {
		x[i] = t / 4 // a step is a quarter here
	}
	s, coming := Series{X: x[:known], Value: data["y"][:known]}, data["y"][known:]
	path1 := fit(Naive, s)
	switch model {
	case "drift":
		path1 = fit(Drift, s)
	case "snaive":
		path1 = func(at float64) float64 {
			h := int(math.Round(4*at)) - known
			return s.Value[known-period+(h-1)%period]
		}
	}
	if submitted != nil {
		path1 = func(at float64) float64 { return submitted[int(math.Round(4*at))-known-1] }
	}
	seasonal, squared := 0.0, 0.0
	for i := period; i < known; i++ {
		seasonal += math.Abs(s.Value[i]-s.Value[i-period]) / float64(known-period)
	}
	for i := 1; i < known; i++ {
		squared += (s.Value[i] - s.Value[i-1]) * (s.Value[i] - s.Value[i-1]) / float64(known-1)
	}
	for h := range steps { // the intervals of R's naive: ±1.96·√(h·mean of squared steps)
		value := path1(x[known+h])
		half := distuv.UnitNormal.Quantile(0.975) * math.Sqrt(squared*float64(h+1))
		tried = append(tried, attempt{series: name + model, model: model, actual: coming[h], value: value, lower: value - half, upper: value + half, scale: seasonal})
	}
	for k := known / 2; k < known; k++ {
		for _, m := range []Model{Naive, Drift} {
			value := fit(m, s.before(k))(x[k])
			if string(m) == model {
				tried = append(tried, attempt{series: name + model + " rolling", model: model, actual: s.Value[k], value: value, scale: 1})
			}
			square := attempt{series: name + model + " squares", model: string(m), value: (value - s.Value[k]) * (value - s.Value[k]), scale: 1}
			tried = append(tried, square, square) // twice: one of the series has fewer than the ten that the test needs
		}
	}
	return tried, float64(known - known/2)
}

// table reads the columns of numbers of a CSV file.
func table(t testing.TB, path string) map[string][]float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := make(map[string][]float64)
	for j, name := range records[0] {
		for _, record := range records[1:] {
			if v, err := strconv.ParseFloat(record[j], 64); err == nil {
				columns[name] = append(columns[name], v)
			}
		}
	}
	return columns
}

// near checks a value within a share of the wanted one; NaN wants NaN.
func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}
