// Package document reads the text, the tables, the title and the day of a
// file, and knows for each part of the text which bytes of the file it stands
// for. It judges by form alone: what words mean is known further on.
package document

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxFile is how many bytes a file may have.
const MaxFile = 32 << 20

const maxText = 4 << 20 // bytes of the clean text

// A Document is what a file says to its reader, and where each part of it
// stands in the file. Memory stays below 20 times the file, a PDF excepted.
type Document struct {
	Text      string  // UTF-8 with LF line ends; blocks are separated by blank lines, the cells of a table in HTML by tabs
	Title     string  // as the file states it; "" none
	Published string  // day that the file states for itself, as 2018-11-14; "" none
	Tables    []Table // in order of their place in Text; with figures, for text that is merely laid out in cells is none
	PDF       bool    // offsets count in Text, for the bytes of a PDF show nothing to a reader

	origin  origin // in the decoded file
	decoded origin // of that in the file
}

// A Table is a grid of cells. It stands in Text, so running text is what lies
// outside all tables.
type Table struct {
	Start, End int // bytes of Text, its heading included
	Rows       [][]Cell
	Heads      int // how many of the first rows are heading
}

// A Cell is one cell that is not empty. From and To are where its column begins
// and ends, in columns of an HTML table or characters of a text: cells of two
// rows belong to one column when the extents overlap.
type Cell struct {
	Text       string // in one line
	Start, End int    // bytes of the document's Text
	From, To   float64
}

// Meets reports cells that share a part of a column.
func (c Cell) Meets(d Cell) bool { return c.From < d.To && d.From < c.To }

// Read returns the text of a file, whose form (text, HTML or PDF) is told by
// its content. It fails for a file that holds no text that can be read, and
// for one that is too large.
func Read(file []byte) (*Document, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("the file has %d bytes and at most %d are read; cut out the part that matters", len(file), MaxFile)
	}
	read := readText
	switch {
	case isPDF(file):
		read = readPDF
	case isBinary(file):
		return nil, errors.New("the file is neither text, HTML nor PDF; save it as one of them")
	case isHTML(file):
		read = readHTML
	}
	d, err := read(file)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Text) == "" {
		return nil, errors.New("the file holds no text; a scan must go through text recognition first")
	}
	if d.Published == "" {
		d.Published = dateline(d.Text)
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

func readText(file []byte) (*Document, error) {
	raw, err := decode(file)
	if err != nil {
		return nil, err
	}
	b := newBuilder(raw.text)
	for at := 0; at < len(raw.text) && len(b.text) <= maxText; {
		s, n := "", plain(raw.text[at:], false)
		if n > 0 {
			s = string(raw.text[at : at+n])
		} else {
			s, n = clean(raw.text[at:])
		}
		b.add(s, at, at+n)
		at += n
	}
	if len(b.text) > maxText {
		return nil, errTooLong
	}
	d := &Document{Text: string(b.text), origin: b.origin, decoded: raw.origin}
	d.Title = firstLine(d.Text)
	d.Tables = findTables(d.Text, nil)
	return d, nil
}

var errTooLong = fmt.Errorf("the file has more than %d bytes of text; cut out the part that matters", maxText)

// firstLine returns the first line when it can be a title: it ends no
// sentence, and is short or stands by itself. One that is as long as the next, or
// that goes on in small letters, was broken for its length.
func firstLine(text string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	next, _, _ := strings.Cut(rest, "\n")
	if len(line) > 200 || len(line) > 80 && strings.TrimSpace(next) != "" || endsSentence(line) || isBroken(line, next) {
		return ""
	}
	return Squeeze(line)
}

// isBroken reports a line that may go on in the next.
func isBroken(line, next string) bool {
	next = strings.TrimLeft(next, " \t")
	word, _, _ := strings.Cut(next, " ")
	first, _ := utf8.DecodeRuneInString(word)
	wide := Columns(line) + min(Columns(word), 12)
	return unicode.IsLower(first) || word != "" && wide >= 50 && wide >= Columns(next)
}

// endsSentence reports a full stop at the end.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " ")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。")
}

// Squeeze puts the words of s in one line. What is in one line already is
// returned as it is.
func Squeeze(s string) string {
	if !strings.ContainsAny(s, "\t\n\r\f") && !strings.Contains(s, "  ") && s == strings.TrimSpace(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

//go:embed dateline.txt
var datelineFile string

// datelines are the lines of dateline.txt as patterns: BESIDE and DAY stand for
// the parts that it gives before them.
var datelines = sync.OnceValue(func() (out []*regexp.Regexp) {
	var parts []string
	for l := range strings.Lines(datelineFile) {
		kind, form, _ := strings.Cut(strings.TrimSpace(l), " ")
		form = strings.NewReplacer(parts...).Replace(form)
		switch kind {
		case "#", "":
		case "line":
			out = append(out, regexp.MustCompile("(?i)^"+form))
		default:
			parts = append(parts, kind, "(?:"+form+")")
		}
	}
	return out
})

// dateline returns the day that one of the first lines gives as that of the
// text: the line is nothing but the date, or begins the text as agencies do.
func dateline(text string) string {
	for i, l := range slices.Collect(strings.SplitSeq(text[:min(len(text), 8000)], "\n")) {
		if l = strings.TrimSpace(l); i > 50 || len(l) > 500 {
			continue
		}
		for _, form := range datelines() {
			m := form.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			part := func(name string) string { return m[form.SubexpIndex(name)] }
			month := part("m")
			t, err := time.Parse("2006 1 2", part("y")+" "+month+" "+part("d"))
			if err != nil {
				t, err = time.Parse("2006 Jan 2", part("y")+" "+month[:min(3, len(month))]+" "+part("d"))
			}
			if err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
				return t.Format(time.DateOnly)
			}
		}
	}
	return ""
}
