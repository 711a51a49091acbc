package forecast

// ranking holds how many items there are at each of the places 1 to n. To add
// one, and to find the k-th in the order of places, takes about log2 n steps:
// the tree of Fenwick (1994), "A new data structure for cumulative frequency
// tables".
type ranking struct {
	counts []int // counts[i]: of the places i - (the lowest bit of i) + 1 to i
	total  int
	steps  int // taken so far
}

func newRanking(places int) *ranking { return &ranking{counts: make([]int, places+1)} }

// add adds so many items at a place; a negative number takes them away.
func (r *ranking) add(place, items int) {
	r.total += items
	for i := place; i < len(r.counts); i += i & -i {
		r.counts[i] += items
		r.steps++
	}
}

// place returns the place of the k-th item, k being from 1 to r.total.
func (r *ranking) place(k int) int {
	at := 0
	for jump := highestBit(len(r.counts)); jump > 0; jump /= 2 {
		r.steps++
		if next := at + jump; next < len(r.counts) && r.counts[next] < k {
			at = next
			k -= r.counts[next]
		}
	}
	return at + 1
}

func highestBit(n int) int {
	bit := 1
	for 2*bit <= n {
		bit *= 2
	}
	return bit
}
