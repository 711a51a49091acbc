package main

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"headstart/models/survival"
	"headstart/stored"
)

// survivalAnswer is what fit survival found. Its fields with a key are the
// document of --json, on whose shape others depend.
type survivalAnswer struct {
	curveAnswer
	Level           float64           `json:"level"`
	Groups          []curveAnswer     `json:"groups,omitempty"`
	LogRank         *logRank          `json:"log_rank,omitempty"`
	Cox             []hazardEstimate  `json:"cox"`
	CoxMethod       string            `json:"cox_method,omitempty"`
	LikelihoodRatio *jsonTest         `json:"likelihood_ratio,omitempty"`
	Proportional    *jsonTest         `json:"proportional,omitempty"`
	Concordance     *jsonNumber       `json:"concordance,omitempty"`
	FineGray        []hazardEstimate  `json:"fine_gray,omitempty"`
	References      map[string]string `json:"references,omitempty"`
	Warnings        []string          `json:"warnings"`

	call          *survivalCall
	references    *stored.Covariates
	horizon       float64
	cox, fineGray *survival.CoxFit // nil without
	rows          []estimateRow
}

// curveAnswer is the curve of a group, or of all lives.
type curveAnswer struct {
	Group       string            `json:"group,omitempty"`
	N           float64           `json:"n"`
	Events      float64           `json:"events"`
	Median      jsonNumber        `json:"median"`
	MedianLower jsonNumber        `json:"median_lower"`
	MedianUpper jsonNumber        `json:"median_upper"`
	Mean        *horizonMean      `json:"mean,omitempty"`
	At          []curveStep       `json:"at,omitempty"`
	Steps       []curveStep       `json:"km"`
	Incidence   []incidenceAnswer `json:"incidence,omitempty"`

	km *survival.Curve
}

// horizonMean is the mean time within a horizon.
type horizonMean struct {
	jsonEstimate
	Horizon jsonNumber `json:"horizon"`
}

type curveStep struct {
	Time     jsonNumber `json:"time"`
	AtRisk   float64    `json:"at_risk"`
	Events   float64    `json:"events"`
	Survival jsonNumber `json:"survival"`
	SE       jsonNumber `json:"se"`
	Lower    jsonNumber `json:"lower"`
	Upper    jsonNumber `json:"upper"`
}

// incidenceAnswer is the cumulative incidence of one of the events that
// compete. Value is the share that it has ended.
type incidenceAnswer struct {
	Event string          `json:"event"`
	Steps []incidenceStep `json:"steps"`

	curve *survival.Curve
}

type incidenceStep struct {
	Time      jsonNumber `json:"time"`
	AtRisk    float64    `json:"at_risk"`
	Events    float64    `json:"events"`
	Incidence jsonNumber `json:"incidence"`
	SE        jsonNumber `json:"se"`
	Lower     jsonNumber `json:"lower"`
	Upper     jsonNumber `json:"upper"`
}

// hazardEstimate is a coefficient with its hazard ratio.
type hazardEstimate struct {
	Name         string     `json:"name"`
	Coef         jsonNumber `json:"coef"`
	SE           jsonNumber `json:"se"`
	NaiveSE      jsonNumber `json:"naive_se"`
	Lower        jsonNumber `json:"lower"`
	Upper        jsonNumber `json:"upper"`
	P            jsonNumber `json:"p"`
	Ratio        jsonNumber `json:"hazard_ratio"`
	RatioLower   jsonNumber `json:"hazard_ratio_lower"`
	RatioUpper   jsonNumber `json:"hazard_ratio_upper"`
	Proportional jsonNumber `json:"p_proportional"`
}

type jsonTest struct {
	Statistic jsonNumber `json:"statistic"`
	DF        int        `json:"df"`
	P         jsonNumber `json:"p"`
}

// logRank is the test of equal hazards, with what each group met.
type logRank struct {
	jsonTest
	Groups []logRankGroup `json:"groups"`
}

