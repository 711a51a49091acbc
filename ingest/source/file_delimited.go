package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"

	"headstart/ingest"
)

// form is how the settings say that a text is split.
func (s *fileSettings) form() ingest.Delimited {
	form := ingest.Delimited{Delimiter: s.Delimiter[0], Comment: s.Comment}
	if s.Quote != "" {
		form.Quote = s.Quote[0]
	}
	return form
}

// tooLong adds what to do to the error of a record that does not end.
func tooLong(err error) error { // nil stays nil
	if errors.Is(err, ingest.ErrTooLong) {
		return fmt.Errorf("%w; is a quote not closed? quote: none reads quotes as text", err)
	}
	return err
}

// openDelimited reads the header of a CSV or TSV file.
func (s *fileSettings) openDelimited(text io.Reader) (*fileTable, error) {
	d := ingest.NewRecords(text, s.form())
	for range s.Skip {
		if err := d.SkipLine(); err == io.EOF {
			return nil, fmt.Errorf("the file has fewer than the %d lines to skip", s.Skip)
		} else if err != nil {
			return nil, err
		}
	}
	rec := &fileRecord{}
	read := func() error {
		r, err := d.Next()
		if err != nil {
			return tooLong(err)
		}
		*rec = fileRecord{text: r.Text, line: r.Line, cells: r.Cells}
		if r.Wrong != nil {
			rec.cells, rec.wrong = nil, r.Wrong.Error()+", or set quote: none"
		}
		return nil
	}
	t, err := s.headed(func() (*fileRecord, error) { return rec, read() })
	if err == io.EOF && s.Skip > 0 {
		return nil, fmt.Errorf("the file has no line but those that skip: %d leaves out; its header must come next", s.Skip)
	} else if err == io.EOF {
		return nil, errors.New("the file is empty; its first line must name the columns")
	}
	return t, err
}

// headed makes a table of records, the first of which name the columns.
func (s *fileSettings) headed(read func() (*fileRecord, error)) (*fileTable, error) {
	var names []string
	var first *fileRecord
	for row := range max(1, s.Header) {
		rec, err := read()
		if err != nil {
			return nil, err
		}
		if rec.wrong != "" {
			return nil, fmt.Errorf("line %d, the header: %s", rec.line, rec.wrong)
		}
		first = rec
		left := ""
		for i, cell := range rec.cells {
			if i == len(names) {
				names = append(names, "")
			}
			name := string(bytes.TrimSpace(cell))
			switch {
			case s.NoHeader:
				name = "#" + strconv.Itoa(i+1)
			case row+1 < s.Header: // a head over several columns stands in the first of them
				left = cmp.Or(name, left)
				name = left
			}
			if name != "" && names[i] != "" && name != names[i] {
				name = names[i] + " / " + name
			}
			names[i] = cmp.Or(name, names[i])
		}
	}
	t := &fileTable{names: names}
	isRecord := s.NoHeader // the line was a record already
	t.next = func() (*fileRecord, error) {
		rec := first
		for blank := !isRecord; blank; blank = s.Format == "xlsx" && filled(rec.cells) == 0 {
			var err error
			if rec, err = read(); err != nil {
				return nil, err
			}
		}
		isRecord = false
		if rec.wrong != "" {
			return rec, nil
		}
		if s.Format == "xlsx" { // which leaves empty cells at the end of a row out, or not
			for len(rec.cells) < len(t.names) {
				rec.cells = append(rec.cells, nil)
			}
			for n := len(rec.cells); n > len(t.names) && len(rec.cells[n-1]) == 0; n-- {
				rec.cells = rec.cells[:n-1]
			}
		}
		rec.note = s.Notes && len(t.names) > 1 && filled(rec.cells) <= 1
		if len(rec.cells) != len(t.names) && !rec.note {
			rec.wrong = fmt.Sprintf("the record has %d cells and the header %d; check delimiter and quote", len(rec.cells), len(t.names))
		}
		return rec, nil
	}
	return t, nil
}

// filled counts the cells that are not empty.
func filled(cells [][]byte) int {
	n := 0
	for _, cell := range cells {
		if len(bytes.TrimSpace(cell)) > 0 {
			n++
		}
	}
	return n
}
