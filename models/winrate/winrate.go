// Package winrate says how often the first mover won: over all races, by
// head start, and as people bet on it.
//
// Buckets and intervals are queries (sql/). The races behind them are those
// of race_design that count: those that the rule decides.
package winrate

import (
	"context"
	"embed"

	"headstart/transform"
)

//go:embed sql
var files embed.FS

// Races makes the relations of sql/ from head_start, owner_network and statement:
// what other models know of races, and the rates.
func Races(ctx context.Context, db *transform.DB) error { return db.Build(ctx, files, "sql") }

// Run fits the models to the relations of [Races] and fills those of their results.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	if err := results(ctx, db, opt); err != nil {
		return err
	}
	return db.Build(ctx, files, "sql/found")
}
