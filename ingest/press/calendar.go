package press

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// when is a date with the precision in which it is known: the year, or with
// a quarter, a month, or a month and day. The zero when is unknown.
type when struct{ year, quarter, month, day int }

// String writes the one form of a period: 2018, 2018-Q3, 2018-09 or
// 2018-09-30; nothing for the zero when.
func (w when) String() string {
	switch {
	case w.year == 0:
		return ""
	case w.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", w.year, w.month, w.day)
	case w.month > 0:
		return fmt.Sprintf("%04d-%02d", w.year, w.month)
	case w.quarter > 0:
		return fmt.Sprintf("%04d-Q%d", w.year, w.quarter)
	}
	return fmt.Sprintf("%04d", w.year)
}

// parseWhen reads what String writes; anything else is unknown.
func parseWhen(s string) when {
	var w when
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return when{}
	}
	var err error
	if w.year, err = strconv.Atoi(parts[0]); err != nil {
		return when{}
	}
	if len(parts) == 2 && strings.HasPrefix(parts[1], "Q") {
		w.quarter, err = strconv.Atoi(parts[1][1:])
		if err != nil || w.quarter < 1 || w.quarter > 4 {
			return when{}
		}
		return w
	}
	if len(parts) > 1 {
		w.month, err = strconv.Atoi(parts[1])
	}
	if err == nil && len(parts) > 2 {
		w.day, err = strconv.Atoi(parts[2])
		if w.day == 0 {
			return when{}
		}
	}
	if err != nil || len(parts) > 1 && w.month == 0 || !w.valid() {
		return when{}
	}
	return w
}

func (w when) valid() bool {
	return w.year >= 1900 && w.year <= 2100 && w.month >= 0 && w.month <= 12 && w.quarter >= 0 && w.quarter <= 4 &&
		w.day >= 0 && (w.day == 0 || w.month > 0 && w.day <= lastDay(w.year, w.month))
}

func lastDay(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// span gives the first and last day.
func (w when) span() (first, last time.Time) {
	from, to := 1, 12
	switch {
	case w.month > 0:
		from, to = w.month, w.month
	case w.quarter > 0:
		from, to = 3*w.quarter-2, 3*w.quarter
	}
	if w.day > 0 {
		d := time.Date(w.year, time.Month(w.month), w.day, 0, 0, 0, 0, time.UTC)
		return d, d
	}
	return time.Date(w.year, time.Month(from), 1, 0, 0, 0, 0, time.UTC), time.Date(w.year, time.Month(to)+1, 0, 0, 0, 0, 0, time.UTC)
}

func (w when) precision() string {
	switch {
	case w.day > 0:
		return "day"
	case w.month > 0:
		return "month"
	case w.quarter > 0:
		return "quarter"
	case w.year > 0:
		return "year"
	}
	return ""
}

// end is the last day of a quarter or month, and the last month of a year:
// "at the end of 2018" is not said of a day.
func (w when) end() when {
	switch {
	case w.day > 0:
		return w
	case w.quarter > 0:
		return when{year: w.year, month: 3 * w.quarter, day: lastDay(w.year, 3*w.quarter)}
	case w.month > 0:
		return when{year: w.year, month: w.month, day: lastDay(w.year, w.month)}
	case w.year > 0:
		return when{year: w.year, month: 12}
	}
	return w
}

// quarterOf is the quarter that holds the date; unknown for a year.
func (w when) quarterOf() when {
	switch {
	case w.quarter > 0:
		return when{year: w.year, quarter: w.quarter}
	case w.month > 0:
		return when{year: w.year, quarter: (w.month + 2) / 3}
	}
	return when{}
}

// shift moves a date by whole units, keeping its precision and, at the end
// of a month, the end of the month: a quarter before 30 September is 30 June.
func (w when) shift(n int, unit string) when {
	if w.year == 0 {
		return w
	}
	months := n
	switch unit {
	case "year":
		months = 12 * n
	case "quarter":
		months = 3 * n
	case "month":
	case "week", "day":
		if w.day == 0 {
			return when{}
		}
		days := n
		if unit == "week" {
			days = 7 * n
		}
		first, _ := w.span()
		return on(first.AddDate(0, 0, days))
	default:
		return when{}
	}
	switch {
	case w.month > 0:
		total := w.year*12 + w.month - 1 + months
		next := when{year: total / 12, month: total%12 + 1, day: w.day}
		if w.day > 0 && (w.day == lastDay(w.year, w.month) || w.day > lastDay(next.year, next.month)) {
			next.day = lastDay(next.year, next.month)
		}
		return next
	case w.quarter > 0 && months%3 == 0:
		total := w.year*4 + w.quarter - 1 + months/3
		return when{year: total / 4, quarter: total%4 + 1}
	case w.quarter == 0 && months%12 == 0:
		return when{year: w.year + months/12}
	}
	return when{}
}

func on(t time.Time) when { return when{year: t.Year(), month: int(t.Month()), day: t.Day()} }

// lastMonth is the last month m that had begun by the anchor.
func lastMonth(anchor when, m int) when {
	if anchor.year == 0 {
		return when{}
	}
	_, end := anchor.span()
	w := when{year: end.Year(), month: m}
	if m > int(end.Month()) {
		w.year--
	}
	return w
}

// lastQuarter is the last quarter q, or with q 0 any quarter, that had ended
// by the anchor.
func lastQuarter(anchor when, q int) when {
	if anchor.year == 0 {
		return when{}
	}
	_, end := anchor.span()
	for w := on(end).quarterOf(); ; w = w.shift(-1, "quarter") {
		if _, last := w.span(); !last.After(end) && (q == 0 || w.quarter == q) {
			return w
		}
	}
}
