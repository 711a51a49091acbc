package words

import "cmp"

// A Class is what a token does in a sentence. It is a letter, so that the
// classes of a sentence make a string in which patterns can be looked for.
type Class byte

// The classes that code asks for by name. classNames has all of them.
const (
	Part        Class = '3' // of a year
	Probability Class = '4' // in words
	Platform    Class = 'P'
	Owner       Class = 'O'
	Metric      Class = 'M'
	Place       Class = 'L'
	Group       Class = 'G'
	Digits      Class = '9' // a number in digits or in words
	Day         Class = 'd' // digits that can be a day of a month
	Year        Class = 'y' // digits that can be a year
	Broken      Class = '8' // digits that are no number
	Scale       Class = '0'
	Counter     Class = '1'
	Percent     Class = '%'
	Harmless    Class = '_'
	Source      Class = 'S'
	Role        Class = 'a'
	Relative    Class = 'r'
	Pronoun     Class = 'z'
	Conjunction Class = 'j'
	Compare     Class = 'c'
	Contrast    Class = '^'
	Subset      Class = 'x'
	Unknown     Class = '.' // a word that no list has
	Name        Class = '@' // one that is written as a name
	Comma       Class = ','
	Semicolon   Class = ';'
	Colon       Class = ':'
	Open        Class = '('
	Close       Class = ')'
	Dash        Class = '='
	Bar         Class = '|'
	Stop        Class = '/'

	// Made of tokens by the rooms numbers and dates.
	Count    Class = 'N' // a number that can count people
	Quantity Class = '5' // of percent, money or other things
	Date     Class = 'D'
	Ago      Class = 'W' // a period counted from another figure's
)

// classNames are the names of classes in the lists of words.
var classNames = map[string]Class{
	"platform": 'P', "owner": 'O', "name": '@', "metric": 'M', "users": 'U', "freq": 'f', "other": 'n', "sub": 'b', "subset": 'x', "smart": '2', "family": '&',
	"place": 'L', "group": 'G', "there": '*', "num": '9', "scale": '0', "counter": '1', "pct": '%', "money": '$',
	"yearw": 'A', "monthw": 'B', "dayw": 'C', "month": 'o', "ord": 'k', "quarter": 'K', "qtr": 'Q', "half": 'H', "halfw": 'E', "end": 'e', "partof": Part,
	"relyear": 'R', "last": 'l', "rel": 'W', "today": 't', "weekday": 'Y', "back": 'V', "fiscal": 'F', "fyend": 'I', "ended": 'g', "span": 's', "dur": 'h',
	"qual": 'q', "state": 'v', "pass": 'p', "launch": 'T', "shutdown": 'X', "up": 'u', "delta": 'i', "compare": 'c', "conj": 'j', "clausal": 'J',
	"rel_pron": 'r', "respectively": 'Z', "contrast": '^', "pron": 'z', "source": 'S', "role": 'a', "person": 'a', "modal": 'm', "neg": '!', "plan": '>',
	"expect": '<', "guess": '?', "deny": '-', "correction": '-', "withdraw": '~', "rank": '#', "odds": 'w', "probability": Probability, "harmless": '_', "unknown": Unknown,
}

// String returns the name of a class; where it has two, the first in the alphabet.
func (c Class) String() string {
	first := ""
	for name, class := range classNames {
		if class == c && (first == "" || name < first) {
			first = name
		}
	}
	return cmp.Or(first, string(c))
}

// In reports whether the class is one of those whose letters set has.
func (c Class) In(set string) bool {
	for i := range len(set) { // most sets are short
		if set[i] == byte(c) {
			return true
		}
	}
	return false
}

// A Set is some classes.
type Set [2]uint64

// SetOf returns the classes whose letters a text has.
func SetOf(letters string) Set {
	var low, high uint64
	for _, c := range []byte(letters) {
		low, high = low|1<<c, high|1<<(c-64) // of which one is nothing
	}
	return Set{low, high}
}

// Has reports whether a class is in the set.
func (s *Set) Has(c Class) bool { return s[c>>6&1]>>(c&63)&1 == 1 }

// Add puts a class into the set.
func (s *Set) Add(c Class) { s[c>>6&1] |= 1 << (c & 63) }

// Meets reports whether a class is in both sets.
func (s *Set) Meets(o Set) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

// A Token is a word, a number or a mark of a text.
type Token struct {
	Class      Class
	Word       uint16  // number of Value, by [ValueNumber]; 0 none
	Ref        int32   // place in the list that numbers or dates returns for Count, Date and the like
	Start, End int     // bytes of the text
	Value      string  // of the class: a platform, a market, a metric; "" none
	Number     float64 // of digits, scales and counted periods; what Ref counts in is not a number
}

// Classes returns the classes of tokens as a string.
func Classes(tokens []Token) string {
	b := make([]byte, len(tokens))
	for i, t := range tokens {
		b[i] = byte(t.Class)
	}
	return string(b)
}
