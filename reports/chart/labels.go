package chart

import (
	"cmp"
	"math"
	"slices"
)

// Label is a label that belongs to a point of the drawing, which has a marker
// of radius r around it. also are other points that it may stand at.
type Label struct {
	At   Point
	R    float64
	Text string
	Tone Tone
	Also []Point
}

// ColumnWidth is the most that a label in a column takes before it goes on in
// a second line.
const ColumnWidth = 132

// Column writes labels beside the ends of lines, from x to the right, moved
// apart so that none overlaps and held between top and bottom; a thin leader
// joins a label that had to move. Labels for which there is no room at all are
// left out from the end of the list on, so the important ones come first.
func (c *Canvas) Column(style Style, marks []Label, x, top, bottom float64) {
	line := style.Size * 1.2
	var used float64
	kept := marks[:0:0]
	for _, m := range marks {
		height := line * float64(len(style.wrap(m.Text, ColumnWidth, 2)))
		if used+height > bottom-top+line {
			break
		}
		used += height
		kept = append(kept, m)
	}
	slices.SortStableFunc(kept, func(a, b Label) int { return cmp.Compare(a.At.Y, b.At.Y) })
	want, height := make([]float64, len(kept)), make([]float64, len(kept))
	for i, m := range kept {
		want[i] = m.At.Y
		height[i] = line*float64(len(style.wrap(m.Text, ColumnWidth, 2))) + 2
	}
	for i, y := range Spread(want, height, top, bottom) {
		m := kept[i]
		if math.Abs(y-m.At.Y) > 2 || x-m.At.X > 14 {
			c.Line(Stroke{Tone: Faint, Width: GridWidth}, Point{m.At.X + m.R + 2, m.At.Y}, Point{x - 9, y}, Point{x - 3, y})
		}
		s := style
		s.Tone = m.Tone
		lines := s.wrap(m.Text, ColumnWidth, 2)
		for k, text := range lines {
			c.Text(s, Point{x, s.Centred(y) + line*(float64(k)-float64(len(lines)-1)/2)}, text)
		}
	}
}

// ColumnRoom is the width that Column needs for texts, with its leaders.
func ColumnRoom(style Style, texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = max(w, style.Widest(style.wrap(t, ColumnWidth, 2)))
	}
	return math.Ceil(w) + 18
}

// Spread moves the ordered middles of labels of these heights the least (in
// squares) so that none overlaps its neighbor, all between low and high.
// Less the heights before it, a label may not come before its forerunner:
// that is isotonic regression, done by pooling adjacent violators.
func Spread(want, height []float64, low, high float64) []float64 {
	type pool struct {
		sum float64
		n   int
	}
	offset := make([]float64, len(want))
	var pools []pool
	for i, w := range want {
		if i > 0 {
			offset[i] = offset[i-1] + (height[i-1]+height[i])/2
		}
		pools = append(pools, pool{w - offset[i], 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/float64(a.n) <= b.sum/float64(b.n) {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.n + b.n})
		}
	}
	out := make([]float64, 0, len(want))
	for _, p := range pools {
		for range p.n {
			i := len(out)
			most := high - offset[len(want)-1]
			out = append(out, offset[i]+max(low, min(p.sum/float64(p.n), most)))
		}
	}
	return out
}

// Beside writes labels next to their points, each in the first of the places
// around it that lies in limits and hits no obstacle nor earlier label, at
// most reach away from its marker; a leader joins one that is not close. The
// leader crosses nothing, or with a reach of 40 and more no label. A label
// that fits nowhere is left out. Beside returns the space taken.
func (c *Canvas) Beside(style Style, marks []Label, limits Box, obstacles []Box, reach float64) []Box {
	taken := slices.Clone(obstacles)
	for _, m := range marks {
		s := style
		s.Tone = m.Tone
		p, a, ok := s.freePlace(m, limits, taken, taken, 0)
		for i := 0; !ok && i < len(m.Also); i++ {
			p, a, ok = s.freePlace(Label{At: m.Also[i], R: m.R, Text: m.Text}, limits, taken, taken, 0)
			if ok {
				m.At = m.Also[i]
			}
		}
		if !ok {
			p, a, ok = s.freePlace(m, limits, taken, taken, reach)
		}
		if !ok && reach >= 40 {
			p, a, ok = s.freePlace(m, limits, taken, taken[len(obstacles):], reach)
		}
		if !ok {
			continue
		}
		s.Align = a
		space := s.Box(p, m.Text)
		if line := m.leader(space); len(line) > 0 {
			c.Line(Stroke{Tone: Axis, Width: GridWidth}, line...)
			taken = append(taken, AlongLine(line, 0.5)...)
		}
		space.X0, space.X1 = space.X0-3, space.X1+3
		taken = append(taken, space.Grow(1))
		c.Text(s, p, m.Text)
	}
	return taken[len(obstacles):]
}

