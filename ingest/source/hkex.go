package source

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"iter"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// hkexSettings are those of the results announcements that one company filed
// with the Hong Kong exchange: PDF files, which are texts for the package press.
type hkexSettings struct {
	// Code is the company's stock code, such as "00700"; a text, since YAML
	// reads a number that starts with 0 as octal.
	Code string `mapstructure:"code"`
	// From and To bound the day of publication in Hong Kong, both included.
	From string `mapstructure:"from"`
	To   string `mapstructure:"to"`
	// Titles and NotTitles are words, in capitals or not, of which a title
	// must have one and may have none; default results and 業績, and poll
	// results, 表決結果 and board meeting, which announce no figures.
	Titles    []string `mapstructure:"titles"`
	NotTitles []string `mapstructure:"not_titles"`
	// Language is en (the default) or zh.
	Language string `mapstructure:"language"`
	// URL is the exchange's news site; default https://www1.hkexnews.hk.
	URL string `mapstructure:"url"`
}

// hkex goes from the stock code to the exchange's own number of the stock,
// from there to the list of titles, and to the files of those that fit.
type hkex struct {
	texts
	hkexSettings
}

// A list is asked for with this many rows, and with more when it has more.
const (
	hkexRows    = 100
	hkexMaxRows = 10_000
)

var hkexKind = kindOf{name: "hkex", mode: "warn", make: of(newHKEX)}

func newHKEX(from origin, s hkexSettings) (Kind, error) {
	var err error
	if s.URL, err = httpURL("url", s.URL, "https://www1.hkexnews.hk"); err != nil {
		return nil, err
	}
	if err := dayRange(s.From, s.To); err != nil {
		return nil, err
	}
	if s.Language == "" {
		s.Language = "en"
	}
	switch {
	case s.From == "" || s.To == "":
		return nil, fmt.Errorf("the exchange asks for both ends of the range; write from: 2018-01-01 and to: 2018-12-31")
	case !regexp.MustCompile(`^[0-9]{1,5}$`).MatchString(s.Code):
		return nil, fmt.Errorf("code %q is not that of a stock; write code: \"00700\"", s.Code)
	case s.Language != "en" && s.Language != "zh":
		return nil, fmt.Errorf("unknown language %q; languages are en, zh", s.Language)
	}
	s.Code = fmt.Sprintf("%05s", s.Code)
	if len(s.Titles) == 0 {
		s.Titles = []string{"results", "業績"}
	}
	if s.NotTitles == nil {
		s.NotTitles = []string{"poll results", "表決結果", "board meeting"}
	}
	return &hkex{texts{from}, s}, nil
}

func (k *hkex) Start() ([]raw.Request, error) {
	address := fmt.Sprintf("%s/search/partial.do?lang=%s&type=A&name=%s&market=SEHK&callback=callback", k.URL, strings.ToUpper(k.Language), k.Code)
	return []raw.Request{k.request(address, "stock")}, nil
}

// hkexStocks is the answer to a code: the stocks that it may be.
type hkexStocks struct {
	StockInfo []struct{ StockID, Code, Name loose }
}

var jsonp = regexp.MustCompile(`^\s*[A-Za-z_][A-Za-z0-9_]*\(((?s).*)\)\s*;?\s*$`)

// stock reads the answer, which is a call of a function of JavaScript.
func (k *hkex) stock(body []byte) (id, name string, err error) {
	m := jsonp.FindSubmatch(bytes.TrimPrefix(body, byteOrderMark))
	if m == nil {
		return "", "", again("the answer is not of the form callback({…}): %s", excerpt(body))
	}
	var stocks hkexStocks
	if err := unmarshal(m[1], &stocks); err != nil {
		return "", "", again("the list of stocks is not whole: %s", excerpt(body))
	}
	for _, s := range stocks.StockInfo {
		if string(s.Code) != k.Code {
			continue
		}
		if _, err := strconv.ParseUint(string(s.StockID), 10, 63); err != nil {
			return "", "", fmt.Errorf("the number of stock %s is %q", k.Code, s.StockID)
		}
		return string(s.StockID), string(s.Name), nil
	}
	return "", "", fmt.Errorf("the exchange has no stock %s; check the setting code", k.Code)
}

// hkexTitle is a line of the list of titles.
type hkexTitle struct {
	Title    string `json:"TITLE"`
	FileLink string `json:"FILE_LINK"`
	DateTime string `json:"DATE_TIME"` // dd/mm/yyyy HH:MM in Hong Kong
}

// hkexList is the list, of which the titles are JSON in a string of JSON.
type hkexList struct {
	Result                *string
	HasNextRow, RecordCnt loose

	titles []hkexTitle
}

func readTitles(body []byte) (hkexList, error) {
	var list hkexList
	if err := unmarshal(bytes.TrimPrefix(body, byteOrderMark), &list); err != nil || list.Result == nil {
		return list, again("the list of titles is not whole: %s", excerpt(body))
	}
	// "null" in the string is an empty list.
	if err := unmarshal([]byte(*list.Result), &list.titles); err != nil {
		return list, again("the list of titles is not whole: %s", excerpt([]byte(*list.Result)))
	}
	return list, nil
}

