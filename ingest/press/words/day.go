package words

import (
	"regexp"
	"strconv"
)

// dayForm is a day, or a month, in digits.
var dayForm = regexp.MustCompile(`^(\d{1,4})([-/.])(\d{1,2})(?:([-/.])(\d{1,4}))?(?:[^0-9A-Za-z]|$)`)

// date appends 2018-09-30, 2018/9/30, 2018.09.30, 2018-09 or 30.9.2018 as a
// year, a month and a day and returns where it ends; 0 if it is none. 5/3/2018
// is none where it can be the 5th of March or of May.
func (l *Lexer) date(head string, i int) (end int) {
	m := dayForm.FindStringSubmatch(head)
	if m == nil || m[4] != "" && m[4] != m[2] {
		return 0
	}
	number := func(k int) float64 { n, _ := strconv.ParseFloat(m[k], 64); return n }
	y, month, day := number(1), number(3), number(5)
	end = i + len(m[1]+m[2]+m[3]+m[4]+m[5])
	switch last := classOf(day) == Year; {
	case m[5] == "": // 2018-09
		if m[2] != "-" || len(m[3]) != 2 {
			return 0
		}
		day = 1
	case last && m[2] == "-", last && y <= 12 && month <= 12 && y != month && !l.lang.comma:
		return 0
	case last && month > 12:
		y, month, day = day, y, month
	case last:
		y, day = day, y
	}
	if classOf(y) != Year || classOf(month) != Day || month > 12 || classOf(day) != Day {
		return 0
	}
	for k, n := range []float64{y, month, day} {
		if k < 2 || m[5] != "" {
			l.add([]Class{Year, Day, Day}[k], i, end).Number = n
			i = end // the first token has the bytes of all
			l.add(classNames[[]string{"yearw", "monthw", "dayw"}[k]], end, end)
		}
	}
	return end
}

// shortYear appends the year of Q4 '18 and Dec '18, behind a mark for its century
// at place i, if it is one.
func (l *Lexer) shortYear(i int) bool {
	n := len(l.out)
	if n == 0 || !l.out[n-1].Class.In("oQKH") || !isDigit(l.r[i+1]) || !isDigit(l.r[i+2]) || isWord(l.r[i+3]) || isDigit(l.r[i+3]) {
		return false
	}
	l.add(Year, i, i+3).Number = 2000 + float64(10*(l.r[i+1]-'0')+l.r[i+2]-'0')
	return true
}
