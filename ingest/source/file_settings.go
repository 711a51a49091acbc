package source

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/raw"

	"go.yaml.in/yaml/v3"
)

// fileSettings are the settings of the kind file. A column of the file is
// named as in its header; "#3" is the third and "#" the number of the record;
// in JSON "a/b" is b inside a, and "/a/b" stands outside of the records, from
// the root of the document (a JSON Pointer, RFC 6901). "A | B" is A, or B where
// A is not there or empty; "A / B" is both with " / " between, unless it is the
// name of a column: a year and its month may stand in two. Where the file lies in
// a folder that is named A=value, as tools that partition tables name them, all
// cells of A are value.
type fileSettings struct {
	Preset string     `yaml:"preset,omitempty,flow"` // settings by name, which those beside it override
	Path   string     `yaml:"path,omitempty,flow"`   // a file of the user, or
	URL    string     `yaml:"url,omitempty,flow"`    // the address of one that is fetched
	Secret raw.Secret `yaml:"secret,omitempty,flow"` // that goes with the request

	Format    string `yaml:"format,omitempty,flow"`    // csv, tsv, jsonl, json, xlsx or parquet; by default from the name
	Sheet     string `yaml:"sheet,omitempty,flow"`     // of a workbook, by name or number; or the file in a zip archive of several
	Encoding  string `yaml:"encoding,omitempty,flow"`  // utf-8 (the default) or another name of the WHATWG, such as shift_jis; a byte order mark wins
	Delimiter string `yaml:"delimiter,omitempty,flow"` // one character
	Quote     string `yaml:"quote,omitempty,flow"`     // one character (the default is "), or none
	Comment   string `yaml:"comment,omitempty,flow"`   // lines that start so are skipped
	Skip      int    `yaml:"skip,omitempty,flow"`      // lines before the header
	Header    int    `yaml:"header,omitempty,flow"`    // lines of the header, 1 by default; names of several are joined by " / "
	NoHeader  bool   `yaml:"no_header,omitempty,flow"` // columns are then #1, #2, …
	Notes     bool   `yaml:"notes,omitempty,flow"`     // records with text in at most one cell, such as footnotes, are left out and counted
	Records   string `yaml:"records,omitempty,flow"`   // JSON: pointer to the list of records; by default the document itself

	Table     string            `yaml:"table,omitempty,flow"`     // that the rows belong to; observation by default
	Columns   map[string]string `yaml:"columns,omitempty,flow"`   // cell of the row: column of the file
	Constants map[string]string `yaml:"constants,omitempty,flow"` // cell of the row: the same for all
	Named     string            `yaml:"named,omitempty,flow"`     // regular expression for path or url, with groups named after the cells that the name of the file gives
	Add       []string          `yaml:"add,omitempty,flow"`       // columns whose sum is the value
	Unpivot   unpivot           `yaml:"unpivot,omitempty,flow"`   // a wide table

	Keep    []filter      `yaml:"keep,omitempty,flow"`    // records that pass every one are read
	Drop    []filter      `yaml:"drop,omitempty,flow"`    // records that any one names are not
	Replace []replacement `yaml:"replace,omitempty,flow"` // texts of a cell of the row

	Dates          []string `yaml:"dates,omitempty,flow"`            // layouts, tried in order (file_cell.go)
	Precision      string   `yaml:"precision,omitempty,flow"`        // month, quarter or year: finer dates stand for it
	FiscalEnd      int      `yaml:"fiscal_year_ends,omitempty,flow"` // month in which the years of dates end; 0: they are of the calendar
	EstimatesUntil string   `yaml:"estimates_until,omitempty,flow"`  // later rows are forecasts, which are proxies
	Decimal        string   `yaml:"decimal,omitempty,flow"`          // mark; "." by default
	Thousands      string   `yaml:"thousands,omitempty,flow"`        // mark; none by default
	Multiplier     float64  `yaml:"multiplier,omitempty,flow"`       // of every number; 1000 for thousands
	Missing        []string `yaml:"missing,omitempty,flow"`          // texts that mean no value, beside the empty one

	Source described `yaml:"source,omitempty,flow"` // row of the table source; none without a title
}

