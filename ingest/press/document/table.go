package document

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"headstart/ingest/press/words"
)

type cellKind int

const (
	labelCell   cellKind = iota
	figureCell           // a number, perhaps with a sign, a currency, a unit
	missingCell          // a dash, n/a
)

var (
	figureForm = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[\p{Sc}\p{Sm}\p{Lu}~±≈(\[ +–-]{0,6}(\d+(?:[.,'’ ]\d+)*)((?:\s?[\p{L}%+]+\.?(?:\d+(?:[.,]\d+)*)?){0,3})[)\] %]*(?:[\[(]\d{1,2}[\])]|\*{1,3}|[†‡])?$`)
	})
	yearForm = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dateForm = regexp.MustCompile(`^(?:(?:[QH][1-4]|[1-4][QH])[ ’'/-]*\d{2,4}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?)$`)
	absent   = setOf("- -- --- – — –% —% -% .. ... … n/a N/A n.a. n/m nm na nil")
)

// kindOf tells a figure from other text by its form. A year, and a number that
// can be a day or a month before letters ("30 September", "9月"), are labels; before
// a scale ("30 million") it is a figure.
func kindOf(text string) cellKind {
	switch text = strings.TrimSpace(text); {
	case absent[text]:
		return missingCell
	case len(text) >= 40 || !strings.ContainsAny(text, "0123456789") || dateForm.MatchString(text):
		return labelCell
	}
	m := figureForm().FindStringSubmatch(text)
	if m == nil {
		return labelCell
	}
	lettered := strings.ContainsFunc(m[2], unicode.IsLetter)
	if lettered && !words.IsScale(m[2]) && (yearForm.MatchString(m[1]) || len(m[1]) <= 2 && m[1] <= "31") {
		return labelCell
	}
	return figureCell
}

const (
	maxCells  = 200_000 // of all tables of a file; what is beyond them is read as running text
	maxLabels = 3       // columns of labels that a row can begin with
)

// isData reports a row of a table: labels, then figures, to the end unless the
// cells are ruled. A rank may stand before them, and a year is the label of
// its row.
func (l line) isData() bool {
	row := l.cells
	if len(row) > 2 && len(row[0].Text) <= 3 && kindOf(row[0].Text) == figureCell && kindOf(row[1].Text) == labelCell {
		row = row[1:]
	}
	if len(row) < 2 {
		return false
	}
	labels, figures, years := 0, 0, 0
	for i, c := range row {
		kind := kindOf(c.Text)
		if yearForm.MatchString(c.Text) {
			if years++; i == 0 {
				kind = labelCell
			}
		}
		switch {
		case kind == figureCell:
			figures++
		case kind == labelCell && i == labels && labels < maxLabels:
			labels++
		case kind == labelCell && !l.ruled:
			return false
		}
	}
	return labels > 0 && figures > 0 && (years < figures || years == 1 && kindOf(row[0].Text) == figureCell)
}

// How far a table in a text reaches: over how many lines without a row it goes
// on, and how many lines above its first row can be its heading.
const (
	maxPause   = 4
	maxHeading = 12
)

// findTables returns the tables of a text of fixed width or of cells between
// tabs or bars, in order. spans are the columns of cells that take more than
// one.
func findTables(text string, spans map[int]int) []Table {
	var out []Table
	var block []line // lines that are no running text
	first, last, cells := -1, -1, 0
	flush := func() {
		if last >= 0 {
			var t Table
			for i, l := range block[:last+1] {
				if len(l.cells) == 0 || i < first-maxHeading {
					continue
				}
				if t.Rows = append(t.Rows, l.cells); i < first {
					t.Heads++
				}
			}
			t.Start, t.End = t.Rows[0][0].Start, block[last].end
			out = append(out, t)
		}
		block, first, last = block[:0:0], -1, -1
	}
	at := 0
	for raw := range strings.Lines(text) {
		s := strings.TrimSuffix(raw, "\n")
		prose := endsSentence(s) && !strings.ContainsAny(s, "\t|") && !strings.Contains(s, "  ") // which is most of it
		var l line
		if !prose {
			l = cutLine(s, at, spans)
		}
		if at += len(raw); prose || l.isProse() {
			flush()
			continue
		}
		block = append(block, l)
		switch {
		case l.isData():
			if last = len(block) - 1; first < 0 {
				first = last
			}
			cells += len(l.cells)
		case last >= 0 && len(block)-last > maxPause:
			rest := block[last+1:]
			flush()
			block = append(block, rest...)
		case last < 0 && len(block) > 4*maxHeading:
			block = append(block[:0], block[len(block)-maxHeading:]...)
		}
		if cells > maxCells {
			break
		}
	}
	flush()
	return out
}

// isProse reports a line of running text.
func (l line) isProse() bool {
	row := l.cells
	return len(row) == 1 && (Columns(row[0].Text) > 80 || strings.Count(row[0].Text, " ") > 9 || endsSentence(row[0].Text) ||
		strings.HasSuffix(row[0].Text, ":") && Columns(row[0].Text) > 60)
}

// line is one line of a text, cut where two blanks, a tab or a bar stand.
type line struct {
	end   int // bytes of the text
	cells []Cell
	ruled bool // cut at tabs or bars: columns are counted, not measured
}

// figureMarks part a label from the one figure of its line: January 2012 — 34.2
var figureMarks = []string{" — ", " – ", " - ", ": ", "："}

// maxLine is the longest line, in bytes, that can be a row of a table.
const maxLine = 2000

func cutLine(s string, start int, spans map[int]int) line {
	l := line{end: start + len(s)}
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return l
	}
	if len(s) > maxLine {
		l.cells = []Cell{{Text: Squeeze(s), Start: start, End: l.end, To: float64(len(s))}}
		return l
	}
	mark := "\t"
	if label, figure, barred := strings.Cut(trimmed, "|"); barred && (strings.Contains(figure, "|") || kindOf(label) == labelCell && kindOf(figure) == figureCell) {
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
	for _, mark := range figureMarks {
		if label, figure, ok := strings.Cut(s, mark); ok && !endsSentence(s) && !strings.Contains(label, ". ") && kindOf(figure) == figureCell {
			s = label + strings.Repeat(" ", len(mark)) + figure
			break
		}
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
	l.cells = append(l.cells, Cell{Squeeze(text), from, from + len(text), float64(x0), float64(x1)})
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
	case r < 0x300:
		return 1
	case r >= 0x30a0 && r <= 0x30ff, r >= 0x4e00 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
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
