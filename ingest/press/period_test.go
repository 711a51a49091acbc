package press

import "testing"

// The day of the text is 14 November 2018, a Wednesday, where none is given.
func TestReadPeriods(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		got := readPeriods(text, "2018-11-14")
		if len(got) != 1 {
			t.Errorf("%q gives %d dates", text, len(got))
			return
		}
		if s := got[0].when.String(); s != want {
			t.Errorf("%q gives %q, want %q", text, s, want)
		}
	}
	check("as of September 30, 2018", "2018-09-30")
	check("on 30th of September 2018", "2018-09-30")
	check("30 Sept 2018", "2018-09-30")
	check("Dec. 31, 2019", "2019-12-31")
	check("Dec. 31", "2017-12-31") // the last one before the text
	check("2018-09", "2018-09")
	check("30.09.2018", "2018-09-30")
	check("9/30/2018", "2018-09-30")
	check("in Q3 2021", "2021-Q3")
	check("3Q18", "2018-Q3")
	check("Q3 of 20 18", "2018-Q3")
	check("the third quarter of 2018", "2018-Q3")
	check("at the end of the third quarter of 2018", "2018-09-30")
	check("the end of December 2013", "2013-12-31")
	check("the end of 2011", "2011-12") // no day is meant
	check("early 2025", "2025")
	check("quarter ended December", "2017-Q4")
	check("three months ended June 30, 2018", "2018-Q2")
	check("the January-March period of 2018", "2018-Q1")
	check("in the September quarter", "2018-Q3")
	check("last March", "2018-03")
	check("in August last year", "2017-08")
	check("June of this year", "2018-06")
	check("this quarter", "2018-Q3") // reported ones are over
	check("last month", "2018-10")
	check("on Tuesday", "2018-11-13")
	check("next year", "")
	check("fiscal third quarter of 2021", "") // not the calendar's
	check("first half of 2014", "")
	check("截至2018年9月30日", "2018-09-30")
	check("二零一八年九月三十日", "2018-09-30")
	check("截至二零一八年九月三十日止三个月", "2018-Q3")
	check("2021年2月19日12时", "2021-02-19")
	check("2018年第三季度", "2018-Q3")
	check("三季度末", "2018-09-30")
	check("2016年前三季度", "")
	check("2015年底", "2015-12")
	check("去年12月", "2017-12")
	check("上一季度", "")
	check("2022년 3분기", "2022-Q3")
	check("지난달", "2018-10")
	check("작년 4월", "2017-04")
	check("2019年9月末時点", "2019-09-30")
	check("18年7-9月期", "2018-Q3")
	check("平成30年3月", "2018-03")
	for _, none := range []string{"20021year 12", "2065438+2008", "it may reach 5 million", "2000 users", "3개월", "Jan Koum", "2018万"} {
		for _, p := range readPeriods(none, "2018-11-14") {
			t.Errorf("%q gives %s", none, p.when)
		}
	}
}

func TestBorrowedYears(t *testing.T) {
	var got []string
	for _, p := range readPeriods("500 million in November 2014, 600 million in March 2015, and 700 million in June", "2018-11-14") {
		got = append(got, p.when.String())
	}
	if len(got) != 3 || got[2] != "2015-06" {
		t.Errorf("got %v", got)
	}
	if p := readPeriods("in June", ""); len(p) != 1 || p[0].when.year != 0 {
		t.Errorf("a month is resolved without the day of the text: %v", p)
	}
}
