package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// public knows the networks that no source on the web is in: the
// special-purpose registries of IANA.
var public = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAnyNetwork())

// isPublic reports whether an address is of the web, and not of this machine,
// its neighbors or a private network.
func isPublic(ip netip.Addr) bool { return public.SafeAddr(ip.Unmap().WithZone("")) == nil }

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
// An address is judged when its name has been resolved and the connection is
// about to be made, so that no later answer of a name server counts. Redirects
// come this way too. A proxy that the environment names is the user's choice.
func newTransport(opt Options) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxResponseHeaderBytes = 1 << 20
	var proxies sync.Map // host and port of those in use
	t.Proxy = func(req *http.Request) (*url.URL, error) {
		proxy, err := http.ProxyFromEnvironment(req)
		if proxy != nil {
			if ip, perr := netip.ParseAddr(req.URL.Hostname()); (perr == nil && !isPublic(ip) || req.URL.Hostname() == "localhost") && !opt.allowed(req.URL.Hostname()) {
				return nil, &notPublicError{req.URL.Hostname()}
			}
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
