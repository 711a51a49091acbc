package source

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"sync"

	"headstart/ingest"

	"go.yaml.in/yaml/v3"
)

//go:embed preset.yaml
var presetFile string

// presets are settings of the kind file by the name of the preset, one for each
// form that its files can have.
var presets = sync.OnceValue(func() (out map[string][]map[string]any) {
	if err := yaml.Unmarshal([]byte(presetFile), &out); err != nil {
		panic(fmt.Sprintf("the presets: %v", err)) // they are in the program
	}
	return out
})

// withPreset returns the settings over those of their preset, one for each form
// that a file of the preset can have.
func withPreset(settings map[string]any) ([]map[string]any, error) {
	name, _ := settings["preset"].(string)
	forms, ok := presets()[name]
	switch {
	case name == "":
		return []map[string]any{settings}, nil
	case !ok:
		return nil, fmt.Errorf("unknown preset %q%s", name, ingest.Hint(name, "presets are", slices.Sorted(maps.Keys(presets()))))
	}
	var out []map[string]any
	for _, form := range forms {
		form = over(settings, form)
		delete(form, "look")
		out = append(out, form)
	}
	return out, nil
}

// over joins two settings. Of a key in both the first counts, and of two maps the
// keys of both; a cell that the first makes in one way is not made in another by
// the second.
func over(first, second map[string]any) map[string]any {
	out := maps.Clone(second)
	part := func(of map[string]any, key string) map[string]any { m, _ := of[key].(map[string]any); return m }
	columns, constants, unpivot := part(first, "columns"), part(first, "constants"), part(first, "unpivot")
	own := func(cell string, _ any) bool {
		return columns[cell] != nil || constants[cell] != nil || cell == "value" && first["add"] != nil || cell == unpivot["into"]
	}
	if own("value", nil) {
		delete(out, "add")
	}
	for key, mine := range first {
		theirs := maps.Clone(part(second, key))
		switch {
		case key == "columns" || key == "constants":
		case key == "source" && part(first, key)["title"] != nil:
			delete(theirs, "published_on")
		case key == "unpivot" && (unpivot["into"] != nil || unpivot["pattern"] != nil):
			delete(theirs, "into")
			delete(theirs, "pattern")
		}
		if out[key] = mine; theirs != nil {
			maps.Copy(theirs, part(first, key))
			out[key] = theirs
		}
	}
	for _, key := range []string{"columns", "constants"} {
		kept := maps.Clone(part(second, key))
		maps.DeleteFunc(kept, own)
		if kept == nil {
			kept = map[string]any{}
		}
		maps.Copy(kept, part(first, key))
		out[key] = kept
	}
	return out
}
