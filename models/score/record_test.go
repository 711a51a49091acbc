package score

import (
	"context"
	"math"
	"slices"
	"testing"

	"headstart/transform"
)

// Two predictions of a race that was decided since, one of a race that was not,
// the estimate of a hypothesis, and forecasts. Expected: by hand, with the
// logarithms of scipy 1.17; the interval score is (u - l) + 2/α times what lies
// outside (Gneiting and Raftery 2007, equation 43).
func TestRecord(t *testing.T) {
	ctx := context.Background()
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`create or replace macro as_text(v) as cast(v as varchar)`,
		`create or replace macro months_after(d, n) as cast(d + n * interval 1 month as date)`,
		`create table setting as select cast(null as date) as as_of`,
		`create table source as select date '2026-01-31' as published_on_start`,
		`create table win_rule as from (values ('leader_60', 'primary'), ('curated', 'secondary')) as t (win_rule, role)`,
		`create table race as from (values ('won', date '2020-05-31'), ('open', date '2021-05-31')) as t (race_id, responder_launch_end)`,
		`create table race_design as from (values ('won', 'leader_60', 1, true), ('won', 'curated', 0, true), ('open', 'leader_60', null, false)) as t (race_id, win_rule, won, counted)`,
		`create table hypothesis_result as from (values ('h', 'collected since', 0.5, 0.1, 0.9), ('h', 'all', 0.25, 0.1, 0.4)) as t (hypothesis_id, races, estimate, lower, upper)`,
		`create table undecided_prediction as from (values ('open', 1, 'coin', 0.5e0)) as t (race_id, position, route, p)`,
		`create table forecast_outcome as from (values ('drift', true, true, 'scored', 90e0, 110e0, 100e0, true), ('drift', true, true, 'scored', 90e0, 110e0, 121e0, false),
			('drift', true, true, 'pending', 90e0, 110e0, null, null), ('naive', false, true, 'scored', 1e0, 2e0, 3e0, false)) as t (model, chosen, counted, status, lower_80, upper_80, actual, inside_80)`,
		`create table forecast_record as select cast(null as date) as made_on, 'a' as platform_id, 'mau' as metric, 'WLD' as market, 'd' as definition_id, true as chosen,
			1 as horizon, date '2026-06-30' as target_on, 0.5e0 as quantile, 1e0 as value where false`,
		`create table forecast as from (values ('a', 0.5e0, 120.4e0), ('b', 0.5e0, 7e0), ('b', 0.1e0, 6e0), ('b', 0.9e0, 8e0), ('b', 0.025e0, 5e0), ('b', 0.975e0, 9e0)) as t (platform_id, quantile, value)
			cross join (select 'mau' as metric, 'WLD' as market, 'd' as definition_id, true as chosen, date '2025-12-31' as origin_on, 1 as horizon, date '2026-03-31' as target_on)`,
		`create table prediction_record as select date '2024-12-31' as made_on, 'r' as run, t.* from (values
			('leader', 'won', 'coin', null, 0.5), ('leader', 'won', 'bet', null, 0), ('leader', 'open', 'coin', null, 0.5),
			('effect', 'h', 'registered', 0.025, 0.1), ('effect', 'h', 'registered', 0.5, 0.2), ('effect', 'h', 'registered', 0.975, 0.4)) as t (target, subject, route, quantile, value)`,
	} {
		if err := db.Exec(ctx, statement); err != nil {
			t.Fatalf("%s\n%v", statement, err)
		}
	}
	if err := Record(ctx, db); err != nil {
		t.Fatal(err)
	}
	type score struct {
		target, route        string
		predictions, n       int64
		log, brier, interval *float64
		inside, with         int64
	}
	got, err := transform.Collect(ctx, db, "select * from record_score order by target, route",
		func(s *score) []any {
			return []any{&s.target, &s.route, &s.predictions, &s.n, &s.log, &s.brier, &s.interval, &s.inside, &s.with}
		})
	if err != nil {
		t.Fatal(err)
	}
	want := []score{
		{"effect", "registered", 1, 1, nil, nil, new(0.3 + 2/0.05*0.1), 0, 1},
		// ln(110/90), and for 121 ten times ln(121/110) more.
		{"forecast", "drift", 3, 2, nil, nil, new(0.200670695462 + 10*0.0953101798043/2), 1, 2},
		{"leader", "bet", 1, 1, new(6.90775527898), new(1.0), nil, 0, 0}, // clipped at 0.001
		{"leader", "coin", 2, 1, new(0.69314718056), new(0.25), nil, 0, 0},
	}
	near := func(a, b *float64) bool {
		return a == nil && b == nil || a != nil && b != nil && math.Abs(*a-*b) < 1e-9
	}
	if !slices.EqualFunc(got, want, func(a, b score) bool {
		return a.target == b.target && a.route == b.route && a.predictions == b.predictions && a.n == b.n && near(a.log, b.log) &&
			near(a.brier, b.brier) && near(a.interval, b.interval) && a.inside == b.inside && a.with == b.with
	}) {
		t.Errorf("scores are %+v, want %+v", got, want)
	}
	outputs, err := transform.Collect(ctx, db, "select model_id, count(*), count(distinct origin_date), sum(value) from model_output group by all order by all",
		func(r *[4]any) []any { return []any{&r[0], &r[1], &r[2], &r[3]} })
	if err != nil {
		t.Fatal(err)
	}
	// The run's own race and hypothesis on 2026-01-31 beside those of the record; forecasts have no record.
	if want := [][4]any{{"headstart-bet", int64(2), int64(1), 1.0}, {"headstart-coin", int64(6), int64(2), 3.0},
		{"headstart-forecast", int64(6), int64(1), 155.0}, {"headstart-registered", int64(6), int64(2), 1.45}}; !slices.EqualFunc(outputs, want, func(a, b [4]any) bool {
		return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && math.Abs(a[3].(float64)-b[3].(float64)) < 1e-9
	}) {
		t.Errorf("outputs are %v, want %v", outputs, want)
	}
}
