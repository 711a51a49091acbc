package document

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// pageMeta gathers what a page says about itself.
type pageMeta struct {
	shared, own string // og:title, title element
	published   string
	kind        string // of the skipped element that is open: title, script, or ""
	text        []byte
}

// publishedNames are the names under which pages give their day, folded.
var publishedNames = setOf(`article:published_time og:published_time datepublished date pubdate publishdate publish-date publish_date
	dc.date dc.date.issued dcterms.created dcterms.issued parsely-pub-date sailthru.date citation_publication_date releasedate`)

func (m *pageMeta) start(tag string, attributes map[string]string) {
	m.kind, m.text = "", nil
	_, dated := attributes["pubdate"]
	name := strings.ToLower(attributes["property"] + attributes["name"] + attributes["itemprop"])
	switch {
	case tag == "meta" && name == "og:title":
		m.shared = cmp.Or(m.shared, attributes["content"])
	case tag == "meta" && publishedNames[name]:
		m.day(attributes["content"])
	case tag == "time" && (dated || name == "datepublished"):
		m.day(attributes["datetime"])
	case tag == "title", tag == "script" && strings.Contains(strings.ToLower(attributes["type"]), "ld+json"):
		m.kind = tag
	}
}

// day keeps the first day that is given in full, in the form for machines.
func (m *pageMeta) day(s string) {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s[:min(10, len(s))]); err == nil && t.Year() >= 1990 {
		m.published = cmp.Or(m.published, s[:10])
	}
}

// gather adds text of a skipped element.
func (m *pageMeta) gather(raw []byte) {
	if m.kind != "" && len(m.text) < 1<<20 {
		m.text = append(m.text, raw...)
	}
}

// linkedDay is the day in JSON-LD. The rest of it, often broken, is not read.
var linkedDay = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{8,40})"`)

// end closes a skipped element.
func (m *pageMeta) end() {
	if m.kind == "title" {
		m.own = cmp.Or(m.own, html.UnescapeString(string(m.text)))
	} else if found := linkedDay.FindSubmatch(m.text); m.kind == "script" && found != nil {
		m.day(string(found[1]))
	}
	m.kind, m.text = "", nil
}

// title returns the title for others, else the page's own, if it can be one.
func (m *pageMeta) title() string {
	if title := squeeze(cmp.Or(m.shared, m.own)); len(title) <= 500 {
		return title
	}
	return ""
}
