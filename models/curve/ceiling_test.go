package curve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"headstart/transform"
)

// grown is a logistic or an endless series with errors that alternate.
func grown(n int, endless bool) (x, y []float64) {
	for i := range n {
		at := float64(i) / 4
		v := 1000 / (1 + math.Exp(-(at - 2)))
		if endless {
			v = 300 * math.Log(1+at+0.3)
		}
		x, y = append(x, at), append(y, v*(1+0.01*float64(i%3-1)))
	}
	return x, y
}

func bothCurves(t *testing.T, x, y []float64) (logistic, gompertz *Fitted) {
	t.Helper()
	opt := Options{Level: transform.Level, Widen: true}
	opt.Model = Logistic
	logistic = must(Fit(x, y, opt))(t)
	opt.Model = Gompertz
	return logistic, must(Fit(x, y, opt))(t)
}

// A curve that is alone has its own interval and ceiling, two share them by
// their weights, and growth without a ceiling lifts the upper end until there
// is none: at the latest when it has 2.5 %.
func TestAveraged(t *testing.T) {
	x, y := grown(24, false)
	logistic, gompertz := bothCurves(t, x, y)
	k := logistic.Parameters[0]
	alone, ok := averaged(logistic, nil, math.NaN(), transform.Level)
	if !ok || alone.logistic != 1 {
		t.Fatalf("alone: %+v", alone)
	}
	near(t, "ceiling", alone.ceiling, k.Value, 1e-9)
	near(t, "lower end", alone.lower, k.Lower, 1e-9)
	near(t, "upper end", alone.upper, k.Upper, 1e-9)

	both, _ := averaged(logistic, gompertz, math.NaN(), transform.Level)
	near(t, "weights", both.logistic+both.gompertz, 1, 1e-12)
	better := logistic
	if gompertz.AICc < logistic.AICc {
		better = gompertz
	}
	near(t, "odds", math.Log(both.logistic/both.gompertz), (gompertz.AICc-logistic.AICc)/(2*better.Widening*better.Widening), 1e-9)
	for share, lnK := range map[float64]float64{0.025: math.Log(both.lower), 0.5: math.Log(both.ceiling), 0.975: math.Log(both.upper)} {
		near(t, "tail", both.logistic*logistic.below(lnK)+both.gompertz*gompertz.below(lnK), share, 1e-6)
	}

	before := alone
	for _, weight := range []float64{0.005, 0.01, 0.02, 0.024} {
		trend := logistic.AICc - 2*logistic.Widening*logistic.Widening*math.Log(weight/(1-weight))
		a, _ := averaged(logistic, nil, trend, transform.Level)
		near(t, "weight", a.none, weight, 1e-9)
		if !(a.upper > before.upper && a.lower >= before.lower && a.lower <= a.ceiling && a.ceiling <= a.upper) || math.IsInf(a.upper, 1) {
			t.Errorf("weight %v: %+v after %+v", weight, a, before)
		}
		before = a
	}
	for weight, finite := range map[float64]bool{0.026: true, 0.4: true, 0.51: false} {
		trend := logistic.AICc - 2*logistic.Widening*logistic.Widening*math.Log(weight/(1-weight))
		if a, _ := averaged(logistic, nil, trend, transform.Level); !math.IsInf(a.upper, 1) || math.IsInf(a.ceiling, 1) == finite {
			t.Errorf("weight %v: %+v", weight, a)
		}
	}
	if _, ok := averaged(nil, nil, 3, transform.Level); ok {
		t.Error("an average of no curve")
	}
}

// A series that levels off has a ceiling near the true one, and one that grows
// like a logarithm has none that its figures bound.
func TestCeilingsOfKnownSeries(t *testing.T) {
	for _, c := range []struct {
		endless bool
	}{{false}, {true}} {
		x, y := grown(24, c.endless)
		logistic, gompertz := bothCurves(t, x, y)
		a, ok := averaged(logistic, gompertz, trend(x, y, Options{}), transform.Level)
		if !ok {
			t.Fatal("not averaged")
		}
		if c.endless && !math.IsInf(a.upper, 1) {
			t.Errorf("endless growth: %+v", a)
		}
		if !c.endless && !(a.lower < 1000 && 1000 < a.upper && a.none < 0.01) {
			t.Errorf("growth to 1000: %+v", a)
		}
	}
}

// forecastTable makes the columns of forecast that Ceilings reads, with a
// forecast for platform a: its 80 % interval reaches to upper.
func forecastTable(t testing.TB, db *transform.DB, upper float64) {
	t.Helper()
	if err := db.Exec(context.Background(), `
		create or replace table forecast (platform_id varchar, metric varchar, market varchar, definition_id varchar, chosen boolean,
			quantile double, value double);
		insert into forecast values ('a', 'mau', 'WLD', 'd', true, 0.5, ?), ('a', 'mau', 'WLD', 'd', true, 0.9, ?),
			('a', 'mau', 'WLD', 'd', false, 0.9, 1e12)`, upper/2, upper); err != nil {
		t.Fatal(err)
	}
}

