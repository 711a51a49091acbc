package claims

import (
	"cmp"
	"slices"

	"headstart/ingest/press/words"
)

// A chunk is a stretch of a sentence with at most one figure, or one beginning
// or end.
type chunk struct {
	own   []words.Token
	cut   words.Class  // what it begins after: a mark, or the class of a word
	depth int          // of brackets
	head  bool         // it has a figure or an event
	title bool         // it is a heading before a colon
	of    *words.Token // what a relative clause before its noun is of
}

// heads are the classes that a chunk has one of.
const heads = "NTX"

// Where a chunk is cut that has no mark before it.
const (
	atAnd words.Class = 'j'
	atTo  words.Class = 'v' // before a further figure: from N to N
	atAgo words.Class = 'W'
)

// chunks cuts a sentence, once: at marks, before clausal words, comparisons,
// relative pronouns and relative dates, and at "and" between two figures.
func (r *reader) chunks(tokens []words.Token) []chunk {
	out, c, from := r.spare[:0], chunk{}, 0 // c, from a token on, is being cut
	// The next one begins at a token, so that a mark before it is in none.
	flush := func(end, next int, cut words.Class) {
		if c.own = slices.Clip(tokens[from:end]); len(c.own) > 0 {
			out = append(out, c)
		}
		if len(c.own) > 0 || c.cut != words.Semicolon || cut != words.Comma { // but, N
			c.cut = cut
		}
		from = next
	}
	for i := range tokens {
		now, t, rest := tokens[from:i], tokens[i], tokens[i+1:]
		switch {
		case t.Value == "since" && t.Class == 'T':
			dated := len(filter(now, "D")) == 1 && (only(now, "_D") || only(now, "P_D") && comes(rest, "_v57q", "D", 6)) // P began on D, after h on D it had N
			if r.lex.VerbFinal() && dated {
				flush(i+1, i+1, atAnd)
			} else if comes(rest, "_", "D", 3) {
				flush(i, i, atAnd)
			} else {
				tokens[i].Class = words.Harmless
			}
		case t.Class == words.Comma && len(now) > 0 && (only(now, "x_") && now[0].Class == words.Subset || // of these, N; at N, P's M
			len(out) == 0 && now[0].Value == "ahead" && only(now, "vNq1_MUf") && !hasAny(rest, heads)):
		case t.Class == words.Comma && r.is("named apart", tokens, i): // shut down its messenger, P, on D
			tokens[i].Class, tokens[i+1+find(rest, ",")].Class = words.Harmless, words.Harmless
		case t.Class.In(",;:()="):
			if flush(i, i+1, t.Class); t.Class == words.Open {
				c.depth++
			} else if t.Class == words.Close {
				c.depth = max(0, c.depth-1)
			}
		case t.Class == 'J':
			flush(i, i+1, words.Semicolon)
		case hasAny(now, "N") && (t.Class == words.Compare || t.Class == words.Contrast && comes(rest, "_qP", "N", 5)): // far behind the N of P
			flush(i, i, words.Compare)
		case len(now) == 0 && t.Value == "that" && t.Class == words.Relative && r.form("said apart", tokens, i, i+1) != nil:
			tokens[i].Class = words.Harmless
		case len(now) == 0 && (t.Class == words.Relative || t.Value == "article" && i > 1 && c.cut == words.Comma && tokens[i-2].Class == words.Platform):
			c.cut = words.Relative
		case t.Class.In("WD") && r.lex.CJK() && hasAny(now, heads) && (t.Class == words.Ago || len(rest) > 0 && rest[0].Class == words.Open && comes(rest[1:], "_q", "N", len(rest))):
			flush(i, i, atAgo)
		case t.Value == "to" && t.Class.In("v_") && hasAny(now, "N") && comes(rest, "_qD", "N", 5):
			flush(i, i, atTo)
		case t.Class == words.Platform && (len(now) > 0 && now[len(now)-1].Class.In("TX") && r.lex.Prenominal(now[len(now)-1]) ||
			r.is("launched before", tokens, i)): // T on D 的 P, closed on D
			c.cut = words.Relative
			flush(i, i, 0)
			out[len(out)-1].of = &tokens[i]
		case r.lex.CJK() && r.form("less than it", now, 0, 0) != nil && t.Class.In("iu") && comes(rest, "_q", "N", 4): // than the N of a year before, by N more
			flush(i, i, atAnd)
		case t.Class == words.Conjunction && hasAny(now, heads) && (hasAny(rest, heads) || len(rest) > 0 && rest[0].Class.In("m>!")):
			flush(i, i+1, atAnd)
		case t.Class.In("PD") && hasAny(now, "TX") && hasAny(now, "D") && (hasAny(rest, "TX") || r.lex.VerbFinal() && now[len(now)-1].Class.In("TX") && hasAny(rest, "N5>")):
			flush(i, i, atAnd)
		}
	}
	flush(len(tokens), len(tokens), 0)
	dated := false // by a date before that an event can take
	for i := range out {
		k := &out[i]
		dated = dated || k.has("D")
		k.head = k.has("N") || k.has("TX") && dated
		dated = dated && !k.head
	}
	r.spare = out
	return out
}

