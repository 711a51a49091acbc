package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

func newWhatifCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "whatif",
		Short: "how likely is the first mover to win, by several models",
		Long: `Whatif answers from the tables of the latest run: how likely is the first mover
to win with a given head start? The models are independent of each other, and
none of them estimates what would cause a win.

  empirical             a regression of past races on the head start: the curve
                        of the report
  empirical_by_network  the same with the network of the responder's owner, where
                        one is given. The report lists it as exploratory
  race                  a simulation from stated assumptions: the responder
                        brings a share of its owner's network. Past races refute
                        it as it is set; see the report
  elicited              the bet that the data hold: Lei Jun's, 50% after a year and
                        no hope after two or three months; none without one

What counts as winning is the primary rule of the run: the larger side by users
about five years after the responder entered, where the races were coded for it.

The interval of the empirical models is the wider of two bootstraps, over
markets and over platforms. That of race covers its assumptions only. That of
elicited covers the readings of "no hope" and has no level. No model knows the
market.

--race takes the head start, the market and the networks from a race of the data;
--head-start then moves the responder's launch. --target asks the other way
round: which head start gives the first mover this probability?`,
		Example: `  headstart whatif --head-start 42d --network 600m
  headstart whatif --head-start 1y6mo --market KOR
  headstart whatif --race cn-mi-chat-wechat --head-start 1y   # had Tencent waited a year
  headstart whatif --head-start 1y --target 50%`,
		Args: noArgs,
	}
	flags := cmd.Flags()
	outFlag(flags)
	runFlag(flags)
	configFlag(flags)
	headStart := flags.String("head-start", "", "`time` between the two launches: 42d, 6w, 6mo, 1.5y, 1y6mo")
	network := flags.String("network", "", "transferable `users` that the responder's owner could bring: 350000, 30m, 1.2bn")
	market := flags.String("market", "", "`code` of a market (CHN), to say how many races are known there")
	race := flags.String("race", "", "`id` of a race to start from")
	target := flags.String("target", "", "also give the head start with which the first mover wins with this `probability`: 50%")
	asJSON := flags.Bool("json", false, "print one JSON document")
	_ = cmd.RegisterFlagCompletionFunc("race", completeFrom("race", "select race_id, first_mover || ' against ' || responder from race order by race_id"))
	for _, name := range []string{"head-start", "network", "market", "target"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q, err := parseQuestion(*headStart, *network, *market, *race, *target)
		if err != nil {
			return err
		}
		c, err := loadConfig(flags)
		if err != nil {
			return err
		}
		a, err := whatif(cmd.Context(), c, q)
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), a.Warnings)
		if *asJSON {
			return printDocument(cmd.OutOrStdout(), a)
		}
		return a.print(cmd.OutOrStdout())
	}
	return cmd
}

// question is what whatif was asked.
type question struct {
	days    *float64 // nil: that of the race
	network *float64 // nil: that of the race
	market  string   // empty: that of the race, or none
	race    string   // empty: none
	target  *float64 // probability, between 0 and 1; nil: not asked
}

func parseQuestion(headStart, network, market, race, target string) (question, error) {
	q := question{market: strings.ToUpper(market), race: race}
	if headStart == "" && race == "" {
		return q, usageError{errors.New("no head start; use --head-start 42d, or --race cn-mi-chat-wechat for one of the data")}
	}
	if headStart != "" {
		days, err := parseDays(headStart)
		if err != nil {
			return q, usageError{err}
		}
		q.days = &days
	}
	if network != "" {
		users, err := parseUsers(network)
		if err != nil {
			return q, usageError{err}
		}
		q.network = &users
	}
	if target != "" {
		number, percent := strings.CutSuffix(target, "%")
		p, err := strconv.ParseFloat(number, 64)
		if percent {
			p /= 100
		}
		if err != nil || !(p > 0 && p < 1) {
			return q, usageError{fmt.Errorf("%q is not a probability between 0 and 1; write it as in --target 50%% or --target 0.5", target)}
		}
		q.target = &p
	}
	if market != "" && !marketCode.MatchString(q.market) {
		return q, noMarket(market)
	}
	return q, nil
}

var (
	marketCode = regexp.MustCompile(`^[A-Z]{3}$`)
	timePart   = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(d|w|mo|y)`)
	userCount  = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(|k|m|bn)$`)
)

// daysPerMonth is that of the tables, whose months are days over it.
const daysPerMonth = 30.4375

// parseDays reads a time such as 42d, 6w, 6mo, 1.5y or 1y6mo as days.
func parseDays(text string) (float64, error) {
	const most = 100 * 12 * daysPerMonth
	days, rest := 0.0, strings.ToLower(strings.ReplaceAll(text, " ", ""))
	if rest == "0" {
		return 0, nil
	}
	for rest != "" {
		part := timePart.FindStringSubmatch(rest)
		if part == nil {
			return 0, fmt.Errorf("%q is no head start; write days, weeks, months or years as in --head-start 42d, 6w, 6mo, 1.5y or 1y6mo", text)
		}
		rest = rest[len(part[0]):]
		number, err := strconv.ParseFloat(part[1], 64)
		if err != nil {
			number = math.Inf(1)
		}
		days += number * map[string]float64{"d": 1, "w": 7, "mo": daysPerMonth, "y": 12 * daysPerMonth}[part[2]]
	}
	if days > most {
		return 0, fmt.Errorf("a head start of %q is more than a hundred years; write it as in --head-start 42d, 6w, 6mo, 1.5y or 1y6mo", text)
	}
	return days, nil
}

// parseUsers reads a number of people such as 350000, 350k, 30m or 1.2bn.
func parseUsers(text string) (float64, error) {
	const most = 1e10
	part := userCount.FindStringSubmatch(strings.ToLower(strings.ReplaceAll(text, " ", "")))
	if part == nil {
		return 0, fmt.Errorf("%q is no number of users; write it as in --network 350000, 350k, 30m or 1.2bn", text)
	}
	number, err := strconv.ParseFloat(part[1], 64)
	users := number * map[string]float64{"": 1, "k": 1e3, "m": 1e6, "bn": 1e9}[part[2]]
	if err != nil || users > most {
		return 0, fmt.Errorf("a network of %q is more people than there are; write it as in --network 350000, 350k, 30m or 1.2bn", text)
	}
	return users, nil
}
