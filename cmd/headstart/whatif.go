package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
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
  elicited              the bet in the data, where there is one. Lei Jun's in the
                        shipped data: 50% after a year, "no hope" after two or
                        three months

What counts as winning is the primary rule of the run: the larger side by users
about five years after the responder entered, where the races were coded for it.

The interval of the empirical models is the wider of two bootstraps, over
markets and over platforms. That of race covers its assumptions only. That of
elicited covers the readings of "no hope" and has no level. No model knows the
market.

--race takes the head start, the market and the networks from a race of the data;
--head-start then moves the responder's launch. --target inverts the question:
which head start gives the first mover this probability?`,
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
			return 0, fmt.Errorf("%q is not a head start; write days, weeks, months or years as in --head-start 42d, 6w, 6mo, 1.5y or 1y6mo", text)
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
		return 0, fmt.Errorf("%q is not a number of users; write it as in --network 350000, 350k, 30m or 1.2bn", text)
	}
	number, err := strconv.ParseFloat(part[1], 64)
	users := number * map[string]float64{"": 1, "k": 1e3, "m": 1e6, "bn": 1e9}[part[2]]
	if err != nil || users > most {
		return 0, fmt.Errorf("a network of %q is more people than there are; write it as in --network 350000, 350k, 30m or 1.2bn", text)
	}
	return users, nil
}

func (a *answer) print(w io.Writer) error {
	var errs []error
	out := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format, args...)
		errs = append(errs, err)
	}
	days := float64(a.Days)
	if r := a.Race; r == nil {
		out("A head start of %s\n\n", daysText(days))
	} else {
		out("%s against %s, %s: a head start of %s", cell(r.firstName), cell(r.responderName), cell(r.Market), daysText(float64(r.Days)))
		if r.DaysLower != r.DaysUpper {
			out(" (%d to %d by the sources)", r.DaysLower, r.DaysUpper)
		}
		out("\nWhat happened: %s\n\n", map[string]string{"first_mover": cell(r.firstName) + " won",
			"responder": cell(r.responderName) + " won", "undecided": "nobody has won"}[r.Winner])
		if days != float64(r.Days) {
			errs = append(errs, printModels(w, r.Models, r.Explore))
			out("\nThe same with a head start of %s\n\n", daysText(days))
		}
	}
	errs = append(errs, printModels(w, a.Models, a.Explore))
	if a.Target != nil {
		out("\nHead start with which the first mover wins with %s\n\n", share(a.Target.Probability))
		errs = append(errs, printLeads(w, a.Target.Models))
	}
	if len(a.Alike) > 0 {
		out("\nMost similar past races\n\n")
		errs = append(errs, printPast(w, a.Alike))
	}
	var facts [][2]string
	fact := func(name, format string, args ...any) {
		facts = append(facts, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if b := a.base; b.n > 0 {
		fact("base rate", "%s (%d of %d races by %s; %s interval %s)", share(b.rate.Float64), b.wins, b.n, b.label,
			share(b.level.Float64), shares(b.lower.Float64, b.upper.Float64))
	}
	if a.alike != nil {
		fact("alike", "%d of %d with a head start of %s", a.alike.wins, a.alike.n, a.alike.bucket)
	}
	if m := a.Market; m != nil {
		fact("market", "%d of %d in %s; no model knows the market", m.Wins, m.N, cell(m.Code))
	}
	if n := a.Network; n != nil {
		fact("network", "%s users that the responder's owner could bring (%s)", people(float64(n.Users)),
			map[string]string{"asked": "as asked", "race": "as in the race", "founding race": "that of the founding race, for the model race only"}[n.From])
	}
	for i, f := range facts {
		if i == 0 {
			out("\n")
		}
		out("%-9s  %s\n", f[0], f[1])
	}
	out(`
Differences between head starts are associations, not effects of launching
earlier; see headstart whatif --help.
`)
	return errors.Join(errs...)
}

func printLeads(w io.Writer, models []leadAnswer) error {
	rows := [][]string{{"model", "head start", "interval", ""}}
	months := func(x jsonNumber) string {
		if v := float64(x); math.IsInf(v, 1) {
			return "no end"
		} else if !math.IsNaN(v) {
			return monthsText(v)
		}
		return "no end"
	}
	for _, m := range models {
		row := []string{m.Name, "none", "", m.Note}
		if v := float64(m.Months); !math.IsNaN(v) && !math.IsInf(v, 0) {
			row[1] = months(m.Months)
		}
		if !math.IsNaN(float64(m.Lower)) {
			row[2] = months(m.Lower) + " to " + months(m.Upper)
		}
		rows = append(rows, row)
	}
	return printAligned(w, rows)
}

func printPast(w io.Writer, races []pastRace) error {
	rows := [][]string{{"past race", "market", "head start", "responder's network", "who won"}}
	for _, r := range races {
		network, winner := "not known", r.first
		if r.users.Valid {
			network = people(r.users.Float64)
		}
		if r.Winner == "responder" {
			winner = r.next
		}
		rows = append(rows, []string{cell(r.first) + " against " + cell(r.next), cell(r.Market), daysText(r.Months * daysPerMonth), network, cell(winner)})
	}
	return printAligned(w, rows)
}

func printModels(w io.Writer, models, exploratory []modelAnswer) error {
	rows := [][]string{{"model", "first mover wins", "interval", "level", "races"}}
	for _, m := range slices.Concat(models, exploratory) {
		row := []string{m.Name, "no answer", "", "", ""}
		if p := float64(m.PWin); !math.IsNaN(p) {
			level := "range"
			if m.Level > 0 {
				level = share(m.Level)
			}
			row = []string{m.Name, share(p), shares(float64(m.Lower), float64(m.Upper)), level, strconv.FormatInt(m.N, 10)}
		}
		rows = append(rows, row)
	}
	return printAligned(w, rows)
}

// share writes a probability in per cent; what rounds to certainty says that
// it is less.
func share(p float64) string {
	switch {
	case p > 0 && p < 0.001:
		return "<0.1%"
	case p < 1 && p > 0.999:
		return ">99.9%"
	case p > 0 && p < 0.01 || p < 1 && p > 0.99:
		return strconv.FormatFloat(100*p, 'f', 1, 64) + "%"
	}
	return strconv.FormatFloat(100*p, 'f', 0, 64) + "%"
}

func shares(lower, upper float64) string { return share(lower) + " to " + share(upper) }

// monthsText writes a number of months to three digits, or all before the point.
func monthsText(months float64) string {
	if months >= 1000 {
		return fmt.Sprintf("%.0f months", months)
	}
	return fmt.Sprintf("%.3g months", months)
}

// daysText writes a head start in days, and first in months where they are
// many.
func daysText(days float64) string {
	if days >= 2*daysPerMonth {
		return fmt.Sprintf("%s (%.0f days)", monthsText(days/daysPerMonth), days)
	}
	text := strconv.FormatFloat(math.Round(10*days)/10, 'f', -1, 64)
	if text == "1" {
		return "1 day"
	}
	return text + " days"
}

// people writes a number of people as whatif reads it, in words.
func people(n float64) string {
	unit := ""
	switch {
	case n >= 1e9:
		n, unit = n/1e9, " billion"
	case n >= 1e6:
		n, unit = n/1e6, " million"
	}
	text := strconv.FormatFloat(n, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + unit
}
