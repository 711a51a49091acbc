package fetch

import (
	"bytes"
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

// Repeats of a request after its first failure, and hosts in a chain.
const (
	maxRepeats   = 4
	maxRedirects = 10
)

// inquiry is one request of a session, with what goes along.
type inquiry struct {
	*session
	req    raw.Request
	secret secret
	first  *url.URL    // with the secret, if it goes there
	header http.Header // without the secret and who asks
}

// get asks until the answer is good, a failure is final or there were enough
// repeats. With validators, the answer may be 304 and without a body.
//
// The loop is our own: hashicorp/go-retryablehttp obeys a Retry-After of any
// length, has no jitter, sleeps outside the turn of the host and never looks
// at a body, so every one of its hooks would have to be replaced.
func (s *session) get(ctx context.Context, req raw.Request, validators map[string]string) (answer, error) {
	secret, err := s.secretOf(req)
	if err != nil {
		return answer{}, err
	}
	q := inquiry{session: s, req: req, secret: secret, header: http.Header{}}
	fail := func(err error) (answer, error) {
		return answer{}, secret.cleanError(fmt.Errorf("%s: %w", brief(req.URL), err))
	}
	if q.first, err = address(req, secret); err != nil {
		return fail(err)
	}
	if secret.value != "" && q.first.Scheme != "https" && !s.opt.allowed(q.first.Hostname()) {
		return fail(errors.New("a credential goes over https only; write https:// in the address"))
	}
	for name, value := range req.Header {
		q.header.Set(name, value)
	}
	for name, value := range map[string]string{"If-None-Match": validators["etag"], "If-Modified-Since": validators["last-modified"]} {
		if value != "" {
			q.header.Set(name, value)
		}
	}
	for repeat := 0; ; repeat++ {
		a, err := q.chase(ctx, repeat)
		var f *failure
		switch {
		case err == nil && secret.value != "" && secret.in(string(a.body)):
			return fail(errors.New("repeats the credential in its answer, so the answer is not stored"))
		case err == nil:
			a.FinalURL = secret.clean(a.FinalURL)
			for i := range a.Redirects {
				a.Redirects[i] = secret.clean(a.Redirects[i])
			}
			for name := range a.Header {
				a.Header[name] = secret.clean(a.Header[name])
			}
			return a, nil
		case ctx.Err() != nil:
			return answer{}, ctx.Err()
		case !errors.As(err, &f) || !f.again:
			return fail(err)
		case repeat == maxRepeats:
			return fail(fmt.Errorf("asked %d times; the last time it %w", repeat+1, err))
		}
		q.tell("%s %v; asking again", brief(req.URL), err)
	}
}

// tell reports progress, without the secret.
func (q *inquiry) tell(form string, args ...any) {
	q.opt.Progress(q.name + ": " + q.secret.clean(fmt.Sprintf(form, args...)))
}

// address is the URL to ask first, with the secret if it goes there.
func address(req raw.Request, s secret) (*url.URL, error) {
	u, err := url.Parse(req.URL)
	if err != nil {
		return nil, err
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return nil, errors.New("not an address of the web; it begins with https://")
	case u.User != nil:
		return nil, errors.New("an address has no name and password in it; name an environment variable that holds them")
	}
	u.Fragment, u.RawFragment = "", ""
	if s.Query != "" {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += url.QueryEscape(s.Query) + "=" + url.QueryEscape(s.value)
	}
	return u, nil
}

// chase asks once and goes where it is sent.
func (q *inquiry) chase(ctx context.Context, repeat int) (answer, error) {
	var sent []string
	for at := q.first; ; {
		a, err := q.exchange(ctx, at, repeat)
		if err != nil || a.location == nil {
			a.FinalURL, a.Redirects = at.String(), sent
			return a, err
		}
		next := a.location
		switch {
		case len(sent) == maxRedirects:
			return a, fmt.Errorf("sends us on more than %d times", maxRedirects)
		case next.Scheme != "https" && next.Scheme != "http" || next.Host == "" || next.User != nil:
			return a, fmt.Errorf("sends us on to %s, which is not an address of the web", next.Redacted())
		case at.Scheme == "https" && next.Scheme == "http":
			return a, fmt.Errorf("sends us on to %s, which is not encrypted", next.Host)
		case origin(next) != origin(q.first) && q.secret.in(next.String()):
			return a, fmt.Errorf("sends the credential on to %s; not followed", next.Host)
		}
		q.tell("%s sends us on to %s", brief(q.secret.clean(at.String())), brief(q.secret.clean(next.String())))
		sent, at = append(sent, next.String()), next
	}
}

// origin is what shares a credential.
func origin(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }

// exchange asks one host, in its turn, and lets it rest as long as the answer
// says.
func (q *inquiry) exchange(ctx context.Context, at *url.URL, repeat int) (answer, error) {
	h := q.host(at)
	agent, err := q.agent(h)
	if err != nil {
		return answer{}, err
	}
	if q.count == maxRequests {
		return answer{}, fmt.Errorf("not asked: %s has used its %d requests of one fetch; ask it for less in headstart.yaml", q.name, q.count)
	}
	q.count++
	if err := h.enter(ctx); err != nil {
		return answer{}, err
	}
	defer h.leave()
	header := q.header.Clone()
	header.Set("User-Agent", agent)
	if q.secret.Header != "" && origin(at) == origin(q.first) {
		header.Set(q.secret.Header, q.secret.Prefix+q.secret.value)
	}
	a, err := q.ask(ctx, at, header)
	if err == nil && a.location == nil {
		a.more, err = q.judge(h, a)
	}
	if err == nil {
		q.tell("%s %d, %d bytes", brief(q.secret.clean(at.String())), a.Status, len(a.body))
		return a, nil
	}
	var f *failure
	if errors.As(err, &f) {
		q.rest(h, f, repeat)
	}
	return answer{}, err
}

// judge returns the requests that an answer calls for, or what is wrong with it.
func (q *inquiry) judge(h *host, r answer) ([]raw.Request, error) {
	if r.Status == http.StatusNotModified && q.header.Get("If-None-Match")+q.header.Get("If-Modified-Since") != "" {
		return nil, nil
	}
	failed := &failure{reason: fmt.Sprintf("answers %d %s", r.Status, http.StatusText(r.Status)), wait: retryAfter(r.Header),
		again: slices.Contains(passing, r.Status) || r.Status >= 500 && !slices.Contains(lasting, r.Status)}
	if said := excerpt(r); said != "" {
		failed.reason += ": " + said
	}
	if len(r.body) < 64<<10 { // a page of excuses, not data that quotes one
		for words, remedy := range h.refusals {
			if strings.Contains(string(r.body), words) {
				return nil, &failure{reason: failed.reason + "; " + remedy + ", then type: headstart fetch " + q.name, stop: true}
			}
		}
	}
	if r.Status != http.StatusOK {
		return nil, failed
	}
	more, err := q.kind.Answer(q.req, r.body)
	var fault raw.Fault
	switch {
	case errors.As(err, &fault):
		failed.again = true
		failed.reason = strings.Replace(failed.reason, "200 OK", "200: "+err.Error(), 1)
		return nil, failed
	case err == nil && len(bytes.TrimSpace(r.body)) == 0:
		failed.again, failed.reason = true, "answers with nothing"
		return nil, failed
	}
	return more, err
}

// rest keeps h from being asked too soon, or at all.
func (s *session) rest(h *host, f *failure, repeat int) {
	switch {
	case f.again && f.wait > maxWait:
		f.again, f.stop = false, true
		f.reason += fmt.Sprintf("; it accepts no requests until %s, and a fetch waits no longer than %s; after that, type: headstart fetch %s",
			time.Now().Add(f.wait).UTC().Format("2006-01-02 15:04:05 UTC"), maxWait, s.name)
	case f.again && repeat == maxRepeats:
		f.stop = f.stop || f.wait > 0
	case f.again:
		h.notBefore = time.Now().Add(max(f.wait, backoff(repeat, s.random())))
	}
	if f.stop {
		h.stopped = fmt.Errorf("not asked: %s refused an earlier request", h.domain)
	}
}

// brief is an address for a message: a query can be pages long. A secret in
// it must be gone by then, or the cut would hide a part of it from clean.
func brief(address string) string {
	const most = 120
	if len(address) <= most {
		return address
	}
	return strings.ToValidUTF8(address[:most], "") + "…"
}

// answer is what one host has sent, the last of a chain of redirects.
type answer struct {
	raw.Record               // as far as an answer tells: of its header all, the first of several values
	location   *url.URL      // where it sends us on; nil: it does not
	body       []byte        // decompressed
	more       []raw.Request // that it calls for
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
	ctx, cancel := context.WithTimeout(ctx, deadline)
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
	res, err := s.transport.RoundTrip(req)
	if err != nil {
		return answer{}, s.broken(ctx, "does not answer", err)
	}
	defer res.Body.Close()
	r := answer{Record: raw.Record{Status: res.StatusCode, Header: map[string]string{}}}
	for name, values := range res.Header {
		r.Header[strings.ToLower(name)] = values[0]
	}
	if slices.Contains(redirects, r.Status) {
		target := r.Header["location"]
		if r.location, err = at.Parse(target); err != nil || target == "" {
			return r, fmt.Errorf("answers %d and sends us on to %q, which is not an address", r.Status, target)
		}
		r.location.Fragment, r.location.RawFragment = "", ""
		return r, nil
	}
	watch := &pace{from: res.Body, least: leastSpeed * int64(paceWindow/time.Second)}
	watch.timer = time.AfterFunc(paceWindow, func() { watch.tick(tooSlow) })
	defer watch.timer.Stop()
	if encoding := r.Header["content-encoding"]; encoding != "" { // gzip is undone already
		return r, fmt.Errorf("answers in the encoding %q, which was not asked for", encoding)
	}
	r.body, err = io.ReadAll(io.LimitReader(watch, maxBytes+1))
	if len(r.body) > maxBytes {
		return r, fmt.Errorf("answers with more than %d bytes, the most that is taken", maxBytes)
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
		err = fmt.Errorf("%w than %d bytes a second", errSlow, leastSpeed)
	case errors.Is(cause, context.DeadlineExceeded):
		err = fmt.Errorf("the deadline of %s is over", deadline)
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
