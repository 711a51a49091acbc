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
//   - plot: pictures of fits to an analyst's own data, for cmd;
//   - page: report.html and report.md, the findings with the figures and
//     tables around them.
//
// The same relations give the same bytes; only the manifest holds times.
package reports

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"headstart/reports/chart"
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

// Figures returns the figures of the report, in their order.
func Figures() []figure.Figure { return figure.Figures() }

// FigureNames returns their names.
func FigureNames() (names []string) {
	for _, f := range figure.Figures() {
		names = append(names, f.Name)
	}
	return names
}

// DrawFigure draws one figure of the relations in db. A figure without data is
// an error that says why.
func DrawFigure(ctx context.Context, db *transform.DB, f figure.Figure) (chart.Chart, error) {
	drawn, err := figure.Draw(ctx, db, []figure.Figure{f})
	if err != nil {
		return chart.Chart{}, err
	}
	c := drawn[0].Chart
	if c.Blank {
		return c, errors.New(words.Lowered(strings.TrimSuffix(c.Alt, ".")))
	}
	return c, nil
}

// Write writes a whole run into root, an empty folder, but for manifest.json.
// It fills the findings, rows, rejected and warnings of m, whose other fields
// are given.
func Write(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest) error {
	// Laying the figures out keeps little and makes garbage of many times as much.
	usual := debug.SetGCPercent(200)
	charts, err := figure.Draw(ctx, db, figure.Figures())
	// The database holds the most now, and a run needs its peak of memory here.
	debug.SetGCPercent(50)
	defer debug.SetGCPercent(usual)
	if err != nil {
		return err
	}
	// The pages show the rows of the tables and the findings. Drawing takes the most
	// time and hardly needs the database: it goes on beside everything else.
	group, inTime := errgroup.WithContext(ctx)
	group.Go(func() error { return writeCharts(inTime, db, root, charts, m.Run) })
	group.Go(func() error {
		both, inTime := errgroup.WithContext(inTime)
		both.Go(func() error { return writeTables(inTime, db, root, m) })
		both.Go(func() error { return find(inTime, db, m) })
		if err := both.Wait(); err != nil {
			return err
		}
		return page.Write(ctx, db, root, m, charts)
	})
	return group.Wait()
}

// writeTables writes the tables and the record, and fills the rows of m.
func writeTables(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest) error {
	if err := tables.Write(ctx, db, root, m); err != nil {
		return err
	}
	if err := tables.WriteRecord(ctx, db, root, m.Run); err != nil {
		return fmt.Errorf("write what the run predicts: %w", err)
	}
	return nil
}

// find fills the findings, rejected and warnings of m.
func find(ctx context.Context, db *transform.DB, m *Manifest) error {
	m.Rejected = 0
	for _, a := range m.Accounts {
		m.Rejected += a.Rejected + a.Counted
	}
	var err error
	if m.Findings, err = page.Findings(ctx, db); err != nil {
		return err
	}
	m.Warnings, err = page.Warnings(ctx, db)
	return err
}

// writeCharts writes the five files of every chart, in parallel, and leaves one
// processor to the tables.
func writeCharts(ctx context.Context, db *transform.DB, root *os.Root, charts []figure.Drawn, run string) error {
	if err := root.MkdirAll("charts", 0o777); err != nil {
		return err
	}
	// The tallest comes first: its sheet has room for all others.
	charts = slices.SortedStableFunc(slices.Values(charts), func(a, b figure.Drawn) int { return cmp.Compare(b.BodyHeight, a.BodyHeight) })
	sheets := sync.Pool{New: func() any { return new(chart.Sheet) }}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, runtime.GOMAXPROCS(0)-1))
	for _, c := range charts {
		group.Go(func() error {
			sheet := sheets.Get().(*chart.Sheet)
			defer sheets.Put(sheet)
			if err := writeChart(ctx, db, root, c.Chart, run, sheet); err != nil {
				return fmt.Errorf("draw chart %s: %w", c.Name, err)
			}
			return nil
		})
	}
	return group.Wait()
}

func writeChart(ctx context.Context, db *transform.DB, root *os.Root, c chart.Chart, run string, sheet *chart.Sheet) error {
	var svg, png bytes.Buffer
	if ctx.Err() != nil { // before the chart is drawn: all those to come are asked for, too
		return ctx.Err()
	}
	if err := errors.Join(c.WriteSVG(&svg), c.WritePNG(&png, chart.WidthPNG, sheet), tables.WriteChart(ctx, db, root, c, run)); err != nil {
		return err
	}
	for extension, content := range map[string][]byte{".svg": svg.Bytes(), ".png": png.Bytes(), ".csv": c.Data.CSV(), ".txt": []byte(c.AltText())} {
		if err := root.WriteFile("charts/"+c.Name+extension, content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
