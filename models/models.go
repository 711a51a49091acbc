// Package models runs the models over the relations of transform. Each model
// has a room of its own, a package below this one, and leaves its results as
// relations in the database; no model reads another's Go values.
package models

import (
	"context"
	"fmt"

	"headstart/models/race"
	"headstart/models/survival"
	"headstart/models/whatif"
	"headstart/models/winrate"
	"headstart/transform"
)

// Options of the models: one field per room that has any.
type Options struct {
	Winrate winrate.Options `mapstructure:"winrate" json:"winrate"`
	Race    race.Config     `mapstructure:"race" json:"race"`
}

// Defaults returns the options of a run that says nothing else.
func Defaults() Options {
	return Options{Winrate: winrate.DefaultOptions(), Race: race.Defaults()}
}

// Run runs every model on db, which transform.Run has filled.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	for _, room := range []struct {
		name string
		run  func() error
	}{
		{"winrate", func() error { return winrate.Run(ctx, db, opt.Winrate) }},
		{"race", func() error { return race.Run(ctx, db, opt.Race) }},
		{"survival", func() error { return survival.Run(ctx, db) }},
		{"whatif", func() error { return whatif.Run(ctx, db) }},
	} {
		if err := room.run(); err != nil {
			return fmt.Errorf("%s: %w", room.name, err)
		}
	}
	return nil
}
