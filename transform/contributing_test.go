package transform_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"headstart/data"
	"headstart/transform"
)

// What CONTRIBUTING says of figures, dates, platforms, races and definitions:
// one row of the CSV file that it names arrives, and nothing else is touched.
func TestOneRowArrives(t *testing.T) {
	pkg := fs.FS(data.FS)
	for name, row := range map[string]string{
		"platforms.csv":      "zz-new,A new messenger,,Somebody,CHE,",
		"sources.csv":        "zz-source,A title,A publisher,news,2019-01-02,https://example.org/",
		"events.csv":         "zz-new,launch,2013-05-06,CHE,zz-source,,",
		"definitions.csv":    "zz-mau,zz-new,mau,accounts,All who log in.,,,,zz-source",
		"observations.csv":   "zz-new,mau,CHE,2018-12,12345,exact,zz-source,The words,",
		"races.csv":          "zz-race,CHE,threema,2012,zz-new,2013-05-06,first_mover,2018,a figure,zz-source," + strings.Repeat(",", 28),
		"owner_networks.csv": "zz-race,responder,Somebody,none,none,0,2013,zz-source,",
	} {
		text, err := fs.ReadFile(data.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		pkg = override(pkg, name, string(text)+row+"\n")
	}
	db := load(t, pkg)
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	got, err := table(db, `
		select platform.name, series.value, series.unit, launch.chosen, head_start.days_upper > 0 as later, owner_network.users
		from series
		join platform using (platform_id)
		join launch on launch.platform_id = series.platform_id
		join head_start on head_start.responder = series.platform_id
		join owner_network using (race_id)
		where series.platform_id = 'zz-new'
		union all
		select count(*), null, null, null, null, null from rejected`)
	want := "name            | value | unit     | chosen     | later | users\n" +
		"A new messenger | 12345 | accounts | 2013-05-06 | true  | 0\n" +
		"0               | null  | null     | null       | null  | null\n"
	if err != nil || got != want {
		t.Errorf("got\n%s%v\nwant\n%s", got, err, want)
	}
}

// What it says of relations, rules and columns: one .sql file makes one that
// says what a row is, what tells rows apart and what a column means, and a
// check beside it stops the run.
func TestOneFileMakesARelation(t *testing.T) {
	db, ctx := open(t), context.Background()
	files := fstest.MapFS{
		"10_tiny.sql": {Data: []byte("-- tiny: one row per number up to two.\n-- key: n\ncreate or replace table tiny as\n" +
			"select 1 as n\nunion all\nselect 2\norder by n;\n\ncomment on column tiny.n is 'the number [people]';\n")},
		"10_tiny.check.sql": {Data: []byte("-- must return no rows: a number is positive.\nselect n from tiny where n < 1")},
	}
	if err := db.Build(ctx, files, "."); err != nil {
		t.Fatal(err)
	}
	relations, err := db.Relations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(relations) != 1 || relations[0].Name != "tiny" || relations[0].Comment != "one row per number up to two." ||
		strings.Join(relations[0].Key, " ") != "n" || relations[0].Columns[0].Description != "the number" || relations[0].Columns[0].Unit != "people" {
		t.Errorf("relations are %+v", relations)
	}
	files["10_tiny.check.sql"].Data = []byte("-- must return no rows: a number is small.\nselect n from tiny where n > 1")
	if err := db.Build(ctx, files, "."); err == nil || !strings.Contains(err.Error(), "10_tiny.check.sql: must return no rows, and returned: {'n': 2}") {
		t.Errorf("the check says %v", err)
	}
}
