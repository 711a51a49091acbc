package stored

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/transform"
)

// Source is what to read: an analyst's own files, one after the other as one
// table.
type Source struct {
	Paths   []string  // CSV or Parquet, whichever each is by its content; "-" is Stdin
	Stdin   io.Reader // CSV
	Where   string    // an SQL condition on the columns of each file, which keeps the rows where it is true; empty: all rows
	Decimal string    // the decimal sign of CSV, "." or ","; empty: as the cells have it
	Lenient bool      // Numbers and Times are NaN, and Texts as they are, where a cell would be an error
}

// File is some columns of a [Source].
type File struct {
	source  Source
	name    string // of the file that is read now
	cells   map[string]*column
	parts   []part
	lines   []int // of each row in its file: the line of CSV, the number of the row of Parquet
	factors map[string][][]factor
}

// part is where the rows of one file begin.
type part struct {
	name    string
	row     int
	parquet bool
	comma   bool // is the decimal sign
}

// newFile returns a file of these columns, without rows and with room for about so
// many, and a function that adds a row by its cells.
func (f *File) newFile(names []string, room int) (one *File, add func(line int, cell func(i int) string)) {
	one = &File{source: f.source, name: f.name, cells: map[string]*column{}, parts: []part{{name: f.name}}, lines: make([]int, 0, room)}
	columns := make([]*column, len(names))
	for i, name := range names {
		columns[i] = &column{ends: make([]int, 0, room)}
		one.cells[name] = columns[i]
	}
	return one, func(line int, cell func(i int) string) {
		one.lines = append(one.lines, line)
		for i, c := range columns {
			c.add(cell(i))
		}
	}
}

