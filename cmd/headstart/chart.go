package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/reports"
	"headstart/transform"

	"github.com/spf13/cobra"
)

func newChartCommand() *cobra.Command {
	figures := strings.Join(reports.FigureNames(), ", ")
	cmd := &cobra.Command{
		Use:   "chart FIGURE",
		Short: "draw one figure of the latest run for a slide",
		Long: `Chart draws a figure of the report from the tables of the latest run, with some
platforms, a span of time, or another metric or market. Titles and counts are of
what is drawn; what the models have estimated is of the whole run.

Figures: ` + figures + `.`,
		Example: `  headstart chart adoption --platforms wechat,whatsapp --from 2012 --width 1600 --out slide.png
  headstart chart growth_yoy --metric dau --out growth.svg`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(reports.FigureNames(), args[0]) {
				hint := ""
				if near := ingest.Closest(strings.Join(args, " "), reports.FigureNames()); near != "" {
					hint = "did you mean " + near + "? "
				}
				return fmt.Errorf("chart takes the name of one figure; %sthey are %s", hint, figures)
			}
			return nil
		},
		ValidArgs: reports.FigureNames(),
	}
	flags := cmd.Flags()
	var some chartPart
	out := flags.String("out", "", "`file` to write, .png or .svg (default: FIGURE.png)")
	width := flags.Int("width", 1080, "`pixels` of a PNG, 320 to 8000")
	flags.StringSliceVar(&some.platforms, "platforms", nil, "only these `platforms`, by their ids")
	from := flags.String("from", "", "only figures from the beginning of this `period` on (2012, 2012-Q1, 2012-01)")
	to := flags.String("to", "", "only figures up to the end of this `period`")
	flags.StringVar(&some.metric, "metric", "", "`metric` to show (default: that of the report)")
	flags.StringVar(&some.market, "market", "", "`code` of the market to show (default: that of the report)")
	cmd.PreRun = func(*cobra.Command, []string) { flags.Lookup("out").Changed = false } // it is no folder of runs
	return configured(cmd, "run", func(cmd *cobra.Command, c config, args []string) (err error) {
		file := args[0] + ".png"
		if *out != "" {
			file = *out
		}
		ending := strings.ToLower(filepath.Ext(file))
		if ending != ".png" && ending != ".svg" {
			return usageError{fmt.Errorf("--out %s: the name must end in .png or .svg", file)}
		}
		if *width < 320 || *width > 8000 {
			return usageError{fmt.Errorf("--width %d: give a number of pixels from 320 to 8000", *width)}
		}
		for text, day := range map[*string]*string{from: &some.from, to: &some.to} {
			if *text == "" {
				continue
			}
			p, err := ingest.ParsePeriod(*text)
			if err != nil {
				return usageError{fmt.Errorf("period %q: %w", *text, err)}
			}
			*day = p.Earliest.String()
			if text == to {
				*day = p.Latest.String()
			}
		}
		var picture bytes.Buffer
		err = latestRun(cmd.Context(), c, nil, func(db *transform.DB) error {
			if err := some.of(cmd.Context(), db, outWords(c.Out)); err != nil {
				return err
			}
			return reports.DrawFigure(cmd.Context(), db, args[0], ending == ".svg", *width, &picture)
		})
		if err != nil {
			return err
		}
		if err := saveFile(file, picture.Bytes()); err != nil {
			return err
		}
		_, err = io.WriteString(cmd.OutOrStdout(), file+"\n")
		return err
	})
}

// chartPart is the part of the tables that a chart draws; the zero value is
// everything.
type chartPart struct {
	platforms      []string
	from, to       string // days
	metric, market string
}

// chartDays are the days that a span of time goes by, of the relations that
// charts draw over time.
var chartDays = map[string]string{"series": "placed_on", "monthly": "month", "segment": "from_month", "growth": "to_on",
	"market_share": "month", "concentration": "month", "curve_series": "placed_on", "curve_point": "month"}

// of puts the part in the place of the tables; out is words for the folder of
// runs.
func (p chartPart) of(ctx context.Context, db *transform.DB, out string) error {
	known, err := transform.Collect(ctx, db, "select platform_id from platform", func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	chosen := make([]string, len(p.platforms))
	for i, id := range p.platforms {
		if !slices.Contains(known, id) {
			return usageError{fmt.Errorf("the run has %s", noPlatform(id, known, out))}
		}
		chosen[i] = transform.QuoteText(id)
	}
	for table, day := range chartDays {
		keep := []string{"true"}
		if len(chosen) > 0 && table != "concentration" {
			keep = append(keep, "platform_id in ("+strings.Join(chosen, ", ")+")")
		}
		if p.from != "" {
			keep = append(keep, day+" >= date '"+p.from+"'")
		}
		if p.to != "" {
			keep = append(keep, day+" <= date '"+p.to+"'")
		}
		if err := narrow(ctx, db, table, "from whole_"+table+" where "+strings.Join(keep, " and ")); err != nil {
			return err
		}
	}
	if p.metric == "" && p.market == "" {
		return nil
	}
	asked := func(text string) string { return "nullif(" + transform.QuoteText(text) + ", '')" }
	return narrow(ctx, db, "shown", `
		select metric.metric, coalesce(`+asked(p.market)+`, shown.market) as market, metric.label, metric.short, shown.figures
		from whole_shown as shown
		join metric on metric.metric = coalesce(`+asked(p.metric)+`, shown.metric)`)
}

// narrow puts a query in the place of a table, which it finds as whole_<table>.
func narrow(ctx context.Context, db *transform.DB, table, query string) error {
	for _, s := range []string{"alter view " + table + " rename to whole_" + table, "create view " + table + " as " + query} {
		if err := db.Exec(ctx, s); err != nil {
			return fmt.Errorf("draw a part of %s: %w", table, err)
		}
	}
	return nil
}
