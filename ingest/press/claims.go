package press

import (
	"sort"
	"strings"
)

// claimsIn reads the claims of running text; offsets count in text. Platforms
// come from opt, and so do the title and the day of publication.
func claimsIn(text string, opt Options) []Claim {
	return claimsBy(text, opt, newRegistry(opt.Platforms), nil)
}

// claimsBy serves claimsIn for one part of a document whose marks were voted
// on together.
func claimsBy(text string, opt Options, names *registry, m *marks) []Claim {
	anchor := parseWhen(opt.Published)
	ctx := &context{published: anchor}
	if opt.Title != "" {
		title := newReading(opt.Title, names, anchor, nil)
		ctx.titleIDs = title.distinct()
		if len(title.places) == 1 && len(title.places[0].code) == 3 {
			ctx.titleMarket = title.places[0].code
			if len(ctx.titleMarket) == 3 && ctx.titleMarket != "WLD" {
				ctx.market = ctx.titleMarket
			}
		}
		for _, p := range title.periods {
			if p.when.year > 0 && !p.since && p.basis != "announcement" && (ctx.titleWhen.year == 0 || ctx.titleBasis == "year") {
				ctx.titleWhen, ctx.titleBasis = p.when, p.basis
			}
		}
		if anchor.year == 0 {
			anchor = ctx.titleWhen
		}
	}
	out, _ := readClaims(newReading(text, names, anchor, m), ctx)
	return out
}

// readClaims goes through the sentences in order.
func readClaims(r *reading, ctx *context) ([]Claim, int) {
	var out []Claim
	for _, s := range r.sentences() {
		out = append(out, r.read(s, ctx)...)
	}
	check(out, r.names.list, r.anchor)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out, r.steps
}

// read gives the claims of one sentence and updates the context.
func (r *reading) read(s sentence, ctx *context) []Claim {
	if s.block != ctx.block {
		ctx.block = s.block
		if ctx.basis != "quarter" && ctx.basis != "instant_quarter_end" { // a report is of one quarter throughout
			ctx.when = when{}
		}
	}
	numbers := r.numbersOf(s)
	var out []Claim
	counts := r.counts(s, numbers)
	r.resolve(s, counts, ctx)
	for _, c := range counts {
		r.judge(s, c)
	}
	contradicting(counts)
	for _, c := range counts {
		out = append(out, r.observations(s, c)...)
	}
	out = append(out, r.growths(s, numbers, counts, ctx)...)
	out = append(out, r.events(s, ctx)...)
	out = append(out, r.odds(s, numbers, ctx)...)
	r.remember(s, counts, ctx)
	return out
}

func (r *reading) numbersOf(s sentence) []number {
	lo := sort.Search(len(r.numbers), func(i int) bool { return r.numbers[i].first >= s.first })
	hi := lo
	for hi < len(r.numbers) && r.numbers[hi].first < s.last {
		hi++
	}
	return r.numbers[lo:hi]
}

// resolve fills in what each count is of, whose and when.
func (r *reading) resolve(s sentence, counts []*count, ctx *context) {
	claimed := map[*head]bool{}
	for _, c := range counts {
		r.nameMetric(c, claimed)
		r.judgeRole(c)
		r.nameMarket(c)
		r.namePeriod(c)
		if c.sameAs && c != counts[0] {
			c.comparative = true
		}
	}
	for i := 1; i < len(counts); i++ { // "up from 115 million in October and 75 million in April"
		a, b := counts[i-1], counts[i]
		if a.comparative && b.head == nil && b.ownWhen && !b.comparative && r.norm(b.left) == "and" && b.n.first-b.left < 4 {
			b.comparative = true
		}
	}
	r.inheritMetrics(s, counts, ctx)
	r.namePlatforms(s, counts, ctx)
	r.inheritPeriods(s, counts, ctx)
	r.pair(s, counts)
	for _, c := range counts {
		r.nameDevice(c)
	}
	r.inheritMarkets(counts, ctx)
	r.restated(counts)
}

// contradicting sets aside two values that a sentence seems to give for one
// date: it was not understood.
func contradicting(counts []*count) {
	for i, a := range counts {
		for _, b := range counts[i+1:] {
			if a.reason != "" || b.reason != "" || a.delta || b.delta || a.metric != b.metric || !isMetric(a.metric) || a.market != b.market || a.when != b.when || !same(a.ids, b.ids) {
				continue
			}
			if a.n.qualifier != "exact" || b.n.qualifier != "exact" || a.n.value-a.n.resolution <= b.n.value+b.n.resolution && b.n.value-b.n.resolution <= a.n.value+a.n.resolution {
				continue
			}
			a.fail("the sentence gives two values for one date")
			b.fail("the sentence gives two values for one date")
		}
	}
}

