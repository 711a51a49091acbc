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

// An index finds the words of lists at a place of a text.
type index struct {
	cjk    bool
	groups map[uint64][]listed // words that begin with the same letters, as groupOf says, in order
}

// listed is a word as it can stand in a text.
type listed struct {
	*Entry
	key  []rune // in small letters, and star for any end of a word
	form []rune // where it is found only as it is written: in plain characters, up to a star
	open bool   // it ends with a star
}

const star rune = -1

// Words are grouped by their first letters, so many, or by fewer for a shorter
// word or one that has a star among them.
const grouped = 3

// withLetter adds the letter at a place to those that name a group.
func withLetter(group uint64, place int, r rune) uint64 { return group | uint64(r)<<(21*place) }

func newIndex(cjk bool, entries []Entry) *index {
	t := &index{cjk, map[uint64][]listed{}}
	var all []listed
	for i := range entries {
		all = t.add(all, &entries[i], []rune(entries[i].Word))
	}
	order := func(a, b listed) int { return cmp.Or(slices.Compare(a.key, b.key), slices.Compare(a.form, b.form)) }
	slices.SortStableFunc(all, order) // the first list that has a word decides
	for _, w := range slices.CompactFunc(all, func(a, b listed) bool { return order(a, b) == 0 }) {
		group := uint64(0)
		for i := 0; i < min(len(w.key), grouped) && w.key[i] != star; i++ {
			group = withLetter(group, i, w.key[i])
		}
		t.groups[group] = append(t.groups[group], w)
	}
	return t
}

// add appends a word; in a script without blanks those of a word may be missing.
func (t *index) add(all []listed, e *Entry, word []rune) []listed {
	w := listed{Entry: e}
	exact := e.Class.In(cased) && slices.ContainsFunc(word, unicode.IsUpper)
	for i, r := range word {
		if w.open = r == '*' && i > 0; w.open {
			w.key, exact = append(w.key, star), false
			continue
		}
		if r == ' ' && t.cjk && slices.Max(word) > unicode.MaxASCII {
			all = t.add(all, e, slices.Delete(slices.Clone(word), i, i+1))
		}
		r = plain(r)
		if w.key = append(w.key, small(r)); exact {
			w.form = append(w.form, r)
		}
	}
	return append(all, w)
}

// found is a word of a list that stands in a text before place end.
type found struct {
	end int
	*listed
}

// matches appends the words that stand at place i of a stretch to dst, the
// shorter first.
func (t *index) matches(dst []found, s *stretch, i int) []found {
	group := uint64(0)
	for n := 0; n < grouped && s.low[i+n] != 0; n++ {
		group = withLetter(group, n, s.low[i+n])
		words := t.groups[group]
		for k := range words {
			w := &words[k]
			if end := s.endOf(w.key[n+1:], i+n+1); end > 0 && t.stands(s, i, end, w) {
				dst = append(dst, found{end, w})
			}
		}
	}
	return dst
}

// endOf returns where letters of a word end that begin at place i; 0 if others
// stand there.
func (s *stretch) endOf(key []rune, i int) int {
	for _, r := range key {
		if r == star {
			i = s.wordEnd(i)
		} else if s.low[i] == r {
			i++
		} else {
			return 0
		}
	}
	return i
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
	case isDigit(after) && w.Class == Harmless && len(w.key) > 1: // "by127.5 million"
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
	case r < 0xa0, r >= 0x370 && r < 0x1680, r >= 0x3040 && r < 0x3200, r >= 0x3400 && r <= lastHangul: // letters
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
