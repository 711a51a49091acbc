package forecast

// ranking holds how many items there are at each of the places 1 to n. To add
// one, and to count those up to a place, takes about log2 n steps: the tree of
// Fenwick (1994), "A new data structure for cumulative frequency tables".
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

// upTo returns how many items there are at the places up to one.
func (r *ranking) upTo(place int) (items int) {
	for ; place > 0; place -= place & -place {
		items += r.counts[place]
		r.steps++
	}
	return items
}

func highestBit(n int) int {
	bit := 1
	for 2*bit <= n {
		bit *= 2
	}
	return bit
}
