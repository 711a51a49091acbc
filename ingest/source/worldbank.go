package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/shopspring/decimal"
	"github.com/tidwall/gjson"
)

// worldBankSettings are those of population and internet users from the World
// Bank's development indicators.
type worldBankSettings struct {
	// Markets are ISO 3166-1 alpha-3 codes, or WLD; none: every country, and WLD.
	Markets []string `yaml:"markets"`
	// From is the first year, 1995 by default.
	From int `yaml:"from"`
	// URL is the service; default https://api.worldbank.org/v2.
	URL string `yaml:"url"`
}

// worldBank asks for two lists: population, and the percentage of people on the
// internet. Internet users are the product of both.
type worldBank struct {
	origin
	worldBankSettings
	lists map[string]wbList // by role
}

// wbList is an answer: a header, and a line for each area and year.
type wbList struct {
	updated string
	lines   []gjson.Result
	rec     raw.Record
}

// wbIndicators are asked for in this order; cell is what each makes of a row.
var wbIndicators = []struct{ role, id, cell string }{
	{"population", "SP.POP.TOTL", "population"},
	{"internet", "IT.NET.USER.ZS", "internet_users"}, // percent of the population
}

// wbRows is the most that the service puts on one page: 266 areas take 122 years
// to fill it.
const wbRows = 32_500

var marketCode = regexp.MustCompile(`^[A-Z]{3}$`)

var worldBankKind = kindOf{mode: "fail", make: of(newWorldBank)}

func (k *worldBank) Tables() []string { return []string{"source", "market_year"} }

func newWorldBank(from origin, s worldBankSettings) (Kind, error) {
	if err := completeURL("url", &s.URL, "https://api.worldbank.org/v2"); err != nil {
		return nil, err
	}
	s.From = cmp.Or(s.From, 1995)
	for _, m := range s.Markets {
		if !marketCode.MatchString(m) {
			return nil, fmt.Errorf("market %q is not a code of three capital letters; write markets: [CHN, WLD]", m)
		}
	}
	if s.From < 1960 || s.From > 2100 {
		return nil, fmt.Errorf("from %d is not a year from 1960 to 2100; write from: 1995", s.From)
	}
	return &worldBank{from, s, map[string]wbList{}}, nil
}

func (k *worldBank) Start() (requests []raw.Request, err error) {
	country := cmp.Or(strings.Join(slices.Compact(slices.Sorted(slices.Values(k.Markets))), ";"), "all")
	for _, list := range wbIndicators {
		requests = append(requests, k.request(fmt.Sprintf("%s/country/%s/indicator/%s?format=json&per_page=%d", k.URL, country, list.id, wbRows), list.role))
	}
	return requests, nil
}

// readList reads an answer.
func readList(body []byte) (list wbList, err error) {
	answer, err := parsed(body, "0")
	if err != nil {
		return list, err
	}
	header, message := answer.Get("0"), answer.Get("0.message.0")
	list = wbList{updated: header.Get("lastupdated").String(), lines: answer.Get("1").Array()}
	switch pages := header.Get("pages").String(); {
	case message.Exists():
		said := fmt.Sprintf("the service answers with error %s, %s: %s", message.Get("id"), message.Get("key"), message.Get("value"))
		if id := message.Get("id").String(); id == "105" || id == "199" { // "service currently unavailable", an unknown error
			return list, raw.Fault(said)
		}
		return list, errors.New(said + "; check the setting markets")
	case pages == "0":
	case pages != "1":
		return list, fmt.Errorf("the answer has %q pages, and one is read", pages)
	case !answer.Get("1").IsArray():
		return list, errors.New("the answer has no list of lines")
	}
	return list, nil
}

func (k *worldBank) Answer(_ raw.Request, body []byte) ([]raw.Request, error) {
	_, err := readList(body)
	return nil, err
}

// Rows keeps a list, and gives no rows: they need both, see Joined.
func (k *worldBank) Rows(body io.Reader, rec raw.Record, _ Giver) error {
	text, err := readBody(body)
	if err == nil {
		var list wbList
		list, err = readList(text)
		list.rec = rec
		k.lists[rec.About["role"]] = list
	}
	if err != nil {
		return fmt.Errorf("%s: %w; type: headstart fetch %s", rec.URL, err, k.name)
	}
	return nil
}