// A group is a chunk with a figure or an event, and what hangs on it.
type group struct {
	chunk
	tokens   []words.Token // with the chunks that hang on it
	before   *words.Token  // last token of the chunk before
	relative bool          // a relative clause: the subject is the token before it
	resumes  bool          // its metric is that of the figure of the sentence before, or its date counts from it; so its market is the same
	extra    []words.Token // of chunks that were not understood and stand behind
	hung     []words.Token // chunks before a relative clause
	bracket  []words.Token // in brackets behind it
}

func (c chunk) has(set string) bool { return hasAny(c.own, set) }

func (c chunk) isRelative() bool {
	return c.cut == words.Relative || c.own[0].Class == words.Relative
}

// isAdjunct reports a chunk that says nothing but when, where and of whom.
func (c chunk) isAdjunct() bool {
	return only(c.own, "DWLGPMUf_qeSaOtjlz1vIZuc*g2") && c.has("DWtLGPM")
}

// isPart reports a chunk of a part of the figure before: of whom, 88% of them, not most of them bots.
func (c chunk) isPart() bool {
	i := find(c.own, "x")
	return i >= 0 && c.own[len(c.own)-1].Value != "fake" && (hasAny(c.own[:i], "57%") || c.depth == 0 && c.own[0].Value != "without") && only(c.own[:i], "5%_qj.")
}

// isShare reports the part of the figure before that is a figure by itself: of
// whom 5 million in France, of which 3 million active each day, of which the monthly
// users in Korea were 5 million.
func (g *group) isShare() bool {
	x := find(g.own, "x")
	places, metrics := len(filter(g.tokens, "L")), len(filter(g.own, "M"))
	return x >= 0 && g.own[x].Value == "split" && only(g.own[:x], "_Nq1M") && len(filter(g.tokens, "x")) == 1 && places <= 1 && metrics <= 1 && places+metrics > 0
}

// isSource reports a chunk that says who said it: according to N, in a letter
// dated D.
func (c chunk) isSource() bool {
	return (c.has("S") || c.has("a") && c.has("D") && !c.has("P")) && !c.has("M")
}

// isRanking reports a chunk that only compares with another platform: N, above P.
func (c chunk) isRanking() bool {
	return c.own[len(c.own)-1].Class == words.Platform && c.has("qp") && only(c.own, "_qp^cP")
}

// isOfOthers reports a clause of a platform with a figure that counts no users, only
// what the lists call a measure: P had N downloads.
func (c chunk) isOfOthers() bool {
	n := find(c.own, "5")
	counted := filter(c.own[:max(0, n)], "n")
	return len(counted) > 0 && !slices.ContainsFunc(counted, func(t words.Token) bool { return t.Value != "measure" })
}

// keep returns the chunk with its tokens of some classes; where it has none, an
// empty token keeps its place.
func (c chunk) keep(set string) chunk {
	at := c.own[0].Start
	if c.own = filter(c.own, set); len(c.own) == 0 {
		c.own = []words.Token{{Class: words.Harmless, Start: at, End: at}}
	}
	return c
}

