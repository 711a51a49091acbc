package source

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"headstart/ingest"

	"github.com/shopspring/decimal"
)

// rows yields the rows that a record makes.
func (p *plan) rows(rec *fileRecord, yield func(ingest.Row, error) bool) error {
	if p.number++; !p.only.Has(p.number) {
		return nil
	}
	p.row.Line, p.row.Locator, p.row.Record = rec.line, rec.locator, rec.text
	if rec.note {
		p.leftOut["a note in one cell"]++
		return nil
	}
	if rec.wrong != "" {
		clear(p.row.Cells)
		return p.give(yield, &ingest.Rejection{Rule: "record", Reason: rec.wrong})
	}
	for i := range p.keep {
		if c := &p.keep[i]; !c.in[string(p.source(rec, c.column))] {
			p.leftOut[c.reason]++
			return nil
		}
	}
	for i := range p.drop {
		if c := &p.drop[i]; c.in[string(p.source(rec, c.column))] {
			p.leftOut[c.reason]++
			return nil
		}
	}
	var wrong *ingest.Rejection
	numbers, missing := 0, 0
	bound := ""
	for i := range p.cells {
		m := &p.cells[i]
		if m.role == numberRole {
			if m.from == nil && m.fixed == "" {
				p.row.Cells[i] = ""
				continue
			}
			text, b, none := p.numberOf(rec, m)
			p.row.Cells[i] = text
			numbers++
			if none {
				missing++
			} else if b != "" {
				bound = b
			}
			continue
		}
		c := p.textOf(rec, m)
		p.row.Cells[i] = c.text
		if c.wrong != "" && wrong == nil {
			wrong = &ingest.Rejection{Column: m.cell, Rule: "country", Reason: c.wrong}
		}
	}
	if p.wide != nil {
		return p.wideRows(rec, wrong, yield)
	}
	if numbers > 0 && missing == numbers {
		p.leftOut["no value"]++
		return nil
	}
	p.finish(rec, bound, "")
	return p.give(yield, wrong)
}

