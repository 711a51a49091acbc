package source

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// figures are the settings of a narrow table of figures.
func figures(name string) map[string]any {
	return map[string]any{"path": name,
		"columns":   map[string]any{"platform_id": "app", "market": "country", "period": "month", "value": "users"},
		"constants": map[string]any{"metric": "mau"}}
}

func TestFileErrors(t *testing.T) {
	check := func(name, text, want string) {
		t.Helper()
		if got := rowsOf(fileWith(t, figures(name)), strings.NewReader(text)); got != want+"\n" && !(want == "" && got == "") {
			t.Errorf("%s %.60q gives\n%.300swant\n%s", name, text, got, want)
		}
	}
	const header = "app,country,month,users\n"
	check("x.csv", "", "error: the file is empty; its first line must name the columns")
	check("x.csv", header, "")
	check("x.csv", "\n\r\n"+header+"\n\n", "")
	check("x.csv", "app,country,month\n", `error: columns.value: the file has no column "users"; its columns are app, country, month`)
	check("x.csv", "app,country,month,user\n", `error: columns.value: the file has no column "users"; did you mean "user"? its columns are app, country, month, user`)
	check("x.csv", header+"Green Chat,FR,2018,7", "observation green-chat|mau|FRA|2018|7|exact|my-source|users: 7 :2")
	check("x.csv", header+"\"Green \"\"Chat\",\"F\nR\",2018,7\r\nx,FR,2018,8\n",
		"observation Green \"Chat|mau|F\nR|2018|7|exact|my-source|users: 7 :2 !market country: \"F\\nR\" is not a known country; write replace: [{column: market, from: \"F\\nR\", to: KOR}], with its code of ISO 3166-1 or WLD\nobservation x|mau|FRA|2018|8|exact|my-source|users: 8 :4")
	check("x.csv", header+"\"a\"b,FR,2018,7\n5\" phone,FR,2018,7\n",
		"observation ||||||| :2 ! record: text follows a closing quote; double the quotes inside a cell, or set quote: none\n"+
			`observation 5" phone|mau|FRA|2018|7|exact|my-source|users: 7 :3`)
	check("x.csv", header+"a,FR,2018,\"7\n", "observation ||||||| :2 ! record: a quote is never closed; close it, or set quote: none")
	check("x.csv", header+"\""+strings.Repeat("x\n", 5<<20),
		"error: line 2: record is longer than 8388608 bytes; is a quote not closed? quote: none reads quotes as text")
	check("x.json", "", "error: the document is not JSON, or only a part of it")
	check("x.json", `{"error":"no"}`, "error: the document is not a list; set records to the JSON Pointer of its list, such as /data")
	check("x.json", `[{"app":"x"`, "error: the document is not JSON, or only a part of it")
	check("x.json", `[] []`, "error: the document is not JSON, or only a part of it")
	check("x.json", `[]`, "")
	check("x.json", `[7, {"app":"x","country":"FR","month":"2018","users":7}]`,
		"observation ||||||| :1 (/0) ! record: not a JSON object\n"+
			"observation x|mau|FRA|2018|7|exact|my-source|users: 7 :1 (/1)")
	check("x.json", `[{"app":"x","country":"FR","month":"2018"}]`, `error: columns.value: the file has no column "users"; its columns are app, country, month`)
	check("x.parquet", "", "error: by its first bytes the file is not parquet; write format: csv, or what it is")
	check("x.parquet", "PAR1 something else PAR1", "error: not a Parquet file: parquet: file is smaller than indicated metadata size")

	// A column may first come after the records that tell the names.
	settings := figures("x.jsonl")
	settings["columns"].(map[string]any)["value"] = "users | MAU"
	const record = `{"app":"x","country":"FR","month":"2018","%s":7}`
	first, filler := fmt.Sprintf(record+"\n", "users"), strings.Repeat(strings.Repeat(" ", 1<<20)+"[]\n", lookahead>>20)
	for _, c := range []struct{ late, settings, want string }{
		{"mau", "users | MAU", "observation x|mau|FRA|2018|7|exact|my-source|users: , MAU: 7 :6\n"},
		{"mau", "MAU", "left out, no value: 1\n"},
		{"dau", "users / MAU", `error: columns.value: the file has no column "MAU"`},
		{"dau", "users | MAU", "left out, no value: 1\n"},
		{"dau", "MAU", `error: columns.value: the file has no column "MAU"; its columns are app, country, month, users` + "\n"},
	} {
		settings["columns"].(map[string]any)["value"] = c.settings
		if got := rowsOf(fileWith(t, settings), strings.NewReader(first+filler+fmt.Sprintf(record, c.late))); !strings.Contains(got, c.want) {
			t.Errorf("%s that comes late, with %s:\n%swant %s", c.late, c.settings, got, c.want)
		}
	}

	settings = figures("x.json")
	settings["records"] = "/data"
	if got := rowsOf(fileWith(t, settings), strings.NewReader(`{"data": 5}`)); got != "error: the document has no list at /data; set records to the JSON Pointer of its list\n" {
		t.Error(got)
	}
}

