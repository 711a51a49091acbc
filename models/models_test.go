package models_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"headstart/data"
	"headstart/ingest"
	"headstart/models"
	"headstart/transform"
)

// files returns the shipped data package, to be changed by a test.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := fs.Glob(data.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, name := range names {
		if out[name], err = fs.ReadFile(data.FS, name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func load(t testing.TB, files map[string][]byte) *transform.DB {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: text}
	}
	pkg, err := ingest.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	db, err := transform.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := transform.Load(context.Background(), db, pkg); err != nil {
		t.Fatal(err)
	}
	return db
}

// quick is the default with as few draws as the rooms take: these tests ask
// what the results rest on, not what they are.
func quick() models.Options {
	opt := models.Defaults()
	opt.Winrate.Draws = 20
	opt.Strength.Draws = 40
	opt.Race.Hypers, opt.Race.Races = 20, 2
	return opt
}

func run(t testing.TB, db *transform.DB, opt transform.Options) {
	t.Helper()
	if err := transform.Run(context.Background(), db, opt); err != nil {
		t.Fatal(err)
	}
	if err := models.Run(context.Background(), db, quick()); err != nil {
		t.Fatal(err)
	}
}

// dump returns the rows of every relation as sorted text, without the line
// numbers and with numbers to ten digits.
func dump(t testing.TB, db *transform.DB) map[string]string {
	t.Helper()
	ctx := context.Background()
	relations, err := db.Relations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range relations {
		var columns []string
		for _, c := range r.Columns {
			if !slices.Contains([]string{"line", "file_line", "sha256"}, c.Name) { // of the files, not of what they say
				columns = append(columns, c.Name)
			}
		}
		rows, err := db.Query(ctx, "select "+strings.Join(columns, ", ")+" from "+r.Name)
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		var lines []string
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			cells := make([]string, len(values))
			for i, v := range values {
				if x, ok := v.(float64); ok {
					v = fmt.Sprintf("%.10g", x)
				}
				cells[i] = transform.Text(v)
			}
			lines = append(lines, strings.Join(cells, "|"))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		slices.Sort(lines)
		out[r.Name] = strings.Join(lines, "\n")
	}
	return out
}

// same reports where two dumps differ, with the first row that does.
func same(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] == want[name] {
			continue
		}
		a, b := strings.Split(got[name], "\n"), strings.Split(want[name], "\n")
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				t.Errorf("%s: %s has %d rows and had %d; the first that differs:\n%s\nwas\n%s", what, name, len(a), len(b),
					strings.Join(a[min(i, len(a)):min(i+1, len(a))], ""), strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
				break
			}
		}
	}
}

func rows(t testing.TB, text []byte) [][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func text(t testing.TB, records [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The order of the rows in a file means nothing.
func TestLongOrderOfRowsMeansNothing(t *testing.T) {
	db := load(t, files(t))
	run(t, db, transform.Options{})
	want := dump(t, db)
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 2))
		shuffled := files(t)
		for _, name := range slices.Sorted(maps.Keys(shuffled)) {
			if strings.HasSuffix(name, ".csv") {
				records := rows(t, shuffled[name])
				body := records[1:]
				random.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
				shuffled[name] = text(t, records)
			}
		}
		db := load(t, shuffled)
		run(t, db, transform.Options{})
		same(t, fmt.Sprintf("rows shuffled with seed %d", seed), dump(t, db), want)
	}
}

// An analyst of one country, or of one platform against its rivals, has races that share what others differ in; and most
// makers have no network. What cannot be estimated is left out, and every curve has a band.
func TestRacesThatAreAlike(t *testing.T) {
	set := func(name string, change func(i int, cell map[string]*string)) func(map[string][]byte) {
		return func(files map[string][]byte) {
			records := rows(t, files[name])
			for i, r := range records[1:] {
				cell := map[string]*string{}
				for k, column := range records[0] {
					cell[column] = &r[k]
				}
				change(i, cell)
			}
			files[name] = text(t, records)
		}
	}
	market := func(_ int, cell map[string]*string) { *cell["market"] = "USA" }
	mover := func(_ int, cell map[string]*string) {
		if *cell["first_mover"] = "whatsapp"; *cell["responder"] == "whatsapp" {
			*cell["responder"] = "line"
		}
	}
	networks := func(known int) func(int, map[string]*string) {
		return func(i int, cell map[string]*string) {
			if *cell["side"] == "responder" && i > known {
				*cell["owner"], *cell["users"] = "none", "0"
			}
		}
	}
	for _, c := range []struct {
		name    string
		changes []func(map[string][]byte)
		over    string // what is drawn with replacement
	}{
		{"one market", []func(map[string][]byte){set("races.csv", market)}, "platform"},
		{"one first mover", []func(map[string][]byte){set("races.csv", mover)}, "market"},
		{"one of each", []func(map[string][]byte){set("races.csv", market), set("races.csv", mover)}, "race"},
		{"no network", []func(map[string][]byte){set("owner_networks.csv", networks(-1))}, "market platform"},
		{"one network", []func(map[string][]byte){set("owner_networks.csv", networks(1))}, "market platform"},
		{"one head start", []func(map[string][]byte){set("races.csv", func(_ int, cell map[string]*string) {
			*cell["first_launch"], *cell["responder_launch"] = "2010-01-01", "2012-06-01"
		})}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			changed := files(t)
			for _, change := range c.changes {
				change(changed)
			}
			db := load(t, changed)
			run(t, db, transform.Options{})
			for query, want := range map[string]string{
				"select coalesce(string_agg(distinct clusters, ' ' order by clusters), '') from win_rate_draw": c.over,
				"select cast(count(*) as varchar) from win_rate_curve where lower is null or upper is null":    "0",
			} {
				got, err := transform.Collect(context.Background(), db, query, func(s *string) []any { return []any{s} })
				if err != nil || got[0] != want {
					t.Errorf("%s: %q, want %q (%v)", query, got, want, err)
				}
			}
		})
	}
}