// hanger hangs chunks without a figure on those with one.
type hanger struct {
	chunks  []chunk
	groups  []*group
	pending []chunk // to hang on the next figure
	fence   int     // figures before a semicolon take nothing more
	aside   bool    // the chunk before was of a part of a figure, or of a contrast
	other   bool    // a clause of another subject, without a figure, goes on
}

// take hangs one chunk.
func (h *hanger) take(k int) {
	c := h.chunks[k]
	if c.cut == words.Semicolon {
		h.pending = slices.DeleteFunc(h.pending, func(p chunk) bool { return !p.isAdjunct() || p.has("P") })
		h.fence = len(h.groups)
	}
	if c.head {
		h.aside = false
		h.addHead(k)
		return
	}
	aside := h.aside && c.cut == words.Comma && !c.has("P")
	contrast := c.own[0].Class == words.Contrast || c.own[len(c.own)-1].Class.In("^c") && only(c.own, "P^c_LO.@") && c.has("P")
	contrast = contrast || len(h.groups) > 0 && c.isRanking()
	h.aside = aside || c.isPart() || contrast || c.isSource() && h.aside
	if c.isRelative() && k+1 < len(h.chunks) && h.chunks[k+1].own[0].Value == "ahead" { // which P, with N, had overtaken
		h.pending = append(h.pending, c.keep("P"))
	}
	if h.other = h.other && c.cut != words.Semicolon || h.isOther(k); h.other {
		last := h.groups[len(h.groups)-1]
		last.extra = append(last.extra, filter(c.own, "-?")...)
		return
	}
	between := k > 0 && k+1 < len(h.chunks) && c.cut == words.Comma && h.chunks[k+1].cut == words.Comma
	if n := len(h.groups); n > 0 && !slices.ContainsFunc(h.chunks[k+1:], func(c chunk) bool { return c.head }) {
		h.groups[n-1].extra = append(h.groups[n-1].extra, filter(c.own, "-?")...) // which was wrong, critics doubt
	}
	if out := filter(c.own, "LG"); (contrast || c.own[0].Class == '!') && len(out) > 0 && !c.has("P") { // except in R
		for i := range out {
			out[i].Class = words.Group
		}
		if n := len(h.groups); n > 0 {
			h.groups[n-1].extra = append(h.groups[n-1].extra, out...)
		} else {
			h.pending = append(h.pending, chunk{own: out})
		}
	}
	if h.isDashed(k) {
		return
	}
	if aside || c.isRelative() || contrast || between && c.own[0].Value == "aside" && h.chunks[k+1].own[0].Value != "ahead" { // P, bought by O in D, had
		return
	}
	if between {
		if c = h.apposition(k); c.own == nil {
			return
		}
	}
	var next *chunk
	if i := slices.IndexFunc(h.chunks[k+1:], func(c chunk) bool { return c.head }); i >= 0 {
		next = &h.chunks[k+1+i]
	}
	var last *group
	for i := h.fence; i < len(h.groups); i++ {
		if g := h.groups[i]; last == nil || g.depth <= c.depth { // behind brackets what stands before them
			last = g
		}
	}
	of := c.depth > 0 && k+1 < len(h.chunks) && h.chunks[k+1].cut == words.Colon && h.chunks[k+1].head // N (in 2014: N)
	when := filter(c.own, "DW")
	switch {
	case k+1 < len(h.chunks) && h.chunks[k+1].cut == words.Colon && len(h.groups) == 0: // a heading
		h.pending = append(h.pending, c)
		for i := range h.pending { // with all that stands before it
			h.pending[i].title = true
		}
	case c.isSource() && len(when) > 0 && last != nil && !c.has(ofClause) && !slices.ContainsFunc(h.groups[h.fence:], func(g *group) bool { return hasAny(g.tokens, "D") }): // else those without one may have that of another one
		for _, g := range h.groups[h.fence:] {
			if !hasAny(g.tokens, "DW") {
				g.tokens = append(slices.Clip(g.tokens), when...)
			}
		}
	case c.isSource() && (len(when) == 0 || last != nil):
		h.pending = append(h.pending, c.keep("PS-?"+ofClause))
	case last != nil && c.isPart():
	case last != nil && c.depth > 0 && c.isAdjunct() && c.has("P") && c.own[0].Class != words.Platform: // N (with P)
		last.bracket = append(last.bracket, c.own...)
	case last != nil && only(c.own, "cuWD_q") && c.has("c") && c.has("W") && (k+1 == len(h.chunks) || h.chunks[k+1].depth <= c.depth): // unchanged from the quarter before
	case c.isAdjunct() && !of && last != nil && (next == nil || len(when) > 0 && !hasAny(last.tokens, "DW") && len(h.pending) == 0 || c.depth > 0 && next.depth == 0 && len(h.pending) == 0):
		last.tokens = append(last.tokens, c.own...)
	case c.isAdjunct():
		if next != nil {
			h.pending = append(h.pending, c)
		}
	default:
		h.strange(c, next, last)
	}
}

