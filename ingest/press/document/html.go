package document

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// skipped elements hold nothing that the page says to its reader.
var skipped = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "svg": true, "nav": true, "iframe": true,
	"textarea": true, "select": true, "ix:header": true, "title": true,
}

// blocks are the elements before and after which a block ends.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true, atom.Tr: true,
	atom.Td: true, atom.Th: true, atom.Caption: true, atom.Section: true, atom.Article: true, atom.Aside: true, atom.Main: true,
	atom.Header: true, atom.Footer: true, atom.Address: true, atom.Blockquote: true, atom.Pre: true, atom.Hr: true,
	atom.Figure: true, atom.Figcaption: true, atom.Form: true, atom.Fieldset: true, atom.Body: true, atom.Head: true,
	atom.Center: true, atom.Option: true, atom.Button: true, atom.Details: true, atom.Summary: true,
}

// gap is the white space that is due before the next visible character.
type gap int

const (
	noGap gap = iota
	spaceGap
	lineGap
	blockGap
)

// htmlReader walks the tags of a page once.
type htmlReader struct {
	raw   *builder // the page as UTF-8
	at    int      // start of the token in raw.text
	page  *builder
	out   *builder // where text goes: page, or the open cell
	open  []*htmlTable
	deep  int // tables beyond maxNesting that are open
	cells int
	size  int // bytes of text so far

	due             gap
	blankAt, blanks int // the first white space that is due, in raw.text, and its bytes
	skip            string
	skipDepth       int
	sup             int // length of out when a sup element began; -1 outside
	pre             int
	meta            pageMeta
}

func parseHTML(file []byte) (*document, error) {
	raw, err := decode(file)
	if err != nil {
		return nil, err
	}
	r := &htmlReader{raw: raw, page: &builder{}, sup: -1}
	r.out = r.page
	z := html.NewTokenizer(bytes.NewReader(raw.text))
	for kind := html.TokenType(0); kind != html.ErrorToken || z.Err() == nil; {
		kind = z.Next()
		n := len(z.Raw())
		r.token(kind, z)
		if r.at += n; r.size > maxText {
			return nil, errTooLong
		}
		if kind == html.ErrorToken {
			break
		}
	}
	for len(r.open) > 0 {
		r.closeTable()
	}
	d := &document{form: "html", text: string(r.page.text), file: file, tables: r.page.tables, runs: r.page.runs}
	d.title = r.meta.title()
	if d.published = r.meta.published; d.published == "" {
		d.published = dateline(d.text)
	}
	return d, nil
}

