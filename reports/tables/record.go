package tables

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"os"

	"headstart/reports/chart"
	"headstart/transform"
)

//go:embed sql/*.sql
var queries embed.FS

// WriteRecord freezes the forecasts of the run in forecast_records.csv, whose
// rows a data package can take over as they are: later runs judge them by what
// was published since.
func WriteRecord(ctx context.Context, db *transform.DB, root *os.Root, run string) error {
	record, err := Rows(ctx, db, queries, "record", run)
	if err != nil {
		return err
	}
	lines := [][]string{{"made_on", "run", "platform_id", "metric", "market", "definition_id", "model", "chosen", "origin_on", "horizon",
		"target_on", "quantile", "value", "errors"}}
	for _, row := range record.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			text, is := cell.(string)
			if !is {
				text = chart.CellText(cell)
			}
			line[i] = text
		}
		lines = append(lines, line)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(lines); err != nil {
		return err
	}
	return root.WriteFile("forecast_records.csv", b.Bytes(), 0o666)
}
