package ingest

import (
	"fmt"
	"strings"
	"time"
)

// Day is a day of the Gregorian calendar, counted from 1970-01-01 as in
// Arrow's date32; it prints as 2011-01-21.
type Day int32

// String returns the day as year-month-day.
func (d Day) String() string { return d.date().Format(time.DateOnly) }

func (d Day) date() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Period is a date with the precision in which it was stated. It covers the
// days from Earliest to Latest, both included: the statement holds for one
// of them, or for all of them, but says no more.
type Period struct {
	Earliest, Latest Day
	Precision        string // "day", "month", "quarter" or "year"
}

// String returns the one text that [ParsePeriod] reads as p; for the zero
// Period, nothing.
func (p Period) String() string {
	first := p.Earliest.date()
	switch p.Precision {
	case "day":
		return first.Format("2006-01-02")
	case "month":
		return first.Format("2006-01")
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", first.Year(), (int(first.Month())+2)/3)
	case "year":
		return first.Format("2006")
	}
	return ""
}

// notOne says what a text is that is no period.
func notOne(text string) string {
	is := func(part string) bool { _, err := ParsePeriod(part); return err == nil }
	if first, last, span := strings.Cut(text, "/"); span && is(first) && is(last) {
		return "covers several periods, and a figure needs one day, month, quarter or year"
	}
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') && is(text[:10]) {
		return "names a time of day, and a day is the shortest period"
	}
	return "is not a date"
}

const periodForms = "write 2011-01-21, 2011-01, 2018-Q3 or 2011"

// ParsePeriod reads a day, month, quarter or year of the calendar, from 1900
// to 2100: 2011-01-21, 2011-01, 2018-Q3 or 2011, and nothing else. The error
// says what is wrong with the text and which texts are accepted.
func ParsePeriod(text string) (Period, error) {
	var quarter, month, day int
	ok := false
	year, yearOK := digits(text, 0, 4)
	switch {
	case !yearOK:
	case len(text) == 4:
		ok = true
	case len(text) == 7 && text[4:6] == "-Q":
		quarter, ok = digits(text, 6, 7)
	case len(text) == 7 && text[4] == '-':
		month, ok = digits(text, 5, 7)
	case len(text) == 10 && text[4] == '-' && text[7] == '-':
		var monthOK, dayOK bool
		month, monthOK = digits(text, 5, 7)
		day, dayOK = digits(text, 8, 10)
		ok = monthOK && dayOK
	}
	switch {
	case !ok:
		return Period{}, fmt.Errorf("%s %s; %s", quoted(text), notOne(text), periodForms)
	case year < 1900 || year > 2100:
		return Period{}, fmt.Errorf("%s is not a date: years go from 1900 to 2100; %s", quoted(text), periodForms)
	case len(text) == 4:
		return Period{newDay(year, 1, 1), newDay(year, 12, 31), "year"}, nil
	case text[5] == 'Q':
		if quarter < 1 || quarter > 4 {
			return Period{}, fmt.Errorf("%s is not a date: quarters go from Q1 to Q4; %s", quoted(text), periodForms)
		}
		return Period{newDay(year, 3*quarter-2, 1), newDay(year, 3*quarter+1, 0), "quarter"}, nil
	case month < 1 || month > 12:
		return Period{}, fmt.Errorf("%s is not a date: months go from 01 to 12; %s", quoted(text), periodForms)
	case len(text) == 7:
		return Period{newDay(year, month, 1), newDay(year, month+1, 0), "month"}, nil
	}
	if last := newDay(year, month+1, 0).date().Day(); day < 1 || day > last {
		return Period{}, fmt.Errorf("%s is not a date: days of %s go from 01 to %d; %s",
			quoted(text), text[:7], last, periodForms)
	}
	only := newDay(year, month, day)
	return Period{only, only, "day"}, nil
}

// newDay counts on over the ends of months and years: day 0 is the last of
// the month before, month 13 the first of the next year.
func newDay(year, month, day int) Day {
	return Day(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// digits reads text[from:to] if it is there and holds ASCII digits only.
func digits(text string, from, to int) (n int, ok bool) {
	if len(text) < to {
		return 0, false
	}
	for i := from; i < to; i++ {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, true
}
