package document

import (
	"regexp"
	"strings"
)

// A table is a grid of cells. Where columns begin and end is measured in the
// columns of an HTML table, in characters of a text or in points of a page:
// only overlaps count.
type table struct {
	start, end int // bytes of the document's text
	rows       []row
}

type row []cell

type cell struct {
	text       string // in one line
	start, end int    // bytes of the document's text
	x0, x1     float64
}

// moved returns the table as it stands when n bytes come before it.
func (t table) moved(n int) table {
	out := table{start: t.start + n, end: t.end + n, rows: make([]row, len(t.rows))}
	for i, cells := range t.rows {
		for _, c := range cells {
			c.start, c.end = c.start+n, c.end+n
			out.rows[i] = append(out.rows[i], c)
		}
	}
	return out
}

type cellKind int

const (
	emptyCell cellKind = iota
	labelCell
	figureCell  // a number, perhaps with its scale, a currency or a percent sign
	missingCell // n/a, a dash
)

var (
	figureForm  = regexp.MustCompile(`(?i)^(?:us\$|hk\$|nt\$|rmb|[$¥€£₩~<>≈约約+])?\s*[(\[]?\s*[-+–]?\s*(?:[$¥€£₩])?\s*(?:\d{1,3}(?:[,.'’ ]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:[.,]\d+)?(?:\s*(?:percent|pct|%|ppts?|pp|pts?|bps|million|millions|mln|mn|mm|m|billion|bn|b|thousand|k|crore|lakh|百万|百萬|千万|千萬|万|萬|亿|億|만|억|人|户|명|\+))*\s*[)\]]?\s*%?\s*(?:[\[(]\d{1,2}[\])]|\*{1,3}|[†‡])?$`)
	dateForm    = regexp.MustCompile(`^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?)$`)
	missingForm = regexp.MustCompile(`(?i)^(?:n\s*/\s*[am]\.?|n\.a\.?|na|nm|nil|[-–—]{1,3}\s*%?|\.{2,3}|…|不适用|不適用|无|해당없음)$`)
)

func kindOf(text string) cellKind {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return emptyCell
	case missingForm.MatchString(text):
		return missingCell
	case dateForm.MatchString(text):
		return labelCell
	case len(text) < 40 && figureForm.MatchString(text):
		return figureCell
	}
	return labelCell
}

// joined puts back together what HTML puts in cells of their own: the sign
// before a figure, the percent sign or the bracket after it.
func (r row) joined() row {
	var out row
	for _, c := range r {
		n := len(out)
		switch {
		case n > 0 && tailForm.MatchString(c.text) && endsInDigit(out[n-1].text):
			out[n-1].text += c.text
			out[n-1].end, out[n-1].x1 = c.end, c.x1
		case n > 0 && headForm.MatchString(out[n-1].text) && kindOf(c.text) == figureCell:
			c.text = out[n-1].text + c.text
			c.start, c.x0 = out[n-1].start, out[n-1].x0
			out[n-1] = c
		default:
			out = append(out, c)
		}
	}
	return out
}

var (
	tailForm = regexp.MustCompile(`(?i)^(?:\)?\s*%\)?|\)|pp|ppts?|pts?\.?|\)?\s*(?:millions?|billions?|thousands?|mn|bn|m|k|百万|百萬|万|萬|亿|億|만|억))$`)
	headForm = regexp.MustCompile(`(?i)^(?:us\$|hk\$|nt\$|rmb|[$¥€£₩(])$`)
)

func endsInDigit(s string) bool {
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}
