package source

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parts returns the texts that the name of a column has for cells.
func (m *mapping) parts(name string, cells []string) []string {
	return strings.SplitN(strings.TrimSuffix(strings.TrimPrefix(name, m.affix[0]), m.affix[1]), " / ", len(cells))
}

// wideForms are what the names of the columns of a wide table can be, in the
// order in which they are tried: pairs as they are, then all without what the
// names have in common. In the last two, platforms may be new to the
// package: with periods beside them, or where nothing says otherwise.
var wideForms = [][][]string{widePairs, widePairs, {
	{"platform_id"}, {"period"}, {"market"}, {"metric"},
}, {
	{"platform_id", "period"},
}, {
	{"platform_id"},
}}

var widePairs = [][]string{
	{"platform_id", "period"}, {"platform_id", "market"}, {"platform_id", "metric"},
	{"period", "platform_id"}, {"period", "market"}, {"period", "metric"},
	{"market", "platform_id"}, {"market", "period"}, {"market", "metric"},
	{"metric", "platform_id"}, {"metric", "period"}, {"metric", "market"},
}

// wide finds the form that the names of most columns have, and uses them.
func (m *mapping) wide(names []string) bool {
	plain := m.columns["period"] != nil && !slices.ContainsFunc(names, func(n string) bool { return says("value", n) || isProxy(n) || m.asked.metricOf(n) != "" })
	for tier, forms := range wideForms {
		most := len(names) / 2
		if tier > 0 {
			m.affix = affixes(names)
		}
		for _, cells := range forms {
			n := 0
			for _, name := range names {
				parts := m.parts(name, cells)
				fits := len(parts) == len(cells) && (tier != 4 || plain)
				for i, part := range parts[:min(len(parts), len(cells))] {
					fits = fits && (tier > 2 && cells[i] == "platform_id" || m.is(cells[i], part))
				}
				if fits {
					n++
				}
			}
			if n > most && !slices.ContainsFunc(cells, func(cell string) bool { return !m.free(cell) }) {
				most, m.into = n, cells
			}
		}
		if m.into != nil {
			m.spread(names)
			return true
		}
	}
	return false
}

// spread uses the columns of a wide table, and names those that are no values.
func (m *mapping) spread(names []string) {
	dates := &lookedColumn{name: "the header", counts: map[string]int{}}
	for _, c := range m.looker.columns {
		parts := m.parts(c.name, m.into)
		isCell := len(parts) == len(m.into)
		if len(parts) == 1 {
			isCell = m.into[0] == "platform_id" && !says("total", parts[0]) || m.is(m.into[0], parts[0])
		}
		isCell = isCell && (c.filled == 0 || m.unused(c) && slices.Contains(names, c.name))
		if !isCell {
			if m.unused(c) || c.filled == 0 {
				m.s.Unpivot.Except = append(m.s.Unpivot.Except, m.nameOf(c))
			}
			continue
		}
		m.values = append(m.values, c)
		for i, cell := range m.into {
			switch cell {
			case "metric":
				m.rename(parts[i])
			case "period":
				dates.add(parts[i])
			}
		}
	}
	if len(dates.texts) > 0 {
		dates.readPeriods(m.asked.Dates)
		m.periods(dates)
	}
}

// affixes returns what all names begin and end with, whole words only; nothing
// for periods, of which that is a part.
func affixes(names []string) [2]string {
	if !slices.ContainsFunc(names, func(name string) bool { return !isPeriod(name) }) {
		return [2]string{}
	}
	prefix, suffix := names[0], names[0]
	for _, name := range names {
		for !strings.HasPrefix(name, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
		for !strings.HasSuffix(name, suffix) {
			suffix = suffix[1:]
		}
	}
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == utf8.RuneError }
	prefix, suffix = strings.TrimRightFunc(prefix, inWord), strings.TrimLeftFunc(suffix, inWord)
	if len(prefix)+len(suffix) >= len(names[0]) {
		return [2]string{}
	}
	return [2]string{prefix, suffix}
}
