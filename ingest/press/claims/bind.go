package claims

import (
	"cmp"
	"regexp"
	"slices"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// The binding rule.
//
// A figure belongs to the platform that its chunk, with what hangs on it, names
// as subject; one after a contrast is no subject. In a relative clause that is
// the token before it (in Korean and Japanese the noun behind it), and "we" is
// the platform whose company speaks. A chunk that names none takes the subject
// carried from before: that of the last figure of the sentence, else the one
// platform of the last sentence that named any. That holds only if no other
// name, listed or not, came since. Two candidates, or none: review. A figure
// is never a platform's because it is the only one at hand.
//
// Metric, date and place are the chunk's own, else carried within the sentence
// as metric, date and place say. A comparison is no better than its head.

// context is what the figures of a sentence carry to the next one.
type context struct {
	platform string
	end      int // of the token that named it, or of the last figure
	metric   string
	date     dates.Date
	place    string
	event    dates.Date // of a launch or a closure before
	figure   bool       // there was one
	listed   bool       // its place is also that of what is listed behind it
	bad      []reason   // against the last figure, and so against what takes its subject
	head     []reason   // all reasons against it: a comparison is no better
	value    float64    // of the last figure that is no comparison
	passed   bool       // it passed a mark
}

// because gives one reason.
func because(text string, span *words.Token) []reason { return []reason{{text: text, span: span}} }

// subject returns the platform that a figure or an event belongs to; what goes
// to review has the one that it may be.
func (r *reader) subject(g *group, to words.Token, ctx *context) (string, []reason) {
	switch {
	case g.relative && g.of == nil:
		return r.only("P", ""), because("a relative clause of no platform", nil)
	case g.relative && g.of.Class != words.Platform:
		return r.only("P", ""), because("a relative clause of "+r.words(*g.of), g.of)
	case g.relative:
		return g.of.Value, nil
	}
	if z := find(g.own, "z"); z >= 0 && r.speaker != "" && g.own[z].Start < to.Start {
		return r.speaker, nil
	}
	var found []string
	var name *words.Token // the first that is no platform
	for i, t := range g.tokens {
		switch owned := isOwned(g.tokens, i); {
		case t.Class == words.Platform && !owned && !slices.Contains(found, t.Value) && !r.contrasted(g.tokens, i):
			found = append(found, t.Value)
		case name == nil && t.Class == words.Platform && owned:
			name = &g.tokens[i+1]
		case name == nil && isName(t) && !isSource(g.tokens, i) && !isOwner(g.tokens, i):
			name = &g.tokens[i]
		}
	}
	carried := cmp.Or(ctx.platform, r.carried)
	behind, ahead := "", false
	if len(found) == 0 {
		behind, ahead = r.behindParticiple(g)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return found[0], because("several platforms", nil)
	case behind != "":
		return behind, nil
	case ahead:
		return carried, because("the subject stands behind", nil)
	case name != nil && !(to.Class.In("TX") && hasAny(g.own[at(g.own, to):], "z")): // a company released it
		return r.only("P", carried), because("the subject is "+r.words(*name), name)
	case carried == "", ctx.platform == "" && r.stale:
		return r.only("P", carried), because("no platform", nil)
	}
	for i, t := range r.tokens {
		between := t.Start >= ctx.end && t.Start < to.Start
		if between && isMarked(t) && !hasAny(r.tokens[max(0, i-1):min(i+2, len(r.tokens))], "a") {
			return carried, because("another name came since: "+r.words(t), &r.tokens[i])
		}
	}
	return carried, nil
}

// behindParticiple returns the platform that the next chunk begins with where a
// sentence begins with an event or with a figure: Launched on D, P …, With N, P
// …. ahead is true where something else follows such a figure.
func (r *reader) behindParticiple(g *group) (platform string, ahead bool) {
	ahead = g.own[0].Value == "ahead"
	if g.own[0].Start != r.tokens[0].Start || !ahead && !comes(g.own, "_", "TX", len(g.own)) {
		return "", false
	}
	rest := r.tokens[len(g.own):]
	m := nextSubject.FindStringIndex(words.Classes(rest))
	if m == nil {
		return "", false
	}
	if p := rest[m[1]-1]; p.Class == words.Platform && (m[1] == len(rest) || rest[m[1]].Value != "of") { // not P's rival
		return p.Value, false
	}
	return "", ahead
}

var nextSubject = regexp.MustCompile(`^_*,_*[^_z]`)

// only returns the value that all tokens of a class have in the sentence, to fill
// in what goes to review; other if there is none, or more than one.
func (r *reader) only(class, other string) string {
	if list := values(r.tokens, class); len(list) == 1 {
		return list[0]
	}
	return other
}

// isOwner reports a company of a service that has no name: Facebook's app.
func isOwner(tokens []words.Token, i int) bool {
	return i+2 < len(tokens) && tokens[i+1].Value == "of" && tokens[i+2].Class == words.Pronoun
}

// isOwned reports a platform that only says whose owner is meant: P's parent
// company.
func isOwned(tokens []words.Token, i int) bool {
	if i+2 < len(tokens) && (tokens[i+1].Value == "of" || tokens[i+1].Class == words.Open) {
		i++
	}
	return i+1 < len(tokens) && tokens[i+1].Value == "owner"
}

// contrasted reports a platform that a word of contrast stands by: unlike P,
// P와 달리.
func (r *reader) contrasted(tokens []words.Token, i int) bool {
	if r.lex.CJK() && i+1 < len(tokens) && tokens[i+1].Class == words.Contrast {
		return true
	}
	if i > 1 && tokens[i-1].Class == words.Harmless {
		i--
	}
	return i > 0 && tokens[i-1].Class == words.Contrast
}

// metric returns what a figure counts; tail is that of a comparison.
func (r *reader) metric(g *group, n words.Token, ctx *context, tail bool) (string, []reason) {
	tokens := g.tokens
	behind := tokens[at(tokens, n)+1:]
	switch found := values(tokens, "M"); len(found) {
	case 0:
	case 1:
		return found[0], nil
	default:
		return nearest(tokens, "M", n).Value, because("two metrics", nil)
	}
	total := slices.ContainsFunc(g.own, func(t words.Token) bool { return t.Value == "total" }) // added 2 million, for a total of 12 million
	if ctx.metric != "" && (total || ctx.passed && only(g.own, "vNq1_")) {                      // passed a billion, at 1.04 billion
		return ctx.metric, nil
	}
	users := hasAny(tokens, "U")
	for _, t := range filter(tokens, "f") {
		if users || len(behind) > 0 && behind[0].Class == words.Counter || hasAny(behind, "v") {
			return t.Value, nil
		}
	}
	if f := find(behind, "f"); f >= 0 && only(behind[:f], "_q") && !users && // 5 million daily and 9 million monthly active users
		slices.ContainsFunc(r.tokens, func(t words.Token) bool { return t.Class == words.Metric && t.Start > n.End }) {
		return behind[f].Value, nil
	}
	if users {
		return r.only("M", ctx.metric), because("users of no kind", nil)
	}
	other := hasAny(tokens, ".@nb")
	if ctx.metric != "" && (tail || hasAny(tokens, "Pz") && !other || !other && !hasAny(tokens, "57O") && (g.cut == atTo || hasAny(tokens, "L")) ||
		hasAny(tokens, "DW") && only(tokens, "NDWq_1vcJup")) {
		return ctx.metric, nil
	}
	if !ctx.figure && r.lastMetric != "" && r.before.Kind != dates.None && hasAny(tokens, "DW") && only(tokens, "NDW_q1vcJujzpt") { // in March it had been N
		g.resumes = true
		return r.lastMetric, nil
	}
	return cmp.Or(ctx.metric, r.only("M", r.lastMetric)), because("no metric", nil)
}

// date returns when a figure is of.
func (r *reader) date(g *group, n words.Token, ctx *context, tail bool) (d dates.Date, why []reason) {
	own, said := r.datesOf(g.tokens)
	ago := filter(g.tokens, "W")
	switch {
	case said && len(ago) == 0 && !tail && ctx.date.Kind != dates.None:
		d = ctx.date
	case len(ago) > 0:
		base := ctx.date
		if base.Kind == dates.None && len(own) > 0 {
			base = r.told[own[0].Ref].Date
		}
		told := r.told[ago[0].Ref]
		if told.Months == 0 && base.Kind == dates.None {
			base = ctx.event // on the same date
		}
		if base.Kind == dates.None && (told.Months == 0 || !ctx.figure && (hasAny(g.tokens, "z") || !hasAny(r.tokens, "P@O"))) {
			base, g.resumes = r.before, true
		}
		if len(own) > 0 && told.Months == 0 { // the same period of 2015
			if year := r.told[own[0].Ref].Date; year.Kind == dates.Year {
				told.Months = 12 * (year.Y - base.Y)
			}
		}
		if d = base.Shift(told.Months); told.End {
			d = d.Last()
		} else if told.Month && d.Kind == dates.Day {
			d = dates.Parse(d.String()[:7])
		}
		if d.Kind == dates.None || len(ago) > 1 {
			d, why = dates.Date{}, because("no date to count from: "+r.words(ago[0]), nil)
		}
		if len(own) > 0 && own[0].Start > n.End && ctx.date.Kind == dates.None {
			why = append(why, reason{text: "two dates"})
		}
		return d, why
	case len(own) > 0:
		best := own[len(own)-1]
		for _, t := range own {
			switch a, b := r.told[best.Ref].Date, r.told[t.Ref].Date; {
			case a.In(b):
			case b.In(a) && !(b.Kind == dates.Day && hasAny(g.tokens, "S")): // June, in the second quarter
				best = t
			default:
				why = because("two dates", nil)
			}
		}
		if why != nil {
			best = nearest(own, "D", n)
		}
		d = r.told[best.Ref].Date
		for _, t := range own {
			if r.told[t.Ref].Date.Kind == dates.None {
				return dates.Date{}, append(why, reason{text: "the date is unclear: " + r.words(t), span: &t})
			}
		}
	case hasAny(g.tokens, "t") && r.dates.Published.Kind != dates.None:
		d = r.dates.Published
	case !tail || g.isShare():
		d = ctx.date
	}
	switch d.Kind {
	case dates.None:
		why = append(why, reason{text: "no date"})
	case dates.Half:
		why = append(why, reason{text: "half a year"})
	}
	return d, why
}

// datesOf returns the dates of a group: not those of saying, nor those that the
// day of the text tells, where there is another one. said reports that there
// are only dates of saying.
func (r *reader) datesOf(tokens []words.Token) (own []words.Token, said bool) {
	const plain, day, saying = 0, 1, 2
	rank := saying
	for i, t := range tokens {
		is := plain
		switch {
		case t.Class != words.Date:
			continue
		case r.lex.VerbFinal() && i > 0 && i+1 < len(tokens) && tokens[i+1].Class == 'S',
			!r.lex.VerbFinal() && r.told[t.Ref].Day && hasAny(tokens[max(0, i-3):min(len(tokens), i+3)], "S"):
			is = saying
		case r.told[t.Ref].Day:
			is = day
		}
		if is < rank {
			rank, own = is, nil
		}
		if is == rank {
			own = append(own, t)
		}
	}
	return own, rank == saying && len(own) > 0
}

// home is the value of words for the home market of a platform.
const home = "home"

// isOrigin reports a place that can say where a platform comes from: Korea's
// KakaoTalk.
func (r *reader) isOrigin(tokens []words.Token, i int) bool {
	k := i + 1
	for k < len(tokens) && tokens[k].Value == "of" {
		k++
	}
	return k < len(tokens) && tokens[k].Class == words.Platform && (r.lex.CJK() || k > i+1)
}

// place returns the market of a figure, "" for the world.
func (r *reader) place(g *group, platform string, ctx *context, tail bool) (market string, why []reason) {
	var own []words.Token
	for i, t := range g.tokens {
		said := !r.lex.CJK() && hasAny(g.tokens[max(0, i-3):i], "S") // in Delhi
		if t.Class == words.Place && !said && !(r.isOrigin(g.tokens, i) && hasAny(g.tokens[i+1:], "L")) {
			own = append(own, t)
		}
	}
	found, hung := values(own, "L"), values(g.hung, "L")
	switch {
	case len(found) > 1:
		market, why = found[0], because("several places", nil)
	case len(found) == 1:
		if market = found[0]; !r.lex.CJK() && market != world && r.isOrigin(g.tokens, at(g.tokens, own[0])) {
			why = because("a place before the platform: "+r.words(own[0]), nil)
		}
	default:
		if hasAny(g.tokens, "*") && len(hung) == 0 {
			why = because("a place that is not named", nil)
		}
		if !tail && len(r.loose) > 0 && ctx.place == "" {
			why = append(why, reason{text: "a place elsewhere in the sentence: " + r.words(r.loose[0])})
		}
		if ctx.place != "" && (tail || !hasAny(g.own, "P") || ctx.listed) {
			market = ctx.place
		} else if len(hung) > 0 {
			market = hung[0]
		}
	}
	if market == home {
		if market = r.names.Home(platform); market == "" {
			why = append(why, reason{text: "the home market is not known"})
		}
	}
	return market, why
}
