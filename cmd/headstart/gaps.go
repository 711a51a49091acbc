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

// gapsCall is what one call of gaps is asked for.
type gapsCall struct {
	Kind string
	Top  int
	JSON bool
}

func newGapsCommand() *cobra.Command {
	return verb("gaps", noArgs, gapsCall{Top: 15}, func(cmd *cobra.Command, c config, call *gapsCall, _ []string) error {
		where := ""
		if call.Kind != "" {
			if !slices.Contains(gapKinds, call.Kind) {
				return usageError{fmt.Errorf("unknown kind %q; use --kind with one of: %s", call.Kind, strings.Join(gapKinds, ", "))}
			}
			where = "where kind = '" + call.Kind + "'"
		}
		columns, print := "rank, kind, race_id, look_for, answer, round(100 * effect, 1) as points_now, low, "+
			"round(100 * effect_low, 1) as points_low, high, round(100 * effect_high, 1) as points_high", printTable
		if call.JSON {
			columns, print = "*", printObjects
		}
		found := 0
		count := func(r *transform.Result) error { return r.Each(func([]any) error { found++; return nil }) }
		if err := query(cmd.Context(), c, "select rank from gap "+where, 0, count); err != nil {
			return err
		}
		if found == 0 {
			return fmt.Errorf("no unknown cell moves an answer in the run: too few races are decided to estimate one, or every cell is known; see headstart sql%s \"from gap\"", c.words())
		}
		text := fmt.Sprintf("select %s from gap %s order by rank limit %d", columns, where, call.Top)
		return query(cmd.Context(), c, text, 0, func(r *transform.Result) error { return print(cmd.OutOrStdout(), r) })
	})
}
