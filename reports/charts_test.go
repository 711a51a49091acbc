package reports

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

var update = flag.Bool("update", false, "rewrite the golden files of charts")

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func some(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }

// adoptionRows makes yearly figures of n platforms, anchors included.
func adoptionRows(n int) []adoptionRow {
	var out []adoptionRow
	for i := range n {
		id := fmt.Sprintf("platform-%02d", i)
		if i == 0 {
			id = "wechat"
		}
		for y := range 6 {
			r := adoptionRow{platform: id, name: strings.ToUpper(id[:1]) + id[1:], kind: "reported", day: day(fmt.Sprintf("%d-12-31", 2012+y)),
				value: 1e7 * float64(i+1) * math.Pow(1.8, float64(y)), period: fmt.Sprintf("%d-12", 2012+y), qualifier: "exact",
				definition: "mau-1", publisher: "Publisher " + id}
			if y == 3 {
				r.qualifier = "at_least"
			}
			if i == 0 && y > 2 {
				r.definition = "mau-2"
			}
			out = append(out, r)
			r.kind = "anchor"
			out = append(out, r)
			if y == 4 {
				r.kind, r.day, r.gapMonths = "interpolated", r.day.AddDate(0, 2, 0), 24
				out = append(out, r)
			}
		}
	}
	return out
}

func sinceLaunchRows(n int) []sinceLaunchRow {
	var out []sinceLaunchRow
	for _, r := range adoptionRows(n) {
		out = append(out, sinceLaunchRow{r, day("2011-01-21"), "2011-01-21"})
	}
	return out
}

func growthRows(n int) []growthRow {
	var out []growthRow
	for i := range n {
		for y := range 5 {
			r := growthRow{platform: fmt.Sprint("p", i), name: fmt.Sprint("Platform ", i), from: fmt.Sprint(2012 + y), to: fmt.Sprint(2013 + y),
				on: day(fmt.Sprintf("%d-12-31", 2013+y)), days: 365, growth: some(2.5/float64(y+1) - 0.6), lower: some(0), upper: some(3), status: "computed"}
			switch {
			case i == 0 && y == 1:
				r.growth, r.lower, r.upper, r.status = sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, "definition_break"
			case y == 2:
				r.upper, r.status = sql.NullFloat64{}, "bound"
			}
			out = append(out, r)
		}
	}
	return out
}

func milestoneRows(n int) []milestoneRow {
	var out []milestoneRow
	for _, threshold := range []float64{1e8, 5e8} {
		for i := range n {
			out = append(out, milestoneRow{fmt.Sprint("p", i), fmt.Sprint("Platform ", i), threshold, float64(300 * i), some(float64(500*i + 700)), "reached", 5})
		}
		out = append(out, milestoneRow{"slow", "Slow", threshold, 4000, sql.NullFloat64{}, "not_reached", 9})
	}
	return out
}

func shareRows(n int) []shareRow {
	var out []shareRow
	for _, market := range []string{"KOR", "WLD"} {
		for m := range 20 {
			for i := range n {
				out = append(out, shareRow{market, time.Date(2015, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC), fmt.Sprint("p", i), fmt.Sprint("Platform ", i),
					1e6, 1 / float64(n), n})
			}
		}
	}
	return out
}

func concentrationRows(n int) []concentrationRow {
	var out []concentrationRow
	for m := range n {
		out = append(out, concentrationRow{time.Date(2015, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC), 12 / (30 + float64(m)), 2.5, 4 + m/9, "wechat",
			"WeChat", 0.4, "whatsapp", "WhatsApp"})
	}
	return out
}

func claimRows(n int) []claimRow {
	var out []claimRow
	for i := range n {
		r := claimRow{fmt.Sprint("p", i), fmt.Sprint("Platform ", i), "dau", "WLD", "2020-04", 7e7, 7e7, "exact", true, "primary", "A"}
		out = append(out, r)
		r.value, r.chosen, r.qualifier, r.publisher = 7e7*(1+float64(i+1)/3), false, "at_least", "B"
		out = append(out, r)
	}
	return out
}

