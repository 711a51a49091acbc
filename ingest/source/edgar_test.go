package source

import (
	"strings"
	"testing"
)

const (
	edgarList    = "https://data.sec.gov/submissions/CIK0001000777"
	edgarArchive = "https://www.sec.gov/Archives/edgar/data/1000777/"
)

func TestEdgarWalk(t *testing.T) {
	// Padded or not, the number of the company is the same.
	for _, cik := range []string{"1000777", "0001000777"} {
		k := mustNew(t, "edgar", map[string]any{"cik": cik, "from": "2016-06-01", "to": "2020-12-31"})
		if cik == "1000777" {
			k = mustNew(t, "edgar", map[string]any{"cik": cik, "from": "2016-06-01", "to": "2020-12-31"})
		}
		asked, rows := walk(t, k, world{
			edgarList + ".json":                                            fixture(t, "edgar/submissions.json"),
			edgarList + "-submissions-001.json":                            fixture(t, "edgar/older.json"),
			edgarArchive + "000100077720000031/index.json":                 fixture(t, "edgar/index-20201120.json"),
			edgarArchive + "000100077720000022/index.json":                 fixture(t, "edgar/index-20200721.json"),
			edgarArchive + "000100077719000009/index.json":                 `{"directory":{"item":[]}}`,
			edgarArchive + "000095010317001234/index.json":                 fixture(t, "edgar/index-20170822.json"),
			edgarArchive + "000100077720000022/beta-20200630xex991.htm":    fixture(t, "edgar/exhibit.htm"),
			edgarArchive + "000095010317001234/d345dex991.htm":             fixture(t, "edgar/exhibit.htm"),
			edgarArchive + "000095010317001234/d345dex992.htm":             fixture(t, "edgar/exhibit.htm"),
			edgarArchive + "000100077720000022/never-asked-for-ex991.json": "",
		})
		// The list of 2010 to 2015, item 5.02 and form 10-K are left alone.
		same(t, "asked", asked, []string{
			edgarList + ".json",
			edgarArchive + "000100077720000031/index.json",
			edgarArchive + "000100077720000022/index.json",
			edgarArchive + "000100077719000009/index.json",
			edgarList + "-submissions-001.json",
			edgarArchive + "000100077720000022/beta-20200630xex991.htm",
			edgarArchive + "000095010317001234/index.json",
			edgarArchive + "000095010317001234/d345dex991.htm",
			edgarArchive + "000095010317001234/d345dex992.htm",
		})
		filing := func(number, day, form, file, id string) []string {
			title := "Beta Chat Inc., form " + form + " of " + day + ", exhibit 99 (" + file + ")"
			return []string{
				"text " + id + " " + day + ": " + title,
				"source: " + id + "|" + title + "|Beta Chat Inc.|company_filing|" + day + "|" + edgarArchive + number + "/" + file,
			}
		}
		var want []string
		for _, f := range [][]string{
			filing("000095010317001234", "2017-08-22", "6-K", "d345dex991.htm", "edgar-0000950103-17-001234-d345dex991"),
			filing("000095010317001234", "2017-08-22", "6-K", "d345dex992.htm", "edgar-0000950103-17-001234-d345dex992"),
			filing("000100077720000022", "2020-07-21", "8-K", "beta-20200630xex991.htm", "edgar-0001000777-20-000022-beta-20200630xex991"),
		} {
			want = append(want, f...)
		}
		same(t, "rows", rows, want)
	}
}

func TestExhibitNames(t *testing.T) {
	for name, want := range map[string]bool{
		"d345dex991.htm": true, "ex99-1.htm": true, "EX-99_1.HTM": true, "snap-ex991_6.htm": true, "fb-09302019xexx991.htm": true,
		"a2018exhibit991.htm": true, "exhibit99.1.pdf": false, "exhibit99.1.html": true, "ex99.txt": true, "h123exv99w1.htm": true, "exh99.htm": true,
		"c8k.htm": false, "R1.htm": false, "ex99.jpg": false, "ex101.htm": false, "0001-index.html": false,
	} {
		if got := exhibit99.MatchString(name); got != want {
			t.Errorf("%s: %t, want %t", name, got, want)
		}
	}
}

func TestEdgarCheck(t *testing.T) {
	k := mustNew(t, "edgar", map[string]any{"cik": "1000777"})
	check := func(role, body, want string) {
		t.Helper()
		failed(t, body, answered(k, role, body), want)
	}
	list := fixture(t, "edgar/submissions.json")
	check("filings", list, "")
	check("filings", strings.Replace(list, `"cik": "0001000777"`, `"cik": 1000777`, 1), "")
	check("filings", strings.Replace(list, `"cik": "0001000777"`, `"cik": 1000778`, 1), `the list of filings is that of company "1000778", not 1000777`)
	check("older", fixture(t, "edgar/older.json"), "")
	check("index", fixture(t, "edgar/index-20200721.json"), "")
	check("exhibit", fixture(t, "edgar/exhibit.htm"), "")
	check("exhibit", "\x93MAU\x94", "") // the encoding is for press to tell

	check("filings", "<html>Maintenance</html>", "the answer is not JSON, or only a part of it; again")
	check("filings", `{"cik": "1000777", "filings": {"recent": {"form": ["8-K"`, "the answer is not JSON, or only a part of it; again")
	// Columns of unequal length would put the date of one filing to another.
	check("filings", strings.Replace(list, `"2020-11-20",`, "", 1), "the list of filings is cut: it has 5 numbers, 4 dates, 5 forms and 5 items; again")
	check("older", `{"accessionNumber":["a","b"],"filingDate":["c","d"],"form":["8-K"]}`, "the list of filings is cut: it has 2 numbers, 2 dates, 1 forms and 0 items; again")
	check("filings", `{"cik": {}}`, "the answer has no filings")
	check("index", `{"directory":`, "the answer is not JSON, or only a part of it; again")
	check("index", `{"directory": []}`, "the answer has no directory.item")
}

// Names of files and numbers of filings become addresses: nothing else may.
func TestEdgarHostileNames(t *testing.T) {
	k := mustNew(t, "edgar", map[string]any{"cik": "7"})
	follow := func(role, body, want string) {
		t.Helper()
		req := about(role)
		req.URL = "https://www.sec.gov/Archives/edgar/data/7/1/index.json"
		requests, err := k.Answer(req, []byte(body))
		failed(t, body, err, want)
		if len(requests) > 0 {
			t.Errorf("%s: asks for %s", body, requests[0].URL)
		}
	}
	follow("older", `{"accessionNumber":["../../x"],"filingDate":["2020-01-01"],"form":["6-K"],"items":[""]}`,
		`the list of filings has a filing "../../x" of "2020-01-01", which are not a number and a day`)
	follow("older", `{"accessionNumber":["0000950103-17-001234"],"filingDate":["soon"],"form":["6-K"],"items":[""]}`,
		`the list of filings has a filing "0000950103-17-001234" of "soon", which are not a number and a day`)
	follow("filings", `{"cik":7,"filings":{"files":[{"name":"../evil"}]}}`, `the list of filings names a list "../evil"; expected CIK0000000007-submissions-001.json or the like`)
	follow("index", `{"directory":{"item":[{"name":"../../ex99.htm"},{"name":"?ex99.htm"},{"name":"http://h/ex99.htm"}]}}`, "")
}
