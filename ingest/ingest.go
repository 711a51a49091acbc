// Package ingest turns bytes into checked Arrow tables.
//
// A table is read in five steps:
//
//  1. [Open] reads datapackage.json (descriptor.go). It says which tables
//     there are, in which files, and what each column may hold.
//  2. Open then looks at every file once: it must be there and its header
//     must name the columns of the descriptor, in any order. What is wrong
//     here stops the run, with an error that names the file and the line.
//  3. [Package.Read] splits a file into records (csv.go), each
//     with its line and its exact text. Only a quote that is never closed, or a record
//     that does not end, stops the reading.
//  4. Every cell is tried against the rules of its column (column.go,
//     suggest.go); dates keep the precision in which they were stated
//     (period.go). A record with a bad cell is never repaired: it is set
//     aside as it was written, with the rule, a reason and, where the rule
//     can say, a suggested value (rejected.go).
//  5. Good rows become record batches (batch.go), a few thousand rows each,
//     so that memory stays flat however long the file is.
//
// After all tables were read, [Package.Rejected] gives the rows set aside,
// as one more table.
//
// Rows from elsewhere, such as those of the package source, come in as an
// [Origin] and go on with step 4.
package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"syscall"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Package is an opened data package: the descriptor is read, every file is
// present and every header is right. Its methods may be called from several
// goroutines.
type Package struct {
	Contract
	fsys    fs.FS
	files   []File
	origins []Origin

	// Large is how many bytes a source has from which Scans has its files; 0 is Large, the constant.
	Large int64

	mu    sync.Mutex
	aside map[string][]*aside // by table; of its latest Read, one for each source
}

// File is one file of a package, for a manifest of what a run has read.
type File struct {
	Name   string // path inside the package, with slashes
	Bytes  int64
	SHA256 string // lower-case hexadecimal
}

// Open opens the data package whose datapackage.json is at the root of fsys.
//
// Every file is read once, for its hash and its header; rows are left to
// [Package.Read]. An unreadable descriptor is an error that names the line,
// or the resource and field. Files that are missing, empty or have a wrong
// header are all reported at once, one line of the error for each.
func Open(fsys fs.FS) (*Package, error) {
	descriptor, err := Sum(fsys, descriptorName)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; a data package is a folder with that file", descriptorName, err)
	}
	contract, err := ReadContract(fsys)
	if err != nil {
		return nil, err
	}
	p := &Package{Contract: contract, fsys: fsys, files: []File{descriptor}, aside: map[string][]*aside{}}
	var wrong []error
	for _, t := range p.tables {
		file, err := Sum(fsys, t.path)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w; %s names it as the file of table %q",
				t.path, err, descriptorName, t.name))
			continue
		}
		p.files = append(p.files, file)
		c, err := openCSV(fsys, t)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		c.close()
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return p, nil
}

// Files returns every file that the package is made of: datapackage.json,
// then the tables' files in the order of the descriptor, then those of origins
// in the order of Add.
func (p *Package) Files() []File { return slices.Clone(p.files) }

// Read starts to read a table and returns its rows in the order of the file,
// without those of the files in except.
//
// The schema has the columns in the order of the descriptor: string is utf8,
// integer int64, number float64, date date32, boolean bool. After a period
// column X come X_start and X_end, the earliest and the latest day it can mean
// (date32). The last columns say where the row was read: line, the number of
// the row, which is its line in the file of the package, from 1, and beyond
// any line for a row of an [Origin]; file, file_line and locator, its place
// there. An empty cell is null. Each field has the
// metadata "description" and "unit".
//
// Rows that break a rule are not in the result: see [Package.Rejected]. The
// reader's Err says what stopped the reading early, starting with file:line.
// The caller releases the reader. A consumer in C that holds on to batches
// should be given memory from C, such as arrow-go's memory/mallocator; nil is
// the default allocator.
func (p *Package) Read(name string, mem memory.Allocator, except ...*Scan) (array.RecordReader, error) {
	c, err := p.open(name)
	if err != nil {
		return nil, err
	}
	t := c.table
	a, asides := asideFor(t.path, name, nil)
	makers := []rowMaker{t.rowsOf(Origin{Rows: c.rows}, 0, a, c.close)}
	for i, o := range p.origins {
		if !slices.Contains(o.Tables, name) || slices.ContainsFunc(except, func(s *Scan) bool { return s.origin == i }) {
			continue
		}
		a, asides = asideFor("source "+o.Source, name, asides)
		makers = append(makers, t.rowsOf(o, int64(i+1)*originLines, a, func() {}))
	}
	// A second reading of a table finds the same bad rows again: it replaces
	// what the first has set aside.
	p.mu.Lock()
	p.aside[name] = asides
	p.mu.Unlock()
	return newReader(t.schema, mem, makers...), nil
}

