package press

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"headstart/ingest/press/claims"
)

var archived = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

// Tables as companies print them: what is accepted is right, and of what is
// right at least the share that was found so far.
func TestTables(t *testing.T) {
	archive, err := os.ReadFile("testdata/tables.txtar")
	if err != nil {
		t.Fatal(err)
	}
	platforms := packagePlatforms(t)
	names, parts := archived.FindAllStringSubmatch(string(archive), -1), archived.Split(string(archive), -1)[1:]
	expected, found := 0, 0
	for i := 0; i+1 < len(names); i += 2 {
		name := names[i][1]
		var want []string
		for l := range strings.Lines(parts[i+1]) {
			if l = strings.TrimSuffix(strings.TrimSpace(l), " comparative"); l != "" {
				want = append(want, strings.TrimPrefix(l, "growth "))
			}
		}
		list, err := Extract([]byte(parts[i]), Options{Platforms: platforms})
		if err != nil {
			t.Fatal(name, err)
		}
		var got []string
		for _, c := range list {
			if c.Status == claims.Accepted {
				if got = append(got, says(c)); !slices.Contains(want, says(c)) {
					t.Errorf("%s: accepted %s", name, says(c))
				}
			}
		}
		for _, w := range want {
			if expected++; slices.Contains(got, w) {
				found++
			} else {
				t.Logf("%s: not accepted: %s", name, w)
			}
		}
	}
	t.Logf("%d of %d are found", found, expected)
	if 100*found < 62*expected {
		t.Errorf("only %d of %d are found", found, expected)
	}
}
