package press

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// tables are the words of every language by class and in small letters, without
// a full stop at their end, with their values; "" is that of a word which
// languages read differently. A word that may have any end keeps its star.
var tables = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, list := range append([]string{"all"}, words.Languages...) {
		for _, e := range words.Entries(list) {
			if out[e.Name] == nil {
				out[e.Name] = map[string]string{}
			}
			word := stem(strings.ToLower(e.Word))
			if was, known := out[e.Name][word]; known && was != e.Value {
				e.Value = ""
			}
			out[e.Name][word] = e.Value
		}
	}
	return out
})

func stem(word string) string { return strings.TrimSuffix(word, ".") }

// Value returns the value that a word in small letters has in the lists of
// words: of the class month its number, of scale its factor, of place the code
// of a market, of metric its name. "": no language has the word, or two read
// it differently. A full stop at its end may be missing or one too many.
func Value(class, word string) string {
	word = stem(word)
	if value, known := tables()[class][word]; known {
		return value
	}
	for cut := range len(word) {
		if value, known := tables()[class][word[:len(word)-cut]+"*"]; known {
			return value
		}
	}
	return ""
}

// Within returns the value of the longest word of a class that a text in small
// letters holds, "" if it holds none. Where words are parted by blanks it is a
// whole word, or one of more than four bytes at the beginning of one.
func Within(class, text string) string {
	values, spaced := tables()[class], apart(text)
	found, longest := "", 2 // bytes; shorter words say too little
	for _, name := range slices.Sorted(maps.Keys(values)) {
		word, in := strings.TrimSuffix(name, "*"), text
		if values[name] == "" || len(word) <= longest {
			continue
		}
		written := word
		if first, _ := utf8.DecodeRuneInString(word); first < 0x1100 {
			if written, in = apart(word), spaced; len(word) > 4 {
				written = strings.TrimRight(written, " ")
			}
		}
		if strings.Contains(in, written) {
			found, longest = values[name], len(word)
		}
	}
	return found
}

// apart returns a text with one blank before, between and behind its words.
func apart(s string) string {
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
}

// Month returns the number of a month by its name in any language, or by the
// first three letters or more of names that are all of one month; 0 if it is
// none.
func Month(word string) int {
	word = stem(strings.ToLower(word))
	value := Value("month", word)
	if value == "" && utf8.RuneCountInString(word) >= 3 {
		for name, number := range tables()["month"] {
			switch {
			case !strings.HasPrefix(name, word):
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
