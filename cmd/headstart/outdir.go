package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"headstart/publish"

	"github.com/gofrs/flock"
)

// outDir is the folder that runs are written to:
//
//	runs/<id>/   one complete run each
//	latest       a link to the newest, switched in one step
//	as-of/<day>  such a link for the runs with --as-of, which are not the newest
//	.lock        held while a run is being written
//
// A run is written to runs/.new-<id> and renamed when it is complete, so
// that nobody ever sees half of one.
type outDir struct {
	path string
	link string // that the run is to be found by: latest or as-of/<day>
	lock *flock.Flock
}

// openOut makes the folder where needed and takes its lock. A lock that
// somebody holds is an error at once. close gives it back; the operating
// system does when the program is killed.
func openOut(path, link string) (*outDir, error) {
	const hint = "use --out with a folder that you can write to"
	if _, err := os.Stat(filepath.Join(path, "datapackage.json")); err == nil {
		return nil, usageError{fmt.Errorf("%s is a data package; runs cannot be written into it; use --out with another folder", path)}
	}
	err := os.MkdirAll(filepath.Join(path, "runs"), 0o777)
	if err == nil {
		err = os.MkdirAll(filepath.Join(path, filepath.Dir(link)), 0o777)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare the folder for runs: %w; %s", err, hint)
	}
	lock, err := locked(filepath.Join(path, ".lock"), "the folder for runs", hint,
		"another run is writing to "+path+"; wait until it is done, or use --out with another folder")
	if err != nil {
		return nil, err
	}
	o := &outDir{path, link, lock}
	if err := errors.Join(o.mayPoint(), o.sweep()); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// locked takes the lock of a file. One that somebody holds is the error busy at
// once.
func locked(path, what, hint, busy string) (*flock.Flock, error) {
	lock := flock.New(path, flock.SetPermissions(0o666))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w; %s", what, err, hint)
	}
	if !ok {
		return nil, errors.New(busy)
	}
	return lock, nil
}

// mayPoint refuses a link that is not one of ours, before the work is done
// rather than after it.
func (o *outDir) mayPoint() error {
	target, err := os.Readlink(o.latest())
	if errors.Is(err, fs.ErrNotExist) || err == nil && filepath.Dir(target) == filepath.Dir(o.target("id")) {
		return nil
	}
	what := "not a link to a run"
	if err == nil {
		what = "a link to " + target + ", which is not a run in this folder"
	}
	return fmt.Errorf("%s is %s; move it away, or use --out with another folder", o.latest(), what)
}

// target is what the link to a run says, as seen from where it is.
func (o *outDir) target(id string) string {
	up := strings.Repeat("../", strings.Count(o.link, "/"))
	return filepath.Join(filepath.FromSlash(up), "runs", id)
}

func (o *outDir) close() error { return o.lock.Unlock() }

// sweep removes what a killed run has left.
func (o *outDir) sweep() error {
	root, err := os.OpenRoot(filepath.Join(o.path, "runs"))
	if err == nil {
		err = errors.Join(publish.Sweep(root), root.Close())
	}
	if err != nil {
		return fmt.Errorf("remove what an interrupted run has left: %w", err)
	}
	return nil
}

func (o *outDir) run(id string) string { return filepath.Join(o.path, "runs", id) }

// latest is the path to hand to people.
func (o *outDir) latest(name ...string) string {
	return filepath.Join(append([]string{o.path, filepath.FromSlash(o.link)}, name...)...)
}

// spill is the folder for what does not fit into memory, beside the run that is
// being made: sweep removes what a killed run has left of it. Without an out it
// is "".
func (o *outDir) spill(id string) string {
	if o == nil {
		return ""
	}
	return filepath.Join(o.path, "runs", ".new-"+id+"-spill")
}

// create makes the empty folder that a run is written to.
func (o *outDir) create(id string) (*os.Root, error) {
	dir := filepath.Join(o.path, "runs", ".new-"+id)
	if err := os.Mkdir(dir, 0o777); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// publish turns what create's folder holds into the run id and points the link
// at it. A run of that id that is already there holds the same bytes but for
// its manifest; it is renewed file by file, so that it is whole all along.
func (o *outDir) publish(id string) error {
	fresh := filepath.Join(o.path, "runs", ".new-"+id)
	err := publish.Rename(fresh, o.run(id))
	if errors.Is(err, fs.ErrExist) {
		err = renew(fresh, o.run(id))
	}
	if err != nil {
		return fmt.Errorf("publish run %s: %w", id, err)
	}
	return o.point(id)
}

// renew moves every file of fresh over its like in dir, the manifest last.
func renew(fresh, dir string) error {
	const last = "manifest.json"
	err := fs.WalkDir(os.DirFS(fresh), ".", func(name string, entry fs.DirEntry, err error) error {
		switch to := filepath.Join(dir, name); {
		case err != nil || name == last:
			return err
		case entry.IsDir():
			return os.MkdirAll(to, 0o777)
		default:
			return os.Rename(filepath.Join(fresh, name), to)
		}
	})
	if err == nil {
		err = publish.SyncAll(dir)
	}
	if err == nil {
		err = publish.Rename(filepath.Join(fresh, last), filepath.Join(dir, last))
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(fresh)
}

// point switches the link to a run: a new one is renamed over the old.
func (o *outDir) point(id string) error {
	target := o.target(id)
	if now, err := os.Readlink(o.latest()); err == nil && now == target {
		return nil
	}
	next := filepath.Join(o.path, ".latest")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, next); err != nil {
		return fmt.Errorf("link the latest run: %w", err)
	}
	if err := publish.Rename(next, o.latest()); err != nil {
		return fmt.Errorf("link the latest run: %w", err)
	}
	return nil
}
