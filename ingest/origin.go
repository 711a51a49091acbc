package ingest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// Row is one row of a table as an origin beside the package states it. Its
// cells are texts, neither typed nor checked: they go through the same rules
// as the cells of a file of the package.
type Row struct {
	Table   string   // observation, event, market_year, statement, source or proxy
	Columns []string // names of the cells; one slice serves all rows of a form. A column that is not named is null
	Cells   []string // good until the next row; "" is null
	File    string   // that the row was read from, for file:line
	Line    int64    // line of File where the row starts, or row of a Parquet file or a sheet, from 1; 0 has neither
	Locator string   // where in File, such as "bytes 120-180" or a JSON path; "" is the line
	Record  []byte   // the row as written, good until the next row
}

// Cell returns the cell of a column, "" where the row has none.
func (r Row) Cell(column string) string {
	if i := slices.Index(r.Columns, column); i >= 0 && i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// Rejection is the error beside a row that stands in its origin but is not to
// be used. Column is "" when no single cell is to blame.
type Rejection struct {
	Column    string
	Rule      string // in a word, as the rules of a column are named
	Reason    string // in lower case
	Suggested string // value that the writer may have meant; "" is none
}

func (r *Rejection) Error() string { return r.Reason }

// Origin is something beside the files of a package that has rows of its
// tables: a vendor's export, an answer of a statistical site, a press text.
type Origin struct {
	Source string   // name of the source, as configured
	Files  []File   // that it is read from
	Tables []string // that it may have rows of
	// Rows yields its rows of a table in order, the same ones at every call;
	// those of other tables among them are passed over. An error that is a
	// *Rejection sets the row beside it aside; any other is the last, stops the
	// reading, and says itself where it was.
	Rows func(table string) iter.Seq2[Row, error]
	// Scan says how a database can read the rows of one table; nil: it cannot.
	Scan *Scan
}

// Add makes the rows of an origin follow those of the package, and of the
// origins added before, in Read. It is an error when the package lacks one of
// its tables: rows of it would vanish.
func (p *Package) Add(o Origin) error {
	for _, name := range o.Tables {
		if p.Path(name) == "" {
			return fmt.Errorf("source %s has rows of the table %s, which the data package does not have; add the resource %[2]s to %s and its file, as headstart init writes them into a new folder",
				o.Source, name, descriptorName)
		}
	}
	p.origins = append(p.origins, o)
	p.files = append(p.files, o.Files...)
	return nil
}

// originLines is where the numbers of the rows of an origin start: far beyond
// any line of a file, and of the origin before. A row of the package has its
// line for a number, and a row of an origin has its line added to that, or the
// number after that of the row before.
const originLines = MostLines + 1

// MostLines is the highest line that a row of a file can have.
const MostLines = 999_999_999_999

// originRows reads the rows that one origin has of one table.
type originRows struct {
	origin Origin
	table  *table
	aside  *aside
	number int64 // of the last row
	base   int64 // below all numbers
	next   func() (Row, error, bool)
	stop   func()
	form   []string // columns of the row before
	order  []int    // cell i of that form belongs to column order[i]
	cells  []string // of the row, in the order of the table
	values []value
	memos  []memo
}

func (t *table) originRows(o Origin, i int, a *aside) *originRows {
	return &originRows{origin: o, table: t, aside: a, number: int64(i+1) * originLines, base: int64(i+1) * originLines,
		cells: make([]string, len(t.columns)), values: make([]value, len(t.columns)), memos: make([]memo, len(t.columns))}
}

// appendRow appends the next good row and sets the bad ones before it aside.
func (r *originRows) appendRow(b *array.RecordBuilder) (int, error) {
	if r.next == nil {
		r.next, r.stop = iter.Pull2(r.origin.Rows(r.table.name))
	}
	for {
		row, err, more := r.next()
		var unfit *Rejection
		switch {
		case !more:
			return 0, io.EOF
		case err != nil && !errors.As(err, &unfit):
			return 0, fmt.Errorf("source %s: %w", r.origin.Source, err)
		case row.Table != r.table.name:
			continue
		}
		r.number = max(r.number+1, r.base+row.Line)
		r.aside.read.Add(1)
		if unfit != nil {
			r.aside.add(rejectedRow{file: row.File, line: row.Line, column: unfit.Column, rule: unfit.Rule, reason: sentence(unfit.Reason),
				text: printable(strings.Clone(row.Cell(unfit.Column))), hasText: unfit.Column != "", suggested: unfit.Suggested, hasSuggested: unfit.Suggested != "",
				record: printable(string(row.Record))})
			continue
		}
		if err := r.match(row); err != nil {
			return 0, fmt.Errorf("source %s: %w", r.origin.Source, err)
		}
		if !r.check(row) {
			continue
		}
		for i := range r.table.columns {
			r.table.columns[i].append(b, &r.values[i])
		}
		r.table.place(b, r.number, row.File, row.Line, row.Locator)
		return len(row.Record), nil
	}
}

// match finds the columns of a form of row. A cell for a column that the table
// lacks is a mistake of the program or of the package, not of a row.
func (r *originRows) match(row Row) error {
	if r.order == nil || !slices.Equal(row.Columns, r.form) {
		names := r.table.columnNames()
		r.form, r.order = slices.Clone(row.Columns), make([]int, len(row.Columns))
		for i, name := range row.Columns {
			r.order[i] = slices.Index(names, name)
		}
	}
	for i, at := range r.order {
		if at < 0 && i < len(row.Cells) && row.Cells[i] != "" {
			return fmt.Errorf("table %s has no column %s%s", r.table.name, quoted(r.form[i]), hint(r.form[i], "columns", r.table.columnNames()))
		}
	}
	return nil
}

// check reads the cells of a row, null where it names no column.
func (r *originRows) check(row Row) bool {
	clear(r.cells)
	for i, at := range r.order {
		if at >= 0 && i < len(row.Cells) {
			r.cells[at] = row.Cells[i]
		}
	}
	bad := r.table.check(r.cells, nil, r.values, r.memos)
	if bad == nil {
		return true
	}
	bad.file, bad.line, bad.record = row.File, row.Line, printable(string(row.Record))
	r.aside.add(*bad)
	return false
}

func (r *originRows) close() {
	if r.stop != nil {
		r.stop()
	}
}
