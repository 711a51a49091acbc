package ingest

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow-go/v18/arrow/memory"
)

const figureHeader = "platform,period,value,qualifier\n"

// Every rule, one cell at a time. The row that is set aside is checked whole;
// the good row behind it shows that reading goes on, on the right line.
func TestCellRules(t *testing.T) {
	const (
		noInteger = "Not a whole number; write digits only, without thousands marks, units or exponents."
		noPattern = "The cell does not match the pattern [a-z]+(-[a-z]+)*."
		noEnum    = "Not one of: exact, approx, at_least, at_most."
		forms     = "; write 2011-01-21, 2011-01, 2018-Q3 or 2011."
	)
	rejected := func(record, column, text, rule, reason, suggested string) {
		t.Helper()
		good, bad, err := read(t, pack(figureFields, figureHeader+record+"\nqq,2018,1,exact\n"))
		check(t, record+": error", err, nil)
		next := "3"
		if strings.Contains(record, "\n") {
			next = "4"
		}
		check(t, record+": good rows", good, []string{"qq|2018|2018-01-01|2018-12-31|1|exact|" + next})
		check(t, record, bad, []string{strings.Join([]string{
			"figure|figures.csv|2", column, text, rule, reason, suggested, record}, "|")})
	}
	rejected(",2018,1,exact", "platform", "", "required", "The cell is empty but a value is required.", "∅")
	rejected("QQ,2018,1,exact", "platform", "QQ", "pattern", noPattern, "∅")
	rejected("qq ,2018,1,exact", "platform", "qq ", "pattern", noPattern, "qq")
	rejected("xqq-,2018,1,exact", "platform", "xqq-", "pattern", noPattern, "∅")
	rejected("<script>alert(1)</script>,2018,1,exact", "platform", "<script>alert(1)</script>", "pattern", noPattern, "∅")
	rejected("=cmd|' /C calc'!A0,2018,1,exact", "platform", "=cmd|' /C calc'!A0", "pattern", noPattern, "∅")
	rejected("\"q\nq\",2018,1,exact", "platform", "q\nq", "pattern", noPattern, "∅")

	rejected("qq,2018-13,1,exact", "period", "2018-13", "period", `"2018-13" is not a date: months go from 01 to 12`+forms, "∅")
	rejected("qq,20021-12,1,exact", "period", "20021-12", "period", `"20021-12" is not a date`+forms, "∅")
	rejected("qq,2018/09,1,exact", "period", "2018/09", "period", `"2018/09" is not a date`+forms, "2018-09")

	rejected("qq,2018,\"1,082,500,000\",exact", "value", "1,082,500,000", "type", noInteger, "1082500000")
	rejected("qq,2018,1082.5 million,exact", "value", "1082.5 million", "type", noInteger, "1082500000")
	rejected("qq,2018,1e9,exact", "value", "1e9", "type", noInteger, "1000000000")
	rejected("qq,2018,9223372036854775808,exact", "value", "9223372036854775808", "type",
		"Too large a whole number; it must be from -9223372036854775808 to 9223372036854775807.", "∅")
	rejected("qq,2018,0,exact", "value", "0", "minimum", "Less than the minimum 1.", "∅")
	rejected("qq,2018,8200000001,exact", "value", "8200000001", "maximum", "More than the maximum 8200000000.", "∅")
	// A suggestion must keep every rule of the column.
	rejected("qq,2018,1e10,exact", "value", "1e10", "type", noInteger, "∅")

	rejected("qq,2018,1,aprox", "qualifier", "aprox", "enum", noEnum, "approx")
	rejected("qq,2018,1,EXACT", "qualifier", "EXACT", "enum", noEnum, "exact")
	rejected("qq,2018,1,at_moss", "qualifier", "at_moss", "enum", noEnum, "at_most")
	rejected("qq,2018,1,at_ast", "qualifier", "at_ast", "enum", noEnum, "∅") // two edits from at_least and from at_most

	// Characters that no text may hold are shown in a form that is safe.
	bad := func(record, want string) {
		t.Helper()
		_, bad, err := read(t, pack(figureFields, figureHeader+record+"\n"))
		check(t, record+": error", err, nil)
		check(t, record, bad, []string{want})
	}
	bad("q\xe9q,2018,1,exact", "figure|figures.csv|2|platform|q\ufffdq|type|"+
		"Byte 2 of the cell is 0xe9, which is not UTF-8; save the file as UTF-8.|∅|q\ufffdq,2018,1,exact")
	bad("qq,2018,1,ex\x00act", "figure|figures.csv|2|qualifier|ex\u2400act|type|"+
		"Byte 3 of the cell is NUL; remove it.|∅|qq,2018,1,ex\u2400act")

	// The first bad cell of the file is named, and the others are counted.
	bad("Q,2018-13,x,exact", "figure|figures.csv|2|platform|Q|pattern|"+noPattern+
		" Also wrong in this row: period, value.|∅|Q,2018-13,x,exact")

	bad("qq,2018,1", "figure|figures.csv|2|∅|∅|columns|"+
		"The row has 3 cells but the header has 4; add a comma for each missing cell, also where cells are empty.|∅|qq,2018,1")
	bad("qq,2018,1,082,exact", "figure|figures.csv|2|∅|∅|columns|"+
		"The row has 5 cells but the header has 4; a cell that holds a comma needs quotes.|∅|qq,2018,1,082,exact")
}

