package chart

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"headstart/reports/words"
)

// WriteSVG writes the chart as a standalone drawing in the light scheme. The
// same chart gives the same bytes.
func (c Chart) WriteSVG(w io.Writer) error {
	s := c.Drawing()
	return c.writeSVG(w, s, func(t Tone) string { return t.Light })
}

// WriteDrawing writes the drawing alone, for a page that sets the title and
// the caption as text of its own, which wraps on a phone, and carries ThemeCSS:
// every color is a custom property, so that the drawing follows the scheme of
// the page, with the light value as its fallback.
func (c Chart) WriteDrawing(w io.Writer) error {
	const margin = 4
	return c.writeSVG(w, drawing{c.BodyHeight + 2*margin, moved(c.shapes, margin)}, func(t Tone) string { return "var(--" + t.Name + "," + t.Light + ")" })
}

// writeSVG writes a drawing with the colors that color gives.
func (c Chart) writeSVG(w io.Writer, s drawing, color func(Tone) string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-labelledby="%s-title %s-desc" style="font-family:%s;stroke-linejoin:round">`+"\n",
		Width, s.Height, Width, s.Height, c.Name, c.Name, fontStack)
	fmt.Fprintf(&out, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n",
		c.Name, html.EscapeString(words.Plain(c.Title)), c.Name, html.EscapeString(words.Plain(c.Alt)))
	fmt.Fprintf(&out, `<path d="M0 0H%dV%sH0Z" style="fill:%s"/>`+"\n", Width, decimal(s.Height), color(Paper))
	looks := make([]string, len(s.Shapes), len(s.Shapes)+1)
	for i, shape := range s.Shapes {
		looks[i] = shape.look(color)
	}
	looks = append(looks, "")
	group := "" // the look of the shapes that follow each other now, which many points of a series share
	for i, shape := range s.Shapes {
		look := looks[i]
		if group == "" && look != "" && look == looks[i+1] {
			group = look
			out.WriteString(`<g style="` + look + "\">\n")
		}
		if group != "" {
			shape.writeSVG(&out, color, "")
		} else {
			shape.writeSVG(&out, color, look)
		}
		if group != "" && looks[i+1] != group {
			group = ""
			out.WriteString("</g>\n")
		}
	}
	out.WriteString("</svg>\n")
	_, err := out.WriteTo(w)
	return err
}

// look is the style of a circle or a path; "" of a text.
func (s shape) look(color func(Tone) string) string {
	if s.Text != "" {
		return ""
	}
	look := "fill:none"
	if s.fill != (Tone{}) {
		look = "fill:" + color(s.fill)
	}
	if s.line.Width > 0 {
		look += ";stroke:" + color(s.line.Tone) + ";stroke-width:" + decimal(s.line.Width)
	}
	if d := s.line.Dash; d != (dash{}) {
		look += ";stroke-dasharray:" + decimal(d[0]) + "," + decimal(d[1])
	}
	return look
}

// writeSVG writes a shape with its look, which is "" where its group has it.
func (s shape) writeSVG(out *bytes.Buffer, color func(Tone) string, look string) {
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
	if look != "" {
		out.WriteString(` style="` + look + `"`)
	}
	out.WriteString("/>\n")
}

// decimal writes a length to a hundredth of a pixel.
func decimal(v float64) string {
	text := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}
