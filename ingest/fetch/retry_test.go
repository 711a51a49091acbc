package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"headstart/ingest/raw"
)

type answering func(w http.ResponseWriter, r *http.Request)

// text answers with a status and a body; header is name, value, name, value.
func text(status int, body string, header ...string) answering {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	io.WriteString(w, "half of it")
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func truncatedGzip(w http.ResponseWriter, _ *http.Request) {
	packed := zip(strings.Repeat("a line of data\n", 100))
	w.Header().Set("Content-Encoding", "gzip")
	w.Write(packed[:len(packed)-6])
}

func endless(w http.ResponseWriter, _ *http.Request) {
	for {
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			return
		}
	}
}

func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Write(zip(strings.Repeat("\x00", 65<<20)))
}

// slow sends a byte now and then, for ever.
func slow(w http.ResponseWriter, r *http.Request) {
	for {
		if _, err := w.Write([]byte("x")); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
			return
		}
	}
}

func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func zip(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.Bytes()
}

// Each answer in turn, the last one for ever; then the number of requests,
// the time from the first to the last of them, and the words of the error.
// Waits are half of 1, 2, 4 and 8 seconds, see newClient.
func TestAnswers(t *testing.T) {
	const spliced = `{"results": {"bindings": [ {"valSPARQL-QUERY: queryStr=SELECT ?item` + "\njava.util.concurrent.TimeoutException\n"
	whole := func(_ raw.Request, body []byte) ([]raw.Request, error) {
		switch {
		case bytes.Contains(body, []byte("SPARQL-QUERY: queryStr=")):
			return nil, raw.Fault("a time-out in half an answer")
		case string(body) == "a,b":
			return nil, errors.New("no rows")
		}
		return nil, nil
	}
	second := time.Second
	for _, c := range []struct {
		name    string
		url     string
		answers []answering
		asked   int
		took    time.Duration
		want    []string
	}{
		{"good", "", []answering{text(200, "ok")}, 1, 0, nil},
		{"500 then 200", "", []answering{text(500, "oh"), text(200, "ok")}, 2, second / 2, nil},
		{"reset then 200", "", []answering{reset, text(200, "ok")}, 2, second / 2, nil},
		{"truncated then 200", "", []answering{truncated, text(200, "ok")}, 2, second / 2, nil},
		{"truncated gzip then 200", "", []answering{truncatedGzip, text(200, "ok")}, 2, second / 2, nil},
		{"not gzip", "", []answering{text(200, "plain", "Content-Encoding", "gzip"), text(200, "ok")}, 2, second / 2, nil},
		{"408, 425, 503", "", []answering{text(408, ""), text(425, ""), text(503, ""), text(200, "ok")}, 4, 7 * second / 2, nil},
		{"spliced time-out then 200", "", []answering{text(200, spliced), text(200, "ok")}, 2, second / 2, nil},
		{"500 for ever", "", []answering{text(500, "java trace")}, 5, 15 * second / 2, []string{"asked 5 times; the last time it answers 500 Internal Server Error: java trace"}},
		{"truncated for ever", "", []answering{truncated}, 5, 15 * second / 2, []string{"stops answering after 10 bytes: unexpected EOF"}},
		{"spliced for ever", "", []answering{text(200, spliced)}, 5, 15 * second / 2, []string{"answers 200: a time-out in half an answer"}},

		{"429 for seconds", "", []answering{text(429, "", "Retry-After", "60"), text(200, "ok")}, 2, 60 * second, nil},
		{"429 for less than the backoff", "", []answering{text(429, "", "Retry-After", "0"), text(200, "ok")}, 2, second / 2, nil},
		{"429 until a date", "", []answering{text(429, "", "Retry-After", "Sat, 01 Jan 2000 00:01:30 GMT"), text(200, "ok")}, 2, 90 * second, nil},
		{"until a date, clocks apart", "", []answering{text(503, "", "Date", "Mon, 23 Nov 2026 10:00:00 GMT", "Retry-After", "Mon, 23 Nov 2026 10:00:20 GMT"), text(200, "ok")}, 2, 20 * second, nil},
		{"until a date gone by", "", []answering{text(503, "", "Retry-After", "Fri, 31 Dec 1999 23:00:00 GMT"), text(200, "ok")}, 2, second / 2, nil},
		{"until soon", "", []answering{text(503, "", "Retry-After", "soon"), text(200, "ok")}, 2, second / 2, nil},
		{"429 for an hour", "", []answering{text(429, "", "Retry-After", "3600")}, 1, 0,
			[]string{"no requests until 2000-01-01 01:00:00 UTC", "longer than 2m0s", "headstart fetch it"}},
		{"429 for all time", "", []answering{text(429, "", "Retry-After", "18446744073709551615")}, 1, 0, []string{"no requests until 2136-"}},
		{"503 until next year", "", []answering{text(503, "", "Retry-After", "Mon, 01 Jan 2001 00:00:00 GMT")}, 1, 0, []string{"until 2001-01-01 00:00:00 UTC"}},
		{"404 has no time", "", []answering{text(404, "", "Retry-After", "3600")}, 1, 0, []string{"https://data.institute.org/a: answers 404 Not Found"}},

		{"400", "", []answering{text(400, "SPARQL-QUERY: no such word")}, 1, 0, []string{"answers 400 Bad Request: SPARQL-QUERY: no such word"}},
		{"403", "", []answering{text(403, `{"status":403,"error":"not ours to share"}`)}, 1, 0, []string{`answers 403 Forbidden: {"status":403,"error":"not ours to share"}`}},
		{"501", "", []answering{text(501, "")}, 1, 0, []string{"501"}},
		{"204", "", []answering{text(204, "")}, 1, 0, []string{"answers 204"}},
		{"304 unasked", "", []answering{text(304, "")}, 1, 0, []string{"answers 304"}},
		{"refused by the kind", "", []answering{text(200, "a,b")}, 1, 0, []string{"https://data.institute.org/a: no rows"}},
		{"brotli", "", []answering{text(200, "x", "Content-Encoding", "br")}, 1, 0, []string{`the encoding "br", which was not asked for`}},

		{"endless", "", []answering{endless}, 1, 0, []string{"more than 67108864 bytes"}},
		{"gzip bomb", "", []answering{bomb}, 1, 0, []string{"more than 67108864 bytes"}},
		{"slow", "", []answering{slow}, 1, 0, []string{"bytes: it comes slower than 100 bytes a second"}},
		{"silent", "", []answering{silent, text(200, "ok")}, 2, 120*second + second/2, nil},

		{"banned", "https://query.wikidata.org/sparql", []answering{text(403, "You have been banned until 2000-01-02T00:00:00Z, please respect throttling")}, 1, 0,
			[]string{"answers 403 Forbidden: You have been banned until 2000-01-02T00:00:00Z", "then type: headstart fetch it"}},
		{"over the rate of SEC", "https://data.sec.gov/a", []answering{text(403, "<html><title>SEC.gov | Request Rate\n Threshold Exceeded</title>Request Rate Threshold Exceeded")}, 1, 0,
			[]string{"answers 403 Forbidden: SEC.gov | Request Rate Threshold Exceeded; it blocks us for asking too often; wait ten minutes, then type: headstart fetch it"}},
		{"undeclared, with 200", "https://data.sec.gov/a", []answering{text(200, "<html><title>Undeclared Automated Tool</title>")}, 1, 0, []string{"answers 200 OK: Undeclared Automated Tool; it blocks whoever does not say who asks"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(w http.ResponseWriter, r *http.Request, i int) { c.answers[min(i, len(c.answers)-1)](w, r) })
				client := newClient(t, w, Options{})
				if c.url == "" {
					c.url = "https://data.institute.org/a"
				}
				kind := page(c.url)
				kind.answer = whole
				r, err := client.Fetch(t.Context(), "it", kind, newStore(t), nil)
				says(t, err, c.want...)
				if len(w.asked) != c.asked {
					t.Fatalf("%d requests, want %d", len(w.asked), c.asked)
				}
				if took := w.at[c.asked-1].Sub(w.at[0]); took != c.took {
					t.Errorf("they took %s, want %s", took, c.took)
				}
				if err == nil && (len(r.Records) != 1 || r.New != 1 || r.Bytes != 2 || r.Records[0].SHA256 != fmt.Sprintf("%x", sha256.Sum256([]byte("ok")))) {
					t.Errorf("got %+v", r)
				}
				if err != nil && len(r.Records) > 0 {
					t.Errorf("stored %+v", r.Records)
				}
			})
		})
	}
}

