package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// maxRecord is the longest record, in bytes, that is accepted. A quote that is
// never closed would otherwise draw the rest of a file of any length into
// memory.
const maxRecord = 8 << 20

// record reads the next record that is not blank: its cells, its text without
// the line end, and the line on which it starts. Both are good until the next
// call. A record whose quotes are wrong has a fault, and the cells before it.
// An error ends the file: io.EOF, or file:line and what stopped the reading.
func (c *csvFile) record() (cells []string, raw []byte, line int64, wrong *fault, err error) {
	cells, err = c.csv.Read()
	var bad *csv.ParseError
	switch {
	case c.rec.err != nil:
		return nil, nil, 0, nil, c.stopped(c.rec.err)
	case err == io.EOF:
		return nil, nil, 0, nil, io.EOF
	case errors.As(err, &bad):
		if _, rest := trimBlank(c.rec.pending(c.csv.InputOffset())); openQuote(rest) >= 0 {
			return nil, nil, 0, nil, c.stopped(nil)
		}
		_, raw = trimBlank(c.rec.take(c.csv.InputOffset()))
		reason := "a quote stands inside a cell without quotes; put the cell in quotes and double the quotes in it"
		if errors.Is(err, csv.ErrQuote) {
			reason = "text follows a closing quote; double the quotes inside a cell"
		}
		if n := bytes.Count(raw, []byte("\n")); n > 0 {
			reason += fmt.Sprintf("; with its quotes the row runs over lines %d to %d", bad.StartLine, bad.StartLine+n)
		}
		return cells, raw, int64(bad.StartLine), &fault{"quote", reason}, nil
	case err != nil:
		return nil, nil, 0, nil, c.stopped(err)
	}
	at, _ := c.csv.FieldPos(0)
	_, raw = trimBlank(c.rec.take(c.csv.InputOffset()))
	return cells, raw, int64(at), nil, nil
}

// stopped says why and where no further record can be read. The text that was
// delivered since the last record shows whether an open quote is the cause.
func (c *csvFile) stopped(err error) error {
	before, rest := trimBlank(c.rec.buf[c.rec.taken:])
	line := c.rec.line() + before
	quote := openQuote(rest)
	switch {
	case quote >= 0 && (err == nil || errors.Is(err, errTooLong)):
		return fmt.Errorf("%s:%d: quote is never closed; close it, or double it if it belongs to the text",
			c.table.path, line+bytes.Count(rest[:quote], []byte("\n")))
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%s:%d: row is longer than %d bytes; shorten it or check the line ends", c.table.path, line, maxRecord)
	}
	return fmt.Errorf("%s:%d: %w", c.table.path, line, err)
}

// openQuote returns the offset of the quote that is still open at the end of
// records, or -1.
func openQuote(records []byte) int {
	for i := 0; i < len(records); i++ { // i is at the start of a cell
		if records[i] != '"' {
			n := bytes.IndexAny(records[i:], ",\n")
			if n < 0 {
				return -1
			}
			i += n
			continue
		}
		open := i
		for i++; ; i += 2 { // i is behind a quote that opens or is doubled
			n := bytes.IndexByte(records[i:], '"')
			if n < 0 {
				return open
			}
			if i += n; !bytes.HasPrefix(records[i:], []byte(`""`)) {
				break
			}
		}
		i++
		if bytes.HasPrefix(records[i:], []byte("\r\n")) {
			i++
		}
		if i < len(records) && records[i] != ',' && records[i] != '\n' {
			return -1 // closed in the wrong place
		}
	}
	return -1
}

// trimBlank cuts off the blank lines before a record, which it counts, and
// the line end behind it.
func trimBlank(raw []byte) (lines int, record []byte) {
	for {
		if bytes.HasPrefix(raw, []byte("\n")) {
			raw = raw[1:]
		} else if bytes.HasPrefix(raw, []byte("\r\n")) {
			raw = raw[2:]
		} else {
			break
		}
		lines++
	}
	if bytes.HasSuffix(raw, []byte("\n")) {
		raw = bytes.TrimSuffix(raw[:len(raw)-1], []byte("\r"))
	}
	return lines, raw
}

// recorder keeps what the csv.Reader was given since the last record, which
// is how the exact text of a record is known.
type recorder struct {
	from  io.Reader
	buf   []byte
	taken int   // buf[:taken] belongs to earlier records
	base  int64 // offset of buf[0] in the file, without a byte order mark
	lines int   // line ends before buf[0]
	err   error // what stopped the reading, but io.EOF
}

var errTooLong = errors.New("record is too long")

// Read is called by the csv.Reader only when it has used up what it has, so
// all that is not taken belongs to one record, or to blank lines before it.
func (r *recorder) Read(p []byte) (int, error) {
	r.lines = r.line() - 1
	r.base += int64(r.taken)
	r.buf = r.buf[:copy(r.buf, r.buf[r.taken:])]
	r.taken = 0
	if len(r.buf) > maxRecord {
		r.err = errTooLong
		return 0, r.err
	}
	n, err := r.from.Read(p)
	r.buf = append(r.buf, p[:n]...)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// pending returns the text up to an offset of the file.
func (r *recorder) pending(end int64) []byte { return r.buf[r.taken : end-r.base] }

// take returns the same text and lets go of it; it is good until the next Read.
func (r *recorder) take(end int64) []byte {
	raw := r.pending(end)
	r.taken = int(end - r.base)
	return raw
}

// line is the line that follows the text taken so far.
func (r *recorder) line() int { return r.lines + bytes.Count(r.buf[:r.taken], []byte("\n")) + 1 }
