package main

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/models/race"
	"headstart/models/winrate"
	"headstart/transform"
)

// whatifModels are the models of the latest run, ready to answer at any head
// start.
type whatifModels struct {
	empirical, byNetwork *winrate.Curve // nil: too few races
	users                *float64       // the network that the second asks for; nil: nobody gave one
	draws                race.Draws
	drawsLevel           float64
	responder            *race.Responder // nil: network not known
	bet                  *winrate.Statement
}

// The names of the models, in the order of the answer.
const (
	empirical   = "empirical"
	withNetwork = "empirical_by_network"
	mechanism   = "race"
	elicited    = "elicited"
)

// readModels reads what each model needs to answer, and warns of those that
// cannot.
func (k *asker) readModels() (*whatifModels, error) {
	m := &whatifModels{}
	var err error
	if m.empirical, err = winrate.Stored(k.ctx, k.db, "head_start"); err != nil {
		return nil, err
	}
	if m.empirical == nil {
		k.warn("too few races for a regression: %s has no answer", empirical)
	}
	// The founding race lends its network to the mechanism alone, which cannot
	// do without.
	if k.Network != nil && k.Network.From != "founding race" {
		users := float64(k.Network.Users)
		m.users = &users
		if m.byNetwork, err = winrate.Stored(k.ctx, k.db, "head_start_by_network"); err != nil {
			return nil, err
		}
	}
	if k.Network != nil {
		if m.draws, m.drawsLevel, err = race.Stored(k.ctx, k.db); err != nil {
			return nil, err
		}
		if len(m.draws) == 0 {
			k.warn("the run has no simulated race: %s has no answer", mechanism)
		} else {
			m.responder = &race.Responder{Network: float64(k.Network.Users), Launch: true}
		}
	}
	if m.bet, err = winrate.Bet(k.ctx, k.db); err != nil {
		return nil, err
	}
	return m, nil
}

// at answers at a head start in months: the models in their order, the bet
// where the data hold one, and,
// where a network was given, those that the report calls exploratory.
func (m *whatifModels) at(months float64) (answers, exploratory []modelAnswer, err error) {
	nothing := jsonNumber(math.NaN())
	none := func(name string) modelAnswer { return modelAnswer{name, nothing, nothing, nothing, 0, 0} }
	of := func(name string, e winrate.Estimate, n int64) modelAnswer {
		return modelAnswer{name, jsonNumber(e.Value), jsonNumber(e.Lower), jsonNumber(e.Upper), e.Level, n}
	}
	answers = []modelAnswer{none(empirical)}
	if m.empirical != nil {
		answers[0] = of(empirical, m.empirical.P(months, 0, m.empirical.Level), m.empirical.N)
	}
	if m.byNetwork != nil {
		exploratory = append(exploratory, of(withNetwork, m.byNetwork.P(months, *m.users, m.byNetwork.Level), m.byNetwork.N))
	}
	simulated := none(mechanism)
	if m.responder != nil {
		chances, err := m.draws.Win(*m.responder, m.drawsLevel, months)
		if err != nil {
			return nil, nil, fmt.Errorf("model %s: %w", mechanism, err)
		}
		c := chances[0]
		simulated = of(mechanism, winrate.Estimate{Value: c.Win, Lower: c.Lower, Upper: c.Upper, Level: m.drawsLevel}, 0)
	}
	answers = append(answers, simulated)
	if m.bet != nil {
		e, err := m.bet.P(months)
		if err != nil {
			return nil, nil, fmt.Errorf("model %s: %w", elicited, err)
		}
		answers = append(answers, of(elicited, e, 0))
	}
	return answers, exploratory, nil
}

// answeredTarget is the head start that each model asks for to give the first
// mover a probability of winning.
type answeredTarget struct {
	Probability float64      `json:"probability"`
	Models      []leadAnswer `json:"models"`
}

// leadAnswer is what one model says of it, in months; null where it gives
// none, and Note says why.
type leadAnswer struct {
	Name   string     `json:"name"`
	Months jsonNumber `json:"lead_months"`
	Lower  jsonNumber `json:"lower"`
	Upper  jsonNumber `json:"upper"` // null: no end
	Note   string     `json:"note,omitempty"`
}

