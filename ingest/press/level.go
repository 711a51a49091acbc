package press

import "strings"

// nameMetric decides what the figure counts.
func (r *reading) nameMetric(f *count, claimed map[*head]bool) {
	right := r.headAfter(f.n)
	if right != nil && right.last >= f.right {
		right = nil
	}
	if right != nil && isSpecific(right.metric) {
		f.head = right
	} else {
		f.head = r.headBefore(f, f.left, claimed)
		if f.head != nil && right != nil {
			if !isSpecific(f.head.metric) || f.head.metric == "other" || r.hasOwn(f.head.last, f.n.first) {
				f.head = right
			}
		}
		if f.head == nil {
			f.head = right
		}
	}
	if f.head == nil {
		return
	}
	f.metric, f.ownHead = f.head.metric, true
	claimed[f.head] = true
	if right != nil {
		claimed[right] = true
	}
	if !isSpecific(f.metric) {
		if rate := r.looseFrequency(f); rate != "" {
			f.metric = byFrequency[rate]
		}
	}
}

// hasOwn reports a verb of having between a noun and a figure: "its MAU is
// growing and it has 70 million users".
func (r *reading) hasOwn(from, to int) bool {
	for i := from + 1; i < to; i++ {
		switch r.norm(i) {
		case "has", "have", "with", "had":
			return true
		}
	}
	return false
}

// looseFrequency reads a frequency that stands apart from the noun: "each
// month 300 million people use it", 每天有10亿用户打开.
func (r *reading) looseFrequency(f *count) string {
	head := f.head
	if head.first > f.n.last { // people after the number: the verb must be use
		use := r.find(head.last+1, min(head.last+9, f.right), useVerb)
		back := f.n.first - 8
		for i := f.n.first - 1; i >= max(f.left, back); i-- {
			s := r.known[i]
			if s.is(frequency) && (r.norm(i+s.n-3) == "once" || use >= 0 || s.n > 0 && r.find(i, f.n.first, useVerb, activity) >= 0 || r.find(i, f.n.first, otherCount) < 0 && r.tokens[i].kind != word && use >= 0) {
				return s.arg(frequency)
			}
		}
		return ""
	}
	for i := head.last + 1; i < f.n.first; i++ {
		if r.is(i, frequency) && (r.find(head.last+1, i, useVerb) >= 0 || r.tokens[i].kind != word && r.find(head.last+1, f.n.first, otherCount) < 0) {
			return r.known[i].arg(frequency)
		}
	}
	// "200 million people used it, daily" and "498m - used it each month"
	if use := r.find(f.n.last+1, min(f.n.last+4, f.right), useVerb); use >= 0 {
		for i := use; i < min(use+7, f.right); i++ {
			if r.is(i, frequency) {
				return r.known[i].arg(frequency)
			}
			if r.tokens[i].kind == mark || r.is(i, otherCount) {
				break
			}
		}
	}
	return ""
}

// judgeRole tells levels from differences, flows and earlier values.
func (r *reading) judgeRole(f *count) {
	i := f.n.first
	for steps := 0; steps < 5 && i > f.left; steps++ {
		if p, ok := r.periodBefore(i); ok && p.first > f.left && steps < 3 {
			i = p.first
			if r.is(i, fromWord) {
				f.comparative = true
				return
			}
			continue
		}
		j, s := r.before(i)
		if j < 0 || j < f.left {
			switch r.norm(i - 1) {
			case ".":
				if w := r.norm(i - 2); w == "vs" || w == "approx" || w == "ca" {
					i--
					continue
				}
			case "'s", "的", "の", "the", "a", "an", "of", "some", "its", "$", "¥", "-", "了", "another":
				i--
				continue
			}
			break
		}
		w := r.norm(j)
		switch {
		case s.is(bound) && r.norm(j+s.n-1) == "than" && r.norm(j+s.n) == "the": // "fewer than the 900 million of"
			f.comparative = true
			return
		case w == "from" || w == "从" || w == "由" || w == "up" && r.norm(j+1) == "from":
			f.comparative = true
			return
		case s.is(fromWord) && w != "on" && w != "after" && !(w == "than" && s.n == 1 && r.is(j-1, bound)):
			f.comparative = true
			return
		case s.is(byWord) && !(w == "by" && r.norm(j-1) == "used"):
			f.delta = w != "by" || r.find(max(f.left, j-3), j, rise, fall, launchWord) >= 0 || r.find(max(f.left, j-6), j, rise, fall) >= 0
			return
		case s.is(flowWord):
			f.delta = true
			return
		case s.isAny(rise, fall) && (r.tokens[j].kind == word || r.tokens[j].kind == mark):
			f.delta = true
			return
		case s.isAny(rise, fall) && r.is(j-1, percentWord): // 6.5%増の2億人, 0.3% 늘어난 4833만명
			return
		case s.isAny(rise, fall) && w != "增" && r.norm(i-1) != "至" && r.norm(i-1) != "到":
			f.delta = true
			return
		case w == "up" && s.n == 2 && r.norm(j+1) == "to" && (r.isAny(j-1, rise) || isArrival(r.norm(j-1))):
			f.n.qualifier = "exact" // "jumped up to", "is up to": it got there
			return
		case s.isAny(bound, currency, vague):
			i = j
			continue
		}
		break
	}
	r.judgeRight(f)
}

