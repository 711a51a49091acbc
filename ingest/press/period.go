package press

import (
	"strconv"
	"time"
)

// A period is a date or stretch of time as written, resolved to the calendar
// where that can be done.
type period struct {
	start, end int    // bytes
	when       when   // zero if it cannot be resolved
	basis      string // instant, month, quarter, year or announcement: what the words say of it
	relative   bool   // depends on the day of publication
	edge       string // end, mid or nothing
	back       int    // for "a year ago": steps before the date of another figure
	unit       string // of back
	average    bool   // "on average for"
	fiscal     bool
	half       bool
	since      bool // "since 2013": where something began

	first, last int  // tokens
	bare        bool // a month or quarter without a year
	spoken      bool // Tuesday, last month: says nothing of the year of other dates
}

// readPeriods reads the dates of s in order; published is the day of the
// text as 2018-11-14, or nothing, and serves relative dates.
func readPeriods(s, published string) []period {
	tokens := lex(s)
	return periodsIn(tokens, senses(tokens), parseWhen(published))
}

// periodsIn reads the dates among tokens.
func periodsIn(tokens []token, known []sense, anchor when) []period {
	r := dateReader{tokens, known, anchor}
	var found []period
	for i := 0; i < len(tokens); {
		p, ok := r.at(i)
		if !ok {
			i++
			continue
		}
		p.first = i
		r.round(&p, found)
		found = append(found, p)
		i = p.last + 1
	}
	r.borrowYears(found)
	for i := range found {
		found[i].start, found[i].end = tokens[found[i].first].start, tokens[found[i].last].end
	}
	return found
}

type dateReader struct {
	tokens []token
	known  []sense
	anchor when
}

func (r *dateReader) norm(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].norm
}

func (r *dateReader) is(i int, c class) bool { return i >= 0 && i < len(r.known) && r.known[i].is(c) }

func (r *dateReader) glued(i int) bool { return i < len(r.tokens) && i > 0 && r.tokens[i].glued }

// number reads plain digits of a value from low to high.
func (r *dateReader) number(i, low, high int) (int, bool) {
	if i < 0 || i >= len(r.tokens) || r.tokens[i].kind != digits || len(r.tokens[i].norm) > 4 {
		return 0, false
	}
	v, _ := strconv.Atoi(r.tokens[i].norm)
	return v, v >= low && v <= high
}

// year reads a year of four digits that is part of no other number.
func (r *dateReader) year(i int) (int, bool) {
	y, ok := r.number(i, 1990, 2039)
	if !ok || len(r.tokens[i].norm) != 4 {
		return 0, false
	}
	if r.glued(i) {
		switch r.norm(i - 1) {
		case "+", ".", ",", "*", "=", "#", "$", "¥", ":":
			return 0, false
		}
		if r.tokens[i-1].kind == digits {
			return 0, false
		}
	}
	if r.glued(i + 1) {
		next := r.tokens[i+1]
		if next.kind == digits || next.kind == word && next.norm != "q" && next.norm != "h" || isMark(next.norm) && r.glued(i+2) && r.tokens[i+2].kind == digits {
			return 0, false
		}
	}
	return y, true
}

// splitYear also reads a year that a broken copy has cut, as in "Q3 of 20 18".
func (r *dateReader) splitYear(i int) (y, last int, ok bool) {
	if y, ok := r.year(i); ok {
		return y, i, true
	}
	if r.norm(i) == "20" && !r.glued(i+1) {
		if tail, ok := r.number(i+1, 0, 39); ok && len(r.norm(i+1)) == 2 {
			return 2000 + tail, i + 1, true
		}
	}
	return 0, 0, false
}

func (r *dateReader) at(i int) (period, bool) {
	if p, ok := r.cjk(i); ok {
		return p, true
	}
	if p, ok := r.monthRange(i); ok {
		return p, true
	}
	if p, ok := r.quarterAt(i); ok {
		return p, true
	}
	if p, ok := r.numeric(i); ok {
		return p, true
	}
	if p, ok := r.monthDate(i); ok {
		return p, true
	}
	if p, ok := r.agoAt(i); ok {
		return p, true
	}
	if p, ok := r.spoken(i); ok {
		return p, true
	}
	if y, ok := r.year(i); ok && r.plainYear(i) {
		if r.norm(i+1) == "year" && r.is(i+1, edge) { // "at 2011 year end"
			return period{when: when{year: y}.end(), basis: "instant", last: i + r.known[i+1].n}, true
		}
		return period{when: when{year: y}, basis: "year", last: i}, true
	}
	return period{}, false
}

