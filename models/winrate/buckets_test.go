package winrate_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"

	"gonum.org/v1/gonum/mathext"
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
	if err := db.Build(ctx, os.DirFS("sql")); err != nil {
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
	from, to                       float64 // months
	wins, n, undecided, otherLevel int
	rate, lower, upper, wLow, wUp  float64
}

func buckets(t *testing.T, db *transform.DB) []bucket {
	t.Helper()
	got, err := transform.Collect(context.Background(), db, `
		select months_from, coalesce(months_to, 'infinity'::double), wins, n, undecided, other_level, coalesce(rate, 'nan'::double),
			coalesce(lower, 'nan'::double), coalesce(upper, 'nan'::double),
			coalesce(wilson_lower, 'nan'::double), coalesce(wilson_upper, 'nan'::double)
		from win_rate_bucket where win_rule = 'curated' order by position`,
		func(b *bucket) []any {
			return []any{&b.from, &b.to, &b.wins, &b.n, &b.undecided, &b.otherLevel, &b.rate, &b.lower, &b.upper, &b.wLow, &b.wUp}
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
		if got.wins != want.wins || got.n != want.n || got.undecided != want.undecided || got.otherLevel != 0 ||
			!same(got.lower, want.lower, 5e-7) || !same(got.upper, want.upper, 5e-7) {
			t.Errorf("bucket %d is %+v, want %+v", i+1, got, want)
		}
	}
}

// same is equality within tol, with NaN, for null, equal to itself.
func same(got, want, tol float64) bool {
	return math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= tol
}

// The buckets and the base rate of the shipped races, computed once more from
// the CSV file without SQL.
func TestBucketsOfTheShippedRaces(t *testing.T) {
	db := run(t)
	records := shippedRaces(t)
	levels := map[string]string{} // by pair; country if the pair has a country
	for _, r := range records {
		if levels[pair(r)] != "country" {
			levels[pair(r)] = level(r)
		}
	}
	got := buckets(t, db)
	want := make([]bucket, len(got))
	for i := range want {
		want[i].from, want[i].to = got[i].from, got[i].to
	}
	base := bucket{}
	for _, r := range records {
		months := float64(middle(t, r["responder_launch"])-middle(t, r["first_launch"])) / 30.4375
		at := slices.IndexFunc(want, func(b bucket) bool { return months < b.to })
		for _, b := range []*bucket{&want[at], &base} {
			switch {
			case r["winner"] == "undecided":
				b.undecided++
			case levels[pair(r)] != level(r):
				b.otherLevel++
			default:
				b.n++
				if r["winner"] == "first_mover" {
					b.wins++
				}
			}
		}
	}
	for i := range want {
		want[i].estimate()
	}
	base.estimate()
	for i := range want {
		compare(t, fmt.Sprintf("bucket %d", i+1), got[i], want[i])
	}
	all, err := transform.Collect(context.Background(), db,
		"select wins, n, undecided, other_level, rate, lower, upper, wilson_lower, wilson_upper from base_rate where win_rule = 'curated'",
		func(b *bucket) []any {
			return []any{&b.wins, &b.n, &b.undecided, &b.otherLevel, &b.rate, &b.lower, &b.upper, &b.wLow, &b.wUp}
		})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	compare(t, "base rate", all[0], base)
	if total := all[0].n + all[0].undecided + all[0].otherLevel; total != len(records) || total != 182 {
		t.Errorf("%d races in the base rate and what is left out of it, %d in races.csv, want 182", total, len(records))
	}
}

func compare(t *testing.T, what string, got, want bucket) {
	t.Helper()
	if got.wins != want.wins || got.n != want.n || got.undecided != want.undecided || got.otherLevel != want.otherLevel ||
		!same(got.rate, want.rate, 1e-12) || !same(got.lower, want.lower, 1e-9) || !same(got.upper, want.upper, 1e-9) ||
		!same(got.wLow, want.wLow, 1e-9) || !same(got.wUp, want.wUp, 1e-9) {
		t.Errorf("%s is %+v, want %+v", what, got, want)
	}
}

// estimate fills in the rate and its intervals: Jeffreys by bisection of the
// distribution, Wilson as the roots of (rate - p)^2 n = z^2 p (1 - p).
func (b *bucket) estimate() {
	x, n, z := float64(b.wins), float64(b.n), 1.959963984540054
	b.rate = x / n
	quantile := func(p float64) float64 {
		lo, hi := 0.0, 1.0
		for range 60 {
			if mid := (lo + hi) / 2; mathext.RegIncBeta(x+0.5, n-x+0.5, mid) < p {
				lo = mid
			} else {
				hi = mid
			}
		}
		return lo
	}
	b.lower, b.upper = quantile(0.025), quantile(0.975)
	if b.wins == 0 {
		b.lower = 0
	}
	if b.wins == b.n {
		b.upper = 1
	}
	a, h, c := 1+z*z/n, b.rate+z*z/(2*n), b.rate*b.rate
	root := math.Sqrt(h*h - a*c)
	b.wLow, b.wUp = (h-root)/a, (h+root)/a
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

func pair(r map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(map[string]bool{r["first_mover"]: true, r["responder"]: true})), "/")
}

func level(r map[string]string) string {
	if r["market"] == "WLD" {
		return "world"
	}
	return "country"
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
			select short_wins, short_n, long_wins, long_n, difference, lower, upper from win_rate_contrast where win_rule = 'curated' and months = 12`,
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
			"select count(*) from win_rate_contrast where win_rule = 'curated' and months = 3 and short_n = 0 and difference is null and lower is null and upper is null",
			func(n *int) []any { return []any{n} })
		if err != nil || none[0] != 1 {
			t.Errorf("a side without races: %v %v", none, err)
		}
	}
}
