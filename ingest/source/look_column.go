package source

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/width"
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

// isProxy reports the name of a column that counts no users.
func isProxy(name string) bool { return says("proxy", name) || says("relative", name) }

// lookedColumn counts the different texts of a column.
type lookedColumn struct {
	name   string
	at     int             // in the file, from 0
	counts map[string]int  // of the first maxTexts
	texts  []string        // in the order of the file
	filled int             // cells with a text that is among these
	sure   map[string]bool // texts of cells that are numbers, whatever the marks

	with    []*lookedColumn    // those of years and months that this one joins
	fits    map[string]float64 // share of the filled cells that fit each role
	layouts []layout           // that read its periods
	fiscal  bool
}

// How many texts of a column are looked at, and how many bytes of each.
const (
	maxTexts  = 2000
	maxLooked = 200
)

func (c *lookedColumn) add(text string) {
	if len(text) > maxLooked {
		text = strings.ToValidUTF8(text[:maxLooked], "")
	}
	if text = width.Fold.String(text); text == "" || c.counts[text] == 0 && len(c.texts) == maxTexts {
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

// noValue reports a text that stands for no figure.
func noValue(text string) bool {
	return strings.Trim(text, "-–—.…*?：:/") == "" && text != "" || slices.Contains(roleWords()["none"], strings.TrimRight(ingest.Fold(text), "."))
}

// isFigure reports a number, with marks of any kind, that cannot be a period.
func isFigure(cell string) bool {
	isNumber := func(n *numbers) bool { _, _, ok := n.read([]byte(cell)); return ok }
	return strings.ContainsFunc(cell, unicode.IsDigit) && slices.ContainsFunc(numberForms(), isNumber) && !isPeriod(cell)
}

// is reports whether a text fits a role.
func (l *looker) is(role, text string) (fits bool) {
	key := [2]string{role, text}
	if known, ok := l.known[key]; ok && role != "value" {
		return known
	}
	defer func() { l.known[key] = fits }()
	switch role {
	case "period":
		return isPeriod(text)
	case "platform_id":
		_, fits = l.aliases[ingest.Fold(text)]
	case "market":
		_, wrong := market(text)
		return wrong == "" && !isFigure(text)
	case "metric":
		return len(text) <= 80 && l.asked.metricOf(text) != "" && !isProxy(text) && !isPeriod(text)
	case "value":
		_, _, fits = l.numbers.read([]byte(text))
	}
	return fits
}

var (
	// scaleForm finds what a title says that its figures are counted in.
	scaleForm = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[(\[]([^)\]]*)|(?:\b(?:in|en|em)|(?:^|\s)в|単位|单位|단위)[\s:]+(['’]?[\pL\pM\d. ]+)|,([^,]*)$`)
	})
	// zeros are those of (000s) or x1,000.
	zeros = regexp.MustCompile(`(?:^|[^\d.,]|[x×]\s*1[,. ]?)((?:000[ ,.]?)+)(?:\D|$)`)
)

// scaleIn finds what figures are counted in, by the title above them or the name
// of their column: million in "Users (Mio.)" or "in millions"; 0 where neither
// says. In a name the word alone will do, when it is no code of a country.
func scaleIn(title string, names ...string) float64 {
	var found []string
	for _, text := range append(names, title) {
		for _, m := range scaleForm().FindAllStringSubmatch(ingest.Fold(text), -1) {
			found = append(found, m[1], m[2], m[3])
		}
	}
	for _, name := range names {
		if !strings.ContainsFunc(name, unicode.IsDigit) {
			for word := range strings.FieldsFuncSeq(ingest.Fold(name), notLetter) {
				if utf8.RuneCountInString(word) > 2 && word[0] < 0xe0 {
					found = append(found, word)
				}
			}
		}
	}
	for _, text := range found {
		if m := zeros.FindStringSubmatch(text); m != nil {
			return math.Pow10(strings.Count(m[1], "0"))
		}
		for _, word := range append([]string{strings.TrimSpace(text)}, strings.FieldsFunc(text, notLetter)...) {
			if tens := scaleOf(strings.TrimRight(word, "人명名")); tens > 0 {
				return math.Pow10(tens)
			}
		}
	}
	return 0
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// fit finds which roles the cells of a column fit, and decides between figures
// and periods.
func (c *lookedColumn) fit(l *looker) {
	c.fits = map[string]float64{"value": c.share(func(t string) bool { return l.is("value", t) || noValue(t) })}
	for _, r := range lookRoles {
		c.fits[r.cell] = c.share(func(t string) bool { return l.is(r.cell, t) })
	}
	c.readPeriods(l.asked.Dates)
	figures, named := c.fits["value"] >= 0.8, says("period", c.name)
	switch {
	case !slices.ContainsFunc(c.texts, func(t string) bool { return !noValue(t) }), c.isPeriod() && (!figures || c.name == "" || named):
		c.fits["value"] = 0
	case figures: // 2019 users, in a column that does not say that it is one of years
		c.fits["period"] = 0
	}
	for name, read := range serials {
		isSerial := func(t string) bool { _, ok := read(t); return ok && len(strings.Split(t, ".")[0]) >= 5 }
		if named && c.fits["period"] < 0.5 && c.share(isSerial) > 0.9 {
			c.fits["period"], c.fits["value"], c.layouts = 1, 0, []layout{{name: name}}
		}
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

// numberForms read numbers by each of these marks.
var numberForms = sync.OnceValue(func() (out []*numbers) {
	for _, m := range numberMarks {
		out = append(out, newNumbers(&fileSettings{Decimal: m[0], Thousands: m[1], Multiplier: 1, Constants: map[string]string{"unit": "percent"}}))
	}
	return out
})

// marks finds the marks of the numbers of a file: those by which most cells
// are numbers. open: another reading does as well, and gives other numbers. The
// number of a table of people is whole, so 1,082 is no fraction in one that
// is not in thousands or millions, nor in one in the scripts of eastern Asia. Of
// others the numbers within texts tell, too.
func (l *looker) marks(people, inAsia bool) (best *numbers, open string) {
	var cells []string
	for _, c := range append(l.columns, &lookedColumn{texts: append(l.above, l.notes...)}) {
		for _, text := range c.texts {
			parts := []string{text}
			if !people && !isFigure(text) {
				parts = strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()~±+%;:/", r) })
			}
			for _, part := range parts {
				if part = strings.TrimRight(part, ".,"); isFigure(part) && !c.sure[text] {
					cells = append(cells, part)
				}
			}
		}
	}
	type reading struct {
		by    *numbers
		texts []string // of the cells; "" where one is no number
		count int      // of those that are
	}
	var readings []reading
	for _, by := range numberForms() {
		if l.asked.Decimal != "" && by.point != l.asked.Decimal {
			continue
		}
		r := reading{by: by}
		for _, cell := range cells {
			text, _, ok := by.read([]byte(cell))
			if ok && by.thousands != "" && strings.HasPrefix(cell, "0"+by.thousands) {
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
				if (people || inAsia && whole.thousands == ",") && (whole.thousands == "," || whole.thousands == "." && l.s.Delimiter == ";") {
					return whole, ""
				}
			}
			return most.by, cells[i] + " is read as " + one + " but can be " + r.texts[i]
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

// Periods returns how to read texts of one column as tables write periods; what
// no layout of look reads stays as it is. It fails where two layouts read all of
// them, and differ.
func Periods(texts []string) (read func(string) string, err error) {
	c := lookedColumn{counts: map[string]int{}}
	for _, t := range texts {
		c.add(t)
	}
	c.readPeriods("")
	if other := c.other(); other != "" {
		return nil, fmt.Errorf("%s can be %s or %s; write dates as in 2012-01-31", c.texts[0], c.layouts[0].name, other)
	}
	return func(text string) string { return dates{layouts: c.layouts}.read(strings.TrimSpace(text)) }, nil
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
	if len(c.layouts) != 1 || serials[c.layouts[0].name] != nil || c.monthly(c.layouts[0]) {
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
