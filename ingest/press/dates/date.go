// Package dates reads dates and periods.
package dates

import (
	"fmt"
	"regexp"
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
	Year
)

// A Date is a day or a period. Of a quarter and a half, M is the last month;
// of a year it is 0. The zero Date is none.
type Date struct {
	Kind    Kind
	Y, M, D int
}

func (d Date) String() string {
	switch d.Kind {
	case Day:
		return fmt.Sprintf("%04d-%02d-%02d", d.Y, d.M, d.D)
	case Month:
		return fmt.Sprintf("%04d-%02d", d.Y, d.M)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", d.Y, d.M/3)
	case Half:
		return fmt.Sprintf("%04d-H%d", d.Y, d.M/6)
	case Year:
		return fmt.Sprintf("%04d", d.Y)
	}
	return ""
}

// Basis is the name of the kind: instant, month, quarter, half or year.
func (d Date) Basis() string {
	return [...]string{"", "instant", "month", "quarter", "half", "year"}[d.Kind]
}

// Valid reports whether the calendar has the date.
func (d Date) Valid() bool {
	if d.Y < 1980 || d.Y > 2040 || d.Kind == None {
		return false
	}
	if d.Kind != Year && (d.M < 1 || d.M > 12) {
		return false
	}
	return d.Kind != Day || d.D >= 1 && d.D <= days(d.Y, d.M)
}

func days(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// Last returns the last day of the period.
func (d Date) Last() Date {
	switch d.Kind {
	case None, Day:
		return d
	case Year:
		d.M = 12
	}
	return Date{Day, d.Y, d.M, days(d.Y, d.M)}
}

// month returns the month that a day is in.
func (d Date) month() Date { return Date{Month, d.Y, d.M, 0} }

// First returns the first day of the period.
func (d Date) First() Date {
	if d.Kind == None || d.Kind == Day {
		return d
	}
	return Date{Day, d.Y, d.M - [...]int{Month: 0, Quarter: 2, Half: 5, Year: -1}[d.Kind], 1}
}

// After reports whether the whole of d lies after e.
func (d Date) After(e Date) bool {
	a, b := d.First(), e.Last()
	return a.Y*10000+a.M*100+a.D > b.Y*10000+b.M*100+b.D
}

// Shift returns the date so many months later; the last day of a month stays
// one. It is none where the period has no such neighbor: the quarter before a
// year.
func (d Date) Shift(months int) Date {
	switch {
	case d.Kind == None, d.Kind == Year && months%12 != 0, d.Kind == Quarter && months%3 != 0, d.Kind == Half && months%6 != 0:
		return Date{}
	case d.Kind == Year:
		return Date{Year, d.Y + months/12, 0, 0}
	}
	t := d.Y*12 + d.M - 1 + months
	out := Date{d.Kind, t / 12, t%12 + 1, 0}
	if d.Kind == Day {
		out.D = min(d.D, days(out.Y, out.M))
		if d.D == days(d.Y, d.M) {
			out.D = days(out.Y, out.M)
		}
	}
	return out
}

var written = regexp.MustCompile(`^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d\d)(?:-(\d\d))?))?$`)

// Parse reads what String writes; none if it is not that of a date.
func Parse(s string) Date {
	m := written.FindStringSubmatch(s)
	if m == nil {
		return Date{}
	}
	number := func(k int) int { n, _ := strconv.Atoi(m[k]); return n }
	d := Date{Kind: Year, Y: number(1)}
	switch {
	case m[2] != "":
		d.Kind, d.M = Quarter, 3*number(2)
	case m[3] != "":
		d.Kind, d.M = Half, 6*number(3)
	case m[5] != "":
		d.Kind, d.M, d.D = Day, number(4), number(5)
	case m[4] != "":
		d.Kind, d.M = Month, number(4)
	}
	if !d.Valid() {
		return Date{}
	}
	return d
}
