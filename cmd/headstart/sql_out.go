package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/spf13/pflag"
	"github.com/xuri/excelize/v2"
)

// resultFormats write a result to a file, by the end of its name.
var resultFormats = map[string]func(context.Context, io.Writer, *transform.Result) error{
	".csv":     func(_ context.Context, w io.Writer, r *transform.Result) error { return printCSV(w, r) },
	".json":    func(_ context.Context, w io.Writer, r *transform.Result) error { return printObjects(w, r) },
	".md":      func(_ context.Context, w io.Writer, r *transform.Result) error { return printMarkdown(w, r) },
	".xlsx":    func(_ context.Context, w io.Writer, r *transform.Result) error { return writeWorkbook(w, r) },
	".parquet": writeParquet,
}

// outFile returns the file that --out names, and gives the flag its default
// back, as the folder of the runs; "" where it names a folder.
func outFile(flags *pflag.FlagSet) (string, error) {
	out := flags.Lookup("out")
	name := out.Value.String()
	if _, known := resultFormats[strings.ToLower(filepath.Ext(name))]; !known {
		return "", nil
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return "", nil
	}
	err := out.Value.Set(out.DefValue)
	out.Changed = false
	return name, err
}

// writeResult writes a result as a whole or not at all.
func writeResult(ctx context.Context, name string, r *transform.Result) error {
	var b bytes.Buffer
	if err := resultFormats[strings.ToLower(filepath.Ext(name))](ctx, &b, r); err != nil {
		return err
	}
	return saveFile(name, b.Bytes())
}

func printMarkdown(w io.Writer, r *transform.Result) error {
	line := func(values []any) error {
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "`", "\\`").Replace(cell(v))
		}
		_, err := fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		return err
	}
	header, rule := make([]any, len(r.Columns)), make([]string, len(r.Columns))
	for i, name := range r.Columns {
		header[i], rule[i] = name, "---"
	}
	if err := line(header); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(rule, " | ")); err != nil {
		return err
	}
	return r.Each(line)
}

// What a sheet of Excel holds: rows, and letters of a cell.
const (
	sheetRows    = 1 << 20
	sheetLetters = 32767
)

// writeWorkbook writes one sheet. Numbers that Excel would round are texts.
func writeWorkbook(w io.Writer, r *transform.Result) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	iso := "yyyy-mm-dd"
	day, err := book.NewStyle(&excelize.Style{CustomNumFmt: &iso})
	if err != nil {
		return err
	}
	row := 0
	write := func(values []any) error {
		if row++; row > sheetRows {
			return fmt.Errorf("a sheet of Excel holds %d rows, and the answer has more; write .csv or .parquet", sheetRows)
		}
		cells := make([]any, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case nil, bool, int8, int16, int32, uint8, uint16, uint32:
				cells[i] = v
			case float32, float64:
				cells[i] = transform.Text(v)
				if x, err := strconv.ParseFloat(transform.Text(v), 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
					cells[i] = x
				}
			case int64:
				if cells[i] = v; v > 1<<53 || v < -1<<53 {
					cells[i] = transform.Text(v)
				}
			case time.Time:
				if cells[i] = transform.Text(v); v.Year() >= 1900 && len(transform.Text(v)) == len(time.DateOnly) {
					cells[i] = excelize.Cell{StyleID: day, Value: v}
				}
			case interface{ Float64() float64 }: // a decimal of DuckDB
				cells[i] = v.Float64()
			default:
				text := transform.Text(v)
				if utf8.RuneCountInString(text) > sheetLetters {
					return fmt.Errorf("a cell of Excel holds %d letters, and one of row %d has more; write .csv or .parquet", sheetLetters, row)
				}
				cells[i] = inert(text)
			}
		}
		at, err := excelize.CoordinatesToCellName(1, row)
		if err != nil {
			return err
		}
		return sheet.SetRow(at, cells)
	}
	header := make([]any, len(r.Columns))
	for i, name := range r.Columns {
		header[i] = name
	}
	if err := write(header); err != nil {
		return err
	}
	if err := r.Each(write); err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

func writeParquet(ctx context.Context, w io.Writer, r *transform.Result) error {
	return r.Arrow(ctx, func(rows array.RecordReader) error {
		file, err := pqarrow.NewFileWriter(rows.Schema(), w,
			parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCreatedBy("headstart")),
			pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
		if err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
		for rows.Next() {
			if err := file.WriteBuffered(rows.RecordBatch()); err != nil {
				return fmt.Errorf("write Parquet: %w", err)
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return file.Close()
	})
}