// isArrival reports a verb before "up to": the figure was reached.
func isArrival(w string) bool {
	switch w {
	case "is", "was", "are", "were", "now", "crept", "shot", "went", "came", "leapt", "sprang", "moved", "got", "built", "ran":
		return true
	}
	return strings.HasSuffix(w, "ed")
}

// judgeRight reads what follows: 83만명이 늘었다, "25 million joined", "5
// million more than a year before".
func (r *reading) judgeRight(f *count) {
	j := f.n.last + 1
	if f.head != nil && f.head.first == j {
		j = f.head.last + 1
	}
	for ; j < len(r.tokens) && j < f.n.last+6 && r.tokens[j].lines < 2; j++ {
		s, t := r.known[j], r.tokens[j]
		switch {
		case t.kind == word && r.norm(j+1) == "than" && (s.is(bound) || s.isAny(rise, fall)):
			f.delta = true
			return
		case t.kind == syllable && s.isAny(rise, fall), t.kind == ideograph && s.isAny(rise, fall) && r.endsClause(j+s.n):
			f.delta = true
			return
		case s.is(flowWord) && t.norm != "new" && t.kind == word || (t.norm == "more" || t.norm == "fewer" || t.norm == "less" || t.norm == "higher" || t.norm == "lower") && r.norm(j+1) == "than":
			f.delta = true
			return
		case t.norm == "new" || t.norm == "newly" || t.norm == "additional" || t.norm == "extra" || t.norm == "increase" || t.norm == "gain":
			f.delta = true
			return
		case t.kind == syllable && s.n == 0 && (t.norm == "이" || t.norm == "가" || t.norm == "을" || t.norm == "를"), s.is(person) && s.n == 1, t.kind == word && (t.norm == "have" || t.norm == "are" || t.norm == "were") && r.find(j+1, min(j+3, len(r.tokens)), flowWord) >= 0:
			continue
		case s.is(activity) || s.is(frequency):
			j += s.n - 1
			continue
		}
		return
	}
}

// endsClause reports that nothing more is said of a change: no rate and no
// new level follow it.
func (r *reading) endsClause(i int) bool {
	return i >= len(r.tokens) || r.tokens[i].kind == mark || r.norm(i) == "し" || r.norm(i) == "と" || r.norm(i) == "え"
}

// periodBefore returns the date that ends just before token i.
func (r *reading) periodBefore(i int) (period, bool) {
	ps := r.periodsIn(i-14, i)
	if len(ps) == 0 || ps[len(ps)-1].last != i-1 {
		return period{}, false
	}
	return ps[len(ps)-1], true
}

// isNextClause reports a place after a comma that does not begin with it:
// "72 million users, and it leads in Korea".
func (r *reading) isNextClause(p place, f *count) bool {
	if r.tokens[p.first].kind != word {
		return false
	}
	for i := p.first - 1; i > f.n.last; i-- {
		if r.norm(i) == "," {
			return p.first-i > 3
		}
	}
	return false
}

// isRanked reports a place that says where the platform leads: "the largest
// messenger in Vietnam".
func (r *reading) isRanked(p place) bool {
	for i := p.first - 1; i >= 0 && i >= p.first-5; i-- {
		switch r.norm(i) {
		case "largest", "biggest", "most", "leading", "popular", "top", "favourite", "dominant":
			return true
		case ",", ".", ";":
			return false
		}
	}
	return false
}

// isAside reports a place in a clause of its own before the figure: "WeChat
// and Weixin, as it is called in China, have 600 million".
func (r *reading) isAside(p place, f *count) bool {
	comma := -1
	for i := p.last + 1; i < f.n.first; i++ {
		if w := r.norm(i); w == "," || w == "-" || w == ")" {
			comma = i
		}
	}
	if comma < 0 || r.tokens[p.first].kind != word {
		return false
	}
	for i := p.first - 1; i >= f.left && i >= p.first-4; i-- {
		if w := r.norm(i); w == "," || w == ";" || w == ":" {
			return i-1 >= f.left && i > f.left+1
		}
	}
	return p.first-f.left > 3
}

