package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"

	"github.com/tidwall/gjson"
)

// form is how the settings say that a text is split.
func (s *fileSettings) form() ingest.Delimited {
	form := ingest.Delimited{Delimiter: s.Delimiter[0], Comment: s.Comment}
	if s.Quote != "" {
		form.Quote = s.Quote[0]
	}
	return form
}

// tooLong adds what to do to the error of a record that does not end.
func tooLong(err error) error { // nil stays nil
	if errors.Is(err, ingest.ErrTooLong) {
		return fmt.Errorf("%w; is a quote not closed? quote: none reads quotes as text", err)
	}
	return err
}

// openDelimited reads the header of a CSV or TSV file.
func (s *fileSettings) openDelimited(text io.Reader) (*fileTable, error) {
	d := ingest.NewRecords(text, s.form())
	for range s.Skip {
		if err := d.SkipLine(); err == io.EOF {
			return nil, fmt.Errorf("the file has fewer than the %d lines to skip", s.Skip)
		} else if err != nil {
			return nil, err
		}
	}
	rec := &fileRecord{}
	t, err := s.headed(func() (*fileRecord, error) {
		r, err := d.Next()
		*rec = fileRecord{Record: r}
		if r.Wrong != nil {
			rec.Cells, rec.Wrong = nil, fmt.Errorf("%w, or set quote: none", r.Wrong)
		}
		return rec, tooLong(err)
	})
	if err == io.EOF && s.Skip > 0 {
		return nil, fmt.Errorf("the file has no line but those that skip: %d leaves out; its header must come next", s.Skip)
	} else if err == io.EOF {
		return nil, errors.New("the file is empty; its first line must name the columns")
	}
	return t, err
}

// headed makes a table of records, the first of which name the columns.
func (s *fileSettings) headed(read func() (*fileRecord, error)) (*fileTable, error) {
	var names []string
	var first *fileRecord
	for row := range max(1, s.Header) {
		rec, err := read()
		if err != nil {
			return nil, err
		}
		if rec.Wrong != nil {
			return nil, fmt.Errorf("line %d, the header: %w", rec.Line, rec.Wrong)
		}
		first = rec
		left := ""
		if len(rec.Cells) > maxColumns {
			return nil, checkNames(make([]string, len(rec.Cells)))
		}
		for i, cell := range rec.Cells {
			if i == len(names) {
				names = append(names, "")
			}
			name := string(bytes.TrimSpace(cell))
			switch {
			case s.NoHeader:
				name = "#" + strconv.Itoa(i+1)
			case row+1 < s.Header: // a head over several columns stands in the first of them
				left = cmp.Or(name, left)
				name = left
			}
			if name != "" && names[i] != "" && name != names[i] {
				name = names[i] + " / " + name
			}
			names[i] = cmp.Or(name, names[i])
		}
	}
	if err := checkNames(names); err != nil {
		return nil, err
	}
	t := &fileTable{names: names}
	isRecord := s.NoHeader // the line was a record already
	t.next = func() (*fileRecord, error) {
		rec := first
		for blank := !isRecord; blank; blank = s.Format == "xlsx" && filled(rec.Cells) == 0 {
			var err error
			if rec, err = read(); err != nil {
				return nil, err
			}
		}
		isRecord = false
		if rec.Wrong != nil {
			return rec, nil
		}
		if s.Format == "xlsx" { // which leaves empty cells at the end of a row out, or not
			for len(rec.Cells) < len(t.names) {
				rec.Cells = append(rec.Cells, nil)
			}
			for n := len(rec.Cells); n > len(t.names) && len(rec.Cells[n-1]) == 0; n-- {
				rec.Cells = rec.Cells[:n-1]
			}
		}
		rec.note = s.Notes && len(t.names) > 1 && filled(rec.Cells) <= 1
		if len(rec.Cells) != len(t.names) && !rec.note {
			rec.Wrong = fmt.Errorf("the record has %d cells and the header %d; check delimiter and quote", len(rec.Cells), len(t.names))
		}
		return rec, nil
	}
	return t, nil
}

// filled counts the cells that are not empty.
func filled(cells [][]byte) int {
	n := 0
	for _, cell := range cells {
		if len(bytes.TrimSpace(cell)) > 0 {
			n++
		}
	}
	return n
}

const (
	// maxDocument is the longest JSON document, in bytes; it is taken into memory.
	maxDocument = 64 << 20
	// lookahead is how many bytes of JSON lines tell the names of the columns,
	// beside those that the settings have.
	lookahead = 4 << 20
	// deepest is how many objects in objects have columns of their own.
	deepest = 8
)

// objects returns the next object of a file, the text of a record, or io.EOF.
type objects func() (ingest.Record, error)

// members gives the values of an object by their names; that of b inside of a is
// a/b.
func members(prefix string, object gjson.Result, depth int, give func(name string, value gjson.Result)) {
	object.ForEach(func(key, value gjson.Result) bool {
		if name := prefix + key.String(); value.IsObject() && depth < deepest {
			members(name+"/", value, depth+1, give)
		} else {
			give(name, value)
		}
		return true
	})
}

