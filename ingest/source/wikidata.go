package source

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// wikidataSettings are those of dates of launch and end from Wikidata.
type wikidataSettings struct {
	// Items says which item is which platform: platform_id: Q1049511.
	Items map[string]string `yaml:"items"`
	// URL is the endpoint; default https://query.wikidata.org/sparql.
	URL string `yaml:"url"`
}

// wikidata asks for the statements of all items and judges them per item:
// a statement of higher rank, and a property that is nearer to what launch or
// shutdown means, go before others, which are kept in doubt.
type wikidata struct {
	origin
	wikidataSettings
	platforms map[string]string // by item
}

// itemsOfQuery is how many items one request names: its address stays short,
// and its answer far from the service's minute.
const itemsOfQuery = 50

var itemID = regexp.MustCompile(`^Q[1-9][0-9]{0,14}$`)

var wikidataKind = kindOf{mode: "fail", make: of(newWikidata)}

func (k *wikidata) Tables() []string { return []string{"source", "event"} }

func newWikidata(from origin, s wikidataSettings) (Kind, error) {
	if err := completeURL("url", &s.URL, "https://query.wikidata.org/sparql"); err != nil {
		return nil, err
	}
	if len(s.Items) == 0 {
		return nil, fmt.Errorf("no items; write items: {whatsapp: Q1049511}")
	}
	k := &wikidata{from, s, map[string]string{}}
	for _, platform := range slices.Sorted(maps.Keys(s.Items)) {
		item := s.Items[platform]
		if !itemID.MatchString(item) {
			return nil, fmt.Errorf("items.%s is not an item of Wikidata: %q; write items: {%[1]s: Q1049511}", platform, item)
		}
		if other, twice := k.platforms[item]; twice {
			return nil, fmt.Errorf("item %s is both %s and %s; keep one", item, other, platform)
		}
		k.platforms[item] = platform
	}
	return k, nil
}

//go:embed wikidata.rq
var wikidataQuery string

func (k *wikidata) Start() ([]raw.Request, error) {
	var requests []raw.Request
	for platforms := range slices.Chunk(slices.Sorted(maps.Keys(k.Items)), itemsOfQuery) {
		var items []string
		for _, platform := range platforms {
			items = append(items, "wd:"+k.Items[platform])
		}
		query := strings.Replace(wikidataQuery, "{ $items }", "{ "+strings.Join(items, " ")+" }", 1)
		r := k.request(k.URL+"?"+url.Values{"query": {query}}.Encode(), "statements")
		r.Header = map[string]string{"Accept": "application/sparql-results+json"}
		requests = append(requests, r)
	}
	return requests, nil
}

func (k *wikidata) Answer(_ raw.Request, body []byte) ([]raw.Request, error) {
	// A time-out is written into the answer, after HTTP 200 was sent.
	_, err := parsed(body, "results.bindings")
	return nil, err
}