func raceRows(n int) []raceRow {
	var out []raceRow
	for i := range n {
		m := float64(i*i) / 20
		out = append(out, raceRow{fmt.Sprint("race-", i), []string{"WLD", "CHN"}[i%2], fmt.Sprint("First ", i), fmt.Sprint("f", i), "Second", "second", m - 2, m, m + 3,
			[]string{"first_mover", "responder", "first_mover", "undecided"}[i%4], "2015", i%4 != 3, map[bool]string{true: "undecided"}[i%4 == 3]})
	}
	return out
}

func bucketRows() []bucketRow {
	return []bucketRow{
		{0, "all", 0, sql.NullFloat64{}, 12, 20, 1, 2, some(0.6), some(0.38), some(0.79), 0.95},
		{1, "under 3 months", 0, some(3), 1, 4, 0, 0, some(0.25), some(0.03), some(0.71), 0.95},
		{2, "3 to 6 months", 3, some(6), 0, 0, 0, 0, sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, 0.95},
		{3, "6 months and more", 6, sql.NullFloat64{}, 11, 16, 1, 2, some(0.69), some(0.44), some(0.87), 0.95},
	}
}

func rugRows() []rugRow {
	return []rugRow{{"a", 0.4, "responder"}, {"b", 2, "first_mover"}, {"c", 40, "first_mover"}, {"d", 90, "responder"}}
}

func elicitedRows() []elicitedRow {
	return []elicitedRow{{"Lei Jun", 2, 3, 0, 4}, {"Lei Jun", 12, 12, 0.5, 6}}
}

func foundingRows() ([]launchClaim, []foundingUsers, []foundingEvent, []foundingEnd) {
	return []launchClaim{
			{"mi-chat", "Mi Chat", "launch", "2010-12", day("2010-12-01"), day("2010-12-31"), 3, false},
			{"mi-chat", "Mi Chat", "launch", "2010-12-10", day("2010-12-10"), day("2010-12-10"), 5, true},
			{"wechat", "WeChat", "launch", "2011-01-21", day("2011-01-21"), day("2011-01-21"), 2, true},
		}, []foundingUsers{
			{"mi-chat", "Mi Chat", day("2011-06-30"), "2011-06", 4e6, "at_least", "month", "A"},
			{"mi-chat", "Mi Chat", day("2011-11-30"), "2011-11", 7e6, "approx", "month", "A"},
			{"wechat", "WeChat", day("2011-07-02"), "2011", 1e6, "approx", "year", "B"},
			{"wechat", "WeChat", day("2011-11-30"), "2011-11", 2e7, "approx", "month", "A"},
			{"wechat", "WeChat", day("2013-01-31"), "2013-01", 3e8, "at_least", "month", "B"},
		}, []foundingEvent{{"wechat", "WeChat", "market_entry", "2011-10", day("2011-10-01"), day("2011-10-31"), 1, "JPN, USA"}},
		[]foundingEnd{{41, 42, 81, sql.NullTime{Time: day("2021-02-19"), Valid: true}, some(1.225e9)}}
}

// fixedCharts is every chart from small fixed rows: n platforms, races or
// disputes in each.
func fixedCharts(n int) []Chart {
	if n == 0 {
		return []Chart{drawWinRate(nil, nil, nil), drawRaceField(nil), drawOwnerNetworks(nil), drawFounding(nil, nil, nil, nil), drawAdoption(nil),
			drawSinceLaunch(nil), drawGrowth(nil), drawMilestones(nil), drawMarketShare(nil), drawConcentration(nil), drawConflicts(nil)}
	}
	return []Chart{drawWinRate(bucketRows(), rugRows(), elicitedRows()), drawRaceField(raceRows(4 * n)),
		drawOwnerNetworks([]ownerRow{{1, 3, 7, 0.14, 0.77, 0.95, 20}, {4, 6, 8, 0.41, 0.93, 0.95, 20}}), drawFounding(foundingRows()),
		drawAdoption(adoptionRows(n)), drawSinceLaunch(sinceLaunchRows(n)), drawGrowth(growthRows(n)), drawMilestones(milestoneRows(n)),
		drawMarketShare(shareRows(max(2, n))), drawConcentration(concentrationRows(12 * n)), drawConflicts(claimRows(n))}
}

