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
	in    string    // its languages; "" all
	any   bool      // nothing else is asked for
	has   words.Set // classes of which there must be one, or words by value, any with asked, beside what is asked about
	words []string  // by their values; their letters are their places here
	order *regexp.Regexp
}

// asked is the letter of words that are asked about.
const asked = 1

// byValue is a word by its value in a pattern.
var byValue = regexp.MustCompile(`\{([a-z_]*)\}`)

var forms = sync.OnceValue(func() map[string][]*form {
	out := map[string][]*form{}
	for _, row := range rows(formFile, 4) {
		f := &form{in: row[1], any: row[2] == "", words: []string{"no letter", ""}}
		letter := func(word string) string {
			value := word[1 : len(word)-1]
			if !slices.Contains(f.words, value) {
				f.words = append(f.words, value)
			}
			return string(rune(slices.Index(f.words, value)))
		}
		f.has = words.SetOf(byValue.ReplaceAllStringFunc(row[2], letter))
		f.order = regexp.MustCompile(byValue.ReplaceAllStringFunc(row[3], letter))
		out[row[0]] = append(out[row[0]], f)
	}
	return out
})

// formsOf returns the forms of a kind of languages, by their names.
func formsOf(lex *words.Lexer) map[string][]*form {
	speaks := map[string]bool{"": true, "cjk": lex.CJK(), "spaced": !lex.CJK(), "final": lex.VerbFinal(), "ahead": !lex.VerbFinal()}
	out := map[string][]*form{}
	for name, list := range forms() {
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
	for _, f := range r.forms[name] {
		if letters := r.lettersOf(f, tokens, from, to); letters != nil {
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

// all yields where tokens have the forms of a name, form by form, and their groups.
func (r *reader) all(name string, tokens []words.Token) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for _, f := range r.forms[name] {
			letters := r.lettersOf(f, tokens, 0, 0)
			if letters == nil {
				continue
			}
			for _, m := range f.order.FindAllSubmatchIndex(letters, -1) {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// lettersOf returns tokens as a form sees them, until it is called again; nil
// if they do not have what it asks for.
func (r *reader) lettersOf(f *form, tokens []words.Token, from, to int) []byte {
	found := f.any
	r.letters = slices.Grow(r.letters[:0], len(tokens))[:len(tokens)]
	for i := range tokens {
		if i >= from && i < to {
			r.letters[i] = asked
			continue
		}
		t := &tokens[i]
		r.letters[i] = byte(t.Class)
		found = found || f.has.Has(t.Class)
		if t.Value != "" && len(f.words) > asked+1 {
			if word := slices.Index(f.words, t.Value); word > asked {
				r.letters[i], found = byte(word), found || f.has.Has(asked) || f.has.Has(words.Class(word))
			}
		}
	}
	if !found {
		return nil
	}
	return r.letters
}
