package main

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"go/token"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"headstart/ingest/press/claims"
	"headstart/ingest/raw"
	"headstart/reports"
	"headstart/transform"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helps describe the verbs, one file each: how a call is written; what it does, in short and at length; examples; and its flags, each on a
// line with what it says. One that says nothing is a flag of several verbs, and
// stands in flags.txt.
//
//go:embed help
var helps embed.FS

// helpText is a file of helps, with the lists that it names.
func helpText(name string) string {
	text, err := helps.ReadFile(path.Join("help", name+".txt"))
	if err != nil {
		panic(err) // it is in the program
	}
	return helpLists().Replace(string(text))
}

var helpLists = sync.OnceValue(func() *strings.Replacer {
	list := func(words []string) string { return strings.Join(words, ", ") }
	return strings.NewReplacer("{rules}", list(transform.Rules), "{stages}", list(stages[:3]), "{kinds}", list(gapKinds),
		"{figures}", list(reports.FigureNames()), "{constructions}", list(claims.Constructions()), "{lock}", raw.LockName, "{source}", exampleSource)
})

var sharedFlags = sync.OnceValue(func() string { return "\n" + helpText("flags") })

// verb returns the command that a help file describes. Its flags set the fields
// of call, or of the configuration, that have their names; do gets both. What
// call holds are the defaults. A verb without --config gets no configuration.
func verb[T any](name string, takes cobra.PositionalArgs, call T, do func(cmd *cobra.Command, c config, call *T, args []string) error) *cobra.Command {
	text, flags, _ := strings.Cut(helpText(name), "\nFLAGS\n")
	text, examples, _ := strings.Cut(text, "\nEXAMPLES\n")
	use, text, _ := strings.Cut(text, "\n")
	short, long, _ := strings.Cut(text, "\n")
	cmd := &cobra.Command{Use: use, Short: short, Long: strings.TrimSpace(long), Example: strings.TrimRight(examples, "\n"), Args: takes}
	settings := struct {
		config
		Config string
	}{config: defaultConfig()}
	for line := range strings.Lines(flags) {
		addFlag(cmd.Flags(), line, &call, &settings)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		var c config
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if err == nil && f.Changed {
				err = checkNumber(f, f.Value.String())
			}
		})
		if err != nil {
			return usageError{err}
		}
		if cmd.Flags().Lookup("config") != nil {
			if c, err = loadConfig(cmd.Flags()); err != nil {
				return err
			}
		}
		return do(cmd, c, &call, args)
	}
	return cmd
}

// addFlag adds the flag of a line of a help file, which sets the field of its
// name in the first of the structs that has it.
func addFlag(flags *pflag.FlagSet, line string, structs ...any) {
	name, usage, _ := strings.Cut(strings.TrimSpace(line), " ")
	if usage = strings.TrimSpace(usage); usage == "" {
		_, usage, _ = strings.Cut(sharedFlags(), "\n"+name+" ")
		usage, _, _ = strings.Cut(strings.TrimSpace(usage), "\n")
	}
	named := func(field string) bool {
		return token.IsExported(field) && strings.EqualFold(field, strings.ReplaceAll(name, "-", ""))
	}
	for _, s := range structs {
		field := reflect.ValueOf(s).Elem().FieldByNameFunc(named)
		if !field.IsValid() {
			continue
		}
		switch p := field.Addr().Interface().(type) {
		case *string:
			flags.StringVar(p, name, *p, usage)
		case *bool:
			flags.BoolVar(p, name, *p, usage)
		case *int:
			flags.IntVar(p, name, *p, usage)
		case *float64:
			flags.Float64Var(p, name, *p, usage)
		case *time.Duration:
			flags.DurationVar(p, name, *p, usage)
		case *[]string:
			flags.StringSliceVar(p, name, *p, usage)
		case *[]float64:
			flags.Float64SliceVar(p, name, *p, usage)
		case *map[string]string:
			flags.StringToStringVar(p, name, *p, usage)
		default:
			panic(fmt.Sprintf("a flag --%s cannot set a %T", name, p))
		}
		return
	}
	panic(fmt.Sprintf("no field is named as the flag --%s", name))
}

// numbers are what the usage of a flag says of its values: from 1 to 12, both
// ends among them, or between 0 and 1, neither.
var numbers = regexp.MustCompile(`\b(from|between) ([0-9.]+) (?:to|and) ([0-9.]+)`)

// checkNumber refuses a number that is not of those of its flag.
func checkNumber(f *pflag.Flag, value string) error {
	said := numbers.FindStringSubmatch(f.Usage)
	x, err := strconv.ParseFloat(value, 64)
	if said == nil || err != nil {
		return nil
	}
	least, leastErr := strconv.ParseFloat(said[2], 64)
	most, mostErr := strconv.ParseFloat(said[3], 64)
	if x > least && x < most || said[1] == "from" && (x == least || x == most) {
		return errors.Join(leastErr, mostErr)
	}
	return wrongValue(f, value)
}

// wrongValue says what the values of a flag are.
func wrongValue(f *pflag.Flag, value string) error {
	kinds := map[string]string{"int": "a whole number", "float64": "a number", "duration": "a time", "bool": "true or false"}
	what, example := cmp.Or(kinds[f.Value.Type()], "written as --help says"), f.DefValue
	if example == "0" || example == "[]" {
		example = "2"
	}
	return fmt.Errorf("%s is %q; it must be %s, such as --%s", f.Name, value, strings.TrimSpace(what+" "+numbers.FindString(f.Usage)), f.Name+"="+example)
}
