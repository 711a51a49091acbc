package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"headstart/ingest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// Bounds in bytes. A small gzip or zip file can hold a thousand times its size.
const (
	maxText  = 64 << 30  // of text unpacked of one file
	maxWhole = 256 << 20 // of a file from a reader that cannot be asked for a part of it
	maxDepth = 3         // of archives in archives; one can hold itself
)

// foreign are files that are not read, by bytes that all of them have.
var foreign = []struct {
	at          int
	bytes, what string
}{
	{0, "\xd0\xcf\x11\xe0", "an Excel workbook of before 2007 (.xls), or one with a password; save it as .xlsx without a password"},
	{0, "7z\xbc\xaf", "a 7-Zip archive; unpack it first"},
	{0, "Rar!\x1a", "a RAR archive; unpack it first"},
	{4, "1AY&SY", "a bzip2 file; unpack it first"},
	{0, "\xfd7zXZ", "an xz file; unpack it first"},
	{0, "\x28\xb5\x2f\xfd", "a Zstandard file; unpack it first"},
	{0, "\x04\x22\x4d\x18", "an LZ4 file; unpack it first"},
	{257, "ustar", "a tar archive; unpack it first"},
	{0, "PK\x05\x06", "an empty zip archive; pack it again"},
	{0, "%PDF-", "a PDF; read its text with kind: press"},
	{0, "ARROW1", "an Arrow (Feather) file; save it as Parquet"},
	{0, "Obj\x01", "an Avro file; save it as Parquet"},
	{0, "\x89HDF", "an HDF5 file; save it as Parquet"},
	{0, "SQLite format 3\x00", "an SQLite database; save its table as CSV"},
	{8, "DUCK", "a DuckDB database; save its table as Parquet"},
	{0, "<stata_dta>", "a Stata file; save it as CSV"},
	{0, "$FL2", "an SPSS file; save it as CSV"},
	{0, "RDX3\n", "an R data file; save it as CSV"},
	{0, "\x89PNG", "a picture; give the table behind it"},
}

// zipped are other files than archives that zip holds, by an entry of theirs.
var zipped = []struct{ entry, what string }{
	{"xl/workbook.bin", "a binary Excel workbook (.xlsb); save it as .xlsx"},
	{"content.xml", "an OpenDocument file; save it as .xlsx"},
	{"Index/Document.iwa", "a Numbers document; save it as .xlsx"},
	{"word/document.xml", "a Word document; save it as HTML and read it with kind: press"},
	{"ppt/presentation.xml", "a PowerPoint presentation; give the table behind it"},
}

// unpacked is a file out of its containers.
type unpacked struct {
	body    io.Reader // an io.ReaderAt and io.Seeker too for what was packed in none
	format  string    // xlsx or parquet, by its bytes; "" is text
	entry   string    // its name in a zip archive
	entries []string  // of that archive, when it holds several tables
}

// unpack opens gzip and zip archives, known by their first bytes, and refuses
// what is not read by its name. entry names the file in an archive of several.
// depth is the number of archives around it.
func unpack(body io.Reader, entry string, depth int) (unpacked, error) {
	start := make([]byte, 512)
	if at, ok := body.(io.ReaderAt); ok {
		n, err := at.ReadAt(start, 0)
		if err != nil && err != io.EOF {
			return unpacked{}, err
		}
		start = start[:n]
	} else {
		text := bufio.NewReaderSize(body, 1<<16)
		peeked, err := text.Peek(len(start))
		if err != nil && err != io.EOF {
			return unpacked{}, err
		}
		start, body = peeked, text
	}
	for _, f := range foreign {
		if len(start) > f.at && bytes.HasPrefix(start[f.at:], []byte(f.bytes)) {
			return unpacked{}, fmt.Errorf("the file is %s", f.what)
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("PAR1")):
		return unpacked{body: body, format: "parquet"}, nil
	case depth == maxDepth && (bytes.HasPrefix(start, []byte("\x1f\x8b")) || bytes.HasPrefix(start, []byte("PK\x03\x04"))):
		return unpacked{}, fmt.Errorf("the file is packed more than %d times; unpack it first", maxDepth)
	case bytes.HasPrefix(start, []byte("\x1f\x8b")):
		plain, err := gzip.NewReader(body)
		if err != nil {
			return unpacked{}, fmt.Errorf("unpack gzip: %w", err)
		}
		return unpack(&capped{from: plain, left: maxText}, entry, depth+1)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return unzip(body, entry, depth)
	}
	return unpacked{body: body}, nil
}

