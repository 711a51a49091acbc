package source

import (
	"bytes"
	"cmp"
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
	"sync"
	"syscall"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/raw"
)

// Sources are the sources of a configuration, ready to be read: from the files
// that they name, and from what was fetched. Nothing here touches the network.
type Sources struct {
	list    []*configured
	store   *raw.Store
	rawDir  string
	lock    func() (raw.Lock, error) // of the store, read once
	aliases Aliases
	// platforms are those of the package that texts can be about.
	platforms []press.Platform
	ids       map[string]bool // of the platforms
	neighbors Neighbors       // of the figures of texts

	mode   map[string]string         // of each file that is read, what its bad rows do
	claims map[string][]*press.Claim // of each text, by its hash and source

	decisions    []Decision // about claims of texts
	decisionFile []ingest.File
	unfit        []string // what to tell of decisions that no longer fit
}

// configured is one source of a configuration.
type configured struct {
	name     string
	settings map[string]any
	mode     string
	kind     Kind // of which only what does not read is called; see rows
	records  []raw.Record
	leftOut  map[string]int64 // once it was read, by reason
}

// Configure reads the settings of all sources, by their names. What was
// fetched is in the folder rawDir. Its errors are mistakes in the settings.
func Configure(settings map[string]map[string]any, rawDir string, platforms []press.Platform) (*Sources, error) {
	store := raw.Open(os.DirFS(rawDir))
	s := &Sources{store: store, rawDir: rawDir, lock: sync.OnceValues(store.Lock), platforms: platforms, aliases: AliasesOf(platforms), ids: map[string]bool{},
		mode: map[string]string{}, claims: map[string][]*press.Claim{}}
	for _, p := range platforms {
		s.ids[p.ID] = true
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		parts, err := everyFile(settings[name])
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", name, err)
		}
		for _, settings := range parts {
			kind, err := New(name, settings, s.aliases)
			if err != nil {
				return nil, err
			}
			mode, err := modeOf(settings)
			if err != nil {
				return nil, err
			}
			s.list = append(s.list, &configured{name: name, settings: settings, mode: mode, kind: kind})
		}
	}
	return s, nil
}

// TakeDecisions reads what persons decided about claims, from the folder of a
// data package.
func (s *Sources) TakeDecisions(fsys fs.FS) error {
	var err error
	if s.decisions, err = ReadDecisions(fsys); err != nil || s.decisions == nil {
		return err
	}
	file, err := ingest.Sum(fsys, DecisionFile)
	s.decisionFile = []ingest.File{file}
	return err
}

// Unfit returns, once the rows were read, what to tell of decisions that no
// longer fit their texts.
func (s *Sources) Unfit() []string { return s.unfit }

// AddTo makes the rows of every source follow those of the package, in order
// of the names. It is an error when a file is missing or nothing was fetched,
// and when a source has rows of a table that the package does not have.
func (s *Sources) AddTo(pkg *ingest.Package) error {
	if slices.ContainsFunc(s.list, func(c *configured) bool { return c.kind.isText() }) {
		var err error
		if s.neighbors, err = NeighborsOf(pkg); err != nil {
			return err
		}
	}
	for _, c := range s.list {
		files, err := s.find(c)
		if err != nil {
			return err
		}
		if c.kind.isText() {
			files = append(files, s.decisionFile...)
		}
		s.setMode("source "+c.name, c.mode) // rows that are only counted
		for _, f := range files {
			s.setMode(f.Name, c.mode)
		}
		err = pkg.Add(ingest.Origin{Source: c.name, Files: files, Tables: c.kind.Tables(), Rows: func(table string) iter.Seq2[ingest.Row, error] {
			return s.rows(c, table, nil)
		}, Scan: s.scan(c, files)})
		if err != nil {
			return err
		}
	}
	return nil
}

// setMode says what bad rows of a file do. Of a file that several sources read,
// the strictest of their modes counts.
func (s *Sources) setMode(file, mode string) {
	if was, ok := s.mode[file]; !ok || slices.Index(modes, mode) < slices.Index(modes, was) {
		s.mode[file] = mode
	}
}

