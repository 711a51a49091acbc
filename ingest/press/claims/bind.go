package claims

import (
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
	mobile   string     // its platform, if that stands for the one on smart devices
}

// subject returns the platform that a figure or an event belongs to.
func (r *reader) subject(g *group, at words.Token, ctx *context) (string, []reason) {
	if g.relative {
		if g.of != nil && g.of.Class == words.Platform {
			return g.of.Value, nil
		}
		why := reason{text: "a relative clause of no platform"}
		if g.of != nil {
			why = reason{text: "a relative clause of " + r.words(*g.of), span: g.of}
		}
		return r.only(words.Platform, ""), []reason{why}
	}
	if r.speaker != "" {
		for _, t := range g.own {
			if t.Class == words.Pronoun && t.Start < at.Start {
				return r.speaker, nil
			}
		}
	}
	var found, names []words.Token
	platforms := map[string]bool{}
	for i, t := range g.tokens {
		switch {
		case t.Class == words.Platform && !r.contrasted(g.tokens, i):
			found = append(found, t)
			platforms[t.Value] = true
		case isName(t) && !isSource(g.tokens, i):
			names = append(names, t)
		}
	}
	switch {
	case len(platforms) == 1:
		return found[0].Value, nil
	case len(platforms) > 1:
		best := found[0]
		for _, t := range found {
			if t.Start < at.Start {
				best = t
			}
		}
		return best.Value, []reason{{text: "several platforms"}}
	}
	if p := r.behindParticiple(g); p != "" {
		return p, nil
	}
	carried := ctx.platform
	if carried == "" {
		carried = r.carried
	}
	if len(names) > 0 {
		return r.only(words.Platform, carried), []reason{{text: "the subject is " + r.words(names[0]), span: &names[0]}}
	}
	since := ctx.end
	if carried == "" || ctx.platform == "" && r.stale {
		return r.only(words.Platform, carried), []reason{{text: "no platform"}}
	}
	if name := r.nameSince(since, at.Start, g); name != nil {
		return carried, []reason{{text: "another name came since: " + r.words(*name), span: name}}
	}
	return carried, nil
}

// behindParticiple returns the platform that the next chunk begins with where a
// sentence begins with an event: Launched on D, P …
func (r *reader) behindParticiple(g *group) string {
	first := filterOut(g.own, "_")
	if g.own[0].Start != r.tokens[0].Start || len(first) == 0 || !first[0].Class.In("TX") {
		return ""
	}
	end := g.own[len(g.own)-1].End
	for i, t := range r.tokens {
		if t.Start < end {
			continue
		}
		if t.Class == words.Comma && i+1 < len(r.tokens) {
			for _, next := range r.tokens[i+1:] {
				if next.Class == words.Platform {
					return next.Value
				}
				if next.Class != words.Harmless {
					return ""
				}
			}
		}
		return ""
	}
	return ""
}

// only returns the value that all tokens of a class have in the sentence, to fill
// in what goes to review; other if there is none, or more than one.
func (r *reader) only(c words.Class, other string) string {
	found := ""
	for _, t := range r.tokens {
		if t.Class == c && found != "" && t.Value != found {
			return other
		}
		if t.Class == c {
			found = t.Value
		}
	}
	if found == "" {
		return other
	}
	return found
}

// contrasted reports a platform that a word of contrast stands by: unlike P,
// P와 달리.
func (r *reader) contrasted(tokens []words.Token, i int) bool {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if tokens[k].Class == words.Contrast {
			return true
		}
		if tokens[k].Class != words.Harmless {
			break
		}
	}
	return r.lex.CJK() && i+1 < len(tokens) && tokens[i+1].Class == words.Contrast
}

// isName reports a token that can be the subject and is no platform.
func isName(t words.Token) bool { return t.Class == words.Name || t.Class == words.Owner }

// isSource reports a name that only says what follows: a word of saying comes
// next.
func isSource(tokens []words.Token, i int) bool {
	for k := i + 1; k < len(tokens) && k <= i+4; k++ {
		if tokens[k].Class == words.Source {
			return true
		}
		if !tokens[k].Class.In("a_@O.") {
			return false
		}
	}
	return false
}

// nameSince returns a name of the sentence that stands between the token that
// named the subject and the figure, outside the group.
func (r *reader) nameSince(from, to int, g *group) *words.Token {
	for i, t := range r.tokens {
		if t.Start < from || t.Start >= to {
			continue
		}
		marked := t.Class == words.Unknown && t.Value == words.Marked
		besideRole := i > 0 && r.tokens[i-1].Class == words.Role || i+1 < len(r.tokens) && r.tokens[i+1].Class == words.Role
		if (t.Class == words.Name || marked) && !besideRole {
			return &r.tokens[i]
		}
	}
	return nil
}

// metric returns what a figure counts.
func (r *reader) metric(g *group, n words.Token, ctx *context, tail bool) (string, []reason) {
	tokens := g.tokens
	i := indexOf(tokens, n)
	var best words.Token
	found := map[string]bool{}
	for _, t := range tokens {
		if t.Class != words.Metric {
			continue
		}
		if len(found) == 0 || distance(t, n) < distance(best, n) {
			best = t
		}
		found[t.Value] = true
	}
	switch {
	case len(found) == 1:
		return best.Value, nil
	case len(found) > 1:
		return best.Value, []reason{{text: "two metrics"}}
	}
	users := hasClass(tokens, words.Users)
	for _, t := range tokens {
		if t.Class == words.Frequency && (users || i+1 < len(tokens) && tokens[i+1].Class == words.Counter || i+1 < len(tokens) && hasClass(tokens[i+1:], 'v')) {
			return t.Value, nil
		}
	}
	for k := i + 1; k < len(tokens) && tokens[k].Class.In("f_q"); k++ {
		if tokens[k].Class == words.Frequency && !users && r.metricBehind(n) { // 5 million daily and 9 million monthly active users
			return tokens[k].Value, nil
		}
	}
	if users {
		return r.only(words.Metric, ctx.metric), []reason{{text: "users of no kind"}}
	}
	plain := !hasAny(tokens, ".@n57Ob")
	if ctx.metric != "" && (tail || hasAny(tokens, "Pz") && !hasAny(tokens, ".@nb") || plain && (g.cut == atTo || hasClass(tokens, words.Place)) ||
		hasAny(tokens, "DW") && only(tokens, "NDWq_1vcJu")) {
		return ctx.metric, nil
	}
	if ctx.metric != "" {
		return ctx.metric, []reason{{text: "no metric"}}
	}
	return r.only(words.Metric, r.lastMetric), []reason{{text: "no metric"}}
}

