package source

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"
)

// lookRoles are what a column, or the name of one in a wide table, can be, in
// the order in which columns are given away, with the share of the cells that
// must fit. Their words are in look.txt. Figures come last (values).
var lookRoles = []struct {
	cell  string
	least float64
}{{"period", 0.8}, {"platform_id", 0.3}, {"market", 0.6}, {"metric", 0.8}}

// mapping gives columns a use. Cells are those of the table observation until
// the settings are written.
type mapping struct {
	*looker
	columns   map[string]*lookedColumn // by cell
	constants map[string]string
	into      []string // cells that the names of columns make
	affix     [2]string
	values    []*lookedColumn
	cellOf    map[string]string // of the table, where it has another name for a cell
}

// plan finds what the columns mean, and fills in the settings. It fails for a
// table without figures.
func (l *looker) plan() error {
	title, names := strings.Join(l.above, " "), []string{}
	for i, c := range l.columns {
		name := strings.ToLower(c.name)
		if _, known := l.first[name]; !known {
			l.first[name] = i
		}
		names, c.at = append(names, c.name), i
	}
	all := strings.Join(append(names, title), " , ")
	n, open := l.marks(scaleIn(title, names...) == 0 && l.asked.Multiplier == 0 && !says("proxy", all),
		strings.ContainsFunc(all, func(r rune) bool {
			return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		}))
	l.numbers = n
	if slices.Contains(headedFormats, l.format) || n.point == "." {
		l.s.Decimal, l.s.Thousands = strings.TrimPrefix(n.point, "."), n.thousands
	} else {
		open = ""
	}
	for _, c := range l.columns {
		c.fit(l)
	}
	m := &mapping{looker: l, columns: map[string]*lookedColumn{}, constants: maps.Clone(l.asked.Cells)}
	if m.constants == nil {
		m.constants = map[string]string{}
	}
	m.give()
	m.figures()
	if len(m.values) == 0 {
		return m.noFigures()
	}
	if open != "" {
		m.ask("%s: the file does not say which. Add --decimal . or --decimal ,.", open)
	}
	m.table()
	m.unsaid()
	m.write()
	return nil
}

// noFigures says what a table without figures holds instead.
func (m *mapping) noFigures() error {
	var holds []string
	lists := ""
	for _, c := range m.looker.columns {
		if c.filled > 0 && len(holds) < 8 {
			holds = append(holds, fmt.Sprintf("%s (%s)", m.nameOf(c), c.holds()))
		}
		if len(c.texts) > 0 && m.format[:1] == "j" && c.texts[0][0] == '[' {
			lists = "; " + m.nameOf(c) + " holds lists: give the file one object for each figure"
		}
	}
	return fmt.Errorf("no column has figures; the columns are %s%s", cmp.Or(strings.Join(holds, ", "), "empty"), lists)
}

func (m *mapping) free(cell string) bool {
	return m.columns[cell] == nil && m.constants[cell] == "" && !slices.Contains(m.into, cell)
}

// unused reports a column with cells that nothing is used for.
func (m *mapping) unused(c *lookedColumn) bool {
	is := func(used *lookedColumn) bool { return used == c || slices.Contains(used.with, c) }
	return c.filled > 0 && !slices.Contains(m.values, c) && !slices.ContainsFunc(slices.Collect(maps.Values(m.columns)), is)
}

// best uses the unused column with the highest score above 0 for a cell that
// nothing is used for.
func (m *mapping) best(cell string, score func(*lookedColumn) float64) {
	most := 0.0
	var found *lookedColumn
	for _, c := range m.looker.columns {
		if x := score(c); m.unused(c) && x > most {
			found, most = c, x
		}
	}
	if found != nil && m.free(cell) {
		m.columns[cell] = found
	}
}

