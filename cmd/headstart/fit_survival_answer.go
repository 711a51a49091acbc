package main

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"headstart/models/survival"
	"headstart/stored"
)

// survivalAnswer is what fit survival found.
type survivalAnswer struct {
	call          *survivalCall
	covariates    *stored.Covariates
	horizon       float64
	curves        []*survivalCurve      // of all lives, then of each group
	counts        []survival.GroupCount // nil: no log-rank test
	logRank       survival.Test
	cox, fineGray *survival.CoxFit // nil without
	said          []string         // warnings
}

// survivalCurve is the curve of a group, or of all lives.
type survivalCurve struct {
	*survival.Curve
	group     string            // empty: all
	incidence []*survival.Curve // of the event and of the one that competes; nil: none does
}

// shown are the curves that are printed and drawn.
func (a *survivalAnswer) shown() []*survivalCurve { return a.curves[min(len(a.curves)-1, 1):] }

func survivalEstimate(part, group, name string, x float64, e survival.Estimate) estimate {
	row := newEstimate(part, group, name, e.Value, e.SE, e.Lower, e.Upper)
	row.x = x
	return row
}

// median returns the median and, where there is one, the mean within the horizon.
func (a *survivalAnswer) median(k *survivalCurve) (rows []estimate) {
	rows = []estimate{survivalEstimate("median", k.group, a.call.time, math.NaN(), k.Quantile(0.5))}
	if mean := k.Mean(a.horizon); a.horizon > 0 && !math.IsNaN(mean.Value) {
		rows = append(rows, survivalEstimate("mean", k.group, a.call.time, a.horizon, mean))
	}
	for i := range rows {
		rows[i].n = k.N
	}
	return rows
}

