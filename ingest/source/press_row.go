package source

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"
)

// ClaimRow returns a claim as a row of observation, event or statement, with the
// source_id of the text that states it. Its Table is "" for growth, of which
// there is no table. A claim that is not accepted, and one that a row cannot
// hold, is a row with an [ingest.Rejection].
func ClaimRow(c press.Claim, source string) (ingest.Row, error) {
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
func unfit(c press.Claim) (column, reason string) {
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
