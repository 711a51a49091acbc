package stored

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/transform"
)

// File is some columns of an analyst's own CSV or Parquet file.
type File struct {
	name  string
	cells map[string][]string // by column, as text; null is empty
	lines []int               // of each row; nil for Parquet
	rows  int
}

// ReadFile reads the named columns of a CSV or Parquet file, whichever it is
// by its content. Nothing but that file is read, and no text of the call is
// ever run.
//
// CSV is UTF-8 with a header, as RFC 4180 has it. Cells are separated by
// commas, semicolons, tabs or bars: by what makes the header name the columns
// asked for, so nothing has to be guessed from the rows. Every row keeps its
// line. Names are matched to the letter.
//
// It fails, and says where and what to do, if there is no such file or
// column, a column is there twice, a row has another number of cells than the
// header, or there are no rows.
func ReadFile(ctx context.Context, path string, columns []string) (*File, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s; name a CSV or Parquet file", path)
	case err != nil:
		return nil, fmt.Errorf("%w; name a CSV or Parquet file that you can read", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder; name a CSV or Parquet file in it", path)
	}
	f := &File{name: path, cells: make(map[string][]string, len(columns))}
	text := bufio.NewReaderSize(file, longestHeader)
	start, err := text.Peek(longestHeader)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if err := f.recognise(start); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(start, []byte("PAR1")) {
		err = f.readParquet(ctx, columns)
	} else {
		err = f.readCSV(text, start, columns)
	}
	if err != nil {
		return nil, err
	}
	if f.rows == 0 {
		return nil, fmt.Errorf("%s has columns and no rows; add the rows to fit", path)
	}
	return f, nil
}

const longestHeader = 1 << 20

// recognise refuses what can be told from CSV and Parquet by its first bytes.
func (f *File) recognise(start []byte) error {
	for _, kind := range []struct{ magic, hint string }{
		{"PK\x03\x04", "is a spreadsheet or an archive; save the sheet as CSV"},
		{"\x1f\x8b", "is compressed; unpack it first, with gunzip"},
		{"\xff\xfe", "is in UTF-16; save it as CSV in UTF-8"},
		{"\xfe\xff", "is in UTF-16; save it as CSV in UTF-8"},
	} {
		if bytes.HasPrefix(start, []byte(kind.magic)) {
			return fmt.Errorf("%s %s", f.name, kind.hint)
		}
	}
	if len(bytes.TrimSpace(start)) == 0 {
		return fmt.Errorf("%s is empty; its first line must name the columns", f.name)
	}
	return nil
}

const byteOrderMark = "\ufeff"

func (f *File) readCSV(text *bufio.Reader, start []byte, columns []string) error {
	if bytes.HasPrefix(start, []byte(byteOrderMark)) {
		start = start[len(byteOrderMark):]
		if _, err := text.Discard(len(byteOrderMark)); err != nil {
			return fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	comma, err := f.separator(start, columns)
	if err != nil {
		return err
	}
	r := csv.NewReader(text)
	r.Comma, r.ReuseRecord = comma, true
	header, err := r.Read()
	if err != nil {
		return f.csvError(err, 0)
	}
	index, err := f.find(columns, slices.Clone(header))
	if err != nil {
		return err
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return f.csvError(err, len(record))
		}
		line, _ := r.FieldPos(0)
		f.lines = append(f.lines, line)
		f.rows++
		for i, column := range columns {
			f.cells[column] = append(f.cells[column], strings.Clone(record[index[i]]))
		}
	}
}

// separator returns the first separator with which the header names all of
// the columns, or else the one with which it has the most cells.
func (f *File) separator(start []byte, columns []string) (rune, error) {
	best, most := ',', 0
	for _, comma := range ",;\t|" {
		r := csv.NewReader(bytes.NewReader(start))
		r.Comma = comma
		header, err := r.Read()
		if err != nil {
			continue
		}
		if !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(header, c) }) {
			return comma, nil
		}
		if len(header) > most {
			best, most = comma, len(header)
		}
	}
	if len(start) == longestHeader && bytes.IndexByte(start, '\n') < 0 {
		return 0, fmt.Errorf("%s:1: the first line does not end; it must name the columns", f.name)
	}
	return best, nil
}

