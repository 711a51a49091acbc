package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/fetch"
	"headstart/ingest/raw"
	"headstart/ingest/source"
	"headstart/publish"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"
)

func newFetchCommand() *cobra.Command {
	return verb("fetch", nil, struct{ Quiet bool }{}, func(cmd *cobra.Command, c config, call *struct{ Quiet bool }, names []string) (err error) {
		f := &fetcher{raw: c.Raw, stdout: cmd.OutOrStdout()}
		progress := log.New(cmd.ErrOrStderr(), "", 0) // whole lines, from any goroutine
		if call.Quiet {
			progress.SetOutput(io.Discard)
		}
		if err := f.choose(c.Sources, names); err != nil {
			return usageError{err}
		}
		if f.client, err = fetch.New(fetch.Options{UserAgent: c.UserAgent, AllowHosts: c.AllowHosts, Progress: func(line string) { progress.Println(cell(line)) }}); err != nil {
			return usageError{err}
		}
		return f.run(cmd.Context())
	})
}

const exampleSource = `  sources:
    population:
      kind: worldbank
      markets: [CHN, WLD]`

// fetcher carries out one fetch.
type fetcher struct {
	raw     string
	sources []*fetched
	client  *fetch.Client
	stdout  io.Writer
}

// fetched is one source and what its fetch came to.
type fetched struct {
	Name   string
	Kind   source.Kind
	Result fetch.Result
	Err    error
}

// choose makes the sources that are named, or all, in order of their names.
func (f *fetcher) choose(settings map[string]map[string]any, names []string) error {
	all := slices.Sorted(maps.Keys(settings))
	if len(all) == 0 {
		return fmt.Errorf("there are no sources yet; write some into %s, such as\n\n%s\n\nand then type: headstart fetch", configFile, exampleSource)
	}
	for _, name := range names {
		if _, ok := settings[name]; !ok {
			hint := "sources are " + strings.Join(all, ", ")
			if near := ingest.Closest(name, all); near != "" {
				hint = "did you mean headstart fetch " + near + "?"
			}
			return fmt.Errorf("unknown source %q; %s", name, hint)
		}
	}
	if len(names) == 0 {
		names = all
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		kind, err := source.New(name, settings[name], nil)
		if err != nil {
			return err
		}
		f.sources = append(f.sources, &fetched{Name: name, Kind: kind})
	}
	return nil
}

// run fetches the sources, all at the same time, and pins what it got.
func (f *fetcher) run(ctx context.Context) error {
	dir, err := openRaw(f.raw)
	if err != nil {
		return err
	}
	defer dir.close()
	lock, err := dir.store.Lock()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var wg sync.WaitGroup
	for _, s := range f.sources {
		// Where records are missing or damaged, everything is fetched anew.
		before, err := dir.store.Records(lock, s.Name)
		if err != nil {
			before = nil
		}
		wg.Go(func() { s.Result, s.Err = f.client.Fetch(ctx, s.Name, s.Kind, dir.store, before) })
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, s := range f.sources {
		switch {
		case s.Err != nil:
		case len(s.Result.Records) == 0:
			delete(lock.Sources, s.Name)
		default:
			if err := lock.Pin(s.Name, s.Result.Records); err != nil {
				return err
			}
		}
	}
	if err := dir.store.WriteLock(lock); err != nil {
		return err
	}
	return f.recap()
}

// recap prints a line for each source; that some failed is an error.
func (f *fetcher) recap() error {
	if err := render(f.stdout, "fetch.tmpl", f.sources, nil); err != nil {
		return err
	}
	var failed []string
	for _, s := range f.sources {
		if s.Err != nil {
			failed = append(failed, s.Name)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	who := fmt.Sprintf("%d of %d sources failed and keep their earlier data", len(failed), len(f.sources))
	if len(f.sources) == 1 {
		who = "the source failed and keeps its earlier data"
	}
	return fmt.Errorf("%s; try again with: headstart fetch %s", who, strings.Join(failed, " "))
}

// rawDir is the folder of fetched data, open for writing. Beside what
// package raw has in it there are
//
//	.lock           held while sources are being fetched
//	.gitignore      keeps that and half written files out of version control
//	.gitattributes  keeps version control from changing line ends: a body is
//	                what its hash says
type rawDir struct {
	store *raw.Store
	root  *os.Root
	lock  *flock.Flock
}

// openRaw makes the folder where needed and takes its lock. A lock that
// somebody holds is an error at once.
func openRaw(path string) (*rawDir, error) {
	const hint = "use --raw with a folder that you can write to"
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, fmt.Errorf("prepare the folder of fetched data: %w; %s", err, hint)
	}
	lock, err := locked(filepath.Join(path, ".lock"), "the folder of fetched data", hint,
		"another fetch is writing to "+path+"; wait until it is done, or use --raw with another folder")
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the folder of fetched data: %w; %s", err, hint), lock.Unlock())
	}
	d := &rawDir{store: raw.OpenRoot(root), root: root, lock: lock}
	if err := errors.Join(publish.Sweep(root), d.once(".gitignore", ".lock\n.new-*\n"), d.once(".gitattributes", "* -text\n")); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the folder of fetched data: %w", err), d.close())
	}
	return d, nil
}

// once writes a file that is not there yet.
func (d *rawDir) once(name, text string) error {
	if _, err := d.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return publish.Write(d.root, name, []byte(text), 0o666)
}

func (d *rawDir) close() error { return errors.Join(d.root.Close(), d.lock.Unlock()) }
