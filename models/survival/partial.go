package survival

import "math"

// sums are Σw, Σw·x, Σw·xxᵀ and Σw·xxx over some of those at risk, the
// matrices and cubes laid out flat with the last index fastest. The cubes are
// kept for Firth's penalty only.
type sums struct {
	s0         float64
	s1, s2, s3 []float64
}

func newSums(p int, cubes bool) *sums {
	s := &sums{s1: make([]float64, p), s2: make([]float64, p*p)}
	if cubes {
		s.s3 = make([]float64, p*p*p)
	}
	return s
}

func (s *sums) clear() {
	s.s0 = 0
	clear(s.s1)
	clear(s.s2)
	clear(s.s3)
}

func (s *sums) add(w float64, x []float64) {
	p := len(x)
	s.s0 += w
	for a, xa := range x {
		wa := w * xa
		s.s1[a] += wa
		square := s.s2[a*p : a*p+p]
		for b, xb := range x {
			square[b] += wa * xb
		}
		if s.s3 == nil {
			continue
		}
		for b, xb := range x {
			cube := s.s3[(a*p+b)*p : (a*p+b)*p+p]
			for c, xc := range x {
				cube[c] += wa * xb * xc
			}
		}
	}
}

// less sets s to all - f·some.
func (s *sums) less(all, some *sums, f float64) {
	s.s0 = all.s0 - f*some.s0
	for i := range s.s1 {
		s.s1[i] = all.s1[i] - f*some.s1[i]
	}
	for i := range s.s2 {
		s.s2[i] = all.s2[i] - f*some.s2[i]
	}
	for i := range s.s3 {
		s.s3[i] = all.s3[i] - f*some.s3[i]
	}
}

// moment is what the events of one time add to the log likelihood, to its
// first derivatives, to the information and to the information's derivatives.
type moment struct {
	time               float64
	loglik             float64
	score, info, third []float64
	mean               []float64 // room for count
}

// count adds deaths times what one event does whose risk set has these sums:
// minus the log of their total, minus the weighted mean of x, plus its
// weighted covariance, plus its third central moment.
func (m *moment) count(deaths float64, s *sums) {
	if !(s.s0 > 0) {
		m.loglik = math.Inf(-1) // so unlikely that it is below the smallest number
		return
	}
	p, mean := len(m.score), m.mean
	m.loglik -= deaths * math.Log(s.s0)
	for a := range mean {
		mean[a] = s.s1[a] / s.s0
		m.score[a] -= deaths * mean[a]
	}
	for a := range p {
		for b := range p {
			m.info[a*p+b] += deaths * (s.s2[a*p+b]/s.s0 - mean[a]*mean[b])
		}
	}
	if s.s3 == nil {
		return
	}
	for a := range p {
		for b := range p {
			for c := range p {
				m.third[(a*p+b)*p+c] += deaths * (s.s3[(a*p+b)*p+c]/s.s0 -
					(mean[a]*s.s2[b*p+c]+mean[b]*s.s2[a*p+c]+mean[c]*s.s2[a*p+b])/s.s0 +
					2*mean[a]*mean[b]*mean[c])
			}
		}
	}
}

// happening is what happens at one time in one stratum: the rows from first
// to last of the walk end then, and those that die are deaths rows of weight.
// The sums are over those at risk and those dying.
type happening struct {
	*design
	hazard      []float64
	visit       func(*happening)
	first, last int
	time        float64
	deaths      int
	weight      float64
	risk, dying *sums
}

func (h *happening) clear()        { h.risk.clear() }
func (h *happening) enter(row int) { h.add(h.risk, row, 1) }
func (h *happening) leave(row int) { h.add(h.risk, row, -1) }

func (h *happening) add(to *sums, row int, sign float64) {
	to.add(sign*h.design.weight[row]*h.hazard[row], h.x[row*h.p:(row+1)*h.p])
}

func (h *happening) happen(first, last int) {
	h.first, h.last, h.time, h.deaths, h.weight = first, last, h.design.time[first], 0, 0
	h.dying.clear()
	for i := first; i < last; i++ {
		if h.died[i] {
			h.add(h.dying, i, 1)
			h.deaths++
			h.weight += h.design.weight[i]
		}
	}
	h.visit(h)
}

// sweep calls visit for each time at which something happens, in the order of
// the walk. What it hands over is its own and only good until visit returns.
func (d *design) sweep(hazard []float64, cubes bool, visit func(*happening)) {
	d.pass(&happening{design: d, hazard: hazard, visit: visit, risk: newSums(d.p, cubes), dying: newSums(d.p, cubes)})
}

// hazards returns exp(βᵀx - top) for each row of the walk; top is the largest
// βᵀx, taken off so that exp cannot overflow.
func (d *design) hazards(beta []float64) (hazard []float64, top float64) {
	hazard, top = d.linear(beta), math.Inf(-1)
	for _, eta := range hazard {
		top = max(top, eta)
	}
	for i, eta := range hazard {
		hazard[i] = math.Exp(eta - top)
	}
	return hazard, top
}

// moments calls visit with the moment of each time at which something happens,
// in the order of sweep.
//
// Efron's treatment of ties takes from the sums over those at risk a growing
// part of those over the dying, who count with their mean weight, as in R.
func (d *design) moments(beta []float64, breslow, cubes bool, visit func(*moment)) {
	hazard, top := d.hazards(beta)
	rest := newSums(d.p, cubes)
	m := &moment{score: make([]float64, d.p), info: make([]float64, d.p*d.p), mean: make([]float64, d.p)}
	if cubes {
		m.third = make([]float64, d.p*d.p*d.p)
	}
	d.sweep(hazard, cubes, func(h *happening) {
		m.time, m.loglik = h.time, 0
		clear(m.score)
		clear(m.info)
		clear(m.third)
		for i := h.first; i < h.last; i++ {
			if !d.died[i] {
				continue
			}
			eta := 0.0
			for j, x := range d.x[i*d.p : (i+1)*d.p] {
				eta += beta[j] * x
				m.score[j] += d.weight[i] * x
			}
			m.loglik += d.weight[i] * (eta - top)
		}
		if breslow || h.deaths == 1 {
			m.count(h.weight, h.risk)
		} else {
			for k := range h.deaths {
				rest.less(h.risk, h.dying, float64(k)/float64(h.deaths))
				m.count(h.weight/float64(h.deaths), rest)
			}
		}
		visit(m)
	})
}
