package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"headstart/ingest/press/document"
)

// How much of a file tells its shape.
const (
	sampleBytes = 256 << 10
	sampleRows  = 300
)

// shape finds the format, the encoding, the delimiter and the header.
func (l *looker) shape() error {
	u, err := unpack(l.file, l.s.Sheet, 0)
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
	if u.format == "" {
		sample, err := io.ReadAll(io.LimitReader(u.body, sampleBytes))
		if err != nil {
			return err
		}
		if isPage(sample) {
			return errors.New("the file is a web page or XML; read its text with kind: press")
		}
		name := guessEncoding(sample)
		if name != "utf-8" {
			l.say("Its encoding is %s.", name)
		}
		l.s.Encoding = name
		text, err := l.s.decodeText(io.MultiReader(bytes.NewReader(sample), u.body))
		if err != nil {
			return err
		}
		if name == "utf-8" || bytes.HasPrefix(sample, []byte("\xff\xfe")) || bytes.HasPrefix(sample, []byte("\xfe\xff")) {
			l.s.Encoding = ""
		}
		start := make([]byte, len(sample))
		n, _ := io.ReadFull(text, start)
		if start = start[:n]; bytes.IndexByte(start, 0) >= 0 {
			return errors.New("the file is no text, and in no format that is read; save it as CSV, .xlsx, JSON or Parquet")
		}
		format, u.body = cmp.Or(jsonFormat(start), format), io.MultiReader(bytes.NewReader(start), text)
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
		return l.list(u.body)
	case "xlsx":
		return l.sheet(u.body)
	}
	grid, err := l.delimiter()
	if err != nil {
		return err
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
	if bytes.Count(sample, []byte{0}) > len(sample)/4 {
		return map[bool]string{true: "utf-16be", false: "utf-16le"}[sample[0] == 0]
	}
	whole := sample
	if len(sample) == sampleBytes { // which may end within a character
		whole = sample[:bytes.LastIndexByte(sample, '\n')+1]
	}
	if utf8.Valid(whole) {
		return "utf-8"
	}
	return document.GuessEncoding(sample)
}

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

// answers are signs of JSON that a kind of source reads, by the kind.
var answers = map[string]*regexp.Regexp{
	"wikidata":  regexp.MustCompile(`^\s*\{\s*("head"\s*:\s*\{\s*"vars"|"entities"\s*:)`),
	"worldbank": regexp.MustCompile(`"countryiso3code"\s*:`),
	"edgar":     regexp.MustCompile(`"(accn|accessionNumber)"\s*:`),
}

// list finds the list of objects that has the most members.
func (l *looker) list(body io.Reader) error {
	document, err := io.ReadAll(io.LimitReader(body, maxDocument))
	if err != nil {
		return err
	}
	most := 0
	var walk func(value gjson.Result, pointer string, depth int)
	walk = func(value gjson.Result, pointer string, depth int) {
		list := value.Array()
		if objects := !slices.ContainsFunc(list, func(v gjson.Result) bool { return !v.IsObject() }); value.IsArray() && objects && len(list) > 0 {
			if members := len(list) * len(list[0].Map()); members > most {
				l.s.Records, most = pointer, members
			}
			return
		}
		at := -1
		value.ForEach(func(key, member gjson.Result) bool {
			name := strings.NewReplacer("~", "~0", "/", "~1").Replace(key.String())
			if at++; value.IsArray() {
				name = strconv.Itoa(at)
			}
			if depth < 8 && (member.IsObject() || member.IsArray()) {
				walk(member, pointer+"/"+name, depth+1)
			}
			return true
		})
	}
	walk(gjson.ParseBytes(document), "", 0)
	if most == 0 {
		return fmt.Errorf("the document has no list of objects; only such lists are read, [{\"app\": …}, …]")
	}
	for _, kind := range slices.Sorted(maps.Keys(answers)) {
		if answers[kind].Match(document) {
			return fmt.Errorf("it is an answer that the source kind: %s fetches and reads; docs/sources.md has an example", kind)
		}
	}
	if l.s.Records != "" {
		l.say("Its records are the list at %s.", l.s.Records)
	}
	return nil
}

// gridRow is a record whose meaning is not known yet.
type gridRow struct {
	line     int
	cells    []string
	distinct int  // cells that are not empty, each text once
	differ   bool // no text is there twice
}

// grid reads the first records by some settings, as if none of them named the
// columns.
func (l *looker) grid(s fileSettings) (grid []gridRow, err error) {
	s.NoHeader = true
	if err := s.complete("look"); err != nil {
		return nil, err
	}
	err = l.opened(&s, func(t *fileTable) error {
		for len(grid) < sampleRows {
			rec, err := t.next()
			if err == io.EOF || err != nil && len(grid) > 0 { // the rows before tell enough
				return nil
			} else if err != nil {
				return err
			}
			row := gridRow{line: int(rec.Line)}
			for _, cell := range rec.Cells {
				row.cells = append(row.cells, strings.TrimSpace(string(cell)))
			}
			texts := slices.DeleteFunc(slices.Clone(row.cells), isBlank)
			row.distinct = len(slices.Compact(slices.Sorted(slices.Values(texts))))
			if row.differ = row.distinct == len(texts); len(texts) > 0 {
				grid = append(grid, row)
			}
		}
		return nil
	})
	return grid, err
}

// delimiter finds the mark between cells by which most records have the same
// number of them, and returns the first records.
func (l *looker) delimiter() (best []gridRow, err error) {
	mark, most := "", 0
	for _, delimiter := range []string{",", ";", "\t", "|"} {
		s := l.s
		s.Delimiter = delimiter
		grid, wrong := l.grid(s)
		err = cmp.Or(err, wrong)
		counts := map[int]int{}
		for _, row := range grid {
			if len(row.cells) > 1 {
				counts[len(row.cells)]++
			}
		}
		for width, n := range counts {
			if score := n*1000 + width; score > most { // more records, then more cells
				most, mark, best = score, delimiter, grid
			}
		}
	}
	if mark != map[string]string{"csv": ",", "tsv": "\t"}[l.format] {
		l.s.Delimiter = mark
	}
	if mark != "" {
		l.say("Its cells are separated by %s.", map[string]string{",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[mark])
	}
	if best == nil {
		return nil, cmp.Or(err, errors.New("it has no table: no line has cells separated by a comma, a semicolon, a tab or a bar"))
	}
	return best, nil
}

// sheet finds the sheet, by default the first that has a table, and its header.
func (l *looker) sheet(body io.Reader) (err error) {
	if l.book, err = openBook(body); err != nil {
		return err
	}
	names, grid := l.book.GetSheetList(), []gridRow(nil)
	for _, name := range names {
		if visible, _ := l.book.GetSheetVisible(name); visible && l.s.Sheet == "" {
			grid, _ = l.grid(fileSettings{Path: l.path, Format: "xlsx", Sheet: name})
			if slices.ContainsFunc(grid, func(r gridRow) bool { return r.distinct > 1 }) {
				l.s.Sheet = name
			}
		}
	}
	name, err := sheetOf(l.book, l.s.Sheet)
	if err != nil {
		return err
	}
	if grid, err = l.grid(fileSettings{Path: l.path, Format: "xlsx", Sheet: name}); err != nil {
		return err
	} else if len(grid) == 0 {
		return fmt.Errorf("sheet %s is empty; name another under --sheet: %s", name, strings.Join(names, ", "))
	}
	if l.s.Sheet = name; len(names) > 1 {
		l.say("It has the sheets %s; this is %s.", strings.Join(names, ", "), name)
	}
	l.header(grid)
	return nil
}

func isBlank(cell string) bool { return cell == "" }

// header finds the lines that name the columns: the last before the first with
// numbers, and those above it that go over several columns.
func (l *looker) header(grid []gridRow) {
	width := 0
	for _, r := range grid {
		width = max(width, r.distinct)
	}
	full := func(r gridRow) bool { return r.distinct >= width && r.differ } // names every column, each otherwise
	first := slices.IndexFunc(grid, func(r gridRow) bool {
		return r.distinct >= max(2, min(width/2, 3)) && slices.ContainsFunc(r.cells, isFigure)
	})
	if first < 0 { // no figures: the header is the first whole line
		first = max(1, slices.IndexFunc(grid, full)+1)
	}
	first = min(first, len(grid)-1)
	from := first // of the header
	for from > 0 && first-from < 12 && (grid[from-1].distinct > 1 || from > 1 && full(grid[from-2])) && (from == first || grid[from].line-grid[from-1].line == 1) {
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
	title := last // a line of units belongs to it
	isUnit := func(cell string) bool { return isBlank(cell) || scaleIn("("+cell+")") > 0 }
	for last+1 < first && !slices.ContainsFunc(grid[last+1].cells, func(cell string) bool { return !isUnit(cell) }) {
		last++
	}
	start := title
	for start > from && title-start < 3 && spans(grid[start-1], width) {
		start--
	}
	for _, r := range grid[:start] {
		l.above = append(l.above, slices.DeleteFunc(slices.Clone(r.cells), isBlank)...)
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
func spans(r gridRow, width int) bool {
	last := -1
	for i, c := range r.cells {
		if c != "" && !isFigure(c) {
			last = i
		}
	}
	return last >= (width+1)/2 && r.distinct < width
}
