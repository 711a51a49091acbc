package winrate

import (
	"fmt"
	"math"
	"testing"
)

// apart are n races of platforms and markets of their own; the first mover
// wins those with an even number.
func apart(n int) []entry {
	out := make([]entry, n)
	for i := range out {
		id := fmt.Sprint(i)
		out[i] = entry{race: id, rule: "x", market: id, first: "a" + id, responder: "b" + id, months: float64(1 + i), won: float64(1 - i%2)}
	}
	return out
}

// Each step of a path changes one outcome, the interval of the last excludes
// 0, that of the one before does not, and what was handed in stays as it was.
func TestTip(t *testing.T) {
	for _, pool := range [][]entry{nil, apart(60)} {
		for _, up := range []bool{true, false} {
			s := specification{entries: apart(40)}
			path, reached, err := s.tip(pool, up)
			if err != nil || !reached || len(path) < 2 {
				t.Fatalf("pool %d, up %t: %d steps, reached %t, %v", len(pool), up, len(path), reached, err)
			}
			excludes := func(e effect) bool { return up && e.slope.Lower > 0 || !up && e.slope.Upper < 0 }
			if last := len(path) - 1; !excludes(path[last].effect) || excludes(path[last-1].effect) {
				t.Errorf("pool %d, up %t: the path does not end where the interval first excludes 0", len(pool), up)
			}
			for k, step := range path {
				if pool == nil && step.n != 40 || pool != nil && step.n != 40+k {
					t.Errorf("step %d has %d races", k, step.n)
				}
			}
			for i, e := range apart(40) {
				if s.entries[i] != e {
					t.Errorf("race %d was changed", i)
				}
			}
		}
	}
	if path, reached, err := (specification{entries: apart(4)}).tip(nil, true); len(path) > 0 || reached || err != nil {
		t.Errorf("four races carry no slope: %d, %t, %v", len(path), reached, err)
	}
}

// By hand: 20 of 40 independent races won. With m more that were lost the rate
// is 20 / (40 + m) and its standard error √(r (1 − r) / n), so the upper end
// of the logit interval falls below one half from m = 14 on.
func TestMissingRaces(t *testing.T) {
	count, rate, ok := missing(apart(40), 0)
	want := 0
	for ; ; want++ {
		n := float64(40 + want)
		r := 20 / n
		if math.Log(r/(1-r))+1.959963984540054/math.Sqrt(n*r*(1-r)) < 0 {
			break
		}
	}
	if !ok || count != want || rate.Upper >= 0.5 {
		t.Errorf("%d missing races, %v, %t; want %d", count, rate, ok, want)
	}
}

// Without a race there is nothing to add to, and nothing that fails.
func TestRobustnessOfNothing(t *testing.T) {
	if count, _, ok := missing(nil, 0); count != 0 || ok {
		t.Errorf("no race and %d missing, %t", count, ok)
	}
	if path, reached, err := (specification{}).tip(nil, true); len(path) > 0 || reached || err != nil {
		t.Errorf("no race: %d steps, %t, %v", len(path), reached, err)
	}
	if _, n, ok := networkBounds(nil); n != 0 || ok {
		t.Errorf("no race: bounds over %d", n)
	}
	if v, err := (refit{nil, byNetwork}).points(); !math.IsNaN(v) || err != nil {
		t.Errorf("no race: effect %v, %v", v, err)
	}
}

// A race whose outcome is not known moves the effect the more the further its
// head start is from the others'; the effect with it found either way is that
// of a fit with it.
func TestGapIsARefit(t *testing.T) {
	r := refit{apart(40), byHeadStart}
	now, err := r.points()
	if err != nil {
		t.Fatal(err)
	}
	for _, won := range []float64{0, 1} {
		far := append(apart(40), entry{race: "far", months: 500, won: won})
		moved, err := refit{far, byHeadStart}.points()
		if err != nil || (moved > now) != (won == 1) {
			t.Errorf("a win at 500 months moves the effect from %v to %v (%v)", now, moved, err)
		}
	}
	if got := ends([]float64{5, 1, 3, 2, 4}); got != [2]float64{1, 5} {
		t.Errorf("ends %v", got)
	}
	if few, err := (refit{apart(4), byHeadStart}).points(); !math.IsNaN(few) || err != nil {
		t.Errorf("four races have an effect of %v (%v)", few, err)
	}
}
