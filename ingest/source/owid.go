package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// owidSettings are those of a chart of Our World in Data whose entities are
// platforms. The chart is fetched as CSV, and its metadata for the citation.
type owidSettings struct {
	// Slug names the chart, as in ourworldindata.org/grapher/SLUG.
	Slug string `mapstructure:"slug"`
	// Column is the column with the figures, by its display or short name;
	// may be left out where the chart has one such column only.
	Column string `mapstructure:"column"`
	// Metric is what the figures are: mau (the default), wau, dau or registered.
	Metric string `mapstructure:"metric"`
	// URL is where the charts are; default https://ourworldindata.org.
	URL string `mapstructure:"url"`
}

type owid struct {
	origin
	owidSettings
}

var owidKind = kindOf{name: "owid", mode: "fail", make: of(newOWID)}

func (k *owid) Tables() []string { return []string{"source", "observation"} }

func newOWID(from origin, s owidSettings) (Kind, error) {
	var err error
	if s.URL, err = httpURL("url", s.URL, "https://ourworldindata.org"); err != nil {
		return nil, err
	}
	if s.Metric == "" {
		s.Metric = metrics[0]
	}
	switch {
	case !slug.MatchString(s.Slug):
		return nil, fmt.Errorf("slug %q is not the name of a chart; write slug: users-by-social-media-platform", s.Slug)
	}
	return &owid{from, s}, nil
}

func (k *owid) Start() ([]raw.Request, error) {
	chart := k.URL + "/grapher/" + k.Slug
	return []raw.Request{
		k.request(chart+".csv?v=1&csvType=full", "figures"),
		k.request(chart+".metadata.json?v=1&csvType=full", "metadata"),
	}, nil
}

func (k *owid) Check(req raw.Request, status int, _ map[string]string, body []byte) error {
	switch {
	case status == 404:
		return fmt.Errorf("the chart %s is gone from Our World in Data; take the source out of the configuration, or read a saved copy with kind: file", k.Slug)
	case status == 403:
		return fmt.Errorf("the chart may not be passed on by Our World in Data: %s", excerpt(body))
	case status != 200:
		return wrongStatus(status, body)
	case isPage(body):
		return again("the answer is a web page, not the chart's data: %s", excerpt(body))
	case req.About["role"] == "metadata":
		if !json.Valid(body) {
			return again("the metadata is not whole: %s", excerpt(body))
		}
		return nil
	}
	header, err := recordsOf(bytes.TrimPrefix(body, byteOrderMark)).Next()
	if err != nil || header.Wrong != nil {
		return again("the answer is not CSV: %s", excerpt(body))
	}
	_, err = k.columns(header.Strings())
	return err
}

func (k *owid) Rows(body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		b, err := readBody(body)
		switch {
		case err != nil:
			yield(ingest.Row{}, err)
		case rec.About["role"] == "metadata":
			yield(k.citation(b))
		default:
			k.figures(b, yield)
		}
	}
}

// citation makes the row of table source.
func (k *owid) citation(body []byte) (ingest.Row, error) {
	var meta struct {
		Chart struct {
			Title, Citation  string
			OriginalChartURL string `json:"originalChartUrl"`
		}
		Columns map[string]struct{ LastUpdated string }
	}
	if err := unmarshal(body, &meta); err != nil {
		return ingest.Row{}, fmt.Errorf("metadata of the chart: %w", err)
	}
	title, address, updated := meta.Chart.Title, meta.Chart.OriginalChartURL, ""
	if title == "" {
		title = "Chart " + k.Slug
	}
	if c := meta.Chart.Citation; c != "" {
		title += " [" + c + "]"
	}
	if !strings.HasPrefix(address, "http") {
		address = k.URL + "/grapher/" + k.Slug
	}
	for name, c := range meta.Columns {
		// Every key of a column may be absent.
		if k.Column == "" || owidName(name) == owidName(k.Column) {
			updated = max(updated, c.LastUpdated)
		}
	}
	row := rowOf("source", cells{"source_id": k.name, "title": title, "publisher": "Our World in Data", "kind": "database",
		"published_on": updated, "url": address})
	row.Locator, row.Record = "chart", body
	return row, nil
}

// owidColumns are the places of what is read from a record; code may be -1.
type owidColumns struct {
	entity, code, time, value int
	interval                  string // name of the column of times
}

