package press

import "strings"

// odds reads elicited odds: who gives which probability of winning for which
// lead over the rival's answer.
func (r *reading) odds(s sentence, numbers []number, ctx *context) []Claim {
	who := r.speaker(s)
	if who != "" {
		ctx.who = who
	}
	if r.find(s.first, s.last, oddsWin, oddsLose) < 0 || r.find(s.first, s.last, reaction) < 0 {
		return nil
	}
	if who == "" {
		who = ctx.who
	}
	var out []Claim
	from := s.first
	for i := range numbers {
		n := &numbers[i]
		if n.unit != "%" {
			continue
		}
		to := s.last
		for k := i + 1; k < len(numbers); k++ {
			if numbers[k].unit == "%" {
				to = r.oddsBreak(n.last+1, numbers[k].first, !r.hasCondition(from, n.first))
				break
			}
		}
		to = r.secondCondition(n, from, to)
		if c, ok := r.oddsAt(s, n, numbers, from, to, who); ok {
			out = append(out, c)
		}
		from = to
	}
	return out
}

// secondCondition ends the stretch of a rate before a condition that is not
// its own: "50 % if they did nothing for a year, and zero if they moved".
func (r *reading) secondCondition(n *number, from, to int) int {
	seen := r.hasCondition(from, n.first)
	for i := n.last + 1; i < to; i++ {
		if !r.isCondition(i) || r.tokens[i].kind == word && r.norm(i) != "if" {
			continue
		}
		if !seen {
			seen = true
			continue
		}
		for j := i - 1; j > n.last; j-- {
			if w := r.norm(j); w == "," || w == "and" || w == "but" || w == ";" {
				return j
			}
		}
		return i
	}
	return to
}

// oddsBreak parts two odds of one sentence: before the second condition, or
// before the second rate where the conditions stand behind.
func (r *reading) oddsBreak(from, to int, behind bool) int {
	for i := from; i < to; i++ {
		if r.norm(i) == ";" || r.norm(i) == "." {
			return i + 1
		}
	}
	for i := from; i < to && behind; i++ {
		if r.isCondition(i) && r.tokens[i].kind == word && r.find(i, to, reaction) >= 0 {
			for j := to - 1; j > i; j-- {
				if w := r.norm(j); w == "," || w == "but" || w == "and" {
					return j
				}
			}
		}
	}
	for i := from; i < to; i++ {
		if r.isCondition(i) {
			return i
		}
	}
	for i := from; i < to; i++ {
		if w := r.norm(i); w == "," || w == "but" || w == "and" {
			return i + 1
		}
	}
	return from
}

// isCondition leaves out "were" and "had", which are so only before their
// subject.
func (r *reading) isCondition(i int) bool {
	w := r.norm(i)
	if (w == "once" || w == "when") && !r.tokens[i].upper && i > 0 && r.norm(i-1) != "," {
		return false
	}
	return r.is(i, condition) && w != "的" && (w != "were" && w != "had" || r.tokens[i].upper)
}

func (r *reading) hasCondition(from, to int) bool {
	for i := from; i < to; i++ {
		if r.isCondition(i) {
			return true
		}
	}
	return false
}

func (r *reading) oddsAt(s sentence, n *number, numbers []number, from, to int, who string) (Claim, bool) {
	win, ok := r.outcome(n, from, to)
	if !ok && from > s.first && r.find(from, to, oddsWin, oddsLose) < 0 && r.find(from, n.first, condition, within, afterWord) >= 0 {
		// "… 30 %; after a year, 50 %": what wins is said once
		win, ok = n.value/100, r.find(s.first, from, oddsWin) >= 0 && r.find(s.first, from, oddsLose) < 0
	}
	if !ok || n.value > 100 || n.value < 0 {
		return Claim{}, false
	}
	react := r.find(from, to, reaction)
	if react < 0 && from > s.first && r.hasCondition(from, to) { // "; if it is a year, 50 %"
		react = from
	}
	if react < 0 {
		return Claim{}, false
	}
	low, high, ok := r.lead(numbers, from, to, react)
	start, end := r.tokens[from].start, r.tokens[to-1].end
	c := Claim{
		Kind: "statement", Start: start, End: end, Quote: r.text[start:end], Who: who, WinProbability: &win,
		ValueText: r.text[n.start:n.end], Status: "accepted", Flags: []string{},
	}
	if ids, _, found := r.subject(from, to, to); found && len(ids) == 1 {
		c.PlatformID = r.names.list[ids[0]].ID
	}
	if ok {
		c.LeadLow, c.LeadHigh = &low, &high
	}
	switch {
	case !ok:
		c.Status, c.Reason = "rejected", "says no lead"
	case n.qualifier == "at_least" || n.qualifier == "at_most":
		c.Status, c.Reason = "rejected", "a bound, not a probability"
	case who == "":
		c.Status, c.Reason = "rejected", "does not say who gives the odds"
	}
	return c, true
}

// outcome tells the probability of winning: what is said of winning, or what
// is left by what is said of losing.
func (r *reading) outcome(n *number, from, to int) (float64, bool) {
	best, win := 1<<30, 0.0
	p := n.value / 100
	for i := from; i < to; i++ {
		s := r.known[i]
		if !s.isAny(oddsWin, oddsLose) {
			continue
		}
		d := i - n.last
		if d < 0 {
			d = n.first - (i + s.n - 1) + 1
		}
		if d > 9 || d >= best || !r.isOutcome(i, to) {
			continue
		}
		best, win = d, p
		if s.is(oddsLose) && !s.is(oddsWin) || r.leadsToLoss(i, to) || r.isChanceOfLoss(i, from) {
			win = (100 - n.value) / 100
		}
	}
	return win, best < 1<<30
}

