package source

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/raw"
)

// pressSettings are those of one text: a file of the user, or an address.
type pressSettings struct {
	// URL is where the text was read; Path is a copy of it on disk, and where
	// there is none the text is fetched.
	URL  string `yaml:"url"`
	Path string `yaml:"path"`
	// SourceID is how claims cite the text; default the name of the source.
	SourceID string `yaml:"source_id"`
	// Source describes it; the day of publication is also the day that "last
	// March" counts from. The kind is news by default.
	Source described `yaml:"source"`
}

// pressText is a text, HTML page or PDF whose claims the package press reads.
type pressText struct {
	texts
	pressSettings
}

var pressKind = kindOf{mode: "warn", make: of(newPress)}

func newPress(from origin, s pressSettings) (Kind, error) {
	d := &s.Source
	s.URL = cmp.Or(s.URL, d.URL)
	switch {
	case s.URL == "":
		return nil, errors.New("no address; write url: https://… where the text was read, and path: for a copy on disk")
	case !webAddress.MatchString(s.URL):
		return nil, fmt.Errorf("url must be an address of the web, not %q; a file on disk goes into the setting path", s.URL)
	case d.Title == "":
		return nil, errors.New("no title; write source: {title: …} with what the text is called")
	}
	s.SourceID = cmp.Or(s.SourceID, from.name)
	if !slug.MatchString(s.SourceID) {
		return nil, fmt.Errorf("source_id %q is not in small letters, digits and single hyphens", s.SourceID)
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return &pressText{texts{from}, s}, nil
}

func (k *pressText) File() string { return k.Path }

func (k *pressText) Start() ([]raw.Request, error) {
	if k.Path != "" {
		return nil, nil
	}
	return []raw.Request{k.request(k.URL, "text")}, nil
}

func (k *pressText) Cites(rec raw.Record) (source ingest.Row, only bool) {
	source = k.Source.stated(k.SourceID, "news", cmp.Or(rec.FinalURL, k.URL))
	source.Record = []byte(strings.Join(source.Cells, ",")) // it is its own record
	return source, true
}

// ClaimRow returns a claim as a row of observation, event or statement, with the
// source_id of the text that states it. Its Table is "" for growth, of which
// there is no table. A claim that is not accepted, and one that a row cannot
// hold, is a row with an [ingest.Rejection].
func ClaimRow(c *press.Claim, source string) (ingest.Row, error) {
	var row ingest.Row
	switch c.Kind {
	case "observation":
		row = rowOf("observation", cells{"platform_id": c.PlatformID, "metric": c.Metric, "market": c.Market, "period": c.Period,
			"value": figureText(c.Value), "qualifier": c.Qualifier, "source_id": source, "quote": shortQuote(c.Words(), c.ValueText)})
	case "event":
		row = rowOf("event", cells{"platform_id": c.PlatformID, "event": c.Event, "date": c.Date, "market": cmp.Or(c.Market, "WLD"), "source_id": source})
	case "statement":
		row = rowOf("statement", cells{"who": c.Who, "lead_months_low": optional(c.LeadLow), "lead_months_high": optional(c.LeadHigh),
			"win_probability": optional(c.WinProbability), "source_id": source, "quote": shortQuote(c.Words(), "")})
	default:
		return row, nil
	}
	row.Locator, row.Record = fmt.Sprintf("bytes %d-%d", c.Start, c.End), []byte(c.Words())
	if column, reason := unfit(c); reason != "" {
		rejection := &ingest.Rejection{Column: column, Rule: "press", Reason: reason}
		if c.SuggestedValue != nil {
			rejection.Suggested = figureText(*c.SuggestedValue)
		}
		return row, rejection
	}
	return row, nil
}

var marketForm = regexp.MustCompile(`^[A-Z]{3}$`)

// unfit says why a claim is no row that can be used; "" if it is.
func unfit(c *press.Claim) (column, reason string) {
	switch {
	case c.Status == "review":
		return "", "to review: " + c.Reason
	case c.Status != "accepted":
		return "", c.Reason
	case c.Kind == "statement" && (c.LeadLow == nil || c.LeadHigh == nil || c.Who == ""):
		return "", "does not say who speaks, or of which head start"
	case c.Kind == "observation" && !marketForm.MatchString(c.Market), c.Kind == "event" && c.Market != "" && !marketForm.MatchString(c.Market):
		return "market", "a row is of one market"
	case c.Kind == "observation" && (c.Value < 1 || c.Value != math.Trunc(c.Value)):
		return "value", "not a whole number of people"
	}
	return "", ""
}

func figureText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func optional(x *float64) string {
	if x == nil {
		return ""
	}
	return figureText(*x)
}

// maxQuote is how many words a row quotes.
const maxQuote = 20

// shortQuote keeps at most maxQuote words, those around what is quoted for.
func shortQuote(quote, around string) string {
	quote = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return ' '
		}
		return r
	}, quote)
	words := strings.Fields(quote)
	if len(words) <= maxQuote {
		return strings.Join(words, " ")
	}
	at := 0
	if i := strings.Index(quote, around); around != "" && i >= 0 {
		at = len(strings.Fields(quote[:i]))
	}
	first := max(0, min(at-maxQuote/2, len(words)-maxQuote))
	out := strings.Join(words[first:first+maxQuote], " ")
	if first > 0 {
		out = "... " + out
	}
	if first+maxQuote < len(words) {
		out += " ..."
	}
	return out
}
