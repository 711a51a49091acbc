package tables

import (
	"context"
	"embed"
	"os"
	"path"

	"headstart/transform"
)

//go:embed sql/*.sql
var queries embed.FS

// WriteRecord freezes what the run predicts. The rows of forecast_records.csv
// and prediction_records.csv can be taken over by a data package as they are:
// later runs score them by what is known then. The folder hub has the same, and
// what the package has on record, in the format of the hubverse.
func WriteRecord(ctx context.Context, db *transform.DB, root *os.Root, run string) error {
	type file struct{ Path, Text string }
	files, err := Read[file](ctx, db, queries, "record", run)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Path), 0o777); err != nil {
			return err
		}
		if err := root.WriteFile(f.Path, []byte(f.Text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
