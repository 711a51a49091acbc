package source

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"

	"github.com/tidwall/gjson"
)

const (
	// maxDocument is the longest JSON document, in bytes; it is taken into memory.
	maxDocument = 64 << 20
	// lookahead is how many bytes of JSON lines tell the names of the columns.
	lookahead = 4 << 20
	// deepest is how many objects in objects have columns of their own.
	deepest = 8
)

// objects returns the next object of a file and its line, or io.EOF.
type objects func() (object string, line int64, err error)

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

// table makes records of objects. Their names are those of the first most bytes.
func (s *fileSettings) table(more objects, pointer string, most int) (*fileTable, error) {
	type ahead struct {
		object string
		line   int64
		err    error
	}
	var first []ahead
	t := &fileTable{}
	at := map[string]int{}
	for err := error(nil); err == nil && most > 0; {
		var object string
		var line int64
		object, line, err = more()
		first = append(first, ahead{object, line, err})
		if most -= len(object); gjson.Valid(object) {
			members("", gjson.Parse(object), 1, func(name string, _ gjson.Result) {
				if _, known := at[name]; !known {
					at[name], t.names = len(t.names), append(t.names, name)
				}
			})
		}
	}
	if len(first) == 1 && first[0].err == io.EOF { // no objects, which is no mistake
		t.names = s.mentioned()
	}
	number := 0
	rec := &fileRecord{}
	t.next = func() (*fileRecord, error) {
		var next ahead
		if len(first) > 0 {
			next, first = first[0], first[1:]
		} else {
			next.object, next.line, next.err = more()
		}
		if next.err != nil {
			return nil, next.err
		}
		*rec = fileRecord{cells: make([][]byte, len(t.names)), text: []byte(next.object), line: next.line}
		if pointer != "-" {
			rec.locator = pointer + "/" + strconv.Itoa(number)
		}
		number++
		object := gjson.Parse(next.object)
		switch {
		case !gjson.Valid(next.object):
			rec.wrong = "not JSON, or only a part of it"
		case !object.IsObject():
			rec.wrong = "not a JSON object"
		default:
			members("", object, 1, func(name string, value gjson.Result) {
				if i, known := at[name]; known {
					rec.cells[i] = plain(value)
				} else if s.isWide() {
					rec.wrong = fmt.Sprintf("the object has a member %q that none before it has", name)
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
	return s.table(func() (string, int64, error) {
		r, err := d.Next()
		return string(r.Text), r.Line, tooLong(err)
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
	t, err := s.table(func() (string, int64, error) {
		if len(elements) == 0 {
			return "", 0, io.EOF
		}
		e := elements[0]
		elements = elements[1:]
		line += int64(strings.Count(document[counted:e.Index], "\n"))
		counted = e.Index
		return e.Raw, line, nil
	}, strings.TrimSuffix(s.Records, "/"), maxDocument)
	t.root = func(pointer string) (string, bool) {
		value := lookup(root, pointer)
		return string(plain(value)), value.Exists()
	}
	return t, err
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
		for one := range strings.SplitSeq(name, " | ") {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(names, one) {
				names = append(names, one)
			}
		}
	}
	return names
}
