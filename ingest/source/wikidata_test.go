package source

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

var threeItems = map[string]any{"items": map[string]any{"alpha": "Q1001", "beta": "Q1002", "gamma": "Q1003"}}

func TestWikidataWalk(t *testing.T) {
	k := mustNew(t, "wikidata", threeItems)
	requests, err := k.Start()
	if err != nil || len(requests) != 1 {
		t.Fatal(requests, err)
	}
	if got := requests[0].Header["Accept"]; got != "application/sparql-results+json" {
		t.Errorf("accepts %q", got)
	}
	address, err := url.Parse(requests[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	if query := address.Query().Get("query"); !strings.Contains(query, "VALUES ?item { wd:Q1001 wd:Q1002 wd:Q1003 }") || strings.Contains(query, "{ $items }") {
		t.Errorf("query:\n%s", query)
	}
	_, rows := walk(t, mustNew(t, "wikidata", threeItems), world{requests[0].URL: fixture(t, "wikidata/statements.json")})
	const event, source = "event: ", "source: "
	same(t, "rows", rows, []string{
		// An item that was not asked for goes by its own name.
		source + "wikidata-q9999|Stranger (Q9999)|Wikidata|database|2026-02-03|https://www.wikidata.org/wiki/Q9999",
		event + "Q9999|launch|2001-12-31|WLD|wikidata-q9999|publication date (P577), rank normal, statement Q9999-0000000e|",

		source + "wikidata-q1001|Alpha Chat (Q1001)|Wikidata|database|2026-02-03|https://www.wikidata.org/wiki/Q1001",
		event + "alpha|launch|2007-07-07|WLD|wikidata-q1001|publication date (P577), rank deprecated, statement Q1001-00000004|" +
			" [ rank: Wikidata marks the statement as deprecated]",
		event + "alpha|launch|2009|WLD|wikidata-q1001|publication date (P577), rank preferred, statement Q1001-00000003|",
		event + "alpha|launch|2009-05-04|WLD|wikidata-q1001|publication date (P577), rank normal, statement Q1001-00000002|" +
			"Wikidata prefers another statement of the publication date",
		event + "alpha|launch|2008-03|WLD|wikidata-q1001|inception (P571), rank normal, statement Q1001-00000001|" +
			"inception may be another day than the launch; Wikidata has publication date too",
		event + "alpha|shutdown||WLD|wikidata-q1001|discontinued date (P2669), rank normal, statement Q1001-00000005|" +
			" [date somevalue: Wikidata states that the date is not known]",

		source + "wikidata-q1002|Q1002|Wikidata|database|2026-02-03|https://www.wikidata.org/wiki/Q1002",
		event + "beta|launch|1999-12-31|WLD|wikidata-q1002|publication date (P577), rank normal, statement Q1002-00000008|" +
			" [date calendar: the date is stated in the calendar Q1985786, not the Gregorian]",
		event + "beta|launch|2000-01-01T00:00:00Z|WLD|wikidata-q1002|publication date (P577), rank normal, statement Q1002-00000009|" +
			" [date precision: the precision 8 is not year (9), month (10) or day (11)]",
		event + "beta|launch|2011-01-12|WLD|wikidata-q1002|inception (P571), rank normal, statement Q1002-00000007; one of 2 dates that are stated|",
		event + "beta|launch|2011-01-21|WLD|wikidata-q1002|inception (P571), rank normal, statement Q1002-00000006; one of 2 dates that are stated|",
		event + "beta|shutdown||WLD|wikidata-q1002|service retirement (P730), rank normal, statement Q1002-0000000b|" +
			" [date somevalue: Wikidata states that the date is not known]",
		event + "beta|shutdown||WLD|wikidata-q1002|dissolved or abolished (P576), rank normal, statement Q1002-0000000a|" +
			" [date novalue: Wikidata states that there is no such date]",

		source + "wikidata-q1003|Gamma (Q1003)|Wikidata|database|2026-02-03|https://www.wikidata.org/wiki/Q1003",
		event + "gamma|shutdown|2015-06-30|WLD|wikidata-q1003|discontinued date (P2669), rank normal, statement Q1003-0000000c;" +
			" also dissolved or abolished (P576), rank normal, statement Q1003-0000000d|",
	})
}

// Many items are asked for in several requests.
func TestWikidataChunks(t *testing.T) {
	items := map[string]any{}
	for i := range 2*itemsOfQuery + 1 {
		items[fmt.Sprintf("p%03d", i)] = fmt.Sprintf("Q%d", i+1)
	}
	requests, err := mustNew(t, "wikidata", map[string]any{"items": items}).Start()
	if err != nil || len(requests) != 3 {
		t.Fatal(len(requests), err)
	}
	for _, r := range requests {
		// Proxies and servers take addresses of 8 KiB.
		if len(r.URL) > 6000 {
			t.Errorf("an address has %d bytes", len(r.URL))
		}
	}
}

// One date in each precision and spelling; "" is none.
func TestWikidataDates(t *testing.T) {
	for _, c := range []struct{ time, precision, want string }{
		{"2009-01-01T00:00:00Z", "9", "2009"},
		{"2009-02-01T00:00:00Z", "10", "2009-02"},
		{"2009-02-24T00:00:00Z", "11", "2009-02-24"},
		{"+2009-00-00T00:00:00Z", "9", "2009"}, // as in the JSON of entities
		{"+2009-02-00T00:00:00Z", "10", "2009-02"},
		{"+00000002001-12-31T00:00:00Z", "11", "2001-12-31"}, // as in old dumps
		{"2009-02-24T00:00:00Z", "8", ""},
		{"2009-02-24T00:00:00Z", "14", ""},
		{"2009-02-24T00:00:00Z", "", ""},
		{"-0044-03-15T00:00:00Z", "11", ""},
		{"12009-01-01T00:00:00Z", "9", ""},
		{"2009", "9", ""},
	} {
		s := statement{Result: gjson.Parse(fmt.Sprintf(`{"time":{"value":%q},"precision":{"value":%q},"rank":{"value":"NormalRank"},"calendar":{"value":%q},"value":{"value":%[1]q}}`,
			c.time, c.precision, gregorian))}
		err := s.fault()
		if got := s.date(); err == nil && got != c.want || err != nil && c.want != "" {
			t.Errorf("%s with precision %s: %q, %v; want %q", c.time, c.precision, got, err, c.want)
		}
	}
}

func TestWikidataCheck(t *testing.T) {
	k := mustNew(t, "wikidata", threeItems)
	check := func(body, want string) {
		t.Helper()
		failed(t, body, answered(k, "statements", body), want)
	}
	check(fixture(t, "wikidata/statements.json"), "")
	check(`{"head":{"vars":[]},"results":{"bindings":[]}}`, "")
	check(fixture(t, "wikidata/timeout-200.txt"), "the answer is not JSON, or only a part of it; again")
	check(`{"head":{"vars":[]},"results":{"bindings":[`, "the answer is not JSON, or only a part of it; again")
	check(``, "the answer is not JSON, or only a part of it; again")
	check(`<html>`, "the answer is not JSON, or only a part of it; again")
	check(`{"error": "no"}`, "the answer has no results.bindings")
}

func TestWikidataBroken(t *testing.T) {
	k := mustNew(t, "wikidata", threeItems)
	read := func(body, want string) {
		t.Helper()
		same(t, body, listed(t, rowsIn(k, strings.NewReader(body), record("statements"))), []string{"error: " + want})
	}
	read("", "the answer is not JSON, or only a part of it")
	read("[]", "the answer has no results.bindings")
	read(`{"head": {}}`, "the answer has no results.bindings")
	read(`{"results": {"bindings": 5}}`, "the answer has no results.bindings")
	read(`{"results": {"bindings": [{}`, "the answer is not JSON, or only a part of it")
}
