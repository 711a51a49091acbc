package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/raw"
	"headstart/ingest/source"
	"headstart/transform"
)

// sources are the sources of a configuration, ready to be read: from the
// files that they name, and from what was fetched. Nothing here touches the
// network.
type sources struct {
	settings  map[string]map[string]any
	aliases   source.Aliases
	platforms []press.Platform
	ids       map[string]bool // of the platforms
	store     *raw.Store
	rawDir    string
	lock      raw.Lock
	opened    bool // store and lock are read

	mode    map[string]string            // of each file that is read, what its bad rows do
	claims  map[string][]press.Claim     // of each text, by its hash and source
	leftOut map[string][]source.Omission // of each source, once it was read
}

// addSources makes the rows of every configured source follow those of the
// package, in order of the names.
func (c config) addSources(pkg *ingest.Package) (*sources, error) {
	s := &sources{settings: c.Sources, rawDir: c.Raw, mode: map[string]string{}, claims: map[string][]press.Claim{}, leftOut: map[string][]source.Omission{}}
	if len(c.Sources) == 0 {
		return s, nil
	}
	fsys, err := c.dataFS()
	if err != nil {
		return nil, err
	}
	if s.platforms, err = readPlatforms(fsys, pkg); err != nil {
		return nil, err
	}
	s.aliases, s.ids = aliasesOf(s.platforms), map[string]bool{}
	for _, p := range s.platforms {
		s.ids[p.ID] = true
	}
	for _, name := range slices.Sorted(maps.Keys(c.Sources)) {
		kind, err := source.New(name, c.Sources[name], s.aliases)
		if err != nil {
			return nil, usageError{err}
		}
		records, files, err := s.records(name, kind)
		if err != nil {
			return nil, err
		}
		mode, err := source.Mode(c.Sources[name])
		if err != nil {
			return nil, usageError{err}
		}
		s.setMode("source "+name, mode) // rows that are only counted
		for _, f := range files {
			s.setMode(f.Name, mode)
		}
		err = pkg.Add(ingest.Origin{Source: name, Files: files, Tables: knownTables(pkg, source.Tables(kind)), Rows: func(table string) iter.Seq2[ingest.Row, error] {
			return s.known(s.rows(name, records, table))
		}})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// setMode says what bad rows of a file do. Of a file that several sources read,
// the strictest of their modes counts.
func (s *sources) setMode(file, mode string) {
	if was, ok := s.mode[file]; !ok || slices.Index(source.Modes, mode) < slices.Index(source.Modes, was) {
		s.mode[file] = mode
	}
}

// tell says what the settings of the sources took out.
func (s *sources) tell(w io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(s.leftOut)) {
		var parts []string
		for _, o := range s.leftOut[name] {
			parts = append(parts, fmt.Sprintf("%s (%d)", o.Reason, o.Count))
		}
		if parts != nil {
			fmt.Fprintln(w, cell(fmt.Sprintf("source %s: left out, as its settings say: %s", name, strings.Join(parts, ", "))))
		}
	}
}

// stopping returns the rejected rows that stop a run: those of sources whose
// mode is fail.
func (s *sources) stopping(rejected []transform.Rejection) []transform.Rejection {
	return slices.DeleteFunc(slices.Clone(rejected), func(r transform.Rejection) bool { return s.mode[r.File] != "fail" })
}

// tolerated says whether a rejected row is one that checks let pass: of a
// source whose mode is warn.
func (s *sources) tolerated(r transform.Rejection) bool { return s.mode[r.File] == "warn" }

// failed is the error of a run that rejected rows stop.
func failed(rejected []transform.Rejection) error {
	const shown = 5
	lines := []string{count(len(rejected), "row breaks", "rows break") + " a rule, and the mode of the source is fail:"}
	for i, r := range rejected {
		if i == shown {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, "  "+rejectionLine(r))
	}
	return errors.New(strings.Join(append(lines, "correct the source, or set such rows aside with mode: quarantine"), "\n"))
}

// fileOf reads a file of the user for its size and hash.
func fileOf(name string) (ingest.File, error) {
	// A pipe would wait for its writer for ever.
	switch info, err := os.Stat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return ingest.File{}, fmt.Errorf("there is no file %s", name)
	case err == nil && info.IsDir():
		return ingest.File{}, fmt.Errorf("%s is a folder, not a file", name)
	case err == nil && !info.Mode().IsRegular():
		return ingest.File{}, fmt.Errorf("%s is not a regular file", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return ingest.File{}, err
	}
	defer file.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, file)
	return ingest.File{Name: filepath.ToSlash(name), Bytes: n, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}

// knownTables leaves out a table that the package may go without, and does.
func knownTables(pkg *ingest.Package, tables []string) []string {
	return slices.DeleteFunc(slices.Clone(tables), func(t string) bool { return t == "proxy" && pkg.Path(t) == "" })
}

// aliasesOf finds platforms by any of their names.
func aliasesOf(platforms []press.Platform) source.Aliases {
	aliases := source.Aliases{}
	for _, p := range platforms {
		for _, name := range append([]string{p.ID, p.Name}, p.Aliases...) {
			// A name that two platforms share tells neither.
			folded := source.Fold(name)
			if id, taken := aliases[folded]; taken && id != p.ID {
				aliases[folded] = ""
			} else {
				aliases[folded] = p.ID
			}
		}
	}
	maps.DeleteFunc(aliases, func(_, id string) bool { return id == "" })
	return aliases
}

// records returns the records of a source: its own file, or what the lock
// names; and the files behind them.
func (s *sources) records(name string, kind source.Kind) ([]raw.Record, []ingest.File, error) {
	if f, ok := kind.(source.Filer); ok && f.File() != "" {
		file, err := fileOf(f.File())
		if err != nil {
			return nil, nil, fmt.Errorf("source %s: %w; path: names a file, as seen from here", name, err)
		}
		return []raw.Record{{Source: name, SHA256: file.SHA256, Bytes: file.Bytes}}, []ingest.File{file}, nil
	}
	if !s.opened {
		var err error
		s.store = raw.Open(os.DirFS(s.rawDir))
		if s.lock, err = s.store.Lock(); err != nil {
			return nil, nil, fmt.Errorf("source %s: %w", name, err)
		}
		s.opened = true
	}
	records, err := s.store.Records(s.lock, name)
	if err != nil {
		return nil, nil, err
	}
	// Rows depend on the record too: on its address, and the day it was read.
	var files []ingest.File
	if _, ok := kind.(source.Joiner); ok {
		lock, err := fileOf(filepath.Join(s.rawDir, raw.LockName))
		if err != nil {
			return nil, nil, fmt.Errorf("source %s: %w", name, err)
		}
		files = append(files, lock)
	}
	for i, r := range records {
		record, err := fileOf(filepath.Join(s.rawDir, filepath.FromSlash(s.lock.Sources[name][i].Record)))
		if err != nil {
			return nil, nil, fmt.Errorf("source %s: %w", name, err)
		}
		files = append(files, ingest.File{Name: s.bodyFile(r), Bytes: r.Bytes, SHA256: r.SHA256}, record)
	}
	return records, files, nil
}

// lockFile is what file:line names for a row of several records.
func (s *sources) lockFile() string { return path.Join(filepath.ToSlash(s.rawDir), raw.LockName) }

// bodyFile is what file:line names for a record.
func (s *sources) bodyFile(r raw.Record) string {
	return path.Join(filepath.ToSlash(s.rawDir), r.SHA256[:2], r.SHA256)
}

// rows reads all records of a source for its rows of a table, with a kind of
// its own, since a kind keeps what it has read.
func (s *sources) rows(name string, records []raw.Record, table string) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		kind, err := source.New(name, s.settings[name], s.aliases)
		if err != nil {
			yield(ingest.Row{}, err)
			return
		}
		for _, r := range records {
			if more, err := s.recordRows(kind, r, table, yield); err != nil {
				yield(ingest.Row{}, err)
				return
			} else if !more {
				return
			}
		}
		if j, ok := kind.(source.Joiner); ok {
			for row, err := range j.Joined() {
				row.File = s.lockFile()
				if !yield(row, err) {
					return
				}
			}
		}
		if f, ok := kind.(source.Filer); ok && source.InBody(kind, table) {
			s.leftOut[name] = f.LeftOut()
		}
	}
}

