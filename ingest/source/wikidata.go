package source

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// wikidataSettings are those of dates of launch and end from Wikidata.
type wikidataSettings struct {
	// Items says which item is which platform: platform_id: Q1049511.
	Items map[string]string `mapstructure:"items"`
	// URL is the endpoint; default https://query.wikidata.org/sparql.
	URL string `mapstructure:"url"`
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

var wikidataKind = kindOf{name: "wikidata", mode: "fail", make: of(newWikidata)}

func (k *wikidata) Tables() []string { return []string{"source", "event"} }

func newWikidata(from origin, s wikidataSettings) (Kind, error) {
	var err error
	if s.URL, err = httpURL("url", s.URL, "https://query.wikidata.org/sparql"); err != nil {
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

func (k *wikidata) Check(_ raw.Request, status int, _ map[string]string, body []byte) error {
	switch {
	case status == 403:
		return &raw.Fault{Reason: "the query service asks us to stay away: " + excerpt(body), Stop: true}
	case status != 200:
		return wrongStatus(status, body)
	case bytes.Contains(body, []byte("SPARQL-QUERY: queryStr=")):
		// A time-out is written into the answer, after HTTP 200 was sent.
		return again("the query service broke off its answer with an error in the middle")
	case isPage(body):
		return again("the answer is a web page, not results: %s", excerpt(body))
	case !json.Valid(body):
		return again("the answer is cut off: %d bytes", len(body))
	case !bytes.Contains(body, []byte(`"bindings"`)):
		return fmt.Errorf("the answer has no results: %s", excerpt(body))
	}
	return nil
}

func (k *wikidata) Rows(body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		statements, err := readStatements(body)
		if err != nil {
			yield(ingest.Row{}, err)
			return
		}
		read, _, _ := strings.Cut(rec.FetchedAt, "T")
		// Statements come ordered by item, but are not trusted to.
		byItem := map[string][]*statement{}
		for _, s := range statements {
			byItem[s.item] = append(byItem[s.item], s)
		}
		items := slices.Sorted(maps.Keys(byItem))
		slices.SortStableFunc(items, func(a, b string) int { return strings.Compare(k.platform(a), k.platform(b)) })
		for _, item := range items {
			id, of := slugOf(k.name, item), byItem[item]
			title := item
			if of[0].label != "" {
				title = of[0].label + " (" + item + ")"
			}
			// What a live database says is known from the day it was read.
			row := rowOf("source", cells{"source_id": id, "title": title, "publisher": "Wikidata", "kind": "database", "published_on": read,
				"url": "https://www.wikidata.org/wiki/" + item})
			row.Locator, row.Record = of[0].locator, of[0].record
			if !yield(row, nil) {
				return
			}
			for _, event := range []string{"launch", "shutdown"} {
				for row, err := range judge(of, event) {
					fillIn(row, cells{"platform_id": k.platform(item), "event": event, "source_id": id})
					if !yield(row, err) {
						return
					}
				}
			}
		}
	}
}

// platform is the item itself when the settings do not name it.
func (k *wikidata) platform(item string) string {
	if platform, ok := k.platforms[item]; ok {
		return platform
	}
	return item
}
