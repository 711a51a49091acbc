package document

import (
	"bytes"
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

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
	// skipped elements hold nothing that the page says to its reader, or what it has
	// struck out, or says beside what it tells.
	skipped = setOf("script style noscript template svg nav aside button iframe textarea select ix:header title s strike del")
	// closed are elements that never end without a tag, so that all of one that is
	// hidden can be skipped.
	closed = setOf("div span section article main header footer ul ol dl table figure")
	// blocks are the elements before and after which a block ends.
	blocks = setOf(`p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption section article aside main header footer address
		blockquote pre hr figure figcaption form fieldset body head center option button details summary`)
)

// nesting is how much deeper a tag leads.
var nesting = map[html.TokenType]int{html.StartTagToken: 1, html.EndTagToken: -1}

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

// attributes are those that are looked at.
var attributes = setOf("content datetime property name itemprop colspan rowspan hidden style id class")

// htmlReader walks the tags of a page once.
type htmlReader struct {
	page *builder
	at   int // start of the token in the decoded page
	meta

	tag             string            // of the element that begins; "" else
	said            map[string]string // its attributes
	due             gap
	blankAt, blanks int // the first white space that is due, and its bytes
	skip            string
	skipDepth       int
	sup             int // length of the text when a sup element began; -1 outside
	pre             int

	open  []*openTable
	spans map[int]int // columns of the cells that take more than one, by their place in the text
}

func readHTML(file []byte) (*Document, error) {
	raw, err := decode(file)
	if err != nil {
		return nil, err
	}
	r := &htmlReader{page: newBuilder(raw.text), sup: -1, spans: map[int]int{}, said: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(raw.text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		n := len(z.Raw())
		switch {
		case kind == html.TextToken && r.skip == "":
			r.text(z.Raw())
		case kind == html.TextToken && r.at < maxMeta:
			r.within(r.tag, r.skip, z.Text())
		case kind != html.TextToken && kind != html.CommentToken && kind != html.DoctypeToken:
			r.element(kind, z)
		}
		if r.at += n; len(r.page.text) > maxText {
			return nil, errTooLong
		}
	}
	for len(r.open) > 0 {
		r.closeTable()
	}
	text := string(r.page.text)
	return &Document{Text: text, Title: r.title(), Published: r.day, Tables: findTables(text, r.spans), origin: r.page.origin, decoded: raw.origin}, nil
}

// isHidden reports attributes by which a page does not show an element, has struck it
// out, or keeps in it what readers say.
func (r *htmlReader) isHidden() bool {
	_, hidden := r.said["hidden"]
	return hidden || hiddenForm.MatchString(r.said["style"]) || commentForm.MatchString(r.said["id"]) || commentForm.MatchString(r.said["class"])
}

var (
	hiddenForm  = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|:[\s\w]*line-through`)
	commentForm = regexp.MustCompile(`(?i)^(?:comments|comment-?list|comments-(?:area|section|list)|disqus_thread)$`)
)

// element reads the start or the end of an element.
func (r *htmlReader) element(kind html.TokenType, z *html.Tokenizer) {
	name, more := z.TagName()
	tag, start := string(name), kind != html.EndTagToken
	r.tag = ""
	clear(r.said)
	if start {
		r.tag = tag
		for n := 0; more && n < maxAttributes; n++ {
			var key, value []byte
			if key, value, more = z.TagAttr(); attributes[string(key)] {
				r.said[string(key)] = string(value)
			}
		}
		if len(r.said) > 0 && r.at < maxMeta {
			r.of(r.said)
		}
	}
	if r.skip == tag || r.skip == "" && (skipped[tag] || closed[tag] && r.isHidden()) { // such elements can be in one another
		r.skipDepth = max(0, r.skipDepth+nesting[kind])
		if r.skip = tag; r.skipDepth == 0 {
			r.skip = ""
		}
	}
	if r.skip != "" || skipped[tag] {
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
		r.openCell()
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
		switch n = plain(raw[i:], true); {
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
				r.page.add(" ", r.blankAt, r.blankAt+r.blanks)
			} else if len(r.page.text) > 0 { // a space is due at the end of a cell, too
				r.page.insert([]string{noGap: "", spaceGap: " ", lineGap: "\n", blockGap: "\n\n"}[r.due])
			}
			r.due, r.blanks = noGap, 0
			r.page.add(s, r.at+i, r.at+i+n)
		case s != "" && r.pre > 0 && s != " " && s != "\t":
			r.want(lineGap)
		case s != "" && r.due == noGap:
			r.due, r.blankAt, r.blanks = spaceGap, r.at+i, n
		}
	}
}

// inLine makes the blanks of references spaces, for the text that they stand in.
var inLine = strings.NewReplacer("\t", " ", "\n", " ")

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
	return inLine.Replace(out), n
}

// maxMeta is how many bytes of a page are searched for its title and its day.
const maxMeta = 1 << 20

// publishedNames are the names under which pages give their day, folded.
var publishedNames = setOf(`article:published_time og:published_time datepublished date pubdate publishdate publish-date publish_date
	dc.date dc.date.issued dcterms.created dcterms.issued parsely-pub-date sailthru.date citation_publication_date releasedate`)

// linkedDay is the day in JSON-LD. The rest of it, often broken, is not read.
var linkedDay = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{8,40})"`)

// meta is what a page says about itself.
type meta struct{ shared, own, day string } // its title for others and its own, and the first day that is given in full

// of reads the attributes of an element.
func (m *meta) of(has map[string]string) {
	said := has["content"] + has["datetime"]
	switch name := strings.ToLower(has["property"] + has["name"] + has["itemprop"]); {
	case name == "og:title":
		m.shared = cmp.Or(m.shared, said)
	case publishedNames[name]:
		m.day = cmp.Or(m.day, fullDay(said))
	}
}

// within reads the text of an element in one that is skipped.
func (m *meta) within(tag, skipped string, text []byte) {
	if tag == "title" && skipped != "svg" {
		m.own = cmp.Or(m.own, string(text))
	} else if found := linkedDay.FindSubmatch(text); found != nil && tag == "script" {
		m.day = cmp.Or(m.day, fullDay(string(found[1])))
	}
}

// title returns the title for others, else the page's own; "" if it says none.
func (m *meta) title() string {
	title := Squeeze(cmp.Or(m.shared, m.own))
	if len(title) > 500 {
		return ""
	}
	return title
}

// fullDay returns the day that a text begins with, in the form for machines; ""
// if it is none.
func fullDay(s string) string {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s[:min(10, len(s))]); err != nil || t.Year() < 1990 {
		return ""
	}
	return s[:10]
}

