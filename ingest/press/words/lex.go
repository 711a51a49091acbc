package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Lexer cuts text of one language into tokens.
type Lexer struct {
	lang *language
	*trie
}

// NewLexer returns the lexer of a language of [Languages].
func NewLexer(code string, names *Names) *Lexer {
	l := languageOf(code)
	return &Lexer{l, names.trie(l)}
}

// CJK reports a language that does not tell words apart by blanks.
func (l *Lexer) CJK() bool { return l.lang.cjk }

// Marked are words that the lists cannot tell from a name: the value of an
// unknown token that has a capital letter or is written in Han or kana.
const Marked = "name"

// Lex appends the tokens of text[from:to] to dst: at each place the longest
// word of the lists, else a number, a mark or an unknown word.
func (l *Lexer) Lex(dst []Token, text string, from, to int) []Token {
	for from < to {
		dst, from = l.Sentence(dst, text, from, to, len(text)+len(dst))
	}
	return dst
}

// Sentence appends the tokens of the sentence at text[from:to] to dst, with the
// [Stop] that ends it, and returns where the next one begins. One of more than
// limit tokens is cut there.
func (l *Lexer) Sentence(dst []Token, text string, from, to, limit int) ([]Token, int) {
	s := scan{Lexer: l, text: text[:to], out: dst, first: true}
	for from < to && len(s.out) < limit && (len(s.out) == len(dst) || s.out[len(s.out)-1].Class != Stop) {
		from = max(s.step(from), from+1)
	}
	return s.out, from
}

// scan is the work of one call of Lex.
type scan struct {
	*Lexer
	text  string
	out   []Token
	first bool // the next word begins a sentence
}

func (s *scan) add(c Class, from, to int) *Token {
	s.out = append(s.out, Token{Class: c, Start: from, End: to})
	return &s.out[len(s.out)-1]
}

// put appends the token of a word of the lists.
func (s *scan) put(from int, f found) {
	t := s.add(f.entry.Class, from, f.end)
	t.Value = f.entry.Value
	if t.Class.In("90dyokQHRWIhY%") {
		t.Number = f.entry.number()
	}
}

// marks are the characters that cut sentences and clauses.
var marks = map[rune]Class{
	',': Comma, '、': Comma, ';': Semicolon, ':': Colon, '(': Open, '[': Open, '【': Open, ')': Close, ']': Close, '】': Close,
	'-': Dash, '–': Dash, '—': Dash, '~': Dash, '〜': Dash, '～': Dash, '→': Dash, '|': Bar, '•': Stop, '。': Stop, '｡': Stop, '!': Stop, '?': Stop,
}

const quotes = "\"“”„「」『』«»‹›《》〈〉"

// step reads what stands at text[i:] and returns where it ends.
func (s *scan) step(i int) int {
	r, size := runeAt(s.text, i)
	if r == ' ' {
		return i + size
	}
	if isASCIILetter(r) {
		if f := s.longest(i); f.entry != nil {
			return s.known(i, f)
		}
		return s.word(i, r)
	}
	before := lastRune(s.text, i)
	if r < utf8.RuneSelf && unicode.IsDigit(r) && !(isASCIILetter(before) && !s.afterWord(i)) {
		s.first = false
		return s.digits(i)
	}
	if strings.ContainsRune(quotes, r) {
		return i + size
	}
	if r == '.' || r == '…' {
		return s.point(i, size)
	}
	c, mark := marks[r]
	between := mark && len(s.out) > 0 && s.out[len(s.out)-1].End == i // 5~6, not ~5
	if f := s.longest(i); f.entry != nil && !isHangul(r) && !between {
		return s.known(i, f)
	}
	if mark {
		if c == Dash && s.joins(i, i+size) {
			return i + size
		}
		s.add(c, i, i+size)
		s.first = s.first || c == Stop
		return i + size
	}
	switch {
	case isHangul(r) && s.lang.code == "ko":
		return s.hangul(i)
	case isCJK(r):
		return s.run(i)
	case unicode.IsLetter(r):
		return s.word(i, r)
	}
	return i + size
}

// known appends the token of a word of the lists and returns where it ends.
func (s *scan) known(i int, f found) int {
	if n := len(s.out); s.lang.cjk && f.entry.Class.In("_vuqp") && n > 0 && s.out[n-1].End == i && s.out[n-1].Class.In("dy9") {
		f = s.unit(i, f) // 12月末: the month goes before a longer word that is harmless
	}
	s.put(i, f)
	s.first = false
	return f.end
}

// unit returns the one character of a date that stands at text[i:], else f.
func (s *scan) unit(i int, f found) found {
	_, size := runeAt(s.text, i)
	s.matches(s.text, i, func(g found) {
		if g.end == i+size && g.entry.Class.In("ABC") {
			f = g
		}
	})
	return f
}

// afterWord reports that the token before text[i:] is a word of the lists that
// ends there: "by127.5 million".
func (s *scan) afterWord(i int) bool {
	n := len(s.out)
	return n > 0 && s.out[n-1].End == i && s.out[n-1].Class != Unknown && s.out[n-1].Class != Name
}