// Mode returns what the bad rows of a file do, fail, quarantine or warn; "" for a file
// that no source reads.
func (s *Sources) Mode(file string) string { return s.mode[file] }

// LeftOut yields, by the names of the sources that were read, what was left out
// of all their files; sources of which nothing was are not among them.
func (s *Sources) LeftOut() iter.Seq2[string, []Omission] {
	counts := map[string]map[string]int64{}
	for _, c := range s.list {
		for reason, n := range c.leftOut {
			if counts[c.name] == nil {
				counts[c.name] = map[string]int64{}
			}
			counts[c.name][reason] += n
		}
	}
	return func(yield func(string, []Omission) bool) {
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			if !yield(name, omissions(counts[name])) {
				return
			}
		}
	}
}

// openFile opens a file of the user that has something in it. hint says what to
// name where there is none.
func openFile(name, hint string) (*os.File, error) {
	file, err := ingest.OpenFile(name)
	path, _ := errors.AsType[*fs.PathError](err)
	_, ofSystem := errors.AsType[syscall.Errno](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s; %s", name, hint)
	case path != nil && !ofSystem: // it is a folder or the like
		return nil, fmt.Errorf("%s %w; %s", name, path.Err, hint)
	case err != nil:
		return nil, err
	}
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return nil, errors.Join(fmt.Errorf("%s is empty", name), file.Close())
	}
	return file, nil
}

// fileOf reads a file of the user for its size and hash.
func fileOf(name, hint string) (ingest.File, error) {
	file, err := openFile(name, hint)
	if err != nil {
		return ingest.File{}, err
	}
	defer file.Close()
	return ingest.SumOf(filepath.ToSlash(name), file)
}

