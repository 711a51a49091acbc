package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

const byteOrderMark = "\ufeff"

// csvFile reads the records of one table from an RFC 4180 file.
type csvFile struct {
	table *table
	file  fs.File
	csv   *Records
	names []string // of the columns, in the order of the cells
}

// openCSV opens the file of a table and reads its header.
func openCSV(fsys fs.FS, t *table) (*csvFile, error) {
	f, err := fsys.Open(t.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	c := &csvFile{table: t, file: f}
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
	c.names = header.Strings()
	if err := c.matchHeader(); err != nil {
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
		c.table.path, strings.Join(c.table.names, ","))
}

// matchHeader holds the header against the columns, which may be in any order.
func (c *csvFile) matchHeader() error {
	names := c.table.names
	// A file with other separators is one long unknown name: say so.
	if len(c.names) == 1 && len(names) > 1 && strings.ContainsAny(c.names[0], ";\t|") {
		return fmt.Errorf("the only column is %s; separate cells with commas", quoted(c.names[0]))
	}
	for i, name := range c.names {
		if !slices.Contains(names, name) {
			return fmt.Errorf("unknown column %s%s", quoted(name), Hint(name, "columns are", names))
		}
		if earlier := slices.Index(c.names, name); earlier < i {
			return fmt.Errorf("column %q is there twice, as cell %d and as cell %d; keep one", name, earlier+1, i+1)
		}
	}
	for _, name := range names {
		if !slices.Contains(c.names, name) {
			return fmt.Errorf("column %q is missing; columns are %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// rows yields the records as an [Origin] does. One whose quotes are wrong has no
// cells.
func (c *csvFile) rows(string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			rec, err := c.record()
			if err == io.EOF {
				return
			}
			row := Row{Table: c.table.name, Columns: c.names, Cells: rec.Strings(), File: c.table.path, Line: rec.Line, Record: rec.Text}
			switch cells, lines := len(row.Cells), bytes.Count(rec.Text, []byte("\n")); {
			case err != nil:
			case rec.Wrong != nil:
				wrong := &Rejection{Rule: "quote", Reason: rec.Wrong.Error()}
				if cells < len(c.names) {
					wrong.Column = c.names[cells]
				}
				if lines > 0 {
					wrong.Reason += fmt.Sprintf("; with its quotes the row runs over lines %d to %d", rec.Line, rec.Line+int64(lines))
				}
				row.Cells, err = nil, wrong
			case cells != len(c.names):
				remedy := "add a comma for each missing cell, also where cells are empty"
				if cells > len(c.names) {
					remedy = "a cell that holds a comma needs quotes"
				}
				err = &Rejection{Rule: "columns", Reason: fmt.Sprintf("the row has %d cells but the header has %d; %s", cells, len(c.names), remedy)}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
