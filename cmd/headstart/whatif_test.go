package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"headstart/transform"
)

// whatifDocument is the document of whatif --json, as others read it.
type whatifDocument struct {
	Days   *float64 `json:"head_start_days"`
	Models []struct {
		Name  string   `json:"name"`
		PWin  *float64 `json:"p_win"`
		Lower *float64 `json:"lower"`
		Upper *float64 `json:"upper"`
		Level *float64 `json:"level"`
		N     *int64   `json:"n"`
	} `json:"models"`
	BaseRate *float64       `json:"base_rate"`
	Warnings *[]string      `json:"warnings"`
	Race     map[string]any `json:"race"`
	Market   map[string]any `json:"market"`
	Network  map[string]any `json:"network"`

	Exploratory []any          `json:"exploratory"`
	PastRaces   []any          `json:"past_races"`
	Target      map[string]any `json:"target"`
}

// What whatif says agrees with the relation what_if wherever that has a row.
func TestWhatifAgreesWithItsTable(t *testing.T) {
	t.Parallel()
	out := shippedRun(t)
	ctx := context.Background()
	type row struct {
		model                          string
		network                        *float64
		months, p, lower, upper, level float64
		n                              int64
		baseRate                       float64
	}
	var rows []row
	err := latestRun(ctx, config{Place: Place{Out: out}}, []string{"what_if"}, func(db *transform.DB) (err error) {
		rows, err = transform.Collect(ctx, db, "select model, network, months, p, lower, upper, level, n, base_rate from what_if order by network, months",
			func(r *row) []any {
				return []any{&r.model, &r.network, &r.months, &r.p, &r.lower, &r.upper, &r.level, &r.n, &r.baseRate}
			})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const none = -1.0
	answers := map[float64]*answer{} // by network
	seen := map[string]int{}
	for _, want := range rows {
		network := none
		if want.network != nil {
			network = *want.network
		}
		if answers[network] == nil {
			q := question{days: new(float64), network: want.network}
			err := latestRun(ctx, config{Place: Place{Out: out}}, whatifTables, func(db *transform.DB) (err error) {
				answers[network], err = whatif(ctx, db, q, "")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		models, exploratory, err := answersAt(answers[network].models, want.months)
		if err != nil {
			t.Fatal(err)
		}
		for _, answer := range append(models, exploratory...) {
			got := plain(answer).(map[string]any)
			if got["name"] != want.model {
				continue
			}
			seen[want.model]++
			for key, x := range map[string]float64{"p_win": want.p, "lower": want.lower, "upper": want.upper, "level": want.level} {
				if !(math.Abs(got[key].(float64)-x) < 1e-9) || got["n"] != want.n {
					t.Fatalf("%s, network %v, %v months: got %+v, what_if has %+v", want.model, network, want.months, got, want)
				}
			}
		}
	}
	for _, name := range []string{"empirical", "empirical_by_network", "race", "elicited"} {
		if seen[name] < 50 {
			t.Errorf("%d rows of model %s are compared", seen[name], name)
		}
	}
	t.Run("document", func(t *testing.T) { whatifDocuments(t, out, rows[0].baseRate) })
}

// The document has every key that others depend on, and nothing is beside it.
func whatifDocuments(t *testing.T, out string, baseRate float64) {
	ask := func(args ...string) whatifDocument {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := run(append([]string{"whatif", "--json", "--out", out}, args...), &stdout, &stderr); code != exitDone {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		var d whatifDocument
		dec := json.NewDecoder(&stdout)
		dec.DisallowUnknownFields()
		if err := dec.Decode(&d); err != nil {
			t.Fatal(err)
		}
		if dec.More() {
			t.Error("there is more than one document")
		}
		if d.Days == nil || d.Warnings == nil || d.BaseRate == nil || len(d.Models) != 3 {
			t.Fatalf("keys are missing: %+v", d)
		}
		for i, name := range []string{"empirical", "race", "elicited"} {
			if m := d.Models[i]; m.Name != name || m.Level == nil || m.N == nil {
				t.Errorf("model %d: %+v", i, m)
			}
		}
		if lines := strings.Count(stderr.String(), "warning: "); lines != len(*d.Warnings) {
			t.Errorf("%d warnings on stderr, %d in the document", lines, len(*d.Warnings))
		}
		return d
	}
	d := ask("--head-start", "6mo", "--network", "30m")
	if *d.Days != 182.625 || *d.BaseRate != baseRate || len(*d.Warnings) != 0 {
		t.Errorf("head start %v, base rate %v, warnings %q", *d.Days, *d.BaseRate, *d.Warnings)
	}
	if d.Network["users"] != 30e6 || d.Market != nil || d.Race != nil {
		t.Errorf("network %v, market %v, race %v", d.Network, d.Market, d.Race)
	}
	if len(d.Exploratory) != 1 || len(d.PastRaces) != 5 || d.Target != nil {
		t.Errorf("exploratory %v, past races %v, target %v", d.Exploratory, d.PastRaces, d.Target)
	}
	// The other way round: the simulated race has a lead of even odds, past races have none.
	target := ask("--head-start", "6mo", "--network", "600m", "--target", "50%").Target
	for _, m := range target["models"].([]any) {
		model := m.(map[string]any)
		switch months, _ := model["lead_months"].(float64); model["name"] {
		case "race":
			if math.Abs(months-8.8) > 0.05 {
				t.Errorf("race: even odds at %v months, want 8.8 as in critical_lead", months)
			}
		case "elicited":
			if math.Abs(months-12) > 0.01 {
				t.Errorf("elicited: even odds at %v months, want the 12 of the bet", months)
			}
		case "empirical":
			if model["lead_months"] != nil || model["note"] == nil {
				t.Errorf("empirical: %v, want no lead and a note that says why", model)
			}
		}
	}
	// A race alone is that race as it was, and its real answer stays when its date moves.
	was, moved := ask("--race", "cn-mi-chat-wechat"), ask("--race", "cn-mi-chat-wechat", "--head-start", "1y")
	if *was.Days != 42 || *moved.Days != 365.25 || moved.Race["head_start_days"] != 42.0 || moved.Race["winner"] != "responder" {
		t.Errorf("as it was %v, moved %v, race %v", *was.Days, *moved.Days, moved.Race)
	}
	real := moved.Race["models"].([]any)[1].(map[string]any)["p_win"].(float64)
	if real != *was.Models[1].PWin || real > *moved.Models[1].PWin {
		t.Errorf("model race: %v as it was, %v in the moved answer, %v moved", *was.Models[1].PWin, real, *moved.Models[1].PWin)
	}
	// What a model cannot say is null.
	unknown := ask("--race", "ch-threema-io")
	if unknown.Models[1].PWin != nil || unknown.Network != nil {
		t.Errorf("without a known network: %+v, %v", unknown.Models[1], unknown.Network)
	}
}

func TestParseDays(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64 // -1: an error
	}{
		{"42d", 42}, {"6w", 42}, {"6mo", 182.625}, {"1y", 365.25}, {"1.5y", 547.875}, {"1y6mo", 547.875}, {"1y 6mo", 547.875}, {"1Y2D", 367.25},
		{"0", 0}, {"0d", 0}, {"100y", 36525}, {"101y", -1}, {"", 0}, {"6", -1}, {"6m", -1}, {"-1d", -1}, {"1e3d", -1}, {"d", -1}, {".5y", -1},
		{"1y6", -1}, {"six weeks", -1}, {"0x10d", -1}, {strings.Repeat("9", 400) + "d", -1}, {"٣d", -1},
	} {
		got, err := parseDays(c.text)
		if err != nil {
			got = -1
			if !strings.Contains(err.Error(), "--head-start 42d, 6w, 6mo, 1.5y or 1y6mo") {
				t.Errorf("%q: the error does not say what is accepted: %v", c.text, err)
			}
		}
		if got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestParseUsers(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64 // -1: an error
	}{
		{"350000", 350e3}, {"350k", 350e3}, {"600m", 600e6}, {"600M", 600e6}, {"1.2bn", 1.2e9}, {"0", 0}, {"10bn", 1e10},
		{"11bn", -1}, {"", -1}, {"-1", -1}, {"1e6", -1}, {"350,000", -1}, {"m", -1}, {"many", -1}, {strings.Repeat("9", 400), -1},
	} {
		got, err := parseUsers(c.text)
		if err != nil {
			got = -1
			if !strings.Contains(err.Error(), "--network 350000, 350k, 30m or 1.2bn") {
				t.Errorf("%q: the error does not say what is accepted: %v", c.text, err)
			}
		}
		if got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestParseProbability(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64 // -1: an error
	}{{"50%", 0.5}, {"50 %", 0.5}, {" 0.5", 0.5}, {"0.5", 0.5}, {"0", -1}, {"100%", -1}, {"50%%", -1}, {"half", -1}, {"", -1}, {"NaN", -1}} {
		got, err := parseProbability(c.text)
		if err != nil {
			got = -1
			if !strings.Contains(err.Error(), "--target 50% or --target 0.5") {
				t.Errorf("%q: the error does not say what is accepted: %v", c.text, err)
			}
		}
		if got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

// One is no plural.
func TestDaysText(t *testing.T) {
	for days, want := range map[float64]string{1: "1 day", 42: "42 days", 365.25: "12 months (365 days)"} {
		if got := daysText(days); got != want {
			t.Errorf("%v days: got %s, want %s", days, got, want)
		}
	}
	if got := monthsText(1); got != "1 month" {
		t.Errorf("one month is %s", got)
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want string
	}{{0, "0%"}, {1e-9, "<0.1%"}, {0.004, "0.4%"}, {0.05, "5%"}, {0.125, "13%"}, {0.591, "59%"}, {0.994, "99.4%"}, {0.99999, ">99.9%"}, {1, "100%"}} {
		if got := share(c.p); got != c.want {
			t.Errorf("%v: got %s, want %s", c.p, got, c.want)
		}
	}
}
