package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"headstart/ingest"
	"headstart/ingest/source"
	"headstart/models"
	"headstart/reports"
	"headstart/reports/words"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// The stages of a run, in order.
var stages = []string{"ingest", "transform", "models", "reports"}

// runCall is what one call of run is asked for beside the configuration.
type runCall struct {
	Latest, Force, DryRun, Quiet, PrintConfig bool
	Until                                     string
}

func newRunCommand() *cobra.Command {
	return verb("run", noArgs, runCall{}, func(cmd *cobra.Command, c config, call *runCall, _ []string) error {
		if call.Until != "" && !slices.Contains(stages, call.Until) {
			return usageError{fmt.Errorf("unknown stage %q; use --until %s", call.Until, strings.Join(stages[:3], ", "))}
		}
		if call.PrintConfig {
			return printJSON(cmd.OutOrStdout(), c, "  ")
		}
		r := &runner{config: c, runCall: *call, link: c.link(), stdout: cmd.OutOrStdout(), progress: cmd.ErrOrStderr()}
		if call.Quiet {
			r.progress = io.Discard
		}
		if call.Latest {
			r.link = "latest"
		}
		return r.run(cmd.Context())
	})
}

// runner carries one run through its stages.
type runner struct {
	config config
	runCall
	link             string // in the folder of runs, to this one
	stdout, progress io.Writer

	pkg      *ingest.Package
	db       *transform.DB
	manifest reports.Manifest
	rejected int64 // rows, by the stages that are over
}

func (r *runner) run(ctx context.Context) error {
	r.manifest.Started = time.Now().UTC()
	sources, err := r.open()
	if err != nil {
		return err
	}
	if err := r.identify(r.pkg); err != nil {
		return err
	}
	if r.DryRun {
		return r.plan(ctx)
	}
	var out *outDir
	if r.Until == "" || r.Until == "reports" {
		if out, err = openOut(r.config.Out, r.link); err != nil {
			return err
		}
		defer out.close()
		if done, err := r.unchanged(out); done || err != nil {
			return err
		}
	}
	collectAsUsual()
	if err := r.openDatabase(ctx, out.spill(r.manifest.Run)); err != nil {
		return err
	}
	defer r.db.Leave()
	if r.config.Lake != "" {
		if err := r.db.UseEngine(ctx, r.config.Engine, r.config.Lake); err != nil {
			return err
		}
	}
	for _, s := range []struct {
		name string
		run  func() error
	}{
		{"ingest", func() error { return transform.Load(ctx, r.db, r.pkg) }},
		{"transform", func() error { return r.transform(ctx, sources) }},
		{"models", func() error { return models.Run(ctx, r.db, r.config.Options) }},
	} {
		if err := r.stage(ctx, s.name, s.run); err != nil {
			return err
		}
		if s.name == "ingest" {
			tellLeftOut(r.progress, sources)
		}
		if s.name == r.Until {
			fmt.Fprintf(r.stdout, "stopped after %s; nothing was written\n", s.name)
			return nil
		}
	}
	if err := r.write(ctx, out); err != nil {
		return err
	}
	return r.report(out)
}

// open opens the data package with the sources, and warns of what it has and no
// run uses, or of what the call names and it does not have.
func (r *runner) open() (*source.Sources, error) {
	pkg, err := r.config.openPackage()
	if err != nil {
		return nil, err
	}
	r.pkg = pkg.Package
	tables, meant := transform.Unused(r.pkg)
	for i, table := range tables {
		warning := fmt.Sprintf("headstart does not use the table %q of datapackage.json", table)
		if meant[i] != "" {
			warning += fmt.Sprintf("; did you mean %q?", meant[i])
		}
		warn(r.progress, warning)
	}
	sources, err := r.config.addSources(pkg)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range pkg.platforms {
		ids = append(ids, p.ID)
	}
	for _, id := range r.config.Focus {
		if !slices.Contains(ids, id) {
			warn(r.progress, "focus names a platform that the data do not have: "+noPlatform(id, ids, linkWords(r.config.Out, r.link)))
		}
	}
	return sources, nil
}

// openDatabase opens a database within the limits of the configuration, which
// puts what does not fit into memory into the folder spill.
func (r *runner) openDatabase(ctx context.Context, spill string) error {
	limits, err := r.config.limits()
	if err != nil {
		return err
	}
	limits.Spill = spill
	if limits.Threads > 0 {
		runtime.GOMAXPROCS(limits.Threads)
	}
	r.db, err = transform.OpenWithin(ctx, limits)
	return err
}

// transform makes the relations, accounts for every row of the data, and stops
// where a source is to fail on rows that break a rule.
func (r *runner) transform(ctx context.Context, sources *source.Sources) error {
	asOf, err := r.config.asOf()
	if err != nil {
		return err
	}
	err = transform.Run(ctx, r.db, transform.Options{AsOf: asOf, Resolve: r.config.Resolve, FoundingRace: r.config.FoundingRace,
		Metric: r.config.Metric, Market: r.config.Market, Focus: r.config.Focus, Follow: r.config.Follow})
	if err != nil {
		return err
	}
	if missing, err := foundingMissing(ctx, r.db, r.config.FoundingRace); err != nil {
		return err
	} else if missing != "" {
		warn(r.progress, missing)
	}
	if r.manifest.Accounts, err = transform.Accounts(ctx, r.db, r.pkg); err != nil {
		return err
	}
	if err := r.db.Forget(ctx); err != nil {
		return err
	}
	rejected, err := r.db.Rejected(ctx)
	if err != nil {
		return err
	}
	return stopped(sources, rejected)
}

