package press

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"headstart/ingest/press/claims"
)

// says is a claim in the words of the examples.
func says(c *Claim) string {
	switch c.Kind {
	case "event":
		return fmt.Sprintf("%s %s %s", c.PlatformID, c.Event, c.Date)
	case "statement":
		return fmt.Sprintf("%s %g %g %g", c.Who, *c.LeadLow, *c.LeadHigh, *c.WinProbability)
	case "growth":
		return fmt.Sprintf("%s %s %s %s %g", c.PlatformID, c.Metric, c.Period, c.Comparison, c.Percent)
	}
	return fmt.Sprintf("%s %s %s %s %.0f", c.PlatformID, c.Metric, c.Market, c.Period, c.Value)
}

// Every construction has examples, and they are read as it.
func TestConstructions(t *testing.T) {
	file, err := os.ReadFile("testdata/constructions.txt")
	if err != nil {
		t.Fatal(err)
	}
	platforms := packagePlatforms(t)
	seen := map[string]bool{}
	for n, line := range strings.Split(string(file), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, "|", 5)
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		list, err := Extract([]byte(strings.ReplaceAll(f[4], `\n`, "\n")), Options{Published: f[2], Platforms: platforms})
		if err != nil {
			t.Fatal(err)
		}
		seen[f[0]] = true
		if !slices.ContainsFunc(list, func(c *Claim) bool {
			return c.Status == claims.Accepted && c.Construction == f[0] && says(c) == f[3]
		}) {
			t.Errorf("constructions.txt:%d: no claim %s by %s in %q", n+1, f[3], f[0], f[4])
			for _, c := range list {
				t.Logf("  %s %s by %s: %s", c.Status, says(c), c.Construction, c.Reason)
			}
		}
	}
	for _, name := range claims.Constructions() {
		if !seen[name] {
			t.Errorf("no example of %s", name)
		}
	}
}
