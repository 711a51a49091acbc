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
// words. For a month it is the number, for a scale the factor, for a place the
// code of its market, for a metric the name. It is "" where no language has the
// word, or two languages read it differently. A full stop at the end of the word
// makes no difference.
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
	list, known := sought.Load(class)
	if !known {
		list, _ = sought.LoadOrStore(class, longestFirst(tables()[class]))
	}
	spaced := apart(text)
	for _, w := range list.([]seen) {
		in := text
		if w.apart {
			in = spaced
		}
		if strings.Contains(in, w.written) {
			return w.value
		}
	}
	return ""
}

// sought are the words of a class as Within looks for them, by the class.
var sought sync.Map // of []seen

// seen is a word as it stands in a text.
type seen struct {
	written, value string
	apart          bool // in a text whose words stand apart
}

// apart returns a text with one blank before, between and behind its words.
func apart(s string) string {
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
}

// longestFirst are the words of more than two bytes that have a value.
func longestFirst(values map[string]string) (out []seen) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(values)), func(name string) bool {
		return values[name] == "" || len(strings.TrimSuffix(name, "*")) <= 2
	})
	slices.SortStableFunc(names, func(a, b string) int {
		return len(strings.TrimSuffix(b, "*")) - len(strings.TrimSuffix(a, "*"))
	})
	for _, name := range names {
		w := seen{strings.TrimSuffix(name, "*"), values[name], false}
		if first, _ := utf8.DecodeRuneInString(w.written); first < 0x1100 {
			begins := len(w.written) > 4
			if w.written, w.apart = apart(w.written), true; begins {
				w.written = strings.TrimRight(w.written, " ")
			}
		}
		out = append(out, w)
	}
	return out
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
