package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Additions are rows that come after those of a package. They change nothing
// until somebody writes [Additions.Files].
type Additions struct {
	pkg  *Package
	list []*Added
	seen map[string]bool // table and key of every row: true while only the package has it
}

// Added is what was added to one table.
type Added struct {
	File    string // of the table
	Fresh   int    // rows that are new
	Already int    // rows that were there

	table  string
	header []string
	key    []string
	rows   [][]string
	lines  int64 // of the file as it was
}

// rowKeys are what tells rows of a table apart, as the descriptor of the
// shipped package has it. Files are written in this order: a row never names a
// source that is not there yet.
var rowKeys = []struct {
	table string
	key   []string
}{
	{"source", []string{"source_id"}},
	{"observation", []string{"platform_id", "metric", "market", "period", "source_id", "value", "qualifier"}},
	{"event", []string{"platform_id", "event", "date", "market", "source_id"}},
	{"statement", []string{"who", "source_id", "lead_months_low", "lead_months_high"}},
}

// NewAdditions reads the rows of a package that new ones could repeat. It fails
// for a package without the tables source, observation and event.
func NewAdditions(pkg *Package) (*Additions, error) {
	a := &Additions{pkg: pkg, seen: map[string]bool{}}
	for _, k := range rowKeys {
		to := &Added{File: pkg.Path(k.table), table: k.table, key: k.key}
		if to.File == "" && k.table == "statement" { // a package without odds
			continue
		}
		if to.File == "" {
			return nil, fmt.Errorf("the data package has no table %s; it must have one, as the shipped one does", k.table)
		}
		old, err := fs.ReadFile(pkg.fsys, to.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", to.File, err)
		}
		to.lines = int64(bytes.Count(append(bytes.TrimSuffix(old, []byte("\n")), '\n'), []byte("\n")))
		file, err := pkg.open(pkg.table(k.table), k.table)
		if err != nil {
			return nil, err
		}
		rows, err := file.texts()
		if err != nil {
			return nil, fmt.Errorf("%w; see what is wrong with: headstart check", err)
		}
		to.header = file.names
		for _, row := range rows {
			a.seen[to.keyOf(row)] = true
		}
		a.list = append(a.list, to)
	}
	return a, nil
}

func (t *Added) keyOf(r Row) string {
	parts := []string{t.table}
	for _, column := range t.key {
		text := r.Cell(column)
		if n, err := strconv.ParseFloat(text, 64); err == nil { // 12 and 12.0 are one number
			text = strconv.FormatFloat(n, 'g', -1, 64)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\x00")
}

// Has reports whether the package, or what was added, has a source.
func (a *Additions) Has(source string) bool {
	_, ok := a.seen["source\x00"+source]
	return ok
}

// Add adds a row unless one with its key is there. It fails for a row with a
// cell that the package has no column for.
func (a *Additions) Add(r Row) error {
	i := slices.IndexFunc(a.list, func(t *Added) bool { return t.table == r.Table })
	if i < 0 {
		return fmt.Errorf("the data package has no table %s for this claim; add it as the shipped package has it", r.Table)
	}
	to := a.list[i]
	cells := make([]string, len(to.header))
	for n, column := range to.header {
		cells[n] = r.Cell(column)
	}
	for n, column := range r.Columns {
		if r.Cells[n] != "" && !slices.Contains(to.header, column) {
			return fmt.Errorf("%s has no column %s; add it as the shipped package has it", to.File, column)
		}
	}
	key := to.keyOf(r)
	switch old, seen := a.seen[key]; {
	case old:
		to.Already++
	case !seen:
		to.rows, to.Fresh = append(to.rows, cells), to.Fresh+1
	}
	a.seen[key] = false // said again, it counts no more
	return nil
}

// Counts returns what was added to each table that rows came to, the sources
// first.
func (a *Additions) Counts() []Added {
	var out []Added
	for _, t := range a.list {
		if t.Fresh+t.Already > 0 {
			out = append(out, *t)
		}
	}
	return out
}

// IsFresh reports whether a line of a file of the package is one of the new
// rows.
func (a *Additions) IsFresh(file string, line int64) bool {
	return slices.ContainsFunc(a.list, func(t *Added) bool { return t.Fresh > 0 && t.File == file && line > t.lines })
}

// A NewFile is the whole content of a file of a package.
type NewFile struct {
	Name    string
	Content []byte
}

// Files returns the files of the package with the new rows, in the order in
// which they are to be written, and the descriptor last; none without new rows.
func (a *Additions) Files() ([]NewFile, error) {
	var out []NewFile
	for _, t := range a.list {
		if t.Fresh == 0 {
			continue
		}
		old, err := fs.ReadFile(a.pkg.fsys, t.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.File, err)
		}
		content, err := t.after(old)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.File, err)
		}
		out = append(out, NewFile{t.File, content})
	}
	if len(out) == 0 {
		return nil, nil
	}
	descriptor, err := fs.ReadFile(a.pkg.fsys, descriptorName)
	if err == nil {
		descriptor, err = refreshed(descriptor, out)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", descriptorName, err)
	}
	return append(out, NewFile{descriptorName, descriptor}), nil
}

// after returns a file with the new rows at its end, in the line ends that it
// has.
func (t *Added) after(old []byte) ([]byte, error) {
	first, _, _ := bytes.Cut(old, []byte("\n"))
	var b bytes.Buffer
	b.Write(old)
	out := csv.NewWriter(&b)
	out.UseCRLF = bytes.HasSuffix(first, []byte("\r"))
	if !bytes.HasSuffix(old, []byte("\n")) {
		if out.UseCRLF {
			b.WriteByte('\r')
		}
		b.WriteByte('\n')
	}
	err := out.WriteAll(t.rows)
	return b.Bytes(), err
}

// What a descriptor states of a file besides its path.
var (
	statedBytes = regexp.MustCompile(`("bytes"\s*:\s*)\d+`)
	statedHash  = regexp.MustCompile(`("hash"\s*:\s*)"[^"]*"`)
)

// refreshed returns a descriptor with the sizes and hashes of the files, where
// it states them. All other bytes stay as they are.
func refreshed(descriptor []byte, files []NewFile) ([]byte, error) {
	var top struct{ Resources []json.RawMessage }
	if err := json.Unmarshal(descriptor, &top); err != nil {
		return nil, err
	}
	for _, raw := range top.Resources { // the bytes as they stand
		var r struct {
			Path string
			Hash *string
		}
		i := -1
		if json.Unmarshal(raw, &r) == nil {
			i = slices.IndexFunc(files, func(f NewFile) bool { return f.Name == r.Path })
		}
		if i < 0 {
			continue
		}
		if r.Hash != nil && !strings.HasPrefix(*r.Hash, "sha256:") {
			return nil, fmt.Errorf("the hash of %s is not written as sha256:…; write it so, or leave it out", r.Path)
		}
		fresh := statedBytes.ReplaceAll(raw, fmt.Appendf(nil, "${1}%d", len(files[i].Content)))
		fresh = statedHash.ReplaceAll(fresh, fmt.Appendf(nil, `${1}"sha256:%x"`, sha256.Sum256(files[i].Content)))
		descriptor = bytes.Replace(descriptor, raw, fresh, 1)
	}
	return descriptor, nil
}
