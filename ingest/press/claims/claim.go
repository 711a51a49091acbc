// Package claims tells what a text says of messengers: figures, events, growth
// and odds, and which of it can be used.
package claims

import "strings"

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
