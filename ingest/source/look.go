package source

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"

	"go.yaml.in/yaml/v3"
)

// Asked is what a person says of a file beside the file itself. The zero value
// says nothing.
type Asked struct {
	Name       string            // of the source; "" makes one of the file's name
	Sheet      string            // of a workbook or a zip archive
	Cells      map[string]string // that are the same in all rows, such as metric
	Decimal    string            // mark of numbers
	Dates      string            // layout of periods (file_cell.go)
	FiscalEnd  int               // month in which fiscal years end; 0 is not said
	Multiplier float64           // of all numbers; 0 is not said

	Metrics map[string][]string // of the package, each with its other names
}

// Looked is what was found in a file.
type Looked struct {
	Name      string         `json:"name"`      // of the source
	Facts     []string       `json:"facts"`     // what the file is, a sentence each
	Columns   []LookedColumn `json:"columns"`   // in the order of the file; none where a preset reads it
	Questions []string       `json:"questions"` // what the file does not say, each with what to type; none: the settings are whole
	YAML      string         `json:"yaml"`      // the source for headstart.yaml, below the key sources
	Rows      int64          `json:"rows"`      // rows of tables that the settings make
	Unread    []Unread       `json:"unread"`    // rows that fail, by column and rule
	LeftOut   []Omission     `json:"left_out"`  // what the settings take out
}

// LookedColumn is one column of the file.
type LookedColumn struct {
	Name    string `json:"name"`
	Holds   string `json:"holds"`
	Example string `json:"example"`
	Becomes string `json:"becomes"` // "" where nothing is made of it
}

// Unread counts the rows that break one rule in one column.
type Unread struct {
	Column string   `json:"column"` // "" where the whole record is wrong
	Rule   string   `json:"rule"`
	Reason string   `json:"reason"` // of the first of them
	Count  int64    `json:"count"`
	Texts  []string `json:"texts"` // the first different ones, at most five
}

// looker collects what is found in one file.
type looker struct {
	path    string
	asked   Asked
	aliases Aliases
	found   *Looked
	s       fileSettings // that read the file
	format  string       // of it
	file    *os.File     // which is opened once
	book    *workbook    // that it is
	numbers *numbers     // by its marks
	above   []string     // cells above the header
	notes   []string     // lines of one cell below it
	between int          // of them that stand between records
	columns []*lookedColumn
	first   map[string]int     // columns by their names in small letters
	known   map[[2]string]bool // what texts are, by role
	asking  map[string]bool    // cells that questions are about
	records int64
	figures map[string]string // the first maxFigures of the rows, by what they are of
	several []string          // rows that disagree, such as: red mau FRA 2023-01: 5 and 6
}

// Look reads a file of the user and finds the settings with which the kind file
// reads it, for a package with these platforms. Preset settings are tried
// first. It fails for a file that is no table.
func Look(path string, platforms []press.Platform, asked Asked) (*Looked, error) {
	l := &looker{path: filepath.ToSlash(path), asked: asked, aliases: AliasesOf(platforms), asking: map[string]bool{}, figures: map[string]string{}, first: map[string]int{}, known: map[[2]string]bool{},
		found: &Looked{Name: cmp.Or(asked.Name, nameOf(path)), Facts: []string{}, Columns: []LookedColumn{}, Questions: []string{}, Unread: []Unread{}, LeftOut: []Omission{}}}
	if !slices.Contains([]string{"", ".", ","}, asked.Decimal) {
		return nil, fmt.Errorf("decimal must be the mark . or , and not %q", asked.Decimal)
	}
	var err error
	if l.file, err = openFile(path, "name a table such as users.csv"); err != nil {
		return nil, err
	}
	defer l.file.Close()
	if err := l.look(platforms); err != nil {
		return nil, fmt.Errorf("%s: %w", l.path, err)
	}
	return l.found, nil
}

