package words

import (
	"slices"
	"unicode"
)

// trie finds the words of lists at a place of a text.
type trie struct {
	cjk   bool
	first map[rune]int32 // nodes of first letters, which can be many
	nodes []node
}

type node struct {
	kids []edge
	ends []*listed // words that end here: one as it is written, one in any case
}

type edge struct {
	r  rune // a small letter
	to int32
}

// listed is a word as it can stand in a text.
type listed struct {
	*Entry
	form  []rune // in plain characters, up to a star
	open  bool   // it ends with a star
	exact bool   // it is found only as it is written
	star  int32  // no word, but the node behind a star
}

func newTrie(cjk bool, entries []Entry) *trie {
	t := &trie{cjk: cjk, first: map[rune]int32{}, nodes: make([]node, 1)}
	for i := range entries {
		t.add(&entries[i], []rune(entries[i].Word))
	}
	return t
}

// add adds a word; in a script without blanks those of a word may be missing.
// The first list that has a word decides.
func (t *trie) add(e *Entry, word []rune) {
	w := &listed{Entry: e, exact: e.Class.In(cased) && slices.ContainsFunc(word, unicode.IsUpper)}
	at, starred := int32(0), false
	for i, r := range word {
		if w.open = r == '*' && i > 0; w.open {
			at, starred = t.star(at), true
			continue
		}
		if r == ' ' && t.cjk && slices.Max(word) > unicode.MaxASCII {
			t.add(e, slices.Delete(slices.Clone(word), i, i+1))
		}
		if r = plain(r); !starred {
			w.form = append(w.form, r)
		}
		before := at
		if at = t.child(before, small(r)); at == 0 {
			at = t.link(before, small(r))
		}
	}
	same := func(o *listed) bool {
		return o.star == 0 && o.exact == w.exact && (!w.exact || slices.Equal(o.form, w.form))
	}
	if !slices.ContainsFunc(t.nodes[at].ends, same) {
		t.nodes[at].ends = append(t.nodes[at].ends, w)
	}
}

// child returns the node of a letter behind a node; 0 none.
func (t *trie) child(at int32, r rune) int32 {
	if at == 0 {
		return t.first[r]
	}
	for _, e := range t.nodes[at].kids {
		if e.r == r {
			return e.to
		}
	}
	return 0
}

func (t *trie) link(at int32, r rune) int32 {
	to := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{})
	if at == 0 {
		t.first[r] = to
	} else {
		t.nodes[at].kids = append(t.nodes[at].kids, edge{r, to})
	}
	return to
}

// star returns the node behind any end of a word.
func (t *trie) star(at int32) int32 {
	for _, w := range t.nodes[at].ends {
		if w.star != 0 {
			return w.star
		}
	}
	to := t.link(at, -1)
	t.nodes[at].ends = append(t.nodes[at].ends, &listed{star: to})
	return to
}

// found is a word of a list that stands in a text before place end.
type found struct {
	end int
	*listed
}

// matches appends the words that stand at place i of a stretch to dst, in no
// order.
func (t *trie) matches(dst []found, s *stretch, i int) []found { return t.walk(dst, s, i, i, 0) }

func (t *trie) walk(dst []found, s *stretch, start, i int, at int32) []found {
	for ; ; i++ {
		for _, w := range t.nodes[at].ends {
			if w.star != 0 {
				dst = t.walk(dst, s, start, s.wordEnd(i), w.star)
			} else if t.stands(s, start, i, w) {
				dst = append(dst, found{i, w})
			}
		}
		if at = t.child(at, s.low[i]); at == 0 {
			return dst
		}
	}
}

// stands reports whether what is before end is a word by itself, written as the
// list asks for.
func (t *trie) stands(s *stretch, start, end int, w *listed) bool {
	if w.exact && !slices.Equal(s.r[start:start+len(w.form)], w.form) {
		return false
	}
	first, before, last, after := s.r[start], s.r[start-1], s.r[end-1], s.r[end]
	if (isLetter(first, t.cjk) || isDigit(first)) && (isASCIILetter(before) || !t.cjk && !w.Class.In("01%QH") && isWord(before)) {
		return false
	}
	switch {
	case w.open, !isLetter(last, t.cjk) && !isDigit(last):
		return true
	case isDigit(after) && w.Class.In("QH"): // 3Q16
		return isDigit(s.r[end+1])
	case t.cjk:
		return !isASCIILetter(after) && !isDigit(after)
	case isDigit(after) && w.Class == Harmless && len(w.form) > 1: // "by127.5 million"
		return true
	}
	return !isWord(after)
}

// cased are the classes whose words are names.
const cased = "oLbtQOPH$a@"
