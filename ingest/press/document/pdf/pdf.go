// Package pdf reads the characters of a PDF and where they stand on their
// pages: enough to put lines and columns together again, and no more. Fonts
// are read as far as they say what a character means and how wide it is.
//
// Objects are found by scanning, so that a wrong cross-reference table does
// no harm; files that are encrypted with an empty password are opened.
package pdf

import (
	"errors"
	"fmt"
	"iter"
)

// A Glyph is one character, or a ligature as its characters. X and Y are of
// the left end of its base line, in points from the lower left of the page.
type Glyph struct {
	Text              string
	X, Y, Width, Size float64
	Upright           bool // reads from left to right
	Placed            bool // moved to, not reached from the glyph before
}

// A Page is the glyphs of a page in the order in which they are painted.
type Page []Glyph

// maxPages is how many pages are read.
const maxPages = 2000

// Pages returns the pages of a file one after the other. An error ends them:
// the file is broken, encrypted with a password, or beyond the bounds of this
// package (16 MiB for one decoded stream, 256 MiB for all). Memory stays
// below 512 MiB besides the file.
func Pages(text []byte) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		f, err := opened(text)
		if err != nil {
			yield(nil, err)
			return
		}
		fonts := map[ref]*font{}
		seen, count := map[ref]bool{}, 0
		list, err := f.kids(f.dict(f.trailer["Root"])["Pages"], seen)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, p := range list {
			if count++; count > maxPages {
				yield(nil, fmt.Errorf("the PDF has more than %d pages; cut out the part that matters", maxPages))
				return
			}
			page, err := f.paint(p, fonts)
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// caught turns the panic of a bound into its error.
func caught(err *error) {
	switch x := recover(); x {
	case nil:
	case errTooMuch:
		*err = errTooMuch
	default:
		panic(x)
	}
}

func opened(text []byte) (f *file, err error) {
	defer caught(&err)
	f, err = open(text)
	if err == nil && f.dict(f.dict(f.trailer["Root"])["Pages"]) == nil {
		return nil, errBroken
	}
	return f, err
}

// leaf is a page with what it inherits from the nodes above it.
type leaf struct {
	page      dict
	resources value
}

// kids returns the pages below a node of the page tree, in order.
func (f *file) kids(root value, seen map[ref]bool) (pages []leaf, err error) {
	defer caught(&err)
	var walk func(v, resources value)
	walk = func(v, resources value) {
		if r, ok := v.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		d := f.dict(v)
		if own := d["Resources"]; own != nil {
			resources = own
		}
		if list := f.array(d["Kids"]); list != nil {
			if f.depth++; f.depth > maxReferences {
				panic(errTooMuch)
			}
			for _, kid := range list {
				walk(kid, resources)
			}
			f.depth--
			return
		}
		if d != nil && len(pages) <= maxPages {
			pages = append(pages, leaf{d, resources})
		}
	}
	walk(root, nil)
	return pages, nil
}

// paint returns the glyphs of one page. A fault in its contents ends it; what
// was painted before counts.
func (f *file) paint(l leaf, fonts map[ref]*font) (page Page, err error) {
	defer caught(&err)
	var data []byte
	for _, part := range f.list(l.page["Contents"]) {
		s, ok := f.resolve(part).(stream)
		if !ok {
			continue
		}
		more, err := f.decode(s)
		if errors.Is(err, errTooMuch) {
			return nil, err
		}
		if data = append(append(data, more...), '\n'); len(data) > maxStream {
			return nil, errTooMuch
		}
	}
	p := &painter{file: f, fonts: fonts, page: &page, now: state{ctm: identity, stretch: 1}}
	p.run(data, f.dict(l.resources))
	return page, nil
}
