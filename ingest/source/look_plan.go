package source

import (
	"cmp"
	_ "embed"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/press"
)

//go:embed look.txt
var lookWords string

// roleWords has the words of look.txt by their role.
var roleWords = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(lookWords) {
		if role, words, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && line[0] != '#' {
			out[role] = strings.Split(words, " | ")
		}
	}
	return out
})

// says reports whether a text has a word of a role, a whole one where words
// are parted by spaces.
func says(role, text string) bool {
	folded := ingest.Fold(text)
	words := " " + strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '%' }), " ") + " "
	return slices.ContainsFunc(roleWords()[role], func(word string) bool {
		if word[0] >= 0xe0 { // scripts without spaces between words
			return strings.Contains(folded, word)
		}
		return strings.Contains(words, " "+word+" ")
	})
}

// scaleIn finds what the figures below a text are counted in: million in
// "Users (Mio.)" or "in millions"; 0 where it does not say.
func scaleIn(text string) float64 {
	rest := ingest.Fold(text)
	for at := scaleForm.FindStringIndex(rest); at != nil; at = scaleForm.FindStringIndex(rest) {
		m := scaleForm.FindStringSubmatch(rest)
		_, size := utf8.DecodeRuneInString(rest[at[0]:])
		rest = rest[at[0]+size:] // the mark at the end may begin another
		word := cmp.Or(m[1], m[2], m[3])
		if tens, ok := scaleOf(strings.TrimRight(word, "人명名")); ok {
			factor, _ := strconv.ParseFloat("1e"+strconv.Itoa(tens), 64)
			return factor
		}
	}
	return 0
}

var scaleForm = regexp.MustCompile(`[(\[,]\s*(?:in |en |em |в |単位:|单位:|단위:)?([\p{L}.]+)\.?\s*(?:[)\],(]|$)|\b(?:in|en|em|в) ([\p{L}.]+)|([千万百億亿萬만억천]+[人名명])`)

// plan finds what the columns mean, and fills in the settings.
func (l *looker) plan() error {
	s := &l.s
	heads := strings.Join(l.above, " ")
	for _, c := range l.columns {
		heads += " " + c.name + " ,"
	}
	mark, thousands, open := l.marks(scaleIn(heads) == 0 && l.asked.Multiplier == 0 && !says("proxy", heads))
	if s.Decimal = mark; mark == "." {
		s.Decimal = ""
	}
	s.Thousands = thousands
	if !slices.Contains(headedFormats, l.format) {
		s.Decimal, s.Thousands, open = "", "", ""
	}
	n := newNumbers(&fileSettings{Decimal: mark, Thousands: thousands, Multiplier: 1, Constants: map[string]string{"unit": "percent"}})
	for _, c := range l.columns {
		c.look(l.aliases, n, l.asked)
		c.fix()
	}
	m := &mapping{looker: l, used: map[*lookedColumn]string{}, columns: map[string]string{}, constants: map[string]string{}}
	for cell, text := range l.asked.Cells {
		m.constants[cell] = text
	}
	m.period()
	m.text()
	m.values()
	m.rest(open)
	s.Columns, s.Constants = m.columns, m.constants
	for _, c := range l.columns {
		found := LookedColumn{Name: c.name, Holds: c.holds(), Becomes: m.used[c]}
		if len(c.texts) > 0 {
			found.Example = c.texts[0]
		}
		l.found.Columns = append(l.found.Columns, found)
	}
	return nil
}

// fix decides between what a column could be by its cells alone.
func (c *lookedColumn) fix() {
	switch hasNumber := slices.ContainsFunc(c.texts, func(t string) bool { return !noValue.MatchString(t) }); {
	case !hasNumber, c.isPeriod() && (c.figures < 0.8 || c.name == "" || says("period", c.name)):
		c.figures = 0
	case c.figures >= 0.8: // 2019 users, in a column that does not say that it is one of years
		c.periods, c.layouts = 0, nil
	}
	if says("period", c.name) && c.periods < 0.5 && c.share(func(t string) bool { _, ok := excelDay(t); return ok && len(t) >= 5 }) > 0.9 {
		c.periods, c.layouts = 1, []string{"excel"}
	}
}

func (c *lookedColumn) isPeriod() bool { return c.filled > 0 && c.periods >= 0.8 }

