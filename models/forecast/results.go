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
	if err := errors.Join(db.Append(ctx, "backtest", quantileRows(ctx, trials, all, backtestRow)),
		db.Append(ctx, "forecast", quantileRows(ctx, ahead, all, forecastRow)), ctx.Err()); err != nil {
		return err
	}
	return db.Build(ctx, files, "sql/judged")
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

// backtestRow and forecastRow are the rows of backtest and forecast of a quantile.
func backtestRow(t trial, s segment, q, value float64) []any {
	return s.Columns(string(Models[t.model]), date(t.madeOn), int64(t.n), int64(t.horizon), date(t.dueOn), q, value,
		s.Value[t.target], s.qualifier[t.target], t.scale, int64(t.errors), int64(t.own), t.chosen)
}

func forecastRow(t trial, s segment, q, value float64) []any {
	return s.Columns(string(Models[t.model]), t.chosen, date(t.madeOn), int64(t.horizon), date(t.dueOn), q, value, int64(t.errors), int64(t.own))
}

// quantileRows are the rows of each quantile of each forecast, until the context ends.
func quantileRows(ctx context.Context, trials []trial, all []segment, row func(t trial, s segment, q, value float64) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, t := range trials {
			levels, values := t.quantiles()
			for i, q := range levels {
				if ctx.Err() != nil || !yield(row(t, all[t.series], q, values[i])) {
					return
				}
			}
		}
	}
}
