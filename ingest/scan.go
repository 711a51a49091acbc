package ingest

import (
	"cmp"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Large is how many bytes the Parquet files of one source have together from
// which a database reads them in place.
const Large = 2 << 20

// Scan is a Parquet file that a database can read in place. It takes the rows
// whose cells are plainly right: each is a text that [Scan.List] knows, a whole
// number in plain digits, or a text of any kind. All others are left for
// [Scan.Rest], which reads, rewrites and rejects them as [Package.Read] would.
// So a Scan says what is surely right, and never why something is wrong.
type Scan struct {
	Table   string
	Path    string // on disk, absolute, without the marks of a pattern
	File    File   // Name is what rows have as their file
	Columns []string
	Cells   []ScanCell // once bound by Scans: one for each column of the table, in its order
	Base    int64      // the line of a row is its number in the file, from 1, and this
	// Rows yields the rows of the records with these numbers, rising from 1; nil: of all.
	Rows func(only Only) iter.Seq2[Row, error]

	pkg    *Package
	table  *table
	origin int
	aside  *aside
}

// ScanCell says how one cell of a row is made of a record: of Before and the
// text of a column.
type ScanCell struct {
	Name    string                           // of the column of the table
	Column  int                              // of the file, from 0; -1: none
	Before  string                           // text before
	Rewrite func(text string) (string, bool) // in the form of the table; nil: as it is. false: not to be used
	Missing []string                         // texts that mean no value, or another one

	Kind        CellKind // set by Scans, as are the others
	Fields      []string // columns that the cell fills: a period has three
	Required    bool
	Least, Most int64 // of a whole number

	column column
}

// CellKind is how a database knows that a cell is right.
type CellKind int

const (
	ListedCell CellKind = iota // it is one of the texts that List knows
	WholeCell                  // it is a whole number from Least to Most
	FreeCell                   // it is any text, without NUL or spaces around it
)

// Only are the numbers of the records to read, rising; nil: all.
type Only []int64

// Has reports whether record n is to be read; it is asked for rising n.
func (o *Only) Has(n int64) bool {
	if *o == nil {
		return true
	}
	if len(*o) == 0 || (*o)[0] != n {
		return false
	}
	*o = (*o)[1:]
	return true
}

// Scans returns the files of large sources of a table that a database can read
// in place.
func (p *Package) Scans(table string) []*Scan {
	t := p.table(table)
	var out []*Scan
	together := map[string]int64{}
	for _, o := range p.origins {
		if o.Scan != nil {
			together[o.Source] += o.Scan.File.Bytes
		}
	}
	for i, o := range p.origins {
		s := o.Scan
		if s == nil || s.Table != table || together[o.Source] < cmp.Or(p.Large, Large) {
			continue
		}
		s.pkg, s.table, s.origin, s.Base = p, t, i, int64(i+1)*originLines
		if s.bind() {
			out = append(out, s)
		}
	}
	return out
}

// bind puts the cells in the order of the columns of the table, with their
// rules; false: the file is not one for a database.
func (s *Scan) bind() bool {
	path, err := filepath.Abs(s.Path)
	if err != nil || strings.ContainsAny(path, "*?[{") {
		return false
	}
	s.Path = path
	cells := make([]ScanCell, len(s.table.columns))
	for i, col := range s.table.columns {
		cell := ScanCell{Name: col.name, Column: -1}
		if at := slices.IndexFunc(s.Cells, func(c ScanCell) bool { return c.Name == col.name }); at >= 0 {
			cell = s.Cells[at]
		}
		cell.Required, cell.Fields, cell.Least, cell.Most = col.required, []string{col.name}, math.MinInt64, math.MaxInt64
		switch {
		case cell.Rewrite == nil && col.kind == integerKind && col.enum == nil && col.pattern == nil:
			cell.Kind = WholeCell
			if col.minimum != nil {
				cell.Least = col.minimum.whole
			}
			if col.maximum != nil {
				cell.Most = col.maximum.whole
			}
		case cell.Missing != nil: // a number, in a column that holds none
			return false
		case cell.Rewrite == nil && col.kind == textKind && col.enum == nil && col.pattern == nil:
			cell.Kind = FreeCell
		case col.kind == periodKind:
			cell.Fields = append(cell.Fields, col.name+"_start", col.name+"_end")
		}
		cell.column = col
		cell.column.out = 1 // after the text
		cells[i] = cell
	}
	s.Cells = cells
	return true
}

// List returns those of the texts that cell i may be, beside what they stand
// for: the column given, and then the fields of the cell.
func (s *Scan) List(i int, texts []string, mem memory.Allocator) array.RecordReader {
	cell := &s.Cells[i]
	fields := []arrow.Field{{Name: "given", Type: arrow.BinaryTypes.String}}
	for _, name := range cell.Fields {
		at := s.table.schema.FieldIndices(name)[0]
		fields = append(fields, s.table.schema.Field(at))
	}
	return newReader(arrow.NewSchema(fields, nil), mem, func(b *array.RecordBuilder, next func(int) bool) error {
		for _, given := range texts {
			text, fit := given, true
			if cell.Rewrite != nil {
				text, fit = cell.Rewrite(given)
			}
			if v, wrong := cell.column.check(text); fit && wrong == nil {
				b.Field(0).(*array.StringBuilder).Append(given)
				if cell.column.append(b, &v); !next(len(given)) {
					return nil
				}
			}
		}
		return nil
	})
}

// Taken counts rows that a database has taken.
func (s *Scan) Taken(rows int64) { s.counts().read.Add(rows) }

func (s *Scan) counts() *aside {
	if s.aside == nil {
		s.pkg.mu.Lock()
		defer s.pkg.mu.Unlock()
		s.aside, s.pkg.aside[s.Table] = asideFor("source "+s.pkg.origins[s.origin].Source, s.Table, s.pkg.aside[s.Table])
	}
	return s.aside
}

// Rest reads the records with these numbers, or all, as [Package.Read] does.
func (s *Scan) Rest(only Only, mem memory.Allocator) array.RecordReader {
	o := s.pkg.origins[s.origin]
	o.Rows = func(string) iter.Seq2[Row, error] { return s.Rows(only) }
	return newReader(s.table.schema, mem, s.table.rowsOf(o, s.Base, s.counts(), func() {}))
}
