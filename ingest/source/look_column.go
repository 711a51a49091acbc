package source

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"
)

// lookedColumn counts the different texts of a column.
type lookedColumn struct {
	name   string
	counts map[string]int // of the first maxTexts
	texts  []string       // in the order of the file
	filled int            // cells with a text that is among these

	figures, periods, markets, platforms, metrics float64 // shares of the filled cells
	layouts                                       []string
	fiscal                                        bool
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

// noValue are texts that stand for no figure.
var noValue = regexp.MustCompile(`(?i)^([-–—.…*]+|n\.?/?a\.?|#n/a|none|null|nan|nil|k\.\s?a\.|n\.?d\.?|s\.o\.|x)$`)

// marks finds the marks of the numbers of a file: those by which most cells
// are numbers. open: another reading does as well, and gives other numbers. The
// number of a table of people is whole, so 1,082 is no fraction in one that
// is not in thousands or millions.
func (l *looker) marks(people bool) (decimal, thousands string, open string) {
	var cells []string
	for _, c := range l.columns {
		for _, text := range c.texts {
			if isFigure(text) {
				cells = append(cells, text)
			}
		}
	}
	type reading struct{ decimal, thousands string }
	readings := []reading{{".", ""}, {",", ""}, {".", ","}, {",", "."}, {",", " "}, {".", " "}, {".", "'"}, {",", "'"}}
	if l.asked.Decimal != "" {
		readings = slices.DeleteFunc(readings, func(r reading) bool { return r.decimal != l.asked.Decimal })
	}
	best, most := reading{".", ""}, -1
	read := func(r reading, cell string) (string, bool) {
		n := newNumbers(&fileSettings{Decimal: r.decimal, Thousands: r.thousands, Multiplier: 1, Constants: map[string]string{"unit": "percent"}})
		text, _, ok := n.read([]byte(cell))
		return text, ok && (r.thousands == "" || !strings.HasPrefix(cell, "0"+r.thousands)) // 0,082 has no thousands
	}
	counts := map[reading]int{}
	for _, r := range readings {
		for _, cell := range cells {
			if _, ok := read(r, cell); ok {
				counts[r]++
			}
		}
		if counts[r] > most {
			best, most = r, counts[r]
		}
	}
	for _, r := range readings {
		if counts[r] < most || r == best {
			continue
		}
		for _, cell := range cells {
			one, ok := read(best, cell)
			other, also := read(r, cell)
			if ok && also && one != other {
				for _, whole := range []reading{best, r} {
					if people && (whole.thousands == "," || whole.thousands == "." && l.s.Delimiter == ";") {
						return whole.decimal, whole.thousands, ""
					}
				}
				return best.decimal, best.thousands, cell + " can be " + one + " or " + other
			}
		}
	}
	return best.decimal, best.thousands, ""
}

// timestamps are the layouts of Go that are tried for periods with a time.
var timestamps = []string{"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", "02.01.2006 15:04", "02.01.2006 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 MST"}

// isPeriod reports a text that can be a period.
func isPeriod(text string) bool {
	if _, err := ingest.ParsePeriod(text); err == nil {
		return true
	}
	return len(text) <= 40 && len(layoutsOf(text)) > 0
}

var (
	dateTokens  = regexp.MustCompile(`\d+|\p{L}[\p{L}\p{M}]*|.`)
	dateWords   = regexp.MustCompile(`(?i)^(q|t|qtr|quarter|quartal|trim|trimestre|кв|квартал|fy|f|gj|fiscal|year|cy|m|de|of|г|[年月日第季度四半期財财会計年度년월일분기회계도]+)$`)
	halfDate    = regexp.MustCompile(`^\d{1,3}[-/. ]\d{1,3}$|^\d{4}\.\d$|^\d+,`)
	fiscalWords = regexp.MustCompile(`(?i)^(fy|gj|fiscal)$|年度|财年|회계`)
	fiscalYears = regexp.MustCompile(`\b(19|20)(\d\d)/(\d\d)\b`)
)

// layoutsOf returns the layouts of file_date.go by which a text is a period.
func layoutsOf(text string) []string {
	for _, l := range timestamps {
		if _, ok := (layout{name: l, golang: true}).read(text); ok {
			return []string{l}
		}
	}
	if halfDate.MatchString(text) {
		return nil // 58.2 and 2000.1 are numbers
	}
	tokens := dateTokens.FindAllString(text, -1)
	quarterly, fiscal := false, slices.ContainsFunc(tokens, fiscalWords.MatchString)
	for _, t := range tokens {
		word := strings.ToLower(t)
		_, isQuarter := quarterWords[word]
		quarterly = quarterly || isQuarter || press.Value("quarter", word) != "" || strings.Contains(t, "季") || strings.Contains(t, "四半期") || strings.Contains(t, "분기")
	}
	var out []string
	var walk func(at int, layout, fields string)
	walk = func(at int, layout, fields string) {
		if at == len(tokens) {
			year := strings.Count(fields, "y")
			if year != 1 && !(year == 2 && isFiscal(text)) || quarterly != strings.Contains(fields, "q") || fields == "y" && !strings.Contains(layout, "yyyy") && !fiscal || strings.Contains(fields, "d") && !strings.Contains(fields, "m") {
				return
			}
			if l, err := newLayout(layout); err == nil && len(fields) > 0 {
				if _, ok := l.read(text); ok && (len(fields) > 1 || len(tokens) > 1 || len(text) == 4) {
					out = append(out, layout)
				}
			}
			return
		}
		t := tokens[at]
		try := func(piece, field string) {
			if field == "y" && strings.Contains(fields, "y") && isFiscal(text) || !strings.Contains(fields, field) || field == "" {
				walk(at+1, layout+piece, fields+field)
			}
		}
		switch {
		case unicode.IsDigit(rune(t[0])):
			n := len(t)
			year, _ := strconv.Atoi(t[:min(4, n)])
			switch ok := year >= 1900 && year <= 2100; {
			case n == 8 && ok:
				try("yyyymmdd", "ymd")
			case n == 6 && ok:
				try("yyyymm", "ym")
			case n == 4 && ok:
				try("yyyy", "y")
			case n <= 2 && quarterly:
				if n == 1 {
					try("q", "q")
				} else {
					try("yy", "y")
				}
			case n <= 2:
				if n == 2 && (at == 0 || at == len(tokens)-1) {
					try("yy", "y")
				}
				try("d", "d")
				try("m", "m")
			}
		case press.Month(t) > 0 && !quarterly:
			if at+1 < len(tokens) && tokens[at+1] == "." { // which a month takes with it
				tokens = slices.Delete(slices.Clone(tokens), at+1, at+2)
			}
			try("mon", "m")
		case !unicode.IsLetter([]rune(t)[0]):
			try(t, "")
		case dateWords.MatchString(t) && strings.ContainsAny(t, "dmqy"):
			try("'"+t+"'", "")
		case dateWords.MatchString(t):
			try(t, "")
		}
	}
	walk(0, "", "")
	return out
}

// isFiscal reports a year such as 2019/20.
func isFiscal(text string) bool {
	m := fiscalYears.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	first, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	return second == (first+1)%100 && second > 12 // 2011/12 is a month
}

// quarterWords mark a quarter beside those of the press reader.
var quarterWords = map[string]bool{"q": true, "t": true, "qtr": true, "trim": true, "кв": true, "quartal": true}

// look finds what the cells of a column are.
func (c *lookedColumn) look(aliases Aliases, n *numbers, asked Asked) {
	c.figures = c.share(func(t string) bool {
		_, _, ok := n.read([]byte(t))
		return ok || noValue.MatchString(t)
	})
	c.markets = c.share(func(t string) bool { _, wrong := market(t); return wrong == "" && !isFigure(t) })
	c.platforms = c.share(func(t string) bool { _, ok := aliases[ingest.Fold(t)]; return ok })
	c.metrics = c.share(func(t string) bool { return asked.metricOf(t) != "" })
	c.lookPeriods(asked)
}

// lookPeriods chooses the layouts that read most of the texts.
func (c *lookedColumn) lookPeriods(asked Asked) {
	left := slices.Clone(c.texts[:min(len(c.texts), 400)])
	count := 0
	for _, t := range left {
		count += c.counts[t]
		if isFiscal(t) || slices.ContainsFunc(dateTokens.FindAllString(t, -1), fiscalWords.MatchString) {
			c.fiscal = true
		}
	}
	read := 0
	left = slices.DeleteFunc(left, func(t string) bool {
		_, err := ingest.ParsePeriod(t)
		if err == nil {
			read += c.counts[t]
		}
		return err == nil
	})
	for len(left) > 0 && len(c.layouts) < 4 {
		reads := map[string]int{}
		for _, t := range left {
			for _, l := range layoutsOf(t) {
				reads[l]++
			}
		}
		if asked.Dates != "" && reads[asked.Dates] > 0 {
			reads[asked.Dates] = len(left) + 1
		}
		if len(reads) == 0 {
			break
		}
		best := slices.SortedFunc(maps.Keys(reads), func(a, b string) int {
			return cmp.Or(cmp.Compare(reads[b], reads[a]), c.monthly(b)-c.monthly(a), strings.Compare(a, b))
		})[0]
		c.layouts = append(c.layouts, best)
		l, _ := newLayout(best)
		left = slices.DeleteFunc(left, func(t string) bool {
			_, ok := l.read(t)
			if ok {
				read += c.counts[t]
			}
			return ok
		})
	}
	c.periods = float64(read) / float64(max(1, count))
}

// monthly ranks the readings of d/m and m/d: 2 for the order of dates with full
// stops, 1 for one by which every date is the first of a month.
func (c *lookedColumn) monthly(name string) int {
	if strings.HasPrefix(name, "d.m.") {
		return 2
	}
	l, err := newLayout(name)
	if err != nil || !strings.Contains(name, "d") {
		return 0
	}
	firsts := 0
	for _, t := range c.texts {
		if period, ok := l.read(t); ok && strings.HasSuffix(period, "-01") {
			firsts++
		}
	}
	if firsts == len(c.texts) && firsts > 2 {
		return 1
	}
	return 0
}

// swapped returns the other order of day and month that reads all texts of a
// column as well; "" if there is none.
func (c *lookedColumn) swapped() string {
	if len(c.layouts) == 0 || c.monthly(c.layouts[0]) > 0 {
		return ""
	}
	other := strings.NewReplacer("d", "m", "m", "d").Replace(c.layouts[0])
	l, err := newLayout(other)
	if err != nil || other == c.layouts[0] || strings.Contains(other, "dod") || !strings.Contains(other, "d") || strings.Contains(other, "'") || strings.Contains(c.layouts[0], "on") || strings.Contains(c.layouts[0], "yyyymm") || strings.HasPrefix(c.layouts[0], "yyyy") {
		return ""
	}
	for _, t := range c.texts {
		if _, ok := l.read(t); !ok {
			return ""
		}
	}
	return other
}

// metricOf returns the metric that a text names, "" if it names none.
func (a Asked) metricOf(text string) string {
	folded := strings.ReplaceAll(ingest.Fold(text), "_", " ")
	words := " " + strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
	found, longest := "", 0
	for id, names := range a.Metrics {
		for _, name := range append([]string{id}, names...) {
			if name = strings.ReplaceAll(ingest.Fold(name), "_", " "); len(name) > longest && strings.Contains(words, " "+name+" ") {
				found, longest = id, len(name)
			}
		}
	}
	if found != "" {
		return found
	}
	if found = press.Within("metric", folded); a.Metrics[found] == nil {
		return ""
	}
	return found
}
