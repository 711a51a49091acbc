package press

import (
	"reflect"
	"strings"
	"testing"
)

func allGolden(t testing.TB) []golden {
	return append(append(readGolden(t, "claims.jsonl"), readGolden(t, "held_out.jsonl")...), readGolden(t, "held_out_2.jsonl")...)
}

func TestSound(t *testing.T) {
	known := platforms(t)
	for _, g := range allGolden(t) {
		file := []byte(g.Text)
		opt := Options{Published: g.Published, Title: g.Title, Platforms: known}
		claims, err := Extract(file, opt)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range claims {
			sound(t, file, c)
		}
		again, _ := Extract(file, opt)
		if !reflect.DeepEqual(claims, again) {
			t.Errorf("%s: a second reading differs", g.ID)
		}
		longer, _ := Extract([]byte(g.Text+"\n\nThe weather in Oslo was mild, and the ferries ran on time."), opt)
		if !reflect.DeepEqual(claims, longer) {
			t.Errorf("%s: a sentence about something else changes the claims", g.ID)
		}
	}
}

// TestLinear counts looks at tokens: twice the text, twice the work.
func TestLinear(t *testing.T) {
	names := newRegistry(platforms(t))
	var all strings.Builder
	for _, g := range allGolden(t) {
		all.WriteString(g.Text + " ")
	}
	for name, unit := range map[string]string{
		"golden":    all.String(),
		"no stops":  "WhatsApp had 5 million monthly active users in June 2018 and ",
		"numbers":   "1.1.1.1,2 million 5 ",
		"names":     "WeChat and QQ, ",
		"hundreds":  "one hundred and ",
		"events":    "launched WeChat, ",
		"odds":      "if 50% chance react year ",
		"CJK":       "微信月活跃账户数10亿,",
		"one token": "a",
		"lines":     "QQ\n803 m\n",
		"counters":  "5个个个个",
	} {
		work := func(times int) int {
			_, steps := readClaims(newReading(strings.Repeat(unit, times), names, when{}, nil), &context{})
			return steps
		}
		n := 40000/len(unit) + 1
		if once, twice := work(n), work(2*n); float64(twice) > 2.2*float64(once)+1000 {
			t.Errorf("%s: %d looks at %d bytes, %d at twice as many", name, once, n*len(unit), twice)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	var all strings.Builder
	for all.Len() < 1<<20 {
		for _, g := range allGolden(b) {
			all.WriteString(g.Text + "\n\n")
		}
	}
	opt := Options{Published: "2020-01-01", Platforms: platforms(b)}
	b.SetBytes(int64(all.Len()))
	for b.Loop() {
		if _, err := Extract([]byte(all.String()), opt); err != nil {
			b.Fatal(err)
		}
	}
}

func TestLexicon(t *testing.T) {
	for _, language := range [][]entry{english, chinese, korean, japanese} {
		for _, e := range language {
			seen := map[string]bool{}
			for words := range strings.SplitSeq(e.words, ",") {
				if len(lex(words)) == 0 {
					t.Errorf("class %d has an empty entry in %q", e.class, e.words)
				}
				if key := normal(words); seen[key] {
					t.Errorf("class %d has %q twice", e.class, words)
				} else {
					seen[key] = true
				}
			}
		}
	}
}
