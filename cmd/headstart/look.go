package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"strings"

	"headstart/ingest/source"

	"github.com/spf13/cobra"
)

// lookCall is what one call of look is asked for.
type lookCall struct {
	source.Asked
	Metric, Market, Platform, Period string
	FiscalYearEnds                   int
	JSON, Write                      bool
}

func newLookCommand() *cobra.Command {
	return verb("look", takes(1, "one file", "look users.csv"), lookCall{}, func(cmd *cobra.Command, c config, call *lookCall, args []string) error {
		asked := call.Asked
		asked.FiscalEnd = call.FiscalYearEnds
		asked.Cells = map[string]string{"metric": call.Metric, "market": call.Market, "platform_id": call.Platform, "period": call.Period}
		maps.DeleteFunc(asked.Cells, func(_, text string) bool { return text == "" })
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
		file, err := cmd.Flags().GetString("config")
		if err != nil {
			return err
		}
		next := "headstart check"
		if file != "" {
			next += " --config " + shellWord(file)
		}
		file = cmp.Or(file, configFile)
		told := cmd.OutOrStdout()
		if call.JSON {
			told = cmd.ErrOrStderr()
			if err := printJSON(cmd.OutOrStdout(), found, "  "); err != nil {
				return err
			}
		} else if err := render(told, "look.tmpl", found, nil); err != nil {
			return err
		}
		switch {
		case call.Write && len(found.Questions) > 0:
			return errors.New("nothing is written before the questions above have an answer")
		case !call.Write && !call.JSON && len(found.Questions) == 0:
			fmt.Fprintln(told, "\nPaste this into "+cell(file)+", or run look again with --write.")
		}
		if !call.Write {
			return nil
		}
		if _, taken := c.Sources[found.Name]; taken {
			return fmt.Errorf("%s has a source %s already; use another --name", file, found.Name)
		}
		if err := addToConfig(file, found.Name, found.YAML); err != nil {
			return err
		}
		fmt.Fprintf(told, "\nThe source %s is in %s; next: %s\n", found.Name, cell(file), next)
		return nil
	})
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

var (
	sourcesKey = regexp.MustCompile(`(?m)^sources:[ \t]*(#.*)?\r?\n`)
	firstChild = regexp.MustCompile(`^(?:[ \t]*(?:#.*)?\r?\n)*([ ]+)[^\s#]`)
)

// addToConfig writes the block of a source into a configuration file, which
// stays as it is otherwise. Where the next call would not find the source
// there, the file is not changed.
func addToConfig(file, name, block string) error {
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read configuration: %w", err)
	}
	text := string(old)
	if at := sourcesKey.FindStringIndex(text); at != nil {
		margin := "  "
		if child := firstChild.FindStringSubmatch(text[at[1]:]); child != nil {
			margin = child[1]
		}
		lines := strings.ReplaceAll(strings.TrimSuffix(block, "\n"), "\n", "\n"+margin)
		text = text[:at[1]] + margin + lines + "\n" + text[at[1]:]
	} else {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += "\nsources:\n" + indent(block)
	}
	settings, err := readSettings([]byte(text))
	if sources, _ := settings["sources"].(map[string]any); err != nil || sources[name] == nil {
		return fmt.Errorf("%s has its sources in a form that is not changed here; paste the lines above into it", file)
	}
	return saveFile(file, []byte(text))
}
