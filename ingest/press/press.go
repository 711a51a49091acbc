// Package press reads claims from press text and says of each where it stands,
// what it means and whether it can be used.
//
// [Extract] is the door. The rooms depend on each other one way: document
// (bytes to text), words (text to tokens), numbers and dates, claims.
package press

import (
	"cmp"

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
func Extract(file []byte, opt Options) ([]*Claim, error) {
	d, err := document.Read(file)
	if err != nil {
		return nil, err
	}
	return Claims(d, file, opt), nil
}

// Claims returns the claims of a file that was read, as [Extract] does.
func Claims(d *document.Document, file []byte, opt Options) []*Claim {
	return placed(d, file, claims.Read(d, stated(d, opt)))
}

// stated fills in what the document states itself.
func stated(d *document.Document, opt Options) Options {
	opt.Title, opt.Published = cmp.Or(opt.Title, d.Title), cmp.Or(opt.Published, d.Published)
	return opt
}

// placed turns offsets in the text into offsets in the file.
func placed(d *document.Document, file []byte, out []*Claim) []*Claim {
	text := d.Text
	if !d.PDF {
		text = string(file) // once: quotes are parts of it
	}
	for _, c := range out {
		if c.Start == c.End { // a proposal that is not in the text
			c.Shown = c.Quote
			continue
		}
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
func Verify(d *document.Document, file []byte, opt Options, proposed []*Claim) []*Claim {
	if d.PDF {
		file = []byte(d.Text)
	}
	return placed(d, file, claims.Verify(d, file, stated(d, opt), proposed))
}
