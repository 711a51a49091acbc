package reports

import (
	"fmt"
	"image/color"
	"sort"
	"strconv"
	"strings"
)

// This file is the one place for every colour, font, size and width of the
// charts and of the page that shows them. Lengths are in pixels of the SVG at
// its natural width; the PNG has one and a half for each.

const (
	chartWidth = 720
	pngScale   = 1.5

	marginX      = 22 // left and right of everything
	marginTop    = 20
	marginBottom = 16
	headerGap    = 16 // between subtitle and drawing
	captionGap   = 14 // between drawing and caption

	titleSize, titleLine       = 21, 26
	subtitleSize, subtitleLine = 14, 19
	labelSize                  = 13 // line ends, names of rows
	tickSize                   = 12
	noteSize                   = 11.5
	captionSize, captionLine   = 11, 15

	lineWidth     = 2.4
	thinLineWidth = 1.2
	gridWidth     = 0.8
	axisWidth     = 1
	markerRadius  = 3.4

	// fontStack has the same widths in its first four families, so that text
	// measured with the first fits in all of them.
	fontStack = "'Liberation Sans',Arimo,Arial,Helvetica,sans-serif"
)

// tone is a colour with a name and a value for either scheme, as #RRGGBB.
type tone struct{ name, light, dark string }

// Tones of text and furniture. Ink and muted are readable (AA, 4.5 to 1) on
// paper in both schemes; the rest never carries text.
var (
	paper = tone{"paper", "#FCFBF8", "#15181D"}
	ink   = tone{"ink", "#1C1F23", "#ECEAE4"}
	muted = tone{"muted", "#5A6069", "#A3A9B2"}
	axis  = tone{"axis", "#83888F", "#757B84"}
	grid  = tone{"grid", "#E4E2DB", "#2B3037"}
	band  = tone{"band", "#EFEDE6", "#21262D"}
	faint = tone{"faint", "#C2C1BC", "#484E57"}
)

// Tones of data. The eight differ by at least 15 in CIE Lab for normal sight,
// deuteranopia and protanopia (Machado et al. 2009) in either scheme, and all
// are readable as text on paper.
var (
	green     = tone{"green", "#047652", "#18AF88"}
	vermilion = tone{"vermilion", "#871F00", "#F58A55"}
	blue      = tone{"blue", "#0067A8", "#7CB8E7"}
	purple    = tone{"purple", "#983672", "#C97AAB"}
	amber     = tone{"amber", "#8A6100", "#E4B23D"}
	teal      = tone{"teal", "#0F7A91", "#6CD1DA"}
	indigo    = tone{"indigo", "#42369D", "#9F9CF8"}
	wine      = tone{"wine", "#6F1532", "#FF90A3"}
)

// dataTones is the order in which tones are given to series without one of
// their own.
var dataTones = []tone{blue, amber, green, purple, teal, vermilion, indigo, wine}

// homeTones are the tones of the platforms that most charts show, so that one
// platform looks the same everywhere.
var homeTones = map[string]tone{
	"wechat": green, "mi-chat": amber, "whatsapp": blue, "messenger": indigo,
	"qq": purple, "qq-mobile": wine, "telegram": teal, "snapchat": vermilion,
}

// platformTones gives each platform a tone: its own where it has one, else
// the data tones that no platform here owns, in the order of the names; they
// repeat when there are more platforms than tones.
func platformTones(ids []string) map[string]tone {
	sorted := append([]string(nil), ids...)
	sort.Strings(sorted)
	out := make(map[string]tone, len(sorted))
	owned := map[tone]bool{}
	for _, id := range sorted {
		if t, ok := homeTones[id]; ok {
			out[id], owned[t] = t, true
		}
	}
	var free []tone
	for _, t := range dataTones {
		if !owned[t] {
			free = append(free, t)
		}
	}
	if len(free) == 0 {
		free = dataTones
	}
	next := 0
	for _, id := range sorted {
		if _, ok := out[id]; !ok {
			out[id] = free[next%len(free)]
			next++
		}
	}
	return out
}

// tint is the tone thinned with paper, for bands and areas under text. Solid,
// not transparent, so that SVG and PNG agree and it follows the scheme.
func (t tone) tint() tone {
	return tone{t.name + "-tint", mix(t.light, paper.light, 0.2), mix(t.dark, paper.dark, 0.28)}
}

// soft is the tone at half strength, for lines between marks.
func (t tone) soft() tone {
	return tone{t.name + "-soft", mix(t.light, paper.light, 0.55), mix(t.dark, paper.dark, 0.62)}
}

// area is the tone for large areas with text in ink on them, still readable.
func (t tone) area() tone {
	return tone{t.name + "-area", mix(t.light, paper.light, 0.42), mix(t.dark, paper.dark, 0.42)}
}

// mid is the tone for areas between tint and area: the middle of three steps.
func (t tone) mid() tone {
	return tone{t.name + "-mid", mix(t.light, paper.light, 0.31), mix(t.dark, paper.dark, 0.35)}
}

// veil is the tone at its thinnest, for bands that labels in other data tones
// may stand on.
func (t tone) veil() tone {
	return tone{t.name + "-veil", mix(t.light, paper.light, 0.1), mix(t.dark, paper.dark, 0.14)}
}

// over is the veil of t where it lies on that of u, so that either band is
// still seen through the other. Only ink is readable on it.
func (t tone) over(u tone) tone {
	under := u.veil()
	return tone{t.name + "-over-" + u.name, mix(t.light, under.light, 0.12), mix(t.dark, under.dark, 0.16)}
}

// tones lists every tone that a chart can use, in a fixed order.
func tones() []tone {
	out := []tone{paper, ink, muted, axis, grid, band, faint}
	for _, t := range append([]tone{ink, muted}, dataTones...) {
		if t != ink && t != muted {
			out = append(out, t)
		}
		out = append(out, t.tint(), t.soft(), t.area(), t.mid())
	}
	return append(out, purple.veil(), green.veil(), purple.over(green))
}

// themeCSS returns the custom properties of both schemes, for the page that
// shows charts made with followScheme: light by default, dark when the reader
// prefers it or the root has data-theme="dark", and always light in print.
func themeCSS() string {
	var light, dark strings.Builder
	for _, t := range tones() {
		fmt.Fprintf(&light, "--%s:%s;", t.name, t.light)
		fmt.Fprintf(&dark, "--%s:%s;", t.name, t.dark)
	}
	return ":root{color-scheme:light dark;" + light.String() + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){" + dark.String() + "}}\n" +
		"@media screen{:root[data-theme=\"dark\"]{color-scheme:dark;" + dark.String() + "}}\n"
}

func (t tone) color() color.Color { return rgb(t.light) }

// rgb reads #RRGGBB; the tones above are its only input.
func rgb(hex string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 24)
	if err != nil {
		panic("reports: bad tone " + hex)
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// mix is a share of one colour in another, per channel.
func mix(hex, other string, share float64) string {
	a, b := rgb(hex), rgb(other)
	m := func(x, y uint8) uint8 { return uint8(float64(x)*share + float64(y)*(1-share) + 0.5) }
	return fmt.Sprintf("#%02X%02X%02X", m(a.R, b.R), m(a.G, b.G), m(a.B, b.B))
}
