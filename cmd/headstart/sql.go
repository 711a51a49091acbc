package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"unicode"

	"headstart/transform"

	"github.com/spf13/cobra"
)

func newSQLCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   `sql "select …"`,
		Short: "query the tables of the latest run, read-only",
		Long: `Sql runs one query over the tables of out/latest and prints its rows.

The query is DuckDB SQL. It can read the tables and nothing else: no file, no
network, no change.`,
		Example: `  headstart sql "show tables"
  headstart sql "select bucket, wins, n, rate, lower, upper from win_rate_bucket"
  headstart sql --csv "from series where platform_id = 'wechat' and metric = 'mau'"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New(`sql takes one query, in quotes: headstart sql "show tables"`)
			}
			return nil
		},
	}
	outFlag(cmd.Flags())
	configFlag(cmd.Flags())
	asJSON := cmd.Flags().Bool("json", false, "print one JSON document: a list of objects")
	asCSV := cmd.Flags().Bool("csv", false, "print CSV with a header")
	cmd.MarkFlagsMutuallyExclusive("json", "csv")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := loadConfig(cmd.Flags())
		if err != nil {
			return err
		}
		print := printTable
		if *asJSON {
			print = printObjects
		} else if *asCSV {
			print = printCSV
		}
		return query(cmd.Context(), c, args[0], func(r *transform.Result) error { return print(cmd.OutOrStdout(), r) })
	}
	return cmd
}

// query opens the tables of the latest run and hands the result to print.
func query(ctx context.Context, c config, text string, print func(*transform.Result) error) error {
	dir := filepath.Join(c.Out, "latest", "tables")
	tables, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("open the latest run: %w; make one with: headstart run", err)
	}
	var names []string
	for _, t := range tables {
		if name, ok := strings.CutSuffix(t.Name(), ".parquet"); ok {
			names = append(names, name)
		}
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	result, err := transform.QueryTables(ctx, dir, names, text)
	if err != nil {
		return err
	}
	defer result.Close()
	return print(result)
}

// cell prints a value inert: nothing in it can move the cursor or break a
// line of a terminal.
func cell(v any) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, transform.Text(v))
}

func printTable(w io.Writer, r *transform.Result) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, strings.Join(r.Columns, "\t"))
	err := r.Each(func(row []any) error {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v)
		}
		_, err := fmt.Fprintln(out, strings.Join(cells, "\t"))
		return err
	})
	return errors.Join(err, out.Flush())
}

func printCSV(w io.Writer, r *transform.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write(r.Columns); err != nil {
		return err
	}
	err := r.Each(func(row []any) error {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = transform.Text(v)
		}
		return out.Write(cells)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

func printObjects(w io.Writer, r *transform.Result) error {
	rows := []object{}
	err := r.Each(func(row []any) error {
		rows = append(rows, object{r.Columns, append([]any(nil), row...)})
		return nil
	})
	if err != nil {
		return err
	}
	return printJSON(w, rows)
}