func (c *lookedColumn) holds() string {
	switch {
	case c.filled == 0:
		return "nothing"
	case c.isPeriod():
		return "periods"
	case c.figures >= 0.5:
		return "numbers"
	case c.platforms >= 0.5:
		return "platforms"
	case c.markets >= 0.6:
		return "countries"
	}
	return "text, " + strconv.Itoa(len(c.texts)) + " different"
}

// mapping finds a use for columns.
type mapping struct {
	*looker
	used      map[*lookedColumn]string
	columns   map[string]string
	constants map[string]string
}

// take uses a column for a cell that nothing is used for.
func (m *mapping) take(cell string, c *lookedColumn) bool {
	if c == nil || m.used[c] != "" || m.columns[cell] != "" || m.constants[cell] != "" {
		return false
	}
	m.columns[cell], m.used[c] = m.nameOf(c), cell
	return true
}

// nameOf names a column so that it is found again: by its place where the name
// is empty or there twice.
func (m *mapping) nameOf(c *lookedColumn) string {
	at := slices.Index(m.looker.columns, c)
	if c.name == "" || c.name[0] == '/' || strings.Contains(c.name, " | ") || slices.IndexFunc(m.looker.columns, func(o *lookedColumn) bool { return strings.EqualFold(o.name, c.name) }) != at {
		return "#" + strconv.Itoa(at+1)
	}
	return c.name
}

// best returns the unused column with the highest score above 0.
func (m *mapping) best(score func(*lookedColumn) float64) *lookedColumn {
	var found *lookedColumn
	most := 0.0
	for _, c := range m.looker.columns {
		if x := score(c); m.used[c] == "" && c.filled > 0 && x > most {
			found, most = c, x
		}
	}
	return found
}

func hinted(role string, c *lookedColumn) float64 {
	if says(role, c.name) || strings.EqualFold(role, c.name) {
		return 1
	}
	return 0
}

// period finds the column of periods.
func (m *mapping) period() {
	c := m.best(func(c *lookedColumn) float64 {
		if !c.isPeriod() {
			return 0
		}
		return c.periods + 2*hinted("period", c) + 0.001*float64(len(c.texts))/maxTexts
	})
	if !m.take("period", c) {
		return
	}
	m.s.Dates = c.layouts
	m.fiscal(c)
	if other := c.swapped(); other != "" && m.asked.Dates == "" {
		m.ask("Does %s mean %s or %s? The file does not say; add --dates %q or --dates %q.", c.texts[0], c.layouts[0], other, c.layouts[0], other)
	}
	d, err := newDates(&m.s)
	if err != nil {
		return
	}
	firsts := map[string]bool{}
	for _, t := range c.texts {
		p, err := ingest.ParsePeriod(d.read(t))
		if err == nil && (p.Precision != "day" || !strings.HasSuffix(p.String(), "-01")) {
			return
		}
		firsts[p.String()] = true
	}
	if len(firsts) > 1 {
		m.s.Precision = "month"
		m.say("Every day in %s is the first of a month, so it is read as the month.", c.name)
	}
}

// fiscal asks when fiscal years end.
func (m *mapping) fiscal(c *lookedColumn) {
	if !c.fiscal {
		return
	}
	if m.s.FiscalEnd = m.asked.FiscalEnd; m.s.FiscalEnd == 0 {
		m.ask("In which month does a fiscal year such as %s end? Add --fiscal-year-ends 3 for March, or 12 where it is the calendar year.", c.texts[0])
	}
}

// text finds the columns of texts: markets, metrics and platforms, and those
// that are called as a cell of the tables.
func (m *mapping) text() {
	for _, cell := range tableColumns["observation"] {
		if i := slices.IndexFunc(m.looker.columns, func(c *lookedColumn) bool { return strings.EqualFold(c.name, cell) }); i >= 0 && cell != "value" {
			m.take(cell, m.looker.columns[i])
		}
	}
	isText := func(c *lookedColumn) bool { return c.figures < 0.5 && !c.isPeriod() }
	m.take("platform_id", m.best(func(c *lookedColumn) float64 {
		if c.platforms < 0.3 {
			return 0
		}
		return c.platforms + hinted("platform", c)
	}))
	m.take("market", m.best(func(c *lookedColumn) float64 {
		switch {
		case !isText(c):
			return 0
		case c.markets >= 0.6:
			return c.markets*float64(c.filled)/float64(m.records) + hinted("market", c)/10
		}
		return hinted("market", c) / 10
	}))
	if c := m.best(func(c *lookedColumn) float64 {
		if c.metrics < 0.8 || !isText(c) {
			return 0
		}
		return c.metrics
	}); m.take("metric", c) {
		m.rename("metric", c, m.asked.metricOf)
	}
	if c := m.best(func(c *lookedColumn) float64 {
		if isText(c) {
			return hinted("platform", c)
		}
		return 0
	}); c != nil && !m.take("platform_id", c) {
		m.used[c] = "" // such as the owner beside the platform
	}
	if m.columns["platform_id"] == "" && m.constants["platform_id"] == "" {
		var texts []*lookedColumn
		for _, c := range m.looker.columns {
			if m.used[c] == "" && isText(c) && c.filled > 0 && c.markets < 0.3 && !says("metric", c.name) && !says("market", c.name) {
				texts = append(texts, c)
			}
		}
		if len(texts) == 1 {
			m.take("platform_id", texts[0])
		}
	}
}

