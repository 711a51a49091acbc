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
	deaths             int
	loglik             float64
	score, info, third []float64
}

// count adds deaths times what one event does whose risk set has these sums:
// minus the log of their total, minus the weighted mean of x, plus its
// weighted covariance, plus its third central moment.
func (m *moment) count(deaths float64, s *sums) {
	if !(s.s0 > 0) {
		m.loglik = math.Inf(-1) // so unlikely that it is below the smallest number
		return
	}
	p := len(m.score)
	m.loglik -= deaths * math.Log(s.s0)
	mean := make([]float64, p)
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

// walk calls visit for each time at which something happens, the last one
// first. What it hands over is its own and only good until visit returns.
//
// Going back in time, lives come under risk at their Time and leave at their
// Entry, so that all risk sets cost one pass.
func (d *design) walk(beta []float64, breslow, cubes bool, visit func(*moment)) {
	s := d.sample
	eta := d.linear(beta)
	top := math.Inf(-1)
	for _, e := range eta {
		top = max(top, e) // taken off, so that exp cannot overflow
	}
	risk, dying, rest := newSums(d.p, cubes), newSums(d.p, cubes), newSums(d.p, cubes)
	m := &moment{score: make([]float64, d.p), info: make([]float64, d.p*d.p)}
	if cubes {
		m.third = make([]float64, d.p*d.p*d.p)
	}
	atRisk, left := 0, 0
	for i := 0; i < len(d.exits); {
		t := s.Time[d.exits[i]]
		for ; left < len(d.entries) && s.Entry[d.entries[left]] >= t; left++ {
			row := d.entries[left]
			atRisk -= s.count(row)
			risk.add(-float64(s.count(row))*math.Exp(eta[row]-top), d.x[row])
		}
		if atRisk == 0 {
			risk.clear() // what is left is rounding
		}
		m.time, m.deaths, m.loglik = t, 0, 0
		clear(m.score)
		clear(m.info)
		clear(m.third)
		dying.clear()
		for ; i < len(d.exits) && s.Time[d.exits[i]] == t; i++ {
			row := d.exits[i]
			count := s.count(row)
			w := float64(count) * math.Exp(eta[row]-top)
			atRisk += count
			risk.add(w, d.x[row])
			if s.Event[row] != 1 {
				continue
			}
			dying.add(w, d.x[row])
			m.deaths += count
			m.loglik += float64(count) * (eta[row] - top)
			for j, x := range d.x[row] {
				m.score[j] += float64(count) * x
			}
		}
		switch {
		case m.deaths == 0:
			continue
		case breslow || m.deaths == 1:
			m.count(float64(m.deaths), risk)
		default:
			for k := range m.deaths {
				rest.less(risk, dying, float64(k)/float64(m.deaths))
				m.count(1, rest)
			}
		}
		visit(m)
	}
}
