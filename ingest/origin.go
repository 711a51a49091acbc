package ingest

import (
	"errors"
	"fmt"
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

// rowsOf returns the maker of the good rows that an origin has of the table, which
// sets the bad ones aside. Their numbers are above base; close is called at the end.
func (t *table) rowsOf(o Origin, base int64, a *aside, close func()) rowMaker {
	return func(b *array.RecordBuilder, next func(int) bool) error {
		defer close()
		number := base
		var form []string // columns of the row before
		var order []int   // cell i of that form belongs to column order[i]
		names, cells := t.names, make([]string, len(t.columns))
		values, memos := make([]*value, len(t.columns)), make([]memo, len(t.columns))
		for row, err := range o.Rows(t.name) {
			unfit, aside := errors.AsType[*Rejection](err)
			switch {
			case err != nil && !aside:
				return o.failed(err)
			case row.Table != t.name:
				continue
			}
			number = max(number+1, base+row.Line)
			a.read.Add(1)
			if order == nil || !slices.Equal(row.Columns, form) {
				form, order = slices.Clone(row.Columns), make([]int, len(row.Columns))
				for i, name := range row.Columns {
					order[i] = slices.Index(names, name)
				}
			}
			clear(cells)
			for i, at := range order {
				switch {
				case i >= len(row.Cells) || row.Cells[i] == "":
				case at >= 0:
					cells[at] = row.Cells[i]
				case unfit == nil: // a mistake of the program or of the package, not of a row
					return o.failed(fmt.Errorf("table %s has no column %s%s", t.name, quoted(form[i]), Hint(form[i], "columns are", names)))
				}
			}
			if unfit == nil {
				unfit = t.check(cells, values, memos)
			}
			if unfit != nil {
				a.add(rejectedRow{Rejection: *unfit, file: row.File, line: row.Line, text: row.Cell(unfit.Column), hasText: unfit.Column != "" && row.Cells != nil, record: string(row.Record)})
				continue
			}
			for i := range t.columns {
				t.columns[i].append(b, values[i])
			}
			t.place(b, number, row)
			if !next(len(row.Record)) {
				return nil
			}
		}
		return nil
	}
}

func (o Origin) failed(err error) error {
	if o.Source == "" { // a file of the package, whose errors say so
		return err
	}
	return fmt.Errorf("source %s: %w", o.Source, err)
}

// check reads the cells of a row, in the order of the columns, into values. If one
// is bad it returns what is wrong with the first bad one.
func (t *table) check(cells []string, values []*value, memos []memo) (bad *Rejection) {
	var more []string
	for i, cell := range cells {
		col := &t.columns[i]
		v, wrong := memos[i].check(col, cell)
		values[i] = v
		switch {
		case wrong == nil:
		case bad == nil:
			bad = wrong
			bad.Suggested = col.suggest(cell)
		default:
			more = append(more, col.name)
		}
	}
	if len(more) > 0 {
		bad.Reason = strings.TrimSuffix(bad.Reason, ".") + ". Also wrong in this row: " + strings.Join(more, ", ")
	}
	return bad
}