// leader is the line from the rim of the marker to a label, none to a close
// one.
func (m Label) leader(label Box) []Point {
	near := Point{max(label.X0-2, min(m.At.X, label.X1+2)), max(label.Y0, min(m.At.Y, label.Y1))}
	d := math.Hypot(near.X-m.At.X, near.Y-m.At.Y)
	if d < m.R+9 {
		return nil
	}
	rim := (m.R + 1.5) / d
	return []Point{{m.At.X + (near.X-m.At.X)*rim, m.At.Y + (near.Y-m.At.Y)*rim}, near}
}

// freePlace tries places around a marker, close ones first: free of what is
// taken, with a leader that crosses nothing of uncrossed.
func (s Style) freePlace(m Label, limits Box, taken, uncrossed []Box, reach float64) (p Point, a align, ok bool) {
	own := Box{m.At.X, m.At.Y, m.At.X, m.At.Y}.Grow(0.5)
	nowhere := Box{math.Inf(1), 0, math.Inf(-1), 0}
	for d := 3.5; d <= max(3.5, reach); d += 9 {
		off := m.R + d
		up, down, side := m.At.Y-off, m.At.Y+off+0.75*s.Size, s.Centred(m.At.Y)
		for _, place := range []struct {
			p Point
			a align
		}{
			{Point{m.At.X + off, side}, Left}, {Point{m.At.X, up}, Middle}, {Point{m.At.X, down}, Middle},
			{Point{m.At.X + 4, up}, Left}, {Point{m.At.X + 4, down}, Left}, {Point{m.At.X - off, side}, Right},
			{Point{m.At.X - 4, up}, Right}, {Point{m.At.X - 4, down}, Right},
		} {
			s.Align = place.a
			b := s.Box(place.p, m.Text)
			if limits.Holds(b) && Unhindered(taken, nowhere, b) && Unhindered(uncrossed, own, AlongLine(m.leader(b), 0.5)...) {
				return place.p, place.a, true
			}
		}
	}
	return Point{}, Left, false
}

// Unhindered says whether none of boxes overlaps what is taken. What covers the
// point own does not count: a leader may start there.
func Unhindered(taken []Box, own Box, boxes ...Box) bool {
	for _, b := range boxes {
		for _, t := range taken {
			if b.Overlaps(t) && !own.Overlaps(t) {
				return false
			}
		}
	}
	return true
}

// AlongLine returns small boxes along a line, as obstacles for Beside.
func AlongLine(points []Point, halfWidth float64) []Box {
	var out []Box
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		n := max(1, int(math.Hypot(b.X-a.X, b.Y-a.Y)/4))
		for k := 0; k <= n; k++ {
			t := float64(k) / float64(n)
			x, y := a.X+(b.X-a.X)*t, a.Y+(b.Y-a.Y)*t
			out = append(out, Box{x - halfWidth, y - halfWidth, x + halfWidth, y + halfWidth})
		}
	}
	return out
}

// Beeswarm moves circles of radius r off the line they share until none
// overlaps: each, in the order given, goes to the free place nearest to the
// line, up before down. It returns the distances from the line. xs must not
// fall: of the circles before one, only the last few can be in its way.
func Beeswarm(xs []float64, r float64) []float64 {
	out, near := make([]float64, len(xs)), 0
	for i, x := range xs {
		for near < i && x-xs[near] >= 2*r {
			near++
		}
		best := math.Inf(1)
		tryAt := func(y float64) {
			if math.Abs(y) >= math.Abs(best)-1e-9 {
				return
			}
			for j := near; j < i; j++ {
				if math.Hypot(x-xs[j], y-out[j]) < 2*r-1e-6 {
					return
				}
			}
			best = y
		}
		tryAt(0)
		for j := near; j < i; j++ {
			d := x - xs[j]
			dy := math.Sqrt(4*r*r - d*d)
			tryAt(out[j] - dy)
			tryAt(out[j] + dy)
		}
		out[i] = best
	}
	return out
}
