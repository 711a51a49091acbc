package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encodings by name; nil leaves the bytes as they are.
var encodings = map[string]encoding.Encoding{
	"utf-8":        nil,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"windows-1252": charmap.Windows1252,
}

// maxText bounds what is unpacked of one file, in bytes: a small gzip file can
// hold a thousand times its size.
const maxText = 64 << 30

// decodeText undoes gzip, where there is one, and the encoding. A byte order
// mark is dropped, and says more than the settings.
func (s *fileSettings) decodeText(body io.Reader) (io.Reader, error) {
	text := bufio.NewReaderSize(body, 1<<16)
	start, err := text.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if bytes.Equal(start, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(text)
		if err != nil {
			return nil, fmt.Errorf("unpack gzip: %w", err)
		}
		text = bufio.NewReaderSize(&capped{from: unpacked, left: maxText}, 1<<16)
	}
	enc := encodings[s.Encoding]
	if start, err = text.Peek(3); err != nil && err != io.EOF {
		return nil, err
	}
	for _, mark := range []struct {
		bytes    string
		encoding encoding.Encoding
	}{{"\xef\xbb\xbf", nil}, {"\xff\xfe", encodings["utf-16le"]}, {"\xfe\xff", encodings["utf-16be"]}} {
		if bytes.HasPrefix(start, []byte(mark.bytes)) {
			enc = mark.encoding
			if _, err := text.Discard(len(mark.bytes)); err != nil {
				return nil, err
			}
			break
		}
	}
	if enc == nil {
		return text, nil
	}
	return enc.NewDecoder().Reader(text), nil
}

// capped ends with an error, not quietly, where there is more than was left.
type capped struct {
	from io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, fmt.Errorf("unpacks to more than %d GiB; give the part of it that is needed", maxText>>30)
	}
	return n, err
}
