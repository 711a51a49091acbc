package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press/document/pdf"
)

// parsePDF lays the pages of a PDF out as a text of fixed width, one line for
// each line of a page. That text is the file to which offsets refer.
func parsePDF(file []byte) (*document, error) {
	var l layout
	for page, err := range pdf.Pages(file) {
		if err != nil {
			return nil, err
		}
		l.add(page)
		if l.text.Len() > maxText {
			return nil, errTooLong
		}
	}
	text := l.text.String()
	if l.unknown > l.known {
		return nil, fmt.Errorf("the fonts of the PDF do not say which characters they show (%d of %d are lost); save its text as a file", l.unknown, l.unknown+l.known)
	}
	return &document{form: "pdf", text: text, file: []byte(text), title: firstLine(text), published: dateline(text), tables: findTables(text, l.lines)}, nil
}

// layout is the text so far and its lines, measured in points.
type layout struct {
	text           strings.Builder
	lines          []line
	known, unknown int // characters
}

// piece is glyphs that were painted one after the other.
type piece struct {
	text       string
	x0, x1, y  float64
	size       float64
	characters int
	column     bool // begins a column of the page
}

// Distances between pieces, in sizes of their type.
const (
	wordGap = 0.15 // from here on a blank
	cellGap = 1.0  // from here on another column
	overlap = 0.3  // two texts that were placed by themselves
)

func (l *layout) add(page pdf.Page) {
	pieces := l.pieces(page)
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(b.y, a.y) })
	var rows [][]piece
	for _, p := range pieces {
		if n := len(rows); n > 0 && rows[n-1][0].y-p.y < 0.4*max(p.size, rows[n-1][0].size) {
			rows[n-1] = append(rows[n-1], p)
			continue
		}
		rows = append(rows, []piece{p})
	}
	for _, r := range rows {
		slices.SortStableFunc(r, func(a, b piece) int { return cmp.Compare(a.x0, b.x0) })
	}
	markColumns(rows)
	leading := medianLeading(rows)
	for i, r := range rows {
		if i == 0 || rows[i-1][0].y-r[0].y > 1.5*leading {
			l.endLine()
		}
		l.row(r)
	}
	l.endLine()
}

// markColumns marks the pieces that begin where a piece of a row nearby
// begins after a wide gap: headings of columns often all but touch.
func markColumns(rows [][]piece) {
	const near, most = 15, 40 // rows, pieces of a row
	for i, r := range rows {
		if len(r) > most {
			continue
		}
		for k := range r {
			if k == 0 || r[k].characters < 2 {
				continue
			}
			for _, other := range rows[max(0, i-near):min(len(rows), i+near)] {
				for n := 1; n < min(len(other), most) && !r[k].column; n++ {
					p := other[n]
					r[k].column = math.Abs(p.x0-r[k].x0) < 0.5 && p.x0-other[n-1].x1 > 2*cellGap*p.size
				}
			}
		}
	}
}

func medianLeading(rows [][]piece) float64 {
	var steps []float64
	for i := 1; i < len(rows); i++ {
		steps = append(steps, rows[i-1][0].y-rows[i][0].y)
	}
	if len(steps) == 0 {
		return math.Inf(1)
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// endLine leaves a blank line.
func (l *layout) endLine() {
	if n := len(l.lines); n > 0 && len(l.lines[n-1].parts) > 0 {
		at := l.text.Len()
		l.lines = append(l.lines, line{start: at, end: at})
		l.text.WriteByte('\n')
	}
}

// pieces cuts a page where the pen was moved and at wide gaps.
func (l *layout) pieces(page pdf.Page) []piece {
	var out []piece
	for _, g := range page {
		text := l.cleaned(g.Text)
		if !g.Upright || g.Size <= 0 || math.IsNaN(g.X+g.Y+g.Size) || math.Abs(g.X) > 1e5 || math.Abs(g.Y) > 1e5 || g.Size > 1e4 {
			continue
		}
		n := len(out) - 1
		gap := math.Inf(1)
		if n >= 0 {
			gap = (g.X - out[n].x1) / g.Size
		}
		if n >= 0 && !g.Placed && g.Y == out[n].y && gap < cellGap && gap > -overlap {
			if gap > wordGap && !strings.HasSuffix(out[n].text, " ") {
				out[n].text += " "
			}
			if strings.TrimSpace(text) != "" {
				out[n].x1 = g.X + g.Width
			}
			out[n].text += text
			out[n].characters++
			continue
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		out = append(out, piece{text: text, x0: g.X, x1: g.X + g.Width, y: g.Y, size: g.Size, characters: 1})
	}
	return out
}

func (l *layout) cleaned(text string) string {
	var b strings.Builder
	for rest := []byte(text); len(rest) > 0; {
		s, n := clean(rest)
		if s == utf8Error {
			l.unknown++
		} else {
			l.known++
		}
		b.WriteString(s)
		rest = rest[n:]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, b.String())
}

const utf8Error = string(utf8.RuneError)

// touch reports two figures that were placed by themselves: not one number,
// however near the widths of a font make them.
func touch(a, b piece) bool {
	return a.characters > 1 && endsInDigit(strings.TrimSpace(a.text)) && b.text[0] >= '0' && b.text[0] <= '9'
}

// row writes the pieces of one line, with blanks as wide as the gaps.
func (l *layout) row(r []piece) {
	size := 0.0
	for _, p := range r {
		size = max(size, p.size)
	}
	got := line{start: l.text.Len()}
	column := 0
	for i, p := range r {
		if p.size < 0.8*size && noteMark.MatchString(p.text) && i > 0 {
			continue
		}
		text := strings.TrimSpace(p.text)
		n := len(got.parts) - 1
		gap := math.Inf(1)
		if n >= 0 {
			gap = (p.x0 - got.parts[n].x1) / p.size
		}
		switch {
		case n >= 0 && got.parts[n].text == text && p.x0-got.parts[n].x0 < 0.1*p.size:
			continue // painted twice, to look bold
		case gap >= cellGap || p.column || p.characters > 1 && (gap < -overlap || touch(r[i-1], p)):
			blanks := 0
			if n >= 0 {
				blanks = 2
			}
			blanks = max(blanks, min(int(p.x0/5), 400)-column)
			l.text.WriteString(strings.Repeat(" ", blanks))
			at := l.text.Len()
			got.parts = append(got.parts, cell{text: text, start: at, end: at + len(text), x0: p.x0, x1: p.x1})
			column += blanks
		default:
			last := &got.parts[n]
			if gap > wordGap || strings.HasSuffix(r[i-1].text, " ") || strings.HasPrefix(p.text, " ") {
				l.text.WriteByte(' ')
				last.text += " "
				column++
			}
			last.text += text
			last.x1 = max(last.x1, p.x1)
			last.end = l.text.Len() + len(text)
		}
		l.text.WriteString(text)
		column += utf8.RuneCountInString(text)
	}
	got.end = l.text.Len()
	l.lines = append(l.lines, got)
	l.text.WriteByte('\n')
}
