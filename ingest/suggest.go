package ingest

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// suggest returns what the writer of a bad cell probably meant, if there is
// exactly one reading and every rule of the column accepts it, else "". It is shown to
// a person and never used in place of the cell.
func (c *column) suggest(cell string) string {
	if len(cell) > maxAsideText || badCharacters(cell) != "" {
		return ""
	}
	trimmed := strings.TrimSpace(cell)
	candidates := []string{trimmed, MarketCodes()[MarketKey(trimmed)], meant[Fold(trimmed)]}
	switch c.kind {
	case integerKind:
		candidates = append(candidates, ungroup(trimmed), plainInteger(ungroup(trimmed)), scaled(trimmed))
	case numberKind:
		candidates = append(candidates, ungroup(trimmed), decimalPoint(trimmed))
	case dateKind, periodKind:
		candidates = append(candidates, plainPeriod(trimmed))
	case booleanKind:
		candidates = append(candidates, strings.ToLower(trimmed))
	}
	if c.enum != nil && len(c.enum) <= shownValues {
		candidates = append(candidates, strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(trimmed)), Closest(trimmed, c.enum), "other")
	}
	for _, s := range candidates {
		if s == "" || s == cell {
			continue
		}
		if _, wrong := c.check(s); wrong == nil {
			return s
		}
	}
	return ""
}

// meant are words that people write for values of the tables.
var meant = map[string]string{
	"about": "approx", "around": "approx", "approximately": "approx", "approx.": "approx", "circa": "approx", "ca.": "approx", "roughly": "approx",
	"estimate": "approx", "estimated": "approx", "nearly": "approx", "almost": "approx", "~": "approx",
	"more than": "at_least", "over": "at_least", "minimum": "at_least", "min": "at_least", ">": "at_least", ">=": "at_least", "≥": "at_least", "above": "at_least",
	"less than": "at_most", "up to": "at_most", "under": "at_most", "maximum": "at_most", "max": "at_most", "<": "at_most", "<=": "at_most", "≤": "at_most", "below": "at_most",
	"precise": "exact", "precisely": "exact", "exactly": "exact", "=": "exact", "reported": "exact",
	"monthly active users": "mau", "monthly": "mau", "weekly active users": "wau", "weekly": "wau", "daily active users": "dau", "daily": "dau",
	"registered users": "registered", "accounts": "registered", "closed": "shutdown", "released": "launch", "launched": "launch",
}

// scaledNumber is a number with a word for a power of ten.
var scaledNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9]{1,15}(?:[.,][0-9]{1,9})?)\s*([a-zA-Z]+)\.?$`)
})

var scales = map[string]string{
	"k": "e3", "tsd": "e3", "thousand": "e3", "m": "e6", "mn": "e6", "mln": "e6", "mio": "e6", "million": "e6", "millions": "e6",
	"b": "e9", "bn": "e9", "mrd": "e9", "billion": "e9", "billions": "e9",
}

// scaled writes 1.2M as 1200000; "" where it is no such number or not whole.
func scaled(s string) string {
	m := scaledNumber().FindStringSubmatch(s)
	if m == nil || scales[strings.ToLower(m[2])] == "" {
		return ""
	}
	return plainInteger(strings.Replace(m[1], ",", ".", 1) + scales[strings.ToLower(m[2])])
}

// grouped is digits in threes, all parted by the same mark. One dot alone is
// left out: 1.082 may well be a fraction.
var grouped = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[-+]?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+|(?:’[0-9]{3})+|(?:_[0-9]{3})+|(?: [0-9]{3})+|(?:\x{a0}[0-9]{3})+|(?:\x{202f}[0-9]{3})+|(?:\.[0-9]{3}){2,})$`)
})

// ungroup takes away thousands marks and a plus sign.
func ungroup(s string) string {
	if grouped().MatchString(s) {
		s = strings.Map(func(r rune) rune {
			if strings.ContainsRune("0123456789-+", r) {
				return r
			}
			return -1
		}, s)
	}
	return strings.TrimPrefix(s, "+")
}

