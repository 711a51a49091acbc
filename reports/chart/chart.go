// Package chart is the drawing kit of the figures: canvas, axes, labels and
// style, and the writers of SVG and PNG. It knows of no figure and no query. A
// chart is laid out once, into a list of shapes that every writer reads.
package chart

import (
	"math"
	"slices"

	"headstart/reports/words"
)

// Chart is one figure with everything that goes with it.
type Chart struct {
	Name     string // file name without extension, and identifier in a page
	Title    string // the finding, in a sentence
	Subtitle string // what is plotted, with its unit
	Caption  string // sources and numbers of cases
	Alt      string // what it shows, in words, for those who do not see it
	Data     Table  // what is shown
	Blank    bool   // there is nothing to show, and the chart says why

	BodyHeight float64
	shapes     []shape // of the drawing, laid out
}

var (
	titleStyle    = Style{Size: titleSize, Bold: true, Tone: Ink}
	subtitleStyle = Style{Size: subtitleSize, Tone: Muted}
	LabelStyle    = Style{Size: LabelSize, Tone: Ink}
	TickStyle     = Style{Size: tickSize, Tone: Muted}
	NoteStyle     = Style{Size: noteSize, Tone: Muted}
	captionStyle  = Style{Size: captionSize, Tone: Muted}
)

// drawing is all that is drawn, and how high it is.
type drawing struct {
	Height float64
	Shapes []shape
}

// Drawing puts the texts above the drawing and the caption below.
func (c Chart) Drawing() drawing {
	pen := &Canvas{}
	y := float64(marginTop)
	write := func(s Style, text string, most int, line, ascent float64) {
		for _, text := range s.wrap(Drawable(text), Width-2*MarginX, most) {
			pen.Text(s, Point{MarginX, y + ascent*s.Size}, text)
			y += line
		}
	}
	write(titleStyle, c.Title, 3, titleLine, 0.8)
	y += 2
	write(subtitleStyle, c.Subtitle, 3, subtitleLine, 0.85)
	top := y - 2 + headerGap
	pen.shapes = append(pen.shapes, moved(c.shapes, top)...)
	y = top + c.BodyHeight + captionGap
	write(captionStyle, c.Caption, 6, captionLine, 0.85)
	return drawing{math.Ceil(y + marginBottom), pen.shapes}
}

// Draw lays the drawing out: body puts its shapes into frame, which is as wide
// as a chart has room and so high. That is done once; all files of the chart and
// the page are written from the shapes.
func (c *Chart) Draw(height float64, body func(pen *Canvas, frame Box)) {
	var pen Canvas
	c.BodyHeight = height
	body(&pen, Box{MarginX, 0, Width - MarginX, height})
	c.shapes = pen.shapes
}

// moved returns the shapes, so much further down.
func moved(shapes []shape, down float64) []shape {
	out := slices.Clone(shapes)
	for i, s := range out {
		out[i].Points = slices.Clone(s.Points)
		for k := range s.Points {
			out[i].Points[k].Y += down
		}
	}
	return out
}

// Empty makes the chart say that there is nothing to show, and why.
func (c Chart) Empty(why string) Chart {
	c.Title, c.Subtitle = "No data for "+words.Lowered(c.Title), ""
	c.Alt, c.Blank = c.Title+": "+why+".", true
	c.Draw(90, func(pen *Canvas, frame Box) {
		pen.Rect(Band, frame)
		s := LabelStyle.Centered().In(Muted)
		pen.Text(s, Point{(frame.X0 + frame.X1) / 2, s.Centred((frame.Y0 + frame.Y1) / 2)}, s.Shorten(why, frame.Width()-20))
	})
	return c
}

// AltText returns the alternative text as one paragraph with a line end.
func (c Chart) AltText() string { return words.Plain(c.Alt) + "\n" }