func (r *htmlReader) token(kind html.TokenType, z *html.Tokenizer) {
	switch kind {
	case html.TextToken:
		if r.skip != "" {
			r.meta.gather(z.Raw())
			return
		}
		r.text(z.Raw())
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := z.TagName()
		tag, attributes := string(name), map[string]string(nil)
		if more {
			attributes = readAttributes(z)
		}
		r.start(tag, attributes, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := z.TagName()
		r.end(string(name))
	}
}

// maxAttributes bounds what is kept of one tag.
const maxAttributes = 64

func readAttributes(z *html.Tokenizer) map[string]string {
	out := map[string]string{}
	for {
		key, value, more := z.TagAttr()
		if _, twice := out[string(key)]; !twice && len(out) < maxAttributes && len(value) < 4096 {
			out[string(key)] = string(value)
		}
		if !more {
			return out
		}
	}
}

func (r *htmlReader) start(tag string, attributes map[string]string, closed bool) {
	if r.skip != "" {
		if tag == r.skip && !closed {
			r.skipDepth++
		}
		return
	}
	r.meta.start(tag, attributes)
	if skipped[tag] {
		if !closed {
			r.skip, r.skipDepth = tag, 1
		}
		return
	}
	a := atom.Lookup([]byte(tag))
	if blocks[a] {
		r.want(blockGap)
	}
	switch a {
	case atom.Sup:
		r.sup = len(r.out.text)
	case atom.Br:
		r.want(lineGap)
	case atom.Pre:
		r.pre++
	case atom.H1:
		r.meta.heading(r.page)
	case atom.Table:
		r.openTable()
	case atom.Tr:
		r.openRow()
	case atom.Td, atom.Th:
		r.openCell(attributes)
	}
}

func (r *htmlReader) end(tag string) {
	if r.skip != "" {
		if tag == r.skip {
			if r.skipDepth--; r.skipDepth == 0 {
				r.meta.end(r.skip)
				r.skip = ""
			}
		}
		return
	}
	a := atom.Lookup([]byte(tag))
	if blocks[a] {
		r.want(blockGap)
	}
	switch a {
	case atom.Sup:
		r.endSup()
	case atom.Pre:
		r.pre = max(0, r.pre-1)
	case atom.H1:
		r.meta.endHeading(r.page)
	case atom.Table:
		r.closeTable()
	case atom.Tr:
		r.closeRow()
	case atom.Td, atom.Th:
		r.closeCell()
	}
}

// noteMark is what stands in sup beside a figure and is no part of it.
var noteMark = regexp.MustCompile(`^\s*[\[(（]?(?:\d{1,2}|[a-z]|[*†‡§#]{1,3})(?:,\s*(?:\d{1,2}|[a-z]))*[\])）]?\s*$`)

func (r *htmlReader) endSup() {
	if at := r.sup; at >= 0 && at <= len(r.out.text) && noteMark.Match(r.out.text[at:]) {
		r.size -= len(r.out.text) - at
		r.out.cut(at)
	}
	r.sup = -1
}

func (r *htmlReader) want(g gap) { r.due = max(r.due, g) }

// text adds the text of a token, its white space squeezed and its entities
// decoded.
func (r *htmlReader) text(raw []byte) {
	for i := 0; i < len(raw); {
		if blank(raw[i]) && r.pre > 0 && raw[i] == '\n' {
			r.want(lineGap)
			i++
			continue
		}
		if blank(raw[i]) {
			n := 1
			for i+n < len(raw) && blank(raw[i+n]) && (r.pre == 0 || raw[i+n] != '\n') {
				n++
			}
			if r.due == noGap {
				r.due, r.blankAt, r.blanks = spaceGap, r.at+i, n
			}
			i += n
			continue
		}
		s, n := "", 0
		if raw[i] == '&' {
			s, n = entity(raw[i:])
		} else {
			s, n = clean(raw[i:])
		}
		switch {
		case s == " " && r.due == noGap:
			r.due, r.blankAt, r.blanks = spaceGap, r.at+i, n
		case s == "\n" || s == "\n\n":
			r.want(lineGap)
		case strings.TrimSpace(s) != "":
			if t := r.top(); t != nil && t.cell == nil {
				r.openCell(nil) // text between cells, or a caption
			}
			r.flush()
			before := len(r.out.text)
			r.out.add(s, r.raw, r.at+i, n)
			r.size += len(r.out.text) - before
		}
		i += n
	}
}

// flush writes the white space that is due.
func (r *htmlReader) flush() {
	before := len(r.out.text)
	if before > 0 {
		switch r.due {
		case spaceGap:
			r.out.add(" ", r.raw, r.blankAt, r.blanks)
		case lineGap:
			r.out.insert("\n")
		case blockGap:
			r.out.insert("\n\n")
		}
	}
	r.due = noGap
	r.size += len(r.out.text) - before
}

// entity returns the character that a reference at the start of s stands for,
// or the ampersand itself.
func entity(s []byte) (string, int) {
	n := 1
	for n < len(s) && n < 40 && (s[n] == '#' || s[n] >= '0' && s[n] <= '9' || s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
		n++
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	decoded := html.UnescapeString(string(s[:n]))
	if decoded == string(s[:n]) {
		return "&", 1
	}
	var out strings.Builder
	for rest := []byte(decoded); len(rest) > 0; {
		c, k := clean(rest)
		out.WriteString(c)
		rest = rest[k:]
	}
	if c := out.String(); utf8.RuneCountInString(c) != 1 || c == "\t" {
		return strings.Map(func(c rune) rune {
			if c < ' ' {
				return ' '
			}
			return c
		}, c), n
	}
	return out.String(), n
}