// more says how many rows to ask for when the list does not have all; 0 when
// it has.
func (l hkexList) more(asked int) (int, error) {
	total, _ := strconv.Atoi(string(l.RecordCnt))
	if !strings.EqualFold(string(l.HasNextRow), "true") && total <= len(l.titles) {
		return 0, nil
	}
	// A hundred more: the list may grow before the next request.
	rows := max(2*asked, total+100)
	if rows > hkexMaxRows {
		return 0, fmt.Errorf("the list has %d titles; at most %d are read: narrow the settings from and to", total, hkexMaxRows)
	}
	return rows, nil
}

func (k *hkex) Check(req raw.Request, status int, _ map[string]string, body []byte) error {
	if status != 200 {
		return wrongStatus(status, body)
	}
	switch req.About["role"] {
	case "stock":
		_, _, err := k.stock(body)
		return err
	case "titles":
		_, err := readTitles(body)
		return err
	case "file":
		// Some bytes may come before the mark of the format.
		if !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
			return again("the answer is not a PDF: %s", excerpt(body))
		}
	}
	return nil
}

func (k *hkex) Follow(req raw.Request, body []byte) ([]raw.Request, error) {
	switch req.About["role"] {
	case "stock":
		id, name, err := k.stock(body)
		if err != nil {
			return nil, err
		}
		return []raw.Request{k.list(id, name, hkexRows)}, nil
	case "titles":
		list, err := readTitles(body)
		if err != nil {
			return nil, err
		}
		asked, err := strconv.Atoi(req.About["rows"])
		if err != nil {
			return nil, fmt.Errorf("the request of a list does not say how many rows it asks for")
		}
		rows, err := list.more(asked)
		if err != nil {
			return nil, err
		}
		if rows > 0 {
			return []raw.Request{k.list(req.About["stock"], req.About["company"], rows)}, nil
		}
		return k.files(list.titles, req.About["company"])
	}
	return nil, nil
}

func (k *hkex) list(stock, company string, rows int) raw.Request {
	day := func(d string) string { return strings.ReplaceAll(d, "-", "") }
	address := fmt.Sprintf("%s/search/titleSearchServlet.do?sortDir=0&sortByOptions=DateTime&category=0&market=SEHK&stockId=%s&documentType=-1"+
		"&fromDate=%s&toDate=%s&title=&searchType=0&t1code=-2&t2Gcode=-2&t2code=-2&rowRange=%d&lang=%s",
		k.URL, stock, day(k.From), day(k.To), rows, k.Language)
	r := k.request(address, "titles")
	r.About["stock"], r.About["company"], r.About["rows"] = stock, company, strconv.Itoa(rows)
	return r
}

var (
	hkexTime = regexp.MustCompile(`^(\d\d)/(\d\d)/(\d{4}) \d\d:\d\d$`)
	hkexLink = regexp.MustCompile(`^/[A-Za-z0-9._/-]+\.(pdf|PDF)$`)
	tag      = regexp.MustCompile(`<[^>]*>`)
)

// files asks for the files of the titles that fit.
func (k *hkex) files(titles []hkexTitle, company string) ([]raw.Request, error) {
	var requests []raw.Request
	for _, t := range titles {
		title := strings.Join(strings.Fields(tag.ReplaceAllString(html.UnescapeString(t.Title), " ")), " ")
		has := func(words string) bool { return strings.Contains(ingest.Fold(title), ingest.Fold(words)) }
		if !slices.ContainsFunc(k.Titles, has) || slices.ContainsFunc(k.NotTitles, has) || !strings.HasSuffix(strings.ToLower(t.FileLink), ".pdf") {
			continue
		}
		day := hkexTime.ReplaceAllString(t.DateTime, "$3-$2-$1")
		link, err := url.PathUnescape(t.FileLink)
		if err != nil || !hkexLink.MatchString(link) || path.Clean(link) != link || !isDay.MatchString(day) {
			return nil, fmt.Errorf("the list names a file %q of %q, which are not a path and a time", t.FileLink, t.DateTime)
		}
		r := k.request(k.URL+link, "file")
		r.About["company"], r.About["title"], r.About["published"] = company, title, day
		requests = append(requests, r)
	}
	return requests, nil
}

func (k *hkex) Text(rec raw.Record) (Text, bool) {
	if rec.About["role"] != "file" {
		return Text{}, false
	}
	name := path.Base(rec.URL)
	return Text{
		SourceID:  slugOf(k.name, strings.TrimSuffix(name, path.Ext(name))),
		Title:     rec.About["title"],
		Published: rec.About["published"],
	}, true
}

func (k *hkex) Rows(_ io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return filingRow(k, rec, rec.About["company"])
}
