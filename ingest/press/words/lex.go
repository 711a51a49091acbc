package words

import (
	"iter"
	"slices"
	"unicode"
)

// A Lexer cuts text of one language into tokens. It serves one caller at a time.
type Lexer struct {
	lang *language
	*index
	stretch
	out   []Token
	first bool // the next word begins a sentence
	hits  []found
}

// NewLexer returns the lexer of a language of [Languages].
func NewLexer(code string, names *Names) *Lexer {
	l := languages()[code]
	return &Lexer{lang: l, index: names.of(l)}
}

// CJK reports a language that does not tell words apart by blanks.
func (l *Lexer) CJK() bool { return l.cjk }

// Marked are words that the lists cannot tell from a name: the value of an
// unknown token that has a capital letter or is written in Han or kana.
const Marked = "name"

// Lex appends the tokens of text[from:to] to dst: at each place the longest
// word of the lists, else a number, a mark or an unknown word.
func (l *Lexer) Lex(dst []Token, text string, from, to int) []Token {
	for sentence := range l.Sentences(text, from, to, to-from+1) {
		dst = append(dst, sentence...)
	}
	return dst
}

// block is how many bytes are read at once, and ahead how many characters behind
// a token say where it ends.
const (
	block = 64 << 10
	ahead = 100
)

// Sentences yields the tokens of each sentence of text[from:to], with the
// [Stop] that ends it, and whether they are all of it: one of more than limit
// tokens, or longer than a block, comes in several parts. The tokens are the
// caller's until the next sentence.
func (l *Lexer) Sentences(text string, from, to, limit int) iter.Seq2[[]Token, bool] {
	return func(yield func([]Token, bool) bool) {
		for whole := true; from < to; {
			end := min(from+block, to)
			for end < to && end > from+1 && text[end]&0xc0 == 0x80 {
				end--
			}
			l.load(text, from, end)
			l.out, l.first = l.out[:0], true
			begin, sure := 1, len(l.r)-2 // the place of the sentence, and up to which its end is one
			if end < to {
				sure -= ahead
			}
			for i := 1; i < len(l.r)-2; {
				i = max(l.step(i), i+1)
				n := len(l.out)
				ends := n > 0 && l.out[n-1].Class == Stop
				if !ends && n < limit || i > sure && begin > 1 {
					continue
				}
				ends = ends && i <= sure
				if !yield(l.out, whole && ends) {
					return
				}
				whole, begin, l.out, l.first = ends, i, l.out[:0], true
			}
			if end < to && begin > 1 { // the next block begins with the sentence that is open
				from = int(l.at[begin])
				continue
			}
			if from = end; len(l.out) > 0 {
				if whole = whole && end == to; !yield(l.out, whole) {
					return
				}
			}
		}
	}
}

func (l *Lexer) add(c Class, from, to int) *Token {
	l.out = append(l.out, Token{Class: c, Start: int(l.at[from]), End: int(l.at[to])})
	return &l.out[len(l.out)-1]
}

// put appends the token of a word of the lists and returns where it ends.
func (l *Lexer) put(from int, f found) int {
	t := l.add(f.Class, from, f.end)
	t.Word = f.value
	if l.cjk && f.Class == Digits {
		t.Class = classOf(f.Number)
	}
	if t.Value = f.Value; t.Class.In("90dyokQHRWIhY%4") {
		t.Number = f.Number
	}
	if f.open && f.Class.In("vpTXui") {
		if e := l.lang.ending(l.r[from:f.end]); e != nil {
			t.Class, t.Value, t.Word = e.Class, e.Value, e.value
		}
	}
	l.first = false
	return f.end
}

// last returns the token before place i; of class 0 where a blank or the start
// of the sentence is.
func (l *Lexer) last(i int) Token {
	if n := len(l.out); n > 0 && l.out[n-1].End == int(l.at[i]) {
		return l.out[n-1]
	}
	return Token{}
}

// quote is the class of marks that are left out.
const quote Class = '"'

// Opening are the quotation marks that begin a title or a name, or may; they have
// no tokens.
const Opening = "\"“„「『«《"

// marks are the characters that cut sentences and clauses, by their class.
var marks = func() (out [1 << 16]Class) {
	for class, list := range map[Class]string{Comma: ",、", Semicolon: ";", Colon: ":", Open: "([【", Close: ")]】", Dash: "-–—~∼〜～→", Bar: "|",
		Stop: "•。｡!?", quote: Opening + "”」』»‹›》〈〉"} {
		for _, r := range list {
			out[r] = class
		}
	}
	return out
}()

// step reads what stands at place i and returns where it ends.
func (l *Lexer) step(i int) int {
	r, last, c := l.r[i], l.last(i), marks[min(l.r[i], 0xffff)]
	afterWord := last.Class != 0 && last.Class != Unknown && last.Class != Name // "by127.5 million"
	switch {
	case r == ' ':
		return i + 1
	case (r == '\'' || r == '’') && l.shortYear(i):
		return i + 3
	case isASCIILetter(r):
		if f := l.longest(i); f.listed != nil {
			return l.known(i, f)
		}
		return l.word(i)
	case isDigit(r) && (afterWord || !isASCIILetter(l.r[i-1])):
		l.first = false
		return l.digits(i)
	case isHangul(r) && l.lang.code == "ko":
		return l.hangul(i)
	case isHangul(r):
		return l.run(i)
	case c == quote:
		return i + 1
	case r == '.', r == '…':
		return l.point(i)
	}
	if c == 0 || last.Class == 0 { // 5~6, not ~5
		if f := l.longest(i); f.listed != nil {
			return l.known(i, f)
		}
	}
	switch {
	case c == Dash && l.joins(i):
	case c != 0:
		l.add(c, i, i+1)
		l.first = l.first || c == Stop
	case isCJK(r):
		return l.run(i)
	case unicode.IsLetter(r):
		return l.word(i)
	}
	return i + 1
}

