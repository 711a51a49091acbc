package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDigits is the length of the longest run of digits that is read as one
// number.
const maxDigits = 40

// digits reads a number in digits, or a date in digits.
func (s *scan) digits(i int) int {
	if end := s.numericDate(i); end > i {
		return end
	}
	if f := s.longest(i); f.entry != nil && f.entry.Class != Scale && strings.ContainsFunc(s.text[i:f.end], func(r rune) bool {
		return r != '.' && r != ',' && !unicode.IsDigit(plain(r))
	}) {
		s.put(i, f)
		return f.end
	}
	var b []byte // the digits as plain characters
	end := i
	for end < len(s.text) {
		r, size := runeAt(s.text, end)
		next, _ := runeAt(s.text, end+size)
		digit := next < utf8.RuneSelf && unicode.IsDigit(next)
		switch {
		case r < utf8.RuneSelf && unicode.IsDigit(r):
		case (r == '.' || r == ',' || r == '\'') && digit:
		case r == ' ' && digit && s.groups(s.text[end:end+size], b, end+size):
		default:
			r = 0
		}
		if r == 0 {
			break
		}
		b = append(b, byte(r))
		end += size
	}
	value, ok := s.value(string(b))
	after, size := runeAt(s.text, end)
	switch {
	case len(b) > maxDigits:
		ok = false
	case s.lang.cjk && tornCJK(s.text, end), s.tornYear(b, end):
		ok = false
	case after == '+':
		next, _ := runeAt(s.text, end+size)
		ok = ok && !unicode.IsDigit(next)
	case isASCIILetter(after):
		ok = ok && s.unitFollows(end)
	}
	if n := len(s.out); n > 0 && s.out[n-1].Class == Broken && s.text[s.out[n-1].End:i] == " " && len(b) < 3 {
		ok = false // "20 18 19 12": the digits before were no number
	}
	t := s.add(Digits, i, end)
	t.Number = value
	if n := len(s.out) - 1; n > 0 && s.out[n-1].End == i && s.out[n-1].Class.In("QH") && len(b) == 2 { // 3Q16
		t.Number += 2000
		t.Class = Year
		return end
	}
	switch {
	case !ok:
		t.Class = Broken
	case strings.ContainsAny(string(b), ".,' "):
	case len(b) == 4 && value >= 1980 && value <= 2040:
		t.Class = Year
	case value >= 1 && value <= 31 && len(b) <= 2:
		t.Class = Day
	}
	if isASCIILetter(after) && t.Class == Day { // 19th
		if f := s.longest(end); f.entry != nil && f.entry.Value == "ordinal" {
			return f.end
		}
	}
	return s.footnote(end)
}

// groups reports that a blank within digits sets off groups of three: as
// French and Russian do, and others where the blank is one that does not
// break.
func (s *scan) groups(blank string, before []byte, next int) bool {
	if blank == " " && s.lang.code != "fr" && s.lang.code != "ru" && s.lang.code != "pt" && s.lang.code != "es" {
		return false
	}
	if k := strings.LastIndexAny(string(before), " ,."); k >= 0 && len(before)-k != 4 || k < 0 && len(before) > 3 {
		return false
	}
	for n := 0; n < 4; n++ {
		r, _ := runeAt(s.text, next+n)
		if (r < utf8.RuneSelf && unicode.IsDigit(r)) != (n < 3) {
			return false
		}
	}
	return true
}

// unitFollows reports that the letters after a number are a unit of the lists:
// 640k, 19th.
func (s *scan) unitFollows(i int) bool {
	f := s.longest(i)
	return f.entry != nil && (f.entry.Class.In("01%$nAoQH") || f.entry.Value == "ordinal")
}

// tornYear reports the digits of a year that stand apart: "20 18".
func (s *scan) tornYear(b []byte, end int) bool {
	if len(b) != 2 || b[0] != '1' && b[0] != '2' || end >= len(s.text) || s.text[end] != ' ' {
		return false
	}
	if string(b) != "20" && string(b) != "19" {
		return false
	}
	n := 0
	for n < 3 && end+1+n < len(s.text) && s.text[end+1+n] >= '0' && s.text[end+1+n] <= '9' {
		n++
	}
	return n == 2
}

// tornCJK reports digits that a blank has torn apart, where no blank belongs.
func tornCJK(text string, end int) bool {
	r, size := runeAt(text, end)
	if r == '.' || r == ',' {
		end += size
		r, size = runeAt(text, end)
	}
	if r != ' ' {
		return false
	}
	k := end + size
	for k < len(text) {
		r, size = runeAt(text, k)
		if (r >= utf8.RuneSelf || !unicode.IsDigit(r)) && (r != '.' && r != ',' || k == end+1) {
			break
		}
		k += size
	}
	if k == end+1 {
		return false
	}
	r, _ = runeAt(text, skipBlanks(text, k))
	return r == '%' || isCJK(r) && !dateUnit(r)
}