// unpivot says that every column that is not named elsewhere is a value, and
// its name a cell of the row.
type unpivot struct {
	Into    string   `yaml:"into,omitempty,flow"`    // cell of the row that the name goes into, or
	Pattern string   `yaml:"pattern,omitempty,flow"` // regular expression with groups named after cells
	Value   string   `yaml:"value,omitempty,flow"`   // cell of the row that the values go into; value by default
	Except  []string `yaml:"except,omitempty,flow"`  // columns that are none
}

type filter struct {
	Column string   `yaml:"column,omitempty,flow"`
	In     []string `yaml:"in,omitempty,flow"`
}

type replacement struct {
	Column string `yaml:"column,omitempty,flow"` // cell of the row
	From   string `yaml:"from,omitempty,flow"`   // as in the file, not counting case
	To     string `yaml:"to,omitempty,flow"`
}

// described is what a table or a text is, as the table source has it.
type described struct {
	Title       string `yaml:"title,omitempty,flow"`
	Publisher   string `yaml:"publisher,omitempty,flow"`
	Kind        string `yaml:"kind,omitempty,flow"`
	PublishedOn string `yaml:"published_on,omitempty,flow"`
	URL         string `yaml:"url,omitempty,flow"`
}

// row is the row of the table source with that source_id and address.
func (d described) row(id, url string) ingest.Row {
	return rowOf("source", cells{"source_id": id, "title": d.Title, "publisher": d.Publisher, "kind": d.Kind, "published_on": d.PublishedOn, "url": url})
}

// stated is the row of a source that settings describe.
func (d described) stated(id, usualKind, url string) ingest.Row {
	d.Publisher, d.Kind = cmp.Or(d.Publisher, "not stated"), cmp.Or(d.Kind, usualKind)
	row := d.row(id, url)
	row.Locator = "settings of the source"
	return row
}

var fileFormats = []string{"csv", "tsv", "jsonl", "json", "xlsx", "parquet"}

// headed are the formats with a header and marks in numbers.
var headedFormats = []string{"csv", "tsv", "xlsx"}

// complete fills the defaults in and refuses what cannot be meant.
func (s *fileSettings) complete(name string) error {
	if (s.Path == "") == (s.URL == "") {
		return errors.New("give path, a file of yours, or url, one to fetch; and not both")
	}
	s.Format = cmp.Or(s.Format, formatOf(cmp.Or(s.Path, s.URL)), "csv")
	s.Table = cmp.Or(s.Table, "observation")
	s.Quote = cmp.Or(s.Quote, `"`)
	s.Decimal = cmp.Or(s.Decimal, ".")
	s.Encoding = cmp.Or(strings.ToLower(s.Encoding), "utf-8")
	s.Unpivot.Value = cmp.Or(s.Unpivot.Value, "value")
	if s.Multiplier == 0 {
		s.Multiplier = 1
	}
	if s.Delimiter == "" {
		s.Delimiter = ","
		if s.Format == "tsv" {
			s.Delimiter = "\t"
		}
	}
	if s.Quote == "none" {
		s.Quote = ""
	}
	for _, c := range []struct {
		key, value, what string
		names            []string
	}{
		{"format", s.Format, "formats are", fileFormats},
		{"table", s.Table, "tables are", rowTables},
		{"precision", cmp.Or(s.Precision, "year"), "precisions are", []string{"month", "quarter", "year"}},
	} {
		if !slices.Contains(c.names, c.value) {
			return fmt.Errorf("unknown %s %q%s", c.key, c.value, ingest.Hint(c.value, c.what, c.names))
		}
	}
	if _, err := encodingNamed(s.Encoding); err != nil {
		return fmt.Errorf("unknown encoding %q; write utf-8, utf-16le, windows-1252, shift_jis, gb18030, euc-kr or another name of the WHATWG", s.Encoding)
	}
	switch {
	case len(s.Delimiter) != 1 || s.Delimiter == "\n" || s.Delimiter == s.Quote:
		return fmt.Errorf("delimiter must be one plain character, not %q; write \",\" or \"\\t\"", s.Delimiter)
	case len(s.Quote) > 1:
		return fmt.Errorf("quote must be one plain character or none, not %q", s.Quote)
	case utf8.RuneCountInString(s.Decimal) != 1 || utf8.RuneCountInString(s.Thousands) > 1 || s.Decimal == s.Thousands ||
		strings.ContainsAny(s.Decimal+s.Thousands, "0123456789+-eE"):
		return fmt.Errorf("decimal and thousands must be two different marks, not %q and %q", s.Decimal, s.Thousands)
	case !(s.Multiplier > 0 && s.Multiplier <= 1e12):
		return fmt.Errorf("multiplier must be above 0 and at most 1e12, not %v; write 1000 for a table in thousands", s.Multiplier)
	case !slices.Contains(headedFormats, s.Format) && (s.Decimal != "." || s.Thousands == "."):
		return fmt.Errorf("numbers of %s have a decimal point; decimal and thousands are for csv, tsv and xlsx", s.Format)
	case s.Skip < 0 || s.Header < 0:
		return fmt.Errorf("skip and header must be numbers of lines, not %d and %d", s.Skip, s.Header)
	case s.FiscalEnd < 0 || s.FiscalEnd > 12:
		return fmt.Errorf("fiscal_year_ends must be a month from 1 to 12, not %d; write 3 for March", s.FiscalEnd)
	case s.Secret != (raw.Secret{}) && s.Secret.Env == "":
		return errors.New("secret needs env, the name of the environment variable that holds it")
	}
	if err := s.completeSource(); err != nil {
		return err
	}
	return s.completeCells(name)
}

