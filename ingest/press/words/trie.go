package words

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// trie finds the words of lists at a place of a text.
type trie struct {
	cjk   bool
	first [endLetters]int32 // nodes of first letters, which can be many
	nodes []node
}

// endLetters is the first character behind hangul, the last of the scripts.
const endLetters = 0xd7a4

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
	t := &trie{cjk: cjk, nodes: make([]node, 1)}
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
	if at == 0 && r < endLetters {
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
	if at == 0 && r < endLetters {
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
	if (isLetter(first, t.cjk) || isDigit(first)) && (isASCIILetter(before) || !t.cjk && !w.Class.In("01%QH") && w.Value != "ordinal" && isWord(before)) {
		return false
	}
	switch {
	case w.open, !isLetter(last, t.cjk) && !isDigit(last):
		return true
	case isDigit(after) && w.Class.In("QH"): // 3Q16
		return isDigit(s.r[end+1])
	case t.cjk:
		return !isASCIILetter(after) && (!isDigit(after) || w.Class.In("PM"))
	case isDigit(after) && w.Class == Harmless && len(w.form) > 1: // "by127.5 million"
		return true
	}
	return !isWord(after)
}

// cased are the classes whose words are names.
const cased = "oLbtQOPH$a@"

// plain returns the character that a reader takes r for: full-width and
// compatibility forms, curly quotes and the like become the plain ones, and
// marks of footnotes blanks. It is one for one, so that offsets stay.
func plain(r rune) rune {
	switch {
	case r >= '\t' && r <= '\r':
		return ' '
	case r < 0xa0, r >= 0x370 && r < 0x1680, r >= 0x3040 && r < 0x3200, r >= 0x3400 && r < endLetters: // letters
		return r
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	}
	switch r {
	case '’', '‘', 'ʼ', '´':
		return '\''
	case '−', '‐', '‑', '‒':
		return '-'
	case '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '\u200b', '\ufeff', '\u00ad':
		return ' '
	}
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r < 0x2000, r >= 0x2013 && r <= 0x2022, r >= 0x3001 && r <= 0x3003:
		return r
	}
	s := norm.NFKC.String(string(r))
	if c, size := utf8.DecodeRuneInString(s); size == len(s) {
		return c
	}
	return r
}

// stretch is a part of a text as its reader takes it: character by character,
// in plain forms, with one blank for any number of them. The first is the one
// before the part, and two that are 0 end it.
type stretch struct {
	r, low []rune  // as they are, and in small letters
	at     []int32 // the byte of the text at which each begins
}

// load takes text[from:to].
func (s *stretch) load(text string, from, to int) {
	room := to - from + 3
	s.r, s.low, s.at = slices.Grow(s.r[:0], room), slices.Grow(s.low[:0], room), slices.Grow(s.at[:0], room)
	before, size := utf8.DecodeLastRuneInString(text[:from])
	if size == 0 {
		before = 0
	}
	s.add(plain(before), from-size)
	for from < to {
		r, size := rune(text[from]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[from:to])
		}
		if r = plain(r); r != ' ' || len(s.r) == 1 || s.r[len(s.r)-1] != ' ' {
			s.add(r, from)
		}
		from += size
	}
	s.add(0, to)
	s.add(0, to)
}

func (s *stretch) add(r rune, at int) {
	s.r, s.low, s.at = append(s.r, r), append(s.low, small(r)), append(s.at, int32(at))
}

//go:embed han.txt
var hanFile string

// han has the simplified form of Han characters, from firstHan on; 0: the
// character itself.
var han = sync.OnceValue(func() *[lastHan - firstHan + 1]rune {
	var out [lastHan - firstHan + 1]rune
	for line := range strings.Lines(hanFile) {
		for pair := range strings.FieldsSeq(line) {
			if r := []rune(pair); len(r) == 2 && r[0] >= firstHan && r[0] <= lastHan {
				out[r[0]-firstHan] = r[1]
			}
		}
	}
	return &out
})

const firstHan, lastHan = 0x4e00, 0x9fff

// small returns the form in which words are looked up: the small letter, and of
// a Han character the simplified form.
func small(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r >= firstHan && r <= lastHan:
		return cmp.Or(han()[r-firstHan], r)
	case r >= utf8.RuneSelf && !isCJK(r):
		return unicode.ToLower(r)
	}
	return r
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
	return !isCJK(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// isCJK reports Han, kana and hangul.
func isCJK(r rune) bool {
	return r >= 0x3005 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || isHangul(r)
}

func isHangul(r rune) bool { return r >= 0xac00 && r < endLetters }

// wordEnd returns where the word at place i ends.
func (s *stretch) wordEnd(i int) int {
	for isWord(s.r[i]) || isHangul(s.r[i]) {
		i++
	}
	return i
}

// afterBlank returns i, or the place behind the blank there.
func (s *stretch) afterBlank(i int) int {
	if s.r[i] == ' ' {
		i++
	}
	return i
}
