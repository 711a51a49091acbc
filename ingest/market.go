package ingest

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// Fold makes names equal that differ in case, width or spaces only.
func Fold(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(name))), " ")
}

// worldNames are how tables call all markets together: in English, and in the
// languages in which people read Google Trends.
var worldNames = []string{
	"WLD", "WW", "World", "Worldwide", "Global", "World total", "All countries", "All markets",
	"すべての国", "全世界", "전 세계", "全球", "Weltweit", "Dans tous les pays", "Monde entier", "Todo el mundo", "Todo o mundo", "Em todo o mundo",
	"Tutto il mondo", "По всему миру", "Весь мир", "Wereldwijd", "Cały świat", "Trên toàn thế giới", "Seluruh dunia", "ทั่วโลก",
}

// market.csv has the countries of ISO 3166-1, with Kosovo under the code
// of the World Bank, and the names by which sources call them in English.
//
//go:embed market.csv
var marketText string

// MarketCodes returns the ISO 3166-1 alpha-3 code by code or English name, each as
// [MarketKey] makes it, and WLD by the names of the world in several languages.
// Nobody must change it.
var MarketCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for _, name := range worldNames {
		codes[MarketKey(name)] = "WLD"
	}
	rows, err := csv.NewReader(strings.NewReader(marketText)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("the countries: %v", err)) // they are in the program
	}
	for _, row := range rows[1:] {
		for _, name := range append(strings.Split(row[2], ";"), row[0], row[1]) {
			codes[MarketKey(name)] = row[1]
		}
	}
	return codes
})

// MarketKey folds a name further than [Fold]: without accents and with plain
// apostrophes.
func MarketKey(name string) string {
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
