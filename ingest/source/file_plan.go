package source

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
)

// plan says how the rows of a table are made of the records of a file whose
// columns are known.
type plan struct {
	s       *fileSettings
	table   *fileTable
	aliases Aliases
	dates   dates
	numbers *numbers
	leftOut map[string]int64

	filters   []check
	cells     []maker    // cells of the row, in the order of the table
	wide      []wideCell // the columns that become rows; none: a record is a row
	value     int        // of cells: the one that a wide column fills; -1 is none
	period    int        // the cell that estimates_until is held against; -1 is none
	qualifier int        // these cells depend on the others; -1 is none
	note      int
	quoteAt   int
	missing   map[string]bool

	number int64 // of the record, from 1
	only   ingest.Only
	row    ingest.Row
	quote  []byte
}

// role says how a cell is rewritten.
type role int

const (
	textRole role = iota
	numberRole
	periodRole
	marketRole
	platformRole
)

var roles = map[string]role{
	"value": numberRole, "population": numberRole, "internet_users": numberRole,
	"lead_months_low": numberRole, "lead_months_high": numberRole, "win_probability": numberRole,
	"period": periodRole, "date": periodRole, "year": periodRole, "said_on": periodRole, "published_on": periodRole,
	"market": marketRole, "platform_id": platformRole, "name": platformRole,
}

// maker makes one cell of a row: of the first of its columns that is not
// empty, or of their sum, or of all of them with " / " between, or it is the
// same for all rows.
type maker struct {
	cell    string
	role    role
	from    []int // columns; recordNumber is the number of the record
	sum     bool
	joined  bool
	fixed   string
	replace map[string]string // by folded text
	memo    map[string]made   // texts that were met before
}

// made is a cell, or why it is none.
type made struct {
	text  string
	unfit *ingest.Rejection
}

// What is no place of a column.
const (
	noColumn     = -1
	recordNumber = -2
)

// wideCell is a column of a wide table.
type wideCell struct {
	column  int
	cells   map[int]made // cells of the row that its name makes
	locator string
}

// check is a filter on one column.
type check struct {
	column int
	in     []string
	keep   bool // what is in; else what is not
	reason string
}

func newPlan(s *fileSettings, t *fileTable, aliases Aliases, leftOut map[string]int64) (*plan, error) {
	d, err := newDates(s)
	if err != nil {
		return nil, err
	}
	p := &plan{s: s, table: t, aliases: aliases, dates: d, numbers: newNumbers(s), leftOut: leftOut,
		value: -1, period: -1, missing: map[string]bool{"": true}}
	for _, text := range s.Missing {
		p.missing[text] = true
	}
	for i, f := range slices.Concat(s.Keep, s.Drop) {
		found, err := p.find(f.Column)
		if err != nil {
			return nil, err
		}
		c := check{found[0], f.In, i < len(s.Keep), f.Column + " is dropped"}
		if c.keep {
			c.reason = f.Column + " is not kept"
		}
		p.filters = append(p.filters, c)
	}
	cells := columnsOf(s.Table)
	for i, cell := range cells {
		m, err := p.maker(cell)
		if err != nil {
			return nil, err
		}
		p.cells = append(p.cells, m)
		if m.role == periodRole {
			p.period = i
		}
	}
	if err := p.unpivot(); err != nil {
		return nil, err
	}
	p.qualifier, p.note = slices.Index(cells, "qualifier"), slices.Index(cells, "note")
	if p.quoteAt = slices.Index(cells, "quote"); s.Table != "observation" {
		p.quoteAt = -1 // elsewhere a quote is the words of somebody
	}
	p.row = rowOf(s.Table, nil)
	if !s.isWide() {
		t.used = p.used()
	}
	return p, nil
}

// used are the columns that the cells and the filters are about, in order.
func (p *plan) used() []int {
	used := []int{}
	for _, m := range p.cells {
		used = append(used, m.from...)
	}
	for _, c := range p.filters {
		used = append(used, c.column)
	}
	slices.Sort(used)
	return slices.DeleteFunc(slices.Compact(used), func(at int) bool { return at == recordNumber })
}

