package survival

import (
	"context"
	"embed"
	"math"
	"slices"
	"strings"

	"headstart/transform"
)

//go:embed sql/*.sql
var files embed.FS

// Causes of an end, as Sample counts them.
const (
	shutdown = 1 + iota
	acquisition
)

// life is one row of race_survival or overtaking, from the entry of the rival
// to its end. An overtaking lies between earliest and months.
type life struct {
	months, headStart float64
	network           *float64
	event             int64
	earliest          float64
}

// Run makes the relations race_survival, survival and survival_cox, and of the
// races that are read from both curves overtaking_curve, overtaking_cox and
// overtaking_rate. With too few lives or ends they stay empty.
func Run(ctx context.Context, db *transform.DB) error {
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	for _, of := range []struct {
		curve, cox, query string
		estimators        []estimator
	}{
		{"survival", "survival_cox", `
			select months, head_start_months, network, case ended when 'shutdown' then 1 when 'acquisition' then 2 else 0 end, months
			from race_survival
			order by race_id`,
			[]estimator{
				{"kaplan_meier", func(lives []life) (*Curve, error) { return KaplanMeier(sample(lives).CauseOnly(), transform.Level) }},
				{"shutdown", func(lives []life) (*Curve, error) {
					return CumulativeIncidence(sample(lives), shutdown, transform.Level)
				}},
				{"acquisition", func(lives []life) (*Curve, error) {
					return CumulativeIncidence(sample(lives), acquisition, transform.Level)
				}},
			}},
		{"overtaking_curve", "overtaking_cox", `
			select case when overtaking.overtaken then greatest(1, overtaking.months_upper) else overtaking.months_lower end, race_design.months, race_design.network,
				case when overtaking.overtaken then 1 else 0 end, overtaking.months_lower
			from overtaking
			join race_design on race_design.race_id = overtaking.race_id and race_design.win_rule = 'curated'
			order by overtaking.race_id`,
			[]estimator{
				{"late", func(lives []life) (*Curve, error) { return KaplanMeier(sample(lives), transform.Level) }},
				{"early", func(lives []life) (*Curve, error) {
					s := sample(lives)
					for i, l := range lives {
						s.Time[i] = l.earliest
					}
					return KaplanMeier(s, transform.Level)
				}},
			}},
	} {
		lives, err := transform.Collect(ctx, db, of.query,
			func(l *life) []any { return []any{&l.months, &l.headStart, &l.network, &l.event, &l.earliest} })
		if err != nil {
			return err
		}
		curves, err := curveRows(lives, of.estimators)
		if err != nil {
			return err
		}
		if err := db.Append(ctx, of.curve, slices.Values(curves)); err != nil {
			return err
		}
		regressions, err := coxRows(lives)
		if err != nil {
			return err
		}
		if err := db.Append(ctx, of.cox, slices.Values(regressions)); err != nil {
			return err
		}
		if of.curve == "overtaking_curve" {
			if err := db.Append(ctx, "overtaking_rate", slices.Values(rateRows(lives))); err != nil {
				return err
			}
		}
	}
	return nil
}

func sample(lives []life) Sample {
	var s Sample
	for _, l := range lives {
		s.Time, s.Event = append(s.Time, l.months), append(s.Event, int(l.event))
	}
	return s
}

// cohort is a group of lives by their head start.
type cohort struct {
	name  string
	lives []life
}

// cohorts returns those that have anybody in them.
func cohorts(lives []life) []cohort {
	out := []cohort{{"all", lives}, {name: "under 12 months"}, {name: "12 months and more"}}
	for _, l := range lives {
		k := 1
		if l.headStart >= 12 {
			k = 2
		}
		out[k].lives = append(out[k].lives, l)
	}
	return slices.DeleteFunc(out, func(c cohort) bool { return len(c.lives) == 0 })
}

type estimator struct {
	name  string
	curve func(lives []life) (*Curve, error)
}

func curveRows(lives []life, estimators []estimator) ([][]any, error) {
	var rows [][]any
	for _, group := range cohorts(lives) {
		for _, e := range estimators {
			c, err := e.curve(group.lives)
			if err != nil {
				return nil, err
			}
			for _, s := range c.Steps {
				rows = append(rows, []any{group.name, e.name, s.Time, int64(s.AtRisk), int64(s.Events), s.Value,
					s.Lower, s.Upper, transform.Level, int64(c.N)})
			}
		}
	}
	return rows, nil
}

// rateRows gives the constant rate of each group, per year.
func rateRows(lives []life) [][]any {
	var rows [][]any
	for _, group := range cohorts(lives) {
		var from, to []float64
		overtaken := int64(0)
		for _, l := range group.lives {
			from, to = append(from, l.earliest/12), append(to, math.Inf(1))
			if l.event > 0 {
				to[len(to)-1] = l.months / 12
				overtaken++
			}
		}
		if e := ConstantRate(from, to, transform.Level); !math.IsNaN(e.Value) {
			row := []any{group.name, int64(len(from)), overtaken, e.Value, e.Lower, e.Upper, transform.Level}
			for k, end := range []float64{e.Value, e.Upper} {
				if math.IsInf(end, 1) {
					row[3+2*k] = nil
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// coxRows fits event 1 on the head start, and on the network too where it is
// known. One slope needs eight events.
func coxRows(lives []life) ([][]any, error) {
	var rows [][]any
	for _, model := range []string{"head_start", "head_start_network"} {
		group := lives
		var covariates []Covariate
		if model == "head_start_network" {
			group = slices.DeleteFunc(slices.Clone(lives), func(l life) bool { return l.network == nil })
		}
		if len(group) == 0 {
			continue
		}
		s := sample(group).CauseOnly()
		heads, networks := make([]float64, len(group)), make([]float64, len(group))
		events := 0
		for i, l := range group {
			heads[i] = math.Log2(1 + l.headStart)
			if l.network != nil {
				networks[i] = *l.network
			}
			events += s.Event[i]
		}
		covariates = append(covariates, Covariate{Name: "head_start", Values: heads})
		if model == "head_start_network" {
			covariates = append(covariates, Covariate{Name: "network", Values: networks})
		}
		if events < 8*len(covariates) {
			continue
		}
		fit, err := Cox(s, covariates, CoxOptions{Level: transform.Level})
		if err != nil {
			return nil, err
		}
		method := "efron"
		if fit.Firth {
			method = "firth"
		}
		var warnings any
		if len(fit.Warnings) > 0 {
			warnings = strings.Join(fit.Warnings, " ")
		}
		for _, c := range fit.Coefficients {
			rows = append(rows, []any{model, method, c.Name, c.Value, c.SE, c.Lower, c.Upper, transform.Level, c.P,
				int64(fit.N), int64(fit.Events), warnings})
		}
	}
	return rows, nil
}
