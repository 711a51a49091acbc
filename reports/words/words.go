// Package words writes numbers, days and lists as people write them, each in one
// way, and makes texts of the data inert.
package words

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// People writes a count for people: 850, 12k, 1.5M, 100M, 1.21B.
func People(v float64) string {
	if v < 999.5 {
		return Significant(v)
	}
	return scaled(v, 0.9995, Significant, "B", "M", "k")
}

// scaled writes a count in the largest unit of which it has at least so much,
// from a billion down by thousands, and in full below all of them.
func scaled(v, least float64, form func(float64) string, units ...string) string {
	for i, unit := range units {
		if size := math.Pow10(9 - 3*i); v >= least*size {
			return form(v/size) + unit
		}
	}
	return Thousands(int64(math.Round(v)))
}

// Significant writes three significant digits without trailing zeros.
func Significant(v float64) string {
	digits := 2 - int(math.Floor(math.Log10(math.Max(v, 1e-9))+1e-9))
	digits = max(0, min(digits, 2))
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Spelled writes a count for a sentence: 1.21 billion, 50 million, 679,000.
func Spelled(v float64) string { return scaled(v, 0.9995, Significant, " billion", " million") }

// exact writes a reported count without rounding it: 1.0825 billion, 679,000.
func exact(v float64) string {
	digits := func(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }
	return scaled(v, 1, digits, " billion", " million")
}

// spelledRange writes a range of counts with one unit where both have it:
// 1.36–1.48 billion, 850 million to 1.02 billion.
func spelledRange(lower, upper float64) string {
	low, high := Spelled(lower), Spelled(upper)
	number, unit, _ := strings.Cut(low, " ")
	if _, other, _ := strings.Cut(high, " "); other == unit {
		return number + "–" + high
	}
	return low + " to " + high
}

// Percent writes a share as a whole percentage, a half rounded away from zero, as
// all functions here round to whole ones and the scripts of the page do.
func Percent(v float64) string { return fmt.Sprintf("%.0f%%", math.Round(100*v)) }

// SignedPercent writes a change with its sign; the minus is a true minus. What
// grew to eleven times its size or more is written as the multiple, 175×.
func SignedPercent(v float64) string {
	if v >= 10 {
		return Thousands(int64(math.Round(1+v))) + "×"
	}
	return PercentPoints(v) + "%"
}

// Days per year and month wherever a length of time is not counted in days: in
// the columns of the tables and in the explorers of the page.
const (
	DaysPerYear  = 365.25
	DaysPerMonth = DaysPerYear / 12
)

// DayName writes a day for a sentence: 21 January 2011.
func DayName(t time.Time) string { return t.Format("2 January 2006") }

// periodName writes a period for a sentence: 21 January 2011, January 2011,
// 2018-Q3, 2011.
func periodName(period string) string {
	for _, form := range [][2]string{{time.DateOnly, "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(form[0], period); err == nil {
			return t.Format(form[1])
		}
	}
	return period
}

// When writes when something was, with its preposition: on 21 January 2011, in
// January 2011.
func When(period string) string {
	if len(period) == len(time.DateOnly) {
		return "on " + periodName(period)
	}
	return "in " + periodName(period)
}

// Number writes a small count with its noun: 1 race, 3 races.
func Number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "sis") {
		return strconv.Itoa(n) + " " + strings.TrimSuffix(noun, "is") + "es"
	}
	if strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay") {
		return strconv.Itoa(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Months writes a number of months or a range: 12 months, 2 to 3 months.
func Months(low, high float64) string {
	text := strconv.FormatFloat(high, 'f', -1, 64) + " month"
	if high != 1 {
		text += "s"
	}
	if low == high {
		return text
	}
	return strconv.FormatFloat(low, 'f', -1, 64) + " to " + text
}

// Share is a part of simulated races; a few are not none.
func Share(k, n int) string {
	switch {
	case k == 0:
		return "0%"
	case float64(k) < 0.005*float64(n):
		return "under 1%"
	}
	return Percent(float64(k) / float64(n))
}

var english = message.NewPrinter(language.English)

// Grouped writes a number by a format of fmt, with commas between thousands:
// Grouped("%.1f", 1082.5) is 1,082.5.
func Grouped(format string, v any) string { return english.Sprintf(format, v) }

// PercentPoints writes a difference of probabilities in percentage points.
func PercentPoints(v float64) string { return Minus(fmt.Sprintf("%+.0f", math.Round(100*v))) }

// Lowered makes the first letter small, for the middle of a sentence.
func Lowered(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// List joins names for a sentence: A, B and C.
func List(names []string) string {
	switch len(names) {
	case 0:
		return "none"
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Counted spells small numbers, as the first word of a sentence may need.
func Counted(n int) string {
	spelled := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(spelled) {
		return spelled[n]
	}
	return strconv.Itoa(n)
}

// Sentence makes the first letter a capital.
func Sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// PercentRange writes a range of probabilities: 39–62%.
func PercentRange(lower, upper float64) string {
	return strings.TrimSuffix(Percent(lower), "%") + "–" + Percent(upper)
}

// growthPercent writes a growth rate with its sign and one decimal.
func growthPercent(g float64) string { return Minus(fmt.Sprintf("%+.1f%%", g*100)) }

// Points writes a difference of probabilities in percentage points.
func Points(d float64) string {
	text := PercentPoints(d) + " point"
	if math.Abs(math.Round(d*100)) != 1 {
		text += "s"
	}
	return text
}

// pointsRange writes the ends of an interval of differences: −5 to +12 points.
func pointsRange(lower, upper float64) string {
	return PercentPoints(lower) + " to " + Points(upper)
}

// Minus writes a true minus sign, and no sign in front of a zero.
func Minus(text string) string {
	if strings.Trim(text, "+-0.%") == "" {
		return strings.TrimLeft(text, "+-")
	}
	return strings.Replace(text, "-", "−", 1)
}

// Chance writes a probability that is never said to be 0 or 1.
func Chance(p float64) string {
	switch {
	case p < 0.005:
		return "less than 1%"
	case p > 0.995:
		return "more than 99%"
	}
	return Percent(p)
}

// Thousands writes a count with commas between thousands.
func Thousands(n int64) string { return Grouped("%d", n) }

// tenthText writes months with one decimal, whole from 20 up.
func tenthText(months float64) string {
	if months >= 20 {
		return fmt.Sprintf("%.0f", months)
	}
	return fmt.Sprintf("%.1f", months)
}

// LeadMonths writes a head start: 1 month, 9.5 months.
func LeadMonths(months float64) string {
	if tenthText(months) == "1.0" {
		return "1 month"
	}
	return tenthText(months) + " months"
}

// Plain makes text inert and drawable in one direction: control, format and
// bidirectional characters go (tabs and line ends become spaces), so does
// what XML cannot hold, and bad UTF-8 becomes a question mark.
func Plain(text string) string {
	clean := func(r rune) rune {
		switch {
		case ' ' <= r && r <= '~': // most are, and to look for one in tables takes its time
			return r
		case r == utf8.RuneError:
			return '?'
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point, unicode.Variation_Selector):
			return -1
		}
		return r
	}
	return strings.Join(strings.Fields(strings.Map(clean, text)), " ")
}

// NoFormula returns text as a cell of CSV that no spreadsheet runs: what begins
// like a formula, in full-width signs too, gets an apostrophe in front.
func NoFormula(text string) string {
	if strings.IndexAny(text, "=+-@＝＋－＠\t\r\n") == 0 {
		return "'" + text
	}
	return text
}

// Funcs returns the names under which templates have the functions of this
// package. They write a dash for a number that is null.
func Funcs() template.FuncMap {
	return template.FuncMap{
		"percent": dashed(Percent), "signed": dashed(SignedPercent), "points": dashed(Points), "growth": dashed(growthPercent), "chance": dashed(Chance),
		"people": dashed(Spelled), "short": dashed(People), "significant": dashed(Significant), "exact": dashed(exact),
		"lead": dashed(LeadMonths), "months": Months, "tenth": dashed(tenthText), "two": dashed(func(v float64) string { return Minus(fmt.Sprintf("%.2f", v)) }),
		"span": dashedRange(PercentRange), "pointsRange": dashedRange(pointsRange), "peopleRange": dashedRange(spelledRange),
		"count": Number, "counted": Counted, "share": Share, "list": List, "sentence": Sentence, "lowered": Lowered,
		"day": DayName, "when": When, "period": periodName,
		"known": func(v any) bool { return v != nil },
	}
}

// Value returns a cell of a row as a number, and whether it is one.
func Value(cell any) (v float64, ok bool) {
	if null, is := cell.(driver.Valuer); is {
		cell, _ = null.Value()
	}
	switch n := cell.(type) {
	case int:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

func dashed(write func(float64) string) func(any) string {
	return func(cell any) string {
		if v, ok := Value(cell); ok {
			return write(v)
		}
		return "–"
	}
}

func dashedRange(write func(lower, upper float64) string) func(lower, upper any) string {
	return func(lower, upper any) string {
		low, ok := Value(lower)
		if high, both := Value(upper); ok && both {
			return write(low, high)
		}
		return "–"
	}
}
