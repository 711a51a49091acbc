// Command headstart answers one question: does launching first win? It turns
// a data package of sourced figures into tables, charts and a report.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func main() {
	// The program starts with some 4 MB, at which Go would collect garbage for the
	// first time: a call with little to do is over before there is any.
	collect(-1, 32<<20)
	runtime.AddCleanup(new([16]byte), func(int) { collectAsUsual() }, 0) // runs after the first collection
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// collectAsUsual makes Go collect garbage as it does by itself; once, so that what
// a stage of a run sets after it stays.
var collectAsUsual = sync.OnceFunc(func() { collect(100, math.MaxInt64) })

// collect says when garbage is collected, unless the environment does.
func collect(share int, most int64) {
	if os.Getenv("GOGC")+os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(share)
		debug.SetMemoryLimit(most)
	}
}

// Exit codes: the work is done; the data or a model says no; the call is not
// written as it must be.
const (
	exitDone  = 0
	exitNo    = 1
	exitUsage = 2
)

// usageError is an error in how a call is written rather than in the data.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// fault is what may be wrong with the words of a call.
type fault struct {
	is   bool
	what string
}

// refuse returns the first fault that a call has.
func refuse(faults ...fault) error {
	for _, f := range faults {
		if f.is {
			return usageError{errors.New(f.what)}
		}
	}
	return nil
}

// grace is how long a call that was told to end may take to do so.
const grace = 700 * time.Millisecond

// errInterrupted is why a call ends that got a signal.
var errInterrupted = errors.New("interrupted; earlier results are unchanged")

// barKey is the key of the bar in a context.
type barKey struct{}

// barOf returns the bar of a call, nil where none is shown.
func barOf(ctx context.Context) *bar {
	b, _ := ctx.Value(barKey{}).(*bar)
	return b
}

// cancelKey is the key of the function in a context that ends the call.
type cancelKey struct{}

// endCall makes the call of ctx end with err, in order if it can within grace.
func endCall(ctx context.Context, err error) { ctx.Value(cancelKey{}).(context.CancelCauseFunc)(err) }

// endable returns the context of a call. A signal, or endCall, ends it: the
// work stops in order, or, where it does not listen, with the process. That is
// safe at every moment, since nothing is seen until it is whole. A second
// signal ends the process at once. The caller calls done when the work is over.
func endable(args []string, stderr io.Writer) (ctx context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // by nohup
		signals = append(signals, syscall.SIGHUP)
	}
	if !slices.Contains(args, "fetch") { // whose connections give this signal too
		signals = append(signals, syscall.SIGPIPE)
	}
	told, stop := signal.NotifyContext(ctx, signals...)
	over := make(chan struct{})
	context.AfterFunc(told, func() {
		stop()
		cancel(errInterrupted) // unless it was ended before
		select {
		case <-over:
		case <-time.After(grace):
			fmt.Fprintf(stderr, "headstart: %s\n", inert(context.Cause(ctx).Error()))
			os.Exit(exitNo)
		}
	})
	done = func() { close(over); stop() }
	return context.WithValue(ctx, cancelKey{}, cancel), done
}

// run carries out one call of headstart and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	var shown *bar
	if isTerminal(stdout) && isTerminal(stderr) {
		shown = &bar{w: stderr}
		stdout, stderr = shown.over(stdout), shown.over(stderr)
	}
	ctx, done := endable(args, stderr)
	defer done()
	ctx = context.WithValue(ctx, barKey{}, shown)

	out := &output{w: stdout}
	root, started := newRoot()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	shown.end()
	if out.err != nil && (err == nil || errors.Is(err, out.err)) {
		err = fmt.Errorf("write the answer: %w", out.err)
	}
	if err == nil {
		return exitDone
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
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
	root = verb("headstart", knownVerb, struct{ Version bool }{}, func(cmd *cobra.Command, _ config, call *struct{ Version bool }, _ []string) error {
		if call.Version {
			return printVersion(cmd.OutOrStdout())
		}
		return cmd.Help()
	})
	root.SilenceErrors, root.SilenceUsage, root.DisableFlagsInUseLine = true, true, true
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		*started = true
		if quiet := cmd.Flags().Lookup("quiet"); quiet == nil || quiet.Value.String() != "true" {
			barOf(cmd.Context()).start(cmd.Name())
		}
	}
	root.AddCommand(newRunCommand(), newCheckCommand(), newFetchCommand(), newExtractCommand(), newSQLCommand(), newWhatifCommand(), newWhyCommand(), newGapsCommand(), newFitCommand(), newDiffCommand(), newInitCommand(), newLookCommand(), newChartCommand(), newVersionCommand())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if wrong := (*pflag.InvalidValueError)(nil); errors.As(err, &wrong) {
			err = wrongValue(wrong.GetFlag(), wrong.GetValue())
		}
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
	root.SuggestionsMinimumDistance = 2
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

// takes refuses a call without n arguments; what they are, and an example.
func takes(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fmt.Errorf("%s takes %s, and got %d; for example: headstart %s", cmd.Name(), what, len(args), example)
	}
}

// noArgs refuses arguments that are not flags.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument %q; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
}
