package ingest

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/cdata"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/memory/mallocator"
)

// A consumer in C takes the stream over and releases it when it likes: batches
// must outlive the reader's step, errors must come through, nothing may leak.
func TestExportToC(t *testing.T) {
	mem := memory.NewCheckedAllocator(mallocator.NewMallocator())
	defer mem.AssertSize(t, 0)
	for _, end := range []string{"", "3,\"never closed\n"} {
		p, err := Open(pack(`{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}`, "n,s\n1,a\nx,b\n2,\n"+end))
		if err != nil {
			t.Fatal(err)
		}
		export := func(r array.RecordReader, err error) ([]string, error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			var stream cdata.CArrowArrayStream
			cdata.ExportRecordReader(r, &stream)
			r.Release() // the stream has its own reference
			imported, err := cdata.ImportCRecordReader(&stream, nil)
			if err != nil {
				t.Fatal(err)
			}
			return rows(imported.(array.RecordReader))
		}
		got, err := export(p.Read("figure", mem))
		if end == "" {
			check(t, "error", err, nil)
			check(t, "rows", got, []string{"1|a|2", "2|∅|4"})
		} else if err == nil || len(got) > 0 {
			t.Errorf("the error did not come through: rows %v", got)
		}
		got, err = export(p.Rejected(mem), nil)
		check(t, "error of rejected", err, nil)
		check(t, "rejected", got, []string{"figure|figures.csv|3|n|x|type|" +
			"Not a whole number; write digits only, without thousands marks, units or exponents.|∅|x,b"})
	}
}
