package press

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// tables are the words of every language by class and in small letters, with
// their values; "" is that of a word which languages read differently. A word
// that may have any end keeps its star.
var tables = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, list := range append([]string{"all"}, words.Languages...) {
		for _, e := range words.Entries(list) {
			if out[e.Name] == nil {
				out[e.Name] = map[string]string{}
			}
			word := strings.ToLower(e.Word)
			if was, known := out[e.Name][word]; known && was != e.Value {
				e.Value = ""
			}
			out[e.Name][word] = e.Value
		}
	}
	return out
})

// Value returns the value that a word in small letters has in the lists of
// words: of the class month its number, of scale its factor, of place the code
// of a market, of metric its name. "": no language has the word, or two read
// it differently. A full stop at its end may be missing or one too many.
func Value(class, word string) string {
	table := tables()[class]
	stem := strings.TrimSuffix(word, ".")
	for _, form := range []string{word, stem, stem + "."} {
		if value, ok := table[form]; ok {
			return value
		}
	}
	for cut := stem; len(cut) > 0; cut = cut[:len(cut)-1] {
		if value, ok := table[cut+"*"]; ok {
			return value
		}
	}
	return ""
}

// Within returns the value of the longest word of a class that a text in small
// letters holds, "" if it holds none. Where words are parted by blanks it is a
// whole word, or one of more than four bytes at the beginning of one.
func Within(class, text string) string {
	found, longest := "", 0
	for word, value := range tables()[class] {
		word = strings.TrimSuffix(word, "*")
		if value == "" || len(word) <= max(longest, 2) || !strings.Contains(text, word) {
			continue
		}
		form := regexp.QuoteMeta(word)
		if first, _ := utf8.DecodeRuneInString(word); first < 0x1100 {
			form = `(?:^|\PL)` + form
			if len(word) <= 4 {
				form += `(?:\PL|$)`
			}
		}
		if regexp.MustCompile(form).MatchString(text) {
			found, longest = value, len(word)
		}
	}
	return found
}

// Month returns the number of a month by its name in any language, or by the
// first three letters or more of names that are all of one month; 0 if it is
// none.
func Month(word string) int {
	word = strings.ToLower(word)
	value := Value("month", word)
	if stem := strings.TrimSuffix(word, "."); value == "" && utf8.RuneCountInString(stem) >= 3 {
		for name, number := range tables()["month"] {
			switch {
			case !strings.HasPrefix(name, stem):
			case value != "" && value != number:
				return 0
			default:
				value = number
			}
		}
	}
	n, _ := strconv.Atoi(value)
	return n
}
