package claims

import "headstart/ingest/press/words"

// A chunk is a stretch of a sentence with at most one figure, or one beginning
// or end.
type chunk struct {
	tokens []words.Token
	cut    words.Class  // what it begins after: a mark, or the class of a word
	depth  int          // of brackets
	head   bool         // it has a figure or an event
	of     *words.Token // what a relative clause before its noun is of
}

// heads are the classes that a chunk has one of.
const heads = "NTX"

func hasAny(tokens []words.Token, set string) bool {
	for _, t := range tokens {
		if t.Class.In(set) {
			return true
		}
	}
	return false
}

func only(tokens []words.Token, set string) bool {
	for _, t := range tokens {
		if !t.Class.In(set) {
			return false
		}
	}
	return true
}

func hasClass(tokens []words.Token, c words.Class) bool {
	for _, t := range tokens {
		if t.Class == c {
			return true
		}
	}
	return false
}

// Where a chunk is cut that has no mark before it.
const (
	atAnd words.Class = 'j'
	atTo  words.Class = 'v' // before a further figure: from N to N
	atAgo words.Class = 'W'
)

// chunks cuts a sentence, once: at marks, before clausal words, comparisons,
// relative pronouns and relative dates, and at "and" between two figures.
func (r *reader) chunks(tokens []words.Token) []chunk {
	var out []chunk
	var now []words.Token // a part of tokens
	var cut words.Class
	depth := 0
	flush := func(next words.Class) {
		if len(now) > 0 {
			out = append(out, chunk{tokens: now[:len(now):len(now)], cut: cut, depth: depth})
		}
		now, cut = nil, next
	}
	take := func(i int) {
		now = tokens[i-len(now) : i+1]
	}
	for i := range tokens {
		t := tokens[i]
		rest := tokens[i+1:]
		switch {
		case t.Class.In(",;:()="):
			if t.Class == words.Dash && (len(now) == 0 || len(rest) == 0) {
				continue
			}
			flush(t.Class)
			if t.Class == words.Open {
				depth++
			} else if t.Class == words.Close {
				depth = max(0, depth-1)
			}
			continue
		case t.Class == words.Clausal:
			flush(words.Semicolon)
			continue
		case t.Class == words.Compare && hasAny(now, heads):
			if r.lex.CJK() && now[len(now)-1].Class.In("1N") && hasClass(rest, words.Count) {
				take(i)
				flush(atTo)
				continue
			}
			flush(words.Compare)
		case t.Class == words.Relative:
			if len(now) > 0 && now[len(now)-1].Class.In("P@OL") {
				flush(words.Relative)
			} else if len(now) == 0 {
				cut = words.Relative
			}
		case t.Class == words.Ago && r.lex.CJK() && hasAny(now, heads):
			flush(atAgo)
		case t.Value == "to" && t.Class.In("v_") && hasClass(now, words.Count) && figureNext(rest):
			flush(atTo)
		case t.Class == words.Platform && len(now) > 0 && now[len(now)-1].Class.In("TX") && r.lex.Prenominal(now[len(now)-1]):
			cut = words.Relative
			flush(0)
			out[len(out)-1].of = &tokens[i]
		case t.Class == words.Conjunction && hasAny(now, heads) && (hasAny(rest, heads) || len(rest) > 0 && rest[0].Class.In("m>")):
			flush(atAnd)
			continue
		}
		if t.Class == words.Platform && hasAny(now, "TX") && hasClass(now, words.Date) && hasAny(rest, "TX") {
			flush(atAnd)
		}
		if t.Class == words.Date && (hasAny(now, "TX") && hasClass(now, words.Date) && hasAny(rest, "TX") || isPair(now, rest)) {
			flush(atTo)
		}
		take(i)
	}
	flush(0)
	seen := false // a date that an event can take
	for i := range out {
		c := &out[i]
		dated := hasClass(c.tokens, words.Date)
		c.head = hasClass(c.tokens, words.Count) || hasAny(c.tokens, "TX") && (dated || seen)
		seen = !c.head && (dated || seen)
	}
	return out
}

// isPair reports that a further date and figure follow a date and a figure:
// from D N to D N.
func isPair(now, rest []words.Token) bool {
	at := -1
	for i, t := range now {
		if t.Class == words.Date && at < 0 {
			at = i
		}
		if t.Class == words.Count && at >= 0 && i == at+1 || t.Class == words.Count && at >= 0 && only(now[at+1:i], "_vq") {
			return only(now[i+1:], "_1Muvc") && len(rest) > 0 && figureNext(rest)
		}
	}
	return false
}

