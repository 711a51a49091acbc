package source

import (
	"fmt"
	"strings"
	"testing"
)

const (
	wbURL   = "https://api.worldbank.org/v2"
	wbQuery = "?format=json&per_page=10000&page="
	wbTitle = "World Development Indicators: population (SP.POP.TOTL); internet users = percent of population (IT.NET.USER.ZS) × population / 100, rounded to a person"
)

func wbWorld(t *testing.T, country string) world {
	return world{
		wbURL + "/country" + wbQuery + "1":                                          fixture(t, "worldbank/countries.json"),
		wbURL + "/country/" + country + "/indicator/SP.POP.TOTL" + wbQuery + "1":    "\ufeff" + fixture(t, "worldbank/population-1.json"),
		wbURL + "/country/" + country + "/indicator/SP.POP.TOTL" + wbQuery + "2":    fixture(t, "worldbank/population-2.json"),
		wbURL + "/country/" + country + "/indicator/IT.NET.USER.ZS" + wbQuery + "1": fixture(t, "worldbank/internet.json"),
	}
}

func TestWorldBankWalk(t *testing.T) {
	asked, rows := walk(t, mustNew(t, "worldbank", map[string]any{}), wbWorld(t, "all"))
	all := wbURL + "/country/all/indicator/"
	same(t, "asked", asked, []string{wbURL + "/country" + wbQuery + "1", all + "SP.POP.TOTL" + wbQuery + "1",
		all + "IT.NET.USER.ZS" + wbQuery + "1", all + "SP.POP.TOTL" + wbQuery + "2"})
	const row = "market_year: "
	same(t, "rows", rows, []string{
		row + `CHN|2015Q1||| [year period: "2015Q1" is not a year]`,
		"source: worldbank|" + wbTitle + "|World Bank|database|2025-03-24|" + all + "SP.POP.TOTL" + wbQuery + "1",
		row + "CHN|2014|1370000000||worldbank",
		row + `CHN|2014|1370000000||worldbank [internet_users type: "147.5" is not a percentage from 0 to 100]`,
		row + "CHN|2015|1380000000|694140000|worldbank",  // 0.503 × 1,380,000,000
		row + "QQ|2015|10||worldbank",                    // not on the list of countries
		row + "WLD|2015|7380000000|3029490000|worldbank", // 0.4105 × 7,380,000,000
		row + "XKX|2015|1790000||worldbank",
		row + "XKX|2016|||worldbank [population required: 88.5 percent of the population are on the internet, but the population of the year is not stated]",
	})

	_, rows = walk(t, mustNew(t, "worldbank", map[string]any{"markets": []any{"WLD", "CHN", "WLD"}, "from": 2015}), wbWorld(t, "CHN;WLD"))
	same(t, "two markets from 2015", rows[1:], []string{
		"source: worldbank|" + wbTitle + "|World Bank|database|2025-03-24|" + wbURL + "/country/CHN;WLD/indicator/SP.POP.TOTL" + wbQuery + "1",
		row + "CHN|2015|1380000000|694140000|worldbank",
		row + "QQ|2015|10||worldbank",
		row + "WLD|2015|7380000000|3029490000|worldbank",
	})
}

func TestWorldBankYears(t *testing.T) {
	requests, err := mustNew(t, "worldbank", map[string]any{"from": 2001, "to": 2003, "markets": []any{"CHN"}}).Start()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := requests[1].URL, wbURL+"/country/CHN/indicator/SP.POP.TOTL"+wbQuery+"1&date=2001:2003"; got != want {
		t.Errorf("asks for %s, want %s", got, want)
	}
	requests, err = mustNew(t, "worldbank", map[string]any{}).Follow(requests[1], []byte(`[{"page":"1","pages":"3"},[]]`))
	if err != nil || len(requests) != 2 {
		t.Fatal(requests, err)
	}
	if got, want := requests[1].URL, wbURL+"/country/CHN/indicator/SP.POP.TOTL"+wbQuery+"3&date=2001:2003"; got != want {
		t.Errorf("asks for %s, want %s", got, want)
	}
}

