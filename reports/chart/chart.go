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

// lines are the wrapped texts around the drawing.
func (c Chart) lines() (title, subtitle, caption []string) {
	const width = Width - 2*MarginX
	return titleStyle.wrap(Drawable(c.Title), width, 3),
		subtitleStyle.wrap(Drawable(c.Subtitle), width, 3),
		captionStyle.wrap(Drawable(c.Caption), width, 6)
}

func (c Chart) Height() float64 { return c.height(c.lines()) }

func (c Chart) height(title, subtitle, caption []string) float64 {
	return math.Ceil(marginTop + float64(len(title))*titleLine + float64(len(subtitle))*subtitleLine + headerGap +
		c.BodyHeight + captionGap + float64(len(caption))*captionLine + marginBottom)
}

// drawing is all that is drawn, and how high it is.
type drawing struct {
	height float64
	Shapes []shape
}

// Drawing puts the texts above the drawing and the caption below.
func (c Chart) Drawing() drawing {
	title, subtitle, caption := c.lines()
	pen := &Canvas{}
	y := float64(marginTop)
	for _, line := range title {
		pen.Text(titleStyle, Point{MarginX, y + 0.8*titleSize}, line)
		y += titleLine
	}
	y += 2
	for _, line := range subtitle {
		pen.Text(subtitleStyle, Point{MarginX, y + 0.85*subtitleSize}, line)
		y += subtitleLine
	}
	top := y - 2 + headerGap
	pen.shapes = append(pen.shapes, moved(c.shapes, top)...)
	y = top + c.BodyHeight + captionGap
	for _, line := range caption {
		pen.Text(captionStyle, Point{MarginX, y + 0.85*captionSize}, line)
		y += captionLine
	}
	return drawing{c.height(title, subtitle, caption), pen.shapes}
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
