package curve

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// squares is a sum of squared residuals to be made small, with the room that
// doing so needs. Matrices are column by column.
type squares struct {
	n, p int
	// at fills r with the n residuals at theta, fitted less observed, and jac
	// with their derivatives, n for each of the p parameters.
	at func(theta, r, jac []float64)
	// astray says of a theta, some parameters of which are held, that there is
	// no minimum that way; nil: nowhere.
	astray func(theta []float64, held set) bool
	// floor is the length of residuals that are nothing but rounding.
	floor float64
	// caution is the damping to begin with, and offset what may be left to
	// gain at the end, as a share of the residuals' length.
	caution, offset float64
	// fixed are the parameters that stay at their value of given.
	fixed set
	given []float64

	columns                                          []int // the free parameters
	r, jac, upper, right, stacked, size, step, probe []float64
}

func newSquares(n, p int, floor float64, at func(theta, r, jac []float64)) *squares {
	room := make([]float64, n+n*p+3*p*p+5*p)
	take := func(k int) []float64 {
		part := room[:k:k]
		room = room[k:]
		return part
	}
	return &squares{
		n: n, p: p, at: at, floor: floor, caution: cautious, offset: exactly,
		r: take(n), jac: take(n * p), upper: take(p * p), right: take(p),
		stacked: take(2 * p * p), size: take(p), step: take(2 * p), probe: take(p),
	}
}

const (
	// From an unknown start little damping may fling a parameter to where the
	// data say nothing about it (NIST's BoxBOD); from one near the minimum it is right.
	cautious = 100
	bold     = 1e-2

	iterations = 100
	exactly    = 1e-9 // offset of an estimate
	nearly     = 1e-4 // offset at which sums of squares have eight digits
	roughly    = 1e-6 // offset that passes where rounding allows no better

)

// set is some of the parameters, by their places.
type set uint

const none set = 0

func only(j int) set { return 1 << j }

func (s set) has(j int) bool { return s>>j&1 == 1 }

// minimize moves theta to a minimum by Levenberg and Marquardt's method, with
// the parameters held staying where they are, and returns the sum of squares
// there. ok is false where it stopped short of one, or went astray.
//
// Each step solves [J; √λ·D]·δ = -[r; 0] by Householder's reflections, D being
// the largest lengths so far of the columns of J (Moré 1978, "The
// Levenberg-Marquardt algorithm"), and λ goes by the gain, as in Nielsen (1999).
// It has converged when the part of r that a linear step could still take away
// is the share offset of r: the relative offset of Bates and Watts (1981),
// which is the step in standard errors.
func (s *squares) minimize(theta []float64, held set) (sse float64, ok bool) {
	s.fix(theta)
	clear(s.size)
	s.at(theta, s.r, s.jac)
	if sse = length2(s.r); !(sse < math.Inf(1)) {
		return math.Inf(1), false
	}
	s.triangle(held)
	lambda, growth := s.caution, 2.0
	still := false // the last step gained nothing but rounding
	for range iterations {
		left := length2(s.right)
		if left <= s.offset*s.offset*sse || left <= s.floor*s.floor || still && left <= roughly*roughly*sse {
			return sse, true
		}
		for {
			promised := s.damped(lambda)
			copy(s.probe, theta)
			for k, j := range s.free(held) {
				s.probe[j] -= s.step[k]
			}
			s.at(s.probe, s.r, s.jac)
			next := length2(s.r)
			gain := (sse - next) / promised
			noise := 1e-15 * sse
			if sse > 1e4*s.floor*s.floor {
				noise += 2 * math.Sqrt(sse) * s.floor
			}
			if promised < 10*noise && next < sse+noise {
				gain = 1 // too small to be seen
			}
			if gain > 0 {
				copy(theta, s.probe)
				still = next > sse*(1-1e-15)
				sse = next
				lambda *= max(1.0/9, 1-math.Pow(2*gain-1, 3))
				growth = 2
				break
			}
			if lambda *= growth; lambda > 1e14 {
				return sse, left <= roughly*roughly*sse
			}
			growth *= 2
		}
		if s.astray != nil && s.astray(theta, held) {
			return sse, false
		}
		s.triangle(held)
	}
	return sse, false
}

// free are the parameters that are neither held nor fixed.
func (s *squares) free(held set) []int {
	s.columns = s.columns[:0]
	for j := range s.p {
		if !(held | s.fixed).has(j) {
			s.columns = append(s.columns, j)
		}
	}
	return s.columns
}

