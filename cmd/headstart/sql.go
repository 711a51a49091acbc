package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"headstart/reports"
	"headstart/reports/words"
	"headstart/stored"
	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/xuri/excelize/v2"
)

// sqlCall is what one call of sql is asked for beside the query.
type sqlCall struct {
	Timeout   time.Duration
	JSON, CSV bool
}

func newSQLCommand() *cobra.Command {
	file := ""
	cmd := verb("sql", takes(1, "one query, in quotes", `sql "show tables"`), sqlCall{Timeout: 8 * time.Second}, func(cmd *cobra.Command, c config, call *sqlCall, args []string) error {
		err := refuse(
			fault{call.Timeout < 0, fmt.Sprintf("--timeout %s: give a time such as 1m, or 0 for no limit", call.Timeout)},
			fault{call.JSON && call.CSV, "the output cannot be both JSON and CSV; use --json or --csv"},
			fault{file != "" && (call.JSON || call.CSV), fmt.Sprintf("the name %s says the format; leave --json and --csv out", file)},
		)
		if err != nil {
			return err
		}
		ending := ""
		if call.JSON {
			ending = ".json"
		} else if call.CSV {
			ending = ".csv"
		}
		go watchMemory(cmd.Context(), mostMemory)
		return query(cmd.Context(), c, args[0], call.Timeout, func(r *transform.Result) error {
			if file == "" {
				return resultFormats[ending](cmd.Context(), cmd.OutOrStdout(), r)
			}
			return writeResult(cmd.Context(), file, r)
		})
	})
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		file, err = outFile(cmd.Flags())
		return err
	}
	return cmd
}

// query runs text over the tables of the latest run and hands the result to
// print.
func query(ctx context.Context, c config, text string, limit time.Duration, print func(*transform.Result) error) error {
	run, err := c.namedRun()
	if err != nil {
		return err
	}
	dir, names := run.tables()
	ended := func() bool { return true }
	if limit > 0 { // DuckDB listens while it runs a query, but not while it plans one
		ended = time.AfterFunc(limit, func() {
			endCall(ctx, fmt.Errorf("the query took more than %s; narrow it, or allow more time with: headstart sql --timeout 1m", limit))
		}).Stop
	}
	defer ended()
	err = stored.Query(ctx, dir, names, text, func(r *transform.Result) error {
		r.Ended = ended
		return print(r)
	})
	switch {
	case errors.Is(err, stored.ErrUnreadable):
		return run.broken(err)
	case errors.Is(err, stored.ErrNoTable):
		return fmt.Errorf("%w; list the tables with: headstart sql%s \"show tables\"", err, c.words())
	case err != nil && strings.Contains(err.Error(), "Out of Memory Error"): // its hints name settings that are locked here
		return errTooMuch
	}
	return err
}

// mostMemory is how many bytes sql may take: DuckDB's own limit, which not all
// of a query keeps to, and as much again for the answer.
const mostMemory = 2 * stored.MostMemory

var errTooMuch = fmt.Errorf("the query needs more than %d MB of memory; select fewer rows or columns", stored.MostMemory>>20)

// watchMemory ends the call of ctx when the process has taken more than most
// bytes.
func watchMemory(ctx context.Context, most int64) {
	unit := int64(1) << 10
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	for ctx.Err() == nil {
		var used syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil && int64(used.Maxrss)*unit > most {
			endCall(ctx, errTooMuch)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// csvCell is a value for CSV: line ends and joiners stay, other control
// characters become spaces, and a text that a spreadsheet would run as a
// formula gets an apostrophe in front, as in the CSV of the charts.
func csvCell(v any) string {
	_, isText := v.(string)
	text := strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, transform.Text(v))
	if !isText {
		return text
	}
	return words.NoFormula(text)
}

// lines hands the names of the columns to write, and then each row.
func lines(r *transform.Result, write func(values []any) error) error {
	header := make([]any, len(r.Columns))
	for i, name := range r.Columns {
		header[i] = name
	}
	if err := write(header); err != nil {
		return err
	}
	return r.Each(write)
}

// texted returns each value as a text.
func texted(values []any, text func(any) string) []string {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = text(v)
	}
	return cells
}

func printTable(w io.Writer, r *transform.Result) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	err := lines(r, func(values []any) error {
		_, err := fmt.Fprintln(out, strings.Join(texted(values, func(v any) string { return short(cell(v)) }), "\t"))
		return err
	})
	return errors.Join(err, out.Flush())
}

