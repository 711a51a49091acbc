package winrate_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"headstart/data"
	"headstart/ingest"
	"headstart/models/cluster"
	"headstart/transform"
)

// race is a race between two platforms of its own in one country: the
// responder opens days after the first mover, on 1 January 2000.
type race struct {
	days   int
	winner string
}

// repeat is n races, of which the first mover wins the first wins.
func repeat(days, wins, n int) []race {
	races := make([]race, n)
	for i := range races {
		races[i] = race{days, "responder"}
		if i < wins {
			races[i].winner = "first_mover"
		}
	}
	return races
}

// run returns a database with the results for the races, or for the shipped
// data where there are none.
func run(t *testing.T, races ...race) *transform.DB {
	t.Helper()
	var pkg fs.FS = data.FS
	if len(races) > 0 {
		pkg = pack(t, races)
	}
	return queried(t, pkg)
}

// queried returns a database with what the queries make of a package of which
// no row is rejected.
func queried(t *testing.T, pkg fs.FS) *transform.DB {
	t.Helper()
	p, err := ingest.Open(pkg)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := transform.Load(ctx, db, p); err != nil {
		t.Fatal(err)
	}
	if err := transform.Run(ctx, db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	// The queries alone, without the fits that a few races made by hand cannot bear.
	if err := db.Build(ctx, os.DirFS("sql"), "."); err != nil {
		t.Fatal(err)
	}
	rejected, err := db.Rejected(ctx)
	if err != nil || len(rejected) > 0 {
		t.Fatal(rejected, err)
	}
	return db
}

// pack makes a data package of the races: the shipped one with empty tables.
func pack(t *testing.T, races []race) fs.FS {
	t.Helper()
	pkg := fstest.MapFS{}
	names, err := fs.Glob(data.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(data.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".csv") {
			content = content[:bytes.IndexByte(content, '\n')+1]
		}
		pkg[name] = &fstest.MapFile{Data: content}
	}
	add := func(name, format string, args ...any) {
		pkg[name].Data = fmt.Appendf(pkg[name].Data, format+"\n", args...)
	}
	add("sources.csv", "page,A page,Somebody,news,2020-01-01,https://example.org/")
	// The columns of the coding, which come last, are empty.
	coding := strings.Repeat(",", strings.Count(string(pkg["races.csv"].Data), ",")-10)
	first := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, r := range races {
		add("platforms.csv", "f%d,First %d,,Somebody,USA,", i, i)
		add("platforms.csv", "r%d,Second %d,,Somebody,USA,", i, i)
		add("races.csv", "race-%d,USA,f%d,2000-01-01,r%d,%s,%s,2019,a figure,page,"+coding,
			i, i, i, first.AddDate(0, 0, r.days).Format(time.DateOnly), r.winner)
	}
	return pkg
}

// bucket is what the package promises of one range of the head start.
type bucket struct {
	from, to           float64 // months
	wins, n, undecided int
	rate, lower, upper float64
	method             string
}

func buckets(t *testing.T, db *transform.DB) []bucket {
	t.Helper()
	got, err := transform.Collect(context.Background(), db, `
		select months_from, coalesce(months_to, 'infinity'::double), wins, n, undecided, coalesce(rate, 'nan'::double),
			coalesce(lower, 'nan'::double), coalesce(upper, 'nan'::double), coalesce(method, '')
		from win_rate_bucket where win_rule = 'curated' order by position`,
		func(b *bucket) []any {
			return []any{&b.from, &b.to, &b.wins, &b.n, &b.undecided, &b.rate, &b.lower, &b.upper, &b.method}
		})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A month is 30.4375 days, so 3, 6, 12 and 24 months end within days 92, 183,
// 366 and 731: a head start of 365 days is not twelve months yet.
func TestBucketsByHand(t *testing.T) {
	all := buckets(t, run(t,
		race{0, "first_mover"}, race{91, "responder"}, race{91, "responder"}, // 91 / 30.4375 = 2.990
		race{92, "first_mover"}, race{182, "undecided"}, // 3.023, 5.980
		race{183, "responder"}, race{365, "responder"}, race{365, "undecided"}, // 6.012, 11.992
		race{731, "first_mover"}, race{5000, "first_mover"}, race{9, "undecided"}, // 24.016
	))
	for i, want := range []struct {
		wins, n, undecided int
		lower, upper       float64
	}{
		// Jeffreys intervals at 0.95: quantiles of Beta(wins + 1/2, n - wins + 1/2), scipy 1.17.
		{1, 3, 1, 0.038748, 0.823264},
		{1, 1, 1, 0.146746, 1},
		{0, 2, 1, 0, 0.666822},
		{0, 0, 0, math.NaN(), math.NaN()},
		{2, 2, 0, 0.333178, 1},
	} {
		got := all[i]
		if got.wins != want.wins || got.n != want.n || got.undecided != want.undecided ||
			!same(got.lower, want.lower, 5e-7) || !same(got.upper, want.upper, 5e-7) {
			t.Errorf("bucket %d is %+v, want %+v", i+1, got, want)
		}
	}
}

// same is equality within tol, with NaN, for null, equal to itself.
func same(got, want, tol float64) bool {
	return math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= tol
}

// The buckets and the base rates of the shipped races, computed once more from
// the CSV file without SQL; their clustered errors by package cluster.
func TestRatesOfTheShippedRaces(t *testing.T) {
	db := run(t)
	records := shippedRaces(t)
	got := buckets(t, db)
	for _, rule := range []struct{ name, column string }{
		{"leader_60", "primary_outcome"}, {"survival_60", "survival_60"}, {"curated", "winner"}, {"second_coder", "winner_second_coder"},
	} {
		var first, responder, market []string
		var won []float64
		wins, n := make([]int, len(got)), make([]int, len(got))
		for _, r := range records {
			if r[rule.column] != "first_mover" && r[rule.column] != "responder" {
				continue
			}
			y := 0.0
			if r[rule.column] == "first_mover" {
				y = 1
			}
			first, responder, market, won = append(first, r["first_mover"]), append(responder, r["responder"]), append(market, r["market"]), append(won, y)
			months := float64(middle(t, r["responder_launch"])-middle(t, r["first_launch"])) / 30.4375
			at := slices.IndexFunc(got, func(b bucket) bool { return months < b.to })
			n[at]++
			wins[at] += int(y)
		}
		if rule.name == "curated" {
			for i, b := range got {
				if b.wins != wins[i] || b.n != n[i] {
					t.Errorf("bucket %d: %d of %d, want %d of %d", i+1, b.wins, b.n, wins[i], n[i])
				}
			}
		}
		type errors struct {
			n                                    int
			alone, firstMover, dyadic, andMarket float64
		}
		all, err := transform.Collect(context.Background(), db,
			"select n, se, se_first_mover, se_dyadic, se_dyadic_market from win_rate where kind = 'all' and win_rule = $1",
			func(e *errors) []any { return []any{&e.n, &e.alone, &e.firstMover, &e.dyadic, &e.andMarket} }, rule.name)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		e, dyads := all[0], cluster.Dyads(first, responder)
		for _, c := range []struct {
			name string
			got  float64
			want cluster.Sharing
		}{
			{"independent", e.alone, cluster.Sharing{}}, {"first mover", e.firstMover, cluster.By(first)},
			{"dyadic", e.dyadic, dyads}, {"dyadic or market", e.andMarket, dyads.Or(cluster.By(market))},
		} {
			if want := rateSE(c.want, won); !same(c.got, want, 1e-12) || e.n != len(won) {
				t.Errorf("%s, %s: standard error %v of %d races, want %v of %d", rule.name, c.name, c.got, e.n, want, len(won))
			}
		}
	}
}

// Expected: the report on the second coding of the races (its table of
// results), recounted there by another program.
func TestRatesOfTheCoding(t *testing.T) {
	db := run(t)
	for _, c := range []struct {
		rule, kind, subset string
		wins, n            int
	}{
		{"leader_60", "all", "all races", 57, 113},
		{"leader_60_found", "all", "all races", 68, 131},
		{"survival_60", "all", "all races", 74, 133},
		{"curated", "all", "all races", 91, 175},
		{"second_coder", "all", "all races", 89, 168},
		{"curated", "launch_dates", "both launches dated in the market", 36, 49},
		{"leader_60", "launch_dates", "both launches dated in the market", 19, 27},
		{"leader_60", "rivalry", "direct rivals", 47, 90},
		{"curated", "criterion", "winner recorded from a closure", 38, 51},
	} {
		type count struct{ wins, n int }
		got, err := transform.Collect(context.Background(), db,
			"select wins, n from win_rate where win_rule = $1 and kind = $2 and subset = $3",
			func(k *count) []any { return []any{&k.wins, &k.n} }, c.rule, c.kind, c.subset)
		if err != nil || len(got) != 1 || got[0] != (count{c.wins, c.n}) {
			t.Errorf("%s, %s: %v (%v), want %d of %d", c.rule, c.subset, got, err, c.wins, c.n)
		}
	}
}

func shippedRaces(t *testing.T) []map[string]string {
	t.Helper()
	file, err := data.FS.Open("races.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		out = append(out, row)
	}
	return out
}

// middle is the day half-way through a period, the earlier of two.
func middle(t *testing.T, text string) int {
	t.Helper()
	p, err := ingest.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return int(p.Earliest) + int(p.Latest-p.Earliest)/2
}

// Newcombe (1998), "Interval estimation for the difference between independent
// proportions", Statistics in Medicine 17, Table II, method 10: the rows to 4
// decimals, and the digits beyond from the formula in Python with the Wilson
// limits of statsmodels 0.15 (confint_proportions_2indep, newcomb, agrees).
func TestContrastAgainstNewcombe(t *testing.T) {
	for _, c := range []struct {
		longWins, longN, shortWins, shortN int
		lower, upper                       float64
	}{
		{56, 70, 48, 80, 0.0524314724, 0.333872654},
		{9, 10, 3, 10, 0.1705227239, 0.8090179735},
		{6, 7, 2, 7, 0.0582279275, 0.8062496375},
		{5, 56, 0, 29, -0.0381371479, 0.1925600139},
		{0, 10, 0, 20, -0.1611251581, 0.2775327999},
		{0, 10, 0, 10, -0.2775327999, 0.2775327999},
		{10, 10, 0, 20, 0.6790860371, 1},
		{10, 10, 0, 10, 0.6075093504, 1},
	} {
		db := run(t, append(repeat(400, c.longWins, c.longN), repeat(200, c.shortWins, c.shortN)...)...)
		type row struct {
			shortWins, shortN, longWins, longN int
			difference, lower, upper           float64
		}
		got, err := transform.Collect(context.Background(), db, `
			select less_wins, less_n, more_wins, more_n, difference, lower, upper from win_rate_contrast where win_rule = 'curated' and months = 12`,
			func(r *row) []any {
				return []any{&r.shortWins, &r.shortN, &r.longWins, &r.longN, &r.difference, &r.lower, &r.upper}
			})
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		difference := float64(c.longWins)/float64(c.longN) - float64(c.shortWins)/float64(c.shortN)
		g := got[0]
		if g.shortWins != c.shortWins || g.shortN != c.shortN || g.longWins != c.longWins || g.longN != c.longN ||
			!same(g.difference, difference, 1e-12) || !same(g.lower, c.lower, 1e-9) || !same(g.upper, c.upper, 1e-9) {
			t.Errorf("%+v: %+v", c, g)
		}
		// All races have a longer head start than 3 months: there is nothing to contrast.
		none, err := transform.Collect(context.Background(), db,
			"select count(*) from win_rate_contrast where win_rule = 'curated' and months = 3 and less_n = 0 and difference is null and lower is null and upper is null",
			func(n *int) []any { return []any{n} })
		if err != nil || none[0] != 1 {
			t.Errorf("a side without races: %v %v", none, err)
		}
	}
}

// rateSE is the standard error of the mean of won, by what the races share.
func rateSE(s cluster.Sharing, won []float64) float64 {
	mean := 0.0
	for _, y := range won {
		mean += y / float64(len(won))
	}
	scores := make([][]float64, len(won))
	for i, y := range won {
		scores[i] = []float64{(y - mean) / float64(len(won))}
	}
	return math.Sqrt(s.Meat(scores).At(0, 0))
}
