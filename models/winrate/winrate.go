// Package winrate says how often the first mover won: over all races, by
// head start, and as people bet on it.
//
// Buckets and intervals are queries (sql/). The races behind them are those
// of head_start that count: decided ones, at one level per pair.
package winrate

import (
	"context"
	"embed"
	"io/fs"

	"headstart/transform"
)

//go:embed sql/*.sql
var files embed.FS

// Run makes the relations of sql/ from head_start, owner_network and
// statement, and fills those of the fitted models.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	sql, err := fs.Sub(files, "sql")
	if err != nil {
		return err
	}
	if err := db.Build(ctx, sql); err != nil {
		return err
	}
	return results(ctx, db, opt)
}
