package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"headstart/models/likelihood"
	"headstart/models/survival"
	"headstart/reports/chart"
	"headstart/reports/plot"
	"headstart/stored"
)

// survivalAnswer is what fit survival found.
type survivalAnswer struct {
	fitting
	call  *survivalCall
	all   *survival.Curve // of all lives
	names []string        // of the curves that are drawn
	drawn []*survival.Curve
}

// put adds an estimate.
func (a *survivalAnswer) put(part, group, name string, x float64, e survival.Estimate, n, events float64) *estimate {
	row := a.add(part, group, name, e.Value, e.SE, e.Lower, e.Upper)
	row.x, row.n, row.events = x, n, events
	return row
}

// addCurves adds the curve of all lives, that of each group, and their test.
func (a *survivalAnswer) addCurves(s survival.Sample, groups []string, group []int) error {
	c := a.call
	names, samples, rows := append([]string{""}, groups...), []survival.Sample{s}, make([][]int, len(groups))
	for row, g := range group {
		rows[g] = append(rows[g], row)
	}
	for _, of := range rows {
		samples = append(samples, s.At(of))
	}
	horizon := c.Horizon
	for _, part := range samples {
		if longest := slices.Max(part.Time); c.Horizon == 0 && (horizon == 0 || longest < horizon) {
			horizon = longest
		}
	}
	a.words["horizon"] = horizon
	var parts []object
	for i, part := range samples {
		facts, err := a.curve(part, names[i], horizon)
		if err != nil {
			return err
		}
		parts = append(parts, facts)
	}
	a.facts = parts[0]
	a.facts.add("level", c.Level)
	if a.all.Events == 0 {
		a.warn("no events: column %q is 0 in all rows, so survival times cannot be estimated; the lower limits are those of Clopper and Pearson", c.Event)
	}
	if groups == nil {
		return nil
	}
	a.facts.add("groups", parts[1:])
	counts, test, err := survival.LogRank(s, group, len(groups))
	if err != nil {
		a.warn("no %v", err)
		return nil
	}
	parts = nil
	for g, k := range counts {
		parts = append(parts, named("group", groups[g], "n", k.N, "observed", k.Observed, "expected", k.Expected))
	}
	log := testObject(test)
	log.add("groups", parts)
	a.facts.add("log_rank", log)
	return nil
}

// curve adds the curve of a group, or of all lives, and returns what the
// document says of it.
func (a *survivalAnswer) curve(s survival.Sample, group string, horizon float64) (facts object, err error) {
	c := a.call
	k, err := survival.KaplanMeier(s, c.Level)
	if err != nil {
		return facts, err
	}
	for _, w := range k.Warnings {
		a.warn("%s", strings.TrimPrefix(group+": "+w, ": "))
	}
	if a.all == nil {
		a.all = k
	} else {
		facts.add("group", group)
	}
	median := a.put("median", group, c.Time, math.NaN(), k.Quantile(0.5), k.N, math.NaN())
	facts.add("n", k.N, "events", k.Events, "median", median.value, "median_lower", median.lower, "median_upper", median.upper)
	if mean := k.Mean(horizon); horizon > 0 && !math.IsNaN(mean.Value) {
		facts.add("mean", a.put("mean", group, c.Time, horizon, mean, k.N, math.NaN()).object("name=part value se lower upper horizon=x"))
	}
	facts.add("km", a.steps("survival", group, c.Event, k))
	var at, causes []object
	for _, t := range c.At {
		atRisk, events := k.Counts(t)
		at = append(at, a.put("at", group, c.Event, t, k.At(t), atRisk, events).object(stepKeys("survival")))
	}
	if at != nil {
		facts.add("at", at)
	}
	for i, event := range given(c.Event, c.Compete) {
		if c.Compete == "" {
			break
		}
		of, err := survival.CumulativeIncidence(s, i+1, c.Level)
		if err != nil {
			return facts, err
		}
		if i == 0 {
			k = of
		}
		at = nil
		for _, t := range append(slices.Clone(c.At), of.Steps[len(of.Steps)-1].Time) {
			e := of.At(t)
			at = append(at, named("time", t, "incidence", e.Value, "se", e.SE, "lower", e.Lower, "upper", e.Upper))
		}
		causes = append(causes, named("event", event, "steps", a.steps("incidence", group, event, of), "at", at))
	}
	if causes != nil {
		facts.add("incidence", causes)
	}
	a.names, a.drawn = append(a.names, group), append(a.drawn, k)
	return facts, nil
}

func stepKeys(value string) string {
	return "time=x at_risk=n events " + value + "=value se lower upper"
}

// steps adds all of a curve, which for text alone are too many.
func (a *survivalAnswer) steps(part, group, name string, c *survival.Curve) []object {
	all := []object{}
	for _, s := range c.Steps {
		if !a.call.JSON && a.call.Out == "" {
			break
		}
		if e := a.put(part, group, name, s.Time, s.Estimate, s.AtRisk, s.Events); a.call.JSON {
			all = append(all, e.object(stepKeys(part)))
		}
	}
	return all
}

func testObject(t likelihood.Test) object {
	return named("statistic", t.Statistic, "df", t.DF, "p", t.P)
}

