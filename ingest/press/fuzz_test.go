package press

import (
	"os"
	"strings"
	"testing"

	"headstart/ingest/press/claims"
	"headstart/ingest/press/document"
)

// sound tries what must hold for a claim of any text.
func sound(t *testing.T, file []byte, c *Claim) {
	t.Helper()
	if c.Start < 0 || c.End < c.Start || c.End > len(file) || string(file[c.Start:c.End]) != c.Quote {
		t.Fatalf("%d to %d of %d: %+v", c.Start, c.End, len(file), c)
	}
	if (c.Status == claims.Accepted) != (len(c.Reasons) == 0) || strings.Join(c.Reasons, "; ") != c.Reason {
		t.Fatalf("%s for %q", c.Status, c.Reasons)
	}
	for _, u := range c.Unknown {
		if u.Start < 0 || u.End < u.Start || u.End > len(file) {
			t.Fatalf("unknown %+v", u)
		}
	}
	if c.Status != claims.Accepted {
		return
	}
	switch c.Kind {
	case "observation":
		if c.PlatformID == "" || c.Metric == "" || c.Period == "" || len(c.Market) != 3 || c.Value < 10_000 || c.Value > 2e10 {
			t.Fatalf("accepted %+v", c)
		}
	case "event":
		if c.PlatformID == "" || c.Date == "" {
			t.Fatalf("accepted %+v", c)
		}
	case "statement":
		if c.Who == "" || *c.LeadLow < 0 || *c.LeadHigh < *c.LeadLow || *c.WinProbability < 0 || *c.WinProbability > 1 {
			t.Fatalf("accepted %+v", c)
		}
	}
}

func FuzzClaims(f *testing.F) {
	for _, name := range []string{"testdata/traps.txt", "testdata/constructions.txt"} {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			if i := strings.LastIndex(line, "| "); i >= 0 {
				f.Add(line[i+2:])
			}
		}
	}
	platforms := packagePlatforms(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 { // what can go wrong is in a few sentences
			return
		}
		list, err := Extract([]byte(text), Options{Published: "2018-11-14", Platforms: platforms})
		if err != nil {
			return
		}
		for _, c := range list {
			sound(t, []byte(text), c)
		}
		// The title is a text of its own, and proposals are of anybody.
		short := []byte("It had 200 million monthly active users.")
		titled := Options{Title: text, Published: "2018-11-14", Platforms: platforms}
		if list, err = Extract(short, titled); err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			sound(t, short, c)
		}
		d, err := document.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		Verify(d, []byte(text), titled, []*Claim{
			{Kind: "observation", PlatformID: "whatsapp", Metric: "mau", Market: "WLD", Period: "2017-12", Value: 200e6, Start: len(text) / 3, End: len(text)},
			{Kind: "event", PlatformID: "line", Event: "launch", Date: "2011-06-23", Quote: text[:len(text)/2]},
		})
	})
}

// longText is press text of some length, in four languages by turns.
func longText(b testing.TB, size int) []byte {
	content, err := os.ReadFile("testdata/seed-article.txt")
	if err != nil {
		b.Fatal(err)
	}
	traps, err := os.ReadFile("testdata/constructions.txt")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(traps)) {
		if f := strings.SplitN(line, "|", 5); len(f) == 5 && strings.TrimSpace(f[1]) == "en" {
			content = append(content, f[4]+"\n"...)
		}
	}
	out := make([]byte, 0, size+len(content))
	for len(out) < size {
		out = append(out, content...)
	}
	return out
}

func BenchmarkExtract(b *testing.B) {
	text := longText(b, 1<<20)
	platforms := packagePlatforms(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Extract(text, Options{Published: "2021-02-10", Platforms: platforms}); err != nil {
			b.Fatal(err)
		}
	}
}
