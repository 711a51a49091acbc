package press

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, a run of digits, one character of a script that writes
// no spaces, or one mark. Hyphens between letters, apostrophes that do not
// make a possessive and invisible characters are no tokens, so that
// "year-on-year" and "year on year" are the same three words.
type token struct {
	start, end int    // bytes of the text
	norm       string // lower case, half width, simplified characters
	kind       kind
	glued      bool // nothing between it and the token before
	hyphen     bool // only a hyphen between it and the token before
	upper      bool // starts with a capital letter
	lines      int  // line ends between it and the token before
}

type kind uint8

const (
	word kind = iota
	digits
	ideograph // Han and kana, one a token
	syllable  // Hangul, one a token
	mark
)

// lex cuts text into tokens in one pass.
func lex(text string) []token {
	tokens := make([]token, 0, len(text)/4+1)
	var glued, hyphen bool
	var lines int
	add := func(start, end int, norm string, k kind, upper bool) {
		tokens = append(tokens, token{start, end, norm, k, glued, hyphen, upper, lines})
		glued, hyphen, lines = true, false, 0
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		f := fold(r)
		switch {
		case r == '\n':
			lines++
			glued, hyphen = false, false
			at += size
		case r == utf8.RuneError && size == 1, invisible(r):
			at += size
		case unicode.IsSpace(f):
			glued, hyphen = false, false
			at += size
		case isDigit(f):
			end, norm := run(text, at, isDigit)
			add(at, end, norm, digits, false)
			at = end
		case isIdeograph(f):
			add(at, at+size, string(f), ideograph, false)
			at += size
		case unicode.Is(unicode.Hangul, f):
			add(at, at+size, string(f), syllable, false)
			at += size
		case unicode.IsLetter(f):
			end, norm := run(text, at, isLetter)
			add(at, end, norm, word, unicode.IsUpper(r))
			at = end
		case f == '\'':
			at = possessive(text, at, size, tokens, glued, add)
		case f == '-' && glued && between(text, at, size, tokens):
			at += size
			hyphen = true
		default:
			add(at, at+size, string(f), mark, false)
			at += size
		}
	}
	return tokens
}

// possessive makes one token of 's and drops other apostrophes.
func possessive(text string, at, size int, tokens []token, glued bool, add func(int, int, string, kind, bool)) int {
	next, n := utf8.DecodeRuneInString(text[at+size:])
	after, _ := utf8.DecodeRuneInString(text[at+size+n:])
	if glued && len(tokens) > 0 && tokens[len(tokens)-1].kind != mark && (next == 's' || next == 'S') && !unicode.IsLetter(after) {
		add(at, at+size+n, "'s", mark, false)
		return at + size + n
	}
	return at + size
}

// between reports a hyphen with letters on both sides.
func between(text string, at, size int, tokens []token) bool {
	if len(tokens) == 0 || tokens[len(tokens)-1].kind != word {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[at+size:])
	return isLetter(fold(next))
}

// longestRun is the most bytes that one word or number has; what goes on is
// the next token, so that no input makes a token of any length.
const longestRun = 200

func run(text string, at int, in func(rune) bool) (end int, norm string) {
	var b strings.Builder
	for end = at; end < len(text) && end-at < longestRun; {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		f := fold(r)
		if !in(f) && !invisible(r) {
			break
		}
		if !invisible(r) {
			b.WriteRune(f)
		}
		end += size
	}
	return end, b.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool {
	return (unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)) && !isIdeograph(r) && !unicode.Is(unicode.Hangul, r)
}

func isIdeograph(r rune) bool {
	return unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) || r == 'ー' || r == '々'
}

// invisible characters may stand inside a word or number and mean nothing.
func invisible(r rune) bool {
	switch r {
	case 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F:
		return true
	}
	return false
}

// fold gives the character that counts as the same: half width for full
// width, one hyphen, one apostrophe, lower case, simplified for traditional.
func fold(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	switch r {
	case '‐', '‑', '‒', '–', '—', '―', '−', '－', '﹣':
		return '-'
	case '’', '‘', 'ʼ', '＇', '´', '`':
		return '\''
	case '“', '”', '„', '«', '»':
		return '"'
	case '～', '〜', '∼':
		return '~'
	}
	r = fullLower(r)
	if s, ok := simplified[r]; ok {
		return s
	}
	return unicode.ToLower(r)
}

// fullLower turns full-width forms of ASCII into ASCII.
func fullLower(r rune) rune {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
	}
	return r
}
