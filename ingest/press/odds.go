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
				to = r.oddsBreak(n.last+1, numbers[k].first)
				break
			}
		}
		if c, ok := r.oddsAt(s, n, numbers, from, to, who); ok {
			out = append(out, c)
		}
		from = to
	}
	return out
}

// oddsBreak parts two odds of one sentence.
func (r *reading) oddsBreak(from, to int) int {
	for i := from; i < to; i++ {
		if r.norm(i) == ";" || r.norm(i) == "." {
			return i + 1
		}
	}
	for i := from; i < to; i++ {
		if r.is(i, condition) && r.norm(i) != "were" && r.norm(i) != "had" && r.norm(i) != "的" {
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

func (r *reading) oddsAt(s sentence, n *number, numbers []number, from, to int, who string) (Claim, bool) {
	win, ok := r.outcome(n, from, to)
	if !ok || n.value > 100 || n.value < 0 {
		return Claim{}, false
	}
	react := r.find(from, to, reaction)
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
		if s.is(oddsLose) && !s.is(oddsWin) || r.leadsToLoss(i, to) {
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
	if !strings.HasPrefix(r.norm(i), "chance") && r.norm(i) != "probability" && r.norm(i) != "odds" || r.norm(j) != "of" && r.norm(j) != "to" {
		return false
	}
	for k := j + 1; k < min(j+4, to); k++ {
		if r.is(k, oddsLose) {
			return true
		}
	}
	return false
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
		low, high = n.value*unit, n.high*unit
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

// speaker finds who says it: the name beside a verb of speech, or after
// "according to".
func (r *reading) speaker(s sentence) string {
	for i := s.first; i < s.last; i++ {
		if !r.is(i, speech) {
			continue
		}
		if r.tokens[i].kind != word {
			if who := r.hanName(s.first, i); who != "" {
				return who
			}
			continue
		}
		after := i + r.known[i].n
		if r.norm(i) != "according" {
			if who := r.latinName(s.first, i); who != "" {
				return who
			}
		}
		if r.norm(i) == "according" || r.norm(i) == "said" || r.norm(i) == "says" || r.norm(i) == "recalled" {
			end := after
			for end < s.last && r.tokens[end].kind == word && r.tokens[end].upper {
				end++
			}
			if who := r.latinName(after, end); who != "" {
				return who
			}
		}
	}
	return ""
}

// latinName takes two or three capitalised words that end at token to.
func (r *reading) latinName(from, to int) string {
	for to > from && (r.norm(to-1) == "once" || r.norm(to-1) == "had" || r.norm(to-1) == "has" || r.norm(to-1) == "later" || r.norm(to-1) == "also" || r.norm(to-1) == "reportedly" || r.norm(to-1) == "then" || r.norm(to-1) == "himself") {
		to--
	}
	first := to
	for first > from && to-first < 3 {
		t := r.tokens[first-1]
		if t.kind != word || !t.upper || isTitle(t.norm) || r.inMention(first-1) != nil && !r.inMention(first-1).owner && r.inMention(first-1).id >= 0 {
			break
		}
		if isPronoun(t.norm) || r.isAny(first-1, condition) {
			break
		}
		first--
	}
	if to-first < 2 {
		return ""
	}
	return r.text[r.tokens[first].start:r.tokens[to-1].end]
}

func isTitle(s string) bool {
	switch s {
	case "founder", "ceo", "chairman", "president", "mr", "mrs", "ms", "dr", "chief", "executive", "officer", "cofounder", "investor", "analyst", "director", "in", "by", "when", "as", "but", "and", "said", "to":
		return true
	}
	return false
}

// hanName takes the two to four characters before a verb of speech that begin
// a clause or follow a title.
func (r *reading) hanName(from, to int) string {
	for to > from && (r.norm(to-1) == "曾" || r.norm(to-1) == "也" || r.norm(to-1) == "还" || r.norm(to-1) == "就" || r.norm(to-1) == "甚" || r.norm(to-1) == "至" || r.norm(to-1) == "经" && r.norm(to-2) == "曾") {
		to--
	}
	first := to
	for first > from && to-first < 12 {
		t := r.tokens[first-1]
		if t.kind != ideograph || isKatakana(t.norm) {
			break
		}
		first--
	}
	for i := to - 2; i >= first; i-- {
		switch w := r.norm(i-1) + r.norm(i); w {
		case "始人", "事长", "总裁", "经理", "行官", "老板", "总监":
			first = i + 1
		}
		if first == i+1 {
			break
		}
	}
	n := to - first
	if n < 2 || n > 4 || r.find(first, to, reference, person, market) >= 0 && n != 2 || r.inMention(first) != nil || r.norm(first) == "公" || r.norm(first) == "他" || r.norm(first) == "我" || r.norm(first) == "报" || r.norm(first) == "据" {
		return ""
	}
	return r.text[r.tokens[first].start:r.tokens[to-1].end]
}
