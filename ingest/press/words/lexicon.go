// Package words cuts text into tokens and says what each one does.
package words

import (
	"cmp"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The lists of words. A language is one file, all.txt is of every language and
// names.txt has the names of platforms. A line is the class, after = its
// value, and the words that have it:
//
//	metric=mau: monthly active users | monthly actives
//
// A word may have blanks, and * stands for an end of a word, at most three
// letters but in Korean. *면 is an end that gives its class to a verb with *: had
// it passed. A word of a class that names things and has a capital letter is
// found only as it is written.
//
//go:embed lexicon/*.txt
var lists embed.FS

// Languages are those that have a list of words, in order of preference.
var Languages = []string{"en", "zh", "ja", "ko", "de", "es", "fr", "pt", "ru"}

// An Entry is one word of a list.
type Entry struct {
	Word, Value string
	Class       Class
	Name        string  // of the class, as the list has it
	Number      float64 // that the value begins with; 0 none

	value uint16 // number of the value
}

// Entries returns the words of a list: a language, "all" or "names". The lists
// are part of the program and tested: a broken one stops it.
func Entries(list string) (out []Entry) {
	content, err := lists.ReadFile("lexicon/" + list + ".txt")
	if err != nil {
		panic(err)
	}
	for n, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, rest, found := strings.Cut(line, ": ")
		name, value, _ := strings.Cut(head, "=")
		class, known := classNames[name]
		if !found || !known && name != "notplatform" {
			panic(fmt.Sprintf("lexicon/%s.txt:%d: no class and words: %q", list, n+1, line))
		}
		first, _, _ := strings.Cut(value, " ")
		number, _ := strconv.ParseFloat(first, 64)
		for word := range strings.SplitSeq(rest, " | ") {
			out = append(out, Entry{Word: strings.TrimSpace(word), Value: value, Class: class, Name: name, Number: number})
		}
	}
	return out
}

// language is the list of one language.
type language struct {
	code  string
	own   []Entry
	words []Entry // its own and those of every language; the first one of a word decides
	cjk   bool    // words are not told apart by blanks
	comma bool    // the decimal mark is a comma
	ends  []Entry // of verbs, that give a word with * at its end another class
}

// languages are the lists by their codes.
var languages = sync.OnceValue(func() map[string]*language {
	out, all := map[string]*language{}, numbered("all")
	numbered("names")
	for _, code := range Languages {
		own := numbered(code)
		ends := slices.DeleteFunc(slices.Clone(own), func(e Entry) bool { return e.Word[0] != '*' })
		out[code] = &language{code, own, slices.Concat(own, all), strings.Contains("zh ja ko", code), strings.Contains("de es fr pt ru", code), ends}
	}
	return out
})

// valueNumbers are the numbers of the values of all lists, from 1.
var valueNumbers = map[string]uint16{}

// ValueNumber returns the number that the tokens of a value of the lists have as
// Word; 0 if no list has the value.
func ValueNumber(value string) uint16 {
	languages()
	return valueNumbers[value]
}

// numbered returns the words of a list, with the numbers of their values.
func numbered(list string) []Entry {
	out := Entries(list)
	for i := range out {
		if e := &out[i]; e.Value != "" {
			if valueNumbers[e.Value] == 0 {
				valueNumbers[e.Value] = uint16(len(valueNumbers) + 1)
			}
			e.value = valueNumbers[e.Value]
		}
	}
	return out
}

// ending returns the last of the ends that a word has; nil if it has none.
func (l *language) ending(word []rune) (last *Entry) {
	if len(l.ends) == 0 {
		return nil
	}
	text := string(word)
	for i := range l.ends {
		if strings.HasSuffix(text, l.ends[i].Word[1:]) {
			last = &l.ends[i]
		}
	}
	return last
}

// telling has the codes of the languages that a small word tells.
var telling = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for code, l := range languages() {
		for _, e := range l.own {
			word := strings.ToLower(e.Word)
			small := e.Name == "harmless" || len(e.Word) > 1 && e.Class.In("ojvUe0")
			if small && !l.cjk && !slices.Contains(out[word], code) {
				out[word] = append(out[word], code)
			}
		}
	}
	return out
})

// scales are the words of all lists that multiply a number before them, in small letters.
var scales = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, l := range languages() {
		for _, e := range l.own {
			out[strings.ToLower(e.Word)] = out[strings.ToLower(e.Word)] || e.Class == Scale
		}
	}
	return out
})

// IsScale reports a text that begins with a word that multiplies the number before
// it, in whatever language; one in Han or hangul can go on: 万人.
func IsScale(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if word := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }); len(word) > 0 && scales()[word[0]] {
		return true
	}
	first, size := utf8.DecodeRuneInString(text)
	return isCJK(first) && scales()[text[:size]]
}

// A PlatformInfo is one that claims can be about.
type PlatformInfo struct {
	ID      string
	Name    string
	Aliases []string // other names, in any script
	Home    string   // code of the home market; "" unknown
	Owner   string   // "" unknown
}

