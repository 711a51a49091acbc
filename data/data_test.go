package data

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// record is one row by column name; line is that of the record in its file.
type record struct {
	line  int
	cells map[string]string
}

func (r record) at(name string) string { return r.cells[name] }

// key joins the cells of the named columns; it is empty when one of them is.
func (r record) key(names []string) string {
	var cells []string
	for _, name := range names {
		if r.at(name) == "" {
			return ""
		}
		cells = append(cells, r.at(name))
	}
	return strings.Join(cells, "|")
}

// read returns the header and the rows of a file of the package.
func read(t *testing.T, path string) (header []string, rows []record) {
	t.Helper()
	file, err := FS.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	header, err = reader.Read()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	all, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for i, cells := range all {
		// Every record of this package is one line, which TestFilesAreTidy checks.
		row := record{line: i + 2, cells: make(map[string]string)}
		for j, name := range header {
			row.cells[name] = cells[j]
		}
		rows = append(rows, row)
	}
	return header, rows
}

func TestHeadersAreTheDescriptorsFields(t *testing.T) {
	for _, r := range readDescriptor(t).Resources {
		if header, _ := read(t, r.Path); !slices.Equal(header, r.names()) {
			t.Errorf("%s:1: header is %v, datapackage.json says %v", r.Path, header, r.names())
		}
	}
}

func TestFilesAreTidy(t *testing.T) {
	for _, r := range readDescriptor(t).Resources {
		content, err := FS.ReadFile(r.Path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if strings.Contains(text, "\r") || strings.HasPrefix(text, "\uFEFF") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: want LF line ends, no byte order mark, and a line end after the last row", r.Path)
		}
		if _, rows := read(t, r.Path); strings.Count(text, "\n") != len(rows)+1 {
			t.Errorf("%s: a cell holds a line break", r.Path)
		}
	}
}

func TestCellsKeepTheirConstraints(t *testing.T) {
	for _, r := range readDescriptor(t).Resources {
		_, rows := read(t, r.Path)
		for _, f := range r.Schema.Fields {
			pattern := regexp.MustCompile(f.Constraints.Pattern)
			seen := make(map[string]bool)
			for _, row := range rows {
				cell := row.at(f.Name)
				if problem := broken(f, pattern, cell); problem != "" {
					t.Errorf("%s:%d: %s %q %s", r.Path, row.line, f.Name, cell, problem)
				}
				if f.Constraints.Unique && seen[cell] {
					t.Errorf("%s:%d: %s %q is not unique", r.Path, row.line, f.Name, cell)
				}
				seen[cell] = true
			}
		}
	}
}

// broken says which rule of f the cell breaks; it is empty when it keeps them all.
func broken(f field, pattern *regexp.Regexp, cell string) string {
	c := f.Constraints
	if cell == "" {
		if c.Required {
			return "is required"
		}
		return ""
	}
	switch f.Type {
	case "string":
		switch {
		case cell != strings.TrimSpace(cell):
			return "has blanks around it"
		case !pattern.MatchString(cell):
			return "does not match " + c.Pattern
		case c.Enum != nil && !slices.Contains(c.Enum, cell):
			return fmt.Sprintf("is none of %v", c.Enum)
		case f.Kind == "period" && len(cell) == len(time.DateOnly):
			if _, err := time.Parse(time.DateOnly, cell); err != nil {
				return "is not a day of the calendar"
			}
		}
	case "boolean":
		if cell != "true" && cell != "false" {
			return "is not of type boolean"
		}
	default:
		number, err := strconv.ParseFloat(cell, 64)
		if _, whole := strconv.ParseInt(cell, 10, 64); err != nil || f.Type == "integer" && whole != nil {
			return "is not of type " + f.Type
		}
		if c.Minimum != nil && number < *c.Minimum || c.Maximum != nil && number > *c.Maximum {
			return "is out of range"
		}
	}
	return ""
}

func TestKeysResolve(t *testing.T) {
	d := readDescriptor(t)
	keys := make(map[string]map[string]bool) // resource -> primary keys
	for _, r := range d.Resources {
		keys[r.Name] = make(map[string]bool)
		_, rows := read(t, r.Path)
		for _, row := range rows {
			key := row.key(r.Schema.PrimaryKey)
			if keys[r.Name][key] {
				t.Errorf("%s:%d: %v %s is there twice", r.Path, row.line, r.Schema.PrimaryKey, key)
			}
			keys[r.Name][key] = true
		}
	}
	for _, r := range d.Resources {
		_, rows := read(t, r.Path)
		for _, foreign := range r.Schema.ForeignKeys {
			target := foreign.Reference.Resource
			if target == "" {
				target = r.Name
			}
			for _, row := range rows {
				if key := row.key(foreign.Fields); key != "" && !keys[target][key] {
					t.Errorf("%s:%d: %v: no %s %q", r.Path, row.line, foreign.Fields, target, key)
				}
			}
		}
	}
	_, races := read(t, "races.csv")
	for _, race := range races {
		for _, id := range strings.Split(race.at("source_ids"), ";") {
			if !keys["source"][id] {
				t.Errorf("races.csv:%d: source_ids: no source %q", race.line, id)
			}
		}
	}
}

// span returns the first and the last day of a period, as text that sorts by date.
// The last day of a month is written as 31 whatever the month: it is only compared.
func span(period string) (first, last string) {
	switch {
	case len(period) == 4:
		return period + "-01-01", period + "-12-31"
	case strings.Contains(period, "Q"):
		quarter := int(period[6] - '0')
		return fmt.Sprintf("%s-%02d-01", period[:4], 3*quarter-2), fmt.Sprintf("%s-%02d-31", period[:4], 3*quarter)
	case len(period) == 7:
		return period + "-01", period + "-31"
	}
	return period, period
}

