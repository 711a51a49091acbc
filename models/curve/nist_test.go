package curve

import (
	"math"
	"testing"
)

// certified is a nonlinear regression of NIST's Statistical Reference Datasets
// with its two starts and its certified results,
// https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml.
type certified struct {
	name            string
	starts          [2][]float64
	values, se      []float64
	rss, residualSD float64
	// at returns the fitted value at x, and fills slope with its derivatives.
	at func(b []float64, x float64, slope []float64) float64
}

var nist = []certified{
	{"Rat42", [2][]float64{{100, 1, 0.1}, {75, 2.5, 0.07}},
		[]float64{72.462237576, 2.6180768402, 0.067359200066}, []float64{1.7340283401, 0.088295217536, 0.0034465663377},
		8.0565229338, 1.1587725499,
		func(b []float64, x float64, slope []float64) float64 {
			e := math.Exp(b[1] - b[2]*x)
			slope[0] = 1 / (1 + e)
			slope[1] = -b[0] * e / (1 + e) / (1 + e)
			slope[2] = -x * slope[1]
			return b[0] / (1 + e)
		}},
	{"Misra1a", [2][]float64{{500, 0.0001}, {250, 0.0005}},
		[]float64{238.94212918, 0.00055015643181}, []float64{2.7070075241, 7.2668688436e-06}, 0.12455138894, 0.1018787633, saturation},
	{"BoxBOD", [2][]float64{{1, 1}, {100, 0.75}},
		[]float64{213.80940889, 0.54723748542}, []float64{12.354515176, 0.10455993237}, 1168.0088766, 17.088072423, saturation},
	{"Thurber", [2][]float64{{1000, 1000, 400, 40, 0.7, 0.3, 0.03}, {1300, 1500, 500, 75, 1, 0.4, 0.05}},
		[]float64{1288.13968, 1491.0792535, 583.23836877, 75.416644291, 0.96629502864, 0.39797285797, 0.049727297349},
		[]float64{4.6647963344, 39.571156086, 28.698696102, 5.567537027, 0.031333340687, 0.014984928198, 0.0065842344623},
		5642.7082397, 13.714600784,
		func(b []float64, x float64, slope []float64) float64 {
			above := b[0] + x*(b[1]+x*(b[2]+x*b[3]))
			below := 1 + x*(b[4]+x*(b[5]+x*b[6]))
			slope[0], slope[1], slope[2], slope[3] = 1/below, x/below, x*x/below, x*x*x/below
			slope[4], slope[5], slope[6] = -x*above/below/below, -x*x*above/below/below, -x*x*x*above/below/below
			return above / below
		}},
	{"Eckerle4", [2][]float64{{1, 10, 500}, {1.5, 5, 450}},
		[]float64{1.5543827178, 4.0888321754, 451.54121844}, []float64{0.015408051163, 0.046803020753, 0.046800518816},
		0.0014635887487, 0.0067629245447,
		func(b []float64, x float64, slope []float64) float64 {
			u := (x - b[2]) / b[1]
			y := b[0] / b[1] * math.Exp(-u*u/2)
			slope[0], slope[1], slope[2] = y/b[0], y*(u*u-1)/b[1], y*u/b[1]
			return y
		}},
}

func saturation(b []float64, x float64, slope []float64) float64 {
	e := math.Exp(-b[1] * x)
	slope[0], slope[1] = 1-e, b[0]*x*e
	return b[0] * (1 - e)
}

// Every set is reached from both of NIST's starts.
func TestNIST(t *testing.T) {
	for _, c := range nist {
		data := outside(t, "nist_"+c.name)
		x, y := data["x"], data["y"]
		n, p := len(x), len(c.values)
		slope := make([]float64, p)
		for i, start := range c.starts {
			evaluations := 0
			s := newSquares(n, p, 0, func(b, r, jac []float64) {
				evaluations++
				for i := range x {
					r[i] = c.at(b, x[i], slope) - y[i]
					for j := range slope {
						if jac != nil {
							jac[j*n+i] = slope[j]
						}
					}
				}
			})
			b := append([]float64(nil), start...)
			rss, ok := s.minimize(b, none)
			t.Logf("%s start %d: %d evaluations", c.name, i+1, evaluations)
			if !ok {
				t.Errorf("%s from start %d: not converged at %v", c.name, i+1, b)
			}
			near(t, c.name+" rss", rss, c.rss, 1e-8)
			near(t, c.name+" residual sd", math.Sqrt(rss/float64(n-p)), c.residualSD, 1e-7)
			inverse, ok := s.covariance(b, none)
			if !ok {
				t.Fatalf("%s: no covariance", c.name)
			}
			for j := range b {
				near(t, c.name+" parameter", b[j], c.values[j], 1e-6)
				near(t, c.name+" se", math.Sqrt(rss/float64(n-p)*inverse[j*p+j]), c.se[j], 1e-5)
			}
		}
	}
}
