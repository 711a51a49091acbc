package source

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"headstart/ingest"

	"github.com/tidwall/gjson"
	"github.com/xuri/excelize/v2"
)

// How much of a file tells its shape.
const (
	sampleBytes = 256 << 10
	sampleRows  = 300
)

// shape finds the format, the encoding, the delimiter and the header.
func (l *looker) shape() error {
	body, err := os.Open(filepath.FromSlash(l.path))
	if err != nil {
		return err
	}
	defer body.Close()
	u, err := unpack(body, l.s.Sheet)
	if err != nil {
		return err
	}
	if u.entry != "" {
		l.say("It is a zip archive; the table is %s in it.", u.entry)
		if len(u.entries) > 1 {
			l.s.Sheet = u.entry
		}
	}
	format := cmp.Or(u.format, "csv")
	if formatOf(l.path) == "tsv" && u.format == "" {
		format = "tsv"
	}
	var sample []byte
	if u.format == "" {
		if sample, err = io.ReadAll(io.LimitReader(u.body, sampleBytes)); err != nil {
			return err
		}
		name := guessEncoding(sample)
		if name != "utf-8" {
			l.say("Its letters are in %s.", name)
		}
		if l.s.Encoding = name; name == "utf-8" || bytes.HasPrefix(sample, []byte("\xff\xfe")) || bytes.HasPrefix(sample, []byte("\xfe\xff")) {
			l.s.Encoding = ""
		}
		format = cmp.Or(jsonFormat(sample), format)
	}
	if l.s.Format = format; format == cmp.Or(formatOf(l.path), "csv") {
		l.s.Format = ""
	}
	l.format = format
	l.say("It is %s.", map[string]string{"csv": "a table of text", "tsv": "a table of text", "xlsx": "an Excel workbook", "parquet": "a Parquet file", "json": "JSON", "jsonl": "JSON, one object a line"}[format])
	switch format {
	case "parquet", "jsonl":
		return nil
	case "json":
		return l.records1(u.body, sample)
	case "xlsx":
		return l.sheet(u.body)
	}
	grid := l.delimiter(sample)
	if len(grid) == 0 {
		return fmt.Errorf("no table is in it: no line has cells parted by a comma, a semicolon, a tab or a bar")
	}
	l.header(grid)
	return nil
}

// guessEncoding tells the encoding of a text by its first bytes.
func guessEncoding(sample []byte) string {
	for _, mark := range marks {
		if bytes.HasPrefix(sample, []byte(mark.bytes)) {
			return mark.encoding
		}
	}
	whole := sample
	for n := 0; n < utf8.UTFMax && !utf8.Valid(whole) && len(whole) > 0 && len(sample) == sampleBytes; n++ {
		whole = whole[:len(whole)-1] // the sample may end within a character
	}
	var zeros [2]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > len(sample)/4:
		return "utf-16le"
	case zeros[0] > len(sample)/4:
		return "utf-16be"
	case utf8.Valid(whole):
		return "utf-8"
	}
	high, paired := 0, 0 // bytes beyond ASCII; letters with an accent stand among others
	for i, c := range whole {
		if c >= utf8.RuneSelf {
			if high++; i > 0 && whole[i-1] >= utf8.RuneSelf || i+1 < len(whole) && whole[i+1] >= utf8.RuneSelf {
				paired++
			}
		}
	}
	// Each encoding of these has letters that others rarely make of its bytes.
	for _, guess := range []struct {
		encoding string
		letters  *unicode.RangeTable
		least    float64 // share of the letters beyond ASCII
	}{
		{"shift_jis", &kana, 0.25}, {"euc-kr", unicode.Hangul, 0.9}, {"windows-1251", unicode.Cyrillic, 0.95}, {"gb18030", unicode.Han, 0.8}, {"big5", unicode.Han, 0.8},
	} {
		enc, err := encodingNamed(guess.encoding)
		if err != nil || paired*10 < high*8 && guess.encoding != "shift_jis" {
			continue
		}
		text, err := enc.NewDecoder().Bytes(whole)
		letters, wrong, all := 0, 0, 0
		for _, r := range string(text) {
			switch {
			case r < utf8.RuneSelf || r > 0x2000 && r < 0x2e80 || r >= 0xff00 && r < 0xff66: // marks of any script
				continue
			case r == utf8.RuneError:
				wrong++
			case unicode.Is(guess.letters, r):
				letters++
			}
			all++
		}
		if err == nil && all > 0 && wrong*50 <= all && float64(letters) >= guess.least*float64(all) {
			return guess.encoding
		}
	}
	return "windows-1252"
}

