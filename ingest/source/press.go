package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// pressSettings are those of one text: a file of the user, or an address.
type pressSettings struct {
	// URL is where the text was read; Path is a copy of it on disk, and where
	// there is none the text is fetched.
	URL  string `mapstructure:"url"`
	Path string `mapstructure:"path"`
	// SourceID is how claims cite the text; default the name of the source.
	SourceID string `mapstructure:"source_id"`
	// Title, Publisher and Published describe it; Published is also the day
	// that "last March" counts from. PublisherKind is one of sourceKinds;
	// default news.
	Title         string `mapstructure:"title"`
	Publisher     string `mapstructure:"publisher"`
	Published     string `mapstructure:"published"`
	PublisherKind string `mapstructure:"publisher_kind"`
}

// pressText is a text, HTML page or PDF whose claims the package press reads.
type pressText struct {
	texts
	pressSettings
}

var pressKind = kindOf{name: "press", mode: "warn", make: of(newPress)}

func newPress(from origin, s pressSettings) (Kind, error) {
	switch {
	case s.URL == "":
		return nil, errors.New("no address; write url: https://… where the text was read, and path: for a copy on disk")
	case !webAddress.MatchString(s.URL):
		return nil, fmt.Errorf("url must be an address of the web, not %q; a file on disk goes into the setting path", s.URL)
	case s.Title == "":
		return nil, errors.New("no title; write title: and what the text is called")
	}
	if s.Published != "" {
		if _, err := ingest.ParsePeriod(s.Published); err != nil {
			return nil, fmt.Errorf("published: %w", err)
		}
	}
	s.SourceID = cmp.Or(s.SourceID, from.name)
	if !slug.MatchString(s.SourceID) {
		return nil, fmt.Errorf("source_id %q is not in small letters, digits and single hyphens", s.SourceID)
	}
	s.Publisher = cmp.Or(s.Publisher, "not stated")
	s.PublisherKind = cmp.Or(s.PublisherKind, "news")
	if !slices.Contains(sourceKinds, s.PublisherKind) {
		return nil, fmt.Errorf("unknown publisher_kind %q%s", s.PublisherKind, hint(s.PublisherKind, "kinds are", sourceKinds))
	}
	return &pressText{texts{from}, s}, nil
}

func (k *pressText) File() string { return k.Path }

func (k *pressText) Start() ([]raw.Request, error) {
	if k.Path != "" {
		return nil, nil
	}
	return []raw.Request{k.request(k.URL, "text")}, nil
}

func (k *pressText) Check(_ raw.Request, status int, _ map[string]string, body []byte) error {
	switch err := wrongStatus(status, body); {
	case err != nil:
		return err
	case len(bytes.TrimSpace(body)) == 0:
		return again("the answer is empty")
	}
	return nil
}

func (k *pressText) Text(raw.Record) (Text, bool) {
	return Text{SourceID: k.SourceID, Title: k.Title, Published: k.Published}, true
}

func (k *pressText) Rows(_ io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		row := sourceRow(cells{"source_id": k.SourceID, "title": k.Title, "publisher": k.Publisher, "kind": k.PublisherKind,
			"published_on": k.Published, "url": cmp.Or(rec.FinalURL, k.URL)})
		row.Locator = settingsLocator
		yield(row, nil)
	}
}
