package claims

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/document"
	"headstart/ingest/press/words"
)

// A line of running text, by its bytes, and how many columns it takes.
type line struct{ from, to, columns int }

// prose reads running text, paragraph by paragraph.
func (r *reader) prose(from, to int) {
	var lines []line // of the paragraph
	for l := range strings.Lines(r.text[from:to]) {
		if strings.TrimSpace(l) == "" {
			r.paragraph(lines)
			lines = lines[:0]
		} else {
			lines = append(lines, line{from: from, to: from + len(strings.TrimSuffix(l, "\n"))})
		}
		from += len(l)
	}
	r.paragraph(lines)
}

// paragraph reads lines that no blank line parts. A line that was broken for its
// length goes on in the next.
func (r *reader) paragraph(lines []line) {
	var p page
	spare := 0
	for i, k := 0, 0; i < len(lines); i = k {
		before := spare
		for k = i + 1; k < len(lines); k++ {
			if (k-1)%maxPage == 0 {
				p = r.pageOf(lines[k-1 : min(k+maxPage, len(lines))])
			}
			spare = p.width - r.filled(lines[k-1], lines[k])
			full := spare <= 0 && (p.width >= narrow || p.wrapped) && r.goesOn(lines[k-1], lines[k])
			if !full && !r.isSeries(lines[i], lines[k]) {
				break
			}
		}
		r.sentences(lines[i].from, lines[k-1].to, before)
	}
}

// narrow is how many columns lines have that are longer than those of a list.
const narrow = 50

// maxPage is how many lines are measured together.
const maxPage = 500

// A page is lines that are as long as the longest of them can be. Where each is
// full but the last, and they go on in small letters, even narrow ones are no list.
type page struct {
	width   int
	wrapped bool
}

func (r *reader) pageOf(lines []line) (p page) {
	for i, l := range lines {
		lines[i].columns = document.Columns(strings.TrimRight(r.text[l.from:l.to], " "))
		p.width = max(p.width, lines[i].columns)
	}
	small := 0
	for i := 1; i < len(lines) && p.width < narrow && r.lex.Capitals(); i++ {
		if r.filled(lines[i-1], lines[i]) < p.width || itemForm.MatchString(r.text[lines[i].from:lines[i].to]) {
			return p
		}
		if unicode.IsLower(initial(r.firstWord(lines[i]))) {
			small++
		}
	}
	p.wrapped = len(lines) > 3 && 2*small >= len(lines)
	return p
}

// seriesForm is a line of a date and a figure.
var seriesForm = regexp.MustCompile(`^[^.。]{3,40}[\s:：]\d[\d,.]*$`)

// isSeries reports a line of a date and a figure under a heading that ends in brackets.
func (r *reader) isSeries(heading, l line) bool {
	words := strings.TrimSpace(r.text[heading.from:heading.to])
	return (strings.HasSuffix(words, ")") || strings.HasSuffix(words, "）")) && seriesForm.MatchString(strings.TrimSpace(r.text[l.from:l.to]))
}

// filled is how many columns line a would have with the first word of b.
func (r *reader) filled(a, b line) int { return a.columns + document.Columns(r.firstWord(b)) }

// firstWord returns what no line is broken in: a word, and of Han and kana a
// character.
func (r *reader) firstWord(l line) string {
	word := strings.TrimLeft(r.text[l.from:l.to], " \t")
	if i := strings.IndexAny(word, " \t"); i >= 0 {
		word = word[:i]
	}
	if r.lex.CJK() {
		if first, size := utf8.DecodeRuneInString(word); first >= utf8.RuneSelf {
			return word[:size]
		} else if i := strings.IndexFunc(word, func(c rune) bool { return c >= utf8.RuneSelf }); i >= 0 {
			return word[:i]
		}
	}
	return word
}

// itemForm is the beginning of a line in a list.
var itemForm = regexp.MustCompile(`^\s*(?:[-*•·・◦▪■●–—]|\d{1,2}[.)]|[a-z]\))\s`)

// goesOn reports a line that can go on with a full one. An item of a list, a capital
// behind brackets, as in a list of P: N (D), and the name of a platform alone begin anew.
func (r *reader) goesOn(before, l line) bool {
	if strings.HasSuffix(r.text[before.from:before.to], ")") && unicode.IsUpper(initial(r.firstWord(l))) {
		return false
	}
	return !itemForm.MatchString(r.text[l.from:l.to]) && !only(r.lex.Lex(nil, r.text, l.from, l.to), "P,")
}

// maxSentence is how many tokens a sentence can have that is read.
const maxSentence = 400

// tooLong is said of the claims of a longer one.
const tooLong = "the sentence is too long to be read whole"

// sentences reads the sentences of a stretch of text, which begins a line; spare is
// how much room the line before has beside the first word.
func (r *reader) sentences(from, to, spare int) {
	text := r.text[from:to]
	for tokens, whole := range r.lex.Sentences(r.text, from, to, maxSentence) {
		end := ""
		if n := len(tokens) - 1; n >= 0 && tokens[n].Class == words.Stop {
			end, tokens = r.text[tokens[n].Start:tokens[n].End], tokens[:n]
		}
		if len(tokens) == 0 {
			continue
		}
		torn := r.tornBy(text, tokens, spare)
		if !whole {
			torn = tooLong
		}
		made := len(r.claims)
		before := r.open
		r.open = r.opened(text, tokens, end, torn)
		r.read(tokens, end)
		if last := tokens[len(tokens)-1]; end == "!" && (isMarked(last) || last.Class == words.Owner) { // the name may go on: Yahoo! Japan
			r.stale = true
		}
		if torn != "" {
			doubtAll(r.claims[made:], torn)
			r.alone, r.stale, r.before, r.mentioned = false, true, dates.Date{}, dates.Date{}
		}
		if r.open.made, r.open.claims = made, len(r.claims); made == len(r.claims) && !r.isApart(before.end, tokens) { // it may speak of those before
			r.open.made, r.open.claims = before.made, before.claims
		}
		text = "" // what follows begins no line
	}
}

