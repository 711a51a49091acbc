package race

import (
	"fmt"
	"iter"
	"math"
)

// Prior is what is held about one parameter of the race. It is lognormal but
// for the advantage, which is normal: then Spread and Doubt are in its unit,
// otherwise in natural logs, where 0.1 is about a tenth.
type Prior struct {
	// Median is the middle of the middles.
	Median float64 `mapstructure:"median" json:"median"`
	// Spread is the standard deviation from race to race.
	Spread float64 `mapstructure:"spread" json:"spread"`
	// Doubt is the standard deviation of the middle itself: how little is
	// known. Spread makes odds out of certainty, Doubt makes a band around them.
	Doubt float64 `mapstructure:"doubt" json:"doubt"`
	// Unit of Median.
	Unit string `mapstructure:"unit" json:"unit"`
	// Source is source_ids of the data package, separated by ";", or the word
	// assumption.
	Source string `mapstructure:"source" json:"source"`
	// Why is a sentence on how Source leads to the numbers.
	Why string `mapstructure:"why" json:"why"`
}

// Config is all that a simulation depends on: the priors, the seed and how
// many draws. [Defaults] is a complete one; the zero value is not.
type Config struct {
	// Growth is g, of the first mover while it is alone.
	Growth Prior `mapstructure:"growth" json:"growth"`
	// Base is n0, the people with whom growth starts at public launch.
	Base Prior `mapstructure:"base" json:"base"`
	// Reach is M, the people who could use such a messenger in the market.
	Reach Prior `mapstructure:"reach" json:"reach"`
	// Mobilised is ρ, the share of its owner's transferable network that the
	// responder has brought over in its first months, before the market tips.
	Mobilised Prior `mapstructure:"mobilised" json:"mobilised"`
	// Advantage is δ/θ, the first mover's advantage in product and push over
	// the strength of the network effect. Its Spread is 0: what differs from
	// race to race is in Noise. From -1 down the responder wins always, from 1
	// up the first mover.
	Advantage Prior `mapstructure:"advantage" json:"advantage"`
	// Noise is σ²/θ, the noise over the strength of the network effect. Its
	// Spread is 0, and 0 is no noise: a step at the separatrix.
	Noise Prior `mapstructure:"noise" json:"noise"`

	// Seed of the random streams.
	Seed uint64 `mapstructure:"seed" json:"seed"`
	// Hypers is how many sets of hyper-parameters are drawn, a multiple of 20.
	Hypers int `mapstructure:"hypers" json:"hypers"`
	// Races is how many races are drawn for each of them, an even number.
	Races int `mapstructure:"races" json:"races"`
}

// Defaults returns the configuration for messengers: a Chinese start-up of
// 2010, the one case whose figures are known well enough to say something.
// What Lei Jun said about the odds is not in it, so that it can be held
// against it. The draws are few enough to be published whole.
func Defaults() Config {
	return Config{
		Growth: Prior{
			Median: 0.5, Spread: 0.15, Doubt: 0.2, Unit: "per month",
			Source: "alizila-2013-laiwang;technode-2012-03-29",
			Why: "No first mover's growth alone is on record; between its fifth and eleventh month WeChat went from 4 to 50 million, 0.4 a month, " +
				"and a start is faster than that, so 0.5 (doubling in six weeks) with 0.3 to 0.8 in all.",
		},
		Base: Prior{
			Median: 200e3, Spread: 0.4, Doubt: 0.3, Unit: "people",
			Source: "cdshengte-michat",
			Why:    "Mi Chat had 4 million after half a year; taken back six months at 0.5 a month that is 0.2 million.",
		},
		Reach: Prior{
			Median: 150e6, Spread: 0.3, Doubt: 0.4, Unit: "people",
			Source: "assumption",
			Why:    "People in China with a smartphone or 3G in 2011: somewhat under a third of its internet users, between 55 and 400 million in all.",
		},
		Mobilised: Prior{
			Median: 0.02, Spread: 0.5, Doubt: 0.5, Unit: "share",
			Source: "gamebiz-tencent-2010q4;alizila-2013-laiwang;technode-2011-11-11;technode-2012-03-29",
			Why: "Six months in WeChat had about 6 million (between 4 at five months and 50 at eleven), and 20 million at ten months by an insider's guess: " +
				"0.01 and 0.03 of the 600 million on QQ, each about one doubt from the middle.",
		},
		Advantage: Prior{
			Median: -0.1, Doubt: 0.17, Unit: "ratio",
			Source: "assumption",
			Why:    "An owner pushes harder, so the first mover needs a little more than half: 0.55, and 0.38 to 0.72 in all; no path of shares near one half is on record to say more.",
		},
		Noise: Prior{
			Median: 0.125, Unit: "ratio",
			Source: "assumption",
			Why:    "Puts the threshold within about 0.09 of its middle from race to race; with the doubt about the advantage its log odds scatter by 0.5.",
		},
		Seed: 20101210, Hypers: 500, Races: 24,
	}
}