func TestFileSettings(t *testing.T) {
	check := func(settings map[string]any, want string) {
		t.Helper()
		settings["kind"] = "file"
		_, err := New("x", settings, nil)
		if got := fmt.Sprint(err); !strings.Contains(got, want) {
			t.Errorf("%v gives %q, want %q", settings, got, want)
		}
	}
	path := func(key string, value any) map[string]any { return map[string]any{"path": "x.csv", key: value} }
	check(map[string]any{}, "give path, a file of yours, or url, one to fetch; and not both")
	check(path("url", "https://example.org/x"), "not both")
	check(path("delimeter", ";"), `unknown key "delimeter"; did you mean "delimiter"?`)
	check(path("delimiter", ";;"), "delimiter must be one plain character")
	check(path("format", "xls"), `unknown format "xls"`)
	check(path("encoding", "utf-7"), `unknown encoding "utf-7"`)
	check(path("preset", "google-trends"), `did you mean "google_trends"?`)
	check(path("table", "observations"), `did you mean "observation"?`)
	check(path("columns", map[string]any{"platform": "App"}), `the table observation has no column "platform"`)
	check(path("constants", map[string]any{"metrik": "mau"}), `did you mean "metric"?`)
	check(map[string]any{"path": "x.csv", "columns": map[string]any{"metric": "a"}, "constants": map[string]any{"metric": "mau"}}, "metric is in columns and in constants; keep one")
	check(path("keep", []any{map[string]any{"column": "Variant"}}), "filter 1 needs column and in")
	check(path("unpivot", map[string]any{"into": "metric", "pattern": "x"}), "give into or pattern, not both")
	check(path("unpivot", map[string]any{"pattern": "("}), "unpivot.pattern: error parsing regexp")
	check(path("unpivot", map[string]any{"pattern": "(.*)"}), "needs a group named after a column")
	check(path("unpivot", map[string]any{"into": "app"}), `has no column "app"`)
	check(path("dates", []any{"dd/mm"}), `dates[0]: the layout "dd/mm" has no year`)
	check(path("precision", "day"), `unknown precision "day"`)
	check(path("multiplier", -1), "multiplier must be above 0")
	check(path("decimal", "5"), "decimal and thousands must be two different marks")
	check(path("thousands", "."), "decimal and thousands must be two different marks")
	check(map[string]any{"path": "x.json", "decimal": ","}, "numbers of json have a decimal point")
	check(map[string]any{"url": "https://example.org/x", "secret": map[string]any{"query": "token"}}, "secret needs env")
	check(path("estimates_until", "now"), "estimates_until must be a year")
}

