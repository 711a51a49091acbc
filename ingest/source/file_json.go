package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"headstart/ingest"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDocument is the longest JSON document, in bytes, that is taken into
// memory to find its records by a pointer.
const maxDocument = 64 << 20

// fields picks what the settings name out of JSON objects. A name that no
// object has is an error at the end of the file.
type fields struct {
	names  []string // every one that the settings mention
	wants  []string // as in the settings, where "A | B" asks for one of two
	nested []int    // names that may stand for a place inside of a value
	seen   []bool
	rec    fileRecord
	parts  []byte // decoded texts of the record
}

func (s *fileSettings) newFields() *fields {
	f := &fields{}
	want := func(name string) {
		if name == "" || name == "#" || name[0] == '/' {
			return
		}
		f.wants = append(f.wants, name)
		for _, one := range strings.Split(name, " | ") {
			if one = strings.TrimSpace(one); !slices.Contains(f.names, one) {
				f.names = append(f.names, one)
			}
		}
	}
	for _, cell := range tableColumns[s.Table] {
		want(s.Columns[cell])
	}
	for _, name := range s.Add {
		want(name)
	}
	for _, c := range append(slices.Clone(s.Keep), s.Drop...) {
		want(c.Column)
	}
	for i, name := range f.names {
		if strings.Contains(name, "/") {
			f.nested = append(f.nested, i)
		}
	}
	f.seen = make([]bool, len(f.names))
	f.rec.cells = make([][]byte, len(f.names))
	return f
}

// record reads one object.
func (f *fields) record(object []byte) *fileRecord {
	f.rec.text, f.rec.wrong = object, ""
	f.parts = f.parts[:0]
	clear(f.rec.cells)
	if !json.Valid(object) {
		var none any
		f.rec.wrong = fmt.Sprint("no JSON: ", json.Unmarshal(object, &none))
		return &f.rec
	}
	if object = bytes.TrimSpace(object); object[0] != '{' {
		f.rec.wrong = "no JSON object but another value"
		return &f.rec
	}
	for key, value := range members(object) {
		if at := f.index(key); at >= 0 {
			f.seen[at] = true
			f.rec.cells[at] = f.plain(value)
		}
	}
	for _, i := range f.nested {
		if value, ok := lookup(object, "/"+f.names[i]); ok {
			f.seen[i] = true
			f.rec.cells[i] = f.plain(value)
		}
	}
	return &f.rec
}

// index returns the place of a key, which still has its quotes, among the
// names; -1 if nobody asks for it.
func (f *fields) index(key []byte) int {
	if plain := key[1 : len(key)-1]; bytes.IndexByte(plain, '\\') < 0 {
		for i, name := range f.names {
			if string(plain) == name {
				return i
			}
		}
		return -1
	}
	var name string
	if json.Unmarshal(key, &name) != nil {
		return -1
	}
	return slices.Index(f.names, name)
}

// members yields the keys, with their quotes, and the values of an object
// that is known to be valid JSON.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		rest := bytes.TrimLeft(object[1:], " \t\r\n,")
		for rest[0] == '"' {
			n := valueEnd(rest)
			key := rest[:n]
			rest = bytes.TrimLeft(rest[n:], " \t\r\n:")
			n = valueEnd(rest)
			if !yield(key, rest[:n]) {
				return
			}
			rest = bytes.TrimLeft(rest[n:], " \t\r\n,")
		}
	}
}

// valueEnd returns where the value that b begins with ends.
func valueEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n', ':':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// plain is a JSON value as the text of a cell. null is the empty one.
func (f *fields) plain(value json.RawMessage) []byte {
	switch {
	case len(value) == 0 || string(value) == "null":
		return nil
	case value[0] != '"':
		return value
	}
	if bytes.IndexByte(value, '\\') < 0 && utf8.Valid(value) {
		return value[1 : len(value)-1]
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return value
	}
	from := len(f.parts)
	f.parts = append(f.parts, text...)
	return f.parts[from:len(f.parts):len(f.parts)]
}

// end says which column of the settings no record has.
func (f *fields) end(records int64) error {
	if records == 0 {
		return io.EOF
	}
	for _, want := range f.wants {
		found := false
		for _, one := range strings.Split(want, " | ") {
			found = found || f.seen[slices.Index(f.names, strings.TrimSpace(one))]
		}
		if !found {
			return fmt.Errorf("no record of the file has %q, which the settings name", want)
		}
	}
	return io.EOF
}

