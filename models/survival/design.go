package survival

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// design is the sample with its covariates centered and scaled to standard
// deviation 1, in the order in which the partial likelihood walks it: by
// stratum, and by descending Time. The likelihood does not depend on the
// center; scaling makes steps and tolerances the same for metres and miles.
type design struct {
	*walk
	names []string
	p     int
	scale []float64
	far   []float64 // the largest of each covariate, either way
	z     []float64 // 1 and p numbers for each row of the walk, one row after the other; 0 where the likelihood does not hear of it
}

// at is 1 and the covariates of a row of the walk.
func (d *design) at(row int) []float64 { return d.z[row*(d.p+1) : (row+1)*(d.p+1)] }

// empty returns a design of p covariates, which are all 0.
func empty(s Sample, p int) *design {
	d := &design{walk: newWalk(s), p: p, far: make([]float64, p), z: make([]float64, len(s.Time)*(p+1))}
	for i := range s.Time {
		d.at(i)[0] = 1
	}
	return d
}

// newDesign returns an error for a covariate with a bad value or without a
// difference to tell.
func newDesign(s Sample, covariates []Covariate) (*design, error) {
	if len(covariates) == 0 {
		return nil, fmt.Errorf("no covariates: name at least one, or use Kaplan–Meier")
	}
	d := empty(s, len(covariates))
	heard := d.heard()
	for j, c := range covariates {
		if len(c.Values) != len(s.Time) {
			return nil, fmt.Errorf("covariate %q has %d values for %d rows: give one for each", c.Name, len(c.Values), len(s.Time))
		}
		if row := slices.IndexFunc(c.Values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }); row >= 0 {
			return nil, fmt.Errorf("row %d: covariate %q is %v: fill it in or leave the row out", row+1, c.Name, c.Values[row])
		}
		values := likelihood.Pick(likelihood.Pick(c.Values, d.row), heard)
		center, scale, err := likelihood.Scale(c.Name, values, likelihood.Pick(d.Weight, heard))
		if slices.Min(values) == slices.Max(values) && slices.Min(c.Values) < slices.Max(c.Values) {
			err = idle(c.Name)
		}
		if err != nil {
			return nil, err
		}
		for k, i := range heard {
			x := (values[k] - center) / scale
			d.at(i)[j+1], d.far[j] = x, max(d.far[j], math.Abs(x))
		}
		d.names, d.scale = append(d.names, c.Name), append(d.scale, scale)
	}
	return d, nil
}

// idle is said of a covariate.
func idle(name string) error {
	return likelihood.Unidentified(fmt.Sprintf("covariate %q is the same for all at risk whenever an event happens: leave it out", name))
}

// heard returns the rows that are at risk when an event happens in their
// stratum. The likelihood does not hear of the others, so they must not set the
// scale.
func (s Sample) heard() (heard []int) {
	events := map[int][]float64{} // by stratum
	for i, e := range s.Event {
		if e == 1 {
			events[s.stratum(i)] = append(events[s.stratum(i)], s.Time[i])
		}
	}
	for _, times := range events {
		slices.Sort(times)
	}
	for i, t := range s.Time {
		entry := -1.0
		if s.Entry != nil {
			entry = s.Entry[i]
		}
		times := events[s.stratum(i)]
		if next := sort.SearchFloat64s(times, math.Nextafter(entry, t+1)); next < len(times) && times[next] <= t {
			heard = append(heard, i)
		}
	}
	return heard
}

// linear returns βᵀx per row of the walk.
func (d *design) linear(beta []float64) []float64 {
	eta := make([]float64, len(d.Time))
	for i := range eta {
		eta[i] = floats.Dot(beta, d.at(i)[1:])
	}
	return eta
}

// identified returns an error that names a covariate which the information at
// β = 0 says nothing about, or which others make superfluous. The information
// sees more than the columns do: only who is at risk when something happens
// counts.
func (d *design) identified(info *mat.SymDense, events float64) error {
	const nothing = 1e-10 // of an event, whose share is about 1: rounding
	for j := range d.p {
		if !(info.At(j, j) > nothing*events) {
			return idle(d.names[j])
		}
	}
	return likelihood.Collinear(info, d.names, nothing)
}
