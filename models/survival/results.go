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

// life is one row of race_survival.
type life struct {
	months, headStart float64
	network           *float64
	ended             string
}

// Run makes the relations race_survival, survival and survival_cox. With too
// few lives or shutdowns the last two stay empty.
func Run(ctx context.Context, db *transform.DB) error {
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	lives, err := transform.Collect(ctx, db, "select months, head_start_months, network, ended from race_survival order by race_id",
		func(l *life) []any { return []any{&l.months, &l.headStart, &l.network, &l.ended} })
	if err != nil {
		return err
	}
	curves, err := curveRows(lives)
	if err != nil {
		return err
	}
	if err := db.Append(ctx, "survival", slices.Values(curves)); err != nil {
		return err
	}
	regressions, err := coxRows(lives)
	if err != nil {
		return err
	}
	return db.Append(ctx, "survival_cox", slices.Values(regressions))
}

// sample counts an acquisition as the cause given: a cause of its own, or 0.
func sample(lives []life, sold int) Sample {
	var s Sample
	for _, l := range lives {
		s.Time = append(s.Time, l.months)
		s.Event = append(s.Event, map[string]int{"shutdown": shutdown, "acquisition": sold}[l.ended])
	}
	return s
}

func curveRows(lives []life) ([][]any, error) {
	var rows [][]any
	for _, cohort := range []struct {
		name string
		in   func(life) bool
	}{
		{"all", func(life) bool { return true }},
		{"under 12 months", func(l life) bool { return l.headStart < 12 }},
		{"12 months and more", func(l life) bool { return l.headStart >= 12 }},
	} {
		group := slices.DeleteFunc(slices.Clone(lives), func(l life) bool { return !cohort.in(l) })
		if len(group) == 0 {
			continue
		}
		for _, estimator := range []struct {
			name  string
			curve func() (*Curve, error)
		}{
			{"kaplan_meier", func() (*Curve, error) { return KaplanMeier(sample(group, 0), transform.Level) }},
			{"shutdown", func() (*Curve, error) {
				return CumulativeIncidence(sample(group, acquisition), shutdown, transform.Level)
			}},
			{"acquisition", func() (*Curve, error) {
				return CumulativeIncidence(sample(group, acquisition), acquisition, transform.Level)
			}},
		} {
			c, err := estimator.curve()
			if err != nil {
				return nil, err
			}
			for _, s := range c.Steps {
				rows = append(rows, []any{cohort.name, estimator.name, s.Time, int64(s.AtRisk), int64(s.Events), s.Value,
					s.Lower, s.Upper, transform.Level, int64(c.N)})
			}
		}
	}
	return rows, nil
}

// coxRows fits shutdown on the head start, and on the network too where it is
// known. One slope needs eight shutdowns.
func coxRows(lives []life) ([][]any, error) {
	var rows [][]any
	for _, model := range []string{"head_start", "head_start_network"} {
		group := lives
		var covariates []Covariate
		if model == "head_start_network" {
			group = slices.DeleteFunc(slices.Clone(lives), func(l life) bool { return l.network == nil })
		}
		s := sample(group, 0)
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