// plainYear tells a year from a count that looks like one.
func (r *dateReader) plainYear(i int) bool {
	if i+1 < len(r.known) && r.known[i+1].isAny(scaleWord, person, otherCount, percentWord, currency, timeUnit) {
		return false
	}
	return !r.is(i-1, currency) && r.norm(i+1) != "年" && (i+1 == len(r.tokens) || !isBigUnit(r.norm(i+1)))
}

// numeric reads 2018-09-30, 2018/9/30, 30.09.2018 and 2018-09; of 9/30/2018
// only what cannot be read in two ways.
func (r *dateReader) numeric(i int) (period, bool) {
	sep := r.norm(i + 1)
	if sep != "-" && sep != "/" && sep != "." || !r.glued(i+1) || !r.glued(i+2) || r.tokens[i].kind != digits || r.glued(i) && r.tokens[i-1].kind != mark {
		return period{}, false
	}
	three := r.norm(i+3) == sep && r.glued(i+3) && r.glued(i+4) && i+4 < len(r.tokens) && r.tokens[i+4].kind == digits
	if y, ok := r.number(i, 1990, 2039); ok && len(r.norm(i)) == 4 {
		m, ok := r.number(i+2, 1, 12)
		if !ok {
			return period{}, false
		}
		if d, ok := r.number(i+4, 1, 31); ok && three {
			if w := (when{year: y, month: m, day: d}); w.valid() {
				return period{when: w, basis: "instant", last: i + 4}, true
			}
			return period{}, false
		}
		if !three && len(r.norm(i+2)) == 2 && m != y%100+1 && sep != "." && !r.glued(i+3) {
			return period{when: when{year: y, month: m}, basis: "month", last: i + 2}, true
		}
		return period{}, false
	}
	y, ok := r.number(i+4, 1990, 2039)
	if !three || !ok {
		return period{}, false
	}
	a, okA := r.number(i, 1, 31)
	b, okB := r.number(i+2, 1, 31)
	switch {
	case !okA || !okB || a <= 12 && b <= 12 && a != b && sep != ".":
		return period{}, false
	case b > 12:
		a, b = b, a
	}
	if w := (when{year: y, month: b, day: a}); w.valid() {
		return period{when: w, basis: "instant", last: i + 4}, true
	}
	return period{}, false
}

// round looks at the words on both sides: "end of", "as of", "on average
// for", "quarter ended", "since".
func (r *dateReader) round(p *period, before []period) {
	floor := -1
	if len(before) > 0 {
		floor = before[len(before)-1].last
	}
	first := p.first
	i := first
	for steps := 0; steps < 4 && i-1 > floor; steps++ {
		j, s := r.senseBefore(i)
		if s.is(edge) && j > floor {
			p.edge = s.arg(edge)
			p.first, i = j, j
			continue
		}
		if w := r.norm(i - 1); w == "the" || w == "of" || w == "fiscal" || w == "financial" || w == "fy" {
			if w != "the" && w != "of" {
				p.fiscal = true
			}
			i--
			continue
		}
		break
	}
	switch w := r.norm(i - 1); {
	case w == "months" && p.basis == "year": // "the first nine months of 2019"
		quarter := map[string]int{"first": 1, "final": 4, "last": 4}[r.norm(i-3)]
		if n := r.norm(i - 2); quarter > 0 && (n == "three" || n == "3") {
			p.when, p.basis, p.first = when{year: p.when.year, quarter: quarter}, "quarter", i-3
			break
		}
		p.when, p.half = when{}, true
	case w == "since" || w == "自" || (w == "from" || w == "从") && !p.relative:
		p.since = w == "since"
	case w == "average" || r.norm(i-2) == "average":
		p.average = true
	case p.basis == "year" && r.isClosing(w, r.norm(p.last+1)):
		p.when, p.basis = p.when.end(), "instant"
	case w == "ended" || w == "ending" || w == "ends" || w == "end" && r.norm(i-2) == "quarter":
		r.stretch(p, i-1, floor)
	}
	if p.edge == "end" && i < first {
		p.when = p.when.end()
		p.basis = "instant"
	}
	if p.fiscal {
		p.when = when{}
	}
}

