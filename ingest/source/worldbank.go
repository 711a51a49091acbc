package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
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

	pages map[string]map[int]wbPage // by list and number
}

// wbPage is a page of a list.
type wbPage struct {
	pages   int // of the list
	updated string
	lines   []gjson.Result
	rec     raw.Record
}

// wbLists are asked for in this order.
var wbLists = []struct{ role, id string }{
	{"countries", "list of countries"},
	{"population", "SP.POP.TOTL"},
	{"internet", "IT.NET.USER.ZS"}, // percent of the population
}

const (
	wbRows     = 10_000 // of a page; the service gives up to 32,500
	maxWBPages = 100    // of one list
)

var marketCode = regexp.MustCompile(`^[A-Z]{3}$`)

var worldBankKind = kindOf{name: "worldbank", mode: "fail", make: of(newWorldBank)}

func (k *worldBank) Tables() []string { return []string{"source", "market_year"} }

func newWorldBank(from origin, s worldBankSettings) (Kind, error) {
	var err error
	if s.URL, err = httpURL("url", s.URL, "https://api.worldbank.org/v2"); err != nil {
		return nil, err
	}
	s.From = cmp.Or(s.From, 1995)
	for _, m := range s.Markets {
		if !marketCode.MatchString(m) {
			return nil, fmt.Errorf("market %q is not a code of three capital letters; write markets: [CHN, WLD]", m)
		}
	}
	if s.From < 1960 || s.To != 0 && s.To < s.From || s.To > 2100 {
		return nil, fmt.Errorf("years %d to %d are not a range from 1960 to 2100; write from: 1995", s.From, s.To)
	}
	return &worldBank{from, s, map[string]map[int]wbPage{}}, nil
}

func (k *worldBank) Start() ([]raw.Request, error) {
	country := "all"
	if len(k.Markets) > 0 {
		country = strings.Join(slices.Compact(slices.Sorted(slices.Values(k.Markets))), ";")
	}
	page := fmt.Sprintf("?format=json&per_page=%d&page=1", wbRows)
	requests := []raw.Request{k.request(k.URL+"/country"+page, "countries")}
	for _, list := range wbLists[1:] {
		address := k.URL + "/country/" + country + "/indicator/" + list.id + page
		if k.To != 0 {
			address += fmt.Sprintf("&date=%d:%d", k.From, k.To)
		}
		requests = append(requests, k.request(address, list.role))
	}
	return requests, nil
}

// readPage reads an answer: a header, and the lines of a page.
func readPage(body []byte) (number int, p wbPage, err error) {
	answer, err := parsed(body, "0")
	if err != nil {
		return 0, p, err
	}
	header, message := answer.Get("0"), answer.Get("0.message.0")
	if message.Exists() {
		id := message.Get("id").String()
		said := fmt.Sprintf("the service answers with error %s, %s: %s", id, message.Get("key"), message.Get("value"))
		if id == "105" || id == "199" { // "service currently unavailable", an unknown error
			return 0, p, raw.Fault(said)
		}
		return 0, p, errors.New(said + "; check the settings markets, from and to")
	}
	if number, err = strconv.Atoi(header.Get("page").String()); err == nil {
		p.pages, err = strconv.Atoi(header.Get("pages").String())
	}
	if err != nil || p.pages < 0 || p.pages > maxWBPages {
		return 0, p, fmt.Errorf("the answer has page %s of %s; at most %d are read", header.Get("page"), header.Get("pages"), maxWBPages)
	}
	if p.lines = answer.Get("1").Array(); p.pages > 0 && !answer.Get("1").IsArray() {
		return 0, p, errors.New("the answer has no list of lines")
	}
	p.updated = header.Get("lastupdated").String()
	return number, p, nil
}

func (k *worldBank) Answer(req raw.Request, body []byte) (requests []raw.Request, err error) {
	number, p, err := readPage(body)
	for further := 2; number == 1 && further <= p.pages; further++ {
		address := strings.Replace(req.URL, "&page=1", "&page="+strconv.Itoa(further), 1)
		requests = append(requests, k.request(address, req.About["role"]))
	}
	return requests, err
}

// Rows keeps a page, and yields nothing but what is wrong with it: the rows need
// all pages, see Joined.
func (k *worldBank) Rows(body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		role := rec.About["role"]
		text, err := readBody(body)
		var number int
		var p wbPage
		if err == nil {
			number, p, err = readPage(text)
		}
		for _, other := range k.pages[role] {
			if err == nil && (p.pages != other.pages || p.updated != other.updated) {
				err = fmt.Errorf("pages of %s are of different days (%s, %s); type: headstart fetch %s", role, other.updated, p.updated, k.name)
			}
		}
		if err != nil {
			yield(ingest.Row{}, fmt.Errorf("%s: %w", rec.URL, err))
			return
		}
		if p.rec = rec; k.pages[role] == nil {
			k.pages[role] = map[int]wbPage{}
		}
		k.pages[role][number] = p
	}
}

