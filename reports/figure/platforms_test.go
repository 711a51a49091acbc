package figure

import "testing"

func TestDisplayName(t *testing.T) {
	check := func(name, id, want string) {
		t.Helper()
		if got := displayName(name, id); got != want {
			t.Errorf("displayName(%q, %q) = %q, want %q", name, id, got, want)
		}
	}
	check("WeChat", "wechat", "WeChat")
	check("Čeština", "cz", "Čeština")
	check("米聊", "mi-chat", "mi-chat") // no glyphs
	check("ไลน์", "line-th", "line-th")
	check("בזק", "bezeq", "bezeq") // right to left
	check("\u202e\u0000", "odd", "odd")
	check("", "x", "x")
	check("米聊", "米聊", "?")
}

func TestPlatformTones(t *testing.T) {
	a := platformTones([]string{"zalo", "wechat", "line"})
	b := platformTones([]string{"line", "zalo", "wechat"})
	for id := range a {
		if a[id] != b[id] {
			t.Errorf("the tone of %s depends on the order", id)
		}
	}
	if a["wechat"] != HomeTones["wechat"] || a["line"] == a["zalo"] || a["line"] == a["wechat"] {
		t.Errorf("unexpected tones: %v", a)
	}
}