func TestRacesAreInOrder(t *testing.T) {
	_, races := read(t, "races.csv")
	for _, race := range races {
		_, first := span(race.at("first_launch"))
		responder, _ := span(race.at("responder_launch"))
		_, decided := span(race.at("decided_by"))
		if first >= responder {
			t.Errorf("races.csv:%d: %s: first_launch may be after responder_launch", race.line, race.at("race_id"))
		}
		if decided < responder {
			t.Errorf("races.csv:%d: %s: decided before the responder came", race.line, race.at("race_id"))
		}
	}
}

func TestEveryRaceHasBothOwners(t *testing.T) {
	sides := make(map[string]int)
	_, networks := read(t, "owner_networks.csv")
	for _, n := range networks {
		sides[n.at("race_id")]++
		if n.at("users") == "" != (n.at("as_of") == "") {
			t.Errorf("owner_networks.csv:%d: users and as_of go together", n.line)
		}
		if n.at("users") != "" && n.at("source_id") == "" {
			t.Errorf("owner_networks.csv:%d: users without a source", n.line)
		}
		if n.at("users") == "0" && n.at("kind") != "none" {
			t.Errorf("owner_networks.csv:%d: a network of nobody; leave users empty when not found", n.line)
		}
	}
	_, races := read(t, "races.csv")
	for _, race := range races {
		if sides[race.at("race_id")] != 2 {
			t.Errorf("races.csv:%d: %s lacks a side in owner_networks.csv", race.line, race.at("race_id"))
		}
	}
}

// One figure has one meaning: the definitions of a messenger's metric do not
// overlap, no period straddles a change of definition, and each metric has a house default.
func TestDefinitionsDoNotOverlap(t *testing.T) {
	type window struct {
		id, first, last string
		line            int
	}
	windows := make(map[string][]window) // platform|metric
	_, definitions := read(t, "definitions.csv")
	for _, d := range definitions {
		w := window{id: d.at("definition_id"), first: "0000", last: "9999", line: d.line}
		if from := d.at("valid_from"); from != "" {
			w.first, _ = span(from)
		}
		if to := d.at("valid_to"); to != "" {
			_, w.last = span(to)
		}
		if w.last < w.first {
			t.Errorf("definitions.csv:%d: ends before it begins", d.line)
		}
		if (d.at("platform_id") != "") != (d.at("source_id") != "") {
			t.Errorf("definitions.csv:%d: a messenger's definition has a source, a house default has none", d.line)
		}
		key := d.at("platform_id") + "|" + d.at("metric")
		for _, other := range windows[key] {
			if w.first <= other.last && other.first <= w.last {
				t.Errorf("definitions.csv:%d: %s overlaps %s", d.line, w.id, other.id)
			}
		}
		windows[key] = append(windows[key], w)
	}
	_, observations := read(t, "observations.csv")
	for _, o := range observations {
		if len(windows["|"+o.at("metric")]) != 1 {
			t.Fatalf("no house default for %s", o.at("metric"))
		}
		first, last := span(o.at("period"))
		for _, w := range windows[o.at("platform_id")+"|"+o.at("metric")] {
			if inside := w.first <= first && last <= w.last; !inside && first <= w.last && w.first <= last {
				t.Errorf("observations.csv:%d: %s straddles an end of definition %s", o.line, o.at("period"), w.id)
			}
		}
	}
}

// Figures and dates that other work rests on.
func TestAnchors(t *testing.T) {
	anchors := []struct {
		path  string
		cells map[string]string
	}{
		{"observations.csv", map[string]string{"platform_id": "wechat", "metric": "mau", "market": "WLD", "period": "2018-Q3", "value": "1082500000"}},
		{"observations.csv", map[string]string{"platform_id": "wechat", "metric": "mau", "market": "WLD", "period": "2020-Q3", "value": "1212800000"}},
		{"observations.csv", map[string]string{"platform_id": "wechat", "metric": "mau", "market": "WLD", "period": "2013-Q4", "value": "355000000"}},
		{"events.csv", map[string]string{"platform_id": "mi-chat", "event": "launch", "date": "2010-12-10", "doubt": ""}},
		{"events.csv", map[string]string{"platform_id": "wechat", "event": "launch", "date": "2011-01-21", "doubt": ""}},
		{"definitions.csv", map[string]string{"platform_id": "wechat", "metric": "mau", "valid_to": "2013-Q3"}},
		{"definitions.csv", map[string]string{"platform_id": "wechat", "metric": "mau", "valid_from": "2013-Q4"}},
		{"races.csv", map[string]string{"race_id": "cn-mi-chat-wechat", "first_launch": "2010-12-10", "responder_launch": "2011-01-21", "winner": "responder"}},
		{"platforms.csv", map[string]string{"platform_id": "qq-mobile", "part_of": "qq"}},
	}
	for _, anchor := range anchors {
		_, rows := read(t, anchor.path)
		found := slices.ContainsFunc(rows, func(row record) bool {
			for name, want := range anchor.cells {
				if row.at(name) != want {
					return false
				}
			}
			return true
		})
		if !found {
			t.Errorf("%s: no row with %v", anchor.path, anchor.cells)
		}
	}
	_, events := read(t, "events.csv")
	for _, e := range events {
		slip := e.at("platform_id") == "mi-chat" && e.at("date") == "2010-09-14" || e.at("platform_id") == "wechat" && e.at("date") == "2012-01-20"
		if slip && e.at("doubt") == "" {
			t.Errorf("events.csv:%d: a launch that no other page confirms is in use", e.line)
		}
	}
}