func (l *looker) look(platforms []press.Platform) error {
	l.s = fileSettings{Path: l.path, Sheet: l.asked.Sheet}
	if err := l.shape(); err != nil {
		return err
	}
	if preset := l.preset(); preset != "" {
		l.s = fileSettings{Preset: preset, Path: l.path, Sheet: l.asked.Sheet, Constants: l.asked.Cells}
		l.say("These are the settings of the preset %s.", preset)
	} else if err := l.scan(); err != nil {
		return err
	} else if err := l.plan(); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, p := range platforms {
		known[p.ID] = true
	}
	return l.try(known)
}

func (l *looker) say(format string, args ...any) {
	l.found.Facts = append(l.found.Facts, fmt.Sprintf(format, args...))
}

func (l *looker) ask(format string, args ...any) {
	l.found.Questions = append(l.found.Questions, fmt.Sprintf(format, args...))
}

// nameOf makes the name of a source of that of a file.
func nameOf(path string) string {
	base, _, _ := strings.Cut(filepath.Base(path), ".")
	return cmp.Or(slugOf(base), "export")
}

// preset returns the preset that reads the file, told by the sign of one: of the
// name of the file, where its records are, and the names of its columns, parted
// by |. "" if there is none.
func (l *looker) preset() (found string) {
	sign := filepath.Base(l.path) + "|" + l.s.Records
	if l.open(func(t *fileTable) error { sign += "|" + strings.Join(t.names, "|"); return nil }) != nil {
		return ""
	}
	for name := range presets() {
		if regexp.MustCompile(formsOf(name)[0].Look).MatchString(sign) {
			found = max(found, name)
		}
	}
	return found
}

// open opens the table by the settings so far, and hands it to use.
func (l *looker) open(use func(*fileTable) error) error {
	s := l.s
	if err := s.complete("look"); err != nil {
		return err
	}
	return l.opened(&s, use)
}

// opened hands the table that complete settings read to use.
func (l *looker) opened(s *fileSettings, use func(*fileTable) error) (err error) {
	var t *fileTable
	if l.book != nil {
		t, err = s.openSheet(l.book)
	} else if _, err = l.file.Seek(0, io.SeekStart); err == nil {
		t, err = s.open(l.file)
	}
	if err != nil {
		return err
	}
	return use(t)
}

// yaml writes the source as it stands below the key sources: what is not set
// is left out, and each setting is one line.
func (l *looker) yaml(mode string) (err error) {
	var node yaml.Node
	if err = node.Encode(map[string]any{l.found.Name: struct {
		Kind         string `yaml:"kind"`
		fileSettings `yaml:",inline"`
		Mode         string `yaml:"mode,omitempty"`
	}{"file", l.s, mode}}); err != nil {
		return err
	}
	settings := node.Content[1].Content
	if at := slices.IndexFunc(settings, func(n *yaml.Node) bool { return n.Value == "multiplier" }); at >= 0 {
		settings[at+1] = &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatFloat(l.s.Multiplier, 'f', -1, 64)} // no 1e+06
	}
	var b strings.Builder
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err = enc.Encode(&node)
	l.found.YAML = b.String()
	return err
}

// try reads the whole file with the settings as they are written, and counts
// the rows that fail.
func (l *looker) try(platforms map[string]bool) error {
	if err := l.yaml(""); err != nil {
		return err
	}
	var written map[string]map[string]any
	if err := yaml.Unmarshal([]byte(l.found.YAML), &written); err != nil {
		return fmt.Errorf("read the settings again: %w", err)
	}
	kind, err := New(l.found.Name, written[l.found.Name], l.aliases)
	if err != nil {
		question := strings.TrimPrefix(err.Error(), "source "+l.found.Name+": ")
		if l.s.Preset == "statcounter" && l.asked.Cells["market"] == "" {
			question = whichMarket
		}
		l.ask("%s", question)
		return nil
	}
	f := kind.(*file)
	err = l.opened(f.settings(), func(t *fileTable) error {
		return f.readTable(t, func(row ingest.Row, unfit *ingest.Rejection) error {
			l.count(row, l.faults(row, unfit, platforms))
			return nil
		})
	})
	if err != nil {
		return err
	}
	l.found.LeftOut = append(l.found.LeftOut, omissions(f.leftOut)...)
	l.askSeveral()
	if len(l.found.Unread) > 0 {
		return l.yaml("quarantine") // such rows must not stop a run: they are known
	}
	return nil
}

