package claims

import (
	"regexp"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// clauses reads a sentence that is no pair of lists.
func (r *reader) clauses(tokens []words.Token) {
	chunks := r.chunks(tokens)
	groups := hang(chunks)
	r.speakers(chunks)
	r.places(chunks, groups)
	ctx := &context{}
	rates := map[int]int{} // claim that the rate of growth at a byte belongs to
	for i, g := range groups {
		if g.cut == words.Semicolon {
			ctx.listed, ctx.bad = false, nil
		}
		heads := filter(g.own, "N")
		if len(heads) == 0 {
			r.event(g, ctx)
			continue
		}
		why := append([]reason{}, r.bad...)
		if len(heads) > 1 {
			why = append(why, reason{text: "two figures in a clause"})
		}
		if g.cut == words.Open && g.before != nil && g.before.Class.In(".@O") {
			why = append(why, reason{text: "figure of " + r.words(*g.before), span: g.before})
		}
		if place := placeLater(groups[i:]); place != nil {
			why = append(why, reason{text: "a place behind the list: " + r.words(*place)})
		}
		for _, n := range heads {
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
	r.grow(rates)
}

// placeLater returns the place of a later figure of the clause, of another
// platform, where the first figure has none: it can be the place of both.
func placeLater(groups []*group) *words.Token {
	if hasClass(groups[0].tokens, words.Place) || hasClass(groups[0].hung, words.Place) {
		return nil
	}
	first := filter(groups[0].tokens, "P")
	for _, g := range groups[1:] {
		if g.cut == words.Semicolon || g.relative {
			return nil
		}
		platforms, places := filter(g.tokens, "P"), filter(g.tokens, "L")
		if len(platforms) > 0 && len(first) > 0 && platforms[0].Value != first[0].Value && len(places) > 0 && places[0].Value != world && places[0].Start > platforms[0].Start {
			return &places[0]
		}
	}
	return nil
}

var speakerForm = regexp.MustCompile(`P[_a]*a[_a]*S|S[_a]*a_*P`)

// speakers finds whose company says the sentence, and when: "we have …,"
// LINE's chief executive said on 22 January.
func (r *reader) speakers(chunks []chunk) {
	for _, c := range chunks {
		m := speakerForm.FindStringIndex(words.Classes(c.tokens))
		if m == nil {
			continue
		}
		for _, t := range c.tokens[m[0]:] {
			if t.Class == words.Platform {
				r.speaker = t.Value
				break
			}
		}
		for _, t := range c.tokens {
			if t.Class == words.Date {
				r.said = r.told[t.Ref].Date
				break
			}
		}
	}
}

// places finds places of the sentence that stand by no figure.
func (r *reader) places(chunks []chunk, groups []*group) {
	bound := map[int]bool{}
	for _, g := range groups {
		for _, t := range g.tokens {
			bound[t.Start] = true
		}
		for _, t := range g.hung {
			bound[t.Start] = true
		}
	}
	for _, c := range chunks {
		if hasClass(c.tokens, words.Source) || c.isRelative() || c.isPart() {
			continue
		}
		for _, t := range c.tokens {
			if t.Class == words.Place && t.Value != world && !bound[t.Start] {
				r.loose = append(r.loose, t)
			}
		}
	}
}

// world is the market that a text means if it limits none.
const world = "WLD"

var (
	deltaBefore = regexp.MustCompile(`i[_qMU1f]*$`)
	deltaBehind = regexp.MustCompile(`^[1MUq_]*[_fM]*i`)
	upBehind    = regexp.MustCompile(`^[1q_]*u`)
	upBefore    = regexp.MustCompile(`u[_q]*$`)
)

// grownMetric reports a verb of growth before its noun: the users that were
// gained.
func grownMetric(tokens []words.Token) bool {
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

// moreBehind reports "2 million fewer than": a difference.
func moreBehind(tokens []words.Token) bool {
	return len(tokens) > 0 && tokens[0].Class == 'q' && tokens[0].Value != "approx" && hasAny(tokens[1:], "DWN")
}

// figure reads one figure and makes a claim of it.
func (r *reader) figure(g *group, n words.Token, ctx *context, why []reason) {
	i := indexOf(g.tokens, n)
	why = append([]reason{}, why...)
	platform, more := r.subject(g, n, ctx)
	why = append(why, more...)
	base := platform // a count on smart devices is that of another platform of the list
	if compared := g.cut.In("cW(") || g.depth > 0; compared && ctx.mobile != "" && !hasClass(g.tokens, words.Platform) {
		platform = ctx.mobile
	}
	if platform != "" && hasClass(g.tokens, words.Smart) {
		if id := platform + "-mobile"; r.names.Has(id) {
			platform = id
		} else if !r.names.IsMobile(platform) {
			why = append(why, reason{text: "a part of the users"})
		}
	}
	tail := ctx.figure && (g.cut.In("cW(") || g.depth > 0 || hasAny(g.tokens, "cW"))
	metric, more := r.metric(g, n, ctx, tail)
	why = append(why, more...)
	if metric != "" {
		r.lastMetric = metric
	}
	date, more := r.date(g, n, ctx, tail)
	why = append(why, more...)
	place, more := r.place(g, platform, ctx, tail)
	why = append(why, more...)
	classes := words.Classes(g.tokens)
	num := r.numbers[n.Ref]
	change := hasClass(g.own, 'i') || deltaBefore.MatchString(classes[:i]) || deltaBehind.MatchString(classes[i+1:]) || grownMetric(g.tokens) ||
		r.lex.CJK() && upBehind.MatchString(classes[i+1:]) || !r.lex.VerbFinal() && upBefore.MatchString(classes[:i]) || !r.lex.CJK() && moreBehind(g.tokens[i+1:])
	if metric == "registered" && hasClass(g.own, words.Frequency) { // signing up every day
		change = true
	}
	if change {
		why = append(why, reason{text: "a change, not a level"})
	}
	if num.Broken {
		why = append(why, reason{text: "the number is broken: " + r.words(n), span: &n})
	}
	if tail {
		why = append(why, ctx.head...)
	} else if !hasClass(g.tokens, words.Platform) {
		why = append(why, ctx.bad...)
	}
	why = append(why, r.account(g, n)...)
	qualifier := "at_least"
	if !num.Range {
		qualifier = r.qualifier(g.tokens, i)
	}
	c := Claim{
		Kind: "observation", Start: r.start, End: r.end, PlatformID: platform, Metric: metric, Market: place,
		Period: date.String(), Basis: date.Basis(), Value: num.Value, High: num.High, ValueText: r.words(n), Scale: num.Scale,
		Resolution: num.Resolution, Qualifier: qualifier, Unit: "people", Comparative: tail, Construction: formOf(g, tail),
	}
	if change {
		c.Kind = "growth"
	}
	if c.Market == "" {
		c.Market = world
	}
	r.judge(&c, why)
	r.claims = append(r.claims, c)
	if platform != "" && !g.relative && !tail {
		r.carry(ctx, g, base, metric, date, place, why)
		if ctx.mobile = ""; platform != base {
			ctx.mobile = platform
		}
	}
}

// carry keeps what a figure says for those behind it.
func (r *reader) carry(ctx *context, g *group, platform, metric string, date dates.Date, place string, why []reason) {
	ctx.bad, ctx.head = nil, why
	for _, w := range why {
		if w.kind.In("Gx&b") || w.span != nil && w.kind == 0 || w.text == "several platforms" || w.text == "users of no kind" || w.text == "no platform" || w.text == "two figures in a clause" {
			ctx.bad = append(ctx.bad, w)
		}
	}
	ctx.platform, ctx.figure, ctx.end = platform, true, g.tokens[len(g.tokens)-1].End
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

// qualifier returns the bound that stands by a figure.
func (r *reader) qualifier(tokens []words.Token, i int) string {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if tokens[k].Class == 'q' {
			return tokens[k].Value
		}
		if !tokens[k].Class.In("_vqpL") {
			break
		}
	}
	for k := i + 1; k < len(tokens) && k <= i+3; k++ {
		if tokens[k].Class == 'q' && !(k+1 < len(tokens) && tokens[k+1].Class == words.Count) {
			return tokens[k].Value
		}
		if !tokens[k].Class.In("1q") {
			break
		}
	}
	if hasClass(tokens, 'p') {
		return "at_least"
	}
	return "exact"
}

// account asks of every token of a chunk whether it is understood. A word that
// no list has speaks against the figure if it stands in its chunk, right behind
// it or right behind the platform; a name wherever it stands.
func (r *reader) account(g *group, n words.Token) []reason {
	var why []reason
	own := map[int]bool{}
	for _, t := range g.own {
		own[t.Start] = true
	}
	core := filter(g.tokens, "PMNDWL")
	low, high := core[0].Start, core[0].End
	for _, t := range core {
		low, high = min(low, t.Start), max(high, t.End)
	}
	for k, t := range g.tokens {
		within := low <= t.Start && t.Start <= high
		switch {
		case t.Class.In(ofSentence): // judged for the sentence
		case t.Class == '#' && !within:
		case t.Class.In(against):
			why = append(why, r.because(t))
		case t.Class == words.Broken:
			why = append(why, reason{text: "the number is broken: " + r.words(t), span: &g.tokens[k]})
		case t.Class.In(".@O57n$TX"):
			if t.Class.In("@O.") && isSource(g.tokens, k) {
				continue
			}
			if t.Class == words.Owner && r.platformBehind(g.tokens, k) {
				continue
			}
			if t.Class == words.Quantity && hasAny(g.tokens[max(0, k-2):min(len(g.tokens), k+4)], "ui") || t.Class.In("TX") && !within {
				continue
			}
			if within || own[t.Start] || t.Class == words.Name || r.rightBehind(g.tokens, n, k) || k > 0 && g.tokens[k-1].Class == words.Platform && t.Class == words.Name {
				why = append(why, r.because(t))
			}
		}
	}
	for _, t := range g.extra {
		if t.Class.In(">~Gx&8") {
			why = append(why, r.because(t))
		}
	}
	return why
}

// platformBehind reports that a company stands before its platform: Tencent's
// WeChat, Kakao said that KakaoTalk.
func (r *reader) platformBehind(tokens []words.Token, k int) bool {
	for _, t := range tokens[k+1:] {
		if t.Class == words.Platform {
			return true
		}
		if !t.Class.In("_aSOrvz@DtL") || t.Class == words.Date && hasClass(tokens[:k], words.Count) {
			return false
		}
	}
	return false
}

// rightBehind reports that tokens[k] is the first word of meaning behind a
// figure.
func (r *reader) rightBehind(tokens []words.Token, n words.Token, k int) bool {
	if tokens[k].Start < n.End || !tokens[k].Class.In(".@n") {
		return false
	}
	pass := "q1_"
	if r.lex.CJK() {
		pass = "q1_v"
	}
	for j := k - 1; j >= 0 && tokens[j].Start >= n.End; j-- {
		if !tokens[j].Class.In(pass) {
			return false
		}
	}
	return true
}

// respectively pairs two lists: P and P had N and N M respectively. It reports
// whether it read the sentence.
func (r *reader) respectively(tokens []words.Token) bool {
	if !hasClass(tokens, 'Z') {
		return false
	}
	core := filterOut(tokens, "_1q")
	classes := words.Classes(core)
	m := numberList.FindStringIndex(classes)
	if m == nil {
		return false
	}
	figures := filter(core[m[0]:m[1]], "N")
	for _, form := range []*regexp.Regexp{platformList, metricList} {
		for _, l := range form.FindAllStringIndex(classes[:m[0]], -1) {
			items := filter(core[l[0]:l[1]], "PM")
			if len(items) != len(figures) {
				continue
			}
			for k, n := range figures {
				var part []words.Token
				for _, t := range tokens {
					if t.Class.In("j,") || contains(items, t) && t.Start != items[k].Start || t.Class == words.Count && t.Start != n.Start {
						continue
					}
					part = append(part, t)
				}
				g := &group{own: part, tokens: part}
				r.figure(g, n, &context{}, r.bad)
				r.claims[len(r.claims)-1].Construction = "respectively"
			}
			return true
		}
	}
	return false
}

var (
	numberList   = regexp.MustCompile(`N(?:M?[,j]+N)+`)
	platformList = regexp.MustCompile(`P(?:[,j]+P)+`)
	metricList   = regexp.MustCompile(`M(?:[,j]+M)+`)
)

func contains(list []words.Token, t words.Token) bool {
	for _, x := range list {
		if x.Start == t.Start {
			return true
		}
	}
	return false
}
