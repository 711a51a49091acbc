package press

// events reads launches, shutdowns and the like of a sentence.
func (r *reading) events(s sentence, ctx *context) []Claim {
	var at []int
	for i := s.first; i < s.last; i++ {
		if r.is(i, launchWord) && !(r.tokens[i].kind == word && r.tokens[i].upper && i > s.first && r.known[i].n == 1 && r.tokens[i-1].upper && r.norm(i-1) != "'s") {
			if next := i + r.known[i].n; r.norm(i) == "closed" && r.known[i].n == 1 {
				if ps := r.periodsIn(next, next+1); len(ps) == 0 || ps[0].when.month == 0 { // much is closed; "closed March 2019" is an end
					continue
				}
			}
			at = append(at, i)
		}
	}
	at = r.betasLaunched(at)
	var out []Claim
	var before []int // subject of the event before it in the sentence
	for k, i := range at {
		left, right := s.first, s.last
		if k > 0 {
			left = r.eventBreak(at[k-1]+r.known[at[k-1]].n, i)
		}
		if k+1 < len(at) {
			right = r.eventBreak(i+r.known[i].n, at[k+1])
		}
		ids, how := r.launched(i, left, right, ctx)
		if how == "nothing" && len(before) > 0 {
			ids, how = before, "platform"
		}
		if how == "" || how == "nothing" {
			continue
		}
		before = ids
		out = append(out, r.eventAt(s, i, left, right, ids, how)...)
	}
	return out
}

// betasLaunched makes one event of 发布1.0测试版, "released a beta" and
// "released the first version of".
func (r *reading) betasLaunched(at []int) []int {
	out := at[:0]
	for k, i := range at {
		if k+1 < len(at) && r.known[i].arg(launchWord) == "launch" && (r.known[at[k+1]].arg(launchWord) == "beta" || r.norm(at[k+1]+r.known[at[k+1]].n-1) == "of") {
			gap := i + r.known[i].n
			if at[k+1]-gap < 6 && r.find(gap, at[k+1], separator) < 0 && !r.hasComma(gap, at[k+1]) && len(r.mentionsIn(gap, at[k+1])) == 0 && len(r.periodsIn(gap, at[k+1])) == 0 {
				continue
			}
		}
		out = append(out, i)
	}
	return out
}

// eventBreak is where one event of a sentence ends and the next begins: after
// the date of the first, if it has one there.
func (r *reading) eventBreak(from, to int) int {
	start := from
	cjk := r.tokens[from-1].kind != word
	if ps := r.periodsIn(from, to); len(ps) > 0 && ps[0].first-from < 8 && !cjk {
		start = ps[0].last + 1
	}
	for i := start; i < to; i++ {
		if t := r.norm(i); t == ";" || r.is(i, separator) {
			return i + 1
		}
	}
	for i := start; i < to; i++ {
		switch r.norm(i) {
		case ",", "and", "、", "before", "after", "고", "며", "并", "が":
			return i + 1
		}
	}
	return start
}

func (r *reading) eventAt(s sentence, i, left, right int, ids []int, how string) []Claim {
	after := i + r.known[i].n
	p, dated := r.eventDate(i, after, left, right)
	start, end := r.tokens[s.first].start, r.tokens[s.last-1].end
	c := Claim{
		Kind: "event", Start: start, End: end, Quote: r.text[start:end], Event: r.known[i].arg(launchWord), Market: "WLD",
		ValueText: r.text[r.tokens[i].start:r.tokens[after-1].end], Status: "accepted", Flags: []string{},
	}
	if dated {
		c.Date = p.when.String()
		c.Period, c.Basis = c.Date, basisFor(p)
		if p.relative {
			c.Flags = append(c.Flags, "relative_date")
		}
	}
	if len(ids) == 0 {
		ids = []int{notOurs}
	}
	var out []Claim
	for _, id := range ids {
		one := c
		if id >= 0 {
			one.PlatformID = r.names.list[id].ID
		}
		r.eventMarket(&one, id, after, right)
		if one.Reason = r.eventReason(s, one, how, dated, p, i, after, left, right); one.Reason != "" {
			if !dated && how != "platform" {
				continue
			}
			one.Status = "rejected"
		}
		out = append(out, one)
	}
	return out
}

// eventReason says why an event cannot be taken.
func (r *reading) eventReason(s sentence, c Claim, how string, dated bool, p period, i, after, left, right int) string {
	switch {
	case how == "feature":
		return "what is launched or closed is a part of the platform, not the platform"
	case how == "stranger":
		return "names a product that is not in the list of platforms"
	case r.isPlanned(i, after, left, right):
		return "a plan or rumour"
	case r.isDeniedEvent(i, left):
		return "denied, or only supposed"
	case r.isDistance(after, right):
		return "dated only by its distance from another event"
	case r.doubt(s) != "":
		return r.doubt(s)
	case !dated:
		return "says no date"
	case c.Event == "market_entry" && c.Market == "WLD":
		return "says no market"
	case p.when.year == 0 && p.relative:
		return "its date is relative and the day of the text is not known"
	case p.when.year == 0:
		return "its date cannot be placed in the calendar"
	case c.PlatformID == "":
		return "names no platform"
	}
	return ""
}