// identify fills the manifest with what the run is a function of, and derives
// its id from that.
func (r *runner) identify(pkg *ingest.Package) error {
	v, err := version()
	if err != nil {
		return err
	}
	r.manifest.Version, r.manifest.Title = v, pkg.Title()
	for _, f := range pkg.Files() {
		r.manifest.Inputs = append(r.manifest.Inputs, reports.Input(f))
	}
	settings := r.config.Settings
	settings.Engine, _, _ = strings.Cut(settings.Engine, ":") // the last bits of its sums may differ, on any host alike
	r.manifest.Configuration, r.manifest.Settings = r.config, settings
	identity, err := json.Marshal([]any{r.manifest.Inputs, settings, v})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(identity)
	r.manifest.Run = hex.EncodeToString(sum[:])[:12]
	return nil
}

// unchanged reports, and tells the user, when the run is already there.
func (r *runner) unchanged(out *outDir) (bool, error) {
	if r.Force {
		return false, nil
	}
	before, err := readRun(out.path, out.run(r.manifest.Run))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil && before.manifest.Run != r.manifest.Run {
		err = before.broken(fmt.Errorf("its manifest is of run %s", cell(before.manifest.Run)))
	}
	if err != nil {
		return false, err
	}
	fmt.Fprintf(r.progress, "unchanged: run %s has the same data, configuration and version (--force runs anyway)\n", r.manifest.Run)
	r.manifest = before.manifest
	if err := out.point(r.manifest.Run); err != nil {
		return false, err
	}
	return true, r.report(out)
}

// stage runs one stage and prints its line: rows that came in, rows that it
// rejected, seconds.
func (r *runner) stage(ctx context.Context, name string, run func() error) error {
	start := time.Now()
	barOf(ctx).at(name, slices.Index(stages, name), len(stages))
	if err := run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	rows, rejected, err := r.db.Count(ctx)
	if err != nil {
		return err
	}
	rejected, r.rejected = rejected-r.rejected, rejected
	if name == stages[0] {
		for _, table := range r.pkg.Tables() {
			if _, counted := r.pkg.Counts(table); counted > 0 {
				rejected += counted - 1 // there is a row that says how many
			}
		}
	}
	s := reports.Stage{Name: name, Rows: rows, Rejected: rejected, Seconds: time.Since(start).Seconds()}
	r.manifest.Stages = append(r.manifest.Stages, s)
	fmt.Fprintf(r.progress, "%-9s %s rows %s rejected %s s\n", s.Name, words.Grouped("%7d", s.Rows), words.Grouped("%5d", s.Rejected), words.Grouped("%6.2f", s.Seconds))
	return nil
}

// write makes the files of the run and publishes them.
func (r *runner) write(ctx context.Context, out *outDir) error {
	root, err := out.create(r.manifest.Run)
	if err != nil {
		return err
	}
	defer root.Close()
	err = r.stage(ctx, "reports", func() error { return reports.Write(ctx, r.db, root, &r.manifest) })
	if err == nil {
		var manifest []byte
		if manifest, err = r.manifest.JSON(); err == nil {
			err = root.WriteFile("manifest.json", manifest, 0o666)
		}
	}
	if err == nil {
		return out.publish(r.manifest.Run)
	}
	return errors.Join(err, os.RemoveAll(root.Name()))
}

// report prints the headline findings, the warnings and where things are.
func (r *runner) report(out *outDir) error {
	return render(r.stdout, "run.tmpl", map[string]any{"Findings": r.manifest.Findings, "Headlines": reports.Headlines(r.manifest.Findings),
		"Rejected": r.manifest.Rejected, "Words": linkWords(r.config.Out, r.link), "Report": out.latest("report.html"), "Tables": out.latest("tables")}, nil)
}

// plan prints what the run would read, run and write, and does nothing of it.
// A run is reused as a whole or not at all, so the plan says what has changed
// since the one that the link points to.
func (r *runner) plan(ctx context.Context) error {
	out := &outDir{path: r.config.Out, link: r.link}
	_, err := readRun(out.path, out.run(r.manifest.Run))
	there := err == nil
	if err != nil && !r.Force && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var since *differences
	if newest, err := findRun(out.path, out.link); err == nil && !there {
		db, err := transform.Open(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		d, err := compareManifests(ctx, db, &newest.manifest, &r.manifest)
		if err != nil {
			return err
		}
		since = &d
	}
	var bytes int64
	for _, f := range r.manifest.Inputs {
		bytes += f.Bytes
	}
	last := cmp.Or(r.Until, "reports")
	return render(r.stdout, "plan.tmpl", map[string]any{"Run": r.manifest.Run, "Inputs": r.manifest.Inputs, "Bytes": bytes, "There": there, "Force": r.Force, "Since": since,
		"Folder": out.run(r.manifest.Run), "Link": out.latest(), "Stages": stages[:slices.Index(stages, last)+1], "Writes": last == "reports", "Until": r.Until}, nil)
}
