package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/reports"
	"headstart/stored"
	"headstart/transform"

	"github.com/spf13/cobra"
)

func newDiffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff RUN_A RUN_B",
		Short: "what changed from one run to another: inputs, conclusions, figures",
		Long: `Diff compares two runs: the files they read, their settings, the conclusions
(the sentences of the report) and every cell of their tables. It also scores the
forecasts of the first run by the figures that only the second one has.

A run is the name of its folder in out/runs, or the beginning of it; latest; or
the path of a folder. Numbers count as changed when they differ by more than
the tolerance, relative to the larger.`,
		Example: `  headstart diff my-run latest
  headstart diff my-run latest --markdown > changes.md
  headstart diff my-committed-run latest --exit-code      # for CI`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("diff takes two runs, and got %d; for example: headstart diff 3f2a latest", len(args))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	outFlag(flags)
	configFlag(flags)
	tolerance := flags.Float64("tolerance", 1e-9, "largest relative `difference` of two numbers that counts as none")
	asJSON := flags.Bool("json", false, "print one JSON document")
	asMarkdown := flags.Bool("markdown", false, "print Markdown, for a pull request")
	exitCode := flags.Bool("exit-code", false, "exit with 1 when anything changed")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := loadConfig(flags)
		if err != nil {
			return err
		}
		if !(*tolerance >= 0 && *tolerance < 1) {
			return usageError{fmt.Errorf("--tolerance is %v; it must be at least 0 and less than 1, such as 1e-9", *tolerance)}
		}
		before, err := findRun(c.Out, args[0])
		if err != nil {
			return err
		}
		after, err := findRun(c.Out, args[1])
		if err != nil {
			return err
		}
		d, err := compareRuns(cmd.Context(), before, after, *tolerance)
		if err != nil {
			return err
		}
		switch {
		case *asJSON:
			err = printDocument(cmd.OutOrStdout(), d)
		case *asMarkdown:
			err = d.markdown(cmd.OutOrStdout())
		default:
			err = d.print(cmd.OutOrStdout())
		}
		if err == nil && *exitCode && d.Changed {
			return fmt.Errorf("run %s differs from run %s", d.After, d.Before)
		}
		return err
	}
	return cmd
}

// storedRun is a complete run on disk.
type storedRun struct {
	dir      string
	manifest reports.Manifest
}

// findRun finds a run by the path of its folder, by a link in the folder of
// runs (latest, as-of/2015-06-30), or by its id or the beginning of it.
func findRun(out, name string) (*storedRun, error) {
	dir := name
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
		dir = filepath.Join(out, name)
		if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil && name != "latest" {
			entries, err := os.ReadDir(filepath.Join(out, "runs"))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("list runs: %w", err)
			}
			var ids []string
			for _, e := range entries {
				if strings.HasPrefix(e.Name(), name) && !strings.HasPrefix(e.Name(), ".") && name != "" {
					ids = append(ids, e.Name())
				}
			}
			switch len(ids) {
			case 0:
				return nil, usageError{fmt.Errorf("no run %q in %s; name one of its folders, latest, or the path of a run: ls %s", name, out, filepath.Join(out, "runs"))}
			case 1:
				dir = filepath.Join(out, "runs", ids[0])
			default:
				return nil, usageError{fmt.Errorf("%q is the beginning of several runs: %s; write more of it", name, strings.Join(ids, ", "))}
			}
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	text, err := ingest.ReadFile(filepath.Join(dir, "manifest.json"), mostJSON)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no complete run in %s; make one: headstart run", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", name, err)
	}
	r := &storedRun{dir: dir}
	if err := json.Unmarshal(text, &r.manifest); err != nil {
		return nil, fmt.Errorf("read run %s: manifest.json: %w", name, err)
	}
	return r, nil
}

// differences is the document of --json, on whose shape others depend.
type differences struct {
	Before      string               `json:"before"`
	After       string               `json:"after"`
	Changed     bool                 `json:"changed"`
	Version     *[2]string           `json:"version"`
	Inputs      []inputChange        `json:"inputs"`
	Settings    []settingChange      `json:"settings"`
	Conclusions []conclusionChange   `json:"conclusions"`
	Tables      []stored.TableChange `json:"tables"`
	Forecasts   *forecastScore       `json:"forecasts"` // null: neither run can be scored
}

type inputChange struct {
	Name   string `json:"name"`
	Change string `json:"change"` // added, removed or changed
}