func TestSuggest(t *testing.T) {
	suggests := func(k kind, cell, want string) {
		t.Helper()
		c := column{kind: k}
		if _, wrong := c.check(cell); wrong == nil {
			t.Errorf("%q is accepted", cell)
		}
		if got := c.suggest(cell); got != want {
			t.Errorf("suggested for %q: %q, want %q", cell, got, want)
		}
	}
	for _, spelling := range []string{"2018Q3", "2018-q3", "2018 Q3", "2018-3Q", "Q3 2018", "3Q2018", "3q 2018", " 2018-Q3"} {
		suggests(periodKind, spelling, "2018-Q3")
	}
	for _, spelling := range []string{"2018/9", "2018-9", "2018.09", "2018M09", "2018-09-00", "2018年9月", "2018-09 "} {
		suggests(periodKind, spelling, "2018-09")
	}
	for _, spelling := range []string{"2018/09/03", "2018.9.3", "20180903", "2018年9月3日"} {
		suggests(periodKind, spelling, "2018-09-03")
		suggests(dateKind, spelling, "2018-09-03")
	}
	suggests(periodKind, "2009-00-00", "2009")
	suggests(dateKind, "2018/09", "")
	suggests(dateKind, "2018-Q3", "")
	// What can be read in two ways, or says more than is known, is left alone.
	for _, text := range []string{"09/03/2018", "2009-01-01T00:00:00Z", "2018-13", "2018-99", "2018-W03", "2020s", "2010-12~", "18Q3", "2018-02-30"} {
		suggests(periodKind, text, "")
	}

	for cell, want := range map[string]string{
		"1,082,500,000": "1082500000", "1 082 500 000": "1082500000", "1\u00a0082": "1082", "1'082": "1082", "1_082": "1082",
		"1.082.500": "1082500", "+5": "5", "-1,000": "-1000", "12.0": "12", "1.5e3": "1500", "1,5e3": "", "5 ": "5",
		"9,223,372,036,854,775,807": "9223372036854775807", "9,223,372,036,854,775,808": "",
		"1.082": "", "10,82,500": "", "1,0825": "", "1e99": "", "1e999999999": "", "1e-400": "", "0.99999999999999999999": "",
		"--5": "", "0x10": "", "１": "", "-": "", "1082.5 million": "1082500000", "1.2M": "1200000", "1,2 Mio.": "1200000", "3k": "3000", "1.23456789M": "", "5 apples": "",
	} {
		suggests(integerKind, cell, want)
	}
	for cell, want := range map[string]string{
		"0,5": "0.5", ".5": "0.5", "+0.5": "0.5", "1,082": "1082", "0.5 ": "0.5",
		"1e999": "", "NaN": "", "inf": "", "0x1p-2": "", "1_0": "", "5.": "", "50%": "",
	} {
		suggests(numberKind, cell, want)
	}
	suggests(booleanKind, "tRUE", "true")
	suggests(booleanKind, "yes", "")
}

