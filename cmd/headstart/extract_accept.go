package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/publish"
	"headstart/transform"

	"github.com/gofrs/flock"
)

// lockPackage keeps two calls from adding to one package at a time.
func lockPackage(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, "datapackage.json"))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data package: %w; use a folder that you can write to", err)
	}
	if !locked {
		return nil, fmt.Errorf("another call is adding to the data package in %s; try again when it is done", dir)
	}
	return lock, nil
}

// sourceRow is the source of accepted claims. Only id is known of one that
// the package has already.
type sourceRow struct{ id, title, publisher, kind, url string }

var sourceForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// additions are the rows that a package gets, and the source that states them.
func (x *extraction) additions(fsys fs.FS, r reading, rows []ingest.Row) (*ingest.Additions, error) {
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return nil, fmt.Errorf("open data package: %w", err)
	}
	a, err := ingest.NewAdditions(pkg)
	if err != nil {
		return nil, err
	}
	s, sources := x.source, pkg.Path("source")
	switch given, known := s.title != "" || s.publisher != "" || s.url != "", a.Has(s.id); {
	case known && given:
		return nil, usageError{fmt.Errorf("source %s is in %s already; leave --title, --publisher and --url out, or give another --source", s.id, sources)}
	case !known && !sourceForm.MatchString(s.id):
		return nil, usageError{fmt.Errorf("%q cannot name a source; use small letters, digits and hyphens, such as --source tencent-2018q3", s.id)}
	case !known && (s.title == "" || s.publisher == "" || s.url == ""):
		return nil, usageError{fmt.Errorf("source %s is not in %s; give --title, --publisher and --url, or --source with one that is", s.id, sources)}
	case !known:
		rows = append([]ingest.Row{{Table: "source", Columns: []string{"source_id", "title", "publisher", "kind", "published_on", "url"},
			Cells: []string{s.id, s.title, s.publisher, s.kind, cmp.Or(x.published, r.text.Published), s.url}}}, rows...)
	}
	for _, row := range rows {
		if err := a.Add(row); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// refused is an error that names the new rows that the package does not take.
// They are tried in a copy of it.
func refused(ctx context.Context, fsys fs.FS, a *ingest.Additions, files []ingest.NewFile) (err error) {
	dir, err := os.MkdirTemp("", "headstart-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := errors.Join(os.CopyFS(dir, fsys), replace(dir, files)); err != nil {
		return fmt.Errorf("copy the data package to try the rows: %w", err)
	}
	pkg, err := ingest.Open(os.DirFS(dir))
	if err != nil {
		return err
	}
	all, err := rejectedRows(ctx, pkg)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r transform.Rejection) bool { return !a.IsFresh(r.File, r.Line) })
	ofSource := func(r transform.Rejection) bool { return r.File == pkg.Path("source") }
	if slices.ContainsFunc(all, ofSource) { // not the rows that cite it
		all = slices.DeleteFunc(all, func(r transform.Rejection) bool { return !ofSource(r) })
	}
	if len(all) == 0 {
		return nil
	}
	var lines []string
	for _, r := range all {
		lines = append(lines, rejectionLine(r))
	}
	return fmt.Errorf("nothing was added; the data package would not take %s: %s", count(len(lines), "row", "rows"), strings.Join(lines, "; "))
}

// replace puts complete files in the place of those of the folder, in order.
func replace(dir string, files []ingest.NewFile) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var names []string
	contents := map[string][]byte{}
	for _, f := range files {
		names, contents[f.Name] = append(names, f.Name), f.Content
	}
	if err := publish.WriteAll(root, names, contents, 0o644); err != nil {
		return fmt.Errorf("add to the data package: %w; use a folder that you can write to, and see that it is whole with: headstart check --data %s", err, shellWord(dir))
	}
	return nil
}
