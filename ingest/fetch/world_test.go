package fetch

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"headstart/ingest/raw"
)

// world is a network in memory with one server behind every name, for tests
// in a bubble of synctest: its clock moves when everybody waits, so that
// hours of it take no time.
type world struct {
	http.Transport
	asked []*http.Request
	at    []time.Time // when each was asked
}

// newWorld has handle answer the i-th request, from 0. Requests come one by
// one in tests that look at asked.
func newWorld(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, i int)) *world {
	t.Helper()
	var wd world
	l := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	srv := &http.Server{
		ErrorLog: log.New(io.Discard, "", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			i := len(wd.asked)
			wd.asked, wd.at = append(wd.asked, r), append(wd.at, time.Now())
			handle(w, r, i)
		}),
	}
	go srv.Serve(l)
	wd.DialContext = l.dial
	wd.DialTLSContext = l.dial // the other end takes it in clear
	t.Cleanup(func() {
		wd.CloseIdleConnections()
		srv.Close()
		synctest.Wait()
	})
	return &wd
}

// pipes is a listener whose connections are pipes.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// asking is a kind that wants one page after the other.
type asking struct {
	start  []raw.Request
	answer func(req raw.Request, body []byte) ([]raw.Request, error)
}

func (a asking) Start() ([]raw.Request, error) { return a.start, nil }

func (a asking) Answer(req raw.Request, body []byte) ([]raw.Request, error) {
	if a.answer == nil {
		return nil, nil
	}
	return a.answer(req, body)
}

// page is a kind that wants one page.
func page(url string) asking { return asking{start: []raw.Request{{Kind: "page", URL: url}}} }

// newClient has jitter that is always half of what it may be.
func newClient(t *testing.T, w *world, opt Options) *Client {
	t.Helper()
	if opt.Progress == nil {
		opt.Progress = func(string) {}
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "Jane Doe jane@institute.org"
	}
	c, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	c.transport, c.random = w, func() float64 { return 0.5 }
	return c
}

func newStore(t *testing.T) *raw.Store {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return raw.OpenRoot(root)
}

// says fails unless err contains every part of want, or is nil for none.
func says(t *testing.T, err error, want ...string) {
	t.Helper()
	if len(want) == 0 {
		if err != nil {
			t.Errorf("error is %v", err)
		}
		return
	}
	for _, part := range want {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error is %v, want one with %q", err, part)
		}
	}
}
