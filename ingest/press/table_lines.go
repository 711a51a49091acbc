package press

import (
	"regexp"
	"strings"
)

// cellPerLine reads a table that was written with one cell on each line: the
// headings of its columns, then for each row a label and as many figures as
// there are headings. It returns the table whose headings start at lines[i]
// and the index of its last line, which is -1 when there is none.
//
// The columns of such a table are numbered from 1; labels are column 0.
func cellPerLine(lines []line, done, i int) (table, int) {
	if isHeading(lines, i) == 0 {
		return table{}, -1
	}
	var headings row
	k := i
	for k < len(lines) && len(headings) < maxHeading {
		n := isHeading(lines, k)
		if n == 0 {
			break
		}
		headings = append(headings, join(lines[k:k+n]))
		k = next(lines, k+n)
	}
	if len(headings) < 2 {
		return table{}, -1
	}
	first := headingOf(lines, done, i)
	t := table{start: lines[first].start}
	for _, l := range lines[first:i] {
		if len(l.parts) > 0 {
			t.rows = append(t.rows, row{l.parts[0]})
		}
	}
	for n := range headings {
		headings[n].x0, headings[n].x1 = float64(n+1), float64(n+2)
	}
	t.rows = append(t.rows, headings)
	if k < len(lines) && len(lines[k].parts) == 1 { // the unit may stand below the headings
		if scale, _, _ := scaleIn(lines[k].parts[0].text); scale != 0 && strings.HasPrefix(lines[k].parts[0].text, "(") {
			t.rows = append(t.rows, row{lines[k].parts[0]})
			k = next(lines, k+1)
		}
	}
	last := -1
	for k < len(lines) {
		r, after := rowPerLine(lines, k, len(headings))
		if r == nil {
			break
		}
		t.rows = append(t.rows, r)
		last = after - 1
		k = next(lines, after)
	}
	if last < 0 {
		return table{}, -1
	}
	t.end = lines[last].end
	return t, last
}

// isHeading returns how many lines from k on make one heading of a column: a
// period, or a change from one. 0: none.
func isHeading(lines []line, k int) int {
	text := ""
	for n := 1; n <= 3 && k+n <= len(lines); n++ {
		parts := lines[k+n-1].parts
		if len(parts) != 1 || len(parts[0].text) > 60 {
			return 0
		}
		if !headingMark.MatchString(parts[0].text) {
			return 0
		}
		text = strings.TrimSpace(text + " " + parts[0].text)
		if headsColumn(text) {
			return n
		}
		if !headingPart.MatchString(parts[0].text) {
			return 0
		}
	}
	return 0
}

// headingMark is in every line of a heading: a year, a month, a quarter or a
// change. It saves a closer look at most lines.
var headingMark = regexp.MustCompile(`(?i)\d{4}|\dq|q\d|quarter|year|month|as (?:at|of)|change|growth|yoy|qoq|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[年月季比动動]|분기|증감|増減`)

// headingPart is a line that the heading of a column can begin with.
var headingPart = regexp.MustCompile(`(?i)^(?:as (?:at|of)(?: the)?|(?:for )?the (?:three|six|nine) months|(?:three|six|nine|twelve) months ended|(?:quarter|year|month)s? ended|(?:as (?:at|of) )?\d{1,2} (?:` + monthNames + `)|(?:as (?:at|of) )?(?:` + monthNames + `)(?: \d{1,2})?,?|(?:year|quarter|month)s?-?(?:on|over)?-?|(?:on|over)-(?:year|quarter|month))$`)

// join makes one cell of lines that hold one part each.
func join(lines []line) cell {
	c := lines[0].parts[0]
	for _, l := range lines[1:] {
		c.text += " " + l.parts[0].text
		c.end = l.end
	}
	return c
}

// next skips blank lines.
func next(lines []line, k int) int {
	for k < len(lines) && len(lines[k].parts) == 0 {
		k++
	}
	return k
}

// rowPerLine reads a label and n figures, each on a line. The row is nil when
// they are not there; after is the line behind it.
func rowPerLine(lines []line, k, n int) (r row, after int) {
	for k < len(lines) && len(r) <= n {
		if len(lines[k].parts) == 0 {
			k++
			continue
		}
		c := lines[k].parts[0]
		kind := kindOf(c.text)
		if len(lines[k].parts) != 1 || (kind == labelCell) != (len(r) == 0) || kind == emptyCell {
			return nil, k
		}
		c.x0, c.x1 = float64(len(r)), float64(len(r)+1)
		r = append(r, c)
		k++
	}
	if len(r) != n+1 {
		return nil, k
	}
	return r, k
}
