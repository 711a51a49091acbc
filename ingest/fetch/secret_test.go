package fetch

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"headstart/ingest/raw"
)

// The credential reaches its own host and nothing else: no other host, no
// file, no message, no line of progress.
func TestSecret(t *testing.T) {
	const key = "k3y/with+odd=signs"
	header := raw.Secret{Env: "KEY", Header: "X-Api-Key", Prefix: "Bearer "}
	query := raw.Secret{Env: "KEY", Query: "auth_token"}
	location := func(at string) answering {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", strings.ReplaceAll(at, "QUERY", r.URL.RawQuery))
			w.WriteHeader(http.StatusFound)
		}
	}
	for _, c := range []struct {
		name    string
		secret  raw.Secret
		answers []answering
		sent    []bool // with which requests the credential goes
		want    []string
	}{
		{"header", header, []answering{text(200, "ok")}, []bool{true}, nil},
		{"query", query, []answering{text(200, "ok")}, []bool{true}, nil},
		{"header, repeated", header, []answering{text(500, ""), text(200, "ok")}, []bool{true, true}, nil},
		{"header, same host", header, []answering{location("/b"), text(200, "ok")}, []bool{true, true}, nil},
		{"header, other host", header, []answering{location("https://other.org/b"), text(200, "ok")}, []bool{true, false}, nil},
		{"header, other port", header, []answering{location("https://data.institute.org:8443/b"), text(200, "ok")}, []bool{true, false}, nil},
		{"header, there and back", header, []answering{location("https://other.org/b"), location("https://data.institute.org/c"), text(200, "ok")}, []bool{true, false, true}, nil},
		{"query, same host", query, []answering{location("/b?QUERY"), text(200, "ok")}, []bool{true, true}, nil},
		{"query, other host", query, []answering{location("https://other.org/b"), text(200, "ok")}, []bool{true, false}, nil},
		{"query, carried over to another host", query, []answering{location("https://other.org/b?QUERY")}, []bool{true}, []string{"sends the credential on to other.org; not followed"}},
		{"in clear", header, []answering{location("http://data.institute.org/b")}, []bool{true}, []string{"which is not encrypted"}},
		{"in the reason", query, []answering{text(403, "no such token "+key)}, []bool{true}, []string{"no such token (secret)"}},
		{"in the answer", query, []answering{text(200, "your token is "+key)}, []bool{true}, []string{"repeats the credential in its answer"}},
		{"in a header field", query, []answering{text(200, "ok", "Etag", `"`+key+`"`)}, []bool{true}, nil},
		{"of the kind", query, []answering{text(200, "echo")}, []bool{true}, []string{"bad answer to (secret)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("KEY", key+"\n")
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(w http.ResponseWriter, r *http.Request, i int) { c.answers[i](w, r) })
				var said strings.Builder
				client := newClient(t, w, Options{Progress: func(line string) { said.WriteString(line + "\n") }})
				dir := t.TempDir()
				root, err := os.OpenRoot(dir)
				if err != nil {
					t.Fatal(err)
				}
				defer root.Close()
				kind := page("https://data.institute.org/a?x=1")
				kind.start[0].Secret = c.secret
				kind.answer = func(_ raw.Request, body []byte) ([]raw.Request, error) {
					if string(body) == "echo" {
						return nil, fmt.Errorf("bad answer to %s", key)
					}
					return nil, nil
				}
				r, err := client.Fetch(t.Context(), "it", kind, raw.OpenRoot(root), nil)
				says(t, err, c.want...)
				if len(w.asked) != len(c.sent) {
					t.Fatalf("%d requests, want %d", len(w.asked), len(c.sent))
				}
				for i, req := range w.asked {
					got := req.Header.Get("X-Api-Key") == "Bearer "+key || req.URL.Query().Get("auth_token") == key
					if got != c.sent[i] || req.Header.Get("Referer") != "" {
						t.Errorf("request %d has the credential: %t, want %t; Referer %q", i, got, c.sent[i], req.Header.Get("Referer"))
					}
				}
				told := fmt.Sprintf("%s %v %+v", said.String(), err, r)
				for _, f := range (secret{value: key}).forms() {
					if strings.Contains(told, f) {
						t.Errorf("told: %s", told)
					}
				}
				checkFiles(t, dir, key)
			})
		})
	}
}

func checkFiles(t *testing.T, dir, key string) {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		files, err := os.ReadDir(dir + "/" + folder.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(dir + "/" + folder.Name() + "/" + f.Name())
			if err != nil || (secret{value: key}).in(string(text)) {
				t.Errorf("%s: %v\n%s", f.Name(), err, text)
			}
		}
	}
}

func TestSecretThatIsNotThere(t *testing.T) {
	for _, c := range []struct {
		secret raw.Secret
		want   string
	}{
		{raw.Secret{Env: "KEY", Header: "X-Api-Key"}, "set the environment variable KEY"},
		{raw.Secret{Env: "KEY"}, "either into a header field or into the address"},
		{raw.Secret{Env: "KEY", Header: "X-Api-Key", Query: "key"}, "either into a header field or into the address"},
	} {
		t.Setenv("KEY", "")
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, "ok") })
			kind := page("https://data.institute.org/a")
			kind.start[0].Secret = c.secret
			_, err := newClient(t, w, Options{}).Fetch(t.Context(), "it", kind, newStore(t), nil)
			says(t, err, c.want)
			if len(w.asked) != 0 {
				t.Error("it was asked all the same")
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"https://data.institute.org/a", "/a", "sends us on more than 10 times"},
		{"https://data.institute.org/a", "http://data.institute.org/b", "which is not encrypted"},
		{"https://data.institute.org/a", "file:///etc/passwd", "which is not an address of the web"},
		{"https://data.institute.org/a", "https://me:word@other.org/", "sends us on to https://me:xxxxx@other.org/, which is not an address of the web"},
		{"https://data.institute.org/a", "", `sends us on to "", which is not an address`},
		{"https://data.institute.org/a", "https://[::", "which is not an address"},
		{"https://data.institute.org/a", "https://www.sec.gov/", "sec.gov must know who asks"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				w.Header()["Location"] = []string{c.to}
				w.WriteHeader(http.StatusFound)
			})
			client := newClient(t, w, Options{})
			client.opt.UserAgent = ""
			_, err := client.Fetch(t.Context(), "it", page(c.from), newStore(t), nil)
			says(t, err, c.from+": ", c.want)
		})
	}
}
