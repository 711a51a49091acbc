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
	at          func(months float64) (winrate.Estimate, error) // nil: no answer, and why
	lead        func(probability float64) (leadAnswer, error)  // head start that it asks for; nil: no answer
	why         string
}

// modelAnswer is what one model says; null where it says nothing.
type modelAnswer struct {
	Name  string     `json:"name"`
	PWin  jsonNumber `json:"p_win"`
	Lower jsonNumber `json:"lower"`
	Upper jsonNumber `json:"upper"`
	Level float64    `json:"level"` // 0: ends of a range that has no level
	N     int64      `json:"n"`     // races behind it
}

// leadAnswer is the head start that one model asks for to give the first mover a
// probability of winning, in months; null where it gives none, and Note says why.
type leadAnswer struct {
	Name   string     `json:"name"`
	Months jsonNumber `json:"lead_months"`
	Lower  jsonNumber `json:"lower"`
	Upper  jsonNumber `json:"upper"` // null: no end
	Note   string     `json:"note,omitempty"`
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
		all = append(all, model{name: "elicited", at: bet.P, lead: func(p float64) (leadAnswer, error) {
			const perMonth, most = 1e6, 100 * 12
			found := sort.Search(most*perMonth, func(i int) bool {
				e, betErr := bet.P(float64(i) / perMonth)
				err = betErr
				return err != nil || e.Value >= p
			})
			return leadAnswer{Months: jsonNumber(float64(found) / perMonth), Lower: nothing, Upper: nothing, Note: "a bet has no interval"}, err
		}})
	}
	return all, err
}

var nothing = jsonNumber(math.NaN())

// regression answers from a curve of past races at a network of so many users.
func (m *model) regression(c *winrate.Curve, users float64) {
	m.n = c.N
	m.at = func(months float64) (winrate.Estimate, error) { return c.P(months, users, c.Level), nil }
	m.lead = func(p float64) (leadAnswer, error) {
		a := leadAnswer{Months: nothing, Lower: nothing, Upper: nothing}
		switch e := c.Lead(p, users); {
		case math.IsNaN(e.Lower):
			a.Note = "no head start from 0 to 16 years gives it: it is outside every interval"
		case e.Lower == 0 && e.Upper >= longestLead:
			a.Note = "past races give no such lead: every head start from 0 to 16 years is compatible with it"
		default:
			a.Months, a.Lower = jsonNumber(e.Value), jsonNumber(e.Lower)
			if math.IsNaN(e.Value) {
				a.Note = "the estimate reaches it with no head start from 0 to 16 years"
			}
			if e.Upper < longestLead {
				a.Upper = jsonNumber(e.Upper)
			}
		}
		return a, nil
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
	m.lead = func(p float64) (a leadAnswer, err error) {
		quantiles, err := draws.Quantiles(responder, level, p)
		if err == nil {
			a.Months, a.Lower, a.Upper = jsonNumber(quantiles[0].Months), jsonNumber(quantiles[0].Lower), jsonNumber(quantiles[0].Upper)
			if math.IsInf(float64(a.Months), 1) {
				a.Note = "no head start is enough"
			}
		}
		return a, err
	}
}

// answersAt asks models about a head start in months.
func answersAt(models []model, months float64) (answers, exploratory []modelAnswer, err error) {
	for _, m := range models {
		a := modelAnswer{Name: m.name, PWin: nothing, Lower: nothing, Upper: nothing}
		if m.at != nil {
			e, err := m.at(months)
			if err != nil {
				return nil, nil, fmt.Errorf("model %s: %w", m.name, err)
			}
			a = modelAnswer{m.name, jsonNumber(e.Value), jsonNumber(e.Lower), jsonNumber(e.Upper), e.Level, m.n}
		}
		if m.exploratory {
			exploratory = append(exploratory, a)
		} else {
			answers = append(answers, a)
		}
	}
	return answers, exploratory, nil
}

// leadsFor asks models which head start gives a probability of winning.
func leadsFor(models []model, p float64) (leads []leadAnswer, err error) {
	for _, m := range models {
		a := leadAnswer{Months: nothing, Lower: nothing, Upper: nothing, Note: m.why}
		if m.lead != nil {
			if a, err = m.lead(p); err != nil {
				return nil, fmt.Errorf("model %s: %w", m.name, err)
			}
		}
		a.Name = m.name
		leads = append(leads, a)
	}
	return leads, nil
}
