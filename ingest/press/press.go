// Package press reads claims from press text and says of each where it stands,
// what it means and whether it can be used.
//
// [Extract] is the door. The rooms depend on each other one way: document
// (bytes to text), words (text to tokens), numbers and dates, claims.
package press

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"headstart/ingest/press/claims"
	"headstart/ingest/press/document"
	"headstart/ingest/press/words"
)

// A Platform is one that claims can be about.
type Platform = words.PlatformInfo

// A Claim is one statement of a text.
type Claim = claims.Claim

// A Span is words of a text that were not understood.
type Span = claims.Span

// Options says what is known of a text before it is read; a day and a title
// that are "" are those that the file states. The zero value knows no platform,
// so no claim can be accepted.
type Options = claims.Options

// Extract returns the claims of a text, an HTML page or a PDF, in the order in
// which they stand. file[Start:End] is the quote of every claim; of a PDF it
// is a slice of the text that was taken from it. It fails for a file that
// holds no text that can be read, and for one that is too large.
func Extract(file []byte, opt Options) ([]Claim, error) {
	d, err := document.Read(file)
	if err != nil {
		return nil, err
	}
	return Claims(d, file, opt), nil
}

// Claims returns the claims of a file that was read, as [Extract] does.
func Claims(d *document.Document, file []byte, opt Options) []Claim {
	return placed(d, file, claims.Read(d, stated(d, opt)))
}

// stated fills in what the document states itself.
func stated(d *document.Document, opt Options) Options {
	opt.Title, opt.Published = cmp.Or(opt.Title, d.Title), cmp.Or(opt.Published, d.Published)
	return opt
}

// placed turns offsets in the text into offsets in the file.
func placed(d *document.Document, file []byte, out []Claim) []Claim {
	text := d.Text
	if !d.PDF {
		text = string(file) // once: quotes are parts of it
	}
	for i := range out {
		c := &out[i]
		c.Shown = d.Text[c.Start:c.End]
		c.Start, c.End = d.Span(c.Start, c.End)
		c.Quote = text[c.Start:c.End]
		for k := range c.Unknown {
			u := &c.Unknown[k]
			u.Start, u.End = d.Span(u.Start, u.End)
		}
	}
	return out
}

// Verify judges claims that another reader proposes for a file that was read;
// see [claims.Verify]. A quote is of the file or of its text, and must stand
// there: at the bytes Start to End, or once when they are not given. Offsets
// are those of the file, as in [Extract], and 0 for a quote that is not there.
func Verify(d *document.Document, file []byte, opt Options, proposed []Claim) []Claim {
	if d.PDF {
		file = []byte(d.Text)
	}
	list := slices.Clone(proposed)
	why := make([]string, len(list)) // the quote is not there
	contradicts := make([]bool, len(list))
	for i := range list {
		list[i].Start, list[i].End, why[i], contradicts[i] = find(d, file, list[i])
	}
	list = claims.Verify(d, stated(d, opt), list)
	for i := range list {
		if c := &list[i]; why[i] != "" {
			c.Status, c.Reason, c.Reasons = claims.Review, why[i], []string{why[i]}
			if contradicts[i] {
				c.Status = claims.Rejected
			}
		}
	}
	out := placed(d, file, list)
	for i := range out {
		if why[i] != "" {
			out[i].Quote, out[i].Shown = proposed[i].Quote, proposed[i].Quote
		}
	}
	return out
}

// find returns where the quote of a proposal stands in the text; else why that
// cannot be said, and whether the text contradicts it.
func find(d *document.Document, file []byte, c Claim) (from, to int, why string, contradicts bool) {
	start, end := c.Start, c.End
	if start == 0 && end == 0 {
		inText, inFile := strings.Count(d.Text, c.Quote), bytes.Count(file, []byte(c.Quote))
		switch from = strings.Index(d.Text, c.Quote); {
		case c.Quote == "":
			return 0, 0, "it has neither a quote nor its bytes", false
		case inText > 1:
			return 0, 0, fmt.Sprintf("the quote stands in the text %d times; give start and end, or a longer one", inText), false
		case inText == 1:
			return from, from + len(c.Quote), "", false
		case inFile != 1:
			return 0, 0, "the quote is not in the text", true
		}
		start = bytes.Index(file, []byte(c.Quote))
		end = start + len(c.Quote)
	}
	if start < 0 || end > len(file) || start >= end {
		return 0, 0, fmt.Sprintf("bytes %d to %d are not in the file, which has %d", start, end, len(file)), true
	}
	from, to = d.Find(start, end)
	if c.Quote != "" && c.Quote != string(file[start:end]) && c.Quote != d.Text[from:to] {
		return 0, 0, fmt.Sprintf("bytes %d to %d are not the quote", start, end), true
	}
	return from, to, "", false
}
