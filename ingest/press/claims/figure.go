package claims

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// clauses reads a sentence that is no pair of lists.
func (r *reader) clauses(tokens []words.Token) {
	chunks := r.chunks(tokens)
	h := hanger{chunks: chunks}
	for k := range chunks {
		h.take(k)
	}
	groups := h.groups
	begin := 0 // of a clause that has a subject of its own and no figure yet; 0 none
	for k, c := range chunks {
		if !c.head && c.has("P") && (c.cut == words.Semicolon || c.own[0].Class == words.Conjunction) {
			begin = c.own[0].Start
		}
		n := find(c.own, "N")
		if !c.head && withValue(c.own, "recall") >= 0 && r.form("takes back", c.own, 0, 0) != nil {
			r.bad = append(r.bad, reason{text: "what follows speaks against it: " + r.stretch(c.own)})
		}
		for i, t := range c.own {
			if !t.Class.In(ofSentence) {
				continue
			}
			w := r.because(t)
			apart := begin > 0 || c.cut.In("j;") || c.has("PDWLj") || n >= 0 && n < i && hasAny(c.own[n:i], "r") // N that were expected
			of := c.head || begin > 0 && slices.ContainsFunc(chunks[k:], func(c chunk) bool { return c.head })   // P, some think, has N
			if of && apart && t.Class != '-' && !r.lex.VerbFinal() {                                             // it speaks against its own figure and those behind
				w.from = cmp.Or(begin, c.own[0].Start)
			}
			r.bad = append(r.bad, w)
		}
		if c.head {
			begin = 0
		}
	}
	r.labelled(chunks)
	r.speakers(chunks)
	r.dateBehind(groups)
	ctx := &context{}
	var starts, mains []int // of figures to which rates of growth can belong, and their claims
	for i, g := range groups {
		if g.cut == words.Semicolon {
			ctx.listed, ctx.bad = false, nil
		}
		counts := filter(g.own, "N")
		if len(counts) == 0 {
			r.event(g, ctx)
			continue
		}
		why := slices.DeleteFunc(slices.Clone(r.bad), func(w reason) bool { return w.from > g.own[0].Start })
		if len(counts) > 1 {
			why = append(why, reason{text: "two figures in a clause"})
		}
		apart := g.cut == words.Open || g.cut == words.Comma && !r.lex.CJK() && !hasAny(g.own, "vpPcuiSz") // Facebook, a network of N
		if apart && g.before != nil && g.before.Class.In(".@O") {
			why = append(why, reason{text: "figure of " + r.words(*g.before), span: g.before})
		}
		if place := placeLater(groups[i:]); place != nil {
			why = append(why, reason{text: "a place behind the list: " + r.words(*place)})
		}
		for _, n := range counts {
			own := why
			if i := at(tokens, n); i >= 0 {
				if m := r.form("not all of it", tokens, i, i+1); m != nil {
					span := words.Token{Start: tokens[m[0]].Start, End: tokens[m[1]-1].End}
					own = append(slices.Clip(why), reason{text: "another number may be meant: " + r.words(span)})
				}
			}
			r.figure(g, n, ctx, own)
		}
		last := len(r.claims) - 1
		other := len(mains) > 0 && r.claims[mains[len(mains)-1]].PlatformID != r.claims[last].PlatformID
		if r.claims[last].Kind == "observation" && (other || !r.claims[last].Comparative) {
			starts, mains = append(starts, g.own[0].Start), append(mains, last)
		}
	}
	for _, g := range r.growth {
		if len(mains) > 0 {
			r.claims = append(r.claims, r.rateOf(g, chunks, starts, mains))
		}
	}
}

// dateBehind gives the one date of a sentence of one platform, where it stands
// behind all figures in brackets or behind the last of a list, to all of them: N
// M and N M on D.
func (r *reader) dateBehind(groups []*group) {
	when := find(r.tokens, "DW")
	if when < 0 || len(groups) < 2 || hasAny(r.tokens, "J;") {
		return
	}
	one := len(values(r.tokens, "P")) < 2
	date, last := r.tokens[when], groups[len(groups)-1]
	n := find(last.own, "N")
	bracketed := hasAny(r.tokens[:when], "(") && r.tokens[len(r.tokens)-1].Class == words.Close && date.Start > last.own[len(last.own)-1].End
	listed := last.cut == atAnd && n >= 0 && only(last.own[:n], "_q1") && at(last.own, date) > n
	all := at(last.own, date) < 0 && r.form("date of all", r.tokens, when, when+1) != nil
	for _, g := range groups {
		if (one && (bracketed || listed) || all && !hasAny(g.tokens, "DW")) && date.Class == words.Date && at(g.tokens, date) < 0 {
			g.tokens = append(slices.Clip(g.tokens), date)
		}
	}
}

