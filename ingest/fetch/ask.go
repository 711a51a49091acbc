package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"headstart/ingest/raw"
)

// answer is what one host has sent, the last of a chain of redirects.
type answer struct {
	status    int
	header    map[string]string // names in lower case, the first of several values
	location  *url.URL          // where it sends us on; nil: it does not
	body      []byte            // decompressed
	more      []raw.Request     // that it calls for
	url       string            // of the host
	redirects []string          // every address after the first
}

// failure is an answer, or the lack of one, that may be better next time.
type failure struct {
	reason string        // goes on after the address: "answers 500"
	again  bool          // asking again makes sense
	stop   bool          // asking this host anything more makes none
	wait   time.Duration // that the host asks for
}

func (f *failure) Error() string { return f.reason }

// ask sends one request and reads the answer whole.
func (s *session) ask(ctx context.Context, at *url.URL, header http.Header) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opt.Deadline)
	defer cancel()
	ctx, tooSlow := context.WithCancelCause(ctx)
	defer tooSlow(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return answer{}, err
	}
	req.Header = header
	// Not an http.Client: it would follow redirects out of turn, with the
	// credential and with a Referer that may hold it.
	res, err := s.opt.Transport.RoundTrip(req)
	if err != nil {
		return answer{}, s.broken(ctx, "does not answer", err)
	}
	defer res.Body.Close()
	r := answer{status: res.StatusCode, header: map[string]string{}}
	for name, values := range res.Header {
		r.header[strings.ToLower(name)] = values[0]
	}
	if slices.Contains(redirects, r.status) {
		target := r.header["location"]
		if r.location, err = at.Parse(target); err != nil || target == "" {
			return r, fmt.Errorf("answers %d and sends us on to %q, which is not an address", r.status, target)
		}
		r.location.Fragment, r.location.RawFragment = "", ""
		return r, nil
	}
	watch := &pace{from: res.Body, least: s.opt.LeastSpeed * int64(paceWindow/time.Second)}
	watch.timer = time.AfterFunc(paceWindow, func() { watch.tick(tooSlow) })
	defer watch.timer.Stop()
	if encoding := r.header["content-encoding"]; encoding != "" { // gzip is undone already
		return r, fmt.Errorf("answers in the encoding %q, which was not asked for", encoding)
	}
	r.body, err = io.ReadAll(io.LimitReader(watch, s.opt.MaxBytes+1))
	if int64(len(r.body)) > s.opt.MaxBytes {
		return r, fmt.Errorf("answers with more than %d bytes, the most that is taken", s.opt.MaxBytes)
	}
	if err != nil {
		return r, s.broken(ctx, fmt.Sprintf("stops answering after %d bytes", len(r.body)), err)
	}
	return r, nil
}

// paceWindow is the time over which the speed of an answer is judged.
const paceWindow = 30 * time.Second

var errSlow = errors.New("it comes slower")

// pace counts what is read, and ends the request when a window brought less
// than least bytes.
type pace struct {
	from  io.Reader
	least int64
	bytes atomic.Int64
	timer *time.Timer
}

func (p *pace) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.bytes.Add(int64(n))
	return n, err
}

// tick judges the window that is over and begins the next.
func (p *pace) tick(end context.CancelCauseFunc) {
	if p.bytes.Swap(0) < p.least {
		end(errSlow)
		return
	}
	p.timer.Reset(paceWindow)
}

// Statuses that send us on, that may be another one when asked again, and of
// those from 500 on, which all may, the ones that are not.
var (
	redirects = []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect}
	passing   = []int{http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests}
	lasting   = []int{http.StatusNotImplemented, http.StatusHTTPVersionNotSupported}
)

// broken is the failure of an exchange that did not come to its end. A host
// that does not exist, or is not who it says, or is none to ask, is final.
func (s *session) broken(ctx context.Context, what string, err error) error {
	var name *net.DNSError
	var cert *tls.CertificateVerificationError
	var private *notPublicError
	final := errors.As(err, &name) && name.IsNotFound || errors.As(err, &cert) || errors.As(err, &private)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSlow): // asked again, it would keep us waiting again
		final = true
		err = fmt.Errorf("%w than %d bytes a second", errSlow, s.opt.LeastSpeed)
	case errors.Is(cause, context.DeadlineExceeded):
		err = fmt.Errorf("the deadline of %s is over", s.opt.Deadline)
	}
	return &failure{reason: what + ": " + err.Error(), again: !final}
}

// backoff is the wait before a repeat: anything up to 1, 2, 4, 8 seconds, so
// that clients that failed together do not come back together. It is the
// "full jitter" of Brooker, Exponential Backoff And Jitter (2015).
func backoff(repeat int, random float64) time.Duration {
	return time.Duration(random * float64(time.Second<<repeat))
}

// retryAfter is the wait that an answer asks for, in seconds or as a date,
// RFC 9110 section 10.2.3; 0: none. A date counts from the host's own clock.
func retryAfter(header map[string]string) time.Duration {
	stated := strings.TrimSpace(header["retry-after"])
	if seconds, err := strconv.ParseUint(stated, 10, 64); err == nil {
		return time.Duration(min(seconds, 1<<32)) * time.Second
	}
	until, err := http.ParseTime(stated)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header["date"])
	if err != nil {
		now = time.Now()
	}
	return max(0, until.Sub(now))
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// excerpt is what an answer says in a line: its title, or how it begins.
func excerpt(r answer) string {
	text := r.body[:min(len(r.body), 4096)]
	if m := title.FindSubmatch(text); m != nil {
		text = m[1]
	}
	line := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(string(text), "")), " "))
	if len(line) > 160 {
		line = append(line[:159], '…')
	}
	return string(line)
}