// give gives the columns of texts and periods away: by a name that is that of
// a cell, by what they hold, by the words of their name, and at last a single
// text to the platform.
func (m *mapping) give() {
	for _, cell := range columnsOf("observation") {
		m.best(cell, func(c *lookedColumn) float64 { return oneIf(cell != "value" && strings.EqualFold(c.name, cell)) })
	}
	for _, r := range lookRoles {
		m.best(r.cell, func(c *lookedColumn) float64 {
			if r.cell == "period" && !c.isPeriod() || r.cell != "period" && (c.fits[r.cell] < r.least || !c.isText()) {
				return 0
			}
			return c.fits[r.cell]*float64(c.filled)/float64(m.records) + oneIf(says(r.cell, c.name))/10
		})
	}
	for _, role := range []string{"market", "platform_id"} {
		m.best(role, func(c *lookedColumn) float64 {
			return oneIf(c.isText() && says(role, c.name) && !says("metric", c.name))
		})
	}
	lone := func(c *lookedColumn) float64 {
		return oneIf(m.unused(c) && c.isText() && c.fits["market"] < 0.3 && !says("metric", c.name) && !says("market", c.name) && !says("period", c.name))
	}
	texts := 0.0
	for _, c := range m.looker.columns {
		texts += lone(c)
	}
	if texts == 1 {
		m.best("platform_id", lone)
	}
	if c := m.columns["metric"]; c != nil {
		m.rename(c.texts...)
	}
	if c := m.columns["period"]; c != nil {
		m.joined(c)
		m.periods(m.columns["period"])
	}
}

// joined reads a column of years together with one of their months or quarters.
func (m *mapping) joined(years *lookedColumn) {
	isYear := func(t string) bool { return len(t) == 4 && isPeriod(t) }
	for _, part := range m.looker.columns {
		if years.share(isYear) < 1 || !m.unused(part) || !says("period", part.name) {
			continue
		}
		c := &lookedColumn{name: m.nameOf(years) + " / " + m.nameOf(part), counts: map[string]int{}, with: []*lookedColumn{years, part}}
		for _, t := range part.texts {
			c.add(years.texts[0] + " / " + t)
		}
		for _, t := range years.texts {
			c.add(t + " / " + part.texts[0])
		}
		asked := m.asked.Dates
		if says("quarter", part.name) {
			asked = cmp.Or(asked, "yyyy / q")
		}
		if c.readPeriods(asked); c.share(func(t string) bool {
			return slices.ContainsFunc(c.layouts, func(l layout) bool { _, ok := l.reads(t); return ok })
		}) == 1 {
			m.columns["period"] = c
			return
		}
	}
}

// oneIf is the score of a property.
func oneIf(has bool) float64 {
	return map[bool]float64{true: 1}[has]
}

// rename adds what texts for a metric are called in the tables.
func (m *mapping) rename(texts ...string) {
	for _, t := range texts[:min(len(texts), 50)] {
		if to := m.asked.metricOf(t); to != "" && to != t {
			m.s.Replace = append(m.s.Replace, replacement{Column: "metric", From: t, To: to})
		}
	}
}

// periods takes over the layouts of a column of periods, and asks what they
// leave open.
func (m *mapping) periods(c *lookedColumn) {
	for _, l := range c.layouts {
		m.s.Dates = append(m.s.Dates, l.name)
	}
	if c.fiscal {
		if m.s.FiscalEnd = m.asked.FiscalEnd; m.s.FiscalEnd == 0 {
			m.asking["period"] = true
			m.ask("In which month does a fiscal year such as %s end? Add --fiscal-year-ends 3 for March, or 12 where it is the calendar year.", c.texts[0])
		}
	}
	if zoned := c.midnight(); zoned != "" && m.asked.Dates == "" {
		m.ask("The times in %s, such as %s, are midnight in another time zone. Save them as dates; or add --dates %q to take the day of UTC.", c.name, zoned, c.layouts[0].name)
	}
	if other := c.other(); other != "" && m.asked.Dates == "" && c.with == nil {
		m.ask("Does %s mean %s or %s? The file does not say; add --dates %q or --dates %q.", c.texts[0], c.layouts[0].name, other, c.layouts[0].name, other)
	}
	d, err := newDates(&m.s)
	within := func(t string) bool {
		return len(d.read(t)) != len(time.DateOnly) || !strings.HasSuffix(d.read(t), "-01")
	}
	if err == nil && len(c.texts) > 1 && !slices.ContainsFunc(c.texts, within) {
		m.s.Precision = "month"
		m.say("Every day in %s is the first of a month, so it is read as the month.", c.name)
	}
}

