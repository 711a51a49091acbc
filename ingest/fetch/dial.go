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
)

// notPublic are networks that no source on the web is in, beside those that
// package netip knows: the special-purpose registries of IANA, RFC 6890 and
// those after it. What is mapped or translated into IPv6 could stand for any
// of them.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network
	netip.MustParsePrefix("100.64.0.0/10"),   // shared by the customers of a provider
	netip.MustParsePrefix("192.0.0.0/24"),    // protocols
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // relays of 6to4
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved, broadcast
	netip.MustParsePrefix("::/96"),           // IPv4-compatible, outdated
	netip.MustParsePrefix("64:ff9b::/96"),    // translated IPv4
	netip.MustParsePrefix("64:ff9b:1::/48"),  // translated IPv4, local
	netip.MustParsePrefix("100::/64"),        // discarded
	netip.MustParsePrefix("2001::/23"),       // protocols, Teredo among them
	netip.MustParsePrefix("2001:db8::/32"),   // documentation
	netip.MustParsePrefix("2002::/16"),       // 6to4
	netip.MustParsePrefix("3fff::/20"),       // documentation
	netip.MustParsePrefix("fec0::/10"),       // site-local, outdated
}

// isPublic reports whether an address is of the web, and not of this machine,
// its neighbors or a private network.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsGlobalUnicast() && !ip.IsPrivate() &&
		!slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(ip.WithZone("")) })
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