// dateUnit reports a unit of dates, before which a number may stand apart.
func dateUnit(r rune) bool {
	for _, code := range []string{"zh", "ko"} {
		l := languageOf(code)
		ok := false
		l.trie.matches(string(r), 0, func(f found) { ok = ok || f.entry.Class.In("ABC") })
		if ok {
			return true
		}
	}
	return false
}

// footnote skips the mark of a footnote that is glued to a number.
func (s *scan) footnote(i int) int {
	rest := s.text[i:]
	for _, pair := range []string{"()", "[]"} {
		if rest == "" || rest[0] != pair[0] {
			continue
		}
		if k := strings.IndexByte(rest[:min(len(rest), 4)], pair[1]); k == 2 || k == 3 {
			if inner := rest[1:k]; strings.Trim(inner, "0123456789*") == "" && (pair == "[]" || k == 2 || k == 3) {
				return i + k + 1
			}
		}
	}
	n := 0
	for n < len(rest) && rest[n] == '*' {
		n++
	}
	if strings.HasPrefix(rest[n:], "†") {
		n += len("†")
	}
	return i + n
}

// value reads digits with their marks; false where the marks make no number.
func (s *scan) value(b string) (float64, bool) {
	group, decimal := ",", "."
	if s.lang.comma {
		group, decimal = ".", ","
	}
	if strings.ContainsAny(b, " '") {
		b = strings.NewReplacer(" ", group, "'", group).Replace(b)
	}
	whole, fraction, dotted := strings.Cut(b, decimal)
	if dotted && strings.ContainsAny(fraction, ".,") {
		return 0, false
	}
	if parts := strings.Split(whole, group); len(parts) > 1 && !grouped(parts) {
		return 0, false
	}
	text := strings.ReplaceAll(whole, group, "")
	if dotted {
		text += "." + fraction
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// grouped reports groups of three digits, or Indian ones: 1,26,00,000.
func grouped(parts []string) bool {
	n := len(parts)
	if len(parts[0]) == 0 || len(parts[0]) > 3 || len(parts[n-1]) != 3 {
		return false
	}
	three, two := true, len(parts[0]) <= 2
	for _, p := range parts[1 : n-1] {
		three, two = three && len(p) == 3, two && len(p) == 2
	}
	return three || two
}

// numericDate reads 2018-09-30, 2018/9/30, 2018.09.30 and 2018-09 as a year, a
// month and a day.
func (s *scan) numericDate(i int) int {
	if r := lastRune(s.text, i); r >= '0' && r <= '9' || r == '.' || r == ',' || i+7 > len(s.text) {
		return i
	}
	var part [3]int
	var at [3][2]int
	end, n := i, 0
	mark := byte(0)
	for n < 3 {
		from := end
		for end < len(s.text) && end-from < 5 && s.text[end] >= '0' && s.text[end] <= '9' {
			end++
		}
		if end == from || n == 0 && end-from != 4 || n > 0 && end-from > 2 {
			return i
		}
		part[n], _ = strconv.Atoi(s.text[from:end])
		at[n] = [2]int{from, end}
		n++
		if end >= len(s.text) || n == 3 || !strings.ContainsRune("-/.", rune(s.text[end])) || n == 2 && s.text[end] != mark {
			break
		}
		mark = s.text[end]
		if end+1 >= len(s.text) || s.text[end+1] < '0' || s.text[end+1] > '9' {
			break
		}
		end++
	}
	if n < 2 || part[0] < 1980 || part[0] > 2040 || part[1] < 1 || part[1] > 12 || n == 3 && (part[2] < 1 || part[2] > 31) || n == 2 && (mark != '-' || at[1][1]-at[1][0] != 2) {
		return i
	}
	if r, _ := runeAt(s.text, end); r >= '0' && r <= '9' || isASCIILetter(r) {
		return i
	}
	s.add(Year, at[0][0], at[0][1]).Number = float64(part[0])
	s.add(classNames["yearw"], at[0][1], at[0][1])
	s.add(Day, at[1][0], at[1][1]).Number = float64(part[1])
	s.add(classNames["monthw"], at[1][1], at[1][1])
	if n == 3 {
		s.add(Day, at[2][0], at[2][1]).Number = float64(part[2])
		s.add(classNames["dayw"], at[2][1], at[2][1])
	}
	return end
}
