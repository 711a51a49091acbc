package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// Omission counts the records, or the cells of a wide table, that were left
// out for one reason.
type Omission struct {
	Reason string `json:"reason"` // such as: Variant is not kept
	Count  int64  `json:"count"`
}

// file is the kind for tables of any origin: CSV, TSV, JSON lines, JSON, Excel
// and Parquet, read as the settings say (file_settings.go).
//
//  1. The bytes come out of their container and become text (file_container.go),
//     and that becomes records (file_text.go, file_xlsx.go, file_parquet.go).
//  2. The names of the columns decide how each cell of a row is made
//     (file_plan.go).
//  3. Cells are rewritten in the form of the tables, where that is possible
//     without loss: numbers, markets and dates (file_cell.go) and names of
//     platforms. What is not understood stays as it was written, for the rules
//     of its column to set aside.
//
// Memory does not grow with the length of the file.
type file struct {
	origin
	variants []fileSettings   // of which the first that fits the columns is used
	leftOut  map[string]int64 // what filters and missing tokens took out, over all calls of Rows, by reason
	only     ingest.Only      // records to read
}

var fileKind = kindOf{mode: "fail", make: func(from origin, settings map[string]any) (Kind, error) {
	var own fileSettings
	if err := decode(from.kind, settings, &own); err != nil {
		return nil, err
	}
	forms := []preset{{}}
	if own.Preset != "" {
		if forms = formsOf(own.Preset); forms == nil {
			return nil, fmt.Errorf("unknown preset %q%s", own.Preset, ingest.Hint(own.Preset, "presets are", slices.Sorted(maps.Keys(presets()))))
		}
	}
	variants := make([]fileSettings, len(forms))
	for i, form := range forms {
		variants[i] = form.fileSettings
		variants[i].giveWay(&own)
		if err := decode(from.kind, settings, &variants[i]); err != nil {
			return nil, err
		}
	}
	return newFile(from, variants...)
}}

// Tables returns those of all the forms that the file can have.
func (f *file) Tables() []string {
	tables := []string{"source"}
	for _, v := range f.variants {
		tables = append(tables, v.Table)
		if v.EstimatesUntil != "" {
			tables = append(tables, "proxy") // of forecasts
		}
	}
	slices.Sort(tables[1:])
	return slices.Compact(tables)
}

// Cites returns the source that the settings describe.
func (f *file) Cites(rec raw.Record) (source ingest.Row, only bool) {
	s := f.settings()
	if id := s.Constants["source_id"]; s.Source.Title != "" && id != "" && s.Table != "source" {
		source = s.Source.stated(id, "database", cmp.Or(s.Source.URL, rec.FinalURL, s.URL))
	}
	return source, !slices.ContainsFunc(f.variants, func(v fileSettings) bool { return v.Table == "source" })
}

// newFile makes the kind from its settings, of which the first that fit count.
func newFile(from origin, variants ...fileSettings) (Kind, error) {
	for i := range variants {
		if err := variants[i].complete(from.name); err != nil {
			return nil, err
		}
	}
	return &file{origin: from, variants: variants, leftOut: map[string]int64{}}, nil
}

func (f *file) settings() *fileSettings { return &f.variants[0] }

func (f *file) File() string { return f.settings().Path }

// omissions are counts by their reasons, in the order of these.
func omissions(counts map[string]int64) []Omission {
	var out []Omission
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Omission{reason, counts[reason]})
	}
	return out
}

func (f *file) Start() ([]raw.Request, error) {
	s := f.settings()
	if s.URL == "" {
		return nil, nil
	}
	req := f.request(s.URL, "table")
	req.Secret = s.Secret
	return []raw.Request{req}, nil
}

// Answer refuses what cannot be a table.
func (f *file) Answer(_ raw.Request, body []byte) ([]raw.Request, error) {
	if isPage(body) {
		return nil, errors.New("the answer is a web page, not a table; check url")
	}
	return nil, nil
}

// fileRecord is one record of a file. It is good until the next one.
type fileRecord struct {
	ingest.Record        // its cells are in the order of the names; there are none where it is wrong
	locator       string // "" where the line says enough
	numbers       []int  // cells of a workbook that are numbers, not texts
	note          bool   // no record but a line of text in one cell
}

// A table has as many columns as a sheet of a workbook, at most, and names of
// this many bytes.
const (
	maxColumns = 1 << 14
	maxName    = 1 << 12
)

