package reports

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strconv"
)

// WriteSVG writes the chart as a standalone drawing in the light scheme. The
// same chart gives the same bytes.
func (c Chart) WriteSVG(w io.Writer) error {
	s := c.drawing()
	return c.writeSVG(w, s, func(t tone) string { return t.light })
}

// WriteDrawing writes the drawing alone, for a page that sets the title and
// the caption as text of its own, which wraps on a phone, and carries themeCSS:
// every colour is a custom property, so that the drawing follows the scheme of
// the page, with the light value as its fallback.
func (c Chart) WriteDrawing(w io.Writer) error {
	const margin = 4
	return c.writeSVG(w, drawing{c.bodyHeight + 2*margin, moved(c.shapes, margin)}, func(t tone) string { return "var(--" + t.name + "," + t.light + ")" })
}

// writeSVG writes a sheet with the colours that colour gives.
func (c Chart) writeSVG(w io.Writer, s drawing, colour func(tone) string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-labelledby="%s-title %s-desc" style="font-family:%s;stroke-linejoin:round">`+"\n",
		chartWidth, s.height, chartWidth, s.height, c.Name, c.Name, fontStack)
	fmt.Fprintf(&out, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n",
		c.Name, html.EscapeString(plain(c.Title)), c.Name, html.EscapeString(plain(c.Alt)))
	fmt.Fprintf(&out, `<path d="M0 0H%dV%sH0Z" style="fill:%s"/>`+"\n", chartWidth, decimal(s.height), colour(paper))
	for _, shape := range s.shapes {
		shape.writeSVG(&out, colour)
	}
	out.WriteString("</svg>\n")
	_, err := out.WriteTo(w)
	return err
}

func (s shape) writeSVG(out *bytes.Buffer, colour func(tone) string) {
	p := s.points[0]
	if s.text != "" {
		fmt.Fprintf(out, `<text x="%s" y="%s"%s style="fill:%s;font-size:%spx`, decimal(p.x), decimal(p.y),
			[]string{left: "", middle: ` text-anchor="middle"`, right: ` text-anchor="end"`}[s.style.align], colour(s.style.colour()), decimal(s.style.size))
		if s.style.bold {
			out.WriteString(";font-weight:bold")
		}
		out.WriteString(`">` + html.EscapeString(s.text) + "</text>\n")
		return
	}
	if s.radius > 0 {
		fmt.Fprintf(out, `<circle cx="%s" cy="%s" r="%s"`, decimal(p.x), decimal(p.y), decimal(s.radius))
	} else {
		out.WriteString(`<path d="`)
		for i, p := range s.points {
			out.WriteString("ML"[min(i, 1):][:1] + decimal(p.x) + " " + decimal(p.y))
		}
		if s.closed {
			out.WriteString("Z")
		}
		out.WriteString(`"`)
	}
	out.WriteString(` style="fill:`)
	if s.fill == (tone{}) {
		out.WriteString("none")
	} else {
		out.WriteString(colour(s.fill))
	}
	if s.line.width > 0 {
		fmt.Fprintf(out, ";stroke:%s;stroke-width:%s", colour(s.line.tone), decimal(s.line.width))
	}
	if d := s.line.dash; d != (dash{}) {
		fmt.Fprintf(out, ";stroke-dasharray:%s,%s", decimal(d[0]), decimal(d[1]))
	}
	out.WriteString("\"/>\n")
}

// decimal writes a length to a hundredth of a pixel.
func decimal(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	if text == "-0" {
		return "0"
	}
	return text
}
