package main

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/transform"

	"github.com/spf13/cobra"
)

func newWhyCommand() *cobra.Command {
	type call struct {
		Metric, Market string
		JSON           bool
	}
	return verb("why", takes(2, "a platform and a period", "why wechat 2018-Q3"), call{}, func(cmd *cobra.Command, c config, call *call, args []string) error {
		w := whyAsked{Metric: call.Metric, Market: strings.ToUpper(call.Market), period: args[1], words: c.words()}
		if w.Market != "" && !marketCode.MatchString(w.Market) {
			return noMarket(call.Market)
		}
		if _, err := ingest.ParsePeriod(w.period); err != nil {
			return usageError{fmt.Errorf("period %q: %w", w.period, err)}
		}
		return latestRun(cmd.Context(), c, whyTables, func(db *transform.DB) error {
			document, err := w.ask(cmd.Context(), db, args[0])
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), call.JSON, "why.tmpl", document, map[string]any{"label": w.Label})
		})
	})
}

// The tables that why reads.
var whyTables = []string{"platform", "metric", "shown", "series", "observation", "claim_order", "conflict", "claim", "source", "definition", "monthly", "segment"}

// whyAsked is the figure that is asked for, a row of why_asked.sql.
type whyAsked struct {
	Metric, Market, Label string
	ShownMetric           string `json:"shown_metric"`
	ShownMarket           string `json:"shown_market"`
	Metrics               []string
	Platforms             []struct{ ID, Name, Others string }

	platform, name, period string
	words                  string // that make a later call read the same run
}

// ask returns the figure and its claims as JSON.
func (w *whyAsked) ask(ctx context.Context, db *transform.DB, platform string) (document json.RawMessage, err error) {
	asked, err := askOne[whyAsked](ctx, db, "why_asked", sql.Named("metric", w.Metric), sql.Named("market", w.Market))
	if err != nil {
		return nil, err
	}
	asked.period, asked.words = w.period, w.words
	if *w = asked; w.Metric != "" && w.Label == "" {
		return nil, noMetric(w.Metric, w.Metrics)
	}
	if err := w.findPlatform(platform); err != nil {
		return nil, err
	}
	args := []any{sql.Named("platform", w.platform), sql.Named("metric", w.Metric), sql.Named("market", w.Market), sql.Named("period", w.period)}
	found, err := ask[json.RawMessage](ctx, db, "why", args...)
	if err == nil && len(found) == 0 {
		err = w.noFigure(ctx, db, args)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// findPlatform finds a platform by its id or any of its names.
func (w *whyAsked) findPlatform(text string) error {
	var ids []string
	for _, p := range w.Platforms {
		ids = append(ids, p.ID)
		named := func(name string) bool { return ingest.Fold(name) == ingest.Fold(text) }
		if w.platform != text && slices.ContainsFunc(append(strings.Split(p.Others, ";"), p.ID, p.Name), named) {
			w.platform, w.name = p.ID, p.Name
		}
	}
	if w.platform == "" {
		return fmt.Errorf("the run has %s", noPlatform(text, ids, w.words))
	}
	return nil
}

// noMetric says which metrics there are.
func noMetric(text string, metrics []string) error {
	return usageError{fmt.Errorf("unknown metric %q; use --metric %s", text, strings.Join(metrics, ", "))}
}

// noMarket says which market may have been meant.
func noMarket(text string) error {
	such := cmp.Or(ingest.MarketCodes()[ingest.MarketKey(text)], "CHN")
	return usageError{fmt.Errorf("%q is not a market; use a code of three letters (ISO 3166-1) such as --market %s, or WLD for the world", text, such)}
}

// meant says which of some names may have been meant, before what else there is
// to say; "" if it is none.
func meant(text string, names []string) string {
	if near := ingest.Closest(text, names); near != "" {
		return "did you mean " + near + "? "
	}
	return ""
}

// noPlatform says which platform may have been meant, and what lists them; words
// make a later call read the same run.
func noPlatform(text string, ids []string, words string) string {
	return fmt.Sprintf("no platform %q; %slist them with: headstart sql%s \"select platform_id, name from platform\"", text, meant(text, ids), words)
}

// noFigure says what there is instead of a figure.
func (w *whyAsked) noFigure(ctx context.Context, db *transform.DB, args []any) error {
	instead, err := askOne[map[string]any](ctx, db, "why_instead", args...)
	if err != nil {
		return err
	}
	maps.Copy(instead, map[string]any{"label": w.Label, "name": w.name, "market": w.Market, "period": w.period, "platform": w.platform,
		"words": w.words, "shown_metric": w.ShownMetric, "shown_market": w.ShownMarket})
	var text strings.Builder
	if err := render(&text, "why.instead", instead, nil); err != nil {
		return err
	}
	return errors.New(text.String())
}
