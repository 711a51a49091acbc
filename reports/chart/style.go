package chart

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"
)

// This file is the one place for every color, font, size and width of the
// charts and of the page that shows them. Lengths are in pixels of the SVG at
// its natural width; the PNG has one and a half for each.

const (
	Width    = 720
	WidthPNG = 1080 // of the images of a run

	MarginX      = 22 // left and right of everything
	marginTop    = 20
	marginBottom = 16
	headerGap    = 16 // between subtitle and drawing
	captionGap   = 14 // between drawing and caption

	titleSize, titleLine       = 21, 26
	subtitleSize, subtitleLine = 14, 19
	LabelSize                  = 13 // line ends, names of rows
	tickSize                   = 12
	noteSize                   = 11.5
	captionSize, captionLine   = 11, 15

	LineWidth     = 2.4
	ThinLineWidth = 1.2
	GridWidth     = 0.8
	AxisWidth     = 1
	MarkerRadius  = 3.4

	// fontStack has the same widths in its first four families, so that text
	// measured with the first fits in all of them.
	fontStack = "'Liberation Sans',Arimo,Arial,Helvetica,sans-serif"
)

// Tone is a color with a name and a value for either scheme, as #RRGGBB.
type Tone struct{ Name, Light, Dark string }

// Tones of text and furniture. Ink and muted are readable (AA, 4.5 to 1) on
// paper in both schemes; the rest never carries text.
var (
	Paper = Tone{"paper", "#FCFBF8", "#15181D"}
	Ink   = Tone{"ink", "#1C1F23", "#ECEAE4"}
	Muted = Tone{"muted", "#5A6069", "#A3A9B2"}
	Axis  = Tone{"axis", "#83888F", "#757B84"}
	Grid  = Tone{"grid", "#E4E2DB", "#2B3037"}
	Band  = Tone{"band", "#EFEDE6", "#21262D"}
	Faint = Tone{"faint", "#C2C1BC", "#484E57"}
)

// Tones of data. The eight differ by at least 15 in CIE Lab for normal sight,
// deuteranopia and protanopia (Machado et al. 2009) in either scheme, and all
// are readable as text on paper.
var (
	Green     = Tone{"green", "#047652", "#18AF88"}
	Vermilion = Tone{"vermilion", "#871F00", "#F58A55"}
	Blue      = Tone{"blue", "#0067A8", "#7CB8E7"}
	Purple    = Tone{"purple", "#983672", "#C97AAB"}
	Amber     = Tone{"amber", "#8A6100", "#E4B23D"}
	Teal      = Tone{"teal", "#0F7A91", "#6CD1DA"}
	Indigo    = Tone{"indigo", "#42369D", "#9F9CF8"}
	Wine      = Tone{"wine", "#6F1532", "#FF90A3"}
)

// DataTones is the order in which tones are given to series without one of
// their own.
var DataTones = []Tone{Blue, Amber, Green, Purple, Teal, Vermilion, Indigo, Wine}

// thinned is so much of the tone in another, in either scheme. Solid, not
// transparent, so that SVG and PNG agree and it follows the scheme.
func (t Tone) thinned(name string, in Tone, light, dark float64) Tone {
	return Tone{t.Name + "-" + name, mix(t.Light, in.Light, light), mix(t.Dark, in.Dark, dark)}
}

// Tint is the tone thinned with paper, for bands and areas under text.
func (t Tone) Tint() Tone { return t.thinned("tint", Paper, 0.2, 0.28) }

// Soft is the tone at half strength, for lines between marks.
func (t Tone) Soft() Tone { return t.thinned("soft", Paper, 0.55, 0.62) }

// Area is the tone for large areas with text in ink on them, still readable.
func (t Tone) Area() Tone { return t.thinned("area", Paper, 0.42, 0.42) }

// Mid is the tone for areas between tint and area: the middle of three steps.
func (t Tone) Mid() Tone { return t.thinned("mid", Paper, 0.31, 0.35) }

// Veil is the tone at its thinnest, for bands that labels in other data tones
// may stand on.
func (t Tone) Veil() Tone { return t.thinned("veil", Paper, 0.1, 0.14) }

// Over is the veil of t where it lies on that of u, so that either band is
// still seen through the other. Only ink is readable on it.
func (t Tone) Over(u Tone) Tone { return t.thinned("over-"+u.Name, u.Veil(), 0.12, 0.16) }

// Tones lists every tone that a chart can use, in a fixed order.
func Tones() []Tone {
	out := []Tone{Paper, Ink, Muted, Axis, Grid, Band, Faint}
	for _, t := range append([]Tone{Ink, Muted}, DataTones...) {
		if t != Ink && t != Muted {
			out = append(out, t)
		}
		out = append(out, t.Tint(), t.Soft(), t.Area(), t.Mid())
	}
	return append(out, Purple.Veil(), Green.Veil(), Purple.Over(Green))
}

// ThemeCSS returns the custom properties of both schemes, for the page that
// shows drawings: light by default, dark when the reader
// prefers it or the root has data-theme="dark", and always light in print.
func ThemeCSS() string {
	var light, dark strings.Builder
	for _, t := range Tones() {
		fmt.Fprintf(&light, "--%s:%s;", t.Name, t.Light)
		fmt.Fprintf(&dark, "--%s:%s;", t.Name, t.Dark)
	}
	return ":root{color-scheme:light dark;" + light.String() + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){" + dark.String() + "}}\n" +
		"@media screen{:root[data-theme=\"dark\"]{color-scheme:dark;" + dark.String() + "}}\n"
}

func (t Tone) color() color.Color { return rgb(t.Light) }

// rgb reads #RRGGBB; the tones above are its only input.
func rgb(hex string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 24)
	if err != nil {
		panic("reports: bad tone " + hex)
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// mix is a share of one color in another, per channel.
func mix(hex, other string, share float64) string {
	a, b := rgb(hex), rgb(other)
	m := func(x, y uint8) uint8 { return uint8(float64(x)*share + float64(y)*(1-share) + 0.5) }
	return fmt.Sprintf("#%02X%02X%02X", m(a.R, b.R), m(a.G, b.G), m(a.B, b.B))
}
