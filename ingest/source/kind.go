package source

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"golang.org/x/text/unicode/norm"
)

// Kind is a source of one kind with its settings. Start, Follow and Check are
// for fetching, Rows is for a run; none of them touches the network or a clock.
//
// A Kind serves one fetch or one run and is not for several goroutines.
type Kind interface {
	// Start returns the first requests, in the order to send them; none for a
	// kind that reads files.
	Start() ([]raw.Request, error)

	// Follow returns the requests that the answer to an earlier one calls for:
	// further pages, or the documents on a list. Its body has passed Check.
	Follow(req raw.Request, body []byte) ([]raw.Request, error)

	// Check refuses an answer that must not be stored, whatever its status
	// says: an error of HTTP, a page of excuses sent with 200, half an answer.
	// Names in header are in lower case. A *raw.Fault says whether to ask
	// again; any other error is final.
	Check(req raw.Request, status int, header map[string]string, body []byte) error

	// Rows yields the rows of one record, in the order of its body; none for
	// an answer that only leads to others. An error that is a *Rejection sets
	// the row beside it aside, and reading goes on; any other is the last. A
	// body that rows come from is read to its end.
	Rows(body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error]
}

// Joiner is a kind with rows that need several records. Rows keeps what each
// record says, in any order of records; Joined is called after the last and
// yields those rows as Rows does. Their locators name the records by hash.
type Joiner interface {
	Kind
	Joined() iter.Seq2[ingest.Row, error]
}

// Texter is a kind some of whose records are texts for the package press. For
// such a record Rows leaves the body unread and yields one row, of the table
// source, to which the claims found in the text then refer.
type Texter interface {
	Kind
	// Text describes the text; false: the record is no text but one for Rows.
	Text(rec raw.Record) (Text, bool)
}

// Text is what is known of a text beside its bytes.
type Text struct {
	SourceID  string // source_id of its row
	Title     string
	Published string // day, month, quarter or year of publication; "" is unknown
}

// kinds has one line for each kind that a configuration can name.
var kinds = map[string]constructor{
	"owid":      of(newOWID),
	"wikidata":  of(newWikidata),
	"worldbank": of(newWorldBank),
	"edgar":     of(newEdgar),
	"file":      of(newFile),
	"hkex":      of(newHKEX),
	"press":     of(newPress),
}

// Tables returns the tables that a source may have rows of.
func Tables(k Kind) []string {
	switch k := k.(type) {
	case *file:
		tables := []string{"source"}
		for _, v := range k.variants {
			of := []string{v.Table}
			if v.EstimatesUntil != "" {
				of = append(of, "proxy")
			}
			for _, t := range of {
				if !slices.Contains(tables, t) {
					tables = append(tables, t)
				}
			}
		}
		return tables
	case *owid:
		return []string{"source", "observation"}
	case *wikidata:
		return []string{"source", "event"}
	case *worldBank:
		return []string{"source", "market_year"}
	}
	return []string{"source", "observation", "event", "statement"} // texts
}

// InBody reports whether the bodies of a source may have rows of a table. Where
// they have none, the first row that Rows yields, if it is of that table, is
// the only one, and is known before a body is read.
func InBody(k Kind, table string) bool {
	if table != "source" {
		return true
	}
	if f, ok := k.(*file); ok {
		return slices.ContainsFunc(f.variants, func(v fileSettings) bool { return v.Table == table })
	}
	_, text := k.(Texter)
	return !text
}

// Kinds returns the names that the setting kind may have, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// New returns the source that the configuration calls name. Its settings are
// read strictly: an unknown kind or key, or a value of the wrong type, is an
// error that says what could have been meant. The settings kind and mode, for
// which see [Mode], are there for every kind.
func New(name string, settings map[string]any, aliases Aliases) (Kind, error) {
	fail := func(err error) (Kind, error) { return nil, fmt.Errorf("source %s: %w", name, err) }
	if !slug.MatchString(name) {
		return fail(fmt.Errorf("a source is named in small letters, digits and single hyphens, such as %q", "owid-users"))
	}
	kind, _ := settings["kind"].(string)
	build, ok := kinds[kind]
	switch {
	case kind == "":
		return fail(fmt.Errorf("no kind; write kind: and one of %s", strings.Join(Kinds(), ", ")))
	case !ok:
		return fail(fmt.Errorf("unknown kind %q%s", kind, hint(kind, "kinds are", Kinds())))
	}
	if _, err := Mode(settings); err != nil {
		return fail(err)
	}
	k, err := build(origin{name: name, kind: kind, aliases: aliases}, settings)
	if err != nil {
		return fail(err)
	}
	return k, nil
}

// origin is what every kind has from the configuration.
type origin struct {
	name, kind string
	aliases    Aliases
}

func (o origin) request(url, role string) raw.Request {
	return raw.Request{Source: o.name, Kind: o.kind, URL: url, About: map[string]string{"role": role}}
}

// Aliases finds a platform_id by a name of the platform, folded with [Fold].
type Aliases map[string]string

// Platform returns the platform_id of a name, or the name itself when it is
// not known: a row that holds it is then set aside under that name.
func (a Aliases) Platform(name string) string {
	if id, ok := a[Fold(name)]; ok {
		return id
	}
	return name
}

// Fold makes names equal that differ in case, width or spaces only.
func Fold(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(name))), " ")
}