// The longest head start that the curves of past races are drawn to, in months.
const longestLead = 192

// lead inverts the models.
func (m *whatifModels) lead(p float64) (*answeredTarget, error) {
	nothing := jsonNumber(math.NaN())
	t := &answeredTarget{Probability: p}
	fromRaces := func(name string, c *winrate.Curve, users float64) {
		a := leadAnswer{name, nothing, nothing, nothing, ""}
		switch e := c.Lead(p, users); {
		case math.IsNaN(e.Lower):
			a.Note = "no head start from 0 to 16 years gives it: it is outside every interval"
		case e.Lower == 0 && e.Upper >= longestLead:
			a.Note = "past races give no such lead: every head start from 0 to 16 years is compatible with it"
		default:
			a.Months, a.Lower, a.Upper = jsonNumber(e.Value), jsonNumber(e.Lower), jsonNumber(e.Upper)
			if math.IsNaN(e.Value) {
				a.Note = "the estimate reaches it with no head start from 0 to 16 years"
			}
			if e.Upper >= longestLead {
				a.Upper = nothing
			}
		}
		t.Models = append(t.Models, a)
	}
	if m.empirical != nil {
		fromRaces(empirical, m.empirical, 0)
	}
	if m.byNetwork != nil {
		fromRaces(withNetwork, m.byNetwork, *m.users)
	}
	if m.responder != nil {
		quantiles, err := m.draws.Quantiles(*m.responder, m.drawsLevel, p)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", mechanism, err)
		}
		q := quantiles[0]
		a := leadAnswer{mechanism, jsonNumber(q.Months), jsonNumber(q.Lower), jsonNumber(q.Upper), ""}
		if math.IsInf(q.Months, 1) {
			a.Note = "no head start is enough"
		}
		t.Models = append(t.Models, a)
	}
	if m.bet != nil {
		low, high := 0.0, 100.0*12
		for high-low > 1e-6 {
			e, err := m.bet.P((low + high) / 2)
			if err != nil {
				return nil, fmt.Errorf("model %s: %w", elicited, err)
			}
			if e.Value < p {
				low = (low + high) / 2
			} else {
				high = (low + high) / 2
			}
		}
		t.Models = append(t.Models, leadAnswer{elicited, jsonNumber(high), nothing, nothing, "a bet has no interval"})
	}
	return t, nil
}

// pastRace is a race that is over, and how it ended by the primary rule.
type pastRace struct {
	ID     string     `json:"race_id"`
	Market string     `json:"market"`
	Months float64    `json:"head_start_months"`
	Users  jsonNumber `json:"responder_network"` // transferable; null: not known
	Winner string     `json:"winner"`

	users       sql.NullFloat64
	first, next string
}

// pastRaces returns the five decided races most like the question: by the
// head start in doublings and, where a network was given, by its logarithm.
func (k *asker) pastRaces(months float64) ([]pastRace, error) {
	var users any
	if k.Network != nil && k.Network.From != "founding race" {
		users = float64(k.Network.Users)
	}
	races, err := transform.Collect(k.ctx, k.db, `
		select race_id, race_design.market, months, responder_network, case won when 1 then 'first_mover' else 'responder' end, first.name, second.name
		from race_design
		join win_rule using (win_rule)
		join platform as first on first.platform_id = first_mover
		join platform as second on second.platform_id = responder
		where win_rule.role = 'primary' and counted and race_id <> $3 and (cast($2 as double) is null or responder_network is not null)
		order by abs(log2(1 + months) - log2(1 + cast($1 as double)))
			+ case when cast($2 as double) is null then 0 else abs(log10(1 + responder_network / 1e6) - log10(1 + cast($2 as double) / 1e6)) end, race_id
		limit 5`,
		func(r *pastRace) []any {
			return []any{&r.ID, &r.Market, &r.Months, &r.users, &r.Winner, &r.first, &r.next}
		}, months, users, k.race)
	for i := range races {
		races[i].Users = jsonNumber(math.NaN())
		if races[i].users.Valid {
			races[i].Users = jsonNumber(races[i].users.Float64)
		}
	}
	return races, err
}
