package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/viper"
)

// sourcesApart decodes a configuration file and keeps the key sources to
// itself: viper would write all keys below it in small letters, and take a
// name with a dot apart.
type sourcesApart struct {
	yaml    viper.Decoder
	sources any
}

func (s *sourcesApart) Decoder(string) (viper.Decoder, error) { return s, nil }

func (s *sourcesApart) Decode(text []byte, into map[string]any) error {
	err := s.yaml.Decode(text, into)
	s.sources = into["sources"]
	delete(into, "sources")
	return err
}

// settings are those of each source by its name.
func (s *sourcesApart) settings() (map[string]map[string]any, error) {
	const hint = "; write sources:, then, further in, a name, then, further in, its settings such as kind: owid"
	if s.sources == nil {
		return nil, nil
	}
	named, ok := s.sources.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("sources must have names of sources, not %v%s", s.sources, hint)
	}
	sources := make(map[string]map[string]any, len(named))
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if sources[name], ok = named[name].(map[string]any); !ok {
			return nil, fmt.Errorf("source %s must have settings, not %v%s", name, named[name], hint)
		}
	}
	return sources, nil
}
