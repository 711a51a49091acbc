package race

import "testing"

func BenchmarkSimulateDefaults(b *testing.B) {
	for b.Loop() {
		simulate(b, Defaults())
	}
}

func BenchmarkWinOnGridOf60(b *testing.B) {
	draws := simulate(b, Defaults())
	months := make([]float64, 60)
	for i := range months {
		months[i] = float64(i)
	}
	for b.Loop() {
		win(b, draws, qq, months...)
	}
}

func BenchmarkQuantilesOf7(b *testing.B) {
	draws := simulate(b, Defaults())
	for b.Loop() {
		if _, err := draws.Quantiles(qq, 0.95, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRace is one race after another on one core: parameters drawn and
// the critical lead time worked out.
func BenchmarkRace(b *testing.B) {
	h := Defaults().hyper([hyperDims]float64{})
	source, draws := newSource(1), make(Draws, 4096)
	for b.Loop() {
		h.races(source, 0, draws)
		draws.CriticalLeads(qq)
	}
	races := float64(b.N) * float64(len(draws))
	b.ReportMetric(races/b.Elapsed().Seconds(), "races/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/races, "ns/race")
}
