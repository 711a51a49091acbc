package figure

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/reports/chart"
)

var update = flag.Bool("update", false, "rewrite the golden files of charts")

// fixture is the rows of the golden test of a figure, by query.
func fixture(t *testing.T, f Figure) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", f.Name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var queries map[string]json.RawMessage
	if err := json.Unmarshal(text, &queries); err != nil {
		t.Fatalf("fixture of %s: %v", f.Name, err)
	}
	out := map[string]any{}
	for query, rows := range queries {
		out[query] = rows
	}
	return out
}

// homes are the tones of the shipped platforms.
var homes = homeTones(slices.Collect(maps.Keys(shippedTones)))

// usual is what the charts of the shipped data show.
var usual = subject{Metric: "mau", Label: "monthly active users", Short: "monthly users", Market: "WLD",
	shorts: map[string]string{"dau": "daily users", "wau": "weekly users", "mau": "monthly users", "registered": "registered users"}, tones: homes}

// of draws the figure from fixed rows, by query. The texts of extra are in
// testdata.
func (f Figure) of(t *testing.T, rows map[string]any) chart.Chart {
	t.Helper()
	fixed := func(query string, to any) error {
		if text, ok := rows[query].(json.RawMessage); ok {
			return decode(text, reflect.ValueOf(to).Elem())
		}
		if some, ok := rows[query]; ok {
			reflect.ValueOf(to).Elem().Set(reflect.ValueOf(some))
		}
		return nil
	}
	r := &reader{fixed: fixed, subject: usual, texts: texts}
	if f.Name == extra.Name {
		r.texts = os.DirFS("testdata/extra")
	}
	c := f.chart(r)
	if r.err != nil {
		t.Fatalf("%s: %v", f.Name, r.err)
	}
	return c
}

// decode fills rows from JSON, one array of cells for each: the fields of a row
// in their order, those of an embedded struct in its place.
func decode(text []byte, rows reflect.Value) error {
	var lines [][]json.RawMessage
	if len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, &lines); err != nil {
		return err
	}
	rows.Set(reflect.MakeSlice(rows.Type(), len(lines), len(lines)))
	for i, cells := range lines {
		to := slots(rows.Index(i), nil)
		if len(to) != len(cells) {
			return fmt.Errorf("row %d has %d cells, want %d", i+1, len(cells), len(to))
		}
		for k, cell := range cells {
			var v any
			if err := json.Unmarshal(cell, &v); err != nil {
				return fmt.Errorf("row %d, cell %d: %w", i+1, k+1, err)
			}
			text, _ := v.(string)
			day, noDay := time.Parse(time.DateOnly, text)
			var err error
			switch to := to[k].(type) {
			case sql.Scanner:
				if noDay == nil {
					v = day
				}
				err = to.Scan(v)
			case *time.Time:
				*to, err = day, noDay
			default:
				err = json.Unmarshal(cell, to)
			}
			if err != nil {
				return fmt.Errorf("row %d, cell %d: %w", i+1, k+1, err)
			}
		}
	}
	return nil
}

// slots appends pointers to the cells of a row.
func slots(row reflect.Value, to []any) []any {
	null := reflect.PointerTo(row.Type()).Implements(reflect.TypeFor[sql.Scanner]())
	if row.Kind() != reflect.Struct || row.Type() == reflect.TypeFor[time.Time]() || null {
		return append(to, row.Addr().Interface())
	}
	for i := range row.NumField() {
		to = slots(row.Field(i), to)
	}
	return to
}