// Rows are made only from lists that are whole and of one day.
func TestWorldBankWhole(t *testing.T) {
	read := func(want string, parts ...string) {
		t.Helper()
		k := mustNew(t, "worldbank", map[string]any{})
		var rows []string
		for i := 0; i < len(parts); i += 2 {
			rows = append(rows, listed(t, k.Rows(strings.NewReader(parts[i+1]), record(parts[i])))...)
		}
		rows = append(rows, listed(t, k.(Joiner).Joined())...)
		same(t, want, rows[len(rows)-1:], []string{want})
	}
	countries, first, second, internet := fixture(t, "worldbank/countries.json"), fixture(t, "worldbank/population-1.json"),
		fixture(t, "worldbank/population-2.json"), fixture(t, "worldbank/internet.json")
	empty := fixture(t, "worldbank/empty.json")
	const again = "; type: headstart fetch worldbank"
	read("error: the list of countries of the World Bank is missing" + again)
	read("error: page 1 of the World Bank's SP.POP.TOTL is missing"+again, "countries", countries)
	read("error: page 2 of the World Bank's SP.POP.TOTL is missing"+again, "countries", countries, "population", first, "internet", internet)
	read("error: page 1 of the World Bank's IT.NET.USER.ZS is missing"+again, "countries", countries, "population", second, "population", first)
	read("source: worldbank|"+wbTitle+"|World Bank|database||https://example.org/population", "countries", countries, "population", empty, "internet", empty)

	k := mustNew(t, "worldbank", map[string]any{})
	page := func(role, body string, want ...string) {
		t.Helper()
		same(t, body, listed(t, k.Rows(strings.NewReader(body), record(role))), want)
	}
	page("population", first)
	page("population", strings.Replace(second, "2025-03-24", "2025-04-01", 1),
		"error: pages of population are of different days (2025-03-24, 2025-04-01)"+again)
	page("population", strings.Replace(first, "1380000000", "1390000000", 1),
		"market_year: CHN|2015||| [ unique: the year is stated twice: 1380000000 and 1390000000]")
	page("deaths", first, `error: the record of https://example.org/deaths is for "deaths", which is not a list of this kind`+again)
	page("population", ``, "error: https://example.org/population: the answer is not JSON, or only a part of it")
	page("population", `[{"page":1,"pages":2}]`, `error: https://example.org/population: the answer has no list at 1: [{"page":1,"pages":2}]`)
	page("population", `[{"page":1,"pages":2},5]`, `error: https://example.org/population: the answer has no list at 1: [{"page":1,"pages":2},5]`)
	page("population", `[{"page":1,"pages":2},[5,{"value":[1]}]]`,
		"market_year: |||| [ type: the element is not of the form of a value: it is a JSON number]",
		"market_year: |||| [ type: the element is not of the form of a value: [1] where a single value belongs]",
		"error: pages of population are of different days (2025-03-24, )"+again)
}

func TestShareOf(t *testing.T) {
	for _, c := range []struct{ people, percent, want string }{
		{"1000", "50", "500"},
		{"7", "50", "4"}, // halves go up
		{"1000000000", "12.3456789", "123456789"},
		{"123456789012345", "100", "123456789012345"}, // beyond the whole numbers of a float32
		{"1000", "0", "0"},
		{"1e9", "50", ""}, // the population is set aside by its own rule
	} {
		got, err := shareOf(c.people, c.percent)
		if got != c.want || err != nil {
			t.Errorf("%s percent of %s: %q, %v; want %q", c.percent, c.people, got, err, c.want)
		}
	}
	for _, percent := range []string{"100.1", "-1", "1e2", "1e999999999", "", "fifty", "NaN"} {
		if got, err := shareOf("1000", percent); got != "" || err == nil {
			t.Errorf("%s percent gives %q", percent, got)
		}
	}
}

func TestWorldBankCheck(t *testing.T) {
	k := mustNew(t, "worldbank", map[string]any{})
	check := func(status int, body, want string) {
		t.Helper()
		failed(t, body, k.Check(about("population"), status, nil, []byte(body)), want)
	}
	check(200, fixture(t, "worldbank/population-1.json"), "")
	check(200, "\ufeff"+fixture(t, "worldbank/internet.json"), "")
	check(200, fixture(t, "worldbank/empty.json"), "")
	for _, form := range []string{`[{"message":[%s]}]`, `[{"message":[%s]},null]`} {
		check(200, fmt.Sprintf(form, `{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}`),
			"the service answers with error 120, Invalid value: The provided parameter value is not valid; check the settings markets, from and to")
		check(200, fmt.Sprintf(form, `{"id":105,"key":"Unavailable","value":"x"}`), "the service answers with error 105, Unavailable: x; again")
	}
	check(200, "\ufeff<?xml version=\"1.0\"?><wb:error/>", `the answer is XML or a web page, not JSON: <?xml version="1.0"?><wb:error/>; again`)
	check(200, `[{"page":1`, "the answer is cut off: 10 bytes; again")
	check(200, `{"page":1}`, `the answer has no list at its root: {"page":1}`)
	check(200, `[{}]`, `the answer has no header with its page: [{}]`)
	check(200, `[]`, `the answer is an empty list`)
	check(503, ``, "the host says: no text; again")
	check(404, `gone`, "the host says: gone")

	for _, pages := range []string{`"x"`, `-1`, `101`, `1e9`, `null`} {
		if _, err := k.Follow(about("population"), []byte(`[{"page":1,"pages":`+pages+`},[]]`)); err == nil {
			t.Errorf("%s pages are followed", pages)
		}
	}
}