// checkNames refuses a table that no person made.
func checkNames(names []string) error {
	if len(names) > maxColumns {
		return fmt.Errorf("it has more than %d columns; check the delimiter, or give each figure a row of its own", maxColumns)
	}
	if at := slices.IndexFunc(names, func(name string) bool { return len(name) > maxName }); at >= 0 {
		return fmt.Errorf("the name of column %d has %d bytes; check delimiter and quote", at+1, len(names[at]))
	}
	return nil
}

// fileTable is a file split into records.
type fileTable struct {
	names []string
	// used are the columns of which a plan makes its rows; nil: all. Others may be empty.
	used []int
	// next returns the next record, or io.EOF.
	next func() (*fileRecord, error)
	// root returns what the document says beside its records, by a JSON
	// Pointer. nil: the format has no such place.
	root func(pointer string) (string, bool)
}

func (f *file) Rows(body io.Reader, _ raw.Record, give Giver) error {
	t, err := f.settings().open(body)
	if err != nil {
		return err
	}
	if err := f.readTable(t, give); err != nil {
		return err
	}
	// A body that is verified says at its end whether it is whole.
	if _, parts := body.(io.ReaderAt); !parts {
		_, err = io.Copy(io.Discard, body)
	}
	return err
}

// readTable gives the rows of an open table.
func (f *file) readTable(t *fileTable, give Giver) error {
	p, err := newPlan(&f.variants[0], t, f.aliases, f.leftOut)
	for i := 1; err != nil && i < len(f.variants); i++ {
		if other, unfit := newPlan(&f.variants[i], t, f.aliases, f.leftOut); unfit == nil {
			p, err = other, nil
		}
	}
	if err != nil {
		return err // of the first form, which is the usual one
	}
	p.only = f.only
	columns := len(t.names)
	for {
		rec, err := t.next()
		if err == io.EOF && len(t.names) < columns { // some that the settings name never came: are they needed?
			_, err = newPlan(p.s, t, f.aliases, f.leftOut)
			return err
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.rows(rec, give); err != nil {
			return err
		}
	}
}

// open splits the body by its format.
func (s *fileSettings) open(body io.Reader) (*fileTable, error) {
	u, err := unpack(body, s.Sheet, 0)
	if err != nil {
		return nil, err
	}
	if packed := u.format != ""; packed && u.format != s.Format {
		return nil, fmt.Errorf("the file is %s by its first bytes; write format: %s", formatNames[u.format], u.format)
	} else if !packed && formatNames[s.Format] != "" {
		return nil, fmt.Errorf("by its first bytes the file is not %s; write format: csv, or what it is", s.Format)
	}
	switch s.Format {
	case "parquet":
		return openParquet(u.body)
	case "xlsx":
		book, err := openBook(u.body)
		if err != nil {
			return nil, err
		}
		return s.openSheet(book)
	}
	text, err := s.decodeText(u.body)
	if err != nil {
		return nil, err
	}
	switch s.Format {
	case "json":
		return s.openJSON(text)
	case "jsonl":
		return s.openJSONLines(text)
	}
	return s.openDelimited(text)
}

// formatNames are those of the formats that are no text.
var formatNames = map[string]string{"xlsx": "an Excel workbook", "parquet": "a Parquet file"}

// everyFile returns the settings of a file, or of each file of the folder or
// the pattern that path names, in order of their names.
func everyFile(settings map[string]any) ([]map[string]any, error) {
	name, _ := settings["path"].(string)
	if settings["kind"] != "file" || name == "" {
		return []map[string]any{settings}, nil
	}
	var names []string
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		err = filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") // _SUCCESS, .crc
			if entry.IsDir() && hidden && path != name {
				return fs.SkipDir
			} else if err == nil && !entry.IsDir() && !hidden {
				names = append(names, path)
			}
			return err
		})
		if err == nil && names == nil {
			err = fmt.Errorf("there is no file in the folder %s", name)
		}
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?["):
		if names, err = filepath.Glob(name); err == nil && names == nil {
			err = fmt.Errorf("no file fits the pattern %s; * stands for any part of one name", name)
		}
	default:
		names, err = []string{name}, nil // where it is missing, the reading says so
	}
	var out []map[string]any
	for _, name := range names {
		one := maps.Clone(settings)
		one["path"] = name
		out = append(out, one)
	}
	return out, err
}

// partition returns the value of a key of the folders in which a file lies, named
// key=value.
func partition(file, key string) (value string, ok bool) {
	for folder := range strings.SplitSeq(filepath.ToSlash(filepath.Dir(file)), "/") {
		if text, is := strings.CutPrefix(folder, key+"="); is {
			value, ok = text, true
			if plain, err := url.PathUnescape(text); err == nil {
				value = plain
			}
		}
	}
	return value, ok
}
