// Package dates reads dates and periods.
package dates

import (
	"strconv"
	"time"
)

// Kind is how precise a date is.
type Kind int

// The kinds of dates.
const (
	None Kind = iota
	Day
	Month
	Quarter
	Half
	Part // of a year: early 2018
	Year
)

// kinds has for each kind the months of its period and its name.
var kinds = [...]struct {
	months int
	basis  string
}{{1, ""}, {1, "instant"}, {1, "month"}, {3, "quarter"}, {6, "half"}, {12, "year"}, {12, "year"}}

// A Date is a day or a period, of which M is the last month. The zero Date is
// none.
type Date struct {
	Kind    Kind
	Y, M, D int
}

func (d Date) String() string {
	if d.Kind == None {
		return ""
	}
	b := strconv.AppendInt(make([]byte, 0, 10), int64(d.Y), 10)
	two := func(n int) { b = append(b, '-', byte('0'+n/10), byte('0'+n%10)) }
	switch d.Kind {
	case Day:
		two(d.M)
		two(d.D)
	case Month:
		two(d.M)
	case Quarter:
		b = append(b, '-', 'Q', byte('0'+d.M/3))
	case Half:
		b = append(b, '-', 'H', byte('0'+d.M/6))
	}
	return string(b)
}

// Before returns the month, or the quarter, that was over so many months before
// that of a date.
func (d Date) Before(months int) Date {
	if d = d.month(); months == kinds[Quarter].months {
		d.Kind, d.M = Quarter, (d.M+2)/3*3
	}
	return d.Shift(-months)
}

// Basis is the name of the kind: instant, month, quarter, half or year.
func (d Date) Basis() string { return kinds[d.Kind].basis }

// Valid reports whether the calendar has the date.
func (d Date) Valid() bool {
	return d.Y >= 1980 && d.Y <= 2040 && d.Kind != None && d.M >= 1 && d.M <= 12 && (d.Kind != Day || d.D >= 1 && d.D <= days(d.Y, d.M))
}

func days(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// Last returns the last day of the period.
func (d Date) Last() Date {
	if d.Kind == None || d.Kind == Day {
		return d
	}
	return Date{Day, d.Y, d.M, days(d.Y, d.M)}
}

// month returns the month that a day is in.
func (d Date) month() Date { return Date{Month, d.Y, d.M, 0} }

// EndsMonth reports the last day of a month.
func (d Date) EndsMonth() bool { return d.Kind == Day && d == d.month().Last() }

// part returns what is known of a date of which a part is meant: the month, or
// that it is a part of its year; none of others.
func (d Date) part() Date {
	switch d.Kind {
	case Month:
		return d
	case Year:
		return Date{Part, d.Y, d.M, 0}
	}
	return Date{}
}

// First returns the first day of the period.
func (d Date) First() Date {
	if d.Kind == None || d.Kind == Day {
		return d
	}
	return Date{Day, d.Y, d.M + 1 - kinds[d.Kind].months, 1}
}

// After reports whether the whole of d lies after e.
func (d Date) After(e Date) bool {
	a, b := d.First(), e.Last()
	return a.Y*10000+a.M*100+a.D > b.Y*10000+b.M*100+b.D
}

// In reports whether the whole of d lies in e.
func (d Date) In(e Date) bool {
	return !e.First().After(d.First()) && !d.Last().After(e.Last())
}

// Shift returns the date so many months later; the last day of a month stays
// one. It is none where the period has no such neighbor: the quarter before a
// year.
func (d Date) Shift(months int) Date {
	if d.Kind == None || months%kinds[d.Kind].months != 0 {
		return Date{}
	}
	t := d.Y*12 + d.M - 1 + months
	out := Date{d.Kind, t / 12, t%12 + 1, d.D}
	if last := days(out.Y, out.M); d.Kind == Day && (d.D > last || d.D == days(d.Y, d.M)) {
		out.D = last
	}
	return out
}

// Parse reads what String writes; none if it is not that of a date.
func Parse(s string) Date {
	if len(s) < 4 {
		return Date{}
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	d := Date{Year, number(s[:4]), 12, 0}
	switch {
	case len(s) == 10:
		d.Kind, d.M, d.D = Day, number(s[5:7]), number(s[8:])
	case len(s) == 7 && s[5] == 'Q':
		d.Kind, d.M = Quarter, 3*number(s[6:])
	case len(s) == 7 && s[5] == 'H':
		d.Kind, d.M = Half, 6*number(s[6:])
	case len(s) == 7:
		d.Kind, d.M = Month, number(s[5:])
	}
	if !d.Valid() || d.String() != s {
		return Date{}
	}
	return d
}
