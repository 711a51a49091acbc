package survival

// concordance returns the share of comparable pairs of lives, both of one
// stratum, in which the one with the higher risk ended first; equal risks
// count half. A pair is comparable if one life ended while the other was under
// observation and went on; censored at the same time counts as going on. It is
// 0.5 if no pair is comparable. Risk is that of each row of the walk.
//
// Going back in time, those who went on are kept in a binary indexed tree by
// the rank of their risk, so that n lives cost n·ln n.
func (d *design) concordance(risk []float64) float64 {
	byRisk := order(risk)
	rank, ranks := make([]int, len(risk)), 0
	for i, row := range byRisk {
		if i > 0 && risk[row] > risk[byRisk[i-1]] {
			ranks++
		}
		rank[row] = ranks
	}
	going := make(tree, ranks+2)
	alive := 0.0
	enter := func(row int, weight float64) {
		going.add(rank[row], weight)
		alive += weight
	}
	var right, tied, pairs float64
	left := 0
	for i := 0; i < len(risk); {
		if i > 0 && d.stratum[i] != d.stratum[i-1] {
			clear(going)
			alive = 0
			for left < len(d.entries) && d.stratum[d.entries[left]] != d.stratum[i] {
				left++
			}
		}
		t, stratum := d.time[i], d.stratum[i]
		for ; left < len(d.entries) && d.stratum[d.entries[left]] == stratum && d.entry[d.entries[left]] >= t; left++ {
			enter(d.entries[left], -d.weight[d.entries[left]])
		}
		j := i
		for ; j < len(risk) && d.time[j] == t && d.stratum[j] == stratum; j++ {
			if !d.died[j] {
				enter(j, d.weight[j])
			}
		}
		for row := i; row < j; row++ {
			if d.died[row] {
				lower, same := going.below(rank[row]), going.below(rank[row]+1)
				right += d.weight[row] * lower
				tied += d.weight[row] * (same - lower)
				pairs += d.weight[row] * alive
			}
		}
		for row := i; row < j; row++ {
			if d.died[row] {
				enter(row, d.weight[row])
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
type tree []float64

func (t tree) add(at int, count float64) {
	for at++; at < len(t); at += at & -at {
		t[at] += count
	}
}

// below returns the total of the places before at.
func (t tree) below(at int) float64 {
	total := 0.0
	for ; at > 0; at -= at & -at {
		total += t[at]
	}
	return total
}
