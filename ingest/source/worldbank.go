package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest/raw"
)

// worldBankSettings are those of population and internet users from the World
// Bank's development indicators.
type worldBankSettings struct {
	// Markets are ISO 3166-1 alpha-3 codes, or WLD; none: every country, and WLD.
	Markets []string `mapstructure:"markets"`
	// From is the first year (default 1995) and To the last; 0: the newest.
	From int `mapstructure:"from"`
	To   int `mapstructure:"to"`
	// URL is the service; default https://api.worldbank.org/v2.
	URL string `mapstructure:"url"`
}

// worldBank asks for three lists: the countries, which tell a country from an
// aggregate and give the code of three letters; population; and the percentage
// of people on the internet. Internet users are the product of the last two.
// What it keeps in memory is at most the pages it has read.
type worldBank struct {
	origin
	worldBankSettings

	areas map[string]area // by the code of two letters and that of three
	lists map[string]*wbList
}

// area is a country, or an aggregate of several.
type area struct {
	code      string
	aggregate bool
}

// wbList is one indicator as its pages are read.
type wbList struct {
	pages   int
	seen    map[int]bool
	updated string
	url     string
	values  map[marketYear]wbValue
}

type marketYear struct{ market, year string }

// wbValue is a value as written, with its place.
type wbValue struct {
	text, locator string
	record        []byte
}

// indicators are asked for in this order.
var indicators = []struct{ role, id string }{
	{"population", "SP.POP.TOTL"},
	{"internet", "IT.NET.USER.ZS"}, // percent of the population
}

const (
	wbPage      = 10_000  // rows of a page; the service gives up to 32,500
	maxWBPages  = 100     // of one list
	maxWBValues = 200_000 // of one list; 260 countries have 60 years
)

var marketCode = regexp.MustCompile(`^[A-Z]{3}$`)

var worldBankKind = kindOf{name: "worldbank", mode: "fail", make: of(newWorldBank)}

func (k *worldBank) Tables() []string { return []string{"source", "market_year"} }

func newWorldBank(from origin, s worldBankSettings) (Kind, error) {
	var err error
	if s.URL, err = httpURL("url", s.URL, "https://api.worldbank.org/v2"); err != nil {
		return nil, err
	}
	if s.From == 0 {
		s.From = 1995
	}
	for _, m := range s.Markets {
		if !marketCode.MatchString(m) {
			return nil, fmt.Errorf("market %q is not a code of three capital letters; write markets: [CHN, WLD]", m)
		}
	}
	if s.From < 1960 || s.To != 0 && s.To < s.From || s.To > 2100 {
		return nil, fmt.Errorf("years %d to %d are not a range from 1960 to 2100; write from: 1995", s.From, s.To)
	}
	k := &worldBank{origin: from, worldBankSettings: s, areas: map[string]area{}, lists: map[string]*wbList{}}
	for _, i := range indicators {
		k.lists[i.role] = &wbList{seen: map[int]bool{}, values: map[marketYear]wbValue{}}
	}
	return k, nil
}

func (k *worldBank) Start() ([]raw.Request, error) {
	country := "all"
	if len(k.Markets) > 0 {
		country = strings.Join(slices.Compact(slices.Sorted(slices.Values(k.Markets))), ";")
	}
	page := fmt.Sprintf("?format=json&per_page=%d&page=1", wbPage)
	requests := []raw.Request{k.request(k.URL+"/country"+page, "countries")}
	for _, i := range indicators {
		address := k.URL + "/country/" + country + "/indicator/" + i.id + page
		if k.To != 0 {
			address += fmt.Sprintf("&date=%d:%d", k.From, k.To)
		}
		requests = append(requests, k.request(address, i.role))
	}
	return requests, nil
}

// wbHeader is the first of the two elements of an answer.
type wbHeader struct {
	Page, Pages, Total loose
	LastUpdated        string
	Message            []struct{ ID, Key, Value loose }
}

// readHeader reads the header of a whole answer.
func readHeader(body []byte) (wbHeader, error) {
	var h wbHeader
	parts, err := listAt(body, wholeAnswer)
	if err != nil || len(parts) == 0 {
		return h, cmp.Or(err, errors.New("the answer is an empty list"))
	}
	if err := unmarshal([]byte(parts[0].Raw), &h); err != nil {
		return h, fmt.Errorf("header of the answer: %w", err)
	}
	return h, nil
}

func (k *worldBank) Check(_ raw.Request, status int, _ map[string]string, body []byte) error {
	if status != 200 {
		return wrongStatus(status, body)
	}
	body = bytes.TrimPrefix(body, byteOrderMark)
	if isPage(body) {
		// Errors of the service come as XML when it does not come to the format.
		return again("the answer is XML or a web page, not JSON: %s", excerpt(body))
	}
	if !json.Valid(body) {
		return again("the answer is cut off: %d bytes", len(body))
	}
	h, err := readHeader(body)
	if err != nil {
		return err
	}
	if len(h.Message) > 0 {
		m := h.Message[0]
		reason := fmt.Sprintf("the service answers with error %s, %s: %s", m.ID, m.Key, m.Value)
		// 105 is "service currently unavailable", 199 an unknown error.
		if m.ID == "105" || m.ID == "199" {
			return again("%s", reason)
		}
		return fmt.Errorf("%s; check the settings markets, from and to", reason)
	}
	if h.Page == "" {
		return fmt.Errorf("the answer has no header with its page: %s", excerpt(body))
	}
	return nil
}

func (k *worldBank) Follow(req raw.Request, body []byte) ([]raw.Request, error) {
	h, err := readHeader(bytes.TrimPrefix(body, byteOrderMark))
	if err != nil || h.Page != "1" {
		return nil, err
	}
	pages, err := h.count()
	if err != nil {
		return nil, err
	}
	var requests []raw.Request
	for page := 2; page <= pages; page++ {
		further := strings.Replace(req.URL, "&page=1", "&page="+strconv.Itoa(page), 1)
		requests = append(requests, k.request(further, req.About["role"]))
	}
	return requests, nil
}

func (h wbHeader) count() (pages int, err error) {
	pages, err = strconv.Atoi(string(h.Pages))
	if err != nil || pages < 0 || pages > maxWBPages {
		return 0, fmt.Errorf("the answer says it has %q pages; at most %d are read", h.Pages, maxWBPages)
	}
	return pages, nil
}
