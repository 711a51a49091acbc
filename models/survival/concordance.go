package survival

import "slices"

// concordance returns the share of comparable pairs of lives in which the one
// with the higher risk ended first; equal risks count half. A pair is
// comparable if one life ended while the other was under observation and went
// on; censored at the same time counts as going on. It is 0.5 if no pair is
// comparable.
//
// Going back in time, those who went on are kept in a binary indexed tree by
// the rank of their risk, so that n lives cost n·ln n.
func concordance(s Sample, risk []float64) float64 {
	ranks := slices.Compact(slices.Sorted(slices.Values(risk)))
	rank := make([]int, len(risk))
	for i, r := range risk {
		rank[i], _ = slices.BinarySearch(ranks, r)
	}
	going := make(tree, len(ranks)+1)
	alive := 0
	enter := func(row, count int) {
		going.add(rank[row], count)
		alive += count
	}
	exits := descending(s.Time)
	var entries []int
	if s.Entry != nil {
		entries = descending(s.Entry)
	}
	var right, tied, pairs float64
	for i := 0; i < len(exits); {
		t := s.Time[exits[i]]
		for ; len(entries) > 0 && s.Entry[entries[0]] >= t; entries = entries[1:] {
			enter(entries[0], -s.count(entries[0]))
		}
		j := i
		for ; j < len(exits) && s.Time[exits[j]] == t; j++ {
			if row := exits[j]; s.Event[row] == 0 {
				enter(row, s.count(row))
			}
		}
		for _, row := range exits[i:j] {
			if s.Event[row] == 1 {
				lower, same := going.below(rank[row]), going.below(rank[row]+1)
				count := float64(s.count(row))
				right += count * float64(lower)
				tied += count * float64(same-lower)
				pairs += count * float64(alive)
			}
		}
		for _, row := range exits[i:j] {
			if s.Event[row] == 1 {
				enter(row, s.count(row))
			}
		}
		i = j
	}
	if pairs == 0 {
		return 0.5
	}
	return (right + tied/2) / pairs
}

// tree is a binary indexed tree of counts (Fenwick 1994).
type tree []int

func (t tree) add(at, count int) {
	for at++; at < len(t); at += at & -at {
		t[at] += count
	}
}

// below returns the total of the places before at.
func (t tree) below(at int) int {
	total := 0
	for ; at > 0; at -= at & -at {
		total += t[at]
	}
	return total
}