// sourceAddress is one of the web, or the name of a file nobody else can read.
var sourceAddress = regexp.MustCompile(`^(https?://|file:)[^ ]+$`)

// completeSource checks the row of the table source, without which every row
// of the file would be one of an unknown source.
func (s *fileSettings) completeSource() error {
	d := s.Source
	if d.Title == "" {
		if d != (described{}) {
			return errors.New("source needs title, what the file is called")
		}
		return nil
	}
	switch url := cmp.Or(d.URL, s.URL); {
	case url == "":
		return errors.New("source needs url, the address that the file came from")
	case !sourceAddress.MatchString(url):
		return fmt.Errorf("source.url must be an address of the web, not %q; for a file that came from none write file: and its name", url)
	}
	return d.check()
}

// check refuses a kind or a day of publication that is none.
func (d described) check() error {
	if kinds := contract().Allowed("source", "kind"); d.Kind != "" && !slices.Contains(kinds, d.Kind) {
		return fmt.Errorf("unknown source.kind %q%s", d.Kind, ingest.Hint(d.Kind, "kinds are", kinds))
	}
	if d.PublishedOn != "" {
		if _, err := ingest.ParsePeriod(d.PublishedOn); err != nil {
			return fmt.Errorf("source.published_on: %w", err)
		}
	}
	return nil
}

// completeCells checks what is said of the cells of a row.
func (s *fileSettings) completeCells(name string) error {
	s.Constants = maps.Clone(s.Constants)
	if s.Constants == nil {
		s.Constants = map[string]string{}
	}
	if err := s.readName(); err != nil {
		return err
	}
	used := map[string][]string{"columns": slices.Sorted(maps.Keys(s.Columns)), "constants": slices.Sorted(maps.Keys(s.Constants))}
	for i, r := range s.Replace {
		used[fmt.Sprintf("replace[%d]", i)] = []string{r.Column}
	}
	pattern, err := regexp.Compile(s.Unpivot.Pattern)
	if err != nil {
		return fmt.Errorf("unpivot.pattern: %w", err)
	}
	into := slices.DeleteFunc(append(pattern.SubexpNames(), s.Unpivot.Into), func(name string) bool { return name == "" })
	if s.isWide() {
		used["unpivot.value"], used["unpivot"] = []string{s.Unpivot.Value}, into
	}
	cells := columnsOf(s.Table)
	for _, key := range slices.Sorted(maps.Keys(used)) {
		for _, cell := range used[key] {
			if !slices.Contains(cells, cell) {
				return fmt.Errorf("%s: the table %s has no column %q%s", key, s.Table, cell, ingest.Hint(cell, "it has", cells))
			}
		}
	}
	for _, cell := range used["columns"] {
		if _, twice := s.Constants[cell]; twice {
			return fmt.Errorf("%s is in columns and in constants; keep one", cell)
		}
	}
	for i, f := range slices.Concat(s.Keep, s.Drop) {
		if f.Column == "" || len(f.In) == 0 {
			return fmt.Errorf("filter %d needs column and in, such as: {column: Variant, in: [Medium]}", i+1)
		}
	}
	switch {
	case s.Unpivot.Into != "" && s.Unpivot.Pattern != "":
		return errors.New("unpivot: give into or pattern, not both")
	case s.isWide() && len(into) == 0:
		return errors.New(`unpivot.pattern needs a group named after a column, such as ^(?P<platform_id>.*)$`)
	}
	for _, cell := range into {
		// What a user says of a cell wins over the pattern of a preset.
		if s.makes(cell) && (s.Preset == "" || s.Unpivot.Into != "") {
			return fmt.Errorf("%s is in unpivot and in columns or constants; keep one", cell)
		}
	}
	if _, err := newDates(s); err != nil {
		return err
	}
	if s.EstimatesUntil != "" {
		if _, err := strconv.Atoi(s.EstimatesUntil); err != nil || len(s.EstimatesUntil) != 4 {
			return fmt.Errorf("estimates_until must be a year, not %q", s.EstimatesUntil)
		}
	}
	// Without a column of its own every row names the source by its name in
	// the configuration.
	if _, column := s.Columns["source_id"]; !column {
		s.Constants["source_id"] = cmp.Or(s.Constants["source_id"], name)
	}
	return nil
}

