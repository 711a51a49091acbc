package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest/press"
	"headstart/reports/words"
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
func tally(claims []*press.Claim) string {
	n := map[string]int{}
	for _, c := range claims {
		n[c.Status]++
	}
	return fmt.Sprintf("%s: %d accepted, %d for review, %d rejected", count(len(claims), "claim", "claims"), n["accepted"], n["review"], n["rejected"])
}

// claimLine says what a claim is in one line, inert in a terminal.
func claimLine(c *press.Claim, r reading) string {
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
func claimWords(c *press.Claim) string {
	parts := []string{c.PlatformID, c.Metric, c.Market, c.Period}
	switch c.Kind {
	case "event":
		parts = []string{c.PlatformID, c.Event, c.Market, c.Date}
	case "statement":
		parts = []string{c.Who}
		if c.LeadLow != nil && c.LeadHigh != nil {
			parts = append(parts, words.Months(*c.LeadLow, *c.LeadHigh))
		}
		if c.WinProbability != nil {
			parts = append(parts, fmt.Sprintf("wins with %g", *c.WinProbability))
		}
	case "growth":
		parts = append(parts, c.Comparison, fmt.Sprintf("%+g %%", c.Percent))
	default:
		if c.Value != 0 {
			parts = append(parts, thousands(c.Value))
		}
		if c.Qualifier != "exact" {
			parts = append(parts, c.Qualifier)
		}
		if c.Comparative {
			parts = append(parts, "(for comparison)")
		}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return cmp.Or(strings.Join(parts, " "), c.Kind)
}

// quoteOf is the quote of a claim as its reader sees it, in one line.
func quoteOf(c *press.Claim, r reading) string {
	quote := c.Quote // of a proposal that is not in the text
	if from, to := r.text.Find(c.Start, c.End); from < to {
		quote = r.text.Text[from:to]
	}
	return strings.Join(strings.Fields(quote), " ")
}

// printClaimsJSON writes one object on each line, inert in a terminal.
func printClaimsJSON(w io.Writer, readings []reading) error {
	out := bufio.NewWriter(w)
	for _, r := range readings {
		for _, c := range r.claims {
			err := printJSON(out, struct {
				File string `json:"file"`
				*press.Claim
			}{r.name, c}, "")
			if err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// reviewed is one file as the page for review shows it.
type reviewed struct {
	Name, Title, Published, Tally string
	PDF                           bool
	Pieces                        []reviewPiece
	Claims                        []reviewClaim
	SHA256, Data                  string        // of the file, and the package that decisions are kept in
	Waiting                       []reviewClaim // for a person
	Numbers                       string        // of these, as a list to type
}

// reviewPiece is a stretch of text over which the same claims lie.
type reviewPiece struct {
	Text    string
	Starts  []reviewClaim // claims that begin with it
	Status  string        // the best of the claims over it; "" none
	Unknown bool          // it was not understood
}

type reviewClaim struct {
	*press.Claim
	Number int
}

// reviewPage writes files and their claims as one page that needs nothing
// else: the text with the claims marked, and beside it what each one says and
// how to decide. data is the data package that decisions are kept in.
func reviewPage(readings []reading, data string) ([]byte, error) {
	funcs := template.FuncMap{"mark": func(outcome string) string { return marks[outcome] }, "says": claimWords, "inert": inert}
	page, err := template.New("extract.tmpl").Funcs(template.FuncMap(textFuncs)).Funcs(funcs).ParseFS(templates, "extract.tmpl")
	if err != nil {
		return nil, err
	}
	number := 0
	var files []reviewed
	for _, r := range readings {
		files = append(files, review(r, number, data))
		number += len(r.claims)
	}
	var b bytes.Buffer
	err = page.Execute(&b, files)
	return b.Bytes(), err
}

func review(r reading, number int, data string) reviewed {
	out := reviewed{Name: r.name, Title: r.text.Title, Published: r.text.Published, Tally: tally(r.claims), PDF: r.text.PDF, SHA256: r.sha256, Data: cmp.Or(data, "my-data")}
	text := r.text.Text
	// Each byte is painted with a bit for every outcome of the claims over it, and one for what was not understood.
	paint, starts := make([]uint8, len(text)), map[int][]reviewClaim{}
	unknown := uint8(1) << len(outcomes)
	mark := func(start, end int, bit uint8) int {
		from, to := r.text.Find(start, end)
		for i := from; i < to; i++ {
			paint[i] |= bit
		}
		return from
	}
	for i, c := range r.claims {
		from := mark(c.Start, c.End, 1<<max(slices.Index(outcomes, c.Status), 0))
		for _, u := range c.Unknown {
			mark(u.Start, u.End, unknown)
		}
		shown := *c
		shown.Quote = quoteOf(c, r)
		out.Claims = append(out.Claims, reviewClaim{&shown, number + i + 1})
		starts[from] = append(starts[from], out.Claims[i])
		// Growth has no table, and numbers are those of one file.
		if c.Status == "review" && c.Kind != "growth" && number == 0 {
			out.Waiting = append(out.Waiting, out.Claims[i])
			out.Numbers = strings.TrimPrefix(out.Numbers+","+strconv.Itoa(i+1), ",")
		}
	}
	for at, end := 0, 0; at < len(text); at = end {
		for end = at + 1; end < len(text) && paint[end] == paint[at] && starts[end] == nil; end++ {
		}
		piece := reviewPiece{Text: inert(text[at:end]), Starts: starts[at], Unknown: paint[at]&unknown != 0}
		for i, outcome := range slices.Backward(outcomes) {
			if paint[at]>>i&1 != 0 {
				piece.Status = outcome
			}
		}
		out.Pieces = append(out.Pieces, piece)
	}
	return out
}
