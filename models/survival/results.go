package survival

import (
	"context"
	"embed"
	"errors"
	"math"
	"slices"

	"headstart/models/likelihood"
	"headstart/transform"
)

//go:embed sql/*.sql
var files embed.FS

// life is one row of race_survival or overtaking, from the entry of the rival
// to its end: 1 a shutdown or an overtaking, 2 an acquisition. An overtaking
// lies between earliest and months.
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
		curve, cox, rate, query string
		estimators              []estimator
	}{
		{"survival", "survival_cox", "", `
			select months, head_start_months, network, case ended when 'shutdown' then 1 when 'acquisition' then 2 else 0 end, months
			from race_survival
			order by race_id`,
			[]estimator{{name: "kaplan_meier"}, {name: "shutdown", cause: 1}, {name: "acquisition", cause: 2}}},
		{"overtaking_curve", "overtaking_cox", "overtaking_rate", `
			select case when overtaking.overtaken then greatest(1, overtaking.months_upper) else overtaking.months_lower end, race_design.months, race_design.network,
				case when overtaking.overtaken then 1 else 0 end, overtaking.months_lower
			from overtaking
			join race_design on race_design.race_id = overtaking.race_id and race_design.win_rule = 'curated'
			order by overtaking.race_id`,
			[]estimator{{name: "late"}, {name: "early", early: true}}},
	} {
		lives, err := transform.Collect(ctx, db, of.query,
			func(l *life) []any { return []any{&l.months, &l.headStart, &l.network, &l.event, &l.earliest} })
		if err != nil {
			return err
		}
		curves, rates, err := curveRows(lives, of.estimators)
		if err != nil {
			return err
		}
		regressions, err := coxRows(lives)
		if err != nil {
			return err
		}
		for _, made := range []struct {
			relation string
			rows     [][]any
		}{{of.curve, curves}, {of.cox, regressions}, {of.rate, rates}} {
			if made.relation == "" {
				continue
			}
			if err := db.Append(ctx, made.relation, slices.Values(made.rows)); err != nil {
				return err
			}
		}
	}
	return nil
}

// estimator is a curve of each group: Kaplan and Meier's without a cause, read
// late, at months, or early.
type estimator struct {
	name  string
	cause int
	early bool
}

// curveRows gives the curves of all lives and of those with a short and a long
// head start, if there are any, and the constant rate of each per year.
func curveRows(lives []life, estimators []estimator) (curves, rates [][]any, err error) {
	for k, cohort := range []string{"all", "under 12 months", "12 months and more"} {
		var late, early Sample
		var from, to []float64 // years
		events := int64(0)
		for _, l := range lives {
			if k > 0 && (l.headStart >= 12) != (k == 2) {
				continue
			}
			late.Time, late.Event = append(late.Time, l.months), append(late.Event, int(l.event))
			early.Time, from, to = append(early.Time, l.earliest), append(from, l.earliest/12), append(to, math.Inf(1))
			if l.event > 0 {
				to[len(to)-1] = l.months / 12
				events++
			}
		}
		if len(from) == 0 {
			continue
		}
		early.Event = late.Event
		for _, e := range estimators {
			of := late
			if e.early {
				of = early
			}
			c, err := KaplanMeier(of, transform.Level)
			if e.cause > 0 {
				c, err = CumulativeIncidence(of, e.cause, transform.Level)
			}
			if err != nil {
				return nil, nil, err
			}
			for _, s := range c.Steps {
				curves = append(curves, []any{cohort, e.name, s.Time, int64(s.AtRisk), int64(s.Events), s.Value, s.Lower, s.Upper, transform.Level, int64(c.N)})
			}
		}
		if e := ConstantRate(from, to, transform.Level); !math.IsNaN(e.Value) {
			rates = append(rates, []any{cohort, int64(len(from)), events, e.Value, e.Lower, e.Upper, transform.Level})
		}
	}
	return curves, rates, nil
}

// coxRows fits event 1 on the head start, and on the network too where it is
// known. One slope needs eight events.
func coxRows(lives []life) (rows [][]any, err error) {
	for k, model := range []string{"head_start", "head_start_network"} {
		var s Sample
		x, events := []Covariate{{Name: "head_start"}, {Name: "network"}}[:k+1], 0
		for _, l := range lives {
			if k == 1 {
				if l.network == nil {
					continue
				}
				x[1].Values = append(x[1].Values, *l.network)
			}
			x[0].Values = append(x[0].Values, math.Log2(1+l.headStart))
			s.Time, s.Event = append(s.Time, l.months), append(s.Event, int(l.event))
			if l.event == 1 {
				events++
			}
		}
		if events < 8*len(x) {
			continue
		}
		fit, err := Cox(s, x, CoxOptions{Level: transform.Level})
		if errors.As(err, new(likelihood.Unidentified)) { // as too few events
			continue
		} else if err != nil {
			return nil, err
		}
		method := "efron"
		if fit.Firth {
			method = "firth"
		}
		for _, c := range fit.Coefficients {
			rows = append(rows, []any{model, method, c.Name, c.Value, c.SE, c.Lower, c.Upper, transform.Level, c.P,
				int64(fit.N), int64(fit.Events), transform.Words(fit.Warnings...)})
		}
	}
	return rows, nil
}
