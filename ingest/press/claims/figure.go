package claims

import (
	"cmp"
	"regexp"
	"slices"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// clauses reads a sentence that is no pair of lists.
func (r *reader) clauses(tokens []words.Token) {
	chunks := r.chunks(tokens)
	groups := hang(chunks)
	for _, c := range chunks {
		n := find(c.tokens, "N")
		for i, t := range c.tokens {
			if !t.Class.In(ofSentence) {
				continue
			}
			w := r.because(t)
			apart := c.cut.In("j;") || c.has("PDWLj") || n >= 0 && n < i && hasAny(c.tokens[n:i], "r") // N that were expected
			if c.head && apart && t.Class != '-' && !r.lex.VerbFinal() {                               // it speaks against its own figure and those behind
				w.from = c.tokens[0].Start
			}
			r.bad = append(r.bad, w)
		}
	}
	r.speakers(chunks)
	r.places(chunks, groups)
	r.dateBehind(groups)
	ctx := &context{}
	rates := map[int]int{} // claim that the rate of growth at a byte belongs to
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
			r.figure(g, n, ctx, why)
		}
		last := len(r.claims) - 1
		if r.claims[last].Comparative || r.claims[last].Kind != "observation" {
			continue
		}
		for _, rate := range r.growth {
			if _, known := rates[rate.at.Start]; !known || rate.at.Start > g.own[0].Start {
				rates[rate.at.Start] = last
			}
		}
	}
	for _, g := range r.growth {
		if k, ok := rates[g.at.Start]; ok {
			r.claims = append(r.claims, r.claims[k].rate(g, r.words(g.at)))
		}
	}
}

