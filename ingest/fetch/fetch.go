// Package fetch asks sources on the network for their data and puts what they
// answer into a raw store. It is the only part of headstart that touches the
// network.
//
// It is slow on purpose. A host gets one request at a time, no more of them a
// second than it allows, and a name to write to; a host that says wait is
// waited for, and one that says no is not asked again. Hosts do not wait for
// each other: several sources may be fetched at the same time.
//
// An answer is stored only when the kind of source has found nothing wrong
// with it, since sources send errors with status 200 too.
package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"headstart/ingest/raw"
)

// Options of a Client.
type Options struct {
	// UserAgent says who asks, with an address of mail or of a page: "Jane
	// Doe jane@institute.org". Without one, hosts that demand it are not asked.
	UserAgent string
	// AllowHosts are names or addresses of hosts that may be asked although
	// they are not public, and over http with a credential: none.
	AllowHosts []string
	// Progress is told, a line at a time and from several goroutines, what
	// goes on.
	Progress func(line string)
}

// What one source may take, what one request may, and what a host can ask for.
const (
	maxTotal    = 30 * time.Minute // waits included
	maxRequests = 500              // repeats and redirects included
	deadline    = 2 * time.Minute  // of one request, its body included
	maxBytes    = 64 << 20         // of a body, decompressed
	leastSpeed  = 100              // bytes a second that an answer must bring, over each paceWindow of it
	maxWait     = 2 * time.Minute  // that a host can make us wait by Retry-After
)

// Client fetches sources. It may be used by several goroutines at once.
type Client struct {
	opt       Options
	transport http.RoundTripper // which connects to public addresses and AllowHosts only
	random    func() float64    // in [0, 1), spreads repeats over time
	mu        sync.Mutex
	hosts     map[string]*host
}

// New returns a Client.
func New(opt Options) (*Client, error) {
	if strings.ContainsFunc(opt.UserAgent, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, fmt.Errorf("user_agent %q has characters that cannot be sent; write it in ASCII, such as %s", opt.UserAgent, exampleAgent)
	}
	return &Client{opt: opt, transport: newTransport(opt), random: rand.Float64, hosts: map[string]*host{}}, nil
}

// Kind is what a fetch asks of a source; package source has them.
type Kind interface {
	// Start returns the first requests, in the order to send them.
	Start() ([]raw.Request, error)
	// Answer returns the requests that an answer of status 200 calls for. Its
	// error refuses the answer: a [raw.Fault] may pass, any other is final.
	Answer(req raw.Request, body []byte) ([]raw.Request, error)
}

// Result says what a fetch of one source came to.
type Result struct {
	Records   []raw.Record // all that were asked for, in the order of asking
	New       int          // records whose body is not the one it was
	Unchanged int          // records whose body is
	Bytes     int64        // of the new bodies
}

// Fetch asks for everything that kind, which the configuration calls name,
// wants to have, one request after the other, and puts the answers into store.
// Before are the records of the fetch before: a body that is as it was keeps
// its record, time included. The first request that fails for good ends the
// fetch of this source.
func (c *Client) Fetch(ctx context.Context, name string, kind Kind, store *raw.Store, before []raw.Record) (Result, error) {
	late := fmt.Errorf("the fetch of %s takes longer than %s; ask it for less in headstart.yaml", name, maxTotal)
	limited, cancel := context.WithTimeoutCause(ctx, maxTotal, late)
	defer cancel()
	r, err := c.fetch(limited, name, kind, store, before)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = context.Cause(limited)
	}
	return r, err
}

// fetch asks one request after the other.
func (c *Client) fetch(ctx context.Context, name string, kind Kind, store *raw.Store, before []raw.Record) (Result, error) {
	var r Result
	queue, err := kind.Start()
	if err != nil {
		return r, err
	}
	known := make(map[string]raw.Record, len(before))
	for _, rec := range before {
		known[rec.URL] = rec
	}
	s := &session{Client: c, name: name, kind: kind}
	asked := map[string]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		req := queue[0]
		if asked[req.URL] {
			continue
		}
		asked[req.URL] = true
		was, ok := known[req.URL]
		rec, more, err := s.obtain(ctx, req, was, store)
		if err != nil {
			return r, err
		}
		r.Records = append(r.Records, rec)
		if ok && was.SHA256 == rec.SHA256 {
			r.Unchanged++
		} else {
			r.New++
			r.Bytes += rec.Bytes
		}
		queue = append(queue, more...)
	}
	return r, nil
}

// session is the fetch of one source.
type session struct {
	*Client
	name  string
	kind  Kind
	count int // exchanges so far
}

// obtain returns the record of the answer to req, which is stored, and the
// requests that it calls for.
func (s *session) obtain(ctx context.Context, req raw.Request, was raw.Record, store *raw.Store) (raw.Record, []raw.Request, error) {
	req.Source = s.name
	stored, err := load(store, was)
	validators := map[string]string{}
	if err == nil { // a damaged body is asked for anew
		validators = was.Header
	}
	a, err := s.get(ctx, req, validators)
	if err != nil {
		return raw.Record{}, nil, err
	}
	rec := was
	if a.Status == http.StatusNotModified {
		a.body = stored
		if a.more, err = s.kind.Answer(req, stored); err != nil {
			return rec, nil, fmt.Errorf("%s: %w", brief(req.URL), err)
		}
	} else {
		rec = a.Record
		rec.URL, rec.FetchedAt = req.URL, time.Now().UTC().Format(time.RFC3339)
		maps.DeleteFunc(rec.Header, func(name, _ string) bool { return !slices.Contains(kept, name) })
	}
	rec.Source, rec.Kind, rec.About = req.Source, req.Kind, req.About
	if was.SHA256 != "" && was.SHA256 == fmt.Sprintf("%x", sha256.Sum256(a.body)) {
		rec.FetchedAt = was.FetchedAt
		rec.Header = maps.Clone(rec.Header)
		maps.DeleteFunc(rec.Header, func(name, _ string) bool { return name == "date" })
		if date, ok := was.Header["date"]; ok {
			rec.Header["date"] = date
		}
	}
	rec, err = store.Put(rec, a.body)
	return rec, a.more, err
}

// load reads a body that was stored before. It fails where none was.
func load(store *raw.Store, rec raw.Record) ([]byte, error) {
	f, err := store.Body(rec)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// kept are the header fields that a record has: what the body is, and what
// asks whether it has changed.
var kept = []string{"content-type", "date", "etag", "last-modified"}
