package winrate_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/models/winrate"
	"headstart/transform"
)

// judged returns a database with what the queries make of races and of rows of
// judgments.csv: expert, question, quantile, value, outcome, scale.
func judged(t *testing.T, races []race, rows string) *transform.DB {
	t.Helper()
	pkg := pack(t, races).(fstest.MapFS)
	for row := range strings.Lines(rows) {
		f := strings.Split(strings.TrimSpace(row), ",")
		pkg["judgments.csv"].Data = fmt.Appendf(pkg["judgments.csv"].Data, "%s,2020,%s,%s,%s,%s,%s,page,words,\n", f[0], f[1], f[2], f[3], f[4], f[5])
	}
	db := queried(t, pkg)
	if err := db.Build(context.Background(), os.DirFS("sql"), "experts"); err != nil {
		t.Fatal(err)
	}
	return db
}

// firePrevention returns the judgments of a published panel but for those that
// leave says: what experts of the fire service thought of calls and response
// times (seeds cq1 to cq7) and of buildings (q4, q7). It is the case "Daniela"
// of the TU Delft expert judgment data base (Cooke and Goossens 2008,
// Reliability Engineering and System Safety 93), as distributed with ANDURYL.
func firePrevention(t *testing.T, leave func(expert, question string) bool, logs ...string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/fire_prevention.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range records[1:] {
		scale := ""
		for _, q := range logs {
			if q == r[1] {
				scale = "log"
			}
		}
		for i, quantile := range []string{"0.05", "0.5", "0.95"} {
			if !leave(r[0], r[1]) {
				fmt.Fprintf(&out, "%s,%s,%s,%s,%s,%s\n", r[0], r[1], quantile, r[2+i], r[5], scale)
			}
		}
	}
	return out.String()
}

type judgeScore struct{ calibration, information, informationAll float64 }

// Expected values by the Python package anduryl 1.2.2 with overshoot 0.1: "actual" experts, and decision makers of weight
// types equal and global, the latter with its optimised significance level.
func TestClassicalModel(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		leave  func(expert, question string) bool
		logs   []string
		scores map[string]judgeScore
		cutoff float64
		pooled map[string][3]float64 // by pooling and question
	}{
		{
			"one expert is best alone", func(string, string) bool { return false }, nil,
			map[string]judgeScore{
				"exp1":        {0.5540345435, 0.6335933068, 0.9866517427},
				"exp2":        {0.1821766985, 0.5314592018, 0.5781629688},
				"exp3":        {4.352994575e-07, 1.444376255, 1.21855415},
				"exp4":        {0.01615812684, 0.5900630743, 0.5102028721},
				"equal":       {0.5331788128, 0.1675890478, 0.1801228555},
				"performance": {0.5540345435, 0.6335933068, 0.9866517427},
			},
			0.554034543510254,
			map[string][3]float64{
				"equal cq1":       {11135.576632936894, 72151.3181597139, 98263.32028128504},
				"equal cq6":       {5000, 19556.21301775148, 71422.16733768648},
				"equal q7":        {0.013141115799, 0.035280898876, 0.090075949367},
				"performance cq1": {100, 50000, 90000},
				"performance q7":  {0.03, 0.035, 0.04},
			},
		},
		{
			"two of three experts, log scales", func(expert, _ string) bool { return expert == "exp1" }, []string{"cq3", "cq6", "q7"},
			map[string]judgeScore{
				"exp2":        {0.1821766985, 0.3576870257, 0.4261123147},
				"exp3":        {4.352994575e-07, 1.412427382, 1.18376247},
				"exp4":        {0.01615812684, 0.50396788, 0.4324234218},
				"equal":       {0.6790055624, 0.1698944595, 0.1533208579},
				"performance": {0.6790055624, 0.2307544574, 0.2414356648},
			},
			0.016158126836291142,
			map[string][3]float64{
				"equal cq3":       {7683.91924398926, 81959.99330752449, 98839.32843435854},
				"equal q7":        {0.011041697341, 0.033213015796, 0.093308258634},
				"performance cq1": {30173.93557451941, 46966.92145519035, 85131.77998067945},
				"performance cq6": {5000, 7419.007805454715, 83070.81051040548},
				"performance q4":  {0.010086036489, 0.021176184668, 0.055318701129},
				"performance q7":  {0.01, 0.04, 0.07}, // exp2 did not answer
			},
		},
		{
			"seven seeds and six", func(expert, question string) bool { return expert == "exp1" || expert == "exp4" && question == "cq7" }, []string{"cq3", "cq6", "q7"},
			map[string]judgeScore{
				"exp2":        {0.2439331971, 0.3507214078, 0.420017399},
				"exp3":        {4.090721144e-06, 1.401813402, 1.175507152},
				"exp4":        {0.00235499477, 0.5606157005, 0.46596623},
				"equal":       {0.729642875, 0.182730397, 0.1633043648},
				"performance": {0.2439331971, 0.3507214078, 0.420017399},
			},
			0.24393319708841954,
			map[string][3]float64{
				"equal cq7":      {12908.401400233372, 27720.58823529412, 68097.14571857787},
				"performance q4": {0.01, 0.02, 0.03},
				"performance q7": {math.NaN(), math.NaN(), math.NaN()}, // nobody with a weight answered
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := judged(t, nil, firePrevention(t, c.leave, c.logs...))
			near := func(what string, got, want float64) {
				t.Helper()
				if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9+2e-9*math.Abs(want) {
					t.Errorf("%s is %.12g, want %.12g", what, got, want)
				}
			}
			type row struct {
				judge  string
				score  judgeScore
				weight sql.NullFloat64
				cutoff sql.NullFloat64
			}
			rows, err := transform.Collect(ctx, db, "select judge, calibration, information, information_all, weight, cutoff from expert_score",
				func(r *row) []any {
					return []any{&r.judge, &r.score.calibration, &r.score.information, &r.score.informationAll, &r.weight, &r.cutoff}
				})
			if err != nil || len(rows) != len(c.scores) {
				t.Fatal(rows, err)
			}
			sum := 0.0
			for _, r := range rows {
				want := c.scores[r.judge]
				if want.calibration < 1e-4 {
					near("logarithm of calibration of "+r.judge, math.Log(r.score.calibration), math.Log(want.calibration))
				}
				near("calibration of "+r.judge, r.score.calibration, want.calibration)
				near("information of "+r.judge, r.score.information, want.information)
				near("all information of "+r.judge, r.score.informationAll, want.informationAll)
				sum += r.weight.Float64
				if r.weight.Valid && (r.weight.Float64 > 0) != (want.calibration > 0.999999*c.cutoff) {
					t.Errorf("weight of %s is %v", r.judge, r.weight.Float64)
				}
				if r.judge == "performance" {
					near("cut-off", r.cutoff.Float64, c.cutoff)
				}
			}
			near("sum of weights", sum, 1)
			type value struct {
				pooled          string
				quantile, value float64
			}
			values, err := transform.Collect(ctx, db, "select pooling || ' ' || question, quantile, value from pooled_judgment order by 1, 2",
				func(v *value) []any { return []any{&v.pooled, &v.quantile, &v.value} })
			if err != nil {
				t.Fatal(err)
			}
			got := map[string][]float64{}
			for _, v := range values {
				got[v.pooled] = append(got[v.pooled], v.value)
			}
			for name, want := range c.pooled {
				if len(got[name]) != 3 {
					got[name] = []float64{math.NaN(), math.NaN(), math.NaN()}
				}
				for i := range want {
					near(name, got[name][i], want[i])
				}
			}
		})
	}
}

