package transform_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/transform"
)

// Relations of the contract that this package makes. Those that grow with the
// data must have a check.
var (
	growing = []string{"observation", "series", "conflict", "segment", "monthly", "growth", "milestone", "market_share", "concentration"}
	others  = []string{"platform", "source", "definition", "event", "rejected", "launch", "head_start", "race",
		"owner_network", "statement", "market_year", "race_evidence", "hypothesis", "published_result", "source_bias", "coder_agreement",
		"coder_difference"}
)

// shipped returns the relations of the shipped data.
func shipped(t testing.TB) *transform.DB {
	t.Helper()
	db := load(t, data.FS)
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	return db
}

// Everything that a run leaves says what it is.
func TestRelationsAreDescribed(t *testing.T) {
	relations, err := shipped(t).Relations(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	snake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	var names []string
	for _, r := range relations {
		names = append(names, r.Name)
		if !snake.MatchString(r.Name) {
			t.Errorf("the relation %s is not in snake_case", r.Name)
		}
		if !strings.HasPrefix(r.Comment, "one row per ") {
			t.Errorf("the comment of %s is %q; begin its file with -- %s: one row per …", r.Name, r.Comment, r.Name)
		}
		for _, c := range r.Columns {
			if !snake.MatchString(c.Name) {
				t.Errorf("the column %s.%s is not in snake_case", r.Name, c.Name)
			}
			if c.Description == "" {
				t.Errorf("the column %s.%s has no comment", r.Name, c.Name)
			}
		}
	}
	for _, name := range slices.Concat(growing, others) {
		if !slices.Contains(names, name) {
			t.Errorf("the relation %s is missing", name)
		}
	}
}

// The files of sql: the first line says what one row is, the name is the
// relation's, and a check belongs to a relation.
func TestFilesOfSQL(t *testing.T) {
	names, err := filepath.Glob("sql/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	var relations []string
	for _, file := range names {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		number, rest, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".sql"), "_")
		name, isCheck := strings.CutSuffix(rest, ".check")
		switch {
		case len(number) != 2:
			t.Errorf("%s: a file is called NN_relation.sql", file)
		case isCheck:
			if !strings.HasPrefix(first, "-- must return no rows: ") {
				t.Errorf("%s begins with %q, not with -- must return no rows: …", file, first)
			}
			if !slices.Contains(names, "sql/"+number+"_"+name+".sql") {
				t.Errorf("%s checks nothing", file)
			}
		case name == "macros":
		default:
			relations = append(relations, name)
			if !strings.HasPrefix(first, "-- "+name+": one row per ") {
				t.Errorf("%s begins with %q, not with -- %s: one row per …", file, first, name)
			}
			if !regexp.MustCompile(`(?m)^create or replace (table (work\.)?|view )` + name + ` as$`).Match(text) {
				t.Errorf("%s does not make the table or view %s", file, name)
			}
			if slices.Contains(growing, name) && !slices.Contains(names, "sql/"+number+"_"+name+".check.sql") {
				t.Errorf("%s grows with the data and has no check", file)
			}
		}
	}
	for _, name := range growing {
		if !slices.Contains(relations, name) {
			t.Errorf("no file makes %s", name)
		}
	}
}

