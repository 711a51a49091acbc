package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"headstart/ingest/press"
)

// printClaims writes one line for each claim, the accepted ones first.
func printClaims(w io.Writer, readings []reading) error {
	var b strings.Builder
	for _, r := range readings {
		accepted := 0
		for _, c := range r.claims {
			if c.Status == "accepted" {
				accepted++
			}
		}
		fmt.Fprintf(&b, "%s: %s, %d accepted\n", cell(r.name), count(len(r.claims), "claim", "claims"), accepted)
		for _, status := range []string{"accepted", "review", "rejected"} {
			for _, c := range r.claims {
				if c.Status == status {
					fmt.Fprintf(&b, "%s %d-%d: %s\n", status, c.Start, c.End, claimLine(c, r))
				}
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
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
	from, to := r.text.Find(c.Start, c.End)
	return strings.Join(strings.Fields(r.text.Text[from:to]), " ")
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
