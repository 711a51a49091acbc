package press

import (
	"math"
	"strconv"
)

// growths reads the rates of change of a sentence.
func (r *reading) growths(s sentence, numbers []number, counts []*count, ctx *context) []Claim {
	var out []Claim
	last, earlier := 0.0, ""
	for i := range numbers {
		n := &numbers[i]
		if n.unit != "%" || r.isPoints(n) {
			continue
		}
		left, right := s.first, s.last
		if i > 0 {
			left = r.growthBreak(numbers[i-1].last+1, n.first)
		}
		if i+1 < len(numbers) {
			right = r.growthBreak(n.last+1, numbers[i+1].first)
			if numbers[i+1].unit != "%" { // "rose 6.9% on the year to 697.9 million"
				right = numbers[i+1].first
			}
		}
		sign := r.direction(n, left, right)
		if w := r.norm(n.first - 1); sign == 0 && (w == "or" || w == "(") { // "an increase of 57 million, or 23%"
			sign = r.direction(n, s.first, right)
		}
		if sign == 0 && i > 0 && numbers[i-1].unit == "%" && n.first-numbers[i-1].last < 10 {
			sign = last
		}
		last = sign
		comparison := r.comparison(n, left, right, s)
		if comparison == "" {
			comparison = comparedWith(n, counts)
		}
		if comparison == "" && i > 0 && numbers[i-1].unit == "%" && r.find(numbers[i-1].last, n.first, separator) < 0 && r.norm(n.first-1) == "and" {
			comparison = earlier // "18% year over year in Q1 and 23% in Q3"
		}
		if sign == 0 {
			earlier = comparison
			continue
		}
		g := r.growthOf(s, n, left, right, counts, ctx)
		if g != nil && comparison == "" {
			if comparison = computedFrom(n, sign, g, counts); comparison == "" && r.fromQuarterBefore(n, g.when, s) {
				comparison = "qoq"
			}
			if comparison == "" {
				comparison = r.againstPeriod(n, g.when, s)
			}
		}
		earlier = comparison
		if g == nil {
			continue
		}
		out = append(out, r.growthClaim(s, n, g, sign, comparison))
	}
	return out
}

var comparisonOf = map[string]string{"year": "yoy", "quarter": "qoq", "month": "mom"}

// comparedWith serves 较上年同期的1.08亿增长5.1%: the earlier value before the
// rate says what it is compared with.
func comparedWith(n *number, counts []*count) string {
	for _, c := range counts {
		if c.comparative && c.back == 1 && c.n.last < n.first && n.first-c.n.last < 6 {
			return comparisonOf[c.unit]
		}
	}
	return ""
}

// computedFrom serves "114.5 million in December 2019, compared to 113.3
// million in December 2018, a 1.1% increase": the two figures lie a year, a
// quarter or a month apart and the rate is what one gives over the other.
func computedFrom(n *number, sign float64, g *count, counts []*count) string {
	if g.n == n || g.when.year == 0 {
		return ""
	}
	for _, c := range counts {
		if c == g || c.metric != g.metric || c.market != g.market || c.reason != "" || !same(c.ids, g.ids) || c.n.value <= 0 || c.when.year == 0 {
			continue
		}
		for _, unit := range []string{"year", "quarter", "month"} {
			if c.when != g.when.shift(-1, unit) || c.when.precision() != g.when.precision() {
				continue
			}
			now := Claim{Value: g.n.value, Resolution: g.n.resolution}
			if growthAgrees(now, Claim{Value: c.n.value, Resolution: c.n.resolution}, Claim{Percent: sign * n.value, Resolution: percentResolution(n)}) {
				return comparisonOf[unit]
			}
		}
	}
	return ""
}

// fromQuarterBefore reads "in the fourth quarter of 2016 from the third".
func (r *reading) fromQuarterBefore(n *number, w when, s sentence) bool {
	for i := n.last + 1; i < min(n.last+16, s.last-2); i++ {
		if r.norm(i) == "from" && r.norm(i+1) == "the" && r.is(i+2, ordinal) {
			return w.quarter > 1 && r.known[i+2].arg(ordinal) == strconv.Itoa(w.quarter-1)
		}
	}
	return false
}

// againstPeriod reads "20% more than in 1Q19": the date that the rate is
// against lies a year, a quarter or a month before the figure's.
func (r *reading) againstPeriod(n *number, w when, s sentence) string {
	for _, p := range r.periodsIn(n.last+1, min(n.last+12, s.last)) {
		i := p.first - 1
		if q := r.norm(i); q == "in" || q == "at" || q == "on" {
			i--
		}
		if q := r.norm(i); q != "than" && q != "from" && q != "over" && q != "on" && q != "to" && q != "with" && q != "versus" {
			continue
		}
		for _, unit := range []string{"year", "quarter", "month"} {
			if before := w.shift(-1, unit); before == p.when && before.year > 0 && w.precision() == p.when.precision() {
				return comparisonOf[unit]
			}
		}
	}
	return ""
}

