package source

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// hkexSettings are those of the results announcements that one company filed
// with the Hong Kong exchange: PDF files, which are texts for the package press.
type hkexSettings struct {
	// Code is the company's stock code, such as "00700"; a text, since YAML
	// reads a number that starts with 0 as octal.
	Code string `yaml:"code"`
	// From and To bound the day of publication in Hong Kong, both included.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// URL is the exchange's news site; default https://www1.hkexnews.hk.
	URL string `yaml:"url"`
}

// hkex goes from the stock code to the exchange's own number of the stock,
// from there to the list of titles, and to the files of those that fit.
type hkex struct {
	texts
	hkexSettings
}

// hkexRows is how many titles a list has, at most.
const hkexRows = 10_000

var hkexKind = kindOf{mode: "warn", make: of(newHKEX)}

func newHKEX(from origin, s hkexSettings) (Kind, error) {
	if err := cmp.Or(completeURL("url", &s.URL, "https://www1.hkexnews.hk"), dayRange(s.From, s.To)); err != nil {
		return nil, err
	}
	switch {
	case s.From == "" || s.To == "":
		return nil, fmt.Errorf("the exchange asks for both ends of the range; write from: 2018-01-01 and to: 2018-12-31")
	case !regexp.MustCompile(`^[0-9]{1,5}$`).MatchString(s.Code):
		return nil, fmt.Errorf("code %q is not that of a stock; write code: \"00700\"", s.Code)
	}
	s.Code = fmt.Sprintf("%05s", s.Code)
	return &hkex{texts{from}, s}, nil
}

func (k *hkex) Start() ([]raw.Request, error) {
	address := fmt.Sprintf("%s/search/partial.do?lang=EN&type=A&name=%s&market=SEHK&callback=callback", k.URL, k.Code)
	return []raw.Request{k.request(address, "stock")}, nil
}

func (k *hkex) Answer(req raw.Request, body []byte) ([]raw.Request, error) {
	switch req.About["role"] {
	case "stock":
		return k.stock(body)
	case "titles":
		return k.titles(req, body)
	}
	// Some bytes may come before the mark of the format.
	if !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
		return nil, raw.Fault("the answer is not a PDF")
	}
	return nil, nil
}

var jsonp = regexp.MustCompile(`^\s*[A-Za-z_][A-Za-z0-9_]*\(((?s).*)\)\s*;?\s*$`)

// stock asks for the titles of the stock. The answer is a call of a function of
// JavaScript with the stocks that the code may be of.
func (k *hkex) stock(body []byte) ([]raw.Request, error) {
	m := jsonp.FindSubmatch(bytes.TrimPrefix(body, byteOrderMark))
	if m == nil {
		return nil, raw.Fault("the answer is not of the form callback({…})")
	}
	answer, err := parsed(m[1], "stockInfo")
	for _, s := range answer.Get("stockInfo").Array() {
		id := s.Get("stockId").String()
		switch {
		case s.Get("code").String() != k.Code:
		case !hkexID.MatchString(id):
			return nil, fmt.Errorf("the number of stock %s is %q", k.Code, id)
		default:
			day := strings.NewReplacer("-", "")
			return []raw.Request{k.request(fmt.Sprintf("%s/search/titleSearchServlet.do?sortDir=0&sortByOptions=DateTime&category=0&market=SEHK&stockId=%s&documentType=-1"+
				"&fromDate=%s&toDate=%s&title=&searchType=0&t1code=-2&t2Gcode=-2&t2code=-2&rowRange=%d&lang=en",
				k.URL, id, day.Replace(k.From), day.Replace(k.To), hkexRows), "titles", "company", s.Get("name").String())}, nil
		}
	}
	return nil, cmp.Or(err, fmt.Errorf("the exchange has no stock %s; check the setting code", k.Code))
}

var (
	// What a title must have, and words of those that announce no figures.
	hkexResults = "results"
	hkexOthers  = []string{"poll results", "board meeting"}

	hkexTime = regexp.MustCompile(`^(\d\d)/(\d\d)/(\d{4}) \d\d:\d\d$`)
	hkexLink = regexp.MustCompile(`^/listedco/listconews/[a-z]+/[0-9]{4}/[0-9]{4}/[A-Za-z0-9_]+\.(pdf|PDF)$`)
	hkexID   = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)
	tag      = regexp.MustCompile(`<[^>]*>`)
)

// titles asks for the files of those of a list of titles that fit. Its lines are
// JSON in a string of JSON, "null" when there are none.
func (k *hkex) titles(req raw.Request, body []byte) (requests []raw.Request, err error) {
	list, err := parsed(body, "result")
	if err != nil {
		return nil, err
	}
	titles, err := parsed([]byte(list.Get("result").String()), wholeAnswer)
	if err != nil {
		return nil, err
	}
	total, lines := list.Get("recordCnt").Int(), titles.Array()
	if strings.EqualFold(list.Get("hasNextRow").String(), "true") || total > int64(len(lines)) {
		return nil, fmt.Errorf("the list has %d titles, and %d of them came; narrow the settings from and to", total, len(lines))
	}
	for _, t := range lines {
		file, at := t.Get("FILE_LINK").String(), t.Get("DATE_TIME").String()
		title := strings.Join(strings.Fields(tag.ReplaceAllString(html.UnescapeString(t.Get("TITLE").String()), " ")), " ")
		has := func(words string) bool { return strings.Contains(ingest.Fold(title), ingest.Fold(words)) }
		if !has(hkexResults) || slices.ContainsFunc(hkexOthers, has) || !strings.HasSuffix(strings.ToLower(file), ".pdf") {
			continue
		}
		day := hkexTime.ReplaceAllString(at, "$3-$2-$1") // dd/mm/yyyy HH:MM in Hong Kong
		link, err := url.PathUnescape(file)
		if err != nil || !hkexLink.MatchString(link) || !isDay(day) {
			return nil, fmt.Errorf("the list names a file %q of %q, which are not a path and a time", file, at)
		}
		requests = append(requests, k.request(k.URL+link, "file", "company", req.About["company"], "title", title, "published", day))
	}
	return requests, nil
}

func (k *hkex) Cites(rec raw.Record) (source ingest.Row, only bool) {
	if name := path.Base(rec.URL); rec.About["role"] == "file" {
		source = k.filed(rec, slugOf(k.name, strings.TrimSuffix(name, path.Ext(name))), rec.About["title"])
	}
	return source, true
}