func TestFileRequests(t *testing.T) {
	f := fileWith(t, map[string]any{"url": "https://example.org/users.json?x=1", "preset": "sensortower_android"})
	reqs, err := f.Start()
	if err != nil || len(reqs) != 1 || f.File() != "" {
		t.Fatal(reqs, err, f.File())
	}
	if r := reqs[0]; r.URL != "https://example.org/users.json?x=1" || r.Kind != "file" || r.Secret != (raw.Secret{Env: "SENSOR_TOWER_TOKEN", Query: "auth_token"}) {
		t.Errorf("request is %+v", r)
	}
	for body, want := range map[string]string{"a,b\n": "", "<!DOCTYPE html>": "the answer is a web page, not a table; check url"} {
		_, err := f.Answer(reqs[0], []byte(body))
		failed(t, body, err, want)
	}
	local := fileWith(t, figures("x.csv"))
	if reqs, err := local.Start(); len(reqs) != 0 || err != nil || local.File() != "x.csv" {
		t.Errorf("a file of the user asks for %v, %v", reqs, err)
	}
}

// The rows of a file do not depend on how it is cut into reads, packed or
// encoded.
func TestFileReadings(t *testing.T) {
	var text strings.Builder
	text.WriteString("app,country,month,users\n")
	for i := range 20_000 { // more than one buffer
		fmt.Fprintf(&text, "\"App \"\"%d\"\"\",FR,2018,%d\n", i, i)
	}
	want := rowsOf(fileWith(t, figures("x.csv")), strings.NewReader(text.String()))
	if n := strings.Count(want, "\n"); n != 20_000 {
		t.Fatalf("%d rows", n)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, text.String())
	z.Close()
	for name, body := range map[string]io.Reader{
		"one byte": iotest.OneByteReader(strings.NewReader(text.String())),
		"with end": iotest.DataErrReader(strings.NewReader(text.String())),
		"gzip":     &packed,
		"bom":      strings.NewReader("\ufeff" + text.String()),
		"crlf":     strings.NewReader(strings.ReplaceAll(text.String(), "\n", "\r\n")),
	} {
		if got := rowsOf(fileWith(t, figures("x.csv")), body); got != want {
			t.Errorf("%s: other rows", name)
		}
	}
	if got := rowsOf(fileWith(t, figures("x.csv")), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(text.String())))); !strings.HasSuffix(got, "timeout\n") {
		t.Errorf("an error of reading gives %.100q", got)
	}
	for range rowsIn(fileWith(t, figures("x.csv")), strings.NewReader(text.String()), raw.Record{}) {
		break // nothing happens to a reader that wants no more
	}
}

