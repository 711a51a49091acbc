package main

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/stored"
	"headstart/transform"
)

// answer is what whatif says, and its document of --json.
type answer struct {
	Days     jsonNumber      `json:"head_start_days"`
	Models   []modelAnswer   `json:"models"`
	Explore  []modelAnswer   `json:"exploratory,omitempty"` // models that the report calls exploratory; none without a network
	BaseRate jsonNumber      `json:"base_rate"`             // null: no decided race
	Warnings []string        `json:"warnings"`
	Race     *answeredRace   `json:"race,omitempty"`
	Market   *answeredMarket `json:"market,omitempty"`
	Network  *answeredUsers  `json:"network,omitempty"` // nil: not known
	Target   *answeredTarget `json:"target,omitempty"`  // nil: not asked
	Alike    []pastRace      `json:"past_races"`        // most like the question first

	base  baseRate
	alike *alike // nil: no decided race
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

// answeredRace is the race that was started from, as it was.
type answeredRace struct {
	ID         string        `json:"race_id"`
	Market     string        `json:"market"`
	FirstMover string        `json:"first_mover"`
	Responder  string        `json:"responder"`
	Days       int64         `json:"head_start_days"`
	DaysLower  int64         `json:"head_start_days_lower"` // by the claims
	DaysUpper  int64         `json:"head_start_days_upper"`
	Winner     string        `json:"winner"` // first_mover, responder or undecided
	Models     []modelAnswer `json:"models"`
	Explore    []modelAnswer `json:"exploratory,omitempty"`

	firstName, responderName string
	months                   float64
	firstUsers, users        sql.NullFloat64 // transferable
}

type answeredMarket struct {
	Code string `json:"code"`
	N    int64  `json:"n"` // decided races there
	Wins int64  `json:"wins"`
}

// answeredUsers are the transferable users of the responder's owner.
type answeredUsers struct {
	Users jsonNumber `json:"users"`
	From  string     `json:"from"` // asked, race or founding race
}

type baseRate struct {
	wins, n                   int64
	rate, lower, upper, level sql.NullFloat64
	label                     string // what is called winning
}

// alike is the races with head starts alike.
type alike struct {
	bucket  string
	wins, n int64
}

// The tables that whatif reads.
var whatifTables = []string{"win_rule", "base_rate", "win_rate_bucket", "win_rate_coefficient", "win_rate_draw", "race_draw",
	"elicited_law", "race_design", "founding_race", "platform"}

// Below this many races a share of them says little.
const fewRaces = 10

// latestRun hands the named tables of the latest run to use.
func latestRun(ctx context.Context, c config, names []string, use func(*transform.DB) error) error {
	dir, all, err := latestTables(c)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("the latest run in %s has no table %s; make a new one with: headstart run%s --force", c.Out, name, outWords(c.Out))
		}
	}
	db, err := stored.Open(ctx, dir, names)
	if err != nil {
		return err
	}
	defer db.Close()
	return use(db)
}

// whatif answers a question from the latest run.
func whatif(ctx context.Context, c config, q question) (*answer, error) {
	var a *answer
	err := latestRun(ctx, c, whatifTables, func(db *transform.DB) (err error) {
		a, err = (&asker{ctx, db, q, &answer{Warnings: []string{}}}).ask(c)
		return err
	})
	return a, err
}

// asker reads the tables and fills the answer.
type asker struct {
	ctx context.Context
	db  *transform.DB
	question
	*answer
}

func (k *asker) warn(format string, args ...any) {
	k.Warnings = append(k.Warnings, fmt.Sprintf(format, args...))
}

func (k *asker) ask(c config) (*answer, error) {
	if err := k.startFromRace(c); err != nil {
		return nil, err
	}
	months := 0.0
	if k.days != nil {
		k.Days, months = jsonNumber(*k.days), *k.days/daysPerMonth
	} else {
		k.Days, months = jsonNumber(k.Race.Days), k.Race.months
	}
	for _, step := range []func(float64) error{k.readBaseRate, k.readMarket, k.findNetwork, k.checkRange} {
		if err := step(months); err != nil {
			return nil, err
		}
	}
	models, err := k.readModels()
	if err != nil {
		return nil, err
	}
	if k.Models, k.Explore, err = models.at(months); err != nil {
		return nil, err
	}
	if k.target != nil {
		if k.Target, err = models.lead(*k.target); err != nil {
			return nil, err
		}
	}
	if k.Alike, err = k.pastRaces(months); err != nil {
		return nil, err
	}
	if k.Race != nil {
		k.Race.Models, k.Race.Explore, err = models.at(k.Race.months)
	}
	return k.answer, err
}

func (k *asker) startFromRace(c config) error {
	if k.race == "" {
		return nil
	}
	races, err := transform.Collect(k.ctx, k.db, `
		select race_id, race_design.market, first_mover, responder, days, days_lower, days_upper, months, first_network, responder_network,
			case won when 1 then 'first_mover' when 0 then 'responder' else 'undecided' end, first.name, second.name
		from race_design
		join platform as first on first.platform_id = first_mover
		join platform as second on second.platform_id = responder
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and race_id = $1`,
		func(r *answeredRace) []any {
			return []any{&r.ID, &r.Market, &r.FirstMover, &r.Responder, &r.Days, &r.DaysLower, &r.DaysUpper, &r.months, &r.firstUsers, &r.users,
				&r.Winner, &r.firstName, &r.responderName}
		}, k.race)
	if err != nil {
		return err
	}
	if len(races) == 0 {
		return k.unknownRace(c)
	}
	k.Race = &races[0]
	if k.market != "" && k.market != k.Race.Market {
		return usageError{fmt.Errorf("race %s is of market %s, not %s; leave --market out", k.race, k.Race.Market, k.market)}
	}
	k.market = k.Race.Market
	return nil
}

