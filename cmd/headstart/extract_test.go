package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/source"
)

// A refreshed descriptor differs from the old one in sizes and hashes alone.
func TestRefreshedDescriptor(t *testing.T) {
	old, err := data.FS.ReadFile("datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("a,b\n1,2\n")
	got, err := refreshed(old, map[string][]byte{"events.csv": content, "no such file": nil})
	if err != nil {
		t.Fatal(err)
	}
	before, after := strings.Split(string(old), "\n"), strings.Split(string(got), "\n")
	if len(before) != len(after) {
		t.Fatalf("%d lines became %d", len(before), len(after))
	}
	var changed []string
	for i := range before {
		if before[i] != after[i] {
			changed = append(changed, strings.TrimSpace(after[i]))
		}
	}
	want := []string{`"bytes": 8,`, fmt.Sprintf(`"hash": "sha256:%x",`, sha256.Sum256(content))}
	if fmt.Sprint(changed) != fmt.Sprint(want) {
		t.Errorf("changed %q, want %q", changed, want)
	}
	for text, wantErr := range map[string]string{
		`{"resources":[{"path":"x","bytes":1}]}`:           "",
		`{"resources":[{"hash":"sha256:0","path":"x"}]}`:   "",
		`{"resources":[{"path":"x","hash":"md5:abcdef"}]}`: "not written as sha256",
		`{"resources":[{"path":["x"],"hash":"md5:a"}]}`:    "",
		`{"resources":`: "EOF",
		`{}`:            "EOF",
	} {
		out, err := refreshed([]byte(text), map[string][]byte{"x": content})
		switch {
		case wantErr == "" && err != nil, wantErr != "" && (err == nil || !strings.Contains(err.Error(), wantErr)):
			t.Errorf("%s: error %v, want %q", text, err, wantErr)
		case err == nil && !json.Valid(out):
			t.Errorf("%s became %s", text, out)
		}
	}
}

// New rows come after the old ones, in their line ends and columns.
func TestAddedRows(t *testing.T) {
	for _, c := range []struct{ old, want string }{
		{"platform_id,event,date,market,source_id,note,doubt\n", "wechat,launch,2011-01-21,CHN,s-1,,\n"},
		{"platform_id,event,date,market,source_id,note,doubt\r\naim,launch,1997,WLD,x,,\r\n", "wechat,launch,2011-01-21,CHN,s-1,,\r\n"},
		{"doubt,source_id,market,event,date,platform_id", "\n,s-1,CHN,launch,2011-01-21,wechat\n"},
	} {
		fsys := fstest.MapFS{"events.csv": {Data: []byte(c.old)}}
		header := strings.Split(strings.TrimRight(strings.SplitN(c.old, "\n", 2)[0], "\r"), ",")
		add := &addition{cells: cells{path: "events.csv", header: header}, table: "event", key: rowKeys[2].key}
		a := &additions{list: []*addition{add}, seen: map[string]bool{}}
		claim := press.Claim{Kind: "event", Status: "accepted", PlatformID: "wechat", Event: "launch", Date: "2011-01-21", Market: "CHN"}
		row, err := source.ClaimRow(claim, "s-1")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := a.add(row); err != nil {
				t.Fatal(err)
			}
		}
		got, err := add.content(fsys)
		if err != nil || string(got) != c.old+c.want {
			t.Errorf("%q, error %v; want %q", got, err, c.old+c.want)
		}
	}
}

// A folder that cannot be written is left as it was.
func TestAcceptLeavesWholeFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.csv", "b.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{"a.csv": []byte("new a"), "b.csv": []byte("new b")}
	if err := replace(dir, []string{"a.csv", "none/b.csv"}, files); err == nil || !strings.Contains(err.Error(), "nothing was added") {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "a.csv")); string(got) != "a.csv" {
		t.Errorf("a.csv is %q", got)
	}
	if err := replace(dir, []string{"a.csv", "b.csv"}, files); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "b.csv"))
	if got, _ := os.ReadFile(filepath.Join(dir, "b.csv")); err != nil || string(got) != "new b" || info.Mode().Perm() != 0o640 {
		t.Errorf("b.csv is %q, %v, error %v", got, info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	lock, err := lockPackage(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockPackage(dir); err == nil || !strings.Contains(err.Error(), "another call") {
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
	r.name = name
	return r
}

// The page shows every character of the text, marks each claim, and runs
// nothing.
func TestReviewPage(t *testing.T) {
	text := "WeChat had 762.4 million monthly active users as of 31 March 2016.\n\n" +
		"</mark></div><script>alert(1)</script> \u202eViber\u202c has 10825 million monthly active users.\n\n" + strings.Repeat("Nothing to see here, move along. ", 400) + "\n\nThe end.\n"
	r := readingOf(t, `<b onclick="x">.txt`, text)
	page, err := reviewPage([]reading{r})
	if err != nil {
		t.Fatal(err)
	}
	again, err := reviewPage([]reading{r})
	if err != nil || !bytes.Equal(page, again) {
		t.Error("the page is not the same twice")
	}
	for _, never := range []string{"<script", "<b onclick", "\u202e", "http://", "https://", "src="} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, want := range []string{
		`<mark class="accepted">WeChat had 762.4 million`, `✓1</a>`, `<mark class="rejected">`, `✗2</a>`, `id="c2"`, `href="#c2"`, "Reason: ",
		"characters without a claim", "The end.", "prefers-color-scheme: dark", "@media print", "default-src 'none'", "Nothing to see here",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if len(page) > 30_000 {
		t.Errorf("the page has %d bytes: the long stretch is not left out", len(page))
	}
}

// Every stretch of a text is shown once, in order, however claims overlap.
func TestReviewPieces(t *testing.T) {
	text := &document.Document{Text: "0123456789", PDF: true}
	claims := []press.Claim{{Start: 2, End: 6, Status: "accepted"}, {Start: 2, End: 8, Status: "rejected"}, {Start: 4, End: 5, Status: "rejected"}, {Start: 8, End: 10, Status: "rejected"}}
	number := 0
	var got strings.Builder
	for _, p := range review(reading{"x", text, claims}, &number).Pieces {
		status := "-"
		if p.Accepted {
			status = "a"
		} else if p.Rejected {
			status = "r"
		}
		fmt.Fprintf(&got, "%s%s%d ", p.Text, status, len(p.Starts))
	}
	if want := "01-0 23a2 4a1 5a0 67r0 89r1 "; got.String() != want {
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
		"viber":       "ISR Rakuten Viber",
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
