package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"headstart/ingest/press"
)

// outcomes are the three that a claim can have, in the order in which they are
// shown; marks are their signs, which need no color.
var (
	outcomes = []string{"accepted", "review", "rejected"}
	marks    = map[string]string{"accepted": "✓", "review": "?", "rejected": "✗"}
)

// printClaims writes one line for each claim with its number, the accepted ones
// first.
func printClaims(w io.Writer, readings []reading) error {
	var b strings.Builder
	number := 0
	for _, r := range readings {
		fmt.Fprintf(&b, "%s: %s\n", cell(r.name), tally(r.claims))
		for _, o := range outcomes {
			for i, c := range r.claims {
				if c.Status == o {
					fmt.Fprintf(&b, "%d %s %d-%d: %s\n", number+i+1, c.Status, c.Start, c.End, claimLine(c, r))
				}
			}
		}
		number += len(r.claims)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tally counts claims by their outcomes.
func tally(claims []press.Claim) string {
	n := map[string]int{}
	for _, c := range claims {
		n[c.Status]++
	}
	return fmt.Sprintf("%s: %d accepted, %d for review, %d rejected", count(len(claims), "claim", "claims"), n["accepted"], n["review"], n["rejected"])
}

// claimLine says what a claim is in one line, inert in a terminal.
func claimLine(c press.Claim, r reading) string {
	line := claimWords(c)
	if c.Reason != "" {
		line += "; " + c.Reason
	}
	if c.SuggestedValue != nil {
		line += "; perhaps " + thousands(*c.SuggestedValue)
	}
	return cell(line + fmt.Sprintf(" %q", short(quoteOf(c, r))))
}

// claimWords are the parts of a claim that it says.
func claimWords(c press.Claim) string {
	var parts []string
	say := func(words ...string) {
		for _, w := range words {
			if w != "" {
				parts = append(parts, w)
			}
		}
	}
	switch c.Kind {
	case "event":
		say(c.PlatformID, c.Event, c.Market, c.Date)
	case "statement":
		say(c.Who, months(c.LeadLow, c.LeadHigh))
		if c.WinProbability != nil {
			say("wins with " + strconv.FormatFloat(*c.WinProbability, 'g', -1, 64))
		}
	case "growth":
		say(c.PlatformID, c.Metric, c.Market, c.Period, c.Comparison, fmt.Sprintf("%+g %%", c.Percent))
	default:
		say(c.PlatformID, c.Metric, c.Market, c.Period)
		if c.Value != 0 {
			say(thousands(c.Value))
		}
		if c.Qualifier != "exact" {
			say(c.Qualifier)
		}
		if c.Comparative {
			say("(for comparison)")
		}
	}
	if len(parts) == 0 {
		return c.Kind
	}
	return strings.Join(parts, " ")
}

func months(low, high *float64) string {
	switch {
	case low == nil || high == nil:
		return ""
	case *low == *high:
		return fmt.Sprintf("%g months", *low)
	}
	return fmt.Sprintf("%g to %g months", *low, *high)
}

// thousands writes a count with commas.
func thousands(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	whole, fraction, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		return whole + "." + fraction
	}
	return whole
}

// quoteOf is the quote of a claim as its reader sees it, in one line.
func quoteOf(c press.Claim, r reading) string {
	quote := c.Quote // of a proposal that is not in the text
	if from, to := r.text.Find(c.Start, c.End); from < to {
		quote = r.text.Text[from:to]
	}
	return strings.Join(strings.Fields(quote), " ")
}

// printClaimsJSON writes one object on each line, inert in a terminal.
func printClaimsJSON(w io.Writer, readings []reading) error {
	var b bytes.Buffer
	for _, r := range readings {
		for _, c := range r.claims {
			err := writeJSON(&b, struct {
				File string `json:"file"`
				press.Claim
			}{r.name, c})
			if err != nil {
				return err
			}
			b.WriteByte('\n')
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
