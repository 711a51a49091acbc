package source

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/ingest/press"
	"headstart/ingest/raw"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var someApps = []press.Platform{
	{ID: "blue-talk", Name: "Blue Talk", Aliases: []string{"ブルートーク", "蓝聊"}}, {ID: "green-chat", Name: "Green Chat"}, {ID: "red", Name: "Red"},
}

// lookAt writes a file and looks at it. It returns what was found, and the rows
// that the source reads which was written.
func lookAt(t *testing.T, name, content string, asked Asked) (*Looked, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	asked.Metrics = map[string][]string{"mau": {"monthly active users"}, "dau": {"dau"}, "wau": {"wau"}, "registered": {"registered"}}
	found, err := Look(name, someApps, asked)
	if err != nil {
		return &Looked{Questions: []string{err.Error()}}, ""
	}
	var written map[string]map[string]any
	if err := yaml.Unmarshal([]byte(found.YAML), &written); err != nil {
		t.Fatalf("%v\n%s", err, found.YAML)
	}
	kind, err := New(found.Name, written[found.Name], AliasesOf(someApps))
	if err != nil {
		return found, ""
	}
	body, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	var rows []string
	for row, err := range rowsIn(kind, body, raw.Record{}) {
		switch {
		case err != nil:
			rows = append(rows, "! "+err.Error())
		case row.Table == "observation":
			rows = append(rows, strings.Join([]string{row.Cell("platform_id"), row.Cell("metric"), row.Cell("market"), row.Cell("period"), row.Cell("value")}, " "))
		case row.Table == "market_year":
			rows = append(rows, strings.Join([]string{row.Cell("market"), row.Cell("year"), row.Cell("population") + row.Cell("internet_users")}, " "))
		case row.Table == "proxy":
			rows = append(rows, strings.Join([]string{row.Cell("name"), row.Cell("market"), row.Cell("period"), row.Cell("value")}, " "))
		}
	}
	return found, strings.Join(rows, "\n")
}

