package fetch

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"headstart/ingest/raw"
)

// What is stored is what came, with where it came from.
func TestRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			switch r.URL.Path {
			case "/Users.csv": // renamed, the query carried over
				http.Redirect(w, r, "/users.csv?"+r.URL.RawQuery, http.StatusMovedPermanently)
			case "/users.csv":
				http.Redirect(w, r, "https://files.institute.org/u/1.csv#top", http.StatusFound)
			default:
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Set("Content-Type", "text/csv")
				w.Header().Set("Etag", `"1"`)
				w.Header().Set("Set-Cookie", "session=1")
				w.Write(zip("entity,code\n"))
			}
		})
		store := newStore(t)
		kind := page("https://data.institute.org/Users.csv?v=1")
		kind.start[0].Header = map[string]string{"Accept": "text/csv"}
		kind.start[0].About = map[string]string{"role": "table"}
		r, err := newClient(t, w, Options{}).Fetch(t.Context(), "users", kind, store, nil)
		says(t, err)
		want := raw.Record{
			Source: "users", Kind: "page", URL: "https://data.institute.org/Users.csv?v=1",
			FinalURL:  "https://files.institute.org/u/1.csv",
			Redirects: []string{"https://data.institute.org/users.csv?v=1", "https://files.institute.org/u/1.csv"},
			Status:    200, FetchedAt: "2000-01-01T00:00:00Z",
			Header: map[string]string{"content-type": "text/csv", "date": "Sat, 01 Jan 2000 00:00:00 GMT", "etag": `"1"`},
			SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("entity,code\n"))), Bytes: 12, About: map[string]string{"role": "table"},
		}
		if got := fmt.Sprintf("%+v", r.Records); got != fmt.Sprintf("%+v", []raw.Record{want}) {
			t.Errorf("got  %s\nwant %+v", got, want)
		}
		last := w.asked[2]
		for name, want := range map[string]string{"User-Agent": "Jane Doe jane@institute.org", "Accept": "text/csv", "Accept-Encoding": "gzip", "Referer": "", "Cookie": ""} {
			if got := last.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
}

// A second fetch asks whether anything has changed. What has not keeps its
// record and its time; 304 and an equal body are the same to it.
func TestSecondFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const today = "Sat, 01 Jan 2000 00:00:00 GMT"
		body := "1"
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, i int) {
			w.Header().Set("Etag", `"`+body+`"`)
			w.Header().Set("Last-Modified", today)
			if r.Header.Get("If-None-Match") == `"`+body+`"` && r.Header.Get("If-Modified-Since") == today {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			if body == "again" { // an equal body under a new tag
				io.WriteString(w, "1")
				return
			}
			io.WriteString(w, body)
		})
		store, client := newStore(t), newClient(t, w, Options{})
		kind := page("https://data.institute.org/a")
		follows := ""
		kind.answer = func(_ raw.Request, body []byte) ([]raw.Request, error) {
			follows += string(body)
			return nil, nil
		}
		fetch := func(before []raw.Record) Result {
			t.Helper()
			time.Sleep(time.Hour)
			r, err := client.Fetch(t.Context(), "it", kind, store, before)
			says(t, err)
			return r
		}
		first := fetch(nil)
		same := fetch(first.Records)
		if fmt.Sprint(same.Records) != fmt.Sprint(first.Records) || same.Unchanged != 1 || same.New != 0 {
			t.Errorf("after 304 got %+v, want %+v", same, first)
		}
		body = "again"
		same = fetch(first.Records)
		if got, was := same.Records[0], first.Records[0]; got.FetchedAt != was.FetchedAt || got.Header["date"] != was.Header["date"] || got.Header["etag"] != `"again"` || same.Unchanged != 1 {
			t.Errorf("after an equal body got %+v, want %+v", got, was)
		}
		body = "2"
		next := fetch(first.Records)
		if got := next.Records[0]; got.SHA256 != fmt.Sprintf("%x", sha256.Sum256([]byte("2"))) || got.FetchedAt != "2000-01-01T04:00:00Z" || next.New != 1 {
			t.Errorf("after a new body got %+v", got)
		}
		kind.start[0].About = map[string]string{"role": "table"} // the kind has learned to say more
		if same = fetch(next.Records); same.Records[0].About["role"] != "table" || same.Records[0].FetchedAt != "2000-01-01T04:00:00Z" || same.Unchanged != 1 {
			t.Errorf("after new words about it got %+v", same.Records[0])
		}
		if follows != "11122" {
			t.Errorf("bodies followed are %q, want 1, 1, 1, 2, 2", follows)
		}
	})
}

