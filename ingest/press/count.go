package press

// count is a number of people or accounts in a sentence with the stretch of the sentence that can
// say what it counts, of whom and when.
type count struct {
	n           *number
	left, right int   // tokens; right is excluded
	head        *head // nil if nothing says what is counted
	ownHead     bool  // the head stands in the stretch
	metric      string
	ids         []int // platforms
	market      string
	when        when
	basis       string
	ownWhen     bool // the date stands in the stretch
	back        int  // for "a year ago": steps before the date of the figure compared with
	unit        string
	sameAs      bool // "the same period a year ago": counted from another figure, not from the text
	comparative bool
	delta       bool
	flags       []string
	reason      string // "" while nothing speaks against it
	suggested   *float64
}

// counts finds the counts of a sentence and divides it between them.
func (r *reading) counts(s sentence, numbers []number) []*count {
	var out []*count
	for i := range numbers {
		n := &numbers[i]
		if n.unit == "%" || isTime(n.unit) || !r.isCount(n) {
			continue
		}
		out = append(out, &count{n: n})
	}
	for i, f := range out {
		f.left, f.right = s.first, s.last
		if i > 0 {
			f.left = r.split(out[i-1].n, f.n)
			out[i-1].right = f.left
		}
	}
	return out
}

// isCount leaves out small numbers without a scale, codes and notes.
func (r *reading) isCount(n *number) bool {
	t := r.tokens[n.first]
	if n.value < 1000 && n.scale <= 1 || n.value < 100 {
		return false
	}
	if t.kind == digits && (t.norm[0] == '0' && len(t.norm) > 1 && n.value >= 10 && r.norm(n.first+1) != ".") {
		return false
	}
	if t.glued && n.first > 0 {
		prev := r.tokens[n.first-1]
		if prev.kind == word && !r.is(n.first-1, currency) && !r.is(n.first-1, bound) && t.kind == digits || prev.norm == "#" || prev.norm == "_" || prev.norm == "@" {
			return false
		}
	}
	if n.scale <= 1 && n.last+1 < len(r.tokens) {
		next := r.tokens[n.last+1]
		if next.glued && next.kind == word && !r.is(n.last+1, person) { // 20021year
			return false
		}
	}
	if n.scale <= 1 && !n.grouped && n.value < 1e4 && n.digits != "" && !r.isAny(n.last+1, person, membership, activity, metricWord, frequency) {
		return false // a year or a code
	}
	return true
}

// split gives the token at which the stretch of b begins, between two
// figures: at the strongest break, then the first comma, then the "and".
func (r *reading) split(a, b *number) int {
	from, to := a.last+1, b.first
	for i := from; i < to; i++ {
		switch t := r.tokens[i]; {
		case t.lines > 0 && r.tokens[i-1].end-r.tokens[a.first].start < shortLine:
			return i
		case t.norm == ":":
			if p, ok := r.periodBefore(i); ok && p.first > from {
				return p.first
			}
			return i + 1
		case t.norm == ";" || t.norm == "。" || t.norm == "|":
			return i + 1
		case r.is(i, separator):
			return i
		}
	}
	depth := 0
	for i := from; i < to; i++ {
		switch r.norm(i) {
		case "(", "[":
			if !r.hasComma(from, i) && r.closes(i, to) < 0 { // b stands in the bracket
				if m := r.inMention(i - 1); m != nil && m.first > a.last {
					return m.first
				}
				return i + 1
			}
			depth++
		case ")", "]":
			depth--
			if depth < 0 { // a stands in the bracket
				return i + 1
			}
		case ",", "、":
			if depth == 0 && !r.datesOnly(i+1, to) && !r.ratesOnly(i+1, to) {
				return i + 1
			}
		}
	}
	for i := from; i < to; i++ {
		if r.is(i, fromWord) && r.norm(i) != "on" && r.norm(i) != "after" {
			if r.norm(i-1) == "when" {
				continue
			}
			return i
		}
	}
	for i := from; i < to; i++ {
		switch r.norm(i) {
		case "and", "to", "与", "和", "及", "to,", "増", "·", "至", "到", "升", "-":
			return i
		}
	}
	if h := r.headAfter(a); h != nil && h.last+1 <= to {
		return h.last + 1
	}
	return from
}

