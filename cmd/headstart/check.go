package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/source"
	"headstart/reports/words"
	"headstart/transform"

	"github.com/spf13/cobra"
)

func newCheckCommand() *cobra.Command {
	return verb("check", noArgs, struct{}{}, func(cmd *cobra.Command, c config, _ *struct{}, _ []string) error {
		return check(cmd.Context(), c, cmd.OutOrStdout())
	})
}

func check(ctx context.Context, c config, stdout io.Writer) error {
	pkg, err := c.openPackage()
	if err != nil {
		return err
	}
	sources, err := c.addSources(pkg)
	if err != nil {
		return err
	}
	db, err := tried(ctx, pkg.Package)
	if err != nil {
		return err
	}
	defer db.Close()
	rejected, err := db.Rejected(ctx)
	if err != nil {
		return err
	}
	tellLeftOut(stdout, sources)
	if bad := printRejected(stdout, rejected, sources, pkg); bad > 0 {
		return errors.New(count(bad, "row breaks a rule; correct it in the file named above", "rows break a rule; correct them in the files named above"))
	}
	// Rows come first: a figure that does not hold can make a bias.
	if err := printWarnings(ctx, stdout, db); err != nil {
		return err
	}
	if missing, err := foundingMissing(ctx, db, c.FoundingRace); err != nil || missing != "" && c.FoundingRace != transform.FoundingRace {
		return cmp.Or(err, errors.New(missing))
	}
	fmt.Fprintf(stdout, "%d tables are valid: every row has its types, keys and source\n", len(pkg.Tables()))
	return nil
}

// printRejected writes a line for each rejected row, and returns how many are no
// mere warnings. A cell that is wrong by itself is often so in many rows: it has
// one line, with their count.
func printRejected(w io.Writer, rejected []transform.Rejection, sources *source.Sources, pkg *dataPackage) (bad int) {
	type fault struct{ file, column, rule, text string }
	rows := map[fault]int{}
	var shown []transform.Rejection
	faultOf := func(r transform.Rejection) fault { return fault{r.File, r.Column, r.Rule, r.Text} }
	for _, r := range rejected {
		if sources.Mode(r.File) != "warn" {
			bad++
		}
		if slices.Contains([]string{"foreign_key", "enum", "pattern", "type"}, r.Rule) {
			if rows[faultOf(r)]++; rows[faultOf(r)] > 1 {
				continue
			}
		}
		shown = append(shown, r)
	}
	advise := adviser(pkg)
	for _, r := range shown {
		line := rejectionLine(advise(r))
		if more := rows[faultOf(r)] - 1; more > 0 {
			line += "; the same in " + count(more, "more row", "more rows")
		}
		if sources.Mode(r.File) == "warn" {
			line = "warning: " + line
		}
		fmt.Fprintln(w, line)
	}
	return bad
}

// adviser returns a function that adds to a rejected row what its cell may have
// meant, by the keys of the table that it refers to.
func adviser(pkg *dataPackage) func(transform.Rejection) transform.Rejection {
	aliases := source.AliasesOf(pkg.platforms)
	known := map[string][]string{} // keys of the tables that cells refer to
	for table, key := range map[string]string{"source": "source_id", "metric": "metric", "platform": "platform_id", "race": "race_id"} {
		if rows, err := pkg.Texts(table); err == nil {
			for _, row := range rows {
				known[table] = append(known[table], row.Cell(key))
			}
		}
	}
	return func(r transform.Rejection) transform.Rejection {
		table := strings.TrimSuffix(r.Column, "_id")
		if slices.Contains([]string{"first_mover", "responder", "part_of"}, r.Column) {
			table = "platform"
		}
		switch {
		case r.Rule == "foreign_key" && slices.Contains(known[table], r.Text):
			r.Reason = fmt.Sprintf("its row in %s is rejected too; correct that one", pkg.Path(table))
		case r.Suggested != "" || r.Relation == table:
		case table == "platform":
			if r.Suggested = aliases.Platform(r.Text); r.Suggested == r.Text {
				r.Suggested = aliases.Near(r.Text)
			}
		default:
			r.Suggested = ingest.Closest(r.Text, known[table])
		}
		if r.Suggested == r.Text {
			r.Suggested = ""
		}
		return r
	}
}

// printWarnings writes what rows that hold may still have wrong.
func printWarnings(ctx context.Context, w io.Writer, db *transform.DB) error {
	warnings, err := ask[struct {
		Line     string
		From, To float64
		Months   int
	}](ctx, db, "check_warnings")
	for _, found := range warnings {
		if low, high, known := source.Growth(found.From, found.Months+1); found.From == 0 || known && (found.To < low || found.To > high) {
			fmt.Fprintln(w, "warning: "+found.Line)
		}
	}
	return err
}

// rejectedRows tries every row of a package, and of the origins added to it,
// against the contract and returns those that do not hold.
func rejectedRows(ctx context.Context, pkg *ingest.Package) ([]transform.Rejection, error) {
	db, err := tried(ctx, pkg)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return db.Rejected(ctx)
}

// tried returns a database with the relations of transform; the caller closes
// it.
func tried(ctx context.Context, pkg *ingest.Package) (*transform.DB, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	if err = transform.Load(ctx, db, pkg); err == nil {
		err = transform.Run(ctx, db, transform.Options{})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// foundingMissing says that the data have races, but not the founding one; ""
// where they do.
func foundingMissing(ctx context.Context, db *transform.DB, founding string) (string, error) {
	missing, err := transform.Collect(ctx, db, `
		select race_id from race
		where not exists (select 1 from race where race_id = $1)
		order by jaro_winkler_similarity(race_id, $1) desc, race_id
		limit 1`, func(race *string) []any { return []any{race} }, founding)
	if err != nil || len(missing) == 0 {
		return "", err
	}
	return cell(fmt.Sprintf("founding_race names %q, which is not a race of the data, so the report has no founding story; write one that is, such as founding_race: %s", founding, missing[0])), nil
}

// rejectionLine is a rejected row as compilers print errors, inert in a
// terminal.
func rejectionLine(r transform.Rejection) string {
	var b strings.Builder
	b.WriteString(r.File)
	if r.Line > 0 {
		fmt.Fprintf(&b, ":%d", r.Line)
	}
	b.WriteString(": ")
	if r.Column != "" {
		fmt.Fprintf(&b, "%s: ", r.Column)
	}
	reason := strings.ReplaceAll(words.Lowered(strings.TrimSuffix(r.Reason, ".")), ". Also", "; also")
	if quoted := fmt.Sprintf("%q", r.Text); r.Text != "" && !strings.Contains(reason, quoted) {
		reason = quoted + ": " + reason
	}
	b.WriteString(reason)
	if r.Suggested != "" {
		fmt.Fprintf(&b, "; perhaps %q", r.Suggested)
	}
	return cell(b.String())
}
