package press

// basisFor names what the words say of a date.
func basisFor(p period) string {
	switch {
	case p.average && (p.basis == "quarter" || p.basis == "month"):
		return p.basis + "_average"
	case p.basis == "instant" && p.when.day > 0 && p.when.month%3 == 0 && p.when.day == lastDay(p.when.year, p.when.month):
		return "instant_quarter_end"
	}
	return p.basis
}

// datesEvent reports a date that belongs to a launch and the like.
func (r *reading) datesEvent(p period) bool {
	if p.basis == "quarter" {
		return false // nothing is launched in a quarter; reports are published for one
	}
	for i := p.first - 1; i >= 0 && i >= p.first-4; i-- {
		if r.is(i, launchWord) || r.norm(i) == "founded" || r.norm(i) == "since" && p.when.precision() == "year" {
			return true
		}
		if r.tokens[i].kind == mark && r.norm(i) != "(" || r.tokens[i].kind == digits {
			return false
		}
	}
	next := p.last + 1
	if r.norm(next) == "," {
		return false
	}
	return r.is(next, launchWord) && r.tokens[p.last].kind != word && r.known[next].arg(launchWord) != "acquisition"
}

// usable reports a date that can be that of a figure.
func (r *reading) usable(p period, c *count) bool {
	if p.since || r.datesEvent(p) || p.last >= c.n.first && p.first <= c.n.last {
		return false
	}
	if !c.comparative && p.back == 0 {
		i := p.first
		for i > c.left && (r.norm(i-1) == "of" || r.norm(i-1) == "in" || r.norm(i-1) == "the" || r.norm(i-1) == "same" || r.norm(i-1) == "corresponding" || isPartWord(r.norm(i-1))) {
			i--
		}
		if w := r.norm(i - 1); i < p.first && i > c.n.last && (w == "than" || w == "below" || w == "above" || r.is(i-1, fromWord)) {
			return false // "5.5% below the level of 2017", "than the same period in 2016"
		}
		if w := r.norm(p.first - 1); w == "than" || w == "from" && p.last < c.n.first || (w == "to" || w == "with") && r.is(p.first-2, fromWord) {
			return false
		}
	}
	if !c.comparative && p.back > 0 {
		if r.isAny(p.first, yearOn, quarterOn, monthOn) {
			return false
		}
		return r.norm(p.first-1) != "than" && r.norm(p.first-1) != "from" && !r.is(p.first-1, fromWord)
	}
	return true
}

// periodAt reports a token that is part of a date.
func (r *reading) periodAt(i int) bool {
	ps := r.periodsIn(i-12, i+1)
	return len(ps) > 0 && ps[len(ps)-1].last >= i
}

// namePeriod takes the date in the stretch of the figure: the nearest on its
// right before the nearest on its left, and "now" only where there is no
// other.
func (r *reading) namePeriod(c *count) {
	ps := r.periodsIn(c.left, c.right)
	var best *period
	rank := 1 << 30
	for i := range ps {
		p := &ps[i]
		if !r.usable(*p, c) {
			continue
		}
		d := p.first - c.n.last
		if d < 0 {
			d = c.n.first - p.last + 40
			if r.tokens[p.first].kind != word { // dates stand before their figure
				d -= 40
			}
		}
		if p.basis == "announcement" {
			d += 1000
		}
		if p.when.year == 0 && p.back == 0 {
			d += 500
		}
		if d < rank {
			best, rank = p, d
		}
	}
	if best == nil {
		return
	}
	c.ownWhen = true
	if best.back > 0 {
		c.back, c.unit, c.sameAs = best.back, best.unit, best.spoken
		return
	}
	c.when, c.basis = best.when, basisFor(*best)
	if best.relative {
		c.flag("relative_date")
	}
	if best.when.year == 0 {
		why := "its date cannot be placed in the calendar"
		switch {
		case best.half:
			why = "period is half a year"
		case best.fiscal:
			why = "its date is in a financial year"
		case best.relative && r.anchor.year == 0:
			why = "its date is relative and the day of the text is not known"
		}
		c.fail(why)
	}
}

// inheritPeriods dates the figures that have no date of their own.
func (r *reading) inheritPeriods(s sentence, counts []*count, ctx *context) {
	r.betweenDates(counts)
	for i, c := range counts {
		if c.when.year > 0 || c.ownWhen && c.back == 0 {
			continue
		}
		if c.comparative || c.back > 0 {
			continue
		}
		if !c.ownWhen && r.isDatedByEvent(c) {
			c.fail("dated only by its distance from another event")
			continue
		}
		if main := dateBefore(counts[:i]); main != nil {
			c.when, c.basis = main.when, main.basis
			continue
		}
		if w, basis, ok := r.dateAfter(counts, i); ok {
			c.when, c.basis = w, basis
			continue
		}
		r.dateFromContext(s, c, ctx)
	}
	for i, c := range counts {
		r.samePart(c, nearestMain(counts, i))
	}
	for i, c := range counts {
		if c.when.year > 0 || !c.comparative && c.back == 0 {
			continue
		}
		main := nearestMain(counts, i)
		switch {
		case c.back > 0 && c.comparative && main != nil && main.when.year > 0:
			c.when, c.basis = main.when.shift(-c.back, c.unit), main.basis
			if main.basis == "announcement" { // counted back from a day of news, not of account
				c.when = coarse(c.when, c.unit)
				c.basis = c.when.precision()
			}
		case c.back > 0:
			c.when = coarse(r.anchor.shift(-c.back, c.unit), c.unit)
			c.basis = c.when.precision()
			c.flag("relative_date")
		}
		if c.when.year == 0 {
			c.fail("an earlier value without a date")
		}
	}
}