// A body that is damaged on the disk is asked for without conditions.
func TestDamagedIsAskedForAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Etag", `"1"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			io.WriteString(w, "good")
		})
		dir := t.TempDir()
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		store, client := raw.OpenRoot(root), newClient(t, w, Options{})
		r, err := client.Fetch(t.Context(), "it", page("https://data.institute.org/a"), store, nil)
		says(t, err)
		was := r.Records[0]
		if err := os.WriteFile(dir+"/"+was.SHA256[:2]+"/"+was.SHA256, []byte("bad!"), 0o666); err != nil {
			t.Fatal(err)
		}
		r, err = client.Fetch(t.Context(), "it", page("https://data.institute.org/a"), store, r.Records)
		says(t, err)
		if body, err := load(store, r.Records[0]); string(body) != "good" || err != nil {
			t.Errorf("stored %q, %v", body, err)
		}
	})
}

// Sources on one host take turns, over all hosts of a domain that counts
// them together; hosts do not wait for each other, and a source that fails
// leaves the others be.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		hosts [2]string
		every time.Duration
		both  bool // at the same time
	}{
		{[2]string{"www.sec.gov", "data.sec.gov"}, 200 * time.Millisecond, false},
		{[2]string{"query.wikidata.org", "query.wikidata.org"}, time.Second, false},
		{[2]string{"www1.hkexnews.hk", "WWW1.hkexnews.hk."}, time.Second, false},
		{[2]string{"data.institute.org", "data.institute.org"}, 500 * time.Millisecond, false},
		{[2]string{"notsec.gov", "www.institute.org"}, 500 * time.Millisecond, true},
		{[2]string{"127.0.0.1:1", "127.0.0.1:1"}, 0, false},
	} {
		t.Run(c.hosts[1], func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var at []time.Time
				now, most := 0, 0
				client := newClient(t, nil, Options{})
				client.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					at = append(at, time.Now())
					now++
					most = max(most, now)
					mu.Unlock()
					time.Sleep(time.Millisecond)
					mu.Lock()
					now--
					mu.Unlock()
					return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("ok"))}, nil
				})
				store := newStore(t)
				var wg sync.WaitGroup
				for i, h := range c.hosts {
					var kind asking
					for j := range 5 {
						kind.start = append(kind.start, raw.Request{URL: fmt.Sprintf("https://%s/%d/%d", h, i, j)})
					}
					wg.Go(func() {
						_, err := client.Fetch(t.Context(), "it", kind, store, nil)
						says(t, err)
					})
				}
				wg.Wait()
				if both := most == 2; both != c.both {
					t.Errorf("%d requests at the same time", most)
				}
				step := 1
				if c.both {
					step = 2
				}
				for i := step; i < len(at); i++ {
					if d := at[i].Sub(at[i-step]); d < c.every {
						t.Errorf("request %d comes %s after another, want %s", i, d, c.every)
					}
				}
				if took, want := at[9].Sub(at[0]), c.every*time.Duration(9/step)+9*time.Millisecond; took > want {
					t.Errorf("ten requests took %s, want at most %s", took, want)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// After a ban, and after throttling without end, the host is left alone by
// all sources; other hosts are not.
func TestStoppedHost(t *testing.T) {
	for name, answer := range map[string]answering{
		"banned":       text(403, "You have been banned until 2000-01-02T00:00:00Z"),
		"too long":     text(429, "", "Retry-After", "1000"),
		"throttled":    text(429, "", "Retry-After", "1"),
		"in a success": text(200, "You have been banned until 2000-01-02T00:00:00Z"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(w http.ResponseWriter, r *http.Request, _ int) {
					if r.Host == "query.wikidata.org" {
						answer(w, r)
					}
					io.WriteString(w, "ok")
				})
				client, store := newClient(t, w, Options{}), newStore(t)
				kind := page("https://query.wikidata.org/sparql?query=1")
				_, err := client.Fetch(t.Context(), "first", kind, store, nil)
				says(t, err, "answers ")
				asked := len(w.asked)
				_, err = client.Fetch(t.Context(), "second", page("https://www.wikidata.org/w/api.php"), store, nil)
				says(t, err, "https://www.wikidata.org/w/api.php: not asked: wikidata.org refused an earlier request")
				if len(w.asked) != asked {
					t.Error("it was asked again")
				}
				_, err = client.Fetch(t.Context(), "third", page("https://data.institute.org/"), store, nil)
				says(t, err)
			})
		})
	}
}

