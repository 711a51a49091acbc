package source

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"headstart/ingest"

	"golang.org/x/text/language"
)

func TestNumbers(t *testing.T) {
	check := func(s fileSettings, cell, want, wantBound string) {
		t.Helper()
		s.Path = "x.csv"
		if err := s.complete("x"); err != nil {
			t.Fatal(err)
		}
		text, bound, ok := newNumbers(&s).read([]byte(cell))
		if !ok {
			text = "none"
		}
		if text != want || bound != wantBound {
			t.Errorf("%q with %q, %q, %v is %q %q, want %q %q", cell, s.Decimal, s.Thousands, s.Multiplier, text, bound, want, wantBound)
		}
	}
	plain := fileSettings{}
	check(plain, "1082500000", "1082500000", "")
	check(plain, " 7 ", "7", "")
	check(plain, "0007.50", "7.5", "")
	check(plain, "0.000", "0", "")
	check(plain, "-3", "-3", "")
	check(plain, "1.25e6", "1250000", "")
	check(plain, "1E-3", "0.001", "")
	check(plain, "1e400", "none", "")
	check(plain, "1e99999999999999999999", "none", "")
	check(plain, "1,082", "none", "") // no mark was said: it may be a fraction
	check(plain, "1.2M", "1200000", "")
	check(plain, "1.2 Million", "1200000", "")
	check(plain, "120万", "1200000", "")
	check(plain, "10.825亿", "1082500000", "")
	check(plain, "M", "none", "")
	check(plain, "<1k", "1000", "at_most")
	check(plain, "≥ 5", "5", "at_least")
	check(plain, "100M+", "100000000", "at_least")
	check(plain, "~5", "5", "approx")
	check(plain, "<", "none", "")
	check(plain, "5%", "none", "")
	check(plain, "", "none", "")
	check(plain, ".5", "none", "")
	check(plain, "5.", "none", "")
	check(plain, "1 2", "none", "")
	check(plain, "--1", "none", "")
	check(plain, "nan", "none", "")
	check(plain, "12345678901234567890123", "12345678901234567890123", "")
	check(plain, strings.Repeat("9", 200), "none", "")
	check(fileSettings{Constants: map[string]string{"unit": "percent"}, Table: "proxy"}, "71.86 %", "71.86", "")

	comma := fileSettings{Thousands: ","}
	check(comma, "2,310,456,000", "2310456000", "")
	check(comma, "2,310.5k", "2310500", "")
	check(comma, "12,34", "none", "")
	check(comma, "1234,567", "none", "")
	check(comma, ",123", "none", "")
	check(comma, "1,", "none", "")
	check(fileSettings{Thousands: " "}, "1\u202f082\u00a0500", "1082500", "")
	check(fileSettings{Thousands: "'"}, "1’082", "1082", "")
	check(fileSettings{Decimal: ",", Thousands: "."}, "1.082,5", "1082.5", "")
	check(fileSettings{Decimal: ",", Thousands: "."}, "1.0825", "none", "")

	thousands := fileSettings{Multiplier: 1000}
	check(thousands, "8161972.572", "8161972572", "")
	check(thousands, "0.0004", "0.4", "")
	check(thousands, "7", "7000", "")
	check(fileSettings{Multiplier: 2.5}, "1.1", "2.75", "")
	check(fileSettings{Multiplier: 0.1}, "3", "0.3", "") // in binary it is not
}

