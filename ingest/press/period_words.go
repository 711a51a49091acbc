package press

import (
	"strconv"
	"strings"
)

// undated is the year of a month that has none: a leap year before any text.
const undated = 1904

// bareWhen resolves a month or quarter without a year by the anchor.
func (r *dateReader) bareWhen(w when) when {
	var resolved when
	switch {
	case w.quarter > 0:
		resolved = lastQuarter(r.anchor, w.quarter)
	default:
		resolved = lastMonth(r.anchor, w.month)
		resolved.day = w.day
		if w.day > 0 && resolved.year > 0 && r.anchor.day > 0 {
			first, _ := resolved.span()
			if _, end := r.anchor.span(); first.After(end) {
				resolved.year--
			}
		}
	}
	if resolved.year == 0 || !resolved.valid() {
		w.year = undated
		return w
	}
	return resolved
}

// monthDate reads "September 30, 2019", "30th of September", "Sept 2018",
// "in March" and "August last year".
func (r *dateReader) monthDate(i int) (period, bool) {
	day, j := 0, i
	if d, ok := r.number(i, 1, 31); ok && len(r.norm(i)) <= 2 {
		j = i + 1
		if isOrdinalEnd(r.norm(j)) && r.glued(j) {
			j++
		}
		if r.norm(j) == "of" || r.norm(j) == "-" && r.glued(j) {
			j++
		}
		if !r.is(j, monthName) || !r.tokens[j].upper || r.glued(i) && r.tokens[i-1].kind == word {
			return period{}, false
		}
		day = d
	}
	if !r.is(j, monthName) || !r.tokens[j].upper {
		return period{}, false
	}
	if j+1 < len(r.tokens) && len(r.norm(j)) <= 5 && r.tokens[j+1].kind == word && r.tokens[j+1].upper && r.known[j+1].n == 0 && !r.glued(j+1) && day == 0 {
		return period{}, false // Jan Koum, April Zhang
	}
	month, _ := strconv.Atoi(r.known[j].arg(monthName))
	last := j
	k := j + 1
	if r.norm(k) == "." && (len(r.norm(j)) <= 4) && r.glued(k) {
		k++
	}
	if d, ok := r.number(k, 1, 31); ok && day == 0 && len(r.norm(k)) <= 2 && !r.scaledAt(k) {
		if y, at, ok := r.splitYear(k); ok && len(r.norm(k)) == 2 && !r.glued(at) && r.norm(at+1) != "," && d == 20 && r.norm(k+1) != "," {
			return period{when: when{year: y, month: month}, basis: "month", last: at}, true
		}
		day, last = d, k
		k++
		if isOrdinalEnd(r.norm(k)) && r.glued(k) {
			last = k
			k++
		}
	}
	for r.norm(k) == "," || r.norm(k) == "of" || r.norm(k) == "'" || r.norm(k) == "-" && r.glued(k) || r.norm(k) == "in" {
		k++
	}
	w := when{month: month, day: day}
	if r.norm(last+1) == "quarter" && day == 0 && month%3 == 0 { // "the September quarter"
		w = when{quarter: month / 3}
		last++
		k = last + 1
		if r.norm(k) == "of" {
			k++
		}
	}
	if y, ok := r.year(k); ok && (k-last <= 3) && r.tokens[k].lines < 2 {
		w.year = y
		if !w.valid() {
			return period{}, false
		}
		if r.norm(k+1) == "quarter" && day == 0 && w.month%3 == 0 { // "the June 2022 quarter"
			return period{when: w.quarterOf(), basis: "quarter", last: k + 1}, true
		}
		return period{when: w, basis: basisOf(w), last: k}, true
	}
	if r.is(k, dateWord) && r.norm(last+1) != "," && isYearWord(r.known[k]) {
		w.year = r.anchor.year + steps(r.known[k].arg(dateWord))
		if r.anchor.year == 0 || !w.valid() {
			w = when{}
		}
		return period{when: w, basis: basisOf(w), relative: true, last: k + r.known[k].n - 1}, true
	}
	if (month == 5 || month == 3 || len(r.norm(j)) == 3) && day == 0 && !r.datePreposition(i-1) {
		return period{}, false
	}
	switch r.norm(i - 1) {
	case "next":
		return period{last: last, relative: true}, true
	case "this":
		if r.anchor.year != 0 && day == 0 {
			return period{when: when{year: r.anchor.year, month: month}, basis: "month", relative: true, last: last}, true
		}
	}
	w = r.bareWhen(w)
	return period{when: w, basis: basisOf(w), relative: true, bare: true, last: last}, true
}

