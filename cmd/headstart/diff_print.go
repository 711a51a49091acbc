package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"headstart/models/forecast"
	"headstart/reports"
	"headstart/stored"
	"headstart/transform"
)

func (d *differences) print(w io.Writer) error {
	var b strings.Builder
	if !d.Changed {
		fmt.Fprintf(&b, "run %s and run %s say the same\n", d.Before, d.After)
		_, err := io.WriteString(w, b.String())
		return err
	}
	fmt.Fprintf(&b, "from run %s to run %s\n", d.Before, d.After)
	if v := d.Version; v != nil {
		fmt.Fprintf(&b, "\nversion   %s → %s\n", cell(v[0]), cell(v[1]))
	}
	if len(d.Inputs)+len(d.Settings) > 0 {
		b.WriteString("\n")
	}
	for _, i := range d.Inputs {
		fmt.Fprintf(&b, "input     %s %s\n", cell(i.Name), i.Change)
	}
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "setting   %s: %s → %s\n", cell(s.Key), orDash(cell(s.Before)), orDash(cell(s.After)))
	}
	if len(d.Conclusions) == 0 {
		b.WriteString("\nno conclusion changed\n")
	} else {
		fmt.Fprintf(&b, "\n%s\n", count(len(d.Conclusions), "conclusion changed", "conclusions changed"))
	}
	for _, c := range d.Conclusions {
		fmt.Fprintf(&b, "  %s\n", cell(c.ID))
		if c.Before != "" {
			fmt.Fprintf(&b, "    - %s\n", cell(c.Before))
		}
		if c.After != "" {
			fmt.Fprintf(&b, "    + %s\n", cell(c.After))
		}
	}
	if words := d.Forecasts.words(); words != "" {
		fmt.Fprintf(&b, "\n%s\n", words)
	}
	if len(d.Tables) > 0 {
		fmt.Fprintf(&b, "\n%s\n", count(len(d.Tables), "table changed", "tables changed"))
	}
	const shown = 3
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "  %s: %s\n", cell(t.Name), changeWords(t))
		for i, x := range t.Cells {
			if i == shown {
				b.WriteString("    … (--json names more)\n")
				break
			}
			fmt.Fprintf(&b, "    %s  %s: %s → %s\n", cell(x.Key), cell(x.Column), orDash(short(cell(x.Before))), orDash(short(cell(x.After))))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *differences) markdown(w io.Writer) error {
	var b strings.Builder
	if !d.Changed {
		fmt.Fprintf(&b, "Run `%s` and run `%s` say the same.\n", d.Before, d.After)
		_, err := io.WriteString(w, b.String())
		return err
	}
	md := func(text string) string { return reports.EscapeMarkdown(inert(text)) }
	fmt.Fprintf(&b, "## What changed from run `%s` to run `%s`\n\n", d.Before, d.After)
	if v := d.Version; v != nil {
		fmt.Fprintf(&b, "- version: %s → %s\n", md(v[0]), md(v[1]))
	}
	for _, i := range d.Inputs {
		fmt.Fprintf(&b, "- input %s: %s\n", md(i.Name), i.Change)
	}
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "- setting %s: %s → %s\n", md(s.Key), orDash(md(s.Before)), orDash(md(s.After)))
	}
	if len(d.Conclusions) == 0 {
		b.WriteString("\nNo conclusion changed.\n")
	} else {
		b.WriteString("\n### Conclusions\n\n")
	}
	for _, c := range d.Conclusions {
		fmt.Fprintf(&b, "- **%s**\n", md(c.ID))
		if c.Before != "" {
			fmt.Fprintf(&b, "  - before: %s\n", md(c.Before))
		}
		if c.After != "" {
			fmt.Fprintf(&b, "  - after: %s\n", md(c.After))
		} else {
			b.WriteString("  - after: not stated\n")
		}
	}
	if words := d.Forecasts.words(); words != "" {
		fmt.Fprintf(&b, "\n### Forecasts\n\n%s\n", md(words))
	}
	if len(d.Tables) > 0 {
		b.WriteString("\n### Tables\n\n| table | change | first changed cell |\n| --- | --- | --- |\n")
	}
	for _, t := range d.Tables {
		first := ""
		if len(t.Cells) > 0 {
			x := t.Cells[0]
			first = fmt.Sprintf("%s, %s: %s → %s", md(x.Key), md(x.Column), orDash(md(short(x.Before))), orDash(md(short(x.After))))
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", md(t.Name), changeWords(t), first)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// changeWords says in how many rows and columns a table differs.
func changeWords(t stored.TableChange) string {
	if t.Status != "changed" {
		return t.Status
	}
	var parts []string
	for _, p := range []struct {
		n   int64
		one string
	}{{t.Added, "added"}, {t.Removed, "removed"}, {t.Changed, "changed"}} {
		if p.n > 0 {
			parts = append(parts, count(int(p.n), "row ", "rows ")+p.one)
		}
	}
	if n := len(t.ColumnsAdded); n > 0 {
		parts = append(parts, count(n, "column", "columns")+" added")
	}
	if n := len(t.ColumnsRemoved); n > 0 {
		parts = append(parts, count(n, "column", "columns")+" removed")
	}
	return strings.Join(parts, ", ")
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// forecastScore is how the forecasts of the earlier run have done against the
// figures of the later one. Only forecasts with a figure that the earlier run
// did not have are scored.
type forecastScore struct {
	Model     string            `json:"model"` // that the earlier run read its forecasts from
	Scored    int               `json:"scored"`
	Pending   int               `json:"pending"`
	Inside80  int               `json:"inside_80"`
	N80       int               `json:"n_80"`
	Typical   jsonNumber        `json:"median_relative_error"` // null: none is scored
	Forecasts []forecastOutcome `json:"forecasts"`             // the scored ones
}

type forecastOutcome struct {
	Platform string     `json:"platform_id"`
	Metric   string     `json:"metric"`
	Market   string     `json:"market"`
	TargetOn string     `json:"target_on"`
	Value    float64    `json:"value"`
	Lower80  jsonNumber `json:"lower_80"`
	Upper80  jsonNumber `json:"upper_80"`
	ActualOn string     `json:"actual_on"`
	Actual   float64    `json:"actual"`
	Inside80 *bool      `json:"inside_80"` // null: there is no interval
}

// scoreForecasts judges the forecasts of one run by the series of another;
// nil: a run has none, as those of earlier versions.
func scoreForecasts(ctx context.Context, before, after *storedRun, names [2][]string) (*forecastScore, error) {
	if !slices.Contains(names[0], "forecast") || !slices.Contains(names[1], "curve_series") {
		return nil, nil
	}
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	file := func(r *storedRun, table string) string {
		return "read_parquet(" + transform.QuoteText(filepath.Join(r.dir, "tables", table+".parquet")) + ")"
	}
	err = errors.Join(
		db.Exec(ctx, "create table curve_series as from "+file(after, "curve_series")),
		db.Exec(ctx, "create table forecast_record as select origin_on as made_on, '"+before.manifest.Run+"' as run, * from "+
			file(before, "forecast")+" where chosen"),
	)
	if err == nil {
		err = forecast.Verify(ctx, db)
	}
	if err != nil {
		return nil, fmt.Errorf("score the forecasts of run %s: %w", before.manifest.Run, err)
	}
	type row struct {
		forecastOutcome
		model, status string
		actual, error *float64
		actualOn      *string
	}
	rows, err := transform.Collect(ctx, db, `
		select platform_id, metric, market, strftime(target_on, '%Y-%m-%d'), value, coalesce(lower_80, 'nan'), coalesce(upper_80, 'nan'),
			inside_80, model, status, actual, log_error, strftime(actual_on, '%Y-%m-%d')
		from forecast_outcome
		order by platform_id, metric, market, definition_id, target_on`,
		func(r *row) []any {
			return []any{&r.Platform, &r.Metric, &r.Market, &r.TargetOn, &r.Value, (*float64)(&r.Lower80), (*float64)(&r.Upper80),
				&r.Inside80, &r.model, &r.status, &r.actual, &r.error, &r.actualOn}
		})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	score := &forecastScore{Model: rows[0].model, Typical: jsonNumber(math.NaN()), Forecasts: []forecastOutcome{}}
	var errors []float64
	for _, r := range rows {
		switch {
		case r.status == "pending":
			score.Pending++
		case r.status == "scored":
			score.Scored++
			errors = append(errors, math.Expm1(math.Abs(*r.error)))
			r.Actual, r.ActualOn = *r.actual, *r.actualOn
			score.Forecasts = append(score.Forecasts, r.forecastOutcome)
			if r.Inside80 != nil {
				score.N80++
				if *r.Inside80 {
					score.Inside80++
				}
			}
		}
	}
	if n := len(errors); n > 0 {
		slices.Sort(errors)
		score.Typical = jsonNumber((errors[(n-1)/2] + errors[n/2]) / 2)
	}
	return score, nil
}

// words sums the score up; "" when nothing is scored yet.
func (s *forecastScore) words() string {
	if s == nil || s.Scored == 0 {
		return ""
	}
	return fmt.Sprintf("%s of the earlier run can be scored by the later one (%s); %d still have no figure. The 80%% interval contained %d of %d; half were off by less than %.1f%%.",
		count(s.Scored, "forecast", "forecasts"), s.Model, s.Pending, s.Inside80, s.N80, 100*float64(s.Typical))
}
