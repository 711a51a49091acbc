package source

import (
	"fmt"
	"strings"
	"testing"
)

const (
	wbURL   = "https://api.worldbank.org/v2"
	wbQuery = "?format=json&per_page=32500"
	wbTitle = "World Development Indicators: population (SP.POP.TOTL); internet users = percent of population (IT.NET.USER.ZS) × population / 100, rounded to a person"
)

func wbWorld(t *testing.T, country string) world {
	return world{
		wbURL + "/country/" + country + "/indicator/SP.POP.TOTL" + wbQuery:    "\ufeff" + fixture(t, "worldbank/population.json"),
		wbURL + "/country/" + country + "/indicator/IT.NET.USER.ZS" + wbQuery: fixture(t, "worldbank/internet.json"),
	}
}

func TestWorldBankWalk(t *testing.T) {
	asked, rows := walk(t, mustNew(t, "worldbank", map[string]any{}), wbWorld(t, "all"))
	all := wbURL + "/country/all/indicator/"
	same(t, "asked", asked, []string{all + "SP.POP.TOTL" + wbQuery, all + "IT.NET.USER.ZS" + wbQuery})
	const row = "market_year: "
	same(t, "rows", rows, []string{
		"source: worldbank|" + wbTitle + "|World Bank|database|2025-03-24|" + all + "SP.POP.TOTL" + wbQuery,
		row + `CHN|2014|||worldbank| [internet_users type: "147.5" is not a percentage from 0 to 100]`,
		row + "XKX|2016|||worldbank| [population required: 88.5 percent of the population are on the internet, but the population of the year is not stated]",
		row + `CHN|2015Q1|||worldbank| [year period: "2015Q1" is not a year]`,
		row + "CHN|2014|1370000000||worldbank|",
		row + "CHN|2015|1380000000|694140000|worldbank|",  // 0.503 × 1,380,000,000
		row + "WLD|2015|7380000000|3029490000|worldbank|", // 0.4105 × 7,380,000,000
		row + "XKX|2015|1790000||worldbank|",
	})

	_, rows = walk(t, mustNew(t, "worldbank", map[string]any{"markets": []any{"WLD", "CHN", "WLD"}, "from": 2015}), wbWorld(t, "CHN;WLD"))
	same(t, "two markets from 2015", append(rows[:1:1], rows[2:]...), []string{
		"source: worldbank|" + wbTitle + "|World Bank|database|2025-03-24|" + wbURL + "/country/CHN;WLD/indicator/SP.POP.TOTL" + wbQuery,
		row + "CHN|2015|1380000000|694140000|worldbank|",
		row + "WLD|2015|7380000000|3029490000|worldbank|",
	})
}

// Rows are made only from lists that are whole.
func TestWorldBankWhole(t *testing.T) {
	read := func(want string, parts ...string) {
		t.Helper()
		k := mustNew(t, "worldbank", map[string]any{})
		var rows []string
		for i := 0; i < len(parts); i += 2 {
			rows = append(rows, listed(t, rowsIn(k, strings.NewReader(parts[i+1]), record(parts[i])))...)
		}
		rows = append(rows, listed(t, each(k.(Joiner).Joined))...)
		same(t, want, rows[len(rows)-1:], []string{want})
	}
	first, internet, empty := fixture(t, "worldbank/population.json"), fixture(t, "worldbank/internet.json"), fixture(t, "worldbank/empty.json")
	const again = "; type: headstart fetch worldbank"
	read("error: the World Bank's SP.POP.TOTL is missing"+again, "internet", internet)
	read("error: the World Bank's IT.NET.USER.ZS is missing"+again, "population", first)
	read("source: worldbank|"+wbTitle+"|World Bank|database||https://example.org/population", "population", empty, "internet", empty)

	k := mustNew(t, "worldbank", map[string]any{})
	page := func(role, body string, want ...string) {
		t.Helper()
		same(t, body, listed(t, rowsIn(k, strings.NewReader(body), record(role))), want)
	}
	page("population", ``, "error: https://example.org/population: the answer is not JSON, or only a part of it"+again)
	page("population", `[{"page":1,"pages":1}]`, `error: https://example.org/population: the answer has no list of lines`+again)
	page("population", `[{"page":1,"pages":2},[]]`, `error: https://example.org/population: the answer has "2" pages, and one is read`+again)

	k = mustNew(t, "worldbank", map[string]any{})
	page("population", strings.Replace(first, `"date": "2014"`, `"date": "2015"`, 1))
	page("internet", empty)
	rows := listed(t, each(k.(Joiner).Joined))
	same(t, "twice", rows[1:3], []string{"market_year: CHN|2015|||worldbank| [ unique: the year is stated twice: 1380000000 and 1370000000]", "market_year: CHN|2015|1380000000||worldbank|"})
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
	check := func(body, want string) {
		t.Helper()
		failed(t, body, answered(k, "population", body), want)
	}
	check(fixture(t, "worldbank/population.json"), "")
	check("\ufeff"+fixture(t, "worldbank/internet.json"), "")
	check(fixture(t, "worldbank/empty.json"), "")
	for _, form := range []string{`[{"message":[%s]}]`, `[{"message":[%s]},null]`} {
		check(fmt.Sprintf(form, `{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}`),
			"the service answers with error 120, Invalid value: The provided parameter value is not valid; check the setting markets")
		check(fmt.Sprintf(form, `{"id":105,"key":"Unavailable","value":"x"}`), "the service answers with error 105, Unavailable: x; again")
	}
	check("\ufeff<?xml version=\"1.0\"?><wb:error/>", "the answer is not JSON, or only a part of it; again")
	check(`[{"page":1`, "the answer is not JSON, or only a part of it; again")
	check(`{"page":1}`, "the answer has no 0")
	check(`[{}]`, `the answer has "" pages, and one is read`)
	check(`[]`, "the answer has no 0")
}
