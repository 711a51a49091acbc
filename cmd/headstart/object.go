package main

import (
	"bytes"
	"encoding/json"
	"math"
	"time"
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
		value := o.values[i]
		switch v := value.(type) {
		case time.Time:
			value = v.Format(time.DateOnly)
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				value = nil
			}
		}
		for j, part := range []any{key, value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if j == 1 {
				b.WriteByte(':')
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
