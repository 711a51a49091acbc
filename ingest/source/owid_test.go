package source

import (
	"strings"
	"testing"
)

var owidChart = map[string]any{"slug": "users-by-messenger"}

const owidRows = "observation: "

func TestOWIDWalk(t *testing.T) {
	const chart = "https://ourworldindata.org/grapher/users-by-messenger"
	asked, rows := walk(t, mustNew(t, "owid", owidChart), world{
		chart + ".csv?v=1&csvType=full":           fixture(t, "owid/users.csv"),
		chart + ".metadata.json?v=1&csvType=full": fixture(t, "owid/users.metadata.json"),
	})
	same(t, "asked", asked, []string{chart + ".csv?v=1&csvType=full", chart + ".metadata.json?v=1&csvType=full"})
	const remark = " [for the year; day or average not stated]"
	same(t, "rows", rows, []string{
		owidRows + "KakaoTalk|mau|WLD|2014|36500000|approx|owid|KakaoTalk, 2014: 36500000" + remark, // unknown: as it stands
		owidRows + "line|mau|WLD|2015|181000000|approx|owid|LINE, 2015: 181000000" + remark,
		owidRows + "whatsapp|mau|WLD|2013|311000000|approx|owid|Whatsapp, 2013: 311000000" + remark,
		owidRows + "whatsapp|mau|WLD|2016|1100000000|approx|owid|Whatsapp, 2016: 1100000000" + remark,
		owidRows + "ZapZap|mau|WLD|2016|35000000|approx|owid|ZapZap, 2016: 35000000" + remark,
		"source: owid|Users by messenger [Example (2020)]|Our World in Data|database|2021-01-01|https://ourworldindata.org/grapher/users-by-messenger",
	})
}

// owidRead reads a chart with some settings.
func owidRead(t *testing.T, settings map[string]any, csv string) []string {
	t.Helper()
	settings["slug"] = "x"
	k := mustNew(t, "owid", settings)
	return listed(t, rowsIn(k, strings.NewReader(csv), record("figures")))
}

func TestOWIDColumns(t *testing.T) {
	none := map[string]any{}
	users := map[string]any{"column": "users", "metric": "dau"}
	same(t, "short names", owidRead(t, map[string]any{"column": "Monthly active users (Example (2020))"}, fixture(t, "owid/users-short.csv")), []string{
		owidRows + "whatsapp|mau|WLD|2013|311000000|approx|owid|Whatsapp, 2013: 311000000 [for the year; day or average not stated]",
	})
	same(t, "quarters, other order", owidRead(t, users, fixture(t, "owid/quarterly.csv")), []string{
		owidRows + "line|dau|WLD|2018-Q3|44|exact|owid|LINE, 2018-Q3: 44",
		owidRows + "line|dau|KOR|2018-Q4|45|exact|owid|LINE, 2018-Q4: 45",
		owidRows + `line|dau|WLD|2018|46|exact|owid|LINE, 2018: 46`,
	})
	times := func(header, when, want string) {
		t.Helper()
		same(t, header, owidRead(t, map[string]any{}, "Entity,Code,"+header+",Users\nLINE,,"+when+",5\n"), []string{want})
	}
	times("Month", "2018-09", owidRows+"line|mau|WLD|2018-09|5|exact|owid|LINE, 2018-09: 5")
	times("Day", "2018-09-30", owidRows+"line|mau|WLD|2018-09-30|5|exact|owid|LINE, 2018-09-30: 5")
	times("Week", "2023-W03", owidRows+"line|mau|WLD|2023-W03|5|exact|owid|LINE, 2023-W03: 5")
	times("Decade", "2020s", owidRows+"line|mau|WLD|2020s|5|exact|owid|LINE, 2020s: 5")
	// A copy that pads the year would claim a day that nobody stated.
	times("Year", "2008-01-01", owidRows+"line|mau|WLD|2008|5|approx|owid|LINE, 2008-01-01: 5 [for the year; day or average not stated]")

	same(t, "no code", owidRead(t, none, "Entity,Year,Users\nLINE,2018,5"), []string{
		owidRows + "line|mau|WLD|2018|5|approx|owid|LINE, 2018: 5 [for the year; day or average not stated]"})
	same(t, "two columns", owidRead(t, none, "Entity,Code,Year,Users,lastValue\nLINE,,2018,5,6\n"), []string{
		"error: the chart has 2 columns with figures; choose one with column: (Users, lastValue)"})
	same(t, "other column", owidRead(t, map[string]any{"column": "userz"}, "Entity,Code,Year,Users\nLINE,,2018,5\n"), []string{
		`error: the chart has no column "userz"; did you mean "Users"? columns with figures are Users`})
	same(t, "projection", owidRead(t, map[string]any{"column": "Users (Projected)"}, fixture(t, "owid/quarterly.csv")), []string{
		`error: the chart has no column "Users (Projected)"; columns with figures are Users`})
	same(t, "no figures", owidRead(t, none, "Entity,Code,Year,Users (Projected)\nLINE,,2030,5\n"), []string{
		"error: the chart has no column with figures; its columns are Entity, Code, Year, Users (Projected)"})
	same(t, "no entity", owidRead(t, none, "Country,Year,Users\n"), []string{"error: the chart has no column Entity; its columns are Country, Year, Users"})
	same(t, "no time", owidRead(t, none, "Entity,Code,Users\n"), []string{
		"error: the chart has no column Year, Quarter, Month or Day; its columns are Entity, Code, Users"})
	same(t, "nothing", owidRead(t, none, ""), []string{"error: header of the chart: EOF"})

	// Records that are not of the header's form stand aside; reading goes on.
	same(t, "broken", owidRead(t, none, "Entity,Code,Year,Users\nLINE,,2018\n\"LI\"NE,,2018,5\nLINE,,2019,6"), []string{
		owidRows + "||||||| [ record: the record has 3 cells and the header 4; check delimiter and quote]",
		owidRows + "||||||| [ record: text follows a closing quote; double the quotes inside a cell, or set quote: none]",
		owidRows + "line|mau|WLD|2019|6|approx|owid|LINE, 2019: 6 [for the year; day or average not stated]",
	})
}

