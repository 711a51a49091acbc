package forecast

import (
	"context"

	"headstart/transform"
)

// Verify scores the forecasts that earlier runs have left in forecast_record
// against the figures of curve_series: it makes forecast_outcome. A forecast
// for whose target nothing is published yet is pending, and no forecasts give
// no outcomes.
func Verify(ctx context.Context, db *transform.DB) error {
	return db.Build(ctx, files, "sql/verify")
}
