package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// FuzzCSV reads arbitrary bytes as a data file. No input may panic or leak,
// and no record may vanish: each is a row, or rejected, or the file has an
// error.
func FuzzCSV(f *testing.F) {
	for _, body := range []string{
		"", "qq,2018,1,exact\n", "qq,2018,1,exact\r\n\r\nwe-chat,2018-Q3,\"1,000\",aprox", "\"q\n\"\"q\",,,\n,,,\n",
		"a\"b,1\n", "\"a\"b\n", "\"a\n", "\"a\"\r", "\r\r\n", "\xff\x00,,,\n", ",,,,,,,\n", "qq,2018/09,1e9, exact\n",
	} {
		f.Add([]byte(figureHeader + body))
		f.Add([]byte("\ufeff" + figureHeader + body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		fsys := pack(figureFields, "")
		fsys["figures.csv"].Data = data
		p, err := Open(fsys)
		if err != nil {
			return
		}
		r, err := p.Read("figure", mem)
		if err != nil {
			t.Fatalf("Open accepts what Read does not: %v", err)
		}
		defer r.Release()
		var lines []int64
		for r.Next() {
			batch := r.RecordBatch()
			lines = append(lines, batch.Column(int(batch.NumCols()-4)).(*array.Int64).Int64Values()...)
			for _, col := range batch.Columns() {
				checkTexts(t, col)
			}
		}
		bad := p.Rejected(mem)
		defer bad.Release()
		rejected := 0
		for bad.Next() {
			batch := bad.RecordBatch()
			rejected += int(batch.NumRows())
			lines = append(lines, batch.Column(2).(*array.Int64).Int64Values()...)
			for i, col := range batch.Columns() {
				if i != 2 {
					checkTexts(t, col)
				}
			}
			checkSuggestions(t, p.tables[0], batch.Column(3).(*array.String), batch.Column(7).(*array.String))
		}
		if r.Err() != nil {
			if !strings.HasPrefix(r.Err().Error(), "figures.csv:") {
				t.Errorf("error without its place: %v", r.Err())
			}
			return
		}

		slices.Sort(lines)
		if len(slices.Compact(slices.Clone(lines))) != len(lines) {
			t.Errorf("two records on one line: %v", lines)
		}
		want := countRecords(data) - 1
		if len(lines) != want {
			t.Errorf("%d rows, of which %d rejected; the file has %d", len(lines), rejected, want)
		}
		// Where there are no quotes, a record is a line that is not blank.
		if !bytes.ContainsRune(data, '"') {
			want = -1
			for line := range bytes.Lines(bytes.TrimPrefix(data, []byte(byteOrderMark))) {
				if len(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))) > 0 {
					want++
				}
			}
			if len(lines) != want {
				t.Errorf("%d rows; the file has %d lines that are not blank", len(lines), want)
			}
		}
	})
}

func checkTexts(t *testing.T, col any) {
	texts, ok := col.(*array.String)
	for i := 0; ok && i < texts.Len(); i++ {
		if s := texts.Value(i); !utf8.ValidString(s) || strings.Contains(s, "\x00") {
			t.Errorf("text %q got through", s)
		}
	}
}

func checkSuggestions(t *testing.T, table *table, columns, suggested *array.String) {
	for i := range suggested.Len() {
		if suggested.IsNull(i) {
			continue
		}
		at := slices.Index(table.names, columns.Value(i))
		if _, wrong := table.columns[at].check(suggested.Value(i)); wrong != nil {
			t.Errorf("suggestion %q for %s: %s", suggested.Value(i), columns.Value(i), wrong.Reason)
		}
	}
}

func countRecords(data []byte) int {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark))))
	r.FieldsPerRecord = -1
	for n := 0; ; n++ {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return n
		}
	}
}
