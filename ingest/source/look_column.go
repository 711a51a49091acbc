package source

import (
	"cmp"
	_ "embed"
	"maps"
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
			out[role] = append(out[role], strings.Split(words, " | ")...)
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

// lookedColumn counts the different texts of a column.
type lookedColumn struct {
	name   string
	counts map[string]int // of the first maxTexts
	texts  []string       // in the order of the file
	filled int            // cells with a text that is among these

	fits    map[string]float64 // share of the filled cells that fit each role
	layouts []layout           // that read its periods
	fiscal  bool
}

const maxTexts = 2000

func (c *lookedColumn) add(text string) {
	if text == "" || c.counts[text] == 0 && len(c.texts) == maxTexts {
		return
	}
	if c.filled++; c.counts[text] == 0 {
		c.texts = append(c.texts, text)
	}
	c.counts[text]++
}

// share is how many of the filled cells have a property.
func (c *lookedColumn) share(has func(string) bool) float64 {
	n := 0
	for text, count := range c.counts {
		if has(text) {
			n += count
		}
	}
	return float64(n) / float64(max(1, c.filled))
}

// isPeriod asks less of a column that is named as one.
func (c *lookedColumn) isPeriod() bool {
	return c.fits["period"] >= map[bool]float64{true: 0.3, false: 0.8}[says("period", c.name)]
}

// isText reports a column of neither figures nor periods.
func (c *lookedColumn) isText() bool { return c.fits["value"] < 0.5 && !c.isPeriod() }

// noValue are texts that stand for no figure.
var noValue = regexp.MustCompile(`(?i)^([-–—.…*]+|n\.?/?a\.?|#n/a|none|null|nan|nil|k\.\s?a\.|n\.?d\.?|s\.o\.|x)$`)

var figureForm = regexp.MustCompile(`^[<>~≈≤≥(+-]*\s*[€$£¥]?\s*\d[\d.,'’ \x{a0}\x{202f}]*\s*(%|\p{L}[\p{L}.]{0,11})?\+?\)?$`)

// isFigure reports a number that cannot be a period.
func isFigure(cell string) bool { return figureForm.MatchString(cell) && !isPeriod(cell) }

// is reports whether a text fits a role.
func (l *looker) is(role, text string) (fits bool) {
	switch role {
	case "period":
		return isPeriod(text)
	case "platform_id":
		_, fits = l.aliases[ingest.Fold(text)]
	case "market":
		_, wrong := market(text)
		return wrong == "" && !isFigure(text)
	case "metric":
		return len(text) <= 80 && l.asked.metricOf(text) != "" && !isPeriod(text)
	case "value":
		_, _, fits = l.numbers.read([]byte(text))
	}
	return fits
}

// scaleForm finds the word for what figures are counted in.
var scaleForm = regexp.MustCompile(`[(\[,]\s*(?:in |en |em |в |単位:|单位:|단위:)?([\p{L}.]+)\.?\s*(?:[)\],(]|$)|\b(?:in|en|em|в) ([\p{L}.]+)|([千万百億亿萬만억천]+[人名명])`)

// scaleIn finds what the figures below a text are counted in: million in
// "Users (Mio.)" or "in millions"; 0 where it does not say.
func scaleIn(text string) float64 {
	rest := ingest.Fold(text)
	for at := scaleForm.FindStringIndex(rest); at != nil; at = scaleForm.FindStringIndex(rest) {
		m := scaleForm.FindStringSubmatch(rest)
		_, size := utf8.DecodeRuneInString(rest[at[0]:])
		rest = rest[at[0]+size:] // the mark at the end may begin another
		if tens, ok := scaleOf(strings.TrimRight(cmp.Or(m[1], m[2], m[3]), "人명名")); ok {
			factor, _ := strconv.ParseFloat("1e"+strconv.Itoa(tens), 64)
			return factor
		}
	}
	return 0
}

// fit finds which roles the cells of a column fit, and decides between figures
// and periods.
func (c *lookedColumn) fit(l *looker) {
	c.fits = map[string]float64{"value": c.share(func(t string) bool { return l.is("value", t) || noValue.MatchString(t) })}
	for _, r := range lookRoles {
		c.fits[r.cell] = c.share(func(t string) bool { return l.is(r.cell, t) })
	}
	c.readPeriods(l.asked.Dates)
	figures, named := c.fits["value"] >= 0.8, says("period", c.name)
	switch {
	case !slices.ContainsFunc(c.texts, func(t string) bool { return !noValue.MatchString(t) }), c.isPeriod() && (!figures || c.name == "" || named):
		c.fits["value"] = 0
	case figures: // 2019 users, in a column that does not say that it is one of years
		c.fits["period"] = 0
	}
	isSerial := func(t string) bool { _, ok := excelDay(t); return ok && len(t) >= 5 }
	if named && c.fits["period"] < 0.5 && c.share(isSerial) > 0.9 {
		c.fits["period"], c.fits["value"], c.layouts = 1, 0, []layout{{name: "excel"}}
	}
}

// holds says in words what the cells of a column are.
func (c *lookedColumn) holds() string {
	for _, k := range []struct {
		words string
		holds bool
	}{{"nothing", c.filled == 0}, {"periods", c.isPeriod()}, {"numbers", c.fits["value"] >= 0.5}, {"platforms", c.fits["platform_id"] >= 0.5}, {"countries", c.fits["market"] >= 0.6}} {
		if k.holds {
			return k.words
		}
	}
	return "text, " + grouped(float64(len(c.texts))) + " different"
}

// numberMarks are the decimal mark and that of thousands of numbers.
var numberMarks = [][2]string{{".", ""}, {",", ""}, {".", ","}, {",", "."}, {",", " "}, {".", " "}, {".", "'"}, {",", "'"}}

// marks finds the marks of the numbers of a file: those by which most cells
// are numbers. open: another reading does as well, and gives other numbers. The
// number of a table of people is whole, so 1,082 is no fraction in one that
// is not in thousands or millions.
func (l *looker) marks(people bool) (best *numbers, open string) {
	var cells []string
	for _, c := range l.columns {
		cells = append(cells, slices.DeleteFunc(slices.Clone(c.texts), func(t string) bool { return !isFigure(t) })...)
	}
	type reading struct {
		by    *numbers
		texts []string // of the cells; "" where one is no number
		count int      // of those that are
	}
	var readings []reading
	for _, m := range append(numberMarks, [2]string{l.asked.Decimal, ""}) {
		if m[0] == "" || l.asked.Decimal != "" && m[0] != l.asked.Decimal {
			continue
		}
		r := reading{by: newNumbers(&fileSettings{Decimal: m[0], Thousands: m[1], Multiplier: 1, Constants: map[string]string{"unit": "percent"}})}
		for _, cell := range cells {
			text, _, ok := r.by.read([]byte(cell))
			if ok && m[1] != "" && strings.HasPrefix(cell, "0"+m[1]) {
				text, ok = "", false // 0,082 has no thousands
			}
			if r.texts = append(r.texts, text); ok {
				r.count++
			}
		}
		readings = append(readings, r)
	}
	most := slices.MaxFunc(readings, func(a, b reading) int { return cmp.Compare(a.count, b.count) })
	for _, r := range readings {
		for i, one := range most.texts {
			if other := r.texts[i]; r.count < most.count || one == "" || other == "" || one == other {
				continue
			}
			for _, whole := range []*numbers{most.by, r.by} {
				if people && (whole.thousands == "," || whole.thousands == "." && l.s.Delimiter == ";") {
					return whole, ""
				}
			}
			return most.by, cells[i] + " can be " + one + " or " + r.texts[i]
		}
	}
	return most.by, ""
}

// lookDates are the layouts of look.txt, in their order.
var lookDates = sync.OnceValue(func() (out []layout) {
	for _, name := range append(slices.Clone(roleWords()["dates"]), roleWords()["fiscal"]...) {
		if l, err := newLayout(name); err == nil {
			out = append(out, l)
		}
	}
	return out
})

// reads reports whether a layout reads a text as one period, or as a year over
// two calendar years.
func (l layout) reads(text string) (period string, ok bool) {
	if slices.ContainsFunc(l.literals, func(literal string) bool { return !strings.Contains(text, literal) }) {
		return "", false
	}
	period, ok = l.read(text)
	if first, last, span := strings.Cut(period, "/"); ok && span {
		next, err := ingest.ParsePeriod(first)
		ok = err == nil && len(first) == 4 && last == (next.Latest + 1).String()[:4]
	}
	return period, ok
}

// isPeriod reports a text that can be a period.
func isPeriod(text string) bool {
	if _, err := ingest.ParsePeriod(text); err == nil {
		return true
	}
	return len(text) <= 40 && strings.ContainsAny(text, "0123456789") && slices.ContainsFunc(lookDates(), func(l layout) bool { _, ok := l.reads(text); return ok })
}

// readPeriods chooses the layouts that read most of the texts.
func (c *lookedColumn) readPeriods(asked string) {
	left := slices.DeleteFunc(slices.Clone(c.texts[:min(len(c.texts), 400)]), func(t string) bool {
		_, err := ingest.ParsePeriod(t)
		return err == nil || !isPeriod(t)
	})
	layouts := lookDates()
	if l, err := newLayout(asked); err == nil {
		layouts = append([]layout{l}, layouts...)
	}
	for len(left) > 0 && len(c.layouts) < 4 {
		var best layout
		most := 0
		for _, l := range layouts {
			n := 0
			for _, t := range left {
				if _, ok := l.reads(t); ok {
					n += 2
				}
			}
			if n > 0 && (l.name == asked || asked == "" && c.monthly(l)) {
				n++ // where as many are read
			}
			if n > most {
				best, most = l, n
			}
		}
		if most == 0 {
			return
		}
		c.layouts = append(c.layouts, best)
		c.fiscal = c.fiscal || slices.Contains(roleWords()["fiscal"], best.name)
		left = slices.DeleteFunc(left, func(t string) bool { _, ok := best.reads(t); return ok })
	}
}

// monthly reports a layout with days by which every date is the first of a
// month.
func (c *lookedColumn) monthly(l layout) bool {
	return len(c.texts) > 2 && strings.Contains(l.name, "d") && !slices.ContainsFunc(c.texts, func(t string) bool {
		period, ok := l.reads(t)
		return !ok || !strings.HasSuffix(period, "-01")
	})
}

var zonedTime = regexp.MustCompile(`^.{10}T(\d\d:\d\d:\d\dZ)$`)

// midnight returns the first of the times of a column that is midnight in no
// more than another time zone than UTC: all have the same time, which is not
// that of midnight. "" if they are not so.
func (c *lookedColumn) midnight() string {
	clock := ""
	for i, t := range c.texts {
		m := zonedTime.FindStringSubmatch(t)
		if m == nil || m[1] == "00:00:00Z" || i > 0 && m[1] != clock {
			return ""
		}
		clock = m[1]
	}
	if len(c.texts) < 2 {
		return ""
	}
	return c.texts[0]
}

// other returns another layout that reads all texts of a column as well, and
// one of them as another period; "" if there is none.
func (c *lookedColumn) other() string {
	if len(c.layouts) != 1 || c.layouts[0].name == "excel" || c.monthly(c.layouts[0]) {
		return ""
	}
	for _, l := range lookDates() {
		differs := false
		if !slices.ContainsFunc(c.texts, func(t string) bool {
			first, _ := c.layouts[0].reads(t)
			second, ok := l.reads(t)
			differs = differs || first != second
			return !ok
		}) && differs {
			return l.name
		}
	}
	return ""
}

// metricOf returns the metric that a text names, "" if it names none.
func (a Asked) metricOf(text string) string {
	fold := func(s string) string { return strings.ReplaceAll(ingest.Fold(s), "_", " ") }
	words := " " + strings.Join(strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
	found, longest := "", 0
	for _, id := range slices.Sorted(maps.Keys(a.Metrics)) {
		for _, name := range append([]string{id}, a.Metrics[id]...) {
			if name = fold(name); len(name) > longest && strings.Contains(words, " "+name+" ") {
				found, longest = id, len(name)
			}
		}
	}
	if other := press.Within("metric", fold(text)); found == "" && a.Metrics[other] != nil {
		return other
	}
	return found
}