// at returns a curve at the times asked for.
func (a *survivalAnswer) at(k *survivalCurve) (rows []estimate) {
	for _, t := range a.call.at {
		row := survivalEstimate("at", k.group, a.call.event, t, k.At(t))
		row.n, row.events = k.AtRisk(t), 0
		for _, s := range k.Steps {
			if s.Time <= t {
				row.events += s.Events
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// steps returns all of a curve.
func steps(part, group, name string, c *survival.Curve) []estimate {
	rows := make([]estimate, len(c.Steps))
	for i, s := range c.Steps {
		rows[i] = survivalEstimate(part, group, name, s.Time, s.Estimate)
		rows[i].n, rows[i].events = s.AtRisk, s.Events
	}
	return rows
}

// hazards returns the coefficients of a regression.
func hazards(part string, fit *survival.CoxFit) (rows []estimate) {
	for _, k := range fit.Coefficients {
		row := survivalEstimate(part, "", k.Name, math.NaN(), k.Estimate)
		row.p, row.n, row.events = k.P, fit.N, fit.Events
		rows = append(rows, row)
	}
	return rows
}

// incidences calls use with each event that competes, and its curve.
func (a *survivalAnswer) incidences(k *survivalCurve, use func(event string, c *survival.Curve)) {
	for i, c := range k.incidence {
		use([]string{a.call.event, a.call.compete}[i], c)
	}
}

// rows are all estimates.
func (a *survivalAnswer) rows() (rows []estimate) {
	for _, k := range a.curves {
		rows = append(rows, a.median(k)...)
		rows = append(rows, steps("survival", k.group, a.call.event, k.Curve)...)
		rows = append(rows, a.at(k)...)
		a.incidences(k, func(event string, c *survival.Curve) { rows = append(rows, steps("incidence", k.group, event, c)...) })
	}
	if a.cox != nil {
		rows = append(rows, hazards("cox", a.cox)...)
	}
	if a.fineGray != nil {
		rows = append(rows, hazards("fine_gray", a.fineGray)...)
	}
	return rows
}

// curve is a curve in the document.
func (a *survivalAnswer) curve(k *survivalCurve) (d object) {
	if k.group != "" {
		d.add("group", k.group)
	}
	summary := a.median(k)
	d.add("n", k.N)
	d.add("events", k.Events)
	d.add("median", summary[0].value)
	d.add("median_lower", summary[0].lower)
	d.add("median_upper", summary[0].upper)
	if len(summary) > 1 {
		d.add("mean", summary[1].object("name=part", "value", "se", "lower", "upper", "horizon=x"))
	}
	step := func(value string) []string {
		return []string{"time=x", "at_risk=n", "events", value + "=value", "se", "lower", "upper"}
	}
	if at := a.at(k); at != nil {
		d.add("at", objects(at, step("survival")...))
	}
	d.add("km", objects(steps("survival", "", "", k.Curve), step("survival")...))
	var all []object
	a.incidences(k, func(event string, c *survival.Curve) {
		all = append(all, named("event", event, "steps", objects(steps("incidence", "", "", c), step("incidence")...)))
	})
	if all != nil {
		d.add("incidence", all)
	}
	return d
}

func testObject(t survival.Test) object { return named("statistic", t.Statistic, "df", t.DF, "p", t.P) }

// regression is the coefficients of a regression in the document.
func regression(part string, fit *survival.CoxFit) []object {
	all := []object{}
	if fit == nil {
		return all
	}
	for i, e := range hazards(part, fit) {
		k := fit.Coefficients[i]
		d := e.object("name", "coef=value", "se")
		d.add("naive_se", k.NaiveSE)
		rest := e.object("lower", "upper", "p", "hazard_ratio=exp value", "hazard_ratio_lower=exp lower", "hazard_ratio_upper=exp upper")
		d.keys, d.values = append(d.keys, rest.keys...), append(d.values, rest.values...)
		d.add("p_proportional", k.Proportional)
		all = append(all, d)
	}
	return all
}

// document is that of --json, on whose shape others depend.
func (a *survivalAnswer) document() any {
	d := a.curve(a.curves[0])
	d.add("level", a.call.level)
	if len(a.curves) > 1 {
		var groups []object
		for _, k := range a.curves[1:] {
			groups = append(groups, a.curve(k))
		}
		d.add("groups", groups)
	}
	if a.counts != nil {
		test, groups := testObject(a.logRank), []object{}
		for g, k := range a.counts {
			groups = append(groups, named("group", a.curves[g+1].group, "n", k.N, "observed", k.Observed, "expected", k.Expected))
		}
		test.add("groups", groups)
		d.add("log_rank", test)
	}
	d.add("cox", regression("cox", a.cox))
	if fit := a.cox; fit != nil {
		d.add("cox_method", a.method())
		d.add("likelihood_ratio", testObject(fit.LikelihoodRatio))
		if !math.IsNaN(fit.Proportional.P) {
			d.add("proportional", testObject(fit.Proportional))
		}
		d.add("concordance", fit.Concordance)
	}
	if a.fineGray != nil {
		d.add("fine_gray", regression("fine_gray", a.fineGray))
	}
	if len(a.covariates.References) > 0 {
		d.add("references", a.covariates.References)
	}
	d.add("warnings", a.said)
	return d
}

// method says how Cox's regression was fitted.
func (a *survivalAnswer) method() string {
	if a.cox.Firth {
		return "Firth's penalty, Breslow's ties"
	}
	return "Efron's ties"
}

// shownSteps is how many times of the curve are printed at either end.
const shownSteps = 10

func (a *survivalAnswer) print(w io.Writer) error {
	c, all := a.call, a.curves[0]
	fmt.Fprintf(w, "Kaplan–Meier of %s until %s: n = %s, events %s\n", cell(c.time), cell(c.event), rowCount(all.N), rowCount(all.Events))
	var groups [][]string
	if c.group == "" {
		summary := a.median(all)
		fmt.Fprintln(w, a.medianWords(summary[0]))
		for _, m := range summary[1:] {
			fmt.Fprintf(w, "mean within %s: %s (%s %s)\n", timeText(m.x), figure(m.value), levelWords(c.level), interval(m.lower, m.upper))
		}
		fmt.Fprintln(w)
		if err := a.printSteps(w); err != nil {
			return err
		}
	} else {
		groups = [][]string{{c.group, "n", "events", "median", levelWords(c.level), "mean within " + timeText(a.horizon), levelWords(c.level)}}
		for _, k := range a.shown() {
			summary := a.median(k)
			m := summary[0]
			row := []string{k.group, rowCount(k.N), rowCount(k.Events), timeText(m.value), timeText(m.lower) + " to " + timeText(m.upper)}
			if len(summary) == 1 { // nobody was watched for so long
				row = append(row, "–", "–")
			}
			for _, m := range summary[1:] {
				row = append(row, figure(m.value), interval(m.lower, m.upper))
			}
			groups = append(groups, row)
		}
	}
	if err := printTables(w, groups, a.atTable()); err != nil {
		return err
	}
	if t := a.logRank; a.counts != nil {
		fmt.Fprintf(w, "\nLog-rank test of equal hazards: χ² %s, %d degrees of freedom, p %s\n", figure(t.Statistic), t.DF, pValue(t.P))
	}
	fmt.Fprint(w, "\nIntervals: log-log, for each time on its own; a dash has no limit.\n")
	if err := printTables(w, a.incidenceTable()); err != nil || a.cox == nil {
		return err
	}
	fmt.Fprintf(w, "\nCox regression (%s): n = %s, events %s\n\n", a.method(), rowCount(a.cox.N), rowCount(a.cox.Events))
	if err := printRatios(w, hazards("cox", a.cox), 0, c.level, true, "covariate", "coefficient", "hazard ratio"); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nCoefficients are log hazard ratios; a hazard ratio is per unit.\n")
	if (c.robust || c.cluster != "") && !a.cox.Firth {
		fmt.Fprintln(w, "Standard errors are robust.")
	}
	for _, words := range referenceWords(a.covariates) {
		fmt.Fprintln(w, words)
	}
	lr := a.cox.LikelihoodRatio
	fmt.Fprintf(w, "Likelihood ratio %s, %d degrees of freedom, p %s.\nConcordance %s", figure(lr.Statistic), lr.DF, pValue(lr.P), surviving(a.cox.Concordance))
	if p := a.cox.Proportional.P; !math.IsNaN(p) {
		fmt.Fprintf(w, "; test of proportional hazards p = %s", pValue(p))
	}
	fmt.Fprintln(w, ".")
	if a.fineGray == nil {
		return nil
	}
	fmt.Fprintf(w, "\nFine and Gray's regression of the incidence of %s; standard errors are robust\n\n", cell(c.event))
	return printRatios(w, hazards("fine_gray", a.fineGray), 0, c.level, true, "covariate", "coefficient", "hazard ratio")
}

func (a *survivalAnswer) medianWords(m estimate) string {
	if !math.IsNaN(m.value) {
		return fmt.Sprintf("median: %s (%s %s to %s)", timeText(m.value), levelWords(a.call.level), timeText(m.lower), timeText(m.upper))
	}
	words := "median: not reached, more than half survive to the end"
	if !math.IsNaN(m.lower) {
		words += fmt.Sprintf(" (%s from %s)", levelWords(a.call.level), timeText(m.lower))
	}
	return words
}

// stepHeadings are those of stepRow.
func (a *survivalAnswer) stepHeadings(time string) []string {
	return []string{time, "at risk", "events", "surviving", levelWords(a.call.level)}
}

func stepRow(t, atRisk, events float64, e survival.Estimate) []string {
	return []string{timeText(t), rowCount(atRisk), rowCount(events), surviving(e.Value), surviving(e.Lower) + " to " + surviving(e.Upper)}
}

// printSteps prints the curve, the middle of a long one left out. Without
// events it is its end.
func (a *survivalAnswer) printSteps(w io.Writer) error {
	table := [][]string{a.stepHeadings("time")}
	all := a.curves[0]
	var steps []survival.Step
	for i, k := range all.Steps {
		if k.Events > 0 || all.Events == 0 && i == len(all.Steps)-1 {
			steps = append(steps, k)
		}
	}
	hidden := len(steps) - 2*shownSteps
	for i, k := range steps {
		if i == shownSteps && hidden > 1 {
			table = append(table, []string{"…"})
		}
		if i < shownSteps || i >= len(steps)-shownSteps || hidden <= 1 {
			table = append(table, stepRow(k.Time, k.AtRisk, k.Events, k.Estimate))
		}
	}
	err := printAligned(w, table)
	if hidden > 1 {
		fmt.Fprintf(w, "(%d times left out; --json has them all)\n", hidden)
	}
	return err
}

// atTable gives the curves at the times asked for.
func (a *survivalAnswer) atTable() (table [][]string) {
	for _, k := range a.shown() {
		of := []string{k.group}[:min(len(a.call.group), 1)]
		for _, e := range a.at(k) {
			if table == nil {
				table = [][]string{append(names(a.call.group), a.stepHeadings("at")...)}
			}
			table = append(table, append(of[:len(of):len(of)], stepRow(e.x, e.n, e.events, survival.Estimate{Value: e.value, Lower: e.lower, Upper: e.upper})...))
		}
	}
	return table
}

// incidenceTable gives the incidence of each event at the times asked for,
// and at the end.
func (a *survivalAnswer) incidenceTable() (table [][]string) {
	for _, k := range a.shown() {
		a.incidences(k, func(event string, c *survival.Curve) {
			if table == nil {
				table = [][]string{{"incidence of", "group", "by", "share", levelWords(a.call.level)}}
			}
			for _, t := range append(a.call.at[:len(a.call.at):len(a.call.at)], c.Steps[len(c.Steps)-1].Time) {
				e := c.At(t)
				table = append(table, []string{event, k.group, timeText(t), surviving(e.Value), surviving(e.Lower) + " to " + surviving(e.Upper)})
			}
		})
	}
	return table
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