func printCSV(w io.Writer, r *transform.Result) error {
	out := csv.NewWriter(w)
	err := lines(r, func(values []any) error { return out.Write(texted(values, csvCell)) })
	out.Flush()
	return errors.Join(err, out.Error())
}

func printObjects(w io.Writer, r *transform.Result) error {
	rows, keys := []object{}, distinct(r.Columns)
	err := r.Each(func(row []any) error {
		values := make([]any, len(row))
		for i, v := range row {
			if at, is := v.(time.Time); is { // never a time of day, as one in a list may be
				v = transform.Text(at)
			}
			values[i] = json.RawMessage(transform.JSON(v))
		}
		rows = append(rows, object{keys, values})
		return nil
	})
	if err != nil {
		return err
	}
	return printJSON(w, rows, "  ")
}

// distinct returns names with a number behind each that was there before: a, a_1.
func distinct(names []string) []string {
	names = slices.Clone(names)
	for i, name := range names {
		for n := 1; slices.Contains(names[:i], names[i]); n++ {
			names[i] = name + "_" + strconv.Itoa(n)
		}
	}
	return names
}

// resultFormats write a result, to a file by the end of its name.
var resultFormats = map[string]func(context.Context, io.Writer, *transform.Result) error{
	"":         func(_ context.Context, w io.Writer, r *transform.Result) error { return printTable(w, r) },
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
	ending := strings.ToLower(filepath.Ext(name))
	if _, known := resultFormats[ending]; !known || ending == "" {
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
	// Names of columns are mostly words with _, which the text of the file should show as they are.
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "`", "\\`").Replace
	rule := "| " + strings.Join(slices.Repeat([]string{"---"}, len(r.Columns)), " | ") + " |\n"
	return lines(r, func(values []any) error {
		cells := texted(values, func(v any) string { return escape(cell(v)) })
		_, err := fmt.Fprintf(w, "| %s |\n%s", strings.Join(cells, " | "), rule)
		rule, escape = "", reports.EscapeMarkdown // below the header
		return err
	})
}

// What a sheet of Excel holds: rows, letters of a cell, and digits of a number.
const (
	sheetRows    = 1 << 20
	sheetLetters = 32767
	sheetDigits  = 15
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
			return fmt.Errorf("an Excel sheet has at most %d rows, and the result has more; write .csv or .parquet", sheetRows)
		}
		cells := make([]any, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case nil, bool:
				cells[i] = v
			case float32, float64:
				cells[i] = transform.Text(v)
				if x, err := strconv.ParseFloat(transform.Text(v), 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
					cells[i] = x
				}
			case time.Time:
				if cells[i] = transform.Text(v); v.Year() >= 1900 && len(transform.Text(v)) == len(time.DateOnly) {
					cells[i] = excelize.Cell{StyleID: day, Value: v}
				}
			case int8, int16, int32, int64, uint8, uint16, uint32, uint64, *big.Int, interface{ Float64() float64 }: // the last is a decimal of DuckDB
				cells[i] = transform.Text(v)
				if digits := strings.Trim(strings.ReplaceAll(transform.Text(v), ".", ""), "-0"); len(digits) <= sheetDigits {
					if cells[i], err = strconv.ParseFloat(transform.Text(v), 64); err != nil {
						return err
					}
				}
			default:
				text := transform.Text(v)
				if utf8.RuneCountInString(text) > sheetLetters {
					return fmt.Errorf("an Excel cell has at most %d characters, and one of row %d has more; write .csv or .parquet", sheetLetters, row)
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
	if err := lines(r, write); err != nil {
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
