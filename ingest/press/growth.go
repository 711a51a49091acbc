package press

import "math"

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
		earlier = comparison
		if sign == 0 {
			continue
		}
		g := r.growthOf(s, n, left, right, counts, ctx)
		if g == nil {
			continue
		}
		out = append(out, r.growthClaim(s, n, g, sign, comparison))
	}
	return out
}

// comparedWith serves 较上年同期的1.08亿增长5.1%: the earlier value before the
// rate says what it is compared with.
func comparedWith(n *number, counts []*count) string {
	for _, c := range counts {
		if c.comparative && c.back == 1 && c.n.last < n.first && n.first-c.n.last < 6 {
			return map[string]string{"year": "yoy", "quarter": "qoq", "month": "mom"}[c.unit]
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

// growthOf finds what grew: the figure in whose stretch the rate stands, or a
// count made for the rate alone.
func (r *reading) growthOf(s sentence, n *number, left, right int, counts []*count, ctx *context) *count {
	var host *count
	for _, c := range counts {
		if c.left <= n.first && n.first < c.right {
			host = c
		}
	}
	if host != nil && (host.comparative || host.delta) {
		for i := len(counts) - 1; i >= 0; i-- {
			if !counts[i].comparative && !counts[i].delta && counts[i].left < n.first {
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
		return nil
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
