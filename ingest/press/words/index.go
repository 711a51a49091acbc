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
// Words and letters of a node end where those of the next one begin, and as the
// nodes are in the order of their depth, letter k leads to node k+1.
type index struct {
	cjk     bool
	first   []int32 // the node of each first letter, 0 where there is none
	nodes   []node
	letters []rune
	words   []listed
}

// node is where letters lead that some words begin with: the places of the
// words that end here, and of the letters that go on, in their order.
type node struct{ words, letters int32 }

// listed is a word as it can stand in a text.
type listed struct {
	*Entry
	form []rune // where it is found only as it is written: in plain characters, up to a star
	long bool   // it has more than one letter
	open bool   // it ends with a star
	free bool   // digits or letters may stand right before it: 640k
}

// star is the letter that stands for any end of a word.
const star rune = -1

// path is a word on its way into the tree, and the letters that are still to go.
type path struct {
	letters []rune
	listed
}

// newIndex makes the tree of words, of which two that are written alike the
// first one counts.
func newIndex(cjk bool, entries []Entry) *index {
	t := &index{cjk: cjk}
	var paths []*path
	for i := range entries {
		paths = t.paths(paths, &entries[i], []rune(entries[i].Word))
	}
	slices.SortStableFunc(paths, func(a, b *path) int { return slices.Compare(a.letters, b.letters) })
	type part struct{ from, to int }
	parts := []part{{0, len(paths)}} // of each node the paths that go through it
	for id := 0; id < len(parts); id++ {
		n := t.end()
		t.nodes = append(t.nodes, n)
		for i := parts[id].from; i < parts[id].to; i++ {
			p := paths[i]
			if len(p.letters) == 0 {
				if !slices.ContainsFunc(t.words[n.words:], func(w listed) bool { return slices.Equal(w.form, p.form) }) {
					t.words = append(t.words, p.listed)
				}
				continue
			}
			if k := len(t.letters); k == int(n.letters) || t.letters[k-1] != p.letters[0] {
				t.letters, parts = append(t.letters, p.letters[0]), append(parts, part{i, i})
			}
			p.letters, parts[len(parts)-1].to = p.letters[1:], i+1
		}
	}
	t.nodes = append(t.nodes, t.end())
	first := t.letters[:t.nodes[1].letters]
	t.first = make([]int32, slices.Max(first)+1)
	for k, letter := range first {
		t.first[letter] = int32(k) + 1
	}
	return t
}

// end is where the words and the letters of the next node begin.
func (t *index) end() node { return node{int32(len(t.words)), int32(len(t.letters))} }

// paths appends the ways to write a word; in a script without blanks those of a
// word may be missing.
func (t *index) paths(dst []*path, e *Entry, word []rune) []*path {
	p := &path{letters: make([]rune, 0, len(word)), listed: listed{Entry: e, long: len(word) > 1, open: len(word) > 1 && word[len(word)-1] == '*', free: e.Class.In("01%QH") || e.Value == "ordinal"}}
	exact := e.Class.In(cased) && slices.ContainsFunc(word, unicode.IsUpper)
	for i, r := range word {
		letter := star
		if r == '*' && i > 0 {
			exact = false
		} else {
			form := formsOf(r)
			letter = form[1]
			if exact {
				p.form = append(p.form, form[0])
			}
		}
		if r == ' ' && t.cjk && slices.Max(word) > unicode.MaxASCII {
			dst = t.paths(dst, e, slices.Delete(slices.Clone(word), i, i+1))
		}
		p.letters = append(p.letters, letter)
	}
	return append(dst, p)
}

// found is a word of a list that stands in a text before place end.
type found struct {
	end int
	*listed
}

// matches appends the words that stand at place i of a stretch to dst, the
// shorter first.
func (t *index) matches(dst []found, s *stretch, i int) []found {
	first, before := s.r[i], s.r[i-1]
	begins := isLetter(first, t.cjk) || isDigit(first)
	if begins && isASCIILetter(before) {
		return dst
	}
	if letter := int(s.low[i]); letter < len(t.first) && t.first[letter] != 0 {
		dst = t.from(dst, s, i, i+1, t.first[letter], begins && !t.cjk && isWord(before))
	}
	return dst
}

