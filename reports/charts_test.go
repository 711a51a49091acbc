package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files of charts")

// fixedCharts is every chart from small fixed rows: n platforms, races or
// disputes in each.
func fixedCharts(n int) []Chart {
	if n == 0 {
		return []Chart{drawWinRate(winRateRows{}), drawRaceField(nil), drawWhatIf(nil, nil, nil),
			drawCriticalLead(nil, nil, nil), drawScore(nil), drawSensitivity(nil), drawOwnerNetworks(nil), drawSurvival(nil, nil), drawFounding(nil, nil, nil, nil), drawAdoption(nil),
			drawSinceLaunch(nil), drawGrowth(nil), drawMilestones(nil), drawMarketShare(nil), drawConcentration(nil), drawConflicts(nil)}
	}
	return []Chart{drawWinRate(fixedWinRate()), drawRaceField(raceRows(4 * n)),
		drawWhatIf(gridRows(n), foundingRace(), evenRows(n)), drawCriticalLead(leadRows(n), evenRows(n), elicitedRows()), drawScore(scoreRows(n)),
		drawSensitivity(changeRows(n)), drawSurvival(lifeRows(n), slopeOf(-0.2, -0.5, 0.1)),
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
		if start, ok := token.(xml.StartElement); ok && !strings.Contains(" svg title desc circle path text ", " "+start.Name.Local+" ") {
			t.Errorf("%s: unexpected element %s", name, start.Name.Local)
		}
	}
}

// texts are the places of all texts on the sheet.
func texts(c Chart) []box {
	var out []box
	for _, s := range c.drawing().shapes {
		if s.text != "" {
			out = append(out, s.style.box(s.points[0], s.text))
		}
	}
	return out
}

// checkInside measures every text and fails when one leaves the sheet.
func checkInside(t *testing.T, name string, c Chart) {
	t.Helper()
	whole := box{0, 0, chartWidth, c.height()}
	for _, space := range texts(c) {
		if !whole.holds(space) {
			t.Errorf("%s: text leaves the sheet: %+v", name, space)
		}
	}
}

func drawingOf(t *testing.T, c Chart) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteDrawing(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

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
		t.Errorf("width %d, want %g", config.Width, chartWidth*pngScale)
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
	if page := drawingOf(t, drawAdoption(colour)); !bytes.Contains(page, []byte(">style=&#34;fill:#0067A8&#34;<")) {
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
