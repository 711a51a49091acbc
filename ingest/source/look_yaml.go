package source

import (
	"bytes"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlOf writes a source of kind file as it stands below the key sources: what
// is not set is left out, and each setting is one line.
func yamlOf(name, mode string, s fileSettings) (string, error) {
	settings := nodeOf(reflect.ValueOf(s))
	settings.Style = 0
	settings.Content = append([]*yaml.Node{scalar("kind"), scalar("file")}, settings.Content...)
	if mode != "" {
		settings.Content = append(settings.Content, scalar("mode"), scalar(mode))
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err := enc.Encode(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar(name), settings}})
	return b.String(), err
}

func scalar(text string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(text)
	return n
}

// nodeOf writes a value of the settings on one line, nil for one that is zero.
func nodeOf(v reflect.Value) *yaml.Node {
	if v.IsZero() || v.Kind() == reflect.Map && v.Len() == 0 {
		return nil
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	add := func(key string, value *yaml.Node) {
		if value != nil {
			n.Content = append(n.Content, scalar(key), value)
		}
	}
	switch v.Kind() {
	case reflect.String:
		return scalar(v.String())
	case reflect.Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatBool(v.Bool())}
	case reflect.Int:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatInt(v.Int(), 10)}
	case reflect.Float64:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatFloat(v.Float(), 'f', -1, 64)}
	case reflect.Slice:
		n.Kind = yaml.SequenceNode
		for i := range v.Len() {
			n.Content = append(n.Content, nodeOf(v.Index(i)))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			add(key.String(), nodeOf(v.MapIndex(key)))
		}
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(v.Type()) {
			if tag := f.Tag.Get("mapstructure"); tag != "" && tag != "-" {
				add(tag, nodeOf(v.FieldByIndex(f.Index)))
			}
		}
	}
	return n
}
