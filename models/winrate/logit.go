package winrate

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// logit is the penalized log likelihood of a logistic regression,
//
//	l*(b) = sum w [y ln p + (1-y) ln(1-p)] + penalty ln det I(b),  I = X' diag(w p (1-p)) X,
//
// with penalty 1/2 for Firth (1993, Biometrika 80) and 0 for maximum likelihood. It holds what the last call of At
// computed; a copy made by clone may be used at the same time as the original.
type logit struct {
	n, p     int
	x        []float64 // n rows of p, the intercept among them
	y, w     []float64
	offset   []float64
	penalty  float64
	constant float64 // added to l*, so that all parametrisations of one model agree on its value

	prob     []float64 // at the last b
	leverage []float64 // w p (1-p) x'I^-1 x, after Score
	info     *mat.SymDense
	root     *mat.SymDense // Cholesky's factor of info, as lapack64 has it: mat.Cholesky would also ask for the condition
	inv      *mat.SymDense

	curve         *mat.SymDense // minus the second derivative of l*
	third, turned []float64     // room for curvature
}

const firth = 0.5

// newLogit returns the likelihood of a checked design in standardized columns.
func newLogit(d Design, s scaling, penalty float64) *logit {
	n, p := len(d.Won), len(s.scale)
	room := make([]float64, n*(p+3))
	l := &logit{p: p, penalty: penalty, x: room[: 0 : n*p], y: room[n*p:][:0:n], w: room[n*(p+1):][:0:n], offset: room[n*(p+2):][:0]}
	for i := range d.Won {
		w := d.weight(i)
		if w == 0 {
			continue
		}
		from := len(l.x)
		l.x = d.appendRow(l.x, i)
		for j, x := range l.x[from:] {
			l.x[from+j] = (x - s.center[j]) / s.scale[j]
		}
		l.y = append(l.y, d.Won[i])
		l.w = append(l.w, w)
		l.offset = append(l.offset, d.offset(i))
	}
	l.n = len(l.y)
	for _, scale := range s.scale {
		l.constant += 2 * penalty * math.Log(scale)
	}
	return l.clone()
}

// clone returns the same likelihood with room of its own to work in.
func (l *logit) clone() *logit {
	c := *l
	c.prob, c.leverage = make([]float64, l.n), make([]float64, l.n)
	c.info, c.root, c.inv = mat.NewSymDense(l.p, nil), mat.NewSymDense(l.p, nil), mat.NewSymDense(l.p, nil)
	c.curve = mat.NewSymDense(l.p, nil)
	c.third, c.turned = make([]float64, l.p*l.p*l.p), make([]float64, l.p*l.p*l.p)
	return &c
}

// along returns the same model with c'b in the place of coefficient k: the way to a profile of any combination.
// The column that is given up is the one with most weight in c.
func (l *logit) along(c []float64) (turned *logit, k int) {
	for j := range c {
		if math.Abs(c[j]) > math.Abs(c[k]) {
			k = j
		}
	}
	turned = l.clone()
	turned.constant += 2 * l.penalty * math.Log(math.Abs(c[k]))
	turned.x = make([]float64, len(l.x))
	for i := range l.n {
		from, to := l.x[i*l.p:(i+1)*l.p], turned.x[i*l.p:(i+1)*l.p]
		for j := range to {
			to[j] = from[j] - from[k]*c[j]/c[k]
		}
		to[k] = from[k] / c[k]
	}
	return turned, k
}

// At returns l*(b), -Inf where it does not exist, and keeps the probabilities and the information for Score and Curvature.
func (l *logit) At(b []float64) float64 {
	sum, product := 0.0, 1.0 // of 1 + e, so that few logarithms are taken
	raw := l.info.RawSymmetric()
	info, stride := raw.Data, raw.Stride
	clear(info)
	for i := range l.n {
		w := l.w[i]
		if w == 0 {
			continue
		}
		x := l.x[i*l.p : (i+1)*l.p]
		eta := l.offset[i]
		for j, v := range x {
			eta += v * b[j]
		}
		// One exponential of -|eta| gives p, 1-p and their logarithms without loss of digits.
		e := math.Exp(-math.Abs(eta))
		p := 1 / (1 + e)
		if eta < 0 {
			p = e * p
		}
		l.prob[i] = p
		if w == 1 {
			if product *= 1 + e; product > 1e300 {
				sum, product = sum-math.Log(product), 1
			}
		} else {
			sum -= w * math.Log(1+e) // a sum has no use for the digits that Log1p would save
		}
		if (eta > 0) != (l.y[i] == 1) {
			sum -= w * math.Abs(eta)
		}
		w *= e / ((1 + e) * (1 + e))
		for j, v := range x {
			for k := j; k < l.p; k++ {
				info[j*stride+k] += w * v * x[k]
			}
		}
	}
	sum -= math.Log(product)
	l.root.CopySym(l.info)
	if _, ok := lapack64.Potrf(l.root.RawSymmetric()); !ok {
		return math.Inf(-1)
	}
	if l.penalty > 0 {
		lnDet := 0.0
		for j := range l.p {
			lnDet += 2 * math.Log(l.root.At(j, j))
		}
		sum += l.penalty*lnDet + l.constant
	}
	return sum
}