// figures finds the columns of figures, one or those of a wide table.
func (m *mapping) figures() {
	var names []string
	for _, c := range m.looker.columns {
		if m.unused(c) && c.fits["value"] >= 0.5 {
			names = append(names, c.name)
		}
	}
	if len(names) > 1 && m.wide(names) {
		return
	}
	m.best("value", func(c *lookedColumn) float64 {
		if c.fits["value"] < 0.5 {
			return 0
		}
		return c.fits["value"] + oneIf(says("value", c.name)) + 2*oneIf(m.asked.metricOf(c.name) != "") - oneIf(says("total", c.name))/2 - oneIf(isProxy(c.name))/2
	})
	if c := m.columns["value"]; c != nil {
		m.values = []*lookedColumn{c}
	}
}

// names are those of the columns of values.
func (m *mapping) names() (names []string) {
	for _, c := range m.values {
		names = append(names, c.name)
	}
	return names
}

func (m *mapping) heads() string { return " " + strings.Join(m.names(), " ") }

// table chooses the table by what the figures count, and their factor.
func (m *mapping) table() {
	heads, most := m.heads(), func(has func(string) bool) bool {
		return slices.ContainsFunc(m.values, func(c *lookedColumn) bool { return c.share(has) > 0.5 })
	}
	percent := most(func(t string) bool { return strings.HasSuffix(t, "%") })
	around := heads
	if m.into != nil {
		around += " " + filepath.Base(m.path) + " " + strings.Join(m.above, " ")
	}
	if percent || says("proxy", around) || isProxy(heads) {
		m.s.Table, m.cellOf = "proxy", map[string]string{"platform_id": "name"}
		measure := strings.ReplaceAll(slugOf(heads), "-", "_")
		if m.into != nil {
			measure = "as_in_the_title"
		} else if m.free("platform_id") {
			m.constants["platform_id"] = strings.TrimSpace(heads)
		}
		m.constants["measure"] = strings.Trim(measure[:min(len(measure), 40)], "_")
		m.constants["unit"] = map[bool]string{true: "percent", false: "as printed"}[percent]
		m.say("It counts no users, so its rows go to the table proxy, which no model reads.")
	} else if !m.free("market") && m.free("platform_id") {
		for _, c := range m.looker.columns {
			if len(c.texts) == 1 && says("metric", c.name) {
				around += " " + c.texts[0]
			}
		}
		for _, cell := range []string{"population", "internet_users"} {
			if says(cell, around) || strings.EqualFold(strings.TrimSpace(heads), cell) {
				m.s.Table, m.s.Precision = "market_year", ""
				m.cellOf = map[string]string{"period": "year", "value": cell}
			}
		}
	}
	if m.s.Multiplier = m.asked.Multiplier; m.s.Multiplier > 0 || percent {
		return
	}
	if m.s.Multiplier = cmp.Or(m.sdmxFactor(), scaleIn(strings.Join(m.above, " "), m.names()...)); m.s.Multiplier > 0 {
		m.say("Its figures are in units of %s.", grouped(m.s.Multiplier))
	} else if m.s.Table != "proxy" && most(m.isBroken) {
		m.ask("Figures such as %s are not whole numbers; in what units are they? Add --multiplier 1000000 for millions.", m.values[0].texts[0])
	}
}

// isBroken reports a figure that is no whole number.
func (m *mapping) isBroken(text string) bool {
	read, _, ok := m.numbers.read([]byte(text))
	return ok && strings.Contains(read, ".")
}

// sdmxFactor is the factor that a table by the standard SDMX has in a column of
// its own, as a power of ten; 0 if there is none.
func (m *mapping) sdmxFactor() (factor float64) {
	for _, c := range m.looker.columns {
		switch isFactor := strings.EqualFold(c.name, "UNIT_MULT"); {
		case isFactor && len(c.texts) == 1:
			factor, _ = strconv.ParseFloat("1e"+c.texts[0], 64)
		case isFactor && len(c.texts) > 1:
			m.ask("The figures have several factors, %s in %s; write them out in full in the file, and look again.", strings.Join(c.texts[:2], ", "), c.name)
		}
	}
	return factor
}

