package main

import (
	"headstart/models/race"
	"headstart/models/winrate"
	"headstart/transform"
)

// readModels reads what each model needs to answer, and warns of those that
// cannot.
func (k *asker) readModels() (*whatifModels, error) {
	m := &whatifModels{}
	for _, read := range []func(*whatifModels) error{k.readCurve, k.readDraws, k.readBet} {
		if err := read(m); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// readCurve reads the regression of the past races, with both owners'
// networks where they are known.
func (k *asker) readCurve(m *whatifModels) error {
	model := "head_start"
	first, responder, known := k.owners()
	if known {
		model = "head_start_network"
		m.ratio = winrate.NetworkRatio(first, responder)
	}
	curve, err := k.storedCurve(m, model)
	if err == nil && curve == nil && known {
		if curve, err = k.storedCurve(m, "head_start"); curve != nil {
			k.warn("too few races with known networks for a regression: empirical answers without the network")
		}
	}
	if err == nil && curve == nil {
		k.warn("too few races for a regression: empirical has no answer")
	}
	m.curve = curve
	return err
}

// owners returns the transferable users of both sides for the regression.
// They are not known unless somebody gave them: the founding race lends its
// network to the model race alone, which cannot do without.
func (k *asker) owners() (first, responder float64, known bool) {
	if k.Network == nil || k.Network.From == "founding race" {
		return 0, 0, false
	}
	responder = float64(k.Network.Users)
	switch {
	case k.Race == nil: // the first mover's owner brings nothing
	case k.Race.firstUsers.Valid:
		first = k.Race.firstUsers.Float64
	case k.network != nil:
		k.warn("the users of the owner of %s were not found; empirical supposes none", k.Race.firstName)
	default:
		return 0, 0, false
	}
	return first, responder, true
}

// storedCurve reads a model from its coefficients and its draws; nil: it was
// not fitted.
func (k *asker) storedCurve(m *whatifModels, model string) (*winrate.Curve, error) {
	type coefficient struct {
		flic, level float64
		n           int64
	}
	coefficients, err := transform.Collect(k.ctx, k.db, `
		select flic, level, n
		from win_rate_coefficient
		where win_rule = 'curated' and model = $1
		order by position`,
		func(c *coefficient) []any { return []any{&c.flic, &c.level, &c.n} }, model)
	if err != nil || len(coefficients) == 0 {
		return nil, err
	}
	curve := &winrate.Curve{}
	for _, c := range coefficients {
		curve.FLIC = append(curve.FLIC, c.flic)
		m.curveLevel, m.curveN = c.level, c.n
	}
	type draw struct {
		clusters string
		b        [3]float64
	}
	draws, err := transform.Collect(k.ctx, k.db, `
		select clusters, intercept, head_start, coalesce(network, 0)
		from win_rate_draw
		where win_rule = 'curated' and model = $1
		order by clusters, draw`,
		func(d *draw) []any { return []any{&d.clusters, &d.b[0], &d.b[1], &d.b[2]} }, model)
	if err != nil {
		return nil, err
	}
	for i, d := range draws {
		if i == 0 || draws[i-1].clusters != d.clusters {
			curve.Draws = append(curve.Draws, nil)
		}
		last := &curve.Draws[len(curve.Draws)-1]
		*last = append(*last, d.b[:len(curve.FLIC)])
	}
	return curve, nil
}

// readDraws reads the simulated races, unless there is no network to set
// against them.
func (k *asker) readDraws(m *whatifModels) error {
	if k.Network == nil {
		return nil
	}
	levels, err := transform.Collect(k.ctx, k.db, "select distinct level from critical_lead",
		func(x *float64) []any { return []any{x} })
	if err != nil {
		return err
	}
	m.draws, err = transform.Collect(k.ctx, k.db, `
		select hyper::integer, growth_median, growth_spread, growth, base, pull, launch
		from race_draw
		order by draw`,
		func(d *race.Draw) []any {
			return []any{&d.Hyper, &d.GrowthMedian, &d.GrowthSpread, &d.Growth, &d.Base, &d.Pull, &d.Launch}
		})
	if err != nil {
		return err
	}
	if len(levels) == 0 || len(m.draws) == 0 {
		k.warn("the run has no simulated race: the model race has no answer")
		return nil
	}
	m.raceLevel = levels[0]
	m.responder = &race.Responder{Network: float64(k.Network.Users), Launch: true}
	return nil
}

// readBet reads the bet as it was stated in numbers.
func (k *asker) readBet(m *whatifModels) error {
	type reading struct {
		version              string
		even, low, high, eps float64
	}
	readings, err := transform.Collect(k.ctx, k.db, `
		select distinct version, even_months, hopeless_low, hopeless_high, eps
		from elicited_law
		where reading = 'numbers'
		order by version, eps`,
		func(r *reading) []any { return []any{&r.version, &r.even, &r.low, &r.high, &r.eps} })
	if err != nil {
		return err
	}
	if len(readings) == 0 {
		k.warn("no bet is stated in numbers: elicited has no answer")
		return nil
	}
	first := readings[0]
	m.bet = &winrate.Statement{Version: first.version, EvenMonths: first.even, Hopeless: []float64{first.low, first.high}}
	for _, r := range readings {
		if r.version == first.version {
			m.bet.Eps = append(m.bet.Eps, r.eps)
		}
	}
	return nil
}
