package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a PDF of objects, numbered from 1, the first of which is the
// catalogue. There is no cross-reference table.
func write(objects ...string) []byte {
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
	return write(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 4 0 R /F2 6 0 R >> /XObject << /X 6 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		contents,
	}, further...)...)
}

func textOf(t *testing.T, file []byte) string {
	t.Helper()
	var b strings.Builder
	for page, err := range Pages(file) {
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range page {
			b.WriteString(g.Text)
		}
	}
	return b.String()
}

func TestPages(t *testing.T) {
	const hello = "BT /F1 10 Tf 72 700 Td (Hello) Tj ET"
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"plain", onePage(streamOf("", hello)), "Hello"},
		{"deflated", onePage(streamOf("/Filter /FlateDecode", deflated(hello))), "Hello"},
		{"wrong length", onePage("<< /Length 3 >>\nstream\n" + hello + "\nendstream"), "Hello"},
		{"hexadecimal, escapes and octal", onePage(streamOf("", `BT /F1 10 Tf <4142 4> Tj (\(\)\\\101\
B) Tj ET`)), `AB@()\AB`},
		{"array and quotes", onePage(streamOf("", `BT /F1 10 Tf [(a) -200 (b)] TJ 5 TL (c) ' 1 2 (d) " ET`)), "abcd"},
		{"signs of Windows", onePage(streamOf("", "BT /F1 10 Tf (\x93\x96\x94) Tj ET")), "“–”"},
		{"form", onePage(streamOf("", "/X Do"), streamOf("/Subtype /Form", hello)), "Hello"},
		{"form within itself", onePage(streamOf("", "/X Do"), streamOf("/Subtype /Form", hello+" /X Do")), strings.Repeat("Hello", maxForms)},
		{"ToUnicode", onePage(streamOf("", "BT /F2 10 Tf <00010002> Tj ET"),
			"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 7 0 R >>",
			streamOf("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0002> <5FAE> endbfrange")), "微徯"},
		{"named characters", onePage(streamOf("", "BT /F2 10 Tf (ab) Tj ET"),
			"<< /Type /Font /Subtype /Type1 /Encoding << /Differences [97 /one /uni20AC] >> >>"), "1€"},
		{"GBK", onePage(streamOf("", "BT /F2 10 Tf <CEA2D0C5> Tj ET"), "<< /Type /Font /Subtype /Type0 /Encoding /GBK-EUC-H >>"), "微信"},
		{"later revision", append(onePage(streamOf("", hello)), "5 0 obj\n"+streamOf("", "BT /F1 10 Tf (New) Tj ET")+"\nendobj\n"...), "New"},
		{"stream of objects", write("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] >>",
			streamOf("/Type /ObjStm /N 2 /First 9", "3 0 7 30 "+"<< /Contents 4 0 R          >> << >>"), streamOf("", "")), ""},
	} {
		if got := textOf(t, c.file); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPositions(t *testing.T) {
	for page, err := range Pages(onePage(streamOf("", "q 2 0 0 2 10 20 cm BT /F1 10 Tf 5 7 Td (AB) Tj ET Q BT 0 1 -1 0 50 60 Tm /F1 10 Tf (C) Tj ET"))) {
		if err != nil || len(page) != 3 {
			t.Fatal(page, err)
		}
		// 10 + 2 × 5, 20 + 2 × 7; A of Helvetica is 667 wide.
		if a := page[0]; a.X != 20 || a.Y != 34 || a.Size != 20 || !a.Placed || !a.Upright || a.Width < 13.33 || a.Width > 13.35 {
			t.Errorf("A: %+v", a)
		}
		if b := page[1]; b.X < 33.33 || b.X > 33.35 || b.Placed {
			t.Errorf("B: %+v", b)
		}
		if c := page[2]; c.Upright {
			t.Errorf("C: %+v", c)
		}
	}
}

// Files that are made to do harm end in an error or in what can be read.
func TestHostile(t *testing.T) {
	bomb := deflated(strings.Repeat("(a) Tj ", 4<<20))
	for name, file := range map[string][]byte{
		"bomb":                   onePage(streamOf("/Filter /FlateDecode", bomb)),
		"bomb in a bomb":         onePage(streamOf("/Filter [/FlateDecode /FlateDecode]", deflated(bomb))),
		"length of itself":       onePage("<< /Length 5 0 R >>\nstream\nx\nendstream"),
		"reference to itself":    write("1 0 R"),
		"pages in a circle":      write("<< /Pages 2 0 R >>", "<< /Kids [2 0 R 3 0 R] >>", "<< /Kids [2 0 R] >>"),
		"deep arrays":            write("<< /Pages " + strings.Repeat("[", 100_000) + " >>"),
		"deep dictionaries":      write("<< /Pages " + strings.Repeat("<< /A ", 100_000) + " >>"),
		"wide ranges":            onePage(streamOf("", "BT /F2 10 Tf (a) Tj ET"), "<< /Subtype /Type0 /ToUnicode 7 0 R /DescendantFonts [<< /W [0 999999999 5 0 99999999 5] >>] >>", streamOf("", strings.Repeat("<0000> <FFFF> <0000> endbfrange ", 1000))),
		"huge numbers":           onePage(streamOf("/DecodeParms << /Predictor 12 /Columns 999999999999 /Colors 9999999 >> /Filter /FlateDecode", deflated("xx"))),
		"stream of itself":       write("<< /Pages 2 0 R >>", streamOf("/Type /ObjStm /N 999999999 /First 5", "2 0 ")),
		"nothing but blanks":     append([]byte("%PDF-1.4\n1 0 obj"), bytes.Repeat([]byte(" "), 1<<20)...),
		"not closed":             []byte("%PDF-1.4\n1 0 obj << /Pages ((((((("),
		"states without end":     onePage(streamOf("", strings.Repeat("q ", 100_000))),
		"infinite positions":     onePage(streamOf("", "1e14 0 0 1e14 0 0 cm 1e14 0 0 1e14 0 0 cm 1e300 0 0 1e14 0 0 cm BT /F1 1e14 Tf (a) Tj ET")),
		"hexadecimal to the end": []byte("%PDF-1.4\n1 0 obj <41"),
		"only a heading":         []byte("%PDF-1.4"),
		"headings without end":   append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("1 0 obj "), 100_000)...),
		"trailers without end":   append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("trailer << /Root 1 0 R >> "), 50_000)...),
		"encryption of nothing":  append(write("<< >>"), "trailer << /Encrypt << /Filter /Standard /V 4 /R 4 /O (x) /U (y) >> >>"...),
	} {
		glyphs := 0
		for page := range Pages(file) {
			glyphs += len(page)
		}
		if glyphs > 2*maxGlyphs {
			t.Errorf("%s: %d glyphs", name, glyphs)
		}
	}
}

func FuzzPages(f *testing.F) {
	files, err := filepath.Glob("../testdata/pdf/*.pdf")
	if err != nil || len(files) == 0 {
		f.Fatal("no PDFs to begin with", err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Add(onePage(streamOf("", "BT /F1 10 Tf 72 700 Td (Hello) Tj ET")))
	f.Fuzz(func(t *testing.T, file []byte) {
		glyphs := 0
		for page := range Pages(file) {
			glyphs += len(page)
		}
		if glyphs > maxPages*maxGlyphs {
			t.Errorf("%d glyphs", glyphs)
		}
	})
}
