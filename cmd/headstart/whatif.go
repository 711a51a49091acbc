package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/reports/words"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// whatifCall is what whatif is asked, as it is typed.
type whatifCall struct {
	HeadStart, Network, Market, Race, Target string
	JSON                                     bool
}

func newWhatifCommand() *cobra.Command {
	return verb("whatif", noArgs, whatifCall{}, func(cmd *cobra.Command, c config, call *whatifCall, _ []string) error {
		q, err := call.question()
		if err != nil {
			return err
		}
		return latestRun(cmd.Context(), c, whatifTables, func(db *transform.DB) error {
			a, err := whatif(cmd.Context(), db, q, c.words())
			if err != nil {
				return err
			}
			warn(cmd.ErrOrStderr(), a.Warnings...)
			return say(cmd.OutOrStdout(), call.JSON, "whatif.tmpl", a, map[string]any{"beside": a.beside})
		})
	})
}

// question is what whatif was asked.
type question struct {
	days    *float64 // nil: that of the race
	network *float64 // nil: that of the race
	market  string   // empty: that of the race, or none
	race    string   // empty: none
	target  *float64 // probability, between 0 and 1; nil: not asked
}

// question reads what was typed.
func (w *whatifCall) question() (question, error) {
	q := question{market: strings.ToUpper(w.Market), race: w.Race}
	if w.HeadStart == "" && w.Race == "" {
		return q, usageError{errors.New("no head start; use --head-start 42d, or --race with a race_id; list them with: headstart sql \"select race_id from race\"")}
	}
	for _, typed := range []struct {
		text string
		read func(string) (float64, error)
		into **float64
	}{{w.HeadStart, parseDays, &q.days}, {w.Network, parseUsers, &q.network}, {w.Target, parseProbability, &q.target}} {
		if typed.text == "" {
			continue
		}
		x, err := typed.read(typed.text)
		if err != nil {
			return q, usageError{err}
		}
		*typed.into = &x
	}
	if w.Market != "" && !marketCode.MatchString(q.market) {
		return q, noMarket(w.Market)
	}
	return q, nil
}

// parseProbability reads a probability such as 50% or 0.5.
func parseProbability(text string) (float64, error) {
	number, percent := strings.CutSuffix(strings.ReplaceAll(text, " ", ""), "%")
	p, err := strconv.ParseFloat(number, 64)
	if percent {
		p /= 100
	}
	if err != nil || !(p > 0 && p < 1) {
		return 0, fmt.Errorf("%q is not a probability between 0 and 1; write it as in --target 50%% or --target 0.5", text)
	}
	return p, nil
}

var (
	marketCode = regexp.MustCompile(`^[A-Z]{3}$`)
	timePart   = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(d|w|mo|y)`)
	userCount  = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(|k|m|bn)$`)
)