// scaledAt reports a number that goes on with a scale: "in June 20 million".
func (r *dateReader) scaledAt(k int) bool {
	if r.is(k+1, scaleWord) || r.is(k+1, percentWord) {
		return true
	}
	return isMark(r.norm(k+1)) && r.glued(k+1) && r.glued(k+2) && k+2 < len(r.tokens) && r.tokens[k+2].kind == digits
}

func isOrdinalEnd(s string) bool { return s == "st" || s == "nd" || s == "rd" || s == "th" }

func (r *dateReader) datePreposition(i int) bool {
	switch r.norm(i) {
	case "in", "by", "of", "since", "last", "this", "next", "until", "during", "from", "to", "for", "and", "through", "late", "early", "mid", "end", "on", "(", "to-", "that", "as", "at", "till", "ended", "ending", "and-", "between", "before", "after", "or":
		return true
	}
	_, s := r.senseBefore(i + 1)
	return s.is(edge)
}

func basisOf(w when) string {
	if w.day > 0 {
		return "instant"
	}
	return w.precision()
}

// isYearWord reports 今年, "last year": a year that goes with a month.
func isYearWord(s sense) bool {
	switch s.arg(dateWord) {
	case "year+0", "year-1", "year-2", "year+1":
		return true
	}
	return false
}

// steps reads the signed number of an argument such as year-1.
func steps(arg string) int {
	if at := strings.IndexAny(arg, "+-~"); at >= 0 {
		n, _ := strconv.Atoi(arg[at+1:])
		if arg[at] == '-' {
			return -n
		}
		return n
	}
	return 0
}

// monthRange reads "January-March 2018" and "July to September" as quarters.
func (r *dateReader) monthRange(i int) (period, bool) {
	if !r.is(i, monthName) || !r.tokens[i].upper {
		return period{}, false
	}
	j := i + 1
	if w := r.norm(j); w == "-" || w == "to" || w == "through" {
		j++
	}
	if !r.is(j, monthName) || j == i+1 && !r.tokens[j].hyphen {
		return period{}, false
	}
	a, _ := strconv.Atoi(r.known[i].arg(monthName))
	b, _ := strconv.Atoi(r.known[j].arg(monthName))
	if a%3 != 1 || b != a+2 {
		return period{}, false
	}
	w, k := when{quarter: b / 3}, j+1
	for r.norm(k) == "period" || r.norm(k) == "quarter" || r.norm(k) == "of" || r.norm(k) == "," || r.norm(k) == "in" {
		k++
	}
	if y, ok := r.year(k); ok {
		w.year = y
		return period{when: w, basis: "quarter", last: k}, true
	}
	return period{when: r.bareWhen(w), basis: "quarter", relative: true, bare: true, last: j}, true
}