// What look writes for a file of each vendor reads it, without a question.
func TestLookReads(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("月間アクティブユーザー数\n\nアプリ,国,年月,利用者数(万人)\nブルートーク,日本,2023年3月,\"1,250.5\"\nブルートーク,韓国,2023年4月,80\n")
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("应用\t国家\t月份\t月活跃用户(万)\n蓝聊\t中国\t2019年5月\t101000\n蓝聊\t泰国\t2019年6月\t250\n")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	gz := gzip.NewWriter(&packed)
	_, _ = gz.Write([]byte("app,country,quarter,dau\nRed,US,1Q19,\"1,000,000\"\nRed,US,2Q19,950\n"))
	_ = gz.Close()
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, _ := z.CreateHeader(&zip.FileHeader{Name: "in/users.jsonl", Method: zip.Store})
	_, _ = w.Write([]byte(`{"app":"Red","country":"France","day":"2021-03-31","mau":5}` + "\n" + `{"app":"Green Chat","country":"Spain","day":"2021-04-30","mau":7}` + "\n"))
	_ = z.Close()

	for name, c := range map[string]struct {
		content, want string
		asked         Asked
	}{
		"messenger.csv": {content: "Monatlich aktive Nutzer\r\nQuelle: Muster AG; Stand: 2023\r\n\r\nDienst;Land;Monat;Nutzer (Mio.)\r\nBlue Talk;Brasilien;Mrz 2023;30,5\r\nRed;\xc4gypten;Dez 2022;k. A.\r\nGreen Chat;S\xfcdkorea;Mai 2022;1,25\r\nSumme;Brasilien;Mrz 2023;31,75\r\n\r\n* vorl\xe4ufig\r\n",
			want: "blue-talk mau BRA 2023-03 30500000\ngreen-chat mau KOR 2022-05 1250000"},
		"mio.csv": {content: "App;Datum;MAU\nRed;01.02.2023;30,5 Mio.\nRed;01.03.2023;1,2 Mrd.\n", asked: Asked{Cells: map[string]string{"market": "DEU"}},
			want: "red mau DEU 2023-02 30500000\nred mau DEU 2023-03 1200000000"},
		"sjis.csv": {content: sjis, want: "blue-talk mau JPN 2023-03 12505000\nblue-talk mau KOR 2023-04 800000"},
		"gbk.tsv":  {content: gbk, want: "blue-talk mau CHN 2019-05 1010000000\nblue-talk mau THA 2019-06 2500000"},
		"social_media-KR-monthly-201305-202305.csv": {content: "\"Date\",\"Facebook\",\"Pinterest\",\"Other\"\n2013-05,66.95,4.68,0.39\n",
			want: "Facebook KOR 2013-05 66.95\nPinterest KOR 2013-05 4.68"},
		"timeline.csv": {content: "Kategorie: Alle Kategorien\n\nMonat,red: (Weltweit),blue talk: (Weltweit)\n2020-01,88,<1\n", want: "red WLD 2020-01 88\nblue-talk WLD 2020-01 1"},
		"internet.csv": {content: "Entity,Code,Year,Number of Internet users\nGermany,DEU,2013,68000000\nWorld,OWID_WRL,2014,2900000000\n",
			want: "DEU 2013 68000000\nWLD 2014 2900000000"},
		"chart.csv": {content: "Entity,Code,Year,Monthly active users\nBlue Talk,,2013,300000000\nGreen Chat,,2014,498000000\n", asked: Asked{Cells: map[string]string{"market": "WLD"}},
			want: "blue-talk mau WLD 2013 300000000\ngreen-chat mau WLD 2014 498000000"},
		"wide.csv": {content: "date,Blue Talk DAU,Red DAU\n2019-01-01,10,20\n2019-02-01,11,\n", asked: Asked{Cells: map[string]string{"market": "USA"}},
			want: "blue-talk dau USA 2019-01 10\nred dau USA 2019-01 20\nblue-talk dau USA 2019-02 11"},
		"years.csv": {content: "App;2019;2020\nRed;1.000;2.500\nBlue Talk;900;1.100\n", asked: Asked{Cells: map[string]string{"market": "USA", "metric": "wau"}},
			want: "red wau USA 2019 1000\nred wau USA 2020 2500\nblue-talk wau USA 2019 900\nblue-talk wau USA 2020 1100"},
		"metrics.csv": {content: "App,Country,Month,MAU,DAU\nRed,US,Jan-23,50,20\nRed,GB,Feb-23,5,2\n",
			want: "red mau USA 2023-01 50\nred dau USA 2023-01 20\nred mau GBR 2023-02 5\nred dau GBR 2023-02 2"},
		"serial.csv": {content: "App,Region,Date,Users\nRed,FR,44986,500\nRed,FR,45017,600\n", asked: Asked{Cells: map[string]string{"metric": "mau"}},
			want: "red mau FRA 2023-03 500\nred mau FRA 2023-04 600"},
		"fiscal.csv": {content: "App,Period,Registered users\nRed,FY2019 Q1,500\nRed,FY2019 Q2,600\n", asked: Asked{FiscalEnd: 3, Cells: map[string]string{"market": "IND"}},
			want: "red registered IND 2018-Q2 500\nred registered IND 2018-Q3 600"},
		"packed.csv.gz": {content: packed.String(), want: "red dau USA 2019-Q1 1000000\nred dau USA 2019-Q2 950"},
		"stored.zip":    {content: archive.String(), want: "red mau FRA 2021-03-31 5\ngreen-chat mau ESP 2021-04-30 7"},
		"api.json": {content: `{"meta":{"n":2},"data":{"rows":[{"app":"Red","geo":{"country":"US"},"date":"2021-03-01","mau":5},{"app":"Red","geo":{"country":"JP"},"date":"2021-04-01","mau":6}]}}`,
			want: "red mau USA 2021-03 5\nred mau JPN 2021-04 6"},
		"wide.json": {content: `[{"month":"2021-03","Red":5,"Blue Talk":6},{"month":"2021-04","Red":7,"Blue Talk":null}]`, asked: Asked{Cells: map[string]string{"market": "FRA", "metric": "mau"}},
			want: "red mau FRA 2021-03 5\nblue-talk mau FRA 2021-03 6\nred mau FRA 2021-04 7"},
		"ranks.json": {content: `{"feed":{"links":[{"self":"https://a.example"}],"country":"us","updated":"Sun, 22 Nov 2026 10:35:21 +0000","results":[{"artistName":"R","id":"1","name":"Red"}]}}`,
			want: "red USA 2026-11-22 1"},
		"lists.json": {content: `[{"page":1},[{"app":"Red","country":"US","month":"2021-03","mau":5},{"app":"Red","country":"US","month":"2021-04","mau":6}]]`,
			want: "red mau USA 2021-03 5\nred mau USA 2021-04 6"},
		"sdmx.csv": {content: "PLATFORM,METRIC,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nRed,mau,WLD,2018-Q3,1082.5,6\nRed,mau,WLD,2018-Q4,2000,6\n",
			want: "red mau WLD 2018-Q3 1082500000\nred mau WLD 2018-Q4 2000000000"},
		"social_media-DE-monthly-201901-201912-bar.csv": {content: "\"Social Media\",\"Market Share Perc. (Jan 2019 - Dec 2019)\"\n\"Facebook\",60.1\n\"Other\",0.2\n",
			want: "Facebook DEU 2019 60.1"},
		"words.csv": {content: "Сервис;Страна;Период;MAU (млн чел.)\nRed;Россия;I кв. 2023;48,8\nRed;Россия;II кв. 2023;1,2 млрд\n", want: "red mau RUS 2023-Q1 48800000\nred mau RUS 2023-Q2 1200000000"},
		"counted.csv": {content: "アプリ,国,年月,月間アクティブユーザー数\nブルートーク,日本,２０２３年３月,９，５００万人\nブルートーク,日本,2023年4月,\"1.2億人以上\"\nブルートーク,日本,2023年5月,不明\n",
			want: "blue-talk mau JPN 2023-03 95000000\nblue-talk mau JPN 2023-04 120000000"},
		"units.csv": {content: "앱,국가,월,MAU(만 명)\nRed,한국,2023.01,\"4,790\"\nRed,한국,2023.02,\"4,800\"\n", asked: Asked{}, want: "red mau KOR 2023-01 47900000\nred mau KOR 2023-02 48000000"},
		"rows.csv":  {content: "App,Country,Month,MAU\n,,,millions\nRed,India,2023-01,\"53,50,00,000\"\nRed,India,2023-02,5*\n", want: "red mau IND 2023-01 535000000000000\nred mau IND 2023-02 5000000"},
		"zeros.csv": {content: "App,Country,Month,MAU (000s)\nRed,India,2023-01,500\nRed,India,2023-02,35 (1)\nRed,India,2023-03,36¹\nRed,India,2023-04,37 p\nRed,India,2023-05,38M\n",
			want: "red mau IND 2023-01 500000\nred mau IND 2023-02 35000\nred mau IND 2023-03 36000\nred mau IND 2023-04 37000\nred mau IND 2023-05 38000000"},
		"months.csv":  {content: "App;Land;Jan 23;Feb 23;Mrz 23\nRed;Deutschland;501;502;503\n", asked: Asked{Cells: map[string]string{"metric": "mau"}}, want: "red mau DEU 2023-01 501\nred mau DEU 2023-02 502\nred mau DEU 2023-03 503"},
		"heads.csv":   {content: "App,MAU,MAU,MAU,MAU\n,2022,2022,2023,2023\n,France,Germany,France,Germany\nRed,1,2,3,4\nBlue Talk,5,6,7,8\n", want: "red mau FRA 2022 1\nred mau DEU 2022 2\nred mau FRA 2023 3\nred mau DEU 2023 4\nblue-talk mau FRA 2022 5\nblue-talk mau DEU 2022 6\nblue-talk mau FRA 2023 7\nblue-talk mau DEU 2023 8"},
		"parts.csv":   {content: "App,Country,Year,Month,MAU\nRed,FR,2023,1,5\nRed,FR,2023,December,6\n", want: "red mau FRA 2023-01 5\nred mau FRA 2023-12 6"},
		"quarter.csv": {content: "App,Country,Year,Quarter,MAU\nRed,FR,2023,1,5\nRed,FR,2023,2,6\n", want: "red mau FRA 2023-Q1 5\nred mau FRA 2023-Q2 6"},
		"floats.csv":  {content: "App,Country,Year,MAU\nRed,FR,2022.0,5\nRed,FR,2023.0,6\n", want: "red mau FRA 2022 5\nred mau FRA 2023 6"},
		"unix.csv":    {content: "App,Country,timestamp,MAU\nRed,FR,1672531200,5\nRed,FR,1675209600000,6\n", want: "red mau FRA 2023-01 5\nred mau FRA 2023-02 6"},
		"weeks.csv":   {content: "App,Country,Week,WAU\nRed,FR,2020-W53,5\nRed,FR,2021-W01,6\n", want: "red wau FRA 2020-12-28 5\nred wau FRA 2021-01-04 6"},
		"mac.csv":     {content: "App,Country,Month,MAU\rRed,FR,2023-01,5\rRed,FR,2023-02,6\r", want: "red mau FRA 2023-01 5\nred mau FRA 2023-02 6"},
		"changes.csv": {content: "App,Country,Month,MAU change,MAU\nRed,FR,2023-01,5,100\nRed,FR,2023-02,3,103\n", want: "red mau FRA 2023-01 100\nred mau FRA 2023-02 103"},
		"texts.json":  {content: `[{"app":"Red","country":"FR","month":"2023-01","mau":"35,000,000"},{"app":"Red","country":"FR","month":"2023-02","mau":"36,000,000"}]`, want: "red mau FRA 2023-01 35000000\nred mau FRA 2023-02 36000000"},
		"wb.csv":      {content: "\"Data Source\",\"World Development Indicators\",\n\nCountry Name,Country Code,Indicator Name,Indicator Code,2021,2022,\nFrance,FRA,\"Population, total\",SP.POP.TOTL,67749632,67971311,\n", want: "FRA 2021 67749632\nFRA 2022 67971311"},
		"shares.csv":  {content: "Market share by month\nMonth,App,Country,Share\n2021-03,Red,FR,12.5%\n2021-04,Red,FR,13%\n", want: "red FRA 2021-03 12.5\nred FRA 2021-04 13"},
	} {
		t.Run(name, func(t *testing.T) {
			found, rows := lookAt(t, name, c.content, c.asked)
			if len(found.Questions) > 0 || len(found.Unread) > 0 {
				t.Errorf("questions %q, unread %v", found.Questions, found.Unread)
			}
			if rows != c.want {
				t.Errorf("got\n%s\nwant\n%s\n%s", rows, c.want, found.YAML)
			}
		})
	}
}

