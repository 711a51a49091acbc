package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// decode returns the contents of a stream. What follows a fault in it is
// left out; a filter that is not known, such as one of images, is an error.
func (f *file) decode(s stream) ([]byte, error) {
	data := f.decrypted(s)
	filters, parameters := f.list(s.dict["Filter"]), f.list(s.dict["DecodeParms"])
	if len(filters) > 4 {
		return nil, errBroken
	}
	for i, filter := range filters {
		var p dict
		if i < len(parameters) {
			p = f.dict(parameters[i])
		}
		var in io.Reader
		switch f.name(filter) {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				return nil, errBroken
			}
			in = z
		case "ASCII85Decode", "A85":
			in = ascii85.NewDecoder(bytes.NewReader(onlyASCII85(data)))
		case "ASCIIHexDecode", "AHx":
			l := f.lexer(append([]byte{'<'}, data...), 0)
			in = bytes.NewReader([]byte(l.hex()))
		case "Crypt":
			continue
		default:
			return nil, errBroken
		}
		var err error
		if data, err = f.bounded(in); err != nil {
			return nil, err
		}
		if f.number(p["Predictor"]) >= 10 {
			data = unpredict(data, int(f.number(p["Colors"])), int(f.number(p["BitsPerComponent"])), int(f.number(p["Columns"])))
		}
	}
	return data, nil
}

func (f *file) list(v value) array {
	switch v := f.resolve(v).(type) {
	case nil:
		return nil
	case array:
		return v
	default:
		return array{v}
	}
}

// bounded reads what can be read of a stream, within the bounds of the file.
func (f *file) bounded(in io.Reader) ([]byte, error) {
	data, _ := io.ReadAll(io.LimitReader(in, maxStream+1))
	if f.decoded -= len(data); len(data) > maxStream || f.decoded < 0 {
		return nil, errTooMuch
	}
	return data, nil
}

func onlyASCII85(data []byte) []byte {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
	if end := bytes.IndexByte(data, '~'); end >= 0 {
		data = data[:end]
	}
	return data
}

// unpredict undoes the predictors of PNG: each row starts with the kind of
// its own.
func unpredict(data []byte, colours, bits, columns int) []byte {
	colours, bits, columns = orElse(colours, 1), orElse(bits, 8), orElse(columns, 1)
	if colours > 32 || bits > 32 || columns > maxStream/(32*32) {
		return nil
	}
	size, width := (colours*bits+7)/8, (colours*bits*columns+7)/8
	out := make([]byte, 0, len(data))
	above := make([]byte, width)
	for len(data) > 1 {
		kind, line := data[0], data[1:min(len(data), 1+width)]
		data = data[1+len(line):]
		for i := range line {
			left, up, corner := byte(0), above[i], byte(0)
			if i >= size {
				left, corner = line[i-size], above[i-size]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(int(left), int(up), int(corner))
			}
		}
		out = append(out, line...)
		copy(above, line)
	}
	return out
}

func orElse(n, otherwise int) int {
	if n <= 0 {
		return otherwise
	}
	return n
}

// paeth picks the neighbour that is nearest to left + up - corner.
func paeth(left, up, corner int) byte {
	p := left + up - corner
	switch a, b, c := abs(p-left), abs(p-up), abs(p-corner); {
	case a <= b && a <= c:
		return byte(left)
	case b <= c:
		return byte(up)
	}
	return byte(corner)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
