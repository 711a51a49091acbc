package source

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
)

// statement is one statement of Wikidata, with the references of all the
// bindings that repeat it.
type statement struct {
	item, label, property, id string
	rank                      string // Preferred, Normal or Deprecated
	cause                     string // of deprecation
	value                     term
	time, precision, calendar string
	references                []string
	locator                   string
	record                    []byte
}

// term is a value in the results of a SPARQL query.
type term struct {
	Type, Value string
}

// maxStatements bounds what an answer may hold; items have a few dates each.
const maxStatements = 100_000

// readStatements reads results in the JSON form of SPARQL 1.1, grouped by
// statement in the order in which these come first.
func readStatements(body io.Reader) ([]*statement, error) {
	text, err := readBody(body)
	if err != nil {
		return nil, err
	}
	bindings, err := listAt(text, "results.bindings")
	if err != nil {
		return nil, err
	}
	var statements []*statement
	byID := map[string]*statement{}
	for n, binding := range bindings {
		element := []byte(binding.Raw)
		var b map[string]term
		if err := unmarshal(element, &b); err != nil {
			return nil, fmt.Errorf("binding %d: %w", n, err)
		}
		locator := fmt.Sprintf("results.bindings[%d]", n)
		id := cmp.Or(b["statement"].Value, locator)
		s := byID[id]
		if s == nil {
			if len(statements) == maxStatements {
				return nil, fmt.Errorf("the answer has more than %d statements", maxStatements)
			}
			s = &statement{
				item: lastPart(b["item"].Value), label: b["label"].Value, property: b["property"].Value,
				id: lastPart(b["statement"].Value), rank: strings.TrimSuffix(lastPart(b["rank"].Value), "Rank"),
				cause: b["cause"].Value, value: b["value"], time: b["time"].Value, precision: b["precision"].Value,
				calendar: lastPart(b["calendar"].Value), locator: locator, record: element,
			}
			statements = append(statements, s)
			byID[id] = s
		}
		if ref := b["reference"].Value; ref != "" && !slices.Contains(s.references, ref) && len(s.references) < 100 {
			s.references = append(s.references, ref)
		}
	}
	return statements, nil
}

// lastPart is what follows the last slash or hash of a URI.
func lastPart(uri string) string { return uri[strings.LastIndexAny(uri, "/#")+1:] }

// dateProperties are what dates an event: those nearer to its meaning first.
var dateProperties = map[string][]struct{ id, name string }{
	"launch":   {{"P577", "publication date"}, {"P729", "service entry"}, {"P580", "start time"}, {"P571", "inception"}},
	"shutdown": {{"P2669", "discontinued date"}, {"P730", "service retirement"}, {"P582", "end time"}, {"P576", "dissolved or abolished"}},
}

