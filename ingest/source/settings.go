package source

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/ingest"

	"github.com/go-viper/mapstructure/v2"
)

// of makes a kind of one that takes the settings as a struct, whose fields are
// named by their yaml tags. Defaults are for newKind to fill in.
func of[S any](newKind func(origin, S) (Kind, error)) func(origin, map[string]any) (Kind, error) {
	return func(from origin, settings map[string]any) (Kind, error) {
		var s S
		if err := decode(from.kind, settings, &s); err != nil {
			return nil, err
		}
		return newKind(from, s)
	}
}

// modes say what happens to a source with rows that break a rule, the
// strictest first.
var modes = []string{"fail", "quarantine", "warn"}

// modeOf returns the setting mode of a source: fail stops a run when a row breaks
// a rule, quarantine sets such rows aside, warn does so too and lets checks
// pass. Where it is not set, the kind says what it is: warn for texts, in which
// there is always a sentence that claims nothing that can be used.
func modeOf(settings map[string]any) (string, error) {
	switch mode, isText := settings["mode"].(string); {
	case settings["mode"] == nil:
		name, _ := settings["kind"].(string)
		return cmp.Or(kinds[name].mode, modes[0]), nil
	case !isText || !slices.Contains(modes, mode):
		return "", fmt.Errorf("unknown mode %q%s", fmt.Sprint(settings["mode"]), ingest.Hint(mode, "modes are", modes))
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
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{Result: into, Metadata: &known, DecodeHook: AsWritten, TagName: "yaml"})
	if err != nil {
		return err
	}
	if err := d.Decode(own); err != nil {
		return WrongType(err)
	}
	if len(known.Unused) == 0 {
		return nil
	}
	path := slices.Min(known.Unused)
	inside := path[:strings.LastIndex(path, ".")+1] // such as columns[0].
	where := strings.TrimSuffix(inside, ".")
	all := slices.Concat(known.Keys, known.Unset)
	if !slices.Contains(all, where) { // not within other settings, though the key may have a dot
		inside = ""
		where, all = "kind "+kind, append(all, "kind", "mode")
	}
	var keys []string
	for _, key := range slices.Sorted(slices.Values(all)) {
		if key, ok := strings.CutPrefix(key, inside); ok && !strings.ContainsAny(key, ".[") {
			keys = append(keys, key)
		}
	}
	return fmt.Errorf("unknown key %q%s", path, ingest.Hint(path[len(inside):], "keys of "+where+" are", keys))
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

// WrongType says of an error of mapstructure which key has a value of the wrong
// type, and what to write.
func WrongType(err error) error {
	var key *mapstructure.DecodeError
	var wrong *mapstructure.UnconvertibleTypeError
	var number *strconv.NumError
	if !errors.As(err, &key) {
		return errors.New(strings.Join(strings.Fields(err.Error()), " "))
	}
	name := key.Name()
	switch {
	case errors.As(err, &number):
		return fmt.Errorf("%s must be a number, not %q; write %[1]s: 1", name, number.Num)
	case strings.HasSuffix(err.Error(), "overflows uint"):
		return fmt.Errorf("%s must be a whole number of 0 or more; write %[1]s: 1", name)
	case !errors.As(err, &wrong): // a list that is none has no type of error
		return fmt.Errorf("%s must be a list; write %[1]s: [a, b]", name)
	}
	what, end := "number", fmt.Sprintf("; write %s: 1", name)
	switch kind := wrong.Expected.Kind(); {
	case kind == reflect.String:
		what, end = "text", fmt.Sprintf("; write %s: \"…\"", name)
	case kind == reflect.Bool:
		return fmt.Errorf("%s must be true or false, not %v", name, wrong.Value)
	case kind == reflect.Map || kind == reflect.Struct:
		return fmt.Errorf("%s must have keys of its own, not %v", name, wrong.Value)
	case wrong.Expected.CanInt() || wrong.Expected.CanUint():
		what = "whole number"
		if text, ok := wrong.Value.(string); ok { // in quotes
			if _, err := strconv.ParseInt(text, 10, 64); err == nil {
				return fmt.Errorf("%s must be a whole number, not a text; write %[1]s: %s", name, text)
			}
		}
	}
	return fmt.Errorf("%s must be a %s, not %v%s", name, what, wrong.Value, end)
}
