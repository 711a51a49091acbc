package chart

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strconv"

	"headstart/reports/words"
)

// WriteSVG writes the chart as a standalone drawing in the light scheme. The
// same chart gives the same bytes.
func (c Chart) WriteSVG(w io.Writer) error {
	s := c.Drawing()
	return c.writeSVG(w, s, func(t Tone) string { return t.Light })
}

// WriteDrawing writes the drawing alone, for a page that sets the title and
// the caption as text of its own, which wraps on a phone, and carries themeCSS:
// every color is a custom property, so that the drawing follows the scheme of
// the page, with the light value as its fallback.
func (c Chart) WriteDrawing(w io.Writer) error {
	const margin = 4
	return c.writeSVG(w, drawing{c.BodyHeight + 2*margin, moved(c.shapes, margin)}, func(t Tone) string { return "var(--" + t.Name + "," + t.Light + ")" })
}

// writeSVG writes a sheet with the colors that color gives.
func (c Chart) writeSVG(w io.Writer, s drawing, color func(Tone) string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-labelledby="%s-title %s-desc" style="font-family:%s;stroke-linejoin:round">`+"\n",
		Width, s.height, Width, s.height, c.Name, c.Name, fontStack)
	fmt.Fprintf(&out, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n",
		c.Name, html.EscapeString(words.Plain(c.Title)), c.Name, html.EscapeString(words.Plain(c.Alt)))
	fmt.Fprintf(&out, `<path d="M0 0H%dV%sH0Z" style="fill:%s"/>`+"\n", Width, decimal(s.height), color(Paper))
	for _, shape := range s.Shapes {
		shape.writeSVG(&out, color)
	}
	out.WriteString("</svg>\n")
	_, err := out.WriteTo(w)
	return err
}

func (s shape) writeSVG(out *bytes.Buffer, color func(Tone) string) {
	p := s.Points[0]
	if s.Text != "" {
		fmt.Fprintf(out, `<text x="%s" y="%s"%s style="fill:%s;font-size:%spx`, decimal(p.X), decimal(p.Y),
			[]string{Left: "", Middle: ` text-anchor="middle"`, Right: ` text-anchor="end"`}[s.Style.Align], color(s.Style.color()), decimal(s.Style.Size))
		if s.Style.Bold {
			out.WriteString(";font-weight:bold")
		}
		out.WriteString(`">` + html.EscapeString(s.Text) + "</text>\n")
		return
	}
	if s.radius > 0 {
		fmt.Fprintf(out, `<circle cx="%s" cy="%s" r="%s"`, decimal(p.X), decimal(p.Y), decimal(s.radius))
	} else {
		out.WriteString(`<path d="`)
		for i, p := range s.Points {
			out.WriteString("ML"[min(i, 1):][:1] + decimal(p.X) + " " + decimal(p.Y))
		}
		if s.closed {
			out.WriteString("Z")
		}
		out.WriteString(`"`)
	}
	out.WriteString(` style="fill:`)
	if s.fill == (Tone{}) {
		out.WriteString("none")
	} else {
		out.WriteString(color(s.fill))
	}
	if s.line.Width > 0 {
		fmt.Fprintf(out, ";stroke:%s;stroke-width:%s", color(s.line.Tone), decimal(s.line.Width))
	}
	if d := s.line.Dash; d != (dash{}) {
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