// shownSteps is how many times of the curve are printed at either end.
const shownSteps = 10

// shorten leaves the middle of a long curve out of the text. Without events it
// is its end.
func (a *survivalAnswer) shorten() {
	var happened []int
	for i, k := range a.all.Steps {
		if k.Events > 0 || a.all.Events == 0 && i == len(a.all.Steps)-1 {
			happened = append(happened, i)
		}
	}
	if hidden := len(happened) - 2*shownSteps; hidden > 1 {
		happened = slices.Delete(happened, shownSteps, shownSteps+hidden)
		a.words["hidden"] = hidden
	}
	var shown []any
	for _, i := range happened {
		k := a.all.Steps[i]
		shown = append(shown, plain(named("time", k.Time, "at_risk", k.AtRisk, "events", k.Events, "survival", k.Value, "lower", k.Lower, "upper", k.Upper)))
	}
	a.words["shown"] = shown
}

// addRegressions fits Cox's regression, and Fine and Gray's where events
// compete.
func (a *survivalAnswer) addRegressions(file *stored.File, s survival.Sample, x *stored.Covariates) (err error) {
	c := a.call
	if len(x.Names) == 0 || a.all.Events == 0 {
		if len(x.Names) > 0 {
			a.warn("no regression: without events, effects of covariates on the hazard cannot be estimated")
		}
		a.facts.add("cox", []object{})
		return nil
	}
	options := survival.CoxOptions{Level: c.Level}
	switch {
	case c.Robust:
		for row := range s.Time {
			options.Clusters = append(options.Clusters, strconv.Itoa(row))
		}
	case c.Cluster != "":
		if options.Clusters, err = file.Texts(c.Cluster); err != nil {
			return err
		}
	}
	var covariates []survival.Covariate
	for j, name := range x.Names {
		covariates = append(covariates, survival.Covariate{Name: name, Values: x.Values[j]})
	}
	fit, err := survival.Cox(s, covariates, options)
	if err != nil {
		return err
	}
	a.warnings = append(a.warnings, fit.Warnings...)
	a.words["robust"] = options.Clusters != nil && !fit.Firth
	method := "Efron's ties"
	if fit.Firth {
		method = "Firth's penalty, Breslow's ties"
	}
	a.facts.add("cox", a.hazards("cox", fit), "cox_method", method, "likelihood_ratio", testObject(fit.LikelihoodRatio))
	if !math.IsNaN(fit.Proportional.P) {
		a.facts.add("proportional", testObject(fit.Proportional))
	}
	a.facts.add("concordance", fit.Concordance)
	if c.Compete == "" {
		return nil
	}
	if fit, err = survival.FineGray(s, covariates, options); err != nil {
		a.warn("no %v", err)
		return nil
	}
	for _, w := range fit.Warnings {
		a.warn("Fine and Gray: %s", w)
	}
	a.facts.add("fine_gray", a.hazards("fine_gray", fit))
	return nil
}

// hazards adds the coefficients of a regression.
func (a *survivalAnswer) hazards(part string, fit *survival.CoxFit) (all []object) {
	for _, k := range fit.Coefficients {
		e := a.put(part, "", k.Name, math.NaN(), k.Estimate, fit.N, fit.Events)
		e.p = k.P
		o := e.object("name coef=value se lower upper p hazard_ratio=exp:value hazard_ratio_lower=exp:lower hazard_ratio_upper=exp:upper")
		o.add("naive_se", k.NaiveSE, "p_proportional", k.Proportional)
		all = append(all, o)
	}
	return all
}

// picture draws the curves; with covariates and no groups, the hazard ratios.
func (a *survivalAnswer) picture() chart.Chart {
	c := a.call
	subtitle := fmt.Sprintf("with %s; n = %s (%s with the event)", levelWords(c.Level), rowCount(a.all.N), rowCount(a.all.Events))
	isHazard := func(e estimate) bool { return e.part == "cox" }
	if at := slices.IndexFunc(a.estimates, isHazard); at >= 0 && c.Group == "" {
		cox := slices.DeleteFunc(slices.Clone(a.estimates[at:]), func(e estimate) bool { return !isHazard(e) })
		return forest("Hazard of "+c.Event, "Hazard ratio per unit, "+subtitle, "hazard ratio", cox)
	}
	title, start := "Share without "+c.Event+" by "+c.Time, 1.0
	if c.Compete != "" {
		title, start = "Share with "+c.Event+" by "+c.Time, 0
	}
	var drawn []plot.Steps
	for i := min(len(a.drawn)-1, 1); i < len(a.drawn); i++ { // of all lives only where there are no groups
		one := plot.Steps{Name: a.names[i], Start: start}
		for _, step := range a.drawn[i].Steps {
			one.Time, one.AtRisk = append(one.Time, step.Time), append(one.AtRisk, step.AtRisk)
			one.Value, one.Lower, one.Upper = append(one.Value, step.Value), append(one.Lower, step.Lower), append(one.Upper, step.Upper)
		}
		drawn = append(drawn, one)
	}
	return plot.Survival(title, "Kaplan–Meier "+subtitle, c.Time, drawn)
}
