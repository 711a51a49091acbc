// Package press reads claims from press text and says of each where it stands,
// what it means and whether it can be used.
//
// [Extract] is the door. The rooms depend on each other one way: document
// (bytes to text), words (text to tokens), numbers and dates, claims.
package press

import (
	"strings"

	"headstart/ingest/press/claims"
	"headstart/ingest/press/document"
	"headstart/ingest/press/words"
)

// A Platform is one that claims can be about.
type Platform = words.PlatformInfo

// A Claim is one statement of a text.
type Claim = claims.Claim

// Options says what is known of a text before it is read. The zero value
// knows no platform, so no claim can be accepted.
type Options struct {
	Published string // day of the text as 2018-11-14; "" is the one that the file states
	Title     string // of the text; "" is the title that the file states
	Platforms []Platform
}

// Extract returns the claims of a text, an HTML page or a PDF, in the order in
// which they stand. file[Start:End] is the quote of every claim; of a PDF it
// is a slice of the text that was taken from it. It fails for a file that
// holds no text that can be read, and for one that is too large.
func Extract(file []byte, opt Options) ([]Claim, error) {
	d, err := document.Read(file)
	if err != nil {
		return nil, err
	}
	if opt.Title == "" {
		opt.Title = d.Title
	}
	if opt.Published == "" {
		opt.Published = d.Published
	}
	out := claims.Read(d, claims.Options(opt))
	for i := range out {
		c := &out[i]
		c.Words = strings.Join(strings.Fields(d.Text[c.Start:c.End]), " ")
		c.Start, c.End = d.Span(c.Start, c.End)
		if d.PDF {
			c.Quote = d.Text[c.Start:c.End]
		} else {
			c.Quote = string(file[c.Start:c.End])
		}
		for k := range c.Unknown {
			u := &c.Unknown[k]
			u.Start, u.End = d.Span(u.Start, u.End)
		}
	}
	return out, nil
}
