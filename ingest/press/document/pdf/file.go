package pdf

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strconv"
)

// Bounds of the work on one file. Memory stays below 512 MiB.
const (
	maxSteps   = 20_000_000 // values that are read
	maxObjects = 500_000
	maxStream  = 16 << 20  // bytes of one decoded stream
	maxDecoded = 256 << 20 // bytes of all decoded streams
)

var (
	errTooMuch   = errors.New("the PDF is too large or too deep to be read; save its text as a file")
	errBroken    = errors.New("the PDF is broken; save its text as a file")
	errEncrypted = errors.New("the PDF is encrypted with a password; save it without one")
)

// file finds the objects of a PDF by their headings rather than by its
// cross-reference table, which is often wrong.
type file struct {
	bytes   []byte
	steps   int
	decoded int // bytes that may still be decoded
	objects map[int]place
	trailer dict
	key     *key // nil: not encrypted
	depth   int  // of references that are being resolved
	packs   map[int][]byte
}

// place is where an object stands: in the file, or in a stream of objects.
type place struct {
	at         int // byte of the file, of the object or of the stream that holds it
	generation int
	pack       int // number of the stream; 0: in the file itself
	offset     int // byte in the decoded stream
}

var heading = regexp.MustCompile(`(\d{1,10})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj`)

func open(text []byte) (*file, error) {
	f := &file{bytes: text, steps: maxSteps, decoded: maxDecoded, objects: map[int]place{}, packs: map[int][]byte{}}
	var packs []int
	for _, m := range heading.FindAllSubmatchIndex(text, maxObjects) {
		n, _ := strconv.Atoi(string(text[m[2]:m[3]]))
		generation, _ := strconv.Atoi(string(text[m[4]:m[5]]))
		if n > 0 {
			f.objects[n] = place{at: m[1], generation: generation}
		}
	}
	f.readTrailers()
	numbers := make([]int, 0, len(f.objects))
	for n := range f.objects {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		at := f.objects[n].at
		if head := text[at:min(len(text), at+2048)]; bytes.Contains(head, []byte("XRef")) {
			if s, ok := f.resolve(ref{n, 0}).(stream); ok && s.dict["Type"] == name("XRef") {
				f.addTrailer(s.dict)
			}
		} else if bytes.Contains(head, []byte("ObjStm")) {
			packs = append(packs, n)
		}
	}
	if err := f.decrypt(); err != nil {
		return nil, err
	}
	slices.SortFunc(packs, func(a, b int) int { return f.objects[a].at - f.objects[b].at })
	for _, n := range packs {
		f.unpack(n)
	}
	if f.trailer["Root"] == nil {
		for _, n := range numbers {
			if d, ok := f.resolve(ref{n, 0}).(dict); ok && d["Type"] == name("Catalog") {
				f.trailer["Root"] = ref{n, 0}
			}
		}
	}
	return f, nil
}

func (f *file) lexer(text []byte, at int) *lexer {
	return &lexer{text: text, at: at, steps: &f.steps, refs: true}
}

// readTrailers merges the trailers of all revisions; a later one wins.
func (f *file) readTrailers() {
	f.trailer = dict{}
	for at := 0; ; {
		n := bytes.Index(f.bytes[at:], []byte("trailer"))
		if n < 0 {
			return
		}
		at += n + len("trailer")
		if v, _ := f.lexer(f.bytes, at).next(); v != nil {
			if d, ok := v.(dict); ok {
				f.addTrailer(d)
			}
		}
	}
}

func (f *file) addTrailer(d dict) {
	for _, k := range []name{"Root", "Encrypt", "ID", "Info"} {
		if d[k] != nil {
			f.trailer[k] = d[k]
		}
	}
}

// unpack enters the objects that stand in a stream of objects, unless a later
// revision of the file has written them again.
func (f *file) unpack(n int) {
	s, ok := f.resolve(ref{n, 0}).(stream)
	if !ok || s.dict["Type"] != name("ObjStm") {
		return
	}
	data, err := f.decode(s)
	if err != nil {
		return
	}
	f.packs[n] = data
	first, count := int(f.number(s.dict["First"])), int(f.number(s.dict["N"]))
	l := f.lexer(data, 0)
	l.refs = false
	for i := 0; i < count && len(f.objects) < maxObjects; i++ {
		number, ok1 := l.next()
		offset, ok2 := l.next()
		id, isID := number.(float64)
		off, isOffset := offset.(float64)
		if !ok1 || !ok2 || !isID || !isOffset {
			return
		}
		at := f.objects[n].at
		if old, known := f.objects[int(id)]; known && old.at > at || first+int(off) > len(data) || first+int(off) < 0 {
			continue
		}
		f.objects[int(id)] = place{at: at, pack: n, offset: first + int(off)}
	}
}

const maxReferences = 32 // that lead to each other

// resolve follows references. What cannot be found is nil.
func (f *file) resolve(v value) value {
	r, ok := v.(ref)
	if !ok {
		return v
	}
	if f.depth++; f.depth > maxReferences {
		panic(errTooMuch)
	}
	defer func() { f.depth-- }()
	p, known := f.objects[r.number]
	if !known {
		return nil
	}
	if p.pack != 0 {
		got, _ := f.lexer(f.packs[p.pack], p.offset).next()
		return f.resolve(notOperator(got))
	}
	r.generation = p.generation
	l := f.lexer(f.bytes, p.at)
	got, _ := l.next()
	d, isDict := got.(dict)
	if !isDict {
		return f.resolve(f.plain(notOperator(got), r))
	}
	l.skipBlanks()
	if !bytes.HasPrefix(f.bytes[l.at:], []byte("stream")) {
		return f.plain(d, r)
	}
	at := l.at + len("stream")
	if at < len(f.bytes) && f.bytes[at] == '\r' {
		at++
	}
	if at < len(f.bytes) && f.bytes[at] == '\n' {
		at++
	}
	return stream{dict: d, data: f.bytes[at:f.streamEnd(d, at)], ref: r}
}

// streamEnd trusts Length only when the stream ends there.
func (f *file) streamEnd(d dict, at int) int {
	if n := int(f.number(d["Length"])); n >= 0 && n <= len(f.bytes)-at {
		if tail := bytes.TrimLeft(f.bytes[at+n:min(len(f.bytes), at+n+20)], "\r\n \t"); bytes.HasPrefix(tail, []byte("endstream")) {
			return at + n
		}
	}
	n := bytes.Index(f.bytes[at:], []byte("endstream"))
	if n < 0 {
		return len(f.bytes)
	}
	f.steps -= n >> 8 // searching costs too
	return at + n
}

func notOperator(v value) value {
	if _, is := v.(operator); is {
		return nil
	}
	return v
}

func (f *file) dict(v value) dict {
	switch v := f.resolve(v).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v value) array {
	a, _ := f.resolve(v).(array)
	return a
}

func (f *file) number(v value) float64 {
	n, _ := f.resolve(v).(float64)
	return n
}

func (f *file) name(v value) name {
	n, _ := f.resolve(v).(name)
	return n
}
