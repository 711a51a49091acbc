package claims

import (
	_ "embed"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"headstart/ingest/press/words"
)

// rows are the lines of a table in the program, cut into so many cells.
func rows(file string, cells int) (out [][]string) {
	for line := range strings.Lines(file) {
		row := strings.SplitN(line, "|", cells)
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if len(row) == cells && line[0] != '#' {
			out = append(out, row)
		}
	}
	return out
}

//go:embed forms.txt
var formFile string

// A form is an order of words, a row of forms.txt.
type form struct {
	in      string    // its languages; "" all
	any     bool      // nothing else is asked for
	has     words.Set // classes
	wants   words.Set // words by value, by their numbers; one of these or of has must be beside what is asked about
	changed words.Set // those in the pattern
	letters [128]byte // that these have there
	order   *regexp.Regexp
}

// asked is the letter of words that are asked about.
const asked = 1

// byValue is a word by its value in a pattern.
var byValue = regexp.MustCompile(`\{([a-z_]*)\}`)

// A formTable has the forms by their names, and for the numbers of the values of
// all lists those of the words by value in its patterns, from 1; 0 for others.
type formTable struct {
	rows   map[string][]*form
	number []byte
}

// forms are the rows of forms.txt.
var forms = sync.OnceValue(func() formTable {
	t, last := formTable{rows: map[string][]*form{}}, byte(0)
	number := func(word string) byte {
		n := int(words.ValueNumber(word[1 : len(word)-1]))
		if n == 0 { // the rows are part of the program and tested: a broken one stops it
			panic("forms.txt: no list has the value " + word)
		}
		if n >= len(t.number) {
			t.number = append(t.number, make([]byte, n+1-len(t.number))...)
		}
		if t.number[n] == 0 {
			last++
			t.number[n] = last
		}
		return t.number[n]
	}
	for _, row := range rows(formFile, 4) {
		f := &form{in: row[1], any: row[2] == ""}
		letter := byte(asked)
		f.order = regexp.MustCompile(byValue.ReplaceAllStringFunc(row[3], func(word string) string {
			if word == "{}" {
				return string(rune(asked))
			}
			n := number(word)
			if f.letters[n] == 0 {
				letter++
				f.letters[n] = letter
				f.changed.Add(words.Class(n))
			}
			return string(rune(f.letters[n]))
		}))
		f.has = words.SetOf(byValue.ReplaceAllStringFunc(row[2], func(word string) string {
			if word == "{}" {
				f.wants = f.changed
			} else {
				f.wants.Add(words.Class(number(word)))
			}
			return ""
		}))
		t.rows[row[0]] = append(t.rows[row[0]], f)
	}
	return t
})

// formsOf returns the forms of a kind of languages, by their names.
func formsOf(lex *words.Lexer) map[string][]*form {
	speaks := map[string]bool{"": true, "cjk": lex.CJK(), "spaced": !lex.CJK(), "final": lex.VerbFinal(), "ahead": !lex.VerbFinal()}
	out := map[string][]*form{}
	for name, list := range forms().rows {
		for _, f := range list {
			if speaks[f.in] {
				out[name] = append(out[name], f)
			}
		}
	}
	return out
}

// form returns where tokens have the first form of a name, and its groups; nil
// if they have none. It is asked about tokens[from:to].
func (r *reader) form(name string, tokens []words.Token, from, to int) []int {
	r.look(tokens, from, to)
	return r.seen(name)
}

// seen is form of the tokens that were looked at last, for what asks for several.
func (r *reader) seen(name string) []int {
	for _, f := range r.forms[name] {
		if letters := r.sight.of(f); letters != nil {
			if m := f.order.FindSubmatchIndex(letters); m != nil {
				return m
			}
		}
	}
	return nil
}

// is reports whether a token among others has a form.
func (r *reader) is(name string, tokens []words.Token, i int) bool {
	return r.form(name, tokens, i, i+1) != nil
}

// all yields where tokens have the forms of a name, form by form, and their
// groups. What is done with one may change the tokens.
func (r *reader) all(name string, tokens []words.Token) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		r.look(tokens, 0, 0)
		for _, f := range r.forms[name] {
			letters := r.sight.of(f)
			if letters == nil {
				continue
			}
			found := f.order.FindAllSubmatchIndex(letters, -1)
			for _, m := range found {
				if !yield(m) {
					return
				}
			}
			if found != nil {
				r.look(tokens, 0, 0)
			}
		}
	}
}

// A sight is tokens as forms see them.
type sight struct {
	classes []byte    // their letters, or asked
	set     words.Set // of the classes, but for those of tokens that are asked about
	words   words.Set // by value among the others
	places  []int     // of these words
	numbers []byte    // their own
	letters []byte    // as the last form saw them
}

// look sees tokens, of which those from one to another place are asked about.
func (r *reader) look(tokens []words.Token, from, to int) {
	s, number := &r.sight, forms().number
	s.classes, s.set, s.words = slices.Grow(s.classes[:0], len(tokens))[:len(tokens)], words.Set{}, words.Set{}
	s.places, s.numbers = s.places[:0], s.numbers[:0]
	for i := range tokens {
		if from <= i && i < to {
			s.classes[i] = asked
			continue
		}
		t := &tokens[i]
		s.classes[i] = byte(t.Class)
		s.set.Add(t.Class)
		if int(t.Word) < len(number) && number[t.Word] != 0 {
			n := number[t.Word]
			s.words.Add(words.Class(n))
			s.places, s.numbers = append(s.places, i), append(s.numbers, n)
		}
	}
}

// of returns the letters of what was looked at last as a form sees them, until it
// is called again; nil if it does not have what the form asks for.
func (s *sight) of(f *form) []byte {
	switch {
	case !f.any && !f.has.Meets(s.set) && !f.wants.Meets(s.words):
		return nil
	case !f.changed.Meets(s.words):
		return s.classes
	}
	s.letters = append(s.letters[:0], s.classes...)
	for k, n := range s.numbers {
		if letter := f.letters[n]; letter != 0 {
			s.letters[s.places[k]] = letter
		}
	}
	return s.letters
}
