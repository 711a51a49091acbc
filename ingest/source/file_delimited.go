package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// maxFileRecord is the longest record, in bytes, that is accepted. A quote that
// is never closed would otherwise draw the rest of a file into memory.
const maxFileRecord = 8 << 20

// delimited splits a text into records and those into cells, as RFC 4180 says,
// for any delimiter and quote. A quote inside a cell without quotes is a
// character like others.
type delimited struct {
	text     io.Reader
	buf      []byte
	from, to int // buf[from:to] was read and not used
	end      error
	line     int64 // of buf[from]

	delimiter, quote byte // quote 0: none
	comment          []byte
	cells            [][]byte
	plain            []byte // cells that had quotes in them
}

func newDelimited(text io.Reader, delimiter, quote, comment string) *delimited {
	d := &delimited{text: text, buf: make([]byte, 1<<18), line: 1, delimiter: delimiter[0], comment: []byte(comment)}
	if quote != "" {
		d.quote = quote[0]
	}
	return d
}

// openDelimited reads the header of a CSV or TSV file.
func (s *fileSettings) openDelimited(text io.Reader) (*fileTable, error) {
	d := newDelimited(text, s.Delimiter, s.Quote, s.Comment)
	for range s.Skip {
		if err := d.skipLine(); err == io.EOF {
			return nil, fmt.Errorf("the file has fewer than the %d lines to skip", s.Skip)
		} else if err != nil {
			return nil, err
		}
	}
	rec := &fileRecord{}
	read := func() error {
		raw, line, err := d.record()
		if err != nil {
			return err
		}
		*rec = fileRecord{text: raw, line: line}
		rec.cells, rec.wrong = d.split(raw)
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

// skipLine reads past the next line end, whatever stands before it.
func (d *delimited) skipLine() error {
	for {
		if n := bytes.IndexByte(d.buf[d.from:d.to], '\n'); n >= 0 {
			d.from += n + 1
			d.line++
			return nil
		}
		if err := d.refill(); err == io.EOF && d.from < d.to {
			d.from = d.to
			return nil
		} else if err != nil {
			return err
		}
	}
}

// record returns the next record that is neither blank nor a comment, without
// its line end, and the line on which it starts. It is good until the next
// call.
func (d *delimited) record() (raw []byte, line int64, err error) {
	for {
		n := d.recordEnd(d.buf[d.from:d.to])
		next := n + 1
		if n < 0 {
			err := d.refill()
			switch {
			case err == nil:
				continue
			case err != io.EOF:
				return nil, d.line, fmt.Errorf("line %d: %w", d.line, err)
			case d.from == d.to:
				return nil, d.line, io.EOF
			}
			n, next = d.to-d.from, d.to-d.from // the last line has no end
		}
		raw, line = d.buf[d.from:d.from+n], d.line
		d.line++
		if d.quote != 0 && n > 0 {
			d.line += int64(bytes.Count(raw, []byte("\n")))
		}
		d.from += next
		raw = bytes.TrimSuffix(raw, []byte("\r"))
		if len(raw) == 0 || len(d.comment) > 0 && bytes.HasPrefix(raw, d.comment) {
			continue
		}
		return raw, line, nil
	}
}

// recordEnd returns where the first record of b ends, at a line end outside of
// quotes; -1 when it does not end in b.
func (d *delimited) recordEnd(b []byte) int {
	text := d.quote == 0 || len(d.comment) > 0 && bytes.HasPrefix(b, d.comment)
	for i := 0; ; { // b[:i] has whole quoted cells only
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return -1
		}
		at := -1
		if !text {
			at = bytes.IndexByte(b[i:i+n], d.quote)
		}
		if at < 0 {
			return i + n
		}
		i += at
		if i == 0 || b[i-1] == d.delimiter {
			n := d.closing(b[i:])
			if n < 0 {
				return -1
			}
			i += n
		}
		i++
	}
}

// closing returns where the quote that opens b is closed, or -1.
func (d *delimited) closing(b []byte) int {
	for i := 1; ; i += 2 {
		n := bytes.IndexByte(b[i:], d.quote)
		if n < 0 {
			return -1
		}
		if i += n; i+1 == len(b) || b[i+1] != d.quote {
			return i
		}
	}
}

// refill reads more text behind what is not used yet.
func (d *delimited) refill() error {
	if d.end != nil {
		return d.end
	}
	if d.from > 0 {
		copy(d.buf, d.buf[d.from:d.to])
		d.from, d.to = 0, d.to-d.from
	}
	if d.to > maxFileRecord {
		return fmt.Errorf("record is longer than %d bytes; is a quote not closed? quote: none reads quotes as text", maxFileRecord)
	}
	if d.to == len(d.buf) {
		d.buf = append(d.buf, make([]byte, len(d.buf))...)
	}
	// A reader may return nothing a few times, but not for ever.
	for range 100 {
		n, err := d.text.Read(d.buf[d.to:])
		d.to += n
		if err != nil {
			d.end = err
		}
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// split returns the cells of a record, or what is wrong with it. They are good
// until the next call.
func (d *delimited) split(raw []byte) (cells [][]byte, wrong string) {
	d.cells, d.plain = d.cells[:0], d.plain[:0]
	if d.quote == 0 || bytes.IndexByte(raw, d.quote) < 0 {
		for {
			n := bytes.IndexByte(raw, d.delimiter)
			if n < 0 {
				d.cells = append(d.cells, raw)
				return d.cells, ""
			}
			d.cells = append(d.cells, raw[:n])
			raw = raw[n+1:]
		}
	}
	for {
		cell := raw
		n := 0
		if len(raw) > 0 && raw[0] == d.quote {
			if n = d.closing(raw); n < 0 {
				return nil, "a quote is never closed; close it, or set quote: none"
			}
			cell = raw[1:n]
			if bytes.IndexByte(cell, d.quote) >= 0 {
				cell = d.undouble(cell)
			}
			if n++; n < len(raw) && raw[n] != d.delimiter {
				return nil, "text follows a closing quote; double the quotes inside a cell, or set quote: none"
			}
		} else if n = bytes.IndexByte(raw, d.delimiter); n >= 0 {
			cell = raw[:n]
		} else {
			n = len(raw)
		}
		d.cells = append(d.cells, cell)
		if n == len(raw) {
			return d.cells, ""
		}
		raw = raw[n+1:]
	}
}

// undouble makes each two quotes one.
func (d *delimited) undouble(cell []byte) []byte {
	from := len(d.plain)
	for i := 0; i < len(cell); i++ {
		d.plain = append(d.plain, cell[i])
		if cell[i] == d.quote {
			i++
		}
	}
	return d.plain[from:len(d.plain):len(d.plain)]
}
