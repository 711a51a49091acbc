package claims

import (
	"slices"
	"strings"

	"headstart/ingest/press/words"
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
	if what, known := becauseOf[t.Class]; known {
		return reason{text: what + ": " + word, kind: t.Class}
	}
	return reason{text: "not understood: " + word, span: &t, kind: t.Class}
}

// becauseOf says what a class of words does to a claim.
var becauseOf = map[words.Class]string{
	'?': "a guess", '<': "expected, not counted", '-': "denied or corrected", 'm': "could be", '!': "denied",
	'>': "an aim", '~': "another figure for the same", 'G': "several countries", 'x': "a part of the users",
	'b': "a product within the platform", '&': "several services together", 'F': "a fiscal period without its end",
	'#': "a place in a ranking", '^': "a contrast", 's': "a stretch of time", 'n': "other things", '$': "money",
	'T': "a launch", 'X': "a closure", '5': "another quantity", '7': "another number", '8': "the number is broken",
}

// judge gives a claim its reasons, each once, and what follows from them, and
// appends it.
func (r *reader) judge(c Claim, why []reason) {
	c.Status, c.Flags = Accepted, []string{}
	c.Reasons, c.Unknown = []string{}, []Span{}
	for _, w := range why {
		if slices.Contains(c.Reasons, w.text) {
			continue
		}
		c.doubt(w.text)
		if w.span != nil {
			c.Unknown = append(c.Unknown, Span{w.span.Start, w.span.End, r.words(*w.span)})
		}
	}
	r.claims = append(r.claims, c)
}

// doubt sends an accepted claim to review.
func (c *Claim) doubt(why string) {
	if c.Status == Accepted {
		c.Status = Review
	}
	c.Reasons = append(c.Reasons, why)
	c.Reason = strings.Join(c.Reasons, "; ")
}