// wideRows yields a row for each column of a wide record.
func (p *plan) wideRows(rec *fileRecord, wrong *ingest.Rejection, yield func(ingest.Row, error) bool) error {
	shared := slices.Clone(p.row.Cells)
	for i := range p.wide {
		w := &p.wide[i]
		if p.missing[string(bytes.TrimSpace(rec.cells[w.column]))] {
			p.leftOut["no value"]++
			continue
		}
		copy(p.row.Cells, shared)
		bad := wrong
		for at, c := range w.cells {
			p.row.Cells[at] = c.text
			if c.wrong != "" && bad == nil {
				bad = &ingest.Rejection{Column: p.cells[at].cell, Rule: "country", Reason: c.wrong}
			}
		}
		text, bound := p.written(rec.cells[w.column])
		p.row.Cells[p.value] = text
		p.row.Locator = w.locator
		p.finish(rec, bound, w.name+": "+string(rec.cells[w.column]))
		if err := p.give(yield, bad); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) give(yield func(ingest.Row, error) bool, wrong *ingest.Rejection) error {
	var err error
	if wrong != nil {
		err = wrong
	}
	row := p.row
	if wrong == nil && p.forecast() {
		row = p.asForecast()
	}
	if !yield(row, err) {
		return errStopped
	}
	return nil
}

// source returns the text of a column, without the spaces around it.
func (p *plan) source(rec *fileRecord, column int) []byte {
	if column == recordNumber {
		return strconv.AppendInt(nil, p.number, 10)
	}
	cell := rec.cells[column]
	if n := len(cell); n > 0 && cell[0] > ' ' && cell[n-1] > ' ' && cell[n-1] < utf8.RuneSelf && cell[0] < utf8.RuneSelf {
		return cell // most cells have no spaces around them
	}
	return bytes.TrimSpace(cell)
}

// textOf makes a cell that is no number.
func (p *plan) textOf(rec *fileRecord, m *maker) made {
	for _, column := range m.from {
		if text := p.source(rec, column); len(text) > 0 {
			return p.make(m, text)
		}
	}
	if m.from != nil {
		return p.make(m, nil)
	}
	return made{text: m.fixed}
}

// Memory for texts that were met before is bounded in number and length.
const (
	maxMemo     = 1 << 14
	maxMemoText = 128
)

// make rewrites the text of a cell by its role.
func (p *plan) make(m *maker, text []byte) made {
	if c, ok := m.memo[string(text)]; ok {
		return c
	}
	c := made{text: string(text)}
	if to, ok := m.replace[ingest.Fold(c.text)]; ok {
		c.text = to
	} else if c.text != "" {
		switch m.role {
		case periodRole:
			c.text = p.dates.read(c.text)
		case marketRole:
			c.text, c.wrong = market(c.text)
		case platformRole:
			c.text = p.aliases.Platform(c.text)
		}
	}
	if len(text) <= maxMemoText {
		if len(m.memo) == maxMemo {
			clear(m.memo)
		}
		m.memo[string(text)] = c
	}
	return c
}

// numberOf makes a cell that is a number. none: there is no value.
func (p *plan) numberOf(rec *fileRecord, m *maker) (text, bound string, none bool) {
	if m.from == nil {
		return m.fixed, "", false
	}
	if m.sum {
		return p.sumOf(rec, m)
	}
	cell := []byte(nil)
	for _, column := range m.from {
		if cell = p.source(rec, column); !p.missing[string(cell)] {
			text, bound = p.written(cell)
			return text, bound, false
		}
	}
	return "", "", true
}

// written returns a number in plain digits, or the cell as it is.
func (p *plan) written(cell []byte) (text, bound string) {
	if text, bound, ok := p.numbers.read(cell); ok {
		return text, bound
	}
	return string(cell), ""
}

// sumOf adds the columns of m. Where one of them is no number, the cell shows
// what could not be added.
func (p *plan) sumOf(rec *fileRecord, m *maker) (text, bound string, none bool) {
	var sum decimal.Decimal
	texts := make([]string, len(m.from))
	missing, whole := 0, true
	for i, column := range m.from {
		cell := p.source(rec, column)
		if p.missing[string(cell)] {
			missing++
			texts[i], whole = "?", false
			continue
		}
		text, b, ok := p.numbers.read(cell)
		if !ok {
			text = string(cell)
		}
		texts[i] = text
		x, err := decimal.NewFromString(text)
		whole = whole && ok && b == "" && err == nil
		sum = sum.Add(x)
	}
	if missing == len(m.from) {
		return "", "", true
	}
	if !whole {
		return strings.Join(texts, " + "), "", false
	}
	return sum.String(), "", false
}

// finish adds what depends on the whole row: the qualifier and the quote of
// an observation, the note of another table.
func (p *plan) finish(rec *fileRecord, bound, written string) {
	if p.qualifier >= 0 {
		switch cell := &p.row.Cells[p.qualifier]; {
		case bound != "":
			*cell = bound
		case *cell == "" && p.cells[p.qualifier].from == nil:
			*cell = "exact"
		}
	} else if p.note >= 0 && bound != "" {
		cell := &p.row.Cells[p.note]
		*cell = strings.TrimPrefix(*cell+"; printed as a bound, "+strings.ReplaceAll(bound, "_", " "), "; ")
	}
	if p.quoteAt >= 0 && p.row.Cells[p.quoteAt] == "" && p.cells[p.quoteAt].from == nil {
		p.row.Cells[p.quoteAt] = p.quoteOf(rec, written)
	}
}

// quoteOf is what the file says, where it has no words of its own: the name
// of the column and its cell.
func (p *plan) quoteOf(rec *fileRecord, written string) string {
	if written != "" {
		return written
	}
	p.quote = p.quote[:0]
	for i := range p.cells {
		if p.cells[i].role != numberRole {
			continue
		}
		for _, column := range p.cells[i].from {
			if column == recordNumber {
				continue
			}
			if len(p.quote) > 0 {
				p.quote = append(p.quote, ", "...)
			}
			p.quote = append(p.quote, p.table.names[column]...)
			p.quote = append(p.quote, ": "...)
			p.quote = append(p.quote, rec.cells[column]...)
		}
	}
	return string(p.quote)
}

// forecast reports whether the row is of a year after the last estimate.
func (p *plan) forecast() bool {
	if p.s.EstimatesUntil == "" || p.period < 0 {
		return false
	}
	period := p.row.Cells[p.period]
	return len(period) >= 4 && allDigits([]byte(period[:4])) && period[:4] > p.s.EstimatesUntil
}

// asForecast makes the row one of the table proxy: a forecast is no count.
func (p *plan) asForecast() ingest.Row {
	row := ingest.Row{Table: "proxy", Columns: columnsOf("proxy"), Line: p.row.Line, Locator: p.row.Locator, Record: p.row.Record}
	if p.row.Table == "proxy" {
		row.Cells = slices.Clone(p.row.Cells)
	} else {
		cell := func(name string) string {
			if at := slices.Index(p.row.Columns, name); at >= 0 {
				return p.row.Cells[at]
			}
			return ""
		}
		measure, value, unit := cell("metric"), cell("value"), "people"
		for i, m := range p.cells {
			if m.role == numberRole && p.row.Cells[i] != "" && m.cell != "value" {
				measure, value = m.cell, p.row.Cells[i]
			}
		}
		row.Cells = []string{cell("source_id"), cell("market"), p.row.Cells[p.period], cmp.Or(cell("platform_id"), measure), measure, value, unit, ""}
	}
	note := &row.Cells[len(row.Cells)-1]
	*note = strings.TrimPrefix(*note+"; forecast: after the last estimate, of "+p.s.EstimatesUntil, "; ")
	return row
}
