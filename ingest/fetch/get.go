package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
			a.url = secret.clean(a.url)
			for i := range a.redirects {
				a.redirects[i] = secret.clean(a.redirects[i])
			}
			for name := range a.header {
				a.header[name] = secret.clean(a.header[name])
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
			a.url, a.redirects = at.String(), sent
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
	if q.count == q.opt.Requests {
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
		q.tell("%s %d, %d bytes", brief(q.secret.clean(at.String())), a.status, len(a.body))
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
	if r.status == http.StatusNotModified && q.header.Get("If-None-Match")+q.header.Get("If-Modified-Since") != "" {
		return nil, nil
	}
	failed := &failure{reason: fmt.Sprintf("answers %d %s", r.status, http.StatusText(r.status)), wait: retryAfter(r.header),
		again: slices.Contains(passing, r.status) || r.status >= 500 && !slices.Contains(lasting, r.status)}
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
	if r.status != http.StatusOK {
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
	case f.again && f.wait > s.opt.MaxWait:
		f.again, f.stop = false, true
		f.reason += fmt.Sprintf("; it accepts no requests until %s, and a fetch waits no longer than %s; after that, type: headstart fetch %s",
			time.Now().Add(f.wait).UTC().Format("2006-01-02 15:04:05 UTC"), s.opt.MaxWait, s.name)
	case f.again && repeat == maxRepeats:
		f.stop = f.stop || f.wait > 0
	case f.again:
		h.notBefore = time.Now().Add(max(f.wait, backoff(repeat, s.opt.Random())))
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
