package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/time/rate"
)

// manners is how the hosts of a domain want to be asked.
type manners struct {
	domain   string            // and all below it, which count as one host
	every    time.Duration     // the least between two requests
	contact  bool              // wants to know who asks
	refusals map[string]string // words of an answer after which asking on makes it worse, and what to do
}

// known are the hosts that say what they want. SEC allows ten requests a
// second over all its hosts and blocks for about ten minutes above that, see
// sec.gov/os/accessing-edgar-data; Wikidata gives each client 60 seconds of
// processing a minute and bans those who ignore Retry-After, see the user
// manual of the Wikidata Query Service.
var known = []manners{
	{"sec.gov", 200 * time.Millisecond, true, map[string]string{
		"Undeclared Automated Tool":       "it blocks whoever does not say who asks; write into headstart.yaml, with your own name and address: user_agent: " + exampleAgent,
		"Request Rate Threshold Exceeded": "it blocks us for asking too often; wait ten minutes",
	}},
	{"wikidata.org", time.Second, true, map[string]string{"You have been banned": "wait until the time it names"}},
	{"hkexnews.hk", time.Second, false, nil},
}

// mannersOf returns the manners for a host with no wishes of its own: two
// requests a second, and no limit for this machine.
func mannersOf(u *url.URL) manners {
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, m := range known {
		if name == m.domain || strings.HasSuffix(name, "."+m.domain) {
			return m
		}
	}
	m := manners{domain: strings.ToLower(u.Host), every: 500 * time.Millisecond}
	if ip := net.ParseIP(name); name == "localhost" || ip != nil && ip.IsLoopback() {
		m.every = 0
	}
	return m
}

// host is asked by one goroutine at a time, which holds its slot.
type host struct {
	manners
	slot    chan struct{}
	limiter *rate.Limiter

	// For the holder of the slot only.
	notBefore time.Time
	stopped   error // why it is not asked any more
}

func (c *Client) host(u *url.URL) *host {
	m := mannersOf(u)
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[m.domain]
	if h == nil {
		h = &host{manners: m, slot: make(chan struct{}, 1), limiter: rate.NewLimiter(rate.Every(m.every), 1)}
		c.hosts[m.domain] = h
	}
	return h
}

// enter takes the slot and waits until the host may be asked. After an error
// the slot is free again.
func (h *host) enter(ctx context.Context) error {
	select {
	case h.slot <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	err := h.stopped
	if err == nil {
		select {
		case <-time.After(time.Until(h.notBefore)):
			err = h.limiter.Wait(ctx)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		h.leave()
	}
	return err
}

func (h *host) leave() { <-h.slot }

const exampleAgent = `"Jane Doe jane@institute.org"`

// reachable finds an address of mail or of a page in a user agent.
var reachable = regexp.MustCompile(`[^\s@<(]+@[^\s@]+\.[a-z]{2,}|https?://[^\s/]+\.[a-z]{2,}`)

// agent returns the User-Agent to send to h.
func (c *Client) agent(h *host) (string, error) {
	switch agent := c.opt.UserAgent; {
	case h.contact && !reachable.MatchString(agent):
		return "", fmt.Errorf("%s must know who asks; write into headstart.yaml, with your own name and address: user_agent: %s", h.domain, exampleAgent)
	case agent == "":
		return "headstart", nil
	default:
		return agent, nil
	}
}

// public knows the networks that no source on the web is in: the
// special-purpose registries of IANA.
var public = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAnyNetwork())

// isPublic reports whether an address is of the web, and not of this machine,
// its neighbors or a private network.
func isPublic(ip netip.Addr) bool { return public.SafeAddr(ip.Unmap().WithZone("")) == nil }

// privateNames end the names of hosts that no name server of the web knows, or
// that stand for this machine or its neighbors.
var privateNames = []string{"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion"}

// isWebName reports whether a host may be one of the web, before anybody looks
// its name up: a proxy does that itself, and also understands 2130706433, 0x7f.1
// or 0177.0.0.1 for an address.
func isWebName(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return isPublic(ip)
	}
	labels := strings.Split(strings.ToLower(strings.TrimRight(host, ".")), ".")
	last := labels[len(labels)-1]
	return len(labels) > 1 && last != "" && (last[0] < '0' || last[0] > '9') && !slices.Contains(privateNames, last)
}

// notPublicError says why a host is not asked.
type notPublicError struct{ host string }

func (e *notPublicError) Error() string {
	return fmt.Sprintf("%s is not an address of the web; if it is a server of your own, write into headstart.yaml: allow_hosts: [%[1]q]", e.host)
}

// allowed says whether the configuration lets a host be asked wherever it is.
func (o Options) allowed(host string) bool {
	host = strings.Trim(host, "[]")
	return slices.ContainsFunc(o.AllowHosts, func(name string) bool { return strings.EqualFold(strings.Trim(name, "[]"), host) })
}

// newTransport connects to public addresses, and to the hosts that opt allows.
// A name that cannot be one of the web is not looked up. An address is judged
// when its name has been resolved and the connection is about to be made, so that
// no later answer of a name server counts. Redirects come this way too. A proxy
// that the environment names is the user's choice.
func newTransport(opt Options) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxResponseHeaderBytes = 1 << 20
	var proxies sync.Map // names of those in use
	t.Proxy = func(req *http.Request) (*url.URL, error) {
		if host := req.URL.Hostname(); !isWebName(host) && !opt.allowed(host) {
			return nil, &notPublicError{host}
		}
		proxy, err := http.ProxyFromEnvironment(req)
		if proxy != nil {
			proxies.Store(proxy.Hostname(), true)
		}
		return proxy, err
	}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		d := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		if _, proxy := proxies.Load(host); !proxy && !opt.allowed(host) {
			d.Control = func(_, resolved string, _ syscall.RawConn) error {
				if at, err := netip.ParseAddrPort(resolved); err != nil || !isPublic(at.Addr()) {
					return &notPublicError{host}
				}
				return nil
			}
		}
		return d.DialContext(ctx, network, address)
	}
	return t
}
