package source

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/ingest"

	"github.com/go-viper/mapstructure/v2"
)

// constructor makes a kind from the settings of a source.
type constructor func(from origin, settings map[string]any) (Kind, error)

// of makes a constructor of one that takes the settings as a struct, whose
// fields have mapstructure tags. Defaults are for newKind to fill in.
func of[S any](newKind func(origin, S) (Kind, error)) constructor {
	return func(from origin, settings map[string]any) (Kind, error) {
		var s S
		if err := decode(from.kind, settings, &s); err != nil {
			return nil, err
		}
		return newKind(from, s)
	}
}

// Modes say what happens to a source with rows that break a rule, the
// strictest first.
var Modes = []string{"fail", "quarantine", "warn"}

// Mode returns the setting mode of a source: fail stops a run when a row breaks
// a rule, quarantine sets such rows aside, warn does so too and lets checks
// pass. Where it is not set, the kind says what it is: warn for texts, in which
// there is always a sentence that claims nothing that can be used.
func Mode(settings map[string]any) (string, error) {
	switch mode, isText := settings["mode"].(string); {
	case settings["mode"] == nil:
		name, _ := settings["kind"].(string)
		of, _ := kindNamed(name)
		return cmp.Or(of.mode, Modes[0]), nil
	case !isText || !slices.Contains(Modes, mode):
		return "", fmt.Errorf("unknown mode %q%s", fmt.Sprint(settings["mode"]), ingest.Hint(mode, "modes are", Modes))
	default:
		return mode, nil
	}
}

// decode fills a struct with the settings but kind and mode.
func decode(kind string, settings map[string]any, into any) error {
	own := maps.Clone(settings)
	delete(own, "kind")
	delete(own, "mode")
	var known mapstructure.Metadata
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{Result: into, Metadata: &known, DecodeHook: AsWritten})
	if err != nil {
		return err
	}
	if err := d.Decode(own); err != nil {
		return wrongType(err)
	}
	if len(known.Unused) == 0 {
		return nil
	}
	path := slices.Min(known.Unused)
	parent, key := "", path
	if at := strings.LastIndexAny(path, "."); at >= 0 {
		parent, key = path[:at], path[at+1:]
	}
	where := "kind " + kind
	if parent != "" {
		where = parent
	}
	keys := keysOf(reflect.TypeOf(into), parent)
	if parent == "" {
		keys = append(keys, "kind", "mode")
	}
	return fmt.Errorf("unknown key %q%s", path, ingest.Hint(key, "keys of "+where+" are", keys))
}

// AsWritten is a hook of mapstructure. A day that YAML reads without quotes
// stays a text, and a number is not cut to a whole one.
func AsWritten(_, to reflect.Type, value any) (any, error) {
	if day, ok := value.(time.Time); ok && to.Kind() == reflect.String {
		return day.Format(time.DateOnly), nil
	}
	whole := reflect.New(to).Elem()
	if number, ok := value.(float64); ok && (whole.CanInt() || whole.CanUint()) && (number != math.Trunc(number) || math.Abs(number) > 1<<53) {
		return nil, &mapstructure.UnconvertibleTypeError{Expected: whole, Value: value}
	}
	return value, nil
}

func wrongType(err error) error {
	var key *mapstructure.DecodeError
	var wrong *mapstructure.UnconvertibleTypeError
	if !errors.As(err, &key) {
		return errors.New(strings.Join(strings.Fields(err.Error()), " "))
	}
	name := key.Name()
	if !errors.As(err, &wrong) { // a list that is none has no type of error
		return fmt.Errorf("%s: %w; a list is written %[1]s: [a, b]", name, key.Unwrap())
	}
	switch wrong.Expected.Kind() {
	case reflect.String:
		return fmt.Errorf("%s must be a text, not %v; write %s: \"…\"", name, wrong.Value, name)
	case reflect.Bool:
		return fmt.Errorf("%s must be true or false, not %v", name, wrong.Value)
	case reflect.Map, reflect.Struct:
		return fmt.Errorf("%s must have keys of its own, not %v", name, wrong.Value)
	}
	return errors.New(NoNumber(name, wrong))
}