// find finds the records of a source, its own file or what the lock names, and
// returns the files behind them.
func (s *Sources) find(c *configured) ([]ingest.File, error) {
	if name := c.kind.File(); name != "" {
		file, err := fileOf(name, "path names a file, relative to the folder in which headstart runs")
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", c.name, err)
		}
		c.records = []raw.Record{{Source: c.name, SHA256: file.SHA256, Bytes: file.Bytes}}
		return []ingest.File{file}, nil
	}
	lock, err := s.lock()
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", c.name, err)
	}
	if c.records, err = s.store.Records(lock, c.name); err != nil {
		return nil, err
	}
	// Rows depend on the record too: on its address, and the day it was read.
	var files []ingest.File
	add := func(name string) error {
		file, err := fileOf(filepath.Join(s.rawDir, filepath.FromSlash(name)), "take it from version control, or type: headstart fetch "+c.name)
		if err != nil {
			return fmt.Errorf("source %s: %w", c.name, err)
		}
		files = append(files, file)
		return nil
	}
	if _, ok := c.kind.(Joiner); ok {
		if err := add(raw.LockName); err != nil {
			return nil, err
		}
	}
	for i, r := range c.records {
		files = append(files, ingest.File{Name: s.bodyFile(r), Bytes: r.Bytes, SHA256: r.SHA256})
		if err := add(lock.Sources[c.name][i].Record); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// bodyFile is what file:line names for a record.
func (s *Sources) bodyFile(r raw.Record) string {
	return path.Join(filepath.ToSlash(s.rawDir), r.SHA256[:2], r.SHA256)
}

// rows reads all records of a source for its rows of a table, with a kind of
// its own, since a kind keeps what it has read.
func (s *Sources) rows(c *configured, table string, only ingest.Only) iter.Seq2[ingest.Row, error] {
	return each(func(give Giver) error {
		give = s.known(give)
		kind, err := New(c.name, c.settings, s.aliases)
		if err != nil {
			return err
		}
		if f, ok := kind.(*file); ok {
			f.only = only
		}
		for _, r := range c.records {
			if err := s.recordRows(kind, r, table, give); err != nil {
				return err
			}
		}
		if j, ok := kind.(Joiner); ok {
			// A row of several records is one of the file that names them.
			if err := j.Joined(in(path.Join(filepath.ToSlash(s.rawDir), raw.LockName), give)); err != nil {
				return err
			}
		}
		if f, ok := kind.(*file); ok && len(f.leftOut) > 0 {
			c.leftOut = f.leftOut
		}
		return nil
	})
}

// in says of rows that do not say it that they are of a file.
func in(file string, give Giver) Giver {
	return func(row ingest.Row, unfit *ingest.Rejection) error {
		row.File = cmp.Or(row.File, file)
		return give(row, unfit)
	}
}

// unknownPlatform is why a row with the name of no platform is set aside.
var unknownPlatform = ingest.Rejection{Column: "platform_id", Rule: "foreign_key",
	Reason: "no platform has this name; add it to platforms.csv, as a platform or under also_known_as of one"}

// known sets a row aside whose platform has no name that is known, in words
// that say what to do about it.
func (s *Sources) known(give Giver) Giver {
	return func(row ingest.Row, unfit *ingest.Rejection) error {
		if id := row.Cell("platform_id"); unfit == nil && id != "" && !s.ids[id] {
			unknown := unknownPlatform
			unknown.Suggested = s.aliases.Near(id)
			unfit = &unknown
		}
		return give(row, unfit)
	}
}

// recordRows gives the rows of one record.
func (s *Sources) recordRows(kind Kind, r raw.Record, table string, give Giver) error {
	body, file, err := s.open(kind, r)
	if err != nil {
		return err
	}
	defer body.Close()
	give = in(file, give)
	source, only := kind.Cites(r)
	if source.Table != "" {
		err = give(source, nil)
	}
	switch {
	case err != nil, only && table == "source": // for which a file of any length need not be read
		return err
	case kind.isText() && source.Table != "":
		err = s.textRows(source, r, body, file, give)
	default:
		err = kind.Rows(body, r, give)
	}
	if err != nil && err != errStopped {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return err
}

// textRows gives the claims that a text makes.
func (s *Sources) textRows(text ingest.Row, r raw.Record, body io.Reader, file string, give Giver) error {
	content, err := io.ReadAll(io.LimitReader(body, document.MaxFile+1))
	if err != nil {
		return err
	}
	// A text is read for several tables.
	source := text.Cell("source_id")
	key := r.Source + " " + r.SHA256 + " " + source
	claims, ok := s.claims[key]
	if !ok {
		claims, err = press.Extract(content, press.Options{Published: text.Cell("published_on"), Title: text.Cell("title"), Platforms: s.platforms})
		if err != nil {
			return err
		}
		var unfit []string
		s.neighbors.Check(claims)
		claims, unfit = Decide(claims, s.decisions, r.SHA256, source, path.Base(file))
		s.unfit = append(s.unfit, unfit...)
		s.claims[key] = claims
	}
	line, counted := int64(1), 0
	for _, claim := range claims {
		row, err := ClaimRow(claim, source)
		var unfit *ingest.Rejection
		errors.As(err, &unfit) // all its errors are of that kind
		// The offsets of a PDF are those of the text in it, which has no lines.
		if claim.End <= len(content) && string(content[claim.Start:claim.End]) == claim.Quote {
			line += int64(bytes.Count(content[counted:claim.Start], []byte("\n")))
			counted = claim.Start
			row.Line = line
		} else {
			row.Locator += " of its text"
		}
		if row.Table != "" {
			if err := give(row, unfit); err != nil {
				return err
			}
		}
	}
	return nil
}

// open opens the body of a record, and says what file:line names for it.
func (s *Sources) open(kind Kind, r raw.Record) (io.ReadCloser, string, error) {
	if name := kind.File(); name != "" {
		body, err := ingest.OpenFile(name)
		return body, filepath.ToSlash(name), err
	}
	body, err := s.store.Body(r)
	return body, s.bodyFile(r), err
}
