package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

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
		out("\nPast races most like it\n\n")
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
