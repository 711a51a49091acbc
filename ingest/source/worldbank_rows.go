package source

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// Rows keeps what a page says, and yields only what cannot be kept: the rows
// need all pages, see Joined.
func (k *worldBank) Rows(body io.Reader, rec raw.Record) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		role := rec.About["role"]
		list := k.lists[role]
		if list == nil && role != "countries" {
			yield(ingest.Row{}, fmt.Errorf("the record of %s is for %q, which is not a list of this kind; type: headstart fetch %s", rec.URL, role, k.name))
			return
		}
		text, err := readBody(body)
		var h wbHeader
		if err == nil {
			h, err = readHeader(text)
		}
		var elements []gjson.Result
		if err == nil {
			elements, err = listAt(text, "1")
		}
		for n, e := range elements {
			element := []byte(e.Raw)
			switch {
			case err != nil:
			case list == nil:
				err = k.keepArea(element)
			case len(list.values) >= maxWBValues:
				err = fmt.Errorf("more than %d values in one list", maxWBValues)
			default:
				if row, unfit := k.keepValue(list, element, fmt.Sprintf("sha256:%s [1][%d]", rec.SHA256, n)); unfit != nil && !yield(row, unfit) {
					return
				}
			}
		}
		switch {
		case err != nil:
			yield(ingest.Row{}, fmt.Errorf("%s: %w", rec.URL, err))
			return
		case list == nil:
			return
		}
		pages, err := h.count()
		number, _ := strconv.Atoi(string(h.Page))
		if err == nil && len(list.seen) > 0 && (pages != list.pages || h.LastUpdated != list.updated) {
			err = fmt.Errorf("pages of %s are of different days (%s, %s); type: headstart fetch %s", role, list.updated, h.LastUpdated, k.name)
		}
		if err != nil {
			yield(ingest.Row{}, err)
			return
		}
		if list.url == "" || number == 1 {
			list.url = rec.URL
		}
		list.pages, list.updated, list.seen[number] = pages, h.LastUpdated, true
	}
}

func (k *worldBank) keepArea(element json.RawMessage) error {
	var c struct {
		ID, ISO2Code string
		Region       struct{ ID string }
	}
	if err := unmarshal(element, &c); err != nil {
		return fmt.Errorf("list of countries: %w", err)
	}
	if len(k.areas) >= maxWBValues {
		return fmt.Errorf("list of countries: more than %d", maxWBValues)
	}
	a := area{c.ID, strings.TrimSpace(c.Region.ID) == "NA"}
	k.areas[c.ISO2Code], k.areas[c.ID] = a, a
	return nil
}

// keepValue keeps one value under the code of its area, which Joined turns
// into a market: the list of countries may be read after it. Its error is a
// *Rejection of the row.
func (k *worldBank) keepValue(list *wbList, element json.RawMessage, locator string) (ingest.Row, error) {
	var v struct {
		Country         struct{ ID string }
		CountryISO3Code string
		Date, Value     loose
	}
	if err := unmarshal(element, &v); err != nil {
		return yearRow(locator, element, nil), &ingest.Rejection{Rule: "type", Reason: "the element is not of the form of a value: " + err.Error()}
	}
	row := yearRow(locator, element, cells{"market": v.CountryISO3Code, "year": string(v.Date)})
	year, err := strconv.Atoi(string(v.Date))
	switch {
	case v.Value == "":
		return row, nil // not stated
	case err != nil:
		return row, &ingest.Rejection{Column: "year", Rule: "period", Reason: fmt.Sprintf("%q is not a year", v.Date)}
	case year < k.From || k.To != 0 && year > k.To:
		return row, nil
	}
	// A country without a code of two letters is told by that of three.
	key := marketYear{v.Country.ID, string(v.Date)}
	if key.market == "" {
		key.market = v.CountryISO3Code
	}
	if earlier, twice := list.values[key]; twice && earlier.text != string(v.Value) {
		return row, &ingest.Rejection{Rule: "unique", Reason: fmt.Sprintf("the year is stated twice: %s and %s", earlier.text, v.Value)}
	}
	list.values[key] = wbValue{string(v.Value), locator, element}
	return row, nil
}

func yearRow(locator string, record []byte, c cells) ingest.Row {
	row := rowOf("market_year", c)
	row.Locator, row.Record = locator, record
	return row
}

