package words

import "testing"

func TestNumbers(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(People(1e9), "1B")
	check(People(1082.5e6), "1.08B")
	check(People(999.9e6), "1B")
	check(People(355e6), "355M")
	check(People(1.5e6), "1.5M")
	check(People(12e3), "12k")
	check(People(850), "850")
	check(Spelled(1.2128e9), "1.21 billion")
	check(Spelled(999600), "1 million")
	check(exact(999600), "999,600")
	check(exact(1082.5e6), "1.0825 billion")
	check(People(999.6), "1k")
	check(Percent(0.592), "59%")
	check(SignedPercent(-0.021), "−2%")
	check(SignedPercent(-0.001), "0%")
	check(SignedPercent(9.99), "+999%")
	check(SignedPercent(174.3), "175×")
	check(Number(1, "day"), "1 day")
	check(Number(3, "day"), "3 days")
	check(Number(2, "country"), "2 countries")
	check(Percent(0.125), "13%") // as the scripts of the page round
	check(PercentPoints(0.125), "+13")
	check(Points(0.125), "+13 points")
	check(Points(-0.005), "−1 point")
	check(pointsRange(-0.125, 0.005), "−13 to +1 point")
	check(Months(12, 12), "12 months")
	check(Months(1, 1), "1 month")
	check(Months(1.5, 1.5), "1.5 months")
	check(Months(1.5, 2.5), "1.5 to 2.5 months")
	check(Months(0, 1), "0 to 1 month")
	check(Sentence("åland had 12%"), "Åland had 12%")
	check(Sentence("éa"), "Éa")
	check(Sentence("微信"), "微信")
	check(Sentence("\xffa"), "\xffa")
	check(Sentence(""), "")
	check(List([]string{"A", "B", "C"}), "A, B and C")
}
