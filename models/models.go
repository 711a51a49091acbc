// Package models runs the models over the relations of transform. Each model
// has a room of its own, a package below this one, and leaves its results as
// relations in the database; no model reads another's Go values.
package models

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"headstart/models/curve"
	"headstart/models/forecast"
	"headstart/models/race"
	"headstart/models/score"
	"headstart/models/strength"
	"headstart/models/survival"
	"headstart/models/whatif"
	"headstart/models/winrate"
	"headstart/transform"
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

// Run runs every model on db, which transform.Run has filled. A room starts when
// those whose relations it reads are done; the others run beside it.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	// Models keep some 10 MB and make garbage of many times as much. Collected half
	// as often, they end a twentieth of a second sooner and take 20 MB more.
	defer debug.SetGCPercent(debug.SetGCPercent(200))
	// Ceilings read nothing of winrate, but are work for the processors that score
	// and record, which come last, leave idle.
	rooms := []struct {
		name, after string
		run         func(context.Context, *transform.DB) error
	}{
		{"races", "", winrate.Races},
		{"curve", "", curve.Run},
		{"strength", "races", func(ctx context.Context, db *transform.DB) error { return strength.Run(ctx, db, opt.Strength) }},
		{"winrate", "races", func(ctx context.Context, db *transform.DB) error { return winrate.Run(ctx, db, opt.Winrate) }},
		{"forecast", "curve", forecast.Run},
		{"ceilings", "forecast winrate", curve.Ceilings},
		{"race", "races", func(ctx context.Context, db *transform.DB) error { return race.Run(ctx, db, opt.Race) }},
		{"survival", "races", survival.Run},
		{"score", "winrate strength race", score.Run},
		{"whatif", "winrate race", whatif.Run},
		{"record", "score forecast", score.Record},
	}
	after := func(i, before int) bool { return slices.Contains(strings.Fields(rooms[i].after), rooms[before].name) }
	return transform.InOrder(ctx, len(rooms), after, func(ctx context.Context, i int) error {
		if err := rooms[i].run(ctx, db); err != nil {
			return fmt.Errorf("%s: %w", rooms[i].name, err)
		}
		return nil
	})
}
