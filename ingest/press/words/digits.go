package words

import (
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

// The forms of numbers, in plain characters. A number has groups of three
// digits, or Indian ones (1,26,00,000), and a decimal mark.
var (
	digitRun    = regexp.MustCompile(`^\d+(?:[.,']\d+)*`)
	blankGroups = regexp.MustCompile(`^(\d{1,3}(?: \d{3})+(?:[.,]\d+)?)(?:\D|$)`)
	yearFirst   = regexp.MustCompile(`^(19[89]\d|20[0-3]\d|2040)(?:([-/.])(0?[1-9]|1[0-2])([-/.])(0?[1-9]|[12]\d|3[01])|-(0[1-9]|1[0-2]))(?:[^0-9A-Za-z]|$)`)
	yearLast    = regexp.MustCompile(`^(0?[1-9]|[12]\d|3[01])([/.])(0?[1-9]|[12]\d|3[01])([/.])(19[89]\d|20[0-3]\d|2040)(?:[^0-9A-Za-z]|$)`)
	pointForm   = regexp.MustCompile(`^(\d+|\d{1,3}(?:[,' ]\d{3})+|\d{1,2}(?:,\d\d)+,\d{3})(?:\.(\d+))?$`)
	commaForm   = regexp.MustCompile(`^(\d+|\d{1,3}(?:[.' ]\d{3})+)(?:,(\d+))?$`)
	noteMark    = regexp.MustCompile(`^(?:\([0-9*]{1,2}\)|\[[0-9*]{1,2}\])?\**†?`)
	tornDigits  = regexp.MustCompile(`^[.,]? (?:\d|[.,]\d)[\d.,]* ?`)
)

// noMarks drops the marks between groups of digits.
var noMarks = strings.NewReplacer(",", "", ".", "", "'", "", " ", "")

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
	dayOf := last.Class == classNames["monthw"] // 3月1日に is no "daily"
	if f := l.longest(i); f.listed != nil && f.Class != Scale && !dayOf && slices.ContainsFunc(l.r[i:f.end], func(r rune) bool { return r != '.' && r != ',' && !unicode.IsDigit(r) }) {
		return l.put(i, f)
	}
	b := digitRun.FindString(head)
	if l.lang.comma && l.lang.code != "de" {
		if m := blankGroups.FindStringSubmatch(head); m != nil {
			b = m[1]
		}
	}
	end := i + len(b)
	value, ok := l.value(b)
	after := l.r[end]
	tornYear := (b == "20" || b == "19") && after == ' ' && isDigit(l.r[end+1]) && isDigit(l.r[end+2]) && !isDigit(l.r[end+3])
	switch {
	case len(b) > maxDigits, unicode.Is(unicode.No, after), l.cjk && l.torn(end), tornYear:
		ok = false
	case after == '+':
		ok = ok && !isDigit(l.r[end+1])
	case isASCIILetter(after): // a unit of the lists follows: 640k, 19th
		f := l.longest(end)
		ok = ok && (f.is("01%$nAoQH") || f.listed != nil && f.Value == "ordinal")
	}
	class, number, behind := Digits, value, end
	switch {
	case last.Class.In("QH") && len(b) == 2: // 3Q16
		class, number = Year, value+2000
	case !ok, l.r[i-1] == ' ' && l.last(i-1).Class == Broken && len(b) < 3: // "20 18 19 12": the digits before were no number
		class = Broken
	case strings.ContainsAny(b, ".,' "):
	case len(b) == 4 && value >= 1980 && value <= 2040:
		class = Year
	case value >= 1 && value <= 31 && len(b) <= 2:
		class = Day
		if f := l.longest(end); f.listed != nil && f.Value == "ordinal" {
			behind = f.end
		}
	}
	l.add(class, i, end).Number = number
	if strings.ContainsRune("([*†", l.r[behind]) {
		behind += utf8.RuneCountInString(noteMark.FindString(string(l.r[behind:min(behind+8, len(l.r)-2)])))
	}
	return behind
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

// value reads digits with their marks; false where the marks make no number.
func (l *Lexer) value(b string) (float64, bool) {
	if n, err := strconv.Atoi(b); err == nil {
		return float64(n), true
	}
	form := pointForm
	if l.lang.comma {
		form = commaForm
	}
	m := form.FindStringSubmatch(b)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(noMarks.Replace(m[1])+"."+m[2], 64)
	return v, err == nil
}

// date appends 2018-09-30, 2018/9/30, 2018.09.30, 2018-09 or 30.9.2018 as a
// year, a month and a day and returns where it ends; 0 if it is none. 5/3/2018
// is none where it can be the 5th of March or of May.
func (l *Lexer) date(head string, i int) (end int) {
	var parts [3][]int // year, month and day, as places of head
	if strings.IndexByte("-/.", head[4]) >= 0 {
		if m := yearFirst.FindStringSubmatchIndex(head); m != nil && (m[4] < 0 || head[m[4]] == head[m[8]]) {
			if parts = [3][]int{m[2:4], m[6:8], m[10:12]}; m[4] < 0 {
				parts[1], parts[2] = m[12:14], nil
			}
		}
	} else if m := yearLast.FindStringSubmatchIndex(head); m != nil && head[m[4]] == head[m[8]] {
		day, month := m[2:4], m[6:8]
		number := func(part []int) int { n, _ := strconv.Atoi(head[part[0]:part[1]]); return n }
		switch {
		case number(month) > 12:
			day, month = month, day
		case number(day) <= 12 && number(day) != number(month) && !l.lang.comma:
			return 0
		}
		if number(month) <= 12 {
			parts = [3][]int{m[10:12], month, day}
		}
	}
	for _, p := range parts {
		if len(p) > 0 {
			end = max(end, i+p[1])
		}
	}
	for k, p := range parts {
		if len(p) > 0 {
			l.add([]Class{Year, Day, Day}[k], i, end).Number, _ = strconv.ParseFloat(head[p[0]:p[1]], 64)
			i = end // the first token has the bytes of all
			l.add(classNames[[]string{"yearw", "monthw", "dayw"}[k]], end, end)
		}
	}
	return end
}