// Every figure of the list, and the one of testdata/extra that a single file
// and a line here add, draws what its golden files have.
func TestGolden(t *testing.T) {
	for _, f := range append(Figures(), extra) {
		c := f.of(t, fixture(t, f))
		for name, got := range map[string][]byte{f.Name + ".svg": svgOf(t, c), f.Name + ".csv": c.Data.CSV(), f.Name + ".txt": []byte(c.AltText())} {
			path := filepath.Join("testdata", name)
			if *update {
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

// A golden file that no figure draws any more is left over.
func TestNoGoldenIsLeftOver(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name, _, _ := strings.Cut(file.Name(), ".")
		if !slices.ContainsFunc(append(Figures(), extra), func(f Figure) bool { return f.Name == name }) {
			t.Errorf("testdata/%s is of no figure", file.Name())
		}
	}
}

// The relations can hold nothing, any one row, or some rows alone: every chart
// comes out whole, and the same each time.
func TestAnyRows(t *testing.T) {
	for _, f := range Figures() {
		all := fixture(t, f)
		if c := f.of(t, map[string]any{"": nil}); !strings.HasPrefix(c.Title, "No data for") {
			t.Errorf("%s without rows is titled %q", f.Name, c.Title)
		}
		check := func(name string, rows map[string]any) {
			c := f.of(t, rows)
			if !bytes.Equal(svgOf(t, c), svgOf(t, f.of(t, rows))) {
				t.Errorf("%s with %s: two drawings differ", f.Name, name)
			}
			checkChart(t, f.Name+" with "+name, c)
		}
		check("no rows", map[string]any{"": nil})
		for query, text := range all {
			var lines []json.RawMessage
			if err := json.Unmarshal(text.(json.RawMessage), &lines); err != nil {
				t.Fatal(err)
			}
			only := func(some []json.RawMessage) json.RawMessage {
				text, err := json.Marshal(some)
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
			for i := 0; i < len(lines); i += 1 + len(lines)/12 {
				check(fmt.Sprint("one row of ", query, ": ", i), map[string]any{query: only(lines[i : i+1])})
				beside := maps.Clone(all)
				beside[query] = only(lines[i : i+1])
				check(fmt.Sprint("all but one row of ", query, ": ", i), beside)
			}
			beside := maps.Clone(all)
			beside[query] = only(lines[:len(lines)/2])
			check("half of "+query, beside)
			delete(beside, query)
			check("no "+query, beside)
		}
	}
}

func svgOf(t *testing.T, c chart.Chart) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func drawingOf(t *testing.T, c chart.Chart) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteDrawing(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkChart fails unless a chart is valid, inside its sheet, without two
// texts on one another, in tones alone, and says numbers where it says any.
func checkChart(t *testing.T, name string, c chart.Chart) {
	t.Helper()
	svg := svgOf(t, c)
	checkXML(t, name, svg)
	checkInside(t, name, c)
	if text := string(svg) + c.Title + c.Subtitle + c.Caption + c.Alt + string(c.Data.CSV()); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
		t.Errorf("%s: a number is none", name)
	}
	page := string(drawingOf(t, c))
	for _, known := range chart.Tones() {
		page = strings.ReplaceAll(page, fmt.Sprintf("var(--%s,%s)", known.Name, known.Light), "")
	}
	if at := strings.Index(page, ":#"); at >= 0 {
		t.Errorf("%s keeps a color: %s", name, page[at:at+8])
	}
	taken := spaces(c)
	for i, a := range taken {
		for _, b := range taken[:i] {
			if a.Grow(-1).Overlaps(b.Grow(-1)) {
				t.Errorf("%s: two texts overlap: %+v, %+v", name, a, b)
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
		if start, ok := token.(xml.StartElement); ok && !strings.Contains(" svg title desc g circle path text ", " "+start.Name.Local+" ") {
			t.Errorf("%s: unexpected element %s", name, start.Name.Local)
		}
	}
}

// spaces are the places of all texts on the sheet.
func spaces(c chart.Chart) []chart.Box {
	var out []chart.Box
	for _, s := range c.Drawing().Shapes {
		if s.Text != "" {
			out = append(out, s.Style.Box(s.Points[0], s.Text))
		}
	}
	return out
}

// checkInside measures every text and fails when one leaves the sheet.
func checkInside(t *testing.T, name string, c chart.Chart) {
	t.Helper()
	whole := chart.Bounds(0, 0, chart.Width, c.Drawing().Height)
	for _, space := range spaces(c) {
		if !whole.Holds(space) {
			t.Errorf("%s: text leaves the sheet: %+v", name, space)
		}
	}
}

func TestHostileNames(t *testing.T) {
	hostile := "<script>alert(1)</script> \"quoted\" 'single' & \x00\x1b[31m \u202egnirts\u202c \xff"
	rows := adoptionRows(2)
	for i := range rows {
		rows[i].Name = hostile
		rows[i].Publisher = hostile
	}
	of := func(rows []adoptionRow) chart.Chart { return adoption.of(t, map[string]any{"adoption": rows}) }
	fig := of(rows)
	svg := svgOf(t, fig)
	checkXML(t, "hostile names", svg)
	checkInside(t, "hostile names", fig)
	for _, bad := range []string{"<script", "\x00", "\x1b", "\u202e", "\xff"} {
		if bytes.Contains(svg, []byte(bad)) {
			t.Errorf("the drawing holds %q", bad)
		}
	}
	color := adoptionRows(1)
	for i := range color {
		color[i].Name = `style="fill:#0067A8"`
	}
	if page := drawingOf(t, of(color)); !bytes.Contains(page, []byte(">style=&#34;fill:#0067A8&#34;<")) {
		t.Error("a name that looks like a color was rewritten")
	}
	long := adoptionRows(1)
	for i := range long {
		long[i].Name = strings.Repeat("very long name ", 40)
	}
	checkInside(t, "long name", of(long))
	if svg := svgOf(t, of(long)); !bytes.Contains(svg, []byte("…")) {
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

func TestPlatformTones(t *testing.T) {
	a := homes.of([]string{"zalo", "wechat", "line"}, nil)
	b := homes.of([]string{"line", "zalo", "wechat"}, nil)
	for id := range a {
		if a[id] != b[id] {
			t.Errorf("the tone of %s depends on the order", id)
		}
	}
	if a["wechat"] != homes["wechat"] || a["line"] == a["zalo"] || a["line"] == a["wechat"] {
		t.Errorf("unexpected tones: %v", a)
	}
	if c := homes.of([]string{"alpha", "line"}, a); c["line"] != a["line"] || c["alpha"] == a["line"] {
		t.Errorf("the panel after has other tones: %v, before %v", c, a)
	}
	if d := homeTones([]string{"uber", "lyft", "whatsapp"}); d["whatsapp"] != chart.Blue || d["uber"] != chart.Amber || d["lyft"] != chart.Green {
		t.Errorf("tones of a package: %v", d)
	}
}

// What was reached was so within some time, and a stated time keeps its fraction.
func TestShortTimes(t *testing.T) {
	for days, want := range map[float64]string{0: "0.1", 5: "0.1", 365.25: "1.0", 700: "1.9"} {
		if got := yearsWithin(days); got != want {
			t.Errorf("within %v days is within %s years, want %s", days, got, want)
		}
	}
	for want, e := range map[string]elicitedRow{"12 mo": {Low: 12, High: 12}, "1.5 mo": {Low: 1.5, High: 1.5}, "2–3.5 mo": {Low: 2, High: 3.5}} {
		if got := shortLead(e); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
