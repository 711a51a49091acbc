package words

import "testing"

// Tokens of any text lie in it, in order, and have a class.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"MAU 5만U 5만명", "WhatsApp had 1.5bn MAU in Q3'16.", "微 信 在 20 18 年 10,8 3 亿", "카카오페이의 라인업", "2018-09-30 3Q16 1,26,00,000 19th", "by127.5 million", "\xff\xfe５．５億人（注１）"} {
		f.Add(s)
	}
	names := NewNames([]PlatformInfo{{ID: "line", Name: "LINE"}, {ID: "wechat", Name: "WeChat", Aliases: []string{"微信"}}})
	f.Fuzz(func(t *testing.T, text string) {
		for _, code := range Languages {
			l := NewLexer(code, names)
			last := 0
			for tokens := range l.Sentences(text, 0, len(text), 100) {
				for _, k := range tokens {
					if k.Start < last || k.End < k.Start || k.End > len(text) || k.Class == 0 {
						t.Fatalf("%s: %+v after %d in %q", code, k, last, text)
					}
					last = k.Start
				}
			}
		}
		Language(text)
	})
}
