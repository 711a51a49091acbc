package data

import (
	"math"
	"strings"
	"testing"
)

// wins counts the races of which column names the first mover, and those of
// which it names either side.
func wins(races []record, column string, keep func(record) bool) (won, decided int) {
	for _, race := range races {
		if keep != nil && !keep(race) {
			continue
		}
		switch race.at(column) {
		case "first_mover":
			won++
			decided++
		case "responder":
			decided++
		}
	}
	return won, decided
}

// kappa is the agreement of two columns over the races that keep passes, and
// Cohen's kappa.
func kappa(races []record, one, other string, keep func(record) bool) (n int, agreement, kappa float64) {
	first, second := make(map[string]float64), make(map[string]float64)
	agreed := 0.0
	for _, race := range races {
		if !keep(race) {
			continue
		}
		n++
		first[race.at(one)]++
		second[race.at(other)]++
		if race.at(one) == race.at(other) {
			agreed++
		}
	}
	chance := 0.0
	for category, count := range first {
		chance += count / float64(n) * second[category] / float64(n)
	}
	agreement = agreed / float64(n)
	return n, agreement, (agreement - chance) / (1 - chance)
}

// What the second coding of 28 November 2026 reported, from the columns as they
// stand in races.csv. The counts are of the coding as it was frozen; those of
// primary_with_found use what was found afterwards.
func TestCodingGivesWhatItReported(t *testing.T) {
	_, races := read(t, "races.csv")
	local := func(r record) bool {
		return r.at("first_launch_kind") == "local" && r.at("responder_launch_kind") == "local"
	}
	world := func(r record) bool {
		return r.at("first_launch_kind") == "world" && r.at("responder_launch_kind") == "world"
	}
	is := func(column, value string) func(record) bool {
		return func(r record) bool { return r.at(column) == value }
	}
	for _, c := range []struct {
		what, column string
		keep         func(record) bool
		won, decided int
	}{
		{"all races", "winner", nil, 91, 175},
		{"all races, second coder", "winner_second_coder", nil, 89, 168},
		{"all races", "primary_outcome", nil, 57, 113},
		{"all races, with what was found later", "primary_with_found", nil, 68, 131},
		{"all races", "survival_60", nil, 74, 133},
		{"both dates local", "winner", local, 36, 49},
		{"both dates local, second coder", "winner_second_coder", local, 33, 44},
		{"both dates local", "primary_outcome", local, 19, 27},
		{"both dates local, with what was found later", "primary_with_found", local, 23, 32},
		{"both dates local, or of the world for the world", "winner",
			func(r record) bool { return local(r) || world(r) && r.at("market") == "WLD" }, 61, 101},
		{"both dates of the world in a country", "winner",
			func(r record) bool { return world(r) && r.at("market") != "WLD" }, 1, 18},
		{"judged by a closure", "winner", is("criterion_kind", "exit"), 38, 51},
		{"not judged by a closure", "winner", func(r record) bool { return r.at("criterion_kind") != "exit" }, 53, 124},
		{"evidence of grade A or B", "winner", func(r record) bool { return strings.Contains("AB", r.at("strength")) }, 64, 131},
		{"direct rivals", "winner", is("rival_kind", "direct"), 76, 139},
		{"wave 1", "winner", is("wave", "1"), 74, 126},
		{"wave 2", "winner", is("wave", "2"), 17, 49},
		{"wave 1", "primary_outcome", is("wave", "1"), 40, 70},
		{"wave 2", "primary_outcome", is("wave", "2"), 17, 43},
		{"outcome from a ranking page", "winner", func(r record) bool { return r.at("ranking_page") != "" }, 6, 24},
	} {
		if won, decided := wins(races, c.column, c.keep); won != c.won || decided != c.decided {
			t.Errorf("%s: %s: first movers won %d of %d, want %d of %d", c.what, c.column, won, decided, c.won, c.decided)
		}
	}

	decided := func(r record, column string) bool {
		return r.at(column) == "first_mover" || r.at(column) == "responder"
	}
	for _, c := range []struct {
		other            string
		keep             func(record) bool
		n                int
		agreement, kappa float64
	}{
		{"winner_second_coder", func(record) bool { return true }, 182, 0.929, 0.87},
		{"primary_outcome", func(r record) bool { return decided(r, "winner") && decided(r, "primary_outcome") }, 110, 0.945, 0.89},
		{"primary_outcome", func(r record) bool { return r.at("primary_outcome") != "none" }, 120, 0.875, 0.77},
	} {
		n, agreement, k := kappa(races, "winner", c.other, c.keep)
		if n != c.n || math.Abs(agreement-c.agreement) > 0.0005 || math.Abs(k-c.kappa) > 0.005 {
			t.Errorf("winner and %s: n %d, agreement %.4f, kappa %.4f, want %d, %g, %g", c.other, n, agreement, k, c.n, c.agreement, c.kappa)
		}
	}
}

// The columns of the coding may be empty in a package that has yet to be coded.
// In this one no race is.
func TestEveryRaceIsCoded(t *testing.T) {
	_, races := read(t, "races.csv")
	for _, race := range races {
		for _, column := range []string{"first_launch_kind", "responder_launch_kind", "criterion_kind", "evidence_kind", "strength",
			"evidence_on", "months_after_entry", "rival_kind", "third_led", "later_reversal", "state_action", "leader_36", "leader_60",
			"primary_outcome", "survival_60", "winner_second_coder", "confidence", "wave", "primary_with_found", "blind"} {
			if race.at(column) == "" {
				t.Errorf("races.csv:%d: %s: %s is empty", race.line, race.at("race_id"), column)
			}
		}
	}
}

// A hypothesis was registered when only the races of its known waves had been
// collected, and there is one primary one.
func TestHypothesesAreRegistered(t *testing.T) {
	waves := make(map[string]bool)
	_, races := read(t, "races.csv")
	for _, race := range races {
		waves[race.at("wave")] = true
	}
	primary := 0
	_, hypotheses := read(t, "hypotheses.csv")
	for _, h := range hypotheses {
		if h.at("kind") == "primary" {
			primary++
		}
		for _, wave := range strings.Split(h.at("waves_known"), ";") {
			if !waves[wave] {
				t.Errorf("hypotheses.csv:%d: no race is of wave %s", h.line, wave)
			}
		}
	}
	if primary != 1 {
		t.Errorf("%d primary hypotheses, want 1", primary)
	}
}

// Figures that an audit of the sources found wrong are in doubt.
func TestAuditedFiguresAreInDoubt(t *testing.T) {
	_, observations := read(t, "observations.csv")
	for _, c := range []map[string]string{
		{"platform_id": "skype", "metric": "dau", "period": "2023-02", "value": "306000000"},
		{"platform_id": "skype", "metric": "registered", "period": "2011-03"},
		{"platform_id": "skype", "metric": "registered", "period": "2011-09"},
		{"platform_id": "discord", "metric": "mau", "period": "2022"},
		{"platform_id": "wechat", "metric": "mau", "period": "2013-Q1", "value": "195000000"},
		{"platform_id": "wechat", "metric": "mau", "period": "2015-Q1", "value": "539000000"},
		{"platform_id": "wechat", "metric": "mau", "period": "2021-Q2", "value": "1245000000"},
	} {
		found := 0
		for _, o := range observations {
			match := true
			for name, want := range c {
				match = match && o.at(name) == want
			}
			if match {
				found++
				if o.at("doubt") == "" {
					t.Errorf("observations.csv:%d: %v is in use", o.line, c)
				}
			}
		}
		if found != 1 {
			t.Errorf("observations.csv: %d rows with %v, want 1", found, c)
		}
	}
}
