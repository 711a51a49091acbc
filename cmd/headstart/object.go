package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unicode"
	"unicode/utf16"

	"headstart/transform"
)

// object is one row as a JSON object whose keys keep the order of the
// columns. Days are written as 2011-01-21; what JSON cannot hold is null.
type object struct {
	keys   []string
	values []any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeJSON(&b, key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := writeJSON(&b, jsonValue(o.values[i])); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// jsonValue is a value of a result as encoding/json should see it.
func jsonValue(v any) any {
	switch v := v.(type) {
	case time.Time, []byte:
		return transform.Text(v)
	case float32:
		if x := float64(v); !math.IsNaN(x) && !math.IsInf(x, 0) {
			return json.Number(transform.Text(v)) // 0.1 and not the digits of a double
		}
		return nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	case interface { // a decimal of DuckDB
		Float64() float64
		String() string
	}:
		return json.Number(v.String())
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = jsonValue(v[i])
		}
		return list
	case map[string]any:
		fields := make(map[string]any, len(v))
		for name, value := range v {
			fields[name] = jsonValue(value)
		}
		return fields
	}
	return v
}

// writeJSON appends v, with the characters escaped that a terminal would
// obey; encoding/json leaves some of them as they are.
func writeJSON(b *bytes.Buffer, v any) error {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	for _, r := range string(bytes.TrimSpace(plain.Bytes())) {
		switch {
		case !unicode.In(r, unicode.Cc, unicode.Cf):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(b, `\u%04x`, r)
		}
	}
	return nil
}
