package words

import (
	"regexp"
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
	numericDate = regexp.MustCompile(`^(19[89]\d|20[0-3]\d|2040)(?:([-/.])(0?[1-9]|1[0-2])([-/.])(0?[1-9]|[12]\d|3[01])|-(0[1-9]|1[0-2]))(?:[^0-9A-Za-z]|$)`)
	pointForm   = regexp.MustCompile(`^(\d+|\d{1,3}(?:[,' ]\d{3})+|\d{1,2}(?:,\d\d)+,\d{3})(?:\.(\d+))?$`)
	commaForm   = regexp.MustCompile(`^(\d+|\d{1,3}(?:[.' ]\d{3})+)(?:,(\d+))?$`)
	noteMark    = regexp.MustCompile(`^(?:\([0-9*]{1,2}\)|\[[0-9*]{1,2}\])?\**†?`)
	tornDigits  = regexp.MustCompile(`^[.,]? (?:\d|[.,]\d)[\d.,]*`)
	tornYear    = regexp.MustCompile(`^ \d\d(?:\D|$)`)
)

// noMarks drops the marks between groups of digits.
var noMarks = strings.NewReplacer(",", "", ".", "", "'", "", " ", "")

// digits reads a number in digits, or a date in digits.
func (s *scan) digits(i int) int {
	head, at := s.plain(i)
	if m := dateIn(head); m != nil && !strings.ContainsRune(".,0123456789", lastRune(s.text, i)) {
		if end := s.dateTokens(head, at, m); end > 0 {
			return end
		}
	}
	last := Token{}
	if n := len(s.out); n > 0 {
		last = s.out[n-1]
	}
	dayOf := last.End == i && last.Class == classNames["monthw"] // 3月1日に is no "daily"
	if f := s.longest(i); f.entry != nil && f.entry.Class != Scale && !dayOf && strings.ContainsFunc(s.text[i:f.end], func(r rune) bool {
		return r != '.' && r != ',' && !unicode.IsDigit(plain(r))
	}) {
		s.put(i, f)
		return f.end
	}
	b := digitRun.FindString(head)
	if s.lang.comma && s.lang.code != "de" {
		if m := blankGroups.FindStringSubmatch(head); m != nil {
			b = m[1]
		}
	}
	end := at(len(b))
	value, ok := s.value(b)
	after, size := runeAt(s.text, end)
	switch {
	case len(b) > maxDigits, unicode.Is(unicode.No, after), s.lang.cjk && s.torn(end), (b == "20" || b == "19") && tornYear.MatchString(s.text[end:]):
		ok = false
	case after == '+':
		next, _ := runeAt(s.text, end+size)
		ok = ok && !unicode.IsDigit(next)
	case isASCIILetter(after): // a unit of the lists follows: 640k, 19th
		f := s.longest(end)
		ok = ok && f.entry != nil && (f.entry.Class.In("01%$nAoQH") || f.entry.Value == "ordinal")
	}
	t := Token{Class: Digits, Start: i, End: end, Number: value}
	switch {
	case last.End == i && last.Class.In("QH") && len(b) == 2: // 3Q16
		t.Class, t.Number = Year, value+2000
	case !ok, last.Class == Broken && s.text[last.End:i] == " " && len(b) < 3: // "20 18 19 12": the digits before were no number
		t.Class = Broken
	case strings.ContainsAny(b, ".,' "):
	case len(b) == 4 && value >= 1980 && value <= 2040:
		t.Class = Year
	case value >= 1 && value <= 31 && len(b) <= 2:
		t.Class = Day
		if f := s.longest(end); f.entry != nil && f.entry.Value == "ordinal" {
			end = f.end
		}
	}
	s.out = append(s.out, t)
	if end < len(s.text) && strings.IndexByte("([*\xe2", s.text[end]) >= 0 {
		end += len(noteMark.FindString(s.text[end:]))
	}
	return end
}

// dateIn matches numericDate, where there can be a date at all.
func dateIn(head string) []int {
	if len(head) < 7 || !strings.ContainsRune("-/.", rune(head[4])) {
		return nil
	}
	return numericDate.FindStringSubmatchIndex(head)
}

// plain returns the next characters that can be of a number as plain ones of
// ASCII, and the one behind them, and where a number of them ends in the text.
func (s *scan) plain(i int) (string, func(n int) int) {
	end := i
	for more := true; more && end < len(s.text) && end-i <= maxDigits+8 && s.text[end] < utf8.RuneSelf; end++ {
		more = isDigit(rune(s.text[end])) || strings.IndexByte(".,' /-", s.text[end]) >= 0
	}
	if end == len(s.text) || s.text[end] < utf8.RuneSelf {
		return s.text[i:end], func(n int) int { return i + n }
	}
	b := make([]byte, 0, maxDigits+10)
	ends := append(make([]int, 0, maxDigits+10), i)
	for more := true; more && len(b) <= maxDigits+8; {
		r, size := runeAt(s.text, i)
		if size == 0 || r >= utf8.RuneSelf {
			break
		}
		i += size
		b, ends = append(b, byte(r)), append(ends, i)
		more = isDigit(r) || strings.ContainsRune(".,' /-", r)
	}
	return string(b), func(n int) int { return ends[n] }
}

// torn reports digits that a blank has torn apart, where no blank belongs.
func (s *scan) torn(end int) bool {
	m := tornDigits.FindString(s.text[end:])
	if m == "" {
		return false
	}
	at := skipBlanks(s.text, end+len(m))
	r, _ := runeAt(s.text, at)
	f := s.longest(at)
	return r == '%' || isCJK(r) && !(f.entry != nil && f.entry.Class.In("ABC")) // a unit of dates may stand apart
}

// value reads digits with their marks; false where the marks make no number.
func (s *scan) value(b string) (float64, bool) {
	if n, err := strconv.Atoi(b); err == nil {
		return float64(n), true
	}
	form := pointForm
	if s.lang.comma {
		form = commaForm
	}
	m := form.FindStringSubmatch(b)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(noMarks.Replace(m[1])+"."+m[2], 64)
	return v, err == nil
}

// dateTokens appends 2018-09-30, 2018/9/30, 2018.09.30 or 2018-09 as a year, a
// month and a day, by a match of numericDate, and returns where it ends; 0 if it
// is none.
func (s *scan) dateTokens(head string, at func(n int) int, m []int) (end int) {
	if m[4] >= 0 && head[m[4]] != head[m[8]] {
		return 0
	}
	classes := []Class{Year, Day, Day}
	for _, group := range []int{1, 3, 6, 5} {
		from, to := m[2*group], m[2*group+1]
		if from < 0 {
			continue
		}
		end = at(to)
		t := s.add(classes[0], at(from), end)
		t.Number, _ = strconv.ParseFloat(head[from:to], 64)
		s.add(classNames[[]string{"dayw", "monthw", "yearw"}[len(classes)-1]], end, end)
		classes = classes[1:]
	}
	return end
}
