package claims

import (
	_ "embed"
	"regexp"
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
	in    string          // its languages; "" all
	has   string          // classes of which there must be one
	needs bool            // one of the words by value will do, too; without both anything will
	words map[string]byte // the letters of words by value
	order *regexp.Regexp
}

// asked is the letter of words that are asked about.
const asked = 1

// byValue is a word by its value in a pattern.
var byValue = regexp.MustCompile(`\{([a-z_]*)\}`)

var forms = sync.OnceValue(func() map[string][]form {
	out := map[string][]form{}
	for _, row := range rows(formFile, 4) {
		f := form{in: row[1], has: byValue.ReplaceAllString(row[2], ""), words: map[string]byte{"": asked}}
		letter := func(word string) string {
			value := word[1 : len(word)-1]
			if f.words[value] == 0 {
				f.words[value] = byte(asked + len(f.words))
			}
			return string(rune(f.words[value]))
		}
		f.needs = byValue.ReplaceAllStringFunc(row[2], letter) != f.has
		f.order = regexp.MustCompile(byValue.ReplaceAllStringFunc(row[3], letter))
		delete(f.words, "")
		out[row[0]] = append(out[row[0]], f)
	}
	return out
})

// form returns where tokens have the first form of a name, and its groups; nil
// if they have none. It is asked about tokens[from:to].
func (r *reader) form(name string, tokens []words.Token, from, to int) []int {
	for _, f := range forms()[name] {
		if m := r.match(f, 1, tokens, from, to); m != nil {
			return m[0]
		}
	}
	return nil
}

// is reports whether a token among others has a form.
func (r *reader) is(name string, tokens []words.Token, i int) bool {
	return r.form(name, tokens, i, i+1) != nil
}

// match returns where tokens have a form, at most n times, and its groups.
func (r *reader) match(f form, n int, tokens []words.Token, from, to int) [][]int {
	if !r.speaks[f.in] {
		return nil
	}
	found, letters := f.has == "" && !f.needs || hasAny(tokens, f.has), make([]byte, len(tokens))
	if !found && !f.needs {
		return nil
	}
	for i := range tokens {
		letters[i] = byte(tokens[i].Class)
		if word := f.words[tokens[i].Value]; word != 0 {
			letters[i], found = word, true
		}
		if from <= i && i < to {
			letters[i] = asked
		}
	}
	if !found {
		return nil
	}
	return f.order.FindAllSubmatchIndex(letters, n)
}