// from appends those that go on from a node at place end; those that are free
// only, where the place is within a word.
func (t *index) from(dst []found, s *stretch, start, end int, at int32, within bool) []found {
	for known := true; known; end++ {
		n, next := t.nodes[at], t.nodes[at+1]
		for k := n.words; k < next.words; k++ {
			if w := &t.words[k]; (w.free || !within) && t.stands(s, start, end, w) {
				dst = append(dst, found{end, w})
			}
		}
		letters := t.letters[n.letters:next.letters]
		if len(letters) > 0 && letters[0] == star {
			if last := s.wordEnd(end); last-end <= maxEnding || isHangul(s.r[end]) {
				dst = t.from(dst, s, start, last, n.letters+1, within)
			}
		}
		var k int
		k, known = slices.BinarySearch(letters, s.low[end])
		at = n.letters + int32(k) + 1
	}
	return dst
}

// maxEnding is how many letters * stands for where words are not joined to
// others, as in Korean: more make another word, Nutzergruppen.
const maxEnding = 3

// stands reports whether what is before end ends a word and is written as the
// list asks for.
func (t *index) stands(s *stretch, start, end int, w *listed) bool {
	if w.form != nil && !slices.Equal(s.r[start:start+len(w.form)], w.form) {
		return false
	}
	last, after := s.r[end-1], s.r[end]
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
// takes it for, and the form of that one in which words are looked up: in small
// letters, Han simplified.
var forms = sync.OnceValue(func() *[1 << 16][2]rune {
	var out [1 << 16][2]rune
	for i := range out {
		r := plain(rune(i))
		out[i] = [2]rune{r, unicode.ToLower(r)}
	}
	for pair := range strings.FieldsSeq(hanFile) {
		if r := []rune(pair); len(r) == 2 && len(pair) == 6 {
			out[r[0]][1] = r[1]
		}
	}
	for i, form := range out {
		if form[0] < 1<<16 {
			out[i][1] = out[form[0]][1]
		}
	}
	return &out
})

// formsOf returns the forms of a character, as forms has them.
func formsOf(r rune) [2]rune {
	if r < 1<<16 {
		return forms()[r]
	}
	r = plain(r)
	return [2]rune{r, unicode.ToLower(r)}
}

//go:embed han.txt
var hanFile string

// plain returns the character that a reader takes r for: full-width and
// compatibility forms, curly quotes and the like become the plain ones, and
// marks of footnotes blanks. It is one for one, so that offsets stay.
func plain(r rune) rune {
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
	case r < 0x2000, unicode.Is(unicode.Unified_Ideograph, r), isHangul(r): // which is most of the table
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
	text   string
	r, low []rune  // as they are, and in small letters
	at     []int32 // the byte of the text at which each begins
}

// load takes text[from:to].
func (s *stretch) load(text string, from, to int) {
	room := to - from + 3
	s.r, s.low, s.at = slices.Grow(s.r[:0], room)[:room], slices.Grow(s.low[:0], room)[:room], slices.Grow(s.at[:0], room)[:room]
	s.text = text
	before, size := utf8.DecodeLastRuneInString(text[:from])
	if size == 0 {
		before = 0
	}
	table := forms()
	s.r[0], s.low[0], s.at[0] = formsOf(before)[0], 0, int32(from-size)
	n := 1
	for from < to {
		r, size := rune(text[from]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[from:to])
		}
		form := table[min(r, 0xffff)]
		if r > 0xffff {
			form = formsOf(r)
		}
		if r == '\n' && isUnspaced(s.r[n-1]) { // a word goes on in the next line
			if next := len(text[from:to]) - len(strings.TrimLeft(text[from:to], " \n")); next < to-from {
				if after, _ := utf8.DecodeRuneInString(text[from+next:]); isUnspaced(after) {
					from += next
					continue
				}
			}
		}
		if form[0] != ' ' || n == 1 || s.r[n-1] != ' ' {
			s.r[n], s.low[n], s.at[n] = form[0], form[1], int32(from)
			n++
		}
		from += size
	}
	clear(s.r[n : n+2])
	clear(s.low[n : n+2])
	s.at[n], s.at[n+1] = int32(to), int32(to)
	s.r, s.low, s.at = s.r[:n+2], s.low[:n+2], s.at[:n+2]
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

// isUnspaced reports Han and kana, the words of which no blank parts.
func isUnspaced(r rune) bool { return isCJK(r) && !isHangul(r) }

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
