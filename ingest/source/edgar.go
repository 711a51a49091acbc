package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"
)

// edgarSettings are those of the results announcements that one company filed
// with the United States Securities and Exchange Commission: the exhibits 99
// of its forms, which are texts for the package press.
type edgarSettings struct {
	// CIK is the number of the company, with or without leading zeros; a text,
	// since YAML reads a number that starts with 0 as octal.
	CIK string `mapstructure:"cik"`
	// Forms are the forms to look at; default 8-K and 6-K.
	Forms []string `mapstructure:"forms"`
	// Items are the items of form 8-K to look at; default 2.02, results.
	Items []string `mapstructure:"items"`
	// From and To bound the day of filing, such as 2018-09-30; "" is open.
	From string `mapstructure:"from"`
	To   string `mapstructure:"to"`
	// DataURL and ArchiveURL are the two hosts; default https://data.sec.gov
	// and https://www.sec.gov.
	DataURL    string `mapstructure:"data_url"`
	ArchiveURL string `mapstructure:"archive_url"`
}

// edgar goes from the list of filings to the index of each that may hold
// results, and from there to its exhibits.
type edgar struct {
	texts
	edgarSettings
}

var edgarKind = kindOf{name: "edgar", mode: "warn", make: of(newEdgar)}

func newEdgar(from origin, s edgarSettings) (Kind, error) {
	var err error
	if s.DataURL, err = httpURL("data_url", s.DataURL, "https://data.sec.gov"); err != nil {
		return nil, err
	}
	if s.ArchiveURL, err = httpURL("archive_url", s.ArchiveURL, "https://www.sec.gov"); err != nil {
		return nil, err
	}
	if err := dayRange(s.From, s.To); err != nil {
		return nil, err
	}
	if !regexp.MustCompile(`^0*[1-9][0-9]{0,9}$`).MatchString(s.CIK) || len(strings.TrimLeft(s.CIK, "0")) > 10 {
		return nil, fmt.Errorf("cik %q is not the number of a company; write cik: \"1610601\"", s.CIK)
	}
	s.CIK = strings.TrimLeft(s.CIK, "0")
	if len(s.Forms) == 0 {
		s.Forms = []string{"8-K", "6-K"}
	}
	if len(s.Items) == 0 {
		s.Items = []string{"2.02"}
	}
	return &edgar{texts{from}, s}, nil
}

func (k *edgar) Start() ([]raw.Request, error) {
	return []raw.Request{k.request(fmt.Sprintf("%s/submissions/CIK%010s.json", k.DataURL, k.CIK), "filings")}, nil
}

// filings are the columns of a list of filings, in parallel.
type filings struct {
	AccessionNumber, FilingDate, Form []string
	Items                             []string // of form 8-K, with commas
}

// submissions is the answer about a company: its newest filings, and the
// names of lists with older ones. Such a list is an object of the columns.
type submissions struct {
	CIK     loose
	Name    string
	Filings struct {
		Recent filings
		Files  []struct{ Name, FilingFrom, FilingTo string }
	}
	filings
}

func readSubmissions(body []byte) (submissions, error) {
	var s submissions
	if err := unmarshal(body, &s); err != nil {
		return s, fmt.Errorf("list of filings: %w", err)
	}
	for _, f := range []*filings{&s.Filings.Recent, &s.filings} {
		if f.Items == nil {
			f.Items = make([]string, len(f.Form))
		}
		if n := len(f.AccessionNumber); n != len(f.FilingDate) || n != len(f.Form) || n != len(f.Items) {
			return s, again("the list of filings is cut: it has %d numbers, %d dates, %d forms and %d items",
				n, len(f.FilingDate), len(f.Form), len(f.Items))
		}
	}
	return s, nil
}

// filingIndex is the list of the files of a filing.
type filingIndex struct {
	Directory struct {
		Item []struct{ Name string }
	}
}

func (k *edgar) Check(req raw.Request, status int, _ map[string]string, body []byte) error {
	// Both pages have been seen with 200 and with 403.
	head := body[:min(len(body), 4096)]
	switch {
	case bytes.Contains(head, []byte("Request Rate Threshold Exceeded")):
		return &raw.Fault{Reason: "the SEC blocks us for asking too often; wait ten minutes, then type: headstart fetch " + k.name, Stop: true}
	case bytes.Contains(head, []byte("Undeclared Automated Tool")):
		return &raw.Fault{Reason: "the SEC blocks whoever does not say who asks; write into headstart.yaml, with your own name and address: user_agent: \"Jane Doe jane@institute.org\"", Stop: true}
	case status != 200:
		return wrongStatus(status, body)
	case len(body) == 0:
		return again("the answer is empty")
	}
	switch req.About["role"] {
	case "filings", "older":
		if isPage(body) || !json.Valid(body) {
			return again("the list of filings is not whole: %s", excerpt(body))
		}
		s, err := readSubmissions(body)
		if err != nil {
			return err
		}
		if got := strings.TrimLeft(string(s.CIK), "0"); req.About["role"] == "filings" && got != k.CIK {
			return fmt.Errorf("the list of filings is that of company %q, not %s", s.CIK, k.CIK)
		}
	case "index":
		var index filingIndex
		if isPage(body) || !json.Valid(body) {
			return again("the index of the filing is not whole: %s", excerpt(body))
		}
		if err := unmarshal(body, &index); err != nil {
			return fmt.Errorf("index of the filing: %w", err)
		}
	}
	return nil
}

