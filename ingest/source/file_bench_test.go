package source

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"headstart/ingest/raw"
)

// BenchmarkFile reads a vendor's table in each form, without I/O.
func BenchmarkFile(b *testing.B) {
	const n = 100_000
	names := []string{"Blue Talk", "Green Chat", "Red Call"}
	countries := []string{"US", "South Korea", "Brazil", "DE", "Worldwide"}
	var lines, objects strings.Builder
	lines.WriteString("app,country,month,users,vendor id,note\n")
	for i := range n {
		app, country, month := names[i%3], countries[i%5], fmt.Sprintf("20%02d-%02d", 10+i%14, 1+i%12)
		fmt.Fprintf(&lines, "%s,%s,%s,%d,55c5a1d802ac64f9c0%06x,a note of the vendor\n", app, country, month, 1_000_000+i*37, i)
		fmt.Fprintf(&objects, `{"app":"%s","country":"%s","month":"%s","users":%d}`+"\n", app, country, month, 1_000_000+i*37)
	}
	for name, text := range map[string][]byte{
		"x.csv": []byte(lines.String()), "x.jsonl": []byte(objects.String()), "x.parquet": parquetFile(b, n),
	} {
		b.Run(name[2:], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				for _, err := range rowsIn(fileWith(b, figures(name)), bytes.NewReader(text), raw.Record{}) {
					if err != nil {
						b.Fatal(err)
					}
					rows++
				}
				if rows == 0 {
					b.Fatal("no rows")
				}
			}
		})
	}
}