// rename adds what texts of a column are called in the tables.
func (m *mapping) rename(cell string, c *lookedColumn, to func(string) string) {
	for _, t := range c.texts[:min(len(c.texts), 50)] {
		if name := to(t); name != "" && name != t {
			m.s.Replace = append(m.s.Replace, replacement{Column: cell, From: t, To: name})
		}
	}
}

// classes are what the name of a column of figures can be, in order of
// preference where several fit as well.
var classes = []string{"platform_id", "period", "market", "metric"}

func (m *mapping) class(name string) map[string]bool {
	_, wrong := market(name)
	_, isPlatform := m.aliases[ingest.Fold(name)]
	return map[string]bool{"platform_id": isPlatform, "period": isPeriod(name), "market": wrong == "", "metric": m.asked.metricOf(name) != "" && !isPeriod(name)}
}

// values finds the columns of figures, one or those of a wide table.
func (m *mapping) values() {
	var figures []*lookedColumn
	for _, c := range m.looker.columns {
		if m.used[c] == "" && c.filled > 0 && c.figures >= 0.5 {
			figures = append(figures, c)
		}
	}
	if len(figures) > 1 && m.wide(figures) {
		return
	}
	c := m.best(func(c *lookedColumn) float64 {
		if !slices.Contains(figures, c) {
			return 0
		}
		score := c.figures + hinted("value", c)
		if m.asked.metricOf(c.name) != "" {
			score += 2
		}
		return score - hinted("total", c)/2 - hinted("proxy", c)/2
	})
	if m.take("value", c) {
		m.missing(c)
	}
}

// wide finds a table with a column for each platform, period, market or metric,
// or for each pair of two of them.
func (m *mapping) wide(figures []*lookedColumn) bool {
	var names []string
	for _, c := range figures {
		names = append(names, c.name)
	}
	prefix, suffix := affixes(names)
	core := func(name string) string { return strings.TrimSuffix(strings.TrimPrefix(name, prefix), suffix) }
	counts := map[string]int{}
	pairs := map[[2]string]int{}
	for _, name := range names {
		for class, is := range m.class(core(name)) {
			if is {
				counts[class]++
			}
		}
		if left, right, two := strings.Cut(name, " / "); two {
			for a, isA := range m.class(left) {
				for b, isB := range m.class(right) {
					if isA && isB && a != b {
						pairs[[2]string{a, b}]++
					}
				}
			}
			if m.class(right)["period"] && !m.class(left)["period"] { // of platforms that no package knows yet
				pairs[[2]string{"platform_id", "period"}]++
			}
		}
	}
	free := func(cell string) bool { return m.columns[cell] == "" && m.constants[cell] == "" }
	into := ""
	for _, class := range classes {
		if free(class) && counts[class] > counts[into] {
			into = class
		}
	}
	for _, a := range classes {
		for _, b := range classes {
			if n := pairs[[2]string{a, b}]; free(a) && free(b) && n*2 > len(names) {
				m.s.Unpivot = unpivot{Pattern: "^(?P<" + a + ">.*) / (?P<" + b + ">.*)$"}
				m.spread(figures, a+" and "+b, func(name string) bool { return strings.Contains(name, " / ") })
				if a == "period" || b == "period" {
					m.namedPeriods(names, func(name string) string {
						left, right, _ := strings.Cut(name, " / ")
						return map[bool]string{true: left, false: right}[a == "period"]
					})
				}
				return true
			}
		}
	}
	switch {
	case into != "" && counts[into]*2 > len(names):
	case free("platform_id") && m.columns["period"] != "" && !slices.ContainsFunc(names, func(n string) bool { return says("value", n) || says("proxy", n) || m.asked.metricOf(n) != "" }):
		into = "platform_id" // of a package that does not know them yet
	default:
		return false
	}
	if m.s.Unpivot.Into = into; prefix+suffix != "" {
		m.s.Unpivot = unpivot{Pattern: "^" + regexp.QuoteMeta(prefix) + "(?P<" + into + ">.*)" + regexp.QuoteMeta(suffix) + "$"}
	}
	if into == "period" {
		m.namedPeriods(names, core)
	}
	isCell := func(name string) bool {
		return into == "platform_id" && !says("total", core(name)) || m.class(core(name))[into]
	}
	if into == "metric" {
		for _, name := range names {
			if to := m.asked.metricOf(core(name)); to != "" && to != core(name) {
				m.s.Replace = append(m.s.Replace, replacement{Column: into, From: core(name), To: to})
			}
		}
	}
	m.spread(figures, into, isCell)
	return true
}

