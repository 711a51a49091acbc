package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

type cellKind int

const (
	labelCell   cellKind = iota
	figureCell           // a number, perhaps with a sign, a currency, a unit
	missingCell          // a dash, n/a
)

var (
	figureForm = regexp.MustCompile(`^[\p{Sc}\p{Sm}\p{Lu}~±≈(\[ +–-]{0,6}(\d+(?:[.,'’ ]\d+)*)((?:\s?[\p{L}%+]+\.?\d*){0,3})[)\] %]*(?:[\[(]\d{1,2}[\])]|\*{1,3}|[†‡])?$`)
	yearForm   = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dateForm   = regexp.MustCompile(`^(?:[QH][1-4][ ’'/-]*\d{2,4}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?)$`)
	absent     = setOf("- -- --- – — –% —% -% .. ... … n/a N/A n.a. n/m nm na nil")
)

// kindOf tells a figure from other text by its form. A year, and a number that
// can be a day or a month before letters ("30 September", "9月"), are labels.
func kindOf(text string) cellKind {
	switch text = strings.TrimSpace(text); {
	case absent[text]:
		return missingCell
	case len(text) >= 40 || !strings.ContainsAny(text, "0123456789") || dateForm.MatchString(text):
		return labelCell
	}
	m := figureForm.FindStringSubmatch(text)
	if m == nil {
		return labelCell
	}
	lettered := strings.ContainsFunc(m[2], unicode.IsLetter)
	if lettered && (yearForm.MatchString(m[1]) || len(m[1]) <= 2 && m[1] <= "31") {
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
			if last+1 < len(block) && block[last+1].continues() {
				last++
			}
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
		l := cutLine(strings.TrimSuffix(raw, "\n"), at, spans)
		if at += len(raw); l.isProse() {
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
	return len(row) == 1 && (len(row[0].Text) > 80 || strings.Count(row[0].Text, " ") > 9 || endsSentence(row[0].Text) ||
		strings.HasSuffix(row[0].Text, ":") && len(row[0].Text) > 60)
}

// continues reports the second line of a label.
func (l line) continues() bool {
	if len(l.cells) != 1 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(l.cells[0].Text)
	return (unicode.IsLower(r) || r == '(' || r == '&') && len(l.cells[0].Text) < 60 && !endsSentence(l.cells[0].Text)
}
