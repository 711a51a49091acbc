package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"headstart/models/forecast"
	"headstart/reports"
	"headstart/stored"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// diffCall is what one call of diff is asked for.
type diffCall struct {
	Tolerance                float64
	JSON, Markdown, ExitCode bool
}

func newDiffCommand() *cobra.Command {
	return verb("diff", takes(2, "two runs", "diff 3f2a latest"), diffCall{Tolerance: 1e-9}, func(cmd *cobra.Command, c config, call *diffCall, args []string) (err error) {
		if err := refuse(fault{call.JSON && call.Markdown, "the output cannot be both JSON and Markdown; use --json or --markdown"}); err != nil {
			return err
		}
		var runs [2]*storedRun
		for i, name := range args {
			if runs[i], err = findRun(c.Out, name); err != nil {
				return err
			}
		}
		d, err := compareRuns(cmd.Context(), runs, call.Tolerance)
		if err != nil {
			return err
		}
		form := "diff.tmpl"
		if call.Markdown {
			form = "diff.md.tmpl"
		}
		err = say(cmd.OutOrStdout(), call.JSON, form, d, nil)
		if err == nil && call.ExitCode && d.Changed {
			return fmt.Errorf("run %s differs from run %s", d.After, d.Before)
		}
		return err
	})
}

// differences is the document of --json, on whose shape others depend.
type differences struct {
	Before  string     `json:"before"`
	After   string     `json:"after"`
	Changed bool       `json:"changed"`
	Version *[2]string `json:"version"`
	Inputs  []struct {
		Name   string `json:"name"`
		Change string `json:"change"` // added, removed or changed
	} `json:"inputs"`
	Settings []struct {
		Key    string `json:"key"`
		Before string `json:"before"`
		After  string `json:"after"`
	} `json:"settings"`
	Conclusions json.RawMessage      `json:"conclusions"` // id of the finding, and its sentence before and after, empty where a run has none
	Tables      []stored.TableChange `json:"tables"`
	Forecasts   json.RawMessage      `json:"forecasts"` // sql/forecast_score.sql; null: the earlier run has none
}

// compareManifests returns what two manifests differ in.
func compareManifests(ctx context.Context, db *transform.DB, before, after *reports.Manifest) (d differences, err error) {
	was, err := before.JSON()
	is, isErr := after.JSON()
	if err = errors.Join(err, isErr); err != nil {
		return d, err
	}
	return askOne[differences](ctx, db, "diff", sql.Named("before", string(was)), sql.Named("after", string(is)))
}

func compareRuns(ctx context.Context, runs [2]*storedRun, tolerance float64) (*differences, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	d, err := compareManifests(ctx, db, &runs[0].manifest, &runs[1].manifest)
	if err != nil {
		return nil, err
	}
	keys := map[string][]string{}
	c := stored.Comparison{Before: filepath.Join(runs[0].dir, "tables"), After: filepath.Join(runs[1].dir, "tables"),
		Keys: keys, Tolerance: tolerance, Examples: 20}
	for i, dir := range []string{c.Before, c.After} {
		if c.Names[i], err = tableKeys(dir, keys); err != nil {
			return nil, runs[i].broken(err)
		}
	}
	if d.Tables, err = stored.Compare(ctx, c); err != nil {
		return nil, runs[1].broken(err)
	}
	if slices.Contains(c.Names[0], "forecast") && slices.Contains(c.Names[1], "curve_series") { // earlier versions had none
		if d.Forecasts, err = scoreForecasts(ctx, db, c, d.Before); err != nil {
			return nil, fmt.Errorf("score the forecasts of run %s: %w", d.Before, err)
		}
	}
	d.Changed = d.Changed || len(d.Tables) > 0
	return &d, nil
}

// tableKeys returns the tables of a run by its descriptor, and adds what
// tells their rows apart.
func tableKeys(dir string, keys map[string][]string) (names []string, err error) {
	var descriptor struct {
		Resources []struct {
			Name   string
			Schema struct {
				Key []string `json:"headstart:key"`
			}
		}
	}
	if err := readJSONFile(filepath.Join(dir, "datapackage.json"), &descriptor); err != nil {
		return nil, err
	}
	for _, r := range descriptor.Resources {
		names = append(names, r.Name)
		keys[r.Name] = r.Schema.Key
	}
	return names, nil
}

// scoreForecasts judges the forecasts of one run by the series of another;
// nil: there are none.
func scoreForecasts(ctx context.Context, db *transform.DB, c stored.Comparison, run string) (json.RawMessage, error) {
	table := func(dir, name string) string {
		return "read_parquet(" + transform.QuoteText(filepath.Join(dir, name+".parquet")) + ")"
	}
	err := db.Exec(ctx, "create table curve_series as from "+table(c.After, "curve_series"))
	if err == nil {
		err = db.Exec(ctx, "create table forecast_record as select origin_on as made_on, "+transform.QuoteText(run)+" as run, * from "+
			table(c.Before, "forecast")+" where chosen")
	}
	if err == nil {
		err = forecast.Verify(ctx, db)
	}
	if err != nil {
		return nil, err
	}
	scores, err := ask[json.RawMessage](ctx, db, "forecast_score")
	if err != nil || len(scores) == 0 {
		return nil, err
	}
	return scores[0], nil
}
