package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/unicode/norm"
)

// layout reads one way to write a period and writes it as tables do: a day,
// month, quarter or year. It is one of
//
//   - letters: yyyy yy, mm m, dd d, q and mon (Jan, Sept., March) stand for
//     their part of the date and everything else, capitals too, for itself:
//     dd/mm/yyyy, yyyymm, yyyyMmm, Qq yyyy; so does what stands in single
//     quotes: q'. quartal 'yyyy. Months have names in the languages of press
//     texts. A part that comes a second time
//     begins the end of a span, mon yyyy - mon yyyy, which is written as an
//     interval of ISO 8601, 2010-01/2019-12, where its ends differ;
//   - excel, the day number of a spreadsheet (1900 date system);
//   - a layout of Go that has its year, 2006: what it holds of day and month
//     is the precision.
type layout struct {
	name   string
	parts  []part
	golang bool
}

type part struct {
	field   string // yyyy, yy, mm, m, dd, d, q, mon; "" is literal
	literal string
}

// dateFields in the order in which they are tried: longer ones first.
var dateFields = []string{"yyyy", "yy", "mon", "mm", "m", "dd", "d", "q"}

func newLayout(name string) (layout, error) {
	l := layout{name: name, golang: strings.Contains(name, "2006")}
	if name == "excel" || l.golang {
		return l, nil
	}
	year := false
	for rest := name; rest != ""; {
		at := slices.IndexFunc(dateFields, func(f string) bool { return strings.HasPrefix(rest, f) })
		quoted, after, isQuoted := strings.Cut(strings.TrimPrefix(rest, "'"), "'")
		switch {
		case rest[0] == '\'' && isQuoted && quoted != "":
			l.parts = append(l.parts, part{literal: quoted})
			rest = after
		case at >= 0:
			l.parts = append(l.parts, part{field: dateFields[at]})
			rest = rest[len(dateFields[at]):]
			year = year || at < 2
		case len(l.parts) > 0 && l.parts[len(l.parts)-1].field == "":
			l.parts[len(l.parts)-1].literal += rest[:1]
			rest = rest[1:]
		default:
			l.parts = append(l.parts, part{literal: rest[:1]})
			rest = rest[1:]
		}
	}
	if !year {
		return l, fmt.Errorf("the layout %q has no year; write it as dd/mm/yyyy, yyyymm, Qq yyyy, mon yyyy, excel or a layout of Go", name)
	}
	return l, nil
}

// dates reads the periods of a file.
type dates struct {
	layouts   []layout
	precision string
	fiscalEnd int // month in which the years end; 0: they are of the calendar
}

func newDates(s *fileSettings) (dates, error) {
	d := dates{precision: s.Precision, fiscalEnd: s.FiscalEnd}
	for _, name := range s.Dates {
		l, err := newLayout(name)
		if err != nil {
			return d, err
		}
		d.layouts = append(d.layouts, l)
	}
	return d, nil
}

// read returns text as tables write it, and as it is where no layout fits.
func (d dates) read(text string) string {
	if _, err := ingest.ParsePeriod(text); err == nil {
		return d.coarsen(d.fiscal(text))
	}
	for _, l := range d.layouts {
		if period, ok := l.read(text); ok {
			first, last, span := strings.Cut(period, "/")
			if d.fiscalEnd > 0 && span { // 2019/20 is the year that ends in 2020
				return d.coarsen(d.fiscal(last))
			}
			first = d.fiscal(first)
			if first = d.coarsen(first); !span || d.coarsen(last) == first {
				return first
			}
			if year := first[:4]; first == year+"-01" && last == year+"-12" {
				return year
			}
			return first + "/" + d.coarsen(last)
		}
	}
	return text
}

// fiscal turns a year or quarter of a fiscal year, named by the calendar year in
// which it ends, into that of the calendar, or its last month where it is none.
func (d dates) fiscal(period string) string {
	p, err := ingest.ParsePeriod(period)
	if d.fiscalEnd == 0 || d.fiscalEnd == 12 || err != nil || p.Precision != "quarter" && p.Precision != "year" {
		return period
	}
	year, _ := strconv.Atoi(period[:4])
	end := 12*year + d.fiscalEnd - 1
	if p.Precision == "quarter" {
		end -= 3 * int('4'-period[6])
		if month := end%12 + 1; month%3 == 0 {
			return fmt.Sprintf("%04d-Q%d", end/12, month/3)
		}
	}
	return fmt.Sprintf("%04d-%02d", end/12, end%12+1)
}