type logRankGroup struct {
	Group    string     `json:"group"`
	N        float64    `json:"n"`
	Observed float64    `json:"observed"`
	Expected jsonNumber `json:"expected"`
}

func (a *survivalAnswer) addRow(part, group, name string, x float64, e survival.Estimate) *estimateRow {
	row := newEstimateRow(part, group, jsonEstimate{name, jsonNumber(e.Value), jsonNumber(e.SE), jsonNumber(e.Lower), jsonNumber(e.Upper)})
	row.x = x
	a.rows = append(a.rows, row)
	return &a.rows[len(a.rows)-1]
}

// curveOf says all of a survival curve.
func (a *survivalAnswer) curveOf(group string, km *survival.Curve) curveAnswer {
	median := km.Quantile(0.5)
	k := curveAnswer{Group: group, N: km.N, Events: km.Events, Median: jsonNumber(median.Value), MedianLower: jsonNumber(median.Lower), MedianUpper: jsonNumber(median.Upper),
		Steps: []curveStep{}, km: km}
	a.addRow("median", group, a.call.time, math.NaN(), median).n = km.N
	if mean := km.Mean(a.horizon); a.horizon > 0 && !math.IsNaN(mean.Value) {
		k.Mean = &horizonMean{jsonEstimate{"mean", jsonNumber(mean.Value), jsonNumber(mean.SE), jsonNumber(mean.Lower), jsonNumber(mean.Upper)}, jsonNumber(a.horizon)}
		a.addRow("mean", group, a.call.time, a.horizon, mean).n = km.N
	}
	for _, s := range km.Steps {
		k.Steps = append(k.Steps, curveStep{jsonNumber(s.Time), s.AtRisk, s.Events, jsonNumber(s.Value), jsonNumber(s.SE), jsonNumber(s.Lower), jsonNumber(s.Upper)})
		if a.call.out != "" {
			row := a.addRow("survival", group, a.call.event, s.Time, s.Estimate)
			row.n, row.events = s.AtRisk, s.Events
		}
	}
	for _, t := range a.call.at {
		e := km.At(t)
		events := 0.0
		for _, s := range km.Steps {
			if s.Time <= t {
				events += s.Events
			}
		}
		k.At = append(k.At, curveStep{jsonNumber(t), km.AtRisk(t), events, jsonNumber(e.Value), jsonNumber(e.SE), jsonNumber(e.Lower), jsonNumber(e.Upper)})
		a.addRow("at", group, a.call.event, t, e).n = km.AtRisk(t)
	}
	return k
}

func (a *survivalAnswer) incidenceOf(group, event string, c *survival.Curve) incidenceAnswer {
	k := incidenceAnswer{Event: event, Steps: []incidenceStep{}, curve: c}
	for _, s := range c.Steps {
		k.Steps = append(k.Steps, incidenceStep{jsonNumber(s.Time), s.AtRisk, s.Events, jsonNumber(s.Value), jsonNumber(s.SE), jsonNumber(s.Lower), jsonNumber(s.Upper)})
		if a.call.out != "" {
			row := a.addRow("incidence", group, event, s.Time, s.Estimate)
			row.n, row.events = s.AtRisk, s.Events
		}
	}
	return k
}

// hazards says all of the coefficients of a regression.
func (a *survivalAnswer) hazards(part string, fit *survival.CoxFit) (all []hazardEstimate) {
	for _, k := range fit.Coefficients {
		all = append(all, hazardEstimate{k.Name, jsonNumber(k.Value), jsonNumber(k.SE), jsonNumber(k.NaiveSE), jsonNumber(k.Lower), jsonNumber(k.Upper), jsonNumber(k.P),
			jsonNumber(math.Exp(k.Value)), jsonNumber(math.Exp(k.Lower)), jsonNumber(math.Exp(k.Upper)), jsonNumber(k.Proportional)})
		row := a.addRow(part, "", k.Name, math.NaN(), k.Estimate)
		row.p, row.n, row.events = k.P, fit.N, fit.Events
	}
	return all
}