// growthBreak is where one rate ends and the next begins.
func (r *reading) growthBreak(from, to int) int {
	for i := from; i < to; i++ {
		if r.norm(i) == ";" || r.is(i, separator) {
			return i
		}
	}
	for i := from; i < to; i++ {
		if w := r.norm(i); (w == "," || w == "and" || w == "、" || w == ")") && !r.isAny(i+1, yearOn, quarterOn, monthOn) {
			return i + 1
		}
	}
	return from
}

func (r *reading) isPoints(n *number) bool {
	for i := n.last + 1; i < n.last+4 && i < len(r.tokens); i++ {
		switch r.norm(i) {
		case "point", "points", "pp", "ppt", "点", "ポ", "포":
			return true
		}
	}
	return false
}

// direction is 1 for a rise, -1 for a fall and 0 where neither is said.
func (r *reading) direction(n *number, left, right int) float64 {
	best, sign := 1<<30, 0.0
	look := func(i, distance int) {
		s := r.known[i]
		by := s.arg(byWord)
		if distance < best && (s.isAny(rise, fall) || by != "") {
			best, sign = distance, 1
			if s.is(fall) || by == "fall" {
				sign = -1
			}
		}
	}
	for i := n.first - 1; i >= max(left, n.first-10); i-- {
		look(i, n.first-i)
	}
	for i := n.last + 1; i < min(right, n.last+8); i++ {
		d := i - n.last + 2
		if r.tokens[i].kind != word {
			d -= 2
		}
		look(i, d)
	}
	at := n.last + 1
	if r.is(at, percentWord) {
		at++
	}
	if r.norm(at+1) == "than" {
		switch r.norm(at) {
		case "more", "higher", "greater", "above":
			return 1
		case "fewer", "less", "lower", "below":
			return -1
		}
	}
	if n.negative {
		return -1
	}
	if sign == 0 && r.find(left, right, yearOn, quarterOn) >= 0 && r.norm(n.first-1) == "+" {
		return 1
	}
	return sign
}

// comparison tells year on year from quarter on quarter: the nearest words
// in the stretch, those before the rate in Chinese, Japanese and Korean.
func (r *reading) comparison(n *number, left, right int, s sentence) string {
	best, found := 1<<30, ""
	for i := max(left, n.first-16); i < min(right+6, s.last, n.last+20); i++ {
		k := r.known[i]
		kind := ""
		switch {
		case k.is(yearOn):
			kind = "yoy"
		case k.is(quarterOn):
			kind = "qoq"
		case k.is(monthOn):
			kind = "mom"
		case k.is(byWord) && r.saysYear(i, k.n): // "a year-on-year increase of"
			kind = "yoy"
		default:
			continue
		}
		d := i - n.last
		if d < 0 {
			d = n.first - i
			if r.tokens[i].kind == word {
				d += 12
			}
		} else if r.tokens[i].kind != word {
			d += 12
		} else if i >= right {
			continue
		}
		if d < best {
			best, found = d, kind
		}
	}
	return found
}

func (r *reading) saysYear(i, n int) bool {
	for j := i; j < i+n; j++ {
		if w := r.norm(j); w == "year" || w == "yoy" || w == "annual" {
			return true
		}
	}
	return false
}

// growthOf finds what grew: the figure in whose stretch the rate stands, or a
// count made for the rate alone.
func (r *reading) growthOf(s sentence, n *number, left, right int, counts []*count, ctx *context) *count {
	var host *count
	for _, c := range counts {
		if c.left <= n.first && n.first < c.right {
			host = c
		}
	}
	if host != nil && (host.comparative || host.delta || r.inBracket(host.n, n)) {
		for i := len(counts) - 1; i >= 0; i-- {
			if !counts[i].comparative && !counts[i].delta && counts[i].left < n.first && !r.inBracket(counts[i].n, n) {
				host = counts[i]
				break
			}
		}
	}
	own := &count{n: n, left: left, right: max(right, n.last+1)}
	if host != nil {
		own.left = max(left, host.left)
	}
	own.head = r.headBefore(own, own.left, map[*head]bool{})
	if own.head == nil && host == nil && left > s.first { // "up 7% on the year and 2% on the quarter"
		own.left = s.first
		own.head = r.headBefore(own, s.first, map[*head]bool{})
	}
	if own.head == nil && host == nil {
		if h := r.headBeyond(n, right); h != nil {
			own.head = h
		}
	}
	if host != nil && (own.head == nil || own.head == host.head || own.head.metric == host.metric || !isSpecific(own.head.metric)) {
		return host
	}
	if own.head == nil {
		return r.growthOfLast(s, n, ctx)
	}
	own.metric = own.head.metric
	r.nameMarket(own)
	r.namePeriod(own)
	if !own.ownWhen {
		saved := *own
		own.left, own.right = s.first, s.last
		r.namePeriod(own)
		own.left, own.right = saved.left, saved.right
	}
	if own.market == "" {
		own.market = "WLD"
		if host != nil && host.market != "" {
			own.market = host.market
		}
	}
	ids, stranger, found := r.subject(own.left, n.first, own.right)
	if !found {
		ids, stranger, found = r.subject(s.first, n.first, s.last)
	}
	switch {
	case stranger:
		own.fail("names a product that is not in the list of platforms")
	case found:
		own.ids = ids
	case len(r.onlyPlatform(s)) == 1:
		own.ids = r.onlyPlatform(s)
	default:
		r.platformFromContext(own, ctx)
	}
	r.nameDevice(own)
	if own.when.year == 0 && own.reason == "" {
		if host != nil && host.when.year > 0 {
			own.when, own.basis = host.when, host.basis
		} else {
			r.dateFromContext(s, own, ctx)
		}
	}
	return own
}