// columns finds what the header names. Names are in a form that depends on
// the day of the download and on short names, and their order on the chart.
func (k *owid) columns(header []string) (owidColumns, error) {
	at := owidColumns{entity: -1, code: -1, time: -1, value: -1}
	var figures []string
	for i, name := range header {
		switch key := owidName(name); {
		case key == "entity" && at.entity < 0:
			at.entity = i
		case key == "code" && at.code < 0:
			at.code = i
		case owidIntervals[key] != nil && at.time < 0:
			at.time, at.interval = i, key
		case owidAside.MatchString(key):
			if key == owidName(k.Column) {
				return at, fmt.Errorf("column %q holds projections, notes or figures of another time; choose a column of figures", k.Column)
			}
		case k.Column != "" && key != owidName(k.Column):
			figures = append(figures, name)
		default:
			figures = append(figures, name)
			at.value = i
		}
	}
	switch {
	case at.entity < 0:
		return at, fmt.Errorf("the chart has no column Entity; its columns are %s", strings.Join(header, ", "))
	case at.time < 0:
		return at, fmt.Errorf("the chart has no column Year, Quarter, Month or Day; its columns are %s", strings.Join(header, ", "))
	case k.Column != "" && at.value < 0 && len(figures) > 0:
		return at, fmt.Errorf("the chart has no column %q%s", k.Column, hint(k.Column, "columns with figures are", figures))
	case len(figures) == 0:
		return at, fmt.Errorf("the chart has no column with figures; its columns are %s", strings.Join(header, ", "))
	case k.Column == "" && len(figures) > 1:
		return at, fmt.Errorf("the chart has %d columns with figures; choose one with column: (%s)", len(figures), strings.Join(figures, ", "))
	}
	return at, nil
}

// owidName makes display names and short names the same.
func owidName(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
}

// owidAside matches the columns that are no figures of the row's own time.
var owidAside = regexp.MustCompile(`(_\((projected|annotations|original_[a-z]+)\)|__(projected|annotations|original_[a-z]+)|_in_-?\d+)$`)

// owidIntervals are the columns of times, with the form of their cells.
var owidIntervals = map[string]*regexp.Regexp{
	"year":    regexp.MustCompile(`^-?\d{1,5}$`),
	"quarter": regexp.MustCompile(`^\d{4}-Q[1-4]$`),
	"month":   regexp.MustCompile(`^\d{4}-\d{2}$`),
	"day":     regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`),
	"week":    regexp.MustCompile(`^$`), // periods of this package are no weeks
	"decade":  regexp.MustCompile(`^$`), // nor decades
}

func (k *owid) figures(body []byte, yield func(ingest.Row, error) bool) {
	records := recordsOf(body)
	header, err := records.Next()
	if err = cmp.Or(err, header.Wrong); err != nil {
		yield(ingest.Row{}, fmt.Errorf("header of the chart: %w", err))
		return
	}
	width := len(header.Cells)
	at, err := k.columns(header.Strings())
	if err != nil {
		yield(ingest.Row{}, err)
		return
	}
	row := rowOf("observation", nil)
	for {
		rec, err := records.Next()
		if err == io.EOF {
			return
		}
		row.Line, row.Record, row.Cells = rec.Line, rec.Text, make([]string, len(row.Columns))
		var stop *ingest.StopError
		switch {
		case errors.As(err, &stop): // the quote of the last record is open
			row.Line = stop.Line
			yield(row, &ingest.Rejection{Rule: "quote", Reason: "the record is not CSV: " + stop.Err.Error()})
			return
		case rec.Wrong != nil:
			err = &ingest.Rejection{Rule: "quote", Reason: "the record is not CSV: " + rec.Wrong.Error()}
		case len(rec.Cells) != width:
			err = &ingest.Rejection{Rule: "columns", Reason: fmt.Sprintf("the record has %d cells but the header has %d", len(rec.Cells), width)}
		case len(rec.Cells[at.value]) == 0:
			continue // nothing is stated
		default:
			row.Cells, err = k.fill(rec.Strings(), at)
		}
		if !yield(row, err) {
			return
		}
	}
}

// recordsOf splits a chart's figures into records.
func recordsOf(body []byte) *ingest.Records {
	return ingest.NewRecords(bytes.NewReader(body), ingest.Delimited{Delimiter: ',', Quote: '"', Strict: true})
}

// fill makes the cells of a row of a record.
func (k *owid) fill(record []string, at owidColumns) ([]string, error) {
	entity, when, value := record[at.entity], record[at.time], record[at.value]
	market := "WLD"
	if at.code >= 0 && record[at.code] != "" && record[at.code] != "OWID_WRL" {
		market = record[at.code]
	}
	qualifier, remark := "exact", ""
	if at.interval == "year" {
		// Which day or average of the year is meant, the chart does not say.
		qualifier, remark = "approx", " [for the year; day or average not stated]"
	}
	quote := fmt.Sprintf("%s, %s: %s%s", entity, when, value, remark)
	row := rowOf("observation", cells{"platform_id": k.aliases.Platform(entity), "metric": k.Metric, "market": market, "period": when,
		"value": value, "qualifier": qualifier, "source_id": k.name, "quote": quote})
	if !owidIntervals[at.interval].MatchString(when) {
		reason := fmt.Sprintf("the column %s holds %q, which is no %[1]s", at.interval, when)
		if at.interval == "week" || at.interval == "decade" {
			reason = fmt.Sprintf("a figure for a %s has no period here", at.interval)
		}
		return row.Cells, &ingest.Rejection{Column: "period", Rule: "period", Reason: reason}
	}
	return row.Cells, nil
}
