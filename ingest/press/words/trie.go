package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// trie finds the longest word of a list at a place of a text.
type trie struct {
	cjk   bool
	nodes []node
}

type node struct {
	kids  []edge                // by their letters
	ascii *[utf8.RuneSelf]int32 // some of them again, of the first node
	any   bool                  // one of them is no letter
	ends  []Entry               // words that end here: one as it is written, one in any case
}

type edge struct {
	r  rune
	to int32
}

// Edges that are no letter.
const (
	anyEnd   rune = utf8.MaxRune + 1 // the rest of a word
	anyBlank rune = utf8.MaxRune + 2 // blanks, or none
)

func (t *trie) add(e Entry) {
	if len(t.nodes) == 0 {
		t.nodes = []node{{ascii: new([utf8.RuneSelf]int32)}}
	}
	ascii := !strings.ContainsFunc(e.Word, func(r rune) bool { return r >= utf8.RuneSelf })
	at := int32(0)
	for _, r := range e.Word {
		switch {
		case r == '*' && at > 0:
			r = anyEnd
		case r == ' ' && t.cjk && !ascii:
			r = anyBlank
		default:
			r = unicode.ToLower(plain(r))
		}
		next := t.child(at, r)
		if next == 0 {
			next = int32(len(t.nodes))
			t.nodes = append(t.nodes, node{})
			t.nodes[at].link(r, next)
		}
		at = next
	}
	for _, other := range t.nodes[at].ends {
		if other.cased() == e.cased() && (!e.cased() || other.Word == e.Word) {
			return // the first list that has a word decides
		}
	}
	t.nodes[at].ends = append(t.nodes[at].ends, e)
}

// link adds an edge to a node.
func (n *node) link(r rune, to int32) {
	at, _ := slices.BinarySearchFunc(n.kids, r, edge.compare)
	n.kids = slices.Insert(n.kids, at, edge{r, to})
	if n.any = n.any || r > utf8.MaxRune; n.ascii != nil && r < utf8.RuneSelf {
		n.ascii[r] = to
	}
}

func (e edge) compare(r rune) int { return int(e.r - r) }

func (t *trie) child(at int32, r rune) int32 {
	n := &t.nodes[at]
	if n.ascii != nil && r < utf8.RuneSelf {
		return n.ascii[r]
	}
	i := 0
	if len(n.kids) > 8 {
		i, _ = slices.BinarySearchFunc(n.kids, r, edge.compare)
	}
	for ; i < len(n.kids) && n.kids[i].r <= r; i++ {
		if n.kids[i].r == r {
			return n.kids[i].to
		}
	}
	return 0
}

// found is a word of a list that stands at a place of a text.
type found struct {
	end   int
	entry *Entry
}

// matches calls yield for every word that stands at text[i:], in no order.
func (t *trie) matches(text string, i int, yield func(found)) {
	if len(t.nodes) > 0 {
		t.walk(text, i, i, 0, yield)
	}
}

func (t *trie) walk(text string, start, i int, at int32, yield func(found)) {
	for {
		n := &t.nodes[at]
		for k := range n.ends {
			if e := &n.ends[k]; i > start && t.stands(text, start, i, e) {
				yield(found{i, e})
			}
		}
		if len(n.kids) == 0 {
			return
		}
		if n.any {
			if to := t.child(at, anyEnd); to != 0 {
				t.walk(text, start, wordEnd(text, i), to, yield)
			}
			if to := t.child(at, anyBlank); to != 0 {
				t.walk(text, start, skipBlanks(text, i), to, yield)
			}
		}
		if i >= len(text) {
			return
		}
		r, size := rune(text[i]), 1
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r <= ' ' || r >= utf8.RuneSelf:
			r, size = runeAt(text, i)
			r = unicode.ToLower(r)
		}
		next := t.child(at, r)
		if next == 0 {
			return
		}
		i += size
		if r == ' ' {
			i = skipBlanks(text, i)
		}
		at = next
	}
}

// stands reports whether text[start:end] is a word by itself, written as the
// entry asks for.
func (t *trie) stands(text string, start, end int, e *Entry) bool {
	if e.cased() && !sameLetters(text[start:end], e.Word) {
		return false
	}
	first, _ := runeAt(text, start)
	before, last := lastRune(text, start), lastRune(text, end)
	after, size := runeAt(text, end)
	if (isLetter(first, t.cjk) || isDigit(first)) && (isASCIILetter(before) || !t.cjk && !e.Class.In("01%QH") && isWord(before)) {
		return false
	}
	switch {
	case e.Word[len(e.Word)-1] == '*', !isLetter(last, t.cjk) && !isDigit(last):
		return true
	case isDigit(after) && e.Class.In("QH"): // 3Q16
		next, _ := runeAt(text, end+size)
		return isDigit(next)
	case t.cjk:
		return !isASCIILetter(after) && !isDigit(after)
	case isDigit(after) && e.Class == Harmless && end-start > 1: // "by127.5 million"
		return true
	}
	return !isWord(after)
}

// sameLetters compares a stretch of text with a word, blanks counting alike.
func sameLetters(s, word string) bool {
	i := 0
	for _, w := range word {
		r, size := runeAt(s, i)
		switch {
		case w == '*':
			return true
		case r != plain(w):
			return false
		case w == ' ':
			size = skipBlanks(s, i) - i
		}
		i += size
	}
	return i == len(s)
}

// isDigit reports a plain digit.
func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isLetter reports a letter of a script that sets its words apart.
func isLetter(r rune, cjk bool) bool {
	return isASCIILetter(r) || !cjk && unicode.IsLetter(r) && !isCJK(r)
}

func isASCIILetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(r) || isDigit(r)
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !isCJK(r)
}

// isCJK reports Han, kana and hangul.
func isCJK(r rune) bool {
	return r >= 0x3005 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || isHangul(r)
}

func isHangul(r rune) bool { return r >= 0xac00 && r <= 0xd7a3 }

func isKana(r rune) bool { return r >= 0x3040 && r <= 0x30ff }

// wordEnd and skipBlanks return where the word or the blanks at text[i:] end.
func wordEnd(text string, i int) int {
	return skip(text, i, func(r rune) bool { return isWord(r) || isHangul(r) })
}

func skipBlanks(text string, i int) int {
	return skip(text, i, func(r rune) bool { return r == ' ' })
}

func skip(text string, i int, over func(rune) bool) int {
	for i < len(text) {
		r, size := runeAt(text, i)
		if !over(r) {
			break
		}
		i += size
	}
	return i
}
