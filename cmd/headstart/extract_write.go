package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"headstart/publish"
	"headstart/transform"

	"github.com/gofrs/flock"
)

const descriptorFile = "datapackage.json"

// lockPackage keeps two calls from adding to one package at a time.
func lockPackage(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, descriptorFile))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data package: %w; use a folder that you can write to", err)
	}
	if !locked {
		return nil, fmt.Errorf("another call is adding to the data package in %s; try again when it is done", dir)
	}
	return lock, nil
}

// write puts the new rows into the folder, after they have passed the check
// of the package. Each file is replaced by a complete one; the sources come
// first and the descriptor last.
func (a *additions) write(ctx context.Context, dir string, fsys fs.FS) error {
	var names []string
	files := map[string][]byte{}
	for _, add := range a.list {
		if len(add.fresh) == 0 {
			continue
		}
		content, err := add.content(fsys)
		if err != nil {
			return fmt.Errorf("%s: %w", add.path, err)
		}
		names, files[add.path] = append(names, add.path), content
	}
	if len(names) == 0 {
		return nil
	}
	descriptor, err := fs.ReadFile(fsys, descriptorFile)
	if err != nil {
		return err
	}
	fresh, err := refreshed(descriptor, files)
	if err != nil {
		return fmt.Errorf("%s: %w", descriptorFile, err)
	}
	if !bytes.Equal(fresh, descriptor) {
		names, files[descriptorFile] = append(names, descriptorFile), fresh
	}
	refused, err := a.refused(ctx, patched{fsys, files})
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		var lines []string
		for _, r := range refused { // of a source that is refused, not the rows that cite it
			if r.File == a.list[0].path || !slices.ContainsFunc(refused, func(r transform.Rejection) bool { return r.File == a.list[0].path }) {
				lines = append(lines, rejectionLine(r))
			}
		}
		return fmt.Errorf("nothing was added; the data package would not take %s: %s", count(len(lines), "row", "rows"), strings.Join(lines, "; "))
	}
	return replace(dir, names, files)
}

// replace puts complete files in the place of those of the folder, in order,
// once all of them are on the disk. Each keeps its permissions.
func replace(dir string, names []string, files map[string][]byte) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var staged []*publish.File
	defer func() {
		for _, f := range staged {
			err = errors.Join(err, f.Discard())
		}
	}()
	for _, name := range names {
		info, err := root.Stat(name)
		var f *publish.File
		if err == nil {
			f, err = publish.Stage(root, name, files[name], info.Mode().Perm())
		}
		if err != nil {
			return fmt.Errorf("nothing was added: %w; use a folder that you can write to", err)
		}
		staged = append(staged, f)
	}
	for i, f := range staged {
		if err := f.Publish(); err != nil {
			return fmt.Errorf("%d of %d files were replaced: %w; see what is wrong with: headstart check --data %s", i, len(names), err, shellWord(dir))
		}
	}
	return nil
}

// refreshed returns a descriptor with the sizes and hashes of the files, where
// it states them. All other bytes stay as they are.
func refreshed(descriptor []byte, files map[string][]byte) ([]byte, error) {
	top, err := fieldsOf(descriptor, 0)
	if err != nil {
		return nil, err
	}
	type edit struct {
		span
		text string
	}
	var edits []edit
	resources, err := elementsOf(descriptor, top["resources"])
	if err != nil {
		return nil, err
	}
	for _, r := range resources {
		fields, err := fieldsOf(descriptor[:r.end], r.start)
		if err != nil {
			return nil, err
		}
		var name, hash string
		if json.Unmarshal(fields["path"].of(descriptor), &name) != nil || files[name] == nil {
			continue
		}
		if at, ok := fields["bytes"]; ok {
			edits = append(edits, edit{at, fmt.Sprint(len(files[name]))})
		}
		if at, ok := fields["hash"]; ok {
			if json.Unmarshal(at.of(descriptor), &hash) != nil || !strings.HasPrefix(hash, "sha256:") {
				return nil, fmt.Errorf("the hash of %s is not written as sha256:…; write it so, or leave it out", name)
			}
			edits = append(edits, edit{at, fmt.Sprintf(`"sha256:%x"`, sha256.Sum256(files[name]))})
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.start - a.start })
	out := bytes.Clone(descriptor)
	for _, e := range edits {
		out = slices.Replace(out, e.start, e.end, []byte(e.text)...)
	}
	return out, nil
}

// span is where a value stands in a JSON text.
type span struct{ start, end int }

func (s span) of(text []byte) []byte { return text[s.start:s.end] }

// fieldsOf returns where the values of the object at an offset stand.
func fieldsOf(text []byte, at int) (map[string]span, error) {
	d := json.NewDecoder(bytes.NewReader(text[at:]))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	out := map[string]span{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if out[name], err = nextValue(d, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// elementsOf returns where the elements of an array stand.
func elementsOf(text []byte, array span) ([]span, error) {
	d := json.NewDecoder(bytes.NewReader(array.of(text)))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var out []span
	for d.More() {
		s, err := nextValue(d, array.start)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func nextValue(d *json.Decoder, at int) (span, error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return span{}, err
	}
	end := at + int(d.InputOffset())
	return span{end - len(raw), end}, nil
}

// patched is a folder in which some files have other contents.
type patched struct {
	fs.FS
	files map[string][]byte
}

func (p patched) Open(name string) (fs.File, error) {
	content, ok := p.files[name]
	if !ok {
		return p.FS.Open(name)
	}
	return &memoryFile{bytes.NewReader(content), path.Base(name), int64(len(content))}, nil
}

type memoryFile struct {
	*bytes.Reader
	name string
	size int64
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Name() string               { return f.name }
func (f *memoryFile) Size() int64                { return f.size }
func (f *memoryFile) Mode() fs.FileMode          { return 0o444 }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return false }
func (f *memoryFile) Sys() any                   { return nil }