func TestHeader(t *testing.T) {
	const columns = "platform, period, value, qualifier"
	for _, c := range []struct{ csv, want string }{
		{"", "figures.csv: file is empty; its first line must name the columns: platform,period,value,qualifier"},
		{"\ufeff\r\n\n", "figures.csv: file is empty; its first line must name the columns: platform,period,value,qualifier"},
		{"platform,period,valeu,qualifier\n", `figures.csv:1: unknown column "valeu"; did you mean "value"? columns are ` + columns},
		{"platform,period, value,qualifier\n", `figures.csv:1: unknown column " value"; did you mean "value"? columns are ` + columns},
		{"platform,period,value,qualifier,\n", `figures.csv:1: unknown column ""; columns are ` + columns},
		{"platform,period,value,users\n", `figures.csv:1: unknown column "users"; columns are ` + columns},
		{"platform,value,qualifier\n", `figures.csv:1: column "period" is missing; columns are ` + columns},
		{"\n\nplatform,value,qualifier", `figures.csv:3: column "period" is missing; columns are ` + columns},
		{"platform,period,value,qualifier,value\n", `figures.csv:1: column "value" is there twice, as cell 3 and as cell 5; keep one`},
		{"platform;period;value;qualifier\n", `figures.csv:1: the only column is "platform;period;value;qualifier"; separate cells with commas`},
		{"plat\xe9form\n", `figures.csv:1: unknown column "plat\xe9form"; did you mean "platform"? columns are ` + columns},
		{"\xff\xfep\x00l\x00", "figures.csv:1: file is in UTF-16; save it as CSV in UTF-8"},
		{"platform,per\"iod\n", "figures.csv:1: header: a quote stands inside a cell without quotes; put the cell in quotes and double the quotes in it"},
		{"platform,\"period\nqq,2018,1,exact\n", "figures.csv:1: quote is never closed; close it, or double it if it belongs to the text"},
	} {
		_, err := Open(pack(figureFields, c.csv))
		if err == nil || err.Error() != c.want {
			t.Errorf("header %q:\n got %v\nwant %s", c.csv, err, c.want)
		}
	}

	fsys := pack(figureFields, "")
	delete(fsys, "figures.csv")
	_, err := Open(fsys)
	check(t, "no file", err.Error(), `figures.csv: file is missing; datapackage.json names it as the file of table "figure"`)
	_, err = Open(fstest.MapFS{})
	check(t, "no descriptor", err.Error(), "datapackage.json: file is missing; a data package is a folder with that file")
}

// Forms that RFC 4180 and its writers allow all give the same rows.
func TestForms(t *testing.T) {
	want := []string{"qq|2018-09|2018-09-01|2018-09-30|5|exact|2"}
	for _, csv := range []string{
		figureHeader + "qq,2018-09,5,exact\n",
		figureHeader + "qq,2018-09,5,exact",
		"\ufeff" + figureHeader + "qq,2018-09,5,exact\n",
		"platform,period,value,qualifier\r\nqq,2018-09,5,exact\r\n",
		`"platform","period","value","qualifier"` + "\n" + `"qq","2018-09","5","exact"` + "\n",
		"\ufeff" + `"platform","period","value","qualifier"` + "\r\n" + `"qq","2018-09","5","exact"`,
		"qualifier,value,period,platform\nexact,5,2018-09,qq\n", // any order of columns
		figureHeader + "qq,2018-09,5,exact\n\n\r\n",
	} {
		good, bad, err := read(t, pack(figureFields, csv))
		check(t, csv+": error", err, nil)
		check(t, csv+": rejected", bad, []string(nil))
		check(t, csv, good, want)
	}
}