// A host in trouble, which is not a host that says no, is asked again.
func TestHostInTroubleIsNotStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			if r.URL.Path == "/a" {
				text(500, "")(w, r)
			}
			io.WriteString(w, "ok")
		})
		client, store := newClient(t, w, Options{}), newStore(t)
		_, err := client.Fetch(t.Context(), "first", page("https://data.institute.org/a"), store, nil)
		says(t, err, "answers 500")
		_, err = client.Fetch(t.Context(), "second", page("https://data.institute.org/b"), store, nil)
		says(t, err)
	})
}

// Hosts that want a name to write to are not asked without one.
func TestAgent(t *testing.T) {
	for _, c := range []struct {
		agent, url string
		want       []string
	}{
		{"Jane Doe jane@institute.org", "https://data.sec.gov/a", nil},
		{"headstart/1 (https://institute.org/bots)", "https://data.sec.gov/a", nil},
		{"", "https://data.sec.gov/a", []string{"sec.gov must know who asks", `user_agent: "Jane Doe jane@institute.org"`}},
		{"", "https://query.wikidata.org/a", []string{"wikidata.org must know who asks"}},
		{"curl", "https://data.sec.gov/a", []string{"sec.gov must know who asks"}},
		{"", "https://data.institute.org/a", nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, "ok") })
			client := newClient(t, w, Options{})
			client.opt.UserAgent = c.agent
			_, err := client.Fetch(t.Context(), "it", page(c.url), newStore(t), nil)
			says(t, err, c.want...)
			if len(w.asked) == 1 != (c.want == nil) {
				t.Errorf("%q: %d requests to %s", c.agent, len(w.asked), c.url)
			}
			if agent := c.agent; len(w.asked) == 1 {
				if agent == "" {
					agent = "headstart"
				}
				if got := w.asked[0].UserAgent(); got != agent {
					t.Errorf("User-Agent is %q, want %q", got, agent)
				}
			}
		})
	}
	if _, err := New(Options{UserAgent: "Jane\r\nX-Evil: 1"}); err == nil {
		t.Error("an agent of two lines is taken")
	}
}

// What a kind asks for is not taken on trust.
func TestBadRequests(t *testing.T) {
	for _, c := range []struct {
		req  raw.Request
		want string
	}{
		{raw.Request{URL: "file:///etc/passwd"}, "begins with https://"},
		{raw.Request{URL: "data.csv"}, "begins with https://"},
		{raw.Request{URL: "https:///a"}, "begins with https://"},
		{raw.Request{URL: "https://me:word@institute.org/"}, "no name and password"},
		{raw.Request{URL: "https://institute.org/\x7f"}, "invalid control character"},
		{raw.Request{URL: "https://institute.org/", Header: map[string]string{"Accept": "a\r\nb"}}, "invalid header field value"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, func(http.ResponseWriter, *http.Request, int) {})
			_, err := newClient(t, w, Options{}).Fetch(t.Context(), "it", asking{start: []raw.Request{c.req}}, newStore(t), nil)
			says(t, err, c.want)
			if len(w.asked) != 0 {
				t.Errorf("%s was asked for", c.req.URL)
			}
		})
	}
}

// A name that does not exist is not tried five times; nothing half done is left.
func TestNoSuchHost(t *testing.T) {
	client, err := New(Options{Progress: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	client.transport = &http.Transport{DialContext: noDial}
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	_, err = client.Fetch(t.Context(), "it", page("https://nowhere.invalid/"), raw.OpenRoot(root), nil)
	says(t, err, "does not answer: lookup nowhere.invalid: no such host")
	if left, _ := fs.Glob(os.DirFS(dir), "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func noDial(context.Context, string, string) (net.Conn, error) {
	return nil, &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}
}
