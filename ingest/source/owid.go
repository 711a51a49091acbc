package source

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// owidSettings are those of a chart of Our World in Data whose entities are
// platforms. The chart is fetched as CSV, and its metadata for the citation.
type owidSettings struct {
	// Slug names the chart, as in ourworldindata.org/grapher/SLUG.
	Slug string `yaml:"slug"`
	// Column is the column with the figures, by its display or short name;
	// may be left out where the chart has one such column only.
	Column string `yaml:"column"`
	// Metric is what the figures are: mau (the default), wau, dau or registered.
	Metric string `yaml:"metric"`
	// URL is where the charts are; default https://ourworldindata.org.
	URL string `yaml:"url"`
}

type owid struct {
	origin
	owidSettings
}

var owidKind = kindOf{mode: "fail", make: of(newOWID)}

func (k *owid) Tables() []string { return []string{"source", "observation"} }

func newOWID(from origin, s owidSettings) (Kind, error) {
	if err := completeURL("url", &s.URL, "https://ourworldindata.org"); err != nil {
		return nil, err
	}
	s.Metric = cmp.Or(s.Metric, metrics[0])
	if !slug.MatchString(s.Slug) {
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

func (k *owid) Answer(req raw.Request, body []byte) ([]raw.Request, error) {
	if req.About["role"] == "metadata" {
		_, err := parsed(body, wholeAnswer)
		return nil, err
	}
	_, err := k.table(body)
	if isPage(body) {
		err = raw.Fault("the answer is a web page, not the chart's data")
	}
	return nil, err
}

func (k *owid) Rows(body io.Reader, rec raw.Record, give Giver) error {
	b, err := readBody(body)
	if err != nil {
		return err
	}
	if rec.About["role"] == "metadata" {
		return k.citation(b, give)
	}
	return k.figures(b, give)
}

// citation gives the row of table source. Any key may be absent.
func (k *owid) citation(body []byte, give Giver) error {
	meta, err := parsed(body, wholeAnswer)
	if err != nil {
		return fmt.Errorf("metadata of the chart: %w", err)
	}
	chart, updated := meta.Get("chart"), ""
	title, address := cmp.Or(chart.Get("title").String(), "Chart "+k.Slug), chart.Get("originalChartUrl").String()
	if c := chart.Get("citation").String(); c != "" {
		title += " [" + c + "]"
	}
	if !strings.HasPrefix(address, "http") {
		address = k.URL + "/grapher/" + k.Slug
	}
	meta.Get("columns").ForEach(func(name, c gjson.Result) bool {
		if k.Column == "" || owidName(name.String()) == owidName(k.Column) {
			updated = max(updated, c.Get("lastUpdated").String())
		}
		return true
	})
	row := described{Title: title, Publisher: "Our World in Data", Kind: "database", PublishedOn: updated}.row(k.name, address)
	row.Locator, row.Record = "chart", body
	return give(row, nil)
}

// owidTimes are the names of the column of times.
var owidTimes = []string{"year", "quarter", "month", "day", "week", "decade"}

// table returns the settings with which the kind file reads the figures. Names
// of columns are in a form that depends on the day of the download and on short
// names, and their order on the chart.
func (k *owid) table(body []byte) (Kind, error) {
	record, err := chartRecords(body).Next()
	if err = cmp.Or(err, record.Wrong); err != nil {
		return nil, raw.Fault("header of the chart: " + err.Error())
	}
	header := record.Strings()
	columns, constants := map[string]string{}, map[string]string{"metric": k.Metric, "source_id": k.name, "qualifier": "exact"}
	var figures []string
	for _, name := range header {
		key := owidName(name)
		cell := map[string]string{"entity": "platform_id", "code": "market"}[key]
		if slices.Contains(owidTimes, key) {
			cell = "period"
		}
		switch {
		case cell != "" && columns[cell] == "":
			columns[cell] = name
		case owidAside.MatchString(key):
		default:
			if figures = append(figures, name); k.Column == "" || key == owidName(k.Column) {
				columns["value"] = name
			}
		}
	}
	precision := owidName(columns["period"])
	if precision == "year" { // which day or average of the year is meant, the chart does not say
		constants["qualifier"] = "approx"
	}
	if !slices.Contains(owidTimes[:3], precision) { // a copy that pads the year claims a day that nobody stated
		precision = ""
	}
	switch all := strings.Join(header, ", "); {
	case columns["platform_id"] == "":
		return nil, fmt.Errorf("the chart has no column Entity; its columns are %s", all)
	case columns["period"] == "":
		return nil, fmt.Errorf("the chart has no column Year, Quarter, Month or Day; its columns are %s", all)
	case len(figures) == 0:
		return nil, fmt.Errorf("the chart has no column with figures; its columns are %s", all)
	case columns["value"] == "":
		return nil, fmt.Errorf("the chart has no column %q%s", k.Column, ingest.Hint(k.Column, "columns with figures are", figures))
	case k.Column == "" && len(figures) > 1:
		return nil, fmt.Errorf("the chart has %d columns with figures; choose one with column: (%s)", len(figures), strings.Join(figures, ", "))
	case columns["market"] == "":
		delete(columns, "market")
		constants["market"] = "WLD"
	}
	return newFile(k.origin, fileSettings{URL: k.URL, Columns: columns, Constants: constants, Precision: precision,
		Replace: []replacement{{"market", "", "WLD"}, {"market", "OWID_WRL", "WLD"}}})
}

// owidName makes display names and short names the same.
func owidName(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
}

// owidAside matches the columns that are no figures of the row's own time.
var owidAside = regexp.MustCompile(`(_\((projected|annotations|original_[a-z]+)\)|__(projected|annotations|original_[a-z]+)|_in_-?\d+)$`)

// chartRecords are those of the figures of a chart, of which the first is the header.
func chartRecords(body []byte) *ingest.Records {
	return ingest.NewRecords(bytes.NewReader(bytes.TrimPrefix(body, byteOrderMark)), ingest.Delimited{Delimiter: ',', Quote: '"'})
}

// figures gives the rows of a chart, each with its record as the quote.
func (k *owid) figures(body []byte, give Giver) error {
	table, err := k.table(body)
	if err != nil {
		return err
	}
	records := chartRecords(body)
	record, err := records.Next()
	if err != nil {
		return err
	}
	header, columns := record.Strings(), table.(*file).settings().Columns
	return table.Rows(bytes.NewReader(body), raw.Record{}, func(row ingest.Row, unfit *ingest.Rejection) error {
		for record.Line < row.Line { // that of the row, in step with the table
			if record, err = records.Next(); err != nil {
				return err
			}
		}
		if unfit == nil {
			at := func(cell string) string { return string(record.Cells[columnIndex(header, columns[cell])]) }
			quote := at("platform_id") + ", " + at("period") + ": " + at("value")
			if row.Cell("qualifier") == "approx" {
				quote += " [for the year; day or average not stated]"
			}
			fillIn(row, cells{"quote": quote})
		}
		return give(row, unfit)
	})
}
