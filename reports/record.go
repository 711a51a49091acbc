package reports

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"strconv"
	"time"

	"headstart/transform"
)

// writeRecord freezes the forecasts of the run in forecast_records.csv, whose
// rows a data package can take over as they are: later runs judge them by what
// was published since.
func writeRecord(ctx context.Context, db *transform.DB, root *os.Root, run string) error {
	type row struct {
		made                                        time.Time
		run                                         string
		platform, metric, market, definition, model string
		chosen                                      bool
		origin                                      time.Time
		horizon                                     int64
		target                                      time.Time
		quantile, value                             float64
		errors                                      int64
	}
	query, err := queries.ReadFile("sql/record.sql")
	if err != nil {
		return err
	}
	rows, err := transform.Collect(ctx, db, string(query), func(r *row) []any {
		return []any{&r.made, &r.run, &r.platform, &r.metric, &r.market, &r.definition, &r.model, &r.chosen, &r.origin, &r.horizon,
			&r.target, &r.quantile, &r.value, &r.errors}
	}, run)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	records := [][]string{{"made_on", "run", "platform_id", "metric", "market", "definition_id", "model", "chosen", "origin_on", "horizon",
		"target_on", "quantile", "value", "errors"}}
	for _, r := range rows {
		records = append(records, []string{r.made.Format(time.DateOnly), r.run, r.platform, r.metric, r.market, r.definition, r.model,
			strconv.FormatBool(r.chosen), r.origin.Format(time.DateOnly), strconv.FormatInt(r.horizon, 10), r.target.Format(time.DateOnly),
			number(r.quantile), number(r.value), strconv.FormatInt(r.errors, 10)})
	}
	if err := w.WriteAll(records); err != nil {
		return err
	}
	return root.WriteFile("forecast_records.csv", b.Bytes(), 0o666)
}
