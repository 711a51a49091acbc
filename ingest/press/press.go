// Package press reads figures, events, growth rates and elicited odds from
// press text, and says of each where it stands, what it means and whether it
// can be used.
//
// [Extract] is the door. A file goes through these steps:
//
//  1. document*.go, html.go, pdf.go: clean text, tables and the way back to
//     the bytes of the file.
//  2. lex.go, lexicon*.go: tokens, and what the words of four languages do.
//  3. number*.go, period*.go, calendar.go: quantities and dates.
//  4. sentence.go, mention.go, head.go, place.go: sentences, and the
//     platforms, nouns and markets named in them.
//  5. count.go, level.go, subject.go, dating.go, pairing.go, context.go: what
//     each figure of a sentence counts, of whom and when.
//  6. observation.go, growth.go, event*.go, odds.go: claims; table*.go: those
//     of tables.
//  7. check.go: what cannot be right is set aside.
//
// Nothing is repaired silently: a claim that fails is kept, rejected, with its
// reason and, where there is one, a suggested value.
package press

import (
	"cmp"
	"slices"
	"strings"
)

// A Platform is one that claims can be about.
type Platform struct {
	ID      string
	Name    string
	Aliases []string // other names, in any script
	Home    string   // code of the home market; "" unknown
	Owner   string   // "" unknown
}

// Options says what is known of a text before it is read. The zero value
// knows no platform, so no claim can be accepted.
type Options struct {
	Published string // day of the text as 2018-11-14; "" leaves relative dates unresolved, unless the file states its day
	Title     string // of the text; "" is the title that the file states
	Platforms []Platform
}

// A Claim is one statement of a text. Every field but the place and the
// quote may be empty where a rejected claim does not say it.
type Claim struct {
	Kind       string `json:"kind"`  // observation, event, growth or statement
	Start      int    `json:"start"` // bytes of the file; of the extracted text for a PDF
	End        int    `json:"end"`
	Quote      string `json:"quote"` // the bytes from Start to End
	PlatformID string `json:"platform_id"`
	Metric     string `json:"metric"` // mau, wau, dau, registered; others are rejected: users, pcu, paying …
	Market     string `json:"market"`
	Period     string `json:"period"`       // 2018-09-30, 2018-09, 2018-Q3 or 2018
	Basis      string `json:"period_basis"` // instant, month, quarter, year, announcement; quarter_average, month_average

	Value      float64 `json:"value"`      // people, accounts
	High       float64 `json:"high"`       // upper end of a range, else Value
	ValueText  string  `json:"value_text"` // as written
	Scale      string  `json:"scale"`      // as written: million, 亿
	Resolution float64 `json:"resolution"` // size of the last printed digit; 0 unknown
	Qualifier  string  `json:"qualifier"`  // exact, approx, at_least, at_most
	Unit       string  `json:"unit"`       // people or accounts; the unit of what is no count of either

	Event string `json:"event,omitempty"` // launch, shutdown, beta, relaunch, rename, acquisition, market_entry, registration_closed
	Date  string `json:"date,omitempty"`  // of the event

	Comparison string  `json:"comparison,omitempty"` // yoy, qoq or mom
	Percent    float64 `json:"percent,omitempty"`    // growth

	Who            string   `json:"who,omitempty"`
	LeadLow        *float64 `json:"lead_months_low,omitempty"`
	LeadHigh       *float64 `json:"lead_months_high,omitempty"`
	WinProbability *float64 `json:"win_probability,omitempty"`

	Comparative    bool     `json:"comparative"` // given for comparison with another figure
	Flags          []string `json:"flags"`       // sorted
	Status         string   `json:"status"`      // accepted or rejected
	Reason         string   `json:"reason"`      // of rejection
	SuggestedValue *float64 `json:"suggested_value"`

	Words string `json:"-"` // the quote as its reader sees it, in one line
}

// Extract returns the claims of a text, an HTML page or a PDF, which is told
// by its content, in the order in which they stand. file[Start:End] is the
// quote of every claim; of a PDF, whose bytes show nothing, it is a slice of
// the text that was taken from it. Time grows in proportion to the length. It
// fails for a file that holds no text that can be read, and for one that is
// too large.
func Extract(file []byte, opt Options) ([]Claim, error) {
	d, err := parse(file)
	if err != nil {
		return nil, err
	}
	if opt.Title == "" {
		opt.Title = d.title
	}
	if opt.Published == "" {
		opt.Published = d.published
	}
	claims := append(proseClaims(d, opt), tableClaims(d, opt)...)
	for i := range claims {
		c := &claims[i]
		c.Words = squeeze(d.text[c.Start:c.End])
		c.Start, c.End = d.span(c.Start, c.End)
		c.Quote = string(d.file[c.Start:c.End])
	}
	slices.SortStableFunc(claims, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return claims, nil
}

// proseClaims reads what stands outside tables. Tables are blanked out, so
// that offsets and the order of things stay, and no sentence reaches across
// one.
func proseClaims(d *document, opt Options) []Claim {
	if len(d.tables) == 0 {
		return claimsIn(d.text, opt)
	}
	var b strings.Builder
	b.Grow(len(d.text))
	for _, p := range d.prose() {
		if gap := p[0] - b.Len(); gap > 0 {
			b.WriteString(strings.Repeat("\n", gap))
		}
		b.WriteString(d.text[p[0]:p[1]])
	}
	return claimsIn(b.String(), opt)
}
