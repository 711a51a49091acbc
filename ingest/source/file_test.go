package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// fileWith makes the kind file from settings, which are given as in YAML.
func fileWith(t testing.TB, settings map[string]any) *file {
	t.Helper()
	settings["kind"] = "file"
	k, err := New("my-source", settings, Aliases{"blue talk": "blue-talk", `blue, "talk"`: "blue-talk", "green chat": "green-chat", "blaue größe": "blue-talk"})
	if err != nil {
		t.Fatal(err)
	}
	return k.(*file)
}

// rowsOf shows the rows of a body, one a line: table, cells, line or locator,
// and the rejection.
func rowsOf(f *file, body io.Reader) string {
	var out strings.Builder
	for row, err := range rowsIn(f, body, raw.Record{}) {
		var rejection *ingest.Rejection
		if err != nil && !errors.As(err, &rejection) {
			fmt.Fprintf(&out, "error: %v\n", err)
			break
		}
		fmt.Fprintf(&out, "%s %s", row.Table, shown(row))
		if row.Line > 0 {
			fmt.Fprintf(&out, " :%d", row.Line)
		}
		if row.Locator != "" {
			fmt.Fprintf(&out, " (%s)", row.Locator)
		}
		if err != nil {
			fmt.Fprintf(&out, " !%s %s: %s", rejection.Column, rejection.Rule, rejection.Reason)
		}
		out.WriteByte('\n')
	}
	for _, o := range omissions(f.leftOut) {
		fmt.Fprintf(&out, "left out, %s: %d\n", o.Reason, o.Count)
	}
	return out.String()
}

