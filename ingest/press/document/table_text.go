package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// line is one line of a text, cut where two blanks, a tab or a bar stand.
type line struct {
	start, end int
	parts      row
	ruled      bool // cut at tabs or bars: columns are counted, not measured
}

// maxLine is the longest line, in bytes, that can be a row of a table.
const maxLine = 2000

func textLines(text string) []line {
	var out []line
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		out = append(out, cutLine(text[at:at+n], at))
		at += n + 1
	}
	return out
}

func cutLine(s string, start int) line {
	l := line{start: start, end: start + len(s)}
	if len(s) > maxLine {
		l.parts = row{{text: squeeze(s), start: start, end: l.end, x1: float64(len(s))}}
		return l
	}
	trimmed := strings.TrimSpace(s)
	mark := byte('\t')
	if strings.Count(trimmed, "|") > 1 {
		mark = '|'
	}
	if strings.IndexByte(trimmed, mark) >= 0 {
		l.ruled = true
		at, x := 0, 0.0
		for field := range strings.SplitSeq(s, string(mark)) {
			l.add(s, at, at+len(field), x, x+1)
			at += len(field) + 1
			x++
		}
		return l
	}
	column, from, x0, blanks := 0, -1, 0, 2
	for at, r := range s {
		w := columns(r)
		switch {
		case r == ' ' || r == '\t':
			if blanks++; blanks == 2 && from >= 0 {
				l.add(s, from, at-1, float64(x0), float64(column-1))
				from = -1
			}
		case from < 0:
			from, x0, blanks = at, column, 0
		default:
			blanks = 0
		}
		column += w
	}
	if from >= 0 {
		l.add(s, from, len(s), float64(x0), float64(column))
	}
	return l
}

// add appends the part s[from:to] unless it is empty.
func (l *line) add(s string, from, to int, x0, x1 float64) {
	part := s[from:to]
	text := strings.TrimSpace(part)
	if text == "" || strings.Trim(text, "-=_+:| ") == "" && len(text) > 2 { // a rule
		return
	}
	from += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	l.parts = append(l.parts, cell{text: squeeze(text), start: l.start + from, end: l.start + from + len(text), x0: x0, x1: x1})
}

// columns is the room that a character takes in a text of fixed width.
func columns(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return 1
}

// labels returns how many cells at the start of a row are labels, a rank
// before them left out of the row that is returned.
func (r row) labels() (row, int) {
	if len(r) > 2 && kindOf(r[0].text) == figureCell && len(r[0].text) <= 3 && !strings.Contains(r[0].text, "%") && kindOf(r[1].text) == labelCell {
		r = r[1:]
	}
	n := 0
	if len(r) > 1 && isYear(r[0]) && !r.isYears() {
		n = 1 // a table with a row for each year
	}
	for n < len(r) && kindOf(r[n].text) == labelCell {
		n++
	}
	return r, n
}

// maxLabels is how many columns of labels a row can begin with.
const maxLabels = 3

// isData reports a row of a table: labels, then figures to the end.
func (r row) isData() bool {
	r, n := r.labels()
	if n == 0 || n > maxLabels || n == len(r) || len(r[0].text) > 160 || r.isYears() {
		return false
	}
	figures := false
	for _, c := range r[n:] {
		switch kindOf(c.text) {
		case labelCell:
			return false
		case figureCell:
			figures = true
		}
	}
	return figures
}

// isYears reports a row whose figures are all calendar years: a heading.
func (r row) isYears() bool {
	years := 0
	for _, c := range r {
		if kindOf(c.text) != figureCell {
			continue
		}
		if !isYear(c) {
			return false
		}
		years++
	}
	return years > 0
}

func isYear(c cell) bool { return len(c.text) == 4 && c.text >= "1990" && c.text <= "2100" }

// How far a table reaches: over how many lines without a row it goes on, and
// how many lines above its first row can be its heading.
const (
	maxPause   = 4
	maxHeading = 12
)

// findTables returns the tables of a text, in order.
func findTables(text string, lines []line) []table {
	var out []table
	done := 0 // line after the last table
	for i := 0; i < len(lines); i++ {
		if !lines[i].parts.isData() {
			continue
		}
		first := headingOf(lines, done, i)
		last := lastRow(lines, i)
		t := table{start: lines[first].start, end: lines[last].end}
		for k := first; k <= last; k++ {
			if len(lines[k].parts) > 0 {
				t.rows = append(t.rows, lines[k].parts)
			}
		}
		out = append(out, t)
		i, done = last, last+1
	}
	return out
}

// headingOf returns the first line of the heading of the table whose first
// row is lines[i]: short lines, up to the end of a paragraph before them.
func headingOf(lines []line, done, i int) int {
	first := i
	for k := i - 1; k >= done && k >= i-maxHeading; k-- {
		parts := lines[k].parts
		if len(parts) == 0 {
			continue
		}
		if parts.isProse() {
			break
		}
		first = k
	}
	return first
}

// isProse reports a line of running text.
func (r row) isProse() bool {
	return len(r) == 1 && (len(r[0].text) > 80 || strings.Count(r[0].text, " ") > 9 || endsSentence(r[0].text))
}

func endsSentence(s string) bool {
	return strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "etc.") || strings.HasSuffix(s, "。") || strings.HasSuffix(s, ":") && len(s) > 60
}

// lastRow returns the last row of the table whose first row is lines[i].
func lastRow(lines []line, i int) int {
	last := i
	for k := i + 1; k < len(lines) && k-last <= maxPause; k++ {
		parts := lines[k].parts
		if parts.isData() && lines[k].ruled == lines[i].ruled {
			last = k
		} else if parts.isProse() {
			break
		}
	}
	// The second line of a label ends the table.
	if k := last + 1; k < len(lines) && len(lines[k].parts) == 1 && continues(lines[k].parts[0].text) {
		return k
	}
	return last
}

// continues reports a label that goes on from the line before.
func continues(label string) bool {
	r, _ := utf8.DecodeRuneInString(label)
	return (unicode.IsLower(r) || r == '(' || r == '&') && len(label) < 60 && !endsSentence(label)
}