// quarterAt reads Q3 2018, 3Q18, 2018 Q3, "third quarter of 2018", H1 2014.
func (r *dateReader) quarterAt(i int) (period, bool) {
	j, q, y := i, 0, 0
	if v, ok := r.year(i); ok {
		y = v
		j++
		if r.norm(j) == "-" || r.norm(j) == "'" || r.norm(j) == "'s" {
			j++
		}
		if r.norm(j) == "q" && r.glued(j+1) {
			if v, ok := r.number(j+1, 1, 4); ok && len(r.norm(j+1)) == 1 {
				return period{when: when{year: y, quarter: v}, basis: "quarter", last: j + 1}, true
			}
		}
		if v, ok := r.number(j, 1, 4); ok && (r.norm(j+1) == "q") && r.glued(j+1) {
			return period{when: when{year: y, quarter: v}, basis: "quarter", last: j + 1}, true
		}
		if r.is(j, ordinal) && r.norm(j+1) == "quarter" {
			q, _ = strconv.Atoi(r.known[j].arg(ordinal))
			return period{when: when{year: y, quarter: q}, basis: "quarter", last: j + 1}, true
		}
		return period{}, false
	}
	half, relative, fiscal := false, false, false
	previous := 0
	if r.is(i, dateWord) && isYearWord(r.known[i]) && r.norm(i+r.known[i].n) == "'s" {
		j, previous = i+r.known[i].n+1, r.anchor.year+steps(r.known[i].arg(dateWord))
		relative = true
	}
	switch v, ok := r.number(j+1, 1, 4); {
	case ok && (r.norm(j) == "q" || r.norm(j) == "h") && r.glued(j+1) && len(r.norm(j+1)) == 1 && !(r.glued(j) && r.tokens[j-1].kind == word):
		q, half = v, r.norm(j) == "h"
		j += 2
	default:
		if v, ok := r.number(j, 1, 4); ok && (r.norm(j+1) == "q" || r.norm(j+1) == "h") && r.glued(j+1) && (!r.glued(j) || r.norm(j-1) == "(") {
			q, half = v, r.norm(j+1) == "h"
			j += 2
			break
		}
		if v, ok := r.number(j, 1, 4); ok && r.norm(j+1) == "quarter" && !r.glued(j) { // of a machine: "3 quarter 2021"
			if y, ok := r.year(j + 2); ok {
				return period{when: when{year: y, quarter: v}, basis: "quarter", last: j + 2}, true
			}
		}
		if !r.is(j, ordinal) {
			return period{}, false
		}
		q, _ = strconv.Atoi(r.known[j].arg(ordinal))
		j++
		for r.norm(j) == "fiscal" || r.norm(j) == "financial" || r.norm(j) == "calendar" {
			fiscal = r.norm(j) != "calendar"
			j++
		}
		if r.norm(j) != "quarter" && r.norm(j) != "half" {
			return period{}, false
		}
		half = r.norm(j) == "half"
		j++
	}
	last := j - 1
	k := j
	for ; k < j+5; k++ {
		w := r.norm(k)
		isFiscal := w == "fiscal" || w == "fy" || w == "financial"
		fiscal = fiscal || isFiscal
		if !isFiscal && w != "of" && w != "in" && w != "," && w != "-" && w != "the" && !(w == "year" && fiscal) {
			break
		}
	}
	if v, at, ok := r.splitYear(k); ok {
		y, last = v, at
	} else if v, ok := r.number(k, 0, 39); ok && len(r.norm(k)) == 2 && (r.glued(k) || k > j) && !r.scaledAt(k) && (r.glued(k) || r.norm(k-1) == "-") {
		y, last = 2000+v, k
	} else if r.is(k, dateWord) && isYearWord(r.known[k]) {
		relative = true
		if r.anchor.year > 0 {
			y = r.anchor.year + steps(r.known[k].arg(dateWord))
		}
		last = k + r.known[k].n - 1
		if y == 0 {
			return period{relative: true, last: last}, true
		}
	} else if previous > 0 {
		y = previous
	}
	p := period{basis: "quarter", relative: relative, fiscal: fiscal, half: half, last: last}
	switch {
	case half && q > 2 || fiscal:
	case half && y > 0:
		if _, s := r.senseBefore(r.skipBack(i)); s.arg(edge) == "end" {
			p.when = when{year: y, quarter: 2 * q}
		}
	case half:
	case y > 0:
		p.when = when{year: y, quarter: q}
	default:
		p.when, p.relative, p.bare = r.bareWhen(when{quarter: q}), true, true
	}
	return p, true
}