// find returns the columns that a name of the settings stands for.
func (p *plan) find(name string) ([]int, error) {
	var found []int
	for one := range strings.SplitSeq(name, " | ") {
		if at := columnIndex(p.table.names, strings.TrimSpace(one)); at != noColumn {
			found = append(found, at)
		}
	}
	if found != nil {
		return found, nil
	}
	names, more := p.table.names, ""
	if len(names) > 20 {
		names, more = names[:20], fmt.Sprintf(", … (%d)", len(names))
	}
	return nil, fmt.Errorf("the file has no column %q%s%s", name, ingest.Hint(name, "its columns are", names), more)
}

// columnIndex finds a column by its name, or by its place as in "#3"; noColumn:
// there is none. "#" is recordNumber.
func columnIndex(names []string, name string) int {
	if name == "#" {
		return recordNumber
	}
	at := slices.Index(names, name)
	if at < 0 {
		at = slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	}
	if place, ok := strings.CutPrefix(name, "#"); at < 0 && ok {
		if n, err := strconv.Atoi(place); err == nil && n >= 1 && n <= len(names) {
			at = n - 1
		}
	}
	return at
}

func (p *plan) maker(cell string) (maker, error) {
	m := maker{cell: cell, role: roles[cell], fixed: p.s.Constants[cell], memo: map[string]made{}, replace: map[string]string{}}
	for _, r := range p.s.Replace {
		if r.Column == cell {
			m.replace[ingest.Fold(r.From)] = r.To
		}
	}
	if m.fixed != "" && m.role != numberRole {
		m.fixed = p.make(&m, []byte(m.fixed)).text // "Worldwide" will do as a constant, too
	}
	names := []string{p.s.Columns[cell]}
	if cell == p.s.Unpivot.Value && len(p.s.Add) > 0 {
		names, m.sum = p.s.Add, len(p.s.Add) > 1
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		if pointer, outside := strings.CutPrefix(name, "/"); outside && p.table.root != nil {
			text, ok := p.table.root("/" + pointer)
			if !ok {
				return m, fmt.Errorf("the document has no %s, which columns.%s names", name, cell)
			}
			m.fixed = p.make(&m, []byte(text)).text
			continue
		}
		if text, ok := partition(p.s.Path, name); ok {
			m.fixed = p.make(&m, []byte(text)).text
			continue
		}
		found, err := p.find(name)
		for one := range strings.SplitSeq(name, " / ") {
			if err == nil && !m.joined || m.sum {
				break
			}
			var part []int
			if part, err = p.find(one); err != nil {
				break
			}
			m.joined, found = true, append(found, part[0])
		}
		if err != nil {
			return m, fmt.Errorf("columns.%s: %w", cell, err)
		}
		if m.sum && len(found) > 1 {
			found = found[:1]
		}
		m.from = append(m.from, found...)
	}
	return m, nil
}

// unpivot finds the columns of a wide table that are values.
func (p *plan) unpivot() error {
	u := p.s.Unpivot
	if !p.s.isWide() {
		return nil
	}
	cells := columnsOf(p.s.Table)
	p.value = slices.Index(cells, u.Value)
	named := p.used()
	for _, name := range u.Except {
		named = append(named, columnIndex(p.table.names, name)) // a file may well lack it
	}
	pattern := regexp.MustCompile(u.Pattern) // checked with the settings
	for at, name := range p.table.names {
		if slices.Contains(named, at) {
			continue
		}
		groups, texts := []string{u.Into}, []string{name}
		if u.Pattern != "" {
			groups, texts = pattern.SubexpNames(), pattern.FindStringSubmatch(name)
		}
		if texts == nil {
			return fmt.Errorf("the name of column %d, %q, does not fit unpivot.pattern; name the column under columns or unpivot.except", at+1, name)
		}
		w := wideCell{column: at, cells: map[int]made{}, locator: "column " + strconv.Quote(name)}
		for i, cell := range cells {
			if group := slices.Index(groups, cell); group >= 0 && !p.s.makes(cell) {
				w.cells[i] = p.make(&p.cells[i], []byte(texts[group]))
			}
		}
		p.wide = append(p.wide, w)
	}
	if len(p.wide) == 0 {
		return fmt.Errorf("unpivot finds no column that is not named elsewhere; the columns are %s", strings.Join(p.table.names, ", "))
	}
	return nil
}