// spread uses the columns of a wide table, and names those that are no values.
func (m *mapping) spread(figures []*lookedColumn, into string, isCell func(string) bool) {
	var values []*lookedColumn
	for _, c := range m.looker.columns {
		switch {
		case slices.Contains(figures, c) && isCell(c.name) || m.used[c] == "" && c.filled == 0 && isCell(c.name):
			m.used[c] = "a value; its name is " + into
			values = append(values, c)
		case m.used[c] == "":
			m.s.Unpivot.Except = append(m.s.Unpivot.Except, m.nameOf(c))
		}
	}
	m.missing(values...)
}

// namedPeriods finds the layouts of periods that are names of columns.
func (m *mapping) namedPeriods(names []string, core func(string) string) {
	c := &lookedColumn{name: "the header", counts: map[string]int{}}
	for _, name := range names {
		if t := core(name); isPeriod(t) {
			c.add(t)
		}
	}
	c.lookPeriods(m.asked)
	m.s.Dates = c.layouts
	m.fiscal(c)
}

// affixes returns what all names begin and end with, whole words only.
func affixes(names []string) (prefix, suffix string) {
	prefix, suffix = names[0], names[0]
	for _, name := range names {
		for !strings.HasPrefix(name, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
		for !strings.HasSuffix(name, suffix) {
			suffix = suffix[1:]
		}
	}
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == 0xfffd }
	prefix = strings.TrimRightFunc(prefix, inWord)
	suffix = strings.TrimLeftFunc(suffix, inWord)
	if len(prefix)+len(suffix) >= len(names[0]) {
		return "", ""
	}
	return prefix, suffix
}

// missing lists the texts that mean no value.
func (m *mapping) missing(columns ...*lookedColumn) {
	for _, c := range columns {
		for _, t := range c.texts {
			if noValue.MatchString(t) && !slices.Contains(m.s.Missing, t) {
				m.s.Missing = append(m.s.Missing, t)
			}
		}
	}
}

// unsaid asks for what no row says.
func (m *mapping) unsaid(cell, format string, args ...any) {
	m.asking[cell] = true
	m.ask(format, args...)
}

