package winrate

import (
	"math"
	"testing"
)

// A curve from its coefficients and draws says what the fit says that they come from.
func TestCurve(t *testing.T) {
	d, markets := races(2, 60)
	r := mustFit(t, d)
	platforms := make([]string, len(markets))
	for i := range platforms {
		platforms[i] = markets[(i*7)%len(markets)]
	}
	var f fitted
	f.fit = r
	var err error
	if f.byMarket, err = r.Bootstrap(Resampling{Clusters: markets, Draws: 50, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if f.byPlatform, err = r.Bootstrap(Resampling{Clusters: platforms, Draws: 50, Seed: 2}); err != nil {
		t.Fatal(err)
	}
	curve := f.curve()
	for _, months := range []float64{0, 1.4, 12, 200} {
		for _, network := range []float64{-1, 0, 2.8} {
			x := []float64{1, doublings(months), network}[:len(r.FLIC)]
			got := curve.P(months, network, 0.9)
			want := Estimate{Value: logistic(dot(x, r.FLIC)), Lower: 1}
			for _, draws := range []*Draws{f.byMarket, f.byPlatform} {
				var p []float64
				for _, b := range draws.FLIC {
					p = append(p, logistic(dot(x, b)))
				}
				band := percentile(want.Value, p, 0.9)
				want.Lower, want.Upper = min(want.Lower, band.Lower), max(want.Upper, band.Upper)
			}
			if got.Value != want.Value || got.Lower != want.Lower || got.Upper != want.Upper {
				t.Errorf("%v months, network %v: got %v, want %v", months, network, got, want)
			}
		}
	}
	if e := (Curve{FLIC: r.FLIC}).P(1, 0, 0.9); !math.IsNaN(e.Lower) || !math.IsNaN(e.Upper) || math.IsNaN(e.Value) {
		t.Errorf("without draws: %v", e)
	}
}

func TestNetworkRatio(t *testing.T) {
	for _, c := range []struct{ first, responder, want float64 }{{0, 0, 0}, {0, 9e6, 1}, {9e6, 0, -1}, {0, 599e6, math.Log10(600)}} {
		if got := NetworkRatio(c.first, c.responder); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v and %v: got %v, want %v", c.first, c.responder, got, c.want)
		}
	}
}