func (r *reading) hasComma(from, to int) bool {
	for i := from; i < to; i++ {
		if r.norm(i) == "," {
			return true
		}
	}
	return false
}

func (r *reading) closes(open, to int) int {
	for i := open; i < to; i++ {
		if r.norm(i) == ")" || r.norm(i) == "]" {
			return i
		}
	}
	return -1
}

// datesOnly reports a segment between commas that only dates or places what
// stands before it: ", as of June 2018,".
func (r *reading) datesOnly(from, to int) bool {
	switch r.norm(from) {
	case "as", "at", "in", "by", "on", "during", "截", "according":
	default:
		return false
	}
	for i := from; i < to; i++ {
		if r.norm(i) == "," {
			return i-from < 12
		}
	}
	return false
}

// ratesOnly reports a segment between commas that gives the growth of what
// stands before it: ",同比下降9.8%,".
func (r *reading) ratesOnly(from, to int) bool {
	rate := false
	for i := from; i < to; i++ {
		switch {
		case r.norm(i) == "," || r.norm(i) == ";":
			return rate
		case r.is(i, percentWord):
			rate = true
		case r.isAny(i, person, metricWord, membership):
			return false
		}
	}
	return false
}

// headAfter returns the noun that a number counts, directly after it.
func (r *reading) headAfter(n *number) *head {
	unknown := 0
	for j := n.last + 1; j < len(r.tokens) && j < n.last+9; j++ {
		if r.tokens[j].lines > 1 {
			return nil
		}
		if h := r.headFrom(j); h != nil {
			return h
		}
		t, s := r.tokens[j], r.known[j]
		switch {
		case r.inMention(j) != nil:
			j = r.inMention(j).last
		case s.isAny(boundAfter, deviceWord, market, worldWide, homeMarket, frequency, activity, membership, otherKind, subProduct) && !s.is(rise):
			j += s.n - 1
		case s.n > 0 && t.norm != "的" && t.norm != "of" && t.norm != "(" && t.norm != "were":
			return nil
		case t.norm == "of" || t.norm == "the" || t.norm == "its" || t.norm == "such" || t.norm == "+" || t.norm == "的" || t.norm == "の" || t.norm == "名" || t.norm == "个" || t.norm == "our" || t.norm == "their" || t.norm == "의":
		case t.norm == "(" && j == n.last+1 && r.headFrom(j+1) != nil:
		case (t.norm == "were" || t.norm == "are") && j == n.last+1: // "124 million were monthly active users"
		case t.kind == word && !t.upper && !isPreposition(t.norm) && !isVerb(t.norm) && t.norm != "and" && t.norm != "or" && unknown < 2:
			unknown++
		default:
			return nil
		}
	}
	return nil
}

// headFrom returns the head that begins at token i.
func (r *reading) headFrom(i int) *head {
	for k := r.headIndex(i); k < len(r.heads) && r.heads[k].first <= i; k++ {
		if r.heads[k].last >= i {
			return &r.heads[k]
		}
	}
	return nil
}

// headIndex is the first head that ends at token i or after it.
func (r *reading) headIndex(i int) int {
	lo, hi := 0, len(r.heads)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.heads[mid].last < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// headBefore returns the nearest noun left of the number within its stretch
// that no figure has taken: one with a kind before one without.
func (r *reading) headBefore(f *count, from int, taken map[*head]bool) *head {
	var nearest, specific *head
	for k := r.headIndex(from); k < len(r.heads) && r.heads[k].last < f.n.first; k++ {
		h := &r.heads[k]
		if taken[h] || h.last < from {
			continue
		}
		if h.metric == "other" {
			if r.known[h.first].arg(otherCount) == "left" && r.tokens[h.first].kind != digits {
				nearest, specific = h, h
			}
			continue
		}
		nearest = h
		if isSpecific(h.metric) || specific == nil || specific.metric == "other" && h.first > specific.last+1 {
			specific = h
		}
	}
	if specific != nil {
		return specific
	}
	return nearest
}

// isSpecific reports a metric that says more than users.
func isSpecific(metric string) bool { return metric != "users" && metric != "active" }
