package numbers

import (
	"math"
	"testing"

	"headstart/ingest/press/words"
)

// Numbers of any text are finite, and no range is reversed.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"between 70 and 75 million users", "1億200万人", "7千万から8千万人", "10,8 3 亿", "1.2–1.3bn", "5만U 5만명", "million million 9e99", "1,00,00,000 0 0.0 million"} {
		f.Add(s)
	}
	names := words.NewNames(nil)
	f.Fuzz(func(t *testing.T, text string) {
		for _, code := range []string{"en", "zh", "ko", "de"} {
			tokens, list := Read(text, words.NewLexer(code, names).Lex(nil, text, 0, len(text)))
			for _, k := range tokens {
				if k.Class.In("N57") && (k.Ref < 0 || int(k.Ref) >= len(list) || k.End > len(text)) {
					t.Fatalf("%s: %+v in %q", code, k, text)
				}
			}
			for _, n := range list {
				if math.IsNaN(n.Value) || n.Value < 0 || n.High < n.Value || n.Resolution < 0 {
					t.Fatalf("%s: %+v in %q", code, n, text)
				}
			}
		}
	})
}
