// Package models runs the models over the relations of transform. Each model
// has a room of its own, a package below this one, and leaves its results as
// relations in the database; no model reads another's Go values.
package models

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"

	"headstart/models/curve"
	"headstart/models/forecast"
	"headstart/models/race"
	"headstart/models/score"
	"headstart/models/strength"
	"headstart/models/survival"
	"headstart/models/whatif"
	"headstart/models/winrate"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// Options of the models: one field per room that has any.
type Options struct {
	Winrate winrate.Options `mapstructure:"winrate" json:"winrate"`
	Race    race.Config     `mapstructure:"race" json:"race"`
	// Strength is the hierarchical model.
	Strength strength.Options `mapstructure:"strength" json:"strength"`
}

// Defaults returns the options of a run that says nothing else.
func Defaults() Options {
	return Options{Winrate: winrate.DefaultOptions(), Race: race.Defaults(), Strength: strength.DefaultOptions()}
}

// Check returns an error that names the first option that is out of its range.
func (o Options) Check() error { return cmp.Or(o.Winrate.Check(), o.Race.Check(), o.Strength.Check()) }

// Run runs every model on db, which transform.Run has filled. The rooms of a
// row read each other's relations and take turns; the rows do not, and run
// side by side.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	// Models keep some 10 MB and make garbage of many times as much. Collected a
	// quarter as often, it costs a twentieth less of the processor time of a run.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	type room struct {
		name string
		run  func(context.Context) error
	}
	group, inTime := errgroup.WithContext(ctx)
	for _, row := range [][]room{
		{
			{"winrate", func(ctx context.Context) error { return winrate.Run(ctx, db, opt.Winrate) }},
			{"strength", func(ctx context.Context) error { return strength.Run(ctx, db, opt.Strength) }},
			{"race", func(ctx context.Context) error { return race.Run(ctx, db, opt.Race) }},
			{"score", func(ctx context.Context) error { return score.Run(ctx, db) }},
			{"survival", func(ctx context.Context) error { return survival.Run(ctx, db) }},
			{"whatif", func(ctx context.Context) error { return whatif.Run(ctx, db) }},
		},
		{
			{"curve", func(ctx context.Context) error { return curve.Run(ctx, db) }},
			{"forecast", func(ctx context.Context) error { return forecast.Run(ctx, db) }},
			{"ceilings", func(ctx context.Context) error { return curve.Ceilings(ctx, db) }},
		},
	} {
		group.Go(func() error {
			for _, r := range row {
				if err := r.run(inTime); err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := score.Record(ctx, db); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}