// samePart reads "the same quarter of 2021" and 2021年同期: the part of that
// year which the figure compared with is of.
func (r *reading) samePart(c, main *count) {
	if !c.ownWhen || c.when.year == 0 || c.when.precision() != "year" {
		return
	}
	for _, p := range r.periodsIn(c.left, c.right) {
		if p.when != c.when {
			continue
		}
		i := p.first - 1
		if w := r.norm(i); w == "of" || w == "in" {
			i--
		}
		unit := r.norm(i)
		part := isPartWord(unit) && (r.norm(i-1) == "same" || r.norm(i-1) == "corresponding" || r.norm(i-1) == "comparable")
		if !part && !(r.norm(p.last+1) == "同" && r.norm(p.last+2) == "期") {
			continue
		}
		if main == nil || main == c || main.when.year == 0 || main.when.precision() == "year" {
			c.fail("says the same part of a year, not which")
			return
		}
		c.when, c.basis = main.when.shift(c.when.year-main.when.year, "year"), main.basis
		return
	}
}

func isPartWord(w string) bool {
	switch w {
	case "quarter", "period", "month", "date", "time", "level", "figure", "that":
		return true
	}
	return false
}

// coarse keeps of a date what "three months ago" or "a year ago" can tell.
func coarse(w when, unit string) when {
	switch unit {
	case "month", "quarter":
		return when{year: w.year, month: w.month, quarter: w.quarter}
	case "year":
		return when{year: w.year}
	}
	return w
}

// isDatedByEvent reports "two weeks after its launch".
func (r *reading) isDatedByEvent(c *count) bool {
	for i := c.left; i < c.right; i++ {
		if !r.is(i, timeUnit) || r.periodAt(i) {
			continue
		}
		if r.tokens[i].kind != word { // 发布仅两周, 上线半年, 40天后
			if i < c.n.first && (r.find(max(c.left, i-6), i, launchWord) >= 0 || r.find(i, min(i+4, c.n.first), afterWord, within) >= 0) {
				return true
			}
			continue
		}
		if w := r.norm(i + 1); w == "after" || w == "since" && r.norm(i+2) != "then" || w == "into" || w == "later" || w == "following" {
			// "two years after its launch, it has announced that it has …" is news
			return i > c.n.last && i < c.n.last+12 || i < c.n.first && !r.hasNow(i, c.n.first)
		}
	}
	return false
}

// hasNow reports the present perfect or "now" after a comma.
func (r *reading) hasNow(from, to int) bool {
	comma := false
	for i := from; i < to; i++ {
		switch r.norm(i) {
		case ",":
			comma = true
		case "has", "have", "now":
			if comma {
				return true
			}
		}
	}
	return false
}

// dateBefore returns the last figure with a date that is no earlier value.
func dateBefore(counts []*count) *count {
	for i := len(counts) - 1; i >= 0; i-- {
		if c := counts[i]; !c.comparative {
			if c.when.year > 0 {
				return c
			}
			return nil
		}
	}
	return nil
}

// dateAfter takes the date of the next figure where both are said in one
// breath: "209 million MAU and 608 million registered users as of July 2014".
func (r *reading) dateAfter(counts []*count, i int) (when, string, bool) {
	for j := i + 1; j < len(counts); j++ {
		next := counts[j]
		if next.comparative || next.delta {
			continue
		}
		if next.when.year == 0 && !next.ownWhen {
			continue
		}
		return next.when, next.basis, (same(counts[i].ids, next.ids) || r.isEnumeration(counts[i].n.last+1, next.n.first)) && next.when.year > 0 && next.back == 0 && r.find(counts[i].n.last, next.n.first, separator) < 0
	}
	return when{}, "", false
}

// dateFromContext looks further: the list's one date, the paragraph, the
// title, and at last the day of publication, which a figure has that is told
// as news.
func (r *reading) dateFromContext(s sentence, c *count, ctx *context) {
	if s.list {
		var only *period
		ps := r.periodsIn(s.first, s.last)
		for i := range ps {
			if only != nil && only.when != ps[i].when {
				only = nil
				break
			}
			only = &ps[i]
		}
		if only != nil && only.when.year > 0 {
			c.when, c.basis = only.when, basisFor(*only)
			return
		}
	}
	if r.isBackground(s, c) {
		c.fail("a figure of the past without a date of its own")
		return
	}
	switch {
	case ctx.when.year > 0:
		c.when, c.basis = ctx.when, ctx.basis
		c.flag("period_from_context")
	case ctx.titleWhen.year > 0 && ctx.titleWhen.precision() != "year":
		c.when, c.basis = ctx.titleWhen, ctx.titleBasis
		c.flag("period_from_title")
	case ctx.published.year > 0:
		c.when, c.basis = ctx.published, "announcement"
		c.flag("period_from_publication")
	default:
		c.fail("says no date")
	}
}

// isBackground reports words that put a figure in the past: "had", "since",
// "at the time". What somebody says it had is news.
func (r *reading) isBackground(s sentence, c *count) bool {
	for i := c.left; i < min(c.right, s.last); i++ {
		if !r.is(i, background) {
			continue
		}
		w := r.norm(i)
		if w == "had" {
			if i > c.n.first || r.find(s.first, i, speech) >= 0 || r.norm(i+1) == "passed" || r.norm(i+1) == "reached" || r.is(i+1, bound) && r.norm(i+1) != "some" && r.norm(i+1) != "about" {
				continue
			}
		}
		if i > c.n.last && r.norm(i) != "have" && r.norm(i) != "has" && i > c.n.last+8 {
			continue
		}
		return true
	}
	for i := c.n.last; i < c.right; i++ {
		if r.norm(i) == "since" {
			return true
		}
	}
	return false
}
