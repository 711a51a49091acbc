// Package whatif puts the answers of the models side by side: for any head
// start and any network of the responder's owner, how likely the first mover
// is to win.
package whatif

import (
	"context"
	"embed"

	"headstart/transform"
)

//go:embed sql/*.sql
var files embed.FS

// Run makes the relation what_if from win_rate_curve and base_rate.
func Run(ctx context.Context, db *transform.DB) error {
	return db.Build(ctx, files, "sql")
}
