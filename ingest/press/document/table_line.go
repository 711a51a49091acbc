package document

import (
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

// figureMarks part a label from the one figure of its line: January 2012 — 34.2
var figureMarks = []string{" — ", " – ", " - ", ": "}

// maxLine is the longest line, in bytes, that can be a row of a table.
const maxLine = 2000

func cutLine(s string, start int, spans map[int]int) line {
	l := line{end: start + len(s)}
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return l
	}
	for _, mark := range figureMarks {
		if label, figure, ok := strings.Cut(s, mark); ok && !endsSentence(s) && kindOf(figure) == figureCell {
			s = label + strings.Repeat(" ", len(mark)) + figure
			break
		}
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
		column += wide(r)
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

// Columns is the room that a text takes in a line of fixed width.
func Columns(s string) (n int) {
	for _, r := range s {
		n += wide(r)
	}
	return n
}

// wide is two for a wide character and none for a mark upon one.
func wide(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		return 1
	case r >= 0x4e00 && r <= 0x9fff:
		return 2
	}
	switch kind := width.LookupRune(r).Kind(); {
	case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
		return 2
	case unicode.Is(unicode.Mn, r):
		return 0
	}
	return 1
}