// csvError says in which line a record cannot be read, and why. cells is how
// many it has.
func (f *File) csvError(err error, cells int) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	reason := "a quote that is not closed, or stands inside a cell; put the whole cell in quotes and double those in it"
	if errors.Is(err, csv.ErrFieldCount) {
		reason = fmt.Sprintf("%d cells, and the header has another number; a cell that holds the separator needs quotes", cells)
	}
	return fmt.Errorf("%s:%d: %s", f.name, parse.StartLine, reason)
}

// find returns where each of the columns is in the header.
func (f *File) find(columns, header []string) ([]int, error) {
	for _, name := range header {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("%s:1: the header is not UTF-8; save the file as CSV in UTF-8", f.name)
		}
	}
	index := make([]int, len(columns))
	for i, column := range columns {
		index[i] = slices.Index(header, column)
		if index[i] < 0 {
			hint := ""
			if near := ingest.Closest(column, header); near != "" {
				hint = fmt.Sprintf("did you mean %q? ", near)
			}
			return nil, fmt.Errorf("%s has no column %q; %scolumns are: %s", f.name, column, hint, columnList(header))
		}
		if slices.Contains(header[index[i]+1:], column) {
			return nil, fmt.Errorf("%s has two columns %q; give one of them another name", f.name, column)
		}
	}
	return index, nil
}

// columnList names columns in a message, the first of very many.
func columnList(names []string) string {
	const most = 40
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

func (f *File) readParquet(ctx context.Context, columns []string) error {
	path, err := filepath.Abs(f.name)
	if err != nil {
		return err
	}
	db, err := transform.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	// One file, whatever signs of a pattern or of a partition its name has.
	literal := strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
	from := "from read_parquet(" + transform.QuoteText(literal) + ", hive_partitioning = false, union_by_name = false)"
	unreadable := func(err error) error {
		reason := strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), literal, f.name)
		return fmt.Errorf("%s cannot be read as Parquet: %s", f.name, reason)
	}
	header, err := db.Result(ctx, "select * "+from+" limit 0")
	if err != nil {
		return unreadable(err)
	}
	if err := header.Close(); err != nil {
		return unreadable(err)
	}
	if _, err := f.find(columns, header.Columns); err != nil {
		return err
	}
	texts := make([]string, len(columns))
	for i, column := range columns {
		texts[i] = "coalesce(" + transform.QuoteName(column) + "::varchar, '')"
	}
	records, err := transform.Collect(ctx, db, "select "+strings.Join(texts, ", ")+" "+from, func(record *[]string) []any {
		*record = make([]string, len(columns))
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &(*record)[i]
		}
		return into
	})
	if err != nil {
		return unreadable(err)
	}
	f.rows = len(records)
	for _, record := range records {
		for i, column := range columns {
			f.cells[column] = append(f.cells[column], record[i])
		}
	}
	return nil
}

// Rows returns how many rows there are, the header not counted.
func (f *File) Rows() int { return f.rows }

// Where names a row, counted from 0, at the beginning of a message: by the
// line of a CSV file, by the number of the row of a Parquet file.
func (f *File) Where(row int) string {
	if f.lines == nil {
		return fmt.Sprintf("%s: row %d", f.name, row+1)
	}
	return fmt.Sprintf("%s:%d", f.name, f.lines[row])
}