var kana = unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}}}

// jsonFormat tells JSON by its first characters; "" is another text.
func jsonFormat(sample []byte) string {
	text := bytes.TrimSpace(bytes.TrimPrefix(sample, []byte(marks[0].bytes)))
	first, rest, more := bytes.Cut(text, []byte("\n"))
	switch {
	case len(text) == 0 || text[0] != '{' && text[0] != '[':
		return ""
	case text[0] == '{' && more && gjson.ValidBytes(bytes.TrimSpace(first)) && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("{")):
		return "jsonl"
	case len(text) > 1 && text[0] == '[' && !strings.ContainsRune(" \t\r\n{[]", rune(text[1])):
		return ""
	}
	return "json"
}

// records1 finds the longest list of objects in a document.
func (l *looker) records1(rest io.Reader, sample []byte) error {
	document, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(sample), rest), maxDocument))
	if err != nil {
		return err
	}
	document = bytes.TrimPrefix(document, []byte(marks[0].bytes))
	found, longest := "", 0
	var walk func(value gjson.Result, pointer string, depth int)
	walk = func(value gjson.Result, pointer string, depth int) {
		if value.IsArray() {
			if list := value.Array(); len(list) > longest && list[0].IsObject() {
				found, longest = pointer, len(list)
			}
		}
		at := 0
		if value.IsObject() && depth < 8 {
			value.ForEach(func(key, member gjson.Result) bool {
				walk(member, pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key.String()), depth+1)
				at++
				return at < 1000
			})
		}
	}
	walk(gjson.ParseBytes(document), "", 0)
	if longest == 0 {
		return fmt.Errorf("the document has no list of objects; only such lists are read, [{\"app\": …}, …]")
	}
	if l.s.Records = found; found != "" {
		l.say("Its records are the list at %s.", found)
	}
	return nil
}

// gridRow is a record whose meaning is not known yet.
type gridRow struct {
	line  int
	cells []string
}

// delimiter finds the mark between cells by which most records have the same
// number of them, and returns the first records.
func (l *looker) delimiter(sample []byte) []gridRow {
	s := l.s
	s.Encoding = cmp.Or(s.Encoding, "utf-8")
	text, err := s.decodeText(bytes.NewReader(sample))
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(text)
	var best []gridRow
	mark, most := byte(0), 0
	for _, delimiter := range []byte(",;\t|") {
		var grid []gridRow
		counts := map[int]int{}
		records := ingest.NewRecords(bytes.NewReader(plain), ingest.Delimited{Delimiter: delimiter, Quote: '"'})
		for len(grid) < sampleRows {
			r, err := records.Next()
			if err != nil {
				break
			}
			row := gridRow{line: int(r.Line)}
			for _, cell := range r.Cells {
				row.cells = append(row.cells, strings.TrimSpace(string(cell)))
			}
			grid = append(grid, row)
			if len(row.cells) > 1 && r.Wrong == nil {
				counts[len(row.cells)]++
			}
		}
		for width, n := range counts {
			if score := n*1000 + width; score > most { // more records, then more cells
				most, mark, best = score, delimiter, grid
			}
		}
	}
	if mark != ',' && l.format == "csv" || mark != '\t' && l.format == "tsv" {
		l.s.Delimiter = string(mark)
	}
	if mark != 0 {
		l.say("Its cells are parted by %s.", map[byte]string{',': "commas", ';': "semicolons", '\t': "tabs", '|': "bars"}[mark])
	}
	return best
}