// unzip opens the one table of an archive, or a workbook, which is a zip
// archive as well.
func unzip(body io.Reader, entry string, depth int) (unpacked, error) {
	whole, err := sized(body)
	if err != nil {
		return unpacked{}, err
	}
	archive, err := zip.NewReader(whole, whole.Size())
	if err != nil {
		return unpacked{}, fmt.Errorf("unpack zip: %w; is the file whole?", err)
	}
	names := map[string]*zip.File{}
	var tables []string
	for _, f := range archive.File {
		names[f.Name] = f
		base := path.Base(f.Name)
		if !strings.HasSuffix(f.Name, "/") && !strings.HasPrefix(base, ".") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			tables = append(tables, f.Name)
		}
	}
	if names["xl/workbook.xml"] != nil {
		return unpacked{body: whole, format: "xlsx"}, nil
	}
	for _, z := range zipped {
		if names[z.entry] != nil {
			return unpacked{}, fmt.Errorf("the file is %s", z.what)
		}
	}
	found := entry
	if len(tables) == 1 {
		found = tables[0]
	}
	switch {
	case len(tables) == 0:
		return unpacked{}, errors.New("the file is a zip archive with nothing in it; pack it again")
	case found == "":
		return unpacked{entries: tables}, fmt.Errorf("the file is a zip archive of %d files; choose one by the setting sheet, or look --sheet: %s", len(tables), strings.Join(tables[:min(10, len(tables))], ", "))
	case !slices.Contains(tables, found):
		return unpacked{entries: tables}, fmt.Errorf("the zip archive has no %q%s", found, ingest.Hint(found, "it has", tables[:min(50, len(tables))]))
	case names[found].Flags&1 != 0:
		return unpacked{}, fmt.Errorf("%s in the zip archive has a password; unpack it first", found)
	}
	plain, err := names[found].Open()
	if err != nil {
		return unpacked{}, fmt.Errorf("unpack %s of the zip archive: %w", found, err)
	}
	u, err := unpack(&capped{from: plain, left: maxText}, "", depth+1)
	u.entry, u.entries = found, tables
	return u, err
}

// sized returns a reader that can be asked for its length and any part, as
// formats with a table of contents need it.
func sized(body io.Reader) (*io.SectionReader, error) {
	if at, ok := body.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := at.Seek(0, io.SeekEnd)
		return io.NewSectionReader(at, 0, size), err
	}
	whole, err := io.ReadAll(io.LimitReader(body, maxWhole+1))
	if err != nil {
		return nil, err
	}
	if len(whole) > maxWhole {
		return nil, fmt.Errorf("a file of this kind of more than %d MiB must lie unpacked in a folder; use path", maxWhole>>20)
	}
	return io.NewSectionReader(bytes.NewReader(whole), 0, int64(len(whole))), nil
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
	if err != nil && err != io.EOF {
		err = fmt.Errorf("unpack it: %w; is the file whole, with nothing behind its end?", err)
	}
	return n, err
}

// marks are the byte order marks by the encodings that they say.
var marks = []struct{ bytes, encoding string }{{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"}}

// encodingNamed returns an encoding by a name of the WHATWG, such as
// windows-1252, shift_jis or gb18030. That of utf-8 leaves the bytes as they are.
func encodingNamed(name string) (encoding.Encoding, error) {
	if name == "utf-8" {
		return encoding.Nop, nil
	}
	return htmlindex.Get(name)
}

// decodeText undoes the encoding. A byte order mark is dropped, and says more
// than the settings.
func (s *fileSettings) decodeText(body io.Reader) (io.Reader, error) {
	enc, err := encodingNamed(s.Encoding)
	if err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(transform.NewReader(body, unicode.BOMOverride(enc.NewDecoder())), 1<<16)
	// Old programs for the Macintosh end a line with a carriage return alone.
	if start, _ := text.Peek(1 << 16); bytes.IndexByte(start, '\r') >= 0 && bytes.IndexByte(start, '\n') < 0 {
		return transform.NewReader(text, runes.Map(func(r rune) rune {
			if r == '\r' {
				return '\n'
			}
			return r
		})), nil
	}
	return text, nil
}
