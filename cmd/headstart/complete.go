package main

import (
	"context"
	"strings"

	"headstart/transform"

	"github.com/spf13/cobra"
)

// completeFrom offers what a query over one table of the latest run returns: a
// word and what it stands for; nothing where there is no run.
func completeFrom(table, query string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx := cmd.Context()
		if ctx == nil {
			ctx = context.Background()
		}
		var offers []cobra.Completion
		c, err := loadConfig(cmd.Flags())
		if err == nil {
			err = latestRun(ctx, c, []string{table}, func(db *transform.DB) error {
				rows, err := transform.Collect(ctx, db, query, func(r *[2]string) []any { return []any{&r[0], &r[1]} })
				for _, r := range rows {
					if strings.HasPrefix(r[0], prefix) {
						offers = append(offers, cobra.CompletionWithDesc(cell(r[0]), cell(r[1])))
					}
				}
				return err
			})
		}
		if err != nil {
			cobra.CompDebugln(err.Error(), false)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
}