// sheet finds the sheet and its header.
func (l *looker) sheet(body io.Reader) error {
	whole, size, err := sized(body)
	if err != nil {
		return err
	}
	book, err := excelize.OpenReader(io.NewSectionReader(whole, 0, size), excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil {
		return fmt.Errorf("open the workbook: %w", err)
	}
	defer book.Close()
	names := book.GetSheetList()
	if l.s.Sheet == "" {
		// The first sheet that has a table.
		for _, name := range names {
			if visible, _ := book.GetSheetVisible(name); !visible {
				continue
			}
			if grid, err := l.sheetGrid(book, name); err == nil && slices.ContainsFunc(grid, func(r gridRow) bool { return len(distinct(r.cells)) > 1 }) {
				l.s.Sheet = name
				break
			}
		}
	}
	name, err := sheetOf(book, l.s.Sheet)
	if err != nil {
		return err
	}
	grid, err := l.sheetGrid(book, name)
	if err != nil || len(grid) == 0 {
		return cmp.Or(err, fmt.Errorf("sheet %s is empty; name another under --sheet: %s", name, strings.Join(names, ", ")))
	}
	if l.s.Sheet = name; len(names) > 1 {
		l.say("It has the sheets %s; this is %s.", strings.Join(names, ", "), name)
	}
	l.header(grid)
	return nil
}

// sheetGrid reads the first rows of a sheet as they stand, blank ones too.
func (l *looker) sheetGrid(book *excelize.File, name string) (grid []gridRow, err error) {
	defer rescue(&err, "workbook")
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	w := &sheet{s: &fileSettings{Skip: -sampleRows, Decimal: "."}, book: book, name: name, rows: rows, dates: map[int]string{}}
	for len(grid) < sampleRows {
		rec, err := w.read()
		if err != nil {
			break
		}
		row := gridRow{line: int(rec.line)}
		for _, cell := range rec.cells {
			row.cells = append(row.cells, strings.TrimSpace(string(cell)))
		}
		if filled(rec.cells) > 0 {
			grid = append(grid, row)
		}
	}
	return grid, nil
}

// distinct returns the different texts of cells that are not empty.
func distinct(cells []string) []string {
	cells = slices.DeleteFunc(slices.Clone(cells), func(c string) bool { return c == "" })
	slices.Sort(cells)
	return slices.Compact(cells)
}

// header finds the lines that name the columns: the last before the first with
// numbers, and those above it that go over several columns.
func (l *looker) header(grid []gridRow) {
	widths := map[int]int{}
	for _, r := range grid {
		if n := len(distinct(r.cells)); n > 1 {
			widths[len(r.cells)]++
		}
	}
	width := 0
	for w, n := range widths {
		if n > widths[width] || n == widths[width] && w > width {
			width = w
		}
	}
	full := func(r gridRow) bool { // names every column, each otherwise
		n := 0
		for _, c := range r.cells {
			if c != "" {
				n++
			}
		}
		return n >= width && len(distinct(r.cells)) == n
	}
	first := slices.IndexFunc(grid, func(r gridRow) bool {
		return len(distinct(r.cells)) >= max(2, min(width/2, 3)) && slices.ContainsFunc(r.cells, isFigure)
	})
	if first < 0 { // no figures: the header is the first whole line
		if first = slices.IndexFunc(grid, full) + 1; first == 0 {
			first = 1
		}
	}
	from := first // of the header
	for from > 0 && first-from < 12 && len(distinct(grid[from-1].cells)) > 1 && (from == first || grid[from].line-grid[from-1].line == 1) {
		from--
	}
	if from == first {
		l.s.Skip, l.s.NoHeader = grid[first].line-1, true
		l.say("It has no header; its columns are #1, #2, ….")
		return
	}
	// The first line that names every column is the last of the header, but for
	// records without a figure there may be none.
	last := first - 1
	for at := from; at < first; at++ {
		if full(grid[at]) {
			last = at
			break
		}
	}
	start := last
	for start > from && last-start < 3 && spans(grid[start-1].cells, width) {
		start--
	}
	for _, r := range grid[:start] {
		l.above = append(l.above, slices.DeleteFunc(slices.Clone(r.cells), func(c string) bool { return c == "" })...)
	}
	l.s.Skip = grid[start].line - 1
	if last > start {
		l.s.Header = last - start + 1
	}
	switch {
	case l.s.Header > 1:
		l.say("Its header has %d lines, from line %d on.", l.s.Header, l.s.Skip+1)
	case l.s.Skip > 0:
		l.say("Its header is line %d.", l.s.Skip+1)
	}
}

// spans reports a line of heads over several columns: it reaches into the
// second half of the table.
func spans(cells []string, width int) bool {
	last := -1
	for i, c := range cells {
		if c != "" && !isFigure(c) {
			last = i
		}
	}
	return last >= (width+1)/2 && len(distinct(cells)) < width
}

var figureForm = regexp.MustCompile(`^[<>~≈≤≥(+-]*\s*[€$£¥]?\s*\d[\d.,'’ \x{a0}\x{202f}]*\s*(%|\p{L}[\p{L}.]{0,11})?\+?\)?$`)

// isFigure reports a number that cannot be a period.
func isFigure(cell string) bool {
	return figureForm.MatchString(cell) && !isPeriod(cell)
}
