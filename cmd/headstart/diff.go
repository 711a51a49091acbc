package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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
	cmd := verb("diff", takes(2, "two runs", "diff 3f2a latest"), diffCall{Tolerance: 1e-9}, func(cmd *cobra.Command, c config, call *diffCall, args []string) (err error) {
		if !(call.Tolerance >= 0 && call.Tolerance < 1) {
			return usageError{fmt.Errorf("--tolerance is %v; it must be at least 0 and less than 1, such as 1e-9", call.Tolerance)}
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
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

// differences is the document of --json, on whose shape others depend.
type differences struct {
	Before      string               `json:"before"`
	After       string               `json:"after"`
	Changed     bool                 `json:"changed"`
	Version     *[2]string           `json:"version"`
	Inputs      []object             `json:"inputs"`      // name; change: added, removed or changed
	Settings    []object             `json:"settings"`    // key, before, after
	Conclusions []object             `json:"conclusions"` // id of the finding, and its sentence before and after, empty where a run has none
	Tables      []stored.TableChange `json:"tables"`
	Forecasts   json.RawMessage      `json:"forecasts"` // sql/forecast_score.sql; null: the earlier run has none
}

func compareRuns(ctx context.Context, runs [2]*storedRun, tolerance float64) (*differences, error) {
	before, after := runs[0].manifest, runs[1].manifest
	d := &differences{Before: before.Run, After: after.Run, Inputs: compareInputs(before.Inputs, after.Inputs),
		Settings: compareSettings(before.Configuration, after.Configuration), Conclusions: []object{}}
	if before.Version != after.Version {
		d.Version = &[2]string{before.Version, after.Version}
	}
	sentences := func(m reports.Manifest) (pairs [][2]string) {
		for _, f := range m.Findings {
			pairs = append(pairs, [2]string{f.ID, f.Text})
		}
		return pairs
	}
	for _, c := range changes(sentences(before), sentences(after)) {
		d.Conclusions = append(d.Conclusions, named("id", c[0], "before", c[1], "after", c[2]))
	}
	keys := map[string][]string{}
	c := stored.Comparison{Before: filepath.Join(runs[0].dir, "tables"), After: filepath.Join(runs[1].dir, "tables"),
		Keys: keys, Tolerance: tolerance, Examples: 20}
	var err error
	for i, dir := range []string{c.Before, c.After} {
		if c.Names[i], err = tableKeys(dir, keys); err != nil {
			return nil, err
		}
	}
	if d.Tables, err = stored.Compare(ctx, c); err != nil {
		return nil, err
	}
	if slices.Contains(c.Names[0], "forecast") && slices.Contains(c.Names[1], "curve_series") { // earlier versions had none
		if d.Forecasts, err = scoreForecasts(ctx, c, before.Run); err != nil {
			return nil, fmt.Errorf("score the forecasts of run %s: %w", before.Run, err)
		}
	}
	d.Changed = len(d.Inputs)+len(d.Settings)+len(d.Conclusions)+len(d.Tables) > 0 || d.Version != nil
	return d, nil
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
		return nil, fmt.Errorf("%w; make the run again: headstart run --force", err)
	}
	for _, r := range descriptor.Resources {
		names = append(names, r.Name)
		keys[r.Name] = r.Schema.Key
	}
	return names, nil
}

// changes returns the key of each pair that differs between two lists, with its
// text in either, "" where it is not: first in the order of after, then what is
// only before.
func changes(before, after [][2]string) (out [][3]string) {
	was, is := map[string]string{}, map[string]bool{}
	for _, b := range before {
		was[b[0]] = b[1]
	}
	for _, a := range after {
		if is[a[0]] = true; was[a[0]] != a[1] {
			out = append(out, [3]string{a[0], was[a[0]], a[1]})
		}
	}
	for _, b := range before {
		if !is[b[0]] {
			out = append(out, [3]string{b[0], b[1], ""})
		}
	}
	return out
}

func compareInputs(before, after []reports.Input) []object {
	hashes := func(inputs []reports.Input) (pairs [][2]string) {
		for _, i := range inputs {
			pairs = append(pairs, [2]string{i.Name, i.SHA256})
		}
		return pairs
	}
	out := []object{}
	for _, c := range changes(hashes(before), hashes(after)) {
		change := "changed"
		if c[1] == "" {
			change = "added"
		} else if c[2] == "" {
			change = "removed"
		}
		out = append(out, named("name", c[0], "change", change))
	}
	return out
}

// compareSettings compares two configurations key by key. Where data and
// results lie is no setting.
func compareSettings(before, after any) []object {
	var flat [2][][2]string
	for i, v := range []any{before, after} {
		leaves("", v, &flat[i])
		slices.SortFunc(flat[i], func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	}
	out := []object{}
	for _, c := range changes(flat[0], flat[1]) {
		if !slices.Contains([]string{"data", "out", "raw", "user_agent", "allow_hosts"}, c[0]) {
			out = append(out, named("key", c[0], "before", c[1], "after", c[2]))
		}
	}
	return out
}

// leaves adds the leaves of a JSON value to out, under keys joined by dots.
func leaves(key string, v any, out *[][2]string) {
	object, ok := v.(map[string]any)
	if !ok {
		*out = append(*out, [2]string{key, transform.Text(v)})
	}
	for name, inner := range object {
		leaves(strings.TrimPrefix(key+"."+name, "."), inner, out)
	}
}

// scoreForecasts judges the forecasts of one run by the series of another;
// nil: there are none.
func scoreForecasts(ctx context.Context, c stored.Comparison, run string) (json.RawMessage, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	table := func(dir, name string) string {
		return "read_parquet(" + transform.QuoteText(filepath.Join(dir, name+".parquet")) + ")"
	}
	if err = db.Exec(ctx, "create table curve_series as from "+table(c.After, "curve_series")); err == nil {
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
