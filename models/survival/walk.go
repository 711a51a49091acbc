package survival

import (
	"cmp"
	"slices"
)

// walk is a sample by stratum, and within each by descending Time. Going back in
// time, lives come under risk at their Time and leave at their Entry, so that all
// risk sets cost one pass.
type walk struct {
	Sample
	row     []int // of the sample as it was given
	entries []int // rows of the walk by stratum and descending Entry; nil if all were there from the start
}

func newWalk(s Sample) *walk {
	row := s.back(s.Time)
	w := &walk{Sample: s.At(row), row: row}
	if s.Entry != nil {
		w.entries = w.back(w.Entry)
	}
	return w
}

func (w *walk) died(row int) bool { return w.Event[row] == 1 }

// back returns the rows by stratum, and within each by descending key.
func (s Sample) back(key []float64) []int {
	rows := order(key)
	slices.Reverse(rows)
	if s.Stratum != nil {
		slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(s.Stratum[a], s.Stratum[b]) })
	}
	return rows
}

// riskSet follows who is at risk on a walk.
type riskSet interface {
	clear()
	enter(row int)
	leave(row int)
	// happen is called for each time at which something happens: the rows from
	// first to last end then, all of them at risk.
	happen(first, last int)
}

// pass takes a risk set through the walk, stratum by stratum, the last time first.
func (w *walk) pass(at riskSet) {
	n, left := 0, 0
	for i := 0; i < len(w.Time); {
		first, t, stratum := i, w.Time[i], w.stratum(i)
		if i > 0 && w.stratum(i-1) != stratum {
			at.clear()
			n = 0
			for left < len(w.entries) && w.stratum(w.entries[left]) != stratum {
				left++
			}
		}
		for ; left < len(w.entries) && w.stratum(w.entries[left]) == stratum && w.Entry[w.entries[left]] >= t; left++ {
			n--
			at.leave(w.entries[left])
		}
		if n == 0 {
			at.clear() // what is left is rounding
		}
		event := false
		for ; i < len(w.Time) && w.Time[i] == t && w.stratum(i) == stratum; i++ {
			n++
			at.enter(i)
			event = event || w.died(i)
		}
		if event {
			at.happen(first, i)
		}
	}
}