// unknownRace says which races may be meant, and how to see them all.
func (k *asker) unknownRace(c config) error {
	ids, err := transform.Collect(k.ctx, k.db, "select distinct race_id from race_design order by race_id",
		func(id *string) []any { return []any{id} })
	if err != nil {
		return err
	}
	var near []string
	if one := ingest.Closest(k.race, ids); one != "" {
		near = []string{one}
	} else {
		for _, id := range ids {
			if strings.Contains(id, strings.ToLower(k.race)) {
				near = append(near, id)
			}
		}
	}
	hint := ""
	if n := len(near); n > 0 {
		hint = fmt.Sprintf("did you mean %s? ", strings.Join(near[:min(n, 3)], ", "))
	}
	return fmt.Errorf("the latest run has no race %q; %slist them with: headstart sql%s \"select race_id from race\"", k.race, hint, c.words())
}

func (k *asker) readBaseRate(months float64) error {
	rates, err := transform.Collect(k.ctx, k.db, `
		select wins, n, rate, lower, upper, level, label
		from base_rate
		join win_rule using (win_rule)
		where role = 'primary'`,
		func(r *baseRate) []any { return []any{&r.wins, &r.n, &r.rate, &r.lower, &r.upper, &r.level, &r.label} })
	if err != nil {
		return err
	}
	k.BaseRate = jsonNumber(math.NaN())
	if len(rates) == 0 || !rates[0].rate.Valid {
		k.warn("the run has no decided race: no base rate, and nothing to compare with")
		return nil
	}
	k.base, k.BaseRate = rates[0], jsonNumber(rates[0].rate.Float64)
	buckets, err := transform.Collect(k.ctx, k.db, `
		select bucket, wins, n
		from win_rate_bucket
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and months_from <= $1 and (months_to is null or $1 < months_to)`,
		func(b *alike) []any { return []any{&b.bucket, &b.wins, &b.n} }, months)
	if err != nil || len(buckets) == 0 {
		return err
	}
	k.alike = &buckets[0]
	if k.alike.n < fewRaces {
		k.warn("few races are similar: %s with a head start of %s", count(int(k.alike.n), "race", "races"), k.alike.bucket)
	}
	return nil
}

func (k *asker) readMarket(float64) error {
	if k.market == "" {
		return nil
	}
	k.Market = &answeredMarket{Code: k.market}
	found, err := transform.Collect(k.ctx, k.db, `
		select count(*), coalesce(sum(won), 0)::bigint
		from race_design
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and counted and market = $1`,
		func(m *answeredMarket) []any { return []any{&m.N, &m.Wins} }, k.market)
	if err != nil {
		return err
	}
	k.Market.N, k.Market.Wins = found[0].N, found[0].Wins
	const same = "no model knows the market, so the answers are those for any"
	switch {
	case k.Market.N == 0:
		k.warn("no decided race of market %s is among the data; %s", k.market, same)
	case k.Market.N < fewRaces:
		k.warn("only %s of market %s among the data; %s", count(int(k.Market.N), "decided race is", "decided races are"), k.market, same)
	}
	return nil
}

// findNetwork settles whose network the responder brings.
func (k *asker) findNetwork(float64) error {
	switch {
	case k.network != nil:
		k.Network = &answeredUsers{jsonNumber(*k.network), "asked"}
	case k.Race != nil && k.Race.users.Valid:
		k.Network = &answeredUsers{jsonNumber(k.Race.users.Float64), "race"}
	case k.Race != nil:
		k.warn("the users of the owner of %s were not found, so the model race has no answer; use --network to assume some", k.Race.responderName)
	default:
		type network struct {
			users       float64
			name, first string
		}
		founding, err := transform.Collect(k.ctx, k.db, `
			select responder_network, network_name, first_name from founding_race where responder_network is not null`,
			func(n *network) []any { return []any{&n.users, &n.name, &n.first} })
		if err != nil {
			return err
		}
		if len(founding) == 0 {
			k.warn("the model race needs the responder's network; use --network 30m, or --race")
			return nil
		}
		k.Network = &answeredUsers{jsonNumber(founding[0].users), "founding race"}
		k.warn("no --network: the model race takes that of the founding race, %s users (%s against %s); empirical does without",
			people(founding[0].users), founding[0].name, founding[0].first)
	}
	return nil
}

// checkRange warns of what is asked beyond the races of the data.
func (k *asker) checkRange(months float64) error {
	type span struct{ days, network [2]sql.NullFloat64 }
	found, err := transform.Collect(k.ctx, k.db, `
		select min(months) * 30.4375, max(months) * 30.4375, min(responder_network), max(responder_network)
		from race_design
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and counted`,
		func(s *span) []any { return []any{&s.days[0], &s.days[1], &s.network[0], &s.network[1]} })
	if err != nil {
		return err
	}
	const beyond = "empirical goes beyond what was seen"
	days, s := months*daysPerMonth, found[0]
	if low, high := s.days[0], s.days[1]; low.Valid && (days < low.Float64-1e-6 || days > high.Float64+1e-6) {
		k.warn("a head start of %s is outside the races of the data, %s to %s: %s", daysText(days), daysText(low.Float64), daysText(high.Float64), beyond)
	}
	if low, high := s.network[0], s.network[1]; k.network != nil && low.Valid && (*k.network < low.Float64 || *k.network > high.Float64) {
		k.warn("a network of %s users is outside the races of the data, %s to %s: %s", people(*k.network), people(low.Float64), people(high.Float64), beyond)
	}
	return nil
}