// A wait ends with the fetch.
func TestInterruptedWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, _ int) { text(429, "", "Retry-After", "100")(w, r) })
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := newClient(t, w, Options{}).Fetch(ctx, "it", page("https://data.institute.org/a"), newStore(t), nil)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Second || len(w.asked) != 1 {
			t.Errorf("%d requests in %s, error %v", len(w.asked), time.Since(start), err)
		}
	})
}

// Repeats count against what one source may ask for.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request, i int) { text([]int{200, 500}[i], "x")(w, r) })
		s := &session{Client: newClient(t, w, Options{}), name: "it", kind: asking{}, count: maxRequests - 2}
		_, _, err := s.obtain(t.Context(), raw.Request{URL: "https://data.institute.org/0"}, raw.Record{}, newStore(t))
		says(t, err)
		_, _, err = s.obtain(t.Context(), raw.Request{URL: "https://data.institute.org/1"}, raw.Record{}, newStore(t))
		says(t, err, "it has used its 500 requests")
		if len(w.asked) != 2 {
			t.Errorf("%d requests", len(w.asked))
		}
	})
}

func TestBackoff(t *testing.T) {
	for repeat, want := range []time.Duration{1e9, 2e9, 4e9, 8e9} {
		if got := backoff(repeat, 1); got != want {
			t.Errorf("repeat %d waits up to %s, want %s", repeat, got, want)
		}
		if got := backoff(repeat, 0); got != 0 {
			t.Errorf("repeat %d waits at least %s, want 0", repeat, got)
		}
	}
}

// Whatever a host writes there, the wait is none or some, and never long
// beyond all time.
func FuzzRetryAfter(f *testing.F) {
	f.Add("60", "")
	f.Add("Sat, 01 Jan 2000 00:01:30 GMT", "Mon, 23 Nov 2026 10:00:00 GMT")
	f.Add("18446744073709551616", "-1")
	f.Fuzz(func(t *testing.T, after, date string) {
		d := retryAfter(map[string]string{"retry-after": after, "date": date})
		if d < 0 || time.Now().Add(d).Before(time.Now().Add(-time.Second)) {
			t.Errorf("%q at %q is %s", after, date, d)
		}
	})
}
