package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"headstart/ingest/source"
	"headstart/publish"

	"github.com/spf13/cobra"
)

func newLookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "look FILE",
		Short: "say what is in a table and how to read it",
		Long: `Look reads a table (CSV, Excel, Parquet or JSON, also in zip or gzip) and says
what it finds: encoding, delimiter, decimal mark, header, what each column holds
and what it becomes. It tries the whole file, counts the rows that fail by
reason, and prints a source to paste into headstart.yaml; --write adds it there.

Look asks for what a file does not say and never guesses; answer with flags.`,
		Example: `  headstart look my-users.csv
  headstart look my-users.xlsx --metric mau --market KOR --write`,
		Args: takes(1, "one file", "look users.csv"),
	}
	var asked source.Asked
	asJSON := cmd.Flags().Bool("json", false, "one JSON document instead of text")
	write := cmd.Flags().Bool("write", false, "add the source to headstart.yaml")
	cmd.Flags().StringVar(&asked.Name, "name", "", "name of the source (default: that of the file)")
	cmd.Flags().StringVar(&asked.Sheet, "sheet", "", "sheet of a workbook by name or number, or file in a zip archive")
	cells := map[string]*string{
		"metric":      cmd.Flags().String("metric", "", "what is counted, such as mau"),
		"market":      cmd.Flags().String("market", "", "market of all figures: a code such as KOR, or WLD"),
		"platform_id": cmd.Flags().String("platform", "", "platform of all figures"),
		"period":      cmd.Flags().String("period", "", "period of all figures, such as 2023-06"),
	}
	cmd.Flags().StringVar(&asked.Decimal, "decimal", "", "decimal mark of the numbers")
	cmd.Flags().StringVar(&asked.Dates, "dates", "", "how periods are written, such as dd/mm/yyyy")
	cmd.Flags().IntVar(&asked.FiscalEnd, "fiscal-year-ends", 0, "month in which fiscal years end, 1 to 12")
	cmd.Flags().Float64Var(&asked.Multiplier, "multiplier", 0, "factor of all numbers, such as 1000000")
	return configured(cmd, "data", func(cmd *cobra.Command, c config, args []string) error {
		asked.Cells = map[string]string{}
		for cell, value := range cells {
			if *value != "" {
				asked.Cells[cell] = *value
			}
		}
		pkg, err := c.openPackage()
		if err != nil {
			return err
		}
		if asked.Metrics, err = source.Metrics(pkg.Package); err != nil {
			return err
		}
		found, err := source.Look(args[0], pkg.platforms, asked)
		if err != nil {
			return err
		}
		told := cmd.OutOrStdout()
		if *asJSON {
			told = cmd.ErrOrStderr()
			if err := printJSON(cmd.OutOrStdout(), found); err != nil {
				return err
			}
		} else if err := render(told, "look.tmpl", found, nil); err != nil {
			return err
		}
		switch {
		case *write && len(found.Questions) > 0:
			return errors.New("nothing is written before the questions above have an answer")
		case !*write && !*asJSON && len(found.Questions) == 0:
			fmt.Fprintln(told, "\nPaste this into headstart.yaml, or run look again with --write.")
		}
		if !*write {
			return nil
		}
		if _, taken := c.Sources[found.Name]; taken {
			return fmt.Errorf("headstart.yaml has a source %s already; use another --name", found.Name)
		}
		name, err := addToConfig(cmd, found.YAML)
		if err != nil {
			return err
		}
		fmt.Fprintf(told, "\nThe source %s is in %s; next: headstart check\n", found.Name, name)
		return nil
	})
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

var (
	sourcesKey = regexp.MustCompile(`(?m)^sources:[ \t]*(#.*)?\r?\n`)
	anySources = regexp.MustCompile(`(?m)^sources\b`)
	firstChild = regexp.MustCompile(`^(?:[ \t]*(?:#.*)?\r?\n)*([ ]+)[^\s#]`)
)

// addToConfig writes a source into the configuration file, which stays as it is
// otherwise, and returns the name of the file.
func addToConfig(cmd *cobra.Command, block string) (string, error) {
	name, err := cmd.Flags().GetString("config")
	if err != nil {
		return "", err
	}
	if name == "" {
		name = "headstart.yaml"
	}
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return name, fmt.Errorf("read configuration: %w", err)
	}
	text := string(old)
	if at := sourcesKey.FindStringIndex(text); at != nil {
		margin := "  "
		if child := firstChild.FindStringSubmatch(text[at[1]:]); child != nil {
			margin = child[1]
		}
		lines := strings.ReplaceAll(strings.TrimSuffix(block, "\n"), "\n", "\n"+margin)
		text = text[:at[1]] + margin + lines + "\n" + text[at[1]:]
	} else if anySources.MatchString(text) {
		return name, fmt.Errorf("%s has its sources in a form that is not changed here; paste the lines above into it", name)
	} else {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += "\nsources:\n" + indent(block)
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return name, fmt.Errorf("write configuration: %w", err)
	}
	defer root.Close()
	if err := publish.Write(root, filepath.Base(name), []byte(text), 0o666); err != nil {
		return name, fmt.Errorf("write configuration: %w", err)
	}
	return name, nil
}
