package document

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// writePDF makes a PDF of objects, numbered from 1, the first of which is the
// catalog. There is no cross-reference table.
func writePDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

func streamOf(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// onePage shows the contents with a font F1 of the usual kind and whatever
// further objects, from number 6 on, are given.
func onePage(contents string, further ...string) []byte {
	return writePDF(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R /F2 6 0 R >> /XObject << /X 6 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		contents,
	}, further...)...)
}

func TestPDFLayout(t *testing.T) {
	for _, c := range []struct{ name, contents, want string }{
		{"plain", "BT /F1 10 Tf 72 700 Td (Hello) Tj ET", "Hello"},
		{"two columns", "BT /F1 10 Tf 72 700 Td (MAU) Tj 200 0 Td (877.1) Tj ET", "MAU  877.1"},
		{"painted in another order", "BT /F1 10 Tf 272 700 Td (877.1) Tj -200 0 Td (MAU) Tj ET", "MAU  877.1"},
		{"the mark of a note is no digit", "BT /F1 10 Tf 72 700 Td (802.6) Tj /F1 6 Tf 4 Ts (1) Tj 0 Ts /F1 10 Tf ( million) Tj ET", "802.6 million"},
		{"digits of one number", "BT /F1 10 Tf 72 700 Td (1) Tj (1) Tj (1) Tj (.) Tj (5) Tj ET", "111.5"},
		{"words that are moved to", "BT /F1 10 Tf 72 700 Td (two) Tj 19 0 Td (words) Tj ET", "two words"},
		{"lines", "BT /F1 10 Tf 12 TL 72 700 Td (one) Tj T* (two) Tj T* (three) Tj 0 -40 Td (four) Tj ET", "one\ntwo\nthree\n\nfour"},
		{"upright only", "BT /F1 10 Tf 0 1 -1 0 50 50 Tm (side) Tj 1 0 0 1 72 700 Tm (front) Tj ET", "front"},
		{"nowhere", "BT /F1 10 Tf 1 0 0 1 1e9 700 Tm (far) Tj 1 0 0 1 72 700 Tm (near) Tj ET", "near"},
	} {
		d, err := Read(onePage(streamOf("", c.contents)))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var lines []string
		for l := range strings.Lines(d.Text) {
			cells := strings.FieldsFunc(strings.ReplaceAll(strings.TrimSpace(l), "  ", "\t"), func(r rune) bool { return r == '\t' })
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			lines = append(lines, strings.Join(cells, "  "))
		}
		if got := strings.TrimSpace(strings.Join(lines, "\n")); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Files that are made to do harm end in an error or in what can be read, in
// little memory.
func TestHostilePDF(t *testing.T) {
	bomb := deflated(strings.Repeat("(a) Tj ", 1<<20))
	many := strings.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ", 40_000)
	defer func(was time.Duration) { maxPDFTime = was }(maxPDFTime)
	maxPDFTime = 20 * time.Second
	for name, file := range map[string][]byte{
		"bomb":                   onePage(streamOf("/Filter /FlateDecode", bomb)),
		"bomb in a bomb":         onePage(streamOf("/Filter [/FlateDecode /FlateDecode]", deflated(bomb))),
		"two million characters": onePage(streamOf("/Filter /FlateDecode", deflated("BT /F1 1 Tf 72 700 Td "+many+" ET"))),
		"length of itself":       onePage("<< /Length 5 0 R >>\nstream\nx\nendstream"),
		"reference to itself":    writePDF("1 0 R"),
		"pages in a circle":      writePDF("<< /Pages 2 0 R >>", "<< /Kids [2 0 R 3 0 R] >>", "<< /Kids [2 0 R] >>"),
		"countless pages":        writePDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"),
		"deep arrays":            writePDF("<< /Pages " + strings.Repeat("[", 100_000) + " >>"),
		"deep dictionaries":      writePDF("<< /Pages " + strings.Repeat("<< /A ", 100_000) + " >>"),
		"wide ranges":            onePage(streamOf("", "BT /F2 10 Tf (a) Tj ET"), "<< /Type /Font /Subtype /Type0 /ToUnicode 7 0 R /DescendantFonts [<< /W [0 999999999 5 0 99999999 5] >>] >>", streamOf("", strings.Repeat("<0000> <FFFF> <0000> endbfrange ", 1000))),
		"huge numbers":           onePage(streamOf("/DecodeParms << /Predictor 12 /Columns 999999999999 /Colors 9999999 >> /Filter /FlateDecode", deflated("xx"))),
		"stream of itself":       writePDF("<< /Pages 2 0 R >>", streamOf("/Type /ObjStm /N 999999999 /First 5", "2 0 ")),
		"nothing but blanks":     append([]byte("%PDF-1.4\n1 0 obj"), bytes.Repeat([]byte(" "), 1<<20)...),
		"not closed":             []byte("%PDF-1.4\n1 0 obj << /Pages ((((((("),
		"states without end":     onePage(streamOf("", strings.Repeat("q ", 100_000))),
		"infinite positions":     onePage(streamOf("", "1e14 0 0 1e14 0 0 cm 1e14 0 0 1e14 0 0 cm 1e300 0 0 1e14 0 0 cm BT /F1 1e14 Tf (a) Tj ET")),
		"form in itself":         onePage(streamOf("", "/X Do"), streamOf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>", "/X Do /X Do")),
		"headings without end":   append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("1 0 obj "), 100_000)...),
		"trailers without end":   append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("trailer << /Root 1 0 R >> "), 50_000)...),
		"encryption of nothing":  append(writePDF("<< >>"), "trailer << /Encrypt << /Filter /Standard /V 4 /R 4 /O (x) /U (y) >> >>"...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		d, err := Read(file)
		if err == nil {
			checkDocument(t, file, d)
		}
		runtime.ReadMemStats(&after)
		if took := after.Sys - min(after.Sys, before.Sys); took > 1<<30 {
			t.Errorf("%s: took %d MiB", name, took>>20)
		}
		t.Logf("%s: %v, %v", name, time.Since(start).Round(time.Millisecond), err)
	}
}

// A PDF that takes too long is given up, and the next one is read.
func TestSlowPDF(t *testing.T) {
	defer func(was time.Duration) { maxPDFTime = was }(maxPDFTime)
	if _, err := Read(onePage(streamOf("", "BT /F1 10 Tf 72 700 Td (Hello) Tj ET"))); err != nil { // the reader is started
		t.Fatal(err)
	}
	maxPDFTime = 50 * time.Millisecond
	slow := onePage(streamOf("/Filter /FlateDecode", deflated("BT /F1 1 Tf 72 700 Td "+strings.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaa) Tj ", 20_000)+" ET")))
	if d, err := Read(slow); err == nil || !strings.Contains(err.Error(), "takes more than 50ms to read") {
		t.Errorf("%v, %v", d, err)
	}
	maxPDFTime = time.Minute
	file, err := os.ReadFile(filepath.Join("testdata", "pdf", "standard-fonts.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(file); err != nil {
		t.Errorf("after a slow one: %v", err)
	}
}
