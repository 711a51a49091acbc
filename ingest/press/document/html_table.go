package document

import (
	"strconv"
	"strings"
)

// Bounds of tables in a page. What is beyond them is read as running text.
const (
	maxNesting = 100 // tables within tables
	maxColumns = 100
	longCell   = 120 // bytes of a cell that is a label or a figure
)

// A grid writes tables as they come, a row on each line and a tab for each
// column. A cell of running text stands by itself, apart from its neighbors
// by a blank line: what is laid out in cells is no table.
type grid struct {
	open  []*openTable
	deep  int         // tables beyond maxNesting that are open
	spans map[int]int // columns of the cells that take more than one, by their place in the text
}

// openTable is a table element that is open.
type openTable struct {
	column  int   // of the open cell, or the next
	width   int   // columns of the open cell
	further int   // rows that it takes below its own
	taken   []int // rows that cells from above still take of each column

	cell    bool // a cell is open
	fresh   bool // it has no text yet
	broken  bool // a table stands in it
	at      int  // where its text begins
	before  int  // bytes before it that part it from the last one
	written int  // column up to which the row is written; -1 nothing of it
	apart   bool // the next cell of the row stands by itself
	rows    bool // a row was written
}

// top returns the innermost open table; nil outside tables and beyond the
// bounds.
func (g *grid) top() *openTable {
	if n := len(g.open); n > 0 && g.deep == 0 {
		return g.open[n-1]
	}
	return nil
}

func (r *htmlReader) openTable() {
	if len(r.open) == maxNesting {
		r.deep++
		return
	}
	if t := r.top(); t != nil && t.cell {
		if t.broken = true; t.fresh {
			t.at, t.before, t.fresh, t.rows, t.written = len(r.page.text), 0, false, true, t.column
		}
	}
	r.open = append(r.open, &openTable{written: -1})
}

func (r *htmlReader) closeTable() {
	if r.deep > 0 {
		r.deep--
	} else if n := len(r.open); n > 0 {
		r.closeCell()
		r.open = r.open[:n-1]
		r.due = blockGap
	}
}

func (r *htmlReader) openRow() {
	if t := r.top(); t != nil {
		r.closeCell()
		t.column, t.written, t.apart = 0, -1, false
		for i := range t.taken {
			t.taken[i] = max(0, t.taken[i]-1)
		}
	}
}

func (r *htmlReader) openCell(colspan, rowspan string) {
	t := r.top()
	if t == nil {
		r.want(blockGap)
		return
	}
	r.closeCell()
	for t.column < len(t.taken) && t.taken[t.column] > 0 {
		t.column++
	}
	t.column = min(t.column, maxColumns-1)
	t.width, t.further = min(spanOf(colspan), maxColumns-t.column), spanOf(rowspan)
	t.cell, t.fresh, t.broken = true, true, false
	r.due, r.sup = noGap, -1
}

func spanOf(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxColumns)
}

// beginCell parts the first text of a cell from what is before it.
func (r *htmlReader) beginCell() bool {
	t := r.top()
	if t == nil || !t.fresh {
		return false
	}
	gap := " \n" // as many bytes as a blank line, which may take its place
	switch {
	case t.written >= 0 && !t.apart:
		gap = " " + strings.Repeat("\t", t.column-t.written)
	case t.written >= 0 || !t.rows:
		gap = "\n\n"
	}
	if t.written < 0 {
		gap += strings.Repeat("\t", t.column)
	}
	if len(r.page.text) == 0 {
		gap = strings.TrimLeft(gap, " \n")
	}
	if gap != "" {
		r.page.insert(gap)
	}
	t.at, t.before, t.fresh, t.rows, t.written, t.apart = len(r.page.text), len(gap), false, true, t.column, false
	return true
}

// closeCell makes the text of a cell one line, or puts it apart.
func (r *htmlReader) closeCell() {
	t := r.top()
	if t == nil || !t.cell {
		return
	}
	text := r.page.text
	switch {
	case t.fresh || t.at > len(text):
	case t.broken || len(text)-t.at > longCell:
		copy(text[t.at-t.before:t.at], "\n\n"[:min(2, t.before)])
		t.apart = true
	default:
		for i := t.at; i < len(text); i++ {
			if text[i] == '\n' {
				text[i] = ' '
			}
		}
		if t.width > 1 && t.at < len(text) {
			if r.spans == nil {
				r.spans = map[int]int{}
			}
			r.spans[t.at] = t.width
		}
	}
	for len(t.taken) < t.column+t.width {
		t.taken = append(t.taken, 0)
	}
	for i := t.column; i < t.column+t.width; i++ {
		t.taken[i] = max(t.taken[i], t.further)
	}
	t.column += t.width
	t.cell, t.fresh = false, false
	r.due, r.sup = blockGap, -1
}
