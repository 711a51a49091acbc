package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// MaxFile is how many bytes a file may have. Memory for one stays below about
// 40 times its size and below 1 GiB.
const MaxFile = 32 << 20

const maxText = 4 << 20 // bytes of the clean text

// document is the clean text of a file and where each part of it stands.
type document struct {
	form string // text, html or pdf
	// text is UTF-8 with LF line ends. Blocks are separated by blank lines,
	// the cells of a table in HTML by tabs.
	text string
	// file is what offsets count in: the bytes that were given, but for a PDF
	// the text itself, for the bytes of a PDF show nothing to a reader.
	file []byte
	// tables hold figures; text that is merely laid out as a table is none.
	tables    []table
	title     string // "" when there is none
	published string // day as 2018-11-14 that the document gives for itself; ""
	runs      []stretch
}

// parse reads a file, whose form is told by its content. It fails for a file
// that holds no text that can be read, and says why.
func parse(file []byte) (*document, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("the file has %d bytes and at most %d are read; cut out the part that matters", len(file), MaxFile)
	}
	var d *document
	var err error
	switch {
	case isPDF(file):
		d, err = parsePDF(file)
	case isBinary(file):
		return nil, errors.New("the file is neither text, HTML nor PDF; save it as one of them")
	case isHTML(file):
		d, err = parseHTML(file)
	default:
		d, err = parseText(file)
	}
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.text) == "" {
		return nil, errors.New("the file holds no text; a scan must go through text recognition first")
	}
	return d, nil
}

func isPDF(file []byte) bool {
	return bytes.Contains(file[:min(len(file), 1024)], []byte("%PDF-"))
}

