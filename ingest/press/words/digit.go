package words

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDigits is the length of the longest run of digits that is read as one
// number.
const maxDigits = 40

// A notation is how numbers are written: in groups of three digits, or Indian ones
// (1,26,00,000), and with a decimal mark.
type notation struct {
	form  *regexp.Regexp
	plain *strings.Replacer // to a point alone
}

// notations are those of languages by whether their decimal mark is a comma.
var notations = map[bool]notation{
	false: {regexp.MustCompile(`^(?:\d+|\d{1,3}(?:[,' ]\d{3})+|\d{1,2}(?:,\d\d)*,\d{3})(?:\.\d+)?$`), strings.NewReplacer(",", "", "'", "", " ", "")},
	true:  {regexp.MustCompile(`^(?:\d+|\d{1,3}(?:[.' ]\d{3})+)(?:,\d+)?$`), strings.NewReplacer(".", "", "'", "", " ", "", ",", ".")},
}

// The forms of numbers, in plain characters. Pointed are those that can have no
// decimal comma: 1.5, 1,112,000.
var (
	pointed     = regexp.MustCompile(`^(?:\d{1,3}\.\d\d?|\d{1,3}(?:,\d{3}){2,})$`)
	blankGroups = regexp.MustCompile(`^(\d{1,3}(?: \d{3})+(?:[.,]\d+)?)(?:\D|$)`)
	noteMark    = regexp.MustCompile(`^(?:\([0-9*]{1,2}\)|\[[0-9*]{1,2}\])?\**†?`)
	tornDigits  = regexp.MustCompile(`^[.,]? (?:\d|[.,]\d)[\d.,]* ?`)
)

// head returns the characters from place i on, as many as can be of a number
// and one more.
func (l *Lexer) head(i int) string {
	var b [maxDigits + 10]byte
	n := 0
	for n < len(b) && l.r[i+n] < utf8.RuneSelf && i+n < len(l.r)-2 {
		r := l.r[i+n]
		b[n] = byte(r)
		if n++; !isDigit(r) && strings.IndexByte(".,' /-", byte(r)) < 0 {
			break
		}
	}
	return string(b[:n])
}

// digits reads a number in digits, or a date in digits.
func (l *Lexer) digits(i int) int {
	head := l.head(i)
	if before := l.r[i-1]; len(head) > 6 && before != '.' && before != ',' && !isDigit(before) {
		if end := l.date(head, i); end > 0 {
			return end
		}
	}
	last := l.last(i)
	dayOf := last.Class == 'B' // 3月1日に is no "daily"
	if f := l.longest(i); f.listed != nil && f.Class != Scale && !dayOf && slices.ContainsFunc(l.r[i:f.end], func(r rune) bool { return r != '.' && r != ',' && !unicode.IsDigit(r) }) {
		return l.put(i, f)
	}
	b := head[:digitRun(head)]
	if l.lang.comma && l.lang.code != "de" {
		if m := blankGroups.FindStringSubmatch(head); m != nil {
			b = m[1]
		}
	}
	end := i + len(b)
	behind := end
	value, ok := l.value(b)
	after := l.r[end]
	tornYear := (b == "20" || b == "19") && after == ' ' && isDigit(l.r[end+1]) && isDigit(l.r[end+2]) && !isDigit(l.r[end+3])
	switch {
	case len(b) > maxDigits, unicode.Is(unicode.No, after), l.cjk && l.torn(end), tornYear, l.overLines(i, end):
		ok = false
	case after == '+':
		ok = ok && !isDigit(l.r[end+1])
	case isASCIILetter(after): // a unit of the lists follows: 640k, 21st
		f := l.longest(end)
		if ok = ok && (f.is("01%$nAoQH") || f.ordinal()); f.ordinal() {
			behind = f.end
		}
	}
	class, number := Digits, value
	switch {
	case last.Class.In("QH") && len(b) == 2: // 3Q16
		class, number = Year, value+2000
	case !ok, l.r[i-1] == ' ' && l.last(i-1).Class == Broken && len(b) < 3: // "20 18 19 12": the digits before were no number
		class = Broken
	case (len(b) == 4 || len(b) <= 2) && !strings.ContainsAny(b, ".,' "):
		class = classOf(value)
	}
	l.add(class, i, end).Number = number
	if strings.ContainsRune("([*†", l.r[behind]) {
		behind += utf8.RuneCountInString(noteMark.FindString(string(l.r[behind:min(behind+8, len(l.r)-2)])))
	}
	return behind
}

// classOf returns the class of digits by their value.
func classOf(value float64) Class {
	switch {
	case value != math.Trunc(value):
	case value >= 1980 && value <= 2040:
		return Year
	case value >= 1 && value <= 31:
		return Day
	}
	return Digits
}

// torn reports digits that a blank has torn apart, where no blank belongs.
func (l *Lexer) torn(end int) bool {
	m := tornDigits.FindString(l.head(end))
	if m == "" {
		return false
	}
	end += len(m)
	return l.r[end] == '%' || isCJK(l.r[end]) && !l.longest(end).is("ABC") // a unit of dates may stand apart
}

// maxGroup is how many digits stand before a mark of a number at most.
const maxGroup = 3

// overLines reports digits that may go on in the next line, or begin in the one
// before: "1,", "1" or "1,500," and below it "500 million", ".5" or "000".
func (l *Lexer) overLines(i, end int) bool {
	return l.partsNumber(end) || l.partsNumber(i-2)
}

// partsNumber reports a mark within a number at place i and the end of a line
// behind it, or a blank and the mark: digits before and behind can be one number.
func (l *Lexer) partsNumber(i int) bool {
	if i < 2 || i+2 >= len(l.r) || !isDigit(l.r[i-1]) || !isDigit(l.r[i+2]) {
		return false
	}
	mark, gap := l.r[i], i+1
	if mark == ' ' {
		mark, gap = l.r[i+1], i
	} else if l.r[gap] != ' ' || !strings.Contains(l.text[l.at[gap]:l.at[gap+1]], "\n") {
		return false
	}
	before, behind := 0, 0
	for before < i && isDigit(l.r[i-1-before]) {
		before++
	}
	for i+2+behind < len(l.r) && isDigit(l.r[i+2+behind]) {
		behind++
	}
	switch {
	case before > maxGroup, behind == 4 && mark != '.': // a year
		return false
	case mark == ',' && !l.lang.comma, mark == '\'':
		return behind == maxGroup
	}
	return mark == '.' || mark == ','
}

// digitRun returns how many bytes at the start of s are digits, and single marks
// between them.
func digitRun(s string) (n int) {
	for i := range len(s) {
		if isDigit(rune(s[i])) {
			n = i + 1
		} else if i > n || strings.IndexByte(".,'", s[i]) < 0 {
			break
		}
	}
	return n
}

// value reads digits with their marks. It is false where the marks make no
// number.
func (l *Lexer) value(b string) (float64, bool) {
	if strings.ContainsAny(b, ".,' ") { // few have any
		n := notations[l.lang.comma && !pointed.MatchString(b)]
		if !n.form.MatchString(b) {
			return 0, false
		}
		b = n.plain.Replace(b)
	}
	v, err := strconv.ParseFloat(b, 64)
	return v, err == nil
}