// placeLater returns the place of a later figure of the clause, of another
// platform, where the first figure has none: it can be the place of both.
func placeLater(groups []*group) *words.Token {
	first := find(groups[0].tokens, "P")
	if first < 0 || hasAny(groups[0].tokens, "L") || hasAny(groups[0].hung, "L") {
		return nil
	}
	for _, g := range groups[1:] {
		if g.cut == words.Semicolon || g.relative {
			return nil
		}
		p, l := find(g.tokens, "P"), find(g.tokens, "L")
		if p >= 0 && l > p && g.tokens[p].Value != groups[0].tokens[first].Value && g.tokens[l].Value != world {
			return &g.tokens[l]
		}
	}
	return nil
}

// speakers finds whose company says the sentence.
func (r *reader) speakers(chunks []chunk) {
	for k, c := range chunks {
		if c.has("P") && (c.has("S") || k > 0 && chunks[k-1].has("S")) {
			if m := r.form("speaker", c.own, 0, 0); m != nil {
				r.speaker = values(c.own[m[0]:m[1]], "P")[0]
			}
		}
	}
}

// world is the market that a text means if it limits none.
const world = "WLD"

// isChange reports a figure that is an increase or a decrease. Who registered in
// hours or days may be all that have, but mostly is not.
func (f *figure) isChange() bool {
	inDays := slices.ContainsFunc(f.tokens, isShort)
	return f.metric == "registered" && inDays || hasAny(f.own, "i") || f.metric == "registered" && hasAny(f.own, "fBC") || f.is("change", f.tokens, f.i) // signing up every day
}

// A figure is one that is read: what is said of it, and what speaks against it.
type figure struct {
	*reader
	*group
	ctx  *context
	n    words.Token // the number; of an event the verb
	i    int         // its place in the tokens of the group
	tail bool        // it is given for comparison with the figure before
	why  []reason

	platform, metric, place string
	date                    dates.Date
}

// doubt adds a reason against the figure; span is what was not understood.
func (f *figure) doubt(text string, span *words.Token) {
	f.why = append(f.why, reason{text: text, span: span})
}

// or returns what a part may be, and says why it may not.
func (f *figure) or(value, text string, span *words.Token) string {
	f.doubt(text, span)
	return value
}

// figure reads one figure and makes a claim of it.
func (r *reader) figure(g *group, n words.Token, ctx *context, why []reason) {
	f := figure{reader: r, group: g, ctx: ctx, n: n, i: at(g.tokens, n), why: slices.Clone(why)}
	f.tail = ctx.seen && (g.cut.In("cW(") || g.depth > 0 || g.isShare() || hasAny(g.tokens, "cW"))
	base := f.subject()
	f.platform = f.onDevices(base)
	f.metric = f.counts()
	if base == f.platform && r.names.Has(base+"-mobile") && !hasAny(g.own, "M") && (r.smart || hasSmart(r.tokens[:at(r.tokens, n)])) {
		f.doubt("on smart devices or on all", nil)
	}
	f.date = f.when()
	r.lastMetric = cmp.Or(f.metric, r.lastMetric)
	f.place = f.where()
	f.inherits()
	if g.resumes && f.place == "" {
		f.place = r.beforeMarket
	}
	num := r.numbers[n.Ref]
	c := Claim{
		Kind: "observation", Start: r.start, End: r.end, PlatformID: f.platform, Metric: f.metric, Market: cmp.Or(f.place, world),
		Period: f.date.String(), Basis: f.date.Basis(), Value: num.Value, High: num.High, ValueText: r.words(n), Scale: num.Scale,
		Resolution: num.Resolution, Qualifier: "at_least", Unit: "people", Comparative: f.tail, Construction: formOf(g, f.tail),
	}
	switch one := len(filter(r.tokens, "DW")) < 2; {
	case one && f.is("start", r.tokens, at(r.tokens, n)): // it rose from N to N on D
		f.doubt("the figure that it moved from", nil)
	case f.tail && g.cut.In("(:") && f.date.Kind == dates.Year && ctx.date.Kind != dates.Year: // N on D (2014: N)
		f.doubt("a part of that year may be meant", nil)
	case f.tail && f.date.Kind != dates.None && ctx.date.Kind == dates.None: // N, up from N, on D
		f.doubt("the date may be of the figure before it", nil)
	}
	if f.isChange() {
		c.Kind = "growth"
		f.doubt("a change, not a level", nil)
	}
	if num.Broken {
		f.doubt("the number is broken: "+r.words(n), &n)
	}
	if num.Range && num.High > 10*num.Value { // 4-500 million
		f.doubt("a wide range: "+r.words(n), &n)
	}
	if f.tail && !g.isShare() && !hasAny(g.tokens, "P") && (num.Value > 10*ctx.value || ctx.value > 10*num.Value) {
		f.doubt("far from the figure that it is compared with", nil)
	}
	if f.tail {
		for _, w := range ctx.head { // its own date and its own place are in the stead of those of its head
			itself := w.kind.In("b") && hasAny(g.own, "P") && hasAny(g.own, "M") // P's Status had N, P itself had N M in the same month
			if w.text != "no date" && !itself && !(w.kind == words.Group && g.isShare()) {
				f.why = append(f.why, w)
			}
		}
	} else if !hasAny(g.tokens, "P") {
		for _, w := range ctx.bad { // worldwide, it had N
			if w.kind != words.Group || !hasAny(g.tokens, "L") {
				f.why = append(f.why, w)
			}
		}
	} else if !hasAny(g.tokens, "M") {
		for _, w := range ctx.bad { // among teens P had N M, P N
			if w.kind == words.Subset {
				f.why = append(f.why, w)
			}
		}
	}
	f.account()
	if !num.Range {
		c.Qualifier = f.qualifier()
	}
	r.judge(c, f.why)
	if f.platform == "" || g.relative || f.tail {
		return
	}
	ctx.platform, ctx.metric, ctx.bad, ctx.head = base, cmp.Or(f.metric, ctx.metric), nil, f.why
	for _, w := range f.why { // whose figure it may be, so what follows may be, too: where nothing has a capital letter also an unknown word
		if w.kind.In("Gx&b@") || w.kind == words.Unknown && r.lex.CJK() || w.span != nil && w.kind == 0 || slices.Contains(lasting, w.text) {
			ctx.bad = append(ctx.bad, w)
		}
	}
	ctx.date = cmp.Or(f.date, ctx.date)
	ctx.place, ctx.listed = cmp.Or(f.place, ctx.place), ctx.listed || f.place != ""
	ctx.seen, ctx.end = true, g.tokens[len(g.tokens)-1].End
	ctx.value, ctx.passed = num.Value, hasAny(g.own, "p")
	ctx.start, ctx.behind = f.is("start", f.tokens, f.i), hasAny(g.own[at(g.own, n):], "DW")
}

