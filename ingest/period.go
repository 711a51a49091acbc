package ingest

import (
	"fmt"
	"regexp"
	"strconv"
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

var periodForm = regexp.MustCompile(`^(\d{4})(?:-Q(\d)|-(\d\d)(?:-(\d\d))?)?$`)

// ParsePeriod reads a day, month, quarter or year of the calendar, from 1900
// to 2100: 2011-01-21, 2011-01, 2018-Q3 or 2011, and nothing else. The error
// says what is wrong with the text and which texts are accepted.
func ParsePeriod(text string) (Period, error) {
	parts := periodForm.FindStringSubmatch(text)
	if parts == nil {
		return Period{}, fmt.Errorf("%s %s; %s", quoted(text), notOne(text), periodForms)
	}
	part := func(i int) (n int, stated bool) {
		n, err := strconv.Atoi(parts[i])
		return n, err == nil
	}
	year, _ := part(1)
	quarter, ofQuarter := part(2)
	month, ofMonth := part(3)
	day, ofDay := part(4)
	wrong := ""
	switch last := newDay(year, month+1, 0).date().Day(); {
	case year < 1900 || year > 2100:
		wrong = "years go from 1900 to 2100"
	case ofQuarter && (quarter < 1 || quarter > 4):
		wrong = "quarters go from Q1 to Q4"
	case ofMonth && (month < 1 || month > 12):
		wrong = "months go from 01 to 12"
	case ofDay && (day < 1 || day > last):
		wrong = fmt.Sprintf("days of %s go from 01 to %d", text[:7], last)
	case ofDay:
		only := newDay(year, month, day)
		return Period{only, only, "day"}, nil
	case ofMonth:
		return Period{newDay(year, month, 1), newDay(year, month+1, 0), "month"}, nil
	case ofQuarter:
		return Period{newDay(year, 3*quarter-2, 1), newDay(year, 3*quarter+1, 0), "quarter"}, nil
	default:
		return Period{newDay(year, 1, 1), newDay(year, 12, 31), "year"}, nil
	}
	return Period{}, fmt.Errorf("%s is not a date: %s; %s", quoted(text), wrong, periodForms)
}

// newDay counts on over the ends of months and years: day 0 is the last of
// the month before, month 13 the first of the next year.
func newDay(year, month, day int) Day {
	return Day(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
