package chart

import (
	"math"
	"strings"
	"testing"
	"time"
)

// luminance and contrast are those of WCAG 2.2, "relative luminance" and
// "contrast ratio".
func luminance(hex string) float64 {
	c := rgb(hex)
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// Text must be readable by level AA, 4.5 to 1, on what it stands on.
func TestContrast(t *testing.T) {
	if got := contrast("#000000", "#FFFFFF"); math.Abs(got-21) > 1e-9 {
		t.Fatalf("black on white is %v, want 21", got)
	}
	check := func(text, ground Tone) {
		t.Helper()
		for _, scheme := range []struct{ name, text, ground string }{{"light", text.Light, ground.Light}, {"dark", text.Dark, ground.Dark}} {
			if got := contrast(scheme.text, scheme.ground); got < 4.5 {
				t.Errorf("%s on %s, %s: contrast %.2f", text.Name, ground.Name, scheme.name, got)
			}
		}
	}
	for _, text := range append([]Tone{Ink, Muted}, DataTones...) {
		check(text, Paper)
	}
	for _, text := range []Tone{Ink, Muted, Green, Amber} {
		check(text, Band)
	}
	// Labels of curves stand on the bands of the win rate.
	for _, text := range []Tone{Ink, Amber, Purple} {
		check(text, Purple.Veil())
		check(text, Green.Veil())
	}
	check(Ink, Purple.Over(Green))
	for _, ground := range append([]Tone{Muted}, DataTones...) {
		check(Ink, ground.Area())
		check(Ink, ground.Mid())
		check(Ink, ground.Tint())
	}
}

// A name and a light value belong to one tone.
func TestTonesAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for _, c := range Tones() {
		for _, is := range []string{c.Name, c.Light} {
			if other, ok := seen[is]; ok {
				t.Errorf("%s and %s are both %s", c.Name, other, is)
			}
			seen[is] = c.Name
		}
	}
}

func TestSpread(t *testing.T) {
	check := func(want, height []float64, low, high float64, expect ...float64) {
		t.Helper()
		for i, y := range Spread(want, height, low, high) {
			if math.Abs(y-expect[i]) > 1e-9 {
				t.Errorf("spread(%v) = %v at %d, want %v", want, y, i, expect[i])
			}
		}
	}
	check([]float64{10, 50}, []float64{16, 16}, 0, 100, 10, 50)                        // apart already
	check([]float64{50, 50}, []float64{16, 16}, 0, 100, 42, 58)                        // around their middle
	check([]float64{0, 0, 90}, []float64{16, 16, 16}, 0, 100, 0, 16, 90)               // held by the top
	check([]float64{99, 100}, []float64{10, 10}, 0, 100, 90, 100)                      // held by the bottom
	check([]float64{50, 50}, []float64{32, 16}, 0, 100, 38, 62)                        // taller labels, more room
	check([]float64{10, 12, 14, 80}, []float64{10, 10, 10, 10}, 0, 100, 2, 12, 22, 80) // one pool and one alone
}

func TestBeeswarm(t *testing.T) {
	xs := []float64{0, 1, 2, 3, 3, 3, 30}
	ys := Beeswarm(xs, 4)
	for i := range xs {
		for j := range i {
			if d := math.Hypot(xs[i]-xs[j], ys[i]-ys[j]); d < 8-1e-6 {
				t.Errorf("dots %d and %d are %.2f apart", i, j, d)
			}
		}
	}
	if ys[0] != 0 || ys[6] != 0 {
		t.Error("a dot alone leaves the line")
	}
}

// The labels of years have room, however long the time and narrow the chart.
func TestYearTicks(t *testing.T) {
	for _, years := range []int{3, 12, 40, 120, 400} {
		const width = 300.0
		from := time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC)
		to := from.AddDate(years, 0, 0)
		ticks := YearTicks(from, to, width)
		if len(ticks) < 2 {
			t.Fatalf("%d years have %d ticks", years, len(ticks))
		}
		if apart := (ticks[1].Value - ticks[0].Value) / (Days(to) - Days(from)) * width; apart < 40 {
			t.Errorf("the ticks of %d years are %.0f apart", years, apart)
		}
	}
}

func TestThemeCSS(t *testing.T) {
	css := ThemeCSS()
	for _, known := range Tones() {
		if !strings.Contains(css, "--"+known.Name+":"+known.Light) || !strings.Contains(css, "--"+known.Name+":"+known.Dark) {
			t.Errorf("no %s in the style sheet", known.Name)
		}
	}
}