func (k *wikidata) Rows(body io.Reader, rec raw.Record, give Giver) error {
	byItem, err := readStatements(body)
	if err != nil {
		return err
	}
	read, _, _ := strings.Cut(rec.FetchedAt, "T")
	items := slices.Sorted(maps.Keys(byItem))
	slices.SortStableFunc(items, func(a, b string) int { return strings.Compare(k.platform(a), k.platform(b)) })
	for _, item := range items {
		id, of := slugOf(k.name, item), byItem[item]
		title := item
		if label := of[0].of("label"); label != "" {
			title = label + " (" + item + ")"
		}
		// What a live database says is known from the day it was read.
		row := described{Title: title, Publisher: "Wikidata", Kind: "database", PublishedOn: read}.row(id, "https://www.wikidata.org/wiki/"+item)
		row.Locator, row.Record = of[0].locator, []byte(of[0].Raw)
		if err := give(row, nil); err != nil {
			return err
		}
		for _, event := range []string{"launch", "shutdown"} {
			err := judge(of, event, func(row ingest.Row, unfit *ingest.Rejection) error {
				fillIn(row, cells{"platform_id": k.platform(item), "event": event, "source_id": id})
				return give(row, unfit)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// platform is the item itself when the settings do not name it.
func (k *wikidata) platform(item string) string {
	return cmp.Or(k.platforms[item], item)
}

// statement is one statement of Wikidata: the first binding of the results that
// states it.
type statement struct {
	gjson.Result
	locator string
	dates   string // name of its property
}

// of returns the value of a variable of the query.
func (s *statement) of(variable string) string { return s.Get(variable + ".value").String() }

// name returns the last part of a variable that is an address.
func (s *statement) name(variable string) string {
	uri := s.of(variable)
	return uri[strings.LastIndexAny(uri, "/#")+1:]
}

// readStatements reads results in the JSON form of SPARQL 1.1, grouped by item
// and statement in the order in which these come first.
func readStatements(body io.Reader) (byItem map[string][]*statement, err error) {
	text, err := readBody(body)
	if err != nil {
		return nil, err
	}
	results, err := parsed(text, "results.bindings")
	if err != nil {
		return nil, err
	}
	byItem = map[string][]*statement{}
	seen := map[string]bool{}
	for n, binding := range results.Get("results.bindings").Array() {
		s := &statement{Result: binding, locator: fmt.Sprintf("results.bindings[%d]", n)}
		if id := cmp.Or(s.of("statement"), s.locator); !seen[id] {
			seen[id] = true
			byItem[s.name("item")] = append(byItem[s.name("item")], s)
		}
	}
	return byItem, nil
}

// dateProperties are what dates an event: those nearer to its meaning first.
var dateProperties = map[string][]struct{ id, name string }{
	"launch":   {{"P577", "publication date"}, {"P729", "service entry"}, {"P580", "start time"}, {"P571", "inception"}},
	"shutdown": {{"P2669", "discontinued date"}, {"P730", "service retirement"}, {"P582", "end time"}, {"P576", "dissolved or abolished"}},
}

// judge gives a row for each date that statements about one item give an
// event: nearer properties first, within one higher ranks, then by date. The
// platform, the event and the source are for the caller to fill in. Statements
// without a usable date, and deprecated ones, are set aside.
func judge(statements []*statement, event string, give Giver) error {
	var usable []*statement
	for _, property := range dateProperties[event] {
		from := len(usable)
		for _, s := range statements {
			if s.of("property") != property.id {
				continue
			}
			s.dates = property.name
			if unfit := s.fault(); unfit == nil {
				usable = append(usable, s)
			} else if err := give(s.row(cells{"date": cmp.Or(s.date(), s.of("time"))}), unfit); err != nil {
				return err
			}
		}
		slices.SortStableFunc(usable[from:], func(a, b *statement) int {
			// Preferred comes after Normal in the alphabet.
			return cmp.Or(-strings.Compare(a.name("rank"), b.name("rank")), strings.Compare(a.date(), b.date()))
		})
	}
	var rows []ingest.Row
	inUse := 0
	for _, s := range usable {
		doubt := ""
		switch best := usable[0]; {
		case s.dates != best.dates:
			doubt = fmt.Sprintf("%s may be another day than the %s; Wikidata has %s too", s.dates, event, best.dates)
		case s.name("rank") != best.name("rank"):
			doubt = "Wikidata prefers another statement of the " + s.dates
		}
		row := s.row(cells{"date": s.date(), "doubt": doubt})
		// One item gives one row for a date, however many statements agree.
		if same := slices.IndexFunc(rows, func(r ingest.Row) bool { return r.Cell("date") == s.date() }); same >= 0 {
			fillIn(rows[same], cells{"note": rows[same].Cell("note") + "; also " + row.Cell("note")})
			continue
		}
		if rows = append(rows, row); doubt == "" {
			inUse++
		}
	}
	for _, row := range rows {
		if row.Cell("doubt") == "" && inUse > 1 {
			fillIn(row, cells{"note": row.Cell("note") + fmt.Sprintf("; one of %d dates that are stated", inUse)})
		}
		if err := give(row, nil); err != nil {
			return err
		}
	}
	return nil
}

// row says what the statement is based on, beside further cells.
func (s *statement) row(further cells) ingest.Row {
	rank := strings.ToLower(strings.TrimSuffix(s.name("rank"), "Rank"))
	note := fmt.Sprintf("%s (%s), rank %s, statement %s", s.dates, s.of("property"), rank, s.name("statement"))
	row := rowOf("event", cells{"market": "WLD", "note": note})
	fillIn(row, further)
	row.Locator, row.Record = s.locator, []byte(s.Raw)
	return row
}

const gregorian = "Q1985727" // proleptic Gregorian calendar

// fault says why a statement dates nothing; nil if it does.
func (s *statement) fault() *ingest.Rejection {
	reject := func(rule, form string, args ...any) *ingest.Rejection {
		column := "date"
		if rule == "rank" {
			column = ""
		}
		return &ingest.Rejection{Column: column, Rule: rule, Reason: fmt.Sprintf(form, args...)}
	}
	value, rank, precision := s.of("value"), s.name("rank"), s.of("precision")
	switch {
	case rank != "PreferredRank" && rank != "NormalRank":
		return reject("rank", "Wikidata marks the statement as %s", strings.ToLower(strings.TrimSuffix(rank, "Rank")))
	case value == "":
		return reject("novalue", "Wikidata states that there is no such date")
	case s.Get("value.type").String() == "bnode" || strings.Contains(value, "/.well-known/genid/"):
		return reject("somevalue", "Wikidata states that the date is not known")
	case s.of("time") == "":
		return reject("precision", "the precision of the date is not stated")
	case s.name("calendar") != gregorian:
		return reject("calendar", "the date is stated in the calendar %s, not the Gregorian", s.name("calendar"))
	case datePrecision[precision] == 0:
		return reject("precision", "the precision %s is not year (9), month (10) or day (11)", precision)
	case s.date() == "":
		return reject("period", "the time %q is not of the form 2009-02-24T00:00:00Z", s.of("time"))
	}
	return nil
}

// datePrecision gives how much of a time is meant: the rest is padding.
var datePrecision = map[string]int{"9": len("2009"), "10": len("2009-02"), "11": len("2009-02-24")}

// wikidataTime has a sign and leading zeros in older dumps.
var wikidataTime = regexp.MustCompile(`^\+?0*(\d{4}-\d\d-\d\d)T`)

// date is the date with the precision that is stated; "" if there is none.
func (s *statement) date() string {
	m := wikidataTime.FindStringSubmatch(s.of("time"))
	if m == nil {
		return ""
	}
	return m[1][:datePrecision[s.of("precision")]]
}