// parseDays reads a time such as 42d, 6w, 6mo, 1.5y or 1y6mo as days.
func parseDays(text string) (float64, error) {
	const most = 100 * 12 * words.DaysPerMonth
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
		days += number * map[string]float64{"d": 1, "w": 7, "mo": words.DaysPerMonth, "y": 12 * words.DaysPerMonth}[part[2]]
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

// The tables that whatif reads.
var whatifTables = []string{"win_rule", "base_rate", "win_rate_bucket", "win_rate_coefficient", "win_rate_draw", "race_draw",
	"elicited_point", "race_design", "founding_race", "platform", "head_start", "race"}

// answer is what whatif says, and its document of --json: columns of whatif.sql,
// and what the models answer.
type answer struct {
	Days     float64          `json:"head_start_days"`
	Models   []object         `json:"models"`
	Explore  []object         `json:"exploratory,omitempty"` // models that the report calls exploratory; none without a network
	BaseRate *float64         `json:"base_rate"`             // null: no decided race
	Warnings []string         `json:"warnings"`
	Race     *answeredRace    `json:"race,omitempty"`
	Market   *json.RawMessage `json:"market,omitempty"`  // code, n and wins of its decided races
	Network  *answeredUsers   `json:"network,omitempty"` // nil: not known
	Target   *object          `json:"target,omitempty"`  // probability, and the head start that each model asks for; nil: not asked
	Past     json.RawMessage  `json:"past_races"`        // most like the question first

	models []model
	beside map[string]any // the row of whatif.sql
}

// answeredRace is the race that was started from, as it was.
type answeredRace struct {
	ID         string   `json:"race_id"`
	Market     string   `json:"market"`
	FirstMover string   `json:"first_mover"`
	Responder  string   `json:"responder"`
	Days       float64  `json:"head_start_days"`
	DaysLower  int64    `json:"head_start_days_lower"` // by the claims
	DaysUpper  int64    `json:"head_start_days_upper"`
	Winner     string   `json:"winner"` // first_mover, responder or undecided
	Models     []object `json:"models"`
	Explore    []object `json:"exploratory,omitempty"`
}

// answeredUsers are the transferable users of the responder's owner.
type answeredUsers struct {
	Users float64 `json:"users"`
	From  string  `json:"from"` // asked, race or founding race
}

// whatif answers a question from a run; words make a later call read the same one.
func whatif(ctx context.Context, db *transform.DB, q question, words string) (*answer, error) {
	row, err := askOne[json.RawMessage](ctx, db, "whatif", sql.Named("days", q.days), sql.Named("network", q.network),
		sql.Named("market", q.market), sql.Named("race", q.race))
	if err != nil {
		return nil, err
	}
	a := &answer{Warnings: []string{}}
	var known struct {
		Months     float64
		RaceMonths float64 `json:"race_months"`
		Races      []string
	}
	if err := errors.Join(json.Unmarshal(row, a), json.Unmarshal(row, &known), json.Unmarshal(row, &a.beside)); err != nil {
		return nil, err
	}
	switch {
	case q.race != "" && a.Race == nil:
		return nil, unknownRace(q.race, known.Races, words)
	case a.Race != nil && q.market != "" && q.market != a.Race.Market:
		return nil, usageError{fmt.Errorf("race %s is of market %s, not %s; leave --market out", q.race, a.Race.Market, q.market)}
	}
	// What the run has little of, and what is asked beyond its races.
	var warnings strings.Builder
	if err := render(&warnings, "whatif.warnings", a.beside, nil); err != nil {
		return nil, err
	}
	a.Warnings = append(a.Warnings, slices.Collect(strings.FieldsFuncSeq(warnings.String(), func(r rune) bool { return r == '\n' }))...)
	if a.models, err = a.readModels(ctx, db); err != nil {
		return nil, err
	}
	if a.Models, a.Explore, err = answersAt(a.models, known.Months); err == nil && a.Race != nil {
		a.Race.Models, a.Race.Explore, err = answersAt(a.models, known.RaceMonths)
	}
	if err == nil && q.target != nil {
		var leads []object
		leads, err = leadsFor(a.models, *q.target)
		target := named("probability", *q.target, "models", leads)
		a.Target = &target
	}
	return a, err
}

// unknownRace says which races may be meant, and how to see them all.
func unknownRace(race string, ids []string, words string) error {
	hint := meant(race, ids)
	near := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !strings.Contains(id, strings.ToLower(race)) })
	if hint == "" && len(near) > 0 {
		hint = fmt.Sprintf("did you mean %s? ", strings.Join(near[:min(len(near), 3)], ", "))
	}
	return fmt.Errorf("the run has no race %q; %slist them with: headstart sql%s \"select race_id from race\"", race, hint, words)
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
	return words.Percent(p)
}

// monthsText writes a number of months to three digits, or all before the point.
func monthsText(months float64) string {
	text := fmt.Sprintf("%.3g", months)
	if months >= 1000 {
		text = fmt.Sprintf("%.0f", months)
	}
	return count(text, "month", "months")
}

// daysText writes a head start in days, and first in months where they are
// many.
func daysText(days float64) string {
	if days >= 2*words.DaysPerMonth {
		return fmt.Sprintf("%s (%.0f days)", monthsText(days/words.DaysPerMonth), days)
	}
	return count(strconv.FormatFloat(math.Round(10*days)/10, 'f', -1, 64), "day", "days")
}