// The figures of the files in testdata/file are made up.
func TestFile(t *testing.T) {
	check := func(name string, settings map[string]any, want string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			settings["path"] = name
			f := fileWith(t, settings)
			body, err := os.Open(filepath.Join("testdata", "file", name))
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			if got := rowsOf(f, body); got != strings.TrimLeft(want, "\n") {
				t.Errorf("got\n%swant%s", got, want)
			}
		})
	}

	check("vendor.csv", map[string]any{
		"comment": "#", "thousands": ",", "missing": []any{"N/A", "-"}, "dates": []any{"yyyy/mm"}, "precision": "month",
		"columns":   map[string]any{"platform_id": "app", "market": "Country / Region", "period": "Date", "value": "Average MAU"},
		"constants": map[string]any{"metric": "mau"},
		"replace":   []any{map[string]any{"column": "market", "from": "Atlantis", "to": "XAT"}},
		"source":    map[string]any{"title": "An export", "publisher": "A vendor", "kind": "research", "published_on": "2024-04", "url": "https://example.org/"},
	}, `
source my-source|An export|A vendor|research|2024-04|https://example.org/ (settings of the source)
observation blue-talk|mau|WLD|2024-01|2310400000|exact|my-source|Average MAU: 2,310,400,000 :3
observation green-chat|mau|KOR|2024-03|44900000|exact|my-source|Average MAU: 44900000 :4
observation green-chat|mau|CIV|2024-03|1000|at_most|my-source|Average MAU: <1k :5
observation green-chat|mau|XAT|2024-03|1200000|exact|my-source|Average MAU: 1.2M :6
observation green-chat|mau|USX|2024-03|12,34|exact|my-source|Average MAU: 12,34 :7 !market country: "USX" is no country code of ISO 3166-1; say what it stands for under replace
`)

	// The same as a table of two metrics: every column that is not named.
	check("vendor.csv", map[string]any{
		"comment": "#", "thousands": ",", "missing": []any{"N/A", "-"}, "dates": []any{"yyyy/mm"}, "precision": "month",
		"columns": map[string]any{"platform_id": "App", "market": "Country / Region", "period": "Date"},
		"unpivot": map[string]any{"pattern": `^Average (?P<metric>.*)$`},
		"replace": []any{map[string]any{"column": "metric", "from": "MAU", "to": "mau"}, map[string]any{"column": "metric", "from": "DAU", "to": "dau"}},
		"keep":    []any{map[string]any{"column": "Platform", "in": []any{"Android"}}},
		"drop":    []any{map[string]any{"column": "Country / Region", "in": []any{"Atlantis"}}},
	}, `
observation green-chat|mau|KOR|2024-03|44900000|exact|my-source|Average MAU: 44900000 :4 (column "Average MAU")
observation green-chat|mau|CIV|2024-03|1000|at_most|my-source|Average MAU: <1k :5 (column "Average MAU")
left out, Country / Region is dropped: 1
left out, Platform is not kept: 2
left out, no value: 2
`)

	check("euro.csv", map[string]any{
		"encoding": "windows-1252", "delimiter": ";", "decimal": ",", "thousands": ".", "multiplier": 1000, "dates": []any{"dd.mm.yyyy"},
		"columns":   map[string]any{"platform_id": "Anwendung", "market": "Land", "period": "Monat", "value": "Nutzer in Tausend"},
		"constants": map[string]any{"metric": "mau", "qualifier": "approx", "source_id": "a-book", "quote": "table 7"},
		"replace":   []any{map[string]any{"column": "market", "from": "türkei", "to": "TUR"}},
	}, `
observation blue-talk|mau|TUR|2018-09-01|1082500|approx|a-book|table 7 :2
observation blue-talk|mau|AUT|2018-12-31|7250|approx|a-book|table 7 :3
observation blue-talk|mau|DEU|32.12.2018|k. A.|approx|a-book|table 7 :5
observation ||||||| :6 ! record: the record has 3 cells and the header 4; check delimiter and quote
`)

	// Texts in the place of a figure may stand for one, or for none.
	check("euro.csv", map[string]any{
		"encoding": "windows-1252", "delimiter": ";", "decimal": ",", "thousands": ".", "multiplier": 1000, "dates": []any{"dd.mm.yyyy"},
		"columns":   map[string]any{"platform_id": "Anwendung", "market": "Land", "period": "Monat", "value": "Nutzer in Tausend"},
		"constants": map[string]any{"metric": "mau", "quote": "table 7"},
		"replace":   []any{map[string]any{"column": "value", "from": "K. A.", "to": "100000"}, map[string]any{"column": "value", "from": "7,25", "to": ""}, map[string]any{"column": "market", "from": "türkei", "to": "TUR"}},
	}, `
observation blue-talk|mau|TUR|2018-09-01|1082500|exact|my-source|table 7 :2
observation blue-talk|mau|DEU|32.12.2018|100000|exact|my-source|table 7 :5
observation ||||||| :6 ! record: the record has 3 cells and the header 4; check delimiter and quote
left out, no value: 1
`)

	check("utf16.tsv", map[string]any{
		"quote": "none", "dates": []any{"Qq yyyy", "qQyy"},
		"columns":   map[string]any{"platform_id": "Name"},
		"constants": map[string]any{"metric": "registered", "market": "WLD"},
		"unpivot":   map[string]any{"into": "period"},
	}, `
observation Blue "Talk"|registered|WLD|2018-Q3|5|exact|my-source|Q3 2018: 5 :2 (column "Q3 2018")
observation Blue "Talk"|registered|WLD|2018-Q4|6500000|approx|my-source|4Q18: ≈6.5 million :2 (column "4Q18")
observation 青い|registered|WLD|2018-Q4|7000000|at_least|my-source|4Q18: >7m :3 (column "4Q18")
left out, no value: 1
`)

	check("lines.jsonl", map[string]any{
		"dates":     []any{"excel"},
		"columns":   map[string]any{"platform_id": "app/name | app/id", "market": "where", "period": "day", "value": "users"},
		"constants": map[string]any{"metric": "mau"},
	}, `
observation blue-talk|mau|IND|2018-09-30|1250000|exact|my-source|users: 1.25e6 :1
observation green-chat|mau|GBR|2018-09-30|5|approx|my-source|users: about 5 :2
observation ||||||| :5 ! record: not JSON, or only a part of it
left out, no value: 1
`)
}