// noKind is the reason against users that are not said to be active or registered.
const noKind = "no metric: the sentence does not say monthly, daily or registered users"

// onDevices returns the platform of the list that a count on smart devices is of;
// the mobile messaging app P is on nothing else.
func (f *figure) onDevices(base string) string {
	part := slices.ContainsFunc(f.tokens, func(t words.Token) bool { return t.Class == '2' && t.Value != "app" })
	switch {
	case base == "" || !hasAny(f.tokens, "2"):
	case f.names.Has(base + "-mobile"):
		return base + "-mobile"
	case part:
		f.doubt("a part of the users", nil)
	}
	return base
}

// lasting are reasons that also speak against a figure that takes the subject.
var lasting = []string{"several platforms", noKind, "no platform", "two figures in a clause"}

// qualifier returns the bound of a figure.
func (f *figure) qualifier() string {
	if m := f.form("bound", f.tokens, f.i, f.i+1); m != nil {
		return f.tokens[m[2]].Value
	}
	if hasAny(f.tokens, "p") {
		return "at_least"
	}
	return "exact"
}

// hasSmart reports that users on smart devices are meant.
func hasSmart(tokens []words.Token) bool {
	return slices.ContainsFunc(tokens, func(t words.Token) bool {
		return t.Class == '2' || t.Class == words.Platform && strings.HasSuffix(t.Value, "-mobile")
	})
}

// suspect are the classes of tokens that can speak against a figure.
const suspect = against + ".@O57n$TX8"

// account asks of every token of a chunk whether it is understood. A word that
// no list has speaks against the figure if it stands between the first and the
// last of what the claim says, or right behind the figure; a name or other
// things anywhere in the chunk.
func (f *figure) account() {
	low, high := extent(f.tokens, "PMNDWL")
	for k := range f.tokens {
		t := f.tokens[k]
		if t.Value != "nation" && !t.Class.In(suspect) {
			continue
		}
		within := low <= t.Start && t.Start <= high
		behind := f.i < k && t.Class.In(".@n") && (only(f.tokens[f.i+1:k], "q1_") || only(f.tokens[f.i+1:k], "q1_fMU") && f.tokens[k-1].Class.In("fMU"))
		leads := t.Class == words.Unknown && comes(f.tokens[k+1:], "_1qv", "PMNDWL", len(f.tokens)) // the clone of it, asked whether it
		touches := within || behind || leads
		switch {
		case t.Class.In("TX") && !within: // of no matter
		case t.Class == words.Subset && t.Value == "split" && f.isShare():
		case t.Value == "nation" && (k > 0 && f.tokens[k-1].Class.In("MUN") || k+1 < len(f.tokens) && f.tokens[k+1].Class.In("MU")):
			f.why = append(f.why, reason{text: "a part of the users: " + f.words(t), kind: words.Subset})
		case t.Class.In(against), t.Class == words.Broken:
			f.why = append(f.why, f.because(t))
		case t.Class.In("@O.") && (f.is("source", f.tokens, k) || f.is("said in", f.tokens, k)), t.Class == words.Owner && t.Value == f.platform,
			t.Class == words.Owner && comes(f.tokens[k+1:], "_aSOrvz@tLDNMUfq1", "P", len(f.tokens)):
		case t.Class == words.Unknown && !touches:
		case t.Class.In(".@O57n$TX") && (touches || t.Class == words.Name || at(f.own, t) >= 0):
			f.why = append(f.why, f.because(t))
		}
	}
	f.why = append(f.why, f.reasons(f.extra, ">~Gx&8-?")...)
	if n := len(f.bracket); n > 0 {
		all := f.bracket[0]
		all.End = f.bracket[n-1].End
		f.doubt("in brackets behind it: "+f.words(all), &all)
	}
}

