package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/models/survival"
	"headstart/stored"

	"github.com/spf13/cobra"
)

// survivalCall is what fit survival is asked for.
type survivalCall struct {
	fitCall
	time, event, entry, compete string
	group, strata, cluster      string
	covariates                  []string
	at                          []float64
	horizon                     float64
	robust                      bool
}

func newFitSurvivalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "survival",
		Short: "fit how long lives last: Kaplan–Meier, and Cox regression",
		Long: `Survival reads one life per row: how long it was followed, and whether it ended
with the event (1) or was still going on (0, censored). It prints the share
surviving by Kaplan and Meier with log-log intervals, the median, and the mean
within a horizon. With --group it does so for each group, and tests by log-rank
whether their hazards are the same.

With covariates it also fits Cox's proportional hazards, with Efron's treatment
of ties. Where a coefficient would run to infinity, or there are no more events
than coefficients, Firth's penalty keeps it finite, and a warning says so. A
hazard ratio is per unit of the covariate, with the others unchanged. It is an
association.

With --compete the event has rivals: the cumulative incidence of each is
printed (Aalen and Johansen), and with covariates also Fine and Gray's
regression of the incidence. Weights are case weights as in R.`,
		Example: `  headstart fit survival lives.csv --time months --event closed --at 12,36,60
  headstart fit survival lives.csv --time months --event closed --group market --plot lives.svg
  headstart fit survival lives.csv --time end --entry start --event closed --covariates lead,network --strata market
  headstart fit survival lives.csv --time months --event closed --compete sold --covariates lead --json`,
	}
	var call survivalCall
	flags := cmd.Flags()
	flags.StringVar(&call.time, "time", "", "`column` of times, from the start of the life, 0 or more")
	flags.StringVar(&call.event, "event", "", "`column` of events: 1 when it happened at that time, 0 when not by then")
	flags.StringVar(&call.entry, "entry", "", "`column` of the times from which lives were followed (left truncation)")
	flags.StringVar(&call.compete, "compete", "", "`column` of competing events: 1 when one ended the life at that time")
	flags.StringVar(&call.group, "group", "", "`column` of groups to have curves of their own, and a log-rank test")
	flags.StringVar(&call.strata, "strata", "", "`column` of strata, each with a baseline hazard of its own")
	flags.StringVar(&call.cluster, "cluster", "", "`column` of clusters: standard errors for rows that depend on each other")
	flags.BoolVar(&call.robust, "robust", false, "robust standard errors, each row a cluster of its own")
	flags.Float64SliceVar(&call.at, "at", nil, "`times` at which to give the share surviving, such as 12,36,60")
	flags.Float64Var(&call.horizon, "horizon", 0, "`time` up to which the mean is taken (default: the shortest of the groups' longest)")
	flags.StringSliceVar(&call.covariates, "covariates", nil, "`columns` of covariates for Cox regression, separated by commas; C(a) is groups, a:b a product, a*b short for a,b,a:b")
	flags.StringToStringVar(&call.references, "reference", nil, referenceUsage)
	return fitVerb(cmd, &call.fitCall, call.fit)
}

// check returns the columns to read, or what is wrong with the call.
func (c *survivalCall) check() ([]string, error) {
	columns, err := fitColumns(c.covariates, 2, "--time", c.time, "--event", c.event, "--entry", c.entry, "--compete", c.compete, "--weights", c.weights)
	if err != nil {
		return nil, err
	}
	switch {
	case c.cluster != "" && c.robust:
		return nil, usageError{errors.New("--robust takes each row as a cluster; use it or --cluster")}
	case (c.cluster != "" || c.robust || c.strata != "" && c.group == "") && len(c.covariates) == 0:
		return nil, usageError{errors.New("--strata, --cluster and --robust are for a regression; name --covariates, or --group for a curve of each group")}
	case c.horizon < 0 || math.IsInf(c.horizon, 0) || math.IsNaN(c.horizon):
		return nil, usageError{fmt.Errorf("--horizon is %v; it must be a time above 0", c.horizon)}
	case slices.ContainsFunc(c.at, func(t float64) bool { return !(t >= 0) || math.IsInf(t, 0) }):
		return nil, usageError{fmt.Errorf("--at is %v; times are 0 or more", c.at)}
	}
	return append(columns, given(c.group, c.strata, c.cluster)...), nil
}

