package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain returns the character that a reader takes r for: full-width and
// compatibility forms, curly quotes and the like become the plain ones, and
// marks of footnotes blanks. It is one for one, so that offsets stay.
func plain(r rune) rune {
	if r < 0xa0 {
		if r == '\t' || r == '\n' || r == '\r' || r == '\f' || r == '\v' {
			return ' '
		}
		return r
	}
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		return '\''
	case r == '−' || r == '‐' || r == '‑' || r == '‒':
		return '-'
	case r == '¹' || r == '²' || r == '³' || r == '⁰' || r >= 0x2074 && r <= 0x2079 || r == 0x200b || r == 0xfeff || r == 0xad:
		return ' '
	case unicode.IsSpace(r):
		return ' '
	case r < 0x2000, r >= 0x3001 && r <= 0x3003, r >= 0x3040 && r <= 0xd7a3 && !(r >= 0x3200 && r <= 0x33ff):
		return r
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if c := norm.NFKC.Bytes(buf[:n]); len(c) > 0 {
		if x, size := utf8.DecodeRune(c); size == len(c) {
			return x
		}
	}
	return r
}

// runeAt returns the plain character at text[i:] and its length; 0, 0 at the
// end.
func runeAt(text string, i int) (rune, int) {
	if i >= len(text) {
		return 0, 0
	}
	if c := text[i]; c < utf8.RuneSelf {
		return plain(rune(c)), 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return plain(r), size
}

// lastRune returns the plain character before text[end:]; 0 at the start.
func lastRune(text string, end int) rune {
	if end == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(text[:end])
	return plain(r)
}
