package fetch

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

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
