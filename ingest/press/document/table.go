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
	dateForm   = regexp.MustCompile(`^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?)$`)
	absentForm = regexp.MustCompile(`^(?:[-–—]{1,3} ?%?|\.{2,3}|…|(?i:n\.?/?[am]\.?|nil))$`)
)

// kindOf tells a figure from other text by its form. A year, and a number that
// can be a day or a month before letters ("30 September", "9月"), are labels.
func kindOf(text string) cellKind {
	switch text = strings.TrimSpace(text); {
	case absentForm.MatchString(text):
		return missingCell
	case len(text) == 0 || len(text) >= 40 || dateForm.MatchString(text):
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
// tabs or bars, in order. It cuts each line when it gets there, and keeps a
// few. spans are the columns of cells that take more than one.
func findTables(text string, spans map[int]int) []Table {
	var out []Table
	var above []line // since the last table
	cells := 0
	next := func(at int) (line, int) {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		return cutLine(text[at:at+n], at, spans), at + n + 1
	}
	for at := 0; at < len(text) && cells < maxCells; {
		l, after := next(at)
		at = after
		if !l.isData() {
			if above = append(above, l); len(above) > 2*maxHeading {
				above = append(above[:0], above[len(above)-maxHeading:]...)
			}
			continue
		}
		rows := append(headingOf(above), l.cells)
		t := Table{Heads: len(rows) - 1, Start: rows[0][0].Start, End: l.end}
		above = above[:0]
		var between []line // lines between rows belong to the table only if a row follows
		for look := at; look < len(text) && len(between) < maxPause && cells < maxCells; {
			var m line
			m, look = next(look)
			goesOn := len(between) == 0 && len(m.cells) == 1 && continues(m.cells[0].Text) // the second line of a label
			if goesOn || m.isData() && m.ruled == l.ruled {
				for _, b := range append(between, m) {
					rows = appendRow(rows, b.cells)
					cells += len(b.cells)
				}
				between, t.End, at = between[:0], m.end, look
			} else if m.isProse() {
				break
			} else {
				between = append(between, m)
			}
		}
		t.Rows = rows
		out = append(out, t)
	}
	return out
}

func appendRow(rows [][]Cell, cells []Cell) [][]Cell {
	if len(cells) == 0 {
		return rows
	}
	return append(rows, cells)
}

// headingOf returns the rows of the heading below a paragraph: short lines.
func headingOf(above []line) [][]Cell {
	first := len(above)
	for first > max(0, len(above)-maxHeading) && !above[first-1].isProse() {
		first--
	}
	var rows [][]Cell
	for _, l := range above[first:] {
		rows = appendRow(rows, l.cells)
	}
	return rows
}

// isProse reports a line of running text.
func (l line) isProse() bool {
	row := l.cells
	return len(row) == 1 && (len(row[0].Text) > 80 || strings.Count(row[0].Text, " ") > 9 || endsSentence(row[0].Text) ||
		strings.HasSuffix(row[0].Text, ":") && len(row[0].Text) > 60)
}

// continues reports a label that goes on from the line before.
func continues(label string) bool {
	r, _ := utf8.DecodeRuneInString(label)
	return (unicode.IsLower(r) || r == '(' || r == '&') && len(label) < 60 && !endsSentence(label)
}