// figureNext reports that a figure follows, perhaps after a bound.
func figureNext(tokens []words.Token) bool {
	for i, t := range tokens {
		if t.Class == words.Count {
			return true
		}
		if i == 3 || !t.Class.In("_q") {
			return false
		}
	}
	return false
}

// A group is a chunk with a figure or an event, and what hangs on it.
type group struct {
	chunk
	own      []words.Token // the chunk itself
	tokens   []words.Token // with the chunks that hang on it
	before   *words.Token  // last token of the chunk before
	relative bool          // a relative clause: the subject is the token before it
	extra    []words.Token // of chunks that were not understood and stand behind
	hung     []words.Token // chunks before a relative clause
}

func (c chunk) isRelative() bool {
	return c.cut == words.Relative || c.tokens[0].Class == words.Relative
}

// isAdjunct reports a chunk that says nothing but when, where and of whom.
func (c chunk) isAdjunct() bool {
	return only(c.tokens, "DWLPMUf_qeSaOtjlz1vIZuc*g2") && hasAny(c.tokens, "DWLPM")
}

// isPart reports a chunk of a part of the figure before: of whom, 88% of them.
func (c chunk) isPart() bool {
	for _, t := range c.tokens {
		if !t.Class.In("5%_q") {
			return t.Class == 'x'
		}
	}
	return false
}

func (c chunk) isSource() bool {
	return hasClass(c.tokens, words.Source) && !hasClass(c.tokens, words.Metric)
}

// harmlessAt is an empty token that keeps the place of a chunk.
func harmlessAt(c chunk) []words.Token {
	return []words.Token{{Class: words.Harmless, Start: c.tokens[0].Start, End: c.tokens[0].Start}}
}

func filter(tokens []words.Token, set string) []words.Token {
	var out []words.Token
	for _, t := range tokens {
		if t.Class.In(set) {
			out = append(out, t)
		}
	}
	return out
}

func flat(chunks []chunk) []words.Token {
	var out []words.Token
	for _, c := range chunks {
		out = append(out, c.tokens...)
	}
	return out
}

// hanger hangs chunks without a figure on those with one.
type hanger struct {
	chunks  []chunk
	groups  []*group
	pending []chunk // to hang on the next figure
	fence   int     // figures before a semicolon take nothing more
	aside   bool    // the chunk before was of a part of a figure, or of a contrast
}

// hang gives the groups of a sentence.
func hang(chunks []chunk) []*group {
	h := hanger{chunks: chunks}
	for k := range chunks {
		h.take(k)
	}
	return h.groups
}

// take hangs one chunk.
func (h *hanger) take(k int) {
	c := h.chunks[k]
	if c.cut == words.Semicolon {
		var keep []chunk
		for _, p := range h.pending {
			if p.isAdjunct() && !hasClass(p.tokens, words.Platform) {
				keep = append(keep, p)
			}
		}
		h.pending, h.fence = keep, len(h.groups)
	}
	if c.head {
		h.aside = false
		h.addHead(k)
		return
	}
	aside := h.aside && c.cut == words.Comma && !hasClass(c.tokens, words.Platform)
	h.aside = aside || c.isPart() || c.tokens[0].Class == words.Contrast || c.isSource() && h.aside
	if aside || c.isRelative() || c.tokens[0].Class == words.Contrast {
		return
	}
	next := h.nextHead(k)
	if h.sharesEvent(c, next) {
		return
	}
	if k+1 < len(h.chunks) && h.chunks[k+1].cut == words.Colon && len(h.groups) == 0 {
		kept := filterOut(c.tokens, "._^")
		if len(kept) == 0 {
			kept = c.tokens[:1]
		}
		c.tokens = kept
		h.pending = append(h.pending, c)
		return
	}
	var last *group
	if len(h.groups) > h.fence {
		last = h.groups[len(h.groups)-1]
	}
	when := filter(c.tokens, "DW")
	switch {
	case c.isSource() && len(when) > 0 && last != nil && !hasAny(last.tokens, "DW") && !hasAny(c.tokens, ofClause):
		last.tokens = append(last.tokens, when...)
	case c.isSource() && len(when) == 0:
		h.source(c, k, next, last)
	case last != nil && c.isPart():
	case last != nil && !c.isAdjunct() && h.isOther(c, last):
		if next != nil {
			h.pending = append(h.pending, c)
		}
	case c.isAdjunct():
		h.adjunct(c, next, last, len(when) > 0)
	default:
		h.strange(c, next, last)
	}
}