// lives reads the sample: event 1, and 2 for the one that competes.
func (c *survivalCall) lives(file *stored.File) (s survival.Sample, err error) {
	if s.Time, err = file.Numbers(c.time); err != nil {
		return s, err
	}
	if c.entry != "" {
		if s.Entry, err = file.Numbers(c.entry); err != nil {
			return s, err
		}
	}
	if s.Weight, err = file.Weights(c.weights); err != nil {
		return s, err
	}
	s.Event = make([]int, len(s.Time))
	for i, column := range given(c.event, c.compete) {
		happened, err := file.Outcomes(column)
		if err != nil {
			return s, err
		}
		for row, x := range happened {
			if x == 1 && s.Event[row] > 0 {
				return s, fmt.Errorf("%s: columns %q and %q are both 1; a life has one end", file.Where(row), c.event, c.compete)
			}
			s.Event[row] += int(x) * (i + 1)
		}
	}
	_, s.Stratum, err = groupsOf(file, c.strata)
	return s, err
}

// groupsOf returns the groups of a column in order, and the place of each row's
// among them; nothing without a column.
func groupsOf(file *stored.File, column string) (groups []string, place []int, err error) {
	if column == "" {
		return nil, nil, nil
	}
	texts, err := file.Texts(column)
	groups = slices.Compact(slices.Sorted(slices.Values(texts)))
	for _, text := range texts {
		at, _ := slices.BinarySearch(groups, text)
		place = append(place, at)
	}
	return groups, place, err
}

// mostCurves is how many groups can have a curve of their own.
const mostCurves = 20

// fit reads the files, and fits curves and regressions.
func (c *survivalCall) fit(ctx context.Context) (*fitting, error) {
	columns, err := c.check()
	if err != nil {
		return nil, err
	}
	file, err := c.source.Read(ctx, columns, c.covariates)
	if err != nil {
		return nil, err
	}
	s, err := c.lives(file)
	if err != nil {
		return nil, err
	}
	groups, group, err := groupsOf(file, c.group)
	if err != nil {
		return nil, err
	}
	if len(groups) > mostCurves {
		return nil, fmt.Errorf("%s: column %q has %d different groups, and %d are the most; is it the right column?", c.name(), c.group, len(groups), mostCurves)
	}
	a := &survivalAnswer{call: c}
	a.warnings, a.words = []string{}, map[string]any{"time": c.time, "event": c.event, "grouping": c.group}
	err = a.addCurves(s, groups, group)
	var wrong *survival.RowError
	switch {
	case errors.As(err, &wrong):
		column := func(name string) string { return fmt.Sprintf("column %q is", name) }
		named := strings.NewReplacer("time is", column(c.time), "entry is", column(c.entry), "weight is", column(c.weights))
		return nil, fmt.Errorf("%s: %s", file.Where(wrong.Row), named.Replace(wrong.Reason))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.name(), err)
	}
	covariates, err := file.Covariates(c.covariates, c.references)
	if err != nil {
		return nil, err
	}
	if err := a.addRegressions(file, s, covariates); err != nil {
		return nil, fmt.Errorf("%s: %s", c.name(), strings.TrimPrefix(err.Error(), "cox regression: "))
	}
	if len(covariates.References) > 0 {
		a.facts.add("references", covariates.References)
	}
	a.facts.add("warnings", a.warnings)
	a.shorten()
	a.plot = a.picture
	return &a.fitting, nil
}
