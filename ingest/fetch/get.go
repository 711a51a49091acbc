package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"headstart/ingest/raw"
)

// answer is what the last host of a chain of redirects has sent.
type answer struct {
	reply
	url       string   // final address
	redirects []string // every address after the first
}

// Repeats of a request after its first failure, and hosts in a chain.
const (
	maxRepeats   = 4
	maxRedirects = 10
)

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
	fail := func(err error) (answer, error) {
		return answer{}, secret.cleanError(fmt.Errorf("%s: %w", brief(req.URL), err))
	}
	first, err := address(req, secret)
	if err != nil {
		return fail(err)
	}
	if secret.value != "" && first.Scheme != "https" && !s.opt.allowed(first.Hostname()) {
		return fail(errors.New("a credential goes over https only; write https:// in the address"))
	}
	for repeat := 0; ; repeat++ {
		a, err := s.chase(ctx, req, first, secret, validators, repeat)
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
		s.opt.Progress(secret.clean(fmt.Sprintf("%s: %s %v; asking again", s.name, brief(req.URL), err)))
	}
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
func (s *session) chase(ctx context.Context, req raw.Request, first *url.URL, secret secret, validators map[string]string, repeat int) (answer, error) {
	var a answer
	for at := first; ; {
		r, err := s.exchange(ctx, req, at, origin(at) == origin(first), secret, validators, repeat)
		if err != nil {
			return a, err
		}
		if r.location == nil {
			a.reply, a.url = r, at.String()
			return a, nil
		}
		next := r.location
		switch {
		case len(a.redirects) == maxRedirects:
			return a, fmt.Errorf("sends us on more than %d times", maxRedirects)
		case next.Scheme != "https" && next.Scheme != "http" || next.Host == "" || next.User != nil:
			return a, fmt.Errorf("sends us on to %s, which is not an address of the web", next.Redacted())
		case at.Scheme == "https" && next.Scheme == "http":
			return a, fmt.Errorf("sends us on to %s, which is not encrypted", next.Host)
		case origin(next) != origin(first) && secret.in(next.String()):
			return a, fmt.Errorf("sends the credential on to %s; not followed", next.Host)
		}
		a.redirects = append(a.redirects, next.String())
		s.opt.Progress(fmt.Sprintf("%s: %s sends us on to %s", s.name, brief(secret.clean(at.String())), brief(secret.clean(next.String()))))
		at = next
	}
}

// origin is what shares a credential.
func origin(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }

// exchange asks one host, in its turn, and lets it rest as long as the answer
// says.
func (s *session) exchange(ctx context.Context, req raw.Request, at *url.URL, home bool, secret secret, validators map[string]string, repeat int) (reply, error) {
	h := s.host(at)
	agent, err := s.agent(h)
	if err != nil {
		return reply{}, err
	}
	if s.count == s.opt.Requests {
		return reply{}, fmt.Errorf("not asked: %s has used its %d requests of one fetch; ask it for less in headstart.yaml", s.name, s.count)
	}
	s.count++
	if err := h.enter(ctx); err != nil {
		return reply{}, err
	}
	defer h.leave()

	header := http.Header{"User-Agent": {agent}}
	for name, value := range req.Header {
		header.Set(name, value)
	}
	if etag := validators["etag"]; etag != "" {
		header.Set("If-None-Match", etag)
	}
	if since := validators["last-modified"]; since != "" {
		header.Set("If-Modified-Since", since)
	}
	if secret.Header != "" && home {
		header.Set(secret.Header, secret.Prefix+secret.value)
	}
	r, err := s.ask(ctx, at, header)
	if err == nil && r.location == nil {
		conditional := header.Get("If-None-Match") != "" || header.Get("If-Modified-Since") != ""
		r.more, err = s.judge(req, h, r, conditional)
	}
	if err == nil {
		s.opt.Progress(fmt.Sprintf("%s: %s %d, %d bytes", s.name, brief(secret.clean(at.String())), r.status, len(r.body)))
		return r, nil
	}
	var f *failure
	if errors.As(err, &f) {
		s.rest(h, f, repeat)
	}
	return reply{}, err
}

// judge returns the requests that a reply calls for, or what is wrong with it.
func (s *session) judge(req raw.Request, h *host, r reply, conditional bool) ([]raw.Request, error) {
	if r.status == http.StatusNotModified && conditional {
		return nil, nil
	}
	failed := &failure{reason: fmt.Sprintf("answers %d %s", r.status, http.StatusText(r.status)), again: repeatable(r.status), wait: retryAfter(r.header)}
	if said := excerpt(r); said != "" {
		failed.reason += ": " + said
	}
	if len(r.body) < 64<<10 { // a page of excuses, not data that quotes one
		for words, remedy := range h.refusals {
			if strings.Contains(string(r.body), words) {
				return nil, &failure{reason: failed.reason + "; " + remedy + ", then type: headstart fetch " + s.name, stop: true}
			}
		}
	}
	if r.status != http.StatusOK {
		return nil, failed
	}
	more, err := s.kind.Answer(req, r.body)
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

func sum(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}
