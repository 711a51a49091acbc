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
		entries, err := Entries(list)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]Entry{}
		for _, e := range entries {
			if e.Word == "" || strings.Contains(e.Word, "  ") || strings.TrimSpace(e.Word) != e.Word || strings.HasSuffix(e.Word, "_") {
				t.Errorf("%s: %q is no word", list, e.Word)
			}
			if other, ok := seen[e.Word]; ok {
				t.Errorf("%s: %q is %s=%s and %s=%s", list, e.Word, other.Name, other.Value, e.Name, e.Value)
			}
			seen[e.Word] = e
		}
	}
}

// listed are the words of a language without names.
func listed(code string) *trie { return nameless.trie(languageOf(code)) }

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
		l := listed(code)
		entries, err := Entries(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !e.Class.In(plainClasses) {
				continue
			}
			for i := range e.Word {
				if i > 0 && !l.cjk && e.Word[i-1] != ' ' || i == 0 && !strings.Contains(e.Word, " ") && !l.cjk {
					continue
				}
				l.matches(e.Word, i, func(f found) {
					bound := f.entry.Class == 'q' && f.entry.Value == "approx" && f.end == len(e.Word) && e.Class.In("v_Sc") // came to some
					if f.end-i < len(e.Word) && (f.entry.Class.In(carried) || bound) && (!l.cjk || utf8.RuneCountInString(e.Word[i:f.end]) > 1) && !within(e, f.entry) {
						t.Errorf("%s: %s %q swallows %s %q", code, e.Name, e.Word, f.entry.Name, f.entry.Word)
					}
				})
			}
		}
	}
}

// within allows what the longer word means itself: growth from a year before,
// not more than, the name of a paper.
func within(e Entry, inner *Entry) bool {
	switch e.Class {
	case 'u':
		return inner.Class.In("okKQRWL") && e.Value != ""
	case 'q':
		return inner.Class == '!'
	case 'a':
		return inner.Class.In("bL")
	}
	if e.Class == Harmless && inner.Class == 'm' { // unless otherwise stated
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
				l := listed(code)
				l.matches(s, 0, func(f found) {
					if f.end == len(s) && f.entry.Class.In("oMnU0xv>m?") && len(s) > 2 && !slices.Contains(classWords, s) {
						t.Errorf("%s: %q is a word of %s", name, s, code)
					}
				})
			}
		}
	}
}

// classWords are names of classes, kinds and values that happen to be words.
var classWords = []string{"mau", "dau", "wau", "registered", "users", "state", "median", "number", "place", "people", "plan", "guess"}
