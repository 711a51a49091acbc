package words

import (
	"regexp"
	"strconv"
	"strings"
)

// The forms of days in digits.
var (
	yearFirst = regexp.MustCompile(`^(19[89]\d|20[0-3]\d|2040)(?:([-/.])(0?[1-9]|1[0-2])([-/.])(0?[1-9]|[12]\d|3[01])|-(0[1-9]|1[0-2]))(?:[^0-9A-Za-z]|$)`)
	yearLast  = regexp.MustCompile(`^(0?[1-9]|[12]\d|3[01])([/.])(0?[1-9]|[12]\d|3[01])([/.])(19[89]\d|20[0-3]\d|2040)(?:[^0-9A-Za-z]|$)`)
)

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