// A workbook is read as Excel shows it.
func TestLookWorkbook(t *testing.T) {
	book := excelize.NewFile()
	style := func(format string) int {
		id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	put := func(sheet, cell string, value any, format string) {
		if err := book.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
		if format != "" {
			_ = book.SetCellStyle(sheet, cell, cell, style(format))
		}
	}
	merge := func(sheet, from, to string) {
		if err := book.MergeCell(sheet, from, to); err != nil {
			t.Fatal(err)
		}
	}
	_ = book.SetSheetName("Sheet1", "Read me")
	put("Read me", "A1", "An export", "")
	_, _ = book.NewSheet("Heads")
	put("Heads", "A1", "Monthly active users, worldwide, in millions", "")
	merge("Heads", "A1", "E1")
	put("Heads", "A3", "App", "")
	merge("Heads", "A3", "A4")
	put("Heads", "B3", "2022", "")
	merge("Heads", "B3", "C3")
	put("Heads", "D3", "2023", "")
	merge("Heads", "D3", "E3")
	for i, q := range []string{"Q3", "Q4", "Q1", "Q2"} {
		cell, _ := excelize.CoordinatesToCellName(2+i, 4)
		put("Heads", cell, q, "")
		cell, _ = excelize.CoordinatesToCellName(2+i, 5)
		put("Heads", cell, 1000.25+float64(i), "#,##0.0")
	}
	put("Heads", "A5", "Red", "")
	put("Heads", "A7", "Source: Example Research", "")
	merge("Heads", "A7", "E7")
	_, _ = book.NewSheet("Long")
	put("Long", "A1", "MAU by country", "")
	for i, head := range []string{"Platform", "Country", "Month", "Users"} {
		cell, _ := excelize.CoordinatesToCellName(1+i, 3)
		put("Long", cell, head, "")
	}
	put("Long", "A4", "Blue Talk", "")
	merge("Long", "A4", "A5")
	for i, country := range []string{"Türkiye", "Japan"} {
		row := 4 + i
		cell := func(column int) string { name, _ := excelize.CoordinatesToCellName(column, row); return name }
		put("Long", cell(2), country, "")
		put("Long", cell(3), time.Date(2023, time.Month(2+i), 1, 0, 0, 0, 0, time.UTC), "mmm\\-yy")
		put("Long", cell(4), 12345678.4+float64(i), "#,##0")
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	for sheet, want := range map[string]string{
		"":     "red mau WLD 2022-Q3 1000300000\nred mau WLD 2022-Q4 1001300000\nred mau WLD 2023-Q1 1002300000\nred mau WLD 2023-Q2 1003300000",
		"3":    "blue-talk mau TUR 2023-02 12345678\nblue-talk mau JPN 2023-03 12345679",
		"Long": "blue-talk mau TUR 2023-02 12345678\nblue-talk mau JPN 2023-03 12345679",
	} {
		found, rows := lookAt(t, "book.xlsx", b.String(), Asked{Sheet: sheet})
		if rows != want || len(found.Questions) > 0 {
			t.Errorf("sheet %q: got\n%s\nwant\n%s\n%v\n%s", sheet, rows, want, found.Questions, found.YAML)
		}
	}
	if found, _ := lookAt(t, "book.xlsx", b.String(), Asked{Sheet: "Lang"}); !strings.Contains(strings.Join(found.Questions, ""), `did you mean "Long"?`) {
		t.Error(found.Questions)
	}
}

// A footnote names the publisher in its first sentence. Cells that are numbers
// have no mark to ask about.
func TestLookFootnotes(t *testing.T) {
	for note, want := range map[string]string{
		"Source: Survey House. n/a = not asked.": "Survey House", "Quelle: Muster AG; Stand: 2023": "Muster AG", "出典：聴取調査。不明は除く": "聴取調査",
		"Source: Panel Ltd. – = not asked.": "Panel Ltd.", "Sources: World Bank: WDI, data.org": "World Bank: WDI, data.org",
	} {
		book, b := excelize.NewFile(), bytes.Buffer{}
		style, _ := book.NewStyle(&excelize.Style{CustomNumFmt: &[]string{"0.000"}[0]})
		for i, row := range [][]any{{"A survey"}, {"App", "Country", "Year", "MAU (millions)"}, {"Red", "France", 2019, 6.5}, {note}} {
			if w := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); w != nil {
				t.Fatal(w)
			}
		}
		_ = book.SetCellStyle("Sheet1", "D3", "D3", style)
		if err := book.Write(&b); err != nil {
			t.Fatal(err)
		}
		found, rows := lookAt(t, "book.xlsx", b.String(), Asked{})
		if !strings.Contains(found.YAML, "publisher: '"+want+"'") && !strings.Contains(found.YAML, "publisher: "+want+",") || len(found.Questions) > 0 || rows != "red mau FRA 2019 6500000" {
			t.Errorf("%s: %v\n%s\n%s", note, found.Questions, rows, found.YAML)
		}
	}
}

// What the file does not say is asked, and never made up.
func TestLookAsks(t *testing.T) {
	for content, want := range map[string]string{
		"App,Month,Users\nRed,2023-01,5\n":                                                           "What is counted?|Which market is it about?",
		"App,Country,Date,MAU\nRed,FR,01/02/2023,5\nRed,FR,03/04/2023,6\n":                           "Does 01/02/2023 mean d/m/yyyy or m/d/yyyy?",
		"App,Country,Year,MAU\nRed,FR,FY2019,5\nRed,FR,FY2020,6\n":                                   "In which month does a fiscal year such as FY2019 end?",
		"App;Country;Year;MAU (millions)\nRed;FR;2019;1,082\nRed;FR;2020;1,5\n":                      "", // 1,5 shows that it is a decimal comma
		"App,Month,MAU,Country\nRed,January,5,FR\nRed,May,6,FR\n":                                    "January in Month is not read as a period",
		"App,Country,Month,MAU\nRed,FR,2023-01,10.825\nRed,FR,2023-02,10.9\n":                        "Figures such as 10.825 are not whole numbers",
		"App,Country,Month,MAU,UNIT_MULT\nRed,FR,2023-01,5,6\nRed,FR,2023-02,7,3":                    "The figures have several factors, 6, 3 in UNIT_MULT",
		"App,Country,T,MAU\nRed,FR,2022-12-31T15:00:00Z,5\nRed,FR,2023-01-31T15:00:00Z,6\n":          "The times in T, such as 2022-12-31T15:00:00Z, are midnight in another time zone",
		"App;Country;Year;MAU (millions)\nRed;FR;2019;1,082\nRed;FR;2020;2,345":                      "1,082 is read as 1.082 but can be 1082",
		"App;Country;Year;MAU (millions)\nRed;FR;2019;1,082\nRed;FR;2020;2,345\nError 2,5 points;;;": "", // so does a note
		"App,Country,Age,Month,MAU\nRed,FR,18-24,2023-01,5\nRed,FR,25-34,2023-01,7\n":                "Rows disagree about red mau FRA 2023-01: 5 and 7 (1 such case). If Age tells them apart, add keep:",
		"App,Country,Month,MAU,MAU of last year\nRed,FR,2023-01,50,45\n":                             "Rows disagree about red mau FRA 2023-01: 50 and 45 (1 such case). Which column is meant?",
		"App,Month,MAU\nFrance,,\nRed,2023-01,5\nGermany,,\nRed,2023-01,7\n":                         "The line France stands between the records. Do the rows below it belong to France?|Which market is it about?",
	} {
		found, _ := lookAt(t, "x.csv", content, Asked{})
		got := found.Questions
		if ok := slices.EqualFunc(got, slices.DeleteFunc(strings.Split(want, "|"), func(s string) bool { return s == "" }), strings.Contains); !ok {
			t.Errorf("%q asks %q, want %q", content, got, want)
		}
	}
}

// Rows that fail are counted by column and rule, each with its reason.
func TestLookCounts(t *testing.T) {
	found, _ := lookAt(t, "x.csv", "App,Country,Month,MAU\nRed,FR,2023-01,5\nNope,Narnia,2023-02,x5\nNada,Narnia,2023-02,7\n", Asked{})
	var got []string
	for _, u := range found.Unread {
		got = append(got, u.Column, u.Rule, strings.Join(u.Texts, "+"))
	}
	if want := "market country Narnia value type x5 platform_id foreign_key Nope+Nada"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
	if found.Rows != 1 || !strings.Contains(found.YAML, "mode: quarantine") {
		t.Errorf("%d rows\n%s", found.Rows, found.YAML)
	}
}

// A container that is not opened is refused by its name.
func TestLookRefuses(t *testing.T) {
	for content, want := range map[string]string{
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":   "an Excel workbook of before 2007 (.xls), or one with a password; save it as .xlsx without a password",
		"7z\xbc\xaf\x27\x1c":                 "a 7-Zip archive; unpack it first",
		"BZh91AY&SY":                         "a bzip2 file; unpack it first",
		"%PDF-1.7":                           "a PDF; read its text with kind: press",
		"":                                   "x.bin is empty",
		"\n\n\n":                             "the file is empty; its first line must name the columns",
		"hello":                              "it has no table",
		"a,b\nc,d\n":                         "no column has figures; the columns are a (text, 1 different), b (text, 1 different)",
		`[{"app":"Red","points":[{"v":5}]}]`: "points holds lists: give the file one object for each figure",
		"<html><p>1,2</p>":                   "a web page or XML",
		`[{"page":1},[{"countryiso3code":"FRA","value":5}]]`: "an answer that the source kind: worldbank fetches and reads",
		"{}":                       "the document has no list of objects",
		"PK\x03\x04":               "unpack zip: zip: not a valid zip file; is the file whole?",
		"PAR1":                     "not a Parquet file",
		"a\x00,b\n1,2\n\x01":       "the file is no text, and in no format that is read",
		strings.Repeat(",", 1<<15): "it has more than 16384 columns",
		"App,Country,Month,MAU,UNIT_MULT\nRed,FR,2023-01,x,\n": "no column has figures",
		"\x1f\x8b\x08\x00": "unpack gzip",
	} {
		found, _ := lookAt(t, "x.bin", content, Asked{})
		if got := strings.Join(found.Questions, "\n"); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// A small file that unpacks to a large one is refused, or read, in bounded
// memory.
func TestLookBomb(t *testing.T) {
	pack := func(name, start, filler string, size int) string {
		t.Helper()
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		if strings.HasPrefix(name, "xl/") {
			book, _ := excelize.NewFile().WriteToBuffer()
			parts, _ := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
			for _, f := range parts.File {
				if f.Name != name {
					_ = z.Copy(f)
				}
			}
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, start)
		for block := strings.Repeat(filler, 1<<20/len(filler)); size > 0; size -= len(block) {
			if _, err := io.WriteString(w, block); err != nil {
				t.Fatal(err)
			}
		}
		_ = z.Close()
		return b.String()
	}
	nested := "app,country\n"
	for range 5 {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, nested)
		_ = z.Close()
		nested = b.String()
	}
	const cells = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>`
	for _, c := range []struct{ name, content, want string }{
		{"blank.xlsx", pack("xl/worksheets/sheet1.xml", cells, " ", 65<<20), "open the workbook: it unpacks to more than 64 MiB; save its sheet as CSV"},
		{"cells.xlsx", pack("xl/worksheets/sheet1.xml", cells, "<c/>", 30<<20), "open the workbook: it has more than 2 million cells; save its sheet as CSV"},
		{"line.zip", pack("x.csv", "app,month,mau\nRed,2020-01,", "0", 20<<20), "record is longer than 8388608 bytes"},
		{"nested.gz", nested, "the file is packed more than 3 times; unpack it first"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		found, _ := lookAt(t, c.name, c.content, Asked{})
		runtime.ReadMemStats(&after)
		got := fmt.Sprint(found.Questions, found.Unread, found.Rows, " rows")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %.300s, want %s", c.name, got, c.want)
		}
		// The XML of a workbook is in memory once while it is opened.
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 256 {
			t.Errorf("%s takes %d MiB", c.name, used)
		}
	}
}

// What a user says wins over a preset, also where it is zero, or is refused.
func TestPresetYields(t *testing.T) {
	trends := "Month,red: (France)\n2020-01,88\n"
	read := func(settings map[string]any) string {
		t.Helper()
		settings["kind"], settings["preset"], settings["path"] = "file", "google_trends", "x.csv"
		kind, err := New("x", settings, AliasesOf(someApps))
		if err != nil {
			return err.Error()
		}
		var rows []string
		for row, err := range rowsIn(kind, strings.NewReader(trends), raw.Record{}) {
			if err != nil {
				return err.Error()
			}
			if row.Table == "proxy" {
				rows = append(rows, strings.Join([]string{row.Cell("name"), row.Cell("market"), row.Cell("value"), row.Cell("unit")}, " "))
			}
		}
		return strings.Join(rows, "\n")
	}
	for _, c := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"skip": 0}, "red FRA 88 index"},
		{map[string]any{"skip": 0, "constants": map[string]any{"market": "KOR", "unit": "points"}}, "red KOR 88 points"},
		{map[string]any{"skip": 0, "unpivot": map[string]any{"into": "name"}}, "red: (France)  88 index"},
		{map[string]any{"skip": 0, "unpivot": map[string]any{"into": "name"}, "constants": map[string]any{"name": "x"}}, "source x: name is in unpivot and in columns or constants; keep one"},
	} {
		if got := read(c.settings); got != c.want {
			t.Errorf("%v gives %q, want %q", c.settings, got, c.want)
		}
	}
}