// The place and the text of a record are those of the file.
func TestOWIDRecord(t *testing.T) {
	k := mustNew(t, "owid", owidChart)
	var got []string
	for row, err := range rowsIn(k, strings.NewReader("\ufeffEntity,Code,Year,Users\r\n\"LI\nNE\",,2018,5\r\n\r\nLINE,,2019,6"), record("figures")) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(rune('0'+row.Line))+" "+string(row.Record))
	}
	same(t, "records", got, []string{"2 \"LI\nNE\",,2018,5", "5 LINE,,2019,6"})
}

func TestOWIDMetadata(t *testing.T) {
	k := mustNew(t, "owid", map[string]any{"slug": "x", "column": "monthly_active_users_(example_(2020))"})
	read := func(body string) []string { return listed(t, rowsIn(k, strings.NewReader(body), record("metadata"))) }
	same(t, "of the column", read(fixture(t, "owid/users.metadata.json")), []string{
		"source: owid|Users by messenger [Example (2020)]|Our World in Data|database|2020-05-17|https://ourworldindata.org/grapher/users-by-messenger"})
	// Any key may be absent.
	same(t, "empty", read("{}"), []string{"source: owid|Chart x|Our World in Data|database||https://ourworldindata.org/grapher/x"})
	same(t, "broken", read(`{"chart": `), []string{"error: metadata of the chart: the answer is not JSON, or only a part of it"})
}

func TestOWIDCheck(t *testing.T) {
	k := mustNew(t, "owid", owidChart)
	check := func(role, body, want string) {
		t.Helper()
		failed(t, body, answered(k, role, body), want)
	}
	check("figures", fixture(t, "owid/users.csv"), "")
	check("metadata", fixture(t, "owid/users.metadata.json"), "")
	check("figures", "\n <!doctype html><title>Hello</title>", "the answer is a web page, not the chart's data; again")
	check("figures", "", "header of the chart: EOF; again")
	check("figures", "Country,Year,Users\n", "the chart has no column Entity; its columns are Country, Year, Users")
	check("metadata", `{"chart": `, "the answer is not JSON, or only a part of it; again")
}
