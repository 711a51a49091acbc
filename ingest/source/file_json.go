package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"

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
	whole  bool // names has every one, and an object with another is wrong
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
	f.place()
	return f
}

// place makes room for the cells of the names.
func (f *fields) place() {
	f.nested = nil
	for i, name := range f.names {
		if strings.Contains(name, "/") {
			f.nested = append(f.nested, i)
		}
	}
	f.seen = make([]bool, len(f.names))
	f.rec.cells = make([][]byte, len(f.names))
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
		f.rec.wrong = "not a JSON object"
		return &f.rec
	}
	members.ForEach(func(key, value gjson.Result) bool {
		if at := slices.Index(f.names, key.String()); at >= 0 {
			f.seen[at] = true
			f.rec.cells[at] = plain(value)
		} else if f.whole && !value.IsObject() {
			f.rec.wrong = fmt.Sprintf("the object has a member %q that none of the first %d has", key.String(), lookahead)
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

// objects returns the next object of a file and its line, or io.EOF.
type objects func() (object []byte, line int64, err error)

// lookahead is how many objects tell the names of a wide table.
const lookahead = 100

// table makes records of objects. The names of a wide table are all those of
// its first objects; a later object with another is wrong.
func (s *fileSettings) table(more objects, pointer string) (*fileTable, error) {
	f := s.newFields()
	records := int64(0)
	if s.isWide() {
		var err error
		if more, err = f.peek(more); err != nil {
			return nil, err
		}
	}
	return &fileTable{names: f.names, next: func() (*fileRecord, error) {
		object, line, err := more()
		if err == io.EOF && !s.isWide() {
			err = f.end(records)
		}
		if err != nil {
			return nil, err
		}
		rec := f.record(object)
		if rec.line = line; pointer != "-" {
			rec.locator = pointer + "/" + strconv.FormatInt(records, 10)
		}
		records++
		return rec, nil
	}}, nil
}

// peek takes the names of the first objects, and returns all objects.
func (f *fields) peek(more objects) (objects, error) {
	type ahead struct {
		object []byte
		line   int64
	}
	var first []ahead
	ended := false
	var add func(prefix string, value gjson.Result)
	add = func(prefix string, value gjson.Result) {
		value.ForEach(func(key, member gjson.Result) bool {
			switch name := prefix + key.String(); {
			case member.IsObject() && prefix == "":
				add(name+"/", member)
			case !slices.Contains(f.names, name):
				f.names = append(f.names, name)
			}
			return true
		})
	}
	for len(first) < lookahead {
		object, line, err := more()
		if ended = err == io.EOF; ended {
			break
		}
		if err != nil {
			return nil, err
		}
		first = append(first, ahead{bytes.Clone(object), line})
		if value := gjson.ParseBytes(object); value.IsObject() && gjson.ValidBytes(object) {
			add("", value)
		}
	}
	f.whole = true
	f.place()
	return func() ([]byte, int64, error) {
		if len(first) > 0 {
			next := first[0]
			first = first[1:]
			return next.object, next.line, nil
		}
		if ended {
			return nil, 0, io.EOF
		}
		return more()
	}, nil
}

// openJSONLines reads one object a line.
func (s *fileSettings) openJSONLines(text io.Reader) (*fileTable, error) {
	d := ingest.NewRecords(text, ingest.Delimited{Comment: s.Comment})
	return s.table(func() ([]byte, int64, error) {
		r, err := d.Next()
		return r.Text, r.Line, tooLong(err)
	}, "-")
}

// openJSON reads a list of objects: the document itself, one object after the
// other, or what records points to in a document that fits into memory.
func (s *fileSettings) openJSON(text io.Reader) (*fileTable, error) {
	if s.Records == "" {
		more, err := elements(text)
		if err != nil {
			return nil, err
		}
		return s.table(more, "")
	}
	document, err := io.ReadAll(io.LimitReader(text, maxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(document) > maxDocument:
		return nil, fmt.Errorf("the document is longer than %d MiB; give JSON lines", maxDocument>>20)
	case !json.Valid(document):
		return nil, errors.New("the document is not JSON, or only a part of it")
	}
	root := gjson.ParseBytes(document)
	found, ok := lookup(root, s.Records)
	list := found.Array()
	if !ok || !found.IsArray() && found.Type != gjson.Null {
		return nil, fmt.Errorf("the document has no list at %s; set records to the JSON Pointer of its list", s.Records)
	}
	at, line := 0, int64(1)
	rest := string(document[max(0, strings.Index(string(document), found.Raw)):])
	line += int64(bytes.Count(document[:len(document)-len(rest)], []byte("\n")))
	t, err := s.table(func() ([]byte, int64, error) {
		if at == len(list) {
			return nil, 0, io.EOF
		}
		raw := list[at].Raw
		start := strings.Index(rest, raw)
		line += int64(strings.Count(rest[:start], "\n"))
		rest = rest[start:]
		at++
		return []byte(raw), line, nil
	}, s.Records)
	if err != nil {
		return nil, err
	}
	t.root = func(pointer string) (string, bool) {
		value, ok := lookup(root, pointer)
		return string(plain(value)), ok
	}
	return t, nil
}

// elements returns a function that reads the next element of the list that the
// text is.
func elements(text io.Reader) (objects, error) {
	budget := &budget{from: text, left: ingest.MaxRecord}
	dec := json.NewDecoder(budget)
	opening, err := dec.Token()
	if err != nil {
		return nil, jsonEnd(err)
	}
	if opening != json.Delim('[') {
		return nil, errors.New("the document is not a list; set records to the JSON Pointer of its list, such as /data")
	}
	var element json.RawMessage
	return func() ([]byte, int64, error) {
		budget.left = ingest.MaxRecord
		if !dec.More() {
			if _, err := dec.Token(); err != nil {
				return nil, 0, jsonEnd(err)
			}
			if _, err := dec.Token(); err != io.EOF {
				return nil, 0, errors.New("something follows the list of the document")
			}
			return nil, 0, io.EOF
		}
		if err := dec.Decode(&element); err != nil {
			return nil, 0, jsonEnd(err)
		}
		if len(element) > ingest.MaxRecord {
			return nil, 0, errLongElement
		}
		return bytes.TrimSpace(element), budget.line(dec.InputOffset() - int64(len(element))), nil
	}, nil
}

func jsonEnd(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the document ends in the middle")
	}
	return err
}

var errLongElement = fmt.Errorf("an element of the list is longer than %d bytes", ingest.MaxRecord)

// budget bounds what is read for one element, and counts lines.
type budget struct {
	from   io.Reader
	left   int
	read   int64   // bytes
	ends   []int64 // of lines that were read and not counted, by their bytes
	passed int64   // lines
}

// line returns the line of a byte, which must not be before the one asked for
// last.
func (b *budget) line(at int64) int64 {
	for len(b.ends) > 0 && b.ends[0] < at {
		b.ends = b.ends[1:]
		b.passed++
	}
	return b.passed + 1
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongElement
	}
	n, err := b.from.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			b.ends = append(b.ends, b.read+int64(i))
		}
	}
	b.left -= n
	b.read += int64(n)
	return n, err
}