// parquetFile is a small file with a column that nobody asks for.
func parquetFile(t testing.TB, rows int) []byte {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "idle", Type: arrow.PrimitiveTypes.Int64},
		{Name: "month", Type: &arrow.TimestampType{Unit: arrow.Millisecond}},
		{Name: "app", Type: arrow.BinaryTypes.String},
		{Name: "Country", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}},
		{Name: "users", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := range rows {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.TimestampBuilder).Append(1538265600000) // 2018-09-30
		b.Field(2).(*array.StringBuilder).Append("Green Chat")
		if err := b.Field(3).(*array.BinaryDictionaryBuilder).AppendString("FR"); err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 {
			b.Field(4).AppendNull()
		} else {
			b.Field(4).(*array.Float64Builder).Append(2.3104e9 + float64(i))
		}
	}
	batch := b.NewRecordBatch()
	defer batch.Release()
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy)), pqarrow.DefaultWriterProps())
	if err == nil {
		err = errors.Join(w.Write(batch), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFileParquet(t *testing.T) {
	text := parquetFile(t, 3)
	const want = `observation green-chat|mau|FRA|2018-09-30|2310400000|exact|my-source|users: 2310400000 :1 (row 1)
observation green-chat|mau|FRA|2018-09-30|2310400002|exact|my-source|users: 2310400002 :3 (row 3)
left out, no value: 1
`
	for name, body := range map[string]io.Reader{"file": bytes.NewReader(text), "stream": iotest.HalfReader(bytes.NewReader(text))} {
		if got := rowsOf(fileWith(t, figures("x.parquet")), body); got != want {
			t.Errorf("%s: got\n%swant\n%s", name, got, want)
		}
	}
	settings := figures("x.parquet")
	settings["columns"].(map[string]any)["value"] = "actives"
	if got := rowsOf(fileWith(t, settings), bytes.NewReader(text)); !strings.HasPrefix(got, `error: columns.value: the file has no column "actives"`) {
		t.Error(got)
	}
	// Damage anywhere is an error or other rows, and no crash.
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		bad := bytes.Clone(text)
		for range 1 + rng.IntN(3) {
			bad[rng.IntN(len(bad))] = byte(rng.Uint32())
		}
		rowsOf(fileWith(t, figures("x.parquet")), bytes.NewReader(bad))
	}
}

// FuzzFile reads arbitrary bytes in every form but Parquet. No input may
// panic, and no record may vanish unsaid.
func FuzzFile(f *testing.F) {
	const header = "app,country,month,users\n"
	for _, text := range []string{"", header, header + "a,FR,2018,1\n", header + "\"a\"\"\",FR,\"20\n18\",<1k\n", header + "a\"b,\"c\n",
		"[{\"app\":\"x\",\"users\":1}]", "{\"app\":\"x\"}\n{}\n", "\xff\xfea\x00", "\x1f\x8b\x08", "\xfe\xff\x00a\x00\n", header + "\r\n\r\r\n,,,\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range []string{"x.csv", "x.tsv", "x.json", "x.jsonl"} {
			k := fileWith(t, figures(name))
			rows, ended := int64(0), false
			for row, err := range rowsIn(k, bytes.NewReader(text), raw.Record{}) {
				var rejection *ingest.Rejection
				if ended {
					t.Fatal("rows after an error that ends the reading")
				}
				if ended = err != nil && !errors.As(err, &rejection); ended {
					continue
				}
				if rows++; len(row.Cells) != len(row.Columns) {
					t.Fatalf("%d cells for %d columns", len(row.Cells), len(row.Columns))
				}
			}
			for _, o := range omissions(k.leftOut) {
				rows += o.Count
			}
			if lines := int64(bytes.Count(text, []byte("\n"))); !ended && name == "x.jsonl" && rows > lines+1 {
				t.Fatalf("%d rows of %d lines", rows, lines)
			}
		}
	})
}

// FuzzFileDelimited compares the splitting with that of encoding/csv wherever
// the latter finds nothing wrong.
func FuzzFileDelimited(f *testing.F) {
	for _, text := range []string{"a,b\n", "\"a\"\"b\",\n\n,\"\n\",x", "\"\",\"\"", "a;\"b,c\"\n\"d\"\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := csvRecords(text)
		if err != nil || strings.Contains(text, "\r") { // encoding/csv drops some of those
			return
		}
		var got [][]string
		for d := ingest.NewRecords(iotest.HalfReader(strings.NewReader(text)), ingest.Delimited{Delimiter: ',', Quote: '"'}); ; {
			rec, err := d.Next()
			if err == io.EOF {
				break
			}
			if err != nil || rec.Wrong != nil {
				t.Fatalf("%q: line %d: %v %v", text, rec.Line, err, rec.Wrong)
			}
			if at := 1 + strings.Count(text[:strings.Index(text, string(rec.Text))], "\n"); len(got) == 0 && int64(at) != rec.Line {
				t.Fatalf("%q: the first record is said to be on line %d, and is on %d", text, rec.Line, at)
			}
			got = append(got, rec.Strings())
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q is split into %q, encoding/csv says %q", text, got, want)
		}
	})
}

func csvRecords(text string) (records [][]string, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
}

// FuzzFileParquet reads arbitrary bytes as Parquet.
func FuzzFileParquet(f *testing.F) {
	f.Add(parquetFile(f, 2))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rowsOf(fileWith(t, figures("x.parquet")), bytes.NewReader(text))
	})
}