// Hostile and many-line texts come through as they are, on the right lines.
func TestLines(t *testing.T) {
	good, bad, err := read(t, pack(`{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}`, strings.Join([]string{
		`n,s`,                           //                           1
		`1,"<script>alert(1)</script>"`, // 2
		`2,=cmd|' /C calc'!A0`,          // 3
		`3,"two`,                        // 4
		`lines, and ""quotes"""`,        // 5
		``,                              // 6
		`x,"bad`,                        // 7
		``,                              // 8
		`row"`,                          // 9
		`4,米聊`,                          // 10
		`5,bare " quote`,                // 11
		`6,"early" end`,                 // 12
		`7,"over`,                       // 13
		`lines" end`,                    // 14
		`8,last`,                        // 15
	}, "\r\n")))
	check(t, "error", err, nil)
	check(t, "good", good, []string{
		"1|<script>alert(1)</script>|2",
		"2|=cmd|' /C calc'!A0|3",
		"3|two\nlines, and \"quotes\"|4",
		"4|米聊|10",
		"8|last|15",
	})
	const end = "Text follows a closing quote; double the quotes inside a cell"
	check(t, "bad", bad, []string{
		"figure|figures.csv|7|n|x|type|Not a whole number; write digits only, without thousands marks, units or exponents.|∅|x,\"bad\r\n\r\nrow\"",
		"figure|figures.csv|11|s|∅|quote|A quote stands inside a cell without quotes; put the cell in quotes and double the quotes in it.|∅|5,bare \" quote",
		"figure|figures.csv|12|s|∅|quote|" + end + ".|∅|6,\"early\" end",
		"figure|figures.csv|13|s|∅|quote|" + end + "; with its quotes the row runs over lines 13 to 14.|∅|7,\"over\r\nlines\" end",
	})
}

func TestStopped(t *testing.T) {
	stops := func(what, csv, want string) {
		t.Helper()
		good, _, err := read(t, pack(`{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}`, csv))
		if err == nil || err.Error() != want || good != nil {
			t.Errorf("%s: rows %v, error\n got %v\nwant %s", what, good, err, want)
		}
	}
	const never = ": quote is never closed; close it, or double it if it belongs to the text"
	stops("last row", "n,s\n1,a\n2,\"b\n", "figures.csv:3"+never)
	stops("end of file", "n,s\n1,\"", "figures.csv:2"+never)
	stops("first cell", "n,s\n\n\r\n\"1,a\n2,b\n3,c\n", "figures.csv:4"+never)
	stops("behind a closed one of two lines", "n,s\n\"1\n\",\"b\n3,c\n", "figures.csv:3"+never)
	stops("long file", "n,s\n1,a\n2,\"b"+strings.Repeat("\n3,c", MaxRecord), "figures.csv:3"+never)
	stops("long row", "n,s\n1,a\n\n2,"+strings.Repeat("b", MaxRecord+100_000), "figures.csv:4: row is longer than 8388608 bytes; shorten it or check the line ends")
}

// brokenFS has a file that cannot be read to its end at the second opening,
// as when a disk fails between Open and Read.
type brokenFS struct {
	fstest.MapFS
	opened *int
}

type brokenFile struct {
	fs.File
	left int
}

var errDisk = errors.New("disk is gone")

func (f brokenFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	if name == "figures.csv" {
		if *f.opened++; *f.opened > 2 {
			return &brokenFile{file, 40}, err
		}
	}
	return file, err
}

func (f *brokenFile) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, errDisk
	}
	n, err := f.File.Read(p[:min(f.left, len(p))])
	f.left -= n
	return n, err
}

func TestReadError(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(brokenFS{pack(figureFields, figureHeader+"qq,2018,1,exact\nqq,2019,2,exact\n"), new(int)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Read("figure", mem)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rows(r)
	if !errors.Is(err, errDisk) || err.Error() != "figures.csv:2: disk is gone" {
		t.Errorf("error is %v", err)
	}
}
