package forecast

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"
)

// shipped returns a database with the relations of the shipped data up to the
// series that are fitted.
func shipped(t testing.TB) *transform.DB {
	t.Helper()
	ctx := context.Background()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := transform.Load(ctx, db, pkg); err != nil {
		t.Fatal(err)
	}
	if err := transform.Run(ctx, db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	query, err := os.ReadFile("../curve/sql/10_curve_series.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Build(ctx, fstest.MapFS{"10_curve_series.sql": {Data: query}}, "."); err != nil {
		t.Fatal(err)
	}
	return db
}

// texts returns the rows of a query as text, ordered as it says.
func texts(t testing.TB, db *transform.DB, query string) []string {
	t.Helper()
	rows, err := db.Result(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	if err := rows.Each(func(row []any) error {
		var cells []string
		for _, v := range row {
			cells = append(cells, transform.Text(v))
		}
		out = append(out, strings.Join(cells, " "))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// What must hold of the relations, as queries that return no rows.
func TestRun(t *testing.T) {
	db := shipped(t)
	if err := Run(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"nothing is forecast":       "select 'backtest' where not exists (from backtest) union all select 'forecast' where not exists (from forecast)",
		"too few figures are known": "select * from backtest where n < 8",
		"the horizon is not that of the days": `
			select * from backtest where horizon not between 1 and 4 or horizon <> round((target_on - origin_on) / 91.3125)`,
		"the figure that came is not in the series": `
			select * from backtest where not exists (
				from curve_series as s
				where s.platform_id = backtest.platform_id and s.metric = backtest.metric and s.market = backtest.market
					and s.definition_id = backtest.definition_id and s.placed_on = target_on and s.value = actual and s.qualifier = actual_qualifier
			)`,
		"models differ in what they forecast": `
			select platform_id, metric, market, definition_id, origin_on, horizon from backtest where quantile = 0.5
			group by all having count(distinct model) <> 6 or count(*) <> 6`,
		"quantiles are out of order": `
			select * from (select *, lead(value) over (partition by platform_id, metric, market, definition_id, model, origin_on, horizon order by quantile) as above from backtest)
			where above < value`,
		"an interval rests on too few errors, or is missing": `
			select platform_id, metric, market, definition_id, model, origin_on, horizon, errors, count(*) from backtest group by all
			having count(*) <> case when errors < 9 then 1 when errors < 39 then 3 else 5 end`,
		"a series is not forecast to the end": `
			select platform_id, metric, market, definition_id from curve_series group by all having count(*) >= 8
			except select platform_id, metric, market, definition_id from forecast where quantile = 0.5
			group by all having count(*) = 24 and count(*) filter (chosen) = 4`,
		"a target is not the end of a quarter, or too near": `
			select * from forecast where quarter(target_on + 1) = quarter(target_on) or target_on - origin_on < 46 or day(target_on + 1) <> 1`,
		"the scores are not those of the rows": `
			with total as (
				select platform_id, metric, market, definition_id, count(*) as figures from curve_series group by all
			),
			wide as (
				select backtest.platform_id, backtest.metric, backtest.market, backtest.definition_id, model, origin_on, horizon, any_value(actual) as actual,
					any_value(scale) as scale, max(value) filter (quantile = 0.5) as value,
					max(value) filter (quantile = 0.1) as lower, max(value) filter (quantile = 0.9) as upper
				from backtest
				join total using (platform_id, metric, market, definition_id)
				where n >= greatest(8, figures // 2) and actual_qualifier <> 'at_least'
				group by all
			),
			mine as (
				select platform_id, metric, market, definition_id, model, horizon, count(*) as origins, avg(abs(actual - value)) as mae,
					avg(abs(actual - value) / scale) as mase, count(lower) as n_80,
					avg(case when lower is not null then cast(actual between lower and upper as integer) end) as coverage_80,
					avg((upper - lower + 10 * greatest(lower - actual, actual - upper, 0)) / scale) as score
				from wide group by all
			)
			select mine.* from mine join backtest_score as given using (platform_id, metric, market, definition_id, model, horizon)
			where mine.origins <> given.origins or mine.n_80 <> given.n_80 or abs(mine.mae - given.mae) > 1e-9 * given.mae or abs(mine.mase - given.mase) > 1e-9 * given.mase
				or abs(mine.coverage_80 - given.coverage_80) > 1e-9 or abs(mine.score - given.interval_score_80) > 1e-9 * given.interval_score_80
			union all
			select mine.* from mine anti join backtest_score using (platform_id, metric, market, definition_id, model, horizon)`,
		"models are scored on different figures": `
			select platform_id, metric, market, definition_id, horizon from backtest_score
			group by all having count(distinct origins) > 1 or count(distinct bounds) > 1 or count(*) <> 6`,
		"an origin has not one model": `
			select platform_id, metric, market, definition_id, origin_on, horizon from backtest where quantile = 0.5
			group by all having count(*) filter (chosen) <> 1`,
		"a series has not one model": `
			select platform_id, metric, market, definition_id from forecast group by all having count(distinct model) filter (chosen) <> 1`,
		"the choice is not by its rule": `
			select 'chosen', model from forecast_choice where chosen <> (mean_scaled_error = (select min(mean_scaled_error) from forecast_choice))
			union all
			select 'origins', model from forecast_choice
			where backtest_chosen <> (select count(*) from backtest where chosen and quantile = 0.5 and backtest.model = forecast_choice.model)
			union all
			select 'series', model from forecast_choice
			where series_chosen <> (select count(*) from forecast where chosen and quantile = 0.5 and horizon = 1 and forecast.model = forecast_choice.model)`,
		"the scores of chosen models are not those of the rows": `
			with total as (
				select platform_id, metric, market, definition_id, count(*) as figures from curve_series group by all
			),
			wide as (
				select backtest.platform_id, backtest.metric, backtest.market, backtest.definition_id, origin_on, horizon, any_value(actual) as actual,
					any_value(scale) as scale, max(value) filter (quantile = 0.5) as value,
					max(value) filter (quantile = 0.1) as lower, max(value) filter (quantile = 0.9) as upper
				from backtest
				join total using (platform_id, metric, market, definition_id)
				where n >= greatest(8, figures // 2) and actual_qualifier <> 'at_least' and chosen
				group by all
			),
			mine as (
				select coalesce(platform_id, 'all') as platform_id, coalesce(metric, 'all') as metric, coalesce(market, 'all') as market,
					coalesce(definition_id, 'all') as definition_id, coalesce(horizon, 0) as horizon, count(*) as origins,
					avg(abs(actual - value) / scale) as mase, count(lower) as n_80,
					avg(case when lower is not null then cast(actual between lower and upper as integer) end) as coverage_80,
					avg(case when lower is not null then cast(actual < lower as integer) end) as below_80
				from wide
				group by grouping sets ((platform_id, metric, market, definition_id, horizon), (platform_id, metric, market, definition_id), (horizon), ())
			)
			select mine.platform_id, mine.metric, mine.market, mine.horizon from mine
			left join backtest_chosen as given using (platform_id, metric, market, definition_id, horizon)
			where given.origins is distinct from mine.origins or given.n_80 <> mine.n_80 or abs(mine.mase - given.mase) > 1e-9 * given.mase
				or abs(mine.coverage_80 - given.coverage_80) > 1e-9 or abs(mine.below_80 - given.below_80) > 1e-9
				or abs(given.coverage_80 + given.below_80 + given.above_80 - 1) > 1e-9`,
		"a test of too few origins": "select * from backtest_score where p_value is not null and (origins < 10 or horizon = 0 or model = 'drift' or platform_id = 'all')",
	} {
		if rows := texts(t, db, query); len(rows) > 0 {
			t.Errorf("%s: %d rows, such as %s", name, len(rows), rows[0])
		}
	}
	// What is promised of the intervals, in the nested backtest.
	if rows := texts(t, db, `
		select platform_id, metric, coverage_80, coverage_80_by_series from backtest_chosen
		where horizon = 0 and (platform_id = 'all' and not (coverage_80 between 0.72 and 0.88 and coverage_80_by_series between 0.72 and 0.88)
			or platform_id = 'wechat' and metric = 'mau' and coverage_80 < 0.6)`); len(rows) > 0 {
		t.Errorf("80 %% intervals that hold too rarely, or too often: %v", rows)
	}
}

// The same to the last bit on one processor and on several, and a second time.
func TestRunIsDeterministic(t *testing.T) {
	db := shipped(t)
	everything := func(processors int) (all []string) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		if err := Run(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		for _, relation := range []string{"backtest", "backtest_score", "backtest_chosen", "forecast_choice", "forecast", "forecast_outcome"} {
			all = append(all, texts(t, db, "from "+relation)...)
		}
		return all
	}
	if one := everything(1); !slices.Equal(one, everything(4)) {
		t.Error("results depend on the number of processors")
	}
}

// Without a series of eight figures the relations are there, and empty.
func TestRunWithoutSeries(t *testing.T) {
	db := shipped(t)
	if err := db.Exec(context.Background(), "delete from curve_series where platform_id <> 'tantan'"); err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	if rows := texts(t, db, `
		select 'backtest' from backtest union all select 'score' from backtest_score union all select 'forecast' from forecast
		union all select 'chosen' from backtest_chosen
		union all select 'choice' from forecast_choice where series > 0 or not chosen = (model = 'naive')`); len(rows) > 0 {
		t.Errorf("out of nothing: %v", rows)
	}
}

// BenchmarkRun is the whole room on the shipped data.
func BenchmarkRun(b *testing.B) {
	db := shipped(b)
	for b.Loop() {
		if err := Run(context.Background(), db); err != nil {
			b.Fatal(err)
		}
	}
}
