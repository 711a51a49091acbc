package chart

import (
	"bytes"
	"encoding/csv"
	"image"
	"image/png"
	"math"
	"testing"
	"time"
)

func TestCellText(t *testing.T) {
	check := func(cell any, want string) {
		t.Helper()
		if got := CellText(cell); got != want {
			t.Errorf("cellText(%#v) = %q, want %q", cell, got, want)
		}
	}
	check(-1.5, "-1.5")
	check(int64(-3), "-3")
	check(1082500000.0, "1082500000")
	check(math.NaN(), "")
	check(nil, "")
	check(time.Date(2011, 1, 21, 0, 0, 0, 0, time.UTC), "2011-01-21")
	for text, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@sum": "'@sum", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b", "x,\"y\"\n": "x,\"y\"\n"} {
		table := Table{Columns: []string{"a", "b"}, Rows: [][]any{{text, -2}}}
		got, err := csv.NewReader(bytes.NewReader(table.CSV())).ReadAll()
		if err != nil || got[1][0] != want || got[1][1] != "-2" {
			t.Errorf("csv of %q reads back as %q, %v", text, got, err)
		}
	}
}

func TestPNG(t *testing.T) {
	c := Chart{Title: "Some"}.Empty("nothing is here")
	var one, two bytes.Buffer
	if err := c.WritePNG(&one, WidthPNG, new(Sheet)); err != nil {
		t.Fatal(err)
	}
	if err := c.WritePNG(&two, WidthPNG, new(Sheet)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two images of a chart differ")
	}
	config, err := png.DecodeConfig(&one)
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != WidthPNG {
		t.Errorf("width %d, want %d", config.Width, WidthPNG)
	}
}

// A tone is the same in the image as in the drawing, and the palette has room
// for all.
func TestPalette(t *testing.T) {
	if n := len(palette()); n > 256 {
		t.Fatalf("%d colors in the palette of a PNG", n)
	}
	for _, tone := range Tones() {
		one := image.NewRGBA(image.Rect(0, 0, 1, 1))
		one.Set(0, 0, tone.color())
		if got := new(Sheet).indexed(one).At(0, 0); got != tone.color() {
			t.Errorf("%s is %v, want %v", tone.Name, got, tone.color())
		}
	}
}