func (k *edgar) Follow(req raw.Request, body []byte) ([]raw.Request, error) {
	switch req.About["role"] {
	case "filings", "older":
		s, err := readSubmissions(body)
		if err != nil {
			return nil, err
		}
		if req.About["role"] == "older" {
			return k.indexes(s.filings, req.About["company"])
		}
		requests, err := k.indexes(s.Filings.Recent, s.Name)
		if err != nil {
			return nil, err
		}
		for _, file := range s.Filings.Files {
			if k.From != "" && file.FilingTo < k.From || k.To != "" && file.FilingFrom > k.To {
				continue
			}
			if !fileName.MatchString(file.Name) {
				return nil, fmt.Errorf("the list of filings names a list %q, which is not a file name", file.Name)
			}
			r := k.request(k.DataURL+"/submissions/"+file.Name, "older")
			r.About["company"] = s.Name
			requests = append(requests, r)
		}
		return requests, nil
	case "index":
		return k.exhibits(req, body)
	}
	return nil, nil
}

var (
	fileName  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	accession = regexp.MustCompile(`^[0-9]{10}-[0-9]{2}-[0-9]{6}$`)
	// exhibit99 matches the names that agents give the exhibit, but for
	// copies of it as PDF: d123dex991.htm,
	// ex-99_1.htm, snap-xexx991.htm, exv99w1.htm, a2018exhibit991.htm.
	exhibit99 = regexp.MustCompile(`(?i)ex(hibit|h|x|v)?[-_.]?99[^/]*\.(html?|txt)$`)
)

// indexes asks for the index of each filing that may announce results.
func (k *edgar) indexes(f filings, company string) ([]raw.Request, error) {
	var requests []raw.Request
	for i, form := range f.Form {
		day, number := f.FilingDate[i], f.AccessionNumber[i]
		// An amendment, 8-K/A, is looked at as the form is.
		base, _, _ := strings.Cut(form, "/")
		results := func(item string) bool { return slices.Contains(k.Items, strings.TrimSpace(item)) }
		switch {
		case !slices.Contains(k.Forms, base), k.From != "" && day < k.From, k.To != "" && day > k.To:
			continue
		case base == "8-K" && !slices.ContainsFunc(strings.Split(f.Items[i], ","), results):
			continue
		case !accession.MatchString(number) || !isDay.MatchString(day):
			return nil, fmt.Errorf("the list of filings has a filing %q of %q, which are not a number and a day", number, day)
		}
		r := k.request(fmt.Sprintf("%s/Archives/edgar/data/%s/%s/index.json", k.ArchiveURL, k.CIK, strings.ReplaceAll(number, "-", "")), "index")
		r.About["company"], r.About["form"], r.About["filing"], r.About["published"] = company, form, number, day
		requests = append(requests, r)
	}
	return requests, nil
}

// exhibits asks for the exhibits 99 of a filing. The numbers are in them: the
// filing's main document is a cover sheet.
func (k *edgar) exhibits(req raw.Request, body []byte) ([]raw.Request, error) {
	var index filingIndex
	if err := unmarshal(body, &index); err != nil {
		return nil, fmt.Errorf("index of the filing: %w", err)
	}
	var requests []raw.Request
	for _, file := range index.Directory.Item {
		if !exhibit99.MatchString(file.Name) || !fileName.MatchString(file.Name) {
			continue
		}
		r := k.request(strings.TrimSuffix(req.URL, "index.json")+file.Name, "exhibit")
		for _, what := range []string{"company", "form", "filing", "published"} {
			r.About[what] = req.About[what]
		}
		r.About["file"] = file.Name
		requests = append(requests, r)
	}
	return requests, nil
}

func (k *edgar) Text(rec raw.Record) (Text, bool) {
	if rec.About["role"] != "exhibit" {
		return Text{}, false
	}
	about := rec.About
	return Text{
		SourceID:  slugOf(k.name, about["filing"], strings.TrimSuffix(about["file"], path.Ext(about["file"]))),
		Title:     fmt.Sprintf("%s, form %s of %s, exhibit 99 (%s)", about["company"], about["form"], about["published"], about["file"]),
		Published: about["published"],
	}, true
}

func (k *edgar) Rows(_ io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return filingRow(k, rec, rec.About["company"])
}
