package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
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

// run carries out one call of headstart and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	root, started := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(stderr, "headstart: %v\n", err)
	var usage usageError
	if errors.As(err, &usage) || !*started {
		return exitUsage
	}
	return exitNo
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
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRun:  func(*cobra.Command, []string) { *started = true },
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	root.AddCommand(newRunCommand(), newCheckCommand(), newSQLCommand(), newVersionCommand())
	return root, started
}