// rest chooses the table and finds what no column says: what is counted, where,
// in what unit, and who published it.
func (m *mapping) rest(open string) {
	s := &m.s
	var values []*lookedColumn
	around := []string{filepath.Base(m.path)}
	around = append(around, m.above...)
	heads := ""
	for _, c := range m.looker.columns {
		if use := m.used[c]; use == "value" || strings.HasPrefix(use, "a value") {
			values = append(values, c)
			heads += " " + c.name
		}
	}
	title := strings.Join(around, " ")
	percent := slices.ContainsFunc(values, func(c *lookedColumn) bool {
		return c.share(func(t string) bool { return strings.HasSuffix(t, "%") }) > 0.5
	})
	free := func(cell string) bool {
		return m.columns[cell] == "" && m.constants[cell] == "" && s.Unpivot.Into != cell && !strings.Contains(s.Unpivot.Pattern, "<"+cell+">")
	}
	if len(values) == 0 {
		m.ask("No column holds figures of platforms or markets; is it a table of users?")
		return
	}
	// The table.
	denominator := ""
	for _, cell := range []string{"population", "internet_users"} {
		if says(cell, heads) || s.isWide() && says(cell, title) || strings.EqualFold(strings.TrimSpace(heads), cell) {
			denominator = cell
		}
	}
	isProxy := percent || says("proxy", heads) || s.isWide() && says("proxy", title)
	switch {
	case denominator != "" && !isProxy && !free("market") && free("platform_id"):
		s.Table = "market_year"
		m.move("value", denominator)
		m.move("period", "year")
		if s.isWide() {
			s.Unpivot.Value = denominator
		}
		s.Precision = "" // a year, or not
	case isProxy:
		s.Table = "proxy"
		m.move("platform_id", "name")
		if free("name") {
			m.constants["name"] = strings.TrimSpace(heads)
		}
		measure := notInName.ReplaceAllString(strings.ToLower(strings.TrimSpace(heads)), "_")
		m.constants["measure"] = strings.Trim(cmp.Or(m.constants["measure"], measure[:min(len(measure), 40)]), "_")
		if s.isWide() {
			m.constants["measure"] = "as_in_the_title"
		}
		m.constants["unit"] = map[bool]string{true: "percent", false: "as printed"}[percent]
		m.say("It counts no users, so its rows go to the table proxy, which no model reads.")
	}
	s.Multiplier = m.asked.Multiplier
	if s.Multiplier == 0 && !percent {
		s.Multiplier = cmp.Or(scaleIn(heads), scaleIn(strings.Join(m.above, " ")))
		bare := slices.ContainsFunc(values, func(c *lookedColumn) bool {
			return c.share(func(t string) bool { return isFigure(t) && !strings.ContainsFunc(t, unicode.IsLetter) }) > 0.5
		})
		if s.Multiplier > 0 && bare {
			m.say("Its figures are in units of %s.", grouped(s.Multiplier))
		} else {
			s.Multiplier = 0
		}
	}
	if open != "" {
		m.ask("%s: the file does not say which. Add --decimal . or --decimal ,.", open)
	}
	if s.Table == "" {
		if metric := cmp.Or(m.asked.metricOf(heads), m.asked.metricOf(title)); free("metric") && metric != "" {
			m.constants["metric"] = metric
		}
		if free("metric") {
			m.unsaid("metric", "What is counted? The file does not say; add --metric with one of %s.", strings.Join(slices.Sorted(maps.Keys(m.asked.Metrics)), ", "))
		}
		if free("platform_id") {
			m.unsaid("platform_id", "Which platform is it about? The file does not say; add --platform with its platform_id.")
		}
	}
	cellOfPeriod := map[bool]string{true: "year", false: "period"}[s.Table == "market_year"]
	if free(cellOfPeriod) {
		m.unsaid(cellOfPeriod, "Which period are the figures of? The file does not say; add --period, such as --period 2023-06.")
	}
	if free("market") {
		if place := press.Within("place", " "+ingest.Fold(heads+" "+strings.Join(m.above, " "))+" "); place != "" {
			m.constants["market"] = place
			m.say("The market, %s, is named in the text above the figures.", place)
		} else {
			m.unsaid("market", "%s", whichMarket)
		}
	}
	m.source()
}

// move uses what was found for one cell for another.
func (m *mapping) move(from, to string) {
	s := &m.s
	for _, found := range []map[string]string{m.columns, m.constants} {
		if text, ok := found[from]; ok {
			found[to] = text
			delete(found, from)
		}
	}
	for c, use := range m.used {
		if use == from {
			m.used[c] = to
		}
	}
	if s.Unpivot.Into == from {
		s.Unpivot.Into = to
	}
	s.Unpivot.Pattern = strings.Replace(s.Unpivot.Pattern, "<"+from+">", "<"+to+">", 1)
	for i := range s.Replace {
		if s.Replace[i].Column == from {
			s.Replace[i].Column = to
		}
	}
}

var publisherForm = regexp.MustCompile(`(?i)^\W*(?:data )?(?:source|quelle|fuente|fonte|источник|来源|资料来源|出典|출처)s?\s*[:：]\s*(.+)$`)

// source describes the file for the table source.
func (m *mapping) source() {
	if m.columns["source_id"] != "" {
		return
	}
	d := described{Title: filepath.Base(m.path), Kind: "research", URL: "file:" + strings.ReplaceAll(filepath.Base(m.path), " ", "%20")}
	for _, line := range append(slices.Clone(m.above), m.notes...) {
		if found := publisherForm.FindStringSubmatch(line); found != nil && d.Publisher == "" {
			d.Publisher = strings.TrimSpace(found[1])
		}
	}
	if len(m.above) > 0 && m.above[0] != "" {
		d.Title = strings.TrimSpace(m.above[0])
	}
	m.s.Source = d
}
