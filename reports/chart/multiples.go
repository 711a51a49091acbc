package chart

import "strings"

// Multiples is a grid of small charts, two or three to a line, each with a head
// above its plot and the years below.
type Multiples struct {
	N          int
	Head, Plot float64 // heights
}

func (m Multiples) columns() int {
	if m.N == 4 {
		return 2
	}
	return min(3, max(1, m.N))
}

func (m Multiples) line() float64 { return m.Head + m.Plot + XAxisRoom + 14 }

func (m Multiples) Height() float64 {
	return m.line()*float64((m.N+m.columns()-1)/m.columns()) - 10
}

// At is the whole of panel i, and its plot with margin left of it.
func (m Multiples) At(i int, frame Box, margin float64) (whole, area Box) {
	const gap = 20.0
	n := float64(m.columns())
	width := (frame.Width() - gap*(n-1)) / n
	x, y := frame.X0+float64(i%m.columns())*(width+gap), frame.Y0+float64(i/m.columns())*m.line()
	whole = Box{x, y, x + width, y + m.line() - 14}
	return whole, Box{x + margin, y + m.Head, x + width - 8, y + m.Head + m.Plot}
}

// PanelHead writes a name with what is counted, a note to the right of it, and
// lines below.
func (c *Canvas) PanelHead(whole Box, name, what, beside string, below ...string) {
	head, note, end := LabelStyle, NoteStyle, NoteStyle
	head.Bold, end.Align = true, Right
	if len(below) > 0 && head.Width(name) > whole.Width()-end.Width(beside)-8 {
		below[0], beside = strings.Trim(beside+" · "+below[0], " ·"), ""
	}
	y := whole.Y0 + 11
	c.Text(end, Point{whole.X1, y}, beside)
	room := whole.Width() - end.Width(beside) - 8
	name = head.Shorten(name, room)
	c.Text(head, Point{whole.X0, y}, name)
	if left := room - head.Width(name) - 5; what != "" && left > 24 {
		c.Text(note, Point{whole.X0 + head.Width(name) + 5, y}, note.Shorten(what, left))
	}
	for _, text := range below {
		y += 15
		c.Text(note, Point{whole.X0, y}, note.Shorten(text, whole.Width()))
	}
}