func svgOf(t *testing.T, c Chart) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestChartsGolden(t *testing.T) {
	for _, c := range fixedCharts(3) {
		for name, got := range map[string][]byte{c.Name + ".svg": svgOf(t, c), c.Name + ".csv": c.CSV(), c.Name + ".txt": []byte(c.AltText())} {
			path := filepath.Join("testdata", "charts", name)
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; run the test with -update", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs from its golden file; look at the change, then run the test with -update", name)
			}
		}
	}
}

// The relations can hold nothing, one thing or many: every chart comes out
// whole, as valid XML, the same each time, with text inside the sheet.
func TestChartsOfAnySize(t *testing.T) {
	for _, n := range []int{0, 1, 2, 40} {
		again := fixedCharts(n)
		for i, c := range fixedCharts(n) {
			svg := svgOf(t, c)
			if !bytes.Equal(svg, svgOf(t, c)) || !bytes.Equal(svg, svgOf(t, again[i])) {
				t.Errorf("%s with %d: two drawings differ", c.Name, n)
			}
			checkXML(t, fmt.Sprintf("%s with %d", c.Name, n), svg)
			checkInside(t, fmt.Sprintf("%s with %d", c.Name, n), c)
			if n == 0 && !strings.HasPrefix(c.Title, "No data for") {
				t.Errorf("%s without rows is titled %q", c.Name, c.Title)
			}
			if c.Alt == "" || c.Subtitle == "" || len(c.Data.Columns) == 0 {
				t.Errorf("%s with %d lacks alternative text, subtitle or data", c.Name, n)
			}
			for _, row := range c.Data.Rows {
				if len(row) != len(c.Data.Columns) {
					t.Fatalf("%s: %d cells under %d columns", c.Name, len(row), len(c.Data.Columns))
				}
			}
		}
	}
}

func checkXML(t *testing.T, name string, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if start, ok := token.(xml.StartElement); ok && !strings.Contains(" svg title desc g path text ", " "+start.Name.Local+" ") {
			t.Errorf("%s: unexpected element %s", name, start.Name.Local)
		}
	}
}

// checkInside measures every text and fails when one leaves the sheet.
func checkInside(t *testing.T, name string, c Chart) {
	t.Helper()
	sheet := box{0, 0, chartWidth, c.height()}
	pen := &canvas{vg: ignore{}, height: c.height()}
	c.paint(pen)
	for _, a := range pen.anchors {
		if !sheet.holds(a.space) {
			t.Errorf("%s: text leaves the sheet: %+v", name, a.space)
		}
	}
}

// ignore is a canvas on which nothing stays.
type ignore struct{}

func (ignore) SetLineWidth(vg.Length)                 {}
func (ignore) SetLineDash([]vg.Length, vg.Length)     {}
func (ignore) SetColor(color.Color)                   {}
func (ignore) Rotate(float64)                         {}
func (ignore) Translate(vg.Point)                     {}
func (ignore) Scale(x, y float64)                     {}
func (ignore) Push()                                  {}
func (ignore) Pop()                                   {}
func (ignore) Stroke(vg.Path)                         {}
func (ignore) Fill(vg.Path)                           {}
func (ignore) FillString(font.Face, vg.Point, string) {}
func (ignore) DrawImage(vg.Rectangle, image.Image)    {}

func TestPNG(t *testing.T) {
	c := fixedCharts(2)[0]
	var one, two bytes.Buffer
	if err := c.WritePNG(&one); err != nil {
		t.Fatal(err)
	}
	if err := c.WritePNG(&two); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two images of a chart differ")
	}
	config, err := png.DecodeConfig(&one)
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != chartWidth*pngScale {
		t.Errorf("width %d, want %d", config.Width, chartWidth*pngScale)
	}
}

