package document

import (
	"strconv"
	"strings"
)

// Bounds of tables in a page.
const (
	maxColumns = 100 // what is beyond them is read as running text
	longCell   = 120 // bytes of a cell that is a label or a figure
)

// A grid writes tables as they come, a row on each line and a tab for each
// column. A cell of running text stands by itself, apart from its neighbors
// by a blank line: what is laid out in cells is no table.
type grid struct {
	open  []*openTable
	spans map[int]int // columns of the cells that take more than one, by their place in the text
}

// openTable is a table element that is open.
type openTable struct {
	column  int   // of the open cell, or the next
	written int   // column up to which the row is written; -1 nothing of it
	width   int   // columns of the open cell
	further int   // rows that it takes below its own
	taken   []int // rows that cells from above still take of each column
	cell    bool  // a cell is open
	broken  bool  // a table stands in it
	apart   bool  // the next cell of the row stands by itself
	at      int   // where its text begins
}

// top returns the innermost open table; nil outside tables.
func (g *grid) top() *openTable {
	if n := len(g.open); n > 0 {
		return g.open[n-1]
	}
	return nil
}

func (r *htmlReader) openTable() {
	if t := r.top(); t != nil {
		t.broken = true
	}
	r.open = append(r.open, &openTable{written: -1})
}

func (r *htmlReader) closeTable() {
	if n := len(r.open); n > 0 {
		r.closeCell()
		r.open = r.open[:n-1]
		r.due = blockGap
	}
}

func (r *htmlReader) openRow() {
	t := r.top()
	if t == nil {
		return
	}
	r.closeCell()
	if t.written >= 0 {
		r.due = lineGap
	}
	t.column, t.written, t.apart = 0, -1, false
	for i := range t.taken {
		t.taken[i] = max(0, t.taken[i]-1)
	}
}

// openCell parts a cell from what is before it, with at least two bytes, so
// that a blank line can take their place.
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
	gap := " " + strings.Repeat("\t", max(0, t.column-t.written))
	switch {
	case t.apart, t.written < 0 && r.due == blockGap:
		gap = "\n\n"
	case t.written < 0:
		gap = " \n" + strings.Repeat("\t", t.column)
	}
	if len(r.page.text) == 0 {
		gap = strings.TrimLeft(gap, " \n")
	}
	r.page.insert(gap)
	t.written, t.cell, t.broken, t.apart, t.at = t.column, true, false, false, len(r.page.text)
	r.due, r.sup = noGap, -1
}

// spanOf reads how many columns or rows a cell takes.
func spanOf(s string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(s))
	return max(1, min(n, maxColumns))
}

// closeCell makes the text of a cell one line, or puts it apart.
func (r *htmlReader) closeCell() {
	t := r.top()
	if t == nil || !t.cell {
		return
	}
	text := r.page.text
	if t.broken || len(text)-t.at > longCell {
		copy(text[max(0, t.at-2):t.at], "\n\n")
		t.apart = true
	} else {
		for i := t.at; i < len(text); i++ {
			if text[i] == '\n' {
				text[i] = ' '
			}
		}
		if t.width > 1 {
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
	t.cell = false
	r.due, r.sup = max(r.due, spaceGap), -1
}