// Joined gives the row of the source, then a row for each market and year
// with a population, ordered by both. Internet users are the percentage times
// the population, rounded to a person; empty where either is not stated. Groups
// of countries are left out.
func (k *worldBank) Joined(give Giver) error {
	updated := ""
	for _, list := range wbIndicators {
		if _, has := k.lists[list.role]; !has {
			return fmt.Errorf("the World Bank's %s is missing; type: headstart fetch %s", list.id, k.name)
		}
		updated = max(updated, k.lists[list.role].updated)
	}
	title := "World Development Indicators: population (SP.POP.TOTL); internet users = percent of population (IT.NET.USER.ZS) × population / 100, rounded to a person"
	row := described{Title: title, Publisher: "World Bank", Kind: "database", PublishedOn: updated}.row(k.name, k.lists["population"].rec.URL)
	row.Locator = "[0]"
	if err := give(row, nil); err != nil {
		return err
	}
	rows := map[[2]string]*ingest.Row{} // by market and year
	for _, indicator := range wbIndicators {
		list := k.lists[indicator.role]
		for n, line := range list.lines {
			date, value := line.Get("date").String(), line.Get("value").String()
			// A country without a code of three letters is told by that of two.
			code := ingest.MarketCodes()[ingest.MarketKey(cmp.Or(line.Get("countryiso3code").String(), line.Get("country.id").String()))]
			year, wrong := strconv.Atoi(date)
			if value == "" || code == "" || wrong == nil && year < k.From || len(k.Markets) > 0 && !slices.Contains(k.Markets, code) {
				continue // not stated, or not asked for
			}
			at := [2]string{code, date}
			this := rowOf("market_year", cells{"market": code, "year": date, "source_id": k.name})
			this.Locator, this.Record = fmt.Sprintf("sha256:%s [1][%d]", list.rec.SHA256, n), []byte(line.Raw)
			var unfit *ingest.Rejection
			switch row := cmp.Or(rows[at], &ingest.Row{}); {
			case wrong != nil:
				unfit = &ingest.Rejection{Column: "year", Rule: "period", Reason: fmt.Sprintf("%q is not a year", date)}
			case row.Cell(indicator.cell) != "":
				unfit = &ingest.Rejection{Rule: "unique", Reason: fmt.Sprintf("the year is stated twice: %s and %s", row.Cell(indicator.cell), value)}
			case indicator.cell == "population":
				fillIn(this, cells{"population": value})
				rows[at] = &this
			default:
				var users string
				if users, unfit = shareOf(row.Cell("population"), value); unfit == nil {
					fillIn(*row, cells{"internet_users": users})
					row.Locator, row.Record = row.Locator+"; "+this.Locator, append(append(row.Record, '\n'), line.Raw...)
				}
			}
			if unfit != nil {
				if err := give(this, unfit); err != nil {
					return err
				}
			}
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if err := give(*rows[at], nil); err != nil {
			return err
		}
	}
	return nil
}

var (
	wholePeople = regexp.MustCompile(`^[0-9]{1,15}$`)
	percentage  = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,30})?$`)
)

// shareOf is a percentage of a population in whole people, halves rounded up.
func shareOf(people, percent string) (string, *ingest.Rejection) {
	if people == "" {
		return "", &ingest.Rejection{Column: "population", Rule: "required",
			Reason: fmt.Sprintf("%s percent of the population are on the internet, but the population of the year is not stated", percent)}
	}
	share, err := decimal.NewFromString(percent)
	if err != nil || !percentage.MatchString(percent) || share.GreaterThan(decimal.NewFromInt(100)) {
		return "", &ingest.Rejection{Column: "internet_users", Rule: "type", Reason: fmt.Sprintf("%q is not a percentage from 0 to 100", percent)}
	}
	if !wholePeople.MatchString(people) {
		return "", nil // the population's own rule says what is wrong
	}
	return decimal.RequireFromString(people).Mul(share).Shift(-2).StringFixed(0), nil
}