// open is the end of the text that was read.
type open struct {
	is           bool   // no mark ends it
	end          int    // its last byte
	ahead        bool   // its last word leads to more
	month        bool   // it is a month
	long         bool   // it is longer than most headings
	against      bool   // it has words that speak against what may go on with it
	torn         string // why it may be a part of a sentence
	made, claims int    // its claims, or those that are right before it, are those from made to claims
}

// goesAhead are the classes that end no line that stands by itself, and inOrder
// those where verbs and marks of cases do not stand behind their nouns. Aside are
// those that a line below can be limited by.
const (
	goesAhead = ",(=^jJrm!"
	inOrder   = "vpuiqczg"
	aside     = against + "L"
)

// maxHeading is how many words most headings have at most.
const maxHeading = 5

func (r *reader) opened(text string, tokens []words.Token, end, torn string) open {
	last := tokens[len(tokens)-1]
	o := open{is: end == "" && !(only(tokens, "P_") && torn == ""), end: last.End, torn: torn}
	if o.is {
		o.ahead, o.against, o.long = r.isAhead(last), hasAny(tokens, aside), text == "" || len(tokens) > maxHeading
		o.month = last.Class == 'o'
		o.is = last.Class != words.Colon || o.against
	} else if !itemForm.MatchString(text) {
		o.torn = ""
	}
	return o
}

// isAhead reports a word that leads to what follows it.
func (r *reader) isAhead(t words.Token) bool {
	word := r.text[t.Start:t.End]
	if t.Class.In("9d8") { // not a billion
		return unicode.IsDigit(rune(word[len(word)-1]))
	}
	return t.Class.In(goesAhead) || !r.lex.CJK() && !r.lex.VerbFinal() && (t.Class.In(inOrder) ||
		t.Class == words.Harmless && unicode.IsLower(initial(word)) && utf8.RuneCountInString(word) <= 4) // of, from
}

// isApart reports a blank line between a place of the text and tokens.
func (r *reader) isApart(end int, tokens []words.Token) bool {
	return strings.Count(r.text[end:tokens[0].Start], "\n") > 1
}

// tornBy says why a sentence may be a part of a longer one; "" if it is none. A
// line that nothing ends may go on in the next, and what stands apart in one
// may be a column that does not.
func (r *reader) tornBy(line string, tokens []words.Token, spare int) string {
	if line != "" && r.mayGoOn(line, tokens, spare) {
		const why = "the line may go on in the next"
		for _, c := range r.claims[r.open.made:r.open.claims] {
			if !slices.Contains(c.Reasons, why) {
				c.doubt(why)
			}
		}
		return "the line before may go on in this one"
	}
	said := r.text[tokens[0].Start:tokens[len(tokens)-1].End]
	if strings.Contains(said, "\n") && r.isBrokenOver(tokens) {
		return "a word is broken at the end of a line"
	}
	if (strings.Contains(said, "\t") || strings.Contains(said, "   ")) && columnForm.MatchString(said) {
		return "columns that are no table"
	}
	return ""
}

// isBrokenOver reports a word with a hyphen at the end of a line, of which the
// rest is not understood, or a number.
func (r *reader) isBrokenOver(tokens []words.Token) bool {
	for i, t := range tokens[1:] {
		if before, gap := tokens[i], r.text[tokens[i].End:t.Start]; strings.Contains(gap, "\n") && (before.Class == words.Broken || t.Class == words.Broken ||
			r.lex.CJK() && before.Class.In("9dy") && t.Class.In("9d") ||
			before.Class == words.Dash && (t.Class.In(".@") || i > 0 && tokens[i-1].Class.In(".@"))) {
			return true
		}
	}
	return false
}

// columnForm is room between columns.
var columnForm = regexp.MustCompile(`\S(?: {3}|\t)[ \t]*\S`)

// hanging is how many columns a line can be short of where a mark cannot begin the next.
const hanging = 4

// mayGoOn reports a line that may be the rest of the one before it, which no mark
// ends: the two were not read as one.
func (r *reader) mayGoOn(line string, tokens []words.Token, spare int) bool {
	o, item := r.open, itemForm.MatchString(line)
	if !o.is {
		return item && o.torn != "" // as the item before
	}
	near := o.long || !r.isApart(o.end, tokens)
	first := initial(strings.TrimLeft(line, " \t"+words.Opening))
	switch {
	case o.ahead, o.month && tokens[0].Class.In("dy"), o.torn != "" && near:
		return true
	case item, only(tokens, "P,"):
		return false
	case unicode.IsLower(first):
		return near && tokens[0].Class != words.Platform
	case unicode.IsDigit(first), first == '(', first == '（', !r.lex.Capitals() && spare <= hanging:
		return near
	}
	return near && (o.against || hasAny(tokens, against))
}
