package source

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// foreignMarkets finds the code of a country by its name in any language that
// the Common Locale Data Repository has. A name that two countries share in
// different languages tells neither.
var foreignMarkets = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	countries := slices.Compact(slices.Sorted(maps.Values(ingest.MarketCodes())))
	for _, tag := range display.Supported.Tags() {
		namer := display.Regions(tag)
		for _, code := range countries {
			region, err := language.ParseRegion(code)
			if err != nil || code == "WLD" || namer == nil {
				continue
			}
			key := ingest.MarketKey(namer.Name(region))
			if other, taken := codes[key]; taken && other != code {
				codes[key] = ""
			} else {
				codes[key] = code
			}
		}
	}
	maps.DeleteFunc(codes, func(name, code string) bool { return name == "" || code == "" })
	return codes
})

// market returns the code of a market. A text that is no country stays as it
// is, and the reason says what to do about it. XAA to XZZ are for users to
// assign, and are let through.
func market(text string) (code, wrong string) {
	key := ingest.MarketKey(text)
	if code, ok := ingest.MarketCodes()[key]; ok {
		return code, ""
	}
	isCode := len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	switch {
	case isCode && text[0] == 'X':
		return text, ""
	case isCode:
		return text, fmt.Sprintf("%q is no country code of ISO 3166-1; say what it stands for under replace", text)
	}
	if code := cmp.Or(foreignMarkets()[key], press.Value("place", ingest.Fold(text))); code != "" {
		return code, ""
	}
	return text, fmt.Sprintf("%q is no country that is known; write replace: [{column: market, from: %[1]q, to: KOR}], with its code of ISO 3166-1 or WLD", text)
}