// known sets a row aside whose platform has no name that is known, in words
// that say what to do about it.
func (s *sources) known(rows iter.Seq2[ingest.Row, error]) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		for row, err := range rows {
			at := slices.Index(row.Columns, "platform_id")
			if err == nil && at >= 0 && row.Cells[at] != "" && !s.ids[row.Cells[at]] {
				err = &ingest.Rejection{Column: "platform_id", Rule: "foreign_key",
					Reason: "no platform has this name; add it to platforms.csv, as a platform or under also_known_as of one"}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// recordRows yields the rows of one record; false: no more are wanted.
func (s *sources) recordRows(kind source.Kind, r raw.Record, table string, yield func(ingest.Row, error) bool) (bool, error) {
	body, file, err := s.open(kind, r)
	if err != nil {
		return false, err
	}
	defer body.Close()
	inBody := source.InBody(kind, table)
	for row, err := range kind.Rows(body, r) {
		row.File = cmp.Or(row.File, file)
		if unfit := (*ingest.Rejection)(nil); err != nil && !errors.As(err, &unfit) {
			return false, fmt.Errorf("%s: %w", file, err)
		}
		if !yield(row, err) {
			return false, nil
		}
		if !inBody {
			return true, nil // a file of any length need not be read for the one row of table source
		}
	}
	if t, ok := kind.(source.Texter); ok && inBody {
		if text, ok := t.Text(r); ok {
			return s.textRows(text, r, body, file, yield)
		}
	}
	return true, nil
}

// textRows yields the claims that a text makes; false: no more are wanted.
func (s *sources) textRows(text source.Text, r raw.Record, body io.Reader, file string, yield func(ingest.Row, error) bool) (bool, error) {
	content, err := io.ReadAll(io.LimitReader(body, document.MaxFile+1))
	if err != nil {
		return false, fmt.Errorf("%s: %w", file, err)
	}
	// A text is read for several tables.
	key := r.Source + " " + r.SHA256 + " " + text.SourceID
	claims, ok := s.claims[key]
	if !ok {
		claims, err = press.Extract(content, press.Options{Published: text.Published, Title: text.Title, Platforms: s.platforms})
		if err != nil {
			return false, fmt.Errorf("%s: %w", file, err)
		}
		s.claims[key] = claims
	}
	line, counted := int64(1), 0
	for _, claim := range claims {
		row, err := source.ClaimRow(claim, text.SourceID)
		row.File = file
		// The offsets of a PDF are those of the text in it, which has no lines.
		if claim.End <= len(content) && string(content[claim.Start:claim.End]) == claim.Quote {
			line += int64(bytes.Count(content[counted:claim.Start], []byte("\n")))
			counted = claim.Start
			row.Line = line
		} else {
			row.Locator += " of its text"
		}
		if row.Table != "" && !yield(row, err) {
			return false, nil
		}
	}
	return true, nil
}

// open opens the body of a record, and says what file:line names for it.
func (s *sources) open(kind source.Kind, r raw.Record) (io.ReadCloser, string, error) {
	if f, ok := kind.(source.Filer); ok && f.File() != "" {
		body, err := os.Open(f.File())
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is no file %s", f.File())
		}
		return body, filepath.ToSlash(f.File()), err
	}
	body, err := s.store.Body(r)
	return body, s.bodyFile(r), err
}
