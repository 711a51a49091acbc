package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"headstart/models/survival"

	"github.com/spf13/cobra"
)

func newFitSurvivalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "survival FILE",
		Short: "fit how long lives last: Kaplan–Meier, and Cox regression",
		Long: `Survival reads one life a row: how long it was followed, and whether the event
happened then (1) or it was still going on (0, censored). It prints the share
surviving by Kaplan and Meier with log-log intervals, and the median.

With covariates it also fits Cox's proportional hazards, with Efron's treatment
of ties. Where a coefficient would run to infinity, Firth's penalty keeps it
finite, and a warning says so. A hazard ratio is for one unit of the covariate
more, the others as they are. It is an association.`,
		Example: `  headstart fit survival lives.csv --time months --event closed
  headstart fit survival lives.csv --time months --event closed --covariates lead,network --json`,
	}
	time := cmd.Flags().String("time", "", "`column` of times, from the start of the life, 0 or more")
	event := cmd.Flags().String("event", "", "`column` of events: 1 when it happened at that time, 0 when not by then")
	covariates := cmd.Flags().StringSlice("covariates", nil, "`columns` of covariates for Cox regression, separated by commas")
	references := referenceFlag(cmd.Flags())
	return fitVerb(cmd, func(ctx context.Context, call *fitCall) (*fitting, error) {
		call.references = *references
		if call.weights != "" {
			return nil, usageError{errors.New("--weights is not for survival yet; repeat the rows")}
		}
		columns, err := fitColumns(*covariates, namedColumn{"--time", *time}, namedColumn{"--event", *event})
		if err != nil {
			return nil, err
		}
		s, err := fitSurvival(ctx, call, columns, *covariates)
		if err != nil {
			return nil, err
		}
		return &fitting{warnings: s.warnings(), document: s.document(), print: s.print}, nil
	})
}

// survivalFit is a curve and, with covariates, a regression.
type survivalFit struct {
	time, event string
	level       float64
	curve       *survival.Curve
	cox         *survival.CoxFit // nil without covariates
}

// fitSurvival fits the lives in the first two columns of a file, time and
// event; the others are covariates.
func fitSurvival(ctx context.Context, call *fitCall, columns, terms []string) (*survivalFit, error) {
	path, level := call.name(), call.level
	file, err := call.source.Read(ctx, columns, terms)
	if err != nil {
		return nil, err
	}
	var sample survival.Sample
	if sample.Time, err = file.Numbers(columns[0]); err != nil {
		return nil, err
	}
	for row, t := range sample.Time {
		if t < 0 {
			return nil, fmt.Errorf("%s: column %q is %v, and a life cannot end before it starts; count from its start, or leave the row out", file.Where(row), columns[0], t)
		}
	}
	outcomes, err := file.Outcomes(columns[1])
	if err != nil {
		return nil, err
	}
	happened := 0
	for _, y := range outcomes {
		sample.Event = append(sample.Event, int(y))
		happened += int(y)
	}
	if happened == 0 {
		return nil, fmt.Errorf("%s: no events: column %q is 0 in all %d rows, so nothing says how long lives last; is it the right column?", path, columns[1], len(outcomes))
	}
	s := &survivalFit{time: columns[0], event: columns[1], level: level}
	if s.curve, err = survival.KaplanMeier(sample, level); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	x, err := file.Covariates(terms, call.references)
	if err != nil {
		return nil, err
	}
	var covariates []survival.Covariate
	for i, name := range x.Names {
		covariates = append(covariates, survival.Covariate{Name: name, Values: x.Values[i]})
	}
	if len(covariates) == 0 {
		return s, nil
	}
	if happened <= len(covariates) {
		return nil, fmt.Errorf("%s has too few events: %d for %d covariates; leave covariates out, or add rows", path, happened, len(covariates))
	}
	if s.cox, err = survival.Cox(sample, covariates, survival.CoxOptions{Level: level}); err != nil {
		return nil, fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "cox regression: "))
	}
	return s, nil
}

func (s *survivalFit) warnings() []string {
	all := append([]string{}, s.curve.Warnings...)
	if s.cox != nil {
		all = append(all, s.cox.Warnings...)
	}
	return all
}

