package dates

import (
	"testing"

	"headstart/ingest/press/words"
)

// Dates of any text are in the calendar, or none.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"the end of June 2018", "February 30, 2021", "2018年13月31日", "June 2065438+2008", "Q3 2016, the third quarter ended", "이듬해 12월 31일", "2017年12月期第2四半期", "first three months of 2022", "last March 31", "im ersten Halbjahr 2015"} {
		f.Add(s, "2021-02-10")
		f.Add(s, "")
	}
	names := words.NewNames(nil)
	f.Fuzz(func(t *testing.T, text, day string) {
		for _, code := range []string{"en", "zh", "ja", "ko", "de"} {
			l := words.NewLexer(code, names)
			r := Reader{Published: Parse(day), CJK: l.CJK()}
			tokens, list := r.Read(text, l.Lex(nil, text, 0, len(text)))
			for _, k := range tokens {
				if k.Class == words.Date || k.Class == words.Ago {
					if k.Ref < 0 || int(k.Ref) >= len(list) || k.End > len(text) {
						t.Fatalf("%s: %+v in %q", code, k, text)
					}
				}
			}
			for _, told := range list {
				d := told.Date
				if d.Kind != None && (!d.Valid() || d.First().After(d.Last()) || d.String() == "") {
					t.Fatalf("%s: %+v in %q", code, d, text)
				}
			}
		}
	})
}
