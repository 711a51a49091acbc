package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"headstart/ingest"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
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
	clear(f.rec.cells)
	if !json.Valid(object) {
		var none any
		f.rec.wrong = fmt.Sprint("no JSON: ", json.Unmarshal(object, &none))
		return &f.rec
	}
	members := gjson.ParseBytes(object)
	if !members.IsObject() {
		f.rec.wrong = "no JSON object but another value"
		return &f.rec
	}
	members.ForEach(func(key, value gjson.Result) bool {
		if at := slices.Index(f.names, key.String()); at >= 0 {
			f.seen[at] = true
			f.rec.cells[at] = plain(value)
		}
		return true
	})
	for _, i := range f.nested {
		if value, ok := lookup(members, "/"+f.names[i]); ok {
			f.seen[i] = true
			f.rec.cells[i] = plain(value)
		}
	}
	return &f.rec
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
func lookup(document gjson.Result, pointer string) (value gjson.Result, found bool) {
	if pointer == "" || pointer == "/" {
		return document, true
	}
	for _, key := range strings.Split(pointer[1:], "/") {
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		value, found = gjson.Result{}, false
		at := 0
		isList := document.IsArray()
		document.ForEach(func(name, member gjson.Result) bool {
			if name.String() == key && !isList || isList && strconv.Itoa(at) == key {
				value, found = member, true
			}
			at++
			return true
		})
		if document = value; !found {
			return value, false
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
	root := gjson.ParseBytes(document)
	found, ok := lookup(root, s.Records)
	list := found.Array()
	if !ok || !found.IsArray() && found.Type != gjson.Null {
		return nil, fmt.Errorf("the document has no list at %s; set records to the JSON Pointer of its list", s.Records)
	}
	at := 0
	return &fileTable{names: f.names,
		next: next(func() ([]byte, error) {
			if at == len(list) {
				return nil, io.EOF
			}
			at++
			return []byte(list[at-1].Raw), nil
		}),
		root: func(pointer string) (string, bool) {
			value, ok := lookup(root, pointer)
			return string(plain(value)), ok
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