// Names knows the platforms of a caller by all their names.
type Names struct {
	words []Entry
	home  map[string]string // of each platform its home market, "" unknown
	index sync.Map          // by language, of its words and these
}

// known are the names of lists of platforms, by the list in print.
var known sync.Map

// NewNames returns the names of platforms and of the companies that run them,
// whose value is the platform that they are named after. Names of the lists
// that are of none of them are names like any other. Callers with the same
// platforms share them.
func NewNames(platforms []PlatformInfo) *Names {
	list := fmt.Sprintf("%q", platforms)
	n, ok := known.Load(list)
	if !ok {
		n, _ = known.LoadOrStore(list, newNames(platforms))
	}
	return n.(*Names)
}

func newNames(platforms []PlatformInfo) *Names {
	n := &Names{home: map[string]string{}}
	for _, p := range platforms {
		n.home[p.ID] = p.Home
	}
	namesake := func(company string) string { // the platform whose name it begins with
		for _, p := range platforms {
			for _, name := range append(p.Aliases, p.Name) {
				rest, is := strings.CutPrefix(strings.ToLower(company), strings.ToLower(name))
				if r, _ := utf8.DecodeRuneInString(rest); is && len(name) > 2 && !(isASCIILetter(r) || isHangul(r)) {
					return p.ID
				}
			}
		}
		return ""
	}
	taken := map[string]bool{"": true}
	add := func(e Entry) { // the first entry of a word counts
		if e.value = ValueNumber(e.Value); !taken[e.Word] && e.Name != "notplatform" {
			n.words = append(n.words, e)
		}
		taken[e.Word] = true
	}
	listed := Entries("names")
	for _, e := range listed {
		if e.Name == "notplatform" || e.Class == Name && n.Has(e.Value) { // a common word: what stands beside it decides
			add(e)
		}
	}
	for _, p := range platforms {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			add(Entry{Word: name, Value: p.ID, Class: Platform, Name: "platform"})
		}
	}
	for _, e := range listed {
		switch {
		case e.Class == Platform && !n.Has(e.Value):
			e.Class, e.Value = Name, ""
		case e.Class == Owner:
			e.Value = cmp.Or(namesake(e.Word), e.Value)
		}
		add(e)
	}
	for _, p := range platforms {
		for _, owner := range owners(p.Owner) {
			add(Entry{Word: owner, Value: namesake(owner), Class: Owner, Name: "owner"})
		}
	}
	return n
}

// of returns the words of a language and the names in one index.
func (n *Names) of(l *language) *index {
	t, ok := n.index.Load(l.code)
	if !ok {
		t = newIndex(l.cjk, slices.Concat(l.words, n.words))
		n.index.Store(l.code, t)
	}
	return t.(*index)
}

// company is one that runs a platform: up to three words, no year.
var company = regexp.MustCompile(`\p{Lu}[^/,;() ]+(?: [^/,;() \d][^/,;() ]*){0,2}`)

// owners returns the names of companies in what the list of platforms says of
// the owner: "AOL (Oath)", "Kik Interactive / MediaLab".
func owners(text string) (out []string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("/,;()", r) }) {
		part = strings.Trim(part, "0123456789- ")
		if company.FindString(part) == part && part != "" {
			out = append(out, part)
		}
	}
	return out
}

// Has reports whether the caller's list has a platform.
func (n *Names) Has(id string) bool { _, ok := n.home[id]; return ok }

// Home returns the code of the home market of a platform; "" if it is unknown.
func (n *Names) Home(id string) string { return n.home[id] }

// IsOf reports a word that is made from the name of a country, given by its code: of
// China, Chinese.
func (l *Lexer) IsOf(word, country string) bool {
	stem := string([]rune(strings.ToLower(word) + "   ")[:3])
	return slices.ContainsFunc(l.lang.own, func(e Entry) bool {
		return e.Class == Place && e.Value == country && strings.HasPrefix(strings.ToLower(e.Word), stem)
	})
}

// sample is how much of a text tells its language.
const sample = 64 << 10

// Language returns the language of a text, one of [Languages]: by its script,
// else by its small words.
func Language(text string) string {
	text = text[:min(len(text), sample)]
	var kana, hangul, han int
	for _, r := range text {
		switch {
		case r >= 0x3040 && r <= 0x30ff:
			kana++
		case isHangul(r):
			hangul++
		case r >= 0x4e00 && r <= 0x9fff:
			han++
		}
	}
	switch {
	case hangul >= 3 && hangul >= kana:
		return "ko"
	case kana > 0 && kana*16 >= han:
		return "ja"
	case han >= 3:
		return "zh"
	}
	votes := map[string]int{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, code := range telling()[word] {
			votes[code]++
		}
	}
	return slices.MaxFunc(Languages, func(a, b string) int { return votes[a] - votes[b] })
}
