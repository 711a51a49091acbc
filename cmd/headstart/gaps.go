package main

import (
	"fmt"
	"slices"
	"strings"

	"headstart/transform"

	"github.com/spf13/cobra"
)

// gapKinds are the kinds of unknown cells in the relation gap.
var gapKinds = []string{"outcome", "users at 36 months", "launch dates", "network"}

func newGapsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gaps",
		Short: "what to find out next: the unknown cells that would move an answer most",
		Long: `Gaps lists the unknown cells of the data of the latest run: outcomes of
undecided races, leaders at 36 months, launch dates in the market, and networks
of owners. For each it says what to look for, and what the effect of 12 months
of head start instead of 3 would be if the cell held either end of what it may.

Outcomes and launch dates move the primary answer and come first. Leaders at 36
months move the answer at that time; networks move the regression that has them.`,
		Example: `  headstart gaps
  headstart gaps --kind network --top 5
  headstart gaps --json`,
		Args: noArgs,
	}
	flags := cmd.Flags()
	kind := flags.String("kind", "", "only this `kind`: "+strings.Join(gapKinds, ", "))
	top := flags.Int("top", 15, "how `many`, from 1")
	asJSON := flags.Bool("json", false, "print one JSON document: a list of objects")
	return configured(cmd, "out run", func(cmd *cobra.Command, c config, _ []string) error {
		where := ""
		if *kind != "" {
			if !slices.Contains(gapKinds, *kind) {
				return usageError{fmt.Errorf("unknown kind %q; use --kind with one of: %s", *kind, strings.Join(gapKinds, ", "))}
			}
			where = "where kind = '" + *kind + "'"
		}
		if *top < 1 {
			return usageError{fmt.Errorf("--top %d: give a number of 1 or more", *top)}
		}
		columns, print := "rank, kind, race_id, look_for, answer, round(100 * effect, 1) as points_now, "+
			"round(100 * least(effect_low, effect_high), 1) as points_from, round(100 * greatest(effect_low, effect_high), 1) as points_to", printTable
		if *asJSON {
			columns, print = "*", printObjects
		}
		found := 0
		count := func(r *transform.Result) error { return r.Each(func([]any) error { found++; return nil }) }
		if err := query(cmd.Context(), c, "select rank from gap "+where, 0, count); err != nil {
			return err
		}
		if found == 0 {
			return fmt.Errorf("no unknown cell moves an answer in the latest run: too few races are decided to estimate one, or every cell is known; see headstart sql%s \"from gap\"", outWords(c.Out))
		}
		text := fmt.Sprintf("select %s from gap %s order by rank limit %d", columns, where, *top)
		return query(cmd.Context(), c, text, 0, func(r *transform.Result) error { return print(cmd.OutOrStdout(), r) })
	})
}