// fix sets the fixed parameters of theta.
func (s *squares) fix(theta []float64) {
	for j, v := range s.given {
		if s.fixed.has(j) {
			theta[j] = v
		}
	}
}

// release keeps the columns of the free parameters in jac, and returns them.
func (s *squares) release(held set) []int {
	free := s.free(held)
	for k, j := range free {
		if k != j {
			copy(s.jac[k*s.n:(k+1)*s.n], s.jac[j*s.n:(j+1)*s.n])
		}
	}
	return free
}

// triangle brings J to the triangle R, in upper, and r to Qᵀr, in right. It
// uses up both.
func (s *squares) triangle(held set) {
	n, p := s.n, len(s.release(held))
	for j := range p {
		s.size[j] = max(s.size[j], math.Sqrt(length2(s.jac[j*n:(j+1)*n])))
	}
	reflect(s.jac, n, p, s.r)
	clear(s.upper)
	for j := range p {
		copy(s.upper[j*p:], s.jac[j*n:j*n+min(j+1, n)])
	}
	s.right = s.right[:p]
	clear(s.right)
	copy(s.right, s.r)
}

// damped solves for the step, which is to be subtracted, and returns what it
// would gain if r were linear.
func (s *squares) damped(lambda float64) (promised float64) {
	p := len(s.right)
	stacked, step := s.stacked[:2*p*p], s.step[:2*p]
	clear(stacked)
	for j := range p {
		size := s.size[j]
		if size == 0 {
			size = 1 // a parameter without effect stays
		}
		copy(stacked[j*2*p:], s.upper[j*p:j*p+p])
		stacked[j*2*p+p+j] = math.Sqrt(lambda) * size
	}
	copy(step, s.right)
	clear(step[p:])
	reflect(stacked, 2*p, p, step)
	for i := p - 1; i >= 0; i-- {
		for j := i + 1; j < p; j++ {
			step[i] -= stacked[j*2*p+i] * step[j]
		}
		step[i] /= stacked[i*2*p+i]
	}
	for i := range p {
		moved := 0.0
		for j := i; j < p; j++ {
			moved += s.upper[j*p+i] * step[j]
		}
		promised += moved * (2*s.right[i] - moved)
	}
	return promised
}

// reflect makes the n×p matrix a upper triangular by Householder's
// reflections, and applies them to b.
func reflect(a []float64, n, p int, b []float64) {
	for k := range min(n, p) {
		pillar := a[k*n+k : k*n+n]
		size := math.Sqrt(length2(pillar))
		if size == 0 {
			continue
		}
		if pillar[0] > 0 {
			size = -size
		}
		pillar[0] -= size
		scale := -1 / (size * pillar[0]) // 2/vᵀv, v being the pillar now
		for j := k + 1; j <= p; j++ {
			c := b[k:n]
			if j < p {
				c = a[j*n+k : j*n+n]
			}
			dot := 0.0
			for i, v := range pillar {
				dot += v * c[i]
			}
			dot *= scale
			for i, v := range pillar {
				c[i] -= dot * v
			}
		}
		pillar[0] = size
		clear(pillar[1:])
	}
}

// covariance returns (JᵀJ)⁻¹ at theta, row by row, with zeros for what is held
// or fixed; ok is false where J does not tell the parameters apart.
func (s *squares) covariance(theta []float64, held set) (inverse []float64, ok bool) {
	s.at(theta, s.r, s.jac)
	free := s.release(held)
	n, p := s.n, len(free)
	size := make([]float64, p)
	for j := range p {
		size[j] = math.Sqrt(length2(s.jac[j*n : (j+1)*n]))
		floats.Scale(1/size[j], s.jac[j*n:(j+1)*n])
	}
	reflect(s.jac, n, p, s.r)
	triangle := mat.NewTriDense(p, mat.Upper, nil)
	for j := range p {
		for i := range j + 1 {
			triangle.SetTri(i, j, s.jac[j*n+i])
		}
		if !(math.Abs(triangle.At(j, j)) > 1e-11) {
			return nil, false
		}
	}
	_ = triangle.InverseTri(triangle) // a poor condition number is no reason to stop: the diagonal has been looked at
	var scaled mat.Dense
	scaled.Mul(triangle, triangle.T())
	inverse = make([]float64, s.p*s.p)
	for i := range p {
		for j := range p {
			inverse[free[i]*s.p+free[j]] = scaled.At(i, j) / size[i] / size[j]
		}
	}
	return inverse, true
}

func length2(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return sum
}