// metricBehind reports that the sentence names a metric behind a figure.
func (r *reader) metricBehind(n words.Token) bool {
	for _, t := range r.tokens {
		if t.Class == words.Metric && t.Start > n.End {
			return true
		}
	}
	return false
}

func distance(t, n words.Token) int {
	if t.Start >= n.End {
		return t.Start - n.End
	}
	return max(n.Start-t.End, t.End-n.Start)
}

func indexOf(tokens []words.Token, t words.Token) int {
	for i := range tokens {
		if tokens[i].Start == t.Start && tokens[i].Class == t.Class {
			return i
		}
	}
	return 0
}

// date returns when a figure is of.
func (r *reader) date(g *group, n words.Token, ctx *context, tail bool) (dates.Date, []reason) {
	own, ago := filter(g.tokens, "D"), filter(g.tokens, "W")
	var why []reason
	var d dates.Date
	switch {
	case len(ago) > 0:
		base := ctx.date
		for _, t := range own {
			if base.Kind == dates.None {
				base = r.told[t.Ref].Date
			}
		}
		if base.Kind == dates.None && r.told[ago[0].Ref].Months == 0 {
			if base = ctx.event; base.Kind == dates.None {
				base = r.before // on the same date
			}
		}
		if base.Kind != dates.None && len(ago) == 1 {
			told := r.told[ago[0].Ref]
			if d = base.Shift(told.Months); told.End {
				d = d.Last()
			}
		}
		if d.Kind == dates.None {
			why = append(why, reason{text: "no date to count from: " + r.words(ago[0])})
		}
		if len(own) > 0 && own[0].Start > n.End && ctx.date.Kind == dates.None {
			why = append(why, reason{text: "two dates"})
		}
		return d, why
	case len(own) > 0:
		best := own[len(own)-1]
		same, told := true, true
		for _, t := range own {
			same = same && r.told[t.Ref].Date == r.told[own[0].Ref].Date
			told = told && r.told[t.Ref].Date.Kind != dates.None
		}
		if !same {
			for _, t := range own {
				if distance(t, n) < distance(best, n) {
					best = t
				}
			}
			why = append(why, reason{text: "two dates"})
		}
		d = r.told[best.Ref].Date
		if !told {
			d, why = dates.Date{}, append(why, reason{text: "the date cannot be told: " + r.words(best), span: &best})
		}
	case hasClass(g.tokens, 't') && r.said.Kind != dates.None:
		d = r.said
	case hasClass(g.tokens, 't') && r.dates.Published.Kind != dates.None:
		d = r.dates.Published
	case ctx.date.Kind != dates.None && !tail:
		d = ctx.date
	}
	switch {
	case d.Kind == dates.None && len(why) == 0:
		why = append(why, reason{text: "no date"})
	case d.Kind == dates.Half:
		why = append(why, reason{text: "half a year"})
	}
	return d, why
}

// home is the value of words for the home market of a platform.
const home = "home"

// place returns the market of a figure, "" for the world.
func (r *reader) place(g *group, platform string, ctx *context, tail bool) (string, []reason) {
	market, why := r.placeOf(g, ctx, tail)
	if market == home {
		if market = r.names.Home(platform); market == "" {
			why = append(why, reason{text: "the home market is not known"})
		}
	}
	return market, why
}

func (r *reader) placeOf(g *group, ctx *context, tail bool) (string, []reason) {
	var found []string
	for i, t := range g.tokens {
		if t.Class != words.Place || r.placeOfSource(g.tokens, i) {
			continue
		}
		known := false
		for _, f := range found {
			known = known || f == t.Value
		}
		if !known {
			found = append(found, t.Value)
		}
	}
	var why []reason
	if len(found) > 1 {
		why = append(why, reason{text: "several places"})
	}
	if len(found) == 0 && hasClass(g.tokens, words.There) && !hasClass(g.hung, words.Place) {
		if r.lastPlace != "" {
			found = []string{r.lastPlace}
		} else {
			why = append(why, reason{text: "a place that is not named"})
		}
	}
	if len(found) > 0 {
		return found[0], why
	}
	if !tail && len(r.loose) > 0 && ctx.place == "" {
		why = append(why, reason{text: "a place elsewhere in the sentence: " + r.words(r.loose[0])})
	}
	if tail || !hasClass(g.own, words.Platform) || ctx.listed {
		if ctx.place != "" {
			return ctx.place, why
		}
	}
	for _, t := range g.hung {
		if t.Class == words.Place {
			return t.Value, why
		}
	}
	return "", why
}

// placeOfSource reports a place where something was said: said in Delhi.
func (r *reader) placeOfSource(tokens []words.Token, i int) bool {
	if r.lex.CJK() {
		return false
	}
	for k := max(0, i-3); k < i; k++ {
		if tokens[k].Class == words.Source {
			return true
		}
	}
	return false
}