func (a *survivalAnswer) addCox() {
	fit := a.cox
	a.Cox = a.hazards("cox", fit)
	a.CoxMethod = "Efron's ties"
	if fit.Firth {
		a.CoxMethod = "Firth's penalty, Breslow's ties"
	}
	lr, concordance := fit.LikelihoodRatio, jsonNumber(fit.Concordance)
	a.LikelihoodRatio, a.Concordance = &jsonTest{jsonNumber(lr.Statistic), lr.DF, jsonNumber(lr.P)}, &concordance
	if p := fit.Proportional; !math.IsNaN(p.P) {
		a.Proportional = &jsonTest{jsonNumber(p.Statistic), p.DF, jsonNumber(p.P)}
	}
}

// ratios are coefficients as they are printed and drawn.
func (a *survivalAnswer) ratios(hazards []hazardEstimate) (rows []ratioRow) {
	for _, k := range hazards {
		rows = append(rows, ratioRow{jsonEstimate{k.Name, k.Coef, k.SE, k.Lower, k.Upper}, float64(k.P), false})
	}
	return rows
}

// shownSteps is how many times of the curve are printed at either end.
const shownSteps = 10

func (a *survivalAnswer) print(w io.Writer) error {
	c := a.call
	fmt.Fprintf(w, "Kaplan–Meier of %s until %s: n = %s, events %s\n", cell(c.time), cell(c.event), rowCount(a.N), rowCount(a.Events))
	var tables [][][]string
	if a.Groups == nil {
		fmt.Fprintln(w, a.medianWords())
		if m := a.Mean; m != nil {
			fmt.Fprintf(w, "mean within %s: %s (%s %s)\n", timeText(float64(m.Horizon)), figure(float64(m.Value)), levelWords(c.level), interval(float64(m.Lower), float64(m.Upper)))
		}
		fmt.Fprintln(w)
		if err := a.printSteps(w); err != nil {
			return err
		}
	} else {
		table := [][]string{{c.group, "n", "events", "median", levelWords(c.level), "mean within " + timeText(a.horizon), levelWords(c.level)}}
		for _, g := range a.Groups {
			row := []string{g.Group, rowCount(g.N), rowCount(g.Events), timeText(float64(g.Median)), timeText(float64(g.MedianLower)) + " to " + timeText(float64(g.MedianUpper))}
			if m := g.Mean; m != nil {
				row = append(row, figure(float64(m.Value)), interval(float64(m.Lower), float64(m.Upper)))
			}
			table = append(table, row)
		}
		tables = append(tables, table)
	}
	if len(c.at) > 0 {
		tables = append(tables, a.atTable())
	}
	for _, table := range tables {
		fmt.Fprintln(w)
		if err := printAligned(w, table); err != nil {
			return err
		}
	}
	if t := a.LogRank; t != nil {
		fmt.Fprintf(w, "\nLog-rank test of equal hazards: χ² %s, %d degrees of freedom, p %s\n", figure(float64(t.Statistic)), t.DF, pValue(float64(t.P)))
	}
	fmt.Fprint(w, "\nIntervals: log-log, for each time on its own; a dash has no limit.\n")
	if c.compete != "" {
		if err := a.printIncidence(w); err != nil {
			return err
		}
	}
	if a.cox == nil {
		return nil
	}
	fmt.Fprintf(w, "\nCox regression (%s): n = %s, events %s\n\n", a.CoxMethod, rowCount(a.cox.N), rowCount(a.cox.Events))
	if err := printRatios(w, a.ratios(a.Cox), c.level, true, "covariate", "coefficient", "hazard ratio"); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nCoefficients are log hazard ratios; a hazard ratio is for one unit more.\n")
	if (c.robust || c.cluster != "") && !a.cox.Firth {
		fmt.Fprintln(w, "Standard errors are robust.")
	}
	for _, words := range referenceWords(a.references) {
		fmt.Fprintln(w, words)
	}
	lr := a.LikelihoodRatio
	fmt.Fprintf(w, "Likelihood ratio %s, %d degrees of freedom, p %s.\nConcordance %s", figure(float64(lr.Statistic)), lr.DF, pValue(float64(lr.P)), surviving(a.cox.Concordance))
	if p := a.cox.Proportional.P; !math.IsNaN(p) {
		fmt.Fprintf(w, "; test of proportional hazards p = %s", pValue(p))
	}
	fmt.Fprintln(w, ".")
	if a.fineGray == nil {
		return nil
	}
	fmt.Fprintf(w, "\nFine and Gray's regression of the incidence of %s; standard errors are robust\n\n", cell(c.event))
	return printRatios(w, a.ratios(a.FineGray), c.level, true, "covariate", "coefficient", "hazard ratio")
}