// isOther reports that a clause behind the last figure, without one of its own, has
// another subject: and Q, for all that, is not among the ten; adding that A, blocked
// since D, had lost half.
func (h *hanger) isOther(k int) bool {
	own, rest := filterOut(h.chunks[k].own, "_a"), []words.Token{}
	for _, c := range h.chunks[k:] {
		if c.head {
			return false
		}
		rest = append(rest, c.own...)
	}
	if len(h.groups) == 0 || len(own) < 2 || hasAny(rest, "MUNL") || slices.ContainsFunc(rest, refers) {
		return false
	}
	last := h.groups[len(h.groups)-1]
	said := own[0].Value == "that" && own[0].Class == words.Source
	if own[1].Class == words.Platform {
		verb := len(own) > 2 && own[2].Class.In("vp!S") || len(own) == 2 && hasAny(rest[len(h.chunks[k].own):], "vp!")
		part := hasAny(rest, "x") && !hasAny(rest, "!") // of the users, not of a ranking
		return (said || own[0].Class == words.Conjunction) && verb && !part && !slices.Contains(values(last.tokens, "P"), own[1].Value)
	}
	return said && isMarked(own[1])
}

// refers reports a word that can stand for a figure or for those who are counted.
func refers(t words.Token) bool {
	return t.Class == words.Pronoun && t.Value != "possessive" || slices.Contains([]string{"self", "covers", "recall", "recast", "also", "them", "without", "fraction"}, t.Value)
}

// apposition reads what stands between two commas, behind a platform: it returns what of it is to be hung, no tokens if nothing is.
func (h *hanger) apposition(k int) chunk {
	c := h.chunks[k]
	before, behind, d, i := h.chunks[k-1].own, h.chunks[k+1].own, find(c.own, "D"), find(c.own, "LGx")
	switch {
	case before[len(before)-1].Class != words.Platform || c.own[0].Value == "aside":
	case d > 1 && !c.isSource() || d == 1 && c.own[0].Class == words.Source: // P, renamed in D, has
		return chunk{}
	case c.has("DW") || !comes(behind, "_", "vpS", len(behind)) || i >= 0 && only(c.own[:i], "_z97Nqj"):
	case c.isAnother():
		h.pending = append(h.pending, chunk{own: filter(c.own, ".n")})
		return chunk{}
	case !c.adds():
		c = c.keep(ofClause) // P, once the darling of teens, had
	}
	return c
}

// isAnother reports an aside that may say that something else with the name of a
// platform is meant: P, a health coach, had; P, the streaming service, had.
func (c chunk) isAnother() bool {
	n := len(c.own) - 1
	last := c.own[n]
	return slices.Contains([]string{"the", "a"}, c.own[0].Value) && (last.Class.In(".n") || last.Value == "app" && c.own[n-1].Class.In(".n") || last.Class == words.Role && c.own[n-1].Value == "thing")
}

