// Package source has the kinds of source that are not data packages: each
// turns the raw bytes of an origin into rows of the package's tables.
//
// A kind neither types nor checks a cell. Its rows are texts, as a row of a
// CSV file is, and go through the same rules, so that a bad value from
// anywhere is set aside with the same reason.
package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// Kind is a source of one kind with its settings. Start and Answer are for
// fetching, Rows is for a run; none of them touches the network or a clock.
// origin, which every kind embeds, has what most of them have in common.
//
// A Kind serves one fetch or one run and is not for several goroutines.
type Kind interface {
	// Tables returns the tables that the source may have rows of.
	Tables() []string

	// File returns the path of the file of the user that a run opens and hands
	// to Rows, as configured; "" when the source is fetched.
	File() string

	// Start returns the first requests, in the order to send them; none for a
	// source that reads a file.
	Start() ([]raw.Request, error)

	// Answer returns the requests that an answer of status 200 calls for:
	// further pages, or the documents on a list. It refuses one that must not be
	// stored, such as a page of excuses or half an answer: with a raw.Fault when
	// it may be well a little later; any other error is final.
	Answer(req raw.Request, body []byte) ([]raw.Request, error)

	// Rows gives the rows in the body of one record, in its order; none for an
	// answer that only leads to others, and for a text. A body that rows come
	// from is read to its end.
	Rows(body io.Reader, rec raw.Record, give Giver) error

	// Cites returns the row of the table source that the rows of a record cite,
	// where it is known before the body is read; else its Table is "". only: no
	// body has a row of that table.
	Cites(rec raw.Record) (source ingest.Row, only bool)

	// isText reports a kind whose records with such a row are texts for the
	// package press: claims found in them refer to it.
	isText() bool
}

// Giver takes a row, and why it is set aside: nil for one that is not. Its error
// ends the reading, and is that of whoever reads.
type Giver func(row ingest.Row, unfit *ingest.Rejection) error

// errStopped is the error of a Giver that wants no more rows.
var errStopped = errors.New("stopped")

// each yields what a reader gives, as a package takes it.
func each(read func(Giver) error) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		err := read(func(row ingest.Row, unfit *ingest.Rejection) error {
			var err error
			if unfit != nil { // a nil pointer would be an error that is not nil
				err = unfit
			}
			if !yield(row, err) {
				return errStopped
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(ingest.Row{}, err)
		}
	}
}

// Joiner is a kind with rows that need several records. Rows keeps what each
// record says, in any order of records; Joined is called after the last and
// gives those rows as Rows does. Their locators name the records by hash.
type Joiner interface {
	Kind
	Joined(give Giver) error
}

// kindOf is what a kind of source says of itself, in its own file, beside the
// methods of its Kind.
type kindOf struct {
	mode string // where the setting mode is not given: one of modes
	make func(from origin, settings map[string]any) (Kind, error)
}

// kinds has one line for each kind that a configuration can name.
var kinds = map[string]kindOf{
	"edgar":     edgarKind,
	"file":      fileKind,
	"hkex":      hkexKind,
	"owid":      owidKind,
	"press":     pressKind,
	"wikidata":  wikidataKind,
	"worldbank": worldBankKind,
}

// Kinds returns the names that the setting kind may have, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// New returns the source that the configuration calls name. Its settings are
// read strictly: an unknown kind or key, or a value of the wrong type, is an
// error that says what could have been meant. The settings kind and mode, for
// which see modeOf, are there for every kind.
func New(name string, settings map[string]any, aliases Aliases) (Kind, error) {
	fail := func(err error) (Kind, error) { return nil, fmt.Errorf("source %s: %w", name, err) }
	if !slug.MatchString(name) {
		return fail(fmt.Errorf("a source is named in small letters, digits and single hyphens, such as %q", "owid-users"))
	}
	kind, _ := settings["kind"].(string)
	of, ok := kinds[kind]
	switch {
	case kind == "":
		return fail(fmt.Errorf("no kind; write kind: and one of %s", strings.Join(Kinds(), ", ")))
	case !ok:
		return fail(fmt.Errorf("unknown kind %q%s", kind, ingest.Hint(kind, "kinds are", Kinds())))
	}
	if _, err := modeOf(settings); err != nil {
		return fail(err)
	}
	k, err := of.make(origin{name: name, kind: kind, aliases: aliases}, settings)
	if err != nil {
		return fail(err)
	}
	return k, nil
}

