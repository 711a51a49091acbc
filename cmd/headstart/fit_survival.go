package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/models/survival"
	"headstart/reports/chart"
	"headstart/reports/plot"
	"headstart/stored"

	"github.com/spf13/cobra"
)

// survivalCall is what fit survival is asked for.
type survivalCall struct {
	*fitCall
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
	references := referenceFlag(flags)
	return fitVerb(cmd, func(ctx context.Context, common *fitCall) (*fitting, error) {
		call.fitCall = common
		call.references = *references
		return call.fit(ctx)
	})
}

// check returns the columns to read, or what is wrong with the call.
func (c *survivalCall) check() ([]string, error) {
	columns, err := fitColumns(c.covariates, append([]namedColumn{{"--time", c.time}, {"--event", c.event}},
		given(namedColumn{"--entry", c.entry}, namedColumn{"--compete", c.compete}, namedColumn{"--weights", c.weights})...)...)
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
	return append(columns, names(c.group, c.strata, c.cluster)...), nil
}

// lives reads the sample. A row of weight 0 is left out of it; kept says which
// rows are in.
func (c *survivalCall) lives(file *stored.File) (s survival.Sample, kept []int, err error) {
	columns := map[string][]float64{}
	for _, name := range names(c.time, c.entry) {
		if columns[name], err = file.Numbers(name); err != nil {
			return s, nil, err
		}
	}
	happened, err := file.Outcomes(c.event)
	if err != nil {
		return s, nil, err
	}
	rivals := make([]float64, len(happened))
	if c.compete != "" {
		if rivals, err = file.Outcomes(c.compete); err != nil {
			return s, nil, err
		}
	}
	weights, err := file.Weights(c.weights)
	if err != nil {
		return s, nil, err
	}
	n := len(happened)
	kept, s.Time, s.Event = make([]int, 0, n), make([]float64, 0, n), make([]int, 0, n)
	for row, t := range columns[c.time] {
		switch {
		case t < 0:
			return s, nil, fmt.Errorf("%s: column %q is %v, and a life cannot end before it starts; count from its start, or leave the row out", file.Where(row), c.time, t)
		case c.entry != "" && !(columns[c.entry][row] >= 0 && columns[c.entry][row] < t):
			return s, nil, fmt.Errorf("%s: column %q is %v and column %q is %v; a life must be followed from 0 or later to a later time; leave the row out", file.Where(row), c.entry, columns[c.entry][row], c.time, t)
		case happened[row] == 1 && rivals[row] == 1:
			return s, nil, fmt.Errorf("%s: columns %q and %q are both 1; a life has one end", file.Where(row), c.event, c.compete)
		case weights != nil && weights[row] == 0:
			continue
		}
		kept = append(kept, row)
		s.Time = append(s.Time, t)
		s.Event = append(s.Event, int(happened[row]+2*rivals[row]))
		if c.entry != "" {
			s.Entry = append(s.Entry, columns[c.entry][row])
		}
		if weights != nil {
			s.Weight = append(s.Weight, weights[row])
		}
	}
	if len(kept) == 0 {
		return s, nil, fmt.Errorf("%s: column %q is 0 in every row, so no life counts; leave --weights out", c.name(), c.weights)
	}
	return s, kept, nil
}

// groupsOf returns a column of groups for the rows that are kept, the groups in
// order, and the place of each row's among them; nothing without a column.
func groupsOf(file *stored.File, column string, kept []int) (texts, groups []string, place []int, err error) {
	if column == "" {
		return nil, nil, nil, nil
	}
	all, err := file.Texts(column)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, row := range kept {
		texts = append(texts, all[row])
	}
	groups = slices.Compact(slices.Sorted(slices.Values(texts)))
	for _, text := range texts {
		at, _ := slices.BinarySearch(groups, text)
		place = append(place, at)
	}
	return texts, groups, place, nil
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
	s, kept, err := c.lives(file)
	if err != nil {
		return nil, err
	}
	a := &survivalAnswer{call: c, said: []string{}}
	_, groups, group, err := groupsOf(file, c.group, kept)
	if err != nil {
		return nil, err
	}
	if len(groups) > mostCurves {
		return nil, fmt.Errorf("%s: column %q has %d different groups, and %d are the most; is it the right column?", c.name(), c.group, len(groups), mostCurves)
	}
	if _, _, s.Stratum, err = groupsOf(file, c.strata, kept); err != nil {
		return nil, err
	}
	if err := a.addCurves(s, groups, group); err != nil {
		return nil, fmt.Errorf("%s: %w", c.name(), err)
	}
	if len(groups) > 0 {
		counts, test, err := survival.LogRank(s.CauseOnly(), group, len(groups))
		if a.logRank, a.counts = test, counts; err != nil {
			a.said = append(a.said, "no "+err.Error())
		}
	}
	if a.covariates, err = file.Covariates(c.covariates, c.references); err != nil {
		return nil, err
	}
	if len(a.covariates.Names) > 0 {
		if err := a.addRegressions(file, s, kept); err != nil {
			return nil, fmt.Errorf("%s: %s", c.name(), strings.TrimPrefix(err.Error(), "cox regression: "))
		}
	}
	return &fitting{warnings: a.said, document: a.document, print: a.print, rows: a.rows, plot: a.picture}, nil
}

