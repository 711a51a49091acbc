package ingest

import (
	"strings"
	"testing"
)

// BenchmarkRead reads a table like observations.csv, without I/O.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	text := figureHeader + strings.Repeat("wechat,2018-Q3,1082500000,approx\nqq,2011-01-21,\"647600000\",exact\n", n/2)
	p, err := Open(pack(figureFields, text))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := p.Read("figure", nil)
		if err != nil {
			b.Fatal(err)
		}
		got := int64(0)
		for r.Next() {
			got += r.RecordBatch().NumRows()
		}
		if r.Err() != nil || got != n {
			b.Fatalf("%d rows, error %v", got, r.Err())
		}
		r.Release()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