// known appends the token of a word of the lists and returns where it ends. Of
// 12月末 the month goes before a longer word that is harmless, and of 12月活跃用户
// before 月活跃用户.
func (l *Lexer) known(i int, f found) int {
	last := l.last(i)
	if l.cjk && (f.Class.In("_vuqp") && last.Class.In("dy9") || f.Class == Metric && last.Class == Day && last.Number <= 12) {
		for _, unit := range l.hits {
			if unit.end == i+1 && unit.Class.In("ABC") {
				f = unit
			}
		}
	}
	return l.put(i, f)
}

// joins reports a hyphen within a word: third-quarter.
func (l *Lexer) joins(i int) bool {
	a, b := l.r[i-1], l.r[i+1]
	return isWord(a) && isWord(b) && (unicode.IsLetter(a) || unicode.IsLetter(b))
}

// point reads a full stop, which ends a sentence before a blank unless it
// belongs to an initial or to the number of a day.
func (l *Lexer) point(i int) int {
	end := i + 1
	if after := l.r[end]; after != 0 && after != ' ' && after != ')' && after != ']' && marks[min(after, 0xffff)] != quote {
		return end
	}
	last, next := l.last(i), l.afterBlank(end)
	if last.Class == Day && l.lang.comma && l.longest(next).listed != nil && l.longest(next).Class.In("oKH") ||
		(last.Class == Name || last.Class == Unknown) && last.End-last.Start == 1 && l.r[next] != 0 {
		return end
	}
	l.add(Stop, i, end)
	l.first = true
	return end
}

// longest returns the longest word of the lists at place i; words as they are
// written go before those in any case. The others are in hits.
func (l *Lexer) longest(i int) (best found) {
	l.hits = l.matches(l.hits[:0], &l.stretch, i)
	for _, f := range l.hits {
		if best.listed == nil || f.end > best.end || f.end == best.end && f.form != nil && best.form == nil {
			best = f
		}
	}
	return best
}

// ordinal reports what makes an ordinal of the digits before it: 21st.
func (f found) ordinal() bool { return f.listed != nil && f.Value == "ordinal" }

// is reports a word of the lists at place i that has one of the classes.
func (f found) is(set string) bool { return f.listed != nil && f.Class.In(set) }

// hangul reads an eojeol: words of the lists that cover it to its end, or one
// unknown word.
func (l *Lexer) hangul(i int) int {
	end, steps := i, 0
	for isHangul(l.r[end]) {
		end++
	}
	l.hits = l.hits[:0]
	n := len(l.out)
	if last, ok := l.cover(i, end, &steps); ok {
		return last
	}
	l.out = l.out[:n]
	l.add(Unknown, i, end).Value = Marked
	l.first = false
	return end
}

// cover appends the tokens of words of the lists that follow each other from a
// place to the end of an eojeol or beyond it, to that of another one, the
// longest first, and returns where they end. It gives up after many steps.
func (l *Lexer) cover(from, end int, steps *int) (int, bool) {
	if from == end || from > end && !isHangul(l.r[from]) {
		return from, true
	}
	if *steps++; *steps > 200 {
		return 0, false
	}
	n, tokens := len(l.hits), len(l.out)
	l.hits = l.matches(l.hits, &l.stretch, from)
	all := l.hits[n:]
	slices.SortStableFunc(all, func(a, b found) int { return b.end - a.end })
	for _, f := range all {
		l.put(from, f)
		if last, ok := l.cover(f.end, end, steps); ok {
			return last, true
		}
		l.hits, l.out = l.hits[:n+len(all)], l.out[:tokens]
	}
	return 0, false
}

// run reads Han and kana that no list has, up to a word of the lists of two
// characters or more, or a particle.
func (l *Lexer) run(i int) int {
	end := i + 1
	for ; isCJK(l.r[end]); end++ {
		if f := l.longest(end); f.listed != nil && (f.end > end+1 || f.Value == "particle") {
			break
		}
	}
	l.add(Unknown, i, end).Value = Marked
	l.first = false
	return end
}

// word reads a word that no list has; WhatsApp's ends before the apostrophe.
func (l *Lexer) word(i int) int {
	end, upper, first := i, true, unicode.IsUpper(l.r[i])
	for ; ; end++ {
		r := l.r[end]
		joins := (r == '-' || r == '&' || r == '_' || r == '\'' && (end-i < 2 || l.wordEnd(end+1)-end > 3)) && isWord(l.r[end+1])
		if !isWord(r) && !unicode.In(r, unicode.Mn) && !joins {
			break
		}
		upper = upper && (unicode.IsUpper(r) || !unicode.IsLetter(r))
	}
	t := l.add(Unknown, i, end)
	if first {
		t.Value = Marked
	}
	if upper && end-i > 1 || l.cjk || first && !l.first && l.lang.code != "de" {
		t.Class = Name
	}
	l.first = false
	return end
}

// VerbFinal reports a language whose verbs stand behind their objects.
func (l *Lexer) VerbFinal() bool { return l.lang.code == "ko" || l.lang.code == "ja" }

// Capitals reports a language in which names have capitals and other nouns do not.
func (l *Lexer) Capitals() bool { return !l.cjk && l.lang.code != "de" }

// Prenominal reports a verb whose clause can stand before the noun that it is
// of: in Japanese any, in Korean those that end so.
func (l *Lexer) Prenominal(verb Token) bool {
	return l.VerbFinal() && (verb.Value == "noun" || l.lang.code == "ja")
}