// addCurves adds the curve of all lives, and that of each group.
func (a *survivalAnswer) addCurves(s survival.Sample, groups []string, group []int) error {
	c := a.call
	samples := []survival.Sample{s}
	for g := range groups {
		samples = append(samples, s.Where(func(row int) bool { return group[row] == g }))
	}
	a.horizon = c.horizon
	for _, part := range samples {
		if longest := slices.Max(part.Time); c.horizon == 0 && (a.horizon == 0 || longest < a.horizon) {
			a.horizon = longest
		}
	}
	for i, part := range samples {
		one := &survivalCurve{}
		if i > 0 {
			one.group = groups[i-1]
		}
		var err error
		if one.Curve, err = survival.KaplanMeier(part.CauseOnly(), c.level); err != nil {
			return err
		}
		for _, w := range one.Warnings {
			a.said = append(a.said, strings.TrimPrefix(one.group+": "+w, ": "))
		}
		for cause := range names(c.event, c.compete) {
			if c.compete == "" {
				break
			}
			incidence, err := survival.CumulativeIncidence(part, cause+1, c.level)
			if err != nil {
				return err
			}
			one.incidence = append(one.incidence, incidence)
		}
		a.curves = append(a.curves, one)
	}
	if a.curves[0].Events == 0 {
		a.said = append(a.said, fmt.Sprintf("no events: column %q is 0 in all rows, so survival times cannot be estimated; the lower limits are those of Clopper and Pearson", c.event))
	}
	return nil
}

// addRegressions fits Cox's regression, and Fine and Gray's where events
// compete.
func (a *survivalAnswer) addRegressions(file *stored.File, s survival.Sample, kept []int) error {
	c := a.call
	clusters, _, _, err := groupsOf(file, c.cluster, kept)
	if err != nil {
		return err
	}
	if c.robust {
		for i := range kept {
			clusters = append(clusters, fmt.Sprint(i))
		}
	}
	var covariates []survival.Covariate
	for j, name := range a.covariates.Names {
		values := make([]float64, len(kept))
		for i, row := range kept {
			values[i] = a.covariates.Values[j][row]
		}
		covariates = append(covariates, survival.Covariate{Name: name, Values: values})
	}
	if a.curves[0].Events == 0 {
		a.said = append(a.said, "no regression: without events, effects of covariates on the hazard cannot be estimated")
		return nil
	}
	options := survival.CoxOptions{Level: c.level, Clusters: clusters}
	if a.cox, err = survival.Cox(s.CauseOnly(), covariates, options); err != nil {
		return err
	}
	a.said = append(a.said, a.cox.Warnings...)
	if c.compete == "" {
		return nil
	}
	fit, err := survival.FineGray(s, covariates, options)
	if err != nil {
		a.said = append(a.said, "no "+err.Error())
		return nil
	}
	for _, w := range fit.Warnings {
		a.said = append(a.said, "Fine and Gray: "+w)
	}
	a.fineGray = fit
	return nil
}

// picture draws the curves; with covariates and no groups, the hazard ratios.
func (a *survivalAnswer) picture() chart.Chart {
	c, all := a.call, a.curves[0]
	subtitle := fmt.Sprintf("with %s; n = %s, of which %s met the event", levelWords(c.level), rowCount(all.N), rowCount(all.Events))
	if a.cox != nil && c.group == "" {
		return forest("Hazard of "+c.event, "Hazard ratio per unit, "+subtitle, "hazard ratio", hazards("cox", a.cox))
	}
	title, start := "Share without "+c.event+" by "+c.time, 1.0
	if c.compete != "" {
		title, start = "Share with "+c.event+" by "+c.time, 0
	}
	var drawn []plot.Steps
	for _, k := range a.shown() {
		one := plot.Steps{Name: k.group, Start: start}
		of := k.Curve
		if c.compete != "" {
			of = k.incidence[0]
		}
		for _, step := range of.Steps {
			one.Time, one.AtRisk = append(one.Time, step.Time), append(one.AtRisk, step.AtRisk)
			one.Value, one.Lower, one.Upper = append(one.Value, step.Value), append(one.Lower, step.Lower), append(one.Upper, step.Upper)
		}
		drawn = append(drawn, one)
	}
	return plot.Survival(title, "Kaplan–Meier "+subtitle, c.time, drawn)
}