// An expert who says what the bet says is moved as far as the bet is, whose posterior TestReferencePosterior checks; without another
// expert on the question there is no pool, and without a known answer no score.
func TestMovedJudgment(t *testing.T) {
	ctx := context.Background()
	pkg := fstest.MapFS{}
	if err := fs.WalkDir(data.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			pkg[name] = &fstest.MapFile{}
			pkg[name].Data, err = fs.ReadFile(data.FS, name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"A,,critical-lead,0.02,2.5", "A,,critical-lead,0.5,12", "B,,critical-lead,0.5,9"} {
		pkg["judgments.csv"].Data = fmt.Appendf(pkg["judgments.csv"].Data, "%s,,,gmnon-2018,words,\n", row)
	}
	db := queried(t, pkg)
	opt := winrate.DefaultOptions()
	opt.Draws = 0 // 1,000
	if err := winrate.Run(ctx, db, opt); err != nil {
		t.Fatal(err)
	}
	type row struct {
		expert                        string
		months, stated, alone, p, low float64
		moved, conflict               float64
		n                             int
	}
	got, err := transform.Collect(ctx, db, "select expert, months, stated, p_alone, p, lower, moved, conflict, n from moved_judgment order by expert, months",
		func(r *row) []any {
			return []any{&r.expert, &r.months, &r.stated, &r.alone, &r.p, &r.low, &r.moved, &r.conflict, &r.n}
		})
	if err != nil || len(got) != 4 { // B states one head start
		t.Fatal(got, err)
	}
	for i, expert := range got[:2] {
		bet := got[2+i]
		if expert.moved != expert.p-expert.stated || bet.expert != "Lei Jun" {
			t.Errorf("%+v, %+v", expert, bet)
		}
		for _, c := range [][2]float64{{expert.months, bet.months}, {expert.alone, bet.alone}, {expert.p, bet.p}, {expert.low, bet.low}, {expert.conflict, bet.conflict}} {
			if math.Abs(c[0]-c[1]) > 1e-9 {
				t.Errorf("%+v is not as %+v", expert, bet)
			}
		}
	}
	scored, err := transform.Collect(ctx, db, "select count(*) from expert_score where weight is null and reason like 'no question%' or kind = 'equal'",
		func(n *int) []any { return []any{n} })
	if err != nil || scored[0] != 4 { // A, B, Lei Jun and their pool
		t.Error(scored, err)
	}
	drawn, err := transform.Collect(ctx, db, "select min(draws) from power where independent > 0 and (select count(*) from win_rate_draw) >= 1000",
		func(n *int) []any { return []any{n} })
	if err != nil || drawn[0] != 1000 {
		t.Error(drawn, err)
	}
	pooled, err := transform.Collect(ctx, db, "select count(*) from pooled_judgment where pooling = 'equal' and experts = 3",
		func(n *int) []any { return []any{n} })
	if err != nil || pooled[0] != 2 {
		t.Error(pooled, err)
	}
}
