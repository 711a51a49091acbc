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

// Run makes the relations of sql/ from head_start, owner_network and
// statement, and fills those of the fitted models.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	if err := build(ctx, db, "sql"); err != nil {
		return err
	}
	if err := results(ctx, db, opt); err != nil {
		return err
	}
	return build(ctx, db, "sql/found")
}

func build(ctx context.Context, db *transform.DB, folder string) error {
	return db.Build(ctx, files, folder)
}