func TestPresets(t *testing.T) {
	check := func(name string, settings map[string]any, want string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			settings["path"] = name
			text, err := os.ReadFile(filepath.Join("testdata", "file", name))
			if err != nil {
				t.Fatal(err)
			}
			_, rows, _ := strings.Cut(rowsOf(fileWith(t, settings), bytes.NewReader(text)), "\n")
			if rows != strings.TrimLeft(want, "\n") {
				t.Errorf("got\n%swant%s", rows, want)
			}
		})
	}
	const views = "page views referred by social sites; 0 mostly means not tracked"
	check("statcounter.csv", map[string]any{"preset": "statcounter", "constants": map[string]any{"market": "DEU"}}, `
proxy my-source|DEU|2018-09|blue-talk|pageview_share|60.5|percent|`+views+` :2 (column "Blue Talk")
proxy my-source|DEU|2018-09|green-chat|pageview_share|0|percent|`+views+` :2 (column "Green Chat")
proxy my-source|DEU|2018-10|blue-talk|pageview_share|61|percent|`+views+` :3 (column "Blue Talk")
proxy my-source|DEU|2018-10|green-chat|pageview_share|0.25|percent|`+views+` :3 (column "Green Chat")
`)
	check("statcounter-bar.csv", map[string]any{"preset": "statcounter", "constants": map[string]any{"market": "Worldwide"}}, `
proxy my-source|WLD|2010-01/2019-12|blue-talk|pageview_share|71.5|percent|`+views+` :2 (column "Market Share Perc. (Jan 2010 - Dec 2019)")
left out, Social Media is dropped: 1
`)
	// The market is in the name of a file, or the settings give it.
	for name, want := range map[string]string{
		"path a/social_media-KR-monthly-201305-202305.csv": "KR", "path social_media-ww-monthly-201305-202305.csv": "ww",
		"url https://gs.statcounter.example/chart.php?region_hidden=JP&csv=1": "JP", "path statcounter.csv": "", "path social_media-as-monthly-201305-202305.csv": "",
	} {
		key, name, _ := strings.Cut(name, " ")
		k, err := New("my-source", map[string]any{"kind": "file", "preset": "statcounter", key: name}, nil)
		if want == "" {
			failed(t, name, err, "source my-source: the name "+name+" does not say the market of the file; write constants: {market: …}, with a code of ISO 3166-1 such as KOR, or WLD for the world")
		} else if err != nil || k.(*file).settings().Constants["market"] != want {
			t.Errorf("%s: %v, want market %s", name, err, want)
		}
	}
	check("trends.csv", map[string]any{"preset": "google_trends"}, `
proxy my-source|WLD|2020-11-22|blue-talk|search_interest|100|index|100 is the peak of this file :4 (column "Blue, \"Talk\": (Worldwide)")
proxy my-source|USA|2020-11-22|green-chat|search_interest|1|index|100 is the peak of this file; printed as a bound, at most :4 (column "Green Chat: (United States)")
proxy my-source|WLD|2020-11-29|blue-talk|search_interest|88|index|100 is the peak of this file :5 (column "Blue, \"Talk\": (Worldwide)")
left out, no value: 1
`)
	check("wpp.csv", map[string]any{"preset": "un_wpp"}, `
market_year WLD|2022|7000001125||my-source| :2
proxy my-source|WLD|2024|population|population|7100000500|people|forecast: after the last estimate, of 2023 :3
market_year AUT|2022|9000250||my-source| :5
left out, LocTypeName is not kept: 1
left out, Variant is not kept: 1
`)
	const panel = "modeled from a panel"
	check("sensortower-ios.json", map[string]any{"preset": "sensortower_ios",
		"replace": []any{map[string]any{"column": "name", "from": "4711", "to": "blue-talk"}}}, `
proxy my-source|USA|2024-01|blue-talk|active_users_ios|6220000|users|`+panel+`; users of both iPhone and iPad count twice :2 (/0)
proxy my-source|WLD|2024-01|blue-talk|active_users_ios|80000000 + ?|users|`+panel+`; users of both iPhone and iPad count twice :3 (/1)
`)
	check("sensortower-android.json", map[string]any{"preset": "sensortower_android"}, `
proxy my-source|USA|2024-01|com.example.talk|active_users_android|41000000|users|`+panel+` :1 (/0)
`)
	// Midnight of the first of a month in Seoul, which is the day before in UTC.
	check("zone.parquet", map[string]any{"precision": "month", "columns": map[string]any{"platform_id": "App", "period": "Month", "value": "Users"},
		"constants": map[string]any{"metric": "wau", "market": "KOR"}}, `
observation Birch Cab|wau|KOR|2020-01|200|exact|my-source|Users: 200 :2 (row 2)
`)
	check("apple.json", map[string]any{"preset": "apple_ranks"}, `
proxy my-source|USA|2026-11-22|blue-talk|rank_top_free|1|rank|1 is the most downloaded :2 (/feed/results/0)
proxy my-source|USA|2026-11-22|green-chat|rank_top_free|2|rank|1 is the most downloaded :2 (/feed/results/1)
`)
}
