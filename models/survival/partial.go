package survival

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A risk set is summed up as Σw·z·zᵀ, z being 1 and the covariates, laid out
// flat: first Σw and Σw·x, the sums that most formulas are made of. Firth's
// penalty takes Σw·z·zᵀ·z[a] for each a, one square after the other.

// happening is what happens at one time in one stratum: the rows from first
// to last of the walk end then, and those that die are deaths rows of weight.
// The sums are over those at risk and those dying.
type happening struct {
	*design
	hazard             []float64 // of each row
	visit              func(*happening)
	first, last        int
	time               float64
	deaths             int
	weight             float64
	risk, dying        []float64
	square, rest, mean []float64 // room to work in
}

func (h *happening) clear()        { clear(h.risk) }
func (h *happening) enter(row int) { h.add(h.risk, row, 1) }
func (h *happening) leave(row int) { h.add(h.risk, row, -1) }

func (h *happening) add(to []float64, row int, sign float64) {
	q, z := h.p+1, h.at(row)
	for a, v := range z {
		for b, u := range z {
			h.square[a*q+b] = v * u
		}
	}
	w := sign * h.design.weight(row) * h.hazard[row]
	for a := range len(to) / len(h.square) {
		floats.AddScaled(to[a*q*q:(a+1)*q*q], w*z[a], h.square)
	}
}

func (h *happening) happen(first, last int) {
	h.first, h.last, h.time, h.deaths, h.weight = first, last, h.Time[first], 0, 0
	clear(h.dying)
	for i := first; i < last; i++ {
		if h.died(i) {
			h.add(h.dying, i, 1)
			h.deaths++
			h.weight += h.design.weight(i)
		}
	}
	h.visit(h)
}

// sweep calls visit for each time at which something happens, in the order of
// the walk. What it hands over is its own and only good until visit returns.
func (d *design) sweep(hazard []float64, cubes bool, visit func(*happening)) {
	q := d.p + 1
	n := q * q
	if cubes {
		n *= q
	}
	room := func(n int) []float64 { return make([]float64, n) }
	d.pass(&happening{design: d, hazard: hazard, visit: visit, risk: room(n), dying: room(n), square: room(q * q), rest: room(n), mean: room(q)})
}

// parts calls use with the risk set of each of so many parts of the events.
//
// Efron's treatment of ties takes from the sums over those at risk a growing
// share of those over the dying, who count with their mean weight, as in R.
// With Breslow's there is one part, from which nothing is taken.
func (h *happening) parts(breslow bool, use func(share float64, parts int, risk []float64)) {
	use(0, h.count(breslow), h.risk)
	for k := 1; k < h.count(breslow); k++ {
		share := float64(k) / float64(h.deaths)
		floats.AddScaledTo(h.rest, h.risk, -share, h.dying)
		use(share, h.deaths, h.rest)
	}
}

func (h *happening) count(breslow bool) int {
	if breslow {
		return 1
	}
	return h.deaths
}

// hazards returns exp(βᵀx - top) for each row of the walk; top is the largest
// βᵀx, taken off so that exp cannot overflow.
func (d *design) hazards(beta []float64) (hazard []float64, top float64) {
	hazard = d.linear(beta)
	top = floats.Max(hazard)
	for i, eta := range hazard {
		hazard[i] = math.Exp(eta - top)
	}
	return hazard, top
}

// point is the likelihood at one β, with Firth's penalty where the model has
// it.
type point struct {
	beta  []float64
	value float64       // log likelihood; -Inf where the penalty does not exist
	score []float64     // its derivatives
	info  *mat.SymDense // the information, without penalty
	third []float64     // the derivatives of the information, for the penalty; flat
}

// sum evaluates the partial likelihood, with what happens at each time counted
// as often as times says; nil: once.
//
// An event whose risk set has some sums adds minus the log of their total to
// the log likelihood, minus the weighted mean of x to the score, its weighted
// covariance to the information, and its third central moment to the
// derivatives of that.
func (m *model) sum(beta []float64, cubes bool, times func(t float64) float64) point {
	p, q := m.p, m.p+1
	pt := point{beta: beta, score: make([]float64, p), info: mat.NewSymDense(p, nil)}
	if cubes {
		pt.third = make([]float64, p*p*p)
	}
	hazard, top := m.hazards(beta)
	info := pt.info.RawSymmetric()
	m.sweep(hazard, cubes, func(h *happening) {
		often := 1.0
		if times != nil {
			often = times(h.time)
		}
		for i := h.first; i < h.last; i++ {
			if !m.died(i) {
				continue
			}
			x := m.at(i)[1:]
			pt.value += often * m.weight(i) * (floats.Dot(beta, x) - top)
			floats.AddScaled(pt.score, often*m.weight(i), x)
		}
		h.parts(m.breslow, func(_ float64, parts int, s []float64) {
			if !(s[0] > 0) {
				pt.value = math.Inf(-1) // so unlikely that it is below the smallest number
				return
			}
			deaths := often * h.weight / float64(parts)
			pt.value -= deaths * math.Log(s[0])
			mean := floats.ScaleTo(h.mean, 1/s[0], s[:q])[1:]
			floats.AddScaled(pt.score, -deaths, mean)
			for a := range p {
				for b := a; b < p; b++ {
					info.Data[a*info.Stride+b] += deaths * (s[(a+1)*q+b+1]/s[0] - mean[a]*mean[b])
				}
			}
			for i := range pt.third {
				a, b, c := i/p/p, i/p%p, i%p
				pt.third[i] += deaths * (s[((a+1)*q+b+1)*q+c+1]/s[0] -
					(mean[a]*s[(b+1)*q+c+1]+mean[b]*s[(a+1)*q+c+1]+mean[c]*s[(a+1)*q+b+1])/s[0] +
					2*mean[a]*mean[b]*mean[c])
			}
		})
	})
	return pt
}
