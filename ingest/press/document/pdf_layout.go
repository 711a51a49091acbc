package document

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium/responses"
)

// layout is the text of the pages so far.
type layout struct {
	text           strings.Builder
	known, unknown int // characters
}

// piece is characters of one line with no wide gap between them. It is as high
// as they are, and y is where most of them stand: the base line.
type piece struct {
	text      strings.Builder
	x0, x1    float64
	low, high float64
	y         float64
	feet      []float64
	blankd    bool // white space comes before it
}

// Distances between characters, in sizes of their type.
const (
	wordGap = 0.3 // from here on a blank, where the reader saw none
	cellGap = 1.0 // from here on another column
	overlap = 0.3 // two texts that were placed by themselves
	heights = 0.7 // of capitals and digits
)

// size is about the size of the type of a piece.
func (p *piece) size() float64 { return (p.high - p.low) / heights }

func (l *layout) add(chars []*responses.GetPageTextStructuredChar) {
	pieces := l.pieces(chars)
	if len(pieces) == 0 {
		return
	}
	slices.SortStableFunc(pieces, func(a, b *piece) int { return cmp.Compare(b.y, a.y) })
	var rows [][]*piece
	var sizes, steps []float64
	for _, p := range pieces {
		sizes = append(sizes, p.size())
		if n := len(rows) - 1; n >= 0 && rows[n][0].y-p.y < 0.5*max(p.size(), rows[n][0].size()) {
			rows[n] = append(rows[n], p)
			continue
		}
		if n := len(rows) - 1; n >= 0 {
			steps = append(steps, rows[n][0].y-p.y)
		}
		rows = append(rows, []*piece{p})
	}
	unit := median(sizes) / 2
	leading := median(steps)
	for i, r := range rows {
		if i > 0 && rows[i-1][0].y-r[0].y > 1.5*leading {
			l.text.WriteByte('\n')
		}
		slices.SortStableFunc(r, func(a, b *piece) int { return cmp.Compare(a.x0, b.x0) })
		l.row(r, unit)
	}
	l.text.WriteByte('\n')
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return math.Inf(1)
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// pieces cuts a page at wide gaps and where the line changes.
func (l *layout) pieces(chars []*responses.GetPageTextStructuredChar) []*piece {
	var out []*piece
	blank := true
	for _, c := range chars {
		text := l.cleaned(c.Text)
		b := c.PointPosition
		switch angle := math.Mod(c.Angle+0.1, 2*math.Pi); {
		case strings.TrimSpace(text) == "":
			blank = true
			continue
		case angle > 0.2, !(b.Right > b.Left && b.Top > b.Bottom), math.Abs(b.Left)+math.Abs(b.Right)+math.Abs(b.Top)+math.Abs(b.Bottom) > 1e5:
			continue // not upright, or nowhere
		}
		var p *piece
		if n := len(out) - 1; n >= 0 {
			p = out[n]
			size := max(p.size(), (b.Top-b.Bottom)/heights)
			gap := (b.Left - p.x1) / size
			middle := (b.Top + b.Bottom) / 2
			if gap > cellGap || gap < -overlap || middle < p.low-0.2*size || middle > p.high+0.2*size ||
				raised(p, b, size) || p.low-b.Bottom > 0.25*size && p.text.Len() < 8 && noteMark.MatchString(p.text.String()) {
				p = nil
			} else if blank {
				p.text.WriteByte(' ')
			}
		}
		if p == nil {
			p = &piece{x0: b.Left, x1: b.Right, low: b.Bottom, high: b.Top, blankd: blank}
			out = append(out, p)
		}
		blank = false
		p.text.WriteString(text)
		p.x1, p.low, p.high = max(p.x1, b.Right), min(p.low, b.Bottom), max(p.high, b.Top)
		p.feet = append(p.feet, b.Bottom)
	}
	for _, p := range out {
		p.y = median(p.feet)
		p.feet = nil
	}
	return out
}

// raised reports a small character that stands above the base line: the mark of
// a note.
func raised(p *piece, b responses.CharPosition, size float64) bool {
	return b.Bottom-p.low > 0.25*size && b.Top >= p.high-0.05*size && b.Top-b.Bottom > 0.25*size && b.Top-b.Bottom < 0.8*(p.high-p.low)
}

// cleaned returns a character in the form that the rest of the package reads.
func (l *layout) cleaned(text string) string {
	switch text {
	case "\u0002": // a hyphen at the end of a line
		text = "-"
	case "", "\ufffd", "\ufffe", "\uffff":
		l.unknown++
		return "\ufffd"
	}
	l.known++
	s, _ := clean([]byte(text))
	return s
}

// row writes the pieces of one line, with blanks as wide as the gaps. A column
// is unit points wide.
func (l *layout) row(r []*piece, unit float64) {
	size := 0.0
	for _, p := range r {
		size = max(size, p.size())
	}
	column := 0
	for i, p := range r {
		text := p.text.String()
		if i > 0 && p.size() < 0.85*size && p.y > r[0].y && noteMark.MatchString(text) {
			continue
		}
		blanks := 0
		switch {
		case i == 0:
			blanks = int(p.x0 / unit)
		case (p.x0-r[i-1].x1)/size >= cellGap || (p.x0-r[i-1].x1)/size < -overlap:
			blanks = max(2, int(p.x0/unit)-column)
		case (p.x0-r[i-1].x1)/size > wordGap || p.blankd:
			blanks = 1
		}
		blanks = max(0, min(blanks, 400))
		l.text.WriteString(strings.Repeat(" ", blanks))
		l.text.WriteString(text)
		column += blanks
		for _, c := range text {
			column += columns(c)
		}
	}
	l.text.WriteByte('\n')
}