// growthOfLast reads "That is 7% more than a year earlier": the one figure of
// the sentence before grew, where nothing else is named.
func (r *reading) growthOfLast(s sentence, n *number, ctx *context) *count {
	if ctx.last == nil || ctx.lastEnd != s.first || len(r.mentionsIn(s.first, s.last)) > 0 || len(r.placesIn(s.first, s.last)) > 0 {
		return nil
	}
	for i := s.first; i < n.first; i++ {
		t := r.tokens[i]
		if r.known[i].n > 0 {
			i += r.known[i].n - 1
			continue
		}
		if t.kind == mark || t.kind == digits || r.periodAt(i) {
			continue
		}
		switch {
		case t.kind == word && (isVerb(t.norm) || isPreposition(t.norm) || isPronoun(t.norm)):
		case t.norm >= "ぁ" && t.norm <= "ゟ", t.norm == "这", t.norm == "为", t.norm == "是", t.norm == "个":
		case t.norm == "a" || t.norm == "an" || t.norm == "representing" || t.norm == "marking" || t.norm == "represents" || t.norm == "marks":
		default:
			return nil
		}
	}
	own := *ctx.last
	own.left, own.right, own.flags = s.first, s.last, nil
	return &own
}

// inBracket reports a figure in brackets that close before the rate.
func (r *reading) inBracket(n, rate *number) bool {
	for i := n.last + 1; i < rate.first; i++ {
		switch r.norm(i) {
		case "(":
			return false
		case ")":
			return r.find(i, rate.first, fromWord) < 0
		}
	}
	return false
}

// headBeyond reads "a 10% rise in monthly active users".
func (r *reading) headBeyond(n *number, right int) *head {
	for i := n.last + 1; i < min(right, n.last+8); i++ {
		if h := r.headFrom(i); h != nil {
			return h
		}
	}
	return nil
}

func (r *reading) growthClaim(s sentence, n *number, g *count, sign float64, comparison string) Claim {
	start, end := r.tokens[s.first].start, r.tokens[s.last-1].end
	c := Claim{
		Kind: "growth", Start: start, End: end, Quote: r.text[start:end],
		Metric: g.metric, Market: g.market, Period: g.when.String(), Basis: g.basis, ValueText: r.text[n.start:n.end],
		Comparison: comparison, Percent: sign * n.value, Resolution: percentResolution(n), Qualifier: n.qualifier, Unit: "%",
		Status: "accepted", Flags: r.flagsOf(&count{n: &number{digits: "1"}, flags: g.flags}),
	}
	reason := ""
	switch {
	case g.metric == "other":
		reason = "growth of something other than users"
	case !isMetric(g.metric):
		reason = "growth of users, not said which"
		if why := notTaken[g.metric]; why != "" {
			reason = why
		}
	case len(g.ids) != 1:
		reason = "names no platform"
		if len(g.ids) > 1 {
			reason = "names several platforms"
		}
	case comparison == "":
		reason = "does not say against which period"
	case g.when.year == 0:
		reason = "says no date"
	case r.isForecast(s, &count{n: n, left: g.left, right: g.right}):
		reason = "a forecast, target or plan"
	case r.isDenied(&count{n: n, left: g.left, right: g.right}):
		reason = "denied, or only supposed"
	case g.market == "abroad":
		reason = "is of a part of the world without a code"
	case r.doubt(s) != "":
		reason = r.doubt(s)
	case r.isGarbled(s):
		reason = "the sentence is garbled"
	}
	if len(g.ids) == 1 {
		p := r.names.list[g.ids[0]]
		c.PlatformID = p.ID
		if c.Market == "home" {
			c.Market = p.Home
		}
	}
	if reason == "" && g.reason != "" {
		reason = g.reason
	}
	if reason != "" {
		c.Status, c.Reason = "rejected", reason
	}
	return c
}

// percentResolution is the size of the last digit of a rate.
func percentResolution(n *number) float64 {
	for i := 0; i < len(n.digits); i++ {
		if n.digits[i] == '.' {
			return math.Pow(10, -float64(len(n.digits)-i-1))
		}
	}
	return 1
}
