package curve

import "math"

// Ranges of the shape of a trend, relative to the span of x, or as a power of y.
const (
	fewestShape, mostShape = 1e-3, 1e3 // of c
	lowestPower, topPower  = 0.02, 50.0
)

// trendAICc returns AICc, as of Fitted, of growth without a ceiling:
//
//	y    = a + b·ln(x - x[1] + c)   where the errors are in y,
//	ln y = a + b·ln(x - x[1] + c)   in ln y,
//	x    = a + b·y^c                in x.
//
// It has as many parameters as the sigmoids, so that the three curves differ
// by their likelihood alone. With lower bounds that is the censored one, by
// EM; the size of errors has the degrees of freedom taken off, as for the
// sigmoids. It is NaN where n ≤ 5, and where the trend falls.
func trendAICc(x, y []float64, opt Options) float64 {
	s := newSample(x, y, opt)
	const p, k = 3, 4
	n := float64(len(x))
	if n <= k+1 {
		return math.NaN()
	}
	low, high := math.Log(fewestShape), math.Log(mostShape)
	basis := func(shape float64, i int) float64 { return math.Log(s.x[i] + shape) }
	if s.response == times {
		low, high = math.Log(lowestPower), math.Log(topPower)
		basis = func(shape float64, i int) float64 { return math.Exp(shape * s.lny[i]) }
	}
	line := newLine(s.target(), basis)
	line.fit(low, high)
	rss := line.rss
	fit := n*math.Log(rss/n) + 2*n*math.Log(s.unit())
	if s.bound != nil {
		m := float64(s.exact)
		sigma, sum := line.censored(s, low, high, p)
		fit = m*math.Log(sigma*sigma) + sum - m + 2*m*math.Log(s.unit())
	}
	if !(line.b > 0) {
		return math.NaN()
	}
	return fit + 2*k + 2*k*(k+1)/(n-k-1)
}

// line is a regression z = a + b·basis(shape, i), with one nonlinear parameter.
type line struct {
	z, at []float64 // at: the basis of the present shape
	basis func(shape float64, i int) float64
	a, b  float64
	shape float64 // its logarithm
	rss   float64
}

func newLine(z []float64, basis func(float64, int) float64) *line {
	return &line{z: append([]float64(nil), z...), at: make([]float64, len(z)), basis: basis}
}

// fit finds the shape between exp(low) and exp(high): the best of a grid, and
// from there by golden sections.
func (l *line) fit(low, high float64) {
	const steps = 16
	best, width := low, (high-low)/steps
	lowest := math.Inf(1)
	for i := range steps + 1 {
		at := low + float64(i)*width
		if rss := l.regress(at); rss < lowest {
			best, lowest = at, rss
		}
	}
	l.near(best, max(low, best-width), min(high, best+width))
}

// near finds the shape by golden sections between two, around one whose sum of
// squares is lower. It is exact to a thousandth, which changes the sum of squares
// by a millionth of what it varies by.
func (l *line) near(best, from, to float64) {
	lowest := l.regress(best)
	golden := (math.Sqrt(5) - 1) / 2
	left, right := to-golden*(to-from), from+golden*(to-from)
	atLeft, atRight := l.regress(left), l.regress(right)
	for to-from > 1e-3 {
		if atLeft < atRight {
			to, right, atRight = right, left, atLeft
			left = to - golden*(to-from)
			atLeft = l.regress(left)
		} else {
			from, left, atLeft = left, right, atRight
			right = from + golden*(to-from)
			atRight = l.regress(right)
		}
	}
	l.shape = (from + to) / 2
	if l.regress(l.shape) > lowest {
		l.shape = best
		l.regress(best)
	}
}

// regress fits a and b at one shape, exp(ln), and returns the sum of squares.
func (l *line) regress(ln float64) float64 {
	shape, n := math.Exp(ln), float64(len(l.z))
	mz, mat := 0.0, 0.0
	for i, z := range l.z {
		l.at[i] = l.basis(shape, i)
		mz += z / n
		mat += l.at[i] / n
	}
	xx, xz := 0.0, 0.0
	for i, z := range l.z {
		xx += (l.at[i] - mat) * (l.at[i] - mat)
		xz += (l.at[i] - mat) * (z - mz)
	}
	l.b = 0
	if xx > 0 {
		l.b = xz / xx
	}
	l.a = mz - l.b*mat
	l.rss = 0
	for i, z := range l.z {
		e := l.a + l.b*l.at[i] - z
		l.rss += e * e
	}
	return l.rss
}

// censored fits again with the lower bounds of a sample by EM: what a bound
// stands for is expected from the fit before. It returns the size of an error,
// and -2 ln L less the terms of its size.
func (l *line) censored(s *sample, low, high, p float64) (sigma, sum float64) {
	target := s.target()
	n := float64(len(target))
	sigma = math.Sqrt(max(l.rss/(n-p), smallest*smallest))
	for range 60 {
		figures, bounds := 0.0, 0.0
		sum = 0
		for i, z := range target {
			r := l.a + l.b*l.at[i] - z
			side := float64(s.bound[i])
			if side == 0 {
				figures += r * r
				continue
			}
			ln, hazard := lowerTail(side * r / sigma)
			bounds += 1 - side*r/sigma*hazard
			sum -= 2 * ln
			l.z[i] = z + r + side*sigma*hazard
		}
		sum += figures / (sigma * sigma)
		next := math.Sqrt(max((figures+sigma*sigma*bounds)/(n-p), smallest*smallest))
		if math.Abs(math.Log(next/sigma)) < 1e-5 {
			break
		}
		sigma = next
		l.near(l.shape, max(low, l.shape-1), min(high, l.shape+1))
	}
	return sigma, sum
}