// Joined yields the row of the source, then a row for each market and year
// with a population, ordered by both. Internet users are the percentage times
// the population, rounded to a person; empty where either is not stated.
func (k *worldBank) Joined() iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		if err := k.whole(); err != nil {
			yield(ingest.Row{}, err)
			return
		}
		updated, address := "", ""
		for number, p := range k.pages["population"] {
			if updated = p.updated; address == "" || number <= 1 {
				address = p.rec.URL
			}
		}
		for _, p := range k.pages["internet"] {
			updated = max(updated, p.updated)
		}
		title := "World Development Indicators: population (SP.POP.TOTL); internet users = percent of population (IT.NET.USER.ZS) × population / 100, rounded to a person"
		row := rowOf("source", cells{"source_id": k.name, "title": title, "publisher": "World Bank", "kind": "database", "published_on": updated, "url": address})
		row.Locator = "[0]"
		if !yield(row, nil) {
			return
		}
		type area struct {
			code      string
			aggregate bool // of several countries
		}
		areas := map[string]area{} // by the code of two letters and that of three
		for _, line := range k.lines("countries") {
			a := area{line.Get("id").String(), strings.TrimSpace(line.Get("region.id").String()) == "NA"}
			areas[line.Get("iso2Code").String()], areas[a.code] = a, a
		}
		rows := map[[2]string]*ingest.Row{} // by market and year
		for _, role := range []string{"population", "internet"} {
			for locator, line := range k.lines(role) {
				date, value := line.Get("date").String(), line.Get("value").String()
				// A country without a code of two letters is told by that of three. An area
				// that is not on the list stays as it is, for the rules to set aside.
				id := cmp.Or(line.Get("country.id").String(), line.Get("countryiso3code").String())
				a, listed := areas[id]
				if value == "" || a.aggregate && a.code != "WLD" || listed && len(k.Markets) > 0 && !slices.Contains(k.Markets, a.code) {
					continue // not stated, or not asked for
				}
				at := [2]string{cmp.Or(a.code, id), date}
				this := rowOf("market_year", cells{"market": at[0], "year": date, "source_id": k.name})
				this.Locator, this.Record = locator, []byte(line.Raw)
				year, err := strconv.Atoi(date)
				row, known := rows[at]
				switch {
				case err != nil:
					err = &ingest.Rejection{Column: "year", Rule: "period", Reason: fmt.Sprintf("%q is not a year", date)}
				case year < k.From || k.To != 0 && year > k.To:
					continue
				case !known && role == "population":
					fillIn(this, cells{"population": value})
					rows[at] = &this
					continue
				case role == "population" || known && row.Cell("internet_users") != "":
					err = &ingest.Rejection{Rule: "unique", Reason: fmt.Sprintf("the year is stated twice: %s and %s", cmp.Or(row.Cell(role), row.Cell("internet_users")), value)}
				case !known:
					_, err = shareOf("", value)
				default:
					users, wrong := shareOf(row.Cell("population"), value)
					if err = wrong; err == nil {
						fillIn(*row, cells{"internet_users": users})
						row.Locator, row.Record = row.Locator+"; "+locator, append(append(row.Record, '\n'), line.Raw...)
						continue
					}
				}
				if !yield(this, err) {
					return
				}
			}
		}
		for _, at := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
			if !yield(*rows[at], nil) {
				return
			}
		}
	}
}

// lines yields the lines of all pages of a list with their places.
func (k *worldBank) lines(role string) iter.Seq2[string, gjson.Result] {
	return func(yield func(string, gjson.Result) bool) {
		for _, number := range slices.Sorted(maps.Keys(k.pages[role])) {
			p := k.pages[role][number]
			for n, line := range p.lines {
				if !yield(fmt.Sprintf("sha256:%s [1][%d]", p.rec.SHA256, n), line) {
					return
				}
			}
		}
	}
}

// whole says what is missing before rows can be made.
func (k *worldBank) whole() error {
	for _, list := range wbLists {
		pages := k.pages[list.role]
		need := 1
		for _, p := range pages {
			need = p.pages
		}
		for number := 1; number <= need; number++ {
			if _, has := pages[number]; !has {
				return fmt.Errorf("page %d of the World Bank's %s is missing; type: headstart fetch %s", number, list.id, k.name)
			}
		}
	}
	return nil
}

var (
	wholePeople = regexp.MustCompile(`^[0-9]{1,15}$`)
	percentage  = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,30})?$`)
	hundred     = big.NewRat(100, 1)
)

// shareOf is a percentage of a population in whole people, halves rounded up.
func shareOf(people, percent string) (string, error) {
	if people == "" {
		return "", &ingest.Rejection{Column: "population", Rule: "required",
			Reason: fmt.Sprintf("%s percent of the population are on the internet, but the population of the year is not stated", percent)}
	}
	share := new(big.Rat)
	if percentage.MatchString(percent) {
		share.SetString(percent)
	}
	if !percentage.MatchString(percent) || share.Cmp(hundred) > 0 {
		return "", &ingest.Rejection{Column: "internet_users", Rule: "type", Reason: fmt.Sprintf("%q is not a percentage from 0 to 100", percent)}
	}
	if !wholePeople.MatchString(people) {
		return "", nil // the population's own rule says what is wrong
	}
	n, _ := new(big.Rat).SetString(people)
	return n.Mul(n, share).Quo(n, hundred).FloatString(0), nil
}