// Bounds of tables in a page.
const (
	maxColumns = 100 // what is beyond them is read as running text
	longCell   = 120 // bytes of a cell that is a label or a figure
)

// openTable is a table element that is open. Tables are written as they come, a
// row on each line and a tab for each column. A cell of running text stands by
// itself, apart from its neighbors by a blank line: what is laid out in cells is
// no table.
type openTable struct {
	row     int
	column  int   // of the open cell, or the next
	written int   // column up to which the row is written; -1 nothing of it
	width   int   // columns of the open cell
	taken   []int // of each column, the row up to which a cell takes it
	cell    bool  // a cell is open
	broken  bool  // a table stands in it
	apart   bool  // the next cell of the row stands by itself
	at      int   // where its text begins
}

// top returns the innermost open table; nil outside tables.
func (r *htmlReader) top() *openTable {
	if n := len(r.open); n > 0 {
		return r.open[n-1]
	}
	return nil
}

func (r *htmlReader) openTable() {
	if t := r.top(); t != nil {
		t.broken = true
	}
	r.open = append(r.open, &openTable{written: -1})
}

func (r *htmlReader) closeTable() {
	if n := len(r.open); n > 0 {
		r.closeCell()
		r.open = r.open[:n-1]
		r.due = blockGap
	}
}

func (r *htmlReader) openRow() {
	t := r.top()
	if t == nil {
		return
	}
	r.closeCell()
	if t.written >= 0 {
		r.due = lineGap
	}
	t.row, t.column, t.written, t.apart = t.row+1, 0, -1, false
}

// openCell parts a cell from what is before it, with at least two bytes, so
// that a blank line can take their place.
func (r *htmlReader) openCell() {
	t := r.top()
	if t == nil {
		r.want(blockGap)
		return
	}
	r.closeCell()
	for t.column < len(t.taken) && t.taken[t.column] > t.row {
		t.column++
	}
	t.column = min(t.column, maxColumns-1)
	t.width = min(spanOf(r.said["colspan"]), maxColumns-t.column)
	for i := t.column; i < t.column+t.width; i++ {
		if i == len(t.taken) {
			t.taken = append(t.taken, 0)
		}
		t.taken[i] = max(t.taken[i], t.row+spanOf(r.said["rowspan"]))
	}
	gap := " " + strings.Repeat("\t", max(0, t.column-t.written))
	switch {
	case t.apart, t.written < 0 && r.due == blockGap:
		gap = "\n\n"
	case t.written < 0:
		gap = " \n" + strings.Repeat("\t", t.column)
	}
	if len(r.page.text) == 0 {
		gap = strings.TrimLeft(gap, " \n")
	}
	r.page.insert(gap)
	t.written, t.cell, t.broken, t.apart, t.at = t.column, true, false, false, len(r.page.text)
	r.due, r.sup = noGap, -1
}

// spanOf reads how many columns or rows a cell takes.
func spanOf(s string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(s))
	return max(1, min(n, maxColumns))
}

// closeCell makes the text of a cell one line, or puts it apart.
func (r *htmlReader) closeCell() {
	t := r.top()
	if t == nil || !t.cell {
		return
	}
	text := r.page.text
	if t.broken || len(text)-t.at > longCell {
		copy(text[max(0, t.at-2):t.at], "\n\n")
		t.apart = true
	} else {
		for i := t.at; i < len(text); i++ {
			if text[i] == '\n' {
				text[i] = ' '
			}
		}
		if t.width > 1 {
			r.spans[t.at] = t.width
		}
	}
	t.column += t.width
	t.cell = false
	r.due, r.sup = max(r.due, spaceGap), -1
}