// coarsen cuts a period to the precision of the settings: a vendor that dates
// a month by its first day means the month.
func (d dates) coarsen(period string) string {
	p, err := ingest.ParsePeriod(period)
	order := []string{"day", "month", "quarter", "year"}
	if d.precision == "" || err != nil || slices.Index(order, p.Precision) >= slices.Index(order, d.precision) {
		return period
	}
	switch d.precision {
	case "month":
		return period[:7]
	case "quarter":
		month, _ := strconv.Atoi(period[5:7])
		return fmt.Sprintf("%s-Q%d", period[:4], (month+2)/3)
	}
	return period[:4]
}

// read returns the period, or two of them with a slash between.
func (l layout) read(text string) (string, bool) {
	switch {
	case l.name == "excel":
		return excelDay(text)
	case l.golang:
		t, err := time.Parse(l.name, text)
		if err != nil {
			return "", false
		}
		form, first := "2006", time.Date(2001, 2, 1, 0, 0, 0, 0, time.UTC)
		tells := func(day time.Time) bool { return day.Format(l.name) != first.Format(l.name) } // on the same day of the week
		if tells(first.AddDate(0, 0, 7)) {
			form = "2006-01-02"
		} else if tells(first.AddDate(0, 1, 0)) {
			form = "2006-01"
		}
		return house(t.Format(form))
	}
	var periods []string
	now := map[byte]string{}
	close := func() bool {
		period, ok := compose(now)
		periods = append(periods, period)
		now = map[byte]string{}
		return ok
	}
	for _, p := range l.parts {
		if p.field == "" {
			rest, ok := strings.CutPrefix(text, p.literal)
			if !ok {
				return "", false
			}
			text = rest
			continue
		}
		kind := p.field[0]
		if p.field == "mon" {
			kind = 'n'
		}
		if _, again := now[kind]; again && !close() {
			return "", false
		}
		value, rest, ok := p.read(text)
		if !ok {
			return "", false
		}
		now[kind], text = value, rest
	}
	if text != "" || !close() {
		return "", false
	}
	return strings.Join(periods, "/"), true
}

// read takes the part off the start of text.
func (p part) read(text string) (value, rest string, ok bool) {
	if p.field == "mon" {
		n := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
		if n < 0 {
			n = len(text)
		}
		month := press.Month(norm.NFC.String(text[:n]))
		return strconv.Itoa(month), strings.TrimPrefix(text[n:], "."), month > 0
	}
	least, most := len(p.field), len(p.field)
	if p.field == "m" || p.field == "d" {
		most = 2
	}
	n := 0
	for n < len(text) && n < most && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[:n], text[n:], n >= least
}

// compose makes a period of its parts: y, m or n (by name), d, q.
func compose(parts map[byte]string) (string, bool) {
	year, err := strconv.Atoi(parts['y'])
	if err != nil {
		return "", false
	}
	if len(parts['y']) == 2 { // as strptime of POSIX
		if year += 1900; year < 1969 {
			year += 100
		}
	}
	// A part that is not there is empty, which is no number and so 0: no
	// calendar has a month or a day of that name.
	month, _ := strconv.Atoi(parts['m'] + parts['n'])
	day, _ := strconv.Atoi(parts['d'])
	text := fmt.Sprintf("%04d", year)
	switch {
	case parts['q'] != "":
		text += "-Q" + parts['q']
	case parts['d'] != "":
		text += fmt.Sprintf("-%02d-%02d", month, day)
	case parts['m']+parts['n'] != "":
		text += fmt.Sprintf("-%02d", month)
	}
	return house(text)
}

// house lets a period through that is on the calendar.
func house(text string) (string, bool) {
	_, err := ingest.ParsePeriod(text)
	return text, err == nil
}

// excelDay reads a day number of the 1900 date system. Day 60 in it is 29
// February 1900, which never was; earlier days are refused with it.
func excelDay(text string) (string, bool) {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n <= 60 || n > 73_415 { // 2100-12-31
		return "", false
	}
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return "", false
	}
	return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}
