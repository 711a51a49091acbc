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

	keep, drop []check
	cells      []maker    // cells of the row, in the order of the table
	wide       []wideCell // the columns that become rows; none: a record is a row
	value      int        // of cells: the one that a wide column fills; -1 is none
	period     int        // the cell that estimates_until is held against; -1 is none
	qualifier  int        // these cells depend on the others; -1 is none
	note       int
	quoteAt    int
	missing    map[string]bool

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
// empty, or of their sum, or it is the same for all rows.
type maker struct {
	cell    string
	role    role
	from    []int // columns; recordNumber is the number of the record
	sum     bool
	fixed   string
	replace map[string]string // by folded text
	memo    map[string]made   // texts that were met before
}

// made is a cell, or why it is none.
type made struct {
	text  string
	wrong string
}

const recordNumber = -1

// wideCell is a column of a wide table.
type wideCell struct {
	column  int
	name    string
	cells   map[int]made // cells of the row that its name makes
	locator string
}

// check is a filter on one column.
type check struct {
	column int
	in     map[string]bool
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
	for _, f := range s.Keep {
		c, err := p.check(f, "not kept")
		if err != nil {
			return nil, err
		}
		p.keep = append(p.keep, c)
	}
	for _, f := range s.Drop {
		c, err := p.check(f, "dropped")
		if err != nil {
			return nil, err
		}
		p.drop = append(p.drop, c)
	}
	for i, cell := range columnsOf(s.Table) {
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
	p.qualifier = slices.Index(columnsOf(s.Table), "qualifier")
	p.note = slices.Index(columnsOf(s.Table), "note")
	if p.quoteAt = slices.Index(columnsOf(s.Table), "quote"); s.Table != "observation" {
		p.quoteAt = -1 // elsewhere a quote is the words of somebody
	}
	p.row = ingest.Row{Table: s.Table, Columns: columnsOf(s.Table), Cells: make([]string, len(p.cells))}
	return p, nil
}

// find returns the columns that a name of the settings stands for.
func (p *plan) find(name string) ([]int, error) {
	var found []int
	for _, one := range strings.Split(name, " | ") {
		one = strings.TrimSpace(one)
		if at, ok := p.column(one); ok {
			found = append(found, at)
		}
	}
	if len(found) == 0 {
		if names := p.table.names; len(names) > 20 {
			return nil, fmt.Errorf("the file has no column %q%s, … (%d)", name, ingest.Hint(name, "its columns are", names[:20]), len(names))
		}
		return nil, fmt.Errorf("the file has no column %q%s", name, ingest.Hint(name, "its columns are", p.table.names))
	}
	return found, nil
}

func (p *plan) column(name string) (int, bool) {
	if name == "#" {
		return recordNumber, true
	}
	at := columnIndex(p.table.names, name)
	return at, at >= 0
}

// columnIndex finds a column by its name, or by its place as in "#3"; -1: there
// is none.
func columnIndex(names []string, name string) int {
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

func (p *plan) check(f filter, verb string) (check, error) {
	found, err := p.find(f.Column)
	if err != nil {
		return check{}, err
	}
	c := check{column: found[0], in: map[string]bool{}, reason: f.Column + " is " + verb}
	for _, text := range f.In {
		c.in[text] = true
	}
	return c, nil
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
		found, err := p.find(name)
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
	named := map[int]bool{}
	for _, m := range p.cells {
		for _, at := range m.from {
			named[at] = true
		}
	}
	for _, c := range append(slices.Clone(p.keep), p.drop...) {
		named[c.column] = true
	}
	for _, name := range u.Except {
		// A file may well lack a column that is to be left out.
		if at, ok := p.column(name); ok {
			named[at] = true
		}
	}
	pattern := regexp.MustCompile(u.Pattern) // checked with the settings
	for at, name := range p.table.names {
		if named[at] {
			continue
		}
		groups := map[string]string{u.Into: name}
		if u.Pattern != "" {
			match := pattern.FindStringSubmatch(name)
			if match == nil {
				return fmt.Errorf("the name of column %d, %q, does not fit unpivot.pattern; name the column under columns or unpivot.except", at+1, name)
			}
			groups = map[string]string{}
			for i, group := range pattern.SubexpNames() {
				groups[group] = match[i]
			}
		}
		w := wideCell{column: at, name: name, cells: map[int]made{}, locator: "column " + strconv.Quote(name)}
		for i, cell := range cells {
			if text, ok := groups[cell]; ok && !p.s.makes(cell) {
				w.cells[i] = p.make(&p.cells[i], []byte(text))
			}
		}
		p.wide = append(p.wide, w)
	}
	if len(p.wide) == 0 {
		return fmt.Errorf("unpivot finds no column that is not named elsewhere; the columns are %s", strings.Join(p.table.names, ", "))
	}
	return nil
}
