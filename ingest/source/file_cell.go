package source

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// foreignMarkets finds the code of a country by its name in any language that
// the Common Locale Data Repository has. A name that two countries share in
// different languages tells neither.
var foreignMarkets = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	countries := slices.Compact(slices.Sorted(maps.Values(ingest.MarketCodes())))
	for _, tag := range display.Supported.Tags() {
		namer := display.Regions(tag)
		for _, code := range countries {
			region, err := language.ParseRegion(code)
			if err != nil || code == "WLD" || namer == nil {
				continue
			}
			unshared(codes, ingest.MarketKey(namer.Name(region)), code)
		}
	}
	maps.DeleteFunc(codes, func(name, code string) bool { return name == "" || code == "" })
	return codes
})

// market returns the code of a market. A text that is no country stays as it
// is, and the reason says what to do about it. XAA to XZZ are for users to
// assign, and are let through.
func market(text string) (code, wrong string) {
	key := ingest.MarketKey(text)
	if code, ok := ingest.MarketCodes()[key]; ok {
		return code, ""
	}
	isCode := len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	switch {
	case isCode && text[0] == 'X':
		return text, ""
	case isCode:
		return text, fmt.Sprintf("%q is no country code of ISO 3166-1; say what it stands for under replace", text)
	}
	if code := cmp.Or(foreignMarkets()[key], press.Value("place", ingest.Fold(text))); code != "" {
		return code, ""
	}
	return text, fmt.Sprintf("%q is not a known country; write replace: [{column: market, from: %[1]q, to: KOR}], with its code of ISO 3166-1 or WLD", text)
}

// layout reads one way to write a period and writes it as tables do: a day,
// month, quarter or year. It is one of
//
//   - letters: yyyy yy, mm m, dd d, q, ww (week of ISO 8601, written as its
//     Monday) and mon (Jan, Sept., March) stand for their part of the date and
//     everything else, capitals too, for itself: dd/mm/yyyy, yyyymm, yyyyMmm,
//     Qq yyyy, yyyy-Www; so does what stands in single quotes:
//     q'. quartal 'yyyy. Months have names in the languages of press texts. A
//     part that comes a second time begins the end of a span, mon yyyy - mon
//     yyyy, which is written as an interval of ISO 8601, 2010-01/2019-12, where
//     its ends differ;
//   - excel, the day number of a spreadsheet (1900 date system), or unix, the
//     seconds or milliseconds since 1970, of which the day in UTC is taken;
//   - a layout of Go that has its year, 2006: what it holds of day and month
//     is the precision.
type layout struct {
	name     string
	form     *regexp.Regexp // nil: of serials, or a layout of Go
	fields   []string       // of dateFields, one for each group of form
	literals []string       // that stand for themselves
}

// dateFields are the forms of the letters of a layout.
var dateFields = map[string]string{"yyyy": `(\d{4})`, "yy": `(\d{2})`, "mon": `([\pL\pM]+)\.?`, "mm": `(\d{2})`, "m": `(\d{1,2})`, "dd": `(\d{2})`, "d": `(\d{1,2})`, "q": `(\d|[一二三四]|I{1,3}|IV)`, "ww": `(\d{1,2})`}

// layoutParts are those of a layout: a quoted text, a field, or any character.
var layoutParts = regexp.MustCompile(`(?s)'([^']+)'|yyyy|yy|mon|mm|m|dd|d|q|ww|.`)

func newLayout(name string) (layout, error) {
	l := layout{name: name}
	if serials[name] != nil || strings.Contains(name, "2006") {
		return l, nil
	}
	form := ""
	for _, part := range layoutParts.FindAllStringSubmatch(name, -1) {
		field, isField := dateFields[part[0]]
		if isField {
			form, l.fields = form+field, append(l.fields, part[0])
		} else {
			text := strings.ToValidUTF8(cmp.Or(part[1], part[0]), "\ufffd")
			form, l.literals = form+regexp.QuoteMeta(text), append(l.literals, text)
		}
	}
	if !slices.ContainsFunc(l.fields, func(field string) bool { return field[0] == 'y' }) {
		return l, fmt.Errorf("the layout %q has no year; write it as dd/mm/yyyy, yyyymm, Qq yyyy, mon yyyy, excel, unix or a layout of Go", name)
	}
	l.form = regexp.MustCompile("^" + form + "$")
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
	for i, name := range s.Dates {
		l, err := newLayout(name)
		if err != nil {
			return d, fmt.Errorf("dates[%d]: %w", i, err)
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
	switch text = width.Fold.String(text); {
	case serials[l.name] != nil:
		return serials[l.name](text)
	case l.form == nil:
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
	texts := l.form.FindStringSubmatch(text)
	if texts == nil {
		return "", false
	}
	periods, now := "", map[byte]string{}
	for i, field := range l.fields {
		value := texts[i+1]
		switch field {
		case "mon":
			value = strconv.Itoa(press.Month(norm.NFC.String(value)))
		case "q":
			value = cmp.Or(quarters[value], value)
		}
		if _, again := now[field[0]]; again { // the end of a span begins
			period, ok := compose(now)
			if periods, now = periods+period+"/", map[byte]string{}; !ok {
				return "", false
			}
		}
		now[field[0]] = value
	}
	period, ok := compose(now)
	return periods + period, ok
}

// quarters are numbers of a quarter in other digits.
var quarters = map[string]string{"一": "1", "二": "2", "三": "3", "四": "4", "I": "1", "II": "2", "III": "3", "IV": "4"}

// compose makes a period of its parts: y, m, d, q, w.
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
	month, _ := strconv.Atoi(parts['m'])
	day, _ := strconv.Atoi(parts['d'])
	text := fmt.Sprintf("%04d", year)
	switch {
	case parts['w'] != "":
		week, _ := strconv.Atoi(parts['w'])
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // is in week 1
		monday := fourth.AddDate(0, 0, 7*(week-1)-(int(fourth.Weekday())+6)%7)
		if y, w := monday.ISOWeek(); y != year || w != week {
			return "", false
		}
		text = monday.Format(time.DateOnly)
	case parts['q'] != "":
		text += "-Q" + parts['q']
	case parts['d'] != "":
		text += fmt.Sprintf("-%02d-%02d", month, day)
	case parts['m'] != "":
		text += fmt.Sprintf("-%02d", month)
	}
	return house(text)
}

// house lets a period through that is on the calendar.
func house(text string) (string, bool) {
	_, err := ingest.ParsePeriod(text)
	return text, err == nil
}

// serials are layouts of numbers that count days, or seconds.
var serials = map[string]func(string) (string, bool){"excel": excelDay, "unix": unixDay}

// unixDay reads seconds since 1970, of ten digits, or milliseconds.
func unixDay(text string) (string, bool) {
	if len(text) == 13 {
		text = text[:10]
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(n, 0).UTC().Format(time.DateOnly), err == nil && len(text) == 10 && n > 0
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
