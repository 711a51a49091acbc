package source

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/press"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// numbers reads the numbers of a file and writes them in plain digits.
type numbers struct {
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
	// Groups are of three, but for the first; a number without any mark is one
	// group of any length.
	whole := `\d+`
	if s.Thousands != "" {
		whole = `\d{1,3}(?:[` + cmp.Or(thousandsMarks[s.Thousands], regexp.QuoteMeta(s.Thousands)) + `]\d{3})+|` + whole
	}
	form := regexp.MustCompile(`^(` + whole + `)(?:` + regexp.QuoteMeta(s.Decimal) + `(\d+))?(?:[eE]([-+]?\d{1,2}))?$`)
	// The shortest decimal is what was written in the settings: 0.1 is a tenth.
	return &numbers{form: form, point: s.Decimal, thousands: s.Thousands, multiplier: decimal.NewFromFloat(s.Multiplier), plain: s.Multiplier == 1,
		percent: s.Constants["unit"] == "percent"}
}

// Bounds that a number may be printed with: <1k, 100M+, ~5.
const (
	atMost  = "at_most"
	atLeast = "at_least"
	approx  = "approx"
)

// boundMarks stand before a number. Longer ones come first.
var boundMarks = []struct{ mark, bound string }{
	{"<=", atMost}, {">=", atLeast}, {"<", atMost}, {">", atLeast}, {"≤", atMost}, {"≥", atLeast}, {"~", approx}, {"≈", approx},
}

// scaleOf returns the power of ten that a word behind a number stands for, such
// as k, Mio. or 万, in the languages of press texts.
func scaleOf(word string) (exponent int, ok bool) {
	factor := press.Value("scale", ingest.Fold(word))
	exponent = len(factor) - 1
	return exponent, exponent > 0
}

// maxExponent bounds how many zeros a number may be written out to.
const maxExponent = 40

// read returns a cell as a number in plain digits, multiplied, and the bound
// that it is printed with, "" if none. A cell that is no number is not ok.
func (n *numbers) read(cell []byte) (text string, bound string, ok bool) {
	cell = bytes.TrimSpace(cell)
	if n.plain && len(cell) <= 18 && allDigits(cell) {
		return string(cell), "", true
	}
	exponent, negative := 0, false
	// Most cells begin and end with a digit, with nothing around the number.
	if len(cell) > 0 && !(isDigit(cell[0]) && isDigit(cell[len(cell)-1])) {
		var tens int
		cell, bound, negative, tens = n.bare(cell)
		exponent += tens
	}
	parts := n.form.FindSubmatch(cell)
	if parts == nil || len(cell) > 3*maxExponent {
		return "", "", false
	}
	if len(parts[3]) > 0 {
		tens, _ := strconv.Atoi(string(parts[3])) // two digits
		exponent += tens
	}
	whole := bytes.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, parts[1])
	digits, _ := new(big.Int).SetString(string(whole)+string(parts[2]), 10)
	x := decimal.NewFromBigInt(digits, int32(exponent-len(parts[2]))).Mul(n.multiplier)
	if x.Exponent() > maxExponent || x.Exponent() < -maxExponent {
		return "", "", false
	}
	if negative {
		x = x.Neg()
	}
	return x.String(), bound, true
}

// bare takes away what stands around a number, and says what it means.
func (n *numbers) bare(cell []byte) (rest []byte, bound string, negative bool, exponent int) {
	for _, b := range boundMarks {
		if rest, found := bytes.CutPrefix(cell, []byte(b.mark)); found {
			cell, bound = bytes.TrimSpace(rest), b.bound
			break
		}
	}
	if rest, found := bytes.CutSuffix(cell, []byte("+")); found && bound == "" {
		cell, bound = rest, atLeast
	}
	if n.percent {
		cell = bytes.TrimSpace(bytes.TrimSuffix(cell, []byte("%")))
	}
	if at := bytes.LastIndexAny(cell, "0123456789") + 1; at > 0 && at < len(cell) {
		if tens, ok := scaleOf(string(cell[at:])); ok {
			cell, exponent = cell[:at], tens
		}
	}
	if len(cell) > 0 && (cell[0] == '-' || cell[0] == '+') {
		negative = cell[0] == '-'
		cell = cell[1:]
	}
	return cell, bound, negative, exponent
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

// foreignMarkets finds the code of a country by its name in any language that
// the Common Locale Data Repository has. A name that two countries share in
// different languages tells neither.
var foreignMarkets = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	countries := slices.Compact(slices.Sorted(maps.Values(ingest.MarketCodes())))
	for _, tag := range display.Supported.Tags() {
		namer := display.Regions(tag)
		for _, code := range countries {
			region, err := language.ParseRegion(code)
			if err != nil || code == "WLD" || namer == nil {
				continue
			}
			key := ingest.MarketKey(namer.Name(region))
			if other, taken := codes[key]; taken && other != code {
				codes[key] = ""
			} else {
				codes[key] = code
			}
		}
	}
	maps.DeleteFunc(codes, func(name, code string) bool { return name == "" || code == "" })
	return codes
})

// market returns the code of a market. A text that is no country stays as it
// is, and the reason says what to do about it. XAA to XZZ are for users to
// assign, and are let through.
func market(text string) (code, wrong string) {
	key := ingest.MarketKey(text)
	if code, ok := ingest.MarketCodes()[key]; ok {
		return code, ""
	}
	isCode := len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	switch {
	case isCode && text[0] == 'X':
		return text, ""
	case isCode:
		return text, fmt.Sprintf("%q is no country code of ISO 3166-1; say what it stands for under replace", text)
	}
	if code := cmp.Or(foreignMarkets()[key], press.Value("place", ingest.Fold(text))); code != "" {
		return code, ""
	}
	return text, fmt.Sprintf("%q is not a known country; write replace: [{column: market, from: %[1]q, to: KOR}], with its code of ISO 3166-1 or WLD", text)
}