func (a *survivalAnswer) medianWords() string {
	if !math.IsNaN(float64(a.Median)) {
		return fmt.Sprintf("median: %s (%s %s to %s)", timeText(float64(a.Median)), levelWords(a.Level), timeText(float64(a.MedianLower)), timeText(float64(a.MedianUpper)))
	}
	words := "median: not reached, more than half survive to the end"
	if !math.IsNaN(float64(a.MedianLower)) {
		words += fmt.Sprintf(" (%s from %s)", levelWords(a.Level), timeText(float64(a.MedianLower)))
	}
	return words
}

// printSteps prints the curve, the middle of a long one left out. Without
// events it is its end.
func (a *survivalAnswer) printSteps(w io.Writer) error {
	rows := [][]string{{"time", "at risk", "events", "surviving", levelWords(a.Level)}}
	var steps []curveStep
	for i, k := range a.Steps {
		if k.Events > 0 || a.Events == 0 && i == len(a.Steps)-1 {
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
		rows = append(rows, k.row())
	}
	err := printAligned(w, rows)
	if hidden := len(steps) - 2*shownSteps; hidden > 1 {
		fmt.Fprintf(w, "(%d times left out; --json has them all)\n", hidden)
	}
	return err
}

func (k curveStep) row() []string {
	return []string{timeText(float64(k.Time)), rowCount(k.AtRisk), rowCount(k.Events), surviving(float64(k.Survival)), surviving(float64(k.Lower)) + " to " + surviving(float64(k.Upper))}
}

// atTable gives the curves at the times asked for.
func (a *survivalAnswer) atTable() [][]string {
	head := []string{"at", "at risk", "events", "surviving", levelWords(a.Level)}
	if a.Groups == nil {
		table := [][]string{head}
		for _, k := range a.At {
			table = append(table, k.row())
		}
		return table
	}
	table := [][]string{append([]string{a.call.group}, head...)}
	for _, g := range a.Groups {
		for _, k := range g.At {
			table = append(table, append([]string{g.Group}, k.row()...))
		}
	}
	return table
}

// printIncidence gives the incidence of each event at the times asked for,
// and at the end.
func (a *survivalAnswer) printIncidence(w io.Writer) error {
	table := [][]string{{"incidence of", "group", "by", "share", levelWords(a.Level)}}
	curves := a.Groups
	if curves == nil {
		curves = []curveAnswer{a.curveAnswer}
	}
	for _, k := range curves {
		for _, i := range k.Incidence {
			times := append(append([]float64{}, a.call.at...), i.curve.Steps[len(i.curve.Steps)-1].Time)
			for _, t := range times {
				e := i.curve.At(t)
				table = append(table, []string{i.Event, k.Group, timeText(t), surviving(e.Value), surviving(e.Lower) + " to " + surviving(e.Upper)})
			}
		}
	}
	fmt.Fprintln(w)
	return printAligned(w, table)
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
