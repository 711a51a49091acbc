package survival

// concordance returns the share of comparable pairs of lives, both of one
// stratum, in which the one with the higher risk ended first; equal risks
// count half. A pair is comparable if one life ended while the other was under
// observation and went on; censored at the same time counts as going on. It is
// NaN if no pair is comparable. Risk is that of each row of the walk.
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
	c := &pairs{walk: d.walk, rank: rank, going: make(tree, ranks+2)}
	d.pass(c)
	return c.right / c.all
}

// pairs counts the pairs of a concordance.
type pairs struct {
	*walk
	rank              []int
	going             tree
	alive, right, all float64
}

func (c *pairs) clear()        { clear(c.going); c.alive = 0 }
func (c *pairs) enter(row int) { c.add(row, 1) }
func (c *pairs) leave(row int) { c.add(row, -1) }

func (c *pairs) add(row int, sign float64) {
	c.going.add(c.rank[row], sign*c.weight(row))
	c.alive += sign * c.weight(row)
}

func (c *pairs) happen(first, last int) {
	died := func(use func(row int)) {
		for row := first; row < last; row++ {
			if c.died(row) {
				use(row)
			}
		}
	}
	died(c.leave)        // those that end together are no pair
	died(func(row int) { // lower risks count, and equal ones half
		c.right += c.weight(row) * (c.going.below(c.rank[row]) + c.going.below(c.rank[row]+1)) / 2
		c.all += c.weight(row) * c.alive
	})
	died(c.enter)
}

// tree is a binary indexed tree of counts (Fenwick 1994).
type tree []float64

func (t tree) add(at int, count float64) {
	for at++; at < len(t); at += at & -at {
		t[at] += count
	}
}

// below returns the total of the places before at.
func (t tree) below(at int) (total float64) {
	for ; at > 0; at -= at & -at {
		total += t[at]
	}
	return total
}
