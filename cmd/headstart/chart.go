package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/reports"
	"headstart/reports/chart"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// chartCall is what one call of chart is asked for.
type chartCall struct {
	chartPart
	Out   string
	Width int
}

func newChartCommand() *cobra.Command {
	figures, names := reports.Figures(), reports.FigureNames()
	one := func(_ *cobra.Command, args []string) error {
		if len(args) == 1 && slices.Contains(names, args[0]) {
			return nil
		}
		return fmt.Errorf("chart takes the name of one figure; %sthey are %s", meant(strings.Join(args, " "), names), strings.Join(names, ", "))
	}
	cmd := verb("chart", one, chartCall{Width: chart.WidthPNG}, func(cmd *cobra.Command, c config, call *chartCall, args []string) error {
		file := cmp.Or(call.Out, args[0]+".png")
		ending := strings.ToLower(filepath.Ext(file))
		if ending != ".png" && ending != ".svg" {
			return usageError{fmt.Errorf("--out %s: the name must end in .png or .svg", file)}
		}
		drawn := figures[slices.Index(names, args[0])]
		hint := "use --" + strings.Join(drawn.Takes, ", --")
		if len(drawn.Takes) == 0 {
			hint = "it always shows the whole run; leave the flag out"
		}
		for _, part := range []string{"platforms", "from", "to", "metric", "market"} {
			if cmd.Flags().Changed(part) && !slices.Contains(drawn.Takes, part) {
				return usageError{fmt.Errorf("--%s does nothing for %s; %s", part, drawn.Name, hint)}
			}
		}
		part, err := call.days()
		if err == nil && part.From != "" && part.To != "" && part.From > part.To {
			err = fmt.Errorf("--from %s is after --to %s; swap them", call.From, call.To)
		}
		if err != nil {
			return usageError{err}
		}
		var picture bytes.Buffer
		err = latestRun(cmd.Context(), c, nil, func(db *transform.DB) error {
			if err := part.of(cmd.Context(), db, c.words()); err != nil {
				return err
			}
			shown, err := reports.DrawFigure(cmd.Context(), db, drawn)
			if err != nil && call.asked() {
				said := strings.TrimSuffix(err.Error(), " in this run")
				err = fmt.Errorf("%s in the part of the run that you chose; leave out --platforms, --from, --to, --metric or --market", said)
			}
			if err != nil {
				return err
			}
			warn(cmd.ErrOrStderr(), part.missing(shown.Data, c.words())...)
			if ending == ".svg" {
				return shown.WriteSVG(&picture)
			}
			return shown.WritePNG(&picture, call.Width, new(chart.Sheet))
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
	cmd.PreRun = func(cmd *cobra.Command, _ []string) { cmd.Flags().Lookup("out").Changed = false } // it is no folder of runs
	return cmd
}

// chartPart is the part of the tables that a chart draws; the zero value is
// everything.
type chartPart struct {
	Platforms      []string
	From, To       string // periods, or days
	Metric, Market string
}

// asked reports that a part was asked for, and not everything.
func (p chartPart) asked() bool {
	return len(p.Platforms) > 0 || p.From+p.To+p.Metric+p.Market != ""
}

// days returns the part from the first day of From to the last of To, with the
// code of its market in capitals.
func (p chartPart) days() (chartPart, error) {
	for i, text := range []*string{&p.From, &p.To} {
		if *text == "" {
			continue
		}
		period, err := ingest.ParsePeriod(*text)
		if err != nil {
			return p, fmt.Errorf("period %q: %w", *text, err)
		}
		*text = []ingest.Day{period.Earliest, period.Latest}[i].String()
	}
	p.Market = strings.ToUpper(p.Market)
	return p, nil
}

// chartDays are the relations that charts draw a part of, each with the day that
// a span of time goes by; "" where it has none.
var chartDays = map[string]string{"series": "placed_on", "monthly": "month", "segment": "from_month", "growth": "to_on", "milestone": "",
	"market_share": "month", "concentration": "month", "curve_series": "placed_on", "curve_point": "month", "curve": "", "forecast": ""}

// of puts the part in the place of the tables; words make a later call read the
// same run.
func (p chartPart) of(ctx context.Context, db *transform.DB, words string) error {
	platforms, err := transform.Collect(ctx, db, "select platform_id from platform", func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	chosen := make([]string, len(p.Platforms))
	for i, id := range p.Platforms {
		if !slices.Contains(platforms, id) {
			return usageError{fmt.Errorf("the run has %s", noPlatform(id, platforms, words))}
		}
		chosen[i] = transform.QuoteText(id)
	}
	for table, day := range chartDays {
		keep := []string{"true"}
		add := func(given bool, condition string) {
			if given {
				keep = append(keep, condition)
			}
		}
		add(len(chosen) > 0 && table != "concentration", "platform_id in ("+strings.Join(chosen, ", ")+")")
		add(p.Metric != "", "metric = "+transform.QuoteText(p.Metric))
		add(p.Market != "", "market = "+transform.QuoteText(p.Market))
		add(p.From != "" && day != "", day+" >= date '"+p.From+"'")
		add(p.To != "" && day != "", day+" <= date '"+p.To+"'")
		if err := narrow(ctx, db, table, "from whole_"+table+" where "+strings.Join(keep, " and ")); err != nil {
			return err
		}
	}
	if p.Metric == "" && p.Market == "" {
		return nil
	}
	metrics, err := transform.Collect(ctx, db, "select metric from metric order by metric", func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	if p.Metric != "" && !slices.Contains(metrics, p.Metric) {
		return noMetric(p.Metric, metrics)
	}
	asked := func(text string) string { return "nullif(" + transform.QuoteText(text) + ", '')" }
	return narrow(ctx, db, "shown", `
		select metric.metric, coalesce(`+asked(p.Market)+`, shown.market) as market, metric.label, metric.short, shown.figures
		from whole_shown as shown
		join metric on metric.metric = coalesce(`+asked(p.Metric)+`, shown.metric)`)
}

// missing says which platforms that were asked for are not in the data of a chart.
func (p chartPart) missing(drawn chart.Table, words string) (warnings []string) {
	at := slices.Index(drawn.Columns, "platform_id")
	for _, id := range p.Platforms {
		if !slices.ContainsFunc(drawn.Rows, func(row []any) bool { return row[at] == id }) {
			warnings = append(warnings, fmt.Sprintf("the chart has no data for %s; list what there is with: headstart sql%s \"select distinct metric, market from series where platform_id = '%s'\"", id, words, id))
		}
	}
	return warnings
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