// nameMarket finds the market of the figure in its stretch, or gives the
// world's code.
func (r *reading) nameMarket(f *count) bool {
	best, code := 1<<30, ""
	right := f.right
	for i := f.n.last + 1; i < right; i++ { // "88% of them in Vietnam"
		if r.is(i, percentWord) && r.tokens[i].kind == mark {
			right = i
		}
	}
	for _, p := range r.placesIn(f.left, right) {
		d := p.first - f.n.last
		if d < 0 && r.isAside(p, f) || d > 0 && r.isNextClause(p, f) || r.isRanked(p) {
			continue
		}
		if d < 0 {
			d = 2 * (f.n.first - p.last)
		}
		if d < best {
			best, code = d, p.code
		}
	}
	if code == "" && r.isElsewhere(f) {
		code = "abroad"
	}
	if code != "" {
		f.market = code
	}
	return code != ""
}

// isElsewhere reports "165 million in JP/TW", "20 million users in Bavaria": a
// place that no list has.
func (r *reading) isElsewhere(f *count) bool {
	i := f.n.last + 1
	if f.head != nil && f.head.first >= i && f.head.last < f.right {
		i = f.head.last + 1
	}
	if w := r.norm(i); w != "in" && w != "across" && w != "throughout" || i+1 >= f.right {
		return false
	}
	t := r.tokens[i+1]
	return t.kind == word && t.upper && r.known[i+1].n == 0 && r.inMention(i+1) == nil && !r.periodAt(i+1)
}

func (r *reading) placesIn(from, to int) []place {
	lo, hi := 0, len(r.places)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.places[mid].first < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(r.places) && r.places[end].first < to {
		end++
	}
	return r.places[lo:end]
}

func (r *reading) mentionsIn(from, to int) []mention {
	lo, hi := 0, len(r.mentions)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.mentions[mid].first < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(r.mentions) && r.mentions[end].first < to {
		end++
	}
	return r.mentions[lo:end]
}

func (r *reading) periodsIn(from, to int) []period {
	lo, hi := 0, len(r.periods)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.periods[mid].first < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(r.periods) && r.periods[end].first < to {
		end++
	}
	return r.periods[lo:end]
}

// isBound reports a name after a figure that belongs to it: "400 million
// WhatsApp users", "the 430 million who use it", "on Momo".
func (r *reading) isBound(m mention, at int) bool {
	if r.tokens[m.first].kind != word {
		return true
	}
	j := m.first - 1
	for j > at && (r.norm(j) == "the" || r.norm(j) == "its" || r.norm(j) == "rival" || r.norm(j) == "app" || r.norm(j) == "'s" || r.norm(j) == "popular" || r.inMention(j) != nil || r.norm(j) == "messaging" || r.norm(j) == "\"" || r.norm(j) == "facebook") {
		j--
	}
	if j <= at || r.is(j, useVerb) || r.isAny(m.last+1, person, metricWord, activity, membership, frequency) && r.find(at, m.first, rival) < 0 {
		return true
	}
	switch r.norm(j) {
	case "on", "of", "for", "by", "to", "with", "through", "via", "(", "that", "into", "in", ":", "-", "million", "billion", "m", "bn", "at", "from":
		return true
	}
	return r.is(j, scaleWord) || r.is(j, frequency)
}

// subject returns the platforms that the figure is about: the nearest name on
// its left, then on its right, within its stretch. found is false where the
// stretch names none; stranger where it names something that is none of
// ours.
func (r *reading) subject(from, at, to int) (ids []int, stranger, found bool) {
	ms := r.mentionsIn(from, to)
	pick := func(i int) ([]int, bool, bool) {
		if ms[i].id == notOurs {
			return nil, true, true
		}
		ids := []int{ms[i].id}
		for j := i - 1; j >= 0 && r.linked(ms[j].last, ms[j+1].first) && !ms[j].oblique; j-- {
			if ms[j].owner {
				break
			}
			if ms[j].id == notOurs {
				return nil, true, true
			}
			ids = append([]int{ms[j].id}, ids...)
		}
		for j := i + 1; j < len(ms) && r.linked(ms[j-1].last, ms[j].first); j++ {
			if ms[j].owner {
				break
			}
			if ms[j].id == notOurs {
				return nil, true, true
			}
			ids = append(ids, ms[j].id)
		}
		return ids, false, true
	}
	for i := len(ms) - 1; i >= 0; i-- {
		if ms[i].first < at && !ms[i].oblique && !ms[i].owner {
			return pick(i)
		}
	}
	for i := range ms {
		if ms[i].first > at && !ms[i].oblique && !ms[i].owner && r.isBound(ms[i], at) {
			return pick(i)
		}
	}
	for i := range ms { // "the 430m who use rival WhatsApp"
		if ms[i].first > at && !ms[i].owner && r.find(at, ms[i].first, useVerb) >= 0 {
			return pick(i)
		}
	}
	return nil, false, false
}
