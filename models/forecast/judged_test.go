package forecast

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/transform"
)

var nan = math.NaN()

// attempt is a forecast; lower and upper both 0: it has no interval.
type attempt struct {
	series, model                      string
	horizon                            int // 0: 1
	actual, value, lower, upper, scale float64
	bound                              bool
}

// judge makes the relations of sql/judged from attempts, whose origins are days
// apart within a model of a series, and returns what looks up the numbers of a row of
// backtest_score at the horizon of the series. What is null is NaN.
func judge(t *testing.T, tried []attempt) func(series, model string) map[string]float64 {
	t.Helper()
	ctx := context.Background()
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Build(ctx, files, "sql"); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(ctx, `
		create table setting as select 0.95e0 as level;
		create table curve_series as select distinct '' as platform_id, '' as metric, '' as market, '' as definition_id where false`); err != nil {
		t.Fatal(err)
	}
	made := map[string]int{}
	seen := map[string]bool{}
	var rows [][]any
	for _, a := range tried {
		made[a.series+"|"+a.model]++
		on := time.Date(2020, 1, made[a.series+"|"+a.model], 0, 0, 0, 0, time.UTC)
		if !seen[a.series] {
			seen[a.series] = true
			if err := db.Exec(ctx, "insert into curve_series values ($1, 'mau', 'WLD', 'd')", a.series); err != nil {
				t.Fatal(err)
			}
		}
		qualifier := map[bool]string{true: "at_least", false: "exact"}[a.bound]
		quantiles, values := []float64{0.5}, []float64{a.value}
		if a.lower != 0 || a.upper != 0 {
			quantiles, values = append(quantiles, 0.1, 0.9, 0.025, 0.975), append(values, a.lower, a.upper, a.lower, a.upper)
		}
		for i, q := range quantiles {
			rows = append(rows, []any{a.series, "mau", "WLD", "d", a.model, on, int64(8), int64(max(1, a.horizon)), on, q, values[i], a.actual, qualifier, a.scale, int64(0), int64(0), false})
		}
	}
	if err := db.Append(ctx, "backtest", slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	if err := db.Build(ctx, files, "sql/judged"); err != nil {
		t.Fatal(err)
	}
	columns := strings.Fields("mae rmse mase smape interval_score_80 coverage_80 coverage_80_lower coverage_80_upper n_80 interval_score_95 coverage_95 origins bounds bounds_above diebold_mariano p_value rank")
	return func(series, model string) map[string]float64 {
		t.Helper()
		found, err := transform.Collect(ctx, db, fmt.Sprintf("select unnest([%s]) from backtest_score where horizon > 0 and platform_id = $1 and model = $2",
			strings.Join(columns, ", ")), func(x **float64) []any { return []any{x} }, series, model)
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]float64{}
		for i, x := range found {
			if row[columns[i]] = nan; x != nil {
				row[columns[i]] = *x
			}
		}
		return row
	}
}

func TestAccuracy(t *testing.T) {
	score := judge(t, []attempt{
		// By hand: errors 2 and -4; 200·2/18 and 200·4/36 per cent.
		{series: "two", actual: 10, value: 8, scale: 1}, {series: "two", actual: 16, value: 20, scale: 2},
		// An error of scale 0 is left out of MASE, and nothing of nothing is no error.
		{series: "still", actual: 10, value: 8, scale: 1}, {series: "still", actual: 0, value: 0},
		{series: "right", actual: 5, value: 5},
		// A lower bound is counted, and above the interval it is a miss for certain.
		{series: "bound", actual: 5, value: 4, lower: 3, upper: 4.5, scale: 1, bound: true},
		// Interval scores: the ends belong to it, and a miss by 1 costs 2/0.2.
		{series: "ends", actual: 4, value: 5, lower: 4, upper: 6, scale: 1}, {series: "miss", actual: 7, value: 5, lower: 4, upper: 6, scale: 0.5},
	})
	for _, c := range []struct {
		series                                    string
		origins, mae, rmse, mase, smape, interval float64
	}{
		{"two", 2, 3, math.Sqrt(10), 2, (200.0/9 + 200.0/9) / 2, nan},
		{"still", 2, 1, math.Sqrt(2), 2, 100.0 / 9, nan},
		{"right", 1, 0, 0, nan, 0, nan},
		{"bound", 0, nan, nan, nan, nan, nan},
		{"ends", 1, 1, 1, 1, 200.0 / 9, 2},
		{"miss", 1, 2, 2, 4, 400.0 / 12, 24},
	} {
		got := score(c.series, "")
		for name, want := range map[string]float64{"origins": c.origins, "mae": c.mae, "rmse": c.rmse, "mase": c.mase, "smape": c.smape, "interval_score_80": c.interval} {
			near(t, c.series+": "+name, got[name], want, 1e-12)
		}
	}
	if got := score("bound", ""); got["bounds"] != 1 || got["bounds_above"] != 1 {
		t.Errorf("bound: %v", got)
	}
}

