package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

func (o object) MarshalJSON() (text []byte, err error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, key := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		err = errors.Join(err, enc.Encode(key))
		b.WriteByte(':')
		err = errors.Join(err, enc.Encode(jsonValue(o.values[i])))
	}
	b.WriteByte('}')
	return b.Bytes(), err
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

// jsonNumber is null where JSON has no such number.
type jsonNumber float64

func (x jsonNumber) MarshalJSON() ([]byte, error) { return json.Marshal(jsonValue(float64(x))) }

// printJSON prints v as one JSON document, on one line where there is no
// indentation. Characters that a terminal would obey are escaped; encoding/json
// leaves some of them as they are.
func printJSON(w io.Writer, v any, indentation string) error {
	var plain, b bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indentation)
	if err := enc.Encode(v); err != nil {
		return err
	}
	for _, r := range plain.String() {
		if r == '\n' || !unicode.In(r, unicode.Cc, unicode.Cf) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