// Score fills u with the derivative of l* at the b of the last at, and inv with the inverse information:
//
//	U_j = sum [w (y - p) + 2 penalty h (1/2 - p)] x_j,  h_i = w p (1-p) x_i' I^-1 x_i.
func (l *logit) Score(u []float64) {
	l.inv.CopySym(l.root)
	raw := l.inv.RawSymmetric()
	// An information that has a root has an inverse.
	lapack64.Potri(blas64.Triangular{Uplo: raw.Uplo, Diag: blas.NonUnit, N: raw.N, Data: raw.Data, Stride: raw.Stride})
	inv, stride := raw.Data, raw.Stride
	clear(u)
	for i := range l.n {
		w, p := l.w[i], l.prob[i]
		if w == 0 {
			continue
		}
		x := l.x[i*l.p : (i+1)*l.p]
		l.leverage[i] = w * p * (1 - p) * quadratic(inv, stride, x)
		r := l.residual(i)
		for j, v := range x {
			u[j] += r * v
		}
	}
}

// residual is what row i adds to the score by each x, after Score.
func (l *logit) residual(i int) float64 {
	return l.w[i]*(l.y[i]-l.prob[i]) + 2*l.penalty*l.leverage[i]*(0.5-l.prob[i])
}

// tame says whether l* is concave by a wide margin at the b of the last At, after Score. What the penalty can take away
// from the curvature X'WX is X' diag(penalty h (1-2p)^2) X at most, h being the leverage; that is less than a fifth of
// X'WX where sum penalty h (1-2p)^2 x'Vx, which bounds the largest ratio of the two, is. So it is with some dozens of
// rows and without separation.
func (l *logit) tame() bool {
	ratio := 0.0
	for i := range l.n {
		if p, w := l.prob[i], l.w[i]; w > 0 {
			ratio += l.penalty * l.leverage[i] * (1 - 2*p) * (1 - 2*p) * l.leverage[i] / (w * p * (1 - p))
		}
	}
	return ratio < 0.2
}

// large says that what the penalty adds to the curvature is left out.
func (l *logit) large() bool { return l.n > manyRows || l.p > 16 }

// quadratic returns x'Ax of a symmetric matrix of which the upper triangle is stored.
func quadratic(a []float64, stride int, x []float64) float64 {
	sum := 0.0
	for j, v := range x {
		sum += a[j*stride+j] * v * v
		for k := j + 1; k < len(x); k++ {
			sum += 2 * a[j*stride+k] * v * x[k]
		}
	}
	return sum
}

// Curvature returns minus the second derivative of l* at the b of the last At, after Score, and as the second choice the
// expected information:
//
//	sum [W + 2 penalty h p (1-p) - penalty h (1-2p)^2] x_j x_k + penalty tr(V D_j V D_k),
//
// W = w p (1-p), V = I^-1, h = W x'Vx, D_j = sum W (1-2p) x_j x x', the derivative of I.
func (l *logit) Curvature(choice int) *mat.SymDense {
	switch {
	case choice == 0 && (l.penalty == 0 || l.large()), choice == 1 && l.penalty > 0 && !l.large():
		return l.info // with many rows, what the penalty adds is next to nothing; with many columns, it takes too long
	case choice > 0:
		return nil
	}
	curve := l.curve.RawSymmetric()
	clear(curve.Data)
	clear(l.third)
	n := l.p
	for i := range l.n {
		p := l.prob[i]
		w := l.w[i] * p * (1 - p)
		if w == 0 {
			continue
		}
		x := l.x[i*n : (i+1)*n]
		h := l.penalty * l.leverage[i]
		c, t := w+2*h*p*(1-p)-h*(1-2*p)*(1-2*p), w*(1-2*p)
		for j, v := range x {
			for k := j; k < n; k++ {
				curve.Data[j*curve.Stride+k] += c * v * x[k]
				for m := k; m < n; m++ {
					l.third[(j*n+k)*n+m] += t * v * x[k] * x[m]
				}
			}
		}
	}
	// V D_j, from the sums over ascending indices of a tensor that is symmetric.
	inv := l.inv.RawSymmetric()
	for j := range n {
		for a := range n {
			for b := range n {
				sum := 0.0
				for k := range n {
					v := inv.Data[min(a, k)*inv.Stride+max(a, k)]
					low, high := min(j, k, b), max(j, k, b)
					sum += v * l.third[(low*n+j+k+b-low-high)*n+high]
				}
				l.turned[(j*n+a)*n+b] = sum
			}
		}
	}
	for j := range n {
		for k := j; k < n; k++ {
			trace := 0.0
			for a := range n {
				for b := range n {
					trace += l.turned[(j*n+a)*n+b] * l.turned[(k*n+b)*n+a]
				}
			}
			curve.Data[j*curve.Stride+k] += l.penalty * trace
		}
	}
	return l.curve
}
