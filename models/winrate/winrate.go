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

// Run makes the relations elicited_point, base_rate and win_rate_bucket from
// head_start and statement.
func Run(ctx context.Context, db *transform.DB) error {
	sql, err := fs.Sub(files, "sql")
	if err != nil {
		return err
	}
	return db.Build(ctx, sql)
}
