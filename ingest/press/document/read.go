package document

import "sort"

// A Document is what a file says to its reader, and where each part of it
// stands in the file.
type Document struct {
	Text      string  // UTF-8 with LF line ends; blocks are separated by blank lines
	Title     string  // as the file states it; "" none
	Published string  // day that the file states for itself, as 2018-11-14; "" none
	Tables    []Table // in order of their place in Text
	PDF       bool    // offsets count in Text, for the bytes of a PDF show nothing to a reader

	d *document
}

// A Table is a grid of cells. It stands in Text, so running text is what lies
// outside all tables.
type Table struct {
	Start, End int    // bytes of Text, its heading included
	Title      string // caption, or the line over it; "" none
	Rows       [][]Cell
	Heads      int // how many of the first rows are heading
}

// A Cell is one cell that is not empty. From and To are where its column begins
// and ends, in columns of an HTML table, characters of a text or points of a
// page: cells of two rows belong to one column when the extents overlap.
type Cell struct {
	Text       string // in one line
	Start, End int    // bytes of the document's Text
	From, To   float64
}

// Read returns the text of a file, whose form (text, HTML or PDF) is told by
// its content. It fails for a file that holds no text that can be read, and
// for one that is too large.
func Read(file []byte) (*Document, error) {
	d, err := parse(file)
	if err != nil {
		return nil, err
	}
	out := &Document{Text: d.text, Title: d.title, Published: d.published, PDF: d.form == "pdf", d: d}
	for _, t := range d.tables {
		u := Table{Start: t.start, End: t.end}
		for _, r := range t.rows {
			var cells []Cell
			for _, c := range r {
				cells = append(cells, Cell{c.text, c.start, c.end, c.x0, c.x1})
			}
			u.Rows = append(u.Rows, cells)
		}
		for u.Heads < len(t.rows) && !t.rows[u.Heads].isData() {
			u.Heads++
		}
		out.Tables = append(out.Tables, u)
	}
	return out, nil
}

// Span returns the bytes of the file that Text[start:end] stands for; of a
// PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) { return d.d.span(start, end) }

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim.
func (d *Document) Find(start, end int) (from, to int) {
	if d.PDF {
		return start, end
	}
	runs := d.d.runs
	i := sort.Search(len(runs), func(k int) bool {
		_, last := runs[k].unit(runs[k].text + runs[k].n - 1)
		return last > start
	})
	for i < len(runs) && runs[i].in == 0 {
		i++
	}
	j := sort.Search(len(runs), func(k int) bool { return runs[k].file >= end }) - 1
	for j >= 0 && runs[j].in == 0 {
		j--
	}
	if i >= len(runs) || j < i {
		return 0, 0
	}
	from, to = runs[i].text, runs[j].text+runs[j].n
	if r := runs[i]; r.file < start {
		from += (start - r.file) / int(r.in) * int(r.out)
	}
	if r := runs[j]; end < r.file+r.n/int(r.out)*int(r.in) {
		to = r.text + (end-r.file+int(r.in)-1)/int(r.in)*int(r.out)
	}
	return from, max(from, to)
}
