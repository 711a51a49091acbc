package source

import (
	"bytes"
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
func tooLong(err error) error {
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
	err := read()
	if err == io.EOF {
		if s.Skip > 0 {
			return nil, fmt.Errorf("the file has no line but those that skip: %d leaves out; its header must come next", s.Skip)
		}
		return nil, errors.New("the file is empty; its first line must name the columns")
	}
	if err != nil {
		return nil, err
	}
	if rec.wrong != "" {
		return nil, fmt.Errorf("line %d, the header: %s", rec.line, rec.wrong)
	}
	t := &fileTable{names: make([]string, len(rec.cells))}
	for i, cell := range rec.cells {
		t.names[i] = string(bytes.TrimSpace(cell))
		if s.NoHeader {
			t.names[i] = "#" + strconv.Itoa(i+1)
		}
	}
	first := s.NoHeader // the line was a record already
	t.next = func() (*fileRecord, error) {
		if !first {
			if err := read(); err != nil {
				return nil, err
			}
		}
		first = false
		if rec.wrong == "" && len(rec.cells) != len(t.names) {
			rec.wrong = fmt.Sprintf("the record has %d cells and the header %d; check delimiter and quote", len(rec.cells), len(t.names))
		}
		return rec, nil
	}
	return t, nil
}