// decimalComma leaves out three digits after the comma, which may be thousands.
var decimalComma = regexp.MustCompile(`^-?[0-9]+,([0-9]{1,2}|[0-9]{4,})$`)

// decimalPoint reads 0,5 as 0.5 and .5 as 0.5.
func decimalPoint(s string) string {
	if decimalComma.MatchString(s) {
		return strings.Replace(s, ",", ".", 1)
	}
	if strings.HasPrefix(s, ".") {
		return "0" + s
	}
	return ""
}

// shortNumber bounds what plainInteger has to work out.
var shortNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$`)
})

// plainInteger writes a number such as 1e9, 1.5e3 or 12.0 in digits, if it is
// exactly whole.
func plainInteger(s string) string {
	if !shortNumber().MatchString(s) {
		return ""
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok || !x.IsInt() {
		return ""
	}
	return x.Num().String()
}

// periodSpellings are other ways to write a period, and ours. A time of day
// is not among them: sources pad a year to 2009-01-01T00:00:00Z, so cutting
// it off would claim a day that nobody stated.
var periodSpellings = []struct {
	spelling *regexp.Regexp
	ours     string
}{
	{regexp.MustCompile(`^(\d{4})[-/. ]?(?:[Qq]([1-4])|([1-4])[Qq])$`), "$1-Q$2$3"},     // 2018Q3, 2018-q3, 2018-3Q
	{regexp.MustCompile(`^(?:[Qq]([1-4])|([1-4])[Qq])[-/. ]?(\d{4})$`), "$3-Q$1$2"},     // Q3 2018, 3Q2018
	{regexp.MustCompile(`^(\d{4})(?:-00-00|年)$`), "$1"},                                 // Wikidata, year precision; Chinese and Japanese
	{regexp.MustCompile(`^(\d{4})(?:[-/.M](\d{1,2})(?:-00)?|年(\d{1,2})月)$`), "$1-$2$3"}, // 2018/09, 2018-9, 2018M09, 2018-09-00
	{regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`), "$1-$2-$3"},
	{regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`), "$1-$2-$3"},
}

func plainPeriod(s string) string {
	for _, p := range periodSpellings {
		if !p.spelling.MatchString(s) {
			continue
		}
		parts := strings.Split(p.spelling.ReplaceAllString(s, p.ours), "-")
		for i, part := range parts {
			if len(part) == 1 {
				parts[i] = "0" + part
			}
		}
		return strings.Join(parts, "-")
	}
	return ""
}

// Closest returns the one of names that has the fewest edits from s (Levenshtein
// 1966), at most two, not counting case; "" if there is none, or several as near.
func Closest(s string, names []string) string {
	found, least := "", 3
	for _, name := range names {
		if d := len(s) - len(name); d > 8 || d < -8 || len(s) > 1000 { // two runes are at most 8 bytes, and names are short
			continue
		}
		n := utf8.RuneCountInString(name)
		// Two edits must leave something of a short name: any text is
		// within two edits of "ab".
		switch d := levenshtein.Distance(strings.ToLower(s), strings.ToLower(name), nil); {
		case d > least || d > 2 || d >= n && d > 0:
		case d < least:
			found, least = name, d
		case name != found:
			found = ""
		}
	}
	return found
}

// Hint ends the message about a wrong name: the one that may be meant, and all,
// of which what says what they are.
func Hint(name, what string, names []string) string {
	all := what + " " + strings.Join(names, ", ")
	if near := Closest(name, names); near != "" {
		return fmt.Sprintf("; did you mean %q? %s", near, all)
	}
	return "; " + all
}

// quoted shows a text of the data in a message: escaped, and cut when long.
func quoted(s string) string {
	if len(s) > 60 {
		return strconv.Quote(cut(s, 60)) + "…"
	}
	return strconv.Quote(s)
}

// cut returns at most n bytes of s, whole characters only.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