// lookup follows a JSON Pointer.
func lookup(document json.RawMessage, pointer string) (json.RawMessage, bool) {
	if pointer == "" || pointer == "/" {
		return document, true
	}
	for _, key := range strings.Split(pointer[1:], "/") {
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		var object map[string]json.RawMessage
		var list []json.RawMessage
		if json.Unmarshal(document, &object) == nil && object != nil {
			member, ok := object[key]
			if !ok {
				return nil, false
			}
			document = member
		} else if n, err := strconv.Atoi(key); err == nil && json.Unmarshal(document, &list) == nil && n >= 0 && n < len(list) {
			document = list[n]
		} else {
			return nil, false
		}
	}
	return document, true
}

// openJSONLines reads one object a line.
func (s *fileSettings) openJSONLines(text io.Reader) (*fileTable, error) {
	d := ingest.NewRecords(text, ingest.Delimited{Comment: s.Comment})
	f := s.newFields()
	records := int64(0)
	return &fileTable{names: f.names, next: func() (*fileRecord, error) {
		r, err := d.Next()
		if err == io.EOF {
			err = f.end(records)
		}
		if err != nil {
			return nil, tooLong(err)
		}
		records++
		rec := f.record(r.Text)
		rec.line = r.Line
		return rec, nil
	}}, nil
}

// openJSON reads a list of objects: the document itself, one object after the
// other, or what records points to in a document that fits into memory.
func (s *fileSettings) openJSON(text io.Reader) (*fileTable, error) {
	f := s.newFields()
	records := int64(0)
	next := func(more func() ([]byte, error)) func() (*fileRecord, error) {
		return func() (*fileRecord, error) {
			object, err := more()
			if err == io.EOF {
				err = f.end(records)
			}
			if err != nil {
				return nil, err
			}
			rec := f.record(object)
			rec.locator = s.Records + "/" + strconv.FormatInt(records, 10)
			records++
			return rec, nil
		}
	}
	if s.Records == "" {
		more, err := elements(text)
		if err != nil {
			return nil, err
		}
		return &fileTable{names: f.names, next: next(more)}, nil
	}
	document, err := io.ReadAll(io.LimitReader(text, maxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(document) > maxDocument:
		return nil, fmt.Errorf("the document is longer than %d MiB; give JSON lines", maxDocument>>20)
	case !json.Valid(document):
		return nil, errors.New("the document is no JSON, or only a part of it")
	}
	found, ok := lookup(document, s.Records)
	var list []json.RawMessage
	if !ok || json.Unmarshal(found, &list) != nil {
		return nil, fmt.Errorf("the document has no list at %s; set records to the JSON Pointer of its list", s.Records)
	}
	at := 0
	return &fileTable{names: f.names,
		next: next(func() ([]byte, error) {
			if at == len(list) {
				return nil, io.EOF
			}
			at++
			return list[at-1], nil
		}),
		root: func(pointer string) (string, bool) {
			value, ok := lookup(document, pointer)
			return string(new(fields).plain(value)), ok
		}}, nil
}

// elements returns a function that reads the next element of the list that the
// text is.
func elements(text io.Reader) (func() ([]byte, error), error) {
	budget := &budget{from: text, left: ingest.MaxRecord}
	dec := json.NewDecoder(budget)
	opening, err := dec.Token()
	if err != nil {
		return nil, jsonEnd(err)
	}
	if opening != json.Delim('[') {
		return nil, errors.New("the document is no list; set records to the JSON Pointer of its list, such as /data")
	}
	var element json.RawMessage
	return func() ([]byte, error) {
		budget.left = ingest.MaxRecord
		if !dec.More() {
			if _, err := dec.Token(); err != nil {
				return nil, jsonEnd(err)
			}
			if _, err := dec.Token(); err != io.EOF {
				return nil, errors.New("something follows the list of the document")
			}
			return nil, io.EOF
		}
		if err := dec.Decode(&element); err != nil {
			return nil, jsonEnd(err)
		}
		if len(element) > ingest.MaxRecord {
			return nil, errLongElement
		}
		return bytes.TrimSpace(element), nil
	}, nil
}

func jsonEnd(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the document ends in the middle")
	}
	return err
}

var errLongElement = fmt.Errorf("an element of the list is longer than %d bytes", ingest.MaxRecord)

// budget bounds what is read for one element.
type budget struct {
	from io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongElement
	}
	n, err := b.from.Read(p)
	b.left -= n
	return n, err
}