func TestScale(t *testing.T) {
	near(t, "scale", Scale([]float64{1, 3, 2}), 1.5, 1e-12)
	near(t, "scale of one", Scale([]float64{1}), nan, 1e-12)
}

// Worked out by the formulas with NumPy and SciPy 1.17's t distribution.
func TestDieboldMariano(t *testing.T) {
	horizon := map[string]int{"two steps": 2, "four steps": 4, "turning": 2}
	d := map[string][]float64{
		"rising":     {1, 2, 3, 6, 2, 5, 4, 7, 3, 8},
		"two steps":  {1, 2, 3, 5, 4, 6, 8, 7, 9, 10},
		"four steps": {1, 2, 3, 6, 7, 9, 8, 10, 12, 11, 9, 8},
		// γ0 = 1 and γ1 = -0.9 make -0.8: one step it is.
		"turning":       {1, -1, 1, -1, 1, -1, 1, -1, 1, -1},
		"no difference": {2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
		"too few":       {1, 2, 3, 6, 2, 5, 4, 7, 3},
	}
	var tried []attempt
	for series, losses := range d {
		for _, loss := range losses {
			tried = append(tried, attempt{series: series, model: "naive", horizon: horizon[series], value: 100 + loss, scale: 1},
				attempt{series: series, model: "drift", horizon: horizon[series], value: 100, scale: 1})
		}
	}
	score := judge(t, tried)
	for _, c := range []struct {
		series       string
		statistic, p float64
	}{{"rising", 5.56225226925, 0.00035085657059}, {"two steps", 3.42194059261, 0.00760455056595}, {"four steps", 2.6971752072, 0.0207612726865}, {"turning", 0, 1}, {"no difference", nan, nan}, {"too few", nan, nan}} {
		got := score(c.series, "naive")
		near(t, c.series, got["diebold_mariano"], c.statistic, 1e-9)
		near(t, c.series+": p", got["p_value"], c.p, 1e-9)
	}
	if got := score("rising", "drift"); !math.IsNaN(got["p_value"]) || got["rank"] != 1 {
		t.Errorf("drift against itself: %v", got)
	}
}

// Worked out with scipy 1.17: stats.beta.ppf and stats.t.ppf in the formulas of
// Korn and Graubard. Where each cluster is one figure, n(n-1)/n remain.
func TestCoverageInterval(t *testing.T) {
	for name, c := range map[string]struct {
		clusters     [][2]int // figures, and how many of them lie inside
		lower, upper float64
	}{
		"20 figures in clusters of one": {append(slices.Repeat([][2]int{{1, 1}}, 16), slices.Repeat([][2]int{{1, 0}}, 4)...), 0.556016487588, 0.945192561464},
		"4 clusters":                    {[][2]int{{10, 9}, {20, 12}, {5, 5}, {15, 14}}, 0.304477597524, 0.99344311463},
		"alike clusters":                {[][2]int{{10, 8}, {10, 8}}, 0.563385997003, 0.94266600295},
		"all inside":                    {[][2]int{{30, 30}, {20, 20}, {5, 5}}, 0.292401773821, 1},
		"one cluster":                   {[][2]int{{30, 20}}, nan, nan},
	} {
		var tried []attempt
		for i, cluster := range c.clusters {
			for k := range cluster[0] {
				a := attempt{series: fmt.Sprint(i), model: "naive", actual: 1, value: 1, lower: 0.5, upper: 2, scale: 1}
				if k >= cluster[1] {
					a.actual = 3
				}
				tried = append(tried, a)
			}
		}
		got := judge(t, tried)("all", "naive")
		near(t, name+": lower end", got["coverage_80_lower"], c.lower, 1e-9)
		near(t, name+": upper end", got["coverage_80_upper"], c.upper, 1e-9)
	}
}
