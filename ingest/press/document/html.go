package document

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

func setOf(names string) map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		out[name] = true
	}
	return out
}

var (
	// skipped elements hold nothing that the page says to its reader.
	skipped = setOf("script style noscript template svg nav iframe textarea select ix:header title")
	// blocks are the elements before and after which a block ends.
	blocks = setOf(`p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption section article aside main header footer address
		blockquote pre hr figure figcaption form fieldset body head center option button details summary`)
)

// gap is the white space that is due before the next visible character.
type gap int

const (
	noGap gap = iota
	spaceGap
	lineGap
	blockGap
)

// maxAttributes is how many attributes of an element are looked at.
const maxAttributes = 64

// htmlReader walks the tags of a page once.
type htmlReader struct {
	page *builder
	at   int // start of the token in the decoded page
	grid

	due             gap
	blankAt, blanks int // the first white space that is due, and its bytes
	skip            string
	skipDepth       int
	sup             int // length of the text when a sup element began; -1 outside
	pre             int
	meta            pageMeta
}

func readHTML(file []byte) (*Document, error) {
	raw, err := decode(file)
	if err != nil {
		return nil, err
	}
	r := &htmlReader{page: &builder{raw: raw.origin}, sup: -1, grid: grid{spans: map[int]int{}}}
	z := html.NewTokenizer(bytes.NewReader(raw.text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		n := len(z.Raw())
		switch {
		case kind == html.TextToken && r.skip != "":
			r.meta.gather(z.Raw())
		case kind == html.TextToken:
			r.text(z.Raw())
		case kind != html.CommentToken && kind != html.DoctypeToken:
			r.tag(kind, z)
		}
		if r.at += n; len(r.page.text) > maxText {
			return nil, errTooLong
		}
	}
	for len(r.open) > 0 {
		r.closeTable()
	}
	text := string(r.page.text)
	return &Document{Text: text, Title: r.meta.title(), Published: r.meta.published, Tables: findTables(text, r.spans), origin: r.page.origin}, nil
}

// tag reads the start or the end of an element.
func (r *htmlReader) tag(kind html.TokenType, z *html.Tokenizer) {
	name, more := z.TagName()
	tag, start := string(name), kind != html.EndTagToken
	switch {
	case r.skip == "":
	case tag != r.skip || kind == html.SelfClosingTagToken:
		return
	case start:
		r.skipDepth++
		return
	default:
		if r.skipDepth--; r.skipDepth == 0 {
			r.meta.end()
			r.skip = ""
		}
		return
	}
	attributes := map[string]string{}
	for more && len(attributes) < maxAttributes {
		var key, value []byte
		key, value, more = z.TagAttr()
		attributes[string(key)] = string(value)
	}
	if start {
		r.meta.start(tag, attributes)
	}
	if skipped[tag] {
		if kind == html.StartTagToken {
			r.skip, r.skipDepth = tag, 1
		}
		return
	}
	if blocks[tag] {
		r.want(blockGap)
	}
	switch {
	case tag == "sup" && start:
		r.sup = len(r.page.text)
	case tag == "sup":
		if at := r.sup; at >= 0 && at <= len(r.page.text) && noteMark.Match(r.page.text[at:]) {
			r.page.cut(at)
		}
		r.sup = -1
	case tag == "br" && start:
		r.want(lineGap)
	case tag == "pre" && start:
		r.pre++
	case tag == "pre":
		r.pre = max(0, r.pre-1)
	case tag == "table" && start:
		r.openTable()
	case tag == "table":
		r.closeTable()
	case tag == "tr" && start:
		r.openRow()
	case (tag == "td" || tag == "th") && start:
		r.openCell(attributes["colspan"], attributes["rowspan"])
	case tag == "tr" || tag == "td" || tag == "th":
		r.closeCell()
	}
}

// noteMark is what stands in sup beside a figure and is no part of it.
var noteMark = regexp.MustCompile(`^\s*[\[(（]?(?:\d{1,2}|[a-z]|[*†‡§#]{1,3})(?:,\s*(?:\d{1,2}|[a-z]))*[\])）]?\s*$`)

// want asks for white space, which a cell does not begin with.
func (r *htmlReader) want(g gap) {
	if t := r.top(); t == nil || !t.cell || len(r.page.text) > t.at {
		r.due = max(r.due, g)
	}
}

// text adds the text of a token, its white space squeezed and its entities
// decoded.
func (r *htmlReader) text(raw []byte) {
	for i, n := 0, 0; i < len(raw); i += n {
		var s string
		for n = 0; i+n < len(raw) && raw[i+n] > ' ' && raw[i+n] < 0x7f && raw[i+n] != '&'; n++ {
		}
		switch {
		case n > 0:
			s = string(raw[i : i+n])
		case raw[i] == '&':
			s, n = entity(raw[i:])
		default:
			s, n = clean(raw[i:])
		}
		switch {
		case strings.TrimSpace(s) != "":
			if len(r.page.text) > 0 && r.due == spaceGap && r.blanks > 0 {
				r.page.add(" ", r.blankAt, r.blanks)
			} else if len(r.page.text) > 0 { // a space is due at the end of a cell, too
				r.page.insert([]string{noGap: "", spaceGap: " ", lineGap: "\n", blockGap: "\n\n"}[r.due])
			}
			r.due, r.blanks = noGap, 0
			r.page.add(s, r.at+i, n)
		case s != "" && r.pre > 0 && s != " " && s != "\t":
			r.want(lineGap)
		case s != "" && r.due == noGap:
			r.due, r.blankAt, r.blanks = spaceGap, r.at+i, n
		}
	}
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
	reference := string(s[:n])
	decoded := html.UnescapeString(reference)
	if decoded == reference {
		return "&", 1
	}
	out := ""
	for len(decoded) > 0 {
		c, k := clean([]byte(decoded))
		out, decoded = out+c, decoded[k:]
	}
	return strings.NewReplacer("\t", " ", "\n", " ").Replace(out), n
}
