package source

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/press"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"
)

// numbers reads the numbers of a file and writes them in plain digits.
type numbers struct {
	parts      *regexp.Regexp // what stands before a number, its sign, the number, and what follows it
	form       *regexp.Regexp // whole digits, fraction and exponent
	point      string         // decimal mark
	thousands  string
	multiplier decimal.Decimal
	plain      bool // the multiplier is 1
	percent    bool // a % behind the number belongs to the unit
}

// thousandsMarks are the characters that a mark stands for, as in a class of a
// regular expression.
var thousandsMarks = map[string]string{" ": ` \x{a0}\x{202f}\x{2009}`, "'": "'’"}

func newNumbers(s *fileSettings) *numbers {
	// Groups are of three, but for the first, or in India of two before the last;
	// a number without any mark is one group of any length.
	whole, mark := `\d+`, ""
	if s.Thousands != "" {
		mark = cmp.Or(thousandsMarks[s.Thousands], regexp.QuoteMeta(s.Thousands))
		whole = `\d{1,3}(?:[` + mark + `]\d{3})+|` + whole
		if s.Thousands == "," {
			whole = `\d{1,2}(?:,\d{2})+,\d{3}|` + whole
		}
	}
	point, exponent := regexp.QuoteMeta(s.Decimal), `(?:[eE][-+]?\d{1,2}\b)?`
	// The shortest decimal is what was written in the settings: 0.1 is a tenth.
	return &numbers{point: s.Decimal, thousands: s.Thousands, multiplier: decimal.NewFromFloat(s.Multiplier), plain: s.Multiplier == 1,
		parts:   regexp.MustCompile(`(?s)^(\D*?)([-+−]?)\s*(\d[\d.,'’ \x{a0}\x{202f}\x{2009}` + point + mark + `]*` + exponent + `)(.*)$`),
		form:    regexp.MustCompile(`^(` + whole + `)(?:` + point + `(\d+))?(?:[eE]([-+]?\d{1,2}))?$`),
		percent: s.Constants["unit"] == "percent"}
}

// boundOf returns the bound that a word beside a number says, at_most, at_least
// or approx, in the languages of press texts: <1k, 100M+, ~5.
func boundOf(word string) string {
	return press.Value("qual", strings.NewReplacer("<=", "≤", ">=", "≥", "+", "or more").Replace(word))
}

// scaleOf returns the power of ten that a word behind a number stands for, such
// as k, Mio. or 万, in the languages of press texts; 0 for none.
func scaleOf(word string) (exponent int) {
	return max(0, len(press.Value("scale", ingest.Fold(word)))-1)
}

// maxExponent bounds how many zeros a number may be written out to.
const maxExponent = 40

// read returns a cell as a number in plain digits, multiplied unless it has a
// word for a power of ten of its own, and the bound that it is printed with, ""
// if none. A cell that is no number is not ok.
func (n *numbers) read(cell []byte) (text string, bound string, ok bool) {
	cell = bytes.TrimSpace(cell)
	if n.plain && len(cell) <= 18 && allDigits(cell) {
		return string(cell), "", true
	}
	exponent, negative, multiplier := 0, false, n.multiplier
	// Most cells begin and end with a digit, with nothing around the number.
	if len(cell) > 0 && !(isDigit(cell[0]) && isDigit(cell[len(cell)-1])) {
		parts := n.parts.FindSubmatch(width.Fold.Bytes(cell[:min(len(cell), 8*maxExponent)]))
		if parts == nil {
			return "", "", false
		}
		before := ingest.Fold(string(parts[1]))
		if bound = boundOf(before); before != "" && bound == "" {
			return "", "", false
		}
		number := bytes.TrimSpace(parts[3])
		tens, after, ok := n.behind(string(parts[3][len(number):]) + string(parts[4]))
		if !ok || bound != "" && after != "" {
			return "", "", false
		}
		if tens > 0 {
			multiplier = decimal.NewFromInt(1)
		}
		cell, exponent, bound, negative = number, tens, cmp.Or(bound, after), string(parts[2]) != "+" && len(parts[2]) > 0
	}
	parts := n.form.FindSubmatch(cell)
	if parts == nil || len(cell) > 3*maxExponent {
		return "", "", false
	}
	whole := bytes.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, parts[1])
	x, err := decimal.NewFromString(string(whole) + "." + string(parts[2]) + "e" + cmp.Or(string(parts[3]), "0"))
	if x = x.Shift(int32(exponent)).Mul(multiplier); err != nil || x.Exponent() > maxExponent || x.Exponent() < -maxExponent {
		return "", "", false
	}
	if negative {
		x = x.Neg()
	}
	return x.String(), bound, true
}

var (
	// footnote is a mark at the end of a number: *, ¹, [2] or (a).
	footnote = regexp.MustCompile(`\s*([*†‡§#¹²³⁰⁴-⁹ᵃ-ᶻ]+|\[\w{1,3}\]|\([\dac-jln-z]\))$`)
	// wordsBehind may follow a number, and a single letter at the end is a flag,
	// such as the p of a provisional figure.
	wordsBehind = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\pL\pM\s.+%]{0,20}?(\s[a-z])?$`) })
)

// behind reads what follows a number, such as "Mio.", "万人以上" or "M+": at most
// one power of ten, what is counted, a bound, and marks.
func (n *numbers) behind(rest string) (exponent int, bound string, ok bool) {
	rest = footnote.ReplaceAllString(rest, "")
	if !wordsBehind().MatchString(rest) {
		return 0, "", false
	}
	for folded := ingest.Fold(rest); folded != ""; {
		end := len(folded)
		for ; end > 0; end-- {
			word := strings.TrimSpace(folded[:end])
			if tens := scaleOf(word); tens > 0 && exponent == 0 {
				exponent = tens
			} else if b := boundOf(word); b != "" && bound == "" {
				bound = b
			} else if !(n.percent && word == "%") && !slices.Contains(roleWords()["counted"], word) {
				continue
			}
			break
		}
		if end == 0 {
			return exponent, bound, len(folded) == 1 && strings.HasSuffix(rest, " "+folded)
		}
		folded = strings.TrimSpace(folded[end:])
	}
	return exponent, bound, true
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return len(b) > 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