// Priors yields the priors with their keys, in the order of the configuration.
func (c Config) Priors() iter.Seq2[string, Prior] {
	return func(yield func(string, Prior) bool) {
		for _, p := range []struct {
			key   string
			prior Prior
		}{
			{"growth", c.Growth}, {"base", c.Base}, {"reach", c.Reach},
			{"mobilised", c.Mobilised}, {"advantage", c.Advantage}, {"noise", c.Noise},
		} {
			if !yield(p.key, p.prior) {
				return
			}
		}
	}
}

// mostDraws is how many races may be drawn in all: their table is published.
const mostDraws = 200_000

// Check returns an error that names the first key that cannot be as it is.
func (c Config) Check() error {
	for key, p := range c.Priors() {
		if err := p.check(key); err != nil {
			return err
		}
	}
	switch {
	case c.Base.Median >= c.Reach.Median:
		return fmt.Errorf("race.base.median is %g: must be below race.reach.median, %g; nobody can have more users than there are", c.Base.Median, c.Reach.Median)
	case c.Hypers < blocks || c.Hypers%blocks != 0:
		return fmt.Errorf("race.hypers is %d: must be a multiple of %d, such as %d", c.Hypers, blocks, Defaults().Hypers)
	case c.Races < 2 || c.Races%2 != 0:
		return fmt.Errorf("race.races is %d: must be an even number, such as %d", c.Races, Defaults().Races)
	case c.Hypers > mostDraws || c.Races > mostDraws/c.Hypers:
		return fmt.Errorf("race.hypers × race.races is %d × %d: must be at most %d, such as %d × %d", c.Hypers, c.Races, mostDraws, Defaults().Hypers, Defaults().Races)
	}
	return nil
}

// leastNoise is where the incomplete beta function runs out of digits: the
// threshold is then within a thousandth of the separatrix, as good as on it.
const leastNoise = 1e-6

func (p Prior) check(key string) error {
	wrong := func(field string, value float64, rule string) error {
		return fmt.Errorf("race.%s.%s is %g: must be %s", key, field, value, rule)
	}
	const widest, largest = 10, 1e15 // a factor of 22,000 either way
	switch {
	case !(p.Spread >= 0 && p.Spread <= widest):
		return wrong("spread", p.Spread, "from 0 to 10")
	case !(p.Doubt >= 0 && p.Doubt <= widest):
		return wrong("doubt", p.Doubt, "from 0 to 10")
	case !(math.Abs(p.Median) <= largest):
		return wrong("median", p.Median, "a number up to 1e15")
	case key == "advantage" || key == "noise":
		if p.Spread != 0 {
			return wrong("spread", p.Spread, "0; how races differ is set by race.noise.median")
		}
		if key == "noise" && p.Median != 0 && p.Median < leastNoise {
			return wrong("median", p.Median, fmt.Sprintf("0 (no noise) or from %g up", leastNoise))
		}
	case p.Median <= 0:
		return wrong("median", p.Median, "above 0")
	case key == "mobilised" && p.Median > 1:
		return wrong("median", p.Median, "a share, above 0 and at most 1")
	}
	return nil
}
