package claims

import (
	"slices"
	"strings"
	"unicode"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// event reads a launch or a shutdown.
func (r *reader) event(g *group, ctx *context) {
	when := filter(g.own, "D")
	if len(when) == 0 {
		when = filter(g.tokens, "D")
	}
	if len(when) == 0 {
		return
	}
	f := figure{reader: r, group: g, ctx: ctx, n: g.own[find(g.own, "TX")]}
	f.platform, f.date = f.subject(), r.told[when[0].Ref].Of
	unsound := slices.Clone(f.why)
	if g.cut.In(",(") && ctx.platform != "" && g.own[0].Class.In("TX") && g.before != nil && g.before.Class.In("O@") { // bought by O, launched on D
		f.doubt("of "+r.words(*g.before), g.before)
	}
	if slices.ContainsFunc(when, func(t words.Token) bool { return r.told[t.Ref].Of != f.date }) {
		f.doubt("two dates", nil)
	}
	if !f.date.Valid() {
		f.doubt("the date is unclear: "+r.words(when[0]), &when[0])
	}
	for i, t := range g.tokens {
		if t.Class != words.Date {
			continue
		}
		if r.look(g.tokens, i, i+1); r.seen("about") != nil || r.seen("by then") != nil {
			f.doubt("not on that date: "+r.words(g.tokens[max(0, i-1)])+" "+r.words(t), &g.tokens[i])
		}
	}
	if r.saidOn(when[0], f.n) {
		f.doubt("the day on which it was said: "+r.words(when[0]), &when[0])
	}
	i := at(g.own, f.n)
	if i > 0 && g.own[i-1].Class == 'q' {
		f.doubt("the date is approximate: "+r.words(g.own[i-1]), &g.own[i-1])
	}
	if m := r.form("of something else", g.own, i, i+1); m != nil {
		t := &g.own[m[1]-1]
		f.doubt("something else may be meant: "+r.words(*t), t)
	}
	if of := g.described(i); of != nil {
		f.doubt("something else may be meant: "+r.words(*of), of)
	}
	for m := range r.all("thing of it", r.tokens) {
		if t := &r.tokens[m[1]-1]; r.tokens[m[0]].Value == f.platform {
			f.doubt("something else may be meant: "+r.words(*t), t)
		}
	}
	if k := i + 1; k < len(g.own) && g.own[k].Class != words.Platform && (strings.ContainsAny(r.text[f.n.End:g.own[k].Start], words.Opening+"‘") ||
		r.lex.Capitals() && g.own[k].Class == words.Harmless && unicode.IsUpper(initial(r.words(g.own[k])))) { // P launched “X” on D, P launched Connect on D
		f.doubt("something else may be meant: "+r.words(g.own[k]), &g.own[k])
	}
	low, high := extent(g.tokens, "PDTX")
	p := find(g.own, "P")
	if p >= 0 && (g.own[p].Start < f.n.Start || f.n.Class == 'X') {
		low = min(low, g.own[0].Start) // what stands before the subject belongs to it
	}
	if f.n.Class == 'T' && r.form("trial", r.tokens, 0, 0) != nil { // but only as a beta
		f.doubt("it may have been a trial only", nil)
	}
	if f.n.Class == 'X' && r.form("revived", r.tokens, 0, 0) != nil {
		f.doubt("it may have come back", nil)
	}
	if f.n.Value == "end" && len(r.growth) > 0 { // closed up 5%
		f.doubt("a price may be meant", nil)
	}
	if f.n.Value == "pause" {
		f.doubt("it may have been for a time only: "+r.words(f.n), &f.n)
	}
	for i, t := range g.tokens {
		switch {
		case t.Value == "again" || t.Value == "revived":
			f.doubt("not for the first time: "+r.words(t), &g.tokens[i])
		case f.n.Class == 'X' && isShort(t):
			f.doubt("for a time only: "+r.words(t), &g.tokens[i])
		case f.n.Class == 'X' && p > i && t.Class.In("Ua") && t.Start < f.n.Start: // a ministry closed P
			f.doubt("the subject is "+r.words(t), &g.tokens[i])
		case t.Class == words.Place && r.isOfOwner(g.tokens, i):
		case t.Class == words.Place && t.Value != world, t.Class == words.Group:
			f.doubt("only in a place: "+r.words(t), nil)
		case t.Class.In(ofClause + "bx#&"), t.Class.In("niMUN57$") && t.Start > f.n.Start,
			t.Class.In(".@8") && !r.is("source", g.tokens, i) && (low <= t.Start && t.Start <= high || t.Class == words.Name && at(g.own, t) >= 0):
			f.why = append(f.why, r.because(t))
		}
	}
	f.why = append(f.why, r.reasons(g.extra, ofClause+"b")...)
	if f.n.Value != "founding" { // of a company
		r.judge(Claim{Kind: "event", Event: f.n.Class.String(), Start: r.start, End: r.end,
			PlatformID: f.platform, Market: world, Date: f.date.String(), Basis: f.date.Basis(), Construction: "event"}, append(f.why, r.bad...))
	}
	for _, w := range f.why { // whose it is cannot be told, so neither what follows
		if slices.Contains(lasting, w.text) || slices.Contains(unsound, w) {
			ctx.bad = append(ctx.bad, w)
		}
	}
	if f.platform != "" && (len(unsound) == 0 || !r.stale && !hasAny(r.tokens, "O")) && !g.relative {
		ctx.platform, ctx.end = f.platform, g.tokens[len(g.tokens)-1].End
		if ctx.date.Kind == dates.None {
			ctx.event = f.date
		}
	}
}

// isOfOwner reports a place that says where the firm behind a platform is, which may be
// no more than the company of a country where it is called after the platform.
func (r *reader) isOfOwner(tokens []words.Token, i int) bool {
	if !r.is("its owner", tokens, i) {
		return false
	}
	owner, platform := tokens[i+1+find(tokens[i+1:], "Oa")], tokens[i+1+find(tokens[i+1:], "P")]
	return tokens[i].Value == r.names.Home(platform.Value) || !strings.Contains(r.words(platform), r.words(owner))
}

// isShort reports a stretch of days or hours.
func isShort(t words.Token) bool { return t.Class.In("h_") && t.Number > 0 && t.Number < 1 }

// described returns the noun that a relative clause with an event at own[i] is of,
// where it is no platform and no word for one: in the week that began on D.
func (g *group) described(i int) *words.Token {
	of := g.before
	k := max(slices.IndexFunc(g.own[:i], func(t words.Token) bool { return t.Class == words.Relative }), 0)
	switch {
	case k > 0:
		of = &g.own[k-1]
	case g.cut != words.Comma || g.own[0].Value != "article":
		return nil
	}
	object := comes(g.own[i+1:], "_", "Pz", 2) // Durov, who launched P
	if of == nil || of.Class.In("Pz") || of.Value == "app" || object || !only(g.own[k+1:i], "_vD") {
		return nil
	}
	return of
}

// saidOn reports a date before an event that is the one of saying it: on D they
// said that P was closed. On D, they said, P was closed is not.
func (r *reader) saidOn(date, event words.Token) bool {
	d, n := at(r.tokens, date), at(r.tokens, event)
	for i := 0; i < n; i++ {
		if r.tokens[i].Class != words.Source || d > n {
			continue
		}
		low, high := min(d, i), max(d, i)
		apart := hasAny(r.tokens[low:high], ",:")
		if !apart || d < i && !r.tokens[i+1].Class.In(",") {
			return d < i || r.tokens[i].Value != "that" && only(r.tokens[i+1:d], "_a")
		}
	}
	return false
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
