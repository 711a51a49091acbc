// Package publish puts files and folders in their place as a whole or not at
// all: whoever reads beside it, and whoever comes after a crash or a power cut,
// finds what was there before or all of what is new.
//
// What is new is written beside its place, brought onto the disk, renamed, and
// the folder that now names it is brought onto the disk too.
package publish

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"golang.org/x/sync/errgroup"
)

// Prefix begins the name of a file that is being written. One that a killed
// program has left is in nobody's way.
const Prefix = ".new-"

// stage writes a file beside the place inside root that name says, onto the
// disk, and returns its name until it is in its place.
func stage(root *os.Root, name string, content []byte, perm fs.FileMode) (fresh string, err error) {
	fresh = path.Join(path.Dir(name), Prefix+rand.Text())
	file, err := root.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return "", err
	}
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	return fresh, errors.Join(err, file.Close())
}

// place puts a staged file in the place of whatever has its name, in one step.
func place(root *os.Root, fresh, name string) error {
	if err := root.Rename(fresh, name); err != nil {
		return err
	}
	dir, err := root.Open(path.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(syncDir(dir), dir.Close())
}

// Write puts a file in its place inside root, as WriteAll does.
func Write(root *os.Root, name string, content []byte, perm fs.FileMode) error {
	return WriteAll(root, []string{name}, map[string][]byte{name: content}, perm)
}

// WriteAll puts files in their places inside root, in the order of names, once
// all of them are on the disk. Each keeps the permissions of the one that it
// replaces; a new one gets perm. It fails before anything is replaced, or says
// how many of several files were.
func WriteAll(root *os.Root, names []string, contents map[string][]byte, perm fs.FileMode) (err error) {
	var staged []string
	defer func() {
		for _, fresh := range staged { // those that are not in their place
			if left := root.Remove(fresh); !errors.Is(left, fs.ErrNotExist) {
				err = errors.Join(err, left)
			}
		}
	}()
	for _, name := range names {
		mode := perm
		if info, err := root.Stat(name); err == nil {
			mode = info.Mode().Perm()
		}
		fresh, err := stage(root, name, contents[name], mode)
		if fresh != "" {
			staged = append(staged, fresh)
		}
		if err != nil {
			return err
		}
	}
	for i, name := range names {
		if err := place(root, staged[i], name); err != nil && len(names) > 1 {
			return fmt.Errorf("%d of %d files were replaced: %w", i, len(names), err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes what killed programs have left half written, files and folders
// whose names begin with Prefix, in root and the folders right below it. The
// caller keeps other writers out.
func Sweep(root *os.Root) error {
	for _, pattern := range []string{Prefix + "*", "*/" + Prefix + "*"} {
		left, err := fs.Glob(root.FS(), pattern)
		if err != nil {
			return err
		}
		for _, name := range left {
			if err := root.RemoveAll(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rename moves a file or folder, with all that is in it, to another name on
// the same disk, in one step. A folder that is not empty is never replaced.
func Rename(from, to string) error {
	if err := SyncAll(from); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return sync(filepath.Dir(to))
}

// SyncAll brings a folder and everything in it onto the disk, or a file; a
// link is as it is in its folder.
func SyncAll(name string) error {
	var group errgroup.Group
	group.SetLimit(16) // a disk takes many files in hardly more time than one
	err := filepath.WalkDir(name, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && (entry.IsDir() || entry.Type().IsRegular()) {
			group.Go(func() error { return sync(name) })
		}
		return err
	})
	return errors.Join(err, group.Wait())
}

// sync brings a file onto the disk, or the names in a folder.
func sync(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = syncDir(file)
	} else if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncDir brings the names in a folder onto the disk. There are file systems,
// some of them on a network, that cannot and say so: they are left to it.
func syncDir(dir *os.File) error {
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}
