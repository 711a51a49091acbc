package winrate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// node is a point of a grid with its share of the posterior.
type node struct{ b0, b1, weight float64 }

// lattice is a parallelogram of intercepts and slopes: at + i step[0] + j step[1] for i up to n[0] and j up to n[1].
type lattice struct {
	at   [2]float64
	step [2][2]float64
	n    [2]int
	mode [2]int // the point next to the mode
}

func (g lattice) point(i, j int) (b0, b1 float64) {
	return g.at[0] + float64(i)*g.step[0][0] + float64(j)*g.step[1][0], g.at[1] + float64(i)*g.step[0][1] + float64(j)*g.step[1][1]
}

// depth is how far below the top of the log density the posterior is cut.
const depth = 25

// spacing is the step along each axis, in standard deviations at the mode. The trapezoid rule needs no more for a
// density as smooth as this one.
const spacing = 0.2

// log returns the log density at the coefficients, up to a constant; anything below floor may be cut short, because
// every race lowers it.
func (d Design) log(b0, b1, floor float64) float64 {
	sum, product := 0.0, 1.0 // of 1 + e, so that few logarithms are taken
	for i, x := range d.X {
		eta := b0 + b1*x[0]
		e := 1 + math.Exp(-math.Abs(eta))
		sum += d.Weight[i] * (d.Won[i]*eta - max(eta, 0))
		if d.Weight[i] != 1 {
			sum -= d.Weight[i] * math.Log(e)
		} else if product *= e; product > 1e300 {
			sum, product = sum-math.Log(product), 1
		}
		if sum < floor {
			break
		}
	}
	return sum - math.Log(product)
}

// cover returns a grid along the axes, through the mode, with all of the posterior that lies within depth of its top.
// The log density is concave: where a border is below that depth, so is all beyond it.
func (d Design) cover(mode []float64, axes *mat.TriDense) lattice {
	floor := d.log(mode[0], mode[1], math.Inf(-1)) - depth
	at := func(u [2]float64) (b0, b1 float64) {
		return mode[0] + axes.At(0, 0)*u[0], mode[1] + axes.At(1, 0)*u[0] + axes.At(1, 1)*u[1]
	}
	const points = 200
	low, high := [2]float64{-6, -6}, [2]float64{6, 6}
	for grown := true; grown; {
		grown = false
		for side := range 4 {
			along, across := side%2, 1-side%2
			end := &high[across]
			if side >= 2 {
				end = &low[across]
			}
			for i := range points + 1 {
				var u [2]float64
				u[along] = low[along] + (high[along]-low[along])*float64(i)/points
				u[across] = *end
				if b0, b1 := at(u); d.log(b0, b1, floor) > floor {
					*end *= 1.3
					grown = true
					break
				}
			}
		}
	}
	var g lattice
	g.at[0], g.at[1] = at(low)
	for k := range 2 {
		g.n[k] = int(min(600, (high[k]-low[k])/spacing))
		g.mode[k] = int(-low[k] / (high[k] - low[k]) * float64(g.n[k]))
		for j := range 2 {
			g.step[k][j] = axes.At(j, k) * (high[k] - low[k]) / float64(g.n[k])
		}
	}
	return g
}

// over sums the likelihood of the races, which have weights, over the grid.
func (d Design) over(g lattice) *Posterior {
	// What is within depth has about half of the points of the grid around it.
	p := &Posterior{nodes: make([]node, 0, (g.n[0]+1)*(g.n[1]+1)/2)}
	b0, b1 := g.point(g.mode[0], g.mode[1])
	top := d.log(b0, b1, math.Inf(-1))
	// Along a line of the grid the odds against what happened go by a constant
	// factor. They are computed anew after some steps, before rounding adds up, and
	// where they would leave the range of numbers.
	odds, factor, against := make([]float64, len(d.X)), make([]float64, len(d.X)), make([]float64, len(d.X))
	for r, x := range d.X {
		against[r] = 1 - 2*d.Won[r]
		factor[r] = math.Exp(against[r] * (g.step[1][0] + g.step[1][1]*x[0]))
	}
	for i := range g.n[0] + 1 {
		inside := false
		for j := range g.n[1] + 1 {
			b0, b1 := g.point(i, j)
			l, product := 0.0, 1.0 // of 1 + odds, so that few logarithms are taken
			for r, x := range d.X {
				if w := d.Weight[r]; w != 1 {
					eta := against[r] * (b0 + b1*x[0])
					l -= w * (max(eta, 0) + math.Log(1+math.Exp(-math.Abs(eta))))
					continue
				}
				if j%16 == 0 || !(odds[r] > 1e-100 && odds[r] < 1e100) {
					odds[r] = math.Exp(against[r] * (b0 + b1*x[0]))
				} else {
					odds[r] *= factor[r]
				}
				if product *= 1 + odds[r]; product > 1e150 {
					l, product = l-math.Log(product), 1
				}
			}
			if l -= math.Log(product); l > top-depth {
				top, inside = max(top, l), true
				p.nodes = append(p.nodes, node{b0, b1, l})
			} else if inside { // the log density is concave: there is no more
				break
			}
		}
	}
	return p.normalize(top)
}
