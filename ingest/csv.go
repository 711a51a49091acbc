package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

const byteOrderMark = "\ufeff"

// csvFile reads the records of one table from an RFC 4180 file and checks
// their cells.
type csvFile struct {
	table  *table
	file   fs.File
	csv    *Records
	order  []int // cell i of a record belongs to column order[i]
	values []value
	memos  []memo
	aside  *aside
}

// openCSV opens the file of a table and reads its header.
func openCSV(fsys fs.FS, t *table) (*csvFile, error) {
	f, err := fsys.Open(t.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	c := &csvFile{table: t, file: f, values: make([]value, len(t.columns)), memos: make([]memo, len(t.columns))}
	if err := c.readHeader(); err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

func (c *csvFile) close() { c.file.Close() }

func (c *csvFile) readHeader() error {
	first := make([]byte, len(byteOrderMark))
	n, err := io.ReadFull(c.file, first)
	first = first[:n]
	switch {
	case err == io.EOF:
		return c.empty()
	case err != nil && err != io.ErrUnexpectedEOF:
		return fmt.Errorf("%s:1: %w", c.table.path, err)
	case bytes.HasPrefix(first, []byte("\xff\xfe")), bytes.HasPrefix(first, []byte("\xfe\xff")):
		return fmt.Errorf("%s:1: file is in UTF-16; save it as CSV in UTF-8", c.table.path)
	}
	first = bytes.TrimPrefix(first, []byte(byteOrderMark))
	c.csv = NewRecords(io.MultiReader(bytes.NewReader(first), c.file), Delimited{Delimiter: ',', Quote: '"', Strict: true})
	header, err := c.record()
	switch {
	case err == io.EOF:
		return c.empty()
	case err != nil:
		return err
	case header.Wrong != nil:
		return fmt.Errorf("%s:%d: header: %w", c.table.path, header.Line, header.Wrong)
	}
	if err := c.matchHeader(header.Strings()); err != nil {
		return fmt.Errorf("%s:%d: %w", c.table.path, header.Line, err)
	}
	return nil
}

// record reads the next record. An error ends the file: io.EOF, or file:line
// and what stopped the reading.
func (c *csvFile) record() (Record, error) {
	rec, err := c.csv.Next()
	var stop *StopError
	switch {
	case !errors.As(err, &stop):
		return rec, err
	case errors.Is(err, ErrOpenQuote):
		return rec, fmt.Errorf("%s:%d: quote is never closed; close it, or double it if it belongs to the text", c.table.path, stop.Line)
	case errors.Is(err, ErrTooLong):
		return rec, fmt.Errorf("%s:%d: row is longer than %d bytes; shorten it or check the line ends", c.table.path, stop.Line, MaxRecord)
	}
	return rec, fmt.Errorf("%s:%d: %w", c.table.path, stop.Line, stop.Err)
}

func (c *csvFile) empty() error {
	return fmt.Errorf("%s: file is empty; its first line must name the columns: %s",
		c.table.path, strings.Join(c.table.columnNames(), ","))
}

// matchHeader finds the column of each cell by its name, in any order.
func (c *csvFile) matchHeader(header []string) error {
	names := c.table.columnNames()
	// A file with other separators is one long unknown name: say so.
	if len(header) == 1 && len(names) > 1 && strings.ContainsAny(header[0], ";\t|") {
		return fmt.Errorf("the only column is %s; separate cells with commas", quoted(header[0]))
	}
	for i, name := range header {
		at := slices.Index(names, name)
		if at < 0 {
			return fmt.Errorf("unknown column %s%s", quoted(name), hint(name, "columns", names))
		}
		if earlier := slices.Index(c.order, at); earlier >= 0 {
			return fmt.Errorf("column %q is there twice, as cell %d and as cell %d; keep one", name, earlier+1, i+1)
		}
		c.order = append(c.order, at)
	}
	for at, name := range names {
		if !slices.Contains(c.order, at) {
			return fmt.Errorf("column %q is missing; columns are: %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// appendRow appends the next good row to b and sets the bad ones before it
// aside. It returns how many bytes of the file the row took, or io.EOF.
func (c *csvFile) appendRow(b *array.RecordBuilder) (int, error) {
	for {
		rec, err := c.record()
		if err != nil {
			return 0, err
		}
		c.aside.read.Add(1)
		cells := rec.Strings()
		var wrong *fault
		switch lines := bytes.Count(rec.Text, []byte("\n")); {
		case rec.Wrong != nil:
			wrong = &fault{"quote", rec.Wrong.Error()}
			if lines > 0 {
				wrong.reason += fmt.Sprintf("; with its quotes the row runs over lines %d to %d", rec.Line, rec.Line+int64(lines))
			}
		case len(cells) != len(c.order):
			remedy := "add a comma for each missing cell, also where cells are empty"
			if len(cells) > len(c.order) {
				remedy = "a cell that holds a comma needs quotes"
			}
			wrong = &fault{"columns", fmt.Sprintf("the row has %d cells but the header has %d; %s",
				len(cells), len(c.order), remedy)}
		}
		if wrong != nil {
			r := rejectedRow{line: rec.Line, rule: wrong.rule, reason: sentence(wrong.reason), record: printable(string(rec.Text))}
			if wrong.rule == "quote" && len(cells) < len(c.order) {
				r.column = c.table.columns[c.order[len(cells)]].name
			}
			c.aside.add(r)
			continue
		}
		if bad := c.table.check(cells, c.order, c.values, c.memos); bad != nil {
			bad.line, bad.record = rec.Line, printable(string(rec.Text))
			c.aside.add(*bad)
			continue
		}
		for i := range c.table.columns {
			c.table.columns[i].append(b, &c.values[i])
		}
		c.table.place(b, rec.Line, c.table.path, rec.Line, "")
		return len(rec.Text), nil
	}
}

// check reads the cells of a record into values. If one is bad it returns the
// row to set aside, under the first bad cell, without its line and record.
// Cell i belongs to column order[i]; nil is the order of the columns.
func (t *table) check(cells []string, order []int, values []value, memos []memo) *rejectedRow {
	// Texts are cloned: a cell is a part of its record, which would otherwise
	// stay in memory with it.
	var bad *rejectedRow
	var more []string
	for i, cell := range cells {
		at := i
		if order != nil {
			at = order[i]
		}
		col := &t.columns[at]
		v, wrong := memos[at].check(col, cell)
		values[at] = v
		switch {
		case wrong == nil:
		case bad == nil:
			bad = &rejectedRow{column: col.name, text: strings.Clone(printable(cell)), hasText: true,
				rule: wrong.rule, reason: sentence(wrong.reason)}
			bad.suggested, bad.hasSuggested = col.suggest(cell)
			bad.suggested = strings.Clone(bad.suggested)
		default:
			more = append(more, col.name)
		}
	}
	if len(more) > 0 {
		bad.reason += " Also wrong in this row: " + strings.Join(more, ", ") + "."
	}
	return bad
}
