package winrate

import (
	"math"
	"testing"
)

// A curve from its coefficients and draws says what the fit says that they come from.
func TestCurve(t *testing.T) {
	d, markets := races(1, 60)
	d.Names = d.Names[:1]
	for i := range d.X {
		d.X[i] = []float64{doublings(d.X[i][0])}
	}
	r := mustFit(t, d)
	platforms := make([]string, len(markets))
	for i := range platforms {
		platforms[i] = markets[(i*7)%len(markets)]
	}
	curve := Curve{Model: byHeadStart, FLIC: r.FLIC}
	for i, clusters := range [][]string{markets, platforms} {
		drawn, err := r.Bootstrap(Resampling{Clusters: clusters, Draws: 50, Seed: uint64(i + 1)})
		if err != nil {
			t.Fatal(err)
		}
		curve.Draws = append(curve.Draws, drawn.FLIC)
	}
	for _, months := range []float64{0, 1.4, 12, 200} {
		for _, users := range []float64{0, 6e8} { // a model without the network does not look
			x := []float64{1, doublings(months)}
			got := curve.P(months, users, 0.9)
			want := Estimate{Value: logistic(dot(x, r.FLIC)), Lower: 1}
			for _, draws := range curve.Draws {
				var p []float64
				for _, b := range draws {
					p = append(p, logistic(dot(x, b)))
				}
				band := percentile(want.Value, p, 0.9)
				want.Lower, want.Upper = min(want.Lower, band.Lower), max(want.Upper, band.Upper)
			}
			if got.Value != want.Value || got.Lower != want.Lower || got.Upper != want.Upper {
				t.Errorf("%v months, %v users: got %v, want %v", months, users, got, want)
			}
		}
	}
	if e := (Curve{Model: byHeadStart, FLIC: r.FLIC}).P(1, 0, 0.9); !math.IsNaN(e.Lower) || !math.IsNaN(e.Upper) || math.IsNaN(e.Value) {
		t.Errorf("without draws: %v", e)
	}
}
