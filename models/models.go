// Package models runs the models over the relations of transform. Each model
// has a room of its own, a package below this one, and leaves its results as
// relations in the database; no model reads another's Go values.
package models

import (
	"context"
	"fmt"

	"headstart/models/winrate"
	"headstart/transform"
)

// The rooms, in the order in which they run.
var rooms = []struct {
	name string
	run  func(context.Context, *transform.DB) error
}{
	{"winrate", winrate.Run},
}

// Run runs every model on db, which transform.Run has filled.
func Run(ctx context.Context, db *transform.DB) error {
	for _, room := range rooms {
		if err := room.run(ctx, db); err != nil {
			return fmt.Errorf("models/%s: %w", room.name, err)
		}
	}
	return nil
}
