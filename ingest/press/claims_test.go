package press

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"

	"strings"
	"testing"
)

// golden is one text with the claims that must be accepted; everything else
// must not be. Rows of the collection the set began with carry expect, as it
// has them; others carry claims, one line each:
//
//	observation PLATFORM METRIC MARKET PERIOD VALUE QUALIFIER
//	growth PLATFORM METRIC PERIOD COMPARISON PERCENT
//	event PLATFORM EVENT DATE
//	statement WHO… LOW HIGH PROBABILITY
type golden struct {
	ID, Lang, Text, Published, Title string
	Claims                           []string
	Rejected                         []rejection
	Expect                           []expectation
	MustNotExtract                   []string `json:"must_not_extract"`
}

// rejection is a claim that must be there and be rejected.
type rejection struct {
	Value     float64
	Metric    string
	Reason    string
	Suggested float64
}

type expectation struct {
	PlatformID  string `json:"platform_id"`
	Metric      string
	Market      string
	Period      string
	Value       float64
	Qualifier   string
	Resolution  float64
	YoY         *float64 `json:"yoy_pct"`
	Comparative bool
	Device      string
	Basis       string `json:"period_basis"`
}

func readGolden(t testing.TB, name string) []golden {
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []golden
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g golden
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	return out
}

// platforms are those of the data, with some that press text speaks of.
func platforms(t testing.TB) []Platform {
	f, err := os.Open("../../data/platforms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []Platform
	for _, row := range rows[1:] {
		p := Platform{ID: row[0], Name: row[1], Owner: row[3], Home: row[4]}
		for alias := range strings.SplitSeq(row[2], ";") {
			alias, _, _ = strings.Cut(alias, " (")
			if alias = strings.TrimSpace(alias); alias != "" {
				p.Aliases = append(p.Aliases, alias)
			}
		}
		out = append(out, p)
	}
	return append(out, Platform{ID: "facebook", Name: "Facebook"})
}

// wanted gives the lines that a golden row asks for.
func (g golden) wanted() []string {
	out := slices.Clone(g.Claims)
	for _, e := range g.Expect {
		switch e.Metric {
		case "launch_date":
			out = append(out, fmt.Sprintf("event %s launch %s", e.PlatformID, e.Period))
			continue
		case "registered_users":
			e.Metric = "registered"
		case "mau", "dau", "wau":
		default:
			continue // not one of the metrics that are accepted
		}
		if e.Device == "smart_device" {
			e.PlatformID += "-mobile"
		}
		qualifier := map[string]string{"exact": "exact", "approximately": "approx", "more_than": "at_least"}[e.Qualifier]
		period := e.Period
		if y, season, _ := strings.Cut(strings.TrimSuffix(period, "~"), "-"); season >= "33" && season <= "36" && len(season) == 2 {
			period = y + "-Q" + string(season[1]-2) // 2021-35 of EDTF is the third quarter
		}
		out = append(out, fmt.Sprintf("observation %s %s %s %s %.0f %s", e.PlatformID, e.Metric, e.Market, period, e.Value, qualifier))
		if e.YoY != nil {
			out = append(out, fmt.Sprintf("growth %s %s %s yoy %g", e.PlatformID, e.Metric, period, *e.YoY))
		}
	}
	return out
}

// spellClaim writes a claim in the form of the golden set.
func spellClaim(c Claim) string {
	switch c.Kind {
	case "observation":
		return fmt.Sprintf("observation %s %s %s %s %.0f %s", c.PlatformID, c.Metric, c.Market, c.Period, c.Value, c.Qualifier)
	case "growth":
		return fmt.Sprintf("growth %s %s %s %s %g", c.PlatformID, c.Metric, c.Period, c.Comparison, c.Percent)
	case "event":
		return fmt.Sprintf("event %s %s %s", c.PlatformID, c.Event, c.Date)
	}
	return fmt.Sprintf("statement %s %g %g %g", c.Who, deref(c.LeadLow), deref(c.LeadHigh), deref(c.WinProbability))
}

func deref(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// agrees compares two lines. A quarter and its last day are the same
// statement where a text leaves open which of them it means.
func agrees(want, got string) bool {
	if want == got {
		return true
	}
	a, b := strings.Fields(want), strings.Fields(got)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		p, q := parseWhen(a[i]), parseWhen(b[i])
		if p.year == 0 || q.year == 0 || p.quarterOf() != q.quarterOf() || p.quarterOf().year == 0 {
			return false
		}
		if p.precision() != "quarter" && q.precision() != "quarter" {
			return false
		}
	}
	return true
}

type score struct{ right, wrong, missed int }

func (s score) precision() float64 { return float64(s.right) / max(1, float64(s.right+s.wrong)) }
func (s score) recall() float64    { return float64(s.right) / max(1, float64(s.right+s.missed)) }

func measure(t *testing.T, rows []golden) map[string]*score {
	known := platforms(t)
	scores := map[string]*score{}
	for _, kind := range []string{"observation", "event", "growth", "statement"} {
		scores[kind] = &score{}
	}
	for _, g := range rows {
		claims, err := Extract([]byte(g.Text), Options{Published: g.Published, Title: g.Title, Platforms: known})
		if err != nil {
			t.Errorf("%s: %v", g.ID, err)
			continue
		}
		wanted := g.wanted()
		var bad []string
		for _, c := range claims {
			if c.Status != "accepted" {
				continue
			}
			at := slices.IndexFunc(wanted, func(w string) bool { return agrees(w, spellClaim(c)) })
			if at < 0 {
				scores[c.Kind].wrong++
				bad = append(bad, "WRONG  "+spellClaim(c))
				continue
			}
			scores[c.Kind].right++
			wanted = slices.Delete(wanted, at, at+1)
		}
		for _, w := range wanted {
			kind, _, _ := strings.Cut(w, " ")
			scores[kind].missed++
			bad = append(bad, "MISSED "+w)
		}
		for _, c := range claims {
			if c.Kind == "observation" && c.Status == "accepted" && (slices.Contains(g.MustNotExtract, c.ValueText) || slices.Contains(g.MustNotExtract, c.PlatformID)) {
				t.Errorf("%s: %s of %q must not be accepted", g.ID, spellClaim(c), c.ValueText)
			}
		}
		for _, want := range g.Rejected {
			if !slices.ContainsFunc(claims, func(c Claim) bool {
				return c.Status == "rejected" && (want.Value == 0 || c.Value == want.Value) && (want.Metric == "" || c.Metric == want.Metric) &&
					strings.Contains(c.Reason, want.Reason) && (want.Suggested == 0 || deref(c.SuggestedValue) == want.Suggested)
			}) {
				t.Errorf("%s: no rejected claim %+v", g.ID, want)
			}
		}
		if len(bad) > 0 && testing.Verbose() {
			t.Logf("%s %q\n  %s%s", g.ID, g.Text, strings.Join(bad, "\n  "), rejectedOf(claims))
		}
	}
	return scores
}

func rejectedOf(claims []Claim) string {
	var b strings.Builder
	for _, c := range claims {
		if c.Status == "rejected" {
			fmt.Fprintf(&b, "\n  (rejected %s: %s)", spellClaim(c), c.Reason)
		}
	}
	return b.String()
}

func report(t *testing.T, name string, scores map[string]*score) {
	for _, kind := range []string{"observation", "event", "growth", "statement"} {
		s := scores[kind]
		t.Logf("%-9s %-12s precision %.3f recall %.3f (%d right, %d wrong, %d missed)", name, kind, s.precision(), s.recall(), s.right, s.wrong, s.missed)
		if s.precision() < 0.97 || s.recall() < 0.9 {
			t.Errorf("%s: %s: precision %.3f and recall %.3f; at least 0.97 and 0.9 are asked for", name, kind, s.precision(), s.recall())
		}
	}
}

func TestGolden(t *testing.T) { report(t, "golden", measure(t, readGolden(t, "claims.jsonl"))) }

func TestSpuriousSign(t *testing.T) {
	claims, err := Extract([]byte("In Japan, LINE's MAU was ¥81 million in June 2019, and its sales were ¥55 billion."), Options{Platforms: platforms(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(claims) != 2 || claims[0].Status != "accepted" || !slices.Contains(claims[0].Flags, "spurious_currency_sign") || claims[1].Status != "rejected" {
		t.Errorf("%+v", claims)
	}
}

// The held-out rows were written before they were first read. Precision and
// recall of that first reading: observations 0.94 and 0.89, 0.86 and 0.74,
// 0.91 and 0.91 in the three files; events 0.83 and 0.71, 0.86 and 0.60, 0.92
// and 1; growth 0.92 and 0.80, 1 and 1, 1 and 0.91; odds 1 and 0.80, 1 and 1,
// 1 and 1. What they showed was then put right by general rules.
func TestHeldOut(t *testing.T) {
	for _, name := range []string{"held_out.jsonl", "held_out_2.jsonl", "held_out_3.jsonl"} {
		t.Run(name, func(t *testing.T) { report(t, name, measure(t, readGolden(t, name))) })
	}
}

// Seven more files, each written before it was first read, after what the one
// before had shown was put right. Precision and recall of the first reading:
//
//	file  observations  events      growth      odds
//	4     0.85 0.90     1.00 0.71   1.00 0.90   0.75 0.75
//	5     0.92 0.85     1.00 0.46   1.00 1.00   0.25 0.20
//	6     0.82 0.85     0.78 0.64   0.89 0.80   1.00 0.80
//	7     0.85 0.79     0.75 0.23   1.00 0.67   0.25 0.20
//	8     0.81 0.61     0.80 0.40   0.75 0.60   1.00 0.33
//	9     0.85 0.81     1.00 0.67   1.00 0.67   1.00 0.25
//	10    0.85 0.73     1.00 0.88   1.00 1.00   1.00 1.00
//
// Each has few events and odds, so they are judged together.
// What a text of a new kind can expect is the first reading, not the last.
func TestHeldOutTogether(t *testing.T) {
	var rows []golden
	for file := 4; file <= 10; file++ {
		rows = append(rows, readGolden(t, fmt.Sprintf("held_out_%d.jsonl", file))...)
	}
	report(t, "together", measure(t, rows))
}
