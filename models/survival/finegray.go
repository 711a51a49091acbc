package survival

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"headstart/models/likelihood"
)

// FineGray fits the hazard of the subdistribution of event 1 while other
// causes (2, 3, …) compete: lives that ended otherwise stay at risk, with the
// weight G(t-)/G(end-) of not having been censored by then, G being the
// Kaplan–Meier curve of being censored. Exp of a coefficient says how the
// cumulative incidence goes with a covariate. Standard errors are those for
// the repeated rows of a life. Samples with entries are an error.
//
// Rows grow with the lives that ended otherwise times the times of censoring
// after them; with more than some millions it is an error.
//
// Sources: Fine and Gray (1999); Geskus (2011); the same as R's finegray and
// coxph with the lives as clusters.
func FineGray(s Sample, covariates []Covariate, options CoxOptions) (*CoxFit, error) {
	fit, err := fineGray(s, covariates, options)
	if err != nil {
		return nil, fmt.Errorf("fine-gray regression: %w", err)
	}
	fit.N = s.lives()
	return fit, nil
}

func fineGray(s Sample, covariates []Covariate, options CoxOptions) (*CoxFit, error) {
	if s.Entry != nil {
		return nil, errors.New("it takes no entries: leave the column of entries out")
	}
	if err := s.check(0.95); err != nil {
		return nil, err
	}
	// G changes just after the times at which somebody is censored. Those who
	// meet an event at that time are not at risk of being censored any more.
	var times, after []float64 // G just after each time
	g := 1.0
	for _, step := range tally(s, 1) {
		if step.Censored > 0 {
			g *= 1 - step.Censored/(step.AtRisk-step.Events-step.Competing)
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
	add := func(row int, entry, time float64, event int, weight float64) {
		if entry < time { // else it is at risk of nothing
			long.Entry, long.Time = append(long.Entry, entry), append(long.Time, time)
			long.Event, long.Weight = append(long.Event, event), append(long.Weight, weight*s.weight(row))
			rows = append(rows, row)
		}
	}
	for i, e := range s.Event {
		entry := s.Time[i]
		add(i, 0, entry, min(e, 2)%2, 1)
		if e < 2 || entry == 0 {
			continue
		}
		k, _ := slices.BinarySearch(times, entry) // the first time of censoring not before
		before := 1.0
		if k > 0 {
			before = after[k-1]
		}
		// As long as no one is censored the weight stays at 1: one row to the next such time.
		now := before
		for ; k < len(times) && entry < last; k++ {
			add(i, entry, times[k], 0, now/before)
			entry, now = times[k], after[k]
			if len(rows) > 5e6 {
				return nil, errors.New("the regression is too large (competing events times later censoring times): leave it out")
			}
		}
		if now > 0 {
			add(i, entry, last, 0, now/before)
		}
	}
	var wide []Covariate
	for _, c := range covariates {
		wide = append(wide, Covariate{Name: c.Name, Values: likelihood.Pick(c.Values, rows)})
	}
	long.Stratum = likelihood.Pick(s.Stratum, rows)
	if options.Clusters == nil {
		for row := range s.Time {
			options.Clusters = append(options.Clusters, strconv.Itoa(row))
		}
	}
	options.Clusters = likelihood.Pick(options.Clusters, rows)
	return cox(long, wide, options)
}
