package source

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// worldNames are how tables call all markets together: in English, and in the
// languages in which people read Google Trends.
var worldNames = []string{
	"WLD", "WW", "World", "Worldwide", "Global", "World total", "All countries", "All markets",
	"すべての国", "全世界", "전 세계", "全球", "Weltweit", "Dans tous les pays", "Monde entier", "Todo el mundo", "Todo o mundo", "Em todo o mundo",
	"Tutto il mondo", "По всему миру", "Весь мир", "Wereldwijd", "Cały świat", "Trên toàn thế giới", "Seluruh dunia", "ทั่วโลก",
}

// file_market.csv has the countries of ISO 3166-1, with Kosovo under the code
// of the World Bank, and the names by which sources call them in English.
//
//go:embed file_market.csv
var marketText string

// markets finds the ISO 3166-1 alpha-3 code by code or name, folded.
var markets = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for _, name := range worldNames {
		codes[marketKey(name)] = "WLD"
	}
	rows := ingest.NewRecords(strings.NewReader(marketText), ingest.Delimited{Delimiter: ',', Quote: '"'})
	for header := true; ; header = false {
		rec, err := rows.Next()
		if err == io.EOF {
			return codes
		}
		if header {
			continue
		}
		if err != nil || rec.Wrong != nil || len(rec.Cells) != 3 {
			panic(fmt.Sprintf("the countries, line %d: %v", rec.Line, err)) // they are in the program
		}
		row := rec.Strings()
		codes[marketKey(row[0])], codes[marketKey(row[1])] = row[1], row[1]
		for _, name := range strings.Split(row[2], ";") {
			codes[marketKey(name)] = row[1]
		}
	}
})

// foreignMarkets finds the code of a country by its name in any language that
// the Common Locale Data Repository has. A name that two countries share in
// different languages tells neither.
var foreignMarkets = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	countries := slices.Compact(slices.Sorted(maps.Values(markets())))
	for _, tag := range display.Supported.Tags() {
		namer := display.Regions(tag)
		for _, code := range countries {
			region, err := language.ParseRegion(code)
			if err != nil || code == "WLD" || namer == nil {
				continue
			}
			key := marketKey(namer.Name(region))
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

// marketKey folds a name further than [Fold]: without accents and with plain
// apostrophes.
func marketKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r < 0x370: // combining marks
			return -1
		case r == '’':
			return '\''
		}
		return r
	}, norm.NFD.String(Fold(name)))
}

// market returns the code of a market. A text that is no country stays as it
// is, and the reason says what to do about it. XAA to XZZ are for users to
// assign, and are let through.
func market(text string) (code, wrong string) {
	key := marketKey(text)
	if code, ok := markets()[key]; ok {
		return code, ""
	}
	isCode := len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	switch {
	case isCode && text[0] == 'X':
		return text, ""
	case isCode:
		return text, fmt.Sprintf("%q is no country code of ISO 3166-1; say what it stands for under replace", text)
	}
	if code := cmp.Or(foreignMarkets()[key], press.Value("place", Fold(text))); code != "" {
		return code, ""
	}
	return text, fmt.Sprintf("%q is no country that is known; write replace: [{column: market, from: %[1]q, to: KOR}], with its code of ISO 3166-1 or WLD", text)
}
