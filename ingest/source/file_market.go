package source

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// worldNames are how tables call all markets together.
var worldNames = []string{"WLD", "WW", "World", "Worldwide", "Global", "World total", "All countries", "All markets"}

// file_market.csv has the countries of ISO 3166-1, with Kosovo under the code
// of the World Bank, and the names by which sources call them in English.
//
//go:embed file_market.csv
var marketText string

// markets finds the ISO 3166-1 alpha-3 code by code or name, folded.
var markets = sync.OnceValue(func() map[string]string {
	rows, err := csv.NewReader(strings.NewReader(marketText)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("the countries: %v", err)) // they are in the program
	}
	codes := map[string]string{}
	for _, name := range worldNames {
		codes[marketKey(name)] = "WLD"
	}
	for _, row := range rows[1:] {
		codes[marketKey(row[0])], codes[marketKey(row[1])] = row[1], row[1]
		for _, name := range strings.Split(row[2], ";") {
			codes[marketKey(name)] = row[1]
		}
	}
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
// is; the reason says why one that looks like a code cannot be one. XAA to XZZ
// are for users to assign, and are let through.
func market(text string) (code, wrong string) {
	if code, ok := markets()[marketKey(text)]; ok {
		return code, ""
	}
	if len(text) == 3 && strings.ToUpper(text) == text && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && text[0] != 'X' {
		return text, fmt.Sprintf("%q is no country code of ISO 3166-1; say what it stands for under replace", text)
	}
	return text, ""
}