// skipBack steps over "the" and "of".
func (r *dateReader) skipBack(i int) int {
	for r.norm(i-1) == "the" && r.is(i-1, none) {
		i--
	}
	return i
}

// agoAt reads "four months ago", "a year earlier", 一年前.
func (r *dateReader) agoAt(i int) (period, bool) {
	n, j := 0, i
	if v, ok := r.number(i, 1, 99); ok {
		n, j = v, i+1
	} else if r.is(i, numeral) {
		v, err := strconv.Atoi(r.known[i].arg(numeral))
		if err != nil {
			return period{}, false
		}
		n, j = v, i+1
	} else if v := cjkDigit(r.norm(i)); v > 0 && r.tokens[i].kind == ideograph {
		n, j = int(v), i+1
	} else if r.norm(i) == "a" || r.norm(i) == "an" {
		n, j = 1, i+1
	}
	if n == 0 {
		return period{}, false
	}
	for r.norm(j) == "个" || r.norm(j) == "개" || r.norm(j) == "か" || r.norm(j) == "ヶ" || r.norm(j) == "カ" {
		j++
	}
	if j >= len(r.tokens) || !r.is(j, timeUnit) {
		return period{}, false
	}
	unit := r.known[j].arg(timeUnit)
	k := j + r.known[j].n
	if k >= len(r.tokens) || !r.is(k, ago) {
		return period{}, false
	}
	if r.norm(k) == "before" && k+1 < len(r.tokens) && r.tokens[k+1].kind != mark {
		return period{}, false // "two years before it …"
	}
	return period{back: n, unit: unit, relative: true, last: k}, true
}

// spoken reads today, last month, this quarter, a year earlier, Tuesday.
func (r *dateReader) spoken(i int) (period, bool) {
	s := r.known[i]
	switch {
	case s.is(weekday):
		if !r.tokens[i].upper && r.tokens[i].kind == word {
			return period{}, false
		}
		p := period{basis: "instant", relative: true, spoken: true, last: i}
		if r.anchor.day == 0 && r.anchor.year > 0 { // the day of the text is not known so exactly
			p.when, p.basis = r.anchor, "announcement"
		}
		if r.anchor.day > 0 {
			day, _ := strconv.Atoi(s.arg(weekday))
			t, _ := r.anchor.span()
			back := (int(t.Weekday()) - day + 7) % 7
			if back == 0 && r.norm(i-1) == "last" {
				back = 7
			}
			p.when = on(t.AddDate(0, 0, -back))
		}
		return p, true
	case s.is(dateWord):
		if next := r.norm(i + s.n); s.arg(dateWord) == "quarter+0" && (next == "ended" || next == "ending") {
			return period{}, false
		}
	default:
		return period{}, false
	}
	rule := s.arg(dateWord)
	at := strings.IndexAny(rule, "+-~")
	unit, n := rule[:at], steps(rule)
	p := period{basis: unit, relative: true, spoken: true, last: i + s.n - 1}
	switch {
	case rule[at] == '~':
		p.back, p.unit = n, unit
	case r.anchor.year == 0, n > 0: // no figure has a date to come
	case unit == "day":
		p.basis = "announcement"
		p.when = r.anchor
		if n != 0 {
			p.when, p.basis = r.anchor.shift(n, "day"), "instant"
		}
	case unit == "month" && r.anchor.month > 0:
		p.when = when{year: r.anchor.year, month: r.anchor.month}.shift(n, "month")
	case unit == "quarter":
		p.when = lastQuarter(r.anchor, 0) // a text that says "this quarter" of a figure reports a past one
	case unit == "year":
		p.when = when{year: r.anchor.year + n}
	}
	return p, true
}
