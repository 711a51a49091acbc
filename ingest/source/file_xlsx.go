package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/ingest"

	"github.com/xuri/excelize/v2"
)

// maxWorkbook bounds what the XML of a workbook may unpack to, in bytes: all of
// a sheet is in memory.
const maxWorkbook = 64 << 20

// maxElements bounds the elements in that XML, each of which takes some 200
// bytes: 2 million cells with a value.
const maxElements = 4 << 20

// workbook is an open .xlsx file.
type workbook struct {
	*excelize.File
	merged map[string][]mergedRange // by sheet, of those that were read, ordered by first row
}

// openBook opens an .xlsx file.
func openBook(body io.Reader) (_ *workbook, err error) {
	defer rescue(&err, "workbook")
	whole, err := sized(body)
	if err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(whole, excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil && strings.Contains(err.Error(), "unzip size exceeds") {
		err = fmt.Errorf("it unpacks to more than %d MiB; save its sheet as CSV", maxWorkbook>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("open the workbook: %w", err)
	}
	elements := 0
	book.Pkg.Range(func(_, part any) bool {
		if text, ok := part.([]byte); ok {
			elements += bytes.Count(text, []byte("<")) - bytes.Count(text, []byte("</"))
		}
		return true
	})
	if elements > maxElements {
		return nil, fmt.Errorf("open the workbook: it has more than %d million cells; save its sheet as CSV", maxElements>>21)
	}
	return &workbook{book, map[string][]mergedRange{}}, nil
}

// openSheet reads a sheet of a workbook, cells as Excel shows them, but
// for dates, which are written as tables write them in the precision in which
// they are shown, and for marks within numbers, which are those of the
// settings. A cell of a merged range has the text of the range: in the header
// each, below it those of the first column of the range.
func (s *fileSettings) openSheet(book *workbook) (t *fileTable, err error) {
	defer rescue(&err, "workbook")
	name, err := sheetOf(book, s.Sheet)
	if err != nil {
		return nil, err
	}
	w, err := s.sheet(book, name)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	for range s.Skip {
		if _, err := w.read(); err != nil {
			return nil, fmt.Errorf("sheet %s has fewer than the %d rows to skip", name, s.Skip)
		}
	}
	t, err = s.headed(w.read)
	if err == io.EOF {
		return nil, fmt.Errorf("sheet %s has no row below those that skip: %d leaves out; its header must come next", name, s.Skip)
	}
	return t, err
}

// sheet begins to read a sheet at its first row.
func (s *fileSettings) sheet(book *workbook, name string) (*sheet, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	merged, err := book.takeMerged(name)
	if err != nil {
		return nil, err
	}
	w := &sheet{s: s, book: book, name: name, rows: rows, merged: merged, dates: map[int]string{}}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		w.from1904 = *props.Date1904
	}
	return w, nil
}

// takeMerged returns the merged ranges of a sheet, and takes them out of it:
// excelize looks through all of them for each cell that it is asked about, where
// fill goes through them once, in step with the rows.
func (b *workbook) takeMerged(sheet string) ([]mergedRange, error) {
	if ranges, taken := b.merged[sheet]; taken {
		return slices.Clone(ranges), nil
	}
	found, err := b.GetMergeCells(sheet, true)
	if err != nil {
		return nil, err
	}
	var ranges []mergedRange
	for _, m := range found {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, bottom, wrong := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err := cmp.Or(err, wrong); err != nil {
			return nil, err
		}
		ranges = append(ranges, mergedRange{top: top, bottom: bottom, left: left - 1, right: right - 1})
	}
	slices.SortStableFunc(ranges, func(a, b mergedRange) int { return cmp.Compare(a.top, b.top) })
	b.merged[sheet] = ranges
	return slices.Clone(ranges), b.UnmergeCell(sheet, "A1", "XFD1048576")
}

// sheetOf finds a sheet by its name or, where none has it, by its number from
// 1; "" is the first one that is not hidden.
func sheetOf(book *workbook, want string) (string, error) {
	names := book.GetSheetList()
	for _, name := range names {
		visible, err := book.GetSheetVisible(name)
		if strings.EqualFold(name, want) || want == "" && (visible || err != nil) {
			return name, nil
		}
	}
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(names) {
		return names[n-1], nil
	}
	if want == "" {
		return "", errors.New("the workbook has no sheet that is shown; name one under sheet")
	}
	return "", fmt.Errorf("the workbook has no sheet %q%s", want, ingest.Hint(want, "sheets are", names))
}

// mergedRange is one of merged cells, its rows and columns from 1 and 0.
type mergedRange struct {
	top, bottom, left, right int
	text                     string
}

// sheet makes records of the rows of a sheet.
type sheet struct {
	s        *fileSettings
	book     *workbook
	name     string
	rows     *excelize.Rows
	merged   []mergedRange // still to come or not over, by their first row
	dates    map[int]string
	from1904 bool
	row      int
	rec      fileRecord
}

func (w *sheet) read() (rec *fileRecord, err error) {
	defer rescue(&err, "workbook")
	if !w.rows.Next() {
		return nil, cmp.Or(w.rows.Error(), io.EOF)
	}
	raw, err := w.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("sheet %s, row %d: %w", w.name, w.row+1, err)
	}
	w.row++
	inHeader := w.row <= w.s.Skip+max(1, w.s.Header)
	w.rec = fileRecord{Record: ingest.Record{Line: int64(w.row), Cells: w.rec.Cells[:0]}, numbers: w.rec.numbers[:0], locator: w.rec.locator}
	if w.s.Sheet != "" {
		w.rec.locator = "sheet " + w.name + ", row " + strconv.Itoa(w.row)
	}
	for i, text := range raw {
		shown, err := w.shown(i, text)
		if err != nil {
			return nil, fmt.Errorf("sheet %s, row %d: %w", w.name, w.row, err)
		}
		w.rec.Cells = append(w.rec.Cells, []byte(shown))
	}
	w.fill(inHeader)
	w.rec.Text = bytes.Join(w.rec.Cells, []byte("\t"))
	return &w.rec, nil
}

