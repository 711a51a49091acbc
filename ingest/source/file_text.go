package source

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// marks are the byte order marks by the encodings that they say.
var marks = []struct{ bytes, encoding string }{{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"}}

// encodingNamed returns an encoding by a name of the WHATWG, such as
// windows-1252, shift_jis or gb18030; nil leaves the bytes as they are.
func encodingNamed(name string) (encoding.Encoding, error) {
	switch name {
	case "utf-8":
		return nil, nil
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	}
	return htmlindex.Get(name)
}

// decodeText undoes the encoding. A byte order mark is dropped, and says more
// than the settings.
func (s *fileSettings) decodeText(body io.Reader) (io.Reader, error) {
	text := bufio.NewReaderSize(body, 1<<16)
	start, err := text.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	name := s.Encoding
	for _, mark := range marks {
		if bytes.HasPrefix(start, []byte(mark.bytes)) {
			name = mark.encoding
			if _, err := text.Discard(len(mark.bytes)); err != nil {
				return nil, err
			}
			break
		}
	}
	enc, err := encodingNamed(name)
	if enc == nil {
		return text, err
	}
	return enc.NewDecoder().Reader(text), nil
}
