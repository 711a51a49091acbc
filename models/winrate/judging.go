package winrate

import (
	"fmt"
	"headstart/transform"
	"iter"
	"math"
)

// scored is one forecaster judged on one set of races.
type scored struct {
	rule, races, forecaster string
	position, n, markets    int
	score                   Score
	difference              Estimate // of the log loss from that of the base rate
	isBase                  bool
}

// judge scores the forecasters on the races of a fit: each market foretold
// from the others. The bet needs no fit.
func (f fitted) judge(statement Statement, stated bool, opt Options) ([]scored, error) {
	groups := make([]string, len(f.entries))
	won := make([]float64, len(f.entries))
	seen := map[string]bool{}
	for i, e := range f.entries {
		groups[i], won[i] = e.market, e.won
		seen[e.market] = true
	}
	full, _ := design(f.entries, inDoublings, covariate(f.model))
	alone, _ := design(f.entries, inDoublings, nil)
	base, err := full.HeldOutRate(groups)
	if err != nil {
		return nil, err
	}
	type forecast struct {
		name string
		p    []float64
	}
	forecasts := []forecast{{"base_rate", base}}
	add := func(name string, p []float64, err error) error {
		if err == nil {
			forecasts = append(forecasts, forecast{name, p})
		}
		return err
	}
	p, err := alone.HeldOut(groups)
	if err := add("head_start", p, err); err != nil {
		return nil, err
	}
	races := "all"
	if f.model == byNetwork {
		races = "networks known"
		p, err := full.HeldOut(groups)
		if err := add("head_start_network", p, err); err != nil {
			return nil, err
		}
		bigger := make([]bool, len(f.entries)) // the first mover's owner had the bigger network
		for i, e := range f.entries {
			bigger[i] = *e.network < 0
		}
		p, err = full.HeldOutRule(groups, bigger)
		if err := add("bigger_network", p, err); err != nil {
			return nil, err
		}
	}
	if stated {
		bet := make([]float64, len(f.entries))
		for i, e := range f.entries {
			b, err := statement.P(e.months)
			if err != nil {
				return nil, err
			}
			// A probability that rounds to 1 would be judged as certainty.
			bet[i] = math.Min(math.Max(b.Value, 1e-4), 1-1e-4)
		}
		forecasts = append(forecasts, forecast{"lei_jun", bet})
	}
	var out []scored
	for i, c := range forecasts {
		s := scored{rule: f.rule, races: races, forecaster: c.name, position: i + 1, n: len(won), markets: len(seen), isBase: i == 0}
		if s.score, err = Judge(c.p, won); err != nil {
			return nil, fmt.Errorf("judge %s: %w", c.name, err)
		}
		if i > 0 {
			resampling := Resampling{Clusters: groups, Draws: opt.Draws, Seed: opt.Seed}
			if s.difference, _, err = resampling.Compare(won, c.p, base, transform.Level); err != nil {
				return nil, fmt.Errorf("compare %s: %w", c.name, err)
			}
		}
		out = append(out, s)
	}
	return out, nil
}

func scoreRows(scores []scored) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, s := range scores {
			var lower, upper any
			if !s.isBase {
				lower, upper = s.difference.Lower, s.difference.Upper
			}
			if !yield([]any{s.rule, s.races, int64(s.position), s.forecaster, int64(s.n), int64(s.markets), s.score.LogLoss,
				s.score.Brier, s.difference.Value, lower, upper, transform.Level}) {
				return
			}
		}
	}
}
