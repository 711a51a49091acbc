package words

import (
	"strings"
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
	case strings.ContainsRune("’‘ʼ´", r):
		return '\''
	case strings.ContainsRune("−‐‑‒", r):
		return '-'
	case unicode.IsSpace(r), strings.ContainsRune("¹²³⁰⁴⁵⁶⁷⁸⁹\u200b\ufeff\u00ad", r):
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