// isDistance reports kik上线三个月后: the date is that of what came later.
func (r *reading) isDistance(after, right int) bool {
	if r.tokens[after-1].kind == word {
		return false
	}
	for _, n := range r.numbersOf(sentence{first: after, last: min(after+4, right)}) {
		if isTime(n.unit) {
			for i := n.last; i < min(n.last+4, right); i++ {
				if r.isAny(i, afterWord, ago) {
					return true
				}
			}
		}
	}
	return false
}

// eventMarket reads where: "launched in Thailand" is an entry into a market
// for a platform that is at home elsewhere.
func (r *reading) eventMarket(c *Claim, id, after, right int) {
	for _, p := range r.placesIn(after, min(right, after+10)) {
		if len(p.code) == 3 && p.code != "WLD" && (r.norm(p.first-1) == "in" || r.tokens[p.first].kind != word) {
			c.Market = p.code
			if c.Event == "launch" && id >= 0 && r.names.list[id].Home != "" && r.names.list[id].Home != p.code {
				c.Event = "market_entry"
			}
			return
		}
	}
}

// eventDate takes the date after the verb, if nothing but a preposition and
// a place stands between them, else the one before it.
func (r *reading) eventDate(i, after, left, right int) (period, bool) {
	if r.tokens[i].kind != word { // dates stand before the verb
		if p, ok := r.dateBefore(i, left); ok {
			return p, true
		}
	}
	for _, p := range r.periodsIn(after, right) {
		if p.basis == "announcement" || p.since || p.back > 0 && r.anchor.year == 0 {
			continue
		}
		blocked := false
		for j := after; j < p.first; j++ {
			w := r.norm(j)
			if w == "," && j+1 < p.first && p.first-j > 3 || r.tokens[j].kind == digits && !r.isMoney(j) || w == ";" || r.isAny(j, launchWord, speech) || r.isAny(j, rise, fall) && r.tokens[j].kind == word && r.norm(j) != "up" || w == "reached" || w == "took" || w == "had" || w == "has" || w == "hit" {
				blocked = true
				break
			}
		}
		if !blocked && p.first-after < 22 {
			return r.dated(p), true
		}
		break
	}
	return r.dateBefore(i, left)
}

// dateBefore takes a date that begins the clause or stands beside the verb.
func (r *reading) dateBefore(i, left int) (period, bool) {
	ps := r.periodsIn(left, i)
	for k := len(ps) - 1; k >= 0; k-- {
		p := ps[k]
		if p.since || p.basis == "announcement" {
			continue
		}
		for j := p.last + 1; j < i; j++ {
			if r.tokens[j].kind == digits && !r.isVersion(j) && !r.isMoney(j) || r.norm(j) == ";" {
				return period{}, false
			}
		}
		if r.tokens[i].kind == word && (i-p.last > 4 || r.norm(p.last+1) == ",") && !r.beginsClause(p.first, left) {
			return period{}, false // the date of something else in the sentence
		}
		return r.dated(p), true
	}
	return period{}, false
}

// beginsClause reports a date with no more than a preposition before it.
func (r *reading) beginsClause(i, left int) bool {
	if i > left && (isPreposition(r.norm(i-1)) || r.norm(i-1) == "early" || r.norm(i-1) == "late") {
		i--
	}
	if i > left && (r.norm(i-1) == "back" || r.norm(i-1) == "and" || r.norm(i-1) == "then") {
		i--
	}
	return i <= left || r.norm(i-1) == "," || r.norm(i-1) == ";" || r.norm(i-1) == "." || r.norm(i-1) == ":"
}

// isMoney reports a token of an amount of money.
func (r *reading) isMoney(j int) bool {
	for _, n := range r.numbersOf(sentence{first: max(j-3, 0), last: j + 1}) {
		if n.first <= j && j <= n.last && len(n.unit) == 3 {
			return true
		}
	}
	return false
}

func (r *reading) isVersion(j int) bool { return r.tokens[j].kind == digits && len(r.norm(j)) < 3 }

// dated resolves "two years ago" by the day of the text.
func (r *reading) dated(p period) period {
	if p.back == 0 {
		return p
	}
	p.when = coarse(r.anchor.shift(-p.back, p.unit), p.unit)
	return p
}

// isPlanned looks for words of intention before the verb, and in Korean and
// Japanese after it.
func (r *reading) isPlanned(i, after, left, right int) bool {
	for j := max(left, i-12); j < i; j++ {
		if r.is(j, planWord) && !(r.is(j, monthName) && r.tokens[j].upper) {
			if r.norm(j) == "传" && r.norm(j-1) == "宣" {
				continue
			}
			return true
		}
	}
	if r.norm(i-1) == "to" && !r.is(i-2, person) {
		return true // "to launch"
	}
	end := after + 6
	if r.tokens[i].kind == word {
		end = right
	}
	for j := after; j < min(end, right); j++ {
		if r.is(j, planWord) && r.tokens[j].kind != word {
			return true
		}
		if r.tokens[j].kind == word && r.is(j, planWord) && (r.norm(j) == "plans" || r.norm(j) == "reportedly" || r.norm(j) == "planned" || r.norm(j) == "rumours" || r.norm(j) == "rumors") {
			return true
		}
		if w := r.norm(j); w == "plans" || w == "rumour" || w == "plan" {
			return true
		}
	}
	return false
}

func (r *reading) isDeniedEvent(i, left int) bool {
	for j := max(left, i-6); j < i; j++ {
		if r.isAny(j, negation) || r.norm(j) == "if" {
			return true
		}
	}
	return false
}
