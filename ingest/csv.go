package ingest

import (
	"bytes"
	"cmp"
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
	stop, stopped := errors.AsType[*StopError](err)
	switch {
	case !stopped:
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
		var texts []string
		var room strings.Builder
		for {
			rec, err := c.record()
			if err == io.EOF {
				return
			}
			texts = rec.texts(texts[:0], &room)
			row := Row{Table: c.table.name, Columns: c.names, Cells: texts, File: c.table.path, Line: rec.Line, Record: rec.Text}
			switch cells := len(row.Cells); {
			case err != nil:
			case rec.Wrong != nil:
				wrong := &Rejection{Rule: "quote", Reason: rec.Wrong.Error()}
				if cells < len(c.names) {
					wrong.Column = c.names[cells]
				}
				if lines := bytes.Count(rec.Text, []byte("\n")); lines > 0 {
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

// MaxRecord is the longest record, in bytes, that is accepted. A quote that is
// never closed would otherwise draw the rest of a file of any length into
// memory.
const MaxRecord = 8 << 20

// Delimited says how a text is split into records, one a line, and those into
// cells. Its zero value, with a Delimiter, has no quotes and no comments.
type Delimited struct {
	Delimiter byte
	Quote     byte   // 0: none
	Comment   string // lines that start so are passed over; "": none
	// Strict refuses a quote that RFC 4180 does not allow, and makes one line
	// end of a line end in a cell, however it is written. Otherwise a quote
	// inside a cell without quotes is a character like others.
	Strict bool
}

// What is wrong with the quotes of a record.
var (
	ErrOpenQuote  = errors.New("a quote is never closed; close it")
	ErrAfterQuote = errors.New("text follows a closing quote; double the quotes inside a cell")
	ErrBareQuote  = errors.New("a quote stands inside a cell without quotes; put the cell in quotes and double the quotes in it")
	ErrTooLong    = fmt.Errorf("record is longer than %d bytes", MaxRecord)
)

// Record is one record of a text. It is good until the next one.
type Record struct {
	Text  []byte   // as written, without its line end
	Line  int64    // on which it starts, from 1
	Cells [][]byte // where Wrong is set, those before what is wrong
	Wrong error    // ErrOpenQuote, ErrAfterQuote or ErrBareQuote
}

// Strings returns the cells as texts that stay good, and share memory.
func (r Record) Strings() []string {
	var room strings.Builder
	room.Grow(len(r.Text))
	return r.texts(make([]string, 0, len(r.Cells)), &room)
}

// textRoom is how many bytes of cells share memory where many records follow each other.
const textRoom = 1 << 14

// texts adds the cells to others. They are kept in room, from which a new one is
// made when it is full: memory for each record by itself takes longer to get and
// to give back than the record to read.
func (r Record) texts(cells []string, room *strings.Builder) []string {
	if room.Cap()-room.Len() < len(r.Text) {
		room.Reset()
		room.Grow(max(textRoom, len(r.Text)))
	}
	from := room.Len()
	for _, cell := range r.Cells {
		room.Write(cell)
	}
	whole := room.String()[from:]
	for _, cell := range r.Cells {
		cells = append(cells, whole[:len(cell)])
		whole = whole[len(cell):]
	}
	return cells
}

// StopError says where and why no further record can be read.
type StopError struct {
	Line int64
	Err  error
}

func (e *StopError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *StopError) Unwrap() error { return e.Err }

// Records splits a text into records.
type Records struct {
	Delimited
	text     io.Reader
	buf      []byte
	from, to int // buf[from:to] was read and not used
	end      error
	line     int64    // of buf[from]
	cells    [][]byte // of the record that was parsed last
	wrong    error    // with it
	plain    []byte   // cells that had quotes in them
}

// NewRecords returns the records of a text in UTF-8 without a byte order mark.
func NewRecords(text io.Reader, form Delimited) *Records {
	return &Records{Delimited: form, text: text, buf: make([]byte, 1<<16), line: 1}
}

// SkipLine reads past the next line end, whatever stands before it. The error
// at the end of the text is io.EOF.
func (r *Records) SkipLine() error {
	for {
		if n := bytes.IndexByte(r.buf[r.from:r.to], '\n'); n >= 0 {
			r.from += n + 1
			r.line++
			return nil
		}
		if err := r.refill(); err == io.EOF && r.from < r.to {
			r.from = r.to
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Next returns the next record that is neither blank nor a comment. The error
// at the end of the text is io.EOF, any other a *StopError: the text cannot be
// read, a record is too long, or with Strict a quote is never closed.
func (r *Records) Next() (Record, error) {
	for {
		n, _ := r.parse(r.buf[r.from:r.to], false)
		next := n + 1
		if n < 0 {
			err := r.refill()
			if err == nil {
				continue
			}
			var open int
			n, open = r.parse(r.buf[r.from:r.to], true)
			next = n // the last line has no end
			switch {
			case r.Strict && r.wrong == ErrOpenQuote && (err == io.EOF || errors.Is(err, ErrTooLong)):
				return Record{}, &StopError{r.line + int64(bytes.Count(r.buf[r.from:r.from+open], []byte("\n"))), ErrOpenQuote}
			case err != io.EOF:
				return Record{}, &StopError{r.line, err}
			case r.from == r.to:
				return Record{}, io.EOF
			}
		}
		rec := Record{Text: r.buf[r.from : r.from+n], Line: r.line, Cells: r.cells, Wrong: r.wrong}
		r.line++
		if r.Quote != 0 && n > 0 {
			r.line += int64(bytes.Count(rec.Text, []byte("\n")))
		}
		r.from += next
		rec.Text = bytes.TrimSuffix(rec.Text, []byte("\r"))
		if len(rec.Text) > 0 && !r.isComment(rec.Text) {
			return rec, nil
		}
	}
}

func (r *Records) isComment(b []byte) bool {
	return r.Comment != "" && bytes.HasPrefix(b, []byte(r.Comment))
}

// parse splits the first record of b into cells, up to what is wrong with it,
// and returns where it ends, at a line end outside of quotes, or with the last b
// of a text; open is where a quote opens that is not closed, or -1. An end of -1:
// it is not in b. With Strict a quote in a wrong place ends the record with its
// line: what comes later may well be right.
func (r *Records) parse(b []byte, last bool) (end, open int) {
	r.cells, r.plain, r.wrong = r.cells[:0], r.plain[:0], nil
	quotes, line := r.Quote != 0 && !r.isComment(b), -1
	for i := 0; ; i++ { // at b[i] a cell begins, whose line ends at b[line]
		var cell []byte
		quoted := quotes && i < len(b) && b[i] == r.Quote
		if quoted {
			n := r.closing(b[i:])
			if n < 0 && !last {
				return -1, -1
			} else if n < 0 {
				r.wrong = cmp.Or(r.wrong, ErrOpenQuote)
				return len(b), i
			}
			cell, i = r.unquote(b[i+1:i+n]), i+n+1
		}
		if line < i {
			if line = bytes.IndexByte(b[i:], '\n'); line < 0 && !last {
				return -1, -1
			} else if line < 0 {
				line = len(b[i:])
			}
			line += i
		}
		stop := line
		if n := bytes.IndexByte(b[i:line], r.Delimiter); n >= 0 {
			stop = i + n
		}
		rest := b[i:stop]
		if stop == line {
			rest = bytes.TrimSuffix(rest, []byte("\r"))
		}
		switch {
		case quoted && len(rest) > 0:
			r.wrong = cmp.Or(r.wrong, ErrAfterQuote)
		case !quoted && r.Strict && quotes && bytes.IndexByte(rest, r.Quote) >= 0:
			r.wrong = ErrBareQuote
		case !quoted:
			cell = rest
		}
		if r.wrong == nil {
			r.cells = append(r.cells, cell)
		}
		if stop == line || r.wrong != nil && r.Strict {
			return line, -1
		}
		i = stop
	}
}

// closing returns where the quote that opens b is closed, or -1.
func (r *Records) closing(b []byte) int {
	for i := 1; ; i += 2 {
		n := bytes.IndexByte(b[i:], r.Quote)
		if n < 0 {
			return -1
		}
		if i += n; i+1 == len(b) || b[i+1] != r.Quote {
			return i
		}
	}
}

// refill reads more text behind what is not used yet.
func (r *Records) refill() error {
	if r.end != nil {
		return r.end
	}
	if r.from > 0 {
		copy(r.buf, r.buf[r.from:r.to])
		r.from, r.to = 0, r.to-r.from
	}
	if r.to > MaxRecord {
		return ErrTooLong
	}
	if r.to == len(r.buf) {
		wider := make([]byte, min(2*len(r.buf), MaxRecord+MaxRecord/8))
		copy(wider, r.buf)
		r.buf = wider
	}
	// A reader may return nothing a few times, but not for ever.
	for range 100 {
		n, err := r.text.Read(r.buf[r.to:])
		r.to += n
		if err != nil {
			r.end = err
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

// unquote makes each two quotes of a cell one.
func (r *Records) unquote(cell []byte) []byte {
	if r.Strict && bytes.Contains(cell, []byte("\r\n")) {
		cell = bytes.ReplaceAll(cell, []byte("\r\n"), []byte("\n"))
	}
	if bytes.IndexByte(cell, r.Quote) < 0 {
		return cell
	}
	from := len(r.plain)
	for i := 0; i < len(cell); i++ {
		r.plain = append(r.plain, cell[i])
		if cell[i] == r.Quote {
			i++
		}
	}
	return r.plain[from:len(r.plain):len(r.plain)]
}
