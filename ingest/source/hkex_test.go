package source

import (
	"encoding/json"
	"strings"
	"testing"
)

const (
	hkexURL  = "https://www1.hkexnews.hk"
	hkexFind = hkexURL + "/search/partial.do?lang=EN&type=A&name=00077&market=SEHK&callback=callback"
)

func hkexTitles(rows string) string {
	return hkexURL + "/search/titleSearchServlet.do?sortDir=0&sortByOptions=DateTime&category=0&market=SEHK&stockId=4242&documentType=-1" +
		"&fromDate=20190101&toDate=20191231&title=&searchType=0&t1code=-2&t2Gcode=-2&t2code=-2&rowRange=" + rows + "&lang=en"
}

func delta() map[string]any {
	return map[string]any{"code": "77", "from": "2019-01-01", "to": "2019-12-31"}
}

func TestHKEXWalk(t *testing.T) {
	const files = hkexURL + "/listedco/listconews/sehk/2019/"
	asked, rows := walk(t, mustNew(t, "hkex", delta()), world{
		hkexFind:                             fixture(t, "hkex/stock.jsonp"),
		hkexTitles("10000"):                  fixture(t, "hkex/titles.json"),
		files + "0515/ltn20190515001.pdf":    "%PDF-1.4",
		files + "0814/2019081400123.pdf":     "\r\n%PDF-1.7",
		files + "0516/ltn20190516002.pdf":    "poll results are not asked for",
		files + "0801/ltn20190801003.pdf":    "nor dates of meetings",
		hkexURL + "/listedco/unlisted/x.pdf": "",
	})
	same(t, "asked", asked, []string{hkexFind, hkexTitles("10000"), files + "0515/ltn20190515001.pdf", files + "0814/2019081400123.pdf"})
	// Published on the day of Hong Kong: 00:05 there is the day before in London.
	same(t, "rows", rows, []string{
		"text hkex-ltn20190515001 2019-05-15: RESULTS FOR THE THREE MONTHS ENDED 31 MARCH 2019 & OUTLOOK",
		"source: hkex-ltn20190515001|RESULTS FOR THE THREE MONTHS ENDED 31 MARCH 2019 & OUTLOOK|DELTA CHAT|company_filing|2019-05-15|" + files + "0515/ltn20190515001.pdf",
		"text hkex-2019081400123 2019-08-14: Interim Results",
		"source: hkex-2019081400123|Interim Results|DELTA CHAT|company_filing|2019-08-14|" + files + "0814/2019081400123.pdf",
	})
}

func TestHKEXCheck(t *testing.T) {
	k := mustNew(t, "hkex", delta())
	check := func(role, body, want string) {
		t.Helper()
		failed(t, body, answered(k, role, body), want)
	}
	check("stock", fixture(t, "hkex/stock.jsonp"), "")
	check("stock", `{"stockInfo":[]}`, "the answer is not of the form callback({…}); again")
	check("stock", `callback({"stockInfo":[{)`, "the answer is not JSON, or only a part of it; again")
	check("stock", `callback({"more":"0","stockInfo":[{"stockId":1,"code":"00078","name":"X"}]});`, "the exchange has no stock 00077; check the setting code")
	check("stock", `callback({"stockInfo":[{"stockId":"1&x=","code":"00077"}]})`, `the number of stock 00077 is "1&x="`)
	check("stock", `<html>Sorry</html>`, "the answer is not of the form callback({…}); again")
	check("titles", fixture(t, "hkex/titles.json"), "")
	check("titles", `{"result":"null","hasNextRow":false,"recordCnt":0}`, "")
	check("titles", `{"result":"[{","recordCnt":"1"}`, "the answer is not JSON, or only a part of it; again")
	check("titles", `{"recordCnt":"1"}`, "the answer has no result")
	check("titles", `{"result":"[{}]","hasNextRow":false,"recordCnt":730}`, "the list has 730 titles, and 1 of them came; narrow the settings from and to")
	check("titles", `{"result":"[]","hasNextRow":"TRUE"}`, "the list has 0 titles, and 0 of them came; narrow the settings from and to")
	check("file", "%PDF-1.4 …", "")
	check("file", "<html>Please wait</html>", "the answer is not a PDF; again")
}

func TestHKEXFiles(t *testing.T) {
	follow := func(title, link, time, want, wantErr string) {
		t.Helper()
		result, _ := json.Marshal([]map[string]string{{"TITLE": title, "FILE_LINK": link, "DATE_TIME": time}})
		body, _ := json.Marshal(map[string]any{"result": string(result), "hasNextRow": false, "recordCnt": 1})
		req := about("titles")
		requests, err := mustNew(t, "hkex", delta()).Answer(req, body)
		failed(t, title+link, err, wantErr)
		got := ""
		if len(requests) > 0 {
			got = strings.TrimPrefix(requests[0].URL, hkexURL) + " " + requests[0].About["published"]
		}
		if got != want {
			t.Errorf("%s: asks for %q, want %q", title, got, want)
		}
	}
	const at = "31/12/2019 23:59"
	follow("Annual Results", "/listedco/listconews/sehk/2019/1231/b_c.PDF", at, "/listedco/listconews/sehk/2019/1231/b_c.PDF 2019-12-31", "")
	follow("Annual Results", "/listedco/listconews/sehk/2019/1231/b_c.pdf", at, "/listedco/listconews/sehk/2019/1231/b_c.pdf 2019-12-31", "")
	follow("Annual Report", "/listedco/listconews/sehk/2019/1231/b.pdf", at, "", "")
	for _, link := range []string{"/a/../b.pdf", "//evil.example/b.pdf", "https://evil.example/b.pdf", "/a/%2e%2e/b.pdf", "/a b.pdf", "/a?b.pdf", "/search/x.pdf", "/listedco/listconews/sehk/2019/x.pdf"} {
		follow("Results", link, at, "", `the list names a file "`+link+`" of "31/12/2019 23:59", which are not a path and a time`)
	}
	follow("Results", "/a/b.pdf", "2019-12-31 23:59", "", `the list names a file "/a/b.pdf" of "2019-12-31 23:59", which are not a path and a time`)
	follow("Results", "/a/b.pdf", "12/31/2019 23:59", "", `the list names a file "/a/b.pdf" of "12/31/2019 23:59", which are not a path and a time`)
}
