package chart

import "testing"

// A line is cut where it leaves the plot, on the edge.
func TestUnder(t *testing.T) {
	line := []Point{{0, 10}, {4, 2}, {8, -6}, {12, 3}}
	if got := Under(0, line); len(got) != 3 || got[2] != (Point{5, 0}) {
		t.Errorf("under(0, %v) = %v", line, got)
	}
	if got := Under(20, line); got != nil {
		t.Errorf("under(20, %v) = %v, want nothing", line, got)
	}
	if got := Under(-10, line); len(got) != 4 {
		t.Errorf("under(-10, %v) = %v, want all of it", line, got)
	}
}