// isBinary looks for NUL, which no text has but UTF-16 with its mark.
func isBinary(file []byte) bool {
	if bytes.HasPrefix(file, []byte("\xff\xfe")) || bytes.HasPrefix(file, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(file[:min(len(file), 64<<10)], 0) >= 0
}

var tagForm = regexp.MustCompile(`(?i)</?(?:html|head|body|meta|title|p|div|table|tr|t[dh]|span|br|h[1-6]|[uo]l|li|a|b|font|article|section|document)(?:\s[^<>]*)?/?>|<!doctype html`)

// isHTML asks for two tags near the start: a text may speak of one.
func isHTML(file []byte) bool {
	head := bytes.ReplaceAll(file[:min(len(file), 16<<10)], []byte{0}, nil) // UTF-16
	return len(tagForm.FindAllIndex(head, 2)) == 2
}

func parseText(file []byte) (*document, error) {
	raw, err := decode(file)
	if err != nil {
		return nil, err
	}
	var b builder
	for at, n := 0, 0; at < len(raw.text); at += n {
		var s string
		s, n = clean(raw.text[at:])
		if s == "\f" {
			s = "\n\n"
		}
		b.add(s, raw, at, n)
		if len(b.text) > maxText {
			return nil, errTooLong
		}
	}
	d := &document{form: "text", text: string(b.text), file: file, runs: b.runs}
	d.title = firstLine(d.text)
	d.published = dateline(d.text)
	lines := textLines(d.text)
	d.tables = findTables(d.text, lines)
	return d, nil
}

var errTooLong = fmt.Errorf("the file has more than %d bytes of text; cut out the part that matters", maxText)

// firstLine returns the first line when it can be a title: it ends no
// sentence, and is short or stands by itself.
func firstLine(text string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = squeeze(line)
	next, _, _ := strings.Cut(rest, "\n")
	if len(line) > 200 || len(line) > 80 && strings.TrimSpace(next) != "" || strings.HasSuffix(line, ".") || strings.HasSuffix(line, "。") {
		return ""
	}
	return line
}

// longCell is the length from which on a cell of a table is read as text, too.
const longCell = 120

// prose returns the stretches of the text outside tables, in order, as pairs
// of offsets.
func (d *document) prose() [][2]int {
	var out [][2]int
	at := 0
	for _, t := range d.tables {
		if t.start > at {
			out = append(out, [2]int{at, t.start})
		}
		for _, cells := range t.rows {
			for _, c := range cells {
				if c.end-c.start > longCell {
					out = append(out, [2]int{c.start, c.end})
				}
			}
		}
		at = max(at, t.end)
	}
	if at < len(d.text) {
		out = append(out, [2]int{at, len(d.text)})
	}
	return out
}

// span returns the bytes [first, last) of d.file that d.text[start:end] stands
// for, from its first visible character to its last.
func (d *document) span(start, end int) (first, last int) {
	if d.form == "pdf" {
		return start, end
	}
	at := func(i int) int {
		return sort.Search(len(d.runs), func(k int) bool { return d.runs[k].text > i }) - 1
	}
	i, j := at(start), at(end-1)
	if start >= end || i < 0 {
		return 0, 0
	}
	for i < j && d.runs[i].in == 0 {
		i++
		start = d.runs[i].text
	}
	for j > i && d.runs[j].in == 0 {
		j--
		end = d.runs[j].text + d.runs[j].n
	}
	first, _ = d.runs[i].unit(start)
	_, last = d.runs[j].unit(end - 1)
	return first, last
}

// stretch says that n bytes of text from offset text stand for bytes of the file
// from offset file, in units of out bytes of text for in bytes of file. in is
// 0 for text that is not in the file.
type stretch struct {
	text, file, n int
	out, in       uint16
}

// unit returns the bytes of the file of the unit that holds offset i of the
// text.
func (r stretch) unit(i int) (first, last int) {
	k := (i - r.text) / int(r.out)
	return r.file + k*int(r.in), r.file + (k+1)*int(r.in)
}

// builder gathers a text and where it comes from. offsets that are handed to
// it count in the text of another builder, the decoded file.
type builder struct {
	text   []byte
	runs   []stretch
	tables []table
	seen   int // run of the decoded file that was used last
}

// add appends s, which stands for n bytes of from at offset at. Nothing is
// remembered of what is dropped.
func (b *builder) add(s string, from *builder, at, n int) {
	if s == "" {
		return
	}
	first, last := from.origin(at, at+n, &b.seen)
	b.put(s, first, last-first)
}

func (b *builder) insert(s string) {
	file := 0
	if n := len(b.runs); n > 0 {
		last := b.runs[n-1]
		_, file = last.unit(last.text + last.n - 1)
	}
	b.put(s, file, 0)
}

const maxUnit = 1<<16 - 1

func (b *builder) put(s string, file, in int) {
	out := len(s)
	if in = min(in, maxUnit); in == out {
		in, out = 1, 1
	}
	if k := len(b.runs) - 1; k >= 0 {
		last := &b.runs[k]
		if int(last.out) == out && int(last.in) == in && last.file+last.n/out*in == file {
			last.n += len(s)
			b.text = append(b.text, s...)
			return
		}
	}
	b.runs = append(b.runs, stretch{text: len(b.text), file: file, n: len(s), out: uint16(out), in: uint16(in)})
	b.text = append(b.text, s...)
}

// origin returns the bytes of the file behind text[start:end] of a decoded
// file. seen is where the search begins; calls go forward.
func (b *builder) origin(start, end int, seen *int) (first, last int) {
	if len(b.runs) == 0 { // the file itself
		return start, end
	}
	find := func(i int) stretch {
		for *seen+1 < len(b.runs) && b.runs[*seen+1].text <= i {
			*seen++
		}
		for *seen > 0 && b.runs[*seen].text > i {
			*seen--
		}
		return b.runs[*seen]
	}
	first, _ = find(start).unit(start)
	_, last = find(end - 1).unit(end - 1)
	return first, last
}

// take appends what another builder holds and returns the offset of its start.
func (b *builder) take(other *builder) int {
	base := len(b.text)
	b.text = append(b.text, other.text...)
	for _, r := range other.runs {
		r.text += base
		b.runs = append(b.runs, r)
	}
	for _, t := range other.tables {
		b.tables = append(b.tables, t.moved(base))
	}
	return base
}

// cut drops what comes after n bytes of text.
func (b *builder) cut(n int) {
	b.text = b.text[:n]
	for k := len(b.runs) - 1; k >= 0 && b.runs[k].text+b.runs[k].n > n; k-- {
		if b.runs[k].n = n - b.runs[k].text; b.runs[k].n <= 0 {
			b.runs = b.runs[:k]
		}
	}
}

// blank reports white space that carries no meaning of its own.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// squeeze puts the words of s in one line.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

