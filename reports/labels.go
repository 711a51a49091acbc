package reports

import (
	"math"
	"sort"
)

// mark is a label that belongs to a point of the drawing.
type mark struct {
	at   point
	text string
	tone tone
}

// column writes labels beside the ends of lines, from x to the right, moved
// apart so that none overlaps and held between top and bottom; a thin leader
// joins a label that had to move. Labels that find no room are left out from
// the end of the list on, so the caller puts the important ones first.
func (c *canvas) column(style textStyle, marks []mark, x, top, bottom float64) {
	gap := style.size * 1.22
	if room := int((bottom-top)/gap) + 1; len(marks) > room {
		marks = marks[:room]
	}
	marks = append([]mark(nil), marks...)
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].at.y < marks[j].at.y })
	want := make([]float64, len(marks))
	for i, m := range marks {
		want[i] = m.at.y
	}
	for i, y := range spread(want, gap, top, bottom) {
		m := marks[i]
		if math.Abs(y-m.at.y) > 2 || x-m.at.x > 14 {
			c.line(stroke{tone: faint, width: gridWidth}, point{m.at.x + 5, m.at.y}, point{x - 9, y}, point{x - 3, y})
		}
		s := style
		s.tone = m.tone
		c.text(s, point{x, s.centred(y)}, m.text)
	}
}

// columnRoom is the width that column needs for texts, with its leaders.
func columnRoom(style textStyle, texts []string) float64 { return math.Ceil(style.widest(texts)) + 18 }

// spread moves ordered positions the least (in squares) so that neighbours
// are gap apart, all between low and high: pooled adjacent blocks.
func spread(want []float64, gap, low, high float64) []float64 {
	type block struct {
		sum   float64 // of want minus the offset in the block
		first int
		n     int
	}
	position := func(b block) float64 {
		p := b.sum / float64(b.n)
		return math.Max(low, math.Min(p, high-gap*float64(b.n-1)))
	}
	var blocks []block
	for i, w := range want {
		blocks = append(blocks, block{w, i, 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if position(a)+gap*float64(a.n) <= position(b)+1e-9 {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum - gap*float64(a.n*b.n), a.first, a.n + b.n})
		}
	}
	out := make([]float64, len(want))
	for _, b := range blocks {
		for k := 0; k < b.n; k++ {
			out[b.first+k] = position(b) + gap*float64(k)
		}
	}
	return out
}

// placement is what beside did: the space that the labels took, and how
// many found no place.
type placement struct {
	boxes   []box
	leftOut int
}

// beside writes labels next to their points, each in the first of the places
// around it that lies in limits and hits no obstacle nor earlier label; a
// label that fits nowhere is left out.
func (c *canvas) beside(style textStyle, marks []mark, limits box, obstacles []box) placement {
	taken := append([]box(nil), obstacles...)
	var done placement
	for _, m := range marks {
		s := style
		s.tone = m.tone
		p, a, ok := freePlace(s, m, limits, taken)
		if !ok {
			done.leftOut++
			continue
		}
		s.align = a
		space := s.box(p, m.text).grow(1)
		taken = append(taken, space)
		done.boxes = append(done.boxes, space)
		c.text(s, p, m.text)
	}
	return done
}

func freePlace(s textStyle, m mark, limits box, taken []box) (point, align, bool) {
	const off = 7
	up, down := m.at.y-off, m.at.y+off+0.75*s.size
	places := []struct {
		p point
		a align
	}{
		{point{m.at.x + off, s.centred(m.at.y)}, left},
		{point{m.at.x, up}, middle},
		{point{m.at.x, down}, middle},
		{point{m.at.x + 4, up}, left},
		{point{m.at.x + 4, down}, left},
		{point{m.at.x - off, s.centred(m.at.y)}, right},
		{point{m.at.x - 4, up}, right},
		{point{m.at.x - 4, down}, right},
	}
	for _, place := range places {
		s.align = place.a
		b := s.box(place.p, m.text)
		free := limits.holds(b)
		for i := 0; free && i < len(taken); i++ {
			free = !b.overlaps(taken[i])
		}
		if free {
			return place.p, place.a, true
		}
	}
	return point{}, left, false
}

// alongLine returns small boxes along a line, as obstacles for beside.
func alongLine(points []point, halfWidth float64) []box {
	var out []box
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		n := max(1, int(math.Hypot(b.x-a.x, b.y-a.y)/4))
		for k := 0; k <= n; k++ {
			t := float64(k) / float64(n)
			x, y := a.x+(b.x-a.x)*t, a.y+(b.y-a.y)*t
			out = append(out, box{x - halfWidth, y - halfWidth, x + halfWidth, y + halfWidth})
		}
	}
	return out
}

// beeswarm moves circles of radius r off the line they share until none
// overlaps: each, in the order given, goes to the free place nearest to the
// line, up before down. It returns the distances from the line.
func beeswarm(xs []float64, r float64) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		best := math.Inf(1)
		tryAt := func(y float64) {
			if math.Abs(y) >= math.Abs(best)-1e-9 {
				return
			}
			for j := 0; j < i; j++ {
				if math.Hypot(x-xs[j], y-out[j]) < 2*r-1e-6 {
					return
				}
			}
			best = y
		}
		tryAt(0)
		for j := 0; j < i; j++ {
			if d := math.Abs(x - xs[j]); d < 2*r {
				dy := math.Sqrt(4*r*r - d*d)
				tryAt(out[j] - dy)
				tryAt(out[j] + dy)
			}
		}
		out[i] = best
	}
	return out
}
