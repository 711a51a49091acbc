package survival

import (
	"fmt"
	"slices"
	"strconv"
)

// FineGray fits the hazard of the subdistribution of event 1 while other
// causes (2, 3, …) compete: lives that ended otherwise stay at risk, with the
// weight G(t-)/G(end-) of not having been censored by then, G being the
// Kaplan–Meier curve of being censored. Exp of a coefficient says how the
// cumulative incidence goes with a covariate. Standard errors are those for
// the repeated rows of a life. Entries are not taken.
//
// Rows grow with the lives that ended otherwise times the times of censoring
// after them; with more than some millions it is an error.
//
// Sources: Fine and Gray (1999); Geskus (2011); the same as R's finegray and
// coxph with the lives as clusters.
func FineGray(s Sample, covariates []Covariate, options CoxOptions) (*CoxFit, error) {
	fail := func(err error) (*CoxFit, error) { return nil, fmt.Errorf("fine-gray regression: %w", err) }
	if s.Entry != nil {
		return fail(fmt.Errorf("it takes no entries: leave the column of entries out"))
	}
	if err := s.check(int(^uint(0) >> 1)); err != nil {
		return fail(err)
	}
	censored := s // whose event is to be censored, just after events of the same time
	censored.Event, censored.Stratum = make([]int, len(s.Event)), nil
	for i, e := range s.Event {
		if e == 0 {
			censored.Event[i] = 1
		}
	}
	// G changes just after the times at which somebody is censored. Those who
	// meet an event at that time are not at risk of being censored any more.
	var times, after []float64 // G just after each time
	g := 1.0
	for _, step := range tally(censored, 1) {
		if step.Events > 0 {
			g *= 1 - step.Events/(step.AtRisk-step.Censored)
			times, after = append(times, step.Time), append(after, g)
		}
	}
	last := 0.0 // event of interest, after which weights do not matter
	for i, e := range s.Event {
		if e == 1 {
			last = max(last, s.Time[i])
		}
	}
	var long Sample
	var rows []int
	var clusters []string
	add := func(row int, entry, time float64, event int, weight float64) {
		long.Entry, long.Time = append(long.Entry, entry), append(long.Time, time)
		long.Event, long.Weight = append(long.Event, event), append(long.Weight, weight)
		if s.Stratum != nil {
			long.Stratum = append(long.Stratum, s.Stratum[row])
		}
		rows = append(rows, row)
		id := strconv.Itoa(row)
		if options.Clusters != nil {
			id = options.Clusters[row]
		}
		clusters = append(clusters, id)
	}
	for i, e := range s.Event {
		t, w := s.Time[i], s.weight(i)
		if t == 0 {
			continue // at risk of nothing
		}
		add(i, 0, t, min(e, 2)%2, w)
		if e < 2 {
			continue
		}
		at, _ := slices.BinarySearch(times, t) // the first time of censoring not before t
		before := 1.0
		if at > 0 {
			before = after[at-1]
		}
		// As long as no one is censored the weight stays at 1: one row to the next such time.
		now, entry := before, t
		for k := at; k < len(times) && entry < last; k++ {
			if times[k] > entry {
				add(i, entry, times[k], 0, w*now/before)
				entry = times[k]
			}
			now = after[k]
			if len(rows) > 5e6 {
				return fail(fmt.Errorf("the regression is too large (competing events times later censoring times): leave it out"))
			}
		}
		if entry < last && now > 0 {
			add(i, entry, last, 0, w*now/before)
		}
	}
	var wide []Covariate
	for _, c := range covariates {
		values := make([]float64, len(rows))
		for k, row := range rows {
			values[k] = c.Values[row]
		}
		wide = append(wide, Covariate{c.Name, values})
	}
	options.Clusters = clusters
	fit, err := cox(long, wide, options)
	if err != nil {
		return fail(err)
	}
	fit.N, _ = s.lives()
	return fit, nil
}
