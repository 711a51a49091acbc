package document

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	r := &htmlReader{page: newBuilder(raw), sup: -1, grid: grid{spans: map[int]int{}}}
	z := html.NewTokenizer(bytes.NewReader(raw.text))
	for kind := z.Next(); ; kind = z.Next() {
		n := len(z.Raw())
		r.token(kind, z)
		if r.at += n; len(r.page.text) > maxText {
			return nil, errTooLong
		}
		if kind == html.ErrorToken {
			break
		}
	}
	for len(r.open) > 0 {
		r.closeTable()
	}
	text := string(r.page.text)
	return &Document{Text: text, Title: r.meta.title(), Published: r.meta.published, Tables: findTables(text, r.spans), origin: r.page.origin}, nil
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
		tag, attributes := string(name), map[string]string{}
		for more && len(attributes) < maxAttributes {
			var key, value []byte
			key, value, more = z.TagAttr()
			attributes[string(key)] = string(value)
		}
		r.start(tag, attributes, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := z.TagName()
		r.end(string(name))
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
	if blocks[tag] {
		r.want(blockGap)
	}
	switch atom.Lookup([]byte(tag)) {
	case atom.Sup:
		r.sup = len(r.page.text)
	case atom.Br:
		r.want(lineGap)
	case atom.Pre:
		r.pre++
	case atom.Table:
		r.openTable()
	case atom.Tr:
		r.openRow()
	case atom.Td, atom.Th:
		r.openCell(attributes["colspan"], attributes["rowspan"])
	}
}

func (r *htmlReader) end(tag string) {
	if r.skip != "" {
		if tag == r.skip {
			if r.skipDepth--; r.skipDepth == 0 {
				r.meta.end()
				r.skip = ""
			}
		}
		return
	}
	if blocks[tag] {
		r.want(blockGap)
	}
	switch atom.Lookup([]byte(tag)) {
	case atom.Sup:
		r.endSup()
	case atom.Pre:
		r.pre = max(0, r.pre-1)
	case atom.Table:
		r.closeTable()
	case atom.Tr, atom.Td, atom.Th:
		r.closeCell()
	}
}

// noteMark is what stands in sup beside a figure and is no part of it.
var noteMark = regexp.MustCompile(`^\s*[\[(（]?(?:\d{1,2}|[a-z]|[*†‡§#]{1,3})(?:,\s*(?:\d{1,2}|[a-z]))*[\])）]?\s*$`)

func (r *htmlReader) endSup() {
	if at := r.sup; at >= 0 && at <= len(r.page.text) && noteMark.Match(r.page.text[at:]) {
		r.page.cut(at)
	}
	r.sup = -1
}

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
			r.visible(s, i, n)
		case s != "" && r.pre > 0 && s != " " && s != "\t":
			r.want(lineGap)
		case s != "" && r.due == noGap:
			r.due, r.blankAt, r.blanks = spaceGap, r.at+i, n
		}
	}
}

// visible writes the white space that is due, and s.
func (r *htmlReader) visible(s string, i, n int) {
	switch {
	case len(r.page.text) == 0, r.due == noGap:
	case r.due == spaceGap && r.blanks > 0:
		r.page.add(" ", r.blankAt, r.blanks)
	case r.due == spaceGap: // the end of a cell
		r.page.insert(" ")
	case r.due == lineGap:
		r.page.insert("\n")
	default:
		r.page.insert("\n\n")
	}
	r.due, r.blanks = noGap, 0
	r.page.add(s, r.at+i, n)
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
