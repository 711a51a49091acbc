package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// table is a CSV file of a package that a test changes.
type table struct {
	header []string
	rows   [][]string
}

// keep keeps the rows that have value in column.
func (f *table) keep(column, value string) {
	k := slices.Index(f.header, column)
	f.rows = slices.DeleteFunc(f.rows, func(r []string) bool { return r[k] != value })
}

// set writes value into column.
func (f *table) set(column, value string) {
	k := slices.Index(f.header, column)
	for _, r := range f.rows {
		r[k] = value
	}
}

func (f *table) clear() { f.rows = nil }

// years makes each period its year, and keeps the first figure of each.
func (f *table) years() {
	k := slices.Index(f.header, "period")
	seen := map[string]bool{}
	f.rows = slices.DeleteFunc(f.rows, func(r []string) bool {
		r[k] = r[k][:4]
		series := strings.Join(r[:k+1], " ")
		old := seen[series]
		seen[series] = true
		return old
	})
}

// Markets of one's own are small: one market, one race, none decided, none,
// yearly figures, one metric that is not monthly users, or one that nobody
// foresaw. Each gives a report without words of the shipped data, and a figure
// is empty only for the reason here.
func TestLongSmallPackages(t *testing.T) {
	scores := "too few decided races or markets to score a model"
	founding := "there are no launches of a founding race, or no figures of one metric for both its sides"
	network := "no founding race with a known network"
	effect := "too few decided races to estimate an effect"
	unpaired := "no race with figures of both rivals near enough"
	undecided := []string{"no decided race", "no decided race", "no model was scored", scores, effect}
	for name, c := range map[string]struct {
		change map[string]func(*table)
		empty  []string // reasons, in order
		says   string   // in the report
	}{
		"one market": {map[string]func(*table){
			"observations.csv": func(f *table) { f.keep("market", "XAA") },
			"races.csv":        func(f *table) { f.keep("market", "XAA") },
		}, []string{"no two sources contradict each other", founding, network, effect, scores}, "monthly active users in Northland"},
		"one race": {map[string]func(*table){
			"races.csv": func(f *table) { f.keep("race_id", "xaa-aster-birch") },
		}, []string{founding, network, effect, scores}, "1 of 1 decided race (100%"},
		"no decided race": {map[string]func(*table){
			"races.csv": func(f *table) { f.set("winner", "undecided") },
		}, undecided, "Ida Example bet"},
		"no race": {map[string]func(*table){
			"races.csv": (*table).clear, "statements.csv": (*table).clear,
		}, append(undecided, founding, network, "no race", "no first mover that met a rival", unpaired), "monthly active users worldwide"},
		"yearly": {map[string]func(*table){
			"observations.csv": (*table).years,
		}, []string{"no month with three platforms", "no series has enough figures for a forecast", "no series has enough figures to score a forecast",
			"no market with two platforms in twelve consecutive months", "no two sources contradict each other", effect, scores, unpaired}, "monthly active users worldwide in 2019"},
		"daily users": {map[string]func(*table){
			"observations.csv": func(f *table) { f.keep("metric", "mau"); f.set("metric", "dau") },
		}, []string{effect, scores}, "daily active users worldwide"},
		"own metric": {map[string]func(*table){
			"metrics.csv":      func(f *table) { f.rows = [][]string{{"paying", "paying subscribers", "subscribers", "accounts", ""}} },
			"definitions.csv":  func(f *table) { f.keep("definition_id", "mau"); f.set("metric", "paying") },
			"observations.csv": func(f *table) { f.keep("metric", "mau"); f.set("metric", "paying") },
			"statements.csv":   (*table).clear,
		}, []string{effect, scores}, "paying subscribers worldwide"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			headstart(t, dir, "init", "own")
			for file, change := range c.change {
				changeTable(t, filepath.Join(dir, "own", "data", file), change)
			}
			headstart(t, filepath.Join(dir, "own"), "run", "--quiet")
			latest := filepath.Join(dir, "own", "out", "latest")
			report, err := os.ReadFile(filepath.Join(latest, "report.md"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(report), c.says) {
				t.Errorf("the report does not say %q:\n%s", c.says, report)
			}
			if word := regexp.MustCompile(`Lei Jun|Mi Chat|WeChat|Tencent|[Mm]essenger|network of 1 billion|NaN|<nil>|%!`).Find(report); word != nil {
				t.Errorf("the report says %q:\n%s", word, report)
			}
			texts, err := filepath.Glob(filepath.Join(latest, "charts", "*.txt"))
			if err != nil {
				t.Fatal(err)
			}
			var reasons []string
			for _, path := range texts {
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if m := regexp.MustCompile(`^No data for [^:]*: (.*) in this run`).FindSubmatch(text); m != nil {
					reasons = append(reasons, strings.TrimSuffix(string(m[1]), ","))
				}
			}
			slices.Sort(reasons)
			if want := slices.Sorted(slices.Values(c.empty)); !slices.Equal(reasons, want) {
				t.Errorf("figures are empty for %q, want %q", reasons, want)
			}
		})
	}
}