// isClosing reports "ended 2012 with", "finished 2016 at".
func (r *dateReader) isClosing(verb, next string) bool {
	switch verb {
	case "ended", "closed", "finished", "exited", "ending", "closing", "ends", "concluded":
		return next == "with" || next == "at" || next == "on"
	}
	return false
}

// stretch reads "quarter ended September 30" and "three months ended June".
func (r *dateReader) stretch(p *period, ended, floor int) {
	for j := ended; j > floor && j >= ended-4; j-- {
		switch r.norm(j) {
		case "quarter":
			p.when, p.basis, p.first = p.when.quarterOf(), "quarter", j
			return
		case "months", "month":
			switch r.norm(j - 1) {
			case "three", "3":
				p.when, p.basis, p.first = p.when.quarterOf(), "quarter", j-1
			case "six", "6", "nine", "9":
				p.when, p.half, p.first = when{}, true, j-1
			}
			return
		case "year":
			p.when, p.basis, p.first = when{year: p.when.year}, "year", j
			return
		}
	}
}

// senseBefore gives the lexicon entry that ends where i begins.
func (r *dateReader) senseBefore(i int) (int, sense) {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if r.known[j].n > 0 && j+r.known[j].n == i {
			return j, r.known[j]
		}
	}
	return -1, sense{}
}

// borrowYears gives a month without a year the year of the last date that
// has one in the same stretch of text, not the year of publication: "in
// November 2014, 600 million in March 2015, and 700 million in June".
func (r *dateReader) borrowYears(found []period) {
	const near = 40 // tokens
	for i := range found {
		p := &found[i]
		if !p.bare {
			continue
		}
		if r.norm(p.first-1) == "that" { // "that June": of the year last spoken of
			p.when.year = 0
			if i > 0 && p.first-found[i-1].last < near && !found[i-1].relative {
				p.when.year = found[i-1].when.year
			}
			if p.when.year == 0 || !p.when.valid() {
				p.when = when{}
			}
			p.relative = p.when.year == 0
			continue
		}
		var w when
		for j := i - 1; j >= 0 && p.first-found[j].last < near && r.sameSentence(found[j].last, p.first); j-- {
			if q := found[j]; !q.bare && !q.spoken && !q.since && q.when.year > 0 && q.back == 0 && (q.when.month > 0 || q.when.quarter > 0 || q.basis == "year") && q.basis != "announcement" {
				w = p.when
				w.year = q.when.year
				first, _ := w.span()
				begin, _ := q.when.span()
				if q.when.precision() != "year" && first.Before(begin) && (p.when.day == 0 || q.when.day > 0) {
					w.year++
				}
				break
			}
		}
		if w.year == 0 && (r.anchor.year == 0 || i+1 < len(found) && r.anchor.year-found[i+1].when.year > 1) {
			for j := i + 1; j < len(found) && found[j].first-p.last < near/2 && r.sameSentence(p.last, found[j].first); j++ {
				if q := found[j]; !q.bare && !q.since && q.when.year > 0 && q.back == 0 && q.when.precision() != "day" && q.basis != "announcement" && q.basis != "year" {
					w = p.when
					w.year = q.when.year
					first, _ := w.span()
					if begin, _ := q.when.span(); first.After(begin) {
						w.year--
					}
					break
				}
			}
		}
		if r.anchor.year > 0 && w.year != 0 {
			if first, _ := w.span(); first.After(lastOf(r.anchor)) {
				w = when{} // not after the text itself
			}
		}
		if w.year != 0 && w.valid() {
			p.when = w
			if p.edge == "end" {
				p.when = p.when.end()
			}
			p.relative = false
		} else if p.when.year == undated {
			p.when = when{}
		}
	}
}

func lastOf(w when) time.Time {
	_, last := w.span()
	return last
}

// sameSentence looks for a full stop between two tokens that does not stand
// after an abbreviation.
func (r *dateReader) sameSentence(from, to int) bool {
	for j := from + 1; j < to; j++ {
		switch t := r.tokens[j]; {
		case t.norm == "。" || t.lines > 1 || t.norm == "!" || t.norm == "?" || t.norm == ";":
			return false
		case t.norm == "." && j+1 < len(r.tokens) && !r.tokens[j+1].glued && (r.tokens[j+1].upper && !r.is(j-1, monthName) || r.tokens[j-1].kind == syllable):
			return false
		}
	}
	return true
}
