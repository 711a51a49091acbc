// Package press reads claims from press text and says of each where it stands,
// what it means and whether it can be used.
//
// [Extract] is the door. The rooms depend on each other one way: document
// (bytes to text), words (text to tokens), numbers and dates, claims.
package press

import (
	"bytes"
	"errors"
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
	return Claims(d, file, opt), nil
}

// Claims returns the claims of a file that was read, as [Extract] does.
func Claims(d *document.Document, file []byte, opt Options) []Claim {
	return placed(d, file, claims.Read(d, opt.of(d)))
}

// of fills in what the document states itself.
func (opt Options) of(d *document.Document) claims.Options {
	if opt.Title == "" {
		opt.Title = d.Title
	}
	if opt.Published == "" {
		opt.Published = d.Published
	}
	return claims.Options(opt)
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
	refused := map[int]error{}
	list := slices.Clone(proposed)
	for i := range list {
		c := &list[i]
		from, to, err := find(d, file, *c)
		if err != nil {
			refused[i] = err
			from, to = 0, 0
		}
		c.Start, c.End = from, to
	}
	list = claims.Verify(d, opt.of(d), list)
	for i, err := range refused {
		c := &list[i]
		c.Status, c.Reason, c.Reasons = claims.Rejected, err.Error(), []string{err.Error()}
		if errors.As(err, new(unsure)) {
			c.Status = claims.Review
		}
	}
	out := placed(d, file, list)
	for i := range refused {
		out[i].Quote, out[i].Shown = proposed[i].Quote, proposed[i].Quote
	}
	return out
}

// unsure is why nobody can say where a quote stands.
type unsure string

func (u unsure) Error() string { return string(u) }

// find returns where the quote of a proposal stands in the text.
func find(d *document.Document, file []byte, c Claim) (from, to int, err error) {
	if c.Start != 0 || c.End != 0 {
		if c.Start < 0 || c.End > len(file) || c.Start >= c.End {
			return 0, 0, fmt.Errorf("bytes %d to %d are not in the file, which has %d", c.Start, c.End, len(file))
		}
		from, to = d.Find(c.Start, c.End)
		if c.Quote != "" && c.Quote != string(file[c.Start:c.End]) && c.Quote != d.Text[from:to] {
			return 0, 0, fmt.Errorf("bytes %d to %d are not the quote", c.Start, c.End)
		}
		return from, to, nil
	}
	if c.Quote == "" {
		return 0, 0, unsure("it has neither a quote nor its bytes")
	}
	switch n := strings.Count(d.Text, c.Quote); {
	case n > 1:
		return 0, 0, unsure(fmt.Sprintf("the quote stands in the text %d times; give start and end, or a longer one", n))
	case n == 1:
		from = strings.Index(d.Text, c.Quote)
		return from, from + len(c.Quote), nil
	case bytes.Count(file, []byte(c.Quote)) == 1:
		start := bytes.Index(file, []byte(c.Quote))
		from, to = d.Find(start, start+len(c.Quote))
		return from, to, nil
	}
	return 0, 0, errors.New("the quote is not in the text")
}
