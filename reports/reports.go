// Package reports turns the relations of a run into what people read:
//
//   - tables/: every relation as Parquet that describes itself (parquet.go,
//     tables.go), and views.sql to open them all;
//   - forecast_records.csv: the forecasts, frozen for later runs to judge (record.go);
//   - charts/: every chart as SVG and PNG with its data and alternative text
//     (charts.go; chart_<name>.go is one chart, style.go every colour and size);
//   - report.html and report.md: the findings with the charts and tables
//     around them (findings.go, page.go);
//   - manifest.json: the record of the run (manifest.go).
//
// The same relations give the same bytes; only the manifest holds times.
package reports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// Write writes a whole run into root, an empty folder, but for manifest.json.
// It fills the findings, rows, rejected and warnings of m, whose other fields
// are given.
func Write(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest) error {
	charts, err := Charts(ctx, db)
	if err != nil {
		return err
	}
	// Drawing takes the most time and needs the database no more: it goes on
	// beside everything else.
	drawn := make(chan error, 1)
	go func() { drawn <- writeCharts(ctx, root, charts, m.Run) }()
	err = writeTexts(ctx, db, root, m, charts)
	return errors.Join(err, <-drawn)
}

// writeTexts writes the tables and the pages, and fills m.
func writeTexts(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest, charts []Chart) error {
	tables, err := writeTables(ctx, db, root, m.Run)
	if err != nil {
		return err
	}
	if err := writeRecord(ctx, db, root, m.Run); err != nil {
		return fmt.Errorf("write forecast_records.csv: %w", err)
	}
	m.Rows = map[string]int64{}
	for _, t := range tables {
		m.Rows[t.Name] = t.Rows
	}
	m.Rejected = m.Rows["rejected"]
	if m.Findings, err = findings(ctx, db); err != nil {
		return err
	}
	// A name with control or direction characters would otherwise act on all
	// of the sentence it is in, on a terminal and on a page.
	for i := range m.Findings {
		m.Findings[i].Text = plain(m.Findings[i].Text)
	}
	if m.Warnings, err = warnings(ctx, db); err != nil {
		return err
	}
	for i := range m.Warnings {
		m.Warnings[i] = plain(m.Warnings[i])
	}
	return writePages(ctx, db, root, m, charts)
}

// writeCharts writes the five files of every chart, in parallel.
func writeCharts(ctx context.Context, root *os.Root, charts []Chart, run string) error {
	if err := root.MkdirAll("charts", 0o777); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, c := range charts {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			var svg, png, parquet bytes.Buffer
			if err := errors.Join(c.WriteSVG(&svg), c.WritePNG(&png), c.WriteParquet(&parquet, run)); err != nil {
				return fmt.Errorf("draw chart %s: %w", c.Name, err)
			}
			for _, f := range []struct {
				extension string
				content   []byte
			}{{".svg", svg.Bytes()}, {".png", png.Bytes()}, {".csv", c.CSV()}, {".parquet", parquet.Bytes()}, {".txt", []byte(c.AltText())}} {
				if err := root.WriteFile("charts/"+c.Name+f.extension, f.content, 0o666); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// warnings returns what a reader must know of the data before the numbers,
// as sentences.
func warnings(ctx context.Context, db *transform.DB) ([]string, error) {
	return collect(ctx, db, "warnings", func(s *string) []any { return []any{s} })
}