// open opens the file of the table of this name.
func (p *Package) open(name string) (*csvFile, error) {
	t := p.table(name)
	if t.name == "" {
		return nil, fmt.Errorf("no table %s%s", quoted(name), Hint(name, "tables are", p.Tables()))
	}
	return openCSV(p.fsys, t)
}

// Texts returns the rows of the file of a table as they are written, not tried
// against any rule. A row may have more or fewer cells than columns, and has none
// where its quotes are wrong. What stops the reading is an error with file:line.
func (p *Package) Texts(name string) (rows []Row, err error) {
	c, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer c.close()
	for row, err := range c.rows("") {
		if _, unfit := errors.AsType[*Rejection](err); err != nil && !unfit {
			return nil, err
		}
		row.Cells, row.Record = slices.Clone(row.Cells), nil // of which the next ones take the place
		rows = append(rows, row)
	}
	return rows, nil
}

// Counts returns how many rows the latest Read of a table has come to, good
// and bad, and how many of the bad ones are only counted (see Rejected).
func (p *Package) Counts(table string) (read, counted int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.aside[table] {
		a.mu.Lock()
		read, counted = read+a.read.Load(), counted+a.dropped
		a.mu.Unlock()
	}
	return read, counted
}

// Rejected returns the rows set aside by the reads so far, one for each bad
// record, ordered by file and line; a table that was read twice is in it once.
//
// Columns, all utf8 but line: relation, file, line (int64, from 1, where the
// record starts), column_name and text (the first bad cell; null when the
// record as a whole is wrong), rule (type, required, enum, pattern, minimum,
// maximum, period, columns, quote or limit), reason (a sentence that also
// says which other cells are wrong), suggested (a value that every rule of
// the column accepts, or null) and record (the record as written).
//
// Memory is bounded: of each table the first 100,000 rows or 16 MiB of text
// are kept; the rest are counted, for each source in one last row whose rule is
// limit. Texts
// over 64 KiB are cut. Bytes that are not UTF-8 are shown as U+FFFD, NUL as
// U+2400. The caller releases the reader.
func (p *Package) Rejected(mem memory.Allocator) array.RecordReader {
	p.mu.Lock()
	defer p.mu.Unlock()
	return readRejected(p.aside, mem)
}

// OpenFile opens a regular file for reading. Anything else with that name, a
// folder, a pipe or a device, is an error at once: a pipe would wait for its
// writer for ever. The caller closes it.
func OpenFile(name string) (*os.File, error) {
	// Without O_NONBLOCK the opening itself waits.
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err == nil && info.IsDir():
		err = &fs.PathError{Op: "open", Path: name, Err: errors.New("is a folder, not a file")}
	case err == nil && !info.Mode().IsRegular():
		err = &fs.PathError{Op: "open", Path: name, Err: errors.New("is not a regular file; save what it gives in one")}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// ReadFile reads a regular file of at most most bytes; a longer one is an error.
func ReadFile(name string, most int64) ([]byte, error) {
	file, err := OpenFile(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("is longer than %d bytes", most)}
	}
	return text, err
}

// Sum reads a file to its end for its size and hash. What is not a regular
// file is an error: a pipe would wait for its writer for ever.
func Sum(fsys fs.FS, name string) (File, error) {
	if info, err := fs.Stat(fsys, name); err == nil && !info.Mode().IsRegular() {
		return File{}, errors.New("not a regular file")
	}
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, errors.New("file is missing")
	}
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	return SumOf(name, f)
}

// SumOf reads an open file of that name to its end, as [Sum] does.
func SumOf(name string, f io.Reader) (File, error) {
	hash := sha256.New()
	n, err := io.Copy(hash, f)
	if err != nil {
		return File{}, err
	}
	return File{Name: name, Bytes: n, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}