// count adds a row, or what is wrong with it.
func (l *looker) count(row ingest.Row, faults []ingest.Rejection) {
	if len(faults) == 0 {
		l.found.Rows++
		l.compare(row)
	}
	for _, f := range faults {
		at := slices.IndexFunc(l.found.Unread, func(u Unread) bool { return u.Column == f.Column && u.Rule == f.Rule })
		if at < 0 {
			at = len(l.found.Unread)
			l.found.Unread = append(l.found.Unread, Unread{Column: f.Column, Rule: f.Rule, Reason: f.Reason})
		}
		u := &l.found.Unread[at]
		u.Count++
		text := row.Cell(f.Column)
		if f.Column == "" {
			text = string(row.Record)
		}
		if len(u.Texts) < 5 && text != "" && !slices.Contains(u.Texts, text) {
			u.Texts = append(u.Texts, strings.Clone(text))
		}
	}
}

// maxFigures bounds how many figures are compared.
const maxFigures = 1 << 17

// compare finds rows that differ in nothing but their figure.
func (l *looker) compare(row ingest.Row) {
	of, figure := "", ""
	for i, column := range row.Columns {
		if roles[column] == numberRole {
			figure += row.Cells[i]
		} else if !slices.Contains([]string{"source_id", "quote", "note", "qualifier"}, column) && row.Cells[i] != "" {
			of += row.Cells[i] + " "
		}
	}
	if was, seen := l.figures[of]; seen && was != figure {
		l.several = append(l.several, strings.TrimSpace(of)+": "+was+" and "+figure)
	} else if len(l.figures) < maxFigures {
		l.figures[of] = figure
	}
}

// askSeveral asks which of several figures of the same is meant, or says so where
// they are few.
func (l *looker) askSeveral() {
	if len(l.several) == 0 || len(l.found.Questions) > 0 {
		return
	}
	tell, which := l.ask, "Which column is meant? Name it under columns in the settings, or drop rows."
	if 20*int64(len(l.several)) < l.found.Rows {
		tell, which = l.say, "A run resolves them."
	}
	for i, c := range l.columns {
		if len(c.texts) > 1 && c.isText() && l.found.Columns[i].Becomes == "" {
			which = fmt.Sprintf("If %s tells them apart, add keep: [{column: %[1]q, in: [%q]}] to the settings, with what you mean.", c.name, c.texts[0])
			if l.s.Columns["market"] == "" { // a city, perhaps
				which += fmt.Sprintf(" If it is the market: columns: {market: %q} and replace: [{column: market, from: %q, to: XXA}], for each place a code of markets.csv.", c.name, c.texts[0])
			}
		}
	}
	cases := "1 such case"
	if n := len(l.several); n > 1 {
		cases = fmt.Sprintf("%d such cases", n)
	}
	tell("Rows disagree about %s (%s). %s", l.several[0], cases, which)
}

// faults are what is wrong with a row beside what is asked anyway: unfit, what
// the rules of its columns say, and that its platform or metric is not known.
func (l *looker) faults(row ingest.Row, unfit *ingest.Rejection, platforms map[string]bool) (all []ingest.Rejection) {
	skip := maps.Clone(l.asking)
	if unfit != nil {
		all = append(all, *unfit)
		if unfit.Column == "" {
			return all // no other cell can be read
		}
		skip[unfit.Column] = true
	}
	others := contract().Faults(row)
	if id := row.Cell("platform_id"); id != "" && !platforms[id] {
		others = slices.DeleteFunc(others, func(f ingest.Rejection) bool { return f.Column == "platform_id" })
		others = append(others, unknownPlatform)
	}
	if name := row.Cell("metric"); name != "" && l.asked.Metrics[name] == nil {
		metrics := slices.Sorted(maps.Keys(l.asked.Metrics))
		others = append(others, ingest.Rejection{Column: "metric", Rule: "foreign_key", Reason: "no metric has this name" + ingest.Hint(name, "metrics are", metrics)})
	}
	return append(all, slices.DeleteFunc(others, func(f ingest.Rejection) bool { return skip[f.Column] })...)
}

