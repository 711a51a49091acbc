package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/models/likelihood"
	"headstart/models/survival"
	"headstart/stored"
)

// survivalCall is what fit survival is asked for.
type survivalCall struct {
	fitCall
	Time, Event, Entry, Compete string
	Group, Strata, Cluster      string
	Covariates                  []string
	At                          []float64
	Horizon                     float64
	Robust                      bool
}

func (c *survivalCall) check() (columns, terms []string, err error) {
	columns, err = fitColumns(c.Covariates, 2, "--time", c.Time, "--event", c.Event, "--entry", c.Entry, "--compete", c.Compete, "--weights", c.Weights)
	if err == nil {
		err = refuse(
			fault{c.Cluster != "" && c.Robust, "--robust takes each row as a cluster; use it or --cluster"},
			fault{(c.Cluster != "" || c.Robust || c.Strata != "" && c.Group == "") && len(c.Covariates) == 0,
				"--strata, --cluster and --robust are for a regression; name --covariates, or --group for a curve of each group"},
			fault{c.Horizon < 0 || math.IsInf(c.Horizon, 0) || math.IsNaN(c.Horizon), fmt.Sprintf("--horizon is %v; it must be a time above 0", c.Horizon)},
			fault{slices.ContainsFunc(c.At, func(t float64) bool { return !(t >= 0) || math.IsInf(t, 0) }), fmt.Sprintf("--at is %v; times are 0 or more", c.At)},
		)
	}
	return append(columns, given(c.Group, c.Strata, c.Cluster)...), c.Covariates, err
}

// lives reads the sample: event 1, and 2 for the one that competes.
func (c *survivalCall) lives(file *stored.File) (s survival.Sample, err error) {
	s = survival.Sample{Time: cells(&err, file.Numbers, c.Time), Entry: cells(&err, file.Numbers, c.Entry), Weight: cells(&err, file.Weights, c.Weights)}
	if err != nil {
		return s, err
	}
	s.Event = make([]int, len(s.Time))
	for i, column := range given(c.Event, c.Compete) {
		happened, err := file.Outcomes(column)
		if err != nil {
			return s, err
		}
		for row, x := range happened {
			if x == 1 && s.Event[row] > 0 {
				return s, fmt.Errorf("%s: columns %q and %q are both 1; a life has one end", file.Where(row), c.Event, c.Compete)
			}
			s.Event[row] += int(x) * (i + 1)
		}
	}
	_, s.Stratum, err = groupsOf(file, c.Strata)
	return s, err
}

// groupsOf returns the groups of a column in order, and the place of each row's
// among them; nothing without a column.
func groupsOf(file *stored.File, column string) (groups []string, place []int, err error) {
	texts := cells(&err, file.Texts, column)
	groups = slices.Compact(slices.Sorted(slices.Values(texts)))
	for _, text := range texts {
		at, _ := slices.BinarySearch(groups, text)
		place = append(place, at)
	}
	return groups, place, err
}

// mostCurves is how many groups can have a curve of their own.
const mostCurves = 20

// fit fits curves and regressions.
func (c *survivalCall) fit(_ context.Context, file *stored.File) (*fitting, error) {
	s, err := c.lives(file)
	if err != nil {
		return nil, err
	}
	groups, group, err := groupsOf(file, c.Group)
	if err != nil {
		return nil, err
	}
	if len(groups) > mostCurves {
		return nil, fmt.Errorf("%s: column %q has %d different groups, and %d are the most; is it the right column?", c.Name(), c.Group, len(groups), mostCurves)
	}
	a := &survivalAnswer{call: c}
	a.warnings, a.words = []string{}, map[string]any{"time": c.Time, "event": c.Event, "grouping": c.Group}
	err = a.addCurves(s, groups, group)
	var wrong *likelihood.RowError
	switch {
	case errors.As(err, &wrong):
		column := func(name string) string { return fmt.Sprintf("column %q is", name) }
		named := strings.NewReplacer("time is", column(c.Time), "entry is", column(c.Entry), "weight is", column(c.Weights))
		return nil, fmt.Errorf("%s: %s", file.Where(wrong.Row), named.Replace(wrong.Reason))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.Name(), err)
	}
	covariates, err := file.Covariates(c.Covariates, c.Reference)
	if err != nil {
		return nil, err
	}
	if err := a.addRegressions(file, s, covariates); err != nil {
		return nil, fmt.Errorf("%s: %s", c.Name(), strings.TrimPrefix(err.Error(), "cox regression: "))
	}
	if len(covariates.References) > 0 {
		a.facts.add("references", covariates.References)
	}
	a.facts.add("warnings", a.warnings)
	a.shorten()
	a.plot = a.picture
	return &a.fitting, nil
}
