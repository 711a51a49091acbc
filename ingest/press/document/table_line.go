package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// line is one line of a text, cut where two blanks, a tab or a bar stand.
type line struct {
	end   int // bytes of the text
	cells []Cell
	ruled bool // cut at tabs or bars: columns are counted, not measured
}

// dashForm parts a label from the one figure of its line.
var dashForm = regexp.MustCompile(` [—–-] |: `)

// maxLine is the longest line, in bytes, that can be a row of a table.
const maxLine = 2000

func cutLine(s string, start int, spans map[int]int) line {
	l := line{end: start + len(s)}
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return l
	}
	if at := dashForm.FindStringIndex(s); at != nil && !endsSentence(s) && kindOf(s[at[1]:]) == figureCell { // January 2012 — 34.2
		s = s[:at[0]] + strings.Repeat(" ", at[1]-at[0]) + s[at[1]:]
	}
	if len(s) > maxLine {
		l.cells = []Cell{{Text: s, Start: start, End: l.end, To: float64(len(s))}}
		return l
	}
	mark := "\t"
	if strings.Count(trimmed, "|") > 1 {
		mark = "|"
	}
	if strings.Contains(s, mark) {
		l.ruled = true
		at, x := 0, 0
		for field := range strings.SplitSeq(s, mark) {
			l.add(s, start, at, at+len(field), x, x+1)
			if n := len(l.cells); n > 0 {
				l.cells[n-1].To = max(l.cells[n-1].To, l.cells[n-1].From+float64(spans[l.cells[n-1].Start]))
			}
			at += len(field) + 1
			x++
		}
		return l
	}
	column, from, x0, blanks := 0, -1, 0, 2
	for at, r := range s {
		switch {
		case r == ' ' || r == '\t':
			if blanks++; blanks == 2 && from >= 0 {
				l.add(s, start, from, at-1, x0, column-1)
				from = -1
			}
		case from < 0:
			from, x0, blanks = at, column, 0
		default:
			blanks = 0
		}
		column += Columns(string(r))
	}
	if from >= 0 {
		l.add(s, start, from, len(s), x0, column)
	}
	return l
}

// add appends the part s[from:to] unless it is empty or a rule.
func (l *line) add(s string, start, from, to, x0, x1 int) {
	part := s[from:to]
	text := strings.TrimSpace(part)
	if text == "" || len(text) > 2 && strings.Trim(text, "-=_+:| ") == "" || from > 0 && absent[text] {
		return
	}
	from += start + len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	l.cells = append(l.cells, Cell{squeeze(text), from, from + len(text), float64(x0), float64(x1)})
}

// Columns is the room that a text takes in a line of fixed width: two columns for
// a wide character, none for a mark upon one.
func Columns(s string) (n int) {
	for _, r := range s {
		n++
		if r < utf8.RuneSelf {
			continue
		}
		switch kind := width.LookupRune(r).Kind(); {
		case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
			n++
		case unicode.Is(unicode.Mn, r):
			n--
		}
	}
	return n
}
