package press

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

func readCSV(t testing.TB, name string) []map[string]string {
	f, err := os.Open("../../data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// says are words that state the metric beyond doubt, kept apart from the
// lexicon that is tested.
var says = map[string]*regexp.Regexp{
	"mau":        regexp.MustCompile(`(?i)monthly|\bMAUs?\b|(each|every|per|a) month|月活|月間|월간|月度活`),
	"dau":        regexp.MustCompile(`(?i)daily|\bDAUs?\b|(each|every|per|a) day|日活|日均活|毎日`),
	"wau":        regexp.MustCompile(`(?i)weekly|\bWAUs?\b|(each|every|per|a) week|周活`),
	"registered": regexp.MustCompile(`(?i)regist|sign-?ups?|注册|登録|가입|등록`),
}

var bracketed = regexp.MustCompile(`\s*[\[(][^\])]*[\])]\s*$|\s*\(translated\)`)

// TestQuotes reads the quotes of the data package, which are clipped: the
// platform comes as the title. Recall is of the quotes that state value and
// metric; a value that is accepted must be one of the data's.
func TestQuotes(t *testing.T) {
	known := platforms(t)
	names := map[string]string{}
	for _, p := range known {
		names[p.ID] = p.Name
	}
	published := map[string]string{}
	for _, s := range readCSV(t, "sources.csv") {
		published[s["source_id"]] = s["published_on"]
	}
	rows := readCSV(t, "observations.csv")
	values := map[string][]float64{} // of platform, metric and quote
	for _, o := range rows {
		v, _ := strconv.ParseFloat(o["value"], 64)
		values[o["platform_id"]+o["metric"]] = append(values[o["platform_id"]+o["metric"]], v)
	}
	var stated, found, accepted, wrong int
	for _, o := range rows {
		want, _ := strconv.ParseFloat(o["value"], 64)
		quote := bracketed.ReplaceAllString(o["quote"], "")
		if quote == "table cell" || quote == "" {
			continue
		}
		day := published[o["source_id"]]
		if day == "" {
			day = o["period"]
		}
		claims, err := Extract([]byte(quote), Options{Title: names[o["platform_id"]], Published: day, Platforms: known})
		if err != nil {
			t.Fatal(err)
		}
		states := says[o["metric"]].MatchString(quote) && slices.ContainsFunc(readNumbers(quote), func(n number) bool { return n.value == want && n.scale >= 1 })
		hit := false
		for _, c := range claims {
			if c.Kind != "observation" || c.Status != "accepted" {
				continue
			}
			accepted++
			switch {
			case c.PlatformID == o["platform_id"] && c.Metric == o["metric"] && c.Value == want:
				hit = true
			case !slices.Contains(values[c.PlatformID+c.Metric], c.Value):
				wrong++
				t.Logf("wrong %s %s %s %.0f: %q gives %s", o["platform_id"], o["metric"], o["period"], want, quote, spellClaim(c))
			}
		}
		if states {
			stated++
			if hit {
				found++
			} else {
				t.Logf("missed %s %s %s %.0f: %q%s", o["platform_id"], o["metric"], o["period"], want, quote, rejectedOf(claims))
			}
		}
	}
	t.Logf("%d quotes state value and metric, %d found (recall %.3f); %d accepted, %d of a value that is not in the data (precision %.3f)",
		stated, found, float64(found)/float64(stated), accepted, wrong, 1-float64(wrong)/float64(accepted))
	if float64(found) < 0.9*float64(stated) || float64(wrong) > 0.03*float64(accepted) {
		t.Error("at least 0.9 and 0.97 are asked for")
	}
}

// TestElicited reads the elicited odds of the data package, each after its
// speaker, as an article would have them.
func TestElicited(t *testing.T) {
	known := platforms(t)
	var right, wrong, missed int
	for _, s := range readCSV(t, "statements.csv") {
		if s["win_probability"] == "" || s["doubt"] != "" {
			continue
		}
		text := s["who"] + " said: " + s["quote"] + "."
		if s["quote"] != "" && s["quote"][0] >= 0x80 || !regexp.MustCompile(`^[A-Z]`).MatchString(s["quote"]) {
			text = "雷军说:" + s["quote"] + "。"
		}
		claims, err := Extract([]byte(text), Options{Published: "2014-01-01", Platforms: known})
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%s %s %s", s["lead_months_low"], s["lead_months_high"], s["win_probability"])
		hit := false
		for _, c := range claims {
			if c.Kind != "statement" || c.Status != "accepted" {
				continue
			}
			if got := fmt.Sprintf("%g %g %g", *c.LeadLow, *c.LeadHigh, *c.WinProbability); got == want {
				hit = true
			} else {
				wrong++
				t.Logf("wrong %q: %s, want %s", text, got, want)
			}
		}
		if hit {
			right++
		} else {
			missed++
			t.Logf("missed %q%s", text, rejectedOf(claims))
		}
	}
	t.Logf("%d right, %d wrong, %d missed", right, wrong, missed)
	if wrong > 0 || missed > right/9 {
		t.Error("at least 0.9 of them and none wrong are asked for")
	}
}
