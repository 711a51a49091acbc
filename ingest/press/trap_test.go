package press

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/ingest/press/claims"
)

// Nothing of a trap is accepted; of those in growth.txt no growth.
func TestTraps(t *testing.T) {
	platforms := packagePlatforms(t)
	for _, name := range []string{"traps.txt", "growth.txt"} {
		file, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(file), "\n") {
			day, text, found := strings.Cut(line, " | ")
			if line == "" || line[0] == '#' {
				continue
			}
			if !found {
				t.Fatalf("%s:%d: no day and text", name, n+1)
			}
			list, err := Extract([]byte(strings.ReplaceAll(text, `\n`, "\n")), Options{Published: day, Platforms: platforms})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				if c.Status == claims.Accepted && (name == "traps.txt" || c.Kind == "growth") {
					t.Errorf("%s:%d: accepted %s %s in %q", name, n+1, c.Kind, says(c), text)
				}
			}
		}
	}
}

// Texts of which the right values were found elsewhere: what is accepted is
// right, and what must be found is.
func TestCases(t *testing.T) {
	platforms := packagePlatforms(t)
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, text, _ := strings.Cut(string(content), "\n\n")
		lines := strings.Split(head, "\n")
		right := map[string]bool{} // and whether it must be found
		for _, l := range lines[1:] {
			if must, ok := strings.CutPrefix(l, "must "); ok {
				right[must] = true
			} else {
				right[strings.TrimPrefix(l, "may ")] = false
			}
		}
		list, err := Extract([]byte(text), Options{Published: lines[0], Platforms: platforms})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			if c.Status != claims.Accepted || c.Kind == "growth" {
				continue
			}
			if _, ok := right[says(c)]; !ok {
				t.Errorf("%s: accepted %s in %q", name, says(c), c.Quote)
			}
			delete(right, says(c))
		}
		for s, must := range right {
			if must {
				t.Errorf("%s: not accepted: %s", name, s)
			}
		}
	}
}

// The article that this project began with.
func TestSeedArticle(t *testing.T) {
	text, err := os.ReadFile("testdata/seed-article.txt")
	if err != nil {
		t.Fatal(err)
	}
	list, err := Extract(text, Options{Published: "2021-02-10", Platforms: packagePlatforms(t)})
	if err != nil {
		t.Fatal(err)
	}
	var end, suggested, growth bool
	odds := map[string]bool{}
	for _, c := range list {
		switch {
		case c.Kind == "statement" && c.Status == claims.Accepted:
			odds[says(c)] = true
		case c.Status == claims.Accepted:
			t.Errorf("accepted %s %s: %q", c.Kind, says(c), c.Quote)
		case c.Kind == "event":
			end = end || c.Event == "shutdown" && c.PlatformID == "mi-chat" && c.Date == "2021-02-19"
			if strings.HasPrefix(c.Date, "2020") || strings.HasPrefix(c.Date, "2008") {
				t.Errorf("%s dated %s: %q", c.Event, c.Date, c.Quote)
			}
		case c.Value == 10_825_000_000:
			suggested = c.Status == claims.Rejected && c.SuggestedValue != nil && *c.SuggestedValue == 1_082_500_000
		case c.Value == 127_500_000:
			growth = c.Kind == "growth"
		}
	}
	if !end || !suggested || !growth || !odds["Lei Jun 12 12 0.5"] || !odds["Lei Jun 2 3 0"] || len(odds) != 2 {
		t.Errorf("the end %t, a suggestion %t, growth %t, odds %v", end, suggested, growth, odds)
	}
}
