package reports

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// WriteSVG writes the chart as a standalone drawing in the light scheme. The
// same chart gives the same bytes.
//
// vgsvg escapes text but knows neither titles nor fallback fonts, so its head
// is replaced and its texts are given their anchors here.
func (c Chart) WriteSVG(w io.Writer) error { return c.writeSVG(w, c.height(), c.paint) }

// writeDrawing writes the drawing alone, for a page that sets the title and
// the caption as text of its own: text of a page wraps on a phone.
func (c Chart) writeDrawing(w io.Writer) error {
	const margin = 4
	return c.writeSVG(w, c.bodyHeight+2*margin, func(pen *canvas) {
		c.body(pen, box{marginX, margin, chartWidth - marginX, margin + c.bodyHeight})
	})
}

func (c Chart) writeSVG(w io.Writer, height float64, paint func(*canvas)) error {
	sheet := vgsvg.NewWith(vgsvg.UseWH(chartWidth, vg.Length(height)))
	pen := &canvas{vg: sheet, height: height}
	pen.rect(paper, box{0, 0, chartWidth, height}) // a PNG has a ground of its own
	paint(pen)
	var raw bytes.Buffer
	if _, err := sheet.WriteTo(&raw); err != nil {
		return err
	}
	body := raw.String()
	body = body[strings.Index(body, "<g "):]
	body = anchorTexts(body, pen.anchors)
	body = styleAttribute.ReplaceAllStringFunc(body, defaults.Replace)
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-labelledby="%s-title %s-desc" style="font-family:%s;stroke-linejoin:round">`+"\n",
		chartWidth, height, chartWidth, height, c.Name, c.Name, fontStack)
	fmt.Fprintf(&out, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n",
		c.Name, html.EscapeString(plain(c.Title)), c.Name, html.EscapeString(plain(c.Alt)))
	out.WriteString(body)
	_, err := out.WriteTo(w)
	return err
}

// defaults drops what the root element says once for all texts.
var defaults = strings.NewReplacer(
	"font-family:Liberation Sans;", "", "font-variant:none;", "", "font-variant:normal;", "", "font-weight:normal;", "", "font-style:normal;", "")

// textStart matches the head of a text element as vgsvg writes it; nothing
// from data can look like it, because data's < and " are escaped.
var textStart = regexp.MustCompile(`<text x="[^"]*" y="([^"]*)"`)

func anchorTexts(body string, anchors []anchor) string {
	next := 0
	return textStart.ReplaceAllStringFunc(body, func(head string) string {
		a := anchors[next]
		next++
		y := textStart.FindStringSubmatch(head)[1]
		switch a.align {
		case middle:
			return fmt.Sprintf(`<text text-anchor="middle" x="%.5g" y="%s"`, a.x, y)
		case right:
			return fmt.Sprintf(`<text text-anchor="end" x="%.5g" y="%s"`, a.x, y)
		}
		return head
	})
}

// WritePNG writes the chart as an image in the light scheme, 1080 pixels
// wide. The same chart gives the same bytes.
func (c Chart) WritePNG(w io.Writer) error {
	height := c.height()
	sheet := vgimg.NewWith(vgimg.UseWH(chartWidth, vg.Length(height)), vgimg.UseDPI(72*pngScale),
		vgimg.UseBackgroundColor(paper.color()))
	c.paint(&canvas{vg: sheet, letters: newLetters(sheet.Image()), height: height})
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, indexed(sheet.Image()))
}

// indexed returns the image with the 256 colours that it has most of, and
// each other one replaced by the nearest. What is lost is shades at the edges
// of letters; what is won is a third of the bytes, and most of the time.
func indexed(img image.Image) image.Image {
	src, ok := img.(*image.RGBA)
	if !ok {
		return img
	}
	at := func(i int) uint32 {
		p := src.Pix[i : i+4 : i+4]
		return uint32(p[0])<<24 | uint32(p[1])<<16 | uint32(p[2])<<8 | uint32(p[3])
	}
	count := map[uint32]int{}
	run, last := 0, uint32(0)
	for i := 0; i < len(src.Pix); i += 4 {
		c := at(i)
		if c != last {
			count[last] += run
			run, last = 0, c
		}
		run++
	}
	count[last] += run
	colours := slices.SortedFunc(maps.Keys(count), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	common := colours[:min(256, len(colours))]
	var palette color.Palette
	for _, c := range common {
		palette = append(palette, color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)})
	}
	nearestTo := newNearest(common)
	index := make(map[uint32]uint8, len(colours))
	for i, c := range colours {
		if i < len(common) {
			index[c] = uint8(i)
		} else {
			index[c] = nearestTo.index(c)
		}
	}
	out := image.NewPaletted(src.Rect, palette)
	last, nearest := colours[0], index[colours[0]]
	for i := range out.Pix {
		if c := at(4 * i); c != last {
			last, nearest = c, index[c]
		}
		out.Pix[i] = nearest
	}
	return out
}

// nearest finds the colour of a palette that is next to another, as
// color.Palette does, whose calls through an interface take ten times as long.
type nearest [][4]uint32

func newNearest(colours []uint32) nearest {
	out := make(nearest, len(colours))
	for i, c := range colours {
		out[i] = channels(c)
	}
	return out
}

func channels(c uint32) [4]uint32 {
	return [4]uint32{c >> 24 * 0x101, c >> 16 & 0xFF * 0x101, c >> 8 & 0xFF * 0x101, c & 0xFF * 0x101}
}

func (n nearest) index(c uint32) uint8 {
	want, best, least := channels(c), 0, uint32(math.MaxUint32)
	for i, have := range n {
		sum := uint32(0)
		for k := range want {
			d := want[k] - have[k]
			sum += d * d >> 2
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return uint8(best)
}

var styleAttribute = regexp.MustCompile(`style="[^"]*"`)

// followScheme makes a chart's SVG fit for a page that carries themeCSS:
// every colour becomes a custom property with the light value as its
// fallback, so that the drawing follows the page's scheme. Only style
// attributes change: a text of the data that looks like a colour is left
// alone, and no text can contain a quote.
func followScheme(svg []byte) []byte {
	var pairs []string
	for _, t := range tones() {
		pairs = append(pairs, ":"+t.light, ":var(--"+t.name+","+t.light+")")
	}
	replace := strings.NewReplacer(pairs...)
	done := map[string][]byte{} // a drawing repeats its styles
	return styleAttribute.ReplaceAllFunc(svg, func(s []byte) []byte {
		out, ok := done[string(s)]
		if !ok {
			out = []byte(replace.Replace(string(s)))
			done[string(s)] = out
		}
		return out
	})
}
