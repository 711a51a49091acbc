// Package reports turns the relations of a run into what people read. Each of
// its rooms imports only those before it:
//
//   - words: numbers, days and lists as people write them;
//   - chart: the drawing kit. A chart is laid out once into shapes, which the
//     SVG, the PNG and the page are written from;
//   - tables: every relation as Parquet that describes itself, the data behind
//     each chart, the forecasts frozen for later runs to judge, manifest.json,
//     and the same for tools of lineage;
//   - figure: one file a figure, with its queries;
//   - page: report.html and report.md, the findings with the figures and
//     tables around them.
//
// The same relations give the same bytes; only the manifest holds times.
package reports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"headstart/reports/figure"
	"headstart/reports/page"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// What a run records of itself.
type (
	Manifest = tables.Manifest
	Input    = tables.Input
	Stage    = tables.Stage
	Finding  = tables.Finding
)

// Headlines returns the findings that sum up a run, of all its findings.
func Headlines(all []Finding) []Finding { return tables.Headlines(all) }

// EscapeMarkdown makes any text inert in Markdown, in one line.
func EscapeMarkdown(text string) string { return page.EscapeMarkdown(text) }

// NoFormula returns text as a cell of CSV that no spreadsheet runs.
func NoFormula(text string) string { return words.NoFormula(text) }

// FigureNames returns the names of the figures, in their order in the report.
func FigureNames() []string {
	var names []string
	for _, f := range figure.Figures() {
		names = append(names, f.Name)
	}
	return names
}

// DrawFigure writes one figure of the relations in db as an SVG, or as a PNG
// of so many pixels across. A figure without data is an error that says why.
func DrawFigure(ctx context.Context, db *transform.DB, name string, svg bool, pixels int, w io.Writer) error {
	one := slices.DeleteFunc(figure.Figures(), func(f figure.Figure) bool { return f.Name != name })
	drawn, err := figure.Draw(ctx, db, one)
	if err != nil {
		return err
	}
	c := drawn[0].Chart
	switch {
	case c.Blank:
		return errors.New(words.Lowered(strings.TrimSuffix(c.Alt, ".")))
	case svg:
		return c.WriteSVG(w)
	}
	return c.WriteWide(w, pixels)
}

// Write writes a whole run into root, an empty folder, but for manifest.json.
// It fills the findings, rows, rejected and warnings of m, whose other fields
// are given.
func Write(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest) error {
	charts, err := figure.Draw(ctx, db, figure.Figures())
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
func writeTexts(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest, charts []figure.Drawn) error {
	if err := tables.Write(ctx, db, root, m); err != nil {
		return err
	}
	if err := tables.WriteRecord(ctx, db, root, m.Run); err != nil {
		return fmt.Errorf("write forecast_records.csv: %w", err)
	}
	m.Rejected = 0
	for _, a := range m.Accounts {
		m.Rejected += a.Rejected + a.Counted
	}
	var err error
	if m.Findings, err = page.Findings(ctx, db); err != nil {
		return err
	}
	if m.Warnings, err = page.Warnings(ctx, db); err != nil {
		return err
	}
	return page.Write(ctx, db, root, m, charts)
}

// writeCharts writes the five files of every chart, in parallel.
func writeCharts(ctx context.Context, root *os.Root, charts []figure.Drawn, run string) error {
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
			if err := errors.Join(c.WriteSVG(&svg), c.WritePNG(&png), tables.WriteChart(c.Chart, &parquet, run)); err != nil {
				return fmt.Errorf("draw chart %s: %w", c.Name, err)
			}
			for _, f := range []struct {
				extension string
				content   []byte
			}{{".svg", svg.Bytes()}, {".png", png.Bytes()}, {".csv", c.Data.CSV()}, {".parquet", parquet.Bytes()}, {".txt", []byte(c.AltText())}} {
				if err := root.WriteFile("charts/"+c.Name+f.extension, f.content, 0o666); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
