package press

// context is what earlier sentences and the title leave for later ones.
type context struct {
	ids      []int // platforms last spoken of
	stranger bool  // the last subject was none of ours
	owner    string
	market   string // the last country
	metric   string
	when     when // of the paragraph
	basis    string
	block    int
	who      string
	last     *count // the one figure of the last sentence, if nothing speaks against it
	lastEnd  int    // where that sentence ends

	titleIDs    []int
	titleMarket string
	titleWhen   when
	titleBasis  string
	published   when
}

// distinct returns the platforms that a title names.
func (r *reading) distinct() []int {
	var ids []int
	for _, m := range r.mentions {
		if m.id < 0 || m.oblique {
			continue
		}
		if len(ids) == 0 || ids[len(ids)-1] != m.id {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// remember keeps the subject of the sentence, and the date of a statement as
// of a day, for what follows.
func (r *reading) remember(s sentence, counts []*count, ctx *context) {
	ctx.last, ctx.lastEnd = nil, s.last
	for _, c := range counts {
		if c.comparative || c.delta {
			continue
		}
		if ctx.last != nil || c.reason != "" {
			ctx.last = nil
			break
		}
		ctx.last = c
	}
	for _, m := range r.mentionsIn(s.first, s.last) {
		if m.oblique {
			continue
		}
		if m.owner {
			ctx.owner = r.tokens[m.first].norm
			continue
		}
		if ids, stranger, ok := r.subject(m.first, m.last+1, m.last+1); ok {
			if !stranger {
				ids, _, _ = r.subject(m.first, m.last+1, s.last)
			}
			ctx.ids, ctx.stranger, ctx.owner = ids, stranger, ""
		}
		break
	}
	for _, p := range r.placesIn(s.first, s.last) {
		if len(p.code) == 3 && p.code != "WLD" {
			ctx.market = p.code
		}
	}
	for _, c := range counts {
		if c.metric != "" && c.metric != "other" {
			ctx.metric = c.metric
		}
	}
	for _, c := range counts { // the date of a figure holds on
		if c.ownWhen && c.reason == "" && !c.comparative && !c.delta && c.basis != "announcement" && c.basis != "year" && c.when.year > 0 {
			ctx.when, ctx.basis = c.when, c.basis
			return
		}
	}
	for _, p := range r.periodsIn(s.first, s.last) {
		if p.when.year > 0 && !p.relative && !p.since && p.basis != "year" && !r.datesEvent(p) {
			ctx.when, ctx.basis = p.when, basisFor(p)
			break
		}
	}
}

// metricFromContext serves "that figure rose to 450 million" and lists whose
// one heading says what all lines count.
func (r *reading) metricFromContext(s sentence, c *count, ctx *context) {
	if s.list {
		var only *head
		for k := r.headIndex(s.first); k < len(r.heads) && r.heads[k].first < s.last; k++ {
			h := &r.heads[k]
			if h.metric != "other" && isSpecific(h.metric) && (only == nil || only.metric == h.metric) {
				only = h
			} else if isSpecific(h.metric) {
				return
			}
		}
		if only != nil {
			c.head, c.metric = only, only.metric
		}
		return
	}
	for i := c.left; i < c.n.first; i++ {
		if r.is(i, reference) {
			switch r.norm(i + r.known[i].n - 1) {
			case "number", "figure", "count", "total", "tally", "字":
				c.metric = ctx.metric
			}
		}
	}
}
