package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Chart is one figure with everything that goes with it.
type Chart struct {
	Name     string // file name without extension, and identifier in a page
	Title    string // the finding, in a sentence
	Subtitle string // what is plotted, with its unit
	Caption  string // sources and numbers of cases
	Alt      string // what it shows, in words, for those who do not see it
	Data     Table  // what is shown

	bodyHeight float64
	shapes     []shape // of the drawing, laid out
}

// Table is the data behind a chart. A cell is a string, bool, int64, float64,
// time.Time (a day) or nil for missing.
type Table struct {
	Columns []string
	Rows    [][]any
}

var (
	titleStyle    = textStyle{size: titleSize, bold: true, tone: ink}
	subtitleStyle = textStyle{size: subtitleSize, tone: muted}
	labelStyle    = textStyle{size: labelSize, tone: ink}
	tickStyle     = textStyle{size: tickSize, tone: muted}
	noteStyle     = textStyle{size: noteSize, tone: muted}
	captionStyle  = textStyle{size: captionSize, tone: muted}
)

// lines are the wrapped texts around the drawing.
func (c Chart) lines() (title, subtitle, caption []string) {
	const width = chartWidth - 2*marginX
	return titleStyle.wrap(drawable(c.Title), width, 3),
		subtitleStyle.wrap(drawable(c.Subtitle), width, 3),
		captionStyle.wrap(drawable(c.Caption), width, 6)
}

func (c Chart) height() float64 {
	title, subtitle, caption := c.lines()
	return math.Ceil(marginTop + float64(len(title))*titleLine + float64(len(subtitle))*subtitleLine + headerGap +
		c.bodyHeight + captionGap + float64(len(caption))*captionLine + marginBottom)
}

// drawing is all that is drawn, and how high it is.
type drawing struct {
	height float64
	shapes []shape
}

// drawing puts the texts above the drawing and the caption below.
func (c Chart) drawing() drawing {
	title, subtitle, caption := c.lines()
	pen := &canvas{}
	y := float64(marginTop)
	for _, line := range title {
		pen.text(titleStyle, point{marginX, y + 0.8*titleSize}, line)
		y += titleLine
	}
	y += 2
	for _, line := range subtitle {
		pen.text(subtitleStyle, point{marginX, y + 0.85*subtitleSize}, line)
		y += subtitleLine
	}
	top := y - 2 + headerGap
	pen.shapes = append(pen.shapes, moved(c.shapes, top)...)
	y = top + c.bodyHeight + captionGap
	for _, line := range caption {
		pen.text(captionStyle, point{marginX, y + 0.85*captionSize}, line)
		y += captionLine
	}
	return drawing{c.height(), pen.shapes}
}

// draw lays the drawing out: body puts its shapes into frame, which is as wide
// as a chart has room and bodyHeight high. That is done once; all files of the
// chart and the page are written from the shapes.
func (c *Chart) draw(body func(pen *canvas, frame box)) {
	var pen canvas
	body(&pen, box{marginX, 0, chartWidth - marginX, c.bodyHeight})
	c.shapes = pen.shapes
}

// moved returns the shapes, so much further down.
func moved(shapes []shape, down float64) []shape {
	out := slices.Clone(shapes)
	for i, s := range out {
		out[i].points = slices.Clone(s.points)
		for k := range s.points {
			out[i].points[k].y += down
		}
	}
	return out
}

// empty makes the chart say that there is nothing to show, and why.
func (c Chart) empty(why string) Chart {
	c.Title = "No data for " + c.Title
	c.Alt = c.Title + ": " + why + "."
	c.bodyHeight = 90
	c.draw(func(pen *canvas, frame box) {
		pen.rect(band, frame)
		s := labelStyle
		s.align, s.tone = middle, muted
		pen.text(s, point{(frame.x0 + frame.x1) / 2, s.centred((frame.y0 + frame.y1) / 2)}, s.shorten(why, frame.width()-20))
	})
	return c
}

// WriteCSV writes the data behind the chart, RFC 4180 with a header. A text
// that a spreadsheet would run as a formula gets an apostrophe in front.
func (c Chart) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(c.Data.Columns); err != nil {
		return err
	}
	for _, row := range c.Data.Rows {
		record := make([]string, len(row))
		for i, cell := range row {
			record[i] = cellText(cell)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func cellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		if strings.IndexAny(v, "=+-@\t\r\n") == 0 {
			return "'" + v
		}
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.Format(time.DateOnly)
	default:
		panic(fmt.Sprintf("reports: no csv form for %T", cell))
	}
}

// AltText returns the alternative text as one paragraph with a line end.
func (c Chart) AltText() string { return plain(c.Alt) + "\n" }

// CSV returns what WriteCSV writes.
func (c Chart) CSV() []byte {
	var b bytes.Buffer
	if err := c.WriteCSV(&b); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}
