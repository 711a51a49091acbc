package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"headstart/ingest/raw"
	"headstart/publish"

	"github.com/gofrs/flock"
)

// rawDir is the folder of what was fetched, open for writing. Beside what
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
		return nil, fmt.Errorf("prepare the folder of what is fetched: %w; %s", err, hint)
	}
	lock, err := lockFolder(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("lock the folder of what is fetched: %w; %s", err, hint)
	case lock == nil:
		return nil, fmt.Errorf("another fetch is writing to %s; wait until it is done, or use --raw with another folder", path)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the folder of what is fetched: %w; %s", err, hint), lock.Unlock())
	}
	d := &rawDir{store: raw.OpenRoot(root), root: root, lock: lock}
	if err := errors.Join(d.store.Sweep(), d.once(".gitignore", ".lock\n.new-*\n"), d.once(".gitattributes", "* -text\n")); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the folder of what is fetched: %w", err), d.close())
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