// isOutcome refuses "a 50% chance of selling out": a chance of something
// other than winning or losing.
func (r *reading) isOutcome(i, to int) bool {
	switch r.norm(i) {
	case "chance", "chances", "probability", "shot", "likelihood":
	default:
		return true
	}
	j := i + r.known[i].n
	if w := r.norm(j); w != "of" && w != "to" && w != "that" || j+1 >= to {
		return true
	}
	for k := j + 1; k < min(j+4, to); k++ {
		if r.isAny(k, oddsWin, oddsLose) || r.inMention(k) != nil {
			return true
		}
	}
	return false
}

// leadsToLoss reports "a chance of failure".
func (r *reading) leadsToLoss(i, to int) bool {
	j := i + r.known[i].n
	if !strings.HasPrefix(r.norm(i), "chance") && r.norm(i) != "probability" && r.norm(i) != "odds" || r.norm(j) != "of" && r.norm(j) != "to" && r.norm(j) != "that" {
		return false
	}
	for k := j + 1; k < min(j+4, to); k++ {
		if r.is(k, oddsLose) {
			return true
		}
	}
	return false
}

// isChanceOfLoss reports 死亡的概率, 질 확률: the noun says only that there is
// a chance, the word before it of what.
func (r *reading) isChanceOfLoss(i, from int) bool {
	switch w := r.norm(i); w {
	case "概", "几", "机", "可", "希", "확", "가", "确", "確":
	default:
		return false
	}
	for j := i - 1; j >= max(from, i-4); j-- {
		if r.is(j, oddsLose) {
			return true
		}
		if r.tokens[j].kind == mark || r.is(j, oddsWin) {
			return false
		}
	}
	return false
}

// halfMore is what 一年半 and "a year and a half" have over a year.
func (r *reading) halfMore(unit string, at int) float64 {
	for j, end := at, min(at+3, len(r.known)); j < end; j++ {
		if r.known[j].arg(timeUnit) == unit {
			at = j + 1
		}
	}
	if r.norm(at) == "半" || r.norm(at) == "반" || r.norm(at) == "and" && r.norm(at+1) == "a" && r.norm(at+2) == "half" {
		return r.monthsIn(unit) / 2
	}
	return 0
}

// lead reads the months until the rival reacts. "Within a year" is any lead
// up to a year; "not within a year", "after a year" and "in a year" are a
// year.
func (r *reading) lead(numbers []number, from, to, react int) (low, high float64, ok bool) {
	best := 1 << 30
	for i := range numbers {
		n := &numbers[i]
		unit := r.monthsIn(n.unit)
		if n.first < from || n.first >= to || unit == 0 {
			continue
		}
		d := n.first - react
		if d < 0 {
			d = -d
		}
		if d >= best {
			continue
		}
		best, ok = d, true
		more := r.halfMore(n.unit, n.last)
		low, high = n.value*unit+more, n.high*unit+more
		if r.isWithin(n) && !r.isNegated(react, from, to) {
			low = 0
		}
	}
	if ok {
		return low, high, true
	}
	for i := from; i < to; i++ { // "a year later", "within a year", "half a year"
		unit := r.monthsIn(r.known[i].arg(timeUnit))
		if unit == 0 || r.tokens[i].kind != word || r.norm(i-1) != "a" && r.norm(i-1) != "an" && r.norm(i-1) != "half" {
			continue
		}
		if r.norm(i-2) == "half" {
			unit /= 2
		}
		if r.norm(i+1) == "and" && r.norm(i+2) == "a" && r.norm(i+3) == "half" {
			unit *= 1.5
		}
		n := number{first: i - 1, last: i}
		low, high = unit, unit
		if r.isWithin(&n) && !r.isNegated(react, from, to) {
			low = 0
		}
		return low, high, true
	}
	return 0, 0, false
}

func (r *reading) monthsIn(unit string) float64 {
	switch unit {
	case "year":
		return 12
	case "quarter":
		return 3
	case "month":
		return 1
	case "week":
		return 12.0 / 52
	}
	return 0
}

func (r *reading) isWithin(n *number) bool {
	for j := n.first - 1; j >= n.first-3 && j >= 0; j-- {
		if k, s := r.before(j + 1); k >= 0 && s.is(within) && r.tokens[k].kind == word {
			return true
		}
	}
	for j := n.last + 1; j < n.last+6 && j < len(r.tokens); j++ {
		if r.is(j, within) && r.tokens[j].kind != word {
			return true
		}
		if r.is(j, afterWord) && r.tokens[j].kind != word {
			return false
		}
	}
	return false
}

// isNegated reports a rival that does not react: 反应不过来, "fails to
// respond".
func (r *reading) isNegated(react, from, to int) bool {
	end := react + r.known[react].n
	for i := max(from, react-4); i < react; i++ {
		if r.is(i, negation) {
			return true
		}
	}
	for i := end; i < min(end+2, to); i++ {
		if (r.is(i, negation) || r.norm(i) == "不") && r.tokens[i].kind != word {
			return true
		}
	}
	return false
}
