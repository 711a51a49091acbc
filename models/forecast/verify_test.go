package forecast

import (
	"context"
	"slices"
	"testing"

	"headstart/transform"
)

// A forecast of two earlier runs, and what came of it.
func TestVerify(t *testing.T) {
	ctx := context.Background()
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec(ctx, `
		create table curve_series (platform_id varchar, metric varchar, market varchar, definition_id varchar, placed_on date, value double, qualifier varchar);
		insert into curve_series
		select 'a', 'mau', 'WLD', definition_id, placed_on, value, qualifier
		from (values
			('new', date '2024-12-31', 100, 'exact'),   -- known at the origin
			('new', date '2025-02-20', 108, 'approx'),  -- 39 days from the first target
			('new', date '2025-04-20', 130, 'exact'),   -- 20 days from the first, 71 from the second
			('new', date '2025-11-15', 150, 'at_least'),-- 46 days from the third and from the fourth
			('old', date '2025-03-31', 999, 'exact')    -- another definition
		) as t (definition_id, placed_on, value, qualifier);
		create table forecast_record (run varchar, made_on date, platform_id varchar, metric varchar, market varchar, definition_id varchar, model varchar,
			chosen boolean, origin_on date, horizon bigint, target_on date, quantile double, value double, errors bigint)`); err != nil {
		t.Fatal(err)
	}
	if err := Verify(ctx, db); err != nil {
		t.Fatal(err)
	}
	if rows := texts(t, db, "from forecast_outcome"); len(rows) > 0 {
		t.Errorf("outcomes of no forecasts: %v", rows)
	}
	if err := db.Exec(ctx, `
		insert into forecast_record
		select run, made_on, 'a', 'mau', 'WLD', 'new', 'drift', true, date '2024-12-31', horizon, target_on, quantile, value, 30
		from (values
			(1, date '2025-03-31', 0.025, 90), (1, date '2025-03-31', 0.1, 100), (1, date '2025-03-31', 0.5, 110),
			(1, date '2025-03-31', 0.9, 120), (1, date '2025-03-31', 0.975, 140),
			(2, date '2025-06-30', 0.5, 120),
			(3, date '2025-09-30', 0.1, 110), (3, date '2025-09-30', 0.5, 130), (3, date '2025-09-30', 0.9, 140)
		) as f (horizon, target_on, quantile, value)
		cross join (values ('second', date '2025-02-01'), ('first', date '2025-01-20')) as made (run, made_on)`); err != nil {
		t.Fatal(err)
	}
	if err := Verify(ctx, db); err != nil {
		t.Fatal(err)
	}
	// By hand: 130 - 110; 10 beyond the 80 % interval of width 20 costs 10·10; within that of 95 % the width of 50 remains.
	want := []string{
		"first 1 scored 2025-04-20 130 20 false true 120 50 true",
		"first 2 pending        true",
		"first 3 bound 2025-11-15 150      true",
		"second 1 scored 2025-04-20 130 20 false true 120 50 false",
		"second 2 pending        false",
		"second 3 bound 2025-11-15 150      false",
	}
	got := texts(t, db, `
		select run, horizon, status, actual_on, actual, error, inside_80, inside_95, interval_score_80, interval_score_95, counted
		from forecast_outcome`)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
