package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/source"
)

// A folder that cannot be written is left as it was.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.csv", "b.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	files := []ingest.NewFile{{Name: "a.csv", Content: []byte("new a")}, {Name: "b.csv", Content: []byte("new b")}, {Name: "c.csv", Content: []byte("new c")}}
	if err := replace(dir, append(files, ingest.NewFile{Name: "none/d.csv"})); err == nil || !strings.Contains(err.Error(), "add to the data package") {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "a.csv")); string(got) != "a.csv" {
		t.Errorf("a.csv is %q", got)
	}
	if err := replace(dir, files); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "b.csv"))
	if got, _ := os.ReadFile(filepath.Join(dir, "b.csv")); err != nil || string(got) != "new b" || info.Mode().Perm() != 0o640 {
		t.Errorf("b.csv is %q, %v, error %v", got, info.Mode(), err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "c.csv")); string(got) != "new c" {
		t.Errorf("c.csv is %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	lock, err := lockPackage(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockPackage(filepath.Dir(lock.Path())); err == nil || !strings.Contains(err.Error(), "another call") {
		t.Errorf("a second lock: %v", err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
}

// readingOf reads a text as extract does.
func readingOf(t *testing.T, name, text string) reading {
	t.Helper()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	platforms, err := source.Platforms(pkg)
	if err != nil {
		t.Fatal(err)
	}
	var x extraction
	r, err := x.read("-", strings.NewReader(text), platforms)
	if err != nil {
		t.Fatal(err)
	}
	r.name, r.claims = name, r.read
	return r
}

// The page shows every character of the text, marks each claim, and runs
// nothing.
func TestReviewPage(t *testing.T) {
	text := "WeChat had 762.4 million monthly active users as of 31 March 2016.\n\n" +
		"</mark></div><script>alert(1)</script> \u202eViber\u202c has 10825 million monthly active users as of 31 March 2016. Telegram may have 5 million monthly active users.\n\n" + strings.Repeat("Nothing to see here, move along. ", 3) + "\n\nThe end.\n"
	r := readingOf(t, `<b onclick="x">.txt`, text)
	page, err := reviewPage([]reading{r}, "my data")
	if err != nil {
		t.Fatal(err)
	}
	again, err := reviewPage([]reading{r}, "my data")
	if err != nil || !bytes.Equal(page, again) {
		t.Error("the page is not the same twice")
	}
	for _, never := range []string{"<script", "<b onclick", "\u202e", "http://", "https://", "src="} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, want := range []string{
		`<mark class="accepted">WeChat had 762.4 million`, `✓1</a>`, `<mark class="rejected">`, `✗2</a>`, `id="c2"`, `href="#c2"`, "more than there are people", `?3</a>`, "--accept=3",
		"--data &#39;my data&#39;", "3 accept period=YYYY-MM", `<mark class="unknown">`,
		"The end.", "prefers-color-scheme: dark", "@media print", "default-src 'none'", "Nothing to see here",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// Every stretch of a text is shown once, in order, however claims overlap.
func TestReviewPieces(t *testing.T) {
	text := &document.Document{Text: "0123456789", PDF: true}
	claims := []*press.Claim{{Start: 2, End: 6, Status: "accepted"}, {Start: 2, End: 8, Status: "review", Unknown: []press.Span{{Start: 7, End: 8}}},
		{Start: 4, End: 5, Status: "rejected"}, {Start: 8, End: 10, Status: "rejected"}}
	var got strings.Builder
	for _, p := range review(reading{name: "x", text: text, claims: claims}, 0, "d").Pieces {
		status := "-"
		if p.Status != "" {
			status = p.Status[:3]
		}
		if p.Unknown {
			status += "?"
		}
		fmt.Fprintf(&got, "%s%s%d ", p.Text, status, len(p.Starts))
	}
	if want := "01-0 23acc2 4acc1 5acc0 6rev0 7rev?0 89rej1 "; got.String() != want {
		t.Errorf("%s, want %s", got.String(), want)
	}
}

func TestPlatformNames(t *testing.T) {
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	platforms, err := source.Platforms(pkg)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, p := range platforms {
		names[p.ID] = p.Home + " " + strings.Join(p.Aliases, "|")
	}
	for id, want := range map[string]string{
		"qq":          "CHN QQ|OICQ|腾讯QQ",
		"aliwangwang": "CHN 阿里旺旺|贸易通|Tradelink|Taobao Wangwang",
		"viber":       "ISR Rakuten Viber|Вайбер|바이버|バイバー",
	} {
		if names[id] != want {
			t.Errorf("%s: %q, want %q", id, names[id], want)
		}
	}
}

// All that a claim can carry is inert in a terminal.
func TestClaimsAreInert(t *testing.T) {
	r := readingOf(t, "a\x1b[31m.txt", "WeChat\x1b]0;x\x07 had 762.4 million monthly\u202e active users as of 31 March 2016.")
	for _, print := range []func(io.Writer, []reading) error{printClaims, printClaimsJSON} {
		var b bytes.Buffer
		if err := print(&b, []reading{r}); err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(b.Bytes(), "\x1b\x07\u202e") {
			t.Errorf("not inert: %q", b.String())
		}
	}
}

// A statement has its time in the singular and in parts, as it was made.
func TestClaimWords(t *testing.T) {
	for want, lead := range map[string][2]float64{"Lei Jun 0 to 1 month": {0, 1}, "Lei Jun 1 month": {1, 1}, "Lei Jun 2 to 3 months": {2, 3}, "Lei Jun 1.5 months": {1.5, 1.5}} {
		c := &press.Claim{Kind: "statement", Who: "Lei Jun", LeadLow: &lead[0], LeadHigh: &lead[1]}
		if got := claimWords(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What is too long is not cut without a word.
func TestLongContent(t *testing.T) {
	text := strings.Repeat("\n", document.MaxFile)
	if _, err := content("-", strings.NewReader(text), "a file"); err != nil {
		t.Error(err)
	}
	if _, err := content("-", strings.NewReader(text+"1 accept"), "a file"); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got the error %v", err)
	}
}
