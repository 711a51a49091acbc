package source

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// edgarSettings are those of the results announcements that one company filed
// with the United States Securities and Exchange Commission: the exhibits 99
// of its forms, which are texts for the package press.
type edgarSettings struct {
	// CIK is the number of the company, with or without leading zeros; a text,
	// since YAML reads a number that starts with 0 as octal.
	CIK string `yaml:"cik"`
	// From and To bound the day of filing, such as 2018-09-30; "" is open.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// DataURL and ArchiveURL are the two hosts; default https://data.sec.gov
	// and https://www.sec.gov.
	DataURL    string `yaml:"data_url"`
	ArchiveURL string `yaml:"archive_url"`
}

// edgar goes from the list of filings to the index of each that may hold
// results, and from there to its exhibits.
type edgar struct {
	texts
	edgarSettings
}

var edgarKind = kindOf{mode: "warn", make: of(newEdgar)}

func newEdgar(from origin, s edgarSettings) (Kind, error) {
	if err := cmp.Or(completeURL("data_url", &s.DataURL, "https://data.sec.gov"), completeURL("archive_url", &s.ArchiveURL, "https://www.sec.gov"),
		dayRange(s.From, s.To)); err != nil {
		return nil, err
	}
	if !regexp.MustCompile(`^0*[1-9][0-9]{0,9}$`).MatchString(s.CIK) || len(strings.TrimLeft(s.CIK, "0")) > 10 {
		return nil, fmt.Errorf("cik %q is not the number of a company; write cik: \"1610601\"", s.CIK)
	}
	s.CIK = strings.TrimLeft(s.CIK, "0")
	return &edgar{texts{from}, s}, nil
}

func (k *edgar) Start() ([]raw.Request, error) {
	return []raw.Request{k.request(k.DataURL+"/submissions/"+k.list()+".json", "filings")}, nil
}

// list returns the name of the company's list of filings.
func (k *edgar) list() string { return fmt.Sprintf("CIK%010s", k.CIK) }

func (k *edgar) Answer(req raw.Request, body []byte) ([]raw.Request, error) {
	switch req.About["role"] {
	case "filings":
		list, err := parsed(body, "filings")
		if err != nil {
			return nil, err
		}
		if cik := strings.TrimLeft(list.Get("cik").String(), "0"); cik != k.CIK {
			return nil, fmt.Errorf("the list of filings is that of company %q, not %s", cik, k.CIK)
		}
		company := list.Get("name").String()
		requests, err := k.indexes(list.Get("filings.recent"), company)
		for _, older := range list.Get("filings.files").Array() {
			name := older.Get("name").String()
			switch {
			case k.From != "" && older.Get("filingTo").String() < k.From || k.To != "" && older.Get("filingFrom").String() > k.To:
			case !strings.HasPrefix(name, k.list()) || !olderList.MatchString(name[len(k.list()):]):
				return nil, fmt.Errorf("the list of filings names a list %q; expected %s-submissions-001.json or the like", name, k.list())
			default:
				requests = append(requests, k.request(k.DataURL+"/submissions/"+name, "older", "company", company))
			}
		}
		return requests, err
	case "older":
		list, err := parsed(body, "accessionNumber")
		if err != nil {
			return nil, err
		}
		return k.indexes(list, req.About["company"])
	case "index":
		return k.exhibits(req, body)
	}
	return nil, nil
}

var (
	olderList = regexp.MustCompile(`^-submissions-[0-9]{3}\.json$`)
	fileName  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	accession = regexp.MustCompile(`^[0-9]{10}-[0-9]{2}-[0-9]{6}$`)
	// exhibit99 matches the names that agents give the exhibit, but for
	// copies of it as PDF: d123dex991.htm,
	// ex-99_1.htm, snap-xexx991.htm, exv99w1.htm, a2018exhibit991.htm.
	exhibit99 = regexp.MustCompile(`(?i)ex(hibit|h|x|v)?[-_.]?99[^/]*\.(html?|txt)$`)
)

// indexes asks for the index of each filing that may announce results. The list
// has its columns in parallel; items, of form 8-K, are parted by commas.
func (k *edgar) indexes(list gjson.Result, company string) ([]raw.Request, error) {
	numbers, days, forms, items := list.Get("accessionNumber").Array(), list.Get("filingDate").Array(), list.Get("form").Array(), list.Get("items").Array()
	if n := len(numbers); n != len(days) || n != len(forms) || len(items) > 0 && n != len(items) {
		return nil, raw.Fault(fmt.Sprintf("the list of filings is cut: it has %d numbers, %d dates, %d forms and %d items", n, len(days), len(forms), len(items)))
	}
	results := func(item string) bool { return strings.TrimSpace(item) == "2.02" } // Results of Operations and Financial Condition
	var requests []raw.Request
	for i := range numbers {
		day, number, form := days[i].String(), numbers[i].String(), forms[i].String()
		// An amendment, 8-K/A, is looked at as the form is.
		base, _, _ := strings.Cut(form, "/")
		switch {
		case base != "8-K" && base != "6-K", k.From != "" && day < k.From, k.To != "" && day > k.To:
		case base == "8-K" && (len(items) == 0 || !slices.ContainsFunc(strings.Split(items[i].String(), ","), results)):
		case !accession.MatchString(number) || !isDay(day):
			return nil, fmt.Errorf("the list of filings has a filing %q of %q, which are not a number and a day", number, day)
		default:
			requests = append(requests, k.request(fmt.Sprintf("%s/Archives/edgar/data/%s/%s/index.json", k.ArchiveURL, k.CIK, strings.ReplaceAll(number, "-", "")),
				"index", "company", company, "form", form, "filing", number, "published", day))
		}
	}
	return requests, nil
}

// exhibits asks for the exhibits 99 of a filing. The numbers are in them: the
// filing's main document is a cover sheet.
func (k *edgar) exhibits(req raw.Request, body []byte) ([]raw.Request, error) {
	index, err := parsed(body, "directory.item")
	var requests []raw.Request
	for _, file := range index.Get("directory.item.#.name").Array() {
		if name := file.String(); exhibit99.MatchString(name) && fileName.MatchString(name) {
			r := k.request(strings.TrimSuffix(req.URL, "index.json")+name, "exhibit")
			r.About = maps.Clone(req.About)
			r.About["role"], r.About["file"] = "exhibit", name
			requests = append(requests, r)
		}
	}
	return requests, err
}

func (k *edgar) Cites(rec raw.Record) (source ingest.Row, only bool) {
	if about := rec.About; about["role"] == "exhibit" {
		source = k.filed(rec, slugOf(k.name, about["filing"], strings.TrimSuffix(about["file"], path.Ext(about["file"]))),
			fmt.Sprintf("%s, form %s of %s, exhibit 99 (%s)", about["company"], about["form"], about["published"], about["file"]))
	}
	return source, true
}