// isWide reports a table whose columns are values, named elsewhere or not.
func (s *fileSettings) isWide() bool { return s.Unpivot.Into != "" || s.Unpivot.Pattern != "" }

// makes reports whether columns or constants say what a cell is.
func (s *fileSettings) makes(cell string) bool {
	return s.Columns[cell] != "" || s.Constants[cell] != ""
}

// readName makes constants of the cells that the name of the file gives, where
// the settings do not give them in another way.
func (s *fileSettings) readName() error {
	pattern, err := regexp.Compile(s.Named)
	if err != nil {
		return fmt.Errorf("named: %w", err)
	}
	name := cmp.Or(s.URL, filepath.ToSlash(s.Path))
	match := pattern.FindStringSubmatch(name)
	if match == nil {
		match = make([]string, pattern.NumSubexp()+1)
	}
	found := map[string]string{}
	for i, cell := range pattern.SubexpNames() {
		if cell != "" && !s.makes(cell) {
			found[cell] = cmp.Or(found[cell], match[i])
		}
	}
	for _, cell := range slices.Sorted(maps.Keys(found)) {
		if s.Constants[cell] = found[cell]; found[cell] == "" {
			example := ""
			if cell == "market" {
				example = ", with a code of ISO 3166-1 such as KOR, or WLD for the world"
			}
			return fmt.Errorf("the name %s does not say the %s of the file; write constants: {%[2]s: …}%s", name, cell, example)
		}
	}
	return nil
}

// formatOf reads the format off a name such as export.csv.gz or an address.
func formatOf(name string) string {
	name, _, _ = strings.Cut(name, "?")
	return map[string]string{".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet"}[path.Ext(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".zip"))]
}

//go:embed preset.yaml
var presetFile string

// preset is one form that the files of a preset can have.
type preset struct {
	Look         string `yaml:"look"` // by which look knows it
	fileSettings `yaml:",inline"`
}

// presets are the forms of every preset by its name.
var presets = sync.OnceValue(func() (out map[string]yaml.Node) {
	if err := yaml.Unmarshal([]byte(presetFile), &out); err != nil {
		panic(fmt.Sprintf("the presets: %v", err)) // they are in the program
	}
	return out
})

// formsOf returns the forms of a preset, of which the caller may change anything;
// none where there is no such preset.
func formsOf(name string) (forms []preset) {
	node := presets()[name]
	if err := node.Decode(&forms); err != nil {
		panic(fmt.Sprintf("the preset %s: %v", name, err))
	}
	return forms
}

// giveWay takes out of the settings of a preset what the user's own say in
// another way, so that these can be read over them.
func (s *fileSettings) giveWay(own *fileSettings) {
	said := func(cell, _ string) bool {
		_, column := own.Columns[cell]
		_, constant := own.Constants[cell]
		return column || constant || cell == own.Unpivot.Into || cell == "value" && own.Add != nil
	}
	maps.DeleteFunc(s.Columns, said)
	maps.DeleteFunc(s.Constants, said)
	if said("value", "") {
		s.Add = nil
	}
	if own.isWide() {
		s.Unpivot.Into, s.Unpivot.Pattern = "", ""
	}
	if own.Source.Title != "" {
		s.Source.PublishedOn = ""
	}
	if own.Keep != nil {
		s.Keep = nil
	}
	if own.Drop != nil {
		s.Drop = nil
	}
	if own.Replace != nil {
		s.Replace = nil
	}
}