func TestHostileNames(t *testing.T) {
	hostile := "<script>alert(1)</script> \"quoted\" 'single' & \x00\x1b[31m \u202egnirts\u202c \xff"
	rows := adoptionRows(2)
	for i := range rows {
		rows[i].name = hostile
		rows[i].publisher = hostile
	}
	chart := drawAdoption(rows)
	svg := svgOf(t, chart)
	checkXML(t, "hostile names", svg)
	checkInside(t, "hostile names", chart)
	for _, bad := range []string{"<script", "\x00", "\x1b", "\u202e", "\xff"} {
		if bytes.Contains(svg, []byte(bad)) {
			t.Errorf("the drawing holds %q", bad)
		}
	}
	colour := adoptionRows(1)
	for i := range colour {
		colour[i].name = `style="fill:#0067A8"`
	}
	if page := followScheme(svgOf(t, drawAdoption(colour))); !bytes.Contains(page, []byte(">style=&#34;fill:#0067A8&#34;<")) {
		t.Error("a name that looks like a colour was rewritten")
	}
	long := adoptionRows(1)
	for i := range long {
		long[i].name = strings.Repeat("very long name ", 40)
	}
	checkInside(t, "long name", drawAdoption(long))
	if svg := svgOf(t, drawAdoption(long)); !bytes.Contains(svg, []byte("…")) {
		t.Error("a very long name is not shortened")
	}
}

func TestDisplayName(t *testing.T) {
	check := func(name, id, want string) {
		t.Helper()
		if got := displayName(name, id); got != want {
			t.Errorf("displayName(%q, %q) = %q, want %q", name, id, got, want)
		}
	}
	check("WeChat", "wechat", "WeChat")
	check("Čeština", "cz", "Čeština")
	check("米聊", "mi-chat", "mi-chat") // no glyphs
	check("ไลน์", "line-th", "line-th")
	check("בזק", "bezeq", "bezeq") // right to left
	check("\u202e\u0000", "odd", "odd")
	check("", "x", "x")
	check("米聊", "米聊", "?")
}

func TestCellText(t *testing.T) {
	check := func(cell any, want string) {
		t.Helper()
		if got := cellText(cell); got != want {
			t.Errorf("cellText(%#v) = %q, want %q", cell, got, want)
		}
	}
	check("=1+1", "'=1+1")
	check("+1", "'+1")
	check("-1", "'-1")
	check("@sum", "'@sum")
	check("\tx", "'\tx")
	check("\rx", "'\rx")
	check("a=b", "a=b")
	check(-1.5, "-1.5")
	check(int64(-3), "-3")
	check(1082500000.0, "1082500000")
	check(math.NaN(), "")
	check(nil, "")
	check(day("2011-01-21"), "2011-01-21")
	table := Chart{Data: Table{Columns: []string{"a", "b"}, Rows: [][]any{{"x,\"y\"\n", 2}}}}
	got, err := csv.NewReader(bytes.NewReader(table.CSV())).ReadAll()
	if err != nil || got[1][0] != "x,\"y\"\n" {
		t.Errorf("csv does not read back: %q, %v", got, err)
	}
}

func TestAxisLabels(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(people(1e9), "1B")
	check(people(1082.5e6), "1.08B")
	check(people(999.9e6), "1B")
	check(people(355e6), "355M")
	check(people(1.5e6), "1.5M")
	check(people(12e3), "12k")
	check(people(850), "850")
	check(spelled(1.2128e9), "1.21 billion")
	check(percent(0.592), "59%")
	check(signedPercent(-0.021), "−2%")
	check(signedPercent(-0.001), "0%")
	check(number(1, "day"), "1 day")
	check(number(3, "day"), "3 days")
	check(number(2, "country"), "2 countries")
	check(list([]string{"A", "B", "C"}), "A, B and C")
	check(linearTicks(0, 1, 4, percent)[0].label, "0%")
}
