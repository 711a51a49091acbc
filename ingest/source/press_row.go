package source

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"headstart/ingest"
	"headstart/ingest/press"
)

// The cells that a claim fills. In a package whose tables have further columns
// those stay empty.
var (
	claimEventColumns     = []string{"platform_id", "event", "date", "market", "source_id"}
	claimStatementColumns = []string{"who", "lead_months_low", "lead_months_high", "win_probability", "source_id", "quote"}
)

// ClaimRow returns a claim as a row of observation, event or statement, with the
// source_id of the text that states it. Its Table is "" for growth, of which
// there is no table. A rejected claim, and one that a row cannot hold, is a row
// with an [ingest.Rejection].
func ClaimRow(c press.Claim, source string) (ingest.Row, error) {
	row := ingest.Row{Locator: fmt.Sprintf("bytes %d-%d", c.Start, c.End), Record: []byte(c.Words)}
	switch c.Kind {
	case "observation":
		row.Table, row.Columns = "observation", observationColumns
		row.Cells = []string{c.PlatformID, c.Metric, c.Market, c.Period, figureText(c.Value), c.Qualifier, source, shortQuote(c.Words, c.ValueText)}
	case "event":
		market := c.Market
		if market == "" {
			market = "WLD"
		}
		row.Table, row.Columns = "event", claimEventColumns
		row.Cells = []string{c.PlatformID, c.Event, c.Date, market, source}
	case "statement":
		row.Table, row.Columns = "statement", claimStatementColumns
		row.Cells = []string{c.Who, optional(c.LeadLow), optional(c.LeadHigh), optional(c.WinProbability), source, shortQuote(c.Words, "")}
	default:
		return ingest.Row{}, nil
	}
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