// NoNumber says that the setting of a name must be a number.
func NoNumber(name string, wrong *mapstructure.UnconvertibleTypeError) string {
	what := "number"
	if wrong.Expected.CanInt() || wrong.Expected.CanUint() {
		what = "whole number"
	}
	return fmt.Sprintf("%s must be a %s, not %v", name, what, wrong.Value)
}

var bracketed = regexp.MustCompile(`\[[^\]]*\]`)

// keysOf returns the keys that the struct at a path such as columns[0].date
// of a decoded value has.
func keysOf(t reflect.Type, path string) []string {
	for _, name := range strings.Split(bracketed.ReplaceAllString(path, ""), ".") {
		t = elem(t)
		if name == "" || t.Kind() != reflect.Struct {
			break
		}
		for _, f := range reflect.VisibleFields(t) {
			if tag, _, _ := strings.Cut(f.Tag.Get("mapstructure"), ","); strings.EqualFold(tag, name) {
				t = f.Type
				break
			}
		}
	}
	var keys []string
	if t = elem(t); t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if tag, _, _ := strings.Cut(f.Tag.Get("mapstructure"), ","); tag != "" && tag != "-" {
				keys = append(keys, tag)
			}
		}
	}
	return keys
}

func elem(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

// A Choice is what a person says of one claim of a text.
type Choice struct {
	Number int // of the claim, from 1
	Accept bool
	Set    [][2]string // names of fields, as in [Fill], and their values
}

// Choices are what a person says of the claims of a text.
type Choices struct {
	List []Choice // each claim once

	claims int    // how many the text has
	text   string // its SHA-256
}

// NewChoices are about a text with so many claims and that SHA-256.
func NewChoices(claims int, text string) *Choices { return &Choices{claims: claims, text: text} }

var listForm = regexp.MustCompile(`^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$`)

// IsList reports a list of numbers: 2,5-7.
func IsList(s string) bool { return listForm.MatchString(s) }

// Add says the same of all claims of a list. It fails for a number that is no
// claim, or that something was said of before.
func (c *Choices) Add(list string, accept bool, set [][2]string) error {
	for item := range strings.SplitSeq(list, ",") {
		from, to, ranged := strings.Cut(item, "-")
		a, _ := strconv.Atoi(from)
		b := a
		if ranged {
			b, _ = strconv.Atoi(to)
		}
		if a < 1 || b < a || b > c.claims {
			return fmt.Errorf("there is no claim %s; the last one has number %d; see them with: headstart extract FILE", item, c.claims)
		}
		for n := a; n <= b; n++ {
			if slices.ContainsFunc(c.List, func(old Choice) bool { return old.Number == n }) {
				return fmt.Errorf("claim %d is decided twice; name it once", n)
			}
			c.List = append(c.List, Choice{n, accept, set})
		}
	}
	return nil
}

// AddFile reads a file with a decision on each line: "2 accept period=2018-09"
// or "3,5-7 reject". A line "text SHA256" says which text they are about; # begins
// a remark. Errors start with file:line.
func (c *Choices) AddFile(name string, content []byte) error {
	for n, line := range strings.Split(string(content), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if err := c.addLine(strings.Fields(line)); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n+1, err)
		}
	}
	return nil
}

func (c *Choices) addLine(f []string) error {
	switch {
	case len(f) == 0 || len(f) == 2 && f[0] == "text" && f[1] == c.text:
		return nil
	case len(f) == 2 && f[0] == "text":
		return fmt.Errorf("the decisions are about another text (SHA-256 %.12s…, this one has %.12s…) and are ignored; review it again with --html", f[1], c.text)
	case len(f) < 2 || !IsList(f[0]) || f[1] != "accept" && f[1] != "reject" || f[1] == "reject" && len(f) > 2:
		return fmt.Errorf("%q is not a decision; write it as: 2 accept period=2018-09, or: 3 reject", strings.Join(f, " "))
	}
	var set [][2]string
	for _, pair := range f[2:] {
		field, value, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%q is not a field with its value; write period=2018-09", pair)
		}
		set = append(set, [2]string{field, value})
	}
	return c.Add(f[0], f[1] == "accept", set)
}