// respectively pairs two lists: P and P had N and N M respectively. It reports
// whether it read the sentence.
func (r *reader) respectively(tokens []words.Token) bool {
	if !hasAny(tokens, "Z") {
		return false
	}
	if r.form("two kinds", tokens, 0, 0) != nil {
		r.bad = append(r.bad, reason{text: "two metrics"})
	}
	core := filterOut(tokens, "_1q")
	m := r.form("figures", core, 0, 0)
	if m == nil {
		return false
	}
	figures := filter(core[m[0]:m[1]], "N7")
	scale := r.numbers[figures[len(figures)-1].Ref]
	for k, n := range figures { // 40.3, 38.2 and 31.6 million
		if num := &r.numbers[n.Ref]; n.Class == '7' && scale.Scaled {
			by := scale.Value / scale.Bare
			num.Value, num.High, num.Resolution, num.Scaled, num.Scale = math.Round(num.Value*by), math.Round(num.High*by), num.Resolution*by, true, scale.Scale
			tokens[at(tokens, n)].Class, figures[k].Class = words.Count, words.Count
		}
	}
	end := at(tokens, figures[len(figures)-1]) + 1
	if next := find(tokens[end:], ",;J"); next >= 0 && !only(tokens[end+next:], "DWLMUf_qZ,()j") { // a clause of its own
		tokens = tokens[:end+next]
	}
	for l := range r.all("items", core) {
		items := filter(core[l[0]:l[1]], "PMLD")
		if len(items) != len(figures) {
			continue
		}
		r.bad = append(r.bad, r.reasons(tokens, ofSentence)...)
		r.kindred(items)
		for k, n := range figures {
			part := slices.DeleteFunc(slices.Clone(tokens), func(t words.Token) bool {
				return t.Class.In("j,") || at(items, t) >= 0 && t.Start != items[k].Start || t.Class == words.Count && t.Start != n.Start
			})
			r.figure(&group{chunk: chunk{own: part}, tokens: part}, n, &context{}, r.bad)
			r.claims[len(r.claims)-1].Construction = "respectively"
		}
		return true
	}
	return false
}

// kindred doubts the dates of a list, of which some may take their month from
// another one: 2014年和2015年12月.
func (r *reader) kindred(list []words.Token) {
	kinds := map[dates.Kind]bool{}
	for _, t := range filter(list, "D") {
		if kind := r.told[t.Ref].Date.Kind; kind != dates.None {
			kinds[kind] = true
		}
	}
	if len(kinds) > 1 {
		r.bad = append(r.bad, reason{text: "dates of several kinds in a list"})
	}
}

// lastsOn are reasons that also speak against what takes the metric.
var lastsOn = regexp.MustCompile(`^(?:a change, not|could be|denied:|an aim|expected|several countries:|a product|several services|other things|not understood)`)

// inherits doubts a figure that takes its metric from one that is a change, an aim,
// denied or of a part, in its sentence or in the one before: it can be so, too,
// but not what a total rose to.
func (f *figure) inherits() {
	if hasAny(f.tokens, "PML") {
		return
	}
	for _, c := range f.claims[min(f.made, f.last):f.last] {
		if f.resumes && c.Metric == f.metric && !slices.ContainsFunc(c.Reasons, func(why string) bool { return strings.HasPrefix(why, "no metric") }) {
			if i := slices.IndexFunc(c.Reasons, lastsOn.MatchString); i >= 0 {
				f.doubt("as in the sentence before, "+c.Reasons[i], nil)
			}
		}
	}
	if f.tail || f.ctx.date.Kind == dates.None || hasAny(f.own, "p") || withValue(f.own, "total") >= 0 || withValue(f.own, "to") >= 0 {
		return
	}
	for _, w := range f.ctx.head {
		if w.kind != words.Unknown && lastsOn.MatchString(w.text) {
			f.why = append(f.why, w)
		}
	}
}
