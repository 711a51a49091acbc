package main

import (
	"context"
	"fmt"
	"math"
	"sort"

	"headstart/models/race"
	"headstart/models/winrate"
	"headstart/transform"
)

// model is one way to answer from the tables of a run.
type model struct {
	name        string
	exploratory bool                                           // as the report calls it: left out where it has no answer
	n           int64                                          // races behind it
	at          func(months float64) (winrate.Estimate, error) // of the first mover's chance; a level of 0: ends of a range. nil: no answer, and why
	// lead is the head start in months with which the first mover has a
	// probability of winning; NaN where none gives it, or there is no end, and
	// note says why. nil: no answer.
	lead func(probability float64) (months winrate.Estimate, note string, err error)
	why  string
}

// The longest head start that the curves of past races are drawn to, in months.
const longestLead = 192

// readModels returns the models in the order of the answer, and warns of those
// that have none.
func (a *answer) readModels(ctx context.Context, db *transform.DB) ([]model, error) {
	all := []model{{name: "empirical", why: "too few races for a regression"}}
	past, err := winrate.Stored(ctx, db, "head_start")
	if err != nil {
		return nil, err
	}
	if past == nil {
		a.Warnings = append(a.Warnings, all[0].why+": empirical has no answer")
	} else {
		all[0].regression(past, 0)
	}
	// The founding race lends its network to the mechanism alone, which cannot
	// do without.
	if a.Network != nil && a.Network.From != "founding race" {
		byNetwork, err := winrate.Stored(ctx, db, "head_start_by_network")
		if err != nil {
			return nil, err
		}
		if byNetwork != nil {
			m := model{name: "empirical_by_network", exploratory: true}
			m.regression(byNetwork, a.Network.Users)
			all = append(all, m)
		}
	}
	simulated := model{name: "race", why: "the responder's network is not known"}
	if a.Network != nil {
		draws, level, err := race.Stored(ctx, db)
		if err != nil {
			return nil, err
		}
		if len(draws) == 0 {
			simulated.why = "the run has no simulated race"
			a.Warnings = append(a.Warnings, simulated.why+": race has no answer")
		} else {
			simulated.mechanism(draws, level, race.Responder{Network: a.Network.Users, Launch: true})
		}
	}
	all = append(all, simulated)
	bet, err := winrate.Bet(ctx, db)
	if bet != nil {
		all = append(all, model{name: "elicited", at: bet.P, lead: func(p float64) (winrate.Estimate, string, error) {
			const perMonth, most = 1e6, 100 * 12
			found := sort.Search(most*perMonth, func(i int) bool {
				e, betErr := bet.P(float64(i) / perMonth)
				err = betErr
				return err != nil || e.Value >= p
			})
			return winrate.Estimate{Value: float64(found) / perMonth, Lower: math.NaN(), Upper: math.NaN()}, "a bet has no interval", err
		}})
	}
	return all, err
}

// nothing is an estimate that there is not.
var nothing = winrate.Estimate{Value: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}

// regression answers from a curve of past races at a network of so many users.
func (m *model) regression(c *winrate.Curve, users float64) {
	m.n = c.N
	m.at = func(months float64) (winrate.Estimate, error) { return c.P(months, users, c.Level), nil }
	m.lead = func(p float64) (winrate.Estimate, string, error) {
		e := c.Lead(p, users)
		switch {
		case math.IsNaN(e.Lower):
			return nothing, "no head start from 0 to 16 years gives it: it is outside every interval", nil
		case e.Lower == 0 && e.Upper >= longestLead:
			return nothing, "past races give no such lead: every head start from 0 to 16 years is compatible with it", nil
		case e.Upper >= longestLead:
			e.Upper = math.NaN()
		}
		note := ""
		if math.IsNaN(e.Value) {
			note = "the estimate reaches it with no head start from 0 to 16 years"
		}
		return e, note, nil
	}
}

// mechanism answers from simulated races against a responder.
func (m *model) mechanism(draws race.Draws, level float64, responder race.Responder) {
	m.at = func(months float64) (e winrate.Estimate, err error) {
		chances, err := draws.Win(responder, level, months)
		if err == nil {
			e = winrate.Estimate{Value: chances[0].Win, Lower: chances[0].Lower, Upper: chances[0].Upper, Level: level}
		}
		return e, err
	}
	m.lead = func(p float64) (e winrate.Estimate, note string, err error) {
		quantiles, err := draws.Quantiles(responder, level, p)
		if err == nil {
			e = winrate.Estimate{Value: quantiles[0].Months, Lower: quantiles[0].Lower, Upper: quantiles[0].Upper}
			if math.IsInf(e.Value, 1) {
				note = "no head start is enough"
			}
		}
		return e, note, err
	}
}

// answersAt asks models about a head start in months; what they do not say is
// null in the document.
func answersAt(models []model, months float64) (answers, exploratory []object, err error) {
	for _, m := range models {
		e := nothing
		if m.at != nil {
			if e, err = m.at(months); err != nil {
				return nil, nil, fmt.Errorf("model %s: %w", m.name, err)
			}
		}
		a := named("name", m.name, "p_win", e.Value, "lower", e.Lower, "upper", e.Upper, "level", e.Level, "n", m.n)
		if m.exploratory {
			exploratory = append(exploratory, a)
		} else {
			answers = append(answers, a)
		}
	}
	return answers, exploratory, nil
}

// leadsFor asks models which head start gives a probability of winning.
func leadsFor(models []model, p float64) (leads []object, err error) {
	for _, m := range models {
		e, note := nothing, m.why
		if m.lead != nil {
			if e, note, err = m.lead(p); err != nil {
				return nil, fmt.Errorf("model %s: %w", m.name, err)
			}
		}
		a := named("name", m.name, "lead_months", e.Value, "lower", e.Lower, "upper", e.Upper)
		if note != "" {
			a.add("note", note)
		}
		leads = append(leads, a)
	}
	return leads, nil
}
