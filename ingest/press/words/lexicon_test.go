package words

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Every list can be read, and no word is in it twice.
func TestLists(t *testing.T) {
	for _, list := range append(slices.Clone(Languages), "all", "names") {
		entries := Entries(list)
		seen := map[string]Entry{}
		for _, e := range entries {
			if e.Word == "" || strings.Contains(e.Word, "  ") || strings.TrimSpace(e.Word) != e.Word || strings.HasSuffix(e.Word, "_") {
				t.Errorf("%s: %q is no word", list, e.Word)
			}
			if list != "names" && strings.ContainsFunc(e.Word, func(r rune) bool { return int(r) < len(marks) && marks[r].In("/,;") }) {
				t.Errorf("%s: %q has a mark that cuts a sentence", list, e.Word)
			}
			if other, ok := seen[e.Word]; ok {
				t.Errorf("%s: %q is %s=%s and %s=%s", list, e.Word, other.Name, other.Value, e.Name, e.Value)
			}
			seen[e.Word] = e
		}
	}
}

// standing calls yield for each word of a language, no names, that stands at
// text[i:] and for where it ends.
func standing(code, text string, i int, yield func(e *Entry, end int)) {
	l := NewLexer(code, nameless)
	l.load(text, 0, len(text))
	for _, f := range l.matches(nil, &l.stretch, 1+utf8.RuneCountInString(text[:i])) {
		yield(f.Entry, int(l.at[f.end]))
	}
}

var nameless = new(Names)

// carried are the classes of words that a longer word of no such meaning would
// take away from the sentence that it stands in: months, ordinals, quarters,
// years, scales, metrics, places and what speaks against a claim.
const carried = "okKQHERW0MLGb&m!>?<~-"

// plainClasses are those of words that say nothing of their own.
const plainClasses = "_vSazjJrqupci"

// A word must not swallow one of another class: "quarter of" once took the
// quarter out of "third quarter of 2016".
func TestNoWordSwallowsAnother(t *testing.T) {
	for _, code := range Languages {
		cjk := languages()[code].cjk
		entries := Entries(code)
		for _, e := range entries {
			if !e.Class.In(plainClasses) {
				continue
			}
			for i := range e.Word {
				if i > 0 && !cjk && e.Word[i-1] != ' ' || i == 0 && !strings.Contains(e.Word, " ") && !cjk {
					continue
				}
				standing(code, e.Word, i, func(f *Entry, end int) {
					bound := f.Class == 'q' && f.Value == "approx" && end == len(e.Word) && e.Class.In("v_Sc") // came to some
					if end-i < len(e.Word) && (f.Class.In(carried) || bound) && (!cjk || utf8.RuneCountInString(e.Word[i:end]) > 1) && !within(e, f) {
						t.Errorf("%s: %s %q swallows %s %q", code, e.Name, e.Word, f.Name, f.Word)
					}
				})
			}
		}
	}
}

// within allows what the longer word means itself: growth from a year before,
// not more than, the name of a paper.
func within(e Entry, inner *Entry) bool {
	if e.Value == "idiom" || e.Value == "also" || e.Value == "again" && inner.Class == 'k' { // nonetheless, not least, for the second time
		return true
	}
	switch e.Class {
	case 'u':
		return inner.Class.In("okKQRWL") && e.Value != ""
	case 'q':
		return inner.Class == '!'
	case 'a':
		return inner.Class.In("bL")
	}
	if e.Class == Harmless && (inner.Class == 'm' || inner.Class == Group && e.Value == "each") { // unless otherwise stated, by country
		return true
	}
	return e.Class == Source && inner.Class == 'b' || e.Class == Harmless && inner.Class == Place && unicode.IsUpper(rune(e.Word[0]))
}

// Words of the lists stand in no code: a language is a file of data.
func TestNoWordsInCode(t *testing.T) {
	letters := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool {
			return isCJK(r) && unicode.IsLetter(r) || unicode.Is(unicode.Cyrillic, r)
		})
	}
	if !letters("万") || !letters("월") || !letters("а") || letters("。～") {
		t.Fatal("letters are not told")
	}
	for name, text := range codeStrings(t) {
		for _, s := range text {
			if letters(s) {
				t.Errorf("%s: %q", name, s)
			}
			for _, code := range []string{"en", "de", "es", "fr", "pt"} {
				standing(code, s, 0, func(f *Entry, end int) {
					if end == len(s) && f.Class.In("oMnU0xv>m?") && len(s) > 2 && !slices.Contains(classWords, s) {
						t.Errorf("%s: %q is a word of %s", name, s, code)
					}
				})
			}
		}
	}
}

// classWords are names of classes, kinds and values that happen to be words.
var classWords = []string{"mau", "dau", "wau", "registered", "users", "state", "median", "number", "place", "people", "plan", "guess"}
