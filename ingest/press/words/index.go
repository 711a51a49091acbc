package words

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An index finds the words of lists at a place of a text: a tree of letters.
type index struct {
	cjk   bool
	nodes []node
	next  map[uint64]int // node that a letter leads to, as edge says; 0 none
}

// node is where letters lead that some words begin with.
type node struct {
	words []listed // those that end here
	star  int      // node behind any end of a word; 0 none
}

// listed is a word as it can stand in a text.
type listed struct {
	*Entry
	form []rune // where it is found only as it is written: in plain characters, up to a star
	long bool   // it has more than one letter
	open bool   // it ends with a star
}

const star rune = -1

// edge names the way from a node by a letter, or by star to any end of a word.
func edge(node int, r rune) uint64 { return uint64(node)<<32 | uint64(uint32(r)) }

func newIndex(cjk bool, entries []Entry) *index {
	t := &index{cjk, make([]node, 1), map[uint64]int{}}
	for i := range entries {
		t.add(&entries[i], []rune(entries[i].Word))
	}
	return t
}

// add takes in a word unless another list had it before; in a script without
// blanks those of a word may be missing.
func (t *index) add(e *Entry, word []rune) {
	w, at := listed{Entry: e, long: len(word) > 1}, 0
	exact := e.Class.In(cased) && slices.ContainsFunc(word, unicode.IsUpper)
	for i, r := range word {
		letter := star
		if w.open = r == '*' && i > 0; w.open {
			exact = false
		} else if r = plain(r); exact {
			w.form = append(w.form, r)
		}
		if r == ' ' && t.cjk && slices.Max(word) > unicode.MaxASCII {
			t.add(e, slices.Delete(slices.Clone(word), i, i+1))
		}
		if !w.open {
			letter = small(r)
		}
		next, known := t.next[edge(at, letter)]
		if !known {
			next = len(t.nodes)
			t.nodes, t.next[edge(at, letter)] = append(t.nodes, node{}), next
		}
		if w.open {
			t.nodes[at].star = next
		}
		at = next
	}
	if !slices.ContainsFunc(t.nodes[at].words, func(v listed) bool { return slices.Equal(v.form, w.form) }) {
		t.nodes[at].words = append(t.nodes[at].words, w)
	}
}

// found is a word of a list that stands in a text before place end.
type found struct {
	end int
	*listed
}

// matches appends the words that stand at place i of a stretch to dst, the
// shorter first.
func (t *index) matches(dst []found, s *stretch, i int) []found { return t.from(dst, s, i, i, 0) }

// from appends those that go on from a node at place end.
func (t *index) from(dst []found, s *stretch, start, end, at int) []found {
	for known := true; known; end++ {
		n := &t.nodes[at]
		for k := range n.words {
			if w := &n.words[k]; t.stands(s, start, end, w) {
				dst = append(dst, found{end, w})
			}
		}
		if n.star > 0 {
			dst = t.from(dst, s, start, s.wordEnd(end), n.star)
		}
		at, known = t.next[edge(at, s.low[end])]
	}
	return dst
}

// stands reports whether what is before end is a word by itself, written as the
// list asks for.
func (t *index) stands(s *stretch, start, end int, w *listed) bool {
	if w.form != nil && !slices.Equal(s.r[start:start+len(w.form)], w.form) {
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
	case isDigit(after) && w.Class == Harmless && w.long: // "by127.5 million"
		return true
	}
	return !isWord(after)
}

// cased are the classes whose words are names.
const cased = "oLbtQOPH$a@"

// forms has for each character of the first plane the plain one that a reader
// takes it for, and its small letter.
var forms = sync.OnceValue(func() *[1 << 16][2]rune {
	var out [1 << 16][2]rune
	for i := range out {
		r := formOf(rune(i))
		out[i] = [2]rune{r, unicode.ToLower(r)}
	}
	for pair := range strings.FieldsSeq(hanFile) { // Han is looked up in its simplified form
		if r := []rune(pair); len(r) == 2 && len(pair) == 6 {
			out[r[0]][1] = r[1]
		}
	}
	return &out
})

//go:embed han.txt
var hanFile string

// plain returns the character that a reader takes r for: full-width and
// compatibility forms, curly quotes and the like become the plain ones, and
// marks of footnotes blanks. It is one for one, so that offsets stay.
func plain(r rune) rune {
	if r < 1<<16 {
		return forms()[r][0]
	}
	return formOf(r)
}

// small returns the form of a plain character in which words are looked up.
func small(r rune) rune {
	if r < 1<<16 {
		return forms()[r][1]
	}
	return r
}

func formOf(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '´':
		return '\''
	case '−', '‐', '‑', '‒':
		return '-'
	case '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '\u200b', '\ufeff', '\u00ad':
		return ' '
	}
	s := norm.NFKC.String(string(r))
	c, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r >= 0x2000 && size == len(s):
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

const lastHangul = 0xd7a3

func isHangul(r rune) bool { return r >= 0xac00 && r <= lastHangul }

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
