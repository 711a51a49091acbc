package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes: the work is done; the data or a model says no; the words of the
// call are off.
const (
	exitDone  = 0
	exitNo    = 1
	exitUsage = 2
)

// usageError is an error in the words of a call rather than in the data.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run carries out one call of headstart and returns its exit code. The first
// interrupt ends the work in order, a second one at once.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	out := &output{w: stdout}
	root, started := newRoot()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil && out.err != nil {
		err = fmt.Errorf("write the answer: %w", out.err)
	}
	if err == nil {
		return exitDone
	}
	if ctx.Err() != nil {
		err = errors.New("interrupted; what was there before is as it was")
	}
	fmt.Fprintf(stderr, "headstart: %s\n", inert(err.Error()))
	var usage usageError
	if errors.As(err, &usage) || !*started {
		return exitUsage
	}
	return exitNo
}

// output is stdout. It keeps the first error, so that an answer that could
// not be written, on a full disk say, never passes for done.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// newRoot returns the command tree. started becomes true when a verb begins,
// so that errors before are known to be errors of usage.
func newRoot() (root *cobra.Command, started *bool) {
	started = new(bool)
	root = &cobra.Command{
		Use:   "headstart",
		Short: "does launching first win?",
		Long: `headstart compares how instant-messaging platforms were adopted and answers
one question: does launching first win? It turns sourced figures into tables
(Parquet), charts (SVG, PNG) and a report (HTML, Markdown).`,
		Example: `  headstart run                 # the shipped data, into out/
  headstart run --data my-data  # your own data package
  headstart sql "select bucket, wins, n, rate from win_rate_bucket"`,
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
		PersistentPreRun:      func(*cobra.Command, []string) { *started = true },
	}
	root.AddCommand(newRunCommand(), newCheckCommand(), newFetchCommand(), newExtractCommand(), newSQLCommand(), newWhatifCommand(), newWhyCommand(), newGapsCommand(), newFitCommand(), newDiffCommand(), newInitCommand(), newVersionCommand())
	root.Args = func(_ *cobra.Command, args []string) error { return knownVerb(root, args) }
	root.SuggestionsMinimumDistance = 2
	root.RunE = func(*cobra.Command, []string) error { return root.Help() }
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = func(_ *cobra.Command, args []string) error { return knownVerb(root, args) }
	}
	return root, started
}

// knownVerb refuses a call whose first word is no verb of root.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var verbs []string
	for _, c := range root.Commands() {
		if c.Name() == args[0] {
			return nil
		}
		if c.IsAvailableCommand() {
			verbs = append(verbs, c.Name())
		}
	}
	hint := "use one of " + strings.Join(verbs, ", ")
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + root.CommandPath() + " " + near[0] + "?"
	}
	return fmt.Errorf("unknown command %q; %s", args[0], hint)
}

// noArgs refuses arguments that are not flags.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument %q; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
}
