package words

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain returns the character that a reader takes r for: full-width and
// compatibility forms, curly quotes and the like become the plain ones, and
// marks of footnotes blanks. It is one for one, so that offsets stay.
func plain(r rune) rune {
	switch {
	case r >= '\t' && r <= '\r':
		return ' '
	case r < 0xa0:
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
	case r < 0x2000, r >= 0x2013 && r <= 0x2022, r >= 0x3001 && r <= 0x3003, r >= 0x3040 && r <= 0xd7a3 && !(r >= 0x3200 && r <= 0x33ff):
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
	s.r, s.low, s.at = s.r[:0], s.low[:0], s.at[:0]
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

func isHangul(r rune) bool { return r >= 0xac00 && r <= 0xd7a3 }

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
