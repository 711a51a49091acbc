package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"headstart/data"
)

// A refreshed descriptor differs from the old one in sizes and hashes alone.
func TestRefreshedDescriptor(t *testing.T) {
	old, err := data.FS.ReadFile("datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("a,b\n1,2\n")
	got, err := refreshed(old, []NewFile{{"events.csv", content}, {"no such file", nil}})
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
		`{"resources":[{"path":"x","bytes":1}]}`:                 "",
		`{"resources":[{"hash":"sha256:0","path":"x"}]}`:         "",
		`{"resources":[{"path":"x","hash":"md5:abcdef"}]}`:       "not written as sha256",
		`{"resources":[{"path":["x"],"hash":"md5:a"}]}`:          "",
		byteOrderMark + `{"resources":[{"path":"x","bytes":1}]}`: "",
		`{"resources":`: "unexpected end",
		`{}`:            "",
	} {
		out, err := refreshed([]byte(text), []NewFile{{"x", content}})
		switch {
		case wantErr == "" && err != nil, wantErr != "" && (err == nil || !strings.Contains(err.Error(), wantErr)):
			t.Errorf("%s: error %v, want %q", text, err, wantErr)
		case err == nil && (!json.Valid(bytes.TrimPrefix(out, []byte(byteOrderMark))) || strings.HasPrefix(text, byteOrderMark) != bytes.HasPrefix(out, []byte(byteOrderMark))):
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
		header := strings.Split(strings.TrimRight(strings.SplitN(c.old, "\n", 2)[0], "\r"), ",")
		row := Row{Table: "event", Columns: []string{"platform_id", "event", "date", "market", "source_id"}, Cells: []string{"wechat", "launch", "2011-01-21", "CHN", "s-1"}}
		if got, err := appended([]byte(c.old), header, []Row{row}); err != nil || string(got) != c.old+c.want {
			t.Errorf("%q, error %v; want %q", got, err, c.old+c.want)
		}
	}
}
