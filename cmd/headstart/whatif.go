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
		Short: "how likely is the first mover to win, by three models",
		Long: `Whatif answers from the tables of the latest run: how likely is the first mover
to win with a head start, by three models side by side. They share nothing but
the question, and none of them says what would cause a win.

  empirical  what became of past races: a regression on the head start, and on
             both owners' networks where they are given
  race       the mechanism: the responder brings a share of its owner's network,
             and the first mover must by then be too large to be tipped over
  elicited   the bet of Lei Jun: 50% after a year, no hope after two or three
             months

None of them takes a head start of zero to be 50%. For empirical it is the
intercept: how often the side that is called first wins anyway. For race it is a
start together, which the responder wins more often than not, the surer the
larger its owner's network. For elicited it is less than "no hope".

The band of empirical is a bootstrap over markets or platforms, whichever is
wider; that of race is over its assumptions, and no race went into it; that of
elicited are the ends over what "no hope" may mean, which have no level. No
model knows the market.

--race takes head start, market and networks from a race of the data, and
--head-start then moves the responder's launch.`,
		Example: `  headstart whatif --head-start 42d --network 600m
  headstart whatif --head-start 1y6mo --market KOR
  headstart whatif --race cn-mi-chat-wechat --head-start 1y   # had Tencent waited a year`,
		Args: noArgs,
	}
	flags := cmd.Flags()
	outFlag(flags)
	configFlag(flags)
	headStart := flags.String("head-start", "", "`time` between the two launches: 42d, 6w, 6mo, 1.5y, 1y6mo")
	network := flags.String("network", "", "transferable `users` that the responder's owner could bring: 350000, 30m, 1.2bn")
	market := flags.String("market", "", "`code` of a market (CHN), to say how many races are known there")
	race := flags.String("race", "", "`id` of a race to start from")
	asJSON := flags.Bool("json", false, "print one JSON document")
	_ = cmd.RegisterFlagCompletionFunc("race", completeFrom("race", "select race_id, first_mover || ' against ' || responder from race order by race_id"))
	for _, name := range []string{"head-start", "network", "market"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q, err := parseQuestion(*headStart, *network, *market, *race)
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
}

func parseQuestion(headStart, network, market, race string) (question, error) {
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
	if market != "" && !marketCode.MatchString(q.market) {
		return q, usageError{fmt.Errorf("%q is no market; use a code of three letters (ISO 3166-1) such as --market CHN, or WLD for the world", market)}
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
