package claims

import (
	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// event reads a launch or a shutdown.
func (r *reader) event(g *group, ctx *context) {
	when := filter(g.tokens, "D")
	if len(when) == 0 {
		return
	}
	what := g.own[find(g.own, "TX")]
	platform, why := r.subject(g, what, ctx)
	date := r.told[when[0].Ref].Date
	for _, t := range when {
		if r.told[t.Ref].Date != date {
			why = append(why, reason{text: "two dates"})
		}
	}
	if !date.Valid() {
		why = append(why, reason{text: "the date is unclear: " + r.words(when[0]), span: &when[0]})
	}
	low, high := extent(g.tokens, "PDTX")
	for i, t := range g.tokens {
		switch {
		case t.Class == words.Place && t.Value != world, t.Class == words.Group:
			why = append(why, reason{text: "only in a place: " + r.words(t)})
		case t.Class.In(ofClause + "bx#&"), t.Class.In("niMUN57$") && t.Start > what.Start,
			t.Class.In(".@8") && !isSource(g.tokens, i) && (low <= t.Start && t.Start <= high || at(g.own, t) >= 0):
			why = append(why, r.because(t))
		}
	}
	for _, t := range filter(g.extra, ofClause) {
		why = append(why, r.because(t))
	}
	r.judge(Claim{Kind: "event", Event: what.Class.String(), Start: r.start, End: r.end,
		PlatformID: platform, Market: world, Date: date.String(), Basis: date.Basis(), Construction: "event"}, append(why, r.bad...))
	if platform != "" && !g.relative {
		ctx.platform, ctx.end = platform, g.tokens[len(g.tokens)-1].End
		if ctx.date.Kind == dates.None {
			ctx.event = date
		}
	}
}

// extent returns where the first token of some classes begins and the last ends.
func extent(tokens []words.Token, set string) (low, high int) {
	classes := words.SetOf(set)
	for i := range tokens {
		if t := &tokens[i]; classes.Has(t.Class) {
			if high == 0 {
				low = t.Start
			}
			low, high = min(low, t.Start), max(high, t.End)
		}
	}
	return low, high
}