// Numbers returns a column that was read as finite numbers; true is 1 and
// false is 0. It fails at the first cell that is empty (also NA, NaN and
// null) or no number, and says where.
func (f *File) Numbers(column string) ([]float64, error) {
	numbers := make([]float64, f.rows)
	for row, cell := range f.cells[column] {
		var ok bool
		if numbers[row], ok = number(cell); ok {
			continue
		}
		more := ""
		if n := f.count(column, func(c string) bool { _, ok := number(c); return !ok }) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more of its cells)", n)
		}
		switch {
		case strings.TrimSpace(cell) == "":
			return nil, fmt.Errorf("%s: column %q is empty; fill it in, or leave the row out%s", f.Where(row), column, more)
		case missing(cell):
			return nil, fmt.Errorf("%s: column %q is %s, which is no value; fill it in, or leave the row out%s", f.Where(row), column, strings.TrimSpace(cell), more)
		}
		return nil, fmt.Errorf("%s: column %q is %s, which is not a number; write digits, with a point for decimals%s", f.Where(row), column, quoted(cell), more)
	}
	return numbers, nil
}

// Times returns a column of numbers, or of days as calendar years with decimals
// (1970 plus days over 365.25), and whether it holds days. A column holds days
// when its first cell is one, 2018-09-30; any other cell then fails as in
// Numbers.
func (f *File) Times(column string) (times []float64, days bool, err error) {
	cells := f.cells[column]
	if len(cells) == 0 {
		times, err = f.Numbers(column)
		return times, false, err
	}
	if _, ok := day(cells[0]); !ok {
		times, err = f.Numbers(column)
		return times, false, err
	}
	times = make([]float64, f.rows)
	for row, cell := range cells {
		at, ok := day(cell)
		if !ok {
			return nil, true, fmt.Errorf("%s: column %q is %s, which is not a day as in the first row; write 2018-09-30", f.Where(row), column, quoted(strings.TrimSpace(cell)))
		}
		times[row] = 1970 + float64(at.Unix())/86400/365.25
	}
	return times, true, nil
}

// day reads 2018-09-30, also with a midnight behind it, as Parquet files have.
func day(cell string) (time.Time, bool) {
	text := strings.TrimSpace(cell)
	for _, midnight := range []string{" 00:00:00", "T00:00:00", "T00:00:00Z"} {
		text = strings.TrimSuffix(text, midnight)
	}
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// Outcomes returns a column that was read as 1 and 0, which is all that it may
// hold beside true and false. It fails as Numbers does, or lists the other
// values that it found.
func (f *File) Outcomes(column string) ([]float64, error) {
	outcomes := make([]float64, f.rows)
	var others []string
	first := 0
	for row, cell := range f.cells[column] {
		if x, ok := number(cell); ok && (x == 0 || x == 1) {
			outcomes[row] = x
		} else if text := quoted(strings.TrimSpace(cell)); !missing(cell) && !slices.Contains(others, text) {
			if others == nil {
				first = row
			}
			others = append(others, text)
		}
	}
	if others == nil {
		return f.Numbers(column) // what is missing is an error there
	}
	const most = 5
	list := strings.Join(others[:min(len(others), most)], ", ")
	if len(others) > most {
		list += fmt.Sprintf(" and %d more values", len(others)-most)
	}
	return nil, fmt.Errorf("%s: column %q must be 1 where it happened and 0 where it did not (or true and false), and holds %s", f.Where(first), column, list)
}

func (f *File) count(column string, is func(cell string) bool) int {
	n := 0
	for _, cell := range f.cells[column] {
		if is(cell) {
			n++
		}
	}
	return n
}

// missing says whether a cell is a way to write that there is no value.
func missing(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "", "na", "n/a", "nan", "null", "none", ".":
		return true
	}
	return false
}

// number reads a cell as a finite decimal number or a truth value.
func number(cell string) (float64, bool) {
	cell = strings.TrimSpace(cell)
	switch strings.ToLower(cell) {
	case "true":
		return 1, true
	case "false":
		return 0, true
	}
	if strings.Trim(cell, "0123456789.eE+-") != "" { // hexadecimal, infinity, underscores
		return 0, false
	}
	x, err := strconv.ParseFloat(cell, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// quoted shows a cell in a message, cut when long.
func quoted(cell string) string {
	const most = 40
	if r := []rune(cell); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(cell)
}
