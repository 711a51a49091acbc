package forecast

import (
	"context"
	"embed"
	"errors"
	"iter"

	"headstart/models/curve"
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
func read(ctx context.Context, db *transform.DB) (all []segment, err error) {
	segments, err := curve.Segments(ctx, db)
	for _, s := range segments {
		if len(s.X) < least {
			continue
		}
		one := segment{Key: s.Key, Series: Series(s.Figures), qualifier: s.Qualifier}
		for _, on := range s.On {
			one.days = append(one.days, int(on.Unix()/86400))
		}
		all = append(all, one)
	}
	return all, err
}

func backtestRows(trials []trial, all []segment) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, t := range trials {
			s := all[t.series]
			levels, values := t.quantiles()
			for i, q := range levels {
				if !yield(s.Columns(string(Models[t.model]), date(t.madeOn), int64(t.n),
					int64(t.horizon), date(t.dueOn), q, values[i], s.Value[t.target], s.qualifier[t.target], t.scale, int64(t.errors), int64(t.own), t.chosen)) {
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
				if !yield(s.Columns(string(Models[t.model]), t.chosen,
					date(t.madeOn), int64(t.horizon), date(t.dueOn), q, values[i], int64(t.errors), int64(t.own))) {
					return
				}
			}
		}
	}
}