// What must come out of the shipped data, because the sources say so.
func TestAnchors(t *testing.T) {
	db := shipped(t)
	for _, c := range []struct{ what, query, want string }{
		// The exact figure in the news, which the company's slides give as 1,082 m.
		// Tencent, results for the third quarter of 2018 and of 2020: combined
		// monthly active accounts of Weixin and WeChat.
		{"WeChat in 2018-Q3 and 2020-Q3",
			`select period, value, unit from series where platform_id = 'wechat' and metric = 'mau' and market = 'WLD'
			and period in ('2018-Q3', '2020-Q3') order by period`,
			"2018-Q3 | 1082500000 | accounts\n2020-Q3 | 1212800000 | accounts"},
		// Mi Chat on 2010-12-10 and WeChat on 2011-01-21, with what other claims
		// about the two leave open.
		{"Mi Chat to WeChat",
			`select days_lower, days, days_upper from head_start where race_id = 'cn-mi-chat-wechat'`,
			"41 | 42 | 81"},
		{"WeChat over the new definition of 2013-Q4",
			`select count(*) > 0, count(growth), count(annual_rate), count(users_per_day) from growth
			where platform_id = 'wechat' and metric = 'mau' and market = 'WLD'
			and from_on <= date '2013-09-30' and to_on >= date '2013-12-31'`,
			"true | 0 | 0 | 0"},
		{"WeChat is not interpolated into the new definition",
			`select count(*) from monthly where platform_id = 'wechat' and metric = 'mau' and market = 'WLD'
			and month in (date '2013-10-01', date '2013-11-01')`,
			"0"},
		{"rejected", `select count(*) from rejected`, "0"},
		{"races", `select count(*) from head_start`, "182"},
		// The slip of 306 million for 36 was the figure of that month until it was put in doubt.
		{"Skype on a day of February 2023",
			`select value, claims, lowest_claim = highest_claim from series where platform_id = 'skype' and metric = 'dau' and period = '2023-02'`,
			"36000000 | 1 | true"},
		{"no series holds a figure in doubt", `select count(*) from series join observation using (line) where doubt is not null`, "0"},
		// WeChat Wiki against the counts of Tencent in the five quarters from 2019-Q1 to 2020-Q1, worked out from the figures:
		// 1,100 / 1,111.7, 1,120 / 1,132.7, 1,130 / 1,151.0, 1,150 / 1,164.8 and 1,170 / 1,202.5 million, the median -1.27 percent.
		{"a source that is low in five straight quarters",
			`select source_id, n, run_length, run_from, run_to, round(100 * (exp(run_bias) - 1), 2) from source_bias where established`,
			"wechatwiki | 9 | 5 | 2019-01-01 | 2020-03-31 | -1.27"},
		{"the better figures stand in these quarters",
			`select period, value from series where platform_id = 'wechat' and metric = 'mau' and period in ('2019-Q1', '2019-Q3', '2020-Q1') order by period`,
			"2019-Q1 | 1111700000\n2019-Q3 | 1151000000\n2020-Q1 | 1202500000"},
		// The second coding reported agreement of 92.9 % with kappa 0.87 (0.80 to 0.93), and kappa 0.89 against the primary outcome.
		{"agreement of the codings", `select comparison, n, round(agreement, 3), round(kappa, 2) from coder_agreement order by comparison`,
			"primary outcome, both decided | 110 | 0.945 | 0.89\nprimary outcome, with ties | 120 | 0.875 | 0.77\n" +
				"second coder | 182 | 0.929 | 0.87\nsecond coder, both decided | 165 | 1 | 1"},
		{"differences of the codings", `select count(*) filter (coders_differ), count(*) filter (measure_differs) from coder_difference`, "13 | 15"},
		{"hypotheses", `select kind, expected, races_known from hypothesis order by hypothesis_id`,
			"primary | zero | 182\nsecondary | positive | 182\nsecondary | positive | 182"},
		{"every figure is in series or in conflict",
			`select (select count(*) from observation) = (select count(*) from series) + (select count(*) from conflict),
			(select sum(claims) from series) = (select count(*) from observation where doubt is null)`,
			"true | true"},
		{"a chosen figure is one of its claims",
			`select count(*) from series where value < lowest_claim or value > highest_claim or claims < 1`, "0"},
		{"a range holds its figure",
			`select count(*) from observation where value < value_lower or value > value_upper`, "0"},
		{"an exact figure is not vaguer than an approximate one would be",
			`select count(*) from observation where qualifier = 'exact' and value_upper - value > 0.025 * value`, "0"},
		{"growth lies in its range",
			`select count(*) from growth where growth < growth_lower - 1e-12 or growth > growth_upper + 1e-12`, "0"},
		{"no time without a milestone is negative", `select count(*) from milestone where days_lower < 0 or days_upper < 0`, "0"},
		{"nothing is interpolated outside the figures",
			`select count(*) from monthly join (select platform_id, metric, market, min(period_start) as first, max(period_end) as last
			from series where precision <> 'year' group by all) using (platform_id, metric, market)
			where month < date_trunc('month', first) or month > last`, "0"},
	} {
		got, err := table(db, c.query)
		_, got, _ = strings.Cut(got, "\n")
		if got = strings.Join(strings.Fields(strings.ReplaceAll(got, "\n", " ; ")), " "); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		want := strings.ReplaceAll(c.want, "\n", " ; ")
		if got = strings.TrimSuffix(got, " ;"); got != want {
			t.Errorf("%s: %s, want %s", c.what, got, want)
		}
	}
}

// A package has the tables that it needs, and of these the columns that need a
// value. What it goes without is there all the same, empty and described.
func TestLeastPackage(t *testing.T) {
	text, err := fs.ReadFile(data.FS, "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Resources []struct {
			Name   string `json:"name"`
			Path   string `json:"path"`
			Schema struct {
				Fields []map[string]any `json:"fields"`
			} `json:"schema"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	needed := []string{"platform", "source", "definition", "event", "observation", "race", "owner_network", "statement", "market_year"}
	pkg := fstest.MapFS{}
	least := d.Resources[:0]
	for _, r := range d.Resources {
		if !slices.Contains(needed, r.Name) {
			continue
		}
		r.Schema.Fields = slices.DeleteFunc(r.Schema.Fields, func(f map[string]any) bool {
			constraints, _ := f["constraints"].(map[string]any)
			return constraints["required"] != true
		})
		var header []string
		for _, f := range r.Schema.Fields {
			header = append(header, f["name"].(string))
		}
		pkg[r.Path] = &fstest.MapFile{Data: []byte(strings.Join(header, ",") + "\n")}
		least = append(least, r)
	}
	d.Resources = least
	if text, err = json.Marshal(d); err != nil {
		t.Fatal(err)
	}
	pkg["datapackage.json"] = &fstest.MapFile{Data: text}
	db := load(t, pkg)
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	relations, err := db.Relations(context.Background())
	if err != nil || len(relations) < len(growing) {
		t.Fatal(err)
	}
	for _, r := range relations {
		for _, c := range r.Columns {
			if c.Description == "" {
				t.Errorf("the column %s.%s has no comment", r.Name, c.Name)
			}
		}
	}
	got, err := table(db, "select metric from metric")
	if err != nil || strings.Join(strings.Fields(got), " ") != "metric dau wau mau registered" {
		t.Errorf("metrics are %q; %v", got, err)
	}
}
