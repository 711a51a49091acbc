package press

import "testing"

// readNumbers reads the quantities of s by the marks of s itself.
func readNumbers(s string) []number {
	tokens := lex(s)
	return numbersIn(s, tokens, senses(tokens), votedMarks(s, tokens))
}

func TestReadNumbers(t *testing.T) {
	check := func(text string, value, resolution float64, qualifier, unit string) {
		t.Helper()
		got := readNumbers(text)
		if len(got) != 1 {
			t.Errorf("%q gives %d numbers", text, len(got))
			return
		}
		if n := got[0]; n.value != value || n.resolution != resolution || n.qualifier != qualifier || n.unit != unit {
			t.Errorf("%q gives %v, resolution %v, %s, %q", text, n.value, n.resolution, n.qualifier, n.unit)
		}
	}
	check("1,082.5 million", 1082.5e6, 1e5, "exact", "")
	check("1 082.5 million", 1082.5e6, 1e5, "exact", "")
	check("44,859,000", 44859000, 1000, "exact", "") // zeros at the end are not printed digits
	check("28.740.000 users", 28740000, 10000, "exact", "")
	check("47,3 mln", 47.3e6, 1e5, "exact", "")
	check("200’000", 200000, 1e5, "exact", "")
	check("12,00,000", 1200000, 1e5, "exact", "") // Indian grouping
	check("120 crore", 1.2e9, 1e7, "exact", "")
	check("up to 3 lakh", 300000, 1e5, "at_most", "")
	check("more than two billion", 2e9, 1e9, "at_least", "")
	check("nearly half a billion", 5e8, 1e8, "approx", "")
	check("one and a half million", 1.5e6, 1e5, "exact", "")
	check("three hundred and fifty million", 350e6, 1e6, "exact", "")
	check("70+ million", 70e6, 1e6, "at_least", "")
	check("between 1.0 and 1.1 billion", 1e9, 1e8, "at_least", "") // both ends scaled, the lower given
	check("fewer than 5m", 5e6, 1e6, "at_most", "")
	check("10.825亿", 1082.5e6, 1e5, "exact", "")
	check("12. 68 亿", 1268e6, 1e6, "exact", "") // a blank of a broken copy
	check("逾7亿", 7e8, 1e8, "at_least", "")
	check("1300多万", 13e6, 1e4, "at_least", "")
	check("八億五千万", 850e6, 1e7, "exact", "")
	check("超过一個億", 1e8, 1e8, "at_least", "")
	check("不到100万", 1e6, 1e4, "at_most", "")
	check("4763만7000명", 47637000, 1000, "exact", "")
	check("약 1억2000만 명", 120e6, 1e4, "approx", "")
	check("천만 명을 돌파", 1e7, 1e7, "at_least", "")
	check("約8,900万人", 89e6, 1e4, "approx", "")
	check("5,000万人を突破", 50e6, 1e4, "at_least", "")
	check("1億2000万", 120e6, 1e4, "exact", "")
	check("RMB155.196 billion", 155.196e9, 1e6, "exact", "CNY")
	check("$19 billion", 19e9, 1e9, "exact", "USD")
	check("10.5%", 10.5, 0.1, "exact", "%")
	check("百分之五", 5, 0, "exact", "%")
	check("五成", 50, 1, "exact", "%")
	check("two or three months", 2, 1, "at_least", "month")
	check("两三个月", 2, 1, "at_least", "month")
	check("半年", 0.5, 1, "exact", "year")
	for _, none := range []string{"tens of millions of users", "数千万", "几百万", "hundreds of millions", "one of them", "v1.2.3"} {
		if got := readNumbers(none); len(got) > 0 && got[0].scale > 1 {
			t.Errorf("%q gives %v", none, got[0].value)
		}
	}
}

func TestVotedMarks(t *testing.T) {
	for text, want := range map[string]string{
		"1,082.5 and 980.0":        ".",
		"33,5 and 47,3":            ",",
		"28.740.000 and 33,5":      ",",
		"1,343 million":            ".",
		"nothing":                  ".",
		"1.082,5 Mio. and 12,25":   ",",
		"2,45 or 1.2 or 3.4 and 1": ".",
	} {
		if got := votedMarks(text, lex(text)); got.decimal != want {
			t.Errorf("%q: %q marks decimals", text, got.decimal)
		}
	}
}