// Joined yields the row of the source, then a row for each market and year
// with a population, ordered by both. Internet users are the percentage times
// the population, rounded to a person; empty where either is not stated.
func (k *worldBank) Joined() iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		if err := k.whole(); err != nil {
			yield(ingest.Row{}, err)
			return
		}
		population, internet := k.lists["population"], k.lists["internet"]
		title := "World Development Indicators: population (SP.POP.TOTL); internet users = percent of population (IT.NET.USER.ZS) × population / 100, rounded to a person"
		row := rowOf("source", cells{"source_id": k.name, "title": title, "publisher": "World Bank", "kind": "database",
			"published_on": max(population.updated, internet.updated), "url": population.url})
		row.Locator = "[0]"
		if !yield(row, nil) {
			return
		}
		type place struct{ market, area, year string }
		var places []place
		for _, values := range []map[marketYear]wbValue{population.values, internet.values} {
			for key := range values {
				if market, ok := k.market(key.market); ok {
					places = append(places, place{market, key.market, key.year})
				}
			}
		}
		slices.SortFunc(places, func(a, b place) int {
			return slices.Compare([]string{a.market, a.year, a.area}, []string{b.market, b.year, b.area})
		})
		for _, p := range slices.Compact(places) {
			key := marketYear{p.area, p.year}
			people, hasPeople := population.values[key]
			share, hasShare := internet.values[key]
			row := yearRow(people.locator, people.record, cells{"market": p.market, "year": p.year, "population": people.text, "source_id": k.name})
			if !hasShare {
				if !yield(row, nil) {
					return
				}
				continue
			}
			if hasPeople {
				row.Locator += "; " + share.locator
				row.Record = append(append(slices.Clone(people.record), '\n'), share.record...)
			} else {
				row.Locator, row.Record = share.locator, share.record
			}
			users, err := shareOf(people.text, share.text)
			if err != nil && hasPeople && !yield(row, nil) { // the population stands
				return
			}
			fillIn(row, cells{"internet_users": users})
			if !yield(row, err) {
				return
			}
		}
	}
}

// whole says what is missing before rows can be made.
func (k *worldBank) whole() error {
	if len(k.areas) == 0 {
		return fmt.Errorf("the list of countries of the World Bank is missing; type: headstart fetch %s", k.name)
	}
	for _, i := range indicators {
		list := k.lists[i.role]
		need := list.pages
		if len(list.seen) == 0 {
			need = 1
		}
		for page := 1; page <= need; page++ {
			if !list.seen[page] {
				return fmt.Errorf("page %d of the World Bank's %s is missing; type: headstart fetch %s", page, i.id, k.name)
			}
		}
	}
	return nil
}

// market returns the code of three letters for an area, and false for what is
// not asked for: aggregates but the world, and other markets. An area that is
// not on the list stays as it is, for the rules to set aside.
func (k *worldBank) market(id string) (string, bool) {
	a, known := k.areas[id]
	switch {
	case !known:
		return id, true
	case a.aggregate && a.code != "WLD":
		return "", false
	}
	return a.code, len(k.Markets) == 0 || slices.Contains(k.Markets, a.code)
}

var (
	wholePeople = regexp.MustCompile(`^[0-9]{1,15}$`)
	percentage  = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,30})?$`)
	hundred     = big.NewRat(100, 1)
)

// shareOf is a percentage of a population in whole people, halves rounded up.
func shareOf(people, percent string) (string, error) {
	if people == "" {
		return "", &ingest.Rejection{Column: "population", Rule: "required",
			Reason: fmt.Sprintf("%s percent of the population are on the internet, but the population of the year is not stated", percent)}
	}
	share := new(big.Rat)
	if percentage.MatchString(percent) {
		share.SetString(percent)
	}
	if !percentage.MatchString(percent) || share.Cmp(hundred) > 0 {
		return "", &ingest.Rejection{Column: "internet_users", Rule: "type", Reason: fmt.Sprintf("%q is not a percentage from 0 to 100", percent)}
	}
	if !wholePeople.MatchString(people) {
		return "", nil // the population's own rule says what is wrong
	}
	n, _ := new(big.Rat).SetString(people)
	return n.Mul(n, share).Quo(n, hundred).FloatString(0), nil
}