// judge yields a row for each date that statements about one item give an
// event: nearer properties first, within one higher ranks, then by date. The
// platform, the event and the source are for the caller to fill in. Statements without a usable date, and
// deprecated ones, are rejections.
func judge(statements []*statement, event string) iter.Seq2[ingest.Row, error] {
	at := func(column string) int { return slices.Index(tableColumns["event"], column) }
	date, note, doubt := at("date"), at("note"), at("doubt")
	return func(yield func(ingest.Row, error) bool) {
		var rows []ingest.Row // of usable dates
		var nearest string
		for _, property := range dateProperties[event] {
			var usable []*statement
			for _, s := range statements {
				if s.property != property.id {
					continue
				}
				if err := s.fault(); err != nil {
					row := s.row(property.name)
					row.Cells[date] = cmp.Or(row.Cells[date], s.time)
					if !yield(row, err) {
						return
					}
					continue
				}
				usable = append(usable, s)
			}
			slices.SortStableFunc(usable, func(a, b *statement) int {
				// Preferred comes after Normal in the alphabet.
				return cmp.Or(-strings.Compare(a.rank, b.rank), strings.Compare(a.date(), b.date()))
			})
			for _, s := range usable {
				row := s.row(property.name)
				switch {
				case nearest != "":
					row.Cells[doubt] = fmt.Sprintf("%s may be another day than the %s; Wikidata has %s too", property.name, event, nearest)
				case s.rank != usable[0].rank:
					row.Cells[doubt] = "Wikidata prefers another statement of the " + property.name
				}
				// One item gives one row for a date, however many statements agree.
				same := slices.IndexFunc(rows, func(r ingest.Row) bool { return r.Cells[date] == row.Cells[date] })
				if same >= 0 {
					rows[same].Cells[note] += "; also " + row.Cells[note]
					continue
				}
				rows = append(rows, row)
			}
			if nearest == "" && len(usable) > 0 {
				nearest = property.name
			}
		}
		inUse := 0
		for _, row := range rows {
			if row.Cells[doubt] == "" {
				inUse++
			}
		}
		for _, row := range rows {
			if row.Cells[doubt] == "" && inUse > 1 {
				row.Cells[note] += fmt.Sprintf("; one of %d dates that are stated", inUse)
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// row says what the statement is based on.
func (s *statement) row(property string) ingest.Row {
	note := fmt.Sprintf("%s (%s), rank %s, statement %s", property, s.property, strings.ToLower(s.rank), s.id)
	if n := len(s.references); n > 0 {
		slices.Sort(s.references)
		note += ", reference " + s.references[0]
		if n > 1 {
			note += fmt.Sprintf(" and %d more", n-1)
		}
	}
	row := rowOf("event", cells{"date": s.date(), "market": "WLD", "note": note})
	row.Locator, row.Record = s.locator, s.record
	return row
}

const gregorian = "Q1985727" // proleptic Gregorian calendar

// fault says why a statement dates nothing; nil if it does.
func (s *statement) fault() error {
	switch {
	case s.rank != "Preferred" && s.rank != "Normal":
		reason := "Wikidata marks the statement as " + strings.ToLower(s.rank)
		if s.cause != "" {
			reason += ": " + s.cause
		}
		return &ingest.Rejection{Rule: "rank", Reason: reason}
	case s.value.Value == "":
		return &ingest.Rejection{Column: "date", Rule: "novalue", Reason: "Wikidata states that there is no such date"}
	case s.value.Type == "bnode" || strings.Contains(s.value.Value, "/.well-known/genid/"):
		return &ingest.Rejection{Column: "date", Rule: "somevalue", Reason: "Wikidata states that the date is not known"}
	case s.time == "":
		return &ingest.Rejection{Column: "date", Rule: "precision", Reason: "the precision of the date is not stated"}
	case s.calendar != gregorian:
		return &ingest.Rejection{Column: "date", Rule: "calendar", Reason: fmt.Sprintf("the date is stated in the calendar %s, not the Gregorian", s.calendar)}
	case datePrecision[s.precision] == 0:
		return &ingest.Rejection{Column: "date", Rule: "precision", Reason: fmt.Sprintf("the precision %s is not year (9), month (10) or day (11)", s.precision)}
	case s.date() == "":
		return &ingest.Rejection{Column: "date", Rule: "period", Reason: fmt.Sprintf("the time %q is not of the form 2009-02-24T00:00:00Z", s.time)}
	}
	return nil
}

// datePrecision gives how much of a time is meant: the rest is padding.
var datePrecision = map[string]int{"9": len("2009"), "10": len("2009-02"), "11": len("2009-02-24")}

// wikidataTime has a sign and leading zeros in older dumps.
var wikidataTime = regexp.MustCompile(`^\+?0*(\d{4}-\d\d-\d\d)T`)

// date is the date with the precision that is stated; "" if there is none.
func (s *statement) date() string {
	m := wikidataTime.FindStringSubmatch(s.time)
	if m == nil {
		return ""
	}
	return m[1][:datePrecision[s.precision]]
}
