package claims

import (
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// isQuestion reports the mark of a question.
func isQuestion(mark string) bool { return strings.ContainsAny(mark, "?？") }

// initial returns the first letter of a word.
func initial(word string) rune {
	first, _ := utf8.DecodeRuneInString(word)
	return first
}

// hasAny reports a token of one of the classes whose letters set has.
func hasAny(tokens []words.Token, set string) bool { return find(tokens, set) >= 0 }

// find returns the place of the first token of one of the classes; -1 none.
func find(tokens []words.Token, set string) int {
	classes := words.SetOf(set)
	for i := range tokens { // no token is copied, here and below
		if classes.Has(tokens[i].Class) {
			return i
		}
	}
	return -1
}

// only reports tokens of no other classes.
func only(tokens []words.Token, set string) bool {
	classes := words.SetOf(set)
	for i := range tokens {
		if !classes.Has(tokens[i].Class) {
			return false
		}
	}
	return true
}

// filter returns the tokens of the classes, and filterOut the others.
func filter(tokens []words.Token, set string) []words.Token { return choose(tokens, set, true) }

func filterOut(tokens []words.Token, set string) []words.Token { return choose(tokens, set, false) }

func choose(tokens []words.Token, set string, has bool) (out []words.Token) {
	classes := words.SetOf(set)
	for i := range tokens {
		if classes.Has(tokens[i].Class) == has {
			if out == nil {
				out = make([]words.Token, 0, min(len(tokens)-i, 8))
			}
			out = append(out, tokens[i])
		}
	}
	return out
}

// at returns the place of a token among others; -1 if it is not there.
func at(tokens []words.Token, t words.Token) int {
	return slices.IndexFunc(tokens, func(x words.Token) bool { return x.Start == t.Start && x.Class == t.Class })
}

// values are the values of the tokens of a class, each once.
func values(tokens []words.Token, set string) (out []string) {
	classes := words.SetOf(set)
	for i := range tokens {
		if t := &tokens[i]; classes.Has(t.Class) && !slices.Contains(out, t.Value) {
			out = append(out, t.Value)
		}
	}
	return out
}

// nearest returns the token of a class that stands nearest to another one; it
// is called where there is one.
func nearest(tokens []words.Token, set string, to words.Token) words.Token {
	distance := func(t words.Token) int { return max(t.Start-to.End, to.Start-t.End) }
	return slices.MinFunc(filter(tokens, set), func(a, b words.Token) int { return distance(a) - distance(b) })
}

// isMarked reports a word that can be a name.
func isMarked(t words.Token) bool {
	return t.Class == words.Name || t.Class == words.Unknown && t.Value == words.Marked
}

// comes reports that one of the first so many tokens is of the classes in want
// and those before it of the classes in over.
func comes(tokens []words.Token, over, want string, most int) bool {
	for _, t := range tokens[:min(most, len(tokens))] {
		if t.Class.In(want) {
			return true
		}
		if !t.Class.In(over) {
			return false
		}
	}
	return false
}