const whichMarket = "Which market is it about? The file does not say; add --market with a code such as KOR, or WLD for the world."

// unsaid finds what no column says around the table, and asks for the rest.
func (m *mapping) unsaid() {
	title := strings.Join(m.above, " ")
	around := " " + ingest.Fold(m.heads()+" "+title) + " "
	if metric := cmp.Or(m.asked.metricOf(m.heads()), m.asked.metricOf(filepath.Base(m.path)+" "+title)); m.s.Table == "" && m.free("metric") && metric != "" {
		m.constants["metric"] = metric
	}
	if place := press.Within("place", around); m.free("market") && place != "" {
		m.constants["market"] = place
		m.say("The market, %s, is named in the text above the figures.", place)
	}
	for _, c := range m.looker.columns {
		if m.unused(c) && says("period", c.name) && c.isText() && len(c.texts) > 1 && m.constants["period"] == "" {
			m.asking["period"] = true
			m.ask("%s in %s is not read as a period; add --dates with how it is written, such as --dates \"mon yyyy\", or give year and month in one cell.", c.texts[0], c.name)
		}
	}
	for _, line := range m.notes[:m.between] {
		if slices.ContainsFunc([]string{"platform_id", "market", "metric", "period"}, func(role string) bool { return m.is(role, line) }) {
			m.ask("The line %s stands between the records. Do the rows below it belong to %[1]s? Write that into a column of its own, and look again.", line)
			break
		}
	}
	for _, q := range []struct {
		cell, question string
		always         bool // not only for observations
	}{
		{"metric", "What is counted? The file does not say; add --metric with its name (" + strings.Join(slices.Sorted(maps.Keys(m.asked.Metrics)), ", ") + ").", false},
		{"platform_id", "Which platform is it about? The file does not say; add --platform with its platform_id.", false},
		{"period", "Which period are the figures of? The file does not say; add --period, such as --period 2023-06.", true},
		{"market", whichMarket, true},
	} {
		if cell := cmp.Or(m.cellOf[q.cell], q.cell); m.free(q.cell) && (q.always || m.s.Table == "") && !m.asking[cell] {
			m.asking[cell] = true
			m.ask("%s", q.question)
		}
	}
}

// nameOf names a column so that it is found again: by its place where the name
// is empty or there twice.
func (m *mapping) nameOf(c *lookedColumn) string {
	if c.with != nil {
		return c.name
	}
	at := c.at
	first := m.first[strings.ToLower(c.name)]
	if c.name == "" || c.name[0] == '/' || strings.Contains(c.name, " | ") || first != at {
		return "#" + strconv.Itoa(at+1)
	}
	return c.name
}

var (
	// publisherForm is a line that names who made the table, up to the end of its
	// first sentence.
	publisherForm = regexp.MustCompile(`(?i)^\W*(?:data )?(?:source|quelle|fuente|fonte|источник|来源|资料来源|出典|출처)s?\s*[:：]\s*((?:\b(?:inc|ltd|co|corp|univ|dept|st)\.|\.\S|[^.。])+)`)
	// legendForm is what stands behind the name: n/a = not asked, or ; as of: 2023.
	legendForm = regexp.MustCompile(`(?:\s+\S+\s*[=＝]|\s*;[^:：]+[:：]).*$`)
)

// source describes the file for the table source.
func (m *mapping) source() {
	name := filepath.Base(m.path)
	d := described{Title: name, Kind: "research", URL: "file:" + strings.ReplaceAll(name, " ", "%20")}
	for _, line := range append(slices.Clone(m.above), m.notes...) {
		if found := publisherForm.FindStringSubmatch(line); found != nil && d.Publisher == "" {
			d.Publisher = strings.TrimSpace(legendForm.ReplaceAllString(found[1], ""))
		}
	}
	if at := slices.IndexFunc(m.above, func(line string) bool { return !publisherForm.MatchString(line) }); at >= 0 {
		d.Title = cmp.Or(strings.Trim(m.above[at], "# "), name)
	}
	m.s.Source = d
}
