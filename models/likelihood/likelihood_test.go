package likelihood

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// peaks is the logarithm of a sum of bells of size 1 in the plane, each with
// its weight: a likelihood with several maxima over the second coefficient.
type peaks struct {
	x, y, weight []float64
	share        []float64 // of each bell at the last point
	b            [2]float64
}

func (m *peaks) At(b []float64) float64 {
	copy(m.b[:], b)
	m.share = make([]float64, len(m.x))
	sum := 0.0
	for i := range m.x {
		m.share[i] = m.weight[i] * math.Exp(-((b[0]-m.x[i])*(b[0]-m.x[i])+(b[1]-m.y[i])*(b[1]-m.y[i]))/2)
		sum += m.share[i]
	}
	for i := range m.share {
		m.share[i] /= sum
	}
	return math.Log(sum)
}

func (m *peaks) Score(u []float64) {
	clear(u)
	for i, s := range m.share {
		u[0] += s * (m.x[i] - m.b[0])
		u[1] += s * (m.y[i] - m.b[1])
	}
}

func (m *peaks) Curvature(choice int) *mat.SymDense {
	if choice > 1 {
		return nil
	}
	a := mat.NewSymDense(2, []float64{1, 0, 0, 1})
	if choice == 0 {
		var u [2]float64
		m.Score(u[:])
		for i, s := range m.share {
			dx, dy := m.x[i]-m.b[0]-u[0], m.y[i]-m.b[1]-u[1]
			a.SetSym(0, 0, a.At(0, 0)-s*dx*dx)
			a.SetSym(0, 1, a.At(0, 1)-s*dx*dy)
			a.SetSym(1, 1, a.At(1, 1)-s*dy*dy)
		}
	}
	return a
}

// Where a second bell is higher than the flank of the first, the profile goes
// over to it, and its end is that of the second bell.
func TestIntervalOverTwoBells(t *testing.T) {
	m := &peaks{x: []float64{0, 2.5}, y: []float64{0, 9}, weight: []float64{1, 0.3}}
	top := Maximize(m, []float64{0.4, 0.3}, nil, nil)
	if !top.Converged || math.Hypot(top.B[0], top.B[1]) > 1e-8 {
		t.Fatalf("maximum %+v", top)
	}
	p := &Profile{Model: m, Top: top.B, Value: top.Value, SE: 1, Along: []float64{1, 0}, Starts: 20}
	const limit = 3.841458820694124
	lower, upper, err := p.Interval(limit)
	if err != nil {
		t.Fatal(err)
	}
	// A single bell of size 1 and weight w has fallen by limit where (t - x)² = limit + 2 ln w.
	for _, c := range []struct{ got, want float64 }{{lower, -math.Sqrt(limit)}, {upper, 2.5 + math.Sqrt(limit+2*math.Log(0.3))}} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("end %v, want %v", c.got, c.want)
		}
	}
}

// What is no maximum of all gets no interval.
func TestIntervalOfALowerMaximum(t *testing.T) {
	m := &peaks{x: []float64{0, 1}, y: []float64{0, 6}, weight: []float64{1, 5}}
	top := Maximize(m, []float64{0, 0}, nil, nil)
	p := &Profile{Model: m, Top: top.B, Value: top.Value, SE: 1, Along: []float64{1, 0}, Starts: 20}
	if lower, upper, err := p.Interval(3.84); err == nil || !math.IsNaN(upper) {
		t.Errorf("%v to %v, %v", lower, upper, err)
	}
}

// A stretch before an end in which the profile is below the limit makes the
// end the first crossing.
func TestFirstCrossing(t *testing.T) {
	m := &peaks{x: []float64{0, 6}, y: []float64{0, 0}, weight: []float64{1, 0.9}}
	top := Maximize(m, []float64{0, 0}, nil, nil)
	p := &Profile{Model: m, Top: top.B, Value: top.Value, SE: 4, Along: []float64{1, 0}, Starts: 5}
	_, upper, err := p.Interval(3.841458820694124)
	if err != nil || math.Abs(upper-1.96) > 0.01 {
		t.Errorf("end %v, %v: want 1.96", upper, err)
	}
}
