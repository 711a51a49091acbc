package document

import (
	"bytes"
	"strconv"
	"strings"
)

// Bounds of tables. What is beyond them is read as running text.
const (
	maxNesting = 6       // tables within tables
	maxCells   = 200_000 // of all tables of a file
	maxColumns = 500
)

// htmlTable is a table element that is open.
type htmlTable struct {
	outer   *builder // where the table stands
	rows    [][]htmlCell
	inRow   bool
	cell    *builder // open cell, nil between cells
	column  int
	width   int   // columns of the open cell
	taken   []int // rows that cells from above still take of each column
	further int   // rows that the open cell takes below its own
}

type htmlCell struct {
	text          *builder
	column, width int
}

func (r *htmlReader) openTable() {
	if len(r.open) == maxNesting || r.cells >= maxCells {
		r.deep++
		return
	}
	r.open = append(r.open, &htmlTable{outer: r.out})
}

// top returns the innermost open table; nil outside tables or within one that
// is read as text.
func (r *htmlReader) top() *htmlTable {
	if len(r.open) == 0 || r.deep > 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

func (r *htmlReader) openRow() {
	t := r.top()
	if t == nil {
		return
	}
	r.closeRow()
	t.rows = append(t.rows, nil)
	t.inRow, t.column = true, 0
	for i := range t.taken {
		t.taken[i] = max(0, t.taken[i]-1)
	}
}

func (r *htmlReader) openCell(attributes map[string]string) {
	t := r.top()
	if t == nil {
		return
	}
	r.closeCell()
	if !t.inRow {
		r.openRow()
	}
	for t.column < len(t.taken) && t.taken[t.column] > 0 {
		t.column++
	}
	if r.cells >= maxCells || t.column >= maxColumns {
		r.reopenCell(t)
		return
	}
	r.cells++
	t.width = min(spanOf(attributes["colspan"]), maxColumns-t.column)
	t.further = spanOf(attributes["rowspan"])
	t.cell = &builder{}
	r.out, r.due, r.sup = t.cell, noGap, -1
}

// reopenCell goes on in the last cell of the table when there may be no more.
func (r *htmlReader) reopenCell(t *htmlTable) {
	last := len(t.rows) - 1
	for last > 0 && len(t.rows[last]) == 0 {
		last--
	}
	n := len(t.rows[last]) - 1
	if n < 0 {
		t.cell = &builder{}
	} else {
		t.cell, t.column, t.width = t.rows[last][n].text, t.rows[last][n].column, t.rows[last][n].width
		t.rows[last] = t.rows[last][:n]
	}
	t.rows, t.further = t.rows[:last+1], 1
	r.out, r.due, r.sup = t.cell, spaceGap, -1
}

func spanOf(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxColumns)
}

func (r *htmlReader) closeCell() {
	t := r.top()
	if t == nil || t.cell == nil {
		return
	}
	last := len(t.rows) - 1
	t.rows[last] = append(t.rows[last], htmlCell{t.cell, t.column, t.width})
	for len(t.taken) < t.column+t.width {
		t.taken = append(t.taken, 0)
	}
	for i := t.column; i < t.column+t.width; i++ {
		t.taken[i] = max(t.taken[i], t.further)
	}
	t.column += t.width
	t.cell = nil
	r.out, r.due, r.sup = t.outer, blockGap, -1
}

func (r *htmlReader) closeRow() {
	if t := r.top(); t != nil {
		r.closeCell()
		t.inRow = false
	}
}

// closeTable writes the table where it stands: a row on each line when it
// holds figures, else its cells as blocks of text.
func (r *htmlReader) closeTable() {
	if r.deep > 0 {
		r.deep--
		return
	}
	t := r.top()
	if t == nil {
		return
	}
	r.closeRow()
	r.open = r.open[:len(r.open)-1]
	r.out, r.due, r.sup = t.outer, blockGap, -1
	r.flush()
	before := len(r.out.text)
	if t.holdsFigures() {
		t.write(r.out)
	} else {
		t.writeBlocks(r.out)
	}
	r.due = blockGap
	r.size += (len(r.out.text) - before) / 2 // tabs and line ends
}

// holdsFigures reports whether a row has a label and a figure. A table around
// tables is a layout.
func (t *htmlTable) holdsFigures() bool {
	for _, cells := range t.rows {
		label, figure := false, false
		for _, c := range cells {
			if len(c.text.tables) > 0 {
				return false
			}
			switch kindOf(string(c.text.text)) {
			case labelCell:
				label = true
			case figureCell:
				figure = figure || label
			}
		}
		if figure {
			return true
		}
	}
	return false
}

func (t *htmlTable) write(out *builder) {
	var got table
	got.start = len(out.text)
	for _, cells := range t.rows {
		var line row
		for _, c := range cells {
			oneLine(c.text.text)
			if len(line) > 0 {
				out.insert("\t")
			}
			at := out.take(c.text)
			line = append(line, cell{text: squeeze(string(c.text.text)), start: at, end: len(out.text),
				x0: float64(c.column), x1: float64(c.column + c.width)})
		}
		if len(line) > 0 {
			got.rows = append(got.rows, line)
			out.insert("\n")
		}
	}
	got.end = len(out.text)
	out.tables = append(out.tables, got)
}

func (t *htmlTable) writeBlocks(out *builder) {
	for _, cells := range t.rows {
		bullet := false
		for _, c := range cells {
			if len(bytes.TrimSpace(c.text.text)) == 0 {
				continue
			}
			switch {
			case bullet:
				out.insert(" ")
			case len(out.text) == 0 || bytes.HasSuffix(out.text, []byte("\n\n")):
			case bytes.HasSuffix(out.text, []byte("\n")):
				out.insert("\n")
			default:
				out.insert("\n\n")
			}
			bullet = len(c.text.text) <= 4 // • or 1.
			out.take(c.text)
		}
	}
}

// oneLine makes line ends within a cell blanks.
func oneLine(text []byte) {
	for i, c := range text {
		if c == '\n' || c == '\t' {
			text[i] = ' '
		}
	}
}