type settingChange struct {
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// conclusionChange is a finding whose sentence differs; one of the two is
// empty where only one run has it.
type conclusionChange struct {
	ID     string `json:"id"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// shownCells is how many changed cells of a table are named.
const shownCells = 20

func compareRuns(ctx context.Context, before, after *storedRun, tolerance float64) (*differences, error) {
	d := &differences{Before: before.manifest.Run, After: after.manifest.Run}
	if a, b := before.manifest.Version, after.manifest.Version; a != b {
		d.Version = &[2]string{a, b}
	}
	d.Inputs = compareInputs(before.manifest.Inputs, after.manifest.Inputs)
	d.Settings = compareSettings(before.manifest.Configuration, after.manifest.Configuration)
	d.Conclusions = compareConclusions(before.manifest.Findings, after.manifest.Findings)
	keys := map[string][]string{}
	c := stored.Comparison{Keys: keys, Tolerance: tolerance, Examples: shownCells}
	for i, r := range []*storedRun{before, after} {
		dir := filepath.Join(r.dir, "tables")
		names, err := tableKeys(dir, keys)
		if err != nil {
			return nil, err
		}
		c.Names[i] = names
		if i == 0 {
			c.Before = dir
		} else {
			c.After = dir
		}
	}
	var err error
	if d.Tables, err = stored.Compare(ctx, c); err != nil {
		return nil, err
	}
	if d.Forecasts, err = scoreForecasts(ctx, before, after, c.Names); err != nil {
		return nil, err
	}
	d.Changed = len(d.Inputs)+len(d.Settings)+len(d.Conclusions)+len(d.Tables) > 0 || d.Version != nil
	return d, nil
}

// tableKeys returns the tables of a run by its descriptor, and adds what
// tells their rows apart.
func tableKeys(dir string, keys map[string][]string) ([]string, error) {
	text, err := ingest.ReadFile(filepath.Join(dir, "datapackage.json"), mostJSON)
	if err != nil {
		return nil, fmt.Errorf("read the descriptor of the tables: %w; make the run again: headstart run --force", err)
	}
	var descriptor struct {
		Resources []struct {
			Name   string
			Schema struct {
				Key []string `json:"headstart:key"`
			}
		}
	}
	if err := json.Unmarshal(text, &descriptor); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, "datapackage.json"), err)
	}
	var names []string
	for _, r := range descriptor.Resources {
		names = append(names, r.Name)
		keys[r.Name] = r.Schema.Key
	}
	return names, nil
}

func compareInputs(before, after []reports.Input) []inputChange {
	out := []inputChange{}
	for _, a := range after {
		i := slices.IndexFunc(before, func(b reports.Input) bool { return b.Name == a.Name })
		switch {
		case i < 0:
			out = append(out, inputChange{a.Name, "added"})
		case before[i].SHA256 != a.SHA256:
			out = append(out, inputChange{a.Name, "changed"})
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(a reports.Input) bool { return a.Name == b.Name }) {
			out = append(out, inputChange{b.Name, "removed"})
		}
	}
	return out
}

// compareSettings compares two configurations key by key. Where data and
// results lie is no setting.
func compareSettings(before, after any) []settingChange {
	flat := [2]map[string]any{{}, {}}
	for i, v := range []any{before, after} {
		leaves("", v, flat[i])
	}
	var keys []string
	for _, m := range flat {
		for k := range m {
			if !slices.Contains([]string{"data", "out", "raw", "user_agent", "allow_hosts"}, k) {
				keys = append(keys, k)
			}
		}
	}
	slices.Sort(keys)
	out := []settingChange{}
	for _, k := range slices.Compact(keys) {
		if b, a := flat[0][k], flat[1][k]; !reflect.DeepEqual(b, a) {
			out = append(out, settingChange{k, transform.Text(b), transform.Text(a)})
		}
	}
	return out
}

// leaves puts the leaves of a JSON value in out, under keys joined by dots.
func leaves(key string, v any, out map[string]any) {
	object, ok := v.(map[string]any)
	if !ok {
		out[key] = v
		return
	}
	for name, inner := range object {
		if key != "" {
			name = key + "." + name
		}
		leaves(name, inner, out)
	}
}

func compareConclusions(before, after []reports.Finding) []conclusionChange {
	out := []conclusionChange{}
	for _, a := range after {
		was := ""
		if i := slices.IndexFunc(before, func(b reports.Finding) bool { return b.ID == a.ID }); i >= 0 {
			was = before[i].Text
		}
		if was != a.Text {
			out = append(out, conclusionChange{a.ID, was, a.Text})
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(a reports.Finding) bool { return a.ID == b.ID }) {
			out = append(out, conclusionChange{b.ID, b.Text, ""})
		}
	}
	return out
}