// adds reports an aside behind a platform that may add another one to it: P,
// together with Q, had; P (with Q) had.
func (c chunk) adds() bool {
	return c.depth > 0 || len(c.own) <= 3 && c.own[len(c.own)-1].Class == words.Platform
}

// isDashed reports a chunk between two dashes with no figure and more than when,
// where or of whom: P - the app that O bought (N) in D - had.
func (h *hanger) isDashed(k int) bool {
	dash := func(c chunk) bool { return c.cut == words.Dash }
	before, behind := k, slices.IndexFunc(h.chunks[k+1:], dash)
	for before > 0 && !dash(h.chunks[before]) {
		before--
	}
	if before == 0 || behind < 0 {
		return false
	}
	all := h.chunks[before : k+1+behind]
	return !slices.ContainsFunc(all, func(c chunk) bool { return c.head }) && !all[0].isAdjunct()
}

func (h *hanger) addHead(k int) {
	c := h.chunks[k]
	g := &group{chunk: c, relative: c.isRelative()}
	if k > 0 {
		before := h.chunks[k-1].own
		g.before = &before[len(before)-1]
	}
	begins := k == 1 && g.before != nil && g.before.Start == h.chunks[0].own[0].Start // India, where they had N
	if g.relative && g.before != nil && g.before.Class == words.Place && !begins {    // in India, where it had N
		g.relative, c.own = false, append([]words.Token{*g.before}, c.own...)
	}
	var hung, far []words.Token
	for _, p := range h.pending {
		if p.title {
			names := "@O"
			if p.has("S") { // who says it
				names = ""
			}
			far = append(far, filter(p.own, "PDWMLUf"+names+against)...)
		} else {
			hung = append(hung, p.own...)
		}
	}
	for _, same := range []string{"P@O", "DW"} { // what a heading says is for figures without it
		if hasAny(hung, same[:1]) || c.has(same[:1]) {
			far = filterOut(far, same)
		}
	}
	hung = append(far, hung...)
	if g.relative {
		g.tokens, g.hung = c.own, hung
		g.of = cmp.Or(g.of, g.before, &g.own[0])
	} else {
		if g.tokens = c.own; len(hung) > 0 {
			g.tokens = append(hung, c.own...)
		}
		h.pending = nil
	}
	h.groups = append(h.groups, g)
}

// strange hangs a chunk with words that no list has: it leads the next figure,
// else it trails the last.
func (h *hanger) strange(c chunk, next *chunk, last *group) {
	names, nextNames := c.has("P"), next != nil && next.has("P")
	led := slices.ContainsFunc(h.pending, func(p chunk) bool { return p.has("P") })
	switch {
	case c.depth > 0 && last != nil && next == nil && (names || c.depth > last.depth):
		if last.extra = append(last.extra, c.own...); !only(c.own, "MUfSaDWtq79dy") {
			last.bracket = append(last.bracket, c.own...)
		}
	case names && next != nil && c.isOfOthers():
		c.own = filterOut(c.own, "5n$%1v")
		if next.has("DW") {
			c.own = filterOut(c.own, "D")
		}
		h.pending = append(h.pending, c)
	case names && nextNames: // together with P, Q had
		h.pending = append(h.pending, c.keep("&"))
	case led && next != nil && c.own[0].Value == "aside": // P, bought by O, with N
		h.pending = append(h.pending, c)
	case led && next != nil && c.adds():
		h.pending = append(h.pending, c.keep("P"+against))
	case led && next != nil:
		h.pending = append(h.pending, c.keep(against))
	case next != nil && (last == nil || names):
		h.pending = append(h.pending, c)
	case last != nil && c.has("D") && c.has(">"): // an aim with a date of its own
	case last != nil && c.own[0].Class == 'U' && !hasAny(last.own, "N"): // what users do after a launch or an end
	case last != nil && (last.relative || c.own[0].Class == 'z'): // a clause with a subject of its own
		last.extra = append(last.extra, filter(c.own, ofClause)...)
	case last != nil:
		last.extra = append(last.extra, c.own...)
	}
}
