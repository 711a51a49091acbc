package document

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// pageMeta gathers what a page says about itself.
type pageMeta struct {
	shared, own, first string // og:title, title element, first h1
	published          string
	kind               string // of the skipped element that is open: title, data, or ""
	text               []byte
	h1                 int // where the first h1 starts in the page; -1 once read
	inH1               bool
}

// publishedNames are the names under which pages give their day, folded.
var publishedNames = map[string]bool{
	"article:published_time": true, "og:published_time": true, "datepublished": true, "date": true, "pubdate": true,
	"publishdate": true, "publish-date": true, "publish_date": true, "dc.date": true, "dc.date.issued": true,
	"dcterms.created": true, "dcterms.issued": true, "parsely-pub-date": true, "sailthru.date": true,
	"citation_publication_date": true, "releasedate": true,
}

func (m *pageMeta) start(tag string, attributes map[string]string) {
	m.kind, m.text = "", nil
	switch tag {
	case "meta":
		name := strings.ToLower(attributes["property"] + attributes["name"] + attributes["itemprop"])
		if name == "og:title" && m.shared == "" {
			m.shared = squeeze(attributes["content"])
		}
		if publishedNames[name] {
			m.day(attributes["content"])
		}
	case "time":
		if strings.EqualFold(attributes["itemprop"], "datePublished") || has(attributes, "pubdate") {
			m.day(attributes["datetime"])
		}
	case "title":
		m.kind = "title"
	case "script":
		if strings.Contains(strings.ToLower(attributes["type"]), "ld+json") {
			m.kind = "data"
		}
	}
}

func has(attributes map[string]string, name string) bool {
	_, ok := attributes[name]
	return ok
}

// day keeps the first day that is given in full.
func (m *pageMeta) day(s string) {
	if m.published == "" {
		m.published = isoDay(s)
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
func (m *pageMeta) end(string) {
	switch m.kind {
	case "title":
		if m.own == "" {
			m.own = squeeze(html.UnescapeString(string(m.text)))
		}
	case "data":
		if found := linkedDay.FindSubmatch(m.text); found != nil {
			m.day(string(found[1]))
		}
	}
	m.kind, m.text = "", nil
}

func (m *pageMeta) heading(page *builder) {
	if m.first == "" && !m.inH1 {
		m.h1, m.inH1 = len(page.text), true
	}
}

func (m *pageMeta) endHeading(page *builder) {
	if m.inH1 && m.h1 <= len(page.text) {
		m.first = squeeze(string(page.text[m.h1:]))
	}
	m.inH1 = false
}

func (m *pageMeta) title() string {
	for _, s := range []string{m.shared, m.own, m.first} {
		if s != "" && len(s) <= 500 {
			return s
		}
	}
	return ""
}