func filterOut(tokens []words.Token, set string) []words.Token {
	var out []words.Token
	for _, t := range tokens {
		if !t.Class.In(set) {
			out = append(out, t)
		}
	}
	return out
}

func (h *hanger) nextHead(k int) *chunk {
	for i := k + 1; i < len(h.chunks); i++ {
		if h.chunks[i].head {
			return &h.chunks[i]
		}
	}
	return nil
}

// sharesEvent makes a group of a platform and a date whose verb comes later: P
// on D, P on D were launched.
func (h *hanger) sharesEvent(c chunk, next *chunk) bool {
	if next == nil || !only(c.tokens, "PD_") || !hasClass(c.tokens, words.Date) || !hasClass(c.tokens, words.Platform) || !hasClass(next.tokens, words.Date) {
		return false
	}
	if own, other := filter(c.tokens, "P"), filter(next.tokens, "P"); len(own) != 1 || len(other) == 0 || own[0].Value == other[0].Value {
		return false
	}
	verbs := filter(next.tokens, "TX")
	if len(verbs) == 0 {
		return false
	}
	c.tokens = append(append([]words.Token{}, c.tokens...), verbs[0])
	h.groups = append(h.groups, &group{chunk: c, own: c.tokens, tokens: c.tokens})
	return true
}

func (h *hanger) addHead(k int) {
	c := h.chunks[k]
	g := &group{chunk: c, own: c.tokens, relative: c.isRelative()}
	if k > 0 {
		before := h.chunks[k-1].tokens
		g.before = &before[len(before)-1]
	}
	if g.relative {
		g.tokens, g.hung = append([]words.Token{}, c.tokens...), flat(h.pending)
		if g.of == nil {
			g.of = g.before
		}
	} else {
		g.tokens = append(flat(h.pending), c.tokens...)
		h.pending = nil
	}
	h.groups = append(h.groups, g)
}

// source hangs a chunk that says who said it: of no use but for its platform
// and its modality.
func (h *hanger) source(c chunk, k int, next *chunk, last *group) {
	switch {
	case hasClass(c.tokens, words.Platform) && next != nil && k == 0:
		h.pending = append(h.pending, c)
	case last != nil:
		last.extra = append(last.extra, filter(c.tokens, ofClause)...)
	default:
		if c.tokens = filter(c.tokens, "P"+ofClause); len(c.tokens) == 0 {
			c.tokens = harmlessAt(h.chunks[k])
		}
		h.pending = append(h.pending, c)
	}
}

// isOther reports a chunk that names a platform which the figure before does
// not.
func (h *hanger) isOther(c chunk, last *group) bool {
	for _, t := range c.tokens {
		if t.Class != words.Platform {
			continue
		}
		same := false
		for _, x := range last.tokens {
			same = same || x.Class == words.Platform && x.Value == t.Value
		}
		if !same {
			return true
		}
	}
	return false
}

func (h *hanger) adjunct(c chunk, next *chunk, last *group, when bool) {
	switch {
	case last != nil && when && !hasAny(last.tokens, "DW") && len(h.pending) == 0,
		last != nil && c.depth > 0 && !(next != nil && next.depth > 0):
		last.tokens = append(last.tokens, c.tokens...)
	case next != nil:
		h.pending = append(h.pending, c)
	case last != nil:
		last.tokens = append(last.tokens, c.tokens...)
	}
}

// strange hangs a chunk with words that no list has: it leads the next figure,
// else it trails the last.
func (h *hanger) strange(c chunk, next *chunk, last *group) {
	if c.cut == atAnd && c.tokens[0].Class == 'm' {
		return
	}
	if hasAny(c.tokens, "5n") && next != nil && last == nil { // it counts other things: its subject and date go on
		if c.tokens = filter(c.tokens, "PD"+ofClause); len(c.tokens) == 0 {
			return
		}
		h.pending = append(h.pending, c)
		return
	}
	names := hasClass(c.tokens, words.Platform)
	nextNames := next != nil && hasClass(next.tokens, words.Platform)
	if nextNames && names {
		return
	}
	if len(h.pending) > 0 && next != nil && hasClass(flat(h.pending), words.Platform) && (!names || !nextNames) {
		kept := filter(c.tokens, ofClause)
		if len(kept) == 0 {
			kept = harmlessAt(c)
		}
		c.tokens = kept
		h.pending = append(h.pending, c)
		return
	}
	if next != nil && (last == nil || names) {
		h.pending = append(h.pending, c)
	} else if last != nil {
		last.extra = append(last.extra, c.tokens...)
	}
}