// dateBehind gives the one date of a sentence of one platform, where it stands
// behind all figures in brackets or behind the last of a list, to all of them: N
// M and N M on D.
func (r *reader) dateBehind(groups []*group) {
	when := find(r.tokens, "DW")
	if when < 0 || len(groups) < 2 || len(values(r.tokens, "P")) > 1 || hasAny(r.tokens, "J;") {
		return
	}
	date, last := r.tokens[when], groups[len(groups)-1]
	n := find(last.own, "N")
	bracketed := hasAny(r.tokens[:when], "(") && r.tokens[len(r.tokens)-1].Class == words.Close && date.Start > last.own[len(last.own)-1].End
	listed := last.cut == atAnd && n >= 0 && only(last.own[:n], "_q1") && at(last.own, date) > n
	for _, g := range groups {
		if (bracketed || listed) && date.Class == words.Date && at(g.tokens, date) < 0 {
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

var speakerForm = regexp.MustCompile(`P[_a]*a[_a]*S|S[_a]*a_*P|a[_a]*P[_D]*S`)

// speakers finds whose company says the sentence: "we have …," LINE's chief
// executive said.
func (r *reader) speakers(chunks []chunk) {
	for _, c := range chunks {
		if !c.has("S") || !c.has("P") {
			continue
		}
		if m := speakerForm.FindStringIndex(words.Classes(c.tokens)); m != nil {
			r.speaker = c.tokens[m[0]+find(c.tokens[m[0]:], "P")].Value
		}
	}
}

// places finds places of the sentence that stand by no figure.
func (r *reader) places(chunks []chunk, groups []*group) {
	for i, c := range chunks {
		alone := c.cut == words.Semicolon && !slices.ContainsFunc(chunks[i:], func(c chunk) bool { return c.head })
		if c.has("Sa") || c.isRelative() || c.isPart() || alone {
			continue
		}
		for _, t := range filter(c.tokens, "L") {
			if t.Value != world && !slices.ContainsFunc(groups, func(g *group) bool { return at(g.tokens, t) >= 0 || at(g.hung, t) >= 0 }) {
				r.loose = append(r.loose, t)
			}
		}
	}
}

// world is the market that a text means if it limits none.
const world = "WLD"

// changes are the ways to say a change around a figure, which is ! in them;
// order is that of the words: "" any, with verbs at the end or not, or the
// scripts that need no blanks or the others.
var changes = []struct {
	form  *regexp.Regexp
	holds func(l *words.Lexer) bool
}{
	{regexp.MustCompile(`i[_qMU1f]*!|![1MUq_]*[_fM]*i`), func(*words.Lexer) bool { return true }},
	{regexp.MustCompile(`![1q_]*u`), (*words.Lexer).CJK},
	{regexp.MustCompile(`u[_q]*!`), func(l *words.Lexer) bool { return !l.VerbFinal() }},
}

// isChange reports a figure that is an increase or a decrease.
func (r *reader) isChange(g *group, i int, metric string) bool {
	if hasAny(g.own, "i") || metric == "registered" && hasAny(g.own, "f") || grown(g.tokens) { // signing up every day
		return true
	}
	if hasAny(g.tokens, "iu") {
		classes := []byte(words.Classes(g.tokens))
		classes[i] = '!'
		for _, c := range changes {
			if c.holds(r.lex) && c.form.Match(classes) {
				return true
			}
		}
	}
	rest := g.tokens[i+1:] // 2 million fewer than
	return !r.lex.CJK() && len(rest) > 0 && rest[0].Class == 'q' && rest[0].Value != "approx" && hasAny(rest[1:], "DWN")
}

// grown reports a verb of growth before its noun: the users that were gained.
func grown(tokens []words.Token) bool {
	grown := false
	for _, t := range tokens {
		switch {
		case t.Class == words.Count:
			return false
		case t.Class == 'u' || t.Class == 'v' && t.Value == "grown":
			grown = true
		case t.Class == words.Metric && grown:
			return true
		case !t.Class.In("_PL"):
			grown = false
		}
	}
	return false
}

// onDevices returns the platform that stands for another one on smart devices.
func (r *reader) onDevices(platform string) (string, []reason) {
	if id := platform + "-mobile"; r.names.Has(id) {
		return id, nil
	}
	return platform, because("a part of the users", nil)
}

// figure reads one figure and makes a claim of it.
func (r *reader) figure(g *group, n words.Token, ctx *context, why []reason) {
	i := at(g.tokens, n)
	compared := g.cut.In("cW(") || g.depth > 0 || g.isShare()
	tail := ctx.figure && (compared || hasAny(g.tokens, "cW"))
	platform, more := r.subject(g, n, ctx)
	why = slices.Concat(why, more)
	base := platform // a count on smart devices is that of another platform of the list
	if platform != "" && hasAny(g.tokens, "2") {
		platform, more = r.onDevices(platform)
		why = append(why, more...)
	}
	metric, more := r.metric(g, n, ctx, tail)
	why = append(why, more...)
	if metric != "" {
		r.lastMetric = metric
	}
	date, more := r.date(g, n, ctx, tail)
	why = append(why, more...)
	place, more := r.place(g, platform, ctx, tail)
	why = append(why, more...)
	if g.resumes && place == "" {
		place = r.beforeMarket
	}
	num := r.numbers[n.Ref]
	c := Claim{
		Kind: "observation", Start: r.start, End: r.end, PlatformID: platform, Metric: metric, Market: cmp.Or(place, world),
		Period: date.String(), Basis: date.Basis(), Value: num.Value, High: num.High, ValueText: r.words(n), Scale: num.Scale,
		Resolution: num.Resolution, Qualifier: "at_least", Unit: "people", Comparative: tail, Construction: formOf(g, tail),
	}
	if r.isChange(g, i, metric) {
		c.Kind = "growth"
		why = append(why, reason{text: "a change, not a level"})
	}
	if num.Broken {
		why = append(why, reason{text: "the number is broken: " + r.words(n), span: &n})
	}
	if tail && !g.isShare() && !hasAny(g.tokens, "P") && (num.Value > 10*ctx.value || ctx.value > 10*num.Value) {
		why = append(why, reason{text: "far from the figure that it is compared with"})
	}
	if tail {
		for _, w := range ctx.head { // its own date and its own place are in the stead of those of its head
			if w.text != "no date" && !(w.kind == words.Group && g.isShare()) {
				why = append(why, w)
			}
		}
	} else if !hasAny(g.tokens, "P") {
		why = append(why, ctx.bad...)
	}
	why = append(why, r.account(g, n, platform)...)
	if !num.Range {
		c.Qualifier = qualifier(g.tokens, i)
	}
	r.judge(c, why)
	if platform == "" || g.relative || tail {
		return
	}
	ctx.carry(base, metric, date, place, why)
	ctx.figure, ctx.end = true, g.tokens[len(g.tokens)-1].End
	ctx.value, ctx.passed = num.Value, hasAny(g.own, "p")
}

// carry keeps what a figure says for those behind it.
func (ctx *context) carry(platform, metric string, date dates.Date, place string, why []reason) {
	ctx.platform, ctx.bad, ctx.head = platform, nil, why
	for _, w := range why {
		if w.kind.In("Gx&b") || w.span != nil && w.kind == 0 || w.text == "several platforms" || w.text == "users of no kind" || w.text == "no platform" || w.text == "two figures in a clause" {
			ctx.bad = append(ctx.bad, w)
		}
	}
	if metric != "" {
		ctx.metric = metric
	}
	if date.Kind != dates.None {
		ctx.date = date
	}
	if place != "" {
		ctx.place, ctx.listed = place, true
	}
}

// qualifier returns the bound that stands by a figure, before or behind it.
func qualifier(tokens []words.Token, i int) string {
	for k := i - 1; k >= max(0, i-3) && tokens[k].Class.In("_vqpL"); k-- {
		if tokens[k].Class == 'q' {
			return tokens[k].Value
		}
	}
	for k := i + 1; k < min(len(tokens), i+4) && tokens[k].Class.In("1q"); k++ {
		if tokens[k].Class == 'q' && !(k+1 < len(tokens) && tokens[k+1].Class == words.Count) {
			return tokens[k].Value
		}
	}
	if hasAny(tokens, "p") {
		return "at_least"
	}
	return "exact"
}

// account asks of every token of a chunk whether it is understood. A word that
// no list has speaks against the figure if it stands between the first and the
// last of what the claim says, or right behind the figure; a name or other
// things anywhere in the chunk.
func (r *reader) account(g *group, n words.Token, platform string) []reason {
	var why []reason
	low, high := extent(g.tokens, "PMNDWL")
	for k, t := range g.tokens {
		within := low <= t.Start && t.Start <= high
		switch {
		case t.Class.In(ofSentence), t.Class == '#' && !within, t.Class.In("TX") && !within: // judged for the sentence, or of no matter
		case t.Class == words.Subset && t.Value == "split" && g.isShare():
		case t.Value == "nation" && (k > 0 && g.tokens[k-1].Class.In("MUN") || k+1 < len(g.tokens) && g.tokens[k+1].Class.In("MU")):
			why = append(why, reason{text: "a part of the users: " + r.words(t), kind: words.Subset})
		case t.Class.In(against), t.Class == words.Broken:
			why = append(why, r.because(t))
		case t.Class.In("@O.") && (isSource(g.tokens, k) || isOwner(g.tokens, k) || r.saidIn(g.tokens, k)), t.Class == words.Owner && t.Value == platform, t.Class == words.Owner && comes(g.tokens[k+1:], "_aSOrvz@tLD", "P", len(g.tokens)),
			t.Class == words.Quantity && hasAny(g.tokens[max(0, k-2):min(len(g.tokens), k+4)], "ui"):
		case t.Class == '.' && !within && !r.rightBehind(g.tokens, n, k):
		case t.Class.In(".@O57n$TX") && (within || t.Class == words.Name || at(g.own, t) >= 0 || r.rightBehind(g.tokens, n, k)):
			why = append(why, r.because(t))
		}
	}
	for _, t := range filter(g.extra, ">~Gx&8") {
		why = append(why, r.because(t))
	}
	return why
}

// rightBehind reports that tokens[k] is the first word of meaning behind a
// figure.
func (r *reader) rightBehind(tokens []words.Token, n words.Token, k int) bool {
	pass := "q1_"
	if r.lex.CJK() {
		pass = "q1_v"
	}
	i := at(tokens, n)
	return i < k && tokens[k].Class.In(".@n") && only(tokens[i+1:k], pass)
}

var (
	numberList = regexp.MustCompile(`N(?:M?[,j]+N)+`)
	itemList   = regexp.MustCompile(`P(?:[,jc]+P)+|M(?:[,j]+M)+`)
)

// respectively pairs two lists: P and P had N and N M respectively. It reports
// whether it read the sentence.
func (r *reader) respectively(tokens []words.Token) bool {
	if !hasAny(tokens, "Z") {
		return false
	}
	core := filterOut(tokens, "_1q")
	classes := words.Classes(core)
	m := numberList.FindStringIndex(classes)
	if m == nil {
		return false
	}
	figures := filter(core[m[0]:m[1]], "N")
	end := at(tokens, figures[len(figures)-1]) + 1
	if next := find(tokens[end:], ",;J"); next >= 0 && !only(tokens[end+next:], "DWLMUf_qZ,()") { // a clause of its own
		tokens = tokens[:end+next]
	}
	for _, l := range itemList.FindAllStringIndex(classes[:m[0]], -1) {
		items := filter(core[l[0]:l[1]], "PM")
		if len(items) != len(figures) {
			continue
		}
		for _, t := range filter(tokens, ofSentence) {
			r.bad = append(r.bad, r.because(t))
		}
		for k, n := range figures {
			part := slices.DeleteFunc(slices.Clone(tokens), func(t words.Token) bool {
				return t.Class.In("j,") || at(items, t) >= 0 && t.Start != items[k].Start || t.Class == words.Count && t.Start != n.Start
			})
			r.figure(&group{own: part, tokens: part}, n, &context{}, r.bad)
			r.claims[len(r.claims)-1].Construction = "respectively"
		}
		return true
	}
	return false
}
