package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press"
)

//go:embed extract.tmpl
var reviewTemplate string

// reviewed is one file as the page for review shows it.
type reviewed struct {
	Name, Title, Published string
	PDF                    bool
	Accepted, Rejected     int
	Pieces                 []reviewPiece
	Claims                 []reviewClaim
}

// reviewPiece is a stretch of text over which the same claims lie.
type reviewPiece struct {
	Text     string
	Starts   []reviewClaim // claims that begin with it
	Accepted bool          // it lies in an accepted claim
	Rejected bool          // it lies in a rejected one, and in none accepted
	Left     int           // characters that are left out, in place of a text
}

type reviewClaim struct {
	Number                          int
	Accepted                        bool
	Words, Reason, Suggested, Quote string
	Kind, Flags                     string
	Start, End                      int
}

// reviewPage writes files and their claims as one page that needs nothing
// else: the text with the claims marked, and beside it what each one says.
func reviewPage(readings []reading) ([]byte, error) {
	page, err := template.New("page").Parse(reviewTemplate)
	if err != nil {
		return nil, err
	}
	number := 0
	var files []reviewed
	for _, r := range readings {
		files = append(files, review(r, &number))
	}
	var b bytes.Buffer
	err = page.Execute(&b, files)
	return b.Bytes(), err
}

func review(r reading, number *int) reviewed {
	out := reviewed{Name: inert(r.name), Title: inert(r.text.Title), Published: r.text.Published, PDF: r.text.PDF}
	type extent struct{ from, to, claim int }
	var extents []extent
	cuts := []int{0, len(r.text.Text)}
	for _, c := range r.claims {
		*number++
		from, to := r.text.Find(c.Start, c.End)
		extents = append(extents, extent{from, to, len(out.Claims)})
		cuts = append(cuts, from, to)
		out.Claims = append(out.Claims, reviewOf(c, r, *number))
		if c.Status == "accepted" {
			out.Accepted++
		} else {
			out.Rejected++
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	// The extents that lie over a cut are found among those that begin before
	// it and end after it; open holds them, for cuts go forward.
	slices.SortStableFunc(extents, func(a, b extent) int { return a.from - b.from })
	var open []extent
	next := 0
	for i := 0; i+1 < len(cuts); i++ {
		at, end := cuts[i], cuts[i+1]
		open = slices.DeleteFunc(open, func(e extent) bool { return e.to <= at })
		var p reviewPiece
		for ; next < len(extents) && extents[next].from <= at; next++ {
			open = append(open, extents[next])
			p.Starts = append(p.Starts, out.Claims[extents[next].claim])
		}
		for _, e := range open {
			if out.Claims[e.claim].Accepted {
				p.Accepted = true
			}
		}
		p.Rejected = len(open) > 0 && !p.Accepted
		out.Pieces = append(out.Pieces, shortened(p, inert(r.text.Text[at:end]), len(open) == 0, i == 0, i+2 == len(cuts))...)
	}
	return out
}

// besideClaims is how many bytes of text without a claim are shown beside claims.
const besideClaims = 1500

// shortened leaves the middle out of a long stretch without a claim.
func shortened(p reviewPiece, text string, plain, first, last bool) []reviewPiece {
	if p.Text = text; !plain || len(text) <= 3*besideClaims {
		return []reviewPiece{p}
	}
	from, to := besideClaims, len(text)-besideClaims
	if first && !last {
		from = min(from, besideClaims/2)
	}
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	p.Text = text[:from]
	return []reviewPiece{p, {Left: utf8.RuneCountInString(text[from:to])}, {Text: text[to:]}}
}

func reviewOf(c press.Claim, r reading, number int) reviewClaim {
	out := reviewClaim{
		Number: number, Accepted: c.Status == "accepted", Words: inert(claimWords(c)), Reason: inert(c.Reason), Kind: c.Kind,
		Quote: short(inert(quoteOf(c, r))), Flags: strings.Join(c.Flags, ", "), Start: c.Start, End: c.End,
	}
	if c.SuggestedValue != nil {
		out.Suggested = thousands(*c.SuggestedValue)
	}
	return out
}

// Mark is the sign of a claim, which no colour is needed to read.
func (c reviewClaim) Mark() string {
	if c.Accepted {
		return "✓"
	}
	return "✗"
}

func (c reviewClaim) Status() string {
	if c.Accepted {
		return "accepted"
	}
	return "rejected"
}

// Place says where a claim stands.
func (c reviewClaim) Place() string { return fmt.Sprintf("bytes %d to %d", c.Start, c.End) }
