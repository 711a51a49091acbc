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

// rows gives the rows that a record makes.
func (p *plan) rows(rec *fileRecord, give Giver) error {
	if p.number++; !p.only.Has(p.number) {
		return nil
	}
	p.row.Line, p.row.Locator, p.row.Record = rec.Line, rec.locator, rec.Text
	if rec.note {
		p.leftOut["a note in one cell"]++
		return nil
	}
	if rec.Wrong != nil {
		clear(p.row.Cells)
		return give(p.row, &ingest.Rejection{Rule: "record", Reason: rec.Wrong.Error()})
	}
	for i := range p.filters {
		if c := &p.filters[i]; slices.Contains(c.in, string(p.source(rec, c.column))) != c.keep {
			p.leftOut[c.reason]++
			return nil
		}
	}
	var wrong *ingest.Rejection
	numbers, missing, bound := 0, 0, ""
	for i := range p.cells {
		m := &p.cells[i]
		if m.role != numberRole {
			c := p.textOf(rec, m)
			p.row.Cells[i], wrong = c.text, cmp.Or(wrong, c.unfit)
			continue
		}
		text, b, none := p.numberOf(rec, m)
		if p.row.Cells[i] = text; none {
			missing++
		}
		if m.from != nil || m.fixed != "" {
			numbers++
		}
		bound = cmp.Or(b, bound)
	}
	if p.wide != nil {
		return p.wideRows(rec, wrong, give)
	}
	if numbers > 0 && missing == numbers {
		p.leftOut["no value"]++
		return nil
	}
	p.finish(rec, bound, "")
	return give(p.finished(wrong), wrong)
}

// wideRows gives a row for each column of a wide record.
func (p *plan) wideRows(rec *fileRecord, wrong *ingest.Rejection, give Giver) error {
	shared := slices.Clone(p.row.Cells)
	for i := range p.wide {
		w := &p.wide[i]
		text, bound, _ := p.written(&p.cells[p.value], rec.Cells[w.column])
		if text == "" {
			p.leftOut["no value"]++
			continue
		}
		copy(p.row.Cells, shared)
		bad := wrong
		for at, c := range w.cells {
			p.row.Cells[at], bad = c.text, cmp.Or(bad, c.unfit)
		}
		p.row.Cells[p.value], p.row.Locator = text, w.locator
		p.finish(rec, bound, p.table.names[w.column]+": "+string(rec.Cells[w.column]))
		if err := give(p.finished(bad), bad); err != nil {
			return err
		}
	}
	return nil
}

// finished is the row that was made.
func (p *plan) finished(wrong *ingest.Rejection) ingest.Row {
	if wrong == nil && p.forecast() {
		return p.asForecast()
	}
	return p.row
}

// source returns the text of a column, without the spaces around it.
func (p *plan) source(rec *fileRecord, column int) []byte {
	if column == recordNumber {
		return strconv.AppendInt(nil, p.number, 10)
	}
	cell := rec.Cells[column]
	if n := len(cell); n > 0 && cell[0] > ' ' && cell[n-1] > ' ' && cell[n-1] < utf8.RuneSelf && cell[0] < utf8.RuneSelf {
		return cell // most cells have no spaces around them
	}
	return bytes.TrimSpace(cell)
}

// textOf makes a cell that is no number.
func (p *plan) textOf(rec *fileRecord, m *maker) made {
	var all [][]byte
	for _, column := range m.from {
		if text := p.source(rec, column); m.joined {
			all = append(all, text)
		} else if len(text) > 0 {
			return p.make(m, text)
		}
	}
	if m.joined {
		return p.make(m, bytes.Join(all, []byte(" / ")))
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
			code, wrong := market(c.text)
			if c.text = code; wrong != "" {
				c.unfit = &ingest.Rejection{Column: m.cell, Rule: "country", Reason: wrong}
			}
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

// numberOf makes a cell that is a number: of the first of its columns with a
// value, or of their sum. none: there is no value. Where one of the columns is no
// number, the cell shows what could not be added.
func (p *plan) numberOf(rec *fileRecord, m *maker) (text, bound string, none bool) {
	var sum decimal.Decimal
	var texts []string
	missing, whole := 0, true
	for _, column := range m.from {
		text, b, ok := p.written(m, p.source(rec, column))
		if bound = b; text == "" {
			text = "?"
			missing++
		} else if !m.sum {
			return text, bound, false
		}
		if whole = whole && ok && bound == ""; whole {
			sum = sum.Add(decimal.RequireFromString(text)) // it was written by one
		}
		texts = append(texts, text)
	}
	switch {
	case m.from == nil:
		return m.fixed, "", false
	case missing == len(m.from):
		return "", "", true
	case whole:
		return sum.String(), "", false
	}
	return strings.Join(texts, " + "), "", false
}

// written returns a number in plain digits, or the cell as it is; "" where it
// means no value. What the settings write in its place is a cell of the row.
func (p *plan) written(m *maker, cell []byte) (text, bound string, ok bool) {
	trimmed := bytes.TrimSpace(cell)
	if len(m.replace) > 0 {
		if to, found := m.replace[ingest.Fold(string(trimmed))]; found {
			_, err := decimal.NewFromString(to)
			return to, "", err == nil
		}
	}
	if p.missing[string(trimmed)] {
		return "", "", false
	}
	if text, bound, ok = p.numbers.read(cell); !ok {
		text = string(cell)
	}
	return text, bound, ok
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
			p.quote = append(p.quote, rec.Cells[column]...)
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
	row := p.row
	row.Cells = slices.Clone(p.row.Cells)
	if row.Table != "proxy" {
		measure, value := row.Cell("metric"), row.Cell("value")
		for i, m := range p.cells {
			if m.role == numberRole && row.Cells[i] != "" && m.cell != "value" {
				measure, value = m.cell, row.Cells[i]
			}
		}
		proxy := rowOf("proxy", cells{"source_id": row.Cell("source_id"), "market": row.Cell("market"), "period": row.Cells[p.period],
			"name": cmp.Or(row.Cell("platform_id"), measure), "measure": measure, "value": value, "unit": "people"})
		row.Table, row.Columns, row.Cells = proxy.Table, proxy.Columns, proxy.Cells
	}
	fillIn(row, cells{"note": strings.TrimPrefix(row.Cell("note")+"; forecast: after the last estimate, of "+p.s.EstimatesUntil, "; ")})
	return row
}