// fill writes the text of merged ranges into the cells of the row.
func (w *sheet) fill(inHeader bool) {
	for len(w.merged) > 0 && w.merged[0].bottom < w.row {
		w.merged = w.merged[1:]
	}
	const widest = 1 << 10 // a range may be as wide as a sheet
	for i := range w.merged {
		m := &w.merged[i]
		if m.top > w.row {
			break
		}
		if m.bottom < w.row || m.left >= widest {
			continue
		}
		if m.top == w.row && m.left < len(w.rec.Cells) {
			m.text = string(w.rec.Cells[m.left])
		}
		right := m.left
		if inHeader {
			right = min(m.right, widest)
		}
		for at := m.left; at <= right && m.text != ""; at++ {
			for len(w.rec.Cells) <= at {
				w.rec.Cells = append(w.rec.Cells, nil)
			}
			w.rec.Cells[at] = []byte(m.text)
		}
	}
}

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][-+]?\d+)?$`)

// groups are marks between the digits of a number as it is shown.
var groups = regexp.MustCompile(`(\d)[, '\x{a0}\x{202f}](\d)`)

// shown returns a cell as Excel shows it.
func (w *sheet) shown(column int, raw string) (string, error) {
	cell, err := excelize.CoordinatesToCellName(column+1, w.row)
	if err != nil {
		return "", err
	}
	if raw == "" {
		// A formula that no program has worked out yet.
		formula, err := w.book.GetCellFormula(w.name, cell)
		if formula != "" {
			formula = "=" + formula
		}
		return formula, err
	}
	if !plainNumber.MatchString(raw) {
		return raw, nil
	}
	if kind, err := w.book.GetCellType(w.name, cell); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		return raw, err // digits that are text
	}
	style, err := w.book.GetCellStyle(w.name, cell)
	if err != nil {
		return "", err
	}
	layout, known := w.dates[style]
	if !known {
		if layout, err = w.layout(style); err != nil {
			return "", err
		}
		w.dates[style] = layout
	}
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw, nil
	}
	switch layout {
	case "":
		if number == float64(int64(number)) && len(raw) < 16 {
			return strconv.FormatInt(int64(number), 10), nil
		}
		// 15 digits, as Excel shows them.
		number, _ = strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
		return w.marked(column, strconv.FormatFloat(number, 'f', -1, 64)), nil
	case "number":
		text, err := w.book.GetCellValue(w.name, cell)
		for range 2 { // groups of one digit overlap
			text = groups.ReplaceAllString(text, "$1$2")
		}
		text = strings.TrimSpace(text)
		// A format may leave zeros out without a word that says so.
		if shown, wrong := strconv.ParseFloat(text, 64); wrong == nil && math.Abs(number-shown) > math.Abs(number)/2 && math.Abs(number) >= 1000 {
			tens := 3 * int(math.Round(math.Log10(math.Abs(number)/max(math.Abs(shown), 0.1))/3))
			text += map[int]string{3: " k", 6: " m", 9: " bn"}[tens]
		}
		return w.marked(column, text), err
	}
	day, err := excelize.ExcelDateToTime(number, w.from1904)
	if err != nil {
		return raw, nil
	}
	if layout == time.DateOnly && day.Round(time.Second) != day.Truncate(24*time.Hour) {
		layout = time.RFC3339
	}
	return day.Format(layout), nil
}

// marked writes the decimal mark of the settings into a cell that is a number.
func (w *sheet) marked(column int, number string) string {
	w.rec.numbers = append(w.rec.numbers, column)
	return strings.Replace(number, ".", w.s.Decimal, 1)
}

// shownDates are the formats of dates that a workbook names by number only.
var shownDates = map[int]string{14: "d/m/yyyy", 15: "d-mmm-yy", 17: "mmm-yy", 22: "d/m/yyyy h:mm", 27: "yyyy.m", 28: "m.d", 30: "yy-m-d", 31: "yyyy.m.d", 36: "yyyy.m", 50: "yyyy.m", 52: "yyyy.m", 57: "yyyy.m"}

// notShown is what is in a format without being a part of a date.
var notShown = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|;.*$`)

// layout returns in which precision a style shows a date, as a layout of Go;
// "" where it shows numbers as they are, and "number" where it has a format.
func (w *sheet) layout(style int) (string, error) {
	described, err := w.book.GetStyle(style)
	if err != nil {
		return "", err
	}
	format := shownDates[described.NumFmt]
	if described.CustomNumFmt != nil {
		format = *described.CustomNumFmt
	}
	parts := strings.ToLower(notShown.ReplaceAllString(format, ""))
	switch {
	case described.NumFmt == 0 && (format == "" || strings.EqualFold(format, "general")) || described.NumFmt == 49:
		return "", nil
	case !strings.Contains(parts, "y") || strings.ContainsAny(parts, "0#?"):
		return "number", nil
	case strings.Contains(parts, "d"):
		return time.DateOnly, nil
	case strings.Contains(parts, "m"):
		return "2006-01", nil
	}
	return "2006", nil
}
