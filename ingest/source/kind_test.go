package source

import (
	"testing"
	"time"

	"headstart/ingest"
)

// Every setting that cannot be meant is an error that says what can be typed.
func TestNew(t *testing.T) {
	refuses := func(settings map[string]any, want string) {
		t.Helper()
		_, err := New("mine", settings, nil)
		failed(t, "error", err, "source mine: "+want)
	}
	_, err := New("My Source", map[string]any{"kind": "owid", "slug": "x"}, nil)
	failed(t, "error", err, `source My Source: a source is named in small letters, digits and single hyphens, such as "owid-users"`)

	keys := "; keys of kind owid are column, kind, metric, mode, slug, url"
	refuses(map[string]any{"kind": "owid", "slug": "x", "colum": "Users"},
		`unknown key "colum"; did you mean "column"? keys of kind owid are column, kind, metric, mode, slug, url`)
	refuses(map[string]any{"kind": "owid", "slug": "x", "frequency": 5}, `unknown key "frequency"`+keys)
	refuses(map[string]any{"kind": "owid", "slug": 7}, `slug must be a text, not 7; write slug: "…"`)
	refuses(map[string]any{"kind": "owid", "slug": "x", "mode": "lenient"}, `unknown mode "lenient"; modes are fail, quarantine, warn`)
	refuses(map[string]any{"kind": "owid", "slug": "x", "mode": "warm"}, `unknown mode "warm"; did you mean "warn"? modes are fail, quarantine, warn`)
	refuses(map[string]any{"kind": "owid", "slug": "x", "mode": 1}, `unknown mode "1"; modes are fail, quarantine, warn`)
	refuses(map[string]any{"kind": "owid", "slug": "http://x"}, `slug "http://x" is not the name of a chart; write slug: users-by-social-media-platform`)
	refuses(map[string]any{"kind": "owid", "slug": "x", "url": "ftp://x"}, `url must be an address, not "ftp://x"; write url: https://ourworldindata.org`)

	refuses(map[string]any{"kind": "wikidata"}, `no items; write items: {whatsapp: Q1049511}`)
	refuses(map[string]any{"kind": "wikidata", "items": map[string]any{"a": "Q0"}}, `items.a is not an item of Wikidata: "Q0"; write items: {a: Q1049511}`)
	refuses(map[string]any{"kind": "wikidata", "items": map[string]any{"a": "Q7", "b": "Q7"}}, `item Q7 is both a and b; keep one`)
	refuses(map[string]any{"kind": "wikidata", "items": map[string]any{"a": 7}}, `items[a] must be a text, not 7; write items[a]: "…"`)
	refuses(map[string]any{"kind": "wikidata", "items": "Q7"}, `items must have keys of its own, not Q7`)

	refuses(map[string]any{"kind": "worldbank", "markets": "CHN"}, `markets must be a list; write markets: [a, b]`)
	refuses(map[string]any{"kind": "worldbank", "markets": []any{"China"}}, `market "China" is not a code of three capital letters; write markets: [CHN, WLD]`)
	refuses(map[string]any{"kind": "worldbank", "from": "1995"}, `from must be a whole number, not a text; write from: 1995`)
	refuses(map[string]any{"kind": "worldbank", "from": 1000}, `from 1000 is not a year from 1960 to 2100; write from: 1995`)

	refuses(map[string]any{"kind": "edgar", "cik": 1610601}, `cik must be a text, not 1610601; write cik: "…"`)
	refuses(map[string]any{"kind": "edgar", "cik": "0"}, `cik "0" is not the number of a company; write cik: "1610601"`)
	refuses(map[string]any{"kind": "edgar", "cik": "7", "from": "2018"}, `from must be a day, not "2018"; write from: 2018-09-30`)
	refuses(map[string]any{"kind": "edgar", "cik": "7", "from": "2018-02-31"}, `from must be a day, not "2018-02-31"; write from: 2018-09-30`)
	refuses(map[string]any{"kind": "edgar", "cik": "7", "from": "2019-01-01", "to": "2018-01-01"}, `from 2019-01-01 is after to 2018-01-01; swap them`)

	refuses(map[string]any{"kind": "hkex", "code": "00077"}, `the exchange asks for both ends of the range; write from: 2018-01-01 and to: 2018-12-31`)
	refuses(map[string]any{"kind": "hkex", "code": "HK77", "from": "2018-01-01", "to": "2018-12-31"}, `code "HK77" is not that of a stock; write code: "00700"`)

	// A day that YAML has read as a time is the day again.
	k, err := New("mine", map[string]any{"kind": "edgar", "cik": "7", "mode": "warn", "from": time.Date(2018, 9, 30, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil || k.(*edgar).From != "2018-09-30" {
		t.Errorf("from is %v: %v", k, err)
	}
}

func TestUnknownKind(t *testing.T) {
	for _, c := range []struct {
		kind any
		want string
	}{
		{nil, "source mine: no kind; write kind: and one of "},
		{7, "source mine: no kind; write kind: and one of "},
		{"wikidat", `source mine: unknown kind "wikidat"; did you mean "wikidata"? kinds are `},
		{"statistics", `source mine: unknown kind "statistics"; kinds are `},
	} {
		var kinds string
		for i, name := range Kinds() {
			if i > 0 {
				kinds += ", "
			}
			kinds += name
		}
		_, err := New("mine", map[string]any{"kind": c.kind}, nil)
		failed(t, "error", err, c.want+kinds)
	}
}

func TestMode(t *testing.T) {
	for mode, want := range map[any]string{nil: "fail", "fail": "fail", "quarantine": "quarantine", "warn": "warn"} {
		if got, err := modeOf(map[string]any{"mode": mode}); got != want || err != nil {
			t.Errorf("mode %v: %q, %v", mode, got, err)
		}
	}
}

// Keys of settings inside settings are found by the path of the unknown one.
func TestKeysOf(t *testing.T) {
	type inner struct {
		Date string `yaml:"date"`
		Name string `yaml:"name"`
	}
	type outer struct {
		Columns []inner          `yaml:"columns"`
		By      map[string]inner `yaml:"by"`
		One     inner            `yaml:"one"`
	}
	var o outer
	for _, c := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"colums": ""}, `unknown key "colums"; did you mean "columns"? keys of kind test are by, columns, kind, mode, one`},
		{map[string]any{"a.b": ""}, `unknown key "a.b"; keys of kind test are by, columns, kind, mode, one`},
		{map[string]any{"columns": []any{map[string]any{"date": "a", "nam": "b"}}}, `unknown key "columns[0].nam"; did you mean "name"? keys of columns[0] are date, name`},
		{map[string]any{"by": map[string]any{"a.b": map[string]any{"nam": ""}}}, `unknown key "by[a.b].nam"; did you mean "name"? keys of by[a.b] are date, name`},
		{map[string]any{"one": map[string]any{"nam": ""}}, `unknown key "one.nam"; did you mean "name"? keys of one are date, name`},
	} {
		failed(t, "error", decode("test", c.settings, &o), c.want)
	}
}

func TestPlatform(t *testing.T) {
	a := Aliases{ingest.Fold("WhatsApp"): "whatsapp", ingest.Fold("Mi Chat"): "michat"}
	for name, want := range map[string]string{
		"Whatsapp": "whatsapp", " MI  chat\u00a0": "michat", "ＷｈａｔｓＡｐｐ": "whatsapp", "Zap": "Zap", "": "",
	} {
		if got := a.Platform(name); got != want {
			t.Errorf("platform %q: %q, want %q", name, got, want)
		}
	}
}
