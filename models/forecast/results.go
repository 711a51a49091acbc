package forecast

import (
	"context"
	"embed"
	"errors"
	"iter"
	"slices"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed sql
var files embed.FS

// Run forecasts the series of curve_series that have eight figures or more. It
// makes the relations backtest, backtest_score, backtest_chosen,
// forecast_choice and forecast, and those of [Verify]. Without such series they are empty.
func Run(ctx context.Context, db *transform.DB) error {
	var all []segment
	var trials, ahead []trial
	group, inTime := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := db.Build(inTime, files, "sql"); err != nil {
			return err
		}
		return Verify(inTime, db)
	})
	group.Go(func() (err error) {
		if all, err = read(inTime, db); err != nil {
			return err
		}
		trials, ahead, err = rollingOrigin(inTime, all)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	withChoice(trials, ahead, all)
	if _, err := remember(trials, all).withIntervals(ctx, trials, ahead); err != nil {
		return err
	}
	if err := errors.Join(db.Append(ctx, "backtest", until(ctx, backtestRows(trials, all))),
		db.Append(ctx, "forecast", until(ctx, forecastRows(ahead, all))), ctx.Err()); err != nil {
		return err
	}
	return db.Build(ctx, files, "sql/judged")
}

// until ends rows with the context.
func until(ctx context.Context, rows iter.Seq[[]any]) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for row := range rows {
			if ctx.Err() != nil || !yield(row) {
				return
			}
		}
	}
}

// read returns the series that are long enough, by their keys.
func read(ctx context.Context, db *transform.DB) ([]segment, error) {
	type figure struct {
		segment
		day       int
		value     float64
		qualifier string
		round     bool
	}
	figures, err := transform.Collect(ctx, db, `
		select platform_id, metric, market, definition_id, days_between(date '1970-01-01', placed_on), value, qualifier, round
		from curve_series
		order by platform_id, metric, market, definition_id, placed_on`,
		func(f *figure) []any {
			return []any{&f.platform, &f.metric, &f.market, &f.definition, &f.day, &f.value, &f.qualifier, &f.round}
		})
	if err != nil {
		return nil, err
	}
	var all []segment
	for _, f := range figures {
		if s := len(all) - 1; s < 0 || all[s].platform != f.platform || all[s].metric != f.metric ||
			all[s].market != f.market || all[s].definition != f.definition {
			all = append(all, f.segment)
		}
		s := &all[len(all)-1]
		s.days = append(s.days, f.day)
		s.qualifier = append(s.qualifier, f.qualifier)
		s.X = append(s.X, s.years(f.day))
		s.Value = append(s.Value, f.value)
		s.AtLeast = append(s.AtLeast, f.qualifier == "at_least")
		s.Round = append(s.Round, f.round)
	}
	return slices.DeleteFunc(all, func(s segment) bool { return len(s.X) < least }), nil
}

func backtestRows(trials []trial, all []segment) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, t := range trials {
			s := all[t.series]
			levels, values := t.quantiles()
			for i, q := range levels {
				if !yield([]any{s.platform, s.metric, s.market, s.definition, string(Models[t.model]), date(t.madeOn), int64(t.n),
					int64(t.horizon), date(t.dueOn), q, values[i], s.Value[t.target], s.qualifier[t.target], t.scale, int64(t.errors), int64(t.own), t.chosen}) {
					return
				}
			}
		}
	}
}

func forecastRows(ahead []trial, all []segment) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, t := range ahead {
			s := all[t.series]
			levels, values := t.quantiles()
			for i, q := range levels {
				if !yield([]any{s.platform, s.metric, s.market, s.definition, string(Models[t.model]), t.chosen,
					date(t.madeOn), int64(t.horizon), date(t.dueOn), q, values[i], int64(t.errors), int64(t.own)}) {
					return
				}
			}
		}
	}
}
