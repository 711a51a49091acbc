// Package claims tells what a text says of messengers: figures, events, growth
// and odds, and which of it can be used.
package claims

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"headstart/ingest/press/words"
)

// A Claim is one statement of a text. Every field but the place, the quote and
// the status may be empty where the text does not say it.
type Claim struct {
	Kind       string `json:"kind"`  // observation, event, growth or statement
	Start      int    `json:"start"` // bytes of the file; of the extracted text for a PDF
	End        int    `json:"end"`
	Quote      string `json:"quote"` // the bytes from Start to End
	PlatformID string `json:"platform_id"`
	Metric     string `json:"metric"` // mau, wau, dau or registered
	Market     string `json:"market"`
	Period     string `json:"period"`       // 2018-09-30, 2018-09, 2018-Q3 or 2018
	Basis      string `json:"period_basis"` // instant, month, quarter, half or year

	Value      float64 `json:"value"`      // people, accounts
	High       float64 `json:"high"`       // upper end of a range, else Value
	ValueText  string  `json:"value_text"` // as written
	Scale      string  `json:"scale"`      // as written: million, 亿
	Resolution float64 `json:"resolution"` // size of the last printed digit; 0 unknown
	Qualifier  string  `json:"qualifier"`  // exact, approx, at_least, at_most
	Unit       string  `json:"unit"`       // people or accounts; "" for what is no count

	Event string `json:"event,omitempty"` // launch or shutdown
	Date  string `json:"date,omitempty"`  // of the event

	Comparison string  `json:"comparison,omitempty"` // yoy, qoq or mom
	Percent    float64 `json:"percent,omitempty"`    // growth

	Who            string   `json:"who,omitempty"`
	LeadLow        *float64 `json:"lead_months_low,omitempty"`
	LeadHigh       *float64 `json:"lead_months_high,omitempty"`
	WinProbability *float64 `json:"win_probability,omitempty"`

	Comparative    bool     `json:"comparative"`  // given for comparison with another figure
	Construction   string   `json:"construction"` // the form of sentence, a row of the table of constructions
	Flags          []string `json:"flags"`        // sorted
	Status         string   `json:"status"`       // accepted, review or rejected
	Reasons        []string `json:"reasons"`      // against taking it over; none when accepted
	Reason         string   `json:"reason"`       // Reasons as one text
	Unknown        []Span   `json:"unknown"`      // what was not understood
	SuggestedValue *float64 `json:"suggested_value"`

	// Shown is the quote as its reader sees it.
	Shown string `json:"-"`
}

// Words returns the quote as its reader sees it, in one line.
func (c Claim) Words() string { return strings.Join(strings.Fields(c.Shown), " ") }

// A Span is words of the text, at bytes Start to End of the file; of the
// extracted text for a PDF.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Words string `json:"words"`
}

// The three outcomes. A run takes over accepted claims only.
const (
	Accepted = "accepted" // understood whole, and nothing speaks against it
	Review   = "review"   // not understood whole: a person decides
	Rejected = "rejected" // contradicts a rule, or says plainly something else
)

// A reason speaks against taking a claim over.
type reason struct {
	text string
	span *words.Token // what was not understood; nil where that is no word
	kind words.Class  // class of the word that is the reason; 0 none
	from int          // it speaks against what begins here or later
}

// because gives a word as a reason.
func (r *reader) because(t words.Token) reason {
	word := r.words(t)
	if what := becauseOf[t.Class]; what != "" {
		return reason{text: what + ": " + word, kind: t.Class}
	}
	return reason{text: "not understood: " + word, span: &t, kind: t.Class}
}

// reasons gives the tokens of some classes as reasons.
func (r *reader) reasons(tokens []words.Token, set string) (out []reason) {
	for _, t := range filter(tokens, set) {
		out = append(out, r.because(t))
	}
	return out
}

// becauseOf says what a class of words does to a claim.
var becauseOf = [256]string{
	'?': "a guess", '<': "expected, not counted", '-': "denied or corrected", 'm': "could be", '!': "denied",
	'>': "an aim", '~': "another figure for the same", 'G': "several countries", 'x': "a part of the users",
	'b': "a product within the platform", '&': "several services together", 'F': "a fiscal period without its end",
	'#': "a place in a ranking", '^': "a contrast", 's': "a stretch of time", 'n': "other things", '$': "money",
	'T': "a launch", 'X': "a closure", '5': "another quantity", '7': "another number", '8': "the number is broken",
}

// judge appends a claim with its reasons, each once.
func (r *reader) judge(c Claim, why []reason) {
	c.Status, c.Flags, c.Reasons, c.Unknown = Accepted, []string{}, make([]string, 0, len(why)), []Span{}
	for _, w := range why {
		if slices.Contains(c.Reasons, w.text) {
			continue
		}
		c.doubt(w.text)
		if w.span != nil {
			c.Unknown = append(c.Unknown, Span{w.span.Start, w.span.End, r.words(*w.span)})
		}
	}
	if r.warned != "" {
		c.doubt(r.warned)
	}
	r.claims = append(r.claims, &c)
}

// doubt sends an accepted claim to review.
func (c *Claim) doubt(why string) {
	if c.Status == Accepted {
		c.Status = Review
	}
	c.Reasons = append(c.Reasons, why)
}

// doubtAll sends those that are accepted to review.
func doubtAll(list []*Claim, why string) {
	for _, c := range list {
		c.doubt(why)
	}
}

//go:embed constructions.txt
var constructionFile string

// constructions are the rows of the table: a name, where the chunk stands, what it
// has, and where the rest comes from.
var constructions = sync.OnceValue(func() [][]string { return rows(constructionFile, 4) })

// formOf names the construction of a figure.
func formOf(g *group, behind bool) string {
	for _, c := range constructions() {
		stands := c[1] == "" || c[1] == "relative" && g.relative || c[1] == "behind" && behind
		if stands && !strings.ContainsFunc(c[2], func(class rune) bool { return !hasAny(g.tokens, string(class)) }) {
			return c[0]
		}
	}
	return ""
}

// Constructions returns the names of the constructions.
func Constructions() (out []string) {
	for _, c := range constructions() {
		out = append(out, c[0])
	}
	return out
}
