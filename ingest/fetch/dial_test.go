package fetch

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"headstart/ingest/raw"
)

// Addresses of the registries of special purposes, and neighbors of them that
// are public.
func TestIsPublic(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "100::1",
		"2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
	} {
		if isPublic(netip.MustParseAddr(address)) {
			t.Errorf("%s passes for public", address)
		}
	}
	for _, address := range []string{"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1",
		"223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"} {
		if !isPublic(netip.MustParseAddr(address)) {
			t.Errorf("%s does not pass for public", address)
		}
	}
}

// A name that a proxy would look up as this machine, or a neighbor, is not one
// of the web.
func TestIsWebName(t *testing.T) {
	for _, name := range []string{"localhost", "LOCALHOST", "localhost.", "a.localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1",
		"127.0.0.1.", "0", "1.1.1.1.", "[::1]", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "printer.local", "metadata.google.internal", "intranet", "1.0.0.127.in-addr.arpa", "", "."} {
		if isWebName(name) {
			t.Errorf("%q passes for a name of the web", name)
		}
	}
	for _, name := range []string{"data.sec.gov", "www1.hkexnews.hk", "example.xn--p1ai", "8.8.8.8", "2606:4700::1111", "Example.COM.", "0x.org"} {
		if !isWebName(name) {
			t.Errorf("%q does not pass", name)
		}
	}
}

// Names are judged with a proxy as well, and that a proxy runs on this machine
// lets nothing else there be asked.
func TestProxy(t *testing.T) {
	asked := ""
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked += r.URL.String() + " "
		io.WriteString(w, "ok")
	}))
	defer proxy.Close()
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := newTransport(Options{AllowHosts: []string{"allowed"}})
	judge := transport.Proxy // without the environment, which is read once in a process
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		_, err := judge(r)
		return at, err
	}
	transport.DialContext = nil
	for address, want := range map[string]string{"http://2130706433/": "", "http://127.0.0.1:1/": "", "http://localhost.:1/": "", "http://allowed/x": "http://allowed/x ", "http://data.institute.org/x": "http://data.institute.org/x "} {
		asked = ""
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := transport.RoundTrip(r)
		if err == nil {
			res.Body.Close()
		}
		var private *notPublicError
		if asked != want || (want == "") != errors.As(err, &private) {
			t.Errorf("%s asks for %q, %v", address, asked, err)
		}
	}
}

// This machine is not asked, by whatever name and from wherever a redirect
// leads, but where the configuration allows it; and a credential goes over
// https only.
func TestNotPublic(t *testing.T) {
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://localhost:1/x", http.StatusFound)
			return
		}
		io.WriteString(w, "ok")
	}))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":"):]
	const refused = "is not an address of the web; if it is a server of your own, write into headstart.yaml: allow_hosts: ["
	for _, c := range []struct {
		url    string
		allow  []string
		secret raw.Secret
		asked  int
		want   []string
	}{
		{srv.URL, nil, raw.Secret{}, 0, []string{"127.0.0.1 " + refused}},
		{"http://localhost" + port, nil, raw.Secret{}, 0, []string{"localhost " + refused}},
		{"http://0.0.0.0" + port, nil, raw.Secret{}, 0, []string{"0.0.0.0 " + refused}},
		{"http://[::ffff:127.0.0.1]" + port, nil, raw.Secret{}, 0, []string{"::ffff:127.0.0.1 " + refused}},
		{srv.URL, []string{"localhost"}, raw.Secret{}, 0, []string{refused}},
		{srv.URL, []string{"127.0.0.1"}, raw.Secret{}, 1, nil},
		{srv.URL, []string{"127.0.0.1"}, raw.Secret{Env: "KEY", Header: "X-Key"}, 1, nil},
		{srv.URL + "/away", []string{"127.0.0.1"}, raw.Secret{}, 1, []string{"localhost " + refused}},
		{"http://data.institute.org/x", nil, raw.Secret{Env: "KEY", Header: "X-Key"}, 0, []string{"a credential goes over https only; write https:// in the address"}},
	} {
		asked = 0
		t.Setenv("KEY", "key")
		client, err := New(Options{AllowHosts: c.allow, Progress: func(string) {}})
		if err != nil {
			t.Fatal(err)
		}
		kind := page(c.url)
		kind.start[0].Secret = c.secret
		_, err = client.Fetch(t.Context(), "it", kind, newStore(t), nil)
		says(t, err, c.want...)
		if asked != c.asked {
			t.Errorf("%s, allowed %q: asked %d times, want %d", c.url, c.allow, asked, c.asked)
		}
	}
}

// A credential is known in every form that an answer may give it back in.
func TestSecretForms(t *testing.T) {
	s := secret{value: `k3y/with+odd="signs&more`}
	for form, text := range map[string]string{
		"as it is": s.value, "of a query": "k3y%2Fwith%2Bodd%3D%22signs%26more", "of a page": "k3y/with+odd=&#34;signs&amp;more",
		"of JSON": `k3y/with+odd=\"signs\u0026more`, "hexadecimal": "6b33792f776974682b6f64643d227369676e73266d6f7265",
		"Base64":                        "azN5L3dpdGgrb2RkPSJzaWducyZtb3Jl",
		"Base64 behind a name":          "dXNlcjprM3kvd2l0aCtvZGQ9InNpZ25zJm1vcmU=", // user:…
		"Base64 behind one byte":        "OmszeS93aXRoK29kZD0ic2lnbnMmbW9yZQ==",     // :…
		"Base64 for addresses, and end": "YTprM3kvd2l0aCtvZGQ9InNpZ25zJm1vcmU6Yg",   // a:…:b
		"of a query in small letters":   "k3y%2fwith%2bodd%3d%22signs%26more",
		"of a query, each character":    "%6b%33%79%2f%77%69%74%68%2b%6f%64%64%3d%22%73%69%67%6e%73%26%6d%6f%72%65",
		"of a page, each character":     "&#107;&#51;&#121;&#47;&#119;&#105;&#116;&#104;&#43;&#111;&#100;&#100;&#61;&#34;&#115;&#105;&#103;&#110;&#115;&#38;&#109;&#111;&#114;&#101;",
	} {
		if !s.in("{" + text + "}") {
			t.Errorf("%s: %s is not known", form, text)
		}
		if text := s.clean("{" + text + "}"); s.in(text) {
			t.Errorf("%s: %s is left", form, text)
		}
	}
	if s.in("azN5 6b33 k3y") {
		t.Error("the start of a credential passes for it")
	}
}