func TestDates(t *testing.T) {
	check := func(precision, layouts, text, want string) {
		t.Helper()
		s := fileSettings{Precision: precision}
		if layouts != "" {
			s.Dates = strings.Split(layouts, "|")
		}
		d, err := newDates(&s)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.read(text); got != want {
			t.Errorf("%q by %q to the %q is %q, want %q", text, layouts, precision, got, want)
		}
	}
	check("", "", "2018-Q3", "2018-Q3")
	check("", "", "30/09/2018", "30/09/2018") // which of day and month is not said
	check("", "dd/mm/yyyy", "03/02/2021", "2021-02-03")
	check("", "mm/dd/yyyy", "03/02/2021", "2021-03-02")
	check("", "d.m.yy", "3.2.21", "2021-02-03")
	check("", "dd/mm/yyyy", "31/02/2021", "31/02/2021")
	check("", "dd/mm/yyyy", "3/2/2021", "3/2/2021")
	check("", "dd/mm/yyyy", "03/02/2021 12:00", "03/02/2021 12:00")
	check("", "yyyymm", "201809", "2018-09")
	check("", "yyyymmdd", "20180930", "2018-09-30")
	check("", "yyyyMmm", "2018M09", "2018-09")
	check("", "yyyyMmm", "2018M13", "2018M13")
	check("", "Qq yyyy", "Q3 2018", "2018-Q3")
	check("", "qQyy", "3Q18", "2018-Q3")
	check("", "Qq yyyy", "Q5 2018", "Q5 2018")
	check("", "mon yyyy", "Sept. 2018", "2018-09")
	check("", "mon yyyy", "September 2018", "2018-09")
	check("", "mon yyyy", "Septembre 2018", "2018-09")
	check("", "mon yyyy", "Septembir 2018", "Septembir 2018")
	check("", "mon yyyy", "Mrz 2023", "2023-03")
	check("", "mon yy", "févr. 23", "2023-02")
	check("", "q'. quartal 'yyyy", "3. quartal 2019", "2019-Q3")
	check("", "d mon yyyy", "3 March 2018", "2018-03-03")
	check("", "yy", "68", "2068")
	check("", "yy", "69", "1969")
	check("", "mon yyyy - mon yyyy", "Jan 2010 - Dec 2019", "2010-01/2019-12")
	check("", "mon yyyy - mon yyyy", "Jan 2010 - Jan 2010", "2010-01")
	check("year", "mon yyyy - mon yyyy", "Jan 2010 - Dec 2010", "2010")
	check("", "dd/mm/yyyy|yyyy/mm", "2018/09", "2018-09")
	check("", "2006-01-02T15:04:05Z", "2018-09-30T00:00:00Z", "2018-09-30")
	check("", "January 2006", "September 2018", "2018-09")
	check("", "FY2006", "FY2018", "2018")
	check("", "2/1/2006", "3/2/2021", "2021-02-03")
	// Day numbers as a spreadsheet shows them for 1 January 1990, 30 September
	// 2018 and 31 December 2100.
	check("", "excel", "32874", "1990-01-01")
	check("", "excel", "43373", "2018-09-30")
	check("", "excel", "43373.75", "2018-09-30")
	check("", "excel", "73415", "2100-12-31")
	check("", "excel", "73416", "73416")
	check("", "excel", "60", "60")
	check("", "excel", "43373.x", "43373.x")
	check("month", "", "2018-09-01", "2018-09")
	check("quarter", "", "2018-09-01", "2018-Q3")
	check("quarter", "", "2018-12", "2018-Q4")
	check("year", "", "2018-Q3", "2018")
	check("month", "", "2018-Q3", "2018-Q3")
	for _, bad := range []string{"", "dd/mm", "%d"} {
		if _, err := newLayout(bad); err == nil {
			t.Errorf("%q is accepted as a layout", bad)
		}
	}
}

func TestMarket(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		got, wrong := market(text)
		if wrong != "" {
			got = "no country"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	check("KOR", "KOR")
	check("kr", "KOR")
	check("South Korea", "KOR")
	check("Korea, Rep.", "KOR")
	check("Viet Nam", "VNM")
	check("Cote d'Ivoire", "CIV")
	check("Türkiye", "TUR")
	check("UAE", "ARE")
	check("U.S.", "USA")
	check("Worldwide", "WLD")
	check("WW", "WLD")
	check("Hong Kong SAR, China", "HKG")
	check("XKX", "XKX")
	check("XAB", "XAB")
	check("ABC", "no country")
	check("JPN+TWN", "no country")
	check("Europe", "no country")
	for name, code := range map[string]string{"すべての国": "WLD", "(전 세계)": "no country", "전 세계": "WLD", "По всему миру": "WLD", "日本": "JPN", "대한민국": "KOR",
		"Deutschland": "DEU", "États-Unis": "USA", "Соединенные Штаты": "USA", "Конго": "no country"} { // two countries in two languages
		check(name, code)
	}
}

// The codes in the program are those of the library of languages.
func TestMarketCodes(t *testing.T) {
	text, err := os.ReadFile("../market.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, row := range rows[1:] {
		region, err := language.ParseRegion(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
		} else if got := region.ISO3(); got != row[1] && row[1] != "XKX" {
			t.Errorf("%s is %s, the library says %s", row[0], row[1], got)
		}
		for _, name := range append(strings.Split(row[2], ";"), row[0], row[1]) {
			if other, taken := names[ingest.MarketKey(name)]; taken && other != row[1] {
				t.Errorf("%q is both %s and %s", name, other, row[1])
			}
			names[ingest.MarketKey(name)] = row[1]
		}
	}
	if len(rows) != 251 { // ISO 3166-1 has 249 countries; and Kosovo, and the header
		t.Errorf("%d lines, want 251", len(rows))
	}
}

func FuzzFileCells(f *testing.F) {
	for _, text := range []string{"1,082.5", "<1.2M+", "Q3 2018", "1e40", "43373", "Sept. 3, 2018", "亿", "12-5", "٣"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := fileSettings{Path: "x.csv", Thousands: ",", Multiplier: 2.5, Dates: []string{"excel", "mon d, yyyy", "Qq yyyy", "dd/mm/yy", "Jan 2006"}}
		if err := s.complete("x"); err != nil {
			t.Fatal(err)
		}
		n := newNumbers(&s)
		if number, _, ok := n.read([]byte(text)); ok {
			// What was written is read back as it is.
			s.Multiplier = 1
			if again, bound, ok := newNumbers(&s).read([]byte(number)); !ok || again != number || bound != "" {
				t.Errorf("%q is read as %q, and that as %q", text, number, again)
			}
		}
		d, err := newDates(&s)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.read(text); got != text {
			for period := range strings.SplitSeq(got, "/") {
				if _, err := ingest.ParsePeriod(period); err != nil {
					t.Errorf("%q is read as %q: %v", text, got, err)
				}
			}
		}
	})
}