// Read reads the named columns, and those that the terms are made of (see
// [File.Covariates]). Nothing but these files is read, and no text of the call
// is ever run but Where, which may hold what [Query] permits over the one
// table rows.
//
// CSV is UTF-8 with a header, as RFC 4180 has it. Cells are separated by
// commas, semicolons, tabs or bars: by what makes the header name the columns
// asked for, so nothing has to be guessed from the rows. Every row keeps its
// line. Names are matched to the letter.
//
// It fails, and says where and what to do, if there is no such file or
// column, a column is there twice, a row has another number of cells than the
// header, or there are no rows.
func (s Source) Read(ctx context.Context, columns, terms []string) (*File, error) {
	f := &File{source: s, cells: map[string]*column{}}
	var long error // a term is
	wanted := func(header []string) []string {
		f.factors, long = map[string][][]factor{}, nil
		names := slices.Clone(columns)
		for _, term := range terms {
			products, err := parseTerm(term, header)
			f.factors[term], long = products, cmp.Or(long, err)
			for _, factor := range slices.Concat(f.factors[term]...) {
				names = append(names, factor.column)
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	for _, path := range s.Paths {
		if err := f.readPath(ctx, path, wanted); err != nil {
			return nil, err
		} else if long != nil {
			return nil, long
		}
	}
	if f.Rows() == 0 {
		if s.Where != "" {
			return nil, fmt.Errorf("%s: no row meets the condition %s", s.Name(), quoted(s.Where))
		}
		return nil, fmt.Errorf("%s has a header and no rows; add the rows to fit", s.Name())
	}
	f.findDecimals()
	return f, nil
}

// Name is what messages call the files.
func (s Source) Name() string {
	names := slices.Clone(s.Paths)
	for i, path := range names {
		if path == "-" {
			names[i] = "standard input"
		}
	}
	return strings.Join(names, ", ")
}

// readPath adds the rows of one file.
func (f *File) readPath(ctx context.Context, path string, wanted func(header []string) []string) error {
	f.name = path
	var from io.Reader
	size := int64(0) // 0: not known
	if path == "-" {
		f.name, from = "standard input", f.source.Stdin
	} else {
		file, err := ingest.OpenFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("there is no file %s; name a CSV or Parquet file", path)
		case err != nil:
			return fmt.Errorf("%w; name a CSV or Parquet file that you can read", err)
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil {
			size = info.Size()
		}
		from = file
	}
	text := bufio.NewReaderSize(from, longestHeader)
	start, err := text.Peek(longestHeader)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	if err := f.recognize(start); err != nil {
		return err
	}
	parquet := bytes.HasPrefix(start, []byte("PAR1"))
	f.parts = append(f.parts, part{name: f.name, row: f.Rows(), parquet: parquet})
	var rows *File
	switch {
	case parquet && path == "-":
		return errors.New("standard input is Parquet, which is read from its end; save it, and name the file")
	case parquet:
		rows, err = f.readParquet(ctx, wanted)
	default:
		rows, err = f.readCSV(ctx, text, start, roomFor(size, start), wanted)
	}
	if err != nil {
		return err
	}
	f.lines = append(f.lines, rows.lines...)
	for name, cells := range rows.cells {
		if f.cells[name] == nil {
			f.cells[name] = cells
			continue
		}
		for row := range rows.lines {
			f.cells[name].add(cells.cell(row))
		}
	}
	return nil
}

const longestHeader = 1 << 20

// recognize refuses what can be told from CSV and Parquet by its first bytes.
func (f *File) recognize(start []byte) error {
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

// roomFor returns how many rows a file of a size has, if all are as long as those
// at its start, and at most four million. Rows that come one by one are copied
// each time there are twice as many.
func roomFor(size int64, start []byte) int {
	return int(min(size/int64(len(start))*int64(bytes.Count(start, []byte("\n"))), 4e6))
}

func (f *File) readCSV(ctx context.Context, text *bufio.Reader, start []byte, room int, wanted func(header []string) []string) (*File, error) {
	if bytes.HasPrefix(start, []byte(byteOrderMark)) {
		start = start[len(byteOrderMark):]
		if _, err := text.Discard(len(byteOrderMark)); err != nil {
			return nil, fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	comma, err := f.separator(start, wanted)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(text)
	r.Comma, r.ReuseRecord = comma, true
	header, err := r.Read()
	if err != nil {
		return nil, f.csvError(err, 0, 0)
	}
	header = slices.Clone(header)
	names := wanted(header)
	index, err := f.find(names, header)
	if err != nil {
		return nil, err
	}
	if f.source.Where != "" { // all columns, of which the condition keeps rows
		names = header
		if index, err = f.find(names, header); err != nil {
			return nil, err
		}
	}
	rows, add := f.newFile(names, room)
	var record []string
	cell := func(i int) string { return record[index[i]] }
	for {
		if record, err = r.Read(); err == io.EOF {
			break
		} else if err != nil {
			return nil, f.csvError(err, len(record), len(header))
		}
		line, _ := r.FieldPos(0)
		add(line, cell)
	}
	if f.source.Where == "" {
		return rows, nil
	}
	numbers, err := rows.where(ctx, header)
	if err != nil {
		return nil, err
	}
	names = wanted(header)
	kept, add := f.newFile(names, 0)
	for _, row := range numbers {
		add(rows.lines[row], func(i int) string { return rows.cells[names[i]].cell(row) })
	}
	return kept, nil
}

// separator returns the first separator with which the header names all of
// the columns, or else the one with which it has the most cells.
func (f *File) separator(start []byte, wanted func(header []string) []string) (rune, error) {
	best, most := ',', 0
	for _, comma := range ",;\t|" {
		r := csv.NewReader(bytes.NewReader(start))
		r.Comma = comma
		header, err := r.Read()
		if err != nil {
			continue
		}
		if !slices.ContainsFunc(wanted(header), func(c string) bool { return !slices.Contains(header, c) }) {
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
// many it has, and header how many the header.
func (f *File) csvError(err error, cells, header int) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	reason := "a quote that is not closed, or stands inside a cell; put the whole cell in quotes and double those in it"
	if errors.Is(err, csv.ErrFieldCount) {
		things := "cells"
		if cells == 1 {
			things = "cell"
		}
		reason = fmt.Sprintf("%d %s where the header has %d; a cell that holds the separator needs quotes", cells, things, header)
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
		if column == "" {
			return nil, fmt.Errorf("a term of the covariates has no name; write them as a, C(a), a:b or a*b")
		}
		if index[i] < 0 {
			return nil, fmt.Errorf("%s has no column %q; %scolumns are: %s", f.name, column, meant(column, header), columnList(header))
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

// meant asks for the name that may have been meant; "" for none.
func meant(name string, names []string) string {
	if near := ingest.Closest(name, names); near != "" {
		return fmt.Sprintf("did you mean %q? ", near)
	}
	return ""
}

func (f *File) readParquet(ctx context.Context, wanted func(header []string) []string) (*File, error) {
	path, err := filepath.Abs(f.name)
	if err != nil {
		return nil, err
	}
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	// One file, whatever signs of a pattern or of a partition its name has.
	literal := strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
	from := "from read_parquet(" + transform.QuoteText(literal) + ", hive_partitioning = false, union_by_name = false"
	unreadable := func(err error) error {
		reason := strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), literal, f.name)
		return fmt.Errorf("%s cannot be read as Parquet: %s", f.name, reason)
	}
	result, err := db.Result(ctx, "select * "+from+") limit 0")
	if err != nil {
		return nil, unreadable(err)
	}
	header := result.Columns
	if err := result.Close(); err != nil {
		return nil, unreadable(err)
	}
	names := wanted(header)
	if _, err := f.find(names, header); err != nil {
		return nil, err
	}
	texts := []string{"file_row_number + 1"}
	for _, name := range names {
		texts = append(texts, "coalesce("+transform.QuoteName(name)+"::varchar, '')")
	}
	query := "select " + strings.Join(texts, ", ") + " from rows"
	if err := db.Exec(ctx, "create view rows as "+from+", file_row_number = true)"); err != nil {
		return nil, unreadable(err)
	}
	if f.source.Where != "" {
		if err := lock(ctx, db, "allowed_paths", path); err != nil {
			return nil, err
		}
		if err := permitCondition(ctx, db, f.source.Where); err != nil {
			return nil, err
		}
		query += " where (" + f.source.Where + "\n)"
	}
	rows, add := f.newFile(names, 0)
	result, err = db.Result(ctx, query+" order by file_row_number")
	if err == nil {
		defer result.Close()
		err = result.Each(func(row []any) error {
			add(int(row[0].(int64)), func(i int) string { return row[i+1].(string) })
			return nil
		})
	}
	switch {
	case err != nil && f.source.Where != "":
		return nil, conditionError(f.name, err)
	case err != nil:
		return nil, unreadable(err)
	}
	return rows, nil
}

// Rows returns how many rows there are, the headers not counted.
func (f *File) Rows() int { return len(f.lines) }

// Where names a row, counted from 0, at the beginning of a message: by the
// line of a CSV file, by the number of the row of a Parquet file.
func (f *File) Where(row int) string {
	in := f.part(row)
	if in.parquet {
		return fmt.Sprintf("%s: row %d", in.name, f.lines[row])
	}
	return fmt.Sprintf("%s:%d", in.name, f.lines[row])
}

// part returns the part that a row is in.
func (f *File) part(row int) part {
	last := 0
	for i, p := range f.parts {
		if p.row <= row {
			last = i
		}
	}
	return f.parts[last]
}
