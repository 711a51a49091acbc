package claims

import (
	"strings"

	"headstart/ingest/press/words"
)

// A reason speaks against taking a claim over.
type reason struct {
	text string
	span *words.Token // what was not understood; nil where that is no word
	kind words.Class  // class of the word that is the reason; 0 none
}

// because gives the word of a class as a reason.
func (r *reader) because(t words.Token) reason {
	what := t.Class.String()
	if what == "unknown" {
		return reason{text: "not understood: " + r.words(t), span: &t, kind: t.Class}
	}
	return reason{text: becauseOf[what] + ": " + r.words(t), kind: t.Class}
}

// becauseIn gives the word of a class in another text, which stands at span.
func (r *reader) becauseIn(text string, t, span words.Token) reason {
	what := t.Class.String()
	if what == "unknown" {
		return reason{text: "not understood: " + text[t.Start:t.End], span: &span}
	}
	return reason{text: becauseOf[what] + ": " + text[t.Start:t.End], kind: t.Class}
}

// becauseOf says what a class of words does to a claim.
var becauseOf = map[string]string{
	"guess": "a guess", "expect": "expected, not counted", "deny": "denied or corrected", "modal": "could be", "neg": "denied",
	"plan": "an aim", "withdraw": "another figure for the same", "group": "several countries", "subset": "a part of the users",
	"sub": "a product within the platform", "family": "several services together", "fiscal": "a fiscal period without its end",
	"rank": "a place in a ranking", "contrast": "a contrast", "span": "a stretch of time", "other": "other things", "money": "money",
	"launch": "a launch", "shutdown": "a closure", "5": "another quantity", "7": "another number", "8": "the number is broken",
}

// unique drops reasons that say the same.
func unique(list []reason) []reason {
	var out []reason
	for _, a := range list {
		known := false
		for _, b := range out {
			known = known || a.text == b.text
		}
		if !known {
			out = append(out, a)
		}
	}
	return out
}

// judge gives a claim its reasons and what follows from them.
func (r *reader) judge(c *Claim, why []reason) {
	why = unique(why)
	c.Status = Accepted
	c.Reasons, c.Unknown = []string{}, []Span{}
	for _, w := range why {
		c.Status = Review
		c.Reasons = append(c.Reasons, w.text)
		if w.span != nil {
			c.Unknown = append(c.Unknown, Span{w.span.Start, w.span.End, r.words(*w.span)})
		}
	}
	c.Reason = strings.Join(c.Reasons, "; ")
	if c.Flags == nil {
		c.Flags = []string{}
	}
}

// doubt sends an accepted claim to review.
func (c *Claim) doubt(why string) {
	if c.Status == Accepted {
		c.Status = Review
	}
	c.Reasons = append(c.Reasons, why)
	c.Reason = strings.Join(c.Reasons, "; ")
}