// A run as of a day rests on nothing that was published later, and what is
// published later cannot change it, whatever it says.
func TestLongAsOfKnowsNothingLater(t *testing.T) {
	planted := files(t)
	plant := func(name string, records ...[]string) {
		given := rows(t, planted[name])
		for _, r := range records { // what is not said is empty
			given = append(given, append(r, make([]string, len(given[0])-len(r))...))
		}
		planted[name] = text(t, given)
	}
	plant("sources.csv",
		[]string{"planted-later", "A filing", "Somebody", "company_filing", "2025-12-31", "https://example.org/later"},
		[]string{"planted-undated", "A page without a date", "Somebody", "company_filing", "", "https://example.org/undated"})
	random := rand.New(rand.NewPCG(7, 7))
	observations := rows(t, planted["observations.csv"])[1:]
	taken := map[string]bool{}
	for i, line := range random.Perm(len(observations))[:60] {
		o := slices.Clone(observations[line])
		if key := strings.Join(o[:5], "|"); taken[key] {
			continue
		} else {
			taken[key] = true
		}
		o[5], o[6] = "exact", []string{"planted-later", "planted-undated"}[i%2] // the value stays plausible
		plant("observations.csv", o)
	}
	for _, source := range []string{"planted-later", "planted-undated"} {
		plant("events.csv",
			[]string{"wechat", "launch", "2010-10-01", "CHN", source, "", ""},
			[]string{"mi-chat", "launch", "2010-09-01", "CHN", source, "", ""},
			[]string{"whatsapp", "launch", "2008-01-01", "WLD", source, "", ""})
		plant("races.csv",
			[]string{"planted-" + source, "CHN", "wechat", "2011-01-21", "kik", "2011-02-01", "responder", "2012", "a figure", source, ""},
			// One source of the two is known in time.
			[]string{"planted-both-" + source, "USA", "kik", "2011-01-21", "line", "2011-02-01", "first_mover", "2012", "a figure", source + ";lieyun-2021-01-19", ""})
		plant("statements.csv", []string{"Somebody", "2010", "1", "2", "0.9", source, "words", ""})
		plant("markets.csv", []string{"CHN", "2012", "1400000000", "600000000", source})
	}
	before, after := load(t, files(t)), load(t, planted)
	for _, day := range []string{"2011-06-30", "2013-12-31", "2016-02-29", "2021-03-01", "2025-12-30"} {
		asOf, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		run(t, before, transform.Options{AsOf: asOf})
		run(t, after, transform.Options{AsOf: asOf})
		same(t, "as of "+day+", after later claims", dump(t, after), dump(t, before))

		for _, query := range []string{
			"select source_id from observation", "select source_id from event", "select source_id from statement",
			"select source_id from market_year", "select source_id from series", "select source_id from conflict", "select source_id from launch",
			"select source_id from owner_network where source_id is not null", "select unnest(string_split(source_ids, ';')) from race",
			"select unnest(string_split(race.source_ids, ';')) from head_start join race using (race_id)",
		} {
			late, err := transform.Collect(context.Background(), after, `
				select distinct used.source_id from (`+query+`) as used (source_id)
				left join raw.source as source on source.source_id = used.source_id
				where source.published_on_end is null or source.published_on_end > cast(? as date) order by all`,
				func(s *string) []any { return []any{s} }, day)
			if err != nil || len(late) > 0 {
				t.Errorf("as of %s: %s rests on %v, published later or without a date (%v)", day, query, late, err)
			}
		}
	}
	rejected, err := after.Rejected(context.Background())
	if err != nil || len(rejected) > 0 {
		t.Errorf("the planted rows must be good ones: %v %v", rejected, err)
	}
	// Without a day the planted claims do change the picture, so the test can fail.
	run(t, before, transform.Options{})
	run(t, after, transform.Options{})
	now, then := dump(t, after), dump(t, before)
	for _, name := range []string{"observation", "conflict", "series", "launch", "head_start", "base_rate", "elicited_point"} {
		if now[name] == then[name] {
			t.Errorf("the planted claims do not show in %s, so the test above tries nothing", name)
		}
	}
}
