package press

// reading is a text with all that was found in it, by token.
type reading struct {
	text     string
	tokens   []token
	known    []sense
	numbers  []number
	periods  []period
	mentions []mention
	heads    []head
	places   []place
	names    *registry
	anchor   when
	steps    int // looks at a token or its senses, to show that work grows with the length
}

// newReading finds the parts of a text in one pass each.
func newReading(text string, names *registry, anchor when, m *marks) *reading {
	r := &reading{text: text, names: names, anchor: anchor}
	r.tokens = lex(text)
	r.known = senses(r.tokens)
	if m == nil {
		voted := votedMarks(text, r.tokens)
		m = &voted
	}
	r.periods = periodsIn(r.tokens, r.known, anchor)
	covered := make([]bool, len(r.tokens))
	for _, p := range r.periods {
		for i := p.first; i <= p.last; i++ {
			covered[i] = true
		}
	}
	for _, n := range numbersIn(text, r.tokens, r.known, *m) {
		if !covered[n.first] && !covered[n.last] {
			r.numbers = append(r.numbers, n)
		}
	}
	r.mentions = r.findMentions()
	r.heads = r.findHeads()
	r.places = r.findPlaces()
	return r
}

func (r *reading) norm(i int) string {
	r.steps++
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].norm
}

func (r *reading) is(i int, c class) bool {
	r.steps++
	return i >= 0 && i < len(r.known) && r.known[i].is(c)
}

func (r *reading) isAny(i int, classes ...class) bool {
	r.steps++
	return i >= 0 && i < len(r.known) && r.known[i].isAny(classes...)
}

// before gives the lexicon entry that ends just before token i.
func (r *reading) before(i int) (int, sense) {
	for j := i - 1; j >= 0 && j >= i-7; j-- {
		r.steps++
		if r.known[j].n > 0 && j+r.known[j].n == i {
			return j, r.known[j]
		}
		if r.known[j].n > i-j {
			break
		}
	}
	return -1, sense{}
}

// find returns the first token of [from, to) with one of the classes, or -1.
func (r *reading) find(from, to int, classes ...class) int {
	for i := max(from, 0); i < to && i < len(r.known); i++ {
		r.steps++
		if r.known[i].isAny(classes...) {
			return i
		}
	}
	return -1
}

// sentence is a run of tokens that is read as one; block counts the blank
// lines before it.
type sentence struct {
	first, last int // last is excluded
	block       int
	list        bool // a block of short lines: each is a clause
}

// longest sentence in tokens; longer ones are cut, which keeps reading
// linear in the length of the text.
const longest = 300

// longestSentence is the same in bytes.
const longestSentence = 4096

// shortLine is the width in bytes below which a line end ends a sentence: a
// heading or an item, not a line that was wrapped.
const shortLine = 42

func (r *reading) sentences() []sentence {
	var out []sentence
	for first := 0; first < len(r.tokens); {
		end := first + 1
		for end < len(r.tokens) && r.tokens[end].lines < 2 {
			end++
		}
		block := len(out)
		if r.isList(first, end) {
			for at := first; at < end; {
				stop := at + 1
				for stop < end && stop-at < longest && r.tokens[stop].end-r.tokens[at].start < longestSentence {
					stop++
				}
				out = append(out, sentence{at, stop, block, true})
				at = stop
			}
		} else {
			for at := first; at < end; {
				stop := r.sentenceEnd(at, end)
				out = append(out, sentence{at, stop, block, false})
				at = stop
			}
		}
		first = end
	}
	return out
}

// sentencesAt returns the stretch around token i between full stops.
func (r *reading) sentencesAt(i int) []sentence {
	first, last := i, i
	for first > 0 && i-first < longest && !(r.isStop(first-1, len(r.tokens)) || r.tokens[first].lines > 1) {
		first--
	}
	for last < len(r.tokens) && last-i < longest && !r.isStop(last, len(r.tokens)) && (last == i || r.tokens[last].lines < 2) {
		last++
	}
	return []sentence{{first: first, last: last}}
}

// isList reports a block of several short lines without full stops.
func (r *reading) isList(first, end int) bool {
	lines, start := 0, r.tokens[first].start
	for i := first + 1; i <= end; i++ {
		if i < end && r.tokens[i].lines == 0 {
			continue
		}
		if r.tokens[i-1].end-start > shortLine || r.isStop(i-1, end) && i < end {
			return false
		}
		lines++
		if i < end {
			start = r.tokens[i].start
		}
	}
	return lines > 2
}

func (r *reading) sentenceEnd(at, end int) int {
	start := r.tokens[at].start
	for i := at; i < end; i++ {
		if i > at && r.tokens[i].lines > 0 {
			if r.tokens[i-1].end-start < shortLine && r.tokens[i].kind != mark && (r.tokens[i].upper || r.tokens[i].kind != word) && !r.joins(i-1) || r.norm(i) == "•" || r.norm(i) == "*" || r.norm(i) == "·" || r.norm(i) == "-" && !r.tokens[i].glued {
				return i
			}
			start = r.tokens[i].start
		}
		if r.isStop(i, end) || i-at >= longest || r.tokens[i].end-r.tokens[at].start > longestSentence {
			for i+1 < end && (r.norm(i+1) == "\"" || r.norm(i+1) == ")" || r.norm(i+1) == "」" || r.norm(i+1) == "』") && r.tokens[i+1].glued {
				i++
			}
			return i + 1
		}
	}
	return end
}

// joins reports a last word of a line after which a sentence goes on.
func (r *reading) joins(i int) bool {
	return r.isAny(i, bound, fromWord, byWord) || r.norm(i) == "," || r.norm(i) == "were" || r.norm(i) == "was" || r.norm(i) == "of" || r.norm(i) == "to" || r.norm(i) == "and" || r.norm(i) == "the" || r.norm(i) == "in" || r.norm(i) == "at"
}

// isStop reports a full stop: not the point of an abbreviation.
func (r *reading) isStop(i, end int) bool {
	switch r.tokens[i].norm {
	case "。", "?", "।":
		return true
	case "!":
		return i == 0 || r.norm(i-1) != "yahoo"
	case ".":
	default:
		return false
	}
	if i+1 >= end {
		return true
	}
	if r.norm(i+1) == "." && r.tokens[i+1].glued || i > 0 && r.norm(i-1) == "." && r.tokens[i].glued {
		return false // something is left out
	}
	next := r.tokens[i+1]
	if next.glued && next.kind != mark || i == 0 {
		return next.glued && next.kind == ideograph
	}
	prev := r.tokens[i-1]
	if next.kind == word && !next.upper && next.lines == 0 {
		return false
	}
	if r.is(i-1, monthName) && next.kind == digits {
		return false
	}
	if prev.kind == word && prev.end-prev.start == 1 && prev.upper { // U.S. Koum
		return r.is(i-1, scaleWord)
	}
	switch prev.norm {
	case "inc", "corp", "ltd", "co", "mr", "mrs", "ms", "dr", "vs", "no", "approx", "st", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "fig", "est", "ca", "e.g", "i.e":
		return next.kind == word && next.upper && prev.norm != "mr" && prev.norm != "mrs" && prev.norm != "ms" && prev.norm != "dr" && prev.norm != "vs" && !r.is(i-1, monthName)
	}
	return true
}