// A forecast that reaches above the ceiling is said to contradict it, and with
// a record of fewer than ten earlier ceilings there is no interval.
func TestCeilingsAndForecast(t *testing.T) {
	x, y := grown(24, false)
	var figures []string
	start := time.Date(2012, 3, 31, 0, 0, 0, 0, time.UTC)
	for i := range x {
		on := start.AddDate(0, 0, int(math.Round(x[i]*yearDays))).Format(time.DateOnly)
		figures = append(figures, fmt.Sprintf("('mau', 'd', 'day', date '%s', %d, 'exact', true)", on, int(1000*y[i])))
	}
	db := made(t, strings.Join(figures, ", "))
	for upper, contradicts := range map[float64]bool{0.9e6: false, 1.2e6: true} {
		forecastTable(t, db, upper)
		if err := Ceilings(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("true 10 false  %v true", contradicts)
		if got := rows(t, db, `select bounded, round(ceiling / 1e5), interval_holds, upper, contradicts_forecast, reason like 'no interval: % too few %' from ceiling`); got != want {
			t.Errorf("forecast up to %v: %s, want %s", upper, got, want)
		}
	}
}

// What must hold of the relations, as queries that return no rows.
func TestCeilings(t *testing.T) {
	db, ctx := shipped(t), context.Background()
	if err := Run(ctx, db); err != nil {
		t.Fatal(err)
	}
	forecastTable(t, db, 1)
	if err := Ceilings(ctx, db); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"nothing is estimated":                              "select 1 where not exists (from ceiling_estimate where bounded) or not exists (from ceiling_backtest)",
		"weights are not shares":                            "from ceiling_estimate where abs(weight_logistic + weight_gompertz + weight_none - 1) > 1e-9",
		"no reason, or one too many":                        "from ceiling_estimate where bounded <> (reason is null)",
		"an unbounded ceiling is bounded":                   "from ceiling_estimate where bounded and (upper is null or not (lower <= ceiling and ceiling <= upper) or highest <= 0.5 * ceiling)",
		"a heavy weight without a ceiling has an upper end": "from ceiling_estimate where weight_none > 0.0251 and upper is not null",
		"an origin is not the last figure of its year": `
			from ceiling_estimate as e where exists (
				from curve_series as f where f.platform_id = e.platform_id and f.metric = e.metric and f.market = e.market
					and f.definition_id = e.definition_id and f.placed_on > e.origin_on and year(f.placed_on) = year(e.origin_on))`,
		"the record is not that of the figures": `
			select b.* from ceiling_backtest as b where passed <> exists (
				from curve_series as f where f.platform_id = b.platform_id and f.metric = b.metric and f.market = b.market
					and f.definition_id = b.definition_id and f.placed_on > b.origin_on and f.value > b.upper)`,
		"intervals are given against the record": `
			from ceiling where interval_holds <> (past_estimates >= 10 and past_passed <= 0.1 * past_estimates)
				or not interval_holds and (lower is not null or upper is not null) or bounded <> (ceiling is not null)
				or not interval_holds and bounded and reason is null`,
		"a series is left out": `
			select platform_id, metric, market, definition_id from curve_series where used = 'fitted' group by all having count(*) >= 8
			except select platform_id, metric, market, definition_id from ceiling`,
	} {
		if got := rows(t, db, query); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}

	// What is published later leaves the estimates of earlier years as they were.
	const before = "select * from ceiling_estimate where origin_on < date '2019-01-01' order by all"
	want := rows(t, db, before)
	if err := db.Exec(ctx, "update curve_series set value = 1000 * value where placed_on >= date '2019-01-01'"); err != nil {
		t.Fatal(err)
	}
	if err := Ceilings(ctx, db); err != nil {
		t.Fatal(err)
	}
	if rows(t, db, before) != want || want == "" {
		t.Error("later figures change earlier estimates, or there are none")
	}

	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := Ceilings(stopped, db); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// BenchmarkCeilings is the ceilings of the shipped data, without forecasts.
func BenchmarkCeilings(b *testing.B) {
	db, ctx := shipped(b), context.Background()
	if err := Run(ctx, db); err != nil {
		b.Fatal(err)
	}
	forecastTable(b, db, 1)
	for b.Loop() {
		if err := Ceilings(ctx, db); err != nil {
			b.Fatal(err)
		}
	}
}