// table makes records of objects. Their names are those of the first most bytes,
// and those of the settings, which may come later; those that never came are gone
// from the names at the end.
func (s *fileSettings) table(more objects, pointer string, most int) (*fileTable, error) {
	var first []ingest.Record
	var end error // of those that are read ahead
	t := &fileTable{}
	at := map[string]int{}
	for end == nil && most > 0 && len(t.names) <= maxColumns {
		var object ingest.Record
		if object, end = more(); end != nil {
			break
		}
		object.Text = bytes.Clone(object.Text)
		first = append(first, object)
		if most -= len(object.Text); gjson.ValidBytes(object.Text) {
			members("", gjson.ParseBytes(object.Text), 1, func(name string, _ gjson.Result) {
				if _, known := at[name]; !known {
					at[name], t.names = len(t.names), append(t.names, name)
				}
			})
		}
	}
	known, late := len(t.names), map[string]int{}
	if first == nil && end == io.EOF { // no objects, which is no mistake
		t.names = s.mentioned()
	} else if end == nil && !s.isWide() {
		for _, name := range s.mentioned() {
			if columnIndex(t.names, name) == noColumn && !strings.Contains(name, " / ") { // of which the parts are mentioned, too
				late[strings.ToLower(name)], t.names = len(t.names), append(t.names, name)
			}
		}
	}
	if err := checkNames(t.names); err != nil {
		return nil, err
	}
	expected, came := t.names[known:], make([]bool, len(t.names))
	number := 0
	rec := &fileRecord{}
	t.next = func() (*fileRecord, error) {
		next, err := ingest.Record{}, end
		if len(first) > 0 {
			next, first, err = first[0], first[1:], nil
		} else if err == nil {
			next, err = more()
		}
		if err == io.EOF && len(late) > 0 {
			t.names = slices.Clone(t.names[:known])
			for i, name := range expected {
				if came[known+i] {
					t.names = append(t.names, name)
				}
			}
		}
		if err != nil {
			return nil, err
		}
		*rec = fileRecord{Record: next}
		rec.Cells = make([][]byte, len(t.names))
		if pointer != "-" {
			rec.locator = pointer + "/" + strconv.Itoa(number)
		}
		number++
		object := gjson.ParseBytes(rec.Text)
		switch {
		case !gjson.ValidBytes(rec.Text):
			rec.Wrong = errors.New("not JSON, or only a part of it")
		case !object.IsObject():
			rec.Wrong = errors.New("not a JSON object")
		default:
			members("", object, 1, func(name string, value gjson.Result) {
				i, isColumn := at[name]
				if !isColumn && len(late) > 0 {
					i, isColumn = late[strings.ToLower(name)]
				}
				if isColumn {
					rec.Cells[i], came[i] = plain(value), true
				} else if s.isWide() {
					rec.Wrong = fmt.Errorf("the object has a member %q that none before it has", name)
				}
			})
		}
		return rec, nil
	}
	return t, nil
}

// plain is a JSON value as the text of a cell. null is the empty one.
func plain(value gjson.Result) []byte {
	switch value.Type {
	case gjson.Null:
		return nil
	case gjson.String:
		return []byte(strings.ToValidUTF8(value.String(), "\ufffd"))
	}
	return []byte(value.Raw)
}

// lookup follows a JSON Pointer; what it returns exists where there is something.
func lookup(document gjson.Result, pointer string) gjson.Result {
	if pointer == "" || pointer == "/" {
		return document
	}
	keys := strings.Split(pointer[1:], "/")
	for i, key := range keys {
		keys[i] = gjson.Escape(strings.NewReplacer("~1", "/", "~0", "~").Replace(key))
	}
	return document.Get(strings.Join(keys, "."))
}

// openJSONLines reads one object a line.
func (s *fileSettings) openJSONLines(text io.Reader) (*fileTable, error) {
	d := ingest.NewRecords(text, ingest.Delimited{Comment: s.Comment})
	return s.table(func() (ingest.Record, error) {
		r, err := d.Next()
		return r, tooLong(err)
	}, "-", lookahead)
}

// openJSON reads a list of objects: the document itself, or what records points
// to in it.
func (s *fileSettings) openJSON(text io.Reader) (*fileTable, error) {
	bytes, err := io.ReadAll(io.LimitReader(text, maxDocument+1))
	document := string(bytes)
	root := gjson.Parse(document)
	list := lookup(root, s.Records)
	switch {
	case err != nil:
		return nil, err
	case len(document) > maxDocument:
		return nil, fmt.Errorf("the document is longer than %d MiB; give JSON lines", maxDocument>>20)
	case !gjson.Valid(document):
		return nil, errors.New("the document is not JSON, or only a part of it")
	case s.Records == "" && !list.IsArray():
		return nil, errors.New("the document is not a list; set records to the JSON Pointer of its list, such as /data")
	case !list.IsArray() && (list.Type != gjson.Null || !list.Exists()):
		return nil, fmt.Errorf("the document has no list at %s; set records to the JSON Pointer of its list", s.Records)
	}
	elements := list.Array()
	counted, line := 0, int64(1)
	t, err := s.table(func() (ingest.Record, error) {
		if len(elements) == 0 {
			return ingest.Record{}, io.EOF
		}
		e := elements[0]
		elements = elements[1:]
		line += int64(strings.Count(document[counted:e.Index], "\n"))
		counted = e.Index
		return ingest.Record{Text: []byte(e.Raw), Line: line}, nil
	}, strings.TrimSuffix(s.Records, "/"), maxDocument)
	if err != nil {
		return nil, err
	}
	t.root = func(pointer string) (string, bool) {
		value := lookup(root, pointer)
		return string(plain(value)), value.Exists()
	}
	return t, nil
}

// mentioned are the names of columns that the settings have, each once; "A | B"
// are two.
func (s *fileSettings) mentioned() (names []string) {
	all := slices.Clone(s.Add)
	for _, cell := range columnsOf(s.Table) {
		all = append(all, s.Columns[cell])
	}
	for _, c := range slices.Concat(s.Keep, s.Drop) {
		all = append(all, c.Column)
	}
	for _, name := range all {
		for _, one := range append(strings.Split(name, " | "), strings.Split(name, " / ")...) {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(names, one) {
				names = append(names, one)
			}
		}
	}
	return names
}