// joins reports a hyphen within a word: third-quarter.
func (s *scan) joins(from, to int) bool {
	a, b := lastRune(s.text, from), rune(0)
	b, _ = runeAt(s.text, to)
	return (isWord(a) || isCJK(a)) && (isWord(b) || isCJK(b)) && (unicode.IsLetter(a) || unicode.IsLetter(b)) && !isCJK(a) && !isCJK(b)
}

// point reads a full stop, which ends a sentence before a blank unless it
// belongs to an initial or to the number of a day.
func (s *scan) point(i, size int) int {
	end := i + size
	after, _ := runeAt(s.text, end)
	if after != 0 && after != ' ' && !strings.ContainsRune(quotes+")]", after) {
		return end
	}
	if n := len(s.out); n > 0 && s.out[n-1].End == i {
		last := s.out[n-1]
		next, _ := runeAt(s.text, skipBlanks(s.text, end))
		if last.Class == Day && s.lang.comma {
			if f := s.longest(skipBlanks(s.text, end)); f.entry != nil && f.entry.Class.In("oKH") {
				return end
			}
		}
		if (last.Class == Name || last.Class == Unknown) && last.End-last.Start == 1 && next != 0 {
			return end
		}
	}
	s.add(Stop, i, end)
	s.first = true
	return end
}

// longest returns the longest word of the lists at text[i:]; names go before
// other words of the same length, and words as they are written before those
// in any case.
func (s *scan) longest(i int) (best found) {
	note := func(f found) {
		if best.entry == nil || f.end > best.end || f.end == best.end && f.entry.cased() && !best.entry.cased() {
			best = f
		}
	}
	s.matches(s.text, i, note)
	return best
}

// hangul reads an eojeol: words of the lists that cover it to its end, or one
// unknown word.
func (s *scan) hangul(i int) int {
	end, steps := i, 0
	for r, size := runeAt(s.text, end); isHangul(r); r, size = runeAt(s.text, end) {
		end += size
	}
	s.first = false
	path, ok := s.cover(i, end, &steps)
	if !ok {
		s.add(Unknown, i, end).Value = Marked
		return end
	}
	for _, f := range path {
		s.put(i, f)
		i = f.end
	}
	return i
}

// cover returns words of the lists that follow each other from a place to the
// end of an eojeol or beyond it, to that of another one, the longest first. It
// gives up after many steps.
func (s *scan) cover(from, end int, steps *int) (path []found, ok bool) {
	if r, _ := runeAt(s.text, from); from == end || from > end && !isHangul(r) {
		return nil, true
	}
	if *steps++; *steps > 200 {
		return nil, false
	}
	var all []found
	note := func(f found) { all = append(all, f) }
	s.matches(s.text, from, note)
	slices.SortStableFunc(all, func(a, b found) int { return b.end - a.end })
	for _, f := range all {
		if rest, ok := s.cover(f.end, end, steps); ok {
			return append([]found{f}, rest...), true
		}
	}
	return nil, false
}

// run reads Han and kana that no list has, up to a word of the lists of two
// characters or more, or a particle.
func (s *scan) run(i int) int {
	_, end := runeAt(s.text, i)
	end += i
	for end < len(s.text) {
		r, size := runeAt(s.text, end)
		if !isCJK(r) {
			break
		}
		if f := s.longest(end); f.entry != nil && (f.end-end > size || f.entry.Value == "particle") {
			break
		}
		end += size
	}
	s.first = false
	s.add(Unknown, i, end).Value = Marked
	return end
}

// word reads a word that no list has; WhatsApp's ends before the apostrophe.
func (s *scan) word(i int, first rune) int {
	end, n, upper := i, 0, true
	for end < len(s.text) {
		r, size := runeAt(s.text, end)
		next, _ := runeAt(s.text, end+size)
		joins := (r == '-' || r == '\'' && (n < 2 || wordEnd(s.text, end+size)-end-size > 2) || r == '&' || r == '_') && isWord(next)
		if !isWord(r) && !unicode.In(r, unicode.Mn) && !joins {
			break
		}
		upper = upper && (unicode.IsUpper(r) || !unicode.IsLetter(r))
		end += size
		n++
	}
	t := s.add(Unknown, i, end)
	if unicode.IsUpper(first) {
		t.Value = Marked
	}
	if upper && n > 1 || s.lang.cjk || unicode.IsUpper(first) && !s.first && s.lang.code != "de" {
		t.Class = Name
	}
	s.first = false
	return end
}

// Prenominal reports a verb whose clause can stand before the noun that it is
// of: in Japanese any, in Korean those that end so.
func (l *Lexer) Prenominal(verb Token) bool {
	return l.VerbFinal() && (verb.Value == "noun" || l.lang.code == "ja")
}

// VerbFinal reports a language whose verbs stand behind their objects.
func (l *Lexer) VerbFinal() bool { return l.lang.code == "ko" || l.lang.code == "ja" }
