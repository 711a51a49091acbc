package survival

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// design is the sample with its covariates centered and scaled to standard
// deviation 1, in the order in which the partial likelihood walks it. The
// likelihood does not depend on the center; scaling makes steps and tolerances
// the same for metres and miles.
type design struct {
	names   []string
	p       int
	scale   []float64
	x       [][]float64 // one row per life, in the order of the sample; 0 where the likelihood does not hear of it
	far     float64     // the largest of x, either way
	sample  Sample
	exits   []int // rows by descending Time
	entries []int // rows by descending Entry; nil if all were there from the start
}

// newDesign returns an error for a covariate with a bad value or without a
// difference to tell.
func newDesign(s Sample, covariates []Covariate) (*design, error) {
	if len(covariates) == 0 {
		return nil, fmt.Errorf("no covariates: name at least one, or use Kaplan–Meier")
	}
	d := &design{p: len(covariates), sample: s, exits: descending(s.Time)}
	if s.Entry != nil {
		d.entries = descending(s.Entry)
	}
	flat := make([]float64, len(s.Time)*d.p)
	d.x = make([][]float64, len(s.Time))
	for i := range d.x {
		d.x[i], flat = flat[:d.p:d.p], flat[d.p:]
	}
	heard, lives := s.heard()
	for j, c := range covariates {
		if len(c.Values) != len(s.Time) {
			return nil, fmt.Errorf("covariate %q has %d values for %d rows: give one for each", c.Name, len(c.Values), len(s.Time))
		}
		var used []float64
		sum := 0.0
		for i, v := range c.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("row %d: covariate %q is %v: fill it in or leave the row out", i+1, c.Name, v)
			}
			if heard[i] {
				used = append(used, v)
				sum += v * float64(s.count(i))
			}
		}
		if low := slices.Min(c.Values); low == slices.Max(c.Values) {
			return nil, fmt.Errorf("covariate %q is constant (always %v): leave it out", c.Name, low)
		}
		if slices.Min(used) == slices.Max(used) {
			return nil, fmt.Errorf(idle, c.Name)
		}
		center, squares := sum/float64(lives), 0.0
		for i, v := range c.Values {
			if heard[i] {
				squares += (v - center) * (v - center) * float64(s.count(i))
			}
		}
		scale := math.Sqrt(squares / float64(lives))
		for i, v := range c.Values {
			if heard[i] {
				d.x[i][j] = (v - center) / scale
				d.far = max(d.far, math.Abs(d.x[i][j]))
			}
		}
		d.names, d.scale = append(d.names, c.Name), append(d.scale, scale)
	}
	return d, nil
}

// idle is said of a covariate.
const idle = "covariate %q is the same for all at risk whenever an event happens: leave it out"

// heard says which rows are at risk when an event happens, and how many lives
// they are. The likelihood does not hear of the others, so they must not set
// the scale.
func (s Sample) heard() (heard []bool, lives int) {
	var events []float64
	for i, e := range s.Event {
		if e == 1 {
			events = append(events, s.Time[i])
		}
	}
	slices.Sort(events)
	heard = make([]bool, len(s.Time))
	for i, t := range s.Time {
		entry := math.Inf(-1)
		if s.Entry != nil {
			entry = s.Entry[i]
		}
		next := sort.Search(len(events), func(k int) bool { return events[k] > entry })
		if heard[i] = next < len(events) && events[next] <= t; heard[i] {
			lives += s.count(i)
		}
	}
	return heard, lives
}

func descending(key []float64) []int {
	down := make([]float64, len(key))
	for i, v := range key {
		down[i] = -v
	}
	return order(down)
}

// linear returns βᵀx per row of the sample.
func (d *design) linear(beta []float64) []float64 {
	eta := make([]float64, len(d.x))
	for i, x := range d.x {
		for j, b := range beta {
			eta[i] += b * x[j]
		}
	}
	return eta
}

// identified returns an error that names a covariate which the information at
// β = 0 says nothing about, or which others make superfluous. The information
// sees more than the columns do: only who is at risk when something happens
// counts.
func (d *design) identified(info *mat.SymDense, events int) error {
	const nothing = 1e-10 // of an event, whose share is about 1: rounding
	for j := range d.p {
		if !(info.At(j, j) > nothing*float64(events)) {
			return fmt.Errorf(idle, d.names[j])
		}
	}
	for j := 1; j < d.p; j++ {
		// How much of covariate j is left after the best combination of the
		// ones before it, which are independent of each other by now.
		var factor mat.Cholesky
		if !factor.Factorize(info.SliceSym(0, j)) {
			return fmt.Errorf("covariates %s are collinear: leave one out", d.list(upTo(j)))
		}
		cross := mat.NewVecDense(j, nil)
		for k := range j {
			cross.SetVec(k, info.At(k, j))
		}
		var combination mat.VecDense
		if err := factor.SolveVecTo(&combination, cross); err != nil {
			return fmt.Errorf("covariates %s are collinear: leave one out", d.list(upTo(j)))
		}
		if info.At(j, j)-mat.Dot(cross, &combination) > nothing*info.At(j, j) {
			continue
		}
		var with []int
		for k := range j {
			if math.Abs(combination.AtVec(k))*math.Sqrt(info.At(k, k)/info.At(j, j)) > 1e-4 {
				with = append(with, k)
			}
		}
		return fmt.Errorf("covariates %s are collinear: leave out %q, which follows from the rest", d.list(append(with, j)), d.names[j])
	}
	return nil
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// list writes the names of covariates as in: "age", "sex" and "wealth".
func (d *design) list(which []int) string {
	quoted := make([]string, len(which))
	for i, j := range which {
		quoted[i] = fmt.Sprintf("%q", d.names[j])
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}
