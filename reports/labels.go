package reports

import (
	"math"
	"sort"
)

// mark is a label that belongs to a point of the drawing, which has a marker
// of radius r around it. also are other points that it may stand at.
type mark struct {
	at   point
	r    float64
	text string
	tone tone
	also []point
}

// columnWidth is the most that a label in a column takes before it goes on in
// a second line.
const columnWidth = 132

// column writes labels beside the ends of lines, from x to the right, moved
// apart so that none overlaps and held between top and bottom; a thin leader
// joins a label that had to move. Labels for which there is no room at all are
// left out from the end of the list on, so the important ones come first.
func (c *canvas) column(style textStyle, marks []mark, x, top, bottom float64) {
	line := style.size * 1.2
	var used float64
	kept := marks[:0:0]
	for _, m := range marks {
		height := line * float64(len(style.wrap(m.text, columnWidth, 2)))
		if used+height > bottom-top+line {
			break
		}
		used += height
		kept = append(kept, m)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].at.y < kept[j].at.y })
	want, height := make([]float64, len(kept)), make([]float64, len(kept))
	for i, m := range kept {
		want[i] = m.at.y
		height[i] = line*float64(len(style.wrap(m.text, columnWidth, 2))) + 2
	}
	for i, y := range spread(want, height, top, bottom) {
		m := kept[i]
		if math.Abs(y-m.at.y) > 2 || x-m.at.x > 14 {
			c.line(stroke{tone: faint, width: gridWidth}, point{m.at.x + m.r + 2, m.at.y}, point{x - 9, y}, point{x - 3, y})
		}
		s := style
		s.tone = m.tone
		lines := s.wrap(m.text, columnWidth, 2)
		for k, text := range lines {
			c.text(s, point{x, s.centred(y) + line*(float64(k)-float64(len(lines)-1)/2)}, text)
		}
	}
}

// columnRoom is the width that column needs for texts, with its leaders.
func columnRoom(style textStyle, texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = math.Max(w, style.widest(style.wrap(t, columnWidth, 2)))
	}
	return math.Ceil(w) + 18
}

// spread moves the ordered middles of labels of these heights the least (in
// squares) so that none overlaps its neighbour, all between low and high.
// Less the heights before it, a label may not come before its forerunner:
// that is isotonic regression, done by pooling adjacent violators.
func spread(want, height []float64, low, high float64) []float64 {
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
			out = append(out, offset[i]+math.Max(low, math.Min(p.sum/float64(p.n), most)))
		}
	}
	return out
}

// beside writes labels next to their points, each in the first of the places
// around it that lies in limits and hits no obstacle nor earlier label, at
// most reach away from its marker; a leader joins one that is not close. The
// leader crosses nothing, or with a reach of 40 and more no label. A label
// that fits nowhere is left out. beside returns the space taken.
func (c *canvas) beside(style textStyle, marks []mark, limits box, obstacles []box, reach float64) []box {
	taken := append([]box(nil), obstacles...)
	for _, m := range marks {
		s := style
		s.tone = m.tone
		p, a, ok := s.freePlace(m, limits, taken, taken, 0)
		for i := 0; !ok && i < len(m.also); i++ {
			p, a, ok = s.freePlace(mark{at: m.also[i], r: m.r, text: m.text}, limits, taken, taken, 0)
			if ok {
				m.at = m.also[i]
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
		s.align = a
		space := s.box(p, m.text)
		if line := m.leader(space); len(line) > 0 {
			c.line(stroke{tone: axis, width: gridWidth}, line...)
			taken = append(taken, alongLine(line, 0.5)...)
		}
		space.x0, space.x1 = space.x0-3, space.x1+3
		taken = append(taken, space.grow(1))
		c.text(s, p, m.text)
	}
	return taken[len(obstacles):]
}

// leader is the line from the rim of the marker to a label, none to a close
// one.
func (m mark) leader(label box) []point {
	near := point{math.Max(label.x0-2, math.Min(m.at.x, label.x1+2)), math.Max(label.y0, math.Min(m.at.y, label.y1))}
	d := math.Hypot(near.x-m.at.x, near.y-m.at.y)
	if d < m.r+9 {
		return nil
	}
	rim := (m.r + 1.5) / d
	return []point{{m.at.x + (near.x-m.at.x)*rim, m.at.y + (near.y-m.at.y)*rim}, near}
}

// freePlace tries places around a marker, close ones first: free of what is
// taken, with a leader that crosses nothing of uncrossed.
func (s textStyle) freePlace(m mark, limits box, taken, uncrossed []box, reach float64) (p point, a align, ok bool) {
	own := box{m.at.x, m.at.y, m.at.x, m.at.y}.grow(0.5)
	nowhere := box{math.Inf(1), 0, math.Inf(-1), 0}
	for d := 3.5; d <= math.Max(3.5, reach); d += 9 {
		off := m.r + d
		up, down, side := m.at.y-off, m.at.y+off+0.75*s.size, s.centred(m.at.y)
		for _, place := range []struct {
			p point
			a align
		}{
			{point{m.at.x + off, side}, left}, {point{m.at.x, up}, middle}, {point{m.at.x, down}, middle},
			{point{m.at.x + 4, up}, left}, {point{m.at.x + 4, down}, left}, {point{m.at.x - off, side}, right},
			{point{m.at.x - 4, up}, right}, {point{m.at.x - 4, down}, right},
		} {
			s.align = place.a
			b := s.box(place.p, m.text)
			if limits.holds(b) && unhindered(taken, nowhere, b) && unhindered(uncrossed, own, alongLine(m.leader(b), 0.5)...) {
				return place.p, place.a, true
			}
		}
	}
	return point{}, left, false
}

// unhindered says whether none of boxes overlaps what is taken. What covers the
// point own does not count: a leader may start there.
func unhindered(taken []box, own box, boxes ...box) bool {
	for _, b := range boxes {
		for _, t := range taken {
			if b.overlaps(t) && !own.overlaps(t) {
				return false
			}
		}
	}
	return true
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