// inheritMetrics gives a count without a noun the metric of its neighbour,
// where it is an earlier value or another platform's, market's or date's.
func (r *reading) inheritMetrics(s sentence, counts []*count, ctx *context) {
	for i, c := range counts {
		if c.head != nil && (isSpecific(c.metric) || !c.comparative && !r.isCounter(c.head)) {
			continue
		}
		from := nearestMain(counts, i)
		if from == nil || from.metric == "" || from.metric == "other" || !c.comparative && r.isOfSomething(c) {
			if c.metric == "" {
				r.metricFromContext(s, c, ctx)
			}
			continue
		}
		switch {
		case c.comparative, c.metric == "", r.isCounter(c.head):
			c.metric, c.head = from.metric, from.head
			if !c.comparative && r.startsWithNoun(c) {
				c.metric, c.head = "", nil
				continue
			}
			if !c.comparative && !c.delta {
				if rate := r.looseFrequency(c); rate != "" && (!isSpecific(c.metric) || r.isSubset(c)) {
					c.metric = byFrequency[rate]
				}
				if r.isSubset(c) && c.metric == from.metric {
					c.reason = "a part of the figure before it"
				}
			}
		}
	}
}

// isOfSomething reports "a population of 51 million": what is counted is
// said, though no list has the word.
func (r *reading) isOfSomething(c *count) bool {
	i := c.n.first - 1
	for i > c.left && r.isAny(i, bound) {
		i--
	}
	return i > c.left && r.norm(i) == "of" && r.tokens[i-1].kind == word && r.known[i-1].n == 0
}

// isCounter reports a noun that is only the counter of a number: 人, 명.
func (r *reading) isCounter(h *head) bool {
	return h.first == h.last && (r.norm(h.first) == "人" || r.norm(h.first) == "명" || r.norm(h.first) == "户")
}

// startsWithNoun reports "PC version 7.5 million": a word before the figure
// that no list has.
func (r *reading) startsWithNoun(c *count) bool {
	i := c.n.first - 1
	for i > c.left && r.isAny(i, bound) {
		i--
	}
	t := r.tokens[max(i, 0)]
	if i < c.left || t.kind != word || r.inMention(i) != nil || r.periodAt(i) {
		return false
	}
	if strings.HasSuffix(t.norm, "ing") && r.placeEnds(i-1) { // "with Japan contributing 83 million"
		return false
	}
	return r.is(i, featureWord) || r.known[i].n == 0 && !isVerb(t.norm) && !isPreposition(t.norm) && !isPronoun(t.norm) && t.norm != "reaching" && t.norm != "hitting" && t.norm != "had" && t.norm != "just" && t.norm != "only" && t.norm != "then" && t.norm != "or" && t.norm != "the" && t.norm != "used"
}

// placeEnds reports a place or platform whose last token is i.
func (r *reading) placeEnds(i int) bool {
	if r.inMention(i) != nil {
		return true
	}
	for _, p := range r.placesIn(i-4, i+1) {
		if p.last == i {
			return true
		}
	}
	return false
}

// nearestMain is the count that another is compared with or listed after.
func nearestMain(counts []*count, i int) *count {
	for j := i - 1; j >= 0; j-- {
		if !counts[j].delta && counts[j].metric != "" && !counts[j].comparative {
			return counts[j]
		}
	}
	for j := i + 1; j < len(counts) && counts[i].comparative; j++ {
		if !counts[j].delta && counts[j].metric != "" {
			return counts[j]
		}
	}
	for j := i - 1; j >= 0; j-- {
		if counts[j].metric != "" {
			return counts[j]
		}
	}
	return nil
}

// isSubset reports "including", "of which", 其中.
func (r *reading) isSubset(c *count) bool {
	if w := r.norm(c.n.last + 2); r.norm(c.n.last+1) == "of" && (w == "them" || w == "whom" || w == "which" || w == "those" || w == "these") {
		return true
	}
	for i := c.left; i < c.n.first; i++ {
		switch w := r.norm(i); {
		case strings.HasPrefix(w, "includ"), w == "whom", w == "comprising", w == "其" && r.norm(i+1) == "中", w == "包" && r.norm(i+1) == "括":
			return true
		case w == "of" && (r.norm(i+1) == "which" || r.norm(i+1) == "them" || r.norm(i+1) == "whom"):
			return true
		}
	}
	return false
}

func (c *count) fail(reason string) {
	if c.reason == "" {
		c.reason = reason
	}
}

func (c *count) flag(f string) { c.flags = append(c.flags, f) }

// restated sets aside a round figure that the next one gives exactly: "more
// than 600 million: the total stood at 608 million".
func (r *reading) restated(counts []*count) {
	for i := 0; i+1 < len(counts); i++ {
		a, b := counts[i], counts[i+1]
		near := a.n.value > 0.85*b.n.value && a.n.value < 1.15*b.n.value
		if near && a.n.qualifier != "exact" && a.metric != "" && !b.comparative && !b.delta && b.n.resolution < a.n.resolution+a.n.value/20 &&
			(a.metric == b.metric || !isSpecific(a.metric)) && b.n.value != a.n.value && !a.comparative && same(a.ids, b.ids) && a.market == b.market && !a.ownWhen {
			a.fail("said exactly by the figure after it")
		}
	}
}
