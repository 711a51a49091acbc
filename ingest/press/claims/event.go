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
	what := filter(g.own, "TX")[0]
	why := append([]reason{}, r.bad...)
	platform, more := r.subject(g, what, ctx)
	why = append(why, more...)
	date := r.told[when[0].Ref].Date
	for _, t := range when {
		if r.told[t.Ref].Date != date {
			why = append(why, reason{text: "two dates"})
		}
	}
	if !date.Valid() {
		why = append(why, reason{text: "the date cannot be told: " + r.words(when[0]), span: &when[0]})
	}
	core := filter(g.tokens, "PDTX")
	low, high := core[0].Start, core[0].Start
	for _, t := range core {
		low, high = min(low, t.Start), max(high, t.Start)
	}
	for i, t := range g.tokens {
		switch {
		case t.Class == words.Place && t.Value != world, t.Class == words.Group:
			why = append(why, reason{text: "only in a place: " + r.words(t)})
		case t.Class.In(ofClause + "bx#&"), t.Class.In("niMUN57$") && t.Start > what.Start:
			why = append(why, r.because(t))
		case t.Class.In(".@8") && !isSource(g.tokens, i):
			if low <= t.Start && t.Start <= high || contains(g.own, t) || t.Class == words.Name && i > 0 && g.tokens[i-1].Class == words.Platform {
				why = append(why, r.because(t))
			}
		}
	}
	for _, t := range g.extra {
		if t.Class.In(ofClause) {
			why = append(why, r.because(t))
		}
	}
	c := Claim{Kind: "event", Event: what.Class.String(), Start: r.start, End: r.end,
		PlatformID: platform, Market: world, Date: date.String(), Basis: date.Basis(), Construction: "event"}
	r.judge(&c, why)
	r.claims = append(r.claims, c)
	if platform != "" && !g.relative {
		ctx.platform, ctx.end = platform, g.tokens[len(g.tokens)-1].End
		if ctx.date.Kind == dates.None {
			ctx.event = date
		}
	}
}
