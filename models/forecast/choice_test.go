package forecast

import (
	"math"
	"testing"
)

// standard is the model that the rule chooses for an origin, worked out again
// from all trials.
func standard(trials []trial, all []segment, f trial) int {
	best, lowest := 0, math.Inf(1)
	for m := range Models {
		var together, own []float64
		for _, t := range trials {
			if t.model != m || t.dueOn > f.madeOn || float64(t.dueOn) <= float64(f.madeOn)-memory || all[t.series].AtLeast[t.target] {
				continue
			}
			e := math.Abs(all[t.series].Value[t.target]-t.value) / t.scale
			together = append(together, e)
			if t.series == f.series {
				own = append(own, e)
			}
		}
		sum := 0.0
		for _, e := range together {
			sum += e
		}
		mean := sum / float64(len(together)) * 36
		for _, e := range own {
			mean += e
		}
		if mean /= float64(36 + len(own)); mean < lowest {
			best, lowest = m, mean
		}
	}
	return best
}

// Each origin has one model, by what was known then; at least two are chosen.
func TestWithChoice(t *testing.T) {
	trials, all := random(5, 40)
	// Each forecast by all models, of which the second is off by least: at first.
	var every []trial
	for _, f := range trials {
		for m := range Models {
			f.model = m
			f.value = all[f.series].Value[f.target] + float64((m+f.madeOn/900)%len(Models)) + 0.1*float64(f.series)
			every = append(every, f)
		}
	}
	withChoice(every, nil, all)
	chosen := map[int]int{}
	for _, f := range every {
		if want := standard(every, all, f); f.chosen != (f.model == want) {
			t.Fatalf("series %d, day %d: model %d is chosen: %v; want %d", f.series, f.madeOn, f.model, f.chosen, want)
		}
		if f.chosen {
			chosen[f.model]++
		}
	}
	if len(chosen) < 3 || chosen[0] == 0 {
		t.Errorf("chosen: %v", chosen)
	}
}

// A series whose own errors speak for another model gets it once they weigh
// more than those of all series.
func TestOwnModel(t *testing.T) {
	model := func(own int) int {
		all := []segment{{Series: Series{Value: []float64{100}, AtLeast: []bool{false}}}, {Series: Series{Value: []float64{100}, AtLeast: []bool{false}}}}
		var trials []trial
		for i := range 1000 {
			for m, value := range []float64{110, 101} { // all series: model 1 is off by 1
				trials = append(trials, trial{series: 1, model: m, dueOn: i % 10, value: value, scale: 1})
			}
		}
		for range own {
			for m, value := range []float64{101, 110} {
				trials = append(trials, trial{series: 0, model: m, dueOn: 5, value: value, scale: 1})
			}
		}
		s := newStanding(trials, all)
		s.moveTo(20)
		return s.best(0)
	}
	for own, want := range map[int]int{0: 1, 30: 1, 50: 0, 200: 0} {
		if got := model(own); got != want {
			t.Errorf("with %d errors of its own: model %d, want %d", own, got, want)
		}
	}
}