// scan reads all records for the types of the columns, and for notes below the
// table.
func (l *looker) scan() error {
	return l.open(func(t *fileTable) error {
		for _, name := range t.names {
			l.columns = append(l.columns, &lookedColumn{name: name, counts: map[string]int{}, sure: map[string]bool{}})
		}
		for {
			rec, err := t.next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if n := filled(rec.Cells); slices.Contains(headedFormats, l.format) && n == 1 && len(t.names) > 1 && (rec.Wrong != nil || len(rec.Cells[0]) > 0) {
				l.notes = append(l.notes, string(rec.Cells[0]))
				l.s.Notes = true
				continue
			}
			l.records++
			l.between = len(l.notes)
			for i, cell := range rec.Cells {
				if i < len(l.columns) && rec.Wrong == nil {
					l.columns[i].add(strings.TrimSpace(string(cell)))
				}
			}
			for _, i := range rec.numbers {
				if i < len(l.columns) {
					l.columns[i].sure[string(rec.Cells[i])] = true
				}
			}
		}
	})
}

// write fills in the settings, in the words of their table, and lists the
// columns.
func (m *mapping) write() {
	s, into := &m.s, strings.Join(m.into, " and ")
	to := func(cell string) string { return cmp.Or(m.cellOf[cell], cell) }
	s.Columns, s.Constants = map[string]string{}, map[string]string{}
	becomes := map[*lookedColumn]string{}
	for _, c := range m.values {
		becomes[c] = "value, its name as " + into
		for _, t := range c.texts {
			if noValue(t) && !slices.Contains(s.Missing, t) {
				s.Missing = append(s.Missing, t)
			}
		}
	}
	for cell, c := range m.columns {
		s.Columns[to(cell)], becomes[c] = m.nameOf(c), to(cell)
		for _, part := range c.with {
			becomes[part] = to(cell)
		}
	}
	for cell, text := range m.constants {
		s.Constants[to(cell)] = text
	}
	if c := m.columns["platform_id"]; c != nil {
		totals := slices.DeleteFunc(slices.Clone(c.texts), func(t string) bool { return !says("total", t) || m.is("platform_id", t) })
		if len(totals) > 0 && len(totals) < len(c.texts) {
			s.Drop = append(s.Drop, filter{m.nameOf(c), totals})
		}
	}
	switch group := func(cell string) string { return "(?P<" + to(cell) + ">.*)" }; {
	case len(m.into) == 2:
		s.Unpivot.Pattern = "^" + regexp.QuoteMeta(m.affix[0]) + group(m.into[0]) + " / " + group(m.into[1]) + regexp.QuoteMeta(m.affix[1]) + "$"
	case into != "" && m.affix != [2]string{}:
		s.Unpivot.Pattern = "^" + regexp.QuoteMeta(m.affix[0]) + group(into) + regexp.QuoteMeta(m.affix[1]) + "$"
	case into != "":
		s.Unpivot.Into = to(into)
	}
	if into != "" {
		s.Unpivot.Value = m.cellOf["value"]
	}
	for _, c := range m.looker.columns {
		found := LookedColumn{Name: c.name, Holds: c.holds(), Becomes: becomes[c]}
		if len(c.texts) > 0 {
			found.Example = c.texts[0]
		}
		m.found.Columns = append(m.found.Columns, found)
	}
	if m.free("source_id") {
		m.source()
	}
}