// origin is what every kind has from the configuration. Its methods are those
// of a kind that is fetched, in answers of any form that lead to no others.
type origin struct {
	name, kind string
	aliases    Aliases
}

func (origin) File() string                                      { return "" }
func (origin) Answer(raw.Request, []byte) ([]raw.Request, error) { return nil, nil }
func (origin) Cites(raw.Record) (ingest.Row, bool)               { return ingest.Row{}, false }
func (origin) isText() bool                                      { return false }

// texts is the origin of a kind whose answers are texts, or lead to some.
type texts struct{ origin }

func (texts) Tables() []string                        { return []string{"source", "observation", "event", "statement"} }
func (texts) Rows(io.Reader, raw.Record, Giver) error { return nil }
func (texts) isText() bool                            { return true }

// filed is the row of a text that a company filed; it is its own record.
func (texts) filed(rec raw.Record, id, title string) ingest.Row {
	row := described{Title: title, Publisher: rec.About["company"], Kind: "company_filing", PublishedOn: rec.About["published"]}.row(id, rec.URL)
	row.Record = []byte(strings.Join(row.Cells, ","))
	return row
}

// request asks for an address. What the kind wants to know again of its answer,
// by key and value, is kept in the record.
func (o origin) request(url, role string, about ...string) raw.Request {
	r := raw.Request{Source: o.name, Kind: o.kind, URL: url, About: map[string]string{"role": role}}
	for i := 0; i < len(about); i += 2 {
		r.About[about[i]] = about[i+1]
	}
	return r
}

// maxBody is the longest answer, in bytes, that is read into memory.
const maxBody = 64 << 20

var webAddress = regexp.MustCompile(`^https?://[^ ]+$`)

// readBody reads a whole answer, without a byte order mark.
func readBody(body io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxBody {
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxBody)
	}
	return bytes.TrimPrefix(b, byteOrderMark), nil
}

var byteOrderMark = []byte("\ufeff")

// isPage tells a web page from the data that was asked for.
func isPage(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, byteOrderMark), " \t\r\n"), []byte("<"))
}

// parsed reads an answer in JSON, that has what kinds look for at a path. It
// fails for one that may be well another time: a part of an answer, or a page
// of excuses.
func parsed(body []byte, path string) (gjson.Result, error) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	switch found := gjson.ParseBytes(body); {
	case !gjson.ValidBytes(body):
		return found, raw.Fault("the answer is not JSON, or only a part of it")
	case !found.Get(path).Exists() || found.Get(path).Type == gjson.Number:
		return found, fmt.Errorf("the answer has no %s", path)
	default:
		return found, nil
	}
}

// wholeAnswer is the path of an answer that is itself what kinds look for.
const wholeAnswer = "@this"

// slug is what a source_id and the name of a source look like.
var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugOf makes one source_id of several texts.
func slugOf(parts ...string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(strings.Join(parts, "-")), "-"), "-")
}

var baseAddress = regexp.MustCompile(`^https?://[^/ ?#]+(/[^ ?#]*)?$`)

// completeURL checks the setting of a base address, which has no slash at its
// end and is the usual one where it is not set.
func completeURL(key string, setting *string, usual string) error {
	*setting = cmp.Or(*setting, usual)
	if !baseAddress.MatchString(*setting) {
		return fmt.Errorf("%s must be an address, not %q; write %s: %s", key, *setting, key, usual)
	}
	*setting = strings.TrimRight(*setting, "/")
	return nil
}

// isDay reports a day of the calendar, such as 2018-09-30.
func isDay(text string) bool {
	p, err := ingest.ParsePeriod(text)
	return err == nil && p.Precision == "day"
}

// dayRange checks the settings from and to; "" is open.
func dayRange(from, to string) error {
	for _, d := range []struct{ key, day string }{{"from", from}, {"to", to}} {
		if d.day != "" && !isDay(d.day) {
			return fmt.Errorf("%s must be a day, not %q; write %s: 2018-09-30", d.key, d.day, d.key)
		}
	}
	if from != "" && to != "" && from > to {
		return fmt.Errorf("from %s is after to %s; swap them", from, to)
	}
	return nil
}
