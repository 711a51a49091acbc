package ingest

import (
	"strings"
	"testing"
)

func TestParsePeriod(t *testing.T) {
	ok := func(text, earliest, latest, precision string) {
		t.Helper()
		p, err := ParsePeriod(text)
		if err != nil {
			t.Errorf("ParsePeriod(%q): %v", text, err)
			return
		}
		if p.Earliest.String() != earliest || p.Latest.String() != latest || p.Precision != precision {
			t.Errorf("ParsePeriod(%q) = %s to %s, %s; want %s to %s, %s",
				text, p.Earliest, p.Latest, p.Precision, earliest, latest, precision)
		}
	}
	ok("2011-01-21", "2011-01-21", "2011-01-21", "day")
	ok("2011-01", "2011-01-01", "2011-01-31", "month")
	ok("2011-12", "2011-12-01", "2011-12-31", "month")
	ok("2018-Q1", "2018-01-01", "2018-03-31", "quarter")
	ok("2018-Q2", "2018-04-01", "2018-06-30", "quarter")
	ok("2018-Q3", "2018-07-01", "2018-09-30", "quarter")
	ok("2018-Q4", "2018-10-01", "2018-12-31", "quarter")
	ok("2011", "2011-01-01", "2011-12-31", "year")
	// Leap years: by 4, not by 100, but by 400.
	ok("2012-02-29", "2012-02-29", "2012-02-29", "day")
	ok("2012-02", "2012-02-01", "2012-02-29", "month")
	ok("2011-02", "2011-02-01", "2011-02-28", "month")
	ok("2000-02", "2000-02-01", "2000-02-29", "month")
	ok("1900-02", "1900-02-01", "1900-02-28", "month")
	ok("2000-Q1", "2000-01-01", "2000-03-31", "quarter")
	// Ends of the range, and both sides of day 0.
	ok("1900", "1900-01-01", "1900-12-31", "year")
	ok("2100-12-31", "2100-12-31", "2100-12-31", "day")
	ok("1969-12-31", "1969-12-31", "1969-12-31", "day")
	ok("1970-01-01", "1970-01-01", "1970-01-01", "day")

	if p, _ := ParsePeriod("1970-01"); p.Earliest != 0 || p.Latest != 30 {
		t.Errorf("1970-01 is days %d to %d, want 0 to 30", p.Earliest, p.Latest)
	}

	refused := func(text, reason string) {
		t.Helper()
		p, err := ParsePeriod(text)
		if err == nil {
			t.Errorf("ParsePeriod(%q) = %v, want an error", text, p)
			return
		}
		if reason == "" || reason[0] == ':' {
			reason = " is not a date" + reason
		}
		want := quoted(text) + reason + "; write 2011-01-21, 2011-01, 2018-Q3 or 2011"
		if err.Error() != want {
			t.Errorf("ParsePeriod(%q):\n got %s\nwant %s", text, err, want)
		}
	}
	refused("2018-13", ": months go from 01 to 12")
	refused("2018-00", ": months go from 01 to 12")
	refused("2018-13-01", ": months go from 01 to 12")
	refused("2011-02-30", ": days of 2011-02 go from 01 to 28")
	refused("1900-02-29", ": days of 1900-02 go from 01 to 28")
	refused("2011-04-31", ": days of 2011-04 go from 01 to 30")
	refused("2011-04-00", ": days of 2011-04 go from 01 to 30")
	refused("2018-Q0", ": quarters go from Q1 to Q4")
	refused("2018-Q5", ": quarters go from Q1 to Q4")
	refused("1899", ": years go from 1900 to 2100")
	refused("2101-Q1", ": years go from 1900 to 2100")
	refused("0000-00-00", ": years go from 1900 to 2100")
	refused("2010-01/2019-12", " covers several periods, and a figure needs one day, month, quarter or year")
	refused("2011-01-21T00", " names a time of day, and a day is the shortest period")
	refused("2011-01-21 13:00:00", " names a time of day, and a day is the shortest period")
	for _, text := range []string{"", "20021-12", " 2011", "2011 ", "2011-1", "2011-01-1", "2018Q3", "2018-q3", "2018-Q33", "2018-Q",
		"2018/09", "2011-01/21", "2018-W03", "2020s", "2020M02", "2010-12~", "2011-01-21/..", "2011-02-30T01",
		"-2011-01", "+2011", "２０１１", "201１", "2011\n", "2011-", "11", "2021年2月19日", "x", strings.Repeat("2011", 1000)} {
		refused(text, "")
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, text := range []string{"2011-01-21", "2011-01", "2018-Q3", "2011", "2018-13", "2011-02-30", "20021-12", "年"} {
		f.Add(text)
	}
	column := column{kind: periodKind}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePeriod(text)
		if err != nil {
			if s := column.suggest(text); s != "" {
				if _, err := ParsePeriod(s); err != nil {
					t.Errorf("suggested for %q: %v", text, err)
				}
			}
			return
		}
		if p.Earliest > p.Latest {
			t.Errorf("ParsePeriod(%q): %s is after %s", text, p.Earliest, p.Latest)
		}
		if from, err := ParsePeriod(p.Earliest.String()); err != nil || from.Earliest != p.Earliest {
			t.Errorf("first day of %q: %v, %v", text, from, err)
		}
	})
}