// document is the document of --json, on whose shape others depend.
func (s *survivalFit) document() any {
	type step struct {
		Time     jsonNumber `json:"time"`
		AtRisk   int        `json:"at_risk"`
		Events   int        `json:"events"`
		Survival jsonNumber `json:"survival"`
		Lower    jsonNumber `json:"lower"`
		Upper    jsonNumber `json:"upper"`
	}
	type coefficient struct {
		Name string     `json:"name"`
		Coef jsonNumber `json:"coef"`
		SE   jsonNumber `json:"se"`
		P    jsonNumber `json:"p"`
	}
	steps, coefficients := []step{}, []coefficient{}
	for _, k := range s.curve.Steps {
		steps = append(steps, step{jsonNumber(k.Time), k.AtRisk, k.Events, jsonNumber(k.Value), jsonNumber(k.Lower), jsonNumber(k.Upper)})
	}
	if s.cox != nil {
		for _, c := range s.cox.Coefficients {
			coefficients = append(coefficients, coefficient{c.Name, jsonNumber(c.Value), jsonNumber(c.SE), jsonNumber(c.P)})
		}
	}
	return struct {
		N        int           `json:"n"`
		Events   int           `json:"events"`
		Median   jsonNumber    `json:"median"`
		Steps    []step        `json:"km"`
		Cox      []coefficient `json:"cox"`
		Warnings []string      `json:"warnings"`
	}{s.curve.N, s.curve.Events, jsonNumber(s.curve.Quantile(0.5).Value), steps, coefficients, s.warnings()}
}

// shownSteps is how many times of the curve are printed at either end.
const shownSteps = 10

func (s *survivalFit) print(w io.Writer) error {
	fmt.Fprintf(w, "Kaplan–Meier of %s until %s: n = %d, events %d\n", cell(s.time), cell(s.event), s.curve.N, s.curve.Events)
	median := s.curve.Quantile(0.5)
	if math.IsNaN(median.Value) {
		fmt.Fprint(w, "median: not reached, more than half survive to the end\n\n")
	} else {
		fmt.Fprintf(w, "median: %s (%s %s to %s)\n\n", timeText(median.Value), levelWords(s.level), timeText(median.Lower), timeText(median.Upper))
	}
	rows := [][]string{{"time", "at risk", "events", "surviving", levelWords(s.level)}}
	var steps []survival.Step
	for _, k := range s.curve.Steps {
		if k.Events > 0 {
			steps = append(steps, k)
		}
	}
	for i, k := range steps {
		if i == shownSteps && len(steps) > 2*shownSteps+1 {
			rows = append(rows, []string{"…"})
		}
		if i >= shownSteps && i < len(steps)-shownSteps && len(steps) > 2*shownSteps+1 {
			continue
		}
		rows = append(rows, []string{timeText(k.Time), strconv.Itoa(k.AtRisk), strconv.Itoa(k.Events), surviving(k.Value),
			surviving(k.Lower) + " to " + surviving(k.Upper)})
	}
	if err := printAligned(w, rows); err != nil {
		return err
	}
	if hidden := len(steps) - 2*shownSteps; hidden > 1 {
		fmt.Fprintf(w, "(%d times left out; --json has them all)\n", hidden)
	}
	fmt.Fprint(w, "\nIntervals: log-log, for each time on its own; a dash has no limit.\n")
	if s.cox == nil {
		return nil
	}
	method := "Efron's ties"
	if s.cox.Firth {
		method = "Firth's penalty, Breslow's ties"
	}
	fmt.Fprintf(w, "\nCox regression (%s): n = %d, events %d\n\n", method, s.cox.N, s.cox.Events)
	var ratios []ratioRow
	for _, c := range s.cox.Coefficients {
		ratios = append(ratios, ratioRow{jsonEstimate{c.Name, jsonNumber(c.Value), jsonNumber(c.SE), jsonNumber(c.Lower), jsonNumber(c.Upper)}, c.P, false})
	}
	if err := printRatios(w, ratios, s.level, true, "covariate", "coefficient", "hazard ratio"); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nCoefficients are log hazard ratios; a hazard ratio is for one unit more.\nConcordance %s", surviving(s.cox.Concordance))
	if p := s.cox.Proportional.P; !math.IsNaN(p) {
		fmt.Fprintf(w, "; test of proportional hazards p = %s", pValue(p))
	}
	_, err := fmt.Fprintln(w, ".")
	return err
}

// timeText writes a time as it was given, and one that does not exist as a
// dash.
func timeText(t float64) string {
	if math.IsNaN(t) {
		return "–"
	}
	return strconv.FormatFloat(t, 'g', 7, 64)
}

// surviving writes a share, and one that does not exist as a dash.
func surviving(p float64) string {
	if math.IsNaN(p) {
		return "–"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}
